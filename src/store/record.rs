//! What the running bot has to remember, one value a fact, and how each is written. Every one may be written twice, as
//! happens when a connection breaks between a commit and its acknowledgement, without harm: keys make the second time the
//! same as the first (a count may then be a little high).

use super::{Digest, id, sql};
use crate::message::{Id, Seconds};
use sqlx::AnyConnection;
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
    /// When.
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

/// The newest questions a server keeps on its list: more is not a list anybody works through, and a flood of nonsense must
/// not fill the disk.
const QUESTIONS: i64 = 500;

/// The newest incidents a server keeps, for the same reason: a hundred a day for the default 90 days.
const INCIDENTS: i64 = 9_000;

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

    /// Writes the record; says how many rows it touched.
    pub(super) async fn write(&self, to: &mut AnyConnection) -> Result<u64, sqlx::Error> {
        match self {
            Self::Incident(incident) => incident.write(to).await,
            Self::Amended { guild, message, action } => amend(to, *guild, *message, action).await,
            Self::Count { guild, topic, outcome, at } => count(to, *guild, topic, *outcome, *at).await,
            Self::Unmatched(question) => question.write(to).await,
            Self::Matched { guild, message } => matched(to, *guild, *message).await,
            Self::FalseAlarm { guild, digest, message, at } => {
                false_alarm(to, *guild, *digest, *message, *at).await
            }
            Self::ForgetUser { user, .. } => super::forget::user(to, *user).await,
            Self::ForgetGuild { guild } => super::forget::guild(to, *guild).await,
            Self::Mark { .. } => Ok(0),
        }
    }
}

impl Incident {
    /// The message the incident is known by: the one that completed it.
    pub fn message(&self) -> Id {
        self.messages.last().copied().unwrap_or_default()
    }

    async fn write(&self, to: &mut AnyConnection) -> Result<u64, sqlx::Error> {
        // An edit may make a likely leak a certain one: the newer word holds, the moderator's stands.
        sqlx::query(
            "INSERT INTO incidents (message, kind, guild, channel, author, messages, verdict, reason, action, observed, \
             happened_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) \
             ON CONFLICT (message, kind) DO UPDATE SET messages = excluded.messages, verdict = excluded.verdict, \
             reason = excluded.reason, action = excluded.action, observed = excluded.observed",
        )
        .bind(sql(self.message()))
        .bind(self.kind.as_ref())
        .bind(sql(self.guild))
        .bind(sql(self.channel))
        .bind(sql(self.author))
        .bind(joined(&self.messages))
        .bind(self.verdict.as_ref())
        .bind(self.reason.as_ref())
        .bind(self.action.as_ref())
        .bind(i64::from(self.observed))
        .bind(sql(self.at))
        .execute(to)
        .await
        .map(|done| done.rows_affected())
    }
}

async fn amend(to: &mut AnyConnection, guild: Id, message: Id, action: &str) -> Result<u64, sqlx::Error> {
    sqlx::query("UPDATE incidents SET action = $3 WHERE guild = $1 AND message = $2")
        .bind(sql(guild))
        .bind(sql(message))
        .bind(action)
        .execute(to)
        .await
        .map(|done| done.rows_affected())
}

async fn count(
    to: &mut AnyConnection,
    guild: Id,
    topic: &str,
    outcome: Outcome,
    at: Seconds,
) -> Result<u64, sqlx::Error> {
    sqlx::query(
        "INSERT INTO counts (guild, day, topic, outcome, n) VALUES ($1, $2, $3, $4, 1) \
         ON CONFLICT (guild, day, topic, outcome) DO UPDATE SET n = counts.n + 1",
    )
    .bind(sql(guild))
    .bind(sql(at / super::DAY))
    .bind(topic)
    .bind(outcome.word())
    .execute(to)
    .await
    .map(|done| done.rows_affected())
}

impl Unmatched {
    async fn write(&self, to: &mut AnyConnection) -> Result<u64, sqlx::Error> {
        sqlx::query(
            "INSERT INTO unmatched (guild, message, channel, author, why, candidates, asked_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7) \
             ON CONFLICT (guild, message) DO UPDATE SET why = excluded.why, candidates = excluded.candidates",
        )
        .bind(sql(self.guild))
        .bind(sql(self.message))
        .bind(sql(self.channel))
        .bind(sql(self.author))
        .bind(self.why.word())
        .bind(self.candidates.join(" "))
        .bind(sql(self.at))
        .execute(to)
        .await
        .map(|done| done.rows_affected())
    }
}

/// Keeps the lists of a guild within their bounds. Snowflakes grow with time: the greatest ids are the newest.
pub(super) async fn trim(to: &mut AnyConnection, guild: Id) -> Result<(), sqlx::Error> {
    const LISTS: [(&str, i64); 2] = [
        (
            "DELETE FROM incidents WHERE guild = $1 AND happened_at < (SELECT happened_at FROM incidents \
             WHERE guild = $1 ORDER BY happened_at DESC LIMIT 1 OFFSET $2)",
            INCIDENTS,
        ),
        (
            "DELETE FROM unmatched WHERE guild = $1 AND message < (SELECT message FROM unmatched \
             WHERE guild = $1 ORDER BY message DESC LIMIT 1 OFFSET $2)",
            QUESTIONS,
        ),
    ];
    for (query, most) in LISTS {
        sqlx::query(query).bind(sql(guild)).bind(most - 1).execute(&mut *to).await?;
    }
    Ok(())
}

async fn matched(to: &mut AnyConnection, guild: Id, message: Id) -> Result<u64, sqlx::Error> {
    sqlx::query("DELETE FROM unmatched WHERE guild = $1 AND message = $2")
        .bind(sql(guild))
        .bind(sql(message))
        .execute(to)
        .await
        .map(|done| done.rows_affected())
}

async fn false_alarm(
    to: &mut AnyConnection,
    guild: Id,
    digest: Option<Digest>,
    message: Id,
    at: Seconds,
) -> Result<u64, sqlx::Error> {
    if let Some(digest) = digest {
        sqlx::query(
            "INSERT INTO false_alarms (guild, digest, marked_at) VALUES ($1, $2, $3) \
             ON CONFLICT (guild, digest) DO NOTHING",
        )
        .bind(sql(guild))
        .bind(digest.to_string())
        .bind(sql(at))
        .execute(&mut *to)
        .await?;
    }
    sqlx::query("UPDATE incidents SET false_alarm = 1 WHERE guild = $1 AND message = $2")
        .bind(sql(guild))
        .bind(sql(message))
        .execute(to)
        .await
        .map(|done| done.rows_affected())
}

/// Ids as one text, in their order.
fn joined(ids: &[Id]) -> String {
    ids.iter().map(Id::to_string).collect::<Vec<_>>().join(" ")
}

/// The ids of such a text.
pub(super) fn split(ids: &str) -> Vec<Id> {
    ids.split(' ').filter_map(|id| id.parse().ok()).collect()
}

/// A row of `incidents` as the queries of [`super::incidents`] select it.
pub(super) type IncidentRow = (i64, String, i64, i64, String, String, String, String, i64, i64, i64);

impl From<IncidentRow> for Incident {
    fn from(row: IncidentRow) -> Self {
        let (guild, kind, channel, author, messages, verdict, reason, action, observed, false_alarm, at) =
            row;
        Self {
            guild: id(guild),
            channel: id(channel),
            messages: split(&messages),
            author: id(author),
            kind: kind.into(),
            verdict: verdict.into(),
            reason: reason.into(),
            action: action.into(),
            observed: observed != 0,
            false_alarm: false_alarm != 0,
            at: id(at),
        }
    }
}
