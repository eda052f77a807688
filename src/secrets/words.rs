//! Sets of words of our own that every word of a text is looked up in.

use std::collections::HashSet;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::LazyLock;

/// A set of words, made when it is first asked for.
pub(super) type Words = LazyLock<Set>;

/// A set of words.
pub(super) struct Set {
    words: HashSet<&'static str, BuildHasherDefault<Quick>>,
    /// For each first byte and last one the lengths of its words, a bit each: nearly all words that are not in the set are
    /// told by these.
    lengths: Box<[u64; 1 << 10]>,
}

/// No word of any set is longer, in bytes.
const LONGEST: usize = 63;

/// The words between the blanks of `text`.
pub(super) fn words(text: &'static str) -> Set {
    let mut lengths = Box::new([0; 1 << 10]);
    for word in text.split_whitespace() {
        lengths[ends(word)] |= 1 << word.len().min(LONGEST);
    }
    Set { words: text.split_whitespace().collect(), lengths }
}

/// Five bits of the first byte of a word and five of the last one, in which the cases of a letter are one.
fn ends(word: &str) -> usize {
    let five = |byte: Option<&u8>| usize::from(byte.map_or(0, |byte| byte & 31));
    five(word.as_bytes().first()) << 5 | five(word.as_bytes().last())
}

impl Set {
    /// Whether a word in lower case is among them.
    pub(super) fn contains(&self, word: &str) -> bool {
        self.may_contain(word) && self.words.contains(word)
    }

    fn may_contain(&self, word: &str) -> bool {
        self.lengths[ends(word)] >> word.len().min(LONGEST) & 1 == 1
    }

    /// Whether a word is among them, whatever its case.
    #[inline]
    pub(super) fn contains_any_case(&self, word: &str) -> bool {
        // Nearly all words leave here; those beyond ASCII may have other ends in lower case.
        (self.may_contain(word) || !word.is_ascii()) && self.contains_lower(word)
    }

    fn contains_lower(&self, word: &str) -> bool {
        if !word.is_ascii() {
            // The scripts from here on have no case.
            let is_lower = word.chars().all(|c| c >= '\u{2e80}');
            return self.contains(word) || !is_lower && self.contains(&word.to_lowercase());
        }
        let mut lower = [0; LONGEST];
        match lower.get_mut(..word.len()) {
            Some(lower) => {
                lower.copy_from_slice(word.as_bytes());
                lower.make_ascii_lowercase();
                str::from_utf8(lower).is_ok_and(|word| self.words.contains(word))
            }
            None => false,
        }
    }
}

/// Words of scripts that write no gaps between theirs: they are looked for at every place of a text.
pub(super) struct Unspaced {
    words: &'static [&'static str],
    /// The last six bits of their first letters, each of three bytes, a bit for each.
    heads: u64,
}

impl Unspaced {
    /// A table of such words.
    pub(super) const fn new(words: &'static [&'static str]) -> Self {
        let (mut heads, mut at) = (0, 0);
        while at < words.len() {
            heads |= 1 << (words[at].as_bytes()[2] & 63);
            at += 1;
        }
        Self { words, heads }
    }

    /// Whether one of them stands in a text.
    pub(super) fn are_in(&self, text: &str) -> bool {
        // Only letters of three bytes begin with these.
        let may_begin = |window: &[u8]| window[0] >= 0xe0 && self.heads >> (window[2] & 63) & 1 == 1;
        let mut places = text.as_bytes().windows(3).enumerate().filter(|(_, window)| may_begin(window));
        places.any(|(at, _)| self.words.iter().any(|word| text.as_bytes()[at..].starts_with(word.as_bytes())))
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
