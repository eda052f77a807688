//! Ranks answers for a message: n-grams weighed by how rare they are, in an inverted index.

use super::Candidate;
use crate::book::{Lang, Topic};
use crate::text::Prose;
use std::collections::HashMap;
use std::sync::Arc;

/// What the index learns of one answer in one language.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The id of the answer.
    pub id: Arc<str>,
    /// The language of the words below.
    pub lang: Lang,
    /// Its title.
    pub title: String,
    /// Words typical of it.
    pub keywords: Vec<String>,
    /// Messages that ask for it.
    pub phrasings: Vec<String>,
}

impl Entry {
    /// A topic in each of its languages.
    pub fn of_topic(topic: &Topic) -> impl Iterator<Item = Self> {
        topic.languages.iter().map(|(&lang, answer)| Self {
            id: topic.id.as_str().into(),
            lang,
            title: answer.title.clone(),
            keywords: answer.keywords.clone(),
            phrasings: answer.phrasings.clone(),
        })
    }
}

/// The inverted index of a set of answers.
#[derive(Debug, Default)]
pub struct Index {
    ids: Vec<Arc<str>>,
    /// For each n-gram the answers it stands in, each with its weight there.
    postings: HashMap<String, Vec<(usize, f32)>>,
}

impl Index {
    /// Learns a set of answers.
    pub fn build(entries: &[Entry]) -> Self {
        let mut ids: Vec<Arc<str>> = Vec::new();
        let mut counts: HashMap<String, HashMap<usize, f32>> = HashMap::new();
        for entry in entries {
            let at = ids.iter().position(|id| *id == entry.id).unwrap_or(ids.len());
            if at == ids.len() {
                ids.push(entry.id.clone());
            }
            for text in entry.phrasings.iter().chain(&entry.keywords).chain([&entry.title]) {
                for gram in grams(&Prose::new(text)) {
                    *counts.entry(gram).or_default().entry(at).or_default() += 1.0;
                }
            }
        }
        let total = ids.len() as f32;
        let mut norms = vec![0.0_f32; ids.len()];
        let mut postings: HashMap<String, Vec<(usize, f32)>> = HashMap::new();
        for (gram, found) in counts {
            let idf = (total / found.len() as f32).ln() + 0.1;
            let list: Vec<_> = found.into_iter().map(|(at, n)| (at, (1.0 + n.ln()) * idf)).collect();
            for &(at, weight) in &list {
                norms[at] += weight * weight;
            }
            postings.insert(gram, list.into_iter().map(|(at, weight)| (at, weight * idf)).collect());
        }
        for list in postings.values_mut() {
            for (at, weight) in list {
                *weight /= norms[*at].sqrt();
            }
        }
        Self { ids, postings }
    }

    /// The answers that share something with a message, in no order.
    pub(super) fn rank(&self, prose: &Prose, own: bool) -> Vec<Candidate> {
        let mut scores = vec![0.0_f32; self.ids.len()];
        let mut norm = 0.0_f32;
        for gram in grams(prose) {
            norm += 1.0;
            for &(at, weight) in self.postings.get(&gram).into_iter().flatten() {
                scores[at] += weight;
            }
        }
        let found = scores.iter().enumerate().filter(|(_, score)| **score > 0.0);
        found
            .map(|(at, &score)| Candidate { id: self.ids[at].clone(), own, score: score / norm.sqrt() / 8.0 })
            .collect()
    }
}

fn grams(prose: &Prose) -> Vec<String> {
    let mut grams = Vec::new();
    for token in prose.tokens() {
        let chars: Vec<char> = format!(" {} ", token.text).chars().collect();
        for n in 1..=4 {
            grams.extend(chars.windows(n).map(|window| window.iter().collect::<String>()));
        }
    }
    grams
}
