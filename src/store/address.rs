//! `DATABASE_URL`, read: which database, and how to speak of it without its password.

use super::StoreError;
use std::fmt;
use std::path::PathBuf;
use url::Url;

/// Where the database is. Its `Display` and `Debug` never show the password.
#[derive(Clone)]
pub struct Address {
    pub(super) url: Url,
    pub(super) place: Place,
}

/// What stands behind an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    /// A SQLite file.
    File(PathBuf),
    /// SQLite in memory: gone with the process.
    Memory,
    /// A PostgreSQL server.
    Server,
}

impl Address {
    /// Where the bot remembers things when nothing else is said: a file in the working directory.
    pub const DEFAULT: &str = "sqlite:komainu.sqlite";

    /// Reads `sqlite:FILE`, `sqlite::memory:` or `postgres://USER:PASSWORD@HOST/DATABASE`.
    pub fn parse(text: &str) -> Result<Self, StoreError> {
        // What is wrong is not quoted: the text may hold a password.
        let url = Url::parse(text.trim()).map_err(|_| StoreError::Address)?;
        let place = match url.scheme() {
            "postgres" | "postgresql" if url.path().len() > 1 => Place::Server,
            "sqlite" => match text.trim().trim_start_matches("sqlite:").trim_start_matches("//") {
                "" => return Err(StoreError::Address),
                ":memory:" => Place::Memory,
                path => Place::File(decoded(path)?),
            },
            _ => return Err(StoreError::Address),
        };
        Ok(Self { url, place })
    }

    /// Whether several processes can share it.
    pub fn is_server(&self) -> bool {
        self.place == Place::Server
    }
}

/// The path of a SQLite address, with `%20` and the like undone, as the driver does it.
fn decoded(path: &str) -> Result<PathBuf, StoreError> {
    if path.contains('?') {
        // The driver's parameters change durability and locking, which are not the operator's to weaken by accident.
        return Err(StoreError::Address);
    }
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let digits =
            [rest.next(), rest.next()].map(|digit| digit.and_then(|digit| char::from(digit).to_digit(16)));
        let [Some(high), Some(low)] = digits else { return Err(StoreError::Address) };
        bytes.push((high * 16 + low) as u8);
    }
    String::from_utf8(bytes).map(PathBuf::from).map_err(|_| StoreError::Address)
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            Place::File(path) => write!(f, "the SQLite file {}", path.display()),
            Place::Memory => f.write_str("the SQLite database in memory"),
            Place::Server => {
                let host = self.url.host_str().filter(|host| !host.is_empty());
                // A socket's folder stands among the parameters.
                let socket = || {
                    self.url
                        .query_pairs()
                        .find(|(key, _)| key == "host")
                        .map(|(_, folder)| folder.to_string())
                };
                let host = host.map(String::from).or_else(socket).unwrap_or_else(|| "localhost".into());
                write!(f, "the PostgreSQL database {} on {host}", self.url.path().trim_start_matches('/'))?;
                self.url.port().map_or(Ok(()), |port| write!(f, ":{port}"))
            }
        }
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Address({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_addresses() {
        let check = |text: &str, shown: &str| {
            assert_eq!(
                Address::parse(text).map(|address| address.to_string()).unwrap_or_default(),
                shown,
                "{text}"
            );
        };
        check(Address::DEFAULT, "the SQLite file komainu.sqlite");
        check(
            "sqlite:///var/lib/komainu/my%20data.sqlite",
            "the SQLite file /var/lib/komainu/my data.sqlite",
        );
        check("sqlite://data/k.sqlite", "the SQLite file data/k.sqlite");
        check("sqlite::memory:", "the SQLite database in memory");
        check(
            "postgres://bot:hunter2@db.example:5433/komainu",
            "the PostgreSQL database komainu on db.example:5433",
        );
        check(
            "postgresql:///komainu?host=/run/postgresql",
            "the PostgreSQL database komainu on /run/postgresql",
        );
        for wrong in [
            "",
            "komainu.sqlite",
            "sqlite:",
            "sqlite:a%zz",
            "sqlite:a?mode=ro",
            "mysql://a/b",
            "postgres://host",
            "postgres://host/",
        ] {
            assert!(Address::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_password_is_never_shown() {
        let address =
            Address::parse("postgres://bot:hunter2@db.example/komainu?password=hunter2").expect("good");
        assert!(!format!("{address} {address:?}").contains("hunter2"));
        let error = Address::parse("postgres://bot:hunter2@db.example:port/komainu").expect_err("no port");
        assert!(!format!("{error} {error:?}").contains("hunter2"));
    }
}
