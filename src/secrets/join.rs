//! Puts a run together from pieces: a key in chunks, broken over lines, or told in halves.
//!
//! Whether the result is a key is for its detector to decide; only what a decoder can prove is put together.

use super::runs::{Joined, Shape};
use super::stretch::Stretch;
use std::sync::LazyLock;

/// The shapes that are worth putting together from pieces: those whose decoder can prove the result.
static JOINABLE: &[&[Shape]] = &[
    super::bech32::SHAPES,
    super::bip38::SHAPES,
    super::codex32::SHAPES,
    super::der::JOINED,
    super::ed25519::SHAPES,
    super::eos::SHAPES,
    super::filecoin::JOINED,
    super::hex::SHAPES,
    super::mini_key::SHAPES,
    super::seedqr::SHAPES,
    super::stellar::SHAPES,
    super::tezos::SHAPES,
    super::wif::SHAPES,
    super::xprv::SHAPES,
    super::xrp_seed::SHAPES,
];

/// The lengths of the joinable runs that begin with one character.
#[derive(Clone, Copy)]
struct Lengths {
    bits: [u64; LONGEST.div_ceil(64)],
    longest: usize,
}

impl Lengths {
    fn contain(&self, length: usize) -> bool {
        length <= self.longest && self.bits[length / 64] >> (length % 64) & 1 == 1
    }
}

/// Those of each ASCII character.
static WANTED: LazyLock<[Lengths; 128]> = LazyLock::new(|| {
    let mut wanted = [Lengths { bits: [0; LONGEST.div_ceil(64)], longest: 0 }; 128];
    for shape in JOINABLE.iter().copied().flatten() {
        for &head in shape.heads {
            let of_head = &mut wanted[usize::from(head)];
            for length in shape.lengths.clone().take_while(|&length| length < LONGEST) {
                of_head.bits[length / 64] |= 1 << (length % 64);
                of_head.longest = of_head.longest.max(length);
            }
        }
    }
    wanted
});

/// All joinable runs are shorter: Zcash's extended keys have 282 characters behind the dashes of their prefix.
const LONGEST: usize = 320;
/// Pieces of a key with words between them: no longer one is told in sentences.
const LONGEST_TOLD: usize = 127;
/// A piece of a key broken at any place: shorter ones are words and numbers more often than not.
const FRAGMENT: usize = 8;
/// So many chunks of one length make a key in chunks: the shortest, of 22 characters, has five of four, and a
/// rest.
const CHUNKS: usize = 5;
/// A text with more fragments than this is a table of hashes, not a key somebody took apart.
const FRAGMENTS: usize = 8;
/// Joined runs to look at in one text: a hostile one could ask for one at every character.
const JOINED: usize = 256;

/// Puts pieces together.
pub(super) struct Join<'a> {
    text: &'a str,
    stretches: &'a [Stretch],
    pub(super) joined: Vec<Joined>,
    pub(super) characters: String,
    pub(super) steps: usize,
}

impl<'a> Join<'a> {
    pub(super) fn new(text: &'a str, stretches: &'a [Stretch]) -> Self {
        Self { text, stretches, joined: Vec::new(), characters: String::new(), steps: 0 }
    }

    /// Pieces that follow each other with next to nothing between them.
    pub(super) fn neighbours(&mut self) {
        for first in 0..self.stretches.len() {
            if self.joined.len() >= JOINED {
                return;
            }
            if self.begins(first) {
                self.extend(first);
            }
        }
    }

    /// Whether a key in pieces can begin at this stretch: a long fragment, or a row of chunks of one length.
    fn begins(&self, first: usize) -> bool {
        let head = self.text.as_bytes()[self.stretches[first].range().start];
        if WANTED[usize::from(head)].longest == 0 {
            return false;
        }
        let is_long = |piece: &Stretch| piece.material && (FRAGMENT..LONGEST).contains(&piece.len());
        let pieces = &self.stretches[first..self.stretches.len().min(first + CHUNKS)];
        // The first line of a broken key may hold only its head.
        if pieces[0].material && pieces.iter().take(2).any(is_long) {
            return pieces[0].len() < LONGEST;
        }
        // Two words of one length are no rarity, five are; and hardly ever do all five chunks of a key look like words.
        let length = pieces[pieces.len() - 1].len();
        pieces.len() == CHUNKS
            // A key taken apart into single characters begins with the first of them.
            && (length > 1 || first.checked_sub(1).is_none_or(|before| self.stretches[before].len() > 1))
            && pieces[1..].iter().all(|chunk| chunk.len() == length)
            && (pieces.iter().any(|chunk| chunk.material) || length == 1)
    }

