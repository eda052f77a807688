//! What the running bot has to remember, one value a fact. How each is written: `rows`.

use super::Digest;
use crate::message::{Id, Seconds};
use std::borrow::Cow;
use tokio::sync::oneshot;

/// Something the guard found and did. Kinds, ids and words; never text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incident {
    /// The server. Direct messages are not recorded.
    pub guild: Id,
    /// The channel or thread.
    pub channel: Id,
    /// Every message of the case, the one that completed it last.
    pub messages: Vec<Id>,
    /// Who wrote them.
    pub author: Id,
    /// The kind's id: `bip39-en`.
    pub kind: Cow<'static, str>,
    /// How sure: `certain`, `likely`.
    pub verdict: Cow<'static, str>,
    /// What gave it away: `checksum`.
    pub reason: Cow<'static, str>,
    /// What was done: `delete`, `alert`, `warn`, `delete-failed`, or, from the alert, `delete-by-moderator`. Amended by
    /// [`super::Store::amend_incident`].
    pub action: Cow<'static, str>,
    /// Whether the server was in observe mode.
    pub observed: bool,
    /// Whether a moderator called it a false alarm. Written by [`super::Store::mark_false_alarm`] alone.
    pub false_alarm: bool,
    /// When it was done; what it was about may be older.
    pub at: Seconds,
}

/// What became of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// It was answered with the topic.
    Answered,
    /// The topic led a choice of several; the others of the choice are not counted, so that a question counts once.
    Suggested,
    /// The asker pressed *Solved*.
    Solved,
    /// The asker pressed *Not what I asked*.
    NotAsked,
    /// Somebody asked for the answer in another language.
    OtherLanguage,
    /// No topic fitted; the topic is empty.
    Unmatched,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Self; 6] =
        [Self::Answered, Self::Suggested, Self::Solved, Self::NotAsked, Self::OtherLanguage, Self::Unmatched];

    /// The word it is stored as.
    pub fn word(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::Suggested => "suggested",
            Self::Solved => "solved",
            Self::NotAsked => "not-asked",
            Self::OtherLanguage => "other-language",
            Self::Unmatched => "unmatched",
        }
    }

    pub(super) fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.word() == word)
    }
}

/// Why a question is on the list of unmatched ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhyUnmatched {
    /// It got silence.
    Silence,
    /// It got an answer that its asker did not ask for.
    NotAsked,
}

impl WhyUnmatched {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Silence => "silence",
            Self::NotAsked => "not-asked",
        }
    }
}

/// A question no answer fitted: where to find it, not what it said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unmatched {
    /// The server.
    pub guild: Id,
    /// The channel or thread.
    pub channel: Id,
    /// The message.
    pub message: Id,
    /// Who asked, so that their rows can be removed when they want that.
    pub author: Id,
    /// Silence, or an answer that did not fit.
    pub why: WhyUnmatched,
    /// The topics that came closest, best first.
    pub candidates: Vec<String>,
    /// When it was asked.
    pub at: Seconds,
}

/// A line of the queue.
#[derive(Debug)]
pub(super) enum Record {
    Incident(Incident),
    /// What was done about an incident later.
    Amended {
        guild: Id,
        message: Id,
        action: &'static str,
    },
    Count {
        guild: Id,
        topic: String,
        outcome: Outcome,
        at: Seconds,
    },
    Unmatched(Unmatched),
    /// A question was dealt with, or deleted.
    Matched {
        guild: Id,
        message: Id,
    },
    FalseAlarm {
        guild: Id,
        digest: Option<Digest>,
        message: Id,
        at: Seconds,
    },
    ForgetUser {
        user: Id,
        done: oneshot::Sender<u64>,
    },
    ForgetGuild {
        guild: Id,
    },
    /// Nothing to write: somebody waits until everything before it is.
    Mark {
        done: oneshot::Sender<u64>,
    },
}

/// How sorely a record would be missed, least first: what is dropped when the queue is full.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Weight {
    /// A statistic.
    Count,
    /// A line on a moderator's list.
    Question,
    /// What the guard did.
    Incident,
    /// A promise to somebody: never dropped.
    Promise,
}

impl Weight {
    pub(super) const COUNT: usize = 4;
}

impl Record {
    pub(super) fn weight(&self) -> Weight {
        match self {
            Self::Count { .. } => Weight::Count,
            Self::Unmatched(_) | Self::Matched { .. } => Weight::Question,
            Self::Incident(_) | Self::Amended { .. } => Weight::Incident,
            Self::FalseAlarm { .. }
            | Self::ForgetUser { .. }
            | Self::ForgetGuild { .. }
            | Self::Mark { .. } => Weight::Promise,
        }
    }

    /// The word for it in a log.
    pub(super) fn word(&self) -> &'static str {
        match self {
            Self::Incident(_) | Self::Amended { .. } => "incident",
            Self::Count { .. } => "count",
            Self::Unmatched(_) | Self::Matched { .. } => "question",
            Self::FalseAlarm { .. } => "false alarm",
            Self::ForgetUser { .. } | Self::ForgetGuild { .. } => "removal",
            Self::Mark { .. } => "mark",
        }
    }

    /// Whether it removes what somebody wants to be gone.
    pub(super) fn removes(&self) -> bool {
        matches!(self, Self::ForgetUser { .. } | Self::ForgetGuild { .. })
    }

    /// The guild whose lists it makes longer.
    pub(super) fn lengthens(&self) -> Option<Id> {
        match self {
            Self::Incident(Incident { guild, .. }) | Self::Unmatched(Unmatched { guild, .. }) => Some(*guild),
            _ => None,
        }
    }

    /// Tells whoever waits for it that it is written, and how many rows it touched.
    pub(super) fn acknowledge(self, rows: u64) {
        if let Self::ForgetUser { done, .. } | Self::Mark { done } = self {
            // Nobody waits any more: as good as told.
            let _ = done.send(rows);
        }
    }
}

impl Incident {
    /// The message the incident is known by: the one that completed it.
    pub fn message(&self) -> Id {
        self.messages.last().copied().unwrap_or_default()
    }
}
