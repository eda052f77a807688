//! What somebody clicked, chose or filled into a form: only what the message or the form really has.

use serde_json::{Map, Value, json};

use super::super::id::Id;
use super::super::problem::{Problem, invalid};
use super::super::state::State;
use super::resolved::Resolved;

/// The `data` of a click or a choice, if the message has such a component and it is not greyed out.
pub(super) fn component_data(
    state: &State,
    body: &Value,
    me: Id,
    channel: Id,
) -> Result<(Value, Option<Id>), Problem> {
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
pub(super) fn modal_data(state: &State, body: &Value, me: Id) -> Result<(Value, Option<Id>), Problem> {
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
