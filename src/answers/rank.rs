//! Ranks the answers of a set for a message, by two opinions: how like the messages that ask for each answer it is, and
//! on which side of the boundaries between the answers it falls.

use super::boundary::Boundaries;
use super::features::{Ends, Features, Reading, push_known};
use super::vocabulary::{Vector, Vocabulary};
use crate::text::Prose;
use std::collections::BTreeMap;

/// The texts from which the ranking is learnt, as features. Those of all stand one behind the other: what is freed as a
/// whole leaves no holes in the heap.
#[derive(Debug, Default)]
pub(super) struct Examples {
    rows: Vec<(Role, Ends)>,
    keys: Vec<u32>,
}

impl Examples {
    /// Adds a text.
    pub(super) fn add(&mut self, role: Role, prose: &Prose) {
        let ends = push_known(prose, &mut self.keys);
        self.rows.push((role, ends));
    }

    fn iter(&self) -> impl Iterator<Item = (Role, Features<'_>)> {
        let mut start = 0;
        self.rows.iter().map(move |&(role, ends)| {
            let features = Features::between(&self.keys, start, ends);
            start = ends[ends.len() - 1];
            (role, features)
        })
    }
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

/// The texts from which the ranking is learnt, in the numbers of its vocabulary, one behind the other.
#[derive(Debug, Default)]
pub(super) struct Texts {
    rows: Vec<Row>,
    entries: Vec<(u32, f32)>,
}

#[derive(Debug)]
struct Row {
    role: Role,
    /// Where its features that tell texts apart end, and where the others do.
    telling: usize,
    end: usize,
    /// The square of the length of the telling ones.
    square: f32,
}

/// One of them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Text<'a> {
    /// Its number.
    pub at: usize,
    /// What it is.
    pub role: Role,
    /// Its features.
    pub whole: &'a [(u32, f32)],
    /// Those that tell it from other texts, and the square of their length.
    pub telling: &'a [(u32, f32)],
    pub square: f32,
}

impl Texts {
    /// Learns texts, and the vocabulary in whose numbers they are.
    fn new(examples: Examples) -> (Self, Vocabulary) {
        let known = examples.iter().filter(|(role, _)| !matches!(role, Role::Misses(_)));
        let (vocabulary, rows) = Vocabulary::new(known.map(|(_, features)| features));
        let mut texts = Self::default();
        for (role, features) in examples.iter() {
            let (vector, telling) = vocabulary.vector_of(features, &rows);
            let square = vector[..telling].iter().map(|(_, value)| value * value).sum();
            let from = texts.entries.len();
            texts.entries.extend(vector);
            let (telling, end) = (from + telling, texts.entries.len());
            texts.rows.push(Row { role, telling, end, square });
        }
        (texts, vocabulary)
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// All of them.
    pub(super) fn iter(&self) -> impl Iterator<Item = Text<'_>> {
        let mut start = 0;
        self.rows.iter().enumerate().map(move |(at, &Row { role, telling, end, square })| {
            let [whole, telling] = [end, telling].map(|end| &self.entries[start..end]);
            start = end;
            Text { at, role, whole, telling, square }
        })
    }
}

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
    pub(super) fn new(examples: Examples, answers: usize) -> Self {
        let (texts, vocabulary) = Texts::new(examples);
        let likeness = Likeness::new(&texts, answers, vocabulary.len());
        let boundaries = Boundaries::new(&texts, answers, vocabulary.shared());
        Self { vocabulary, likeness, boundaries }
    }

    /// The features it knows and how telling they are.
    pub(super) fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// How well each answer fits.
    pub(super) fn fit(&self, features: Features<'_>) -> Fit {
        let vector = self.vocabulary.vector(features);
        let mut side = self.boundaries.sides(&vector);
        let chat = side.pop().unwrap_or_default();
        let strange = self.vocabulary.unknown(features) + self.likeness.strange(&vector);
        Fit { like: self.likeness.cosines(&vector), side, chat, strange }
    }
}

