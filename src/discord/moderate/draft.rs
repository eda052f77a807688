//! Answers that are being written: kept in memory between the form and *Save*, a quarter of an hour, and no more than a
//! few hundred. Nothing of them is in any id.

use crate::book::{Answer, Book, Flaw, Lang, Topic, Wrong, id_for};
use crate::discord::own::Answers;
use crate::message::Id;
use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::press::Asked;

/// As long as Discord lets a bot answer a form.
const LIFE: Duration = Duration::from_secs(15 * 60);
/// More moderators than write at the same moment on all servers of a process; at some 8 KiB each, 2 MiB.
const MOST: usize = 256;

/// What somebody wrote into the form, as it was written.
#[derive(Clone, Default)]
pub(crate) struct Fields {
    pub(crate) title: String,
    pub(crate) text: String,
    pub(crate) phrasings: String,
    pub(crate) links: String,
    pub(crate) language: String,
}

/// An answer that is being written.
#[derive(Clone)]
pub(crate) struct Draft {
    pub(crate) guild: Id,
    pub(crate) writer: Id,
    /// What it changes: the id of an answer, and the version in which it was read. Nothing for a new answer.
    pub(crate) base: Option<(String, i64)>,
    /// The question it is for.
    pub(crate) question: Option<Asked>,
    pub(crate) fields: Fields,
    /// Whether it is the server's phrasings of an answer, and nothing else of it.
    pub(crate) phrasings_alone: bool,
    /// The id under which a new answer could not be saved. The next try has the same: the database may have taken it after
    /// all, too late to say so.
    pub(crate) tried: Option<String>,
}

impl Draft {
    /// The answer that the fields make, with what they leave alone from the answer they change; and what is wrong with it.
    pub(crate) fn read(&self, answers: &Answers, hosts: &[String]) -> (Lang, Topic, Vec<Flaw>) {
        let book = answers.book();
        let mut topic = self.base_topic(answers);
        let Some(lang) = language(book, &self.fields.language) else {
            let flaw = Flaw { key: String::new(), what: Wrong::Language };
            return (Lang::EN, topic, vec![flaw]);
        };
        let answer = topic.languages.entry(lang).or_default();
        answer.title = self.fields.title.trim().to_owned();
        answer.rewrite(&self.fields.text);
        answer.phrasings = lines(&self.fields.phrasings);
        answer.links = links(book, &self.fields.links);
        let flaws = book.rules(hosts).flaws(std::slice::from_ref(&topic));
        (lang, topic, flaws)
    }

    fn base_topic(&self, answers: &Answers) -> Topic {
        let base = self.base.as_ref().and_then(|(id, _)| written(answers, id));
        match (base, &self.base) {
            (Some((topic, _)), _) => topic.clone(),
            // Removed by somebody else meanwhile: saving will say so.
            (None, Some((id, _))) => Topic::blank(id.clone()),
            (None, None) => {
                let free = || id_for(&self.fields.title, |id| answers.topic(id).is_some());
                Topic::blank(self.tried.clone().unwrap_or_else(free))
            }
        }
    }
}

/// An answer of the server's own as it was written, with its version.
pub(crate) fn written<'a>(answers: &'a Answers, id: &str) -> Option<&'a (Topic, i64)> {
    answers.written().iter().find(|(topic, _)| topic.id == id)
}

/// The server's own phrasings of an answer, in every language.
pub(crate) fn phrasings_here(answers: &Answers, id: &str) -> Vec<String> {
    let own = written(answers, id).into_iter().flat_map(|(topic, _)| topic.languages.values());
    own.flat_map(|answer| answer.phrasings.iter().cloned()).collect()
}

impl Fields {
    /// An empty form in this language.
    pub(crate) fn blank(lang: Lang) -> Self {
        Self { language: lang.to_string(), ..Self::default() }
    }

    /// What stands in the form of an answer.
    pub(crate) fn of(book: &Book, lang: Lang, answer: &Answer) -> Self {
        Self {
            title: answer.title.clone(),
            text: answer.written(),
            phrasings: answer.phrasings.join("\n"),
            links: answer.links.iter().map(|link| book.links().target(link).1).collect::<Vec<_>>().join("\n"),
            language: lang.to_string(),
        }
    }

