//! Messages of channels: reading, writing, editing, deleting.

use serde_json::{Value, json};

use super::super::events::MESSAGES;
use super::super::id::{Id, now_ms};
use super::super::model::{ChannelKind, Message, WebhookAuthor, flags};
use super::super::permissions::{Permissions, sending};
use super::super::problem::{Problem, invalid};
use super::super::state::State;
use super::compose::writable;
use super::{Answer, Call, audit, done, ok};

/// How many messages a list has unless asked otherwise, and at most.
const LISTED: usize = 50;
const LISTED_MOST: usize = 100;

/// How old a message may be for a bulk delete: two weeks.
const BULK_DELETE_AGE_MS: u64 = 14 * 24 * 3_600_000;

/// The types of message that can be deleted, but for the system's own.
const UNDELETABLE: [u8; 4] = [1, 2, 3, 21];

pub(super) fn list(state: &State, call: &Call, me: Id, channel: Id) -> Answer {
    let (found, granted) = state.seen_channel(me, channel)?;
    if !found.takes_messages() {
        return Err(Problem::NOT_A_TEXT_CHANNEL);
    }
    let limit = match call.query("limit").map(|text| text.parse::<usize>()) {
        None => LISTED,
        Some(Ok(limit)) if (1..=LISTED_MOST).contains(&limit) => limit,
        Some(_) => return Err(invalid("limit", "NUMBER_TYPE_MAX", "int value should be between 1 and 100.")),
    };
    if !granted.has(Permissions::READ_MESSAGE_HISTORY) {
        return ok(json!([]));
    }
    let public = |(_, message): &(&Id, &Message)| message.only_for.is_none();
    let older = |before: Id, take: usize| found.messages.range(..before).rev().filter(public).take(take);
    let newer = |from: Id, take: usize| found.messages.range(from..).filter(public).take(take);
    let after = |id: Id| Id(id.0.saturating_add(1));
    let mut listed: Vec<&Message> = if let Some(around) = call.query_id("around") {
        let (behind, ahead) = (older(around, limit / 2), newer(around, limit - limit / 2));
        behind.chain(ahead).map(|(_, message)| message).collect()
    } else if let Some(id) = call.query_id("after") {
        newer(after(id), limit).map(|(_, message)| message).collect()
    } else {
        let before = call.query_id("before").unwrap_or(Id(u64::MAX));
        older(before, limit).map(|(_, message)| message).collect()
    };
    listed.sort_by_key(|message| std::cmp::Reverse(message.id));
    ok(listed.into_iter().map(|message| state.shown(message, me)).collect())
}

pub(super) fn get(state: &State, me: Id, channel: Id, message: Id) -> Answer {
    state.channel_for(me, channel, Permissions::READ_MESSAGE_HISTORY)?;
    ok(state.shown(state.public_message(channel, message)?, me))
}

pub(super) fn create(state: &mut State, call: &Call, me: Id, channel: Id) -> Answer {
    let (home, granted) = state.seen_channel(me, channel)?;
    writable(home, me, granted)?;
    if !granted.has(sending(home)) {
        return Err(Problem::MISSING_PERMISSIONS);
    }
    if home.kind == ChannelKind::Direct {
        refuse_shut_direct_messages(state, me, channel)?;
    } else {
        let embeds = call.body["embeds"].as_array().is_some_and(|embeds| !embeds.is_empty());
        let needed =
            [(embeds, Permissions::EMBED_LINKS), (!call.files.is_empty(), Permissions::ATTACH_FILES)];
        if needed.into_iter().any(|(asked, permission)| asked && !granted.has(permission)) {
            return Err(Problem::MISSING_PERMISSIONS);
        }
        refuse_slowmode(state, me, channel, granted)?;
    }
    if let Some(sent) = already_sent(state, call, me, channel) {
        return ok(sent);
    }
    let message = state.compose(&call.body, &call.files, channel, me)?;
    let reply = state.shown(&message, me);
    post_message(state, message);
    ok(reply)
}

fn refuse_shut_direct_messages(state: &State, me: Id, channel: Id) -> Result<(), Problem> {
    let Some(home) = state.world.channels.get(&channel) else { return Ok(()) };
    let other = home.recipients.iter().find(|&&id| id != me).and_then(|id| state.world.users.get(id));
    let mine = state.world.users.get(&me);
    // Bots cannot write to each other, and nobody to those who have shut the door.
    let both_bots = other.zip(mine).is_some_and(|(other, mine)| other.bot && mine.bot);
    if both_bots || other.is_some_and(|other| !other.takes_direct_messages) {
        return Err(Problem::CANNOT_SEND_TO_USER);
    }
    Ok(())
}

