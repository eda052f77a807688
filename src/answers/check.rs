//! Whether a set of answers tells its answers apart: every phrasing finds its own, and no near miss does.

use super::{Action, Desk, Question};
use crate::book::{Answer, Book, Fault, Lang, Topic};
use std::sync::Arc;

impl Desk {
    /// Reads a set of files as [`Book::parse`] does and learns it; or names everything wrong with it at once, what the book
    /// says and what the desk makes of it.
    pub fn check<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, Vec<Fault>> {
        let (book, mut faults) = Book::examine(files);
        // A phrasing goes astray by what the others say, so every file has to be read first.
        let Some(book) = book else { return Err(faults) };
        let desk = Self::new(Arc::new(book));
        let astray = desk.faults();
        // A phrasing that stands in two files goes astray in one of them; the book has named it already.
        let named =
            |fault: &Fault| faults.iter().any(|own| (&own.file, &own.key) == (&fault.file, &fault.key));
        let astray: Vec<Fault> = astray.into_iter().filter(|fault| !named(fault)).collect();
        faults.extend(astray);
        faults.sort_by(|a, b| a.file.cmp(&b.file));
        if faults.is_empty() { Ok(desk) } else { Err(faults) }
    }

    /// Every phrasing that is taken for another answer, and every near miss that is answered with what it must not get.
    ///
    /// That no two answers share a phrasing has been seen to when the book was read.
    pub fn faults(&self) -> Vec<Fault> {
        let answers = self.book().topics().iter();
        let answers = answers
            .flat_map(|topic| topic.languages.iter().map(move |(lang, answer)| (topic, *lang, answer)));
        answers.flat_map(|(topic, lang, answer)| self.faults_of(topic, lang, answer)).collect()
    }

    fn faults_of(&self, topic: &Topic, lang: Lang, answer: &Answer) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut add = |list: &str, at: usize, problem: String, remedy: String| {
            let file = format!("topics/{}.json", topic.id);
            faults.push(Fault { file, key: format!("languages.{lang}.{list}[{at}]"), problem, remedy });
        };
        for (at, text) in answer.phrasings.iter().enumerate() {
            let (_, first) = self.first(text);
            if first != topic.id {
                let problem = format!("{text:?} is taken for `{first}`");
                add(
                    "phrasings",
                    at,
                    problem,
                    format!("say it as nobody would who asks for `{first}`, or move it there"),
                );
            }
        }
        for (at, text) in answer.near_misses.iter().enumerate() {
            let (action, first) = self.first(text);
            if action == Action::Answer && first == topic.id {
                let problem = format!("{text:?} is answered with this");
                let remedy = "word the phrasings that are like it otherwise, or put it into silence.json if it asks for nothing";
                add("near_misses", at, problem, remedy.into());
            }
        }
        faults
    }

    /// What is done with a text, and the answer ranked first.
    fn first(&self, text: &str) -> (Action, String) {
        let judgement = self.judge(&Question { title: "", text, locale: None, home: Lang::EN }, None);
        (judgement.action, judgement.ranked.first().map(|first| first.id.to_string()).unwrap_or_default())
    }
}