    /// Everything, for the guard.
    pub(crate) fn all(&self) -> String {
        [&self.title, &self.text, &self.phrasings, &self.links, &self.language].map(String::as_str).join("\n")
    }
}

/// A language by its code or its name.
fn language(book: &Book, written: &str) -> Option<Lang> {
    let written = written.trim().to_lowercase();
    let is_meant = |ui: &&crate::book::Ui| {
        ui.code.as_str().to_lowercase() == written || ui.name.to_lowercase() == written
    };
    book.uis().iter().find(is_meant).map(|ui| ui.code)
}

/// What stands on lines of its own, each once.
pub(crate) fn lines(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if !lines.iter().any(|known| known == line) {
            lines.push(line.to_owned());
        }
    }
    lines
}

/// Links as they were written; of an official one its id, which brings its title.
fn links(book: &Book, text: &str) -> Vec<String> {
    let bare = |word: &str| word.trim_matches(['<', '>', ',', '、']).to_owned();
    let mut links: Vec<String> = Vec::new();
    for word in text.split_whitespace().map(bare).filter(|word| !word.is_empty()) {
        let known = book.links().links.iter().find(|link| link.url == word);
        let link = known.map_or(word, |link| link.id.clone());
        if !links.contains(&link) {
            links.push(link);
        }
    }
    links
}

/// The drafts of everybody, by the id of the interaction that sent the form.
#[derive(Default)]
pub(crate) struct Drafts(Mutex<VecDeque<(Id, Instant, Draft)>>);

impl Drafts {
    /// Keeps a draft; the oldest goes when there are too many.
    pub(crate) fn keep(&self, id: Id, draft: Draft) {
        let mut drafts = self.fresh();
        drafts.retain(|(known, ..)| *known != id);
        if drafts.len() == MOST {
            drafts.pop_front();
        }
        drafts.push_back((id, Instant::now(), draft));
    }

    /// The draft of that id, if it is this person's, in this server.
    pub(crate) fn get(&self, id: Id, guild: Id, writer: Id) -> Option<Draft> {
        let drafts = self.fresh();
        let mine = |(known, _, draft): &&(Id, Instant, Draft)| {
            *known == id && draft.guild == guild && draft.writer == writer
        };
        drafts.iter().find(mine).map(|(.., draft)| draft.clone())
    }

    /// The same, taken out: whoever is second finds nothing.
    pub(crate) fn take(&self, id: Id, guild: Id, writer: Id) -> Option<Draft> {
        let mut drafts = self.fresh();
        let mine = |(known, _, draft): &(Id, Instant, Draft)| {
            *known == id && draft.guild == guild && draft.writer == writer
        };
        let at = drafts.iter().position(mine)?;
        drafts.remove(at).map(|(.., draft)| draft)
    }

    fn fresh(&self) -> MutexGuard<'_, VecDeque<(Id, Instant, Draft)>> {
        let mut drafts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        drafts.retain(|(_, since, _)| since.elapsed() < LIFE);
        drafts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(writer: Id) -> Draft {
        let fields = Fields::default();
        Draft { guild: 1, writer, base: None, question: None, fields, phrasings_alone: false, tried: None }
    }

    #[test]
    fn drafts_are_their_writers_and_taken_once() {
        let drafts = Drafts::default();
        drafts.keep(7, draft(2));
        assert!(drafts.get(7, 1, 3).is_none() && drafts.get(7, 2, 2).is_none());
        assert!(drafts.get(7, 1, 2).is_some());
        assert!(drafts.take(7, 1, 2).is_some());
        assert!(drafts.take(7, 1, 2).is_none());
    }

    #[test]
    fn the_oldest_makes_room() {
        let drafts = Drafts::default();
        (0..=MOST as Id).for_each(|id| drafts.keep(id, draft(2)));
        assert!(drafts.get(0, 1, 2).is_none());
        assert!(drafts.get(MOST as Id, 1, 2).is_some());
    }

    #[test]
    fn links_are_known_by_their_pages() {
        let book = Book::shipped().expect("sound");
        let home = book.links().get("support-home").expect("the support site").url.clone();
        assert_eq!(
            links(&book, &format!("<{home}>\n{home} https://x.example/")),
            ["support-home", "https://x.example/"]
        );
    }
}
