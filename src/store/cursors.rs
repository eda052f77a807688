//! How far each channel has been guarded, so that a restart can catch up.

use super::queue::{Cursor, ENDED};
use super::{Store, StoreError, id, sql};
use crate::message::Id;
use sqlx::AnyConnection;
use std::collections::HashMap;

impl Store {
    /// Remembers that everything in `channel` up to `message` has been guarded. Cheap enough for every message: the newest
    /// is written every few seconds, never before the incidents it passed.
    pub fn seen(&self, guild: Id, channel: Id, message: Id) {
        self.inner.queue.seen(channel, Cursor { guild, message });
    }

    /// Forgets the cursor of `channel`, which has ended.
    pub fn unsee(&self, guild: Id, channel: Id) {
        self.inner.queue.unsee(channel, guild);
    }

    /// The newest guarded message of each channel and thread of `guild`, as of the last write.
    pub async fn cursors(&self, guild: Id) -> Result<HashMap<Id, Id>, StoreError> {
        let query = sqlx::query_as("SELECT channel, message FROM cursors WHERE guild = $1").bind(sql(guild));
        let rows: Vec<(i64, i64)> =
            self.inner.database.ask(query.fetch_all(self.inner.database.pool())).await?;
        Ok(rows.into_iter().map(|(channel, message)| (id(channel), id(message))).collect())
    }
}

/// Moves a cursor forward, never back; or removes it.
pub(super) async fn write(to: &mut AnyConnection, channel: Id, cursor: Cursor) -> Result<(), sqlx::Error> {
    if cursor.message == ENDED {
        return sqlx::query("DELETE FROM cursors WHERE channel = $1")
            .bind(sql(channel))
            .execute(to)
            .await
            .map(drop);
    }
    sqlx::query(
        "INSERT INTO cursors (channel, guild, message) VALUES ($1, $2, $3) \
         ON CONFLICT (channel) DO UPDATE SET message = excluded.message WHERE excluded.message > cursors.message",
    )
    .bind(sql(channel))
    .bind(sql(cursor.guild))
    .bind(sql(cursor.message))
    .execute(to)
    .await
    .map(drop)
}
