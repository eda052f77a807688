//! What can go wrong with the database, each in one sentence that names the thing and the remedy.

use super::Address;
use sqlx::migrate::MigrateError;
use thiserror::Error;

/// Why something could not be read or written.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum StoreError {
    /// Not an address.
    #[error(
        "DATABASE_URL is not the address of a database: write sqlite:FILE or postgres://USER:PASSWORD@HOST/DATABASE, with \
         special characters in the password as %XX"
    )]
    Address,
    /// An address with a parameter that is none. The driver's own words repeat its value.
    #[error(
        "DATABASE_URL has a parameter with a wrong value: write PostgreSQL's own, such as ?sslmode=verify-full"
    )]
    Parameter,
    /// Nobody answers there, or not in time.
    #[error("{0} cannot be reached: is it running, and is DATABASE_URL right?")]
    Unreachable(String),
    /// The file is not there, or not ours to open.
    #[error("{0} cannot be opened: its folder must exist, and the bot must be allowed to write in it")]
    NoFile(String),
    /// The server knows us not.
    #[error("{0} refuses the bot: check user, password and database name in DATABASE_URL ({1})")]
    Refused(String, String),
    /// Somebody else holds it, or it is slow.
    #[error("{0} is busy: another program holds it, or it is slow; try again in a moment")]
    Busy(String),
    /// No room.
    #[error("{0} is full: make room on its disk")]
    Full(String),
    /// No writing.
    #[error(
        "{0} cannot be written to: check the permissions of the file and its folder, or of the database user"
    )]
    ReadOnly(String),
    /// Something else's file, or a damaged one.
    #[error("{0} is not a sound database: restore it from a backup, or move it away to begin anew")]
    Damaged(String),
    /// From the future.
    #[error(
        "{0} was written by a newer komainu: update this one, or restore the backup made before that update"
    )]
    Newer(String),
    /// What is stored for a guild cannot be read.
    #[error("the stored {what} of server {guild} cannot be read: save it again")]
    Unreadable {
        /// What: settings.
        what: &'static str,
        /// Whose.
        guild: u64,
    },
    /// Somebody else was faster.
    #[error("this was changed by somebody else in the meantime: look at it again")]
    Conflict,
    /// The id is taken.
    #[error("this server already has an answer with the id {0}: edit it, or choose another id")]
    Exists(String),
    /// No such answer.
    #[error("this server has no answer with the id {0}")]
    Missing(String),
    /// Over a bound.
    #[error("{what}: at most {most}")]
    TooMuch {
        /// What is bounded.
        what: &'static str,
        /// The bound.
        most: usize,
    },
    /// A value the database cannot hold.
    #[error("{0} cannot hold this: {1}")]
    Unfit(String, String),
    /// Anything else a database says.
    #[error("{0} reports: {1}")]
    Other(String, String),
}

impl StoreError {
    /// Whether only a person can mend it, so that a start should stop and say so.
    pub fn needs_a_person(&self) -> bool {
        matches!(
            self,
            Self::Address
                | Self::Parameter
                | Self::NoFile(_)
                | Self::Refused(..)
                | Self::Damaged(_)
                | Self::Newer(_)
                | Self::ReadOnly(_)
        )
    }

    /// Reads what the driver reports about `address`.
    pub(super) fn of(error: &sqlx::Error, address: &Address) -> Self {
        use sqlx::Error as Fault;
        let name = address.to_string();
        match error {
            Fault::Database(fault) => {
                Self::of_code(&fault.code().unwrap_or_default(), fault.message(), name, address.is_server())
            }
            Fault::Io(fault) if fault.kind() == std::io::ErrorKind::StorageFull => Self::Full(name),
            Fault::PoolTimedOut | Fault::PoolClosed | Fault::Io(_) | Fault::WorkerCrashed => {
                Self::Unreachable(name)
            }
            // TLS and protocol trouble: a server that is not what the address says, or breaks off.
            Fault::Tls(_) | Fault::Protocol(_) => Self::Unreachable(name),
            Fault::Configuration(_) => Self::Parameter,
            // The others speak of our queries, never of values.
            other => Self::Other(name, other.to_string()),
        }
    }

    fn of_code(code: &str, message: &str, name: String, server: bool) -> Self {
        if server {
            return match code {
                // invalid_authorization, invalid_password, invalid_catalog_name, insufficient_privilege
                "28000" | "28P01" | "3D000" | "42501" => Self::Refused(name, message.into()),
                // disk_full, out_of_memory
                "53100" | "53200" => Self::Full(name),
                // read_only_sql_transaction: a standby
                "25006" => Self::ReadOnly(name),
                // serialization_failure, deadlock, lock_not_available, query_canceled (our own time limit)
                "40001" | "40P01" | "55P03" | "57014" => Self::Busy(name),
                // undefined_table: emptied or restored under us; the schema is made anew
                "42P01" => Self::Unreachable(name),
                // too_many_connections; connection exceptions; operator intervention; system errors
                code if code.starts_with("53") || code.starts_with("08") || code.starts_with("57") => {
                    Self::Unreachable(name)
                }
                // Data exceptions, integrity constraints: the value is at fault, not the moment.
                code if code.starts_with("22") || code.starts_with("23") => Self::Unfit(name, message.into()),
                code if code.starts_with("58") || code.starts_with("XX") => Self::Damaged(name),
                _ => Self::Other(name, format!("{message} ({code})")),
            };
        }
        // The low byte of SQLite's code is the kind, the rest the detail.
        match code.parse::<i32>().unwrap_or_default() & 0xff {
            // SQLITE_BUSY, SQLITE_LOCKED
            5 | 6 => Self::Busy(name),
            // SQLITE_READONLY, SQLITE_PERM
            8 | 3 => Self::ReadOnly(name),
            // SQLITE_IOERR: the disk itself, or a network file system that went away
            10 => Self::Unreachable(name),
            // SQLITE_CORRUPT, SQLITE_NOTADB
            11 | 26 => Self::Damaged(name),
            // SQLITE_FULL
            13 => Self::Full(name),
            // SQLITE_CANTOPEN
            14 => Self::NoFile(name),
            // SQLITE_TOOBIG, SQLITE_CONSTRAINT, SQLITE_MISMATCH: the value is at fault, not the moment.
            18..=20 => Self::Unfit(name, message.into()),
            // SQLITE_ERROR for a table that is not there: emptied or restored under us; the schema is made anew
            1 if message.contains("no such table") => Self::Unreachable(name),
            _ => Self::Other(name, format!("{message} ({code})")),
        }
    }

    /// Reads what running the migrations reports.
    pub(super) fn of_migration(error: &MigrateError, address: &Address) -> Self {
        match error {
            MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => {
                Self::of(error, address)
            }
            MigrateError::VersionMissing(_) => Self::Newer(address.to_string()),
            other => Self::Other(address.to_string(), other.to_string()),
        }
    }
}
