//! How much work one document may cause, whatever it holds, and how much it was.
//!
//! A worst message has to be done in a millisecond, and an attachment of a mebibyte in thirty. What is cheap is done
//! everywhere; what is expensive has a purse of its own for each kind of work, so that a page of things that look like keys
//! cannot keep a phrase after it from being proved, nor the other way round.

use std::cell::Cell;

/// What a document may cost, in quarters of a microsecond: a purse is a share of it. All of them together are more than
/// twice as much, but what empties one takes room of its own, and a text that is short has none left for the others.
const EFFORT: u32 = 5_000;
/// For so many bytes there is a quarter of a microsecond more.
const EFFORT_BYTES: usize = 25;

/// A kind of work.
#[derive(Debug, Clone, Copy)]
pub(super) enum Purse {
    /// Reading what is not plain: cutting words apart, mending what was mistyped.
    Reading,
    /// Reading the words around a value.
    Labels,
    /// The same where one of them may be a label that can only mean a private key: thousands of "my key" leave it full.
    StrongLabels,
    /// The checksums of phrases. Hashing a page of rows of twelve words costs half of all there is.
    Sums,
    /// The phrases whose checksum is hashed some hundred times over: three in a message, which a row of one word too many takes.
    Stretched,
    /// Whether 64 bytes are a key and its public key. Half pays for as many as a message can hold.
    Pairs,
    /// Whether a key leads to an address beside it.
    Addresses,
}

impl Purse {
    /// How many there are.
    const COUNT: usize = 7;

    /// Its part of the whole.
    fn share(self, whole: u32) -> u32 {
        match self {
            Self::Stretched => whole / 4 * 3,
            Self::Sums | Self::Pairs => whole / 2,
            Self::Reading | Self::Labels | Self::StrongLabels | Self::Addresses => whole / 4,
        }
    }
}

/// What is left of it, and a count of all work that is the same on every machine.
#[derive(Debug)]
pub struct Effort {
    whole: u32,
    spent: [Cell<u32>; Purse::COUNT],
    steps: Cell<u64>,
}

impl Effort {
    /// So much work, in quarters of a microsecond.
    pub(super) fn new(whole: u32) -> Self {
        Self { whole, spent: Default::default(), steps: Cell::new(0) }
    }

    /// The effort for a document of so many bytes.
    pub(super) fn for_length(bytes: usize) -> Self {
        let more = u32::try_from(bytes / EFFORT_BYTES).unwrap_or(u32::MAX);
        Self::new(EFFORT.saturating_add(more))
    }

    /// Counts what a loop within a loop does: a token, a letter, a word of a row that is looked at once more.
    pub(super) fn step(&self, count: usize) {
        self.steps.set(self.steps.get() + count as u64);
    }

    /// How much has been counted.
    pub(super) fn steps(&self) -> u64 {
        self.steps.get()
    }

    /// Whether `cost` may still be spent on this kind of work.
    pub(super) fn affords(&self, purse: Purse, cost: u32) -> bool {
        self.spent[purse as usize].get().saturating_add(cost) <= purse.share(self.whole)
    }

    /// The same; spends it if so.
    pub(super) fn spend(&self, purse: Purse, cost: u32) -> bool {
        if !self.affords(purse, cost) {
            return false;
        }
        let spent = &self.spent[purse as usize];
        spent.set(spent.get().saturating_add(cost));
        self.step(cost as usize);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_purse_leaves_the_others_full() {
        let effort = Effort::new(100);
        assert!(effort.spend(Purse::Pairs, 50) && !effort.spend(Purse::Pairs, 1));
        for purse in [Purse::Reading, Purse::Labels, Purse::StrongLabels, Purse::Addresses] {
            assert!(!effort.spend(purse, 26) && effort.spend(purse, 25), "{purse:?}");
        }
        assert!(effort.spend(Purse::Sums, 50));
        assert!(effort.spend(Purse::Stretched, 75));
        assert_eq!(effort.steps(), 275);
    }
}
