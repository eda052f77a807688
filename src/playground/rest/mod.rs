//! The REST side: which request leads where, who asks, and what may be done in a channel.
//!
//! A handler is a function of the state: it never waits. `http.rs` reads requests and writes replies.

mod channels;
mod command_data;
mod commands;
mod component_data;
mod compose;
mod guilds;
mod interactions;
mod messages;
mod parts;
mod pins;
mod reactions;
mod resolved;
mod responses;
mod threads;
mod users;

use axum::body::Bytes;
use serde_json::{Value, json};

pub(super) use interactions::deadline_passed;
pub(super) use messages::{post_by_webhook, unfurl};
pub(super) use threads::first_message_arrived;

use super::id::Id;
use super::model::{Channel, ChannelKind, Upload};
use super::permissions::Permissions;
use super::problem::{Problem, invalid};
use super::record::Caller;
use super::state::State;

/// A file of a form.
#[derive(Clone, Debug)]
pub struct File {
    /// The form field, `files[0]`.
    pub field: String,
    /// The file's name.
    pub filename: String,
    /// What the sender calls its content.
    pub content_type: Option<String>,
    /// What is in it.
    pub bytes: Bytes,
}

/// A request, read in full.
#[derive(Clone, Debug, Default)]
pub(super) struct Call {
    pub(super) method: String,
    /// The path behind `/api/v10`.
    pub(super) path: String,
    pub(super) query: String,
    /// The `Authorization` header.
    pub(super) authorization: Option<String>,
    pub(super) reason: Option<String>,
    pub(super) body: Value,
    pub(super) files: Vec<File>,
}

impl Call {
    /// A value of the query, decoded.
    pub(super) fn query(&self, name: &str) -> Option<String> {
        let pairs = self.query.split('&').filter_map(|pair| pair.split_once('='));
        pairs.filter(|(key, _)| *key == name).map(|(_, value)| decode(value)).next()
    }

    /// Whether a switch of the query is on; Discord takes both spellings.
    pub(super) fn asks_for(&self, name: &str) -> bool {
        self.query(name).is_some_and(|value| matches!(value.as_str(), "true" | "1"))
    }

    pub(super) fn query_id(&self, name: &str) -> Option<Id> {
        self.query(name).and_then(|text| Id::parse(&text))
    }
}

/// A reply: a status and what goes with it.
#[derive(Clone, Debug)]
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) body: Value,
    /// The bytes of a file, in place of JSON.
    pub(super) file: Option<Upload>,
}

impl Reply {
    pub(super) fn new(status: u16, body: Value) -> Self {
        Reply { status, body, file: None }
    }

    pub(super) fn refusal(problem: &Problem) -> Self {
        Reply::new(problem.status, problem.body())
    }
}

pub(super) type Answer = Result<Reply, Problem>;

fn ok(body: Value) -> Answer {
    Ok(Reply::new(200, body))
}

fn created(body: Value) -> Answer {
    Ok(Reply::new(201, body))
}

fn done() -> Answer {
    Ok(Reply::new(204, Value::Null))
}

/// Who asks, by the token.
pub(super) fn caller(state: &State, call: &Call) -> (Caller, Option<Id>) {
    let Some(header) = &call.authorization else { return (Caller::Nobody, None) };
    let (token, as_bot) = header.strip_prefix("Bot ").map_or((header.as_str(), false), |token| (token, true));
    // A person's token with "Bot " before it is refused, and so is a bot's without.
    let user =
        state.user_of_token(token).filter(|user| super::events::is_person(&state.world, *user) != as_bot);
    match user {
        Some(user) if user == state.world.bot() => (Caller::Bot, Some(user)),
        Some(user) => (Caller::Person, Some(user)),
        None => (Caller::Nobody, None),
    }
}

