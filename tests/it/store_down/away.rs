//! Gone: at the start, while running, or another in its place.

use super::{PRESS, all_is_there, down, not_saved, remember_a_lot, with_settings};
use crate::databases::{Server, sqlite};
use crate::store::{GUILD, SOON, flush, open};
use komainu::policy::Settings;
use komainu::store::Store;
use std::time::{Duration, Instant};

/// While the database is away: what is known stays known, and a person gets a sentence in time.
async fn people_are_told(store: &Store, expected: &str) {
    assert!(store.settings(GUILD).expect("the last known ones").delete_likely);
    let started = Instant::now();
    let listed = store.incidents(GUILD, None, 0, 9).await.expect_err("no list").to_string();
    assert!(listed.contains(expected), "{listed}");
    assert!(started.elapsed() < PRESS, "{:?}", started.elapsed());
    not_saved(store, expected).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn postgresql_gone_at_the_start() {
    let Some(server) = Server::start() else { return };
    let database = server.fresh();
    with_settings(&database).await.close(SOON).await;
    server.stop();
    let started = Instant::now();
    let store = open(&database).await;
    assert!(started.elapsed() < SOON);
    assert!(!store.is_loaded());
    assert_eq!(store.digest(GUILD, ["text"]), None, "the key is in the database");
    remember_a_lot(&store);
    not_saved(&store, "cannot be reached").await;
    server.restart();
    flush(&store).await;
    assert!(store.settings(GUILD).expect("loaded").delete_likely);
    assert!(store.digest(GUILD, ["text"]).is_some());
    all_is_there(&store).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn postgresql_gone_while_running() {
    let Some(server) = Server::start() else { return };
    let database = server.fresh();
    let store = with_settings(&database).await;
    for _ in 0..2 {
        server.stop();
        remember_a_lot(&store);
        down(&store).await;
        people_are_told(&store, "cannot be reached").await;
        assert!(!store.flush(Duration::from_millis(100)).await);
        server.restart();
        flush(&store).await;
        // Counts add up; everything else is the same the second time.
        sqlx::query("DELETE FROM counts WHERE topic = 'gas-fees' AND n > 300")
            .execute(&database.raw().await)
            .await
            .expect("done");
        if store.topic_counts(GUILD, 0).await.expect("numbers").iter().any(|it| it.topic == "gas-fees") {
            all_is_there(&store).await;
        }
    }
    // It listens again, too.
    let mut changes = store.changes();
    let other = open(&database).await;
    other
        .change_settings(GUILD, &Settings::default(), |settings| settings.log = Some(5))
        .await
        .expect("saved");
    let heard = async {
        while store.settings(GUILD).expect("known").log != Some(5) {
            changes.changed().await.expect("the store lives");
        }
    };
    tokio::time::timeout(SOON, heard).await.expect("heard");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_goes_away_and_comes_back() {
    let database = sqlite();
    let store = with_settings(&database).await;
    let away = database.folder.path().join("away");
    for name in ["komainu.sqlite", "komainu.sqlite-wal", "komainu.sqlite-shm"] {
        let _ = std::fs::create_dir(&away);
        std::fs::rename(database.folder.path().join(name), away.join(name)).expect("moved");
    }
    remember_a_lot(&store);
    down(&store).await;
    people_are_told(&store, "cannot be opened").await;
    // It is looked for every few hundred milliseconds.
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert!(!database.file().exists(), "no second file is begun");
    for file in std::fs::read_dir(&away).expect("a folder") {
        let file = file.expect("a file");
        std::fs::rename(file.path(), database.folder.path().join(file.file_name())).expect("moved back");
    }
    flush(&store).await;
    all_is_there(&store).await;
    drop(store);
    all_is_there(&open(&database).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_file_in_its_place() {
    let database = sqlite();
    let store = with_settings(&database).await;
    // A backup is put in its place while the bot runs: what comes next goes there.
    let backup = sqlite();
    with_settings(&backup).await.close(SOON).await;
    std::fs::rename(backup.file(), database.file()).expect("moved");
    for name in ["komainu.sqlite-wal", "komainu.sqlite-shm"] {
        let _ = std::fs::remove_file(database.folder.path().join(name));
    }
    remember_a_lot(&store);
    flush(&store).await;
    drop(store);
    all_is_there(&open(&database).await).await;
}
