//! Says in plain words what in a message speaks for an answer.

use super::features::{latin, meaning, pieces};
use super::lexicon::LEXICON;
use super::story::Story;
use super::{Desk, Question};
use crate::text::{Prose, Script};
use std::fmt::{Display, Formatter, Result};

/// Something that speaks for an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// What words of the message mean: a name of the lexicon. It repeats nothing of the message.
    Means(&'static str),
    /// Words of the message, as they were typed.
    Says(String),
}

/// More meanings than these, and more words, explain nothing better.
const REASONS: usize = 3;
/// What speaks less than this share of what speaks most is left out: it is "the" and "when".
const SLIGHT: f32 = 0.25;
/// Letters of Japanese that speak less for the answer than this share of those that speak most are no part of a word that does.
const WEAK: f32 = 0.4;

impl Desk {
    /// What in a message speaks for an answer: what it means, then what it says.
    pub fn because(&self, question: &Question, id: &str) -> Vec<Reason> {
        let text = question.whole();
        let Story { reading, .. } = self.read(&text);
        let Some(topic) = self.ids.iter().position(|own| **own == *id) else { return Vec::new() };
        let speaks = self.learnt().ranker.speaks(&reading, topic);
        let means = reading.sense.meanings.iter();
        let means =
            means.map(|&meant| (speaks(meaning(meant)), Reason::Means(LEXICON.meaning(meant)))).collect();
        let mut says: Vec<(f32, Reason)> = Vec::new();
        for token in reading.prose.tokens() {
            match token.script {
                Script::Latin => says.push((speaks(latin(&token.text)), Reason::Says(token.text.clone()))),
                Script::Japanese => {
                    says.extend(runs(&token.text, &speaks).into_iter().filter_map(|(weight, run)| {
                        Some((weight, Reason::Says(as_typed(&text, &run)?.into())))
                    }))
                }
            }
        }
        [strongest(means), strongest(says)].concat()
    }
}

/// The reasons that weigh, the strongest first.
fn strongest(mut reasons: Vec<(f32, Reason)>) -> Vec<Reason> {
    reasons.sort_by(|a, b| b.0.total_cmp(&a.0));
    let most = reasons.first().map_or(0.0, |(weight, _)| *weight);
    let mut named: Vec<Reason> = Vec::new();
    for (weight, reason) in reasons {
        if named.len() < REASONS && weight > 0.0 && weight >= SLIGHT * most && !named.contains(&reason) {
            named.push(reason);
        }
    }
    named
}

/// The stretches of a run of Japanese that speak for an answer, and how much: no blanks say where its words end.
fn runs(run: &str, speaks: &impl Fn(u32) -> f32) -> Vec<(f32, String)> {
    let chars: Vec<char> = run.chars().collect();
    let mut weights = vec![0.0_f32; chars.len()];
    pieces(&chars, |at, length, feature| {
        let share = speaks(feature) / length as f32;
        weights[at..at + length].iter_mut().for_each(|weight| *weight += share);
    });
    let most = weights.iter().copied().fold(0.0, f32::max);
    let strong = |weight: f32| weight > WEAK * most;
    let mut at = 0;
    let stretches = weights.chunk_by(|a, b| strong(*a) == strong(*b)).filter_map(|stretch| {
        let from = at;
        at += stretch.len();
        // One letter is no word.
        (strong(stretch[0]) && stretch.len() > 1)
            .then(|| (stretch.iter().sum(), chars[from..at].iter().collect()))
    });
    stretches.collect()
}

/// The part of a text that folds into these letters, as it was typed.
fn as_typed<'a>(text: &'a str, folded: &str) -> Option<&'a str> {
    let letter = |(at, c): (usize, char)| {
        let prose = Prose::new(c.encode_utf8(&mut [0; 4]));
        Some((at, at + c.len_utf8(), prose.tokens().first()?.text.chars().next()?))
    };
    let letters: Vec<(usize, usize, char)> = text.char_indices().filter_map(letter).collect();
    let found = letters
        .windows(folded.chars().count().max(1))
        .find(|window| window.iter().map(|(_, _, c)| *c).eq(folded.chars()))?;
    let (from, to) = (found.first()?.0, found.last()?.1);
    // A vowel held at the end is folded away, and belongs to the word.
    let held = text[to..].chars().next().filter(|&c| c == 'ー').map_or(0, char::len_utf8);
    Some(&text[from..to + held])
}

impl Display for Reason {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::Means(name) => f.write_str(name),
            Self::Says(words) => write!(f, "“{words}”"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::Lang;

    fn check(text: &str, id: &str, expected: &[&str]) {
        let question = Question { title: "", text, locale: None, home: Lang::EN };
        let because = Desk::shipped().expect("sound").because(&question, id);
        let because: Vec<String> = because.iter().map(Reason::to_string).collect();
        for reason in expected {
            assert!(because.contains(&(*reason).to_owned()), "{reason}: {because:?}");
        }
    }

    #[test]
    fn says_what_speaks_for_an_answer() {
        check("I forgot my passwrod", "forgot-password", &["password", "forgot", "“forgot”"]);
        check("パスワードを忘れてログインできません", "forgot-password", &["password", "forgot"]);
        check("ステーキングのやり方", "staking", &["stake", "“ステーキング”"]);
        check("トレザーと一緒に使いたいです", "hardware-wallet", &["hardware", "“トレザー”"]);
        let question = Question { title: "", text: "I forgot", locale: None, home: Lang::EN };
        assert!(Desk::shipped().expect("sound").because(&question, "no-such-answer").is_empty());
    }

    #[test]
    fn gives_back_what_was_typed() {
        assert_eq!(as_typed("ウォレットのパスワードを", "ぱすわどを"), Some("パスワードを"));
        assert_eq!(as_typed("ﾊﾟｽ", "ない"), None);
    }
}
