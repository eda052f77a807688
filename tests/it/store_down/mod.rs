//! The database in trouble: gone at the start, gone while running, locked, full. The guard never notices; people get a
//! sentence; what was to be remembered is written in order when the database is back.

mod away;
mod busy;
mod full;
mod sentences;

pub(crate) use busy::lock;
pub(crate) use full::{run_on_a_small_disk, small_disk};

use crate::databases::Fresh;
use crate::store::{DAY, GUILD, NOW, SOON, incident, open, posted, question};
use komainu::policy::Settings;
use komainu::store::{Incident, Outcome, Store};
use std::time::{Duration, Instant};

/// What a press of a button may take before Discord drops it, with the network's share left out.
const PRESS: Duration = Duration::from_millis(2500);

/// Everything that the guard and the desk do must take no time, whatever the database does.
fn at_once(what: impl FnOnce()) {
    let started = Instant::now();
    what();
    // A thousand calls under one lock each: far below this even on a busy machine, far above it if one of them waited.
    assert!(started.elapsed() < Duration::from_millis(500), "it waited {:?}", started.elapsed());
}

/// Something whose result depends on its order: an incident that changes, a question that comes and goes, a removal.
fn remember_a_lot(store: &Store) {
    at_once(|| {
        for message in 1..=300 {
            store.record_incident(Incident { verdict: "likely".into(), ..incident(message, 1, NOW) });
            store.record_unmatched(question(message, NOW));
            store.count(GUILD, "gas-fees", Outcome::Answered, NOW);
        }
        for message in 1..=300 {
            store.record_incident(incident(message, 1, NOW));
            store.remove_unmatched(GUILD, message);
        }
        store.record_unmatched(question(301, NOW));
        store.seen(GUILD, 7, posted(NOW));
    });
}

/// Checks that all of it was written, in order, and nothing twice.
async fn all_is_there(store: &Store) {
    let incidents = store.incidents(GUILD, None, 0, 999).await.expect("a list");
    assert_eq!(incidents.len(), 300);
    assert!(incidents.iter().all(|incident| incident.verdict == "certain"), "the later word holds");
    let questions = store.unmatched(GUILD, 999).await.expect("a list");
    assert_eq!(questions, [question(301, NOW)], "all others were dealt with later");
    let counts = store.topic_counts(GUILD, NOW - DAY).await.expect("numbers");
    let answered: Vec<u64> =
        counts.iter().filter(|it| it.outcome == Outcome::Answered).map(|it| it.n).collect();
    assert_eq!(answered, [300]);
    assert_eq!(store.cursors(GUILD).await.expect("cursors")[&7], posted(NOW));
    assert_eq!(store.health().dropped, 0);
    assert!(store.health().up);
}

/// A change that cannot be saved is refused in time, and changes nothing.
async fn not_saved(store: &Store, expected: &str) {
    let before = store.settings(GUILD);
    let started = Instant::now();
    let refused = store.change_settings(GUILD, &Settings::default(), |settings| settings.log = Some(1)).await;
    let refused = refused.expect_err("not saved").to_string();
    assert!(refused.contains(expected), "{refused}");
    assert!(started.elapsed() < PRESS, "{:?}", started.elapsed());
    assert_eq!(store.settings(GUILD), before);
}

async fn with_settings(database: &Fresh) -> Store {
    let store = open(database).await;
    let set =
        store.change_settings(GUILD, &Settings::default(), |settings| settings.delete_likely = true).await;
    set.expect("saved");
    store
}

/// Waits until the writer has noticed.
async fn down(store: &Store) {
    let noticed = async {
        while store.health().up {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(SOON, noticed).await.expect("the writer notices");
}
