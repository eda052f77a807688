//! Interactions as people start them: commands, components, autocomplete, modals - in the form of Discord's own clients.

use std::time::Instant;

use serde_json::{Map, Value, json};

use super::super::id::Id;
use super::super::interaction::{Interaction, Progress, kind};
use super::super::payload::merged;
use super::super::permissions::Permissions;
use super::super::problem::{Problem, invalid};
use super::super::state::{Alarm, State};
use super::super::token;
use super::super::world::ChannelKind;
use super::commands::find_visible;
use super::{Answer, Call, done};

/// Discord's bound for files that come with an interaction, as it tells applications.
const ATTACHMENT_SIZE_LIMIT: u64 = 10 * 1024 * 1024;

pub(super) fn create(state: &mut State, call: &Call, me: Id) -> Answer {
    let body = &call.body;
    if Id::of(&body["application_id"]) != Some(state.world.application.id) {
        return Err(Problem::UNKNOWN_APPLICATION);
    }
    let channel = Id::of(&body["channel_id"]).ok_or(Problem::UNKNOWN_CHANNEL)?;
    let (home, granted) = state.seen_channel(me, channel)?;
    if !granted.has(Permissions::USE_APPLICATION_COMMANDS) && body["type"] == json!(kind::COMMAND) {
        return Err(Problem::MISSING_PERMISSIONS);
    }
    let guild = home.guild;
    let (data, source) = match body["type"].as_u64() {
        Some(kind::COMMAND | kind::AUTOCOMPLETE) => (command_data(state, call, me, guild, channel)?, None),
        Some(kind::COMPONENT) => component_data(state, body, me, channel)?,
        Some(kind::MODAL) => modal_data(state, body, me)?,
        _ => return Err(invalid("type", "BASE_TYPE_CHOICES", "Value must be one of {2, 3, 4, 5}.")),
    };
    let id = state.new_id();
    let kind = body["type"].as_u64().unwrap_or(0);
    let interaction = Interaction {
        id,
        token: token::random(),
        kind,
        user: me,
        guild,
        channel,
        nonce: body["nonce"].clone(),
        created: Instant::now(),
        progress: Progress::Waiting,
        source,
        original: None,
        modal: None,
        command: data["name"].as_str().map(str::to_owned),
        metadata: metadata(state, id, kind, me, guild, &data, source),
    };
    let event = event(state, &interaction, data);
    let nonce = interaction.nonce.clone();
    state.interactions.add(interaction);
    state.emit_to("INTERACTION_CREATE", me, guild, json!({"id": id, "nonce": nonce}));
    let application = state.world.application.id;
    state.emit_to("INTERACTION_CREATE", application, guild, event);
    state.alarms.push((state.world.timing.first_response, Alarm::Deadline(id)));
    done()
}

/// Tells the user that the application did not respond, if it has not.
pub(in super::super) fn deadline_passed(state: &mut State, id: Id) {
    let Some(interaction) = state.interactions.get_mut(id) else { return };
    if interaction.progress != Progress::Waiting {
        return;
    }
    interaction.progress = Progress::Failed;
    let (user, guild) = (interaction.user, interaction.guild);
    let data = json!({"id": id, "nonce": interaction.nonce});
    state.emit_to("INTERACTION_FAILURE", user, guild, data);
}

/// Who set off a response, as messages carry it.
fn metadata(
    state: &State,
    id: Id,
    kind: u64,
    me: Id,
    guild: Option<Id>,
    data: &Value,
    source: Option<Id>,
) -> Value {
    let mut metadata = json!({
        "id": id, "type": kind, "user": state.world.user_json(me),
        "authorizing_integration_owners": owners(guild),
    });
    match data["type"].as_u64().filter(|_| kind == kind::COMMAND) {
        Some(2) => metadata["target_user"] = data["resolved"]["users"][target(data)].clone(),
        Some(3) => metadata["target_message_id"] = data["target_id"].clone(),
        _ => {}
    }
    if let Some(source) = source.filter(|_| kind == kind::COMPONENT) {
        metadata["interacted_message_id"] = json!(source);
    }
    metadata
}

