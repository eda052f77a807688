//! How good the desk is: counts over labelled questions, and the figures made of them.

use super::{Action, Judgement};

/// Counts over labelled questions. A question may have several right answers; none means that silence is right.
#[derive(Debug, Clone, Copy, Default)]
pub struct Tally {
    /// Questions some answer fits.
    pub inside: usize,
    /// Messages no answer fits.
    pub outside: usize,
    first: usize,
    third: usize,
    answers: usize,
    right: usize,
    helped: usize,
    false_answers: usize,
    false_offers: usize,
    worth: f64,
}

impl Tally {
    /// Counts one question.
    pub fn add(&mut self, gold: &[impl AsRef<str>], judgement: &Judgement) {
        let is_gold = |id: &str| gold.iter().any(|gold| gold.as_ref() == id);
        let mut ranked = judgement.ranked.iter().map(|candidate| is_gold(&candidate.id));
        let first = ranked.next().unwrap_or(false);
        let third = first || ranked.take(2).any(|gold| gold);
        let answered = judgement.action == Action::Answer;
        let offered = judgement.action == Action::Suggest;
        self.answers += usize::from(answered);
        self.right += usize::from(answered && first);
        if gold.is_empty() {
            self.outside += 1;
            self.false_answers += usize::from(answered);
            self.false_offers += usize::from(offered);
        } else {
            self.inside += 1;
            self.first += usize::from(first);
            self.third += usize::from(third);
            self.helped += usize::from(answered && first || offered && third);
        }
        // What each outcome is worth to a channel: a wrong answer costs two right ones, a useless offer half of one.
        self.worth += match (judgement.action, gold.is_empty()) {
            (Action::Answer, false) if first => 1.0,
            (Action::Answer, _) => -2.0,
            (Action::Suggest, false) if third => 0.7,
            (Action::Suggest, false) => -0.5,
            (Action::Suggest, true) => -1.0,
            (Action::Silent, _) => 0.0,
        };
    }

    /// The share of questions whose right answer is ranked first.
    pub fn top1(&self) -> f64 {
        share(self.first, self.inside)
    }

    /// The share of questions whose right answer is among the first three.
    pub fn top3(&self) -> f64 {
        share(self.third, self.inside)
    }

    /// The share of posted answers that are right.
    pub fn precision(&self) -> f64 {
        share(self.right, self.answers)
    }

    /// The share of questions that got the right answer, or an offer with it.
    pub fn coverage(&self) -> f64 {
        share(self.helped, self.inside)
    }

    /// The share of messages no answer fits that were answered.
    pub fn false_answers(&self) -> f64 {
        share(self.false_answers, self.outside)
    }

    /// The share of messages no answer fits that were answered or given an offer.
    pub fn fired(&self) -> f64 {
        share(self.false_answers + self.false_offers, self.outside)
    }

    /// The mean worth of what was done.
    pub fn utility(&self) -> f64 {
        self.worth / (self.inside + self.outside).max(1) as f64
    }
}

fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole.max(1) as f64
}
