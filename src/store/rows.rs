//! How each record is written, and read again. Every one may be written twice, as happens when a connection breaks between a
//! commit and its acknowledgement, without harm: keys make the second time the same as the first (a count may then be a
//! little high).

use super::record::{Incident, Outcome, Record, Unmatched};
use super::{Digest, id, sql};
use crate::message::{DAY, Id, Seconds};
use sqlx::AnyConnection;

/// The newest questions a server keeps on its list: more is not a list anybody works through, and a flood of nonsense must
/// not fill the disk.
const QUESTIONS: i64 = 500;

/// The newest incidents a server keeps, for the same reason: a hundred a day for the default 90 days.
const INCIDENTS: i64 = 9_000;

impl Record {
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
    async fn write(&self, to: &mut AnyConnection) -> Result<u64, sqlx::Error> {
        // An edit may turn a likely leak into a certain one: the new verdict replaces the old, a moderator's mark stays.
        sqlx::query(
            "INSERT INTO incidents (message, kind, guild, channel, author, messages, verdict, reason, action, observed, \
             happened_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) \
             ON CONFLICT (message, kind) DO UPDATE SET messages = excluded.messages, verdict = excluded.verdict, \
             reason = excluded.reason, action = excluded.action, observed = excluded.observed, \
             happened_at = excluded.happened_at",
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
    .bind(sql(at / DAY))
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
