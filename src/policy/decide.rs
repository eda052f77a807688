//! The decision about a message: remove it, answer it, or leave it alone, and why.

use super::{Action, Cooldown, Settings};
use crate::answers::{self, Desk, Judgement, Own, Question};
use crate::book::Lang;
use crate::message::{Id, Message, Seconds};
use crate::secrets::{self, Cases, Kind, Part, Reason, Said, Setting, Verdict};
use crate::text::Origin;
use std::cmp::Reverse;

/// What is remembered between messages.
#[derive(Debug, Default)]
pub struct Memory {
    /// Fragments that may become a secret.
    pub cases: Cases,
    /// What the bot said lately.
    pub cooldown: Cooldown,
}

/// A leak: what was found, and what it calls for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leak {
    /// What to do.
    pub action: Action,
    /// What was found; the surest, if there are several.
    pub kind: &'static Kind,
    /// How sure that is.
    pub verdict: Verdict,
    /// What gave it away.
    pub reason: Reason,
    /// Every message that contributes to it.
    pub messages: Vec<Id>,
    /// Whether it stands in the title of the thread, which goes only with the thread.
    pub title: bool,
}

/// An answer, or a choice of answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// What is offered.
    pub offer: Offer,
    /// The language of the reply.
    pub lang: Lang,
    /// The topics that come next, should the offer not fit.
    pub next: Vec<String>,
}

/// What is offered to somebody who asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Offer {
    /// This topic's answer.
    Answer(String),
    /// One of these topics.
    Suggest(Vec<String>),
    /// The official channels: a question in private is never met with silence.
    Official,
}

/// Why nothing is said to a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Silence {
    /// Why.
    pub why: Why,
    /// For a question that no answer fits, the topics that came nearest: the moderators may want to write one.
    pub nearest: Option<Vec<String>>,
}

impl From<Why> for Silence {
    fn from(why: Why) -> Self {
        Self { why, nearest: None }
    }
}

/// Why a message is left alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// Not a place where questions are answered.
    NotHelp,
    /// Written by a bot or webhook.
    Bot,
    /// Written by somebody who helps others here.
    Staff,
    /// Part of a conversation with somebody else.
    Reply,
    /// In a thread that somebody else opened.
    NotOpener,
    /// The thread is closed or solved.
    Resolved,
    /// The thread has had its reply.
    Answered,
    /// The same answer was given here a moment ago.
    Cooldown,
    /// Edits are guarded, never answered.
    Edit,
    /// Posted too long ago.
    Old,
    /// The desk has no answer that fits, and says why.
    NoMatch(answers::Why),
}

/// A question older than this is not answered: whoever asked has gone on, or was helped. Five minutes cover a reconnect
/// of the gateway and clocks that disagree.
pub const FRESH: Seconds = 5 * 60;

/// How many topics are kept for *Not what I asked*.
const NEXT: usize = 3;

/// A choice has at most this many topics: more is a menu, not an answer.
const CHOICES: usize = 3;

/// What the official channels are remembered under: no topic has an empty id.
const OFFICIAL: &str = "";

/// Whether a message, by itself or with what its author said just before, leaks a secret.
pub fn guard(message: &Message, settings: &Settings, memory: &mut Memory) -> Option<Leak> {
    weigh(message, read(message, settings)?, settings, memory)
}

/// The first half of [`guard`], and all of it that takes long: reads what a message shows. `None` where there is nothing to
/// weigh.
pub fn read(message: &Message, settings: &Settings) -> Option<Said> {
    if settings.is_exempt(message) {
        return None;
    }
    let setting = Setting { help_channel: settings.is_help(&message.place) };
    let content = Part { origin: Origin::Content, text: message.content.as_str() };
    let extras = message.extras.iter().map(|extra| Part { origin: extra.origin, text: extra.text.as_str() });
    let parts: Vec<_> = std::iter::once(content).chain(extras).collect();
    Some(Said::of(&parts, setting)).filter(|said| !said.is_nothing())
}

/// The other half: lays what was read beside what its author said just before.
pub fn weigh(message: &Message, said: Said, settings: &Settings, memory: &mut Memory) -> Option<Leak> {
    let place = secrets::Place { channel: message.place.channel, author: message.author.id };
    let mut leaks = memory.cases.add(place, message.id, message.at, said);
    // The surest comes first, and of equally sure ones the first found.
    leaks.sort_by_key(|leak| Reverse(leak.verdict));
    let surest = leaks.first()?;
    let action = Action::on(surest.verdict, settings, message.is_direct());
    let mut messages: Vec<Id> = leaks
        .iter()
        .filter(|leak| Action::on(leak.verdict, settings, message.is_direct()) == action)
        .flat_map(|leak| leak.messages.iter().copied())
        .collect();
    messages.sort_unstable();
    messages.dedup();
    // The first part is what was typed, which is no title.
    let extra = surest.part.and_then(|part| message.extras.get(part.checked_sub(1)?));
    (action > Action::None).then(|| Leak {
        action,
        kind: surest.kind,
        verdict: surest.verdict,
        reason: surest.reason,
        messages,
        title: extra.is_some_and(|extra| extra.origin == Origin::Title),
    })
}

