//! What arrives from the gateway, and who deals with it. New messages and edits take one road.

use super::convert::Posted;
use super::requests::{self, Failure};
use super::state::State;
use super::{attachments, catch_up, components, guard, moderate, outcomes, reply, stains};
use crate::message::{Message, Seconds};
use crate::metrics::METRICS;
use crate::policy::{self, Action, Leak, Offer, Reply, Silence, Why};
use futures_util::StreamExt;
use serenity::all as discord;
use serenity::all::{
    ChannelId, Context, Event, EventHandler, Guild, GuildChannel, GuildId, Interaction, MessageCreateEvent,
    MessageId, MessageUpdateEvent, Ready, Role, RoleId, UnavailableGuild,
};
use serenity::async_trait;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use tracing::Instrument as _;

/// The one event handler.
pub(crate) struct Events {
    pub(crate) state: Arc<State>,
}

#[async_trait]
impl EventHandler for Events {
    async fn ready(&self, ctx: Context, ready: Ready) {
        // A new session: what was said since the last one is not replayed.
        self.state.progress.close(ready.guilds.iter().map(|guild| guild.id.get()));
        self.watch(&ctx);
        catch_up::forget_left(&self.state, &ready).await;
    }

    async fn message(&self, ctx: Context, message: discord::Message) {
        METRICS.event("message_create");
        // What is not begun any more is caught up by the next start.
        if self.state.work.is_stopping() {
            return;
        }
        let _piece = self.state.work.begin();
        self.judge(&ctx, &Posted::new(&message, false)).await;
        self.state.progress.done(message.channel_id.get(), message.id.get());
    }

    async fn message_update(
        &self,
        ctx: Context,
        _: Option<discord::Message>,
        _: Option<discord::Message>,
        event: MessageUpdateEvent,
    ) {
        METRICS.event("message_update");
        let _piece = self.state.work.begin();
        if let Some(posted) = Posted::from_update(&event) {
            return self.judge(&ctx, &posted).await;
        }
        // A partial edit: what the message says now has to be asked for.
        match requests::fetch(&ctx.http, event.channel_id.get(), event.id.get()).await {
            Ok(mut message) => {
                message.guild_id = event.guild_id;
                self.judge(&ctx, &Posted::new(&message, true)).await;
            }
            // Somebody has deleted it meanwhile.
            Err(Failure::Gone) => {}
            Err(failure) => {
                tracing::warn!(post = event.id.get(), %failure, "an edited message could not be read")
            }
        }
    }

    async fn message_delete(&self, ctx: Context, _: ChannelId, message: MessageId, guild: Option<GuildId>) {
        METRICS.event("message_delete");
        outcomes::gone(&self.state, guild, message);
        reply::withdraw(&ctx.http, &self.state, message.get()).await;
    }

    async fn message_delete_bulk(
        &self,
        ctx: Context,
        _: ChannelId,
        messages: Vec<MessageId>,
        guild: Option<GuildId>,
    ) {
        METRICS.event("message_delete_bulk");
        for message in messages {
            outcomes::gone(&self.state, guild, message);
            reply::withdraw(&ctx.http, &self.state, message.get()).await;
        }
    }

    async fn thread_update(&self, ctx: Context, old: Option<GuildChannel>, thread: GuildChannel) {
        METRICS.event("thread_update");
        // Nothing but a new title can hold a new secret.
        if old.is_none_or(|old| old.name != thread.name) {
            self.judge_title(&ctx, &thread, true).await;
        }
    }

    async fn thread_create(&self, ctx: Context, thread: GuildChannel) {
        METRICS.event("thread_create");
        self.judge_title(&ctx, &thread, false).await;
    }

    async fn interaction_create(&self, ctx: Context, interaction: Interaction) {
        METRICS.event("interaction_create");
        if stains::is_secret(&interaction) {
            self.stain(&ctx);
        }
        match interaction {
            Interaction::Component(pressed) => components::pressed(&ctx, &self.state, &pressed).await,
            Interaction::Modal(form) => moderate::submitted(&ctx, &self.state, &form).await,
            // Commands and what is typed into them are the framework's.
            _ => {}
        }
    }

    async fn guild_create(&self, ctx: Context, guild: Guild, _: Option<bool>) {
        METRICS.event("guild_create");
        self.state.learn(&guild);
        catch_up::begin(&ctx, &self.state, &guild);
    }

    async fn guild_delete(&self, _: Context, gone: UnavailableGuild, _: Option<Guild>) {
        METRICS.event("guild_delete");
        // An outage makes a guild unavailable for a while; only leaving it forgets it.
        let guild = gone.id.get();
        if gone.unavailable {
            self.state.progress.close([guild].into_iter());
        } else {
            self.state.forget(guild);
        }
    }

    async fn channel_create(&self, ctx: Context, channel: GuildChannel) {
        METRICS.event("channel_create");
        self.relearn(&ctx, channel.guild_id);
    }

    async fn channel_update(&self, ctx: Context, _: Option<GuildChannel>, channel: GuildChannel) {
        METRICS.event("channel_update");
        self.relearn(&ctx, channel.guild_id);
    }

