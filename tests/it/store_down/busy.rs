//! Locked by somebody, given more than it takes, or something that it does not take.

use super::{all_is_there, at_once, not_saved, remember_a_lot, with_settings};
use crate::databases::{Fresh, on_each_database, sqlite};
use crate::store::{GUILD, NOW, SOON, flush, incident, open};
use komainu::store::{Forgotten, Incident, Outcome};
use sqlx::AnyPool;
use std::time::{Duration, Instant};

on_each_database!(
    locked,
    locked_at_the_start,
    a_record_the_database_refuses_harms_no_other,
    closing_takes_no_longer_than_it_may,
);

/// Holds every row against everybody else until it is dropped.
pub(crate) async fn lock(database: &Fresh) -> (AnyPool, sqlx::Transaction<'static, sqlx::Any>) {
    let raw = database.raw().await;
    let transaction = if database.is_server() {
        let mut transaction = raw.begin().await.expect("begun");
        let lock = "LOCK TABLE guilds, incidents, unmatched, counts IN ACCESS EXCLUSIVE MODE";
        sqlx::query(lock).execute(&mut *transaction).await.expect("locked");
        transaction
    } else {
        raw.begin_with("BEGIN IMMEDIATE").await.expect("locked")
    };
    (raw, transaction)
}

async fn locked(database: Fresh) {
    let store = with_settings(&database).await;
    let (_raw, transaction) = lock(&database).await;
    remember_a_lot(&store);
    not_saved(&store, "is busy").await;
    assert_eq!(store.forget_user(99).await, Ok(Forgotten::Soon));
    assert!(!store.flush(Duration::from_millis(100)).await);
    if !database.is_server() {
        assert!(store.incidents(GUILD, None, 0, 9).await.is_ok(), "reading goes on beside a writer");
    }
    transaction.rollback().await.expect("released");
    flush(&store).await;
    all_is_there(&store).await;
}

async fn locked_at_the_start(database: Fresh) {
    with_settings(&database).await.close(SOON).await;
    let (_raw, transaction) = lock(&database).await;
    let store = open(&database).await;
    remember_a_lot(&store);
    transaction.rollback().await.expect("released");
    flush(&store).await;
    assert!(store.settings(GUILD).expect("loaded").delete_likely);
    all_is_there(&store).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_queue_drops_counts_before_incidents() {
    let database = sqlite();
    let store = with_settings(&database).await;
    let (_raw, transaction) = lock(&database).await;
    at_once(|| {
        for _ in 0..9_000 {
            store.count(GUILD, "gas-fees", Outcome::Answered, NOW);
        }
    });
    at_once(|| {
        for message in 1..=8_900 {
            store.record_incident(incident(message, 1, NOW));
        }
    });
    let health = store.health();
    assert!(health.waiting <= 10_000, "{health:?}");
    assert!(health.dropped > 0);
    transaction.rollback().await.expect("released");
    flush(&store).await;
    let raw = database.raw().await;
    let count = async |query: &'static str| -> i64 {
        let (n,): (i64,) = sqlx::query_as(query).fetch_one(&raw).await.expect("a number");
        n
    };
    assert_eq!(count("SELECT COUNT(*) FROM incidents").await, 8_900, "not one is missing");
    let counted = count("SELECT n FROM counts").await;
    assert_eq!(
        counted + i64::try_from(health.dropped).expect("few"),
        9_000,
        "what is not there was said to be dropped"
    );
}

async fn a_record_the_database_refuses_harms_no_other(database: Fresh) {
    let store = open(&database).await;
    // A NUL is a character that PostgreSQL's text cannot hold; SQLite's can.
    store.record_incident(incident(1, 1, NOW));
    store.record_incident(Incident { reason: "a\0b".into(), ..incident(2, 1, NOW) });
    store.record_incident(incident(3, 1, NOW));
    flush(&store).await;
    let written = store.incidents(GUILD, None, 0, 9).await.expect("a list").len();
    assert_eq!(written, if database.is_server() { 2 } else { 3 }, "{}", database.kind);
}

async fn closing_takes_no_longer_than_it_may(database: Fresh) {
    let store = with_settings(&database).await;
    let (_raw, transaction) = lock(&database).await;
    store.record_incident(incident(1, 1, NOW));
    let (within, started) = (Duration::from_secs(3), Instant::now());
    assert!(!store.close(within).await, "it is locked");
    // Two seconds for a busy machine: one deadline is for writing and for the goodbye together.
    assert!(started.elapsed() < within + Duration::from_secs(2), "{:?}", started.elapsed());
    transaction.rollback().await.expect("released");
}
