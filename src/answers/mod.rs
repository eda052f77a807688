//! Decides which canned answer fits a message: one, a few to choose from, or none, and why.
//!
//! Whether anybody may be answered there and then is for `policy` to decide.

mod index;
mod search;

pub use index::{Entry, Index};
pub use search::script_lang;

use crate::book::{Book, Lang};
use crate::text::{Prose, Script};
use std::sync::Arc;

/// Somebody's words, perhaps a question.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// The title of a forum post or thread; empty where there is none.
    pub title: &'a str,
    /// The message.
    pub text: &'a str,
    /// The language of the user's Discord, if it is one the bot speaks.
    pub locale: Option<Lang>,
    /// The language of the server.
    pub home: Lang,
}

/// What the desk would do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Post the best answer.
    Answer,
    /// Offer the best two or three.
    Suggest,
    /// Say nothing.
    Silent,
}

/// Why the desk would do that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// One answer fits well.
    Clear,
    /// Several answers fit.
    Ambiguous,
    /// No answer fits well enough.
    Unsure,
    /// There are no words in it.
    Empty,
}

/// An answer that may fit.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// The id of the topic, or of the server's own answer.
    pub id: Arc<str>,
    /// Whether it is one of the server's own.
    pub own: bool,
    /// How well it fits, 0 to 1.
    pub score: f32,
}

/// What the desk would do with a message, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    /// What to do.
    pub action: Action,
    /// Why.
    pub why: Why,
    /// The answers that fit best, the best first; also when the desk stays silent.
    pub ranked: Vec<Candidate>,
    /// The language of the reply.
    pub lang: Lang,
    /// How sure the first answer is, 0 to 1.
    pub score: f32,
}

/// Knows every answer and judges messages.
#[derive(Debug)]
pub struct Desk {
    book: Arc<Book>,
    index: Index,
}

impl Desk {
    /// Learns the answers of a book.
    pub fn new(book: Arc<Book>) -> Self {
        let entries: Vec<_> = book.topics().iter().flat_map(Entry::of_topic).collect();
        Self { index: Index::build(&entries), book }
    }

    /// The answers it knows.
    pub fn book(&self) -> &Arc<Book> {
        &self.book
    }

    /// The ids of the answers that share anything with a text, the best first.
    fn ranking(&self, text: &str) -> Vec<String> {
        let mut ranked = self.index.rank(&Prose::new(text), false);
        ranked.sort_by(|a, b| b.score.total_cmp(&a.score));
        ranked.into_iter().map(|candidate| candidate.id.to_string()).collect()
    }

    /// What to do with a message, where `own` are the server's own answers.
    pub fn judge(&self, question: &Question, own: Option<&Index>) -> Judgement {
        let prose = Prose::new(&format!("{}\n{}", question.title, question.text));
        let mut ranked = self.index.rank(&prose, false);
        ranked.extend(own.into_iter().flat_map(|own| own.rank(&prose, true)));
        ranked.sort_by(|a, b| b.score.total_cmp(&a.score));
        ranked.truncate(10);
        let score = ranked.first().map_or(0.0, |best| best.score);
        let second = ranked.get(1).map_or(0.0, |second| second.score);
        let (action, why) = match score {
            _ if prose.tokens().is_empty() => (Action::Silent, Why::Empty),
            s if s > 0.35 && second < 0.8 * s => (Action::Answer, Why::Clear),
            s if s > 0.25 => (Action::Suggest, Why::Ambiguous),
            _ => (Action::Silent, Why::Unsure),
        };
        Judgement { action, why, ranked, lang: language(&prose, question), score }
    }
}

/// The language of the reply: that of the message where its script tells, else the user's, else the server's.
fn language(prose: &Prose, question: &Question) -> Lang {
    let japanese = prose.tokens().iter().any(|token| token.script == Script::Japanese);
    if japanese { Lang::JA } else { question.locale.unwrap_or(question.home) }
}
