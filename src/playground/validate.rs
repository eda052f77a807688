//! Discord's limits on messages and commands, with the errors that Discord gives.
//!
//! Lengths are counted in characters (UTF-16 units would be Discord's own count for some; the documentation says
//! characters, and the stand-in holds clients to that).

use serde_json::Value;

use super::problem::FormErrors;
use super::world::flags;

/// The longest content that a bot or a person without Nitro may send.
const CONTENT: usize = 2_000;
/// Embeds in one message, and characters in all of them together.
const EMBEDS: usize = 10;
const EMBEDS_TOTAL: usize = 6_000;
/// Components in one message: rows without, and everything counted with the V2 flag.
const ROWS: usize = 5;
const COMPONENTS_V2: usize = 40;

/// Component types by their numbers.
pub(super) mod component {
    pub(crate) const ACTION_ROW: u64 = 1;
    pub(crate) const BUTTON: u64 = 2;
    pub(crate) const STRING_SELECT: u64 = 3;
    pub(crate) const TEXT_INPUT: u64 = 4;
    pub(crate) const TEXT_DISPLAY: u64 = 10;
    pub(crate) const LABEL: u64 = 18;
}

fn chars(value: &Value) -> usize {
    value.as_str().map_or(0, |text| text.chars().count())
}

fn items(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// Checks the parts of a message that a client chose.
pub(super) fn message(body: &Value, bits: u64, errors: &mut FormErrors) {
    match &body["content"] {
        Value::Null => {}
        Value::String(text) => errors.length("content", text.chars().count(), 0, CONTENT),
        _ => errors.add("content", "STRING_TYPE_CONVERT", "Could not interpret value as string."),
    }
    embeds(&body["embeds"], errors);
    let v2 = bits & flags::IS_COMPONENTS_V2 != 0;
    components(&body["components"], v2, errors);
    if v2 && (chars(&body["content"]) > 0 || !items(&body["embeds"]).is_empty()) {
        errors.add(
            "content",
            "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
            "The 'content' field cannot be used when using MessageFlags.IS_COMPONENTS_V2",
        );
    }
    mentions(&body["allowed_mentions"], errors);
    if let Some(nonce) = body["nonce"].as_str() {
        errors.length("nonce", nonce.chars().count(), 0, 25);
    }
}

fn embeds(value: &Value, errors: &mut FormErrors) {
    let embeds = items(value);
    if embeds.len() > EMBEDS {
        errors.length("embeds", embeds.len(), 0, EMBEDS);
    }
    let mut total = 0;
    for (at, embed) in embeds.iter().enumerate() {
        let path = |field: &str| format!("embeds.{at}.{field}");
        let mut limited = vec![
            ("title".to_owned(), &embed["title"], 256),
            ("description".to_owned(), &embed["description"], 4_096),
            ("footer.text".to_owned(), &embed["footer"]["text"], 2_048),
            ("author.name".to_owned(), &embed["author"]["name"], 256),
        ];
        let fields = items(&embed["fields"]);
        errors.length(&path("fields"), fields.len(), 0, 25);
        for (n, field) in fields.iter().enumerate() {
            for (part, max) in [("name", 256), ("value", 1_024)] {
                limited.push((format!("fields.{n}.{part}"), &field[part], max));
                if chars(&field[part]) == 0 {
                    errors.required(&path(&format!("fields.{n}.{part}")));
                }
            }
        }
        for (field, text, max) in limited {
            total += chars(text);
            errors.length(&path(&field), chars(text), 0, max);
        }
        for link in [&embed["url"], &embed["image"]["url"], &embed["thumbnail"]["url"]] {
            url(link, &path("url"), errors);
        }
    }
    if total > EMBEDS_TOTAL {
        let message = "Embed size exceeds maximum size of 6000";
        errors.add("embeds", "MAX_EMBED_SIZE_EXCEEDED", message);
    }
}

fn url(value: &Value, path: &str, errors: &mut FormErrors) {
    let Some(text) = value.as_str() else { return };
    let known = ["http://", "https://", "discord://", "attachment://"];
    if !known.iter().any(|scheme| text.starts_with(scheme)) {
        errors.add(path, "URL_TYPE_INVALID_URL", "Not a well formed URL.");
    }
}

fn mentions(value: &Value, errors: &mut FormErrors) {
    for kind in ["users", "roles"] {
        let listed = items(&value[kind]);
        errors.length(&format!("allowed_mentions.{kind}"), listed.len(), 0, 100);
        let parsed = items(&value["parse"]).iter().any(|parsed| parsed == kind);
        if parsed && !listed.is_empty() {
            let message = format!("parse:[\"{kind}\"] and {kind}: [ids...] are mutually exclusive.");
            errors.add("allowed_mentions", "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", &message);
        }
    }
}

/// Checks the components of a message.
pub(super) fn components(value: &Value, v2: bool, errors: &mut FormErrors) {
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
pub(super) fn modal(data: &Value, errors: &mut FormErrors) {
    errors.length("data.custom_id", chars(&data["custom_id"]), 1, 100);
    errors.length("data.title", chars(&data["title"]), 1, 45);
    let parts = items(&data["components"]);
    errors.length("data.components", parts.len(), 1, 5);
    let (mut seen, mut count) = (Vec::new(), 0);
    for (at, inner) in parts.iter().enumerate() {
        part(inner, &format!("data.components.{at}"), &mut seen, &mut count, errors);
    }
}

/// Checks the choices for an autocomplete.
pub(super) fn choices(value: &Value, path: &str, errors: &mut FormErrors) {
    errors.length(path, items(value).len(), 0, 25);
    for (n, choice) in items(value).iter().enumerate() {
        errors.length(&format!("{path}.{n}.name"), chars(&choice["name"]), 1, 100);
        if choice["value"].is_string() {
            errors.length(&format!("{path}.{n}.value"), chars(&choice["value"]), 1, 100);
        } else if !choice["value"].is_number() {
            errors.required(&format!("{path}.{n}.value"));
        }
    }
}

/// Checks a command, with what Discord's OpenAPI file leaves out: the form of names, the need for descriptions.
pub(super) fn command(command: &Value, path: &str, errors: &mut FormErrors) {
    let slash = command["type"].as_u64().unwrap_or(1) == 1;
    named(command, path, slash, slash, errors);
    let size = command_size(command);
    if size > 8_000 {
        let message = "Command exceeds maximum size (8000)";
        errors.add(&format!("{path}name"), "APPLICATION_COMMAND_TOO_LARGE", message);
    }
    if slash {
        options(&command["options"], path, errors);
    } else if chars(&command["description"]) > 0 {
        let message = "Context menu commands cannot have description";
        errors.add(&format!("{path}description"), "APPLICATION_COMMAND_INVALID_DESCRIPTION", message);
    }
}

fn options(value: &Value, path: &str, errors: &mut FormErrors) {
    let options = items(value);
    errors.length(&format!("{path}options"), options.len(), 0, 25);
    let mut optional_seen = false;
    for (n, option) in options.iter().enumerate() {
        let here = format!("{path}options.{n}.");
        named(option, &here, true, true, errors);
        let required = option["required"].as_bool().unwrap_or(false);
        if required && optional_seen {
            let message = "Required options must be placed before non-required options";
            errors.add(&format!("{here}required"), "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", message);
        }
        optional_seen |= !required;
        if options[..n].iter().any(|other| other["name"] == option["name"]) {
            let message = "Option name already used";
            errors.add(&format!("{here}name"), "APPLICATION_COMMAND_OPTIONS_NAME_INVALID", message);
        }
        if option["choices"].is_array() {
            choices(&option["choices"], &format!("{here}choices"), errors);
        }
        options_within(option, &here, errors);
    }
}

fn options_within(option: &Value, path: &str, errors: &mut FormErrors) {
    // Only subcommands (1) and their groups (2) have options.
    if matches!(option["type"].as_u64(), Some(1 | 2)) {
        options(&option["options"], path, errors);
    } else if !matches!(option["type"].as_u64(), Some(3..=11)) {
        errors.add(&format!("{path}type"), "BASE_TYPE_CHOICES", "Value must be one of {1..11}.");
    }
}

/// A name and a description, in each language.
fn named(thing: &Value, path: &str, slash: bool, described: bool, errors: &mut FormErrors) {
    let mut names = vec![(format!("{path}name"), &thing["name"])];
    let localized = thing["name_localizations"].as_object().into_iter().flatten();
    names.extend(localized.map(|(locale, name)| (format!("{path}name_localizations.{locale}"), name)));
    for (path, name) in names {
        errors.length(&path, chars(name), 1, 32);
        if slash && !name.as_str().is_some_and(is_command_name) {
            errors.add(&path, "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid");
        }
    }
    if described {
        let mut texts = vec![(format!("{path}description"), &thing["description"])];
        let localized = thing["description_localizations"].as_object().into_iter().flatten();
        texts.extend(
            localized.map(|(locale, text)| (format!("{path}description_localizations.{locale}"), text)),
        );
        for (path, text) in texts {
            errors.length(&path, chars(text), 1, 100);
        }
    }
}

/// Letters, digits, `-`, `_` and `'`, and no capital where the script has small letters.
fn is_command_name(name: &str) -> bool {
    let allowed = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '\'');
    name.chars().all(allowed) && name.to_lowercase() == name
}

/// The characters that count towards the 8,000 of one command.
fn command_size(thing: &Value) -> usize {
    let longest = |field: &str, localized: &str| {
        let others = thing[localized].as_object().into_iter().flatten().map(|(_, text)| chars(text));
        others.chain([chars(&thing[field])]).max().unwrap_or(0)
    };
    let choices =
        items(&thing["choices"]).iter().map(|choice| chars(&choice["name"]) + chars(&choice["value"]));
    longest("name", "name_localizations")
        + longest("description", "description_localizations")
        + choices.sum::<usize>()
        + items(&thing["options"]).iter().map(command_size).sum::<usize>()
}
