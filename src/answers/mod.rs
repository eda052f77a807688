//! Decides which canned answer fits a message: one, a few to choose from, or none, and why.
//!
//! Whether anybody may be answered there and then is for `policy` to decide.

mod because;
mod boundary;
mod check;
mod decide;
mod features;
mod fit;
mod hash;
mod learnt;
mod lexicon;
mod measure;
mod own;
mod rank;
mod search;
mod spelling;
mod story;
mod vocabulary;

pub use because::Reason;
pub use decide::{Evidence, Model, Outcome, Weight};
pub use measure::Tally;
pub use own::Own;
pub use search::script_lang;

use crate::book::{Book, Fault, Lang, Topic};
use learnt::Learnt;
use std::sync::{Arc, LazyLock, OnceLock};
use story::Story;

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
    /// It sounds like a kind of talk that asks for nothing, named in the lexicon: `thanks`, `advice`, `developer`.
    Talk(&'static str),
}

/// An answer that may fit.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// The id of the topic, or of the server's own answer.
    pub id: Arc<str>,
    /// Whether it is one of the server's own.
    pub own: bool,
    /// How well it fits.
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
    /// Whether somebody asks for something that an answer could be written for, should none fit.
    pub asks: bool,
}

/// Knows every answer and judges messages.
#[derive(Debug)]
pub struct Desk {
    book: Arc<Book>,
    ids: Vec<Arc<str>>,
    model: Model,
    learnt: OnceLock<Learnt>,
}

/// How many answers are ranked: three are offered, then the next three.
const RANKED: usize = 6;

impl Desk {
    /// The desk of the built-in answers. It learns them once, whoever asks.
    pub fn shipped() -> Result<Arc<Self>, Vec<Fault>> {
        static DESK: LazyLock<Result<Arc<Desk>, Vec<Fault>>> =
            LazyLock::new(|| Ok(Arc::new(Desk::new(Arc::new(Book::shipped()?)))));
        DESK.clone()
    }

    /// The desk of a book, which decides by the built-in model.
    pub fn new(book: Arc<Book>) -> Self {
        Self::with_model(book, decide::MODEL.clone())
    }

    /// The desk of a book, which decides by a model.
    pub fn with_model(book: Arc<Book>, model: Model) -> Self {
        let ids = book.topics().iter().map(|topic| topic.id.as_str().into()).collect();
        Self { book, ids, model, learnt: OnceLock::new() }
    }

    /// Learns the answers, which takes some 40 ms for 50 of them (`benches/match.rs`). Else whoever asks first waits for that.
    pub fn learn(&self) {
        self.learnt();
    }

    /// What has been learnt of the answers; learns them, if that is still to be done.
    fn learnt(&self) -> &Learnt {
        self.learnt.get_or_init(|| Learnt::of(&self.book))
    }

    /// Learns a server's own answers.
    pub fn own(&self, topics: &[Topic]) -> Own {
        Own::new(&self.book, topics, self.learnt())
    }

    /// The answers it knows.
    pub fn book(&self) -> &Arc<Book> {
        &self.book
    }

    /// What to do with a message, where `own` are the server's own answers.
    pub fn judge(&self, question: &Question, own: Option<&Own>) -> Judgement {
        self.examine(question, own).0
    }

