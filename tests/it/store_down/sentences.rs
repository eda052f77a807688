//! What a person reads of it.

use crate::databases::Server;
use komainu::store::{Address, Store, StoreError};

#[tokio::test(flavor = "multi_thread")]
async fn what_needs_a_person_is_said_at_the_start() {
    let refused = async |url: &str| {
        let address = Address::parse(url).expect("an address");
        Store::open(address).await.err().unwrap_or_else(|| panic!("{url} was opened")).to_string()
    };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = |name: &str| folder.path().join(name).display().to_string();
    assert_eq!(
        refused(&format!("sqlite:{}", path("none/k.sqlite"))).await,
        format!(
            "the SQLite file {} cannot be opened: its folder must exist, and the bot must be allowed to write in it",
            path("none/k.sqlite")
        )
    );
    std::fs::write(path("text"), "this is no database, and longer than its header ".repeat(50))
        .expect("written");
    assert_eq!(
        refused(&format!("sqlite:{}", path("text"))).await,
        format!(
            "the SQLite file {} is not a sound database: restore it from a backup, or move it away to begin anew",
            path("text")
        )
    );
    let said = refused("postgres://bot:hunter2@127.0.0.1:1/komainu?sslmode=hunter2").await;
    assert!(said.contains("a parameter with a wrong value") && !said.contains("hunter2"), "{said}");
    if let Some(server) = Server::start() {
        let url = server.url("nobodys").replacen("postgres@", "postgres:hunter2@", 1);
        let said = refused(&url).await;
        assert!(said.contains("check user, password and database name in DATABASE_URL"), "{said}");
        assert!(!said.contains("hunter2"), "{said}");
    }
}

/// A statement for the compiler: an error is one sentence, whatever it holds.
#[test]
fn errors_are_sentences() {
    let name = || "the SQLite file k.sqlite".to_string();
    for error in [
        StoreError::Address,
        StoreError::Parameter,
        StoreError::Unreachable(name()),
        StoreError::NoFile(name()),
        StoreError::Refused(name(), "password authentication failed".into()),
        StoreError::Busy(name()),
        StoreError::Full(name()),
        StoreError::ReadOnly(name()),
        StoreError::Damaged(name()),
        StoreError::Newer(name()),
        StoreError::Unreadable { what: "settings", guild: 1 },
        StoreError::Conflict,
        StoreError::Exists("rules".into()),
        StoreError::Missing("rules".into()),
    ] {
        let said = error.to_string();
        assert!(
            said.contains(':') || matches!(error, StoreError::Missing(_)),
            "what it is, and what to do: {said}"
        );
        assert!(!said.contains('\n') && said.len() < 200, "{said}");
    }
}
