//! The limits on components, in messages and in forms.

use serde_json::Value;

use super::super::problem::FormErrors;
use super::{chars, items, url};

/// Components in one message: rows without, and everything counted with the V2 flag.
const ROWS: usize = 5;
const COMPONENTS_V2: usize = 40;

/// Component types by their numbers.
mod component {
    pub(super) const ACTION_ROW: u64 = 1;
    pub(super) const BUTTON: u64 = 2;
    pub(super) const STRING_SELECT: u64 = 3;
    pub(super) const TEXT_INPUT: u64 = 4;
    pub(super) const TEXT_DISPLAY: u64 = 10;
    pub(super) const LABEL: u64 = 18;
}

/// Checks the components of a message.
pub(in super::super) fn components(value: &Value, v2: bool, errors: &mut FormErrors) {
    let rows = items(value);
    let mut seen = Vec::new();
    let mut count = 0;
    for (at, row) in rows.iter().enumerate() {
        if !v2 && row["type"].as_u64() != Some(component::ACTION_ROW) {
            let message = "Value of field \"type\" must be one of (1,).";
            errors.add(&format!("components.{at}.type"), "UNION_TYPE_CHOICES", message);
        }
        part(row, &format!("components.{at}"), &mut seen, &mut count, errors);
    }
    let (found, max) = if v2 { (count, COMPONENTS_V2) } else { (rows.len(), ROWS) };
    errors.length("components", found, 0, max);
}

/// Checks one component and those within it.
fn part(part_of: &Value, path: &str, seen: &mut Vec<String>, count: &mut usize, errors: &mut FormErrors) {
    *count += 1;
    let kind = part_of["type"].as_u64().unwrap_or(0);
    match kind {
        component::ACTION_ROW => row(part_of, path, errors),
        component::BUTTON => button(part_of, path, errors),
        component::STRING_SELECT => select(part_of, path, errors),
        component::TEXT_INPUT => {
            errors.length(&format!("{path}.label"), chars(&part_of["label"]), 0, 45);
            errors.length(&format!("{path}.value"), chars(&part_of["value"]), 0, 4_000);
        }
        component::TEXT_DISPLAY => {
            errors.length(&format!("{path}.content"), chars(&part_of["content"]), 1, 4_000);
        }
        component::LABEL => errors.length(&format!("{path}.label"), chars(&part_of["label"]), 1, 45),
        _ => {}
    }
    errors.length(&format!("{path}.placeholder"), chars(&part_of["placeholder"]), 0, 150);
    if let Some(custom_id) = part_of["custom_id"].as_str() {
        errors.length(&format!("{path}.custom_id"), custom_id.chars().count(), 1, 100);
        if seen.iter().any(|other| other == custom_id) {
            let message = "Component custom id cannot be duplicated";
            errors.add(&format!("{path}.custom_id"), "COMPONENT_CUSTOM_ID_DUPLICATED", message);
        }
        seen.push(custom_id.to_owned());
    }
    for (n, inner) in items(&part_of["components"]).iter().enumerate() {
        part(inner, &format!("{path}.components.{n}"), seen, count, errors);
    }
    for field in ["component", "accessory"].into_iter().filter(|field| part_of[field].is_object()) {
        part(&part_of[field], &format!("{path}.{field}"), seen, count, errors);
    }
}

fn row(row: &Value, path: &str, errors: &mut FormErrors) {
    let parts = items(&row["components"]);
    let wide = parts.iter().filter(|part| part["type"].as_u64() != Some(component::BUTTON)).count();
    // A select or a text input takes a row of its own.
    let fits = if wide == 0 { (1..=5).contains(&parts.len()) } else { parts.len() == 1 };
    if !fits {
        let message = "Must be between 1 and 5 in length.";
        errors.add(&format!("{path}.components"), "BASE_TYPE_BAD_LENGTH", message);
    }
}

fn button(button: &Value, path: &str, errors: &mut FormErrors) {
    let style = button["style"].as_u64().unwrap_or(0);
    if !(1..=6).contains(&style) {
        errors.add(&format!("{path}.style"), "BASE_TYPE_CHOICES", "Value must be one of {1, 2, 3, 4, 5, 6}.");
    }
    errors.length(&format!("{path}.label"), chars(&button["label"]), 0, 80);
    let is_link = style == 5;
    if is_link {
        errors.length(&format!("{path}.url"), chars(&button["url"]), 1, 512);
        url(&button["url"], &format!("{path}.url"), errors);
    }
    if is_link == button["custom_id"].is_string() {
        let message = "A custom id and url cannot both be specified, and one of them is required";
        errors.add(&format!("{path}.custom_id"), "BUTTON_COMPONENT_CUSTOM_ID_REQUIRED", message);
    }
    if chars(&button["label"]) == 0 && !button["emoji"].is_object() && style != 6 {
        let message = "A button must have either a label or an emoji.";
        errors.add(path, "BUTTON_COMPONENT_LABEL_EMOJI_REQUIRED", message);
    }
}

fn select(select: &Value, path: &str, errors: &mut FormErrors) {
    let options = items(&select["options"]);
    errors.length(&format!("{path}.options"), options.len(), 1, 25);
    for (n, option) in options.iter().enumerate() {
        let limits = [("label", 1, 100), ("value", 1, 100), ("description", 0, 100)];
        for (field, min, max) in limits {
            errors.length(&format!("{path}.options.{n}.{field}"), chars(&option[field]), min, max);
        }
        if options[..n].iter().any(|other| other["value"] == option["value"]) {
            let message = "The specified option value is already used";
            errors.add(
                &format!("{path}.options.{n}.value"),
                "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED",
                message,
            );
        }
    }
}

/// Checks a modal.
pub(in super::super) fn modal(data: &Value, errors: &mut FormErrors) {
    errors.length("data.custom_id", chars(&data["custom_id"]), 1, 100);
    errors.length("data.title", chars(&data["title"]), 1, 45);
    let parts = items(&data["components"]);
    errors.length("data.components", parts.len(), 1, 5);
    let (mut seen, mut count) = (Vec::new(), 0);
    for (at, inner) in parts.iter().enumerate() {
        part(inner, &format!("data.components.{at}"), &mut seen, &mut count, errors);
    }
}
