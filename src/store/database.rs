//! The connection pool: how each database is opened, migrated and kept honest. What is asked of it stands elsewhere.
//!
//! `sqlx::Any` rather than an enum of two pools: every query stands once, in the form both databases read, and one road is
//! tested on both. What differs - how to open, how to begin, how to tell others - differs here, and nowhere else.

use super::address::Place;
use super::{Address, StoreError};
use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::pool::PoolConnection;
use sqlx::{Any, AnyConnection, AnyPool, ConnectOptions as _, Connection as _, SqlSafeStr as _, Transaction};
use std::future::Future;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::time::timeout;

/// Every migration, oldest first; a test compares the list with the folder.
const MIGRATIONS: &[(i64, &str, &str)] = &[(1, "memory", include_str!("../../migrations/0001_memory.sql"))];

/// What a person who pressed a button waits for at most: Discord drops an interaction that is not acknowledged within
/// three seconds, and one of them is for the network.
pub(super) const PATIENCE: Duration = Duration::from_secs(2);

/// How long SQLite waits for another writer before it says that it is busy: half of [`PATIENCE`], so that the answer to a
/// person is "busy" and not silence.
const BUSY_TIMEOUT_MS: u32 = 1000;

/// What PostgreSQL may spend on one statement: far beyond what the slowest of ours needs (the hourly clean-up), and a bound
/// on how long a locked table can hold a connection.
const STATEMENT_TIMEOUT_MS: u32 = 10_000;

/// One for the writer, one for what it reads again, two for people. With the one that listens a process needs five, and
/// PostgreSQL's default of 100 serves twenty.
const CONNECTIONS: u32 = 4;

/// An opened database, whether or not it can be reached just now.
pub(super) struct Database {
    pub(super) address: Address,
    pool: AnyPool,
    /// Whether the file has been made or found. Later it is never made again: one that goes away while the bot runs is an
    /// accident, or will be back, and what a new one held would be lost with its return.
    found: AtomicBool,
}

impl Database {
    /// Prepares to connect; nothing is sent yet.
    pub(super) fn new(address: Address) -> Result<Self, StoreError> {
        sqlx::any::install_default_drivers();
        let options = AnyConnectOptions::from_url(&address.url).map_err(|_| StoreError::Address)?;
        let pool = AnyPoolOptions::new().max_connections(CONNECTIONS).acquire_timeout(PATIENCE);
        let pool = match &address.place {
            Place::Server => pool.after_connect(|connection, _| Box::pin(prepare_server(connection))),
            Place::File(path) => watch_file(pool, path.clone()),
            // Every connection would be a database of its own; and the last one to close takes it along.
            Place::Memory => pool
                .max_connections(1)
                .min_connections(1)
                .idle_timeout(None)
                .max_lifetime(None)
                .after_connect(|connection, _| Box::pin(prepare_sqlite(connection))),
        };
        Ok(Self { pool: pool.connect_lazy_with(options), address, found: AtomicBool::new(false) })
    }

    /// Connects, and brings the schema up to date. Safe to repeat, and safe for several processes at once.
    ///
    /// Past the pool, which would go on trying for a while and then only say that it did.
    pub(super) async fn prepare(&self) -> Result<(), StoreError> {
        match &self.address.place {
            // Another connection would be another database.
            Place::Memory => return self.migrate(&mut *self.acquire().await?).await,
            Place::File(path) if !self.found.load(Ordering::Relaxed) => {
                create(path).map_err(|error| self.io_error(&error))?;
                self.found.store(true, Ordering::Relaxed);
            }
            _ => {}
        }
        let mut connection = self.connect().await?;
        let migrated = self.migrate(&mut connection).await;
        connection.close().await.map_err(|error| self.error(&error))?;
        migrated
    }

    /// A connection beside the pool. On PostgreSQL without a limit on statements, as a migration may take its time.
    pub(super) async fn connect(&self) -> Result<AnyConnection, StoreError> {
        let connecting = async {
            let mut connection = AnyConnection::connect_with(&self.pool.connect_options()).await?;
            if !self.address.is_server() {
                prepare_sqlite(&mut connection).await?;
            }
            Ok(connection)
        };
        match timeout(PATIENCE, connecting).await {
            Ok(connected) => connected.map_err(|error| self.error(&error)),
            Err(_) => Err(StoreError::Unreachable(self.address.to_string())),
        }
    }

    async fn migrate(&self, connection: &mut AnyConnection) -> Result<(), StoreError> {
        let migrations = MIGRATIONS.iter().map(|&(version, name, sql)| {
            Migration::new(version, name.into(), MigrationType::Simple, sql.into_sql_str(), false)
        });
        let mut migrator = Migrator::with_migrations(migrations.collect());
        if self.address.is_server() {
            // An advisory lock lets one process migrate and the others wait.
            let migrated = migrator.run_direct(None, connection, false).await;
            return migrated.map_err(|error| StoreError::of_migration(&error, &self.address));
        }
        // SQLite has no advisory locks; taking the write lock first does the same.
        migrator.set_locking(false);
        let begun = connection.begin_with(self.begin_statement()).await;
        let mut transaction = begun.map_err(|error| self.error(&error))?;
        let migrated = migrator.run_direct(None, &mut *transaction, false).await;
        migrated.map_err(|error| StoreError::of_migration(&error, &self.address))?;
        transaction.commit().await.map_err(|error| self.error(&error))
    }