fn refuse_slowmode(state: &State, me: Id, channel: Id, granted: Permissions) -> Result<(), Problem> {
    let Some(home) = state.world.channels.get(&channel).filter(|home| home.slowmode_s > 0) else {
        return Ok(());
    };
    let exempt = [Permissions::MANAGE_MESSAGES, Permissions::MANAGE_CHANNELS, Permissions::BYPASS_SLOWMODE];
    if exempt.into_iter().any(|permission| granted.has(permission)) {
        return Ok(());
    }
    let since = Id::at(now_ms().saturating_sub(u64::from(home.slowmode_s) * 1_000), 0);
    let recent = home.messages.range(since..).any(|(_, message)| message.author == me);
    if recent { Err(Problem::SLOWMODE) } else { Ok(()) }
}

/// The message that a repeated `nonce` stands for, when the sender asked for that check.
fn already_sent(state: &State, call: &Call, me: Id, channel: Id) -> Option<Value> {
    let nonce = Some(&call.body["nonce"]).filter(|nonce| !nonce.is_null())?;
    if call.body["enforce_nonce"] != json!(true) {
        return None;
    }
    // Discord looks back "the last few minutes"; five are enough for any retry.
    let since = Id::at(now_ms().saturating_sub(5 * 60_000), 0);
    let mut recent = state.world.channels.get(&channel)?.messages.range(since..);
    let (_, sent) =
        recent.find(|(_, message)| message.author == me && message.nonce.as_ref() == Some(nonce))?;
    Some(state.shown(sent, me))
}

/// Keeps a message and tells everyone who sees it.
pub(in super::super) fn post_message(state: &mut State, message: Message) {
    state.wake_thread(&message);
    state.emit_message("MESSAGE_CREATE", &message);
    state.keep(message);
}

/// Posts a message in the name of a webhook.
pub(in super::super) fn post_by_webhook(
    state: &mut State,
    channel: &str,
    name: &str,
    body: &Value,
) -> Result<Id, Problem> {
    let channel = state.world.find_channel(channel).ok_or(Problem::UNKNOWN_CHANNEL)?;
    let webhook = WebhookAuthor { id: state.new_id(), name: name.to_owned() };
    let mut message = state.compose(body, &[], channel, webhook.id)?;
    message.webhook = Some(webhook);
    let id = message.id;
    post_message(state, message);
    Ok(id)
}

/// Adds the preview of a link, as Discord does a moment after a message: an edit that nobody made.
pub(in super::super) fn unfurl(
    state: &mut State,
    channel: Id,
    message: Id,
    embed: Value,
) -> Result<(), Problem> {
    state.public_message(channel, message)?;
    state.change(channel, message, |message| message.embeds.push(embed));
    Ok(())
}

pub(super) fn edit(state: &mut State, call: &Call, me: Id, channel: Id, message: Id) -> Answer {
    let (_, granted) = state.seen_channel(me, channel)?;
    let found = state.public_message(channel, message)?.clone();
    state.refuse_archived(channel)?;
    if found.author != me || found.webhook.is_some() {
        // Whoever manages messages may hide the previews of others' links, nothing else.
        let only_flags = call.body.as_object().is_some_and(|fields| fields.keys().all(|key| key == "flags"));
        if !only_flags || !granted.has(Permissions::MANAGE_MESSAGES) {
            return Err(Problem::NOT_THE_AUTHOR);
        }
    }
    let mut amended = state.amend(found, &call.body, &call.files)?;
    if call.body.get("content").is_some() || call.body.get("embeds").is_some() {
        amended.edited_ms = Some(now_ms());
    }
    let reply = state.shown(&amended, me);
    state.change(channel, message, |message| *message = amended);
    ok(reply)
}

pub(super) fn delete(state: &mut State, call: &Call, me: Id, channel: Id, message: Id) -> Answer {
    let (home, granted) = state.seen_channel(me, channel)?;
    let (guild, direct) = (home.guild, home.kind == ChannelKind::Direct);
    let found = state.public_message(channel, message)?;
    let (author, kind) = (found.author, found.kind);
    if author != me || found.webhook.is_some() {
        if direct {
            return Err(Problem::DIRECT_CHANNEL);
        }
        if !granted.has(Permissions::MANAGE_MESSAGES) {
            return Err(Problem::MISSING_PERMISSIONS);
        }
    }
    if UNDELETABLE.contains(&kind) {
        return Err(Problem::SYSTEM_MESSAGE);
    }
    state.refuse_archived(channel)?;
    state.remove(channel, message);
    if author != me {
        let options = json!({"channel_id": channel, "count": "1"});
        state.audit(guild, audit::MESSAGE_DELETE, me, author, call, options);
    }
    done()
}

