//! The server's own answers, each as the text of a file of `responses/topics/`. What is in them is for others to check.

use super::{Inner, Store, StoreError, id, sql};
use crate::message::Id;
use sqlx::AnyConnection;
use std::collections::BTreeSet;

/// A server has at most this many answers of its own: ten times the shipped ones, and 5,000 phrasings at ten each, which is
/// what matching is measured with.
pub const MOST_ANSWERS: usize = 500;

/// The longest answer in bytes: five times the longest shipped one.
pub const LONGEST_ANSWER: usize = 32 * 1024;

/// An answer of a server's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnAnswer {
    /// Its id, unique in the server.
    pub id: String,
    /// Grows with every edit.
    pub version: i64,
    /// The JSON text.
    pub body: String,
}

impl Store {
    /// The answers of a server, by id: its list, and its export.
    pub async fn answers(&self, guild: Id) -> Result<Vec<OwnAnswer>, StoreError> {
        let query = sqlx::query_as("SELECT id, version, body FROM answers WHERE guild = $1 ORDER BY id")
            .bind(sql(guild));
        let rows: Vec<(String, i64, String)> =
            self.inner.database.ask(query.fetch_all(self.inner.database.pool())).await?;
        Ok(rows.into_iter().map(|(id, version, body)| OwnAnswer { id, version, body }).collect())
    }

    /// Every server that has answers of its own.
    pub async fn guilds_with_answers(&self) -> Result<BTreeSet<Id>, StoreError> {
        let query = sqlx::query_as("SELECT DISTINCT guild FROM answers");
        let rows: Vec<(i64,)> = self.inner.database.ask(query.fetch_all(self.inner.database.pool())).await?;
        Ok(rows.into_iter().map(|(guild,)| id(guild)).collect())
    }

    /// Adds an answer; fails when the id is taken or there are too many.
    pub async fn add_answer(&self, guild: Id, id: &str, body: &str) -> Result<(), StoreError> {
        fits(id, body)?;
        let inner = &self.inner;
        let added = inner.database.ask(async {
            let mut transaction = inner.database.begin().await?;
            inner.bump(&mut transaction, guild).await?;
            let done = sqlx::query(
                "INSERT INTO answers (guild, id, version, body) VALUES ($1, $2, 1, $3) \
                 ON CONFLICT (guild, id) DO NOTHING",
            )
            .bind(sql(guild))
            .bind(id)
            .bind(body)
            .execute(&mut *transaction)
            .await?;
            if done.rows_affected() == 0 {
                return Ok(Err(StoreError::Exists(id.into())));
            }
            if count(&mut transaction, guild).await? > MOST_ANSWERS {
                return Ok(Err(too_many()));
            }
            transaction.commit().await.map(Ok)
        });
        added.await.flatten()?;
        inner.look_again(guild).await;
        Ok(())
    }

    /// Changes an answer, unless somebody else did since it was read in this `version`.
    pub async fn edit_answer(&self, guild: Id, id: &str, version: i64, body: &str) -> Result<(), StoreError> {
        fits(id, body)?;
        let inner = &self.inner;
        let edited = inner.database.ask(async {
            let mut transaction = inner.database.begin().await?;
            inner.bump(&mut transaction, guild).await?;
            let done = sqlx::query(
                "UPDATE answers SET version = version + 1, body = $4 WHERE guild = $1 AND id = $2 AND version = $3",
            )
            .bind(sql(guild))
            .bind(id)
            .bind(version)
            .bind(body)
            .execute(&mut *transaction)
            .await?;
            if done.rows_affected() == 0 {
                return Ok(Err(changed_or_gone(&mut transaction, guild, id).await?));
            }
            transaction.commit().await.map(Ok)
        });
        edited.await.flatten()?;
        inner.look_again(guild).await;
        Ok(())
    }

    /// Removes an answer, unless somebody changed it since it was read in this `version`.
    pub async fn remove_answer(&self, guild: Id, id: &str, version: i64) -> Result<(), StoreError> {
        let inner = &self.inner;
        let removed = inner.database.ask(async {
            let mut transaction = inner.database.begin().await?;
            inner.bump(&mut transaction, guild).await?;
            let done = sqlx::query("DELETE FROM answers WHERE guild = $1 AND id = $2 AND version = $3")
                .bind(sql(guild))
                .bind(id)
                .bind(version)
                .execute(&mut *transaction)
                .await?;
            if done.rows_affected() == 0 {
                return Ok(Err(changed_or_gone(&mut transaction, guild, id).await?));
            }
            transaction.commit().await.map(Ok)
        });
        removed.await.flatten()?;
        inner.look_again(guild).await;
        Ok(())
    }

    /// Adds or replaces answers, all of them or none.
    pub async fn import_answers(&self, guild: Id, answers: &[(String, String)]) -> Result<(), StoreError> {
        if answers.len() > MOST_ANSWERS {
            return Err(too_many());
        }
        answers.iter().try_for_each(|(id, body)| fits(id, body))?;
        let inner = &self.inner;
        let imported = inner.database.ask(async {
            let mut transaction = inner.database.begin().await?;
            inner.bump(&mut transaction, guild).await?;
            for (id, body) in answers {
                sqlx::query(
                    "INSERT INTO answers (guild, id, version, body) VALUES ($1, $2, 1, $3) \
                     ON CONFLICT (guild, id) DO UPDATE SET version = answers.version + 1, body = excluded.body",
                )
                .bind(sql(guild))
                .bind(id.as_str())
                .bind(body.as_str())
                .execute(&mut *transaction)
                .await?;
            }
            if count(&mut transaction, guild).await? > MOST_ANSWERS {
                return Ok(Err(too_many()));
            }
            transaction.commit().await.map(Ok)
        });
        imported.await.flatten()?;
        inner.look_again(guild).await;
        Ok(())
    }
}

impl Inner {
    /// Learns the version that was just written; should that fail, the watcher will.
    async fn look_again(&self, guild: Id) {
        if let Err(error) = self.refresh(Some(guild)).await {
            tracing::debug!(guild, "{error}");
        }
    }
}

async fn count(from: &mut AnyConnection, guild: Id) -> Result<usize, sqlx::Error> {
    let (count,): (i64,) = sqlx::query_as("SELECT COUNT(*) FROM answers WHERE guild = $1")
        .bind(sql(guild))
        .fetch_one(from)
        .await?;
    Ok(usize::try_from(count).unwrap_or(usize::MAX))
}

/// Why an answer was not there in the version that was asked for.
async fn changed_or_gone(from: &mut AnyConnection, guild: Id, id: &str) -> Result<StoreError, sqlx::Error> {
    let there: Option<(i64,)> = sqlx::query_as("SELECT version FROM answers WHERE guild = $1 AND id = $2")
        .bind(sql(guild))
        .bind(id)
        .fetch_optional(from)
        .await?;
    Ok(there.map_or_else(|| StoreError::Missing(id.into()), |_| StoreError::Conflict))
}

fn too_many() -> StoreError {
    StoreError::TooMuch { what: "answers of a server", most: MOST_ANSWERS }
}

/// Bounds, and the one character PostgreSQL's text cannot hold.
fn fits(id: &str, body: &str) -> Result<(), StoreError> {
    if id.len() + body.len() > LONGEST_ANSWER {
        return Err(StoreError::TooMuch { what: "bytes of an answer", most: LONGEST_ANSWER });
    }
    if id.contains('\0') || body.contains('\0') {
        return Err(StoreError::TooMuch { what: "NUL characters in an answer", most: 0 });
    }
    Ok(())
}