fn target(data: &Value) -> String {
    Id::of(&data["target_id"]).map(|id| id.to_string()).unwrap_or_default()
}

/// The application is installed in guilds (`"0"`); direct messages have no guild to name.
fn owners(guild: Option<Id>) -> Value {
    json!({"0": guild.map_or_else(|| "0".to_owned(), |guild| guild.to_string())})
}

/// INTERACTION_CREATE as the application gets it.
fn event(state: &State, interaction: &Interaction, data: Value) -> Value {
    let world = &state.world;
    let bot = world.application.id;
    let user = world.users.get(&interaction.user);
    let mut event = json!({
        "id": interaction.id, "application_id": bot, "type": interaction.kind, "token": interaction.token,
        "version": 1, "data": data, "channel_id": interaction.channel, "entitlements": [],
        "locale": user.map_or("en-US", |user| user.locale.as_str()), "attachment_size_limit": ATTACHMENT_SIZE_LIMIT,
        "app_permissions": world.permissions(interaction.channel, bot),
        "authorizing_integration_owners": owners(interaction.guild), "context": u8::from(interaction.guild.is_none()),
    });
    if let Some(channel) = world.channels.get(&interaction.channel) {
        event["channel"] = world.interaction_channel_json(channel, interaction.user);
        if channel.kind == ChannelKind::Direct {
            let direct = world.direct_channel_json(channel, bot);
            event["channel"] = merged(event["channel"].take(), direct);
        }
    }
    let message = interaction.source.and_then(|id| world.find_message(interaction.channel, id));
    if let Some(message) = message {
        event["message"] = world.message_json(message, Some(bot));
    }
    let guild = interaction.guild.and_then(|id| world.guilds.get(&id));
    let member = guild.and_then(|guild| guild.members.get(&interaction.user));
    match (guild, member) {
        (Some(guild), Some(member)) => {
            let permissions = world.permissions(interaction.channel, interaction.user);
            event["guild_id"] = json!(guild.id);
            event["guild"] = json!({"id": guild.id, "locale": guild.locale, "features": []});
            event["guild_locale"] = json!(guild.locale);
            event["member"] = merged(world.member_json(member), json!({"permissions": permissions}));
        }
        _ => event["user"] = world.user_json(interaction.user),
    }
    event
}

/// The `data` of a command or an autocomplete: the command's name and options, with what the ids in them stand for.
fn command_data(
    state: &mut State,
    call: &Call,
    me: Id,
    guild: Option<Id>,
    channel: Id,
) -> Result<Value, Problem> {
    let sent = &call.body["data"];
    let id = Id::of(&sent["id"]).ok_or(Problem::UNKNOWN_COMMAND)?;
    let command = find_visible(state, id, me, guild, channel).ok_or(Problem::UNKNOWN_COMMAND)?;
    let is_final = call.body["type"].as_u64() == Some(kind::COMMAND);
    let mut data = json!({"id": id, "name": command.json["name"], "type": command.json["type"]});
    if let Some(guild) = command.guild {
        data["guild_id"] = json!(guild);
    }
    let mut resolved = Resolved::default();
    if command.json["type"].as_u64() == Some(1) {
        let options = options(&command.json["options"], &sent["options"], is_final)?;
        let uploads = attach_options(state, call, channel);
        resolved.collect(state, &options, guild, &uploads);
        data["options"] = Value::Array(options);
    } else {
        let target = Id::of(&sent["target_id"])
            .ok_or_else(|| invalid("data.target_id", "BASE_TYPE_REQUIRED", "This field is required"))?;
        if command.json["type"].as_u64() == Some(3) {
            state.public_message(channel, target)?;
            resolved.message(state, channel, target);
        } else {
            resolved.user(state, guild, target);
        }
        data["target_id"] = json!(target);
    }
    if !resolved.0.is_empty() {
        data["resolved"] = Value::Object(resolved.0);
    }
    Ok(data)
}

