//! What must be known without asking the database: settings and false alarms, as they were when it last answered.

use super::digest::{Digest, Key};
use super::{Inner, StoreError, id, sql};
use crate::message::Id;
use crate::policy::Settings;
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, PoisonError, RwLockReadGuard, RwLockWriteGuard};

/// The last known state.
#[derive(Default)]
pub(super) struct Known {
    pub(super) guilds: HashMap<Id, Guild>,
    pub(super) false_alarms: HashMap<Id, HashSet<Digest>>,
    pub(super) key: Option<Arc<Key>>,
}

/// What is known of a guild.
#[derive(Clone, Default)]
pub(super) struct Guild {
    pub(super) version: i64,
    pub(super) settings: Option<Arc<Settings>>,
}

impl Inner {
    pub(super) fn known(&self) -> RwLockReadGuard<'_, Known> {
        self.known.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn known_mut(&self) -> RwLockWriteGuard<'_, Known> {
        self.known.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads everything, as at the start and after an outage.
    pub(super) async fn load(&self) -> Result<(), StoreError> {
        let key = self.installation_key().await?;
        let rows: Vec<(i64, String)> = sqlx::query_as("SELECT guild, digest FROM false_alarms")
            .fetch_all(self.database.pool())
            .await
            .map_err(|error| self.database.error(&error))?;
        {
            let mut known = self.known_mut();
            known.key = Some(Arc::new(key));
            // Added to what is known: a mark made during the outage still waits to be written.
            for (guild, digest) in rows {
                known.false_alarms.entry(id(guild)).or_default().extend(digest.parse::<Digest>().ok());
            }
        }
        self.refresh(None).await
    }

    /// Reads again what changed in the settings of one guild, or of all.
    pub(super) async fn refresh(&self, only: Option<Id>) -> Result<(), StoreError> {
        let concerned = |guild: &Id| only.is_none_or(|only| only == *guild);
        // What is saved here while the rows are on their way is newer than they are.
        let before: HashMap<Id, i64> = {
            let known = self.known();
            let concerned = known.guilds.iter().filter(|(guild, _)| concerned(guild));
            concerned.map(|(&guild, known)| (guild, known.version)).collect()
        };
        let rows: Vec<(i64, i64, Option<String>)> =
            sqlx::query_as("SELECT guild, version, settings FROM guilds WHERE $1 = 0 OR guild = $1")
                .bind(sql(only.unwrap_or(0)))
                .fetch_all(self.database.pool())
                .await
                .map_err(|error| self.database.error(&error))?;
        let mut known = self.known_mut();
        let mut changed = false;
        let there: HashSet<Id> = rows.iter().map(|row| id(row.0)).collect();
        known.guilds.retain(|guild, known| {
            let gone = before.get(guild) == Some(&known.version) && !there.contains(guild);
            changed |= gone;
            !gone
        });
        for (guild, version, settings) in rows {
            let guild = id(guild);
            let held = known.guilds.get(&guild).map_or(0, |known| known.version);
            if held == version || held != before.get(&guild).copied().unwrap_or(0) {
                continue;
            }
            let entry = known.guilds.entry(guild).or_default();
            changed = true;
            entry.version = version;
            match settings.map(|text| serde_json::from_str::<Settings>(&text)) {
                Some(Ok(settings)) => entry.settings = Some(Arc::new(settings)),
                // The last known ones stay in force.
                Some(Err(_)) => tracing::error!("{}", StoreError::Unreadable { what: "settings", guild }),
                None => entry.settings = None,
            }
        }
        drop(known);
        if changed {
            self.changed();
        }
        Ok(())
    }

    /// Tells whoever listens that a guild's settings or answers are others now.
    pub(super) fn changed(&self) {
        self.changes.send_modify(|count| *count += 1);
    }
}