    /// What to do with a message, and the numbers on which that rests.
    pub fn examine(&self, question: &Question, own: Option<&Own>) -> (Judgement, Evidence) {
        let Learnt { ranker, .. } = self.learnt();
        let Story { reading, alarm, japanese } = self.read(&question.whole());
        let fit = ranker.fit(reading.features());
        let mut ranked: Vec<(usize, f32)> = fit.scores().enumerate().collect();
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1));
        let scores: Vec<f32> = ranked.iter().map(|(_, score)| *score).collect();
        let best = ranked.first().map_or(0, |(topic, _)| *topic);
        let evidence = decide::evidence(&reading, &fit, (best, self.is_urgent(best)), &scores);
        let chances = self.model.chances(&evidence);
        let (action, why) = match decide::action(chances) {
            _ if reading.prose.tokens().is_empty() => (Action::Silent, Why::Empty),
            Action::Answer => (Action::Answer, Why::Clear),
            Action::Suggest => (Action::Suggest, Why::Ambiguous),
            Action::Silent => (Action::Silent, self.model.talk(&evidence).map_or(Why::Unsure, Why::Talk)),
        };
        let ordered = ranked;
        let ranked = ordered.iter().take(RANKED);
        let mut judgement = Judgement {
            action,
            why,
            ranked: ranked
                .map(|&(at, score)| Candidate { id: self.ids[at].clone(), own: false, score })
                .collect(),
            lang: language(japanese, question),
            score: chances[3] as f32,
            asks: decide::asks(why, &evidence),
        };
        let like = fit.like.get(best).copied().unwrap_or_default();
        let greets =
            evidence.iter().any(|(name, value)| ["chat", "thanks", "solved"].contains(name) && *value > 0.0);
        if let Some(found) = own.and_then(|own| own.best(&reading, ranker.vocabulary())) {
            judgement.weigh_own(found, like, greets);
        }
        let near = || {
            // A message that is met with silence is near no answer.
            if action == Action::Silent {
                return None;
            }
            let near = ordered.iter().take(3).take_while(|(_, score)| *score >= NEAR * scores[0]);
            near.map(|(topic, _)| *topic).find(|topic| self.is_urgent(*topic))
        };
        if let Some(alarm) = alarm.or_else(near) {
            judgement.put_first(&self.ids[alarm], scores[0]);
        }
        (judgement, evidence)
    }

    /// Whether an answer, by number, is one that cannot wait.
    fn is_urgent(&self, topic: usize) -> bool {
        self.book.topics().get(topic).is_some_and(Topic::is_urgent)
    }
}

/// Of the first three answers an urgent one with this share of the best score is offered first: who was robbed often tells it
/// as a transfer that is missing.
const NEAR: f32 = 0.6;

/// An answer of the server's own that is this like a message is what was asked for: of the questions and chatter in
/// `tests/corpus`, one message in forty that asks for something else is as like an answer, of those that ask for it half.
const OWN_CLEAR: f32 = 0.24;
/// And this like, it may be: one in five, against three in four.
const OWN_NEAR: f32 = 0.17;

impl Judgement {
    /// Puts an urgent answer before what else is asked for. Where the desk would keep silent it does: people warn each other,
    /// and tell what happened to others.
    fn put_first(&mut self, id: &Arc<str>, score: f32) {
        if self.action == Action::Silent || self.ranked.first().is_some_and(|first| first.id == *id) {
            return;
        }
        self.ranked.retain(|other| other.id != *id);
        self.ranked.insert(0, Candidate { id: id.clone(), own: false, score });
        self.ranked.truncate(RANKED);
        (self.action, self.why) = (Action::Suggest, Why::Ambiguous);
    }

    /// Takes the best of the server's own answers into account, where `like` is the likeness of the best shipped one,
    /// and `greets` whether the message greets or thanks.
    fn weigh_own(&mut self, (id, own): (Arc<str>, f32), like: f32, greets: bool) {
        let ahead = own >= like;
        let answered = self.action == Action::Answer;
        // A greeting shares its few words with many questions, so it has to be more alike to count.
        let more = if greets { 1.75 } else { 1.0 };
        let (near, clear) = (more * OWN_NEAR, more * OWN_CLEAR);
        if self.why == Why::Empty || own < near || answered && !ahead {
            return;
        }
        // A server's phrasing of a shipped answer speaks for that answer, wherever it stood.
        let shipped = self.ranked.iter().position(|candidate| candidate.id == id);
        if let Some(at) = shipped {
            self.ranked.remove(at);
        }
        let leads = ahead || shipped == Some(0);
        let place = usize::from(!leads).min(self.ranked.len());
        self.ranked.insert(place, Candidate { id, own: true, score: own });
        self.ranked.truncate(RANKED);
        (self.action, self.why) = match own >= clear && leads {
            true => (Action::Answer, Why::Clear),
            false => (Action::Suggest, Why::Ambiguous),
        };
    }
}

impl Question<'_> {
    /// Title and message as one text.
    fn whole(&self) -> String {
        if self.title.is_empty() { self.text.to_owned() } else { format!("{}\n{}", self.title, self.text) }
    }
}

/// The language of the reply: that of the message where its script tells, else the user's, else the server's.
fn language(japanese: bool, question: &Question) -> Lang {
    if japanese { Lang::JA } else { question.locale.unwrap_or(question.home) }
}

#[cfg(test)]
mod tests;