/// Checks what a client filled in against the command's definition, level by level.
fn options(defined: &Value, sent: &Value, is_final: bool) -> Result<Vec<Value>, Problem> {
    let defined = defined.as_array().map_or(&[][..], Vec::as_slice);
    let sent = sent.as_array().map_or(&[][..], Vec::as_slice);
    let mut checked = Vec::new();
    for option in sent {
        let name = option["name"].as_str().unwrap_or_default();
        let known = defined.iter().find(|known| known["name"] == name);
        let Some(known) = known.filter(|known| known["type"] == option["type"]) else {
            return Err(invalid(
                &format!("data.options.{name}"),
                "APPLICATION_COMMAND_INVALID_OPTION",
                "Unknown option",
            ));
        };
        let mut out = json!({"name": name, "type": option["type"]});
        if matches!(known["type"].as_u64(), Some(1 | 2)) {
            out["options"] = Value::Array(options(&known["options"], &option["options"], is_final)?);
        } else {
            value_fits(known, &option["value"], is_final)?;
            out["value"] = option["value"].clone();
            if option["focused"] == json!(true) {
                out["focused"] = json!(true);
            }
        }
        checked.push(out);
    }
    let missing = defined.iter().find(|known| {
        known["required"] == json!(true) && !sent.iter().any(|option| option["name"] == known["name"])
    });
    match missing.filter(|_| is_final) {
        Some(known) => {
            let name = known["name"].as_str().unwrap_or_default();
            Err(invalid(&format!("data.options.{name}"), "BASE_TYPE_REQUIRED", "This field is required"))
        }
        None => Ok(checked),
    }
}

/// Whether a value is one that Discord's client would let through.
fn value_fits(option: &Value, value: &Value, is_final: bool) -> Result<(), Problem> {
    let name = option["name"].as_str().unwrap_or_default();
    let wrong =
        |message: &str| Err(invalid(&format!("data.options.{name}.value"), "BASE_TYPE_CHOICES", message));
    if !is_final {
        return Ok(());
    }
    let of_type = match option["type"].as_u64() {
        Some(3) => value.is_string(),
        Some(4) => value.is_i64(),
        Some(5) => value.is_boolean(),
        Some(6..=9 | 11) => Id::of(value).is_some(),
        Some(10) => value.is_number(),
        _ => false,
    };
    if !of_type {
        return wrong("The value is not of the option's type.");
    }
    let choices = option["choices"].as_array().filter(|choices| !choices.is_empty());
    if choices.is_some_and(|choices| !choices.iter().any(|choice| choice["value"] == *value)) {
        return wrong("The value is not one of the choices.");
    }
    let (number, length) = (value.as_f64(), value.as_str().map(|text| text.chars().count() as u64));
    let outside = number.is_some_and(|number| {
        option["min_value"].as_f64().is_some_and(|min| number < min)
            || option["max_value"].as_f64().is_some_and(|max| number > max)
    }) || length.is_some_and(|length| {
        option["min_length"].as_u64().is_some_and(|min| length < min)
            || length > option["max_length"].as_u64().unwrap_or(LONGEST_TEXT)
    });
    if outside { wrong("The value is outside the option's bounds.") } else { Ok(()) }
}

/// The longest text that an option takes.
const LONGEST_TEXT: u64 = 6_000;

/// Keeps the files that came with a command and describes them, one for each `files[n]`.
fn attach_options(state: &mut State, call: &Call, channel: Id) -> Vec<Value> {
    call.files
        .iter()
        .map(|file| {
            let id = state.new_id();
            let content_type =
                file.content_type.clone().unwrap_or_else(|| "application/octet-stream".to_owned());
            let url = format!("{}/ephemeral-attachments/{channel}/{id}/{}", state.origin, file.filename);
            let described = json!({
                "id": id, "filename": file.filename, "size": file.bytes.len(), "url": url, "proxy_url": url,
                "content_type": content_type, "ephemeral": true,
            });
            let upload = super::super::world::Upload { content_type, bytes: file.bytes.clone() };
            state.keep_upload(id, upload);
            described
        })
        .collect()
}

