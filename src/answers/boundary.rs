//! Linear boundaries between each answer and everything else, and between silence and all answers: support vector
//! machines with squared hinge loss, trained together by dual coordinate descent (Hsieh et al., ICML 2008).

use super::features::Vector;
use super::rank::{Role, small};

/// How much a text on the wrong side costs against how simple the boundary is.
const COST: f32 = 1.0;
/// After nine rounds the boundaries stay where they are, in whatever order the texts come.
const ROUNDS: usize = 9;
/// In every third round each text is held against every boundary; in between only against those that it still moves, one in
/// ten of them, which takes a fifth of the time.
const WHOLE: usize = 3;
/// A text that moves a boundary by less than this is left alone until then: a hundredth of the distance that it must keep.
const MOVES: f32 = 0.01;

/// The boundaries of a set of answers; that of silence is the last.
#[derive(Debug, Default)]
pub(super) struct Boundaries {
    count: usize,
    /// How each feature speaks for each side, and in a last row what speaks whatever the message.
    weights: Vec<f32>,
}

/// A text to learn from.
struct Lesson<'a> {
    role: Role,
    vector: &'a Vector,
    /// How hard it presses on each boundary.
    duals: Vec<f32>,
    /// The boundaries it still moves.
    moves: Vec<usize>,
}

impl Boundaries {
    /// Learns from examples, as vectors of `features` features.
    pub(super) fn new(examples: &[(Role, Vector)], answers: usize, features: usize) -> Self {
        let count = answers + 1;
        let mut boundaries = Self { count, weights: vec![0.0; (features + 1) * count] };
        let lesson = |(role, vector)| Lesson { role, vector, duals: vec![0.0; count], moves: Vec::new() };
        let mut lessons: Vec<Lesson> =
            examples.iter().map(|(role, vector)| lesson((*role, vector))).collect();
        let mut mix = Mix(0x9e37_79b9_7f4a_7c15);
        for round in 0..ROUNDS {
            mix.shuffle(&mut lessons);
            lessons.iter_mut().for_each(|lesson| boundaries.learn(lesson, round % WHOLE == 0));
        }
        boundaries
    }

    /// On which side of each boundary a message falls.
    pub(super) fn sides(&self, vector: &Vector) -> Vec<f32> {
        let mut sides = self.row(self.rest()).to_vec();
        for &(feature, value) in vector {
            let row = self.row(feature);
            sides.iter_mut().zip(row).for_each(|(side, weight)| *side += weight * value);
        }
        sides
    }

    /// How a feature speaks for the side of a boundary.
    pub(super) fn weight(&self, feature: u32, boundary: usize) -> f32 {
        self.row(feature).get(boundary).copied().unwrap_or_default()
    }

    /// Moves the boundaries that a text is on the wrong side of, or too near to.
    fn learn(&mut self, lesson: &mut Lesson, whole: bool) {
        let held: Vec<usize> =
            if whole { (0..self.count).collect() } else { std::mem::take(&mut lesson.moves) };
        if held.is_empty() {
            return;
        }
        let mut steps = if whole { self.sides(lesson.vector) } else { self.sides_of(lesson.vector, &held) };
        let mut moved = false;
        let Lesson { role, duals, moves, .. } = lesson;
        moves.clear();
        for &boundary in &held {
            let (step, dual) = (&mut steps[boundary], &mut duals[boundary]);
            let Some((side, weight)) = stake(*role, boundary, self.count - 1) else {
                *step = 0.0;
                continue;
            };
            let slack = 0.5 / (COST * weight);
            // Vectors have length one, and what speaks whatever the message counts as one feature more.
            let gradient = side * *step - 1.0 + slack * *dual;
            let better = (*dual - gradient / (2.0 + slack)).max(0.0);
            *step = side * (better - *dual);
            *dual = better;
            moved |= *step != 0.0;
            if step.abs() > MOVES {
                moves.push(boundary);
            }
        }
        if moved {
            let rest = self.rest();
            for (feature, value) in lesson.vector.iter().copied().chain([(rest, 1.0)]) {
                let from = feature as usize * self.count;
                let row = &mut self.weights[from..from + self.count];
                if whole {
                    row.iter_mut().zip(&steps).for_each(|(weight, step)| *weight += step * value);
                } else {
                    held.iter().for_each(|&boundary| row[boundary] += steps[boundary] * value);
                }
            }
        }
    }

    /// The sides of a message at some boundaries; nothing at the others.
    fn sides_of(&self, vector: &Vector, boundaries: &[usize]) -> Vec<f32> {
        let mut sides = vec![0.0; self.count];
        for (feature, value) in vector.iter().copied().chain([(self.rest(), 1.0)]) {
            let row = self.row(feature);
            boundaries.iter().for_each(|&boundary| sides[boundary] += row[boundary] * value);
        }
        sides
    }

    /// The weights of a feature.
    fn row(&self, feature: u32) -> &[f32] {
        let from = feature as usize * self.count;
        self.weights.get(from..from + self.count).unwrap_or_default()
    }

    /// The number of what speaks whatever the message.
    fn rest(&self) -> u32 {
        small((self.weights.len() / self.count.max(1)).saturating_sub(1))
    }
}

/// On which side of a boundary a text belongs, and how much it counts there; `silence` is the last boundary.
fn stake(role: Role, boundary: usize, silence: usize) -> Option<(f32, f32)> {
    let side = |inside: bool| if inside { 1.0 } else { -1.0 };
    match role {
        Role::Asks(answer) => Some((side(answer == boundary), 1.0)),
        // A keyword is no message: it says nothing about silence.
        Role::Names(answer) => (boundary != silence).then_some((side(answer == boundary), 0.5)),
        // It may well ask for another answer, or for none. What looks like a phrasing and is none tells more than a phrasing.
        Role::Misses(answer) => (answer == boundary).then_some((-1.0, 2.0)),
        Role::Chat => Some((side(boundary == silence), 1.0)),
    }
}

/// Marsaglia's xorshift from a fixed seed: a mixed order, and always the same one.
struct Mix(u64);

impl Mix {
    fn shuffle<T>(&mut self, order: &mut [T]) {
        for last in (1..order.len()).rev() {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            order.swap(last, (self.0 % (last as u64 + 1)) as usize);
        }
    }
}
