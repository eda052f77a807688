//! What applications make of interactions: the first response, `@original`, follow-ups, deletions.
//!
//! Incoming webhooks of guilds do not exist here; the path belongs to interactions alone.

use serde_json::{Value, json};

use super::super::id::{Id, now_ms};
use super::super::interaction::{Interaction, Progress, Shown, kind};
use super::super::model::{Message, flags};
use super::super::payload::merged;
use super::super::problem::{FormErrors, Problem, invalid};
use super::super::state::State;
use super::super::validate;
use super::messages::post_message;
use super::{Answer, Call, done, id, ok, parts};

/// The types of a first response, by Discord's numbers.
mod response {
    pub(super) const PONG: u64 = 1;
    pub(super) const MESSAGE: u64 = 4;
    pub(super) const DEFERRED_MESSAGE: u64 = 5;
    pub(super) const DEFERRED_UPDATE: u64 = 6;
    pub(super) const UPDATE: u64 = 7;
    pub(super) const CHOICES: u64 = 8;
    pub(super) const MODAL: u64 = 9;
}

/// The types of message that answer a slash command, a context-menu command, or anything else.
const CHAT_INPUT_COMMAND: u8 = 20;
const CONTEXT_MENU_COMMAND: u8 = 23;
const REPLY: u8 = 19;

/// `POST /interactions/{id}/{token}/callback`.
pub(super) fn callback(state: &mut State, call: &Call, interaction: Id, token: &str) -> Answer {
    let found = state.interactions.get(interaction).filter(|found| found.token == token);
    let interaction = found.cloned().ok_or(Problem::UNKNOWN_INTERACTION)?;
    match interaction.progress {
        Progress::Responded(_) => return Err(Problem::ALREADY_ACKNOWLEDGED),
        Progress::Failed => return Err(Problem::UNKNOWN_INTERACTION),
        Progress::Waiting => {}
    }
    if interaction.created.elapsed() > state.world.timing.first_response {
        return Err(Problem::UNKNOWN_INTERACTION);
    }
    let kind = call.body["type"].as_u64().unwrap_or(0);
    if !fits(kind, &interaction) {
        return Err(invalid("type", "BASE_TYPE_CHOICES", "This response does not fit the interaction."));
    }
    let (shown, message) = respond(state, call, &interaction, kind)?;
    let (user, guild) = (interaction.user, interaction.guild);
    if let Some(kept) = state.interactions.get_mut(interaction.id) {
        kept.progress = Progress::Responded(shown);
    }
    let about = json!({"id": interaction.id, "nonce": interaction.nonce});
    state.emit_to("INTERACTION_SUCCESS", user, guild, about);
    if call.asks_for("with_response") {
        return ok(with_response(state, &interaction, kind, message));
    }
    done()
}

/// Which first responses an interaction takes.
fn fits(response: u64, interaction: &Interaction) -> bool {
    match response {
        response::PONG => false,
        response::MESSAGE | response::DEFERRED_MESSAGE => interaction.kind != kind::AUTOCOMPLETE,
        response::DEFERRED_UPDATE | response::UPDATE => {
            matches!(interaction.kind, kind::COMPONENT | kind::MODAL) && interaction.source.is_some()
        }
        response::CHOICES => interaction.kind == kind::AUTOCOMPLETE,
        response::MODAL => matches!(interaction.kind, kind::COMMAND | kind::COMPONENT),
        _ => false,
    }
}

