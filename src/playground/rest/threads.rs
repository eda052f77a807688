//! Threads: from a message, free, and as posts of a forum.

use serde_json::{Value, json};

use super::super::id::{Id, now_ms};
use super::super::model::{Channel, ChannelKind, Message, Thread, flags};
use super::super::payload::{merged, thread_member};
use super::super::permissions::Permissions;
use super::super::problem::{FormErrors, Problem, invalid};
use super::super::session::intents;
use super::super::state::{Alarm, State};
use super::compose::writable;
use super::messages::post_message;
use super::{Answer, Call, created, done, id, ok};

/// The types of message that Discord writes when a thread begins.
const THREAD_CREATED: u8 = 18;
const THREAD_STARTER_MESSAGE: u8 = 21;

/// When a thread goes to the archive unless asked otherwise: a day.
const AUTO_ARCHIVE_MINUTES: u64 = 1_440;

fn check(body: &Value) -> Result<(), Problem> {
    let mut errors = FormErrors::default();
    let length = body["name"].as_str().map_or(0, |name| name.trim().chars().count());
    errors.length("name", length, 1, 100);
    let minutes = body["auto_archive_duration"].as_u64().unwrap_or(AUTO_ARCHIVE_MINUTES);
    if ![60, 1_440, 4_320, 10_080].contains(&minutes) {
        let message = "Value must be one of {60, 1440, 4320, 10080}.";
        errors.add("auto_archive_duration", "BASE_TYPE_CHOICES", message);
    }
    errors.finish()
}

/// Makes a thread below a channel and keeps it; nobody is told yet.
fn begin(
    state: &mut State,
    body: &Value,
    me: Id,
    parent: Id,
    id: Id,
    kind: ChannelKind,
) -> Result<(), Problem> {
    check(body)?;
    let guild = state.world.channels.get(&parent).and_then(|parent| parent.guild);
    let mut thread = Channel::new(id, kind, body["name"].as_str().unwrap_or_default().trim());
    thread.guild = guild;
    thread.parent = Some(parent);
    let minutes = body["auto_archive_duration"].as_u64().unwrap_or(AUTO_ARCHIVE_MINUTES);
    thread.thread = Some(Thread {
        owner: me,
        archived: false,
        locked: false,
        auto_archive_minutes: u32::try_from(minutes).unwrap_or(u32::MAX),
        changed_ms: now_ms(),
        members: vec![me],
        message_count: 0,
        total_messages: 0,
        applied_tags: body["applied_tags"].as_array().into_iter().flatten().filter_map(Id::of).collect(),
        awaits_first_message: false,
    });
    state.world.channels.insert(id, thread);
    state.world.threads.insert(id);
    Ok(())
}

fn announce(state: &mut State, thread: Id) {
    state.emit_channel("THREAD_CREATE", thread, json!({"newly_created": true}));
}

fn shown(state: &State, thread: Id, me: Id) -> Value {
    state.world.channels.get(&thread).map_or(Value::Null, |thread| state.world.thread_json(thread, me))
}

/// A thread that starts from a message, and has its id.
pub(super) fn from_message(state: &mut State, call: &Call, me: Id, channel: Id, message: Id) -> Answer {
    let home = state.channel_for(me, channel, Permissions::CREATE_PUBLIC_THREADS)?;
    if home.kind != ChannelKind::Text {
        return Err(Problem::WRONG_CHANNEL_TYPE);
    }
    let start = state.public_message(channel, message)?;
    if start.thread.is_some() || state.world.channels.contains_key(&message) {
        return Err(Problem::THREAD_EXISTS);
    }
    begin(state, &call.body, me, channel, message, ChannelKind::PublicThread)?;
    announce(state, message);
    state.change(channel, message, |start| {
        start.flags |= flags::HAS_THREAD;
        start.thread = Some(message);
    });
    // Inside the thread its start appears as a message that refers to it.
    let id = state.new_id();
    if let Some(thread) = state.world.channels.get(&message) {
        let mut starter = Message::new(id, thread, me, "");
        starter.kind = THREAD_STARTER_MESSAGE;
        starter.replied_to = None;
        starter.reference =
            Some(json!({"type": 0, "channel_id": channel, "message_id": message, "guild_id": thread.guild}));
        post_message(state, starter);
    }
    created(shown(state, message, me))
}

