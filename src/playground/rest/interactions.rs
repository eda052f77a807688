//! Interactions as people start them: commands, components, autocomplete, modals - in the form of Discord's own clients.

use std::time::Instant;

use serde_json::{Value, json};

use super::super::id::Id;
use super::super::interaction::{Interaction, Progress, kind};
use super::super::model::ChannelKind;
use super::super::payload::merged;
use super::super::permissions::Permissions;
use super::super::problem::{Problem, invalid};
use super::super::state::{Alarm, State};
use super::super::token;
use super::command_data::command_data;
use super::component_data::{component_data, modal_data};
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
        metadata: merged(metadata(state, id, kind, me, guild, &data, source), opener(state, body, kind)),
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

/// What opened the modal that was sent.
fn opener(state: &State, body: &Value, kind: u64) -> Value {
    let opener = Id::of(&body["data"]["id"]).filter(|_| kind == kind::MODAL);
    let opener = opener.and_then(|id| state.interactions.get(id));
    opener.map_or(json!({}), |opened| json!({"triggering_interaction_metadata": opened.metadata}))
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
