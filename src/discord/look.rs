//! The guard's look at a message, for whoever brings one: first at what was typed, then at what is attached. What to do about
//! a leak is `guard`'s.

use super::attachments;
use super::state::State;
use crate::message::Message;
use crate::policy::{self, Action, Leak, Settings};
use crate::secrets::Said;
use serenity::all::Attachment;
use std::sync::Arc;

/// Judges a message by what it says, then with what is attached to it. `weigh` lays it beside what was said before.
pub(crate) async fn look(
    state: &Arc<State>,
    settings: &Arc<Settings>,
    message: Message,
    files: &[Attachment],
    mut weigh: impl FnMut(&Message, Said) -> Option<Leak>,
) -> (Message, Option<Leak>) {
    let leak = read(state, settings, &message).and_then(|said| weigh(&message, said));
    // What is attached takes a while to fetch; what was typed does not wait for it.
    let deleted = leak.as_ref().is_some_and(|leak| leak.action == Action::Delete);
    if files.is_empty() || deleted {
        return (message, leak);
    }
    // In a box: most messages have no room for it to spare.
    let (message, said) = Box::pin(read_files(state, settings, message, files)).await;
    let found = said.and_then(|said| weigh(&message, said));
    (message, found.or(leak))
}

/// What a message says, unless a moderator has called it harmless: then it is not held as a piece of something either. Told
/// again, it would be the second half of itself.
pub(crate) fn read(state: &State, settings: &Settings, message: &Message) -> Option<Said> {
    policy::read(message, settings).filter(|_| !state.is_harmless(message))
}

/// Adds what is attached to a message, and reads it again if that is anything.
async fn read_files(
    state: &Arc<State>,
    settings: &Arc<Settings>,
    mut message: Message,
    files: &[Attachment],
) -> (Message, Option<Said>) {
    let _turn = state.turns.of_message(attachments::server(&message)).await;
    if !attachments::read_into(&mut message, files, state).await {
        return (message, None);
    }
    let (state, settings) = (Arc::clone(state), Arc::clone(settings));
    // Ten files of a mebibyte take a third of a second.
    aside(move || {
        let said = read(&state, &settings, &message);
        (message, said)
    })
    .await
}

/// Does work of many milliseconds on a thread that nothing else waits for.
async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(error) => match error.try_into_panic() {
            // As if it had been done here.
            Ok(panic) => std::panic::resume_unwind(panic),
            // Everything is being shut down, whoever waits here with it.
            Err(_) => std::future::pending().await,
        },
    }
}
