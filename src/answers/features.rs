//! What a message is made of: pieces of its words, the words and pairs of words, and what they mean.

use super::hash::Fold;
use super::lexicon::{LEXICON, Sense};
use super::spelling::Spelling;
use crate::text::{Prose, Script};
use std::ops::RangeInclusive;

/// The kinds of features. Each is scaled to length one before it is weighed, so that a long message does not drown the
/// meanings in pieces of words.
const BLOCKS: usize = 3;
/// How much pieces, words and meanings count. Found on the questions of `tests/corpus` marked `fit`, in steps of a tenth;
/// the neighbourhood is flat.
const WEIGHTS: [f32; BLOCKS] = [1.0, 0.7, 0.5];

/// Their numbers.
const PIECE: u8 = 0;
const WORD: u8 = 1;
const MEANING: u8 = 2;
/// The pieces: of a word, blanks at its ends being letters too, three letters (four as well, and the same questions are answered
/// for a seventh more work); of Japanese one to three.
const LATIN: RangeInclusive<usize> = 3..=3;
const JAPANESE: RangeInclusive<usize> = 1..=3;

/// A message as features: the keys of what it holds, block by block.
#[derive(Debug, Clone, Copy)]
pub(super) struct Features<'a>([&'a [u32]; BLOCKS]);

/// Where the blocks of a message end among keys that are kept one behind the other.
pub(super) type Ends = [usize; BLOCKS];

/// A message that has been read: its words as they should be spelt, and what they mean.
#[derive(Debug)]
pub(super) struct Reading {
    pub prose: Prose,
    pub sense: Sense,
    keys: Vec<u32>,
    ends: Ends,
    /// The share of Latin words that nobody knows, 0 to 1.
    pub strange: f32,
}

/// So many words of a message are taken for mistyped ones: nobody mistypes more, and each takes some 100 µs.
pub(super) const LOOKED: usize = 40;

impl Reading {
    /// Reads a message.
    pub(super) fn new(text: &str, spelling: &Spelling) -> Self {
        Self::of(Prose::new(text), spelling, &mut { LOOKED })
    }

    /// Reads what a message was reduced to. `tries` is how many mistyped words may still be looked for.
    pub(super) fn of(prose: Prose, spelling: &Spelling, tries: &mut usize) -> Self {
        let mut latin = 0;
        let mut unknown = 0;
        let spelt: Vec<&str> = prose
            .tokens()
            .iter()
            .map(|token| {
                let word = token.text.as_str();
                if token.script == Script::Japanese || word.bytes().all(|b| b.is_ascii_digit()) {
                    return word;
                }
                latin += 1;
                if spelling.knows(word) {
                    return word;
                }
                // A mistyped word is looked for among the known ones only so often: hostile text has thousands, of which each
                // may be near to a known one.
                let nearest = if *tries > 0 { spelling.nearest(word) } else { None };
                *tries = tries.saturating_sub(1);
                unknown += usize::from(nearest.is_none());
                nearest.unwrap_or(word)
            })
            .collect();
        let sense = LEXICON.sense(prose.tokens(), &spelt);
        let letters: usize = spelt.iter().map(|word| word.len() + 3).sum();
        // About three for each letter; the last ones of a word begin no piece.
        let mut keys = Vec::with_capacity(3 * letters);
        let ends = push(&prose, &spelt, &sense, &mut keys);
        keys.shrink_to_fit();
        let strange = unknown as f32 / latin.max(1) as f32;
        Self { sense, keys, ends, strange, prose }
    }

    /// What it holds.
    pub(super) fn features(&self) -> Features<'_> {
        Features::between(&self.keys, 0, self.ends)
    }
}

/// The feature of a word.
pub(super) fn latin(word: &str) -> u32 {
    hash(WORD).with(' ').with_text(word).with(' ').key()
}

/// The feature of a meaning.
pub(super) fn meaning(meaning: u16) -> u32 {
    hash(MEANING).with(meaning).key()
}

/// Calls `found` with each piece of a run of letters that has one of these lengths: where it begins, its length, its feature.
fn pieces_of(run: &[char], lengths: RangeInclusive<usize>, mut found: impl FnMut(usize, usize, u32)) {
    for from in 0..run.len() {
        let mut piece = hash(PIECE);
        for (length, letter) in (1..=*lengths.end()).zip(&run[from..]) {
            piece = piece.with(*letter);
            if length >= *lengths.start() {
                found(from, length, piece.key());
            }
        }
    }
}

