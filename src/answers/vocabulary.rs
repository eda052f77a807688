//! The features that a set of answers knows, by number, and how telling each is.

use super::features::{Features, once};
use super::hash::{Keys, Numbers};
use super::rank::small;

/// Numbers the features that a set of answers knows, and how telling each is.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    /// Those that stand in more than one message: they are numbered first.
    shared: Keys,
    /// Their inverse document frequencies.
    idf: Vec<f32>,
    /// Those of one message alone.
    lone: Keys,
    /// The frequency of those.
    rarest: f32,
}

/// What is less telling stands in more than one message of twenty. Drawing boundaries by it too takes a sixth more work, and
/// tells the answers no better apart.
const EVERYWHERE: f32 = 4.0;

/// The numbers of a vocabulary while it is learnt: found in half the time, in a table of four times the size.
#[derive(Debug)]
pub(super) struct Rows(Numbers);

/// A message in the numbers of a vocabulary: row and weight, of length one.
pub(super) type Vector = Vec<(u32, f32)>;

impl Vocabulary {
    /// Learns the features of some messages. What it numbers is given back beside it, for who looks up all of them at once.
    pub(super) fn new<'a>(messages: impl Iterator<Item = Features<'a>>) -> (Self, Rows) {
        let mut numbers = Numbers::default();
        let mut total = 1.0;
        for message in messages {
            total += 1.0;
            message.each().for_each(|feature| numbers.count(feature));
        }
        let (mut shared, mut lone): (Vec<_>, Vec<_>) = numbers.iter().partition(|(_, count)| *count > 1);
        shared.sort_unstable();
        lone.sort_unstable();
        let idf = shared.iter().map(|(_, count)| inverse(total, *count)).collect();
        let rows = shared.iter().chain(&lone).map(|(feature, _)| *feature).zip(1..);
        rows.for_each(|(feature, row)| numbers.number(feature).into_iter().for_each(|number| *number = row));
        let keys =
            |counted: Vec<(u32, u32)>| Keys::new(counted.into_iter().map(|(feature, _)| feature).collect());
        let vocabulary = Self { shared: keys(shared), idf, lone: keys(lone), rarest: inverse(total, 1) };
        (vocabulary, Rows(numbers))
    }

    /// The number of a feature, and how telling it is.
    pub(super) fn row(&self, feature: u32) -> Option<(u32, f32)> {
        if let Some(at) = self.shared.place(feature) {
            return Some((small(at), self.idf[at]));
        }
        let at = self.lone.place(feature)?;
        Some((small(self.shared.len() + at), self.rarest))
    }

    /// How many features it numbers.
    pub(super) fn len(&self) -> usize {
        self.shared.len() + self.lone.len()
    }

    /// How many of them stand in more than one message: the first ones.
    pub(super) fn shared(&self) -> usize {
        self.shared.len()
    }

    /// The message in this vocabulary.
    pub(super) fn vector(&self, features: Features<'_>) -> Vector {
        let mut vector = features.unit(|feature| self.row(feature));
        // The features that boundaries have weights for come first.
        put_first(&mut vector, |(row, _)| (*row as usize) < self.shared.len());
        vector
    }

    /// The same of a message among those from which it was learnt: first what tells the boundaries something, and how much that
    /// is. What stands in one message alone tells nothing about the next, and what stands everywhere tells nothing apart.
    pub(super) fn vector_of(&self, features: Features<'_>, rows: &Rows) -> (Vector, usize) {
        let mut vector = features.unit(|feature| {
            let row = rows.0.get(feature)? - 1;
            Some((row, self.idf.get(row as usize).copied().unwrap_or(self.rarest)))
        });
        let tells = |(row, _): &(u32, f32)| self.idf.get(*row as usize).is_some_and(|idf| *idf >= EVERYWHERE);
        let telling = put_first(&mut vector, tells);
        (vector, telling)
    }

    /// The share of the pieces of a message that are unknown.
    pub(super) fn unknown(&self, features: Features<'_>) -> f32 {
        let [pieces, ..] = features.blocks();
        let unknown = once(pieces).filter(|piece| self.row(*piece).is_none()).count();
        unknown as f32 / once(pieces).count().max(1) as f32
    }

    /// Every feature of the message, known or not, weighed as this vocabulary does; of length one.
    pub(super) fn weigh(&self, features: Features<'_>) -> Vec<(u32, f32)> {
        // What nobody has said yet is as telling as what was said once.
        features.unit(|feature| Some((feature, self.row(feature).map_or(self.rarest, |(_, idf)| idf))))
    }
}

/// Puts some entries before all others, each in their order, and counts them.
fn put_first(vector: &mut Vector, first: impl Fn(&(u32, f32)) -> bool) -> usize {
    let mut others = Vec::with_capacity(vector.len());
    vector.retain(|entry| {
        let first = first(entry);
        if !first {
            others.push(*entry);
        }
        first
    });
    let count = vector.len();
    vector.append(&mut others);
    count
}

/// How telling a feature is that stands in `count` of some messages.
fn inverse(total: f32, count: u32) -> f32 {
    (total / (1.0 + count as f32)).ln() + 1.0
}
