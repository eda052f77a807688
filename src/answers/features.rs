//! What a message is made of: pieces of its words, the words and pairs of words, and what they mean.

use super::hash::{Fnv, Map};
use super::lexicon::{LEXICON, Sense};
use super::rank::small;
use super::spelling::Spelling;
use crate::text::{Prose, Script};
use std::hash::Hasher;

/// The kinds of features. Each is scaled to length one before it is weighed, so that a long message does not drown the
/// meanings in pieces of words.
pub(super) const BLOCKS: usize = 3;
/// How much pieces, words and meanings count. Found on the questions of `tests/corpus` marked `fit`, in steps of a tenth;
/// the neighbourhood is flat.
const WEIGHTS: [f32; BLOCKS] = [1.0, 0.7, 0.5];

/// Their numbers.
const PIECE: u8 = 0;
const WORD: u8 = 1;
const MEANING: u8 = 2;
/// The pieces: of a word, blanks at its ends being letters too, three and four letters; of Japanese one to three.
const LATIN: std::ops::RangeInclusive<usize> = 3..=4;
const JAPANESE: std::ops::RangeInclusive<usize> = 1..=3;

/// A message as features: of each block the hashes of what it holds.
#[derive(Debug, Default)]
pub(super) struct Features {
    blocks: [Vec<u64>; BLOCKS],
}

/// Numbers the features that a set of answers knows, and how telling each is.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    rows: Map<u64, u32>,
    /// Inverse document frequency by row.
    idf: Vec<f32>,
    /// How many of them stand in more than one message: they come first.
    shared: usize,
}

/// A message in the numbers of a vocabulary: row and weight, of length one.
pub(super) type Vector = Vec<(u32, f32)>;

/// A message that has been read: its words as they should be spelt, and what they mean.
#[derive(Debug)]
pub(super) struct Reading {
    pub prose: Prose,
    pub sense: Sense,
    pub features: Features,
    /// The share of Latin words that nobody knows, 0 to 1.
    pub strange: f32,
}

/// So many words of a message are taken for mistyped ones: nobody mistypes more, and each takes some 100 µs.
pub(super) const LOOKED: usize = 40;

impl Reading {
    /// Reads a message.
    pub(super) fn new(text: &str, spelling: &Spelling) -> Self {
        Self::of_prose(Prose::new(text), spelling)
    }

    /// Reads a text that was reduced already.
    pub(super) fn of_prose(prose: Prose, spelling: &Spelling) -> Self {
        Self::of(prose, spelling, &mut { LOOKED })
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
        let features = Features::new(&prose, &spelt, &sense);
        let strange = unknown as f32 / latin.max(1) as f32;
        Self { sense, features, strange, prose }
    }
}

/// The feature of a word.
pub(super) fn latin(word: &str) -> u64 {
    let chars: Vec<char> = format!(" {word} ").chars().collect();
    hash(WORD, &chars)
}

/// The feature of a meaning.
pub(super) fn meaning(meaning: u16) -> u64 {
    hash(MEANING, &[meaning])
}

/// The pieces of a run of Japanese: where each begins, its length, its feature.
pub(super) fn pieces(run: &[char]) -> impl Iterator<Item = (usize, usize, u64)> {
    JAPANESE.flat_map(move |n| run.windows(n).enumerate().map(move |(at, piece)| (at, n, hash(PIECE, piece))))
}

impl Features {
    fn new(prose: &Prose, spelt: &[&str], sense: &Sense) -> Self {
        let [mut pieces, mut words, mut meanings] = <[Vec<u64>; BLOCKS]>::default();
        let mut chars: Vec<char> = Vec::new();
        for (at, (token, word)) in prose.tokens().iter().zip(spelt).enumerate() {
            chars.clear();
            if token.script == Script::Japanese {
                chars.extend(word.chars());
                pieces.extend(self::pieces(&chars).map(|(_, _, piece)| piece));
                continue;
            }
            chars.push(' ');
            chars.extend(word.chars());
            chars.push(' ');
            LATIN.for_each(|n| pieces.extend(chars.windows(n).map(|piece| hash(PIECE, piece))));
            words.push(hash(WORD, &chars));
            let next = prose.tokens().get(at + 1).filter(|next| next.script == Script::Latin);
            if let Some(next) = next.and(spelt.get(at + 1)) {
                chars.extend(next.chars());
                words.push(hash(WORD, &chars));
            }
        }
        for (at, &a) in sense.meanings.iter().enumerate() {
            meanings.push(hash(MEANING, &[a]));
            meanings.extend(sense.meanings[at + 1..].iter().map(|&b| hash(MEANING, &[a, b])));
        }
        let mut blocks = [pieces, words, meanings];
        blocks.iter_mut().for_each(|block| block.sort_unstable());
        Self { blocks }
    }

