//! Requests about threads, and the way into one that is archived: Discord lets nothing in it be deleted or renamed until it is
//! opened again. Until then nothing is said in it, and nothing of it is held.

use super::requests::{Failure, repeat};
use crate::message::Id;
use crate::phrases as say;
use serenity::all::{Cache, ChannelId, GuildChannel, Http, LightMethod, Request, Route, ThreadDeleteEvent};
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

/// Takes a thread that is archived out of the library's cache, which keeps every thread it has heard of: each message looks
/// through them. Before anything is said in it again it is opened, and Discord tells so.
pub(super) fn forget_archived(cache: &Cache, thread: &GuildChannel) {
    let held = cache.guild(thread.guild_id).is_some_and(|guild| {
        let held = guild.threads.iter().find(|held| held.id == thread.id);
        // It may have been opened meanwhile.
        held.and_then(|held| held.thread_metadata).is_some_and(|data| data.archived)
    });
    // The library makes no such event but from Discord's words.
    let gone = json!({
        "id": thread.id,
        "guild_id": thread.guild_id,
        "parent_id": thread.parent_id,
        "type": thread.kind,
    });
    if held && let Ok(mut gone) = from_value::<ThreadDeleteEvent>(gone) {
        cache.update(&mut gone);
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

#[cfg(test)]
mod tests {
    use super::*;
    use serenity::all::{GuildCreateEvent, GuildId, ThreadUpdateEvent};

    /// A thread as the gateway tells of it.
    fn thread(archived: bool) -> GuildChannel {
        let metadata = json!({
            "archived": archived, "auto_archive_duration": 1440, "archive_timestamp": "2026-01-01T00:00:00Z", "locked": false,
        });
        let thread = json!({
            "id": "3", "guild_id": "1", "parent_id": "2", "owner_id": "4", "type": 11, "name": "help",
            "message_count": 0, "member_count": 1, "rate_limit_per_user": 0, "thread_metadata": metadata,
        });
        from_value(thread).unwrap()
    }

    fn update(cache: &Cache, archived: bool) {
        let mut event: ThreadUpdateEvent =
            from_value(serenity::json::to_value(thread(archived)).unwrap()).unwrap();
        cache.update(&mut event);
    }

    #[test]
    fn an_archived_thread_is_forgotten_until_it_is_opened() {
        let cache = Cache::new();
        let guild = json!({
            "id": "1", "name": "server", "owner_id": "4", "joined_at": "2026-01-01T00:00:00Z", "large": false,
            "member_count": 1, "afk_timeout": 300, "verification_level": 0, "default_message_notifications": 0,
            "explicit_content_filter": 0, "mfa_level": 0, "system_channel_flags": 0, "premium_tier": 0,
            "preferred_locale": "en-US", "nsfw_level": 0, "premium_progress_bar_enabled": false, "unavailable": false,
            "roles": [], "emojis": [], "features": [], "voice_states": [], "members": [], "channels": [], "threads": [],
            "presences": [], "stage_instances": [], "guild_scheduled_events": [], "stickers": [],
        });
        cache.update(&mut from_value::<GuildCreateEvent>(guild).unwrap());
        let held = || cache.guild(GuildId::new(1)).unwrap().threads.len();
        update(&cache, true);
        forget_archived(&cache, &thread(true));
        assert_eq!(held(), 0);
        update(&cache, false);
        assert_eq!(held(), 1);
        forget_archived(&cache, &thread(true));
        assert_eq!(held(), 1, "opened again before anybody looked");
    }
}