pub(super) fn bulk_delete(state: &mut State, call: &Call, me: Id, channel: Id) -> Answer {
    let home = state.channel_for(me, channel, Permissions::MANAGE_MESSAGES)?;
    let Some(guild) = home.guild else { return Err(Problem::DIRECT_CHANNEL) };
    let ids: Vec<Id> = call.body["messages"].as_array().into_iter().flatten().filter_map(Id::of).collect();
    let mut unique = ids.clone();
    unique.sort_unstable();
    unique.dedup();
    state.refuse_archived(channel)?;
    if !(2..=100).contains(&ids.len()) || unique.len() != ids.len() {
        return Err(Problem::BULK_DELETE_COUNT);
    }
    let oldest = now_ms().saturating_sub(BULK_DELETE_AGE_MS);
    if ids.iter().any(|id| id.unix_ms() < oldest) {
        return Err(Problem::TOO_OLD_TO_DELETE);
    }
    let Some(home) = state.world.channels.get_mut(&channel) else { return Err(Problem::UNKNOWN_CHANNEL) };
    let gone: Vec<Id> = ids.into_iter().filter(|id| home.messages.remove(id).is_some()).collect();
    state.emit_in_channel(
        "MESSAGE_DELETE_BULK",
        channel,
        MESSAGES,
        json!({"ids": gone, "channel_id": channel}),
    );
    let options = json!({"count": gone.len().to_string()});
    state.audit(Some(guild), audit::MESSAGE_BULK_DELETE, me, channel, call, options);
    done()
}

impl State {
    /// A message that is there for everybody, not a private reply.
    pub(super) fn public_message(&self, channel: Id, message: Id) -> Result<&Message, Problem> {
        let found = self.world.find_message(channel, message);
        found.filter(|found| found.only_for.is_none()).ok_or(Problem::UNKNOWN_MESSAGE)
    }

    /// What is archived can be read, and written to, and nothing else.
    pub(super) fn refuse_archived(&self, channel: Id) -> Result<(), Problem> {
        let thread = self.world.channels.get(&channel).and_then(|channel| channel.thread.as_ref());
        if thread.is_some_and(|thread| thread.archived) { Err(Problem::THREAD_ARCHIVED) } else { Ok(()) }
    }

    /// A message as REST shows it to `reader`: blank to a bot without the MESSAGE_CONTENT switch.
    pub(super) fn shown(&self, message: &Message, reader: Id) -> Value {
        let value = self.world.message_json(message, Some(reader));
        let allowed = self.world.application.message_content || reader != self.world.bot();
        let own = message.guild.is_none() || message.author == reader || message.mentions.contains(&reader);
        if allowed || own { value } else { super::super::events::blank(value) }
    }

    /// Changes a message and tells everyone who sees it.
    pub(super) fn change(&mut self, channel: Id, message: Id, how: impl FnOnce(&mut Message)) {
        let home = self.world.channels.get_mut(&channel);
        let Some(found) = home.and_then(|home| home.messages.get_mut(&message)) else { return };
        how(found);
        let changed = found.clone();
        self.emit_message("MESSAGE_UPDATE", &changed);
    }

    /// Removes a message and tells everyone who saw it.
    pub(super) fn remove(&mut self, channel: Id, message: Id) {
        let Some(home) = self.world.channels.get_mut(&channel) else { return };
        let Some(gone) = home.messages.remove(&message) else { return };
        if let Some(thread) = &mut home.thread
            && gone.only_for.is_none()
        {
            thread.message_count = thread.message_count.saturating_sub(1);
        }
        self.emit_deleted(&gone);
    }

    /// A message in an archived thread brings it back, and its author joins.
    fn wake_thread(&mut self, message: &Message) {
        let home = self.world.channels.get_mut(&message.channel);
        let Some(thread) = home.and_then(|home| home.thread.as_mut()) else { return };
        if !thread.members.contains(&message.author) && message.webhook.is_none() {
            thread.members.push(message.author);
        }
        if thread.archived && message.flags & flags::EPHEMERAL == 0 {
            thread.archived = false;
            thread.changed_ms = now_ms();
            self.emit_channel("THREAD_UPDATE", message.channel, json!({}));
        }
    }
}