    /// Begins a transaction that will write.
    pub(super) async fn begin(&self) -> Result<Transaction<'static, Any>, sqlx::Error> {
        self.pool.begin_with(self.begin_statement()).await
    }

    /// Takes what SQLite has written beside its file over into the file, so that what was removed is gone from both. Else it
    /// would stand there until four mebibytes more are written, or the database is closed. While somebody reads an older
    /// state it cannot be done; then the next time does it.
    pub(super) async fn settle(&self, connection: &mut AnyConnection) {
        if !self.address.is_server() {
            let settled = sqlx::raw_sql("PRAGMA wal_checkpoint(TRUNCATE)").execute(connection).await;
            if let Err(error) = settled {
                tracing::debug!(error = %self.error(&error), "what was removed is not yet overwritten");
            }
        }
    }

    /// SQLite's plain BEGIN takes the write lock at the first write, which fails when somebody wrote since the first read.
    pub(super) fn begin_statement(&self) -> &'static str {
        if self.address.is_server() { "BEGIN" } else { "BEGIN IMMEDIATE" }
    }

    /// A connection of one's own.
    pub(super) async fn acquire(&self) -> Result<PoolConnection<Any>, StoreError> {
        self.pool.acquire().await.map_err(|error| self.error(&error))
    }

    /// Runs something a person waits for: an answer, or the reason why there is none, within [`PATIENCE`].
    pub(super) async fn ask<T>(
        &self,
        asked: impl Future<Output = Result<T, sqlx::Error>>,
    ) -> Result<T, StoreError> {
        match timeout(PATIENCE, asked).await {
            Ok(result) => result.map_err(|error| self.error(&error)),
            Err(_) => Err(StoreError::Busy(self.address.to_string())),
        }
    }

    /// The pool, for a single query.
    pub(super) fn pool(&self) -> &AnyPool {
        &self.pool
    }

    /// Says in our words what the driver reports.
    pub(super) fn error(&self, error: &sqlx::Error) -> StoreError {
        StoreError::of(error, &self.address)
    }

    fn io_error(&self, error: &std::io::Error) -> StoreError {
        match error.kind() {
            std::io::ErrorKind::StorageFull => StoreError::Full(self.address.to_string()),
            _ => StoreError::NoFile(self.address.to_string()),
        }
    }
}

async fn prepare_server(connection: &mut AnyConnection) -> Result<(), sqlx::Error> {
    let limit = format!("SET statement_timeout = {STATEMENT_TIMEOUT_MS}");
    sqlx::raw_sql(sqlx::AssertSqlSafe(limit)).execute(connection).await.map(drop)
}

/// - WAL: readers and the writer do not wait for each other.
/// - `synchronous = FULL`: a commit that was acknowledged is on the disk, whatever then happens to the process (for which
///   NORMAL would do) or to the machine (for which it would not). Rows are written in batches, one sync for each, so that
///   it costs nothing.
/// - `secure_delete`: what was deleted is overwritten, so that forgetting means forgetting.
/// - `cache_size`: a quarter of a mebibyte a connection, in kibibytes as the minus says, where two would be the default. Rows
///   are small and found by their keys, and the operating system keeps the file's pages anyway.
async fn prepare_sqlite(connection: &mut AnyConnection) -> Result<(), sqlx::Error> {
    let pragmas = format!(
        "PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
         PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; PRAGMA cache_size = -256;"
    );
    sqlx::raw_sql(sqlx::AssertSqlSafe(pragmas)).execute(connection).await.map(drop)
}

/// Makes the file, readable by nobody but the bot's own user. An existing one is left as it is.
fn create(path: &Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop)
}

/// Which file a path leads to, and since when it has.
struct Watched {
    path: PathBuf,
    seen: Mutex<(Option<u64>, Instant)>,
}

impl Watched {
    /// Since when the path has led to the file it leads to now, if it leads to any.
    fn look(&self) -> Option<Instant> {
        let now = identity(&self.path);
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.0 != now {
            *seen = (now, Instant::now());
        }
        now.map(|_| seen.1)
    }
}

/// A SQLite connection goes on writing to a file that was moved or deleted under it, and what it writes is lost with that
/// file. So each connection is checked before it is used: when the path leads somewhere else than when it was opened, or
/// nowhere, it is closed, and a new one is opened - which fails, as it should, while there is no file.
fn watch_file(pool: AnyPoolOptions, path: PathBuf) -> AnyPoolOptions {
    // The pool would close idle and old connections; for a file that gains nothing.
    let pool = pool.idle_timeout(None).max_lifetime(None);
    let watched = Arc::new(Watched { path, seen: Mutex::new((None, Instant::now())) });
    let opened = Arc::clone(&watched);
    pool.after_connect(move |connection, _| {
        opened.look();
        Box::pin(prepare_sqlite(connection))
    })
    .before_acquire(move |connection, known| {
        // A full disk makes SQLite roll back by itself; the driver then takes the transaction for open for good.
        let usable = !connection.is_in_transaction();
        let sound = usable && watched.look().is_some_and(|since| known.age < since.elapsed());
        Box::pin(std::future::ready(Ok(sound)))
    })
}

/// The number the file system knows a file by; elsewhere than on Unix, only whether there is one.
fn identity(path: &Path) -> Option<u64> {
    let file = std::fs::metadata(path).ok()?;
    #[cfg(unix)]
    return Some(std::os::unix::fs::MetadataExt::ino(&file));
    #[cfg(not(unix))]
    return Some(u64::from(file.is_file()));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_migration_is_listed() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
        let mut files: Vec<String> = std::fs::read_dir(folder)
            .expect("the folder is there")
            .map(|file| file.expect("it can be listed").file_name().to_string_lossy().into_owned())
            .collect();
        files.sort();
        let listed: Vec<String> =
            MIGRATIONS.iter().map(|(version, name, _)| format!("{version:04}_{name}.sql")).collect();
        assert_eq!(files, listed);
    }
}
