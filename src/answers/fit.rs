//! Fits the decision model to labelled questions: maximum likelihood with a penalty on large weights, by gradient descent.

use super::decide::{Evidence, Model, Outcome, Weight, softmax};
use std::collections::BTreeMap;

/// Steps of the descent; it has settled long before.
const STEPS: usize = 3000;

impl Model {
    /// Fits a model. `penalty` is how much the squares of the weights cost against the mean log likelihood.
    pub fn fit(questions: &[(Evidence, Outcome, f64)], penalty: f64) -> Self {
        let count: f64 = questions.iter().map(|(_, _, weight)| weight).sum();
        let mut names: Vec<&'static str> = Vec::new();
        for (name, _) in questions.iter().flat_map(|(evidence, _, _)| evidence) {
            if !names.contains(name) {
                names.push(name);
            }
        }
        let column = |name: &str| -> Vec<f64> {
            let value = |evidence: &Evidence| {
                evidence.iter().find(|(own, _)| *own == name).map_or(0.0, |(_, value)| *value)
            };
            questions.iter().map(|(evidence, _, _)| value(evidence)).collect()
        };
        let mut weights: Vec<Weight> = Vec::new();
        let mut columns: Vec<Vec<f64>> = Vec::new();
        for name in &names {
            let values = column(name);
            let mean = values.iter().sum::<f64>() / values.len() as f64;
            let square = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / values.len() as f64;
            // A number that never varies tells nothing; it keeps weight zero.
            let deviation = if square > 1e-12 { square.sqrt() } else { 1.0 };
            columns.push(values.into_iter().map(|value| (value - mean) / deviation).collect());
            weights.push(Weight { mean, deviation, outcomes: [0.0; 4] });
        }
        let mut intercepts = [0.0; 4];
        // The curvature of the likelihood is at most half the squared length of the scaled evidence.
        let rate = 1.0 / (0.5 * (names.len() as f64 + 1.0) + penalty);
        for _ in 0..STEPS {
            let mut slopes = vec![[0.0; 4]; names.len()];
            let mut shifts = [0.0; 4];
            for (at, (_, outcome, weight_)) in questions.iter().enumerate() {
                let mut logits = intercepts;
                for (weight, column) in weights.iter().zip(&columns) {
                    logits
                        .iter_mut()
                        .zip(weight.outcomes)
                        .for_each(|(logit, outcome)| *logit += outcome * column[at]);
                }
                let mut errors = softmax(logits);
                errors[*outcome as usize] -= 1.0;
                errors.iter_mut().for_each(|error| *error *= weight_);
                shifts.iter_mut().zip(errors).for_each(|(shift, error)| *shift += error / count);
                for (slope, column) in slopes.iter_mut().zip(&columns) {
                    slope
                        .iter_mut()
                        .zip(errors)
                        .for_each(|(slope, error)| *slope += error * column[at] / count);
                }
            }
            intercepts.iter_mut().zip(shifts).for_each(|(intercept, shift)| *intercept -= rate * shift);
            for (weight, slope) in weights.iter_mut().zip(slopes) {
                let pairs = weight.outcomes.iter_mut().zip(slope);
                pairs.for_each(|(outcome, slope)| *outcome -= rate * (slope + penalty * *outcome));
            }
        }
        let weights: BTreeMap<_, _> = names.into_iter().map(str::to_owned).zip(weights).collect();
        Self { intercepts, weights }
    }
}
