//! What waits to be judged: a lane for each server, served in turn, so that a flood in one is not felt in the next.
//! Bounded: what finds no room in its lane is handed back. What it is, and who judges it, is `road.rs`'s.

use super::state::lock;
use crate::message::Id;
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex};
use tokio::sync::Notify;

/// So many bytes of one server wait: ten thousand messages of ordinary length, or two thousand of the greatest.
const OF_ONE: usize = 8 << 20;
/// So many of all together: eight servers that are flooded at the same time.
const OF_ALL: usize = 64 << 20;
/// So many a server may have waiting however full the others' lanes are: the longest message and dozens of ordinary ones.
const SHARE: usize = 64 << 10;
/// So many of one server's messages are under way - a delete, a reply, a file that is read - before the next is looked at:
/// as many as Discord lets a bot delete in some seconds.
const UNDER_WAY: usize = 256;

/// Everything that waits, each with its weight in bytes.
pub(crate) struct Lanes<T> {
    held: Mutex<Held<T>>,
    filled: Notify,
}

struct Held<T> {
    lanes: HashMap<Id, Lane<T>>,
    /// The lanes whose first may be taken, in turn.
    order: VecDeque<Id>,
    weight: usize,
}

struct Lane<T> {
    waiting: VecDeque<(usize, T)>,
    weight: usize,
    under_way: usize,
    /// Whether it stands in the order.
    in_order: bool,
}

/// Something taken from a lane, until it is dropped.
pub(crate) struct Turn<T> {
    lanes: Arc<Lanes<T>>,
    lane: Id,
}

impl<T> Drop for Turn<T> {
    fn drop(&mut self) {
        let mut held = lock(&self.lanes.held);
        let Some(lane) = held.lanes.get_mut(&self.lane) else { return };
        lane.under_way -= 1;
        if lane.under_way == 0 && lane.waiting.is_empty() {
            held.lanes.remove(&self.lane);
        } else if held.enlist(self.lane) {
            self.lanes.filled.notify_one();
        }
    }
}

impl<T> Default for Lanes<T> {
    fn default() -> Self {
        let held = Held { lanes: HashMap::new(), order: VecDeque::new(), weight: 0 };
        Self { held: Mutex::new(held), filled: Notify::new() }
    }
}

impl<T> Lanes<T> {
    /// Puts something at the end of a lane; `false` when there is no room for it.
    pub(crate) fn push(&self, lane: Id, weight: usize, what: T) -> bool {
        let mut held = lock(&self.held);
        let of_one = held.lanes.get(&lane).map_or(0, |lane| lane.weight) + weight;
        if of_one > OF_ONE || of_one > SHARE && held.weight + weight > OF_ALL {
            return false;
        }
        held.weight += weight;
        let entry = held.lanes.entry(lane).or_insert_with(Lane::empty);
        entry.weight = of_one;
        entry.waiting.push_back((weight, what));
        if held.enlist(lane) {
            self.filled.notify_one();
        }
        true
    }

    /// A turn for something that does not wait in a lane first. There is none where anybody waits.
    pub(crate) fn at_once(self: &Arc<Self>, lane: Id) -> Option<Turn<T>> {
        let mut held = lock(&self.held);
        if !held.order.is_empty() {
            return None;
        }
        let entry = held.lanes.entry(lane).or_insert_with(Lane::empty);
        if !entry.waiting.is_empty() || entry.under_way >= UNDER_WAY {
            return None;
        }
        entry.under_way += 1;
        Some(Turn { lanes: Arc::clone(self), lane })
    }

    /// Takes the first of the lane whose turn it is; waits for one.
    pub(crate) async fn next(self: &Arc<Self>) -> (T, Turn<T>) {
        loop {
            if let Some((lane, what)) = self.take() {
                return (what, Turn { lanes: Arc::clone(self), lane });
            }
            self.filled.notified().await;
        }
    }

    /// Whether a lane has room for a while.
    pub(crate) fn is_calm(&self, lane: Id) -> bool {
        let held = lock(&self.held);
        held.weight < OF_ALL / 2 && held.lanes.get(&lane).is_none_or(|lane| lane.weight < OF_ONE / 8)
    }

    fn take(&self) -> Option<(Id, T)> {
        let mut held = lock(&self.held);
        let id = held.order.pop_front()?;
        let lane = held.lanes.get_mut(&id)?;
        lane.in_order = false;
        let (weight, what) = lane.waiting.pop_front()?;
        lane.weight -= weight;
        lane.under_way += 1;
        held.weight -= weight;
        held.enlist(id);
        if !held.order.is_empty() {
            // Whoever else is free takes the next.
            self.filled.notify_one();
        }
        Some((id, what))
    }
}

