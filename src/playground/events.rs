//! Who hears of what: every event with its audience, the intents it needs and whose content it carries.

use serde_json::{Value, json};

use super::id::{Id, now_ms};
use super::model::{Message, User};
use super::permissions::Permissions;
use super::session::{Session, intents};
use super::state::State;
use super::world::World;

/// Whom an event is for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Audience {
    /// Those who see the channel.
    Channel(Id),
    /// The members of a guild.
    Guild(Id),
    /// One user, on the shard of this guild (or shard 0 for direct messages).
    User(Id, Option<Id>),
}

/// Something that happened.
#[derive(Debug)]
pub(super) struct Event {
    pub(super) name: &'static str,
    pub(super) audience: Audience,
    /// Any one of these intents opens it.
    pub(super) intents: u64,
    pub(super) data: Value,
    /// Set for messages in guilds: those who read the content without the MESSAGE_CONTENT intent.
    pub(super) readers: Option<Vec<Id>>,
}

/// What is blank in a message without the MESSAGE_CONTENT intent.
pub(super) fn blank(mut data: Value) -> Value {
    data["content"] = json!("");
    for list in ["embeds", "attachments", "components"] {
        data[list] = json!([]);
    }
    if let Some(fields) = data.as_object_mut() {
        fields.remove("poll");
        fields.remove("message_snapshots");
    }
    data
}

impl State {
    /// Sends an event to every session that may hear it, in order.
    pub(super) fn emit(&mut self, event: Event) {
        let State { world, sessions, faults, .. } = self;
        let mut full = None;
        let mut blanked = None;
        for session in sessions.values_mut().filter(|session| hears(world, session, &event)) {
            let readable = event
                .readers
                .as_ref()
                .is_none_or(|ids| session.reads_content() || ids.contains(&session.user));
            let data: &String = if readable {
                full.get_or_insert_with(|| event.data.to_string())
            } else {
                blanked.get_or_insert_with(|| blank(event.data.clone()).to_string())
            };
            if session.under_test {
                faults.deliver(session, event.name, data);
            } else {
                session.send(event.name, data, false);
            }
        }
    }

    /// MESSAGE_CREATE, or MESSAGE_UPDATE.
    pub(super) fn emit_message(&mut self, name: &'static str, message: &Message) {
        let audience = match message.only_for {
            Some(user) => Audience::User(user, message.guild),
            None => Audience::Channel(message.channel),
        };
        let own = [message.author].into_iter().chain(message.mentions.iter().copied()).collect();
        let readers = message.guild.is_some().then_some(own);
        let data = self.world.message_event_json(message);
        let intents = message_intents(message.guild, intents::GUILD_MESSAGES, intents::DIRECT_MESSAGES);
        self.emit(Event { name, audience, intents, data, readers });
    }

    /// MESSAGE_DELETE, to the one who saw it when it was private.
    pub(super) fn emit_deleted(&mut self, message: &Message) {
        let audience = match message.only_for {
            Some(user) => Audience::User(user, message.guild),
            None => Audience::Channel(message.channel),
        };
        let data = with_guild(json!({"id": message.id, "channel_id": message.channel}), message.guild);
        let intents = message_intents(message.guild, intents::GUILD_MESSAGES, intents::DIRECT_MESSAGES);
        self.emit(Event { name: "MESSAGE_DELETE", audience, intents, data, readers: None });
    }

    /// An event about something in a channel, under the intents for messages, reactions or typing.
    pub(super) fn emit_in_channel(
        &mut self,
        name: &'static str,
        channel: Id,
        kinds: (u64, u64),
        data: Value,
    ) {
        let guild = self.world.channels.get(&channel).and_then(|channel| channel.guild);
        let intents = message_intents(guild, kinds.0, kinds.1);
        let audience = Audience::Channel(channel);
        self.emit(Event { name, audience, intents, data: with_guild(data, guild), readers: None });
    }

    /// CHANNEL_* and THREAD_* for those who see the channel.
    pub(super) fn emit_channel(&mut self, name: &'static str, channel: Id, extra: Value) {
        let Some(known) = self.world.channels.get(&channel) else { return };
        let data = super::payload::merged(self.world.channel_json(known), extra);
        let audience = Audience::Channel(channel);
        self.emit(Event { name, audience, intents: intents::GUILDS, data, readers: None });
    }

    /// An event for a whole guild.
    pub(super) fn emit_guild(&mut self, name: &'static str, guild: Id, intents: u64, data: Value) {
        self.emit(Event { name, audience: Audience::Guild(guild), intents, data, readers: None });
    }

    /// An event for one user alone, such as INTERACTION_CREATE for the bot.
    pub(super) fn emit_to(&mut self, name: &'static str, user: Id, guild: Option<Id>, data: Value) {
        let audience = Audience::User(user, guild);
        self.emit(Event { name, audience, intents: intents::NONE, data, readers: None });
    }

    /// TYPING_START.
    pub(super) fn emit_typing(&mut self, channel: Id, user: Id) {
        let member = self.world.channels.get(&channel).and_then(|channel| channel.guild).and_then(|guild| {
            let member = self.world.guilds.get(&guild)?.members.get(&user)?;
            Some(self.world.member_json(member))
        });
        let mut data = json!({"channel_id": channel, "user_id": user, "timestamp": now_ms() / 1000});
        if let Some(member) = member {
            data["member"] = member;
        }
        let kinds = (intents::GUILD_MESSAGE_TYPING, intents::DIRECT_MESSAGE_TYPING);
        self.emit_in_channel("TYPING_START", channel, kinds, data);
    }
}

/// The intents for events about messages.
pub(super) const MESSAGES: (u64, u64) = (intents::GUILD_MESSAGES, intents::DIRECT_MESSAGES);
/// The intents for events about reactions.
pub(super) const REACTIONS: (u64, u64) =
    (intents::GUILD_MESSAGE_REACTIONS, intents::DIRECT_MESSAGE_REACTIONS);

fn message_intents(guild: Option<Id>, in_guild: u64, direct: u64) -> u64 {
    if guild.is_some() { in_guild } else { direct }
}

fn with_guild(mut data: Value, guild: Option<Id>) -> Value {
    if let Some(guild) = guild {
        data["guild_id"] = json!(guild);
    }
    data
}

fn hears(world: &World, session: &Session, event: &Event) -> bool {
    if !session.wants(event.intents) {
        return false;
    }
    match event.audience {
        Audience::User(user, guild) => session.user == user && on_shard(session, guild),
        Audience::Guild(guild) => {
            let member =
                world.guilds.get(&guild).is_some_and(|guild| guild.members.contains_key(&session.user));
            member && on_shard(session, Some(guild))
        }
        Audience::Channel(channel) => {
            let guild = world.channels.get(&channel).and_then(|channel| channel.guild);
            on_shard(session, guild)
                && world.permissions(channel, session.user).has(Permissions::VIEW_CHANNEL)
        }
    }
}

/// Whether the events of a guild, or direct messages, belong to this session's shard.
pub(super) fn on_shard(session: &Session, guild: Option<Id>) -> bool {
    let (shard, shards) = session.shard;
    guild.map_or(0, |guild| guild.shard(shards)) == shard
}

/// Whether somebody is a person, who uses a client and not the API for bots.
pub(super) fn is_person(world: &World, user: Id) -> bool {
    world.users.get(&user).is_some_and(|user: &User| !user.bot)
}
