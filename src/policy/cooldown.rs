//! The noise contract: what was said where, so that nothing is said twice. Bounded, in memory alone.

use crate::message::{Id, Seconds};
use std::collections::{HashMap, VecDeque};
use std::hash::Hash;

/// How long the same answer stays quiet for the same person in the same channel. Long enough that a follow-up
/// ("it still does not load") is not met with the same text, short enough that the next day's question is.
pub const QUIET: Seconds = 30 * 60;

/// How many answers and threads are remembered; the oldest are forgotten first. At some 60 bytes each this is
/// under 1 MiB, and more than any community asks in half an hour.
const REMEMBERED: usize = 8192;

/// What the bot has said lately.
#[derive(Debug, Default)]
pub struct Cooldown {
    answers: Recent<(u32, Id, Id), Shown>,
    threads: Recent<Id, ()>,
}

/// When something about a topic was shown, and whether it was the answer or a choice with it.
#[derive(Debug, Clone, Copy)]
struct Shown {
    at: Seconds,
    answer: bool,
}

impl Cooldown {
    /// Whether the answer of `topic` was shown to `user` in `channel` within [`QUIET`].
    pub fn is_quiet(&self, topic: &str, channel: Id, user: Id, now: Seconds) -> bool {
        self.shown(topic, channel, user, now).is_some_and(|shown| shown.answer)
    }

    /// Whether `topic` was shown or offered to `user` in `channel` within [`QUIET`].
    pub fn was_offered(&self, topic: &str, channel: Id, user: Id, now: Seconds) -> bool {
        self.shown(topic, channel, user, now).is_some()
    }

    fn shown(&self, topic: &str, channel: Id, user: Id, now: Seconds) -> Option<Shown> {
        let shown = *self.answers.get(&(digest(topic), channel, user))?;
        (now < shown.at + QUIET).then_some(shown)
    }

    /// Whether this thread has had its reply.
    pub fn has_replied(&self, thread: Id) -> bool {
        self.threads.get(&thread).is_some()
    }

    /// Remembers that the answer of `topic` was shown.
    pub fn answered(&mut self, topic: &str, channel: Id, user: Id, now: Seconds) {
        self.answers.insert((digest(topic), channel, user), Shown { at: now, answer: true });
    }

    /// Remembers that `topic` was offered among others: who then asks for it more clearly still gets its answer.
    pub fn offered(&mut self, topic: &str, channel: Id, user: Id, now: Seconds) {
        if !self.is_quiet(topic, channel, user, now) {
            self.answers.insert((digest(topic), channel, user), Shown { at: now, answer: false });
        }
    }

    /// Remembers that this thread has had its reply.
    pub fn replied(&mut self, thread: Id) {
        self.threads.insert(thread, ());
    }
}

/// FNV-1a: a topic id as a number; a collision would only keep one reply back.
fn digest(topic: &str) -> u32 {
    topic.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// A map that forgets its oldest entries.
#[derive(Debug)]
pub struct Recent<K, V> {
    map: HashMap<K, V>,
    order: VecDeque<K>,
}

impl<K, V> Default for Recent<K, V> {
    fn default() -> Self {
        Self { map: HashMap::new(), order: VecDeque::new() }
    }
}

impl<K: Hash + Eq + Copy, V> Recent<K, V> {
    /// The value of `key`, if it is still remembered.
    pub fn get(&self, key: &K) -> Option<&V> {
        self.map.get(key)
    }

    /// Remembers `value`, forgetting the oldest entry when there are too many.
    pub fn insert(&mut self, key: K, value: V) {
        if self.map.insert(key, value).is_none() {
            self.order.push_back(key);
            if self.order.len() > REMEMBERED
                && let Some(oldest) = self.order.pop_front()
            {
                self.map.remove(&oldest);
            }
        }
    }

    /// Takes a value out.
    pub fn remove(&mut self, key: &K) -> Option<V> {
        // The key stays in `order` until it is the oldest; removing it twice does no harm.
        self.map.remove(key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_answer_rests() {
        let mut cooldown = Cooldown::default();
        cooldown.answered("gas-fees", 1, 2, 100);
        assert!(cooldown.is_quiet("gas-fees", 1, 2, 100 + QUIET - 1));
        assert!(!cooldown.is_quiet("gas-fees", 1, 2, 100 + QUIET));
        assert!(!cooldown.is_quiet("gas-fees", 1, 3, 101), "somebody else");
        assert!(!cooldown.is_quiet("gas-fees", 2, 2, 101), "another channel");
        assert!(!cooldown.is_quiet("staking", 1, 2, 101), "another answer");
    }

    #[test]
    fn what_was_only_offered_may_be_answered() {
        let mut cooldown = Cooldown::default();
        cooldown.offered("gas-fees", 1, 2, 100);
        assert!(!cooldown.is_quiet("gas-fees", 1, 2, 101));
        assert!(cooldown.was_offered("gas-fees", 1, 2, 101), "the same choice is not offered again");
        cooldown.answered("gas-fees", 1, 2, 102);
        cooldown.offered("gas-fees", 1, 2, 103);
        assert!(cooldown.is_quiet("gas-fees", 1, 2, 104), "an offer does not undo an answer");
    }

    #[test]
    fn memory_is_bounded() {
        let mut cooldown = Cooldown::default();
        for thread in 0..REMEMBERED as Id + 10 {
            cooldown.replied(thread);
        }
        assert!(!cooldown.has_replied(9));
        assert!(cooldown.has_replied(10));
        assert_eq!(cooldown.threads.map.len(), REMEMBERED);
    }
}