/// Answers a request: the table of everything that the stand-in can do.
pub(super) fn answer(state: &mut State, call: &Call, me: Option<Id>) -> Answer {
    let path: Vec<&str> = call.path.trim_matches('/').split('/').collect();
    let method = call.method.as_str();
    // These need no token, or carry their own in the path.
    match (method, path.as_slice()) {
        ("POST", ["interactions", interaction, token, "callback"]) => {
            return responses::callback(state, call, id(interaction)?, token);
        }
        (_, ["webhooks", application, token, rest @ ..]) => {
            return responses::webhook(state, call, id(application)?, token, rest);
        }
        ("GET", ["attachments" | "ephemeral-attachments", _, attachment, _]) => {
            let file = state.upload(id(attachment)?).cloned().ok_or(Problem::NOT_FOUND)?;
            return Ok(Reply { status: 200, body: Value::Null, file: Some(file) });
        }
        ("GET", ["gateway"]) => return ok(json!({"url": super::gateway::gateway_url(&state.origin)})),
        _ => {}
    }
    let Some(me) = me else { return Err(Problem::UNAUTHORIZED) };
    match (method, path.as_slice()) {
        ("GET", ["gateway", "bot"]) => users::gateway_bot(state),
        ("GET", ["oauth2" | "applications", .., "@me"]) => users::application(state),
        ("GET", ["users", "@me"]) => users::me(state, me),
        ("GET", ["users", "@me", "guilds"]) => users::my_guilds(state, me),
        ("POST", ["users", "@me", "channels"]) => users::open_direct(state, call, me),
        ("GET", ["users", user]) => users::get(state, id(user)?),

        ("GET", ["channels", channel, "messages"]) => messages::list(state, call, me, id(channel)?),
        ("POST", ["channels", channel, "messages"]) => messages::create(state, call, me, id(channel)?),
        ("POST", ["channels", channel, "messages", "bulk-delete"]) => {
            messages::bulk_delete(state, call, me, id(channel)?)
        }
        ("GET", ["channels", channel, "pins"]) => pins::list(state, me, id(channel)?),
        ("GET", ["channels", channel, "messages", "pins"]) => pins::page(state, me, id(channel)?),
        (
            "PUT" | "DELETE",
            ["channels", channel, "pins", message] | ["channels", channel, "messages", "pins", message],
        ) => pins::set(state, call, me, id(channel)?, id(message)?),
        ("GET", ["channels", channel, "messages", message]) => {
            messages::get(state, me, id(channel)?, id(message)?)
        }
        ("PATCH", ["channels", channel, "messages", message]) => {
            messages::edit(state, call, me, id(channel)?, id(message)?)
        }
        ("DELETE", ["channels", channel, "messages", message]) => {
            messages::delete(state, call, me, id(channel)?, id(message)?)
        }
        (_, ["channels", channel, "messages", message, "reactions", rest @ ..]) => {
            reactions::answer(state, call, me, (id(channel)?, id(message)?), rest)
        }
        ("POST", ["channels", channel, "messages", message, "threads"]) => {
            threads::from_message(state, call, me, id(channel)?, id(message)?)
        }
        ("POST", ["channels", channel, "threads"]) => threads::create(state, call, me, id(channel)?),
        (_, ["channels", thread, "thread-members", rest @ ..]) => {
            threads::members(state, call, me, id(thread)?, rest)
        }
        ("GET", ["channels", channel, "threads", "archived", "public"]) => {
            threads::archived(state, me, id(channel)?, ChannelKind::PublicThread, false)
        }
        ("GET", ["channels", channel, "threads", "archived", "private"]) => {
            threads::archived(state, me, id(channel)?, ChannelKind::PrivateThread, false)
        }
        ("GET", ["channels", channel, "users", "@me", "threads", "archived", "private"]) => {
            threads::archived(state, me, id(channel)?, ChannelKind::PrivateThread, true)
        }
        ("GET", ["guilds", guild, "threads", "active"]) => threads::active(state, me, id(guild)?),
        ("POST", ["channels", channel, "typing"]) => channels::typing(state, me, id(channel)?),
        ("GET", ["channels", channel]) => channels::get(state, me, id(channel)?),
        ("PATCH", ["channels", channel]) => channels::edit(state, call, me, id(channel)?),
        ("DELETE", ["channels", channel]) => channels::delete(state, call, me, id(channel)?),
        (_, ["channels", channel, "permissions", target]) => {
            channels::overwrite(state, call, me, id(channel)?, id(target)?)
        }

        ("GET", ["guilds", guild]) => guilds::get(state, call, me, id(guild)?),
        ("GET", ["guilds", guild, "channels"]) => guilds::channels(state, me, id(guild)?),
        ("POST", ["guilds", guild, "channels"]) => channels::create(state, call, me, id(guild)?),
        ("GET", ["guilds", guild, "roles"]) => guilds::roles(state, me, id(guild)?),
        ("GET", ["guilds", guild, "members"]) => guilds::members(state, call, me, id(guild)?),
        (_, ["guilds", guild, "members", member, rest @ ..]) => {
            let member = if *member == "@me" { me } else { id(member)? };
            guilds::member(state, call, me, (id(guild)?, member), rest)
        }
        (_, ["guilds", guild, "bans", rest @ ..]) => guilds::bans(state, call, me, id(guild)?, rest),
        ("GET", ["guilds", guild, "audit-logs"]) => guilds::audit_log(state, call, me, id(guild)?),

        (_, ["applications", application, "commands", rest @ ..]) => {
            commands::answer(state, call, me, id(application)?, None, rest)
        }
        (_, ["applications", application, "guilds", guild, "commands", rest @ ..]) => {
            commands::answer(state, call, me, id(application)?, Some(id(guild)?), rest)
        }
        ("GET", ["channels", channel, "application-command-index"]) => {
            commands::index_of_channel(state, me, id(channel)?)
        }
        ("GET", ["guilds", guild, "application-command-index"]) => {
            commands::index_of_guild(state, me, id(guild)?)
        }
        ("POST", ["interactions"]) => interactions::create(state, call, me),
        _ => Err(Problem::NOT_FOUND),
    }
}

