//! What waits to be written: in order, bounded, and never in anybody's way. Adding to it takes a lock for a moment and
//! nothing else; the writer takes batches from it.

use super::record::{Record, Weight};
use crate::message::Id;
use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;

/// The longest the queue grows while the database is away. A busy server makes a few hundred records an hour, so this is a
/// day's outage of a hundred of them; at some 300 bytes each it is 3 MiB of memory.
pub(super) const LONGEST: usize = 10_000;

/// Written in one transaction: enough that one disk sync serves many, few enough that it never takes a second.
pub(super) const BATCH: usize = 256;

/// Cursors are kept for this many channels and threads between two writes; one more is a channel that is caught up from an
/// older message after a crash, which is harmless. 100,000 entries are 3 MiB.
const CURSORS: usize = 100_000;

#[derive(Default)]
pub(super) struct Queue {
    waiting: Mutex<Waiting>,
    /// Tells the writer that there is something to write.
    pub(super) filled: Notify,
}

/// One lane for each weight, so that the least important can go first; numbers keep the order across them.
#[derive(Default)]
struct Waiting {
    lanes: [VecDeque<(u64, Record)>; Weight::COUNT],
    cursors: HashMap<Id, Cursor>,
    next: u64,
    dropped: u64,
}

/// How far a channel has been guarded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cursor {
    pub(super) guild: Id,
    pub(super) message: Id,
}

/// Instead of a message: the channel has ended, and its cursor is removed. Any message is newer.
pub(super) const ENDED: Id = 0;

/// What is written together.
#[derive(Default)]
pub(super) struct Batch {
    pub(super) records: Vec<Record>,
    pub(super) cursors: Vec<(Id, Cursor)>,
}

impl Batch {
    pub(super) fn is_empty(&self) -> bool {
        self.records.is_empty() && self.cursors.is_empty()
    }
}

impl Queue {
    /// Adds a record; `false` when there is no room for it among equals.
    pub(super) fn push(&self, record: Record) -> bool {
        let kept = self.lock().push(record);
        self.filled.notify_one();
        kept
    }

    /// Moves the cursor of a channel.
    pub(super) fn seen(&self, channel: Id, cursor: Cursor) {
        let mut waiting = self.lock();
        let room = waiting.cursors.len() < CURSORS;
        match waiting.cursors.get_mut(&channel) {
            Some(known) => known.message = known.message.max(cursor.message),
            None if room => drop(waiting.cursors.insert(channel, cursor)),
            None => {}
        }
    }

    /// The cursor of a channel is to be removed.
    pub(super) fn unsee(&self, channel: Id, guild: Id) {
        let mut waiting = self.lock();
        if waiting.cursors.len() < CURSORS || waiting.cursors.contains_key(&channel) {
            waiting.cursors.insert(channel, Cursor { guild, message: ENDED });
        }
    }

    /// The oldest records, in order. Cursors come along with the last of them, or when they are due, so that none gets
    /// ahead of the incidents it passed.
    pub(super) fn take(&self, cursors_due: bool) -> Batch {
        self.lock().take(cursors_due)
    }

    /// How many records wait, and how many were dropped since the start.
    pub(super) fn length(&self) -> (usize, u64) {
        let waiting = self.lock();
        (waiting.len(), waiting.dropped)
    }