impl<T> Lane<T> {
    fn empty() -> Self {
        Self { waiting: VecDeque::new(), weight: 0, under_way: 0, in_order: false }
    }
}

impl<T> Held<T> {
    /// Puts a lane at the end of the order, unless it stands there or nothing of it may be taken now. Says whether it did.
    fn enlist(&mut self, id: Id) -> bool {
        let Some(lane) = self.lanes.get_mut(&id) else { return false };
        if lane.in_order || lane.waiting.is_empty() || lane.under_way >= UNDER_WAY {
            return false;
        }
        lane.in_order = true;
        self.order.push_back(id);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn lanes() -> Arc<Lanes<u32>> {
        Arc::default()
    }

    /// What is taken without waiting, each turn over at once.
    fn drain(lanes: &Arc<Lanes<u32>>) -> Vec<u32> {
        std::iter::from_fn(|| {
            let (lane, what) = lanes.take()?;
            drop(Turn { lanes: Arc::clone(lanes), lane });
            Some(what)
        })
        .collect()
    }

    #[test]
    fn lanes_are_served_in_turn_and_each_in_its_order() {
        let lanes = lanes();
        for what in [10, 11, 12, 13] {
            assert!(lanes.push(1, 100, what));
        }
        for (lane, what) in [(2, 20), (3, 30), (2, 21)] {
            assert!(lanes.push(lane, 100, what));
        }
        assert_eq!(drain(&lanes), [10, 20, 30, 11, 21, 12, 13]);
        let held = lock(&lanes.held);
        assert!(held.lanes.is_empty() && held.weight == 0, "nothing is kept of a silent server");
    }

    #[test]
    fn a_full_lane_takes_nothing_from_others() {
        let lanes = lanes();
        for flooded in 0..8 {
            for what in 0..8 {
                assert!(lanes.push(flooded, 1 << 20, what));
            }
            assert!(!lanes.push(flooded, 1, 8), "a lane is bounded");
            assert!(!lanes.is_calm(flooded));
        }
        assert!(!lanes.push(9, SHARE + 1, 0), "so are all together");
        assert!(lanes.push(9, SHARE, 90), "but a quiet server finds room");
        assert_eq!(drain(&lanes).len(), 65);
        assert!(lanes.is_calm(0));
    }

    #[test]
    fn so_many_are_under_way_and_no_more() {
        let lanes = lanes();
        for what in 0..UNDER_WAY as u32 + 1 {
            assert!(lanes.push(1, 1, what));
        }
        let take = || lanes.take().map(|(lane, _)| Turn { lanes: Arc::clone(&lanes), lane });
        let mut turns: Vec<_> = std::iter::from_fn(take).collect();
        assert_eq!(turns.len(), UNDER_WAY);
        assert!(lanes.push(2, 1, 7));
        assert_eq!(lanes.take().map(|(lane, _)| lane), Some(2), "another server does not wait for them");
        turns.pop();
        assert_eq!(lanes.take().map(|(lane, _)| lane), Some(1));
    }

    #[test]
    fn a_turn_at_once_overtakes_nobody_and_counts_as_under_way() {
        let lanes = lanes();
        let turn = lanes.at_once(1).expect("nobody waits");
        assert!(lanes.push(1, 1, 10));
        assert!(lanes.at_once(1).is_none(), "one of its own server waits");
        assert!(lanes.at_once(2).is_none(), "one of another server waits");
        assert_eq!(drain(&lanes), [10]);
        drop(turn);
        assert!(lock(&lanes.held).lanes.is_empty(), "nothing is kept of a silent server");

        let mut turns: Vec<_> = std::iter::from_fn(|| lanes.at_once(1)).take(UNDER_WAY + 1).collect();
        assert_eq!(turns.len(), UNDER_WAY);
        assert!(lanes.at_once(2).is_some(), "another server does not wait for them");
        turns.pop();
        assert!(lanes.at_once(1).is_some());
    }

    #[tokio::test]
    async fn whoever_waits_is_woken() {
        // For another lane, and for what is behind in the same one.
        for second in [2, 1] {
            let lanes = lanes();
            let waiting: Vec<_> = (0..2)
                .map(|_| {
                    tokio::spawn({
                        let lanes = Arc::clone(&lanes);
                        async move { lanes.next().await.0 }
                    })
                })
                .collect();
            tokio::task::yield_now().await;
            assert!(lanes.push(1, 1, 10) && lanes.push(second, 1, 20));
            let mut taken = Vec::new();
            for task in waiting {
                let ended = tokio::time::timeout(Duration::from_secs(10), task).await;
                taken.push(ended.expect("somebody sleeps").expect("it ends"));
            }
            taken.sort_unstable();
            assert_eq!(taken, [10, 20]);
        }
    }
}
