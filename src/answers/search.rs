//! Looks answers up by what somebody is typing into a command: titles first, then phrasings, then likeness. What they have
//! typed to its end names one answer, or none.

use super::{Action, Desk, Own, Question};
use crate::book::{Answer, Lang, Topic};
use crate::text::{Prose, Script};
use std::cmp::Reverse;
use strsim::jaro_winkler;

/// A word this alike is the same word mistyped: the threshold at which Jaro-Winkler takes one slip in six letters.
const ALIKE: f64 = 0.88;

/// How well a topic fits what was typed, worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// Some word of its title is a typing error away.
    Alike,
    /// A phrasing or keyword contains what was typed.
    Phrased,
    /// Its title contains it.
    Titled,
    /// Its title begins with it.
    Begun,
    /// Its title or a phrasing is just that.
    Whole,
}

impl Desk {
    /// The topics that fit what was typed, the best first; all of them while nothing is typed.
    /// A server's `own` come before the shipped ones.
    pub fn search(&self, typed: &str, lang: Lang, own: Option<&Own>) -> Vec<String> {
        let mut ids: Vec<String> =
            self.fitting(typed, lang, own).into_iter().map(|(_, topic)| topic.id.clone()).collect();
        // Behind them the topics whose titles do not match, as the desk ranks them: one of those may be meant.
        let ranked =
            self.judge(&asked(typed, lang), own).ranked.into_iter().map(|found| found.id.to_string());
        let more: Vec<String> = ranked.filter(|id| !ids.contains(id)).collect();
        ids.extend(more);
        ids
    }

    /// The one topic that is meant by what was typed instead of chosen from a list: the only one whose title it stands in, or
    /// whose phrasing it is, else the one the desk would answer with. Nothing is guessed.
    pub fn named(&self, typed: &str, lang: Lang, own: Option<&Own>) -> Option<String> {
        let fitting = self.fitting(typed, lang, own);
        for least in [Fit::Whole, Fit::Titled] {
            let mut meant = fitting.iter().take_while(|(fit, _)| *fit >= least);
            if let (Some((_, topic)), None) = (meant.next(), meant.next()) {
                return Some(topic.id.clone());
            }
        }
        let judgement = self.judge(&asked(typed, lang), own);
        let answer = judgement.ranked.first().filter(|_| judgement.action == Action::Answer)?;
        Some(answer.id.to_string())
    }

    /// The topics whose titles or phrasings fit what was typed, the best first; all of them while nothing is typed.
    fn fitting<'a>(&'a self, typed: &str, lang: Lang, own: Option<&'a Own>) -> Vec<(Fit, &'a Topic)> {
        let typed = fold(typed);
        let own_topics = own.map_or(&[][..], Own::topics);
        let shipped = self.book().topics().iter();
        let shipped = shipped.filter(|topic| own.is_none_or(|own| own.topic(&topic.id).is_none()));
        let topics = own_topics.iter().chain(shipped);
        let mut found: Vec<(Fit, &Topic)> =
            topics.filter_map(|topic| Some((fit(topic, lang, &typed)?, topic))).collect();
        // Stable: topics that fit equally well stay in the order of the book.
        found.sort_by_key(|(fit, _)| Reverse(*fit));
        found
    }
}

/// What is typed into a command, as a question.
fn asked(text: &str, lang: Lang) -> Question<'_> {
    Question { title: "", text, locale: None, home: lang }
}

/// The language a text is written in, as far as its script tells.
pub fn script_lang(text: &str) -> Option<Lang> {
    Prose::new(text).tokens().iter().any(|token| token.script == Script::Japanese).then_some(Lang::JA)
}

fn fit(topic: &Topic, lang: Lang, typed: &str) -> Option<Fit> {
    let answers = topic.languages.iter().filter(|(own, _)| **own == lang).chain(&topic.languages);
    answers.filter_map(|(_, answer)| fit_answer(answer, typed)).max()
}

fn fit_answer(answer: &Answer, typed: &str) -> Option<Fit> {
    let title = fold(&answer.title);
    if title == typed || answer.phrasings.iter().any(|phrasing| fold(phrasing) == typed) {
        return Some(Fit::Whole);
    }
    if title.starts_with(typed) {
        return Some(Fit::Begun);
    }
    if title.contains(typed) {
        return Some(Fit::Titled);
    }
    if answer.phrasings.iter().chain(&answer.keywords).any(|phrasing| fold(phrasing).contains(typed)) {
        return Some(Fit::Phrased);
    }
    let alike = |word: &str| typed.split(' ').any(|own| jaro_winkler(word, own) >= ALIKE);
    title.split(' ').any(alike).then_some(Fit::Alike)
}

/// Words in one case and kana, a blank apart.
fn fold(text: &str) -> String {
    let prose = Prose::new(text);
    let words: Vec<&str> = prose.tokens().iter().map(|token| token.text.as_str()).collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(typed: &str, lang: Lang) -> String {
        let desk = Desk::shipped().expect("sound");
        desk.search(typed, lang, None).into_iter().next().unwrap_or_default()
    }

    #[test]
    fn finds_what_is_typed() {
        assert_eq!(first("forgot", Lang::EN), "forgot-password");
        assert_eq!(first("ガス代が高い", Lang::JA), "gas-fees");
        assert_eq!(first("nft", Lang::EN), "nft-display");
        assert_eq!(first("hardwere", Lang::EN), "hardware-wallet");
        assert_eq!(first("はーどうぇあ", Lang::JA), "hardware-wallet");
    }

    #[test]
    fn what_is_typed_to_its_end_names_one_answer_or_none() {
        let desk = Desk::shipped().expect("sound");
        let check = |typed: &str, expected: Option<&str>| {
            assert_eq!(desk.named(typed, Lang::EN, None).as_deref(), expected, "{typed}");
        };
        for topic in desk.book().topics() {
            for answer in topic.languages.values() {
                check(&answer.title, Some(&topic.id));
            }
        }
        check("I forgot my password, how do I reset it?", Some("forgot-password"));
        // Part of a title that no other has, whatever its case.
        check("REVOKE", Some("revoke-approvals"));
        // Words that stand in many, in none, or in none but by chance.
        for nothing in ["", "?", "how", "the", "wallet", "asdfgh qwerty"] {
            check(nothing, None);
        }
    }

    #[test]
    fn everything_while_nothing_is_typed() {
        let desk = Desk::shipped().expect("sound");
        assert_eq!(desk.search("", Lang::EN, None).len(), desk.book().topics().len());
        assert!(desk.search(&"x".repeat(6000), Lang::EN, None).len() <= desk.book().topics().len());
    }
}