    /// Forgets the cursors of a guild that are not written yet.
    pub(super) fn forget_cursors(&self, guild: Id) {
        self.lock().cursors.retain(|_, cursor| cursor.guild != guild);
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Waiting {
    fn len(&self) -> usize {
        self.lanes.iter().map(VecDeque::len).sum()
    }

    fn push(&mut self, record: Record) -> bool {
        let weight = record.weight();
        // A mark is not written, so it needs no room.
        let is_mark = matches!(record, Record::Mark { .. });
        if self.len() >= LONGEST && !is_mark && !self.make_room(weight) {
            return false;
        }
        self.lanes[weight as usize].push_back((self.next, record));
        self.next += 1;
        true
    }

    /// Drops the oldest of the least important records, unless all of them outweigh the newcomer. Promises stay.
    fn make_room(&mut self, newcomer: Weight) -> bool {
        self.dropped += 1;
        let mut lanes = self.lanes[..Weight::Promise as usize].iter_mut().take(newcomer as usize + 1);
        lanes.find_map(VecDeque::pop_front).is_some()
    }

    fn take(&mut self, cursors_due: bool) -> Batch {
        let mut records = Vec::new();
        while records.len() < BATCH {
            let oldest = self.lanes.iter_mut().filter(|lane| !lane.is_empty());
            let Some(lane) = oldest.min_by_key(|lane| lane.front().map(|(number, _)| *number)) else { break };
            records.extend(lane.pop_front().map(|(_, record)| record));
        }
        let last = self.len() == 0 && (cursors_due || !records.is_empty());
        Batch { records, cursors: if last { self.cursors.drain().collect() } else { Vec::new() } }
    }
}

#[cfg(test)]
mod tests {
    use super::super::record::Outcome;
    use super::*;

    fn count(at: u64) -> Record {
        Record::Count { guild: 1, topic: "gas-fees".into(), outcome: Outcome::Answered, at }
    }

    /// What becomes of an incident weighs as much as the incident.
    fn incident(at: u64) -> Record {
        Record::Amended { guild: 1, message: at, action: "delete" }
    }

    /// The times of everything in the queue, as it would be written.
    fn drain(queue: &Queue) -> Vec<u64> {
        let mut times = Vec::new();
        loop {
            let batch = queue.take(false);
            if batch.is_empty() {
                return times;
            }
            assert!(batch.records.len() <= BATCH);
            times.extend(batch.records.iter().map(|record| match record {
                Record::Amended { message, .. } => *message,
                Record::Count { at, .. } => *at,
                _ => 0,
            }));
        }
    }

    #[test]
    fn keeps_the_order_across_weights() {
        let queue = Queue::default();
        for at in 1..=1000 {
            assert!(queue.push(if at % 3 == 0 { incident(at) } else { count(at) }));
        }
        assert_eq!(drain(&queue), (1..=1000).collect::<Vec<_>>());
    }

    #[test]
    fn counts_go_before_incidents_and_promises_stay() {
        let queue = Queue::default();
        let longest = LONGEST as u64;
        assert!(queue.push(Record::ForgetGuild { guild: 9 }));
        for at in 1..longest {
            assert!(queue.push(if at <= 10 { count(at) } else { incident(at) }));
        }
        assert_eq!(queue.length(), (LONGEST, 0));
        for at in longest..longest + 12 {
            assert!(queue.push(incident(at)), "an incident always finds room");
        }
        assert_eq!(queue.length(), (LONGEST, 12));
        assert!(!queue.push(count(1)), "a count pushes no incident out");
        // The promise came first; then ten counts and the two oldest incidents made room.
        let expected: Vec<u64> = std::iter::once(0).chain(13..longest + 12).collect();
        assert_eq!(drain(&queue), expected);
    }

    #[test]
    fn cursors_come_with_the_last_record() {
        let queue = Queue::default();
        let cursor = |message| Cursor { guild: 1, message };
        for at in 0..BATCH as u64 + 1 {
            queue.push(incident(at));
        }
        queue.seen(7, cursor(5));
        queue.seen(7, cursor(4));
        assert!(queue.take(true).cursors.is_empty(), "an incident still waits");
        assert_eq!(queue.take(false).cursors, [(7, cursor(5))]);
        queue.seen(7, cursor(6));
        assert!(queue.take(false).is_empty(), "not due yet");
        queue.seen(8, Cursor { guild: 2, message: 1 });
        queue.forget_cursors(1);
        assert_eq!(queue.take(true).cursors, [(8, Cursor { guild: 2, message: 1 })]);
    }
}
