//! What is not kept: a user who asks, a server that was left, what is too old, and text.

use super::{DAY, GUILD, NOW, OTHER, SOON, flush, incident, open, posted, question};
use crate::databases::{Fresh, on_each_database, sqlite};
use komainu::message::Id;
use komainu::policy::Settings;
use komainu::store::{Forgotten, Incident, Outcome, Unmatched};
use sqlx::Row as _;

on_each_database!(
    a_user_is_forgotten,
    what_is_said_later_brings_nothing_back,
    a_guild_is_forgotten,
    what_is_too_old_is_removed,
    no_text_reaches_the_database,
);

async fn a_user_is_forgotten(database: Fresh) {
    let store = open(&database).await;
    store.record_incident(incident(1, 5, NOW));
    store.record_incident(Incident { guild: OTHER, ..incident(2, 5, NOW) });
    store.record_incident(incident(3, 6, NOW));
    store.record_unmatched(question(4, NOW));
    // Not flushed: what still waits is theirs as well.
    assert_eq!(store.forget_user(5).await, Ok(Forgotten::Now(3)), "{}", database.kind);
    assert_eq!(store.forget_user(5).await, Ok(Forgotten::Now(0)));
    let left: Vec<Id> =
        store.incidents(GUILD, None, 0, 9).await.expect("a list").iter().map(|it| it.author).collect();
    assert_eq!(left, [6]);
    assert_eq!(store.unmatched(GUILD, 9).await, Ok(vec![]));
}

async fn what_is_said_later_brings_nothing_back(database: Fresh) {
    let store = open(&database).await;
    for (message, author) in [(1, 5), (2, 6)] {
        store.record_incident(incident(message, author, NOW));
    }
    assert_eq!(store.forget_user(5).await, Ok(Forgotten::Now(1)), "{}", database.kind);
    for message in [1, 2] {
        store.amend_incident(GUILD, message, "delete-by-moderator");
    }
    store.amend_incident(OTHER, 2, "delete-failed");
    flush(&store).await;
    let left = store.incidents(GUILD, None, 0, 9).await.expect("a list");
    let left: Vec<_> = left.iter().map(|incident| (incident.author, &*incident.action)).collect();
    assert_eq!(left, [(6, "delete-by-moderator")]);
}

async fn a_guild_is_forgotten(database: Fresh) {
    let store = open(&database).await;
    for guild in [GUILD, OTHER] {
        store.change_settings(guild, &Settings::default(), |_| {}).await.expect("saved");
        store.add_answer(guild, "own", "{}").await.expect("added");
        store.record_incident(Incident { guild, ..incident(guild + 100, 5, NOW) });
        store.record_unmatched(Unmatched { guild, ..question(1, NOW) });
        store.count(guild, "gas-fees", Outcome::Answered, NOW);
        store.seen(guild, guild, posted(NOW));
        let digest = store.digest(guild, ["text"]).expect("the key is known");
        store.mark_false_alarm(guild, Some(digest), 1, NOW);
    }
    flush(&store).await;
    assert_eq!(store.guilds().await.expect("a list").into_iter().collect::<Vec<_>>(), [GUILD, OTHER]);
    store.seen(GUILD, 9, 9);
    store.forget_guild(GUILD);
    assert_eq!(store.settings(GUILD), None, "at once");
    assert!(!store.is_harmless(GUILD, ["text"]));
    flush(&store).await;
    assert_eq!(
        store.guilds().await.expect("a list").into_iter().collect::<Vec<_>>(),
        [OTHER],
        "{}",
        database.kind
    );
    assert_eq!(store.answers(GUILD).await, Ok(vec![]));
    assert_eq!(store.answers(OTHER).await.expect("a list").len(), 1);
    for (table, rows) in contents(&database).await {
        assert!(!rows.contains(&GUILD.to_string()), "{table} still knows the server");
    }
}

