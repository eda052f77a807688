//! The road of a message: off the wire, into the lane of its server, past the guard and the desk. New messages and edits
//! take the same.
//!
//! The library gives each event a task of its own, which bounds nothing and keeps no order. So messages are taken off the
//! wire before it does: short ones are judged there and then while nobody waits, all others by a few workers, one server's
//! after another's (`lanes.rs`). Most need nothing more: their road ends there. What has to wait for somebody - Discord, a
//! file - steps aside and goes on in the task that the library makes for its event anyway. Where it was judged by a worker, it
//! gets one of its own.

use super::arrival::{Arrival, Arrived, SHORT};
use super::aside::{Aside, Rest};
use super::convert::Posted;
use super::lanes::{Lanes, Turn};
use super::look::look;
use super::progress::DIRECT;
use super::requests::{self, Failure};
use super::state::State;
use super::{aside, catch_up, guard, outcomes, reply};
use crate::clock::now;
use crate::message::{Id, Message};
use crate::metrics::METRICS;
use crate::policy::{self, Action, Offer, Reply, Silence, Why};
use crate::secrets::Said;
use futures_util::FutureExt as _;
use serenity::all as discord;
use serenity::all::{Cache, ChannelId, Event, GuildId, Http, MessageId, MessageUpdateEvent, ShardId};
use std::future::Future as _;
use std::num::NonZero;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::task::{Context, Waker};
use std::time::{Duration, Instant};
use tokio::task::JoinSet;
use tracing::Instrument as _;

/// Everything that messages pass, shared by the shards of this process.
pub(crate) struct Road {
    pub(crate) http: Arc<Http>,
    pub(crate) cache: Arc<Cache>,
    pub(crate) state: Arc<State>,
    lanes: Arc<Lanes<Arrival>>,
    /// What has stepped aside on the wire, until the library's task for its event takes it up.
    aside: Aside,
}

impl Road {
    /// Opens the road: its workers run among `tasks`.
    pub(crate) fn open(
        http: Arc<Http>,
        cache: Arc<Cache>,
        state: Arc<State>,
        tasks: &mut JoinSet<()>,
    ) -> Arc<Self> {
        let road = Arc::new(Self { http, cache, state, lanes: Arc::default(), aside: Aside::default() });
        // As many as can work at a time; one more where there is one core only, as a worker rests between two messages.
        let workers = std::thread::available_parallelism().map_or(2, NonZero::get).max(2);
        for _ in 0..workers {
            tasks.spawn(Arc::clone(&road).work());
        }
        road
    }

    /// Sees an event as it comes off the wire, in the order of the wire, before the cache does.
    pub(crate) fn see(self: &Arc<Self>, shard: ShardId, event: &Event) {
        match event {
            // A new session: what was said since the last one is not replayed.
            Event::Ready(event) => {
                let direct = hears_direct(&event.ready).then_some(DIRECT);
                let guilds = event.ready.guilds.iter().map(|guild| guild.id.get());
                self.state.progress.close(guilds.chain(direct));
            }
            // The next message may be a leak, and its moderators want to hear of it.
            Event::GuildCreate(event) => self.state.learn(&event.guild),
            // An outage makes a server unavailable for a while; only leaving it forgets it. The next message would move a cursor
            // past what was missed.
            Event::GuildDelete(event) if event.guild.unavailable => {
                self.state.progress.close([event.guild.id.get()].into_iter());
            }
            Event::GuildDelete(event) => self.state.forget(event.guild.id.get()),
            Event::MessageCreate(event) => self.posted(shard, &event.message),
            Event::MessageUpdate(event) => self.edited(shard, event),
            _ => {}
        }
    }

    fn posted(self: &Arc<Self>, shard: ShardId, message: &discord::Message) {
        METRICS.event("message_create");
        let (channel, id) = (message.channel_id.get(), message.id.get());
        self.state.progress.begin(message.guild_id.map_or(DIRECT, GuildId::get), channel, id);
        if self.is_mine(message.author.id) {
            return self.state.progress.done(channel, id);
        }
        let arrival = Arrival::of(shard, &Posted::new(message, false), &self.cache);
        self.enter(message.guild_id, channel, id, arrival);
    }

