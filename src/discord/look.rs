//! The guard's look at a message, for whoever brings one: first at what was typed, then at what is attached. What to do about
//! a leak is `guard`'s.

use super::attachments;
use super::state::State;
use crate::message::Message;
use crate::policy::{self, Action, Leak, Memory, Settings};
use crate::secrets::Said;
use serenity::all::Attachment;
use std::sync::Arc;

/// A moderator has called it harmless. So it is held as no piece of anything, either: told again, it would be the second half
/// of itself.
pub(crate) struct Harmless;

/// Judges a message by what it says, then with what is attached to it. `weigh` lays it beside what was said before.
pub(crate) async fn look(
    state: &Arc<State>,
    settings: &Arc<Settings>,
    message: Message,
    files: &[Attachment],
    mut weigh: impl FnMut(&Message, Said) -> Option<Leak>,
) -> (Message, Option<Leak>) {
    let typed = read(state, settings, &message);
    if files.is_empty() {
        let leak = typed.unwrap_or_default().and_then(|said| weigh(&message, said));
        return (message, leak);
    }
    let Ok(typed) = typed else {
        // What is attached is not called harmless with it, and is judged by itself.
        let (attached, said) = Box::pin(read_files(state, settings, message.bare(), files, false)).await;
        let leak = said.unwrap_or_default().and_then(|said| weigh(&attached, said));
        return if leak.is_some() { (attached, leak) } else { (message, None) };
    };
    // What is attached takes a while to fetch; what was typed does not wait for it.
    let leak = typed.and_then(|said| match said.holds_secret() {
        // It may be harmless with what is attached: until that is known it is laid beside nothing.
        true => policy::weigh(&message, said, settings, &mut Memory::default()),
        false => weigh(&message, said),
    });
    if leak.as_ref().is_some_and(|leak| leak.action == Action::Delete) {
        return (message, leak);
    }
    // In a box: most messages have no room for it to spare.
    let reading = Box::pin(read_files(state, settings, message, files, leak.is_some()));
    match reading.await {
        (message, Ok(said)) => {
            let found = said.and_then(|said| weigh(&message, said));
            (message, found.or(leak))
        }
        (message, Err(Harmless)) => (message, None),
    }
}

/// What a message says.
pub(crate) fn read(state: &State, settings: &Settings, message: &Message) -> Result<Option<Said>, Harmless> {
    let said = policy::read(message, settings);
    if said.is_some() && state.is_harmless(message) { Err(Harmless) } else { Ok(said) }
}

/// Adds what is attached to a message, and reads it again if that is anything, or if it is to be read `anyway`.
async fn read_files(
    state: &Arc<State>,
    settings: &Arc<Settings>,
    mut message: Message,
    files: &[Attachment],
    anyway: bool,
) -> (Message, Result<Option<Said>, Harmless>) {
    let _turn = state.readers.of_message(attachments::server(&message)).await;
    if !attachments::read_into(&mut message, files, state).await && !anyway {
        return (message, Ok(None));
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
