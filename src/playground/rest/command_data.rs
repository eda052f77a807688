//! What somebody filled into a command, checked against its definition as Discord's own clients do.

use serde_json::{Value, json};

use super::super::id::Id;
use super::super::interaction::kind;
use super::super::model::Upload;
use super::super::problem::{Problem, invalid};
use super::super::state::State;
use super::Call;
use super::commands::find_visible;
use super::parts::content_type;
use super::resolved::Resolved;

/// The `data` of a command or an autocomplete: the command's name and options, with what the ids in them stand for.
pub(super) fn command_data(
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
        let mut options = options(&command.json["options"], &sent["options"], is_final)?;
        let uploads = attach_options(state, call, channel);
        name_files(&mut options, &uploads);
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
        Some(6..=9) => Id::of(value).is_some(),
        // The number of the file in the form.
        Some(11) => number_of(value).is_some(),
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

fn number_of(value: &Value) -> Option<usize> {
    let number = value.as_u64().and_then(|number| usize::try_from(number).ok());
    number.or_else(|| value.as_str()?.parse().ok())
}

/// Puts the ids of files in place of their numbers.
fn name_files(options: &mut [Value], uploads: &[Value]) {
    for option in options {
        if let Some(inner) = option.get_mut("options").and_then(Value::as_array_mut) {
            name_files(inner, uploads);
        }
        if option["type"] == json!(11) {
            let upload = number_of(&option["value"]).and_then(|number| uploads.get(number));
            option["value"] = upload.map_or(Value::Null, |upload| upload["id"].clone());
        }
    }
}

/// The longest text that an option takes.
const LONGEST_TEXT: u64 = 6_000;

/// Keeps the files that came with a command and describes them, one for each `files[n]`.
fn attach_options(state: &mut State, call: &Call, channel: Id) -> Vec<Value> {
    call.files
        .iter()
        .map(|file| {
            let id = state.new_id();
            let content_type = content_type(file);
            let url = format!("{}/ephemeral-attachments/{channel}/{id}/{}", state.origin, file.filename);
            let described = json!({
                "id": id, "filename": file.filename, "size": file.bytes.len(), "url": url, "proxy_url": url,
                "content_type": content_type, "ephemeral": true,
            });
            let upload = Upload { content_type, bytes: file.bytes.clone() };
            state.keep_upload(id, upload);
            described
        })
        .collect()
}
