//! One topic: complete in every language, short enough, and with links that exist.

use super::text::{denied, plain};
use super::{Report, There, id};
use crate::book::{Answer, Book, Lang, Link, LinkStatus, Topic};
use std::collections::BTreeSet;

/// What fits a phone screen: title, text and buttons without scrolling. Far inside Discord's own limits
/// (256 characters of title, 4,096 of description, 6,000 of embed).
const TITLE: usize = 60;
const SUMMARY: usize = 220;
const STEP: usize = 160;
const NEVER: usize = 180;
/// Title, summary, steps and warning together, in a script of narrow or of wide characters.
const SCREEN: (usize, usize) = (900, 520);
/// From fifteen phrasings to twenty-five brought two to five points more right first answers, seven more for the answers that
/// were taken for others three on questions nobody here had seen, and five more for each, by another hand, one more. A longer list
/// nobody reviews.
const PHRASINGS: usize = 60;

/// The check of one topic.
pub(super) struct Check<'a> {
    pub book: &'a Book,
    pub there: &'a There,
    pub topic: &'a Topic,
}

impl Check<'_> {
    /// Reports what is wrong with it.
    pub(super) fn run(&self, report: &mut Report) {
        id("id", &self.topic.id, report);
        for (at, other) in self.topic.confusable_with.iter().enumerate() {
            if !self.there.topics.contains(other) || *other == self.topic.id {
                let key = format!("confusable_with[{at}]");
                report.add(key, format!("`{other}` is no other topic"), "name a file of topics/");
            }
        }
        for ui in self.book.uis.iter().filter(|ui| !ui.partial) {
            if !self.topic.languages.contains_key(&ui.code) {
                let key = format!("languages.{}", ui.code);
                report.add(key, "the answer is missing in this language", "write it");
            }
        }
        for (lang, answer) in &self.topic.languages {
            let languages = &self.there.languages;
            if !languages.is_empty() && !languages.contains(lang.as_str()) {
                let remedy = format!("add ui/{lang}.json first");
                report.add(format!("languages.{lang}"), "the bot does not speak it", remedy);
            }
            self.answer(*lang, answer, report);
        }
    }

    fn answer(&self, lang: Lang, answer: &Answer, report: &mut Report) {
        let key = |name: &str| format!("languages.{lang}.{name}");
        report.at_most(key("title"), &answer.title, TITLE);
        report.at_most(key("summary"), &answer.summary, SUMMARY);
        report.at_most(key("never"), &answer.never, NEVER);
        report.between(key("steps"), &answer.steps, 3, 6);
        for (at, step) in answer.steps.iter().enumerate() {
            report.at_most(key(&format!("steps[{at}]")), step, STEP);
        }
        let length: usize = answer.shown().map(|(_, text)| text.chars().count()).sum();
        let screen = if lang.is_wide() { SCREEN.1 } else { SCREEN.0 };
        if length > screen {
            report.add(
                key("steps"),
                format!("the answer has {length} characters, more than {screen}"),
                "shorten it",
            );
        }
        let links = self.there.links.then_some(&self.book.links);
        for (name, text) in answer.shown() {
            plain(&key(&name), text, links, report);
            denied(&key(&name), text, &self.book.links, report);
        }
        report.between(key("keywords"), &answer.keywords, 4, 10);
        report.between(key("phrasings"), &answer.phrasings, 12, PHRASINGS);
        report.between(key("near_misses"), &answer.near_misses, 3, 6);
        let asked = [
            ("keywords", &answer.keywords),
            ("phrasings", &answer.phrasings),
            ("near_misses", &answer.near_misses),
        ];
        for (name, list) in asked {
            for (at, text) in list.iter().enumerate().filter(|(_, text)| text.contains("://")) {
                report.add(key(&format!("{name}[{at}]")), format!("an address in {text:?}"), "leave it out");
            }
        }
        report.between(key("links"), &answer.links, 1, 3);
        if self.there.links {
            self.links(lang, answer, report);
        }
    }

    fn links(&self, lang: Lang, answer: &Answer, report: &mut Report) {
        let links = &self.book.links;
        let mut seen = BTreeSet::new();
        for (at, id) in answer.links.iter().enumerate() {
            let key = format!("languages.{lang}.links[{at}]");
            let translated = links.get(&format!("{id}-{lang}"));
            match links.get(id) {
                None => report.add(key, format!("no link is called `{id}`"), "name one of links.json"),
                Some(_) if !seen.insert(id) => {
                    report.add(key, format!("`{id}` stands here twice"), "drop one")
                }
                Some(link) if link.lang != lang && link.lang != Lang::EN => {
                    report.add(key, format!("`{id}` is a page in {}", link.lang), "name the page in English");
                }
                Some(_) if translated.is_some_and(is_confirmed) => {
                    report.add(
                        key,
                        format!("`{id}` exists in this language"),
                        format!("write `{id}-{lang}`"),
                    );
                }
                Some(_) => {}
            }
        }
    }
}

fn is_confirmed(link: &Link) -> bool {
    link.status == LinkStatus::Confirmed
}

impl Answer {
    /// Every text of it that a reader sees, with its key.
    fn shown(&self) -> impl Iterator<Item = (String, &str)> {
        [("title", &self.title), ("summary", &self.summary), ("never", &self.never)]
            .into_iter()
            .map(|(name, text)| (name.to_owned(), text.as_str()))
            .chain(self.steps.iter().enumerate().map(|(at, text)| (format!("steps[{at}]"), text.as_str())))
    }
}
