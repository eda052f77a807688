//! Reads what was posted while the bot was away - a downtime, a session that could not be resumed, an outage of a server -
//! and guards it in order, on the road of live messages. None of it is answered: whoever asked has gone on.
//!
//! Which channels have something to read, and from where on, is decided from the cursors (`progress`) and from what Discord
//! says was posted last. Messages in threads that went to the archive meanwhile are not read, nor what an edit added to
//! a message from before the downtime: Discord lists neither without reading everything.

use super::convert::Posted;
use super::events::{look, now};
use super::guard;
use super::requests::{self, Edge, Failure};
use super::state::{State, lock};
use crate::message::{Id, Message, Seconds};
use crate::policy::{self, Leak, Memory};
use futures_util::StreamExt;
use futures_util::stream;
use serenity::all as discord;
use serenity::all::{ChannelType, Context, Guild, GuildId, Permissions, Ready, UserId};
use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::task::AbortHandle;
use tokio::time::{Interval, MissedTickBehavior, sleep};

/// How far back is read: whoever watches a channel has taken what leaked the day before.
const FURTHEST: Seconds = 24 * 60 * 60;
/// How many messages of one channel are read: a busy channel's night. More would hold up every other channel.
const MOST: usize = 2_000;
/// Discord's largest page.
const PAGE: u8 = 100;
/// How long before the gap a secret may have been begun: as long as pieces of one belong together.
const BEGUN: Seconds = 10 * 60;
/// So many channels of one server are read side by side.
const CHANNELS: usize = 4;
/// Between two reads of the whole process: a fifth of the 50 requests a second that Discord allows a bot, so that deletes
/// never wait for reading.
const PACE: Duration = Duration::from_millis(100);
/// Between two attempts at something that will pass; each pause is twice the one before.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LAST_PAUSE: Duration = Duration::from_secs(60);

/// Discord's epoch, and how many bits of a snowflake stand below its milliseconds.
const EPOCH: Seconds = 1_420_070_400;
const BELOW_TIME: u32 = 22;

/// What is being caught up.
pub(crate) struct CatchUp {
    /// One task a server: a newer session begins anew.
    tasks: Mutex<HashMap<GuildId, AbortHandle>>,
    pace: tokio::sync::Mutex<Interval>,
}

impl Default for CatchUp {
    fn default() -> Self {
        let mut pace = tokio::time::interval(PACE);
        pace.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self { tasks: Mutex::default(), pace: tokio::sync::Mutex::new(pace) }
    }
}

/// Something a channel missed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Gap {
    channel: Id,
    /// Everything up to here has been guarded, or is too old to be.
    after: Id,
    /// Something between the cursor and `after` may be left out.
    cut: bool,
    /// The channel is a thread that began in the gap.
    new_thread: bool,
}

/// A channel, and the newest message Discord knows of in it.
struct Newest {
    channel: Id,
    message: Id,
    thread: bool,
}

/// Catches a server up, in the background, as Discord has just described it: what is said from here on arrives live.
pub(crate) fn begin(ctx: &Context, state: &Arc<State>, guild: &Guild) {
    let channels = readable(guild, ctx.cache.current_user().id);
    let sweep = Sweep { ctx: ctx.clone(), state: Arc::clone(state), guild: guild.id };
    let task = tokio::spawn(async move { sweep.run(&channels).await });
    let mut tasks = lock(&state.catch_up.tasks);
    tasks.retain(|_, task| !task.is_finished());
    if let Some(before) = tasks.insert(guild.id, task.abort_handle()) {
        before.abort();
    }
}

/// Forgets the servers that removed the bot while it was away: those of this shard that Discord does not list any more.
pub(crate) async fn forget_left(state: &State, ready: &Ready) {
    let known = persist(|| state.store.guilds()).await;
    let here: HashSet<Id> = ready.guilds.iter().map(|guild| guild.id.get()).collect();
    let (shard, shards) = ready.shard.map_or((0, 1), |shard| (shard.id.0, shard.total));
    let ours = |guild: Id| (guild >> BELOW_TIME) % u64::from(shards.max(1)) == u64::from(shard);
    for guild in known.into_iter().filter(|&guild| ours(guild) && !here.contains(&guild)) {
        tracing::info!(guild, "the bot was removed from this server: everything of it is forgotten");
        state.forget(guild);
    }
}

/// Asks until there is an answer: the database may be away longer than Discord was.
async fn persist<T, E, F: Future<Output = Result<T, E>>>(ask: impl Fn() -> F) -> T {
    let mut pause = FIRST_PAUSE;
    loop {
        if let Ok(answer) = ask().await {
            return answer;
        }
        sleep(pause).await;
        pause = (pause * 2).min(LAST_PAUSE);
    }
}

/// The first snowflake of a moment.
fn snowflake(at: Seconds) -> Id {
    (at.saturating_sub(EPOCH) * 1000) << BELOW_TIME
}

