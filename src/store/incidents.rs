//! What the guard did, for moderators: as a list, and as numbers.

use super::record::{Incident, Record};
use super::rows::IncidentRow;
use super::{Store, StoreError, id, sql};
use crate::message::{DAY, Id, Seconds};

/// So many incidents in one day, by how sure they were.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncidentCount {
    /// Days since 1970, UTC.
    pub day: u64,
    /// How sure: `certain`, `likely`.
    pub verdict: String,
    /// How many.
    pub n: u64,
    /// How many of them a moderator called a false alarm.
    pub false_alarms: u64,
}

/// What was seen in observe mode: enough to suggest the next step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Observed {
    /// Certain ones: what protect mode would have deleted.
    pub certain: Tally,
    /// Likely ones: what it would have told author and moderators.
    pub likely: Tally,
}

/// So many, so many of them false.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// How many incidents.
    pub n: u64,
    /// How many of them a moderator called a false alarm.
    pub false_alarms: u64,
}

impl Store {
    /// Remembers an incident. Never waits; written when the database can take it.
    pub fn record_incident(&self, incident: Incident) {
        self.inner.queue.push(Record::Incident(incident));
    }

    /// Says what has become, since it was recorded, of what this message completed. An incident that is gone stays gone: its
    /// author may have been forgotten meanwhile. Never waits.
    pub fn amend_incident(&self, guild: Id, message: Id, action: &'static str) {
        self.inner.queue.push(Record::Amended { guild, message, action });
    }

    /// The newest incidents of a server since then, of one author or of all, at most `most`.
    pub async fn incidents(
        &self,
        guild: Id,
        author: Option<Id>,
        since: Seconds,
        most: u16,
    ) -> Result<Vec<Incident>, StoreError> {
        let query = sqlx::query_as(
            "SELECT guild, kind, channel, author, messages, verdict, reason, action, observed, false_alarm, happened_at \
             FROM incidents WHERE guild = $1 AND happened_at >= $2 AND ($3 = 0 OR author = $3) \
             ORDER BY happened_at DESC, message DESC LIMIT $4",
        )
        .bind(sql(guild))
        .bind(sql(since))
        .bind(sql(author.unwrap_or(0)))
        .bind(i64::from(most));
        let rows: Vec<IncidentRow> =
            self.inner.database.ask(query.fetch_all(self.inner.database.pool())).await?;
        Ok(rows.into_iter().map(Incident::from).collect())
    }

    /// The incident that this message completed; the newest, if an edit made it another kind.
    pub async fn incident(&self, guild: Id, message: Id) -> Result<Option<Incident>, StoreError> {
        let query = sqlx::query_as(
            "SELECT guild, kind, channel, author, messages, verdict, reason, action, observed, false_alarm, happened_at \
             FROM incidents WHERE guild = $1 AND message = $2 ORDER BY happened_at DESC LIMIT 1",
        )
        .bind(sql(guild))
        .bind(sql(message));
        let row: Option<IncidentRow> =
            self.inner.database.ask(query.fetch_optional(self.inner.database.pool())).await?;
        Ok(row.map(Incident::from))
    }

    /// Incidents of a server since then, by day and verdict.
    pub async fn incident_counts(&self, guild: Id, since: Seconds) -> Result<Vec<IncidentCount>, StoreError> {
        let query = sqlx::query_as(
            "SELECT happened_at / $3, verdict, COUNT(*), CAST(SUM(false_alarm) AS BIGINT) FROM incidents \
             WHERE guild = $1 AND happened_at >= $2 GROUP BY 1, 2 ORDER BY 1, 2",
        )
        .bind(sql(guild))
        .bind(sql(since))
        .bind(sql(DAY));
        let rows: Vec<(i64, String, i64, i64)> =
            self.inner.database.ask(query.fetch_all(self.inner.database.pool())).await?;
        let counts = rows.into_iter().map(|(day, verdict, n, false_alarms)| IncidentCount {
            day: id(day),
            verdict,
            n: id(n),
            false_alarms: id(false_alarms),
        });
        Ok(counts.collect())
    }

    /// What was seen in observe mode since then.
    pub async fn observed(&self, guild: Id, since: Seconds) -> Result<Observed, StoreError> {
        let query = sqlx::query_as(
            "SELECT verdict, COUNT(*), CAST(SUM(false_alarm) AS BIGINT) FROM incidents \
             WHERE guild = $1 AND happened_at >= $2 AND observed = 1 GROUP BY verdict",
        )
        .bind(sql(guild))
        .bind(sql(since));
        let rows: Vec<(String, i64, i64)> =
            self.inner.database.ask(query.fetch_all(self.inner.database.pool())).await?;
        let mut observed = Observed::default();
        for (verdict, n, false_alarms) in rows {
            let tally = if verdict == "certain" { &mut observed.certain } else { &mut observed.likely };
            tally.n += id(n);
            tally.false_alarms += id(false_alarms);
        }
        Ok(observed)
    }
}
