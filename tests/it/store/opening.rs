//! Opening a database: the schema, the file, memory alone, and the turns of several processes.

use super::{GUILD, NOW, SOON, flush, incident, open};
use crate::databases::{Fresh, on_each_database, postgres, sqlite};
use komainu::policy::Settings;
use komainu::store::{Address, Store};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::timeout;

on_each_database!(many_processes_may_migrate_at_once, a_newer_database_is_left_alone,);

async fn many_processes_may_migrate_at_once(database: Fresh) {
    let address = Address::parse(&database.url).expect("an address");
    let opened = (0..6).map(|_| tokio::spawn(Store::open(address.clone())));
    for store in opened.collect::<Vec<_>>() {
        let store = store
            .await
            .expect("it did not panic")
            .unwrap_or_else(|error| panic!("{}: {error}", database.kind));
        store.record_incident(incident(1, 1, NOW));
        flush(&store).await;
    }
    let raw = database.raw().await;
    let versions = sqlx::query("SELECT version FROM _sqlx_migrations").fetch_all(&raw).await.expect("a list");
    assert_eq!(versions.len(), 1, "each migration ran once on {}", database.kind);
}

async fn a_newer_database_is_left_alone(database: Fresh) {
    drop(open(&database).await);
    let raw = database.raw().await;
    sqlx::query("UPDATE _sqlx_migrations SET version = 9999").execute(&raw).await.expect("updated");
    let error = Store::open(Address::parse(&database.url).expect("an address")).await.expect_err("refused");
    assert!(
        error.to_string().ends_with("update this one, or restore the backup made before that update"),
        "{error}"
    );
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn the_file_is_for_the_bot_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let database = sqlite();
    let store = open(&database).await;
    store.record_incident(incident(1, 1, NOW));
    flush(&store).await;
    for file in std::fs::read_dir(database.folder.path()).expect("a folder") {
        let file = file.expect("a file");
        let mode = file.metadata().expect("metadata").permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{}", file.path().display());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn memory_alone_will_do() {
    let store = Store::open(Address::parse("sqlite::memory:").expect("an address")).await.expect("it opens");
    store
        .change_settings(GUILD, &Settings::default(), |settings| settings.log = Some(1))
        .await
        .expect("saved");
    store.record_incident(incident(1, 1, NOW));
    flush(&store).await;
    assert_eq!(store.incidents(GUILD, None, 0, 9).await.expect("a list").len(), 1);
    assert!(store.close(SOON).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn shards_identify_in_turn() {
    let Some(database) = postgres().await else { return };
    let (here, there) = (open(&database).await, Arc::new(open(&database).await));
    let ours = here.turn(0).await.expect("a turn");
    let other_bucket = there.turn(1).await.expect("another bucket is free");
    let waiting = {
        let there = Arc::clone(&there);
        tokio::spawn(async move { there.turn(0).await })
    };
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(!waiting.is_finished(), "it is not their turn");
    ours.end().await;
    let theirs = timeout(SOON, waiting).await.expect("their turn comes").expect("no panic").expect("a turn");
    // A process that dies gives its turn back.
    drop(theirs);
    timeout(SOON, here.turn(0)).await.expect("it is free").expect("a turn").end().await;
    other_bucket.end().await;
    let alone = open(&sqlite()).await;
    let first = alone.turn(0).await.expect("a turn");
    timeout(SOON, alone.turn(0)).await.expect("one process needs no turns").expect("a turn").end().await;
    first.end().await;
}