    fn edited(self: &Arc<Self>, shard: ShardId, event: &MessageUpdateEvent) {
        METRICS.event("message_update");
        let arrival = match Posted::from_update(event) {
            Some(posted) if self.is_mine(posted.author()) => return,
            Some(posted) => Arrival::of(shard, &posted, &self.cache),
            None => Arrival::Partial {
                shard,
                guild: event.guild_id,
                channel: event.channel_id,
                message: event.id,
            },
        };
        self.enter(event.guild_id, event.channel_id.get(), event.id.get(), arrival);
    }

    fn is_mine(&self, author: discord::UserId) -> bool {
        author == self.cache.current_user().id
    }

    /// Judges it at once where nobody waits, else puts it into the lane of its server, or of its conversation. What finds no
    /// room there is read again when the flood is over.
    fn enter(self: &Arc<Self>, guild: Option<GuildId>, channel: Id, message: Id, arrival: Arrival) {
        let (lane, weight) = (guild.map_or(channel, GuildId::get), arrival.weight());
        if weight <= SHORT
            && let Some(turn) = self.lanes.at_once(lane)
        {
            if let Some(rest) = self.begin(arrival, turn) {
                self.aside.put(rest);
            }
            return;
        }
        if !self.lanes.push(lane, weight, arrival) {
            METRICS.left_out();
            catch_up::after_flood(self, guild, lane, channel, message);
        }
    }

    /// Whether a lane is not flooded (any more).
    pub(crate) fn is_calm(&self, lane: Id) -> bool {
        self.lanes.is_calm(lane)
    }

    /// Judges what waits, for ever.
    async fn work(self: Arc<Self>) {
        loop {
            let (arrival, turn) = self.lanes.next().await;
            if let Some(rest) = self.begin(arrival, turn) {
                tokio::spawn(rest);
            }
            // The wire and everybody's requests go first.
            tokio::task::yield_now().await;
        }
    }

    /// Goes as far as it gets without waiting. What is left keeps its turn until it is done.
    fn begin(self: &Arc<Self>, arrival: Arrival, turn: Turn<Arrival>) -> Option<Rest> {
        // What is not begun any more is caught up by the next start.
        if self.state.work.is_stopping() {
            return None;
        }
        // A message that makes the guard panic is lost; the connection it came over is not.
        let walk = AssertUnwindSafe(Arc::clone(self).walk(arrival)).catch_unwind();
        let mut walk = Box::pin(async move {
            let _turn = turn;
            if walk.await.is_err() {
                tracing::error!("a message could not be judged");
            }
        });
        // Whoever is woken is the task that takes it up, which looks again as soon as it runs.
        let pending = walk.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending();
        pending.then_some(walk)
    }

    /// Takes up what has stepped aside. Called from the library's task for each message and edit: as there is one for each that
    /// was seen, nothing is left behind.
    pub(crate) async fn go_on(&self) {
        self.aside.go_on().await;
    }

    async fn walk(self: Arc<Self>, arrival: Arrival) {
        let _piece = self.state.work.begin();
        let arrived = match arrival {
            Arrival::Whole(arrived) => arrived,
            Arrival::Partial { shard, guild, channel, message } => {
                aside::step().await;
                match self.ask(shard, guild, channel, message).await {
                    Some(arrived) => arrived,
                    None => return,
                }
            }
        };
        let (channel, id, edited) =
            (arrived.message.place.channel, arrived.message.id, arrived.message.edited);
        // Every log line, those of its requests included, carries the message's id. In words: as a number, many readers of
        // JSON would round it.
        let span = tracing::info_span!("message", event = %id);
        self.judge(arrived).instrument(span).await;
        if !edited {
            self.state.progress.done(channel, id);
        }
    }

