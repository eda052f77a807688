//! Forgetting: a user who asks for it, a server the bot has left, and whatever is older than its server keeps things.

use super::record::Record;
use super::{DAY, Inner, Store, StoreError, id, sql};
use crate::message::{Id, Seconds};
use sqlx::{AnyConnection, Connection as _};
use std::collections::BTreeSet;
use tokio::sync::oneshot;
use tokio::time::timeout;

/// When a user's rows are removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Forgotten {
    /// They are: so many.
    Now(u64),
    /// As soon as the database can be reached.
    Soon,
}

impl Store {
    /// Removes every row about a user, in every server. Comes after everything that already waits to be written, so that
    /// nothing of theirs is written later.
    pub async fn forget_user(&self, user: Id) -> Result<Forgotten, StoreError> {
        let (done, removed) = oneshot::channel();
        if !self.inner.queue.push(Record::ForgetUser { user, done }) {
            return Err(StoreError::Busy(self.inner.database.address.to_string()));
        }
        match timeout(super::database::PATIENCE, removed).await {
            Ok(Ok(rows)) => Ok(Forgotten::Now(rows)),
            _ => Ok(Forgotten::Soon),
        }
    }

    /// Removes everything of a server: the bot has left it.
    pub fn forget_guild(&self, guild: Id) {
        let mut known = self.inner.known_mut();
        known.guilds.remove(&guild);
        known.false_alarms.remove(&guild);
        drop(known);
        self.inner.queue.forget_cursors(guild);
        self.inner.queue.push(Record::ForgetGuild { guild });
        self.inner.changed();
    }

    /// Every server something is kept of: to be compared, at the start, with those the bot is still in.
    pub async fn guilds(&self) -> Result<BTreeSet<Id>, StoreError> {
        let query = sqlx::query_as(
            "SELECT guild FROM guilds UNION SELECT guild FROM incidents UNION SELECT guild FROM counts \
             UNION SELECT guild FROM unmatched UNION SELECT guild FROM false_alarms UNION SELECT guild FROM cursors",
        );
        let rows: Vec<(i64,)> = self.inner.database.ask(query.fetch_all(self.inner.database.pool())).await?;
        Ok(rows.into_iter().map(|(guild,)| id(guild)).collect())
    }

    /// Removes what is older, at `now`, than its server keeps things; returns how many rows. Done every hour by itself.
    pub async fn retain(&self, now: Seconds) -> Result<u64, StoreError> {
        self.inner.retain(now).await
    }
}

impl Inner {
    pub(super) async fn retain(&self, now: Seconds) -> Result<u64, StoreError> {
        // What a guild keeps, in days; the default for one without settings.
        const INCIDENTS: &str = "DELETE FROM incidents WHERE happened_at < $1 - 86400 * \
            COALESCE((SELECT keep_days FROM guilds WHERE guilds.guild = incidents.guild), 90)";
        const UNMATCHED: &str = "DELETE FROM unmatched WHERE asked_at < $1 - 86400 * \
            COALESCE((SELECT keep_days FROM guilds WHERE guilds.guild = unmatched.guild), 90)";
        const COUNTS: &str = "DELETE FROM counts WHERE day < $1 / 86400 - \
            COALESCE((SELECT keep_days FROM guilds WHERE guilds.guild = counts.guild), 90)";
        // The time of a snowflake stands above its low 22 bits, in milliseconds since Discord's own epoch.
        const CURSORS: &str = "DELETE FROM cursors WHERE message / 4194304 / 1000 + 1420070400 < $1 - 86400 * \
            COALESCE((SELECT keep_days FROM guilds WHERE guilds.guild = cursors.guild), 90)";
        let removed = async {
            let mut connection = self.database.pool().acquire().await?;
            let mut transaction = connection.begin_with(self.database.begin_statement()).await?;
            let mut removed = 0;
            for query in [INCIDENTS, UNMATCHED, COUNTS, CURSORS] {
                removed +=
                    sqlx::query(query).bind(sql(now)).execute(&mut *transaction).await?.rows_affected();
            }
            transaction.commit().await?;
            if removed > 0 {
                self.database.settle(&mut connection).await;
            }
            Ok(removed)
        };
        removed.await.map_err(|error| self.database.error(&error))
    }
}

pub(super) async fn user(to: &mut AnyConnection, user: Id) -> Result<u64, sqlx::Error> {
    delete(to, &["DELETE FROM incidents WHERE author = $1", "DELETE FROM unmatched WHERE author = $1"], user)
        .await
}

pub(super) async fn guild(to: &mut AnyConnection, guild: Id) -> Result<u64, sqlx::Error> {
    const QUERIES: [&str; 6] = [
        "DELETE FROM incidents WHERE guild = $1",
        "DELETE FROM counts WHERE guild = $1",
        "DELETE FROM unmatched WHERE guild = $1",
        "DELETE FROM false_alarms WHERE guild = $1",
        "DELETE FROM cursors WHERE guild = $1",
        // Its answers go with it.
        "DELETE FROM guilds WHERE guild = $1",
    ];
    delete(to, &QUERIES, guild).await
}

async fn delete(to: &mut AnyConnection, queries: &[&'static str], whose: Id) -> Result<u64, sqlx::Error> {
    let mut removed = 0;
    for &query in queries {
        removed += sqlx::query(query).bind(sql(whose)).execute(&mut *to).await?.rows_affected();
    }
    Ok(removed)
}

/// The numbers in the queries above.
const _: () = assert!(DAY == 86400);
