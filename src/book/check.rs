//! What must hold for a book to be used: everything known, nothing twice, nothing too long, nothing false.

mod links;
mod text;
mod topic;
mod ui;

pub(super) use text::{begins_word, fold, hosts};

use super::{Book, Fault};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;

/// An id in a button's data may have 100 characters, of which 40 are ours.
const ID: usize = 40;

/// What is there for topics to name. A file that is missing or broken is one fault, not one for every topic that needs it.
#[derive(Default)]
pub(super) struct There {
    /// The names of topic files, read or not.
    pub(super) topics: BTreeSet<String>,
    /// The languages that have a file, read or not.
    pub(super) languages: BTreeSet<String>,
    /// Whether the list of links could be read.
    pub(super) links: bool,
}

/// Everything wrong with a book.
pub(super) fn faults(book: &Book, there: &There) -> Vec<Fault> {
    let mut faults = Vec::new();
    if there.links {
        links::check(&book.links, &mut Report::new("links.json", &mut faults));
    }
    ui::check(&book.uis, &book.links, there, &mut faults);
    for topic in &book.topics {
        let file = format!("topics/{}.json", topic.id);
        topic::Check { book, there, topic }.run(&mut Report::new(&file, &mut faults));
    }
    phrasings(book, &mut faults);
    faults
}

/// Collects the faults of one file.
struct Report<'a> {
    file: &'a str,
    faults: &'a mut Vec<Fault>,
}

impl<'a> Report<'a> {
    fn new(file: &'a str, faults: &'a mut Vec<Fault>) -> Self {
        Self { file, faults }
    }

    fn add(&mut self, key: impl Display, problem: impl Display, remedy: impl Display) {
        self.faults.push(Fault {
            file: self.file.into(),
            key: key.to_string(),
            problem: problem.to_string(),
            remedy: remedy.to_string(),
        });
    }

    fn at_most(&mut self, key: impl Display, text: &str, limit: usize) {
        let length = text.chars().count();
        if length > limit {
            self.add(key, format!("{length} characters, more than {limit}"), "shorten it");
        } else if text.trim() != text || text.is_empty() {
            self.add(key, "empty, or blank at an end", "write the text without blanks around it");
        }
    }

    fn between(&mut self, key: impl Display, list: &[String], least: usize, most: usize) {
        let count = list.len();
        if !(least..=most).contains(&count) {
            self.add(key, format!("{count} entries"), format!("write {least} to {most}"));
        }
    }
}

/// A phrasing says which answer fits: it cannot stand for two, nor for silence.
fn phrasings(book: &Book, faults: &mut Vec<Fault>) {
    let mut seen: BTreeMap<String, String> = BTreeMap::new();
    let mut add = |file: &str, key: String, phrasing: &str, remedy: &str| {
        let letters: String = fold(phrasing).chars().filter(|c| c.is_alphanumeric()).collect();
        // What has no letters is compared as it is: "?" and "!!" are two messages.
        let letters = if letters.is_empty() { phrasing.into() } else { letters };
        if let Some(other) = seen.insert(letters, file.into()) {
            Report::new(file, faults).add(key, format!("{phrasing:?} stands in {other} too"), remedy);
        }
    };
    for topic in &book.topics {
        let file = format!("topics/{}.json", topic.id);
        for (lang, answer) in &topic.languages {
            for (at, phrasing) in answer.phrasings.iter().enumerate() {
                let key = format!("languages.{lang}.phrasings[{at}]");
                add(&file, key, phrasing, "keep it where it fits better");
            }
        }
    }
    for (lang, messages) in &book.silence.messages {
        for (at, message) in messages.iter().enumerate() {
            add("silence.json", format!("{lang}[{at}]"), message, "drop it here");
        }
    }
}

/// Whether this is an id as files and buttons can carry it.
pub(super) fn is_id(id: &str) -> bool {
    let kebab = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    (1..=ID).contains(&id.len()) && id.chars().all(kebab)
}

fn id(key: impl Display, id: &str, report: &mut Report) {
    if !is_id(id) {
        let remedy = format!("write up to {ID} lower-case letters, digits and hyphens");
        report.add(key, format!("`{id}` is no id"), remedy);
    }
}