/// What the ids in a command's options stand for.
#[derive(Default)]
struct Resolved(Map<String, Value>);

impl Resolved {
    fn put(&mut self, kind: &str, id: Id, value: Value) {
        self.0.entry(kind).or_insert_with(|| json!({}))[id.to_string()] = value;
    }

    fn user(&mut self, state: &State, guild: Option<Id>, user: Id) {
        if !state.world.users.contains_key(&user) {
            return;
        }
        self.put("users", user, state.world.user_json(user));
        let member = guild.and_then(|guild| state.world.guilds.get(&guild)?.members.get(&user));
        if let (Some(member), Some(guild)) = (member, guild) {
            let permissions = state.world.permissions_in_guild(guild, user);
            let partial = super::super::payload::partial_member(member);
            self.put("members", user, merged(partial, json!({"permissions": permissions})));
        }
    }

    fn role(&mut self, state: &State, guild: Option<Id>, role: Id) {
        let guild = guild.and_then(|guild| state.world.guilds.get(&guild));
        let found = guild.and_then(|guild| guild.roles.iter().find(|known| known.id == role));
        if let Some(found) = found {
            self.put("roles", role, super::super::payload::role(found));
        }
    }

    fn message(&mut self, state: &State, channel: Id, message: Id) {
        // The target of a command is always readable, whatever the intents.
        if let Some(found) = state.world.find_message(channel, message) {
            self.put("messages", message, state.world.message_json(found, Some(state.world.bot())));
        }
    }

    fn collect(&mut self, state: &State, options: &[Value], guild: Option<Id>, uploads: &[Value]) {
        for option in options {
            if let Some(inner) = option["options"].as_array() {
                self.collect(state, inner, guild, uploads);
            }
            let Some(id) = Id::of(&option["value"]) else { continue };
            match option["type"].as_u64() {
                Some(6) => self.user(state, guild, id),
                Some(7) => {
                    if let Some(found) = state.world.channels.get(&id) {
                        let found = state.world.interaction_channel_json(found, state.world.bot());
                        self.put("channels", id, found);
                    }
                }
                Some(8) => self.role(state, guild, id),
                Some(9) => {
                    self.user(state, guild, id);
                    self.role(state, guild, id);
                }
                Some(11) => {
                    let found = uploads.iter().find(|upload| Id::of(&upload["id"]) == Some(id));
                    if let Some(found) = found {
                        self.put("attachments", id, found.clone());
                    }
                }
                _ => {}
            }
        }
    }
}

/// The `data` of a click or a choice, if the message has such a component and it is not greyed out.
fn component_data(state: &State, body: &Value, me: Id, channel: Id) -> Result<(Value, Option<Id>), Problem> {
    let message = Id::of(&body["message_id"]).ok_or(Problem::UNKNOWN_MESSAGE)?;
    let found = state
        .world
        .find_message(channel, message)
        .filter(|found| found.only_for.is_none_or(|user| user == me));
    let found = found.ok_or(Problem::UNKNOWN_MESSAGE)?;
    let sent = &body["data"];
    let component = find_component(&found.components, &sent["custom_id"])
        .filter(|component| {
            component["disabled"] != json!(true) && component["type"] == sent["component_type"]
        })
        .ok_or_else(|| {
            invalid("data.custom_id", "COMPONENT_VALIDATION_FAILED", "Component validation failed")
        })?;
    let mut data = json!({
        "custom_id": sent["custom_id"], "component_type": component["type"], "id": component["id"],
    });
    let values = sent["values"].as_array().cloned().unwrap_or_default();
    if component["type"].as_u64().is_some_and(|kind| matches!(kind, 3 | 5..=8)) {
        let bounds =
            component["min_values"].as_u64().unwrap_or(1)..=component["max_values"].as_u64().unwrap_or(1);
        let offered = |value: &Value| match component["options"].as_array() {
            Some(options) => options.iter().any(|option| option["value"] == *value),
            None => Id::of(value).is_some(),
        };
        if !bounds.contains(&(values.len() as u64)) || !values.iter().all(offered) {
            return Err(invalid("data.values", "COMPONENT_VALIDATION_FAILED", "Component validation failed"));
        }
        let resolved = resolved_values(state, component, &values, found.guild);
        if !resolved.is_empty() {
            data["resolved"] = Value::Object(resolved);
        }
        data["values"] = Value::Array(values);
    }
    Ok((data, Some(message)))
}