    /// The features of each block, block by block, with how much they count: a word said twice is not twice as telling.
    fn counts(&self) -> impl Iterator<Item = (usize, u64, f32)> {
        self.blocks.iter().enumerate().flat_map(|(block, features)| {
            features.chunk_by(|a, b| a == b).map(move |run| (block, run[0], 1.0 + (run.len() as f32).ln()))
        })
    }
}

impl Vocabulary {
    /// Learns the features of some messages.
    pub(super) fn new<'a>(messages: impl Iterator<Item = &'a Features> + Clone) -> Self {
        let total = 1.0 + messages.clone().count() as f32;
        let mut rows: Map<u64, u32> = Map::default();
        let mut counts: Vec<u32> = Vec::new();
        for (_, feature, _) in messages.flat_map(Features::counts) {
            let next = small(counts.len());
            let row = *rows.entry(feature).or_insert(next);
            match counts.get_mut(row as usize) {
                Some(count) => *count += 1,
                None => counts.push(1),
            }
        }
        // Those of one message alone are numbered behind the others: only the others have boundaries.
        let shared = counts.iter().filter(|count| **count > 1).count();
        let (mut next, mut lone) = (0, small(shared));
        let numbers: Vec<u32> = counts
            .iter()
            .map(|count| {
                let number = if *count > 1 { &mut next } else { &mut lone };
                *number += 1;
                *number - 1
            })
            .collect();
        let mut idf = vec![0.0; counts.len()];
        for (count, number) in counts.iter().zip(&numbers) {
            idf[*number as usize] = (total / (1.0 + *count as f32)).ln() + 1.0;
        }
        rows.values_mut().for_each(|row| *row = numbers[*row as usize]);
        Self { rows, idf, shared }
    }

    /// The number of a feature.
    pub(super) fn row(&self, feature: u64) -> Option<u32> {
        self.rows.get(&feature).copied()
    }

    /// How many features it numbers.
    pub(super) fn len(&self) -> usize {
        self.idf.len()
    }

    /// How many of them stand in more than one message: the first ones.
    pub(super) fn shared(&self) -> usize {
        self.shared
    }

    /// The message in this vocabulary, and the share of its pieces that are unknown.
    pub(super) fn vector(&self, features: &Features) -> (Vector, f32) {
        let (mut pieces, mut unknown) = (0, 0);
        let known = features.counts().filter_map(|(block, feature, count)| {
            let row = self.rows.get(&feature).copied();
            pieces += usize::from(block == 0);
            unknown += usize::from(block == 0 && row.is_none());
            row.map(|row| (block, row, count * self.idf[row as usize]))
        });
        let mut vector = unit(known);
        // What has boundaries first, and neighbours in memory one after the other.
        vector.sort_unstable_by_key(|(row, _)| *row);
        (vector, unknown as f32 / pieces.max(1) as f32)
    }

    /// Every feature of the message, known or not, weighed as this vocabulary does; of length one.
    pub(super) fn weigh(&self, features: &Features) -> Vec<(u64, f32)> {
        // What nobody has said yet is as telling as what was said once.
        let rarest = self.idf.iter().copied().fold(1.0, f32::max);
        unit(features.counts().map(|(block, feature, count)| {
            let idf = self.rows.get(&feature).map_or(rarest, |&row| self.idf[row as usize]);
            (block, feature, count * idf)
        }))
    }
}

/// Scales each block to length one, weighs it, and scales the whole.
fn unit<T>(features: impl Iterator<Item = (usize, T, f32)>) -> Vec<(T, f32)> {
    let mut blocks = [(0, 0.0_f32); BLOCKS];
    let mut vector: Vec<(T, f32)> = Vec::new();
    for (block, feature, value) in features {
        blocks[block].0 += 1;
        blocks[block].1 += value * value;
        vector.push((feature, value));
    }
    let present = blocks.iter().zip(WEIGHTS).filter(|((count, _), _)| *count > 0);
    let whole = present.map(|(_, weight)| weight * weight).sum::<f32>().sqrt();
    let mut entries = vector.iter_mut();
    for ((count, square), weight) in blocks.into_iter().zip(WEIGHTS) {
        entries.by_ref().take(count).for_each(|entry| entry.1 *= weight / square.sqrt() / whole);
    }
    vector
}

/// A feature as a number; `block` keeps equal letters of different blocks apart.
fn hash<T: Copy + Into<u32>>(block: u8, parts: &[T]) -> u64 {
    let mut hasher = Fnv::default();
    hasher.write(&[block]);
    parts.iter().for_each(|&part| hasher.write(&part.into().to_le_bytes()[..3]));
    hasher.finish()
}
