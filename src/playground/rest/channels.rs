//! Channels and threads themselves: reading, making, changing, deleting, overwrites, typing.

use serde_json::{Value, json};

use super::super::id::{Id, now_ms};
use super::super::model::{Channel, ChannelKind};
use super::super::permissions::{Overwrite, Permissions, Target};
use super::super::problem::{FormErrors, Problem, invalid};
use super::super::state::State;
use super::compose::writable;
use super::{Answer, Call, audit, created, done, ok};

pub(super) fn get(state: &State, me: Id, channel: Id) -> Answer {
    let (found, _) = state.seen_channel(me, channel)?;
    ok(shown(state, found, me))
}

fn shown(state: &State, channel: &Channel, me: Id) -> Value {
    match (channel.guild, &channel.thread) {
        (None, _) => state.world.direct_channel_json(channel, me),
        (_, Some(_)) => state.world.thread_json(channel, me),
        _ => state.world.channel_json(channel),
    }
}

pub(super) fn typing(state: &mut State, me: Id, channel: Id) -> Answer {
    let (found, granted) = state.seen_channel(me, channel)?;
    writable(found, me, granted)?;
    if !granted.has(super::super::permissions::sending(found)) {
        return Err(Problem::MISSING_PERMISSIONS);
    }
    state.emit_typing(channel, me);
    done()
}