    /// Adds every joinable run that begins at the stretch `first`.
    fn extend(&mut self, first: usize) {
        let pieces = &self.stretches[first..];
        let head = self.text.as_bytes()[pieces[0].range().start];
        let wanted = &WANTED[usize::from(head)];
        let chunk = pieces.get(1).map_or(0, Stretch::len);
        let (mut length, mut words) = (pieces[0].len(), usize::from(!pieces[0].material));
        // Both hold of every piece but the last one, which takes what is left.
        let (mut chunks, mut fragments) = (true, true);
        for (before, pair) in pieces.windows(2).enumerate() {
            let [last, next] = pair else { return };
            self.steps += 1;
            if !is_glue(&self.text[last.range().end..next.range().start]) || self.joined.len() >= JOINED {
                return;
            }
            if before > 0 {
                chunks &= last.len() == chunk;
                fragments &= last.len() >= FRAGMENT;
            }
            length += next.len();
            words += usize::from(!next.material);
            // Single characters are letters as often as not.
            let worded = words > 3 + before / 2 && chunk > 1;
            if length > wanted.longest || !(chunks || fragments) || worded {
                return;
            }
            if wanted.contain(length) && (fragments || next.len() <= chunk) {
                self.push(first, before + 2);
            }
        }
    }

    /// Long fragments with words between them: "the first half is …, the second half is …".
    pub(super) fn fragments(&mut self) {
        let is_fragment = |piece: &&Stretch| piece.material && (FRAGMENT + 2..64).contains(&piece.len());
        let found: Vec<Stretch> =
            self.stretches.iter().filter(is_fragment).take(FRAGMENTS + 1).copied().collect();
        if !(2..=FRAGMENTS).contains(&found.len()) {
            return;
        }
        for first in 0..found.len() {
            let head = self.text.as_bytes()[found[first].range().start];
            let mut length = found[first].len();
            for last in first + 1..found.len() {
                length += found[last].len();
                if length <= LONGEST_TOLD && WANTED[usize::from(head)].contain(length) {
                    self.push_pieces(&found[first..=last]);
                }
            }
        }
    }

    fn push(&mut self, first: usize, count: usize) {
        self.push_pieces(&self.stretches[first..first + count]);
    }

    fn push_pieces(&mut self, pieces: &[Stretch]) {
        let start = self.characters.len();
        for piece in pieces {
            self.characters.push_str(&self.text[piece.range()]);
        }
        let range = pieces[0].range().start..pieces[pieces.len() - 1].range().end;
        self.joined.push(Joined { characters: start..self.characters.len(), range });
    }
}

/// Whether this may stand between two pieces of one key: blanks, line breaks, dashes, quotes and the like.
fn is_glue(between: &str) -> bool {
    // A line break with a list mark, quotes and an indentation; more than that is a layout of its own.
    const MARKS: usize = 5;
    const BLANKS: usize = 24;
    if between.len() > MARKS * 3 + BLANKS {
        return false;
    }
    let (mut marks, mut blanks) = (0, 0);
    for character in between.chars() {
        match character {
            c if c.is_whitespace() => blanks += 1,
            '\\' | '-' | '"' | '\'' | '`' | ',' | '+' | '|' | '*' | '_' | '>' | '.' | '~' | 'n' | 'r'
            | 't' => {
                marks += 1;
            }
            c if c.is_ascii() || c.is_alphanumeric() => return false,
            _ => marks += 1,
        }
    }
    marks <= MARKS && blanks <= BLANKS
}