/// A free thread of a text channel, or a post of a forum.
pub(super) fn create(state: &mut State, call: &Call, me: Id, channel: Id) -> Answer {
    let (home, granted) = state.seen_channel(me, channel)?;
    match home.kind {
        ChannelKind::Forum => {
            if !granted.has(Permissions::SEND_MESSAGES) {
                return Err(Problem::MISSING_PERMISSIONS);
            }
            forum_post(state, call, me, channel)
        }
        ChannelKind::Text => {
            let private = call.body["type"].as_u64().unwrap_or(12) == 12;
            let (kind, needed) = if private {
                (ChannelKind::PrivateThread, Permissions::CREATE_PRIVATE_THREADS)
            } else {
                (ChannelKind::PublicThread, Permissions::CREATE_PUBLIC_THREADS)
            };
            if !granted.has(needed) {
                return Err(Problem::MISSING_PERMISSIONS);
            }
            free_thread(state, call, me, channel, kind)
        }
        _ => Err(Problem::WRONG_CHANNEL_TYPE),
    }
}

fn free_thread(state: &mut State, call: &Call, me: Id, channel: Id, kind: ChannelKind) -> Answer {
    let id = state.new_id();
    begin(state, &call.body, me, channel, id, kind)?;
    announce(state, id);
    if kind == ChannelKind::PublicThread {
        let notice = state.new_id();
        if let Some(home) = state.world.channels.get(&channel) {
            let name = call.body["name"].as_str().unwrap_or_default();
            let mut notice = Message::new(notice, home, me, name);
            notice.kind = THREAD_CREATED;
            notice.reference = Some(json!({"type": 0, "channel_id": id, "guild_id": home.guild}));
            post_message(state, notice);
        }
    }
    created(shown(state, id, me))
}

/// A post: the thread is there at once, its first message perhaps a moment later.
fn forum_post(state: &mut State, call: &Call, me: Id, forum: Id) -> Answer {
    let body = &call.body["message"];
    if !body.is_object() && call.files.is_empty() {
        return Err(invalid("message", "BASE_TYPE_REQUIRED", "This field is required"));
    }
    let id = state.new_id();
    begin(state, &call.body, me, forum, id, ChannelKind::PublicThread)?;
    let mut first = match state.compose(body, &call.files, id, me) {
        Ok(first) => first,
        Err(problem) => {
            state.world.channels.remove(&id);
            return Err(problem);
        }
    };
    first.id = id;
    if let Some(forum) = state.world.channels.get_mut(&forum) {
        forum.last_message = Some(id);
    }
    let delay = state.world.timing.first_message;
    let is_late = !delay.is_zero() && super::super::events::is_person(&state.world, me);
    if let Some(thread) = state.world.channels.get_mut(&id).and_then(|post| post.thread.as_mut()) {
        thread.awaits_first_message = is_late;
    }
    announce(state, id);
    let message = state.world.message_json(&first, Some(me));
    if is_late {
        state.alarms.push((delay, Alarm::FirstMessage(Box::new(first))));
    } else {
        post_message(state, first);
    }
    created(merged(shown(state, id, me), json!({"message": message})))
}

/// The first message of a post, once its upload is through.
pub(in super::super) fn first_message_arrived(state: &mut State, message: Message) {
    let post = state.world.channels.get_mut(&message.channel);
    let Some(thread) = post.and_then(|post| post.thread.as_mut()) else { return };
    thread.awaits_first_message = false;
    post_message(state, message);
}

