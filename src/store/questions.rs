//! What became of questions: counts by topic and day, and where the ones are that no answer fitted.

use super::record::{Outcome, Record, Unmatched, WhyUnmatched};
use super::{Store, StoreError, id, sql};
use crate::message::{DAY, Id, Seconds};

/// So many times a topic's answer had this outcome on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TopicCount {
    /// Days since 1970, UTC.
    pub day: u64,
    /// The topic's id; empty for unmatched questions.
    pub topic: String,
    /// What became of it.
    pub outcome: Outcome,
    /// How often.
    pub n: u64,
}

impl Store {
    /// Counts what became of a question. Never waits.
    pub fn count(&self, guild: Id, topic: &str, outcome: Outcome, at: Seconds) {
        self.inner.queue.push(Record::Count { guild, topic: topic.into(), outcome, at });
    }

    /// Puts a question on the moderators' list, and counts it. Never waits.
    pub fn record_unmatched(&self, question: Unmatched) {
        if question.why == WhyUnmatched::Silence {
            self.count(question.guild, "", Outcome::Unmatched, question.at);
        }
        self.inner.queue.push(Record::Unmatched(question));
    }

    /// Takes a question off the list: it was dealt with, or deleted. Never waits.
    pub fn remove_unmatched(&self, guild: Id, message: Id) {
        self.inner.queue.push(Record::Matched { guild, message });
    }

    /// The newest questions that no answer fitted, at most `most`.
    pub async fn unmatched(&self, guild: Id, most: u16) -> Result<Vec<Unmatched>, StoreError> {
        let query = sqlx::query_as(
            "SELECT message, channel, author, why, candidates, asked_at FROM unmatched WHERE guild = $1 \
             ORDER BY message DESC LIMIT $2",
        )
        .bind(sql(guild))
        .bind(i64::from(most));
        let rows: Vec<(i64, i64, i64, String, String, i64)> =
            self.inner.database.ask(query.fetch_all(self.inner.database.pool())).await?;
        let questions = rows.into_iter().map(|(message, channel, author, why, candidates, at)| Unmatched {
            guild,
            channel: id(channel),
            message: id(message),
            author: id(author),
            why: if why == WhyUnmatched::NotAsked.word() {
                WhyUnmatched::NotAsked
            } else {
                WhyUnmatched::Silence
            },
            candidates: candidates.split_whitespace().map(String::from).collect(),
            at: id(at),
        });
        Ok(questions.collect())
    }

    /// What became of questions since then, by day, topic and outcome.
    pub async fn topic_counts(&self, guild: Id, since: Seconds) -> Result<Vec<TopicCount>, StoreError> {
        let query = sqlx::query_as(
            "SELECT day, topic, outcome, n FROM counts WHERE guild = $1 AND day >= $2 ORDER BY day, topic, outcome",
        )
        .bind(sql(guild))
        .bind(sql(since / DAY));
        let rows: Vec<(i64, String, String, i64)> =
            self.inner.database.ask(query.fetch_all(self.inner.database.pool())).await?;
        // An outcome of a newer version is left out.
        let counts = rows.into_iter().filter_map(|(day, topic, outcome, n)| {
            Some(TopicCount { day: id(day), topic, outcome: Outcome::of_word(&outcome)?, n: id(n) })
        });
        Ok(counts.collect())
    }
}
