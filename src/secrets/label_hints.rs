//! Where in a text a label of a key may stand: a long text is full of values, and few have a word beside them.

use super::label_gap::is_value;
use super::label_words::{CODE, STRONG, WEAK};
use super::stretch::Stretch;
use std::ops::Range;
use std::sync::LazyLock;

/// Where labels may begin, so that thousands of values without one beside them cost nothing: at the head of a word that
/// is one, or of several that are one together, or beyond ASCII.
///
/// Never misses a label that `talk` would find, nor code that `label` knows. A text is read as far as it was asked about.
#[derive(Default)]
pub(super) struct Hints {
    found: Vec<usize>,
    /// Those of them where a label may begin that can only mean a private key.
    strong: Vec<usize>,
    /// How many stretches have been read, and how much of the text.
    stretches: usize,
    end: usize,
}

impl Hints {
    /// Whether a label may begin in `range` of `text`, which has these stretches.
    pub(super) fn any(&mut self, text: &str, stretches: &[Stretch], range: Range<usize>) -> bool {
        self.read(text, stretches, range.end);
        has_any(&self.found, &range)
    }

    /// Whether one may begin in `range`, which has been asked about, that can only mean a private key.
    pub(super) fn any_strong(&self, range: &Range<usize>) -> bool {
        has_any(&self.strong, range)
    }

    /// Reads on up to `end`.
    fn read(&mut self, text: &str, stretches: &[Stretch], end: usize) {
        let bytes = text.as_bytes();
        while self.end < end.min(bytes.len()) {
            let next = stretches.get(self.stretches);
            let gap = self.end..next.map_or(bytes.len(), |stretch| stretch.range().start);
            for at in gap.filter(|&at| bytes[at] >= 0xc0) {
                self.found.push(at);
                self.strong.push(at);
            }
            let Some(stretch) = next else {
                self.end = bytes.len();
                return;
            };
            let place = stretch.range();
            (self.stretches, self.end) = (self.stretches + 1, place.end);
            // Two letters that chance puts into a key are no name of it.
            if !(stretch.material && is_value(&text[place.clone()])) {
                let firsts = [self.found.len(), self.strong.len()];
                self.heads(bytes, stretch);
                if let Some(code) = code(text, &place) {
                    for (hints, first) in [&mut self.found, &mut self.strong].into_iter().zip(firsts) {
                        hints.push(code);
                        hints[first..].sort_unstable();
                    }
                }
            }
        }
    }

    /// Adds where in a stretch a label may begin: at its head, or at a capital inside.
    fn heads(&mut self, bytes: &[u8], stretch: &Stretch) {
        let Range { start, end } = stretch.range();
        let inside = if stretch.material { start + 1..end } else { end..end };
        let is_capital = |at: &usize| bytes[*at].is_ascii_uppercase() && bytes[at - 1].is_ascii_lowercase();
        for at in std::iter::once(start).chain(inside.filter(is_capital)) {
            if let Some(strong) = HEADS.begin(&bytes[at..]) {
                self.found.push(at);
                self.strong.extend(strong.then_some(at));
            }
        }
    }
}

/// Whether one of these hints, in their order, stands in `range`.
fn has_any(hints: &[usize], range: &Range<usize>) -> bool {
    let next = hints.partition_point(|&hint| hint < range.start);
    hints.get(next).is_some_and(|&hint| hint < range.end)
}

/// Where code begins that ends with a stretch and what follows it: `new HDWallet(`.
fn code(text: &str, place: &Range<usize>) -> Option<usize> {
    // Nearly all stretches have another last letter.
    if CODES.lasts >> text.as_bytes()[place.end - 1] & 1 == 0 {
        return None;
    }
    CODES.code.iter().find_map(|&(name, rest)| {
        let begins = text[place.clone()].ends_with(name) && text[place.end..].starts_with(rest);
        begins.then(|| place.end - name.len())
    })
}

/// The code that takes a key.
struct Codes {
    /// The last letters of the names, a bit for each ASCII character.
    lasts: u128,
    /// Each as its name and what follows.
    code: Vec<(&'static str, &'static str)>,
}

static CODES: LazyLock<Codes> = LazyLock::new(|| {
    let parted = |code: &&'static str| {
        Some(code.split_at(code.find(|c: char| !c.is_ascii_alphanumeric())?))
            .filter(|(name, _)| !name.is_empty())
    };
    let code: Vec<_> = CODE.iter().filter_map(parted).collect();
    let lasts =
        code.iter().filter_map(|(name, _)| name.as_bytes().last()).fold(0, |all, last| all | 1 << last);
    Codes { lasts, code }
});

