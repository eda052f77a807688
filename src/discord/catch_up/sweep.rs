//! Reads a channel page by page and guards what it says, in order; a cursor moves only behind what was guarded.

use super::gaps::{FURTHEST, Gap, Missed};
use super::{FIRST_PAUSE, LAST_PAUSE};
use crate::clock::now;
use crate::discord::convert::Posted;
use crate::discord::guard::{self, Title};
use crate::discord::look::{self, look};
use crate::discord::progress::DIRECT;
use crate::discord::requests::{self, Edge, Failure};
use crate::discord::road::Road;
use crate::discord::threads;
use crate::message::{Id, Message, Seconds, moment};
use crate::policy::{self, Leak, Memory};
use crate::secrets::Said;
use futures_util::StreamExt;
use futures_util::stream;
use serenity::all as discord;
use serenity::all::{GuildId, MessageId};
use std::collections::HashMap;
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::time::sleep;

/// Discord's largest page.
const PAGE: u8 = 100;
/// How long before the gap a secret may have been begun: as long as pieces of one belong together.
const BEGUN: Seconds = 10 * 60;
/// So many channels of one server are read side by side.
const CHANNELS: usize = 4;

/// Catching up one server, or the conversations with the bot.
pub(super) struct Sweep {
    pub(super) road: Arc<Road>,
    pub(super) guild: Option<GuildId>,
}

/// What came of reading a channel.
type Read = (usize, usize);

impl Sweep {
    /// What stands for the server.
    pub(super) fn place(&self) -> Id {
        self.guild.map_or(DIRECT, GuildId::get)
    }

    /// Reads and guards everything that a server missed, and the threads that `ended` meanwhile.
    pub(super) async fn run(&self, missed: Missed, ended: Vec<Gap>) {
        self.gaps(missed.gaps).await;
        // After the channels that everybody reads.
        self.gaps(ended).await;
        stream::iter(missed.edited)
            .for_each_concurrent(CHANNELS, async |(channel, cursor)| {
                self.before(channel, cursor).await;
                self.road.state.progress.caught_up(channel);
            })
            .await;
    }

    /// Reads and guards these.
    pub(super) async fn gaps(&self, gaps: Vec<Gap>) {
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
        let (messages, leaks) = (messages.into_inner(), leaks.into_inner());
        match self.guild {
            Some(guild) => tracing::info!(guild = guild.get(), channels, messages, leaks, "caught up"),
            None => tracing::info!(channels, messages, leaks, "the last conversations read"),
        }
    }

    /// Reads and guards what a channel missed; returns how many messages were read, and how many leaks were found.
    async fn channel(&self, gap: Gap) -> Read {
        let (guild, channel, state) = (self.place(), gap.channel, &self.road.state);
        if gap.cut {
            let hours = FURTHEST / 3600;
            tracing::warn!(guild, channel, hours, "away for longer than is caught up: the rest is not read");
        }
        if gap.new_thread {
            self.title(channel).await;
        }
        let (mut after, mut read, mut leaks) = (gap.after, 0, 0);
        let mut memory = None;
        while let Some(page) = self.read(channel, Edge::After(after)).await {
            let Some(newest) = page.newest else { break };
            if memory.is_none() {
                let (begun, leaked) = self.before(channel, gap.after).await;
                leaks += leaked;
                memory = Some(begun);
            }
            let Some(memory) = &mut memory else { break };
            // A stop waits until it is remembered, too, how far the channel has been guarded.
            let piece = state.work.begin();
            let Some(found) = self.guard(&page.messages, memory).await else { break };
            leaks += found;
            read += page.size;
            after = newest;
            state.store.seen(guild, channel, after);
            drop(piece);
            if page.size < usize::from(PAGE) || gap.until.is_some_and(|until| until <= after) {
                break;
            }
            if read >= gap.most {
                tracing::warn!(
                    guild,
                    channel,
                    read,
                    "more was posted than is caught up: the rest is not read"
                );
                break;
            }
        }
        // A secret begun in the gap may be completed by the next live message.
        state.memory(channel).cases.absorb(memory.unwrap_or_default().cases);
        state.progress.caught_up(channel);
        (read, leaks)
    }

    /// The last page before the gap: what pieces said in it leave to be completed, and what was edited since is guarded.
    async fn before(&self, channel: Id, cursor: Id) -> (Memory, usize) {
        let (state, mut memory) = (&self.road.state, Memory::default());
        let before = Edge::Before(cursor + 1);
        let Some(page) = self.read(channel, before).await else { return (memory, 0) };
        let _piece = state.work.begin();
        let edge = moment(cursor);
        let mut edited = Vec::new();
        for message in page.messages {
            if message.edited_timestamp.is_some_and(|at| at.unix_timestamp().unsigned_abs() >= edge) {
                edited.push(message);
                continue;
            }
            // It was judged when it was posted.
            let message = Posted::new(&message, false).convert(&self.road.cache);
            if message.at + BEGUN >= edge {
                let settings = state.settings(message.place.guild);
                let said = look::read(state, &settings, &message).unwrap_or_default();
                said.and_then(|said| policy::weigh(&message, said, &settings, &mut memory));
            }
        }
        let leaks = self.guard(&edited, &mut memory).await.unwrap_or_default();
        (memory, leaks)
    }

