//! Guilds: their channels, roles, members, bans and audit log.

use serde_json::{Value, json};

use super::super::id::{Id, now_ms, parse_timestamp};
use super::super::model::{Guild, Member};
use super::super::payload::{merged, role};
use super::super::permissions::Permissions;
use super::super::problem::{Problem, invalid};
use super::super::session::intents;
use super::super::state::State;
use super::{Answer, Call, audit, done, id, ok};

/// The longest timeout: 28 days.
const LONGEST_TIMEOUT_MS: u64 = 28 * 24 * 3_600_000;

fn seen(state: &State, me: Id, guild: Id) -> Result<&Guild, Problem> {
    state.allow_in_guild(me, guild, Permissions::NONE)?;
    state.world.guilds.get(&guild).ok_or(Problem::UNKNOWN_GUILD)
}

pub(super) fn get(state: &State, call: &Call, me: Id, guild: Id) -> Answer {
    let found = seen(state, me, guild)?;
    let mut json = state.world.guild_json(found);
    if call.asks_for("with_counts") {
        json["approximate_member_count"] = json!(found.members.len());
        json["approximate_presence_count"] = json!(found.members.len());
    }
    ok(json)
}

pub(super) fn channels(state: &State, me: Id, guild: Id) -> Answer {
    let found = seen(state, me, guild)?;
    let channels = found.channels.iter().filter_map(|id| state.world.channels.get(id));
    ok(channels.map(|channel| state.world.channel_json(channel)).collect())
}

pub(super) fn roles(state: &State, me: Id, guild: Id) -> Answer {
    ok(seen(state, me, guild)?.roles.iter().map(role).collect())
}

pub(super) fn members(state: &State, call: &Call, me: Id, guild: Id) -> Answer {
    let found = seen(state, me, guild)?;
    if me == state.world.bot() && !state.world.application.members {
        return Err(Problem::MISSING_ACCESS);
    }
    let limit = call.query("limit").and_then(|text| text.parse().ok()).unwrap_or(1_usize).clamp(1, 1_000);
    let after = call.query_id("after").unwrap_or(Id(0));
    let members = found.members.range(Id(after.0 + 1)..).take(limit);
    ok(members.map(|(_, member)| state.world.member_json(member)).collect())
}

/// Everything below `/guilds/{guild}/members/{member}`.
pub(super) fn member(
    state: &mut State,
    call: &Call,
    me: Id,
    (guild, user): (Id, Id),
    rest: &[&str],
) -> Answer {
    let found = seen(state, me, guild)?;
    let Some(known) = found.members.get(&user) else { return Err(Problem::UNKNOWN_MEMBER) };
    match (call.method.as_str(), rest) {
        ("GET", []) => ok(state.world.member_json(known)),
        ("PATCH", []) => {
            edit(state, call, me, guild, user)?;
            audit_member(state, call, me, guild, user, audit::MEMBER_UPDATE);
            let known = state.world.guilds.get(&guild).and_then(|guild| guild.members.get(&user));
            ok(known.map_or(Value::Null, |member| state.world.member_json(member)))
        }
        ("DELETE", []) => {
            outranks(state, me, guild, user, Permissions::KICK_MEMBERS)?;
            state.remove_member(guild, user);
            audit_member(state, call, me, guild, user, audit::MEMBER_KICK);
            done()
        }
        ("PUT" | "DELETE", ["roles", role]) => {
            let role = id(role)?;
            let Some(wanted) = found.roles.iter().find(|known| known.id == role) else {
                return Err(Problem::UNKNOWN_ROLE);
            };
            let position = wanted.position;
            state.allow_in_guild(me, guild, Permissions::MANAGE_ROLES)?;
            if position >= highest_role(state, guild, me) {
                return Err(Problem::MISSING_PERMISSIONS);
            }
            let adds = call.method == "PUT";
            state.change_member(guild, user, |member| {
                member.roles.retain(|&held| held != role);
                member.roles.extend(adds.then_some(role));
            });
            audit_member(state, call, me, guild, user, audit::MEMBER_ROLE_UPDATE);
            done()
        }
        _ => Err(Problem::METHOD_NOT_ALLOWED),
    }
}

fn audit_member(state: &mut State, call: &Call, me: Id, guild: Id, user: Id, action: u8) {
    state.audit(Some(guild), action, me, user, call, Value::Null);
}

