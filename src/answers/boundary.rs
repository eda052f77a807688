//! Linear boundaries between each answer and everything else, and between silence and all answers: support vector
//! machines with squared hinge loss, trained by dual coordinate descent (Hsieh et al., ICML 2008).

use super::rank::{Mix, Role, Text, Texts};

/// How much a text on the wrong side costs against how simple the boundary is.
const COST: f32 = 1.0;
/// Where a message stands that has nothing of what the boundaries are drawn by: outside of each. Were this learnt too, every
/// text would move every boundary, and twice as many rounds were needed for the same answers.
const OUTSIDE: f32 = -1.0;
/// Rounds over all texts. After three the order of the texts still tells in the answers; more than four change nothing that can
/// be measured, once each text presses on its own boundary from the start as
/// hard as the average text does in the end.
const ROUNDS: usize = 4;
const START: f32 = 1.1;

/// A text that would press on a boundary harder or less hard by no more than this lets it be: half of all steps are smaller,
/// and without them the answers are told apart as well.
const MOVES: f32 = 0.1;

/// So many boundaries are drawn at a time: the processor adds up seven times four of them without putting any aside, and fifty
/// answers and silence take two turns.
const LANES: usize = 28;
type Lanes = [f32; LANES];

/// The boundaries of a set of answers; that of silence is the last. They are drawn between the features that more than one
/// text has, two in three standing in one alone, and not between those that stand everywhere.
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
            // A vector has the features without weights last.
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
            let (own, _) = stake(text.role, count - 1);
            if let Some(lane) = lane(own, first) {
                self.duals[text.at][lane] = START;
                self.push(&text, lane, START);
            }
        }
        let mut order: Vec<Text> = self.texts.iter().collect();
        let mut mix = Mix::default();
        let taught = |text: &&Text| match text.role {
            // A near miss teaches the boundary of its own answer alone.
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
        let scales = largest.map(|largest| most / largest);
        let packed = |row: &Lanes| std::array::from_fn(|lane| nearest(row[lane] * scales[lane]));
        Block {
            weights: self.weights.iter().map(packed).collect(),
            steps: largest.map(|largest| largest / most),
        }
    }

    /// Moves the boundaries that a text is on the wrong side of, or too near to.
    fn learn(&mut self, text: &Text, first: usize, count: usize) {
        let silence = count - 1;
        let (own, weight) = stake(text.role, silence);
        let mut belongs = [-1.0; LANES];
        if let Some(lane) = lane(own, first) {
            belongs[lane] = 1.0;
        }
        let sides = self.sides(text.telling);
        let slack = 0.5 / (COST * weight);
        let scale = 1.0 / (text.square + slack);
        let duals = &self.duals[text.at];
        let better: Lanes = std::array::from_fn(|lane| {
            let gradient = belongs[lane] * sides[lane] - 1.0 + slack * duals[lane];
            (duals[lane] - gradient * scale).max(0.0)
        });
        // A lane that has no boundary moves nothing: every text stands where it should.
        for lane in 0..LANES {
            let step = better[lane] - self.duals[text.at][lane];
            // Most texts are far from most boundaries.
            if step.abs() > MOVES && teaches(text.role, first + lane, silence) {
                self.duals[text.at][lane] = better[lane];
                self.push(text, lane, belongs[lane] * step);
            }
        }
    }

    /// On which sides a text falls so far.
    fn sides(&self, telling: &[(u32, f32)]) -> Lanes {
        let mut sides = [OUTSIDE; LANES];
        for &(feature, value) in telling {
            let row = &self.weights[feature as usize];
            for lane in 0..LANES {
                sides[lane] += value * row[lane];
            }
        }
        sides
    }

    /// Moves a boundary by a text.
    fn push(&mut self, text: &Text, lane: usize, step: f32) {
        for &(feature, value) in text.telling {
            self.weights[feature as usize][lane] += step * value;
        }
    }
}

/// The nearest whole number of a small one. Beside three times 2^22 a float has no room for fractions, and ends in the number;
/// a cast would look for what does not fit first, and takes five times as long.
fn nearest(number: f32) -> i8 {
    (number + 12_582_912.0).to_bits() as i8
}

/// The boundary that a text is inside of, and how much it counts; `silence` is the last boundary.
fn stake(role: Role, silence: usize) -> (Option<usize>, f32) {
    match role {
        Role::Asks(answer) => (Some(answer), 1.0),
        Role::Names(answer) => (Some(answer), 0.5),
        // A near miss tells more than a phrasing: it shows where the answer ends.
        Role::Misses(_) => (None, 2.0),
        Role::Chat => (Some(silence), 1.0),
    }
}

/// Whether a text tells anything about a boundary.
fn teaches(role: Role, boundary: usize, silence: usize) -> bool {
    match role {
        Role::Asks(_) | Role::Chat => true,
        // A keyword is no message: it says nothing about silence.
        Role::Names(_) => boundary != silence,
        // It may well ask for another answer, or for none.
        Role::Misses(answer) => boundary == answer,
    }
}

/// The place of a boundary among those that are drawn from `first` on.
fn lane(boundary: Option<usize>, first: usize) -> Option<usize> {
    boundary?.checked_sub(first).filter(|lane| *lane < LANES)
}
