//! Linear boundaries between each answer and everything else, and between silence and all answers: support vector
//! machines with squared hinge loss, trained together by dual coordinate descent (Hsieh et al., ICML 2008).

use super::features::Vector;
use super::rank::{Role, small};

/// How much a text on the wrong side costs against how simple the boundary is.
const COST: f32 = 1.0;
/// Rounds over all texts. Half as many cost a point of right first answers; more change nothing that can be measured.
const ROUNDS: usize = 6;
/// A text that moves every boundary by less than this rests for the next round: a hundredth of the distance that it must keep.
const MOVES: f32 = 0.01;

/// So many boundaries are moved at a time: the processor takes them together.
const LANES: usize = 8;
type Lanes = [f32; LANES];

/// The boundaries of a set of answers; that of silence is the last. They are drawn between the features that more than one
/// text has: two in three stand in one alone, and tell nothing about the next message.
#[derive(Debug, Default)]
pub(super) struct Boundaries {
    count: usize,
    /// How each feature speaks for each side, and in a last row what speaks whatever the message. A row has room for
    /// boundaries that are none at its end.
    weights: Vec<Lanes>,
}

/// A text to learn from.
struct Lesson<'a> {
    role: Role,
    vector: &'a [(u32, f32)],
    /// The square of its length, what speaks whatever the message counting as one feature more.
    square: f32,
    /// How hard it presses on each boundary.
    duals: Vec<f32>,
    rests: bool,
}

impl<'a> Lesson<'a> {
    /// Only what comes before feature `rest` has boundaries.
    fn new(role: Role, vector: &'a [(u32, f32)], count: usize, rest: u32) -> Self {
        let vector = &vector[..vector.partition_point(|(feature, _)| *feature < rest)];
        let square = 1.0 + vector.iter().map(|(_, value)| value * value).sum::<f32>();
        Self { role, vector, square, duals: vec![0.0; count], rests: false }
    }
}

impl Boundaries {
    /// Learns from examples, by their first `features` features.
    pub(super) fn new(examples: &[(Role, Vector)], answers: usize, features: usize) -> Self {
        let count = answers + 1;
        let mut boundaries =
            Self { count, weights: vec![[0.0; LANES]; (features + 1) * count.div_ceil(LANES)] };
        let rest = boundaries.rest();
        let mut lessons: Vec<Lesson> =
            examples.iter().map(|(role, vector)| Lesson::new(*role, vector, count, rest)).collect();
        let mut mix = Mix(0x9e37_79b9_7f4a_7c15);
        let mut steps = vec![[0.0; LANES]; boundaries.width()];
        for _ in 0..ROUNDS {
            mix.shuffle(&mut lessons);
            lessons.iter_mut().for_each(|lesson| boundaries.learn(lesson, &mut steps));
        }
        boundaries
    }

    /// On which side of each boundary a message falls.
    pub(super) fn sides(&self, vector: &[(u32, f32)]) -> Vec<f32> {
        let mut sides = vec![[0.0; LANES]; self.width()];
        // Behind the features with boundaries come those without.
        let end = vector.partition_point(|(feature, _)| *feature < self.rest());
        self.add_up(&vector[..end], &mut sides);
        sides.as_flattened()[..self.count].to_vec()
    }

    /// How a feature speaks for the side of a boundary.
    pub(super) fn weight(&self, feature: u32, boundary: usize) -> f32 {
        if feature < self.rest() { self.row(feature).as_flattened()[boundary] } else { 0.0 }
    }

    /// Moves the boundaries that a text is on the wrong side of, or too near to. `steps` is room to work in.
    fn learn(&mut self, lesson: &mut Lesson, steps: &mut [Lanes]) {
        if std::mem::take(&mut lesson.rests) {
            return;
        }
        self.add_up(lesson.vector, steps);
        let mut most = 0.0_f32;
        let Lesson { role, square, duals, .. } = lesson;
        for (boundary, (step, dual)) in steps.as_flattened_mut().iter_mut().zip(duals).enumerate() {
            let Some((side, weight)) = stake(*role, boundary, self.count - 1) else {
                *step = 0.0;
                continue;
            };
            let slack = 0.5 / (COST * weight);
            let gradient = side * *step - 1.0 + slack * *dual;
            let better = (*dual - gradient / (*square + slack)).max(0.0);
            *step = side * (better - *dual);
            *dual = better;
            most = most.max(step.abs());
        }
        lesson.rests = most < MOVES;
        // What stands behind the last boundary moves with the others, and nobody looks at it.
        let (rest, width) = (self.rest(), self.width());
        for (feature, value) in lesson.vector.iter().copied().chain([(rest, 1.0)]) {
            let from = feature as usize * width;
            let row = self.weights[from..from + width].as_flattened_mut();
            row.iter_mut().zip(steps.as_flattened()).for_each(|(weight, step)| *weight += step * value);
        }
    }

    /// The sides of a vector of features that all have boundaries.
    fn add_up(&self, vector: &[(u32, f32)], sides: &mut [Lanes]) {
        sides.copy_from_slice(self.row(self.rest()));
        for &(feature, value) in vector {
            let row = self.row(feature).as_flattened();
            sides.as_flattened_mut().iter_mut().zip(row).for_each(|(side, weight)| *side += weight * value);
        }
    }

    /// The weights of a feature.
    fn row(&self, feature: u32) -> &[Lanes] {
        let from = feature as usize * self.width();
        self.weights.get(from..from + self.width()).unwrap_or_default()
    }

    /// How many lanes a row has.
    fn width(&self) -> usize {
        self.count.div_ceil(LANES)
    }

    /// The number of what speaks whatever the message.
    fn rest(&self) -> u32 {
        small((self.weights.len() / self.width().max(1)).saturating_sub(1))
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
