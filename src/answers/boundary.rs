//! Linear boundaries between each answer and everything else, and between silence and all answers: support vector
//! machines with squared hinge loss, trained together by dual coordinate descent (Hsieh et al., ICML 2008).

use super::features::Vector;
use super::rank::Role;

/// How much a text on the wrong side costs against how simple the boundary is.
const COST: f32 = 1.0;
/// After six rounds the boundaries hardly move any more, and the ranking not at all.
const ROUNDS: usize = 6;

/// The boundaries of a set of answers; that of silence is the last.
#[derive(Debug, Default)]
pub(super) struct Boundaries {
    count: usize,
    /// How each feature speaks for each side, and in a last row what speaks whatever the message.
    weights: Vec<f32>,
}

impl Boundaries {
    /// Learns from examples, as vectors of `features` features.
    pub(super) fn new(examples: &[(Role, Vector)], answers: usize, features: usize) -> Self {
        let count = answers + 1;
        let mut boundaries = Self { count, weights: vec![0.0; (features + 1) * count] };
        let mut duals = vec![0.0; examples.len() * count];
        let mut order: Vec<usize> = (0..examples.len()).collect();
        let mut mix = Mix(0x9e37_79b9_7f4a_7c15);
        for _ in 0..ROUNDS {
            mix.shuffle(&mut order);
            for &at in &order {
                let (role, vector) = &examples[at];
                boundaries.learn(*role, vector, &mut duals[at * count..][..count]);
            }
        }
        boundaries
    }

    /// On which side of each boundary a message falls.
    pub(super) fn sides(&self, vector: &Vector) -> Vec<f32> {
        let mut sides = vec![0.0; self.count];
        let rest = self.weights.len().saturating_sub(self.count);
        add(&mut sides, &self.weights[rest..], 1.0);
        for &(feature, value) in vector {
            add(&mut sides, &self.weights[feature as usize * self.count..][..self.count], value);
        }
        sides
    }

    /// How a feature speaks for the side of a boundary.
    pub(super) fn weight(&self, feature: u32, boundary: usize) -> f32 {
        self.weights[feature as usize * self.count + boundary]
    }

    /// Moves the boundaries that a text is on the wrong side of, or too near to.
    fn learn(&mut self, role: Role, vector: &Vector, duals: &mut [f32]) {
        let mut steps = self.sides(vector);
        let mut moved = false;
        for (boundary, (step, dual)) in steps.iter_mut().zip(duals).enumerate() {
            let Some((side, weight)) = stake(role, boundary, self.count - 1) else {
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
        }
        if !moved {
            return;
        }
        let rest = self.weights.len() - self.count;
        add(&mut self.weights[rest..], &steps, 1.0);
        for &(feature, value) in vector {
            add(&mut self.weights[feature as usize * self.count..][..self.count], &steps, value);
        }
    }
}

/// On which side of a boundary a text belongs, and how much it counts there; `silence` is the last boundary.
fn stake(role: Role, boundary: usize, silence: usize) -> Option<(f32, f32)> {
    let side = |inside: bool| if inside { 1.0 } else { -1.0 };
    match role {
        Role::Asks(answer) => Some((side(answer == boundary), 1.0)),
        // A keyword is no message: it says nothing about silence.
        Role::Names(answer) => (boundary != silence).then_some((side(answer == boundary), 0.5)),
        // It may well ask for another answer, or for none.
        Role::Misses(answer) => (answer == boundary).then_some((-1.0, 1.0)),
        Role::Chat => Some((side(boundary == silence), 1.0)),
    }
}

fn add(sums: &mut [f32], row: &[f32], value: f32) {
    sums.iter_mut().zip(row).for_each(|(sum, weight)| *sum += weight * value);
}

/// Marsaglia's xorshift from a fixed seed: a mixed order, and always the same one.
struct Mix(u64);

impl Mix {
    fn shuffle(&mut self, order: &mut [usize]) {
        for last in (1..order.len()).rev() {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            order.swap(last, (self.0 % (last as u64 + 1)) as usize);
        }
    }
}