    /// Guards these in order and acts on what leaks; `None` when the bot is stopping.
    async fn guard(&self, messages: &[discord::Message], memory: &mut Memory) -> Option<usize> {
        let state = &self.road.state;
        let mut found = Vec::new();
        for message in messages {
            if state.work.is_stopping() {
                return None;
            }
            found.extend(self.judge(message, memory).await);
            // Live messages go first.
            tokio::task::yield_now().await;
        }
        let leaks = found.len();
        let act = async |(message, leak): (Message, Leak)| {
            guard::protect(&self.road.http, state, message, &leak).await;
        };
        stream::iter(found).for_each_concurrent(CHANNELS, act).await;
        Some(leaks)
    }

    async fn judge(&self, message: &discord::Message, memory: &mut Memory) -> Option<(Message, Leak)> {
        let Road { http, cache, state, .. } = &*self.road;
        if message.author.id == cache.current_user().id {
            return None;
        }
        let posted = Posted::new(message, message.edited_timestamp.is_some());
        let mut judged = posted.convert(cache);
        judged.author.locale = state.locale(judged.author.id);
        let settings = state.settings(judged.place.guild);
        let files: Vec<_> = posted.files().cloned().collect();
        let weigh = |judged: &Message, said: Said| policy::weigh(judged, said, &settings, memory);
        let (mut judged, leak) = look(state, &settings, judged, &files, weigh).await;
        let leak = leak?;
        if guard::has_exempt_role(http, &settings, &mut judged).await {
            return None;
        }
        (!guard::was_told(state, &judged, &leak).await).then_some((judged, leak))
    }

    async fn title(&self, thread: Id) {
        let found = self
            .guild
            .and_then(|guild| self.road.cache.guild(guild))
            .and_then(|guild| guild.threads.iter().find(|held| held.id.get() == thread).cloned());
        if let Some(thread) = found {
            guard::judge_title(&self.road.http, &self.road.state, &thread, Title::New).await;
        }
    }

    /// The archived threads in which something was missed, beside those with a cursor of their own: a page of each channel's. New
    /// titles are judged at once, and each gets a cursor, so that a crash loses none.
    pub(super) async fn ended(&self, missed: &Missed, cursors: &HashMap<Id, Id>) -> Vec<Gap> {
        let Road { http, state, .. } = &*self.road;
        let mut gaps = Vec::new();
        let homes = missed.homes.iter();
        for (channel, which) in homes.flat_map(|home| home.lists().map(|which| (home.channel, which))) {
            let listed = self.insist(channel, || threads::archived(http, channel, which, PAGE)).await;
            for thread in listed.unwrap_or_default() {
                let (id, last) = (thread.id.get(), thread.last_message_id.map(MessageId::get));
                if id > missed.since {
                    guard::judge_title(http, state, &thread, Title::New).await;
                }
                if last.max(Some(id)) > Some(missed.since) && !cursors.contains_key(&id) {
                    state.store.seen(self.place(), id, missed.since);
                    gaps.push(Gap::after(id, missed.since, now()));
                }
            }
        }
        gaps
    }

    /// A page of a channel, oldest first; `None` when it cannot be read (any more).
    async fn read(&self, channel: Id, edge: Edge) -> Option<Page> {
        let listed = self.insist(channel, || requests::list(&self.road.http, channel, edge, PAGE)).await;
        listed.map(|listed| Page::of(self.guild, listed))
    }

    /// Asks for something of a channel until it is there; `None` when it cannot be had (any more).
    async fn insist<T, F: Future<Output = Result<T, Failure>>>(
        &self,
        channel: Id,
        ask: impl Fn() -> F,
    ) -> Option<T> {
        let mut pause = FIRST_PAUSE;
        loop {
            self.road.state.catch_up.turn().await;
            match ask().await {
                Ok(answer) => return Some(answer),
                Err(Failure::Gone) => {
                    self.road.state.store.unsee(self.place(), channel);
                    return None;
                }
                Err(Failure::Permission(_)) => return None,
                Err(failure @ Failure::Status(400..429)) => {
                    tracing::error!(guild = self.place(), channel, %failure, "a channel is not caught up");
                    return None;
                }
                Err(failure) => {
                    tracing::warn!(guild = self.place(), channel, %failure, "a channel cannot be read yet");
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
    fn of(guild: Option<GuildId>, listed: Vec<serde_json::Value>) -> Self {
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
            // Listed messages lack the server, which live ones name.
            message.guild_id = guild;
        }
        messages.sort_unstable_by_key(|message| message.id);
        Self { messages, size, newest }
    }
}
