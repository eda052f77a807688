//! Settings: saved, completed, changed by many at once, noticed by every process.

use super::{GUILD, OTHER, SOON, flush, open};
use crate::databases::{Fresh, on_each_database};
use komainu::message::Id;
use komainu::policy::{Mode, Settings};
use komainu::store::StoreError;
use std::sync::Arc;
use tokio::time::timeout;

on_each_database!(
    settings_are_saved_and_read_again,
    settings_of_an_older_version_are_completed,
    changes_at_the_same_moment_all_count,
    another_process_notices_changes,
);

async fn settings_are_saved_and_read_again(database: Fresh) {
    let store = open(&database).await;
    assert_eq!(store.settings(GUILD), None);
    let guess = Settings { help: vec![Id::MAX, 2], ..Settings::default() };
    let saved =
        store.change_settings(GUILD, &guess, |settings| settings.mode = Mode::Observe).await.expect("saved");
    let expected = Settings { mode: Mode::Observe, ..guess };
    assert_eq!(*saved, expected, "{}", database.kind);
    assert_eq!(store.settings(GUILD).as_deref(), Some(&expected));
    let saved = store.change_settings(GUILD, &Settings::default(), |settings| settings.log = Some(9)).await;
    assert_eq!(saved.expect("saved").help, [Id::MAX, 2], "the first settings are for a guild that has none");
    assert_eq!(store.version(GUILD), 2);
    drop(store);
    let store = open(&database).await;
    assert_eq!(
        store.settings(GUILD).as_deref(),
        Some(&Settings { log: Some(9), ..expected }),
        "{}",
        database.kind
    );
    assert_eq!(store.settings(OTHER), None);
    assert!(store.close(SOON).await);
}

async fn settings_of_an_older_version_are_completed(database: Fresh) {
    drop(open(&database).await);
    let raw = database.raw().await;
    let insert = "INSERT INTO guilds (guild, version, settings) VALUES ($1, 4, $2)";
    sqlx::query(insert)
        .bind(GUILD.cast_signed())
        .bind(r#"{"log":3,"future":1}"#)
        .execute(&raw)
        .await
        .expect("inserted");
    sqlx::query(insert).bind(OTHER.cast_signed()).bind("nonsense").execute(&raw).await.expect("inserted");
    let store = open(&database).await;
    assert_eq!(store.settings(GUILD).as_deref(), Some(&Settings { log: Some(3), ..Settings::default() }));
    assert_eq!(store.settings(OTHER), None, "what cannot be read is as good as none, and can be saved anew");
    store.change_settings(OTHER, &Settings::default(), |_| {}).await.expect("saved");
    assert!(store.settings(OTHER).is_some());
}

async fn changes_at_the_same_moment_all_count(database: Fresh) {
    let stores = [Arc::new(open(&database).await), Arc::new(open(&database).await)];
    let changes = (1..=20).map(|channel| {
        let store = Arc::clone(&stores[channel as usize % 2]);
        tokio::spawn(async move {
            // Busy is an answer too: whoever gets it presses the button again.
            loop {
                let change = |settings: &mut Settings| settings.help.push(channel);
                match store.change_settings(GUILD, &Settings::default(), change).await {
                    Ok(_) => break,
                    Err(StoreError::Conflict | StoreError::Busy(_)) => {}
                    Err(error) => panic!("{error}"),
                }
            }
        })
    });
    for change in changes.collect::<Vec<_>>() {
        change.await.expect("it did not panic");
    }
    let store = open(&database).await;
    let mut help = store.settings(GUILD).expect("saved").help.clone();
    help.sort();
    assert_eq!(help, (1..=20).collect::<Vec<_>>(), "{}", database.kind);
}

async fn another_process_notices_changes(database: Fresh) {
    let (here, there) = (open(&database).await, open(&database).await);
    let mut changes = there.changes();
    let mut noticed = async |version| {
        let arrived = async {
            while there.version(GUILD) != version {
                changes.changed().await.expect("the store lives");
            }
        };
        timeout(SOON, arrived).await.unwrap_or_else(|_| panic!("{}: version {version}", database.kind));
    };
    here.change_settings(GUILD, &Settings::default(), |settings| settings.delete_likely = true)
        .await
        .expect("saved");
    noticed(1).await;
    assert!(there.settings(GUILD).expect("known").delete_likely);
    here.add_answer(GUILD, "own", "{}").await.expect("added");
    noticed(2).await;
    assert!(there.settings(GUILD).expect("known").delete_likely, "settings are still there");
    here.forget_guild(GUILD);
    flush(&here).await;
    if !database.is_server() {
        noticed(0).await;
        assert_eq!(there.settings(GUILD), None);
    }
}
