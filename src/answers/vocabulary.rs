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

/// The numbers of a vocabulary while it is learnt: found in half the time, in a table of four times the size.
#[derive(Debug)]
pub(super) struct Rows(Numbers);

/// A message in the numbers of a vocabulary: row and weight, of length one.
pub(super) type Vector = Vec<(u32, f32)>;

impl Vocabulary {
    /// Learns the features of some messages. What it numbers is given back beside it, for who looks up all of them at once.
    pub(super) fn new<'a>(messages: impl Iterator<Item = &'a Features>) -> (Self, Rows) {
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
    pub(super) fn vector(&self, features: &Features) -> Vector {
        self.shared_first(features.unit(|feature| self.row(feature)))
    }

    /// The same of a message among those from which it was learnt.
    pub(super) fn vector_of(&self, features: &Features, rows: &Rows) -> Vector {
        self.shared_first(features.unit(|feature| {
            let row = rows.0.get(feature)? - 1;
            Some((row, self.idf.get(row as usize).copied().unwrap_or(self.rarest)))
        }))
    }

    fn shared_first(&self, mut vector: Vector) -> Vector {
        // What has boundaries first.
        let mut lone = Vec::new();
        vector.retain(|entry| {
            let shared = (entry.0 as usize) < self.shared.len();
            if !shared {
                lone.push(*entry);
            }
            shared
        });
        vector.append(&mut lone);
        vector
    }

    /// The share of the pieces of a message that are unknown.
    pub(super) fn unknown(&self, features: &Features) -> f32 {
        let [pieces, ..] = features.blocks();
        let unknown = once(pieces).filter(|piece| self.row(*piece).is_none()).count();
        unknown as f32 / once(pieces).count().max(1) as f32
    }

    /// Every feature of the message, known or not, weighed as this vocabulary does; of length one.
    pub(super) fn weigh(&self, features: &Features) -> Vec<(u32, f32)> {
        // What nobody has said yet is as telling as what was said once.
        features.unit(|feature| Some((feature, self.row(feature).map_or(self.rarest, |(_, idf)| idf))))
    }
}

/// How telling a feature is that stands in `count` of some messages.
fn inverse(total: f32, count: u32) -> f32 {
    (total / (1.0 + count as f32)).ln() + 1.0
}
