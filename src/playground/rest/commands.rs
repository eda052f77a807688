//! Application commands: registering them, and what of them each person sees.

use serde_json::{Value, json};

use super::super::id::Id;
use super::super::permissions::Permissions;
use super::super::problem::{FormErrors, Problem};
use super::super::state::{Command, State};
use super::super::validate;
use super::{Answer, Call, created, done, id, ok};

/// How many commands of each type an application may have in one place: slash, user, message.
const MOST: [(u64, usize); 3] = [(1, 100), (2, 15), (3, 15)];

/// Everything below `/applications/{application}/commands` and the same of a guild.
pub(super) fn answer(
    state: &mut State,
    call: &Call,
    me: Id,
    application: Id,
    guild: Option<Id>,
    rest: &[&str],
) -> Answer {
    if application != state.world.application.id || me != application {
        return Err(Problem::new(
            403,
            20012,
            "You are not authorized to perform this action on this application",
        ));
    }
    if let Some(guild) = guild {
        let known = state.world.guilds.get(&guild).ok_or(Problem::UNKNOWN_GUILD)?;
        if !known.members.contains_key(&me) {
            return Err(Problem::MISSING_ACCESS);
        }
    }
    match (call.method.as_str(), rest) {
        ("GET", []) => ok(of(state, guild).map(|command| command.json.clone()).collect()),
        ("PUT", []) => replace(state, &call.body, guild),
        ("POST", []) => {
            check(std::slice::from_ref(&call.body), false)?;
            let (command, is_new) = register(state, &call.body, guild);
            if is_new { created(command) } else { ok(command) }
        }
        ("GET" | "PATCH" | "DELETE", [command]) => one(state, call, id(command)?, guild),
        _ => Err(Problem::METHOD_NOT_ALLOWED),
    }
}

fn of(state: &State, guild: Option<Id>) -> impl Iterator<Item = &Command> {
    state.commands.values().filter(move |command| command.guild == guild)
}

fn replace(state: &mut State, body: &Value, guild: Option<Id>) -> Answer {
    let list = body.as_array().ok_or(Problem::NOT_JSON)?;
    check(list, true)?;
    let stays = |command: &Command| list.iter().any(|new| is_same(new, &command.json));
    state.commands.retain(|_, command| command.guild != guild || stays(command));
    let registered: Vec<Value> = list.iter().map(|command| register(state, command, guild).0).collect();
    ok(Value::Array(registered))
}

fn one(state: &mut State, call: &Call, command: Id, guild: Option<Id>) -> Answer {
    let found =
        state.commands.get(&command).filter(|found| found.guild == guild).ok_or(Problem::UNKNOWN_COMMAND)?;
    match call.method.as_str() {
        "GET" => ok(found.json.clone()),
        "PATCH" => {
            let changed = super::super::payload::merged(found.json.clone(), call.body.clone());
            check(std::slice::from_ref(&changed), false)?;
            ok(register(state, &changed, guild).0)
        }
        _ => {
            state.commands.remove(&command);
            done()
        }
    }
}

/// Names and types together tell commands apart.
fn is_same(one: &Value, other: &Value) -> bool {
    one["name"] == other["name"] && one["type"].as_u64().unwrap_or(1) == other["type"].as_u64().unwrap_or(1)
}

fn check(commands: &[Value], in_list: bool) -> Result<(), Problem> {
    let mut errors = FormErrors::default();
    for (n, command) in commands.iter().enumerate() {
        let path = if in_list { format!("{n}.") } else { String::new() };
        validate::command(command, &path, &mut errors);
        if commands[..n].iter().any(|other| is_same(other, command)) {
            let message = "Application command names must be unique";
            errors.add(&format!("{path}name"), "APPLICATION_COMMANDS_DUPLICATE_NAME", message);
        }
    }
    errors.finish()?;
    for (kind, most) in MOST {
        let found = commands.iter().filter(|command| command["type"].as_u64().unwrap_or(1) == kind).count();
        if found > most {
            return Err(Problem::new(400, 30032, "Maximum number of application commands reached (100)."));
        }
    }
    Ok(())
}

/// Puts a command in place of one with its name and type, whose id it keeps; `true` when there was none.
fn register(state: &mut State, sent: &Value, guild: Option<Id>) -> (Value, bool) {
    let same = of(state, guild).find(|command| is_same(sent, &command.json));
    let known = same.and_then(|command| Id::of(&command.json["id"]));
    let version = state.new_id();
    let id = known.unwrap_or(version);
    let or_null = |field: &str| sent.get(field).cloned().unwrap_or(Value::Null);
    let mut json = json!({
        "id": id, "application_id": state.world.application.id, "version": version,
        "type": sent["type"].as_u64().unwrap_or(1), "name": sent["name"],
        "name_localizations": or_null("name_localizations"),
        "description": sent["description"].as_str().unwrap_or_default(),
        "description_localizations": or_null("description_localizations"),
        "default_member_permissions": or_null("default_member_permissions"),
        "nsfw": sent["nsfw"].as_bool().unwrap_or(false), "contexts": or_null("contexts"),
        "integration_types": sent["integration_types"].as_array().cloned().unwrap_or_else(|| vec![json!(0)]),
        "options": options(&sent["options"]),
    });
    match guild {
        Some(guild) => json["guild_id"] = json!(guild),
        None => json["dm_permission"] = json!(sent["dm_permission"].as_bool().unwrap_or(true)),
    }
    let handed_out = state.commands.remove(&id).map(|known| known.handed_out).unwrap_or_default();
    state.commands.insert(id, Command { guild, json: json.clone(), handed_out });
    (json, known.is_none())
}