/// What each channel missed. Where nothing is known of a server, the bot is new there and missed nothing. A channel without
/// a cursor said nothing while the bot was there: it missed what is newer than the newest cursor of all.
fn gaps(cursors: &HashMap<Id, Id>, channels: &[Newest], now: Seconds) -> Vec<Gap> {
    let Some(&last_heard) = cursors.values().max() else { return Vec::new() };
    let oldest = snowflake(now.saturating_sub(FURTHEST));
    let missed = channels.iter().filter_map(|&Newest { channel, message, thread }| {
        let cursor = cursors.get(&channel).copied().unwrap_or(last_heard);
        (message > cursor).then(|| Gap {
            channel,
            after: cursor.max(oldest),
            cut: cursor < oldest,
            new_thread: thread && channel > cursor,
        })
    });
    missed.collect()
}

/// The channels and threads of a server in which the bot can read what was said.
fn readable(guild: &Guild, me: UserId) -> Vec<Newest> {
    let needed = Permissions::VIEW_CHANNEL | Permissions::READ_MESSAGE_HISTORY;
    let member = guild.members.get(&me);
    let may_read = |channel| {
        // Where Discord does not say what the bot may do, the attempt tells.
        member.is_none_or(|member| guild.user_permissions_in(channel, member).contains(needed))
    };
    let texts = |kind| {
        use ChannelType::{News, Stage, Text, Voice};
        matches!(kind, Text | News | Voice | Stage)
    };
    let channels = guild.channels.values().filter(|channel| texts(channel.kind) && may_read(channel));
    let channels = channels.map(|channel| (channel, false));
    let home = |thread: &discord::GuildChannel| guild.channels.get(&thread.parent_id?);
    let threads = guild.threads.iter().filter(|thread| home(thread).is_none_or(may_read));
    channels
        .chain(threads.map(|thread| (thread, true)))
        .filter_map(|(channel, thread)| {
            let newest = channel.last_message_id.map(discord::MessageId::get);
            // A thread without a message still has a title.
            let message = if thread { newest.max(Some(channel.id.get())) } else { newest };
            Some(Newest { channel: channel.id.get(), message: message?, thread })
        })
        .collect()
}

/// Catching up one server.
struct Sweep {
    ctx: Context,
    state: Arc<State>,
    guild: GuildId,
}

impl Sweep {
    async fn run(&self, channels: &[Newest]) {
        let guild = self.guild.get();
        let cursors = persist(|| self.state.store.cursors(guild)).await;
        let gaps = gaps(&cursors, channels, now());
        if cursors.is_empty() {
            // New here. From now on a channel without a cursor is one where nothing was said: the server's own id stands
            // for all of them.
            self.state.store.seen(guild, guild, snowflake(now()));
        }
        self.state.progress.open(guild, gaps.iter().map(|gap| gap.channel));
        if gaps.is_empty() {
            return;
        }
        let (messages, leaks) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let channels = gaps.len();
        stream::iter(gaps)
            .for_each_concurrent(CHANNELS, async |gap| {
                let (read, leaked) = self.channel(gap).await;
                messages.fetch_add(read, Ordering::Relaxed);
                leaks.fetch_add(leaked, Ordering::Relaxed);
            })
            .await;
        tracing::info!(
            guild,
            channels,
            messages = messages.into_inner(),
            leaks = leaks.into_inner(),
            "caught up"
        );
    }

    /// Reads and guards what a channel missed; returns how many messages were read, and how many leaks were found.
    async fn channel(&self, gap: Gap) -> (usize, usize) {
        let (guild, channel) = (self.guild.get(), gap.channel);
        if gap.cut {
            tracing::warn!(
                guild,
                channel,
                hours = FURTHEST / 3600,
                "away for longer than is caught up: the rest is not read"
            );
        }
        if gap.new_thread {
            self.title(channel).await;
        }
        let mut memory = self.begun(gap).await;
        let (mut after, mut read, mut leaks) = (gap.after, 0, 0);
        loop {
            let Some(page) = self.read(channel, Edge::After(after)).await else { break };
            let mut found = Vec::new();
            let _piece = self.state.work.begin();
            if self.state.work.is_stopping() {
                break;
            }
            for message in &page.messages {
                found.extend(self.judge(message, &mut memory).await);
            }
            leaks += found.len();
            let act = async |(message, leak): (Message, Leak)| {
                guard::protect(&self.ctx.http, &self.state, &message, &leak).await;
            };
            stream::iter(found).for_each_concurrent(CHANNELS, act).await;
            read += page.size;
            let Some(newest) = page.newest else { break };
            after = newest;
            self.state.store.seen(guild, channel, after);
            if page.size < usize::from(PAGE) {
                break;
            }
            if read >= MOST {
                tracing::warn!(
                    guild,
                    channel,
                    read,
                    "more was posted than is caught up: the rest is not read"
                );
                break;
            }
        }
        // What was begun in the gap may be ended now.
        self.state.memory(channel).cases.absorb(memory.cases);
        self.state.progress.caught_up(channel);
        (read, leaks)
    }