/// Carries out a first response; what the user gets to see, and the message that it made.
fn respond(
    state: &mut State,
    call: &Call,
    interaction: &Interaction,
    kind: u64,
) -> Result<(Shown, Option<Id>), Problem> {
    let data = &call.body["data"];
    match kind {
        response::MESSAGE => {
            let message = reply(state, interaction, data, &call.files)?;
            let id = message.id;
            set_original(state, interaction.id, id);
            let shown = state.world.message_json(&message, Some(interaction.user));
            post_message(state, message);
            Ok((Shown::Message(shown), Some(id)))
        }
        response::DEFERRED_MESSAGE => {
            let private = data["flags"].as_u64().unwrap_or(0) & flags::EPHEMERAL;
            let mut message = blank_reply(state, interaction)?;
            message.flags = private | flags::LOADING;
            message.only_for = (private != 0).then_some(interaction.user);
            let id = message.id;
            set_original(state, interaction.id, id);
            post_message(state, message);
            Ok((Shown::Thinking, Some(id)))
        }
        response::DEFERRED_UPDATE => {
            state
                .interactions
                .get_mut(interaction.id)
                .into_iter()
                .for_each(|kept| kept.original = kept.source);
            Ok((Shown::Updated, interaction.source))
        }
        response::UPDATE => {
            let source = interaction.source.ok_or(Problem::UNKNOWN_MESSAGE)?;
            rewrite(state, interaction.channel, source, data, &call.files)?;
            set_original(state, interaction.id, source);
            Ok((Shown::Updated, Some(source)))
        }
        response::CHOICES => {
            let mut errors = FormErrors::default();
            validate::choices(&data["choices"], "data.choices", &mut errors);
            errors.finish()?;
            let choices = data["choices"].as_array().cloned().unwrap_or_default();
            let event = json!({"nonce": interaction.nonce, "choices": choices});
            state.emit_to(
                "APPLICATION_COMMAND_AUTOCOMPLETE_RESPONSE",
                interaction.user,
                interaction.guild,
                event,
            );
            Ok((Shown::Choices(choices), None))
        }
        _ => open_modal(state, interaction, data).map(|modal| (Shown::Modal(modal), None)),
    }
}

fn open_modal(state: &mut State, interaction: &Interaction, data: &Value) -> Result<Value, Problem> {
    let mut errors = FormErrors::default();
    validate::modal(data, &mut errors);
    errors.finish()?;
    let application = json!({"id": state.world.application.id, "name": state.world.application.name});
    let modal = json!({
        "id": interaction.id, "nonce": interaction.nonce, "channel_id": interaction.channel,
        "custom_id": data["custom_id"], "title": data["title"],
        "components": parts::components(&data["components"]), "application": application,
    });
    if let Some(kept) = state.interactions.get_mut(interaction.id) {
        kept.modal = Some(modal.clone());
    }
    state.emit_to("INTERACTION_MODAL_CREATE", interaction.user, interaction.guild, modal.clone());
    Ok(modal)
}

fn set_original(state: &mut State, interaction: Id, message: Id) {
    if let Some(kept) = state.interactions.get_mut(interaction) {
        kept.original = Some(message);
    }
}

/// A message in the bot's name that answers an interaction; private when its flags say so.
fn reply(
    state: &mut State,
    interaction: &Interaction,
    body: &Value,
    files: &[super::File],
) -> Result<Message, Problem> {
    let bot = state.world.bot();
    let mut message = state.compose(body, files, interaction.channel, bot)?;
    message.only_for = (message.flags & flags::EPHEMERAL != 0).then_some(interaction.user);
    dress(state, &mut message, interaction);
    Ok(message)
}

/// The message that says "… is thinking".
fn blank_reply(state: &mut State, interaction: &Interaction) -> Result<Message, Problem> {
    let id = state.new_id();
    let home = state.world.channels.get(&interaction.channel).ok_or(Problem::UNKNOWN_CHANNEL)?;
    let mut message = Message::new(id, home, state.world.bot(), "");
    dress(state, &mut message, interaction);
    Ok(message)
}

/// What sets a response apart from other messages: its type and the interaction behind it.
fn dress(state: &State, message: &mut Message, interaction: &Interaction) {
    message.webhook = None;
    message.interaction = Some(interaction.metadata.clone());
    message.command = interaction.command.clone();
    let is_first = interaction.original.is_none();
    let target = interaction.source.filter(|_| interaction.kind == kind::COMPONENT);
    if interaction.kind == kind::COMMAND && is_first {
        let chat = interaction.metadata["target_message_id"].is_null()
            && interaction.metadata["target_user"].is_null();
        message.kind = if chat { CHAT_INPUT_COMMAND } else { CONTEXT_MENU_COMMAND };
    } else if let Some(target) = interaction.original.or(target) {
        let public = state.public_message(message.channel, target).is_ok();
        message.kind = REPLY;
        message.replied_to = public.then_some(target);
        message.reference = Some(merged(
            json!({"type": 0, "channel_id": message.channel, "message_id": target}),
            message.guild.map_or(json!({}), |guild| json!({"guild_id": guild})),
        ));
    }
}