/// Options as Discord gives them back: without the fields that their type does not have.
fn options(sent: &Value) -> Vec<Value> {
    let mut options = sent.as_array().cloned().unwrap_or_default();
    for option in &mut options {
        let kind = option["type"].as_u64().unwrap_or(0);
        let inner = self::options(&option["options"]);
        let Some(fields) = option.as_object_mut() else { continue };
        let belongs = |field: &str| match field {
            "options" => matches!(kind, 1 | 2),
            "choices" | "autocomplete" => matches!(kind, 3 | 4 | 10),
            "min_length" | "max_length" => kind == 3,
            "min_value" | "max_value" => matches!(kind, 4 | 10),
            "channel_types" => kind == 7,
            _ => true,
        };
        let is_empty = |value: &Value| value.is_null() || value.as_array().is_some_and(Vec::is_empty);
        fields.retain(|field, value| belongs(field) && !is_empty(value));
        if !inner.is_empty() {
            fields.insert("options".to_owned(), Value::Array(inner));
        }
    }
    options
}

/// Whether somebody sees a command in a place.
fn is_visible(state: &State, command: &Command, me: Id, guild: Option<Id>, channel: Option<Id>) -> bool {
    let Some(guild) = guild else {
        let contexts = command.json["contexts"].as_array();
        let here = contexts.is_none_or(|contexts| contexts.contains(&json!(1)));
        return command.guild.is_none() && here && command.json["dm_permission"] != json!(false);
    };
    let contexts = command.json["contexts"].as_array();
    if command.guild.is_some_and(|own| own != guild) || contexts.is_some_and(|list| !list.contains(&json!(0)))
    {
        return false;
    }
    if command.handed_out.contains(&guild) {
        return true;
    }
    let granted = match channel {
        Some(channel) => state.world.permissions(channel, me),
        None => state.world.permissions_in_guild(guild, me),
    };
    match command.json["default_member_permissions"].as_str().and_then(|bits| bits.parse().ok()) {
        // "0" is for administrators alone.
        Some(0) => granted.has(Permissions::ADMINISTRATOR),
        Some(bits) => granted.has(Permissions(bits)) || granted.has(Permissions::ADMINISTRATOR),
        None => true,
    }
}

/// A command by id, if this user sees it here.
pub(super) fn find_visible(
    state: &State,
    command: Id,
    me: Id,
    guild: Option<Id>,
    channel: Id,
) -> Option<Command> {
    let found = state.commands.get(&command)?;
    is_visible(state, found, me, guild, Some(channel)).then(|| found.clone())
}

pub(super) fn index_of_channel(state: &State, me: Id, channel: Id) -> Answer {
    let (home, _) = state.seen_channel(me, channel)?;
    ok(index(state, me, home.guild, Some(channel)))
}

pub(super) fn index_of_guild(state: &State, me: Id, guild: Id) -> Answer {
    state.allow_in_guild(me, guild, Permissions::NONE)?;
    ok(index(state, me, Some(guild), None))
}

/// What a client lists when somebody types `/`: names and descriptions in that person's language.
fn index(state: &State, me: Id, guild: Option<Id>, channel: Option<Id>) -> Value {
    let locale = state.world.users.get(&me).map_or("en-US", |user| user.locale.as_str());
    let visible = state.commands.values().filter(|command| is_visible(state, command, me, guild, channel));
    let commands: Vec<Value> = visible
        .map(|command| {
            let mut json = command.json.clone();
            localize(&mut json, locale);
            json
        })
        .collect();
    json!({"applications": [{"id": state.world.application.id, "name": state.world.application.name}],
        "application_commands": commands})
}

/// Adds the localised name and description, and the same for options and choices.
fn localize(thing: &mut Value, locale: &str) {
    for field in ["name", "description"] {
        let localized = thing[format!("{field}_localizations")][locale].clone();
        if localized.is_string() {
            thing[format!("{field}_localized")] = localized;
        }
    }
    for list in ["options", "choices"] {
        let inner = thing.get_mut(list).and_then(Value::as_array_mut).into_iter().flatten();
        inner.for_each(|inner| localize(inner, locale));
    }
}
