//! Deletes that Discord could not do are tried again, long after author and moderators were told that the message stands.

use super::alert::Report;
use super::facts::Facts;
use super::guard;
use super::notice::Told;
use super::render::Render;
use super::requests::Failure;
use super::state::State;
use serenity::all::Http;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// First after what a moderator needs to look at the alert, then ever more rarely, the last time after an hour and a half. An
/// outage of Discord's lasts minutes, rarely hours.
const FIRST_PAUSE: Duration = Duration::from_secs(10);
const LAST_PAUSE: Duration = Duration::from_secs(45 * 60);

/// So many wait side by side: six requests of each in the first eighteen seconds are some twenty a second, less than half of
/// what Discord allows a bot, so that new leaks do not wait for old ones. Each takes some kibibytes.
const MOST: usize = 64;

/// Who may be tried again.
pub(crate) struct Again(Arc<Semaphore>);

/// A place among those that are tried again, until it is dropped.
pub(crate) struct Place(
    #[expect(dead_code, reason = "held, and given back when it is dropped")] OwnedSemaphorePermit,
);

impl Default for Again {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(MOST)))
    }
}

impl Again {
    /// A place for one more, if there is any.
    pub(crate) fn place(&self) -> Option<Place> {
        Arc::clone(&self.0).try_acquire_owned().ok().map(Place)
    }
}

/// Goes on deleting, and tells the moderators when it is done.
pub(crate) async fn go_on(http: Arc<Http>, state: Arc<State>, facts: Facts, _place: Place) {
    let settings = state.settings(facts.guild);
    let desk = state.desk();
    let render = Render::new(desk.book(), settings.lang, &state.signer);
    let mut pause = FIRST_PAUSE;
    while pause <= LAST_PAUSE {
        tokio::time::sleep(pause).await;
        pause *= 2;
        let _piece = state.work.begin();
        let deletion = guard::delete(&http, &render, facts.channel, facts.edited, &facts.leak).await;
        if deletion.failure.as_ref().is_some_and(Failure::may_pass) {
            continue;
        }
        tracing::info!(message = facts.message, failure = ?deletion.failure, "deleted at last, or impossible");
        // Remembered first: whoever reads the alert may look the incident up at once.
        if let Some(guild) = facts.guild {
            state.store.amend_incident(guild, facts.message, guard::action_word(&facts.leak, &deletion));
        }
        let report = Report {
            render,
            facts: &facts,
            settings: &settings,
            deletion: &deletion,
            told: Told::Already,
            given_up: false,
        };
        report.follow_up(&http).await;
        return;
    }
    // The moderators have been told that it stands.
    tracing::error!(message = facts.message, "not deleted, and not tried again");
}