impl Ranker {
    /// How much each feature of a message speaks for an answer, looked up by the feature.
    pub(super) fn speaks(&self, reading: &Reading, answer: usize) -> impl Fn(u32) -> f32 {
        let vector = self.vocabulary.vector(reading.features());
        let weight = move |(feature, value): (u32, f32)| {
            let share = self.likeness.shares_of(feature).find(|(other, _)| *other == answer);
            let share = LIKENESS * share.map_or(0.0, |(_, share)| share);
            (feature, value * (share + self.boundaries.weight(feature, answer)))
        };
        let weights: BTreeMap<u32, f32> = vector.into_iter().map(weight).collect();
        move |feature| {
            self.vocabulary.row(feature).and_then(|(row, _)| weights.get(&row)).copied().unwrap_or_default()
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
    /// The answers of a feature, and its share in what asks for them, of `WHOLE`.
    shares: Vec<(u16, u16)>,
}

/// A share is at most one; a 65,535th of that changes no ranking.
const WHOLE: f32 = 65_535.0;

impl Likeness {
    /// Learns from the texts that ask for an answer, as vectors of `features` features.
    fn new(texts: &Texts, answers: usize, features: usize) -> Self {
        let mut totals = vec![0.0_f32; answers];
        let mut starts = vec![0; features + 1];
        let asking = || texts.iter().filter_map(|text| Some((text.role.right()?, text.whole)));
        for ((answer, weight), vector) in asking() {
            totals[answer] += weight * vector.iter().map(|(_, value)| value).sum::<f32>();
            vector.iter().for_each(|(feature, _)| starts[*feature as usize + 1] += 1);
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        // What each text says of a feature, feature by feature, then taken together by answer.
        let mut places = starts.clone();
        let mut said = vec![(0, 0.0); asking().map(|(_, vector)| vector.len()).sum()];
        for ((answer, weight), vector) in asking() {
            for &(feature, value) in vector {
                let place = &mut places[feature as usize];
                said[*place as usize] = (answer, weight * value);
                *place += 1;
            }
        }
        let mut likeness = Self { answers, starts: Vec::with_capacity(features + 1), shares: Vec::new() };
        for feature in starts.windows(2) {
            likeness.starts.push(small(likeness.shares.len()));
            let said = &mut said[feature[0] as usize..feature[1] as usize];
            said.sort_by_key(|(answer, _)| *answer);
            likeness.shares.extend(said.chunk_by(|a, b| a.0 == b.0).map(|run| {
                let sum: f32 = run.iter().map(|(_, value)| value).sum();
                // The root keeps what one phrasing says ten times from hiding the rest, and gives each answer length one.
                let share = (sum / totals[run[0].0]).sqrt();
                (run[0].0 as u16, (share * WHOLE + 0.5) as u16)
            }));
        }
        likeness.starts.push(small(likeness.shares.len()));
        likeness.shares.shrink_to_fit();
        likeness
    }

    /// The cosine of a message with what asks for each answer.
    fn cosines(&self, vector: &Vector) -> Vec<f32> {
        let mut cosines = vec![0.0; self.answers];
        for &(feature, value) in vector {
            for (answer, share) in self.shares_of(feature) {
                cosines[answer] += value * share;
            }
        }
        cosines
    }

    /// The share of a message that stands in nothing that asks for an answer, but in chat alone.
    fn strange(&self, vector: &Vector) -> f32 {
        let unasked = vector.iter().filter(|(feature, _)| self.shares_of(*feature).next().is_none());
        unasked.map(|(_, value)| value * value).sum()
    }

    /// The answers of a feature, and its share in what asks for them.
    fn shares_of(&self, feature: u32) -> impl Iterator<Item = (usize, f32)> {
        let feature = feature as usize;
        let shares = &self.shares[self.starts[feature] as usize..self.starts[feature + 1] as usize];
        shares.iter().map(|&(answer, share)| (usize::from(answer), f32::from(share) / WHOLE))
    }
}

/// Numbers are kept in 32 bits: a set of answers has some 40,000 features.
pub(super) fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Puts lists into a mixed order, from run to run the same: Marsaglia's xorshift, from a fixed seed.
pub(super) struct Mix(u64);

impl Default for Mix {
    fn default() -> Self {
        Self(0x9e37_79b9_7f4a_7c15)
    }
}

impl Mix {
    /// Mixes a list.
    pub(super) fn shuffle<T>(&mut self, list: &mut [T]) {
        for last in (1..list.len()).rev() {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            list.swap(last, (self.0 % (last as u64 + 1)) as usize);
        }
    }
}
