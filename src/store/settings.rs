//! What each server wants. Read from memory; changed in the database first, so that what a moderator was told is saved is.

use super::{Inner, Store, StoreError, sql};
use crate::message::Id;
use crate::policy::{KEEP_DAYS, Settings};
use sqlx::AnyConnection;
use std::sync::Arc;

/// The settings of a server as text: every channel and role Discord allows in each list fits, and little else.
const LONGEST: usize = 64 * 1024;

/// How often a change is tried when others change the same server's settings at the same moment.
const ATTEMPTS: usize = 5;

impl Store {
    /// The last known settings of a server; `None` when nobody has saved any.
    pub fn settings(&self, guild: Id) -> Option<Arc<Settings>> {
        self.inner.known().guilds.get(&guild)?.settings.clone()
    }

    /// A number that grows with every change of a server's settings or answers, whichever process made it; 0 for none.
    pub fn version(&self, guild: Id) -> i64 {
        self.inner.known().guilds.get(&guild).map_or(0, |known| known.version)
    }

    /// Counts changes of settings and answers: wait for the next with `changed()`, then compare [`Self::version`]s.
    pub fn changes(&self) -> tokio::sync::watch::Receiver<u64> {
        self.inner.changes.subscribe()
    }

    /// Changes a server's settings, from what is saved or else from `first`, and returns them as they are now. Two who
    /// change different things at the same moment both succeed: `change` is applied again to what the other one saved.
    pub async fn change_settings(
        &self,
        guild: Id,
        first: &Settings,
        change: impl Fn(&mut Settings),
    ) -> Result<Arc<Settings>, StoreError> {
        for _ in 0..ATTEMPTS {
            if let Some(saved) = self.inner.try_change(guild, first, &change).await? {
                return Ok(saved);
            }
        }
        Err(StoreError::Conflict)
    }
}

impl Inner {
    /// One attempt; `None` when somebody else was faster.
    async fn try_change(
        &self,
        guild: Id,
        first: &Settings,
        change: impl Fn(&mut Settings),
    ) -> Result<Option<Arc<Settings>>, StoreError> {
        let saved = self.database.ask(async {
            let mut transaction = self.database.begin().await?;
            let row: Option<(i64, Option<String>)> =
                sqlx::query_as("SELECT version, settings FROM guilds WHERE guild = $1")
                    .bind(sql(guild))
                    .fetch_optional(&mut *transaction)
                    .await?;
            let (version, stored) = row.unwrap_or_default();
            // What cannot be read is replaced, as the log has asked for when it was met.
            let stored = stored.and_then(|text| serde_json::from_str(&text).ok());
            let mut settings: Settings = stored.unwrap_or_else(|| first.clone());
            change(&mut settings);
            let text = serde_json::to_string(&settings).unwrap_or_default();
            if text.len() > LONGEST {
                return Ok(Err(StoreError::TooMuch { what: "bytes of settings", most: LONGEST }));
            }
            let done = sqlx::query(
                "INSERT INTO guilds (guild, version, settings, keep_days) VALUES ($1, $2 + 1, $3, $4) \
                 ON CONFLICT (guild) DO UPDATE SET version = excluded.version, settings = excluded.settings, \
                 keep_days = excluded.keep_days WHERE guilds.version = $2",
            )
            .bind(sql(guild))
            .bind(version)
            .bind(text)
            .bind(i64::from(settings.keep_days))
            .execute(&mut *transaction)
            .await?;
            if done.rows_affected() == 0 {
                return Ok(Ok(None));
            }
            self.notify(&mut transaction, guild).await?;
            transaction.commit().await?;
            Ok(Ok(Some((version + 1, Arc::new(settings)))))
        });
        let Some((version, settings)) = saved.await.flatten()? else { return Ok(None) };
        self.remember(guild, version, &settings);
        Ok(Some(settings))
    }

    /// Keeps what was just saved, unless something newer is known already.
    fn remember(&self, guild: Id, version: i64, settings: &Arc<Settings>) {
        let mut known = self.known_mut();
        let entry = known.guilds.entry(guild).or_default();
        if entry.version < version {
            *entry = super::known::Guild { version, settings: Some(Arc::clone(settings)) };
        }
        drop(known);
        self.changed();
    }

    /// Tells the other processes, once the transaction is committed. On SQLite they look by themselves.
    pub(super) async fn notify(&self, transaction: &mut AnyConnection, guild: Id) -> Result<(), sqlx::Error> {
        if self.database.address.is_server() {
            sqlx::query("SELECT pg_notify($1, $2)")
                .bind(super::watch::CHANNEL)
                .bind(guild.to_string())
                .execute(transaction)
                .await?;
        }
        Ok(())
    }

    /// Counts a guild's version up, in a transaction that changes something of it.
    pub(super) async fn bump(&self, transaction: &mut AnyConnection, guild: Id) -> Result<(), sqlx::Error> {
        sqlx::query(
            "INSERT INTO guilds (guild, version, keep_days) VALUES ($1, 1, $2) \
             ON CONFLICT (guild) DO UPDATE SET version = guilds.version + 1",
        )
        .bind(sql(guild))
        .bind(i64::from(KEEP_DAYS))
        .execute(&mut *transaction)
        .await?;
        self.notify(transaction, guild).await
    }
}