    /// What an edited message says now.
    async fn ask(
        &self,
        shard: ShardId,
        guild: Option<GuildId>,
        channel: ChannelId,
        message: MessageId,
    ) -> Option<Box<Arrived>> {
        let mut message = match requests::fetch(&self.http, channel.get(), message.get()).await {
            Ok(message) => message,
            // Somebody has deleted it meanwhile.
            Err(Failure::Gone) => return None,
            Err(failure) => {
                tracing::warn!(post = message.get(), %failure, "an edited message could not be read");
                return None;
            }
        };
        message.guild_id = guild;
        match Arrival::of(shard, &Posted::new(&message, true), &self.cache) {
            Arrival::Whole(arrived) if !self.is_mine(message.author.id) => Some(arrived),
            _ => None,
        }
    }

    /// The guard first; then, if it is silent, the desk.
    async fn judge(&self, arrived: Box<Arrived>) {
        let Arrived { shard, mut message, files, replied_to, at } = *arrived;
        self.state.clock.heard(message.at);
        message.author.locale = self.state.locale(message.author.id);
        let settings = self.state.settings(message.place.guild);
        let weigh = |message: &Message, said: Said| {
            policy::weigh(message, said, &settings, &mut self.state.memory(message.place.channel))
        };
        // The guard keeps nothing of the message that could tell it afterwards.
        let live = (message.place.guild.is_some() && !message.edited).then_some(message.at);
        let (message, leak) = look(&self.state, &settings, message, &files, weigh).await;
        match leak {
            Some(leak) => {
                self.state.stain(shard);
                aside::step().await;
                if message.edited && guard::was_told(&self.state, &message, &leak).await {
                    return;
                }
                if leak.action == Action::Delete {
                    METRICS.reached("delete", at.elapsed());
                }
                // In a box, as is the answer: ordinary chat needs neither, nor room for them.
                Box::pin(guard::protect(&self.http, &self.state, message, &leak)).await;
            }
            None => {
                outcomes::helped(&self.state, &message, replied_to);
                self.answer(&message, at).await;
            }
        }
        if let Some(at) = live {
            METRICS.guarded(Duration::from_secs(now().saturating_sub(at)));
        }
    }

    async fn answer(&self, message: &Message, arrived: Instant) {
        let guild = message.place.guild;
        let (settings, answers) = (self.state.settings(guild), self.state.answers(guild));
        let mut reply = {
            let mut memory = self.state.memory(message.place.channel);
            let reply =
                policy::answer(message, &answers.desk, answers.own(), &settings, &memory.cooldown, now());
            // Remembered before it is posted: a second question in the meantime gets no second copy.
            if let Ok(reply) = &reply {
                policy::remember(&mut memory, message, reply, now());
            }
            reply
        };
        if reply.is_ok() && self.was_answered(message).await {
            reply = Err(Why::Answered.into());
        }
        METRICS.reply(outcome(&reply));
        match reply {
            Ok(decided) => {
                aside::step().await;
                Box::pin(reply::post(&self.http, &self.state, &answers, message, &decided, arrived)).await;
            }
            Err(silence) => {
                tracing::debug!(post = message.id, why = ?silence.why, "not answered");
                outcomes::unmatched(&self.state, message, silence);
            }
        }
    }

    /// Whether the thread of a message has had a reply that this process does not remember. Nothing can stand before the message
    /// that opens a forum post, and has its id.
    async fn was_answered(&self, message: &Message) -> bool {
        let thread = message.place.channel;
        if message.place.thread.is_none() || message.id == thread {
            return false;
        }
        aside::step().await;
        // In a box: ordinary chat has no room for it to spare.
        let me = self.cache.current_user().id;
        Box::pin(reply::stands_in(&self.http, me, thread)).await
    }
}

/// Whether a session is the one that direct messages come to: that of the first shard.
pub(crate) fn hears_direct(ready: &discord::Ready) -> bool {
    ready.shard.is_none_or(|shard| shard.id.0 == 0)
}

/// The word under which what the desk made of a message is counted.
fn outcome(reply: &Result<Reply, Silence>) -> &'static str {
    match reply.as_ref().map(|reply| &reply.offer) {
        Ok(Offer::Answer(_)) => "answer",
        Ok(Offer::Suggest(_)) => "suggest",
        Ok(Offer::Official) => "official",
        Err(Silence { why: Why::NoMatch(_), .. }) => "unmatched",
        Err(_) => "left_alone",
    }
}