    /// What the pieces said just before the gap leave to be completed in it. They were judged when they were posted.
    async fn begun(&self, gap: Gap) -> Memory {
        let mut memory = Memory::default();
        let before = Edge::Before(gap.after + 1);
        let Some(page) = self.read(gap.channel, before).await else { return memory };
        let edge = (gap.after >> BELOW_TIME) / 1000 + EPOCH;
        let settings = self.state.settings(Some(self.guild.get()));
        for message in &page.messages {
            let message = Posted::new(message, false).convert(&self.ctx.cache);
            if message.at + BEGUN >= edge {
                policy::guard(&message, &settings, &mut memory);
            }
        }
        memory
    }

    async fn judge(&self, message: &discord::Message, memory: &mut Memory) -> Option<(Message, Leak)> {
        if message.author.id == self.ctx.cache.current_user().id {
            return None;
        }
        let posted = Posted::new(message, false);
        let mut judged = posted.convert(&self.ctx.cache);
        judged.author.locale = self.state.locale(judged.author.id);
        let settings = self.state.settings(judged.place.guild);
        let guard = |judged: &Message| policy::guard(judged, &settings, memory);
        let leak = look(&self.state, &mut judged, posted.files(), guard).await?;
        // A list does not say which roles its authors have; where some are exempt, that has to be asked for.
        if !settings.exempt_roles.is_empty() && !judged.author.bot {
            let member = self.ctx.http.get_member(self.guild, message.author.id).await.ok();
            let roles = member.into_iter().flat_map(|member| member.roles);
            judged.author.roles = roles.map(discord::RoleId::get).collect();
            if settings.is_exempt(&judged) {
                return None;
            }
        }
        Some((judged, leak))
    }

    async fn title(&self, thread: Id) {
        let found = self
            .ctx
            .cache
            .guild(self.guild)
            .and_then(|guild| guild.threads.iter().find(|held| held.id.get() == thread).cloned());
        if let Some(thread) = found {
            guard::judge_title(&self.ctx.http, &self.state, &thread, false).await;
        }
    }

    /// A page of a channel, oldest first; `None` when it cannot be read (any more).
    async fn read(&self, channel: Id, edge: Edge) -> Option<Page> {
        let mut pause = FIRST_PAUSE;
        loop {
            self.state.catch_up.pace.lock().await.tick().await;
            match requests::list(&self.ctx.http, channel, edge, PAGE).await {
                Ok(listed) => return Some(Page::of(self.guild, listed)),
                Err(Failure::Gone | Failure::Permission(_)) => return None,
                Err(failure @ Failure::Status(400..429)) => {
                    tracing::error!(guild = self.guild.get(), channel, %failure, "a channel is not caught up");
                    return None;
                }
                Err(failure) => {
                    tracing::warn!(guild = self.guild.get(), channel, %failure, "a channel cannot be read yet");
                }
            }
            sleep(pause).await;
            pause = (pause * 2).min(LAST_PAUSE);
        }
    }
}

/// What one request read.
struct Page {
    /// Oldest first.
    messages: Vec<discord::Message>,
    /// How many there were, readable or not.
    size: usize,
    newest: Option<Id>,
}

impl Page {
    fn of(guild: GuildId, listed: Vec<serde_json::Value>) -> Self {
        let size = listed.len();
        let id = |value: &serde_json::Value| value["id"].as_str().and_then(|id| id.parse().ok());
        let newest = listed.iter().filter_map(id).max();
        // One that the library cannot read must not hide the others.
        let mut messages: Vec<discord::Message> = Vec::with_capacity(size);
        for value in listed {
            let message = id(&value);
            match serde_json::from_value::<discord::Message>(value) {
                Ok(read) => messages.push(read),
                Err(_) => tracing::warn!(message, "a message of the downtime could not be understood"),
            }
        }
        for message in &mut messages {
            // A list does not say what everybody knows who asked for it.
            message.guild_id = Some(guild);
        }
        messages.sort_unstable_by_key(|message| message.id);
        Self { messages, size, newest }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Seconds = 1_800_000_000;

    fn posted(ago: Seconds) -> Id {
        snowflake(NOW - ago)
    }

    fn newest(channel: Id, message: Id) -> Newest {
        Newest { channel, message, thread: false }
    }

    #[test]
    fn only_channels_with_something_new_are_read() {
        let cursors = HashMap::from([(1, posted(600)), (2, posted(300))]);
        let channels =
            [newest(1, posted(60)), newest(2, posted(300)), newest(3, posted(400)), newest(4, posted(200))];
        let found = gaps(&cursors, &channels, NOW);
        let gap = |channel, after| Gap { channel, after, cut: false, new_thread: false };
        // Channel 3 was silent since before the newest cursor; channel 4 spoke after it.
        assert_eq!(found, [gap(1, posted(600)), gap(4, posted(300))]);
        assert!(gaps(&HashMap::new(), &channels, NOW).is_empty(), "the bot is new here");
    }

    #[test]
    fn a_long_absence_is_cut_to_a_day() {
        let cursors = HashMap::from([(1, posted(3 * FURTHEST))]);
        let found = gaps(&cursors, &[newest(1, posted(0))], NOW);
        assert_eq!(found, [Gap { channel: 1, after: posted(FURTHEST), cut: true, new_thread: false }]);
    }
}
