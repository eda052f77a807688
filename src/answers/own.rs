//! A server's own answers: found by likeness alone, so that a thousand servers with thousands of phrasings stay cheap.

use super::features::{Reading, Vocabulary};
use super::hash::Map;
use super::rank::{Role, small};
use super::spelling::Spelling;
use super::texts_of;
use crate::book::{Book, Topic};
use std::sync::Arc;

/// What the desk knows of a server's own answers. Made by [`super::Desk::own`].
#[derive(Debug, Default)]
pub struct Own {
    /// The answers as they are shown, sorted by id.
    topics: Vec<Topic>,
    ids: Vec<Arc<str>>,
    /// The answers in which a feature stands, and its share in each.
    shares: Map<u64, Vec<(u32, f32)>>,
}

impl Own {
    /// Learns answers, weighing words as the shipped ones do.
    pub(super) fn new(book: &Book, topics: &[Topic], spelling: &Spelling, vocabulary: &Vocabulary) -> Self {
        let mut own =
            Self { ids: topics.iter().map(|topic| topic.id.as_str().into()).collect(), ..Self::default() };
        own.topics = topics.iter().map(|topic| book.complete(topic)).collect();
        own.topics.sort_by(|a, b| a.id.cmp(&b.id));
        for (at, topic) in topics.iter().enumerate() {
            let mut sums: Map<u64, f32> = Map::default();
            let texts = topic.languages.values().flat_map(|answer| texts_of(at, answer));
            for (_, text) in texts.filter(|(role, _)| !matches!(role, Role::Misses(_))) {
                for (feature, value) in vocabulary.weigh(&Reading::new(text, spelling).features) {
                    *sums.entry(feature).or_default() += value;
                }
            }
            let total: f32 = sums.values().sum();
            for (feature, sum) in sums {
                own.shares.entry(feature).or_default().push((small(at), (sum / total).sqrt()));
            }
        }
        own
    }

    /// The answers as they are shown, sorted by id.
    pub fn topics(&self) -> &[Topic] {
        &self.topics
    }

    /// The answer of that id.
    pub fn topic(&self, id: &str) -> Option<&Topic> {
        self.topics.binary_search_by(|topic| topic.id.as_str().cmp(id)).ok().map(|at| &self.topics[at])
    }

    /// The answer most like a message, and how alike they are, 0 to 1.
    pub(super) fn best(&self, reading: &Reading, vocabulary: &Vocabulary) -> Option<(Arc<str>, f32)> {
        let mut cosines = vec![0.0_f32; self.ids.len()];
        for (feature, value) in vocabulary.weigh(&reading.features) {
            for &(answer, share) in self.shares.get(&feature).into_iter().flatten() {
                cosines[answer as usize] += value * share;
            }
        }
        let best = cosines.into_iter().enumerate().max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))?;
        Some((self.ids[best.0].clone(), best.1)).filter(|(_, like)| *like > 0.0)
    }
}