/// The same with the pieces of a run of Japanese.
pub(super) fn pieces(run: &[char], found: impl FnMut(usize, usize, u32)) {
    pieces_of(run, JAPANESE, found);
}

/// Adds the keys of a text from which the desk learns, whose words are spelt as they should be.
pub(super) fn push_known(prose: &Prose, keys: &mut Vec<u32>) -> Ends {
    let words: Vec<&str> = prose.tokens().iter().map(|token| token.text.as_str()).collect();
    push(prose, &words, &LEXICON.sense(prose.tokens(), &words), keys)
}

/// Adds the keys of a message. `spelt` are its tokens as they should be written.
fn push(prose: &Prose, spelt: &[&str], sense: &Sense, keys: &mut Vec<u32>) -> Ends {
    let start = keys.len();
    let mut chars: Vec<char> = Vec::new();
    let tokens = || prose.tokens().iter().zip(spelt);
    for (token, word) in tokens() {
        chars.clear();
        if token.script == Script::Japanese {
            chars.extend(word.chars());
            pieces(&chars, |_, _, piece| keys.push(piece));
        } else {
            chars.push(' ');
            chars.extend(word.chars());
            chars.push(' ');
            pieces_of(&chars, LATIN, |_, _, piece| keys.push(piece));
        }
    }
    let pieces = keys.len();
    let mut before: Option<Fold> = None;
    for (token, word) in tokens() {
        if token.script == Script::Japanese {
            before = None;
            continue;
        }
        keys.extend(before.map(|before| before.with_text(word).key()));
        let word = hash(WORD).with(' ').with_text(word).with(' ');
        keys.push(word.key());
        before = Some(word);
    }
    let words = keys.len();
    for (at, &a) in sense.meanings.iter().enumerate() {
        let first = hash(MEANING).with(a);
        keys.push(first.key());
        keys.extend(sense.meanings[at + 1..].iter().map(|&b| first.with(b).key()));
    }
    keys[start..pieces].sort_unstable();
    keys[pieces..words].sort_unstable();
    keys[words..].sort_unstable();
    [pieces, words, keys.len()]
}

impl<'a> Features<'a> {
    /// Those among `keys` that begin at `start` and end there.
    pub(super) fn between(keys: &'a [u32], start: usize, [pieces, words, end]: Ends) -> Self {
        Self([&keys[start..pieces], &keys[pieces..words], &keys[words..end]])
    }

    /// The features of each block.
    pub(super) fn blocks(self) -> [&'a [u32]; BLOCKS] {
        self.0
    }

    /// Every feature once.
    pub(super) fn each(self) -> impl Iterator<Item = u32> {
        self.0.into_iter().flat_map(once)
    }

    /// The features that `weigh` knows, by its numbers and its weights; each block scaled to length one and weighed, and the
    /// whole scaled to length one again.
    pub(super) fn unit<T>(self, mut weigh: impl FnMut(u32) -> Option<(T, f32)>) -> Vec<(T, f32)> {
        let mut vector: Vec<(T, f32)> = Vec::with_capacity(self.0.iter().map(|block| block.len()).sum());
        let mut blocks = [(0, 0.0); BLOCKS];
        for (block, end) in self.0.into_iter().zip(&mut blocks) {
            let from = vector.len();
            for run in block.chunk_by(|a, b| a == b) {
                // A word said twice is not twice as telling.
                let count = if run.len() > 1 { 1.0 + (run.len() as f32).ln() } else { 1.0 };
                vector.extend(weigh(run[0]).map(|(id, weight)| (id, count * weight)));
            }
            *end = (vector.len() - from, vector[from..].iter().map(|(_, value)| value * value).sum::<f32>());
        }
        let present = blocks.iter().zip(WEIGHTS).filter(|((count, _), _)| *count > 0);
        let whole = present.map(|(_, weight)| weight * weight).sum::<f32>().sqrt();
        let mut entries = vector.iter_mut();
        for ((count, square), weight) in blocks.into_iter().zip(WEIGHTS) {
            let scale = weight / square.sqrt() / whole;
            entries.by_ref().take(count).for_each(|entry| entry.1 *= scale);
        }
        vector
    }
}

/// A hash to begin a feature with; `block` keeps equal letters of different blocks apart.
fn hash(block: u8) -> Fold {
    Fold::default().with(block)
}

/// What stands in a sorted list, once.
pub(super) fn once(sorted: &[u32]) -> impl Iterator<Item = u32> {
    sorted.chunk_by(|a, b| a == b).map(|run| run[0])
}