/// The labels by how they begin.
struct Heads {
    /// The labels in the order of their first two letters, and whether they are strong.
    labels: Vec<(&'static str, bool)>,
    /// Where those of each pair of letters begin among them: of most pairs there is none, and nearly all words leave here.
    starts: [u16; PAIRS + 1],
}

/// How many pairs of letters there are.
const PAIRS: usize = 26 * 26;

static HEADS: LazyLock<Heads> = LazyLock::new(|| {
    let strong = STRONG.iter().map(|&label| (label, true));
    let mut labels: Vec<_> = strong.chain(WEAK.iter().map(|&label| (label, false))).collect();
    labels.retain(|(label, _)| pair(label).is_some());
    labels.sort_by_key(|(label, _)| pair(label));
    let start = |at: usize| labels.partition_point(|(label, _)| pair(label) < Some(at));
    // There are some hundred labels.
    let starts = std::array::from_fn(|at| start(at) as u16);
    Heads { labels, starts }
});

/// The place of the first two letters of a label among all pairs.
fn pair(label: &str) -> Option<usize> {
    match label.as_bytes() {
        [first @ b'a'..=b'z', second @ b'a'..=b'z', ..] => Some(place(*first, *second)),
        _ => None,
    }
}

/// The place of two letters among all pairs.
fn place(first: u8, second: u8) -> usize {
    usize::from(first - b'a') * 26 + usize::from(second - b'a')
}

impl Heads {
    /// Whether a label may begin at the head of `bytes`, and if so, a strong one.
    fn begin(&self, bytes: &[u8]) -> Option<bool> {
        let letter = |at: usize| bytes.get(at).map_or(b' ', u8::to_ascii_lowercase);
        let (first @ b'a'..=b'z', second, third) = (letter(0), letter(1), letter(2)) else { return None };
        let pairs = match second {
            b'a'..=b'z' => place(first, second)..place(first, second) + 1,
            b'0'..=b'9' => return None,
            // A mark may stand between the two.
            _ => place(first, b'a')..place(first, b'z') + 1,
        };
        let labels = usize::from(self.starts[pairs.start])..usize::from(self.starts[pairs.end]);
        // One letter more tells nearly all of the rest.
        let goes_on = |label: &str| {
            let is_letter = second.is_ascii_lowercase() && third.is_ascii_lowercase();
            !is_letter || label.as_bytes().get(2).is_none_or(|&own| own == third)
        };
        let begun = self.labels[labels].iter().filter(|(label, _)| goes_on(label) && may_be(label, bytes));
        begun.map(|&(_, strong)| strong).max()
    }
}

/// Marks and blanks that may stand between the words of one label; more of them are taken for a label unseen.
const APART: usize = 64;

/// Whether the letters of `label` head `bytes`, whatever stands between them, and a word ends with them.
fn may_be(label: &str, bytes: &[u8]) -> bool {
    let mut letters = label.bytes();
    let mut wanted = letters.next();
    for (at, &byte) in bytes.iter().enumerate().take(APART) {
        match wanted {
            // Whether it is a letter or a mark, only its character tells.
            Some(_) if !byte.is_ascii() => return true,
            Some(_) if !byte.is_ascii_alphanumeric() => continue,
            Some(letter) if letter != byte.to_ascii_lowercase() => return false,
            Some(_) => wanted = letters.next(),
            None => return !byte.is_ascii_lowercase() && !byte.is_ascii_digit(),
        }
        if wanted.is_none() && at + 1 == bytes.len() {
            return true;
        }
    }
    wanted.is_none() || bytes.len() > APART
}

#[cfg(test)]
mod tests {
    use super::super::stretch::stretches;
    use super::*;
    use crate::secrets::label_words::{CODE, UNSPACED};

    fn hints(text: &str) -> Vec<usize> {
        let mut hints = Hints::default();
        hints.read(text, &stretches(text), text.len());
        hints.found
    }

    #[test]
    fn every_label_gives_a_hint() {
        for label in STRONG.iter().chain(WEAK).chain(UNSPACED).chain(CODE) {
            assert!(!hints(label).is_empty(), "{label}");
        }
        let check = |text: &str, expected: &[usize]| {
            assert_eq!(hints(text), expected, "{text}");
        };
        check("my private key", &[3, 11]);
        check("PRIVATE_KEY=", &[0, 8]);
        check("myPrivateKey1 pkX", &[2, 14]);
        check("privately keyed, a primary skill", &[]);
        check("new HDWallet(", &[6]);
        check("a seed—", &[2, 6]);
    }

    #[test]
    fn strong_labels_are_told_from_vague_ones() {
        let check = |text: &str, expected: bool| {
            let mut hints = Hints::default();
            assert!(hints.any(text, &stretches(text), 0..text.len()), "{text}");
            assert_eq!(hints.any_strong(&(0..text.len())), expected, "{text}");
        };
        for strong in ["my private key", "PRIVATE_KEY=", "myPrivateKey", "秘密鍵", "new HDWallet("] {
            check(strong, true);
        }
        for vague in ["my key", "secret tx", "pk", "seed"] {
            check(vague, false);
        }
    }
}