/// What the desk says to a message in a server with these answers of its `own`, or why it says nothing.
pub fn answer(
    message: &Message,
    desk: &Desk,
    own: Option<&Own>,
    settings: &Settings,
    cooldown: &Cooldown,
    now: Seconds,
) -> Result<Reply, Silence> {
    may_answer(message, settings, cooldown, now)?;
    let judgement = desk.judge(&question(message, settings), own);
    let (channel, asker) = (message.place.channel, message.author.id);
    let offer = match judgement.action {
        // Not after every line of somebody who writes several: the official channels have a cooldown, too.
        answers::Action::Silent
            if message.is_direct() && cooldown.is_quiet(OFFICIAL, channel, asker, now) =>
        {
            return Err(Why::Cooldown.into());
        }
        answers::Action::Silent if message.is_direct() => Offer::Official,
        answers::Action::Silent => {
            let nearest = judgement.asks.then(|| top(&judgement, 0, NEXT));
            return Err(Silence { why: Why::NoMatch(judgement.why), nearest });
        }
        answers::Action::Answer => {
            let best = top(&judgement, 0, 1).pop().unwrap_or_default();
            if cooldown.is_quiet(&best, channel, asker, now) {
                return Err(Why::Cooldown.into());
            }
            Offer::Answer(best)
        }
        answers::Action::Suggest => {
            let offered: Vec<String> = top(&judgement, 0, CHOICES);
            // A choice whose every topic was just shown would be the same reply again.
            if offered.iter().all(|topic| cooldown.was_offered(topic, channel, asker, now)) {
                return Err(Why::Cooldown.into());
            }
            Offer::Suggest(offered)
        }
    };
    let shown = match &offer {
        Offer::Answer(_) => 1,
        Offer::Suggest(offered) => offered.len(),
        Offer::Official => 0,
    };
    Ok(Reply { offer, lang: judgement.lang, next: top(&judgement, shown, NEXT) })
}

/// The ids of up to `count` topics of the ranking, after the first `skip`.
fn top(judgement: &Judgement, skip: usize, count: usize) -> Vec<String> {
    judgement.ranked.iter().skip(skip).take(count).map(|candidate| candidate.id.to_string()).collect()
}

/// What a message asks: title and body of a forum post are one question.
pub fn question<'m>(message: &'m Message, settings: &Settings) -> Question<'m> {
    let forum = message.place.thread.as_ref().filter(|thread| thread.forum);
    Question {
        title: forum.map_or("", |thread| thread.title.as_str()),
        text: message.content.as_str(),
        locale: message.author.locale,
        home: settings.lang,
    }
}

/// Whether this author may be answered here and now: Discord's own evidence, before any word is read.
fn may_answer(message: &Message, settings: &Settings, cooldown: &Cooldown, now: Seconds) -> Result<(), Why> {
    let refuse = |reason: Why, refused: bool| if refused { Err(reason) } else { Ok(()) };
    refuse(Why::Bot, message.author.bot)?;
    refuse(Why::NotHelp, !settings.is_help(&message.place))?;
    refuse(Why::Edit, message.edited)?;
    refuse(Why::Old, now > message.at + FRESH)?;
    refuse(Why::Staff, !message.is_direct() && settings.is_staff(message))?;
    refuse(Why::Reply, message.replies_to_other)?;
    let Some(thread) = &message.place.thread else { return Ok(()) };
    refuse(Why::Resolved, thread.resolved)?;
    refuse(Why::NotOpener, thread.opener != Some(message.author.id))?;
    refuse(Why::Answered, cooldown.has_replied(message.place.channel))
}

/// Remembers that `reply` was given to `message`.
pub fn remember(memory: &mut Memory, message: &Message, reply: &Reply, now: Seconds) {
    let (channel, asker, cooldown) = (message.place.channel, message.author.id, &mut memory.cooldown);
    match &reply.offer {
        Offer::Answer(topic) => cooldown.answered(topic, channel, asker, now),
        Offer::Suggest(topics) => {
            topics.iter().for_each(|topic| cooldown.offered(topic, channel, asker, now));
        }
        Offer::Official => cooldown.answered(OFFICIAL, channel, asker, now),
    }
    if message.place.thread.is_some() {
        memory.cooldown.replied(message.place.channel);
    }
}
