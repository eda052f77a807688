//! The one task that writes the queue, in order, until it is written: it alone waits for a database that is down, slow,
//! locked or full.

use super::queue::{Batch, Cursor};
use super::record::Record;
use super::{Inner, StoreError, cursors, rows};
use crate::clock::now;
use crate::message::Id;
use sqlx::{AnyConnection, Connection as _};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::time::{Instant, sleep, timeout};

/// Between two attempts: soon at first, as most trouble is short, and never so late that people notice.
const FIRST_RETRY: Duration = Duration::from_millis(100);
const LAST_RETRY: Duration = Duration::from_secs(5);

/// How long one batch may take before the connection counts as dead. A batch needs milliseconds; a disk that spins up needs
/// seconds.
const BATCH_LIMIT: Duration = Duration::from_secs(15);

/// How long bringing the schema up to date may take: a future migration of a large table may need minutes.
const PREPARE_LIMIT: Duration = Duration::from_secs(10 * 60);

/// How often cursors are written while nothing else is: what a crash costs is that these seconds are guarded twice.
const CURSORS_EVERY: Duration = Duration::from_secs(5);

/// How often what is too old is removed.
const CLEAN_UP_EVERY: Duration = Duration::from_secs(60 * 60);

/// Runs until it is aborted.
pub(super) async fn run(inner: Arc<Inner>) {
    let mut cursors_at = Instant::now();
    let mut clean_up_at = Instant::now();
    loop {
        if !inner.ready.load(Ordering::Relaxed) {
            // Goes on until the schema is there; without records there is nothing the database could refuse.
            drop(inner.persist(&[], &[]).await);
        }
        let batch = inner.queue.take(cursors_at.elapsed() >= CURSORS_EVERY);
        if !batch.cursors.is_empty() {
            cursors_at = Instant::now();
        }
        if !batch.is_empty() {
            inner.write(batch).await;
            continue;
        }
        if clean_up_at <= Instant::now() {
            clean_up_at = Instant::now() + CLEAN_UP_EVERY;
            if let Err(error) = inner.retain(now()).await {
                tracing::warn!("what is too old could not be removed: {error}");
            }
        }
        // Until there is something to write, or the cursors are due; the next round looks at both.
        drop(timeout(CURSORS_EVERY, inner.queue.filled.notified()).await);
    }
}

impl Inner {
    /// Writes a batch, however long it takes.
    async fn write(&self, batch: Batch) {
        let rows = match self.persist(&batch.records, &batch.cursors).await {
            Ok(rows) => rows,
            Err(_) => self.write_singly(&batch).await,
        };
        for (record, rows) in batch.records.into_iter().zip(rows) {
            record.acknowledge(rows);
        }
    }

    /// The database refuses something in the batch, for good: the rest must not suffer for it.
    async fn write_singly(&self, batch: &Batch) -> Vec<u64> {
        let mut rows = Vec::with_capacity(batch.records.len());
        for record in &batch.records {
            match self.persist(std::slice::from_ref(record), &[]).await {
                Ok(written) => rows.extend(written),
                Err(error) => {
                    tracing::error!(record = record.word(), "a record was not written: {error}");
                    rows.push(0);
                }
            }
        }
        if let Err(error) = self.persist(&[], &batch.cursors).await {
            tracing::error!("cursors were not written: {error}");
        }
        rows
    }

    /// Writes these in one transaction, trying again until it is done. Fails only when the database cannot hold one of
    /// them. Returns how many rows each record touched.
    async fn persist(&self, records: &[Record], cursors: &[(Id, Cursor)]) -> Result<Vec<u64>, StoreError> {
        let mut pause = FIRST_RETRY;
        loop {
            let ready = self.ensure_ready().await;
            let written = match ready {
                Ok(()) => self.transact(records, cursors).await,
                Err(error) => Err(error),
            };
            self.report_drops();
            match written {
                Ok(rows) => {
                    self.recovered();
                    return Ok(rows);
                }
                Err(error @ StoreError::Unfit(..)) => return Err(error),
                Err(error) => self.in_trouble(&error, records.len()),
            }
            sleep(pause).await;
            pause = (pause * 2).min(LAST_RETRY);
        }
    }

    async fn transact(&self, records: &[Record], cursors: &[(Id, Cursor)]) -> Result<Vec<u64>, StoreError> {
        let mut connection = self.database.acquire().await?;
        match timeout(BATCH_LIMIT, self.write_to(&mut connection, records, cursors)).await {
            Ok(Ok(rows)) => {
                if records.iter().any(Record::removes) {
                    self.database.settle(&mut connection).await;
                }
                Ok(rows)
            }
            Ok(Err(error)) => {
                drop(connection.detach());
                Err(self.database.error(&error))
            }
            // The statement hangs: its connection is given up, so that nothing else waits for it.
            Err(_) => {
                drop(connection.detach());
                Err(StoreError::Busy(self.database.address.to_string()))
            }
        }
    }

    async fn write_to(
        &self,
        connection: &mut AnyConnection,
        records: &[Record],
        cursors: &[(Id, Cursor)],
    ) -> Result<Vec<u64>, sqlx::Error> {
        let mut transaction = connection.begin_with(self.database.begin_statement()).await?;
        let mut rows = Vec::with_capacity(records.len());
        for record in records {
            rows.push(record.write(&mut transaction).await?);
        }
        for guild in records.iter().filter_map(Record::lengthens).collect::<BTreeSet<_>>() {
            rows::trim(&mut transaction, guild).await?;
        }
        for (channel, cursor) in cursors {
            cursors::write(&mut transaction, *channel, *cursor).await?;
        }
        transaction.commit().await?;
        Ok(rows)
    }

    /// The schema is looked at again after every failure: the database may be another one now.
    async fn ensure_ready(&self) -> Result<(), StoreError> {
        if self.ready.load(Ordering::Relaxed) {
            return Ok(());
        }
        match timeout(PREPARE_LIMIT, self.prepare()).await {
            Ok(prepared) => prepared,
            Err(_) => Err(StoreError::Busy(self.database.address.to_string())),
        }
    }

    fn in_trouble(&self, error: &StoreError, in_hand: usize) {
        self.ready.store(false, Ordering::Relaxed);
        let (waiting, dropped) = self.queue.length();
        let waiting = waiting + in_hand;
        if self.up.swap(false, Ordering::Relaxed) {
            tracing::error!(waiting, dropped, "{error}; the guard goes on, what is to be remembered waits");
        } else {
            tracing::debug!(waiting, dropped, "{error}");
        }
    }

    /// Says how many records found no room, when there are new ones.
    fn report_drops(&self) {
        let (waiting, dropped) = self.queue.length();
        let before = self.reported.swap(dropped, Ordering::Relaxed);
        if dropped > before {
            tracing::warn!(
                waiting,
                dropped = dropped - before,
                "too many records wait: the least important were dropped"
            );
        }
    }

    fn recovered(&self) {
        if !self.up.swap(true, Ordering::Relaxed) {
            let (waiting, dropped) = self.queue.length();
            tracing::info!(waiting, dropped, "{} is back: writing what waited", self.database.address);
        }
    }
}