/// What the ids chosen in a user, role, mentionable or channel select stand for.
fn resolved_values(
    state: &State,
    component: &Value,
    values: &[Value],
    guild: Option<Id>,
) -> Map<String, Value> {
    // Selects 5 to 8 are users, roles, mentionables, channels; as options they are 6, 8, 9, 7.
    let as_option = match component["type"].as_u64() {
        Some(5) => 6,
        Some(6) => 8,
        Some(7) => 9,
        Some(8) => 7,
        _ => return Map::new(),
    };
    let options: Vec<Value> = values.iter().map(|value| json!({"type": as_option, "value": value})).collect();
    let mut resolved = Resolved::default();
    resolved.collect(state, &options, guild, &[]);
    resolved.0
}

/// A component by its custom id, however deep.
fn find_component<'a>(components: &'a [Value], custom_id: &Value) -> Option<&'a Value> {
    components.iter().filter(|_| custom_id.is_string()).find_map(|component| {
        if component["custom_id"] == *custom_id {
            return Some(component);
        }
        let within = component["components"].as_array().map_or(&[][..], Vec::as_slice);
        let single = ["component", "accessory"].into_iter().filter_map(|field| component.get(field));
        find_component(within, custom_id).or_else(|| {
            single.filter_map(|inner| find_component(std::slice::from_ref(inner), custom_id)).next()
        })
    })
}

/// The `data` of a modal that was filled in.
fn modal_data(state: &State, body: &Value, me: Id) -> Result<(Value, Option<Id>), Problem> {
    let sent = &body["data"];
    let opened =
        Id::of(&sent["id"]).and_then(|id| state.interactions.get(id)).filter(|opened| opened.user == me);
    let opened = opened
        .filter(|opened| opened.modal.as_ref().is_some_and(|modal| modal["custom_id"] == sent["custom_id"]));
    let Some(opened) = opened else { return Err(Problem::UNKNOWN_INTERACTION) };
    let asked =
        opened.modal.as_ref().and_then(|modal| modal["components"].as_array()).map_or(&[][..], Vec::as_slice);
    let filled = sent["components"].as_array().map_or(&[][..], Vec::as_slice);
    let filled = filled.iter().map(|part| filled_in(asked, part)).collect::<Result<Vec<_>, _>>()?;
    Ok((json!({"custom_id": sent["custom_id"], "components": filled}), opened.source))
}

/// One part of a modal as it was filled in, checked against what was asked.
fn filled_in(asked: &[Value], part: &Value) -> Result<Value, Problem> {
    let mut out = part.clone();
    if let Some(inner) = part["components"].as_array() {
        out["components"] =
            Value::Array(inner.iter().map(|inner| filled_in(asked, inner)).collect::<Result<Vec<_>, _>>()?);
        return Ok(out);
    }
    if part["component"].is_object() {
        out["component"] = filled_in(asked, &part["component"])?;
        return Ok(out);
    }
    let Some(known) = find_component(asked, &part["custom_id"]) else {
        return Err(invalid("data.components", "COMPONENT_VALIDATION_FAILED", "Component validation failed"));
    };
    let length = part["value"].as_str().map_or(0, |text| text.chars().count() as u64);
    let least = known["min_length"].as_u64().unwrap_or(0).max(u64::from(known["required"] != json!(false)));
    let most = known["max_length"].as_u64().unwrap_or(4_000);
    if known["type"].as_u64() == Some(4) && !(least..=most).contains(&length) {
        let message = format!("Must be between {least} and {most} in length.");
        return Err(invalid("data.components", "BASE_TYPE_BAD_LENGTH", &message));
    }
    out["type"] = known["type"].clone();
    out["id"] = known["id"].clone();
    Ok(out)
}
