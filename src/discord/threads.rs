//! Requests about threads, and the way into one that is archived: Discord lets nothing in it be deleted or renamed until it is
//! opened again.

use super::requests::{Failure, repeat};
use crate::message::Id;
use crate::phrases as say;
use serenity::all::{ChannelId, GuildChannel, Http, LightMethod, Request, Route};
use serenity::json::{Value, from_value, json};
use std::future::Future;

/// Deletes a thread, for what its title says.
pub(crate) async fn delete(http: &Http, thread: Id, reason: &str) -> Result<(), Failure> {
    of_thread(repeat("delete_thread", || http.delete_channel(ChannelId::new(thread), Some(reason))).await)
}

/// Gives a thread another title.
pub(crate) async fn rename(http: &Http, thread: Id, title: &str, reason: &str) -> Result<(), Failure> {
    opened(http, thread, reason, || change(http, "rename_thread", thread, json!({ "name": title }), reason))
        .await
}

async fn change(
    http: &Http,
    name: &'static str,
    thread: Id,
    change: Value,
    reason: &str,
) -> Result<(), Failure> {
    of_thread(repeat(name, || http.edit_channel(ChannelId::new(thread), &change, Some(reason))).await)
}

/// A thread that is gone is dealt with; what is missing is the permission for threads.
fn of_thread<T>(done: Result<T, Failure>) -> Result<(), Failure> {
    match done {
        Ok(_) | Err(Failure::Gone | Failure::Unreadable) => Ok(()),
        Err(Failure::Permission(say::PERMISSION_MANAGE_MESSAGES)) => {
            Err(Failure::Permission(say::PERMISSION_MANAGE_THREADS))
        }
        Err(failure) => Err(failure),
    }
}

/// How often a thread is opened for one request: the pieces of a case are deleted side by side, and whoever is done first
/// closes it.
const OPENED: usize = 6;

/// Makes a request in a channel; a thread that is archived is opened for it, and closed again.
pub(super) async fn opened<F: Future<Output = Result<(), Failure>>>(
    http: &Http,
    channel: Id,
    reason: &str,
    request: impl Fn() -> F,
) -> Result<(), Failure> {
    let archived =
        |archived| change(http, "archive_thread", channel, json!({ "archived": archived }), reason);
    let mut done = request().await;
    if done != Err(Failure::Archived) {
        return done;
    }
    for _ in 0..OPENED {
        archived(false).await?;
        done = request().await;
        if done != Err(Failure::Archived) {
            break;
        }
    }
    // Where the bot may not, it closes by itself after a while.
    let _ = archived(true).await;
    done
}

/// Which of the archived threads of a channel are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Archived {
    Public,
    /// For whoever manages threads.
    Private,
    /// The private ones whose member the bot is.
    Joined,
}

/// A page of the threads of a channel that are archived: the last archived first, of those the bot has joined the newest.
pub(crate) async fn archived(
    http: &Http,
    channel: Id,
    which: Archived,
    most: u8,
) -> Result<Vec<GuildChannel>, Failure> {
    let channel_id = ChannelId::new(channel);
    let listed: Value = repeat("archived", || {
        let route = match which {
            Archived::Public => Route::ChannelArchivedPublicThreads { channel_id },
            Archived::Private => Route::ChannelArchivedPrivateThreads { channel_id },
            Archived::Joined => Route::ChannelJoinedPrivateThreads { channel_id },
        };
        let params = vec![("limit", most.to_string())];
        http.fire(Request::new(route, LightMethod::Get).params(Some(params)))
    })
    .await?;
    // One that the library cannot read must not hide the others.
    let threads = listed["threads"].as_array().into_iter().flatten();
    Ok(threads.filter_map(|thread| from_value(thread.clone()).ok()).collect())
}
