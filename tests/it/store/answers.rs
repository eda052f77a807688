//! The server's own answers: each change counts once, and all of an import or nothing.

use super::{GUILD, OTHER, open};
use crate::databases::{Fresh, on_each_database};
use komainu::store::{LONGEST_ANSWER, StoreError};

on_each_database!(answers_are_added_edited_and_removed,);

async fn answers_are_added_edited_and_removed(database: Fresh) {
    let store = open(&database).await;
    let list = async |guild| -> Vec<(String, i64, String)> {
        let answers = store.answers(guild).await.expect("a list");
        answers.into_iter().map(|answer| (answer.id, answer.version, answer.body)).collect()
    };
    let row = |id: &str, version, body: &str| (id.to_string(), version, body.to_string());
    store.add_answer(GUILD, "rules", r#"{"id":"rules"}"#).await.expect("added");
    store.add_answer(GUILD, "events", "{\"イベント\":\"\\u0000\"}").await.expect("added");
    store.add_answer(OTHER, "rules", "{}").await.expect("another server's");
    assert_eq!(store.add_answer(GUILD, "rules", "{}").await, Err(StoreError::Exists("rules".into())));
    assert_eq!(
        list(GUILD).await,
        [row("events", 1, "{\"イベント\":\"\\u0000\"}"), row("rules", 1, r#"{"id":"rules"}"#)],
        "{}",
        database.kind
    );
    assert_eq!(store.version(GUILD), 2, "what was refused changed nothing");

    store.edit_answer(GUILD, "rules", 1, "{\"a\":1}").await.expect("edited");
    assert_eq!(
        store.edit_answer(GUILD, "rules", 1, "{\"b\":1}").await,
        Err(StoreError::Conflict),
        "the second of two"
    );
    assert_eq!(store.edit_answer(GUILD, "none", 1, "{}").await, Err(StoreError::Missing("none".into())));
    assert_eq!(
        store.remove_answer(GUILD, "rules", 1).await,
        Err(StoreError::Conflict),
        "it is not what its remover saw"
    );
    store.remove_answer(GUILD, "events", 1).await.expect("removed");
    assert_eq!(store.remove_answer(GUILD, "events", 1).await, Err(StoreError::Missing("events".into())));
    assert_eq!(list(GUILD).await, [row("rules", 2, "{\"a\":1}")]);

    let long = "x".repeat(LONGEST_ANSWER);
    let refused = store.add_answer(GUILD, "long", &long).await.expect_err("too long");
    assert_eq!(refused.to_string(), "bytes of an answer: at most 32768");
    assert!(store.add_answer(GUILD, "nul", "\0").await.is_err());

    let import = [("rules".to_string(), "{\"c\":1}".to_string()), ("new".to_string(), "{}".to_string())];
    store.import_answers(GUILD, &import).await.expect("imported");
    assert_eq!(list(GUILD).await, [row("new", 1, "{}"), row("rules", 3, "{\"c\":1}")]);
    let half = [("half".to_string(), "{}".to_string()), ("long".to_string(), long)];
    assert!(store.import_answers(GUILD, &half).await.is_err());
    let many: Vec<_> = (0..499).map(|n| (format!("n{n}"), "{}".to_string())).collect();
    assert!(store.import_answers(GUILD, &many).await.is_err(), "501 in all");
    assert_eq!(list(GUILD).await.len(), 2, "all or none");
    store.import_answers(GUILD, &many[..498]).await.expect("imported");
    let refused = store.add_answer(GUILD, "one-more", "{}").await.expect_err("too many");
    assert_eq!(refused.to_string(), "answers of a server: at most 500");
    assert_eq!(list(OTHER).await.len(), 1, "another server's are untouched");
    assert_eq!(
        store.guilds_with_answers().await.expect("a list").into_iter().collect::<Vec<_>>(),
        [GUILD, OTHER]
    );
}