/// The threads of a guild that this user sees.
pub(super) fn active(state: &State, me: Id, guild: Id) -> Answer {
    state.allow_in_guild(me, guild, Permissions::NONE)?;
    ok(listed(state, me, state.world.threads_of(guild)))
}

/// The archived threads of a channel: the public ones, or the private ones, or of these whose member one is.
pub(super) fn archived(state: &State, me: Id, channel: Id, kind: ChannelKind, joined: bool) -> Answer {
    state.channel_for(me, channel, Permissions::READ_MESSAGE_HISTORY)?;
    if kind == ChannelKind::PrivateThread && !joined {
        state.channel_for(me, channel, Permissions::MANAGE_THREADS)?;
    }
    let below = state.world.channels.values().filter(|thread| {
        let held = |state: &Thread| state.archived && (!joined || state.members.contains(&me));
        thread.parent == Some(channel) && thread.kind == kind && thread.thread.as_ref().is_some_and(held)
    });
    ok(listed(state, me, below))
}

fn listed<'a>(state: &State, me: Id, threads: impl Iterator<Item = &'a Channel>) -> Value {
    let visible = |thread: &&Channel| state.world.permissions(thread.id, me).has(Permissions::VIEW_CHANNEL);
    let threads: Vec<&Channel> = threads.filter(visible).collect();
    let joined = |thread: &&&Channel| thread.thread.as_ref().is_some_and(|state| state.members.contains(&me));
    let members =
        threads.iter().filter(joined).map(|thread| thread_member(thread.id, me, thread.id.unix_ms()));
    let members: Vec<Value> = members.collect();
    let threads: Vec<Value> = threads.iter().map(|thread| state.world.thread_json(thread, me)).collect();
    json!({"threads": threads, "members": members, "has_more": false})
}

/// Everything below `/channels/{thread}/thread-members`.
pub(super) fn members(state: &mut State, call: &Call, me: Id, thread: Id, rest: &[&str]) -> Answer {
    let (home, granted) = state.seen_channel(me, thread)?;
    let Some(inner) = &home.thread else { return Err(Problem::WRONG_CHANNEL_TYPE) };
    let shown = |user: Id| thread_member(thread, user, thread.unix_ms());
    let user = match rest {
        [] if call.method == "GET" => return ok(inner.members.iter().map(|&user| shown(user)).collect()),
        ["@me"] => me,
        [user] => id(user)?,
        _ => return Err(Problem::METHOD_NOT_ALLOWED),
    };
    let is_member = inner.members.contains(&user);
    match call.method.as_str() {
        "GET" if is_member => ok(shown(user)),
        "GET" => Err(Problem::UNKNOWN_MEMBER),
        "PUT" => {
            writable(home, me, granted)?;
            change_members(state, thread, user, true);
            done()
        }
        "DELETE" if user == me || granted.has(Permissions::MANAGE_THREADS) => {
            change_members(state, thread, user, false);
            done()
        }
        "DELETE" => Err(Problem::MISSING_PERMISSIONS),
        _ => Err(Problem::METHOD_NOT_ALLOWED),
    }
}

fn change_members(state: &mut State, thread: Id, user: Id, joins: bool) {
    let home = state.world.channels.get_mut(&thread);
    let Some((guild, inner)) = home.and_then(|home| home.guild.zip(home.thread.as_mut())) else { return };
    let was_member = inner.members.contains(&user);
    inner.members.retain(|&other| other != user);
    if joins {
        inner.members.push(user);
    }
    if was_member == joins {
        return;
    }
    let count = inner.members.len().min(50);
    let (added, removed) = match joins {
        true => (json!([thread_member(thread, user, now_ms())]), json!([])),
        false => (json!([]), json!([user])),
    };
    let data = json!({
        "id": thread, "guild_id": guild, "member_count": count, "added_members": added, "removed_member_ids": removed,
    });
    state.emit_in_channel("THREAD_MEMBERS_UPDATE", thread, (intents::GUILDS, intents::NONE), data);
}
