//! Keys as numbers, and sets of keys that are packed: they are made once, and live as long as the answers.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// A table that fills while something is learnt or judged.
pub(super) type Map<K, V> = HashMap<K, V, BuildHasherDefault<Fold>>;

/// A hash that grows letter by letter, so that what begins alike is hashed once: a multiplication each. What it is given
/// comes from the answers and from bounded messages that are only looked up, so nobody can fill a table with collisions.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Fold(u64);

/// An odd number without a pattern: 2^64 by the golden ratio.
const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;

impl Fold {
    /// The hash with one part more.
    #[must_use]
    pub(super) fn with(self, part: impl Into<u32>) -> Self {
        // A zero would leave an empty hash as it is: with one added, leading zeros count.
        Self((self.0.rotate_left(5) ^ (u64::from(part.into()) + 1)).wrapping_mul(SPREAD))
    }

    /// The hash with the letters of a text.
    #[must_use]
    pub(super) fn with_text(self, text: &str) -> Self {
        text.chars().fold(self, Self::with)
    }

    /// What has been hashed as a key: 55,000 of them collide in one pair at most.
    pub(super) fn key(self) -> u32 {
        ((self.0 ^ (self.0 >> 32)).wrapping_mul(SPREAD) >> 32) as u32
    }
}

impl Hasher for Fold {
    fn write(&mut self, bytes: &[u8]) {
        *self = bytes.iter().fold(*self, |hash, &byte| hash.with(byte));
    }

    fn write_u16(&mut self, part: u16) {
        *self = self.with(part);
    }

    fn write_u32(&mut self, part: u32) {
        *self = self.with(part);
    }

    fn write_u64(&mut self, part: u64) {
        self.0 = (self.0 ^ part).wrapping_mul(SPREAD);
    }

    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 32)
    }
}

/// Keys with a number each while something is learnt, looked for from where their first bits point.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    /// A key and its number, which is not zero; at least half of them are free.
    slots: Vec<(u32, u32)>,
    taken: usize,
}

impl Numbers {
    /// Adds one to the number of a key.
    pub(super) fn count(&mut self, key: u32) {
        if 2 * self.taken >= self.slots.len() {
            self.grow();
        }
        let at = self.slot(key);
        let (own, number) = &mut self.slots[at];
        self.taken += usize::from(*number == 0);
        (*own, *number) = (key, *number + 1);
    }

    /// The number of a key, to be changed; of one that has none nothing.
    pub(super) fn number(&mut self, key: u32) -> Option<&mut u32> {
        let at = self.slot(key);
        self.slots.get_mut(at).map(|(_, number)| number).filter(|number| **number > 0)
    }

    /// The number of a key.
    pub(super) fn get(&self, key: u32) -> Option<u32> {
        self.slots.get(self.slot(key)).map(|(_, number)| *number).filter(|number| *number > 0)
    }

    /// Every key with its number.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, u32)> {
        self.slots.iter().copied().filter(|(_, number)| *number > 0)
    }

    /// Where a key is, or would be put.
    fn slot(&self, key: u32) -> usize {
        let last = self.slots.len().saturating_sub(1);
        let mut at = first(key, u32::BITS - self.slots.len().checked_ilog2().unwrap_or_default());
        while self.slots.get(at).is_some_and(|(own, number)| *number > 0 && *own != key) {
            at = (at + 1) & last;
        }
        at
    }

    fn grow(&mut self) {
        let more = (4 * self.slots.len()).max(1 << 10);
        for (key, number) in std::mem::replace(&mut self.slots, vec![(0, 0); more]) {
            if number > 0 {
                let at = self.slot(key);
                self.slots[at] = (key, number);
            }
        }
    }
}

/// A set of keys, each with its place in their order. It takes five bytes a key.
#[derive(Debug, Default)]
pub(super) struct Keys {
    keys: Vec<u32>,
    /// Where the keys with the same first bits begin, and once past the last.
    starts: Vec<u32>,
    /// How many bits of a key are not among those first.
    rest: u32,
}

impl Keys {
    /// Packs keys, which are sorted, each once.
    pub(super) fn new(mut keys: Vec<u32>) -> Self {
        // Four to eight keys share their first bits: a short look through them costs less than finding them.
        let bits = (keys.len() / 4).checked_ilog2().unwrap_or_default();
        let rest = u32::BITS - bits;
        let mut starts = vec![0; (1 << bits) + 1];
        keys.iter().for_each(|key| starts[first(*key, rest) + 1] += 1);
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        keys.shrink_to_fit();
        Self { keys, starts, rest }
    }

    /// The place of a key.
    pub(super) fn place(&self, key: u32) -> Option<usize> {
        let at = first(key, self.rest);
        let [from, to] = self.starts.get(at..at + 2).unwrap_or_default() else { return None };
        let from = *from as usize;
        self.keys[from..*to as usize].iter().position(|own| *own == key).map(|at| from + at)
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.keys.len()
    }
}

/// The first bits of a key.
fn first(key: u32, rest: u32) -> usize {
    key.checked_shr(rest).unwrap_or_default() as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_have_their_places() {
        for count in [0, 1, 3, 4, 100, 50_000] {
            let mut keys: Vec<u32> = (0..count).map(|n: u32| Fold::default().with(n).key()).collect();
            keys.sort_unstable();
            keys.dedup();
            let packed = Keys::new(keys.clone());
            assert_eq!(packed.len(), keys.len());
            for (at, key) in keys.iter().enumerate() {
                assert_eq!(packed.place(*key), Some(at));
            }
            let strange = (0..2_000).map(|n: u32| Fold::default().with(n).with(n).key());
            let mut strange = strange.filter(|key| keys.binary_search(key).is_err());
            assert!(strange.all(|key| packed.place(key).is_none()));
        }
        assert_eq!(Keys::default().place(7), None);
    }

    #[test]
    fn keys_are_counted() {
        let key = |n: u32| Fold::default().with(n).key();
        let mut numbers = Numbers::default();
        assert_eq!((numbers.get(key(1)), numbers.iter().next()), (None, None));
        for n in 0..5_000 {
            (0..=n % 3).for_each(|_| numbers.count(key(n)));
        }
        assert_eq!(numbers.iter().count(), 5_000);
        for n in 0..5_000 {
            assert_eq!(numbers.get(key(n)), Some(n % 3 + 1));
        }
        assert_eq!(numbers.get(key(5_000)), None);
        numbers.number(key(7)).into_iter().for_each(|number| *number = 70);
        assert_eq!(numbers.get(key(7)), Some(70));
    }

    #[test]
    fn letters_and_their_order_count() {
        let keys =
            ["", "a", "b", "ab", "ba", "aba", "\0", "\0\0"].map(|text| Fold::default().with_text(text).key());
        let apart: std::collections::BTreeSet<u32> = keys.into_iter().collect();
        assert_eq!(apart.len(), keys.len());
    }
}
