//! Ranks the answers of a set for a message, by two opinions: how like the messages that ask for each answer it is, and
//! on which side of the boundaries between the answers it falls.

use super::boundary::Boundaries;
use super::features::{Features, Reading, Vector, Vocabulary};
use std::collections::BTreeMap;

/// A text from which the ranking is learnt.
#[derive(Debug)]
pub(super) struct Example {
    /// What it is.
    pub role: Role,
    /// The text.
    pub features: Features,
}

/// What a text is to the answers, which are numbered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// A message that asks for an answer.
    Asks(usize),
    /// The title or a keyword of an answer.
    Names(usize),
    /// A message that must not get an answer, whatever else it asks for.
    Misses(usize),
    /// A message that asks for nothing.
    Chat,
}

impl Role {
    /// The answer that is right for the text, and how much the text counts: a keyword half as much as a message.
    fn right(self) -> Option<(usize, f32)> {
        match self {
            Self::Asks(answer) => Some((answer, 1.0)),
            Self::Names(answer) => Some((answer, 0.5)),
            Self::Misses(_) | Self::Chat => None,
        }
    }
}

/// How much likeness counts beside the side of the boundaries, whose numbers are some four times as large.
const LIKENESS: f32 = 4.0;

/// What has been learnt of a set of answers.
#[derive(Debug, Default)]
pub(super) struct Ranker {
    vocabulary: Vocabulary,
    likeness: Likeness,
    boundaries: Boundaries,
}

/// How well each answer fits a message.
#[derive(Debug, Clone, Default)]
pub(super) struct Fit {
    /// The likeness to the messages that ask for it, 0 to 1.
    pub like: Vec<f32>,
    /// The side of the boundary between it and everything else: 1 well inside, -1 well outside.
    pub side: Vec<f32>,
    /// The same for the boundary between silence and all answers.
    pub chat: f32,
    /// How much of the message nothing that asks for an answer holds: the share of its pieces that are altogether new,
    /// and the share of the rest by weight.
    pub strange: f32,
}

impl Fit {
    /// How well each answer fits, both opinions taken together.
    pub(super) fn scores(&self) -> impl Iterator<Item = f32> {
        self.like.iter().zip(&self.side).map(|(like, side)| LIKENESS * like + side)
    }
}

impl Ranker {
    /// Learns `answers` answers from examples.
    pub(super) fn new(examples: &[Example], answers: usize) -> Self {
        let known = examples.iter().filter(|example| !matches!(example.role, Role::Misses(_)));
        let vocabulary = Vocabulary::new(known.map(|example| &example.features));
        let examples: Vec<(Role, Vector)> =
            examples.iter().map(|example| (example.role, vocabulary.vector(&example.features).0)).collect();
        let likeness = Likeness::new(&examples, answers, vocabulary.len());
        let boundaries = Boundaries::new(&examples, answers, vocabulary.shared());
        Self { vocabulary, likeness, boundaries }
    }

    /// The features it knows and how telling they are.
    pub(super) fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// How well each answer fits.
    pub(super) fn fit(&self, features: &Features) -> Fit {
        let (vector, new) = self.vocabulary.vector(features);
        let mut side = self.boundaries.sides(&vector);
        let chat = side.pop().unwrap_or_default();
        let strange = new + self.likeness.strange(&vector);
        Fit { like: self.likeness.cosines(&vector), side, chat, strange }
    }
}

impl Ranker {
    /// How much each feature of a message speaks for an answer, looked up by the feature.
    pub(super) fn speaks(&self, reading: &Reading, answer: usize) -> impl Fn(u64) -> f32 {
        let (vector, _) = self.vocabulary.vector(&reading.features);
        let weight = move |(feature, value): (u32, f32)| {
            let share = self.likeness.shares_of(feature).iter().find(|(other, _)| *other == small(answer));
            let share = LIKENESS * share.map_or(0.0, |(_, share)| *share);
            (feature, value * (share + self.boundaries.weight(feature, answer)))
        };
        let weights: BTreeMap<u32, f32> = vector.into_iter().map(weight).collect();
        move |feature| {
            self.vocabulary.row(feature).and_then(|row| weights.get(&row)).copied().unwrap_or_default()
        }
    }
}

/// The messages that ask for each answer, taken together: an inverted index, so that its size and cost grow with what the
/// answers say and not with their number.
#[derive(Debug, Default)]
pub(super) struct Likeness {
    answers: usize,
    /// Where the answers of each feature begin, and once past the last.
    starts: Vec<u32>,
    /// The answers of a feature, and its share in what asks for them.
    shares: Vec<(u32, f32)>,
}

impl Likeness {
    /// Learns from the examples that ask for an answer, as vectors of `features` features.
    pub(super) fn new(examples: &[(Role, Vector)], answers: usize, features: usize) -> Self {
        let mut sums: Vec<Vec<(u32, f32)>> = vec![Vec::new(); features];
        let mut totals = vec![0.0_f32; answers];
        for (role, vector) in examples {
            let Some((answer, weight)) = role.right() else { continue };
            let id = small(answer);
            for &(feature, value) in vector {
                totals[answer] += weight * value;
                let sums = &mut sums[feature as usize];
                match sums.iter_mut().find(|(other, _)| *other == id) {
                    Some((_, sum)) => *sum += weight * value,
                    None => sums.push((id, weight * value)),
                }
            }
        }
        let mut likeness = Self { answers, starts: Vec::with_capacity(features + 1), shares: Vec::new() };
        for sums in sums {
            likeness.starts.push(small(likeness.shares.len()));
            // The root keeps what one phrasing says ten times from hiding the rest, and gives each answer length one.
            likeness
                .shares
                .extend(sums.into_iter().map(|(id, sum)| (id, (sum / totals[id as usize]).sqrt())));
        }
        likeness.starts.push(small(likeness.shares.len()));
        likeness
    }

    /// The cosine of a message with what asks for each answer.
    pub(super) fn cosines(&self, vector: &Vector) -> Vec<f32> {
        let mut cosines = vec![0.0; self.answers];
        for &(feature, value) in vector {
            for &(answer, share) in self.shares_of(feature) {
                cosines[answer as usize] += value * share;
            }
        }
        cosines
    }

    /// The share of a message that stands in nothing that asks for an answer, but in chat alone.
    fn strange(&self, vector: &Vector) -> f32 {
        let unasked = vector.iter().filter(|(feature, _)| self.shares_of(*feature).is_empty());
        unasked.map(|(_, value)| value * value).sum()
    }

    fn shares_of(&self, feature: u32) -> &[(u32, f32)] {
        let feature = feature as usize;
        &self.shares[self.starts[feature] as usize..self.starts[feature + 1] as usize]
    }
}

/// Numbers are kept in 32 bits: a set of answers has some 40,000 features.
pub(super) fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
