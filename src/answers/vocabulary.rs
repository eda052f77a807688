//! The features that a set of answers knows, by number, and how telling each is.

use super::features::{Features, once};
use super::hash::Keys;
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

/// A message in the numbers of a vocabulary: row and weight, of length one.
pub(super) type Vector = Vec<(u32, f32)>;

impl Vocabulary {
    /// Learns the features of some messages.
    pub(super) fn new<'a>(messages: impl Iterator<Item = &'a Features> + Clone) -> Self {
        let total = 1.0 + messages.clone().count() as f32;
        let all = sorted(|| messages.clone().flat_map(Features::each));
        let (mut shared, mut lone, mut idf) = (Vec::new(), Vec::new(), Vec::new());
        for run in all.chunk_by(|a, b| a == b) {
            if run.len() > 1 {
                shared.push(run[0]);
                idf.push(inverse(total, run.len()));
            } else {
                lone.push(run[0]);
            }
        }
        idf.shrink_to_fit();
        Self { shared: Keys::new(shared), idf, lone: Keys::new(lone), rarest: inverse(total, 1) }
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
        let mut vector = features.unit(|feature| self.row(feature));
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

/// Keys in order: first by their first bits, for they are spread evenly.
fn sorted<I: Iterator<Item = u32>>(keys: impl Fn() -> I) -> Vec<u32> {
    const BITS: u32 = 11;
    let bucket = |key: u32| (key >> (u32::BITS - BITS)) as usize;
    let mut ends = vec![0; 1 << BITS];
    keys().for_each(|key| ends[bucket(key)] += 1);
    let mut all = 0;
    for end in &mut ends {
        (*end, all) = (all, all + *end);
    }
    let mut sorted = vec![0; all];
    for key in keys() {
        let place = &mut ends[bucket(key)];
        sorted[*place] = key;
        *place += 1;
    }
    let mut from = 0;
    for end in ends {
        sorted[from..end].sort_unstable();
        from = end;
    }
    sorted
}

/// How telling a feature is that stands in `count` of some messages.
fn inverse(total: f32, count: usize) -> f32 {
    (total / (1.0 + count as f32)).ln() + 1.0
}
