//! How close together list words stand: the last few words that carry meaning, one bit each.

use super::lexicon::{self, Mask, Masks};
use super::word_hash::Hash;

/// Of the last twelve words that carry meaning, eight on a list: a phrase of twelve with two words of which
/// sentences are made and two mistyped. Chat has a third.
const NEAR: u64 = (1 << 12) - 1;
const DENSE: u32 = 8;
/// The same with a filler after each word.
const EVERY_SECOND: u64 = 0b01_01_01_01_01_01_01_01;
/// Six with two or three fillers after each: "1番目の単語は…です".
const EVERY_THIRD: u64 = 0o11_1111;
const EVERY_FOURTH: u64 = 0x11_1111;
/// List words in a row, those of sentences among them: in ordinary chat hardly ever more than eight.
const ROW: u32 = 9;
/// So many list words in a row make a piece of an otherwise ordinary message.
pub(super) const FRAGMENT_ROW: u32 = 4;

/// No list has a word of two letters in ASCII: what is so short says nothing, and may be a tag between words.
pub(super) const SHORTEST: usize = 3;

/// The words of a text so far.
#[derive(Default)]
pub(super) struct Density {
    /// Whether each of the last words stands on a list …
    listed: u64,
    /// … and whether it is short and the stub of one.
    stubs: u64,
    /// How many list words stand in a row up to here, those of which sentences are made among them.
    row: u32,
    longest_row: u32,
    /// How many words there were.
    count: u32,
    dense: bool,
    /// How many words that carry meaning stand on a list …
    pub(super) known: u32,
    /// … and how many do not.
    pub(super) unknown: u32,
    /// Whether one of them speaks of seed phrases.
    pub(super) talk: bool,
}

impl Density {
    /// Takes a word by the hash of its skeleton and the number of its letters.
    pub(super) fn note(&mut self, hash: Hash, letters: usize) {
        self.note_known(lexicon::masks(hash), letters);
    }

    /// The same of one by what it is.
    pub(super) fn note_known(&mut self, Masks { lists, stubs }: Masks, letters: usize) {
        let listed = lists.any(Mask::LISTS);
        self.row = if listed { self.row + 1 } else { 0 };
        self.longest_row = self.longest_row.max(self.row);
        self.count += 1;
        self.talk |= lists.any(Mask::TALK);
        // Words of which sentences are made say nothing either way.
        if letters >= SHORTEST && !lists.any(Mask::COMMON.or(Mask::LABEL)) {
            self.push(listed, letters <= 4 && (listed || stubs.any(Mask::LISTS)));
        }
    }

    /// Takes what may be a word, if it is on a list.
    pub(super) fn note_listed(&mut self, hash: Hash, letters: usize) {
        let masks = lexicon::masks(hash);
        if masks.lists.any(Mask::LISTS) {
            self.note_known(masks, letters);
        }
    }

    /// Takes a word that is known to stand on a list, or to be a stub, or neither.
    pub(super) fn push(&mut self, listed: bool, stub: bool) {
        self.known += u32::from(listed);
        self.unknown += u32::from(!listed);
        self.listed = self.listed << 1 | u64::from(listed);
        self.stubs = self.stubs << 1 | u64::from(stub);
        // Nothing gets denser by a word of no list.
        if self.dense || !(listed || stub) {
            return;
        }
        let near = |words: u64| (words & NEAR).count_ones() >= DENSE;
        let every = |words: u64| self.listed & words == words;
        self.dense = near(self.listed)
            || near(self.stubs)
            || every(EVERY_SECOND)
            || every(EVERY_THIRD)
            || every(EVERY_FOURTH);
    }

    /// Whether there may be a phrase among them.
    pub(super) fn is_dense(&self) -> bool {
        self.dense || self.longest_row >= ROW
    }

    /// Whether there may be a piece of a phrase among them: some list words in a row, or one that stands alone.
    pub(super) fn has_row(&self) -> bool {
        self.longest_row >= FRAGMENT_ROW || self.count == 1 && self.row == 1
    }

    /// Whether hardly any stands on no list.
    pub(super) fn is_mostly_listed(&self) -> bool {
        is_mostly(self.known, self.unknown)
    }
}

/// Whether hardly any word stands on no list.
pub(super) fn is_mostly(known: u32, unknown: u32) -> bool {
    known > 0 && unknown <= 1 + known / 3
}