/// The position of somebody's highest role; the owner stands above all.
fn highest_role(state: &State, guild: Id, user: Id) -> u32 {
    let Some(guild) = state.world.guilds.get(&guild) else { return 0 };
    if guild.owner == user {
        return u32::MAX;
    }
    let Some(member) = guild.members.get(&user) else { return 0 };
    let held = guild.roles.iter().filter(|role| member.roles.contains(&role.id));
    held.map(|role| role.position).max().unwrap_or(0)
}

/// Refuses what takes a permission and a higher role than the member's.
fn outranks(state: &State, me: Id, guild: Id, user: Id, needed: Permissions) -> Result<(), Problem> {
    state.allow_in_guild(me, guild, needed)?;
    let above = highest_role(state, guild, me) > highest_role(state, guild, user);
    if above { Ok(()) } else { Err(Problem::MISSING_PERMISSIONS) }
}

fn edit(state: &mut State, call: &Call, me: Id, guild: Id, user: Id) -> Result<(), Problem> {
    let body = &call.body;
    if let Some(until) = body.get("communication_disabled_until") {
        outranks(state, me, guild, user, Permissions::MODERATE_MEMBERS)?;
        let administers = state.world.permissions_in_guild(guild, user).has(Permissions::ADMINISTRATOR);
        if administers {
            return Err(Problem::MISSING_PERMISSIONS);
        }
        let until = timeout(until)?;
        state.change_member(guild, user, |member| member.timed_out_until = until);
    }
    if let Some(nick) = body.get("nick") {
        let needed = if me == user { Permissions::CHANGE_NICKNAME } else { Permissions::MANAGE_NICKNAMES };
        state.allow_in_guild(me, guild, needed)?;
        let nick = nick.as_str().map(str::to_owned);
        if nick.as_ref().is_some_and(|nick| nick.chars().count() > 32) {
            return Err(invalid("nick", "BASE_TYPE_MAX_LENGTH", "Must be 32 or fewer in length."));
        }
        state.change_member(guild, user, |member| member.nick = nick);
    }
    if let Some(roles) = body["roles"].as_array() {
        outranks(state, me, guild, user, Permissions::MANAGE_ROLES)?;
        let roles = roles.iter().filter_map(Id::of).collect();
        state.change_member(guild, user, |member| member.roles = roles);
    }
    Ok(())
}

fn timeout(until: &Value) -> Result<Option<u64>, Problem> {
    if until.is_null() {
        return Ok(None);
    }
    let field = "communication_disabled_until";
    let Some(until) = until.as_str().and_then(parse_timestamp) else {
        return Err(invalid(field, "DATE_TIME_TYPE_PARSE", "Could not parse. Should be ISO8601."));
    };
    if until > now_ms() + LONGEST_TIMEOUT_MS {
        let message = "The timeout is longer than 28 days.";
        return Err(invalid(field, "MEMBER_COMMUNICATION_DISABLED_UNTIL_INVALID", message));
    }
    Ok(Some(until))
}

/// Everything below `/guilds/{guild}/bans`.
pub(super) fn bans(state: &mut State, call: &Call, me: Id, guild: Id, rest: &[&str]) -> Answer {
    state.allow_in_guild(me, guild, Permissions::BAN_MEMBERS)?;
    let found = seen(state, me, guild)?;
    let shown = |(user, reason): (&Id, &Option<String>)| json!({"user": state.world.user_json(*user), "reason": reason});
    match (call.method.as_str(), rest) {
        ("GET", []) => ok(found.bans.iter().map(shown).collect()),
        ("GET", [user]) => {
            let user = id(user)?;
            found.bans.get_key_value(&user).map(shown).map(ok).ok_or(Problem::UNKNOWN_BAN)?
        }
        ("PUT", [user]) => {
            let user = id(user)?;
            if found.members.contains_key(&user) {
                outranks(state, me, guild, user, Permissions::BAN_MEMBERS)?;
            }
            let seconds = call.body["delete_message_seconds"].as_u64().unwrap_or(0);
            if seconds > 604_800 {
                let message = "int value should be less than or equal to 604800.";
                return Err(invalid("delete_message_seconds", "NUMBER_TYPE_MAX", message));
            }
            ban(state, call, guild, user, seconds);
            audit_member(state, call, me, guild, user, audit::MEMBER_BAN_ADD);
            done()
        }
        ("DELETE", [user]) => {
            let user = id(user)?;
            let banned = state.world.guilds.get_mut(&guild).and_then(|guild| guild.bans.remove(&user));
            banned.ok_or(Problem::UNKNOWN_BAN)?;
            let data = json!({"guild_id": guild, "user": state.world.user_json(user)});
            state.emit_guild("GUILD_BAN_REMOVE", guild, intents::GUILD_MODERATION, data);
            audit_member(state, call, me, guild, user, audit::MEMBER_BAN_REMOVE);
            done()
        }
        _ => Err(Problem::METHOD_NOT_ALLOWED),
    }
}

