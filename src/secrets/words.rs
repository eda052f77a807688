//! Sets of words of our own that every word of a text is looked up in.

use std::collections::HashSet;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::LazyLock;

/// A set of words, made when it is first asked for.
pub(super) type Words = LazyLock<Set>;

/// A set of words.
pub(super) struct Set {
    words: HashSet<&'static str, BuildHasherDefault<Quick>>,
    /// For each first byte the lengths of its words, a bit each: nearly all words that are not in the set are told by these.
    lengths: [u64; 256],
}

/// No word of any set is longer, in bytes.
const LONGEST: usize = 63;

/// The words between the blanks of `text`.
pub(super) fn words(text: &'static str) -> Set {
    let mut lengths = [0; 256];
    for word in text.split_whitespace() {
        lengths[usize::from(word.as_bytes()[0])] |= 1 << word.len().min(LONGEST);
    }
    Set { words: text.split_whitespace().collect(), lengths }
}

impl Set {
    /// Whether a word in lower case is among them.
    pub(super) fn contains(&self, word: &str) -> bool {
        let Some(head) = word.bytes().next() else { return false };
        self.lengths[usize::from(head)] >> word.len().min(LONGEST) & 1 == 1 && self.words.contains(word)
    }

    /// Whether a word is among them, whatever its case.
    pub(super) fn contains_any_case(&self, word: &str) -> bool {
        if !word.is_ascii() {
            // The scripts from here on have no case.
            let is_lower = word.chars().all(|c| c >= '\u{2e80}');
            return self.contains(word) || !is_lower && self.contains(&word.to_lowercase());
        }
        let head = word.bytes().next().unwrap_or_default().to_ascii_lowercase();
        let mut lower = [0; LONGEST];
        match lower.get_mut(..word.len()) {
            Some(lower) if self.lengths[usize::from(head)] >> word.len() & 1 == 1 => {
                lower.copy_from_slice(word.as_bytes());
                lower.make_ascii_lowercase();
                str::from_utf8(lower).is_ok_and(|word| self.words.contains(word))
            }
            _ => false,
        }
    }
}

/// A hash for tables whose keys nobody else can choose: a few nanoseconds, where the standard one takes thirty.
#[derive(Default)]
pub(super) struct Quick(u64);

impl Hasher for Quick {
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut padded = [0; 8];
            padded[..chunk.len()].copy_from_slice(chunk);
            self.write_u64(u64::from_le_bytes(padded));
        }
    }

    fn write_u8(&mut self, byte: u8) {
        self.write_u64(u64::from(byte));
    }

    fn write_u64(&mut self, number: u64) {
        // 2^64 divided by the golden ratio: spreads neighbouring keys far apart.
        let mixed = (self.0 ^ number).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = mixed ^ mixed >> 32;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