    async fn channel_delete(&self, ctx: Context, channel: GuildChannel, _: Option<Vec<discord::Message>>) {
        METRICS.event("channel_delete");
        self.relearn(&ctx, channel.guild_id);
    }

    async fn guild_role_create(&self, ctx: Context, role: Role) {
        METRICS.event("guild_role_create");
        self.relearn(&ctx, role.guild_id);
    }

    async fn guild_role_update(&self, ctx: Context, _: Option<Role>, role: Role) {
        METRICS.event("guild_role_update");
        self.relearn(&ctx, role.guild_id);
    }

    async fn guild_role_delete(&self, ctx: Context, guild: GuildId, _: RoleId, _: Option<Role>) {
        METRICS.event("guild_role_delete");
        self.relearn(&ctx, guild);
    }
}

impl Events {
    /// A secret has come over this connection.
    fn stain(&self, ctx: &Context) {
        self.state.stains.mark(ctx.shard_id, self.state.clock.now());
    }

    async fn judge_title(&self, ctx: &Context, thread: &GuildChannel, edited: bool) {
        if guard::judge_title(&ctx.http, &self.state, thread, edited).await {
            self.stain(ctx);
        }
    }

    fn relearn(&self, ctx: &Context, guild: GuildId) {
        if let Some(guild) = ctx.cache.guild(guild) {
            self.state.learn(&guild);
        }
    }

    /// The road of a message. Every log line on it, those of its requests included, carries the message's id.
    async fn judge(&self, ctx: &Context, posted: &Posted<'_>) {
        if posted.author() != ctx.cache.current_user().id {
            // In words: as a number, many readers of JSON would round it.
            let span = tracing::info_span!("message", event = %posted.id());
            self.act_on(ctx, posted).instrument(span).await;
        }
    }

    /// The guard first; then, if it is silent, the desk.
    async fn act_on(&self, ctx: &Context, posted: &Posted<'_>) {
        let arrived = Instant::now();
        let mut message = posted.convert(&ctx.cache);
        self.state.clock.heard(message.at);
        message.author.locale = self.state.locale(message.author.id);
        let settings = self.state.settings(message.place.guild);
        let guard = |message: &Message| {
            policy::guard(message, &settings, &mut self.state.memory(message.place.channel))
        };
        match look(&self.state, &mut message, posted.files(), guard).await {
            Some(leak) => {
                self.stain(ctx);
                if leak.action == Action::Delete {
                    METRICS.reached("delete", arrived.elapsed());
                }
                guard::protect(&ctx.http, &self.state, &message, &leak).await;
            }
            None => {
                outcomes::helped(&self.state, &message, posted.replied_to());
                self.answer(ctx, &message, arrived).await;
            }
        }
        if message.place.guild.is_some() && !message.edited {
            METRICS.guarded(Duration::from_secs(now().saturating_sub(message.at)));
        }
    }

    /// Notes each message as it comes off the wire: handlers run side by side, in no order.
    fn watch(&self, ctx: &Context) {
        let state = Arc::clone(&self.state);
        let seen = serenity::collector::collect(&ctx.shard, move |event| {
            if let Event::MessageCreate(MessageCreateEvent { message, .. }) = event
                && let Some(guild) = message.guild_id
            {
                state.progress.begin(guild.get(), message.channel_id.get(), message.id.get());
            }
            None::<()>
        });
        // Nothing comes out of it; it ends with the shard's connection.
        tokio::spawn(seen.for_each(async |()| {}));
    }

    async fn answer(&self, ctx: &Context, message: &Message, arrived: Instant) {
        let guild = message.place.guild;
        let (settings, answers) = (self.state.settings(guild), self.state.answers(guild));
        let reply = {
            let mut memory = self.state.memory(message.place.channel);
            let reply =
                policy::answer(message, &answers.desk, answers.own(), &settings, &memory.cooldown, now());
            // Remembered before it is posted: a second question in the meantime gets no second copy.
            if let Ok(reply) = &reply {
                policy::remember(&mut memory, message, reply, now());
            }
            reply
        };
        METRICS.reply(outcome(&reply));
        match reply {
            Ok(decided) => reply::post(&ctx.http, &self.state, &answers, message, &decided, arrived).await,
            Err(silence) => {
                tracing::debug!(post = message.id, why = ?silence.why, "not answered");
                outcomes::unmatched(&self.state, message, silence);
            }
        }
    }
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

/// Judges a message by what it says, then with what is attached to it.
pub(crate) async fn look(
    state: &State,
    message: &mut Message,
    files: impl Iterator<Item = &discord::Attachment>,
    mut guard: impl FnMut(&Message) -> Option<Leak>,
) -> Option<Leak> {
    let mut guard = |message: &Message| guard(message).filter(|leak| !state.is_false_alarm(message, leak));
    let leak = guard(message);
    // What is attached takes a while to fetch; what was typed does not wait for it.
    let deleted = leak.as_ref().is_some_and(|leak| leak.action == Action::Delete);
    if !deleted && attachments::read_into(message, files, state).await {
        return guard(message).or(leak);
    }
    leak
}

/// The present, by this machine's clock.
pub(crate) fn now() -> Seconds {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}