pub(super) fn create(state: &mut State, call: &Call, me: Id, guild: Id) -> Answer {
    state.allow_in_guild(me, guild, Permissions::MANAGE_CHANNELS)?;
    let kind = match call.body["type"].as_u64().unwrap_or(0) {
        0 => ChannelKind::Text,
        4 => ChannelKind::Category,
        15 => ChannelKind::Forum,
        _ => return Err(invalid("type", "BASE_TYPE_CHOICES", "Value must be one of {0, 4, 15}.")),
    };
    check(&call.body, true)?;
    let id = state.new_id();
    let mut channel = Channel::new(id, kind, call.body["name"].as_str().unwrap_or_default());
    channel.guild = Some(guild);
    channel.parent = Id::of(&call.body["parent_id"]);
    channel.topic = call.body["topic"].as_str().map(str::to_owned);
    channel.overwrites = call.body["permission_overwrites"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(overwrite_of)
        .collect();
    if let Some(home) = state.world.guilds.get_mut(&guild) {
        channel.position = u32::try_from(home.channels.len()).unwrap_or(u32::MAX);
        home.channels.push(id);
    }
    let json = state.world.channel_json(&channel);
    state.world.channels.insert(id, channel);
    state.emit_channel("CHANNEL_CREATE", id, json!({}));
    state.audit(Some(guild), audit::CHANNEL_CREATE, me, id, call, Value::Null);
    created(json)
}

fn check(body: &Value, is_new: bool) -> Result<(), Problem> {
    let mut errors = FormErrors::default();
    if is_new || body.get("name").is_some() {
        errors.length("name", body["name"].as_str().map_or(0, |name| name.chars().count()), 1, 100);
    }
    errors.length("topic", body["topic"].as_str().map_or(0, |topic| topic.chars().count()), 0, 4_096);
    // Six hours are the longest slow mode.
    if body["rate_limit_per_user"].as_u64().is_some_and(|seconds| seconds > 21_600) {
        let message = "int value should be less than or equal to 21600.";
        errors.add("rate_limit_per_user", "NUMBER_TYPE_MAX", message);
    }
    errors.finish()
}

pub(super) fn edit(state: &mut State, call: &Call, me: Id, channel: Id) -> Answer {
    let (found, granted) = state.seen_channel(me, channel)?;
    let Some(guild) = found.guild else { return Err(Problem::DIRECT_CHANNEL) };
    let is_thread = found.thread.is_some();
    let may = match &found.thread {
        None => granted.has(Permissions::MANAGE_CHANNELS),
        // The opener may rename and archive; locking and the rest take MANAGE_THREADS.
        Some(thread) => {
            let by_owner = ["name", "archived", "auto_archive_duration", "applied_tags"];
            let mild =
                call.body.as_object().is_some_and(|f| f.keys().all(|key| by_owner.contains(&key.as_str())));
            let opens = call.body == json!({"archived": false});
            let by_anybody = opens && granted.has(Permissions::SEND_MESSAGES_IN_THREADS);
            let mild = by_anybody || thread.owner == me && mild;
            granted.has(Permissions::MANAGE_THREADS) || mild && !thread.locked
        }
    };
    if !may {
        return Err(Problem::MISSING_PERMISSIONS);
    }
    if call.body["archived"] != false && call.body.get("name").is_some() {
        state.refuse_archived(channel)?;
    }
    check(&call.body, false)?;
    apply(state, channel, &call.body);
    let event = if is_thread { "THREAD_UPDATE" } else { "CHANNEL_UPDATE" };
    state.emit_channel(event, channel, json!({}));
    let action = if is_thread { audit::THREAD_UPDATE } else { audit::CHANNEL_UPDATE };
    state.audit(Some(guild), action, me, channel, call, Value::Null);
    get(state, me, channel)
}

fn apply(state: &mut State, channel: Id, body: &Value) {
    let Some(found) = state.world.channels.get_mut(&channel) else { return };
    if let Some(name) = body["name"].as_str() {
        found.name = name.to_owned();
    }
    if let Some(topic) = body.get("topic") {
        found.topic = topic.as_str().map(str::to_owned);
    }
    if let Some(seconds) = body["rate_limit_per_user"].as_u64() {
        found.slowmode_s = u32::try_from(seconds).unwrap_or(0);
    }
    if let Some(overwrites) = body["permission_overwrites"].as_array() {
        found.overwrites = overwrites.iter().filter_map(overwrite_of).collect();
    }
    let Some(thread) = &mut found.thread else { return };
    if let Some(archived) = body["archived"].as_bool() {
        thread.archived = archived;
        thread.changed_ms = now_ms();
    }
    if let Some(locked) = body["locked"].as_bool() {
        thread.locked = locked;
    }
    if let Some(minutes) = body["auto_archive_duration"].as_u64() {
        thread.auto_archive_minutes = u32::try_from(minutes).unwrap_or(u32::MAX);
    }
    if let Some(tags) = body["applied_tags"].as_array() {
        thread.applied_tags = tags.iter().filter_map(Id::of).collect();
    }
}

pub(super) fn delete(state: &mut State, call: &Call, me: Id, channel: Id) -> Answer {
    let (found, granted) = state.seen_channel(me, channel)?;
    let json = shown(state, found, me);
    let Some(guild) = found.guild else { return ok(json) };
    let is_thread = found.thread.is_some();
    let needed = if is_thread { Permissions::MANAGE_THREADS } else { Permissions::MANAGE_CHANNELS };
    if !granted.has(needed) {
        return Err(Problem::MISSING_PERMISSIONS);
    }
    state.delete_channel(channel);
    let action = if is_thread { audit::THREAD_DELETE } else { audit::CHANNEL_DELETE };
    state.audit(Some(guild), action, me, channel, call, Value::Null);
    ok(json)
}

/// `PUT` and `DELETE /channels/{channel}/permissions/{target}`.
pub(super) fn overwrite(state: &mut State, call: &Call, me: Id, channel: Id, target: Id) -> Answer {
    let found = state.channel_for(me, channel, Permissions::MANAGE_ROLES)?;
    let guild = found.guild;
    let mut overwrites = found.overwrites.clone();
    let is_target = |overwrite: &Overwrite| {
        overwrite.target == Target::Role(target) || overwrite.target == Target::Member(target)
    };
    overwrites.retain(|overwrite| !is_target(overwrite));
    match call.method.as_str() {
        "PUT" => overwrites
            .extend(overwrite_of(&super::super::payload::merged(call.body.clone(), json!({"id": target})))),
        "DELETE" => {}
        _ => return Err(Problem::METHOD_NOT_ALLOWED),
    }
    if let Some(found) = state.world.channels.get_mut(&channel) {
        found.overwrites = overwrites;
    }
    state.emit_channel("CHANNEL_UPDATE", channel, json!({}));
    state.audit(guild, audit::CHANNEL_UPDATE, me, channel, call, Value::Null);
    done()
}

fn overwrite_of(value: &Value) -> Option<Overwrite> {
    let id = Id::of(&value["id"])?;
    let target = if value["type"].as_u64() == Some(1) { Target::Member(id) } else { Target::Role(id) };
    let bits = |field: &str| {
        let bits = value[field].as_str().and_then(|text| text.parse().ok()).or(value[field].as_u64());
        Permissions(bits.unwrap_or(0))
    };
    Some(Overwrite { target, allow: bits("allow"), deny: bits("deny") })
}

impl State {
    /// Removes a channel and the threads below it, and tells those who saw it.
    pub(in super::super) fn delete_channel(&mut self, channel: Id) {
        let below: Vec<Id> = self
            .world
            .channels
            .values()
            .filter(|thread| thread.parent == Some(channel) && thread.thread.is_some())
            .map(|thread| thread.id)
            .collect();
        below.into_iter().for_each(|thread| self.delete_channel(thread));
        let Some(found) = self.world.channels.get(&channel) else { return };
        if found.thread.is_some() {
            let data = json!({"id": channel, "parent_id": found.parent, "type": found.kind as u8});
            let kinds = (super::super::session::intents::GUILDS, super::super::session::intents::NONE);
            self.emit_in_channel("THREAD_DELETE", channel, kinds, data);
        } else {
            self.emit_channel("CHANNEL_DELETE", channel, json!({}));
        }
        let gone = self.world.channels.remove(&channel);
        let guild = gone.and_then(|gone| gone.guild).and_then(|guild| self.world.guilds.get_mut(&guild));
        if let Some(guild) = guild {
            guild.channels.retain(|&id| id != channel);
        }
    }
}
