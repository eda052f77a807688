//! Where in a text a label of a key may begin: a long text is full of values, and few have a word beside them.

use super::label_words::{STRONG, WEAK};
use std::collections::HashSet;
use std::sync::LazyLock;

/// Where a label may begin, so that thousands of values without a word beside them cost nothing: at the head of a word
/// that begins like one, or beyond ASCII.
pub(super) fn hints(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let begins = |at: usize| match bytes[at] {
        letter if letter.is_ascii_alphabetic() => {
            let before = at.checked_sub(1).map_or(b' ', |before| bytes[before]);
            let is_head =
                !before.is_ascii_alphanumeric() || before.is_ascii_lowercase() && letter.is_ascii_uppercase();
            // Code is recognised by its end: `new HDWallet(`.
            (is_head || letter == b'W') && HEADS.begin(&bytes[at..])
        }
        0xc0.. => true,
        _ => false,
    };
    (0..bytes.len()).filter(|&at| begins(at)).collect()
}

/// How labels begin. Those of several words do so, too, or end in one that does.
struct Heads {
    /// For each first letter the second ones, a bit each.
    pairs: [u32; 26],
    fours: HashSet<[u8; 4]>,
}

static HEADS: LazyLock<Heads> = LazyLock::new(|| {
    let mut heads = Heads { pairs: [0; 26], fours: HashSet::new() };
    for label in STRONG.iter().chain(WEAK).chain(&["wallet", "accounts"]) {
        if let [first @ b'a'..=b'z', second @ b'a'..=b'z', ..] = label.as_bytes() {
            heads.pairs[usize::from(first - b'a')] |= 1 << (second - b'a');
        }
        heads.fours.extend(label.as_bytes().first_chunk());
    }
    heads
});

impl Heads {
    /// Whether a label may begin at the head of `bytes`.
    fn begin(&self, bytes: &[u8]) -> bool {
        let letter = |at: usize| bytes.get(at).map_or(b' ', u8::to_ascii_lowercase);
        let [first @ b'a'..=b'z', second @ b'a'..=b'z'] = [letter(0), letter(1)] else { return false };
        if self.pairs[usize::from(first - b'a')] >> (second - b'a') & 1 == 0 {
            return false;
        }
        // The shortest labels are whole words; the heads of longer ones tell them from other words.
        let four = [first, second, letter(2), letter(3)];
        let is_short = WEAK.iter().any(|label| {
            label.len() < 4
                && four.starts_with(label.as_bytes())
                && !bytes
                    .get(label.len())
                    .is_some_and(|next| next.is_ascii_lowercase() || next.is_ascii_digit())
        });
        is_short || self.fours.contains(&four)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secrets::label_words::{CODE, UNSPACED};

    #[test]
    fn every_label_gives_a_hint() {
        for label in STRONG.iter().chain(WEAK).chain(UNSPACED).chain(CODE) {
            assert!(!hints(label).is_empty(), "{label}");
        }
    }
}
