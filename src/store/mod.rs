//! What the bot remembers: one method a fact, and the only SQL. SQLite by default, PostgreSQL when the address says so.
//!
//! The database is never in the way of the guard. Settings and false alarms are answered from memory, as they were when it
//! last spoke. What is to be remembered goes into a bounded queue and is written in order, when the database can take it.
//! Only what a person asked for - a list, a change of settings - waits for it, for two seconds at most, and fails with a
//! sentence. What is kept, why and how long: PRIVACY.md. Never message text.

mod address;
mod answers;
mod cursors;
mod database;
mod digest;
mod error;
mod forget;
mod incidents;
mod known;
mod questions;
mod queue;
mod record;
mod rows;
mod settings;
mod turn;
mod watch;
mod writer;

pub use address::Address;
pub use answers::{LONGEST_ANSWER, MOST_ANSWERS, OwnAnswer};
pub use digest::{Digest, NotADigest};
pub use error::StoreError;
pub use forget::Forgotten;
pub use incidents::{IncidentCount, Observed, Tally};
pub use questions::TopicCount;
pub use record::{Incident, Outcome, Unmatched, WhyUnmatched};
pub use turn::Turn;

use database::Database;
use known::Known;
use queue::Queue;
use record::Record;
use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;
use tokio::sync::{oneshot, watch as signal};
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout, timeout_at};

/// How long a start waits for the database before the guard goes to work without it: leaks do not wait either.
const START_LIMIT: Duration = Duration::from_secs(5);

/// The memory of the bot. Dropping it stops its tasks; [`Store::close`] writes what waits first.
pub struct Store {
    inner: Arc<Inner>,
    tasks: Mutex<JoinSet<()>>,
}

/// What the tasks share with the store.
struct Inner {
    database: Database,
    queue: Queue,
    known: RwLock<Known>,
    changes: signal::Sender<u64>,
    /// Whether the schema is there and everything known is loaded.
    ready: AtomicBool,
    /// Whether the last write went well.
    up: AtomicBool,
    /// How many of the dropped records a log line has told of.
    reported: AtomicU64,
}

/// How the memory is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Health {
    /// Whether the database took what it was last given.
    pub up: bool,
    /// How many records wait to be written.
    pub waiting: usize,
    /// How many were dropped since the start, because too many waited.
    pub dropped: u64,
}

impl Store {
    /// Opens the database, making the file and bringing the schema up to date. What passes by itself - a server that is
    /// down, a file that is locked, a disk that is full - is waited for in the background; what needs a person is an error.
    pub async fn open(address: Address) -> Result<Self, StoreError> {
        let inner = Arc::new(Inner {
            database: Database::new(address)?,
            queue: Queue::default(),
            known: RwLock::default(),
            changes: signal::Sender::new(0),
            ready: AtomicBool::new(false),
            up: AtomicBool::new(true),
            reported: AtomicU64::new(0),
        });
        match timeout(START_LIMIT, inner.prepare()).await {
            Ok(Ok(())) => tracing::info!("remembering in {}", inner.database.address),
            Ok(Err(error)) if error.needs_a_person() => return Err(error),
            // The writer goes on trying, and reports it.
            Ok(Err(_)) | Err(_) => {}
        }
        let mut tasks = JoinSet::new();
        tasks.spawn(writer::run(Arc::clone(&inner)));
        tasks.spawn(watch::run(Arc::clone(&inner)));
        Ok(Self { inner, tasks: Mutex::new(tasks) })
    }

    /// Waits until everything that was to be remembered before is written; `false` when that takes longer than `within`.
    pub async fn flush(&self, within: Duration) -> bool {
        let (done, written) = oneshot::channel();
        self.inner.queue.push(Record::Mark { done }) && matches!(timeout(within, written).await, Ok(Ok(_)))
    }

    /// Writes what waits and lets go of the database, both `within` that time; `false` when something could not be written in it.
    pub async fn close(&self, within: Duration) -> bool {
        let deadline = Instant::now() + within;
        let written = self.flush(within).await;
        if !written {
            let Health { waiting, dropped, .. } = self.health();
            tracing::error!(waiting, dropped, "{}: not everything was written", self.inner.database.address);
        }
        let mut tasks = std::mem::take(&mut *self.tasks.lock().unwrap_or_else(PoisonError::into_inner));
        tasks.shutdown().await;
        // A database that hangs may not be able to say goodbye.
        drop(timeout_at(deadline, self.inner.database.pool().close()).await);
        written
    }

    /// How the memory is doing.
    pub fn health(&self) -> Health {
        let (waiting, dropped) = self.inner.queue.length();
        Health { up: self.inner.up.load(Ordering::Relaxed), waiting, dropped }
    }

    /// Whether the settings are known: `false` while the database has not been reached since the start.
    pub fn is_loaded(&self) -> bool {
        self.inner.known().key.is_some()
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store")
            .field("address", &self.inner.database.address)
            .field("health", &self.health())
            .finish()
    }
}

impl Inner {
    /// Brings the schema up to date and reads what must be known.
    async fn prepare(&self) -> Result<(), StoreError> {
        self.database.prepare().await?;
        self.load().await?;
        self.ready.store(true, Ordering::Relaxed);
        Ok(())
    }
}

/// An id, count or time as a database keeps it: signed. Snowflakes need the 64th bit in 2084.
fn sql(number: u64) -> i64 {
    number.cast_signed()
}

/// The way back.
fn id(number: i64) -> u64 {
    number.cast_unsigned()
}
