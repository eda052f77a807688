//! The memory of the bot, on each kind of database there is: one module a subject.

mod answers;
mod forgetting;
mod opening;
mod records;
mod settings;

use crate::databases::Fresh;
use komainu::message::Id;
use komainu::store::{Address, Incident, Store, Unmatched, WhyUnmatched};
use std::time::Duration;

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
