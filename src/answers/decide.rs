//! Answer, offer or keep silent: what each would be worth, by the chances that a small fitted model gives.

use super::features::Reading;
use super::lexicon::LEXICON;
use super::rank::Fit;
use super::{Action, Why};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The fitted model that is built in. `cargo run --release --example fit` makes it anew.
pub(super) static MODEL: LazyLock<Model> =
    // A broken file would give an empty model, which answers nothing; a test reads the file and names its fault.
    LazyLock::new(|| serde_json::from_str(include_str!("model.json")).unwrap_or_default());

/// What may be true of a message, as the model sees it; the order is that of its rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// No answer fits it.
    Outside,
    /// The right answer is not among the first three.
    Missed,
    /// The right answer is the second or third.
    Among,
    /// The right answer is the first.
    First,
}

/// What a decision rests on: named numbers.
pub type Evidence = Vec<(&'static str, f64)>;

/// A multinomial logistic regression over named numbers.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize)]
pub struct Model {
    /// What speaks for each outcome, whatever the message.
    pub intercepts: [f64; 4],
    /// How each number of the evidence counts.
    pub weights: BTreeMap<String, Weight>,
}

/// How a number of the evidence counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Deserialize, Serialize)]
pub struct Weight {
    /// Its mean over the questions the model was fitted on.
    pub mean: f64,
    /// Its deviation there.
    pub deviation: f64,
    /// How it speaks for each outcome, once it is scaled by them.
    pub outcomes: [f64; 4],
}

impl Model {
    /// The chance of each outcome.
    pub fn chances(&self, evidence: &Evidence) -> [f64; 4] {
        let mut logits = self.intercepts;
        for (name, value) in evidence {
            if let Some(weight) = self.weights.get(*name) {
                let scaled = (value - weight.mean) / weight.deviation;
                logits
                    .iter_mut()
                    .zip(weight.outcomes)
                    .for_each(|(logit, outcome)| *logit += outcome * scaled);
            }
        }
        softmax(logits)
    }
}

impl Model {
    /// The kind of talk that speaks most for silence, if one speaks clearly.
    pub(super) fn talk(&self, evidence: &Evidence) -> Option<&'static str> {
        // A whole unit of logit makes silence nearly three times as likely.
        const CLEARLY: f64 = 1.0;
        let kinds = evidence
            .iter()
            .filter(|(name, value)| *value > 0.0 && LEXICON.kinds().iter().any(|kind| kind == name));
        let speaks = kinds.filter_map(|(name, value)| {
            let weight = self.weights.get(*name)?;
            let [outside, .., first] = weight.outcomes;
            // Against what the message would be without it.
            Some((*name, (outside - first) * value / weight.deviation))
        });
        let most = speaks.max_by(|a, b| a.1.total_cmp(&b.1))?;
        (most.1 >= CLEARLY).then_some(most.0)
    }
}

/// Whether a message asks for something an answer could be written for: it is worded as a question, and is no talk that
/// wants no answer. What concerns the community itself, or what the shipped answers leave out, is for a server's own.
pub(super) fn asks(why: Why, evidence: &Evidence) -> bool {
    let answerable = match why {
        Why::Talk(kind) => matches!(kind, "community" | "unlisted"),
        Why::Empty => false,
        Why::Clear | Why::Ambiguous | Why::Unsure => true,
    };
    // How often words of these kinds were found; the evidence has the logarithm.
    let found = |kinds: &[&str]| -> f64 {
        evidence.iter().filter(|(name, _)| kinds.contains(name)).map(|(_, value)| value.exp_m1()).sum()
    };
    // "How are you?" asks, but greets more than it asks.
    answerable && found(&["question mark", "ask"]) > found(&["chat", "thanks", "solved", "promo", "market"])
}

/// Logits as chances.
pub(super) fn softmax<const N: usize>(logits: [f64; N]) -> [f64; N] {
    let most = logits.into_iter().fold(f64::NEG_INFINITY, f64::max);
    let exponents = logits.map(|logit| (logit - most).exp());
    let sum: f64 = exponents.iter().sum();
    exponents.map(|exponent| exponent / sum)
}

/// What outcomes are worth to a channel, a right answer being worth 1. Somebody in trouble who follows a wrong answer loses
/// more than silence would have cost; an offer that holds the right answer needs one tap more; a useless one is noise to the
/// asker, and to somebody who asked nothing it is the bot interrupting people. With a wrong answer at five right ones instead of
/// three, of the questions of `tests/corpus` that nothing was fitted to 59 % are answered at once and not 67, and of the
/// answers 0.4 % are wrong and not 0.7.
const WRONG_ANSWER: f64 = -3.0;
const RIGHT_OFFER: f64 = 0.7;
const USELESS_OFFER: f64 = -0.5;
const INTERRUPTION: f64 = -1.0;

/// The action that is worth most.
pub(super) fn action([outside, missed, among, first]: [f64; 4]) -> Action {
    let answer = first + WRONG_ANSWER * (1.0 - first);
    let offer = RIGHT_OFFER * (first + among) + USELESS_OFFER * missed + INTERRUPTION * outside;
    match () {
        () if answer > offer.max(0.0) => Action::Answer,
        () if offer > 0.0 => Action::Suggest,
        () => Action::Silent,
    }
}

/// The numbers a decision rests on: how the ranking stands out (`scores`, best first, of which `best` is the first's
/// number, and whether it cannot wait), and how the message is worded.
pub(super) fn evidence(
    reading: &Reading,
    fit: &Fit,
    (best, urgent): (usize, bool),
    scores: &[f32],
) -> Evidence {
    let score = |rank: usize| f64::from(scores.get(rank).copied().unwrap_or_default());
    let of_best = |list: &[f32]| f64::from(list.get(best).copied().unwrap_or_default());
    let flag = |is: bool| if is { 1.0 } else { 0.0 };
    // The best score's share when scores are read as chances (softmax); with a factor of three a lead of one gives it 95 %.
    let rest: f64 = scores.iter().map(|&other| (3.0 * (f64::from(other) - score(0))).exp()).sum();
    let tokens = reading.prose.tokens().len().max(1) as f64;
    let mut evidence = vec![
        ("best score", score(0)),
        ("lead over the second", score(0) - score(1)),
        ("lead over the fourth", score(0) - score(3)),
        ("share of the best", 1.0 / rest.max(1.0)),
        ("likeness", of_best(&fit.like)),
        ("side", of_best(&fit.side)),
        ("side of silence", f64::from(fit.chat)),
        ("strange pieces", f64::from(fit.strange)),
        ("strange words", f64::from(reading.strange)),
        ("meanings", (reading.sense.meanings.len() as f64).ln_1p()),
        ("words that mean something", reading.sense.known as f64 / tokens),
        ("question mark", flag(reading.prose.asks())),
        // A language without blanks has other features, and with them other likenesses.
        ("japanese", flag(reading.prose.is_japanese())),
        // A cry for help is short, and asks nothing: "i got drained".
        ("urgent", flag(urgent)),
        ("code", (reading.prose.code() as f64).ln_1p()),
    ];
    let kinds = LEXICON.kinds().iter().map(String::as_str).zip(&reading.sense.kinds);
    evidence.extend(kinds.map(|(kind, &count)| (kind, f64::from(count).ln_1p())));
    evidence
}