/// Rewrites a message in the name of the application.
fn rewrite(
    state: &mut State,
    channel: Id,
    message: Id,
    body: &Value,
    files: &[super::File],
) -> Result<Value, Problem> {
    let found = state.world.find_message(channel, message).ok_or(Problem::UNKNOWN_MESSAGE)?.clone();
    let was_loading = found.flags & flags::LOADING != 0;
    let mut amended = state.amend(found, body, files)?;
    amended.flags &= !flags::LOADING;
    if !was_loading {
        amended.edited_ms = Some(now_ms());
    }
    let json = state.world.message_json(&amended, Some(state.world.bot()));
    state.change(channel, message, |message| *message = amended);
    Ok(json)
}

/// The body of a callback that was asked for one.
fn with_response(state: &State, interaction: &Interaction, response: u64, message: Option<Id>) -> Value {
    let mut body = json!({"interaction": {
        "id": interaction.id, "type": interaction.kind, "channel_id": interaction.channel,
    }});
    if let Some(guild) = interaction.guild {
        body["interaction"]["guild_id"] = json!(guild);
    }
    let found = message.and_then(|id| state.world.find_message(interaction.channel, id));
    if let Some(found) = found {
        body["interaction"]["response_message_id"] = json!(found.id);
        body["interaction"]["response_message_loading"] = json!(found.flags & flags::LOADING != 0);
        body["interaction"]["response_message_ephemeral"] = json!(found.only_for.is_some());
        let json = state.world.message_json(found, Some(state.world.bot()));
        if matches!(response, response::MESSAGE | response::UPDATE) {
            body["resource"] = json!({"type": response, "message": json});
        }
    }
    body
}

/// Everything below `/webhooks/{application}/{token}`.
pub(super) fn webhook(state: &mut State, call: &Call, application: Id, token: &str, rest: &[&str]) -> Answer {
    if application != state.world.application.id {
        return Err(Problem::UNKNOWN_WEBHOOK);
    }
    let interaction = state.interactions.of_token(token).cloned().ok_or(Problem::INVALID_WEBHOOK_TOKEN)?;
    if interaction.created.elapsed() > state.world.timing.token_life {
        return Err(Problem::INVALID_WEBHOOK_TOKEN);
    }
    if !matches!(interaction.progress, Progress::Responded(_)) {
        return Err(Problem::UNKNOWN_WEBHOOK);
    }
    let wanted = match rest {
        ["messages", "@original"] => interaction.original,
        ["messages", message] => Some(id(message)?),
        _ => None,
    };
    match (call.method.as_str(), rest) {
        ("POST", []) => follow_up(state, call, &interaction),
        ("GET", ["messages", _]) => {
            let found = own(state, &interaction, wanted)?;
            ok(state.world.message_json(found, Some(application)))
        }
        ("PATCH", ["messages", _]) => {
            let message = own(state, &interaction, wanted)?.id;
            ok(rewrite(state, interaction.channel, message, &call.body, &call.files)?)
        }
        ("DELETE", ["messages", _]) => {
            let message = own(state, &interaction, wanted)?.id;
            state.remove(interaction.channel, message);
            done()
        }
        _ => Err(Problem::METHOD_NOT_ALLOWED),
    }
}

/// A message of the application in the interaction's channel, private ones to this user included.
fn own<'a>(state: &'a State, interaction: &Interaction, message: Option<Id>) -> Result<&'a Message, Problem> {
    let found = message.and_then(|id| state.world.find_message(interaction.channel, id));
    let mine = |found: &&Message| {
        let visible = found.only_for.is_none_or(|user| user == interaction.user);
        found.author == state.world.bot() && visible
    };
    found.filter(mine).ok_or(Problem::UNKNOWN_MESSAGE)
}

fn follow_up(state: &mut State, call: &Call, interaction: &Interaction) -> Answer {
    // The first follow-up to a deferred response takes the place of "… is thinking".
    let thinking =
        own(state, interaction, interaction.original).ok().filter(|m| m.flags & flags::LOADING != 0);
    if let Some(thinking) = thinking.map(|message| message.id) {
        return ok(rewrite(state, interaction.channel, thinking, &call.body, &call.files)?);
    }
    let message = reply(state, interaction, &call.body, &call.files)?;
    let json = state.world.message_json(&message, Some(state.world.bot()));
    post_message(state, message);
    ok(json)
}
