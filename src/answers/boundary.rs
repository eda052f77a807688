//! Linear boundaries between each answer and everything else, and between silence and all answers: support vector
//! machines with squared hinge loss, trained by dual coordinate descent (Hsieh et al., ICML 2008).

use super::rank::{Mix, Role, Text, Texts};

/// How much a text on the wrong side costs against how simple the boundary is.
const COST: f32 = 1.0;
/// Where a message stands that has nothing of what the boundaries are drawn by: outside of each. Were this learnt too, every
/// text would move every boundary, and twice as many rounds were needed for the same answers.
const OUTSIDE: f32 = -1.0;
/// Rounds over all texts. More change nothing that can be measured, once each text presses on its own boundary from the start as
/// hard as the average text does in the end.
const ROUNDS: usize = 3;
const START: f32 = 1.1;

/// A text that moves a boundary by less than this, a hundredth of the distance that it must keep, lets it be.
const MOVES: f32 = 0.01;

/// So many boundaries are drawn at a time: the processor adds up seven times four of them without putting any aside, and fifty
/// answers and silence take two turns.
const LANES: usize = 28;
type Lanes = [f32; LANES];

/// The boundaries of a set of answers; that of silence is the last. They are drawn between the features that more than one
/// text has: two in three stand in one alone, and tell nothing about the next message.
#[derive(Debug, Default)]
pub(super) struct Boundaries {
    count: usize,
    blocks: Vec<Block>,
}

/// Boundaries that were drawn together. A block has room for boundaries that are none at its end.
#[derive(Debug)]
struct Block {
    /// How each feature speaks for each side, in steps of a 127th of what speaks most. Finer steps answer no better.
    weights: Vec<[i8; LANES]>,
    steps: Lanes,
}

impl Boundaries {
    /// Learns from texts, by their first `features` features.
    pub(super) fn new(texts: &Texts, answers: usize, features: usize) -> Self {
        let count = answers + 1;
        let blocks = (0..count).step_by(LANES).map(|first| Draft::new(texts, features).draw(first, count));
        Self { count, blocks: blocks.collect() }
    }

    /// On which side of each boundary a message falls.
    pub(super) fn sides(&self, vector: &[(u32, f32)]) -> Vec<f32> {
        let mut sides: Vec<f32> = self.blocks.iter().flat_map(|block| block.sides(vector)).collect();
        sides.truncate(self.count);
        sides
    }

    /// How a feature speaks for the side of a boundary.
    pub(super) fn weight(&self, feature: u32, boundary: usize) -> f32 {
        let (block, lane) = (boundary / LANES, boundary % LANES);
        let weight =
            |block: &Block| Some(f32::from(block.weights.get(feature as usize)?[lane]) * block.steps[lane]);
        self.blocks.get(block).and_then(weight).unwrap_or_default()
    }
}

impl Block {
    fn sides(&self, vector: &[(u32, f32)]) -> Lanes {
        let mut sums = [0.0; LANES];
        for &(feature, value) in vector {
            // Behind the features with boundaries come those without.
            let Some(row) = self.weights.get(feature as usize) else { break };
            sums.iter_mut().zip(row).for_each(|(sum, weight)| *sum += value * f32::from(*weight));
        }
        std::array::from_fn(|lane| OUTSIDE + sums[lane] * self.steps[lane])
    }
}

/// A block while it is drawn.
struct Draft<'a> {
    texts: &'a Texts,
    weights: Vec<Lanes>,
    /// How hard each text presses on each boundary.
    duals: Vec<Lanes>,
}

impl<'a> Draft<'a> {
    fn new(texts: &'a Texts, features: usize) -> Self {
        Self { texts, weights: vec![[0.0; LANES]; features], duals: vec![[0.0; LANES]; texts.len()] }
    }

    /// Draws the boundaries from `first` on, of `count`.
    fn draw(mut self, first: usize, count: usize) -> Block {
        for text in self.texts.iter() {
            let own = (first..count).zip(0..LANES).find(|(boundary, _)| {
                stake(text.role, *boundary, count - 1).is_some_and(|(side, _)| side > 0.0)
            });
            if let Some((_, lane)) = own {
                self.duals[text.at][lane] = START;
                self.push(&text, lane, START);
            }
        }
        let mut order: Vec<Text> = self.texts.iter().collect();
        let mut mix = Mix::default();
        let taught = |text: &&Text| match text.role {
            // It teaches one boundary alone.
            Role::Misses(answer) => (first..first + LANES).contains(&answer),
            Role::Asks(_) | Role::Names(_) | Role::Chat => true,
        };
        for _ in 0..ROUNDS {
            mix.shuffle(&mut order);
            order.iter().filter(taught).for_each(|text| self.learn(text, first, count));
        }
        let mut largest = [f32::MIN_POSITIVE; LANES];
        for row in &self.weights {
            largest.iter_mut().zip(row).for_each(|(largest, weight)| *largest = largest.max(weight.abs()));
        }
        let most = f32::from(i8::MAX);
        // Half a step more, and what is cut off is rounded.
        let pack = |weight: f32, largest: f32| (weight / largest * most + most + 0.5) as u8;
        let packed = |row: &Lanes| {
            std::array::from_fn(|lane| pack(row[lane], largest[lane]).wrapping_sub(i8::MAX as u8) as i8)
        };
        Block {
            weights: self.weights.iter().map(packed).collect(),
            steps: largest.map(|largest| largest / most),
        }
    }

    /// Moves the boundaries that a text is on the wrong side of, or too near to.
    fn learn(&mut self, text: &Text, first: usize, count: usize) {
        let sides = self.sides(text.shared);
        for (lane, boundary) in (0..LANES).zip(first..count) {
            let Some((side, weight)) = stake(text.role, boundary, count - 1) else { continue };
            let dual = &mut self.duals[text.at][lane];
            let slack = 0.5 / (COST * weight);
            let gradient = side * sides[lane] - 1.0 + slack * *dual;
            let better = (*dual - gradient / (text.square + slack)).max(0.0);
            let step = better - *dual;
            // Most texts are far from most boundaries.
            if step.abs() > MOVES {
                *dual = better;
                self.push(text, lane, side * step);
            }
        }
    }

    /// On which sides a text falls so far.
    fn sides(&self, shared: &[(u32, f32)]) -> Lanes {
        let mut sides = [OUTSIDE; LANES];
        for &(feature, value) in shared {
            let row = &self.weights[feature as usize];
            for lane in 0..LANES {
                sides[lane] += value * row[lane];
            }
        }
        sides
    }

    /// Moves a boundary by a text.
    fn push(&mut self, text: &Text, lane: usize, step: f32) {
        for &(feature, value) in text.shared {
            self.weights[feature as usize][lane] += step * value;
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
        // It may well ask for another answer, or for none. What looks like a phrasing and is none tells more than a phrasing.
        Role::Misses(answer) => (answer == boundary).then_some((-1.0, 2.0)),
        Role::Chat => Some((side(boundary == silence), 1.0)),
    }
}
