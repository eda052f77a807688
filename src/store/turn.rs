//! Whose turn it is to identify, when several processes share the shards of one bot: Discord allows one shard of each
//! bucket to identify every five seconds, whichever process it is in.

use super::{Store, StoreError};
use sqlx::{AnyConnection, Connection as _};
use std::fmt;

/// The first half of the advisory locks' key: "koma" in ASCII, so that nobody else in the database means the same lock.
const LOCKS: i32 = 0x6b6f_6d61;

/// The right to identify a shard of one bucket. It ends when it is dropped, and with the process.
pub struct Turn {
    lock: Option<AnyConnection>,
}

impl Store {
    /// Waits for the turn of a bucket: the shard's number modulo Discord's `max_concurrency`. Identify, wait five seconds, end
    /// the turn. On SQLite, where there is one process, it is always ours; when the database cannot be reached, identify
    /// anyway: a refused identify is tried again by the library, a shard that is not connected guards nobody.
    pub async fn turn(&self, bucket: u32) -> Result<Turn, StoreError> {
        let database = &self.inner.database;
        if !database.address.is_server() {
            return Ok(Turn { lock: None });
        }
        let mut connection = database.connect().await?;
        // A machine that vanishes gives its turn back within half a minute, not after the system's two hours.
        const KEEPALIVE: &str =
            "SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3";
        let locked = async {
            sqlx::raw_sql(KEEPALIVE).execute(&mut connection).await?;
            sqlx::query("SELECT CAST(pg_advisory_lock($1, $2) AS TEXT)")
                .bind(LOCKS)
                .bind(bucket.cast_signed())
                .execute(&mut connection)
                .await
        };
        locked.await.map_err(|error| database.error(&error))?;
        Ok(Turn { lock: Some(connection) })
    }
}

impl Turn {
    /// Lets the next one identify.
    pub async fn end(self) {
        if let Some(connection) = self.lock {
            // The lock belongs to the connection: closed or broken, it is free.
            drop(connection.close().await);
        }
    }
}

impl fmt::Debug for Turn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Turn").field("shared", &self.lock.is_some()).finish()
    }
}
