//! Discord's limits on messages, components and commands, with the errors that Discord gives.
//!
//! Lengths are counted in characters (UTF-16 units would be Discord's own count for some; the documentation says
//! characters, and the stand-in holds clients to that).

mod commands;
mod components;

use serde_json::Value;

pub(super) use commands::{choices, command};
pub(super) use components::{components, modal};

use super::model::flags;
use super::problem::FormErrors;

/// The longest content that a bot may send; people with Nitro may send twice as much.
pub(super) const CONTENT: usize = 2_000;
pub(super) const CONTENT_WITH_NITRO: usize = 4_000;
/// Embeds in one message, and characters in all of them together.
const EMBEDS: usize = 10;
const EMBEDS_TOTAL: usize = 6_000;
fn chars(value: &Value) -> usize {
    value.as_str().map_or(0, |text| text.chars().count())
}

fn items(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// Checks the parts of a message that a client chose; `bits` are its flags, `longest` its content's bound.
pub(super) fn message(body: &Value, bits: u64, longest: usize, errors: &mut FormErrors) {
    match &body["content"] {
        Value::Null => {}
        Value::String(text) => errors.length("content", text.chars().count(), 0, longest),
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