/// An id in a path.
fn id(text: &str) -> Result<Id, Problem> {
    let not_a_snowflake = || {
        invalid("id", "NUMBER_TYPE_COERCE", &format!("Value \"{}\" is not snowflake.", text.escape_default()))
    };
    Id::parse(text).ok_or_else(not_a_snowflake)
}

/// Undoes percent-encoding, as paths, queries and the audit-log reason come.
pub(super) fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, tail)) = rest.split_first() {
        let code = tail.get(..2).filter(|_| byte == b'%').and_then(|hex| std::str::from_utf8(hex).ok());
        match code.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(decoded) => {
                bytes.push(decoded);
                rest = &tail[2..];
            }
            None => {
                bytes.push(byte);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

impl State {
    /// A channel that `me` can see, with what `me` may do there.
    fn seen_channel(&self, me: Id, channel: Id) -> Result<(&Channel, Permissions), Problem> {
        let found = self.world.channels.get(&channel).ok_or(Problem::UNKNOWN_CHANNEL)?;
        let granted = self.world.permissions(channel, me);
        if !granted.has(Permissions::VIEW_CHANNEL) {
            return Err(Problem::MISSING_ACCESS);
        }
        Ok((found, granted))
    }

    /// A channel in which `me` may do all this.
    fn channel_for(&self, me: Id, channel: Id, needed: Permissions) -> Result<&Channel, Problem> {
        let (found, granted) = self.seen_channel(me, channel)?;
        if granted.has(needed) { Ok(found) } else { Err(Problem::MISSING_PERMISSIONS) }
    }

    /// Refuses what `me` may not do in a guild.
    fn allow_in_guild(&self, me: Id, guild: Id, needed: Permissions) -> Result<(), Problem> {
        let known = self.world.guilds.get(&guild).ok_or(Problem::UNKNOWN_GUILD)?;
        if !known.members.contains_key(&me) {
            return Err(Problem::MISSING_ACCESS);
        }
        if self.world.permissions_in_guild(guild, me).has(needed) {
            Ok(())
        } else {
            Err(Problem::MISSING_PERMISSIONS)
        }
    }

    /// Writes into a guild's audit log.
    fn audit(&mut self, guild: Option<Id>, action: u8, me: Id, target: Id, call: &Call, options: Value) {
        let entry = self.new_id();
        let mut value = json!({
            "id": entry, "action_type": action, "user_id": me, "target_id": target, "changes": [],
        });
        if !options.is_null() {
            value["options"] = options;
        }
        if let Some(reason) = &call.reason {
            value["reason"] = json!(reason);
        }
        let Some(guild) = guild.and_then(|id| self.world.guilds.get_mut(&id)) else { return };
        if guild.audit_log.len() == AUDIT_ENTRIES_KEPT {
            guild.audit_log.pop_front();
        }
        guild.audit_log.push_back(value);
    }
}

/// How many entries of its audit log a guild keeps; Discord keeps 45 days.
const AUDIT_ENTRIES_KEPT: usize = 1_000;

/// The actions of the audit log that happen here, by Discord's numbers.
mod audit {
    pub(super) const CHANNEL_CREATE: u8 = 10;
    pub(super) const CHANNEL_UPDATE: u8 = 11;
    pub(super) const CHANNEL_DELETE: u8 = 12;
    pub(super) const MEMBER_KICK: u8 = 20;
    pub(super) const MEMBER_BAN_ADD: u8 = 22;
    pub(super) const MEMBER_BAN_REMOVE: u8 = 23;
    pub(super) const MEMBER_UPDATE: u8 = 24;
    pub(super) const MEMBER_ROLE_UPDATE: u8 = 25;
    pub(super) const MESSAGE_DELETE: u8 = 72;
    pub(super) const MESSAGE_BULK_DELETE: u8 = 73;
    pub(super) const MESSAGE_PIN: u8 = 74;
    pub(super) const MESSAGE_UNPIN: u8 = 75;
    pub(super) const THREAD_UPDATE: u8 = 111;
    pub(super) const THREAD_DELETE: u8 = 112;
}
