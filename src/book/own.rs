//! A server's own answers: the form of `responses/topics/`, with rules for what is written by hand in a minute. Every fault
//! is found at once. Which of them fits a question is for `answers`, where they are kept for `store`.
//!
//! An answer with the id of a shipped one adds to it: what it leaves empty is as shipped.

mod flaw;
mod written;

pub use flaw::{Flaw, Wrong};
pub use written::id_for;

use super::check::{begins_word, hosts, is_id};
use super::{Answer, Book, Lang, Links, Topic, Urgency};
use serde::de::DeserializeOwned;
use std::collections::{BTreeMap, BTreeSet};
use url::Url;

/// As for shipped answers: what fits a phone screen and a button.
pub const LONGEST_TITLE: usize = 60;
/// Summary, steps and warning together; half as many characters of a wide script fill the same screen.
pub const LONGEST_TEXT: usize = 900;
/// A question longer than this is a story, which teaches the desk nothing; thirty of them fit a field of a form (4,000).
pub const LONGEST_PHRASING: usize = 120;
/// As for shipped answers.
pub const MOST_PHRASINGS: usize = 30;
/// As many as Discord has room for beside the language buttons.
pub const MOST_LINKS: usize = 3;
const MOST_STEPS: usize = 6;
const MOST_KEYWORDS: usize = 10;
const MOST_NEAR_MISSES: usize = 6;
/// The longest address of a button.
const ADDRESS: usize = 512;

/// Checks what a server writes against the book and the hosts that the server allows beside the official ones.
#[derive(Debug, Clone, Copy)]
pub struct Rules<'a> {
    book: &'a Book,
    hosts: &'a [String],
}

impl Book {
    /// The rules for a server that allows these hosts beside the official ones.
    pub fn rules<'a>(&'a self, hosts: &'a [String]) -> Rules<'a> {
        Rules { book: self, hosts }
    }

    /// An answer as it is shown: one that adds to a shipped answer has from it what it leaves empty.
    pub fn complete(&self, own: &Topic) -> Topic {
        let Some(shipped) = self.topic(&own.id) else { return own.clone() };
        let mut whole = shipped.clone();
        for (lang, answer) in &own.languages {
            let mine = whole.languages.entry(*lang).or_default();
            if !answer.title.is_empty() {
                let asked = std::mem::take(&mut mine.phrasings);
                *mine = Answer { phrasings: asked, ..answer.clone() };
            }
            mine.phrasings.extend(answer.phrasings.iter().cloned());
        }
        whole
    }
}

impl Topic {
    /// An empty answer of a server's own.
    pub fn blank(id: String) -> Self {
        let languages = BTreeMap::new();
        Self { schema: None, id, urgency: Urgency::Normal, confusable_with: Vec::new(), languages }
    }
}

