//! What was to be done, and what was.

use crate::traffic::{Kind, Posted};
use komainu::playground::{Exchange, Id, StandIn};
use std::collections::{BTreeSet, HashMap};
use std::time::Duration;

/// An entry for each message that calls for something.
pub(crate) struct Ledger {
    entries: HashMap<Id, Entry>,
    /// The first exchange that has not been read.
    next: u64,
}

struct Entry {
    posted: Posted,
    /// How long its first request took to arrive.
    after: Option<Duration>,
    /// What was made for it, by id; for a leak its deletions. A request that is repeated makes nothing new.
    made: BTreeSet<u64>,
}

impl Ledger {
    /// Reads what comes after a mark.
    pub(crate) fn new(mark: u64) -> Self {
        Self { entries: HashMap::new(), next: mark }
    }

    /// Enters a message.
    pub(crate) fn expect(&mut self, posted: Posted) {
        if posted.kind != Kind::Chat {
            self.entries.insert(posted.id, Entry { posted, after: None, made: BTreeSet::new() });
        }
    }

    /// Reads the record of the stand-in.
    pub(crate) fn read(&mut self, discord: &StandIn) {
        for made in discord.bot_exchanges_after(self.next) {
            self.next = made.number + 1;
            self.enter(&made);
        }
    }

    fn enter(&mut self, made: &Exchange) {
        let about = match made.method.as_str() {
            "DELETE" => made.path.rsplit('/').next().and_then(Id::parse),
            _ => made.request["message_reference"]["message_id"].as_str().and_then(Id::parse),
        };
        let Some(entry) = about.and_then(|id| self.entries.get_mut(&id)) else { return };
        entry.after.get_or_insert_with(|| made.at.saturating_duration_since(entry.posted.at));
        if (200..300).contains(&made.status) {
            let thing = made.response["id"].as_str().and_then(Id::parse).map_or(made.number, |id| id.0);
            entry.made.insert(thing);
        }
    }

    /// How many messages still wait for what they call for.
    pub(crate) fn missed(&self) -> usize {
        self.waiting_for(Duration::ZERO)
    }

    /// How many have waited for it for longer than this.
    pub(crate) fn waiting_for(&self, longer: Duration) -> usize {
        let waits = |entry: &&Entry| entry.made.is_empty() && entry.posted.at.elapsed() >= longer;
        self.entries.values().filter(waits).count()
    }

    /// How many messages called for something.
    pub(crate) fn expected(&self) -> usize {
        self.entries.len()
    }

    /// How many got it more than once.
    pub(crate) fn doubled(&self) -> usize {
        self.entries.values().filter(|entry| entry.made.len() > 1).count()
    }

    /// What became of one kind of message.
    pub(crate) fn line(&self, kind: Kind) -> Option<String> {
        let of_kind = || self.entries.values().filter(|entry| entry.posted.kind == kind);
        let mut times: Vec<Duration> = of_kind().filter_map(|entry| entry.after).collect();
        times.sort_unstable();
        let at = |share: f64| {
            let index = (times.len().saturating_sub(1) as f64 * share) as usize;
            times.get(index).map_or(f64::NAN, |time| time.as_secs_f64() * 1e3)
        };
        let sent = of_kind().count();
        let name = match kind {
            Kind::Chat => "chat",
            Kind::Leak => "leaks to delete",
            Kind::Question => "questions to answer",
            Kind::Ping => "pings to pong",
        };
        (sent > 0).then(|| {
            format!(
                "{name}: {sent} sent, {} handled, {} missed, {} twice; p50 {:.2} ms, p99 {:.2} ms",
                of_kind().filter(|entry| !entry.made.is_empty()).count(),
                of_kind().filter(|entry| entry.made.is_empty()).count(),
                of_kind().filter(|entry| entry.made.len() > 1).count(),
                at(0.5),
                at(0.99),
            )
        })
    }
}
