//! The memory of the bot, on each kind of database there is.

use super::databases::{Fresh, each};
use komainu::message::Id;
use komainu::policy::{Mode, Settings};
use komainu::store::{
    Address, Forgotten, Incident, IncidentCount, LONGEST_ANSWER, Observed, Outcome, Store, StoreError, Tally,
    TopicCount, Unmatched, WhyUnmatched,
};
use sqlx::Row as _;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::timeout;

pub(crate) const SOON: Duration = Duration::from_secs(20);
pub(crate) const DAY: u64 = 86_400;
/// Some day in 2079: the hourly clean-up goes by the clock and must find nothing old.
pub(crate) const NOW: u64 = 40_000 * DAY + 1000;
pub(crate) const GUILD: Id = 1_100_000_000_000_000_001;
pub(crate) const OTHER: Id = 1_100_000_000_000_000_002;

pub(crate) async fn open(database: &Fresh) -> Store {
    Store::open(Address::parse(&database.url).expect("an address")).await.expect("it opens")
}

pub(crate) async fn flush(store: &Store) {
    assert!(store.flush(SOON).await, "{:?}", store.health());
}

/// The snowflake of a message posted at that second.
pub(crate) fn posted(at: u64) -> Id {
    ((at - 1_420_070_400) * 1000) << 22
}

pub(crate) fn incident(message: Id, author: Id, at: u64) -> Incident {
    Incident {
        guild: GUILD,
        channel: 7,
        messages: vec![message - 1, message],
        author,
        kind: "bip39-en".into(),
        verdict: "certain".into(),
        reason: "checksum".into(),
        action: "delete".into(),
        observed: false,
        false_alarm: false,
        at,
    }
}