fn ban(state: &mut State, call: &Call, guild: Id, user: Id, seconds: u64) {
    if let Some(found) = state.world.guilds.get_mut(&guild) {
        found.bans.insert(user, call.reason.clone());
    }
    let data = json!({"guild_id": guild, "user": state.world.user_json(user)});
    state.emit_guild("GUILD_BAN_ADD", guild, intents::GUILD_MODERATION, data);
    state.remove_member(guild, user);
    let since = Id::at(now_ms().saturating_sub(seconds * 1_000), 0);
    let channels =
        state.world.channels.values().filter(|channel| channel.guild == Some(guild) && seconds > 0);
    let gone: Vec<(Id, Id)> = channels
        .flat_map(|channel| {
            channel.messages.range(since..).map(move |(id, message)| (channel.id, *id, message.author))
        })
        .filter(|(_, _, author)| *author == user)
        .map(|(channel, message, _)| (channel, message))
        .collect();
    for (channel, message) in gone {
        state.remove(channel, message);
    }
}

pub(super) fn audit_log(state: &State, call: &Call, me: Id, guild: Id) -> Answer {
    state.allow_in_guild(me, guild, Permissions::VIEW_AUDIT_LOG)?;
    let found = seen(state, me, guild)?;
    let limit = call.query("limit").and_then(|text| text.parse().ok()).unwrap_or(50_usize).clamp(1, 100);
    let action = call.query("action_type").and_then(|text| text.parse::<u64>().ok());
    let author = call.query_id("user_id");
    let wanted = |entry: &&Value| {
        action.is_none_or(|action| entry["action_type"].as_u64() == Some(action))
            && author.is_none_or(|author| Id::of(&entry["user_id"]) == Some(author))
    };
    let entries: Vec<&Value> = found.audit_log.iter().rev().filter(wanted).take(limit).collect();
    let mut users: Vec<Id> =
        entries.iter().flat_map(|e| [Id::of(&e["user_id"]), Id::of(&e["target_id"])]).flatten().collect();
    users.sort_unstable();
    users.dedup();
    users.retain(|user| state.world.users.contains_key(user));
    let users: Vec<Value> = users.into_iter().map(|user| state.world.user_json(user)).collect();
    ok(json!({
        "audit_log_entries": entries, "users": users, "integrations": [], "webhooks": [],
        "guild_scheduled_events": [], "threads": [], "application_commands": [], "auto_moderation_rules": [],
    }))
}

impl State {
    /// Changes a member and tells the guild.
    pub(in super::super) fn change_member(&mut self, guild: Id, user: Id, how: impl FnOnce(&mut Member)) {
        let home = self.world.guilds.get_mut(&guild);
        let Some(member) = home.and_then(|home| home.members.get_mut(&user)) else { return };
        how(member);
        let member = member.clone();
        let data = merged(self.world.member_json(&member), json!({"guild_id": guild}));
        // The bot hears of changes to itself without the intent, as on Discord.
        let intents = if user == self.world.bot() { intents::NONE } else { intents::GUILD_MEMBERS };
        self.emit_guild("GUILD_MEMBER_UPDATE", guild, intents, data);
    }

    /// Takes a member out of a guild and tells those who stay.
    pub(in super::super) fn remove_member(&mut self, guild: Id, user: Id) {
        let home = self.world.guilds.get_mut(&guild);
        if home.and_then(|home| home.members.remove(&user)).is_none() {
            return;
        }
        let data = json!({"guild_id": guild, "user": self.world.user_json(user)});
        self.emit_guild("GUILD_MEMBER_REMOVE", guild, intents::GUILD_MEMBERS, data);
        self.emit_to("GUILD_DELETE", user, Some(guild), json!({"id": guild}));
    }
}
