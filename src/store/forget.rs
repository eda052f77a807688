//! Forgetting: a user who asks for it, a server the bot has left, and whatever is older than its server keeps things.

use super::record::Record;
use super::{Inner, Store, StoreError, id, sql};
use crate::message::{DAY, Id, Seconds, snowflake};
use crate::policy::KEEP_DAYS;
use sqlx::{AnyConnection, AssertSqlSafe, Connection as _};
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
        // Each table with the column that tells the time, what it tells now, and by how much that grows in a day.
        let clocks = [
            ("incidents", "happened_at", now, DAY),
            ("unmatched", "asked_at", now, DAY),
            ("counts", "day", now / DAY, 1),
            ("cursors", "message", snowflake(now), snowflake(now + DAY) - snowflake(now)),
        ];
        let removed = async {
            let mut connection = self.database.pool().acquire().await?;
            let mut transaction = connection.begin_with(self.database.begin_statement()).await?;
            let mut removed = 0;
            for (table, column, now, day) in clocks {
                // What a guild keeps, in days; the default for one without settings.
                let query = format!(
                    "DELETE FROM {table} WHERE {column} < $1 - $2 * \
                     COALESCE((SELECT keep_days FROM guilds WHERE guilds.guild = {table}.guild), $3)"
                );
                let query = sqlx::query(AssertSqlSafe(query)).bind(sql(now)).bind(sql(day));
                let query = query.bind(i64::from(KEEP_DAYS));
                removed += query.execute(&mut *transaction).await?.rows_affected();
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