pub(crate) fn question(message: Id, at: u64) -> Unmatched {
    Unmatched {
        guild: GUILD,
        channel: 7,
        message,
        author: 5,
        why: WhyUnmatched::Silence,
        candidates: vec!["gas-fees".into(), "staking".into()],
        at,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_are_saved_and_read_again() {
    for database in each().await {
        let store = open(&database).await;
        assert_eq!(store.settings(GUILD), None);
        let guess = Settings { help: vec![Id::MAX, 2], ..Settings::default() };
        let saved = store
            .change_settings(GUILD, &guess, |settings| settings.mode = Mode::Observe)
            .await
            .expect("saved");
        let expected = Settings { mode: Mode::Observe, ..guess };
        assert_eq!(*saved, expected, "{}", database.kind);
        assert_eq!(store.settings(GUILD).as_deref(), Some(&expected));
        let saved =
            store.change_settings(GUILD, &Settings::default(), |settings| settings.log = Some(9)).await;
        assert_eq!(
            saved.expect("saved").help,
            [Id::MAX, 2],
            "the first settings are for a guild that has none"
        );
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
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_of_an_older_version_are_completed() {
    for database in each().await {
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
        assert_eq!(
            store.settings(OTHER),
            None,
            "what cannot be read is as good as none, and can be saved anew"
        );
        store.change_settings(OTHER, &Settings::default(), |_| {}).await.expect("saved");
        assert!(store.settings(OTHER).is_some());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_at_the_same_moment_all_count() {
    for database in each().await {
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
}

#[tokio::test(flavor = "multi_thread")]
async fn another_process_notices_changes() {
    for database in each().await {
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
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_are_added_edited_and_removed() {
    for database in each().await {
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
        store.remove_answer(GUILD, "events").await.expect("removed");
        assert_eq!(store.remove_answer(GUILD, "events").await, Err(StoreError::Missing("events".into())));
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
}

#[tokio::test(flavor = "multi_thread")]
async fn incidents_are_listed_and_counted() {
    for database in each().await {
        let store = open(&database).await;
        let old = incident(10, 1, NOW - 3 * DAY);
        let likely =
            Incident { verdict: "likely".into(), action: "alert".into(), ..incident(20, 2, NOW - DAY) };
        let new = incident(Id::MAX, 1, NOW);
        for incident in [&old, &likely, &new] {
            store.record_incident(incident.clone());
        }
        store.record_incident(Incident { guild: OTHER, ..incident(30, 1, NOW) });
        flush(&store).await;
        let list =
            async |author, since, most| store.incidents(GUILD, author, since, most).await.expect("a list");
        assert_eq!(list(None, 0, 10).await, [new.clone(), likely.clone(), old.clone()], "{}", database.kind);
        assert_eq!(list(Some(1), 0, 10).await, [new.clone(), old.clone()]);
        assert_eq!(list(None, NOW - 2 * DAY, 10).await, [new.clone(), likely.clone()]);
        assert_eq!(list(None, 0, 1).await, [new]);

        // An edit makes it certain: one incident, as it is now.
        let certain = Incident { verdict: "certain".into(), action: "delete".into(), ..likely };
        store.record_incident(certain.clone());
        flush(&store).await;
        assert_eq!(list(Some(2), 0, 10).await, [certain]);
        let count = |day, n| IncidentCount { day: day / DAY, verdict: "certain".into(), n, false_alarms: 0 };
        assert_eq!(
            store.incident_counts(GUILD, NOW - 2 * DAY).await.expect("numbers"),
            [count(NOW - DAY, 1), count(NOW, 1)],
            "{}",
            database.kind
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn observe_mode_is_tallied() {
    for database in each().await {
        let store = open(&database).await;
        for message in 1..=5 {
            let verdict = if message <= 3 { "certain" } else { "likely" };
            let seen =
                Incident { observed: true, verdict: verdict.into(), ..incident(message, 1, NOW + message) };
            store.record_incident(seen);
        }
        store.record_incident(incident(6, 1, NOW));
        let digest = store.digest(GUILD, ["harmless"]).expect("the key is known");
        assert!(store.mark_false_alarm(GUILD, Some(digest), 4, NOW));
        flush(&store).await;
        let observed =
            Observed { certain: Tally { n: 3, false_alarms: 0 }, likely: Tally { n: 2, false_alarms: 1 } };
        assert_eq!(store.observed(GUILD, NOW).await, Ok(observed), "{}", database.kind);
        let later = Observed { certain: Tally { n: 1, false_alarms: 0 }, ..observed };
        assert_eq!(store.observed(GUILD, NOW + 3).await, Ok(later));
        assert_eq!(store.observed(OTHER, 0).await, Ok(Observed::default()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn questions_are_counted_and_listed() {
    for database in each().await {
        let store = open(&database).await;
        for _ in 0..3 {
            store.count(GUILD, "gas-fees", Outcome::Answered, NOW);
        }
        store.count(GUILD, "gas-fees", Outcome::Solved, NOW);
        store.count(GUILD, "gas-fees", Outcome::Answered, NOW - 5 * DAY);
        store.count(OTHER, "gas-fees", Outcome::Answered, NOW);
        let wrong = Unmatched { why: WhyUnmatched::NotAsked, candidates: vec![], ..question(12, NOW) };
        store.record_unmatched(question(11, NOW));
        store.record_unmatched(wrong.clone());
        store.record_unmatched(question(13, NOW));
        store.remove_unmatched(GUILD, 13);
        flush(&store).await;
        let count = |topic: &str, outcome, n| TopicCount { day: NOW / DAY, topic: topic.into(), outcome, n };
        assert_eq!(
            store.topic_counts(GUILD, NOW - 2 * DAY).await.expect("numbers"),
            [
                count("", Outcome::Unmatched, 2),
                count("gas-fees", Outcome::Answered, 3),
                count("gas-fees", Outcome::Solved, 1)
            ],
            "{}",
            database.kind
        );
        assert_eq!(store.unmatched(GUILD, 10).await, Ok(vec![wrong, question(11, NOW)]));
        assert_eq!(store.unmatched(GUILD, 1).await.expect("a list").len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_are_bounded() {
    for database in each().await {
        let store = open(&database).await;
        for message in 1..=600 {
            store.record_unmatched(question(message, NOW));
        }
        flush(&store).await;
        let kept: Vec<Id> = store
            .unmatched(GUILD, 1000)
            .await
            .expect("a list")
            .iter()
            .map(|question| question.message)
            .collect();
        assert_eq!(kept, (101..=600).rev().collect::<Vec<_>>(), "{}", database.kind);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn false_alarms_are_remembered_by_every_process() {
    for database in each().await {
        let store = open(&database).await;
        let digest = store.digest(GUILD, ["the same text"]).expect("the key is known");
        assert!(!store.is_false_alarm(GUILD, digest));
        store.record_incident(incident(3, 1, NOW));
        assert!(store.mark_false_alarm(GUILD, Some(digest), 3, NOW));
        assert!(store.is_false_alarm(GUILD, digest), "at once");
        flush(&store).await;
        assert!(
            store.incidents(GUILD, None, 0, 1).await.expect("a list")[0].false_alarm,
            "{}",
            database.kind
        );
        let again = open(&database).await;
        assert_eq!(again.digest(GUILD, ["the same text"]), Some(digest), "one key for the installation");
        assert!(again.is_false_alarm(GUILD, digest), "{}", database.kind);
        assert!(!again.is_false_alarm(OTHER, digest));
        assert_ne!(again.digest(OTHER, ["the same text"]), Some(digest));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn cursors_only_go_forward() {
    for database in each().await {
        let store = open(&database).await;
        let message = |n| posted(NOW) + n;
        for (channel, n) in [(1, 10), (2, 20), (1, 12), (1, 11)] {
            store.seen(GUILD, channel, message(n));
        }
        store.seen(OTHER, 3, message(30));
        flush(&store).await;
        store.seen(GUILD, 2, message(19));
        flush(&store).await;
        let cursors = store.cursors(GUILD).await.expect("cursors");
        assert_eq!(
            cursors.into_iter().collect::<std::collections::BTreeMap<_, _>>(),
            [(1, message(12)), (2, message(20))].into()
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_user_is_forgotten() {
    for database in each().await {
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
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guild_is_forgotten() {
    for database in each().await {
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
        assert!(!store.is_false_alarm(GUILD, store.digest(GUILD, ["text"]).expect("the key is known")));
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
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_too_old_is_removed() {
    for database in each().await {
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
}

#[tokio::test(flavor = "multi_thread")]
async fn many_processes_may_migrate_at_once() {
    for database in each().await {
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
        let versions =
            sqlx::query("SELECT version FROM _sqlx_migrations").fetch_all(&raw).await.expect("a list");
        assert_eq!(versions.len(), 1, "each migration ran once on {}", database.kind);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newer_database_is_left_alone() {
    for database in each().await {
        drop(open(&database).await);
        let raw = database.raw().await;
        sqlx::query("UPDATE _sqlx_migrations SET version = 9999").execute(&raw).await.expect("updated");
        let error =
            Store::open(Address::parse(&database.url).expect("an address")).await.expect_err("refused");
        assert!(
            error.to_string().ends_with("update this one, or restore the backup made before that update"),
            "{error}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_text_reaches_the_database() {
    use sha2::{Digest as _, Sha256};
    for database in each().await {
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
            assert!(
                !bytes.windows(part.len()).any(|window| window == part),
                "{what} is in {}",
                database.kind
            );
        }
    }
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn the_file_is_for_the_bot_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let database = super::databases::sqlite();
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
async fn what_is_removed_is_gone_from_the_file() {
    let database = super::databases::sqlite();
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
    assert!(store.close(SOON).await);
    assert!(!holds(), "it was only marked as free");
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
    let Some(database) = super::databases::postgres().await else { return };
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
    let alone = open(&super::databases::sqlite()).await;
    let first = alone.turn(0).await.expect("a turn");
    timeout(SOON, alone.turn(0)).await.expect("one process needs no turns").expect("a turn").end().await;
    first.end().await;
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