async fn what_is_too_old_is_removed(database: Fresh) {
    let store = open(&database).await;
    // One server keeps things for ten days, the other, without settings, for ninety.
    store
        .change_settings(GUILD, &Settings::default(), |settings| settings.keep_days = 10)
        .await
        .expect("saved");
    for guild in [GUILD, OTHER] {
        for age in [1, 9, 11, 89, 91] {
            let at = NOW - age * DAY;
            store.record_incident(Incident { guild, ..incident(guild + age, 1, at) });
            store.record_unmatched(Unmatched { guild, ..question(age, at) });
            store.count(guild, "gas-fees", Outcome::Answered, at);
            store.seen(guild, guild + age, posted(at));
        }
    }
    flush(&store).await;
    // Once for each table but that of the counts, whose last day is kept whole: three of five here, one of five there.
    store.retain(NOW).await.expect("removed");
    let mut left = Vec::new();
    for guild in [GUILD, OTHER] {
        left.push([
            store.incidents(guild, None, 0, 99).await.expect("a list").len(),
            store.unmatched(guild, 99).await.expect("a list").len(),
            store
                .topic_counts(guild, 0)
                .await
                .expect("numbers")
                .iter()
                .filter(|it| !it.topic.is_empty())
                .count(),
            store.cursors(guild).await.expect("cursors").len(),
        ]);
    }
    assert_eq!(left, [[2; 4], [4; 4]], "{}", database.kind);
    assert_eq!(store.retain(NOW).await, Ok(0));
}

async fn no_text_reaches_the_database(database: Fresh) {
    use sha2::{Digest as _, Sha256};
    let store = open(&database).await;
    // The one door through which a text comes in.
    let text = "planted xylophone quagmire text of a message";
    let digest = store.digest(GUILD, [text]).expect("the key is known");
    store.mark_false_alarm(GUILD, Some(digest), 1, NOW);
    store.record_incident(incident(1, 1, NOW));
    store.record_unmatched(question(2, NOW));
    flush(&store).await;
    assert!(!format!("{store:?} {digest:?}").contains("xylophone"));
    let mut bytes: Vec<u8> =
        contents(&database).await.into_iter().flat_map(|(_, rows)| rows.into_bytes()).collect();
    assert!(
        String::from_utf8_lossy(&bytes).contains(&digest.to_string()),
        "the search would find what is there"
    );
    if !database.is_server() {
        for file in std::fs::read_dir(database.folder.path()).expect("a folder") {
            bytes.extend(std::fs::read(file.expect("a file").path()).expect("it can be read"));
        }
        assert!(String::from_utf8_lossy(&bytes).contains("bip39-en"), "the files were read");
    }
    let hash = Sha256::digest(text);
    let hex: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    for (what, part) in [
        ("a word", &b"xylophone"[..]),
        ("an unkeyed hash", &hash[..16]),
        ("an unkeyed hash in hexadecimal", &hex.as_bytes()[..16]),
    ] {
        assert!(!bytes.windows(part.len()).any(|window| window == part), "{what} is in {}", database.kind);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_removed_is_gone_from_the_file() {
    let database = sqlite();
    let store = open(&database).await;
    store.add_answer(GUILD, "own", r#"{"secret plan":"xylophone"}"#).await.expect("added");
    assert!(store.close(SOON).await);
    let holds = || {
        let mut files = std::fs::read_dir(database.folder.path()).expect("a folder");
        files.any(|file| {
            let bytes = std::fs::read(file.expect("a file").path()).expect("it can be read");
            bytes.windows(9).any(|window| window == b"xylophone")
        })
    };
    assert!(holds(), "the search would find what is there");
    let store = open(&database).await;
    store.forget_guild(GUILD);
    flush(&store).await;
    assert!(!holds(), "it was only marked as free");
    assert!(store.close(SOON).await);
    assert!(!holds(), "it is back");
}

/// Every row of every table as text.
async fn contents(database: &Fresh) -> Vec<(String, String)> {
    let raw = database.raw().await;
    let tables = if database.is_server() {
        "SELECT CAST(table_name AS TEXT) FROM information_schema.tables WHERE table_schema = 'public'"
    } else {
        "SELECT name FROM sqlite_master WHERE type = 'table'"
    };
    let tables: Vec<(String,)> = sqlx::query_as(tables).fetch_all(&raw).await.expect("tables");
    assert!(tables.len() >= 8);
    let mut contents = Vec::new();
    for (table,) in tables.into_iter().filter(|(table,)| !table.starts_with("_sqlx")) {
        let query = sqlx::AssertSqlSafe(format!("SELECT * FROM {table}"));
        let rows = sqlx::query(query).fetch_all(&raw).await.expect("rows");
        let mut text = String::new();
        for row in rows {
            for column in 0..row.len() {
                let number =
                    row.try_get::<Option<i64>, _>(column).map(|it| it.unwrap_or_default().to_string());
                let word = || row.try_get::<Option<String>, _>(column).map(Option::unwrap_or_default);
                text += &number.or_else(|_| word()).expect("a number or a text");
                text.push(' ');
            }
        }
        contents.push((table, text));
    }
    contents
}