impl Rules<'_> {
    /// Reads answers: one, or a list of them.
    pub fn read(&self, text: &str) -> Result<Vec<Topic>, Vec<Flaw>> {
        let text = text.trim_start_matches('\u{feff}').trim();
        let topics = if text.starts_with('[') { json(text) } else { json(text).map(|topic| vec![topic]) };
        let topics: Vec<Topic> = topics.map_err(|flaw| vec![flaw])?;
        let flaws = self.flaws(&topics);
        if flaws.is_empty() { Ok(topics) } else { Err(flaws) }
    }

    /// Everything wrong with a list of answers.
    pub fn flaws(&self, topics: &[Topic]) -> Vec<Flaw> {
        let mut flaws = Vec::new();
        let mut ids = BTreeSet::new();
        for (at, topic) in topics.iter().enumerate() {
            let mut found = self.of_topic(topic);
            if !ids.insert(&topic.id) {
                found.push(flaw("id", Wrong::Twice));
            }
            // With a single answer the key needs no number.
            let within = if topics.len() > 1 { format!("[{at}].") } else { String::new() };
            flaws.extend(found.into_iter().map(|flaw| Flaw { key: format!("{within}{}", flaw.key), ..flaw }));
        }
        flaws
    }

    /// Whether an answer may link there, and if not, why.
    pub fn link(&self, link: &str) -> Result<(), Wrong> {
        let links = self.book.links();
        if links.get(link).is_some() {
            return Ok(());
        }
        let plain = |url: &Url| {
            let bare = url.port().is_none() && url.username().is_empty() && url.password().is_none();
            url.scheme() == "https" && bare && link.len() <= ADDRESS
        };
        let url = Url::parse(link).ok().filter(plain).ok_or(Wrong::NotALink)?;
        // An IP address names nobody, and a name without a dot cannot be reached from outside.
        let host = url.domain().filter(|host| host.contains('.')).ok_or(Wrong::NotALink)?;
        if let Some((denied, _)) = links.denial(&link.to_lowercase()) {
            return Err(Wrong::Denied(denied.why.clone()));
        }
        if links.allows(link) {
            return Ok(());
        }
        if matches!(links.standing(link), super::Standing::Lookalike(_)) {
            return Err(Wrong::Lookalike);
        }
        if self.hosts.iter().any(|own| own == host) { Ok(()) } else { Err(Wrong::Host(host.to_owned())) }
    }

    fn of_topic(&self, topic: &Topic) -> Vec<Flaw> {
        let mut flaws = Vec::new();
        if !is_id(&topic.id) {
            flaws.push(flaw("id", Wrong::Id));
        }
        if topic.confusable_with.len() > MOST_KEYWORDS {
            flaws.push(flaw("confusable_with", Wrong::Many(topic.confusable_with.len(), MOST_KEYWORDS)));
        }
        if topic.languages.is_empty() {
            flaws.push(flaw("languages", Wrong::Empty));
        }
        let shipped = self.book.topic(&topic.id);
        for (lang, answer) in &topic.languages {
            let key = format!("languages.{lang}");
            if !self.book.uis().iter().any(|ui| ui.code == *lang) {
                flaws.push(flaw(&key, Wrong::Language));
            }
            // Phrasings may be added to a shipped answer in the languages it is written in.
            let adds = shipped.is_some_and(|topic| topic.languages.contains_key(lang)) && !answer.has_text();
            let found = if adds { self.of_asked(answer) } else { self.of_answer(*lang, answer) };
            flaws.extend(found.into_iter().map(|flaw| Flaw { key: format!("{key}.{}", flaw.key), ..flaw }));
        }
        flaws
    }

    fn of_answer(&self, lang: Lang, answer: &Answer) -> Vec<Flaw> {
        let mut flaws = Vec::new();
        bound(&mut flaws, "title", &answer.title, LONGEST_TITLE);
        let screen = if lang.is_wide() { LONGEST_TEXT * 3 / 5 } else { LONGEST_TEXT };
        bound(&mut flaws, "summary", &answer.summary, screen);
        let length: usize = answer.texts().map(|(_, text)| text.chars().count()).sum();
        if length > screen && answer.summary.chars().count() <= screen {
            flaws.push(flaw("steps", Wrong::Long(length, screen)));
        }
        count(&mut flaws, "steps", &answer.steps, MOST_STEPS);
        count(&mut flaws, "links", &answer.links, MOST_LINKS);
        for (key, text) in answer.texts().chain([("title".to_owned(), answer.title.as_str())]) {
            flaws.extend(self.of_text(text).map(|what| flaw(&key, what)));
        }
        for (at, link) in answer.links.iter().enumerate() {
            flaws.extend(self.link(link).err().map(|what| flaw(&format!("links[{at}]"), what)));
        }
        flaws.extend(self.of_asked(answer));
        flaws
    }

    /// What the desk learns an answer from.
    fn of_asked(&self, answer: &Answer) -> Vec<Flaw> {
        let mut flaws = Vec::new();
        if answer.phrasings.is_empty() {
            flaws.push(flaw("phrasings", Wrong::Empty));
        }
        let lists = [
            ("phrasings", &answer.phrasings, MOST_PHRASINGS),
            ("keywords", &answer.keywords, MOST_KEYWORDS),
            ("near_misses", &answer.near_misses, MOST_NEAR_MISSES),
        ];
        for (name, list, most) in lists {
            count(&mut flaws, name, list, most);
            for (at, text) in list.iter().enumerate() {
                let key = format!("{name}[{at}]");
                bound(&mut flaws, &key, text, LONGEST_PHRASING);
                if text.contains("://") {
                    flaws.push(flaw(&key, Wrong::Address));
                }
            }
        }
        flaws
    }

    /// An answer is plain text: its links are buttons, and it calls nobody. A channel may be named.
    fn of_text(&self, text: &str) -> Option<Wrong> {
        let links = self.book.links();
        let official = |host: &str| links.hosts.iter().chain(self.hosts).any(|own| own == host);
        if text.contains("](") || text.contains("://") || text.contains("www.") {
            return Some(Wrong::Address);
        }
        if let Some(host) = hosts(text).find(|host| !official(host)) {
            return Some(Wrong::Host(host));
        }
        if text.contains("<@") || begins_word(text, '@') {
            return Some(Wrong::Mention);
        }
        links.denial(&super::check::fold(text)).map(|(denied, _)| Wrong::Denied(denied.why.clone()))
    }
}

fn json<T: DeserializeOwned>(text: &str) -> Result<T, Flaw> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = serde_path_to_error::deserialize(&mut reader)
        .map_err(|error| (error.path().to_string(), error.into_inner()))
        .and_then(|value| reader.end().map(|()| value).map_err(|error| (String::new(), error)));
    value.map_err(|(path, error)| flaw(path.trim_end_matches(['.', '?']), Wrong::Form(place(&error))))
}

/// What the reader says, without the values it quotes: they are somebody's text.
fn place(error: &serde_json::Error) -> String {
    let said = error.to_string();
    let what =
        if said.contains("missing field") || said.contains("unknown field") { said } else { String::new() };
    if what.is_empty() { format!("{}:{}", error.line(), error.column()) } else { what }
}

fn flaw(key: &str, what: Wrong) -> Flaw {
    Flaw { key: key.to_owned(), what }
}

fn bound(flaws: &mut Vec<Flaw>, key: &str, text: &str, most: usize) {
    let length = text.chars().count();
    if text.trim().is_empty() {
        flaws.push(flaw(key, Wrong::Empty));
    } else if length > most {
        flaws.push(flaw(key, Wrong::Long(length, most)));
    }
}

fn count(flaws: &mut Vec<Flaw>, key: &str, list: &[String], most: usize) {
    if list.len() > most {
        flaws.push(flaw(key, Wrong::Many(list.len(), most)));
    }
}

impl Links {
    /// Where a link of an answer leads, and what its button says: an official link by its id, else the address itself.
    pub fn target<'a>(&'a self, link: &'a str) -> (&'a str, &'a str, Option<Lang>) {
        match self.get(link) {
            Some(known) => (&known.title, &known.url, Some(known.lang)),
            None => (link.trim_start_matches("https://").trim_end_matches('/'), link, None),
        }
    }
}

#[cfg(test)]
mod tests;
