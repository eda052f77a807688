//! What Discord makes of the parts of a message: embeds, components, polls and file names as they come back.

use serde_json::{Value, json};

use super::super::id::{Id, now_ms, parse_timestamp, timestamp};
use super::super::model::{Attachment, Message};
use super::super::problem::{Problem, invalid};
use super::File;

/// Embeds as they come back: with a type, and the defaults that Discord fills in.
pub(super) fn embeds(value: &Value) -> Vec<Value> {
    let mut embeds = value.as_array().cloned().unwrap_or_default();
    for embed in embeds.iter_mut().filter_map(Value::as_object_mut) {
        embed.retain(|_, value| !value.is_null());
        embed.insert("type".to_owned(), json!("rich"));
        for field in embed.get_mut("fields").and_then(Value::as_array_mut).into_iter().flatten() {
            field["inline"] = json!(field["inline"].as_bool().unwrap_or(false));
        }
        if let Some(time) = embed.get_mut("timestamp") {
            *time = time.as_str().and_then(parse_timestamp).map(timestamp).into();
        }
    }
    embeds
}

/// Components as they come back: each has an id, and the defaults that Discord fills in.
pub(super) fn components(value: &Value) -> Vec<Value> {
    let mut components = value.as_array().cloned().unwrap_or_default();
    let mut next = 1;
    components.iter_mut().for_each(|component| number(component, &mut next));
    components
}

/// What Discord fills in where a component leaves it out, by type.
fn default(kind: u64) -> Value {
    match kind {
        3 | 5..=8 => json!({"min_values": 1, "max_values": 1}),
        11 | 13 => json!({"spoiler": false}),
        14 => json!({"spacing": 1, "divider": true}),
        17 => json!({"accent_color": null, "spoiler": false}),
        _ => json!({}),
    }
}

fn number(component: &mut Value, next: &mut u64) {
    let defaults = default(component["type"].as_u64().unwrap_or(0));
    if let (Some(fields), Value::Object(defaults)) = (component.as_object_mut(), defaults) {
        fields.retain(|_, value| !value.is_null());
        defaults.into_iter().for_each(|(field, value)| {
            fields.entry(field).or_insert(value);
        });
    }
    if component["id"].as_u64().is_none_or(|id| id == 0) {
        component["id"] = json!(*next);
    }
    *next += 1;
    for inner in ["component", "accessory"] {
        if let Some(inner) = component.get_mut(inner) {
            number(inner, next);
        }
    }
    if let Some(inner) = component.get_mut("components").and_then(Value::as_array_mut) {
        inner.iter_mut().for_each(|inner| number(inner, next));
    }
}

/// Puts the address of an uploaded file in place of `attachment://name`, wherever a picture or file is named.
///
/// A file that is shown within an embed or a component does not appear among the attachments any more.
pub(super) fn show_files(message: &mut Message) {
    let mut shown = Vec::new();
    let Message { embeds, components, attachments, .. } = message;
    for part in embeds.iter_mut().chain(components) {
        show_files_in(part, attachments, &mut shown);
    }
    attachments.retain(|attachment| !shown.contains(&attachment.id));
}

fn show_files_in(value: &mut Value, attachments: &[Attachment], shown: &mut Vec<Id>) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| show_files_in(item, attachments, shown)),
        Value::Object(fields) => {
            let name =
                fields.get("url").and_then(Value::as_str).and_then(|url| url.strip_prefix("attachment://"));
            let named =
                name.and_then(|name| attachments.iter().find(|attachment| attachment.filename == name));
            if let Some(attachment) = named {
                shown.push(attachment.id);
                for field in ["url", "proxy_url"] {
                    fields.insert(field.to_owned(), json!(attachment.url));
                }
            }
            fields.values_mut().for_each(|inner| show_files_in(inner, attachments, shown));
        }
        _ => {}
    }
}

/// A poll as it comes back: answers numbered, an end instead of a duration, no votes.
pub(super) fn poll(value: &Value) -> Result<Option<Value>, Problem> {
    if value.is_null() {
        return Ok(None);
    }
    let answers = value["answers"].as_array().map_or(&[][..], Vec::as_slice);
    let too_long =
        |media: &Value, max: usize| media["text"].as_str().is_none_or(|text| text.chars().count() > max);
    if too_long(&value["question"], 300) || !(1..=10).contains(&answers.len()) {
        return Err(invalid("poll", "BASE_TYPE_BAD_LENGTH", "A question of 300 and 1 to 10 answers."));
    }
    if answers.iter().any(|answer| too_long(&answer["poll_media"], 55)) {
        return Err(invalid("poll.answers", "BASE_TYPE_MAX_LENGTH", "Must be 55 or fewer in length."));
    }
    let numbered =
        |(n, answer): (usize, &Value)| json!({"answer_id": n + 1, "poll_media": answer["poll_media"]});
    let hours = value["duration"].as_u64().unwrap_or(24).min(32 * 24);
    Ok(Some(json!({
        "question": value["question"], "answers": answers.iter().enumerate().map(numbered).collect::<Vec<_>>(),
        "expiry": timestamp(now_ms() + hours * 3_600_000),
        "allow_multiselect": value["allow_multiselect"].as_bool().unwrap_or(false), "layout_type": 1,
        "results": {"answer_counts": [], "is_finalized": false},
    })))
}

/// What Discord says is in a file: what the sender said, and for text the charset as well.
pub(super) fn content_type(file: &File) -> String {
    let said = file.content_type.as_deref().unwrap_or("application/octet-stream");
    if said.starts_with("text/") && !said.contains("charset") && std::str::from_utf8(&file.bytes).is_ok() {
        format!("{said}; charset=utf-8")
    } else {
        said.to_owned()
    }
}

/// Width and height of a picture.
pub(super) fn dimensions(file: &File) -> Option<(u32, u32)> {
    let reader = image::ImageReader::new(std::io::Cursor::new(&file.bytes)).with_guessed_format().ok()?;
    reader.into_dimensions().ok()
}

/// File names as Discord keeps them: letters, digits and a few signs, spaces as underscores.
pub(super) fn sanitized(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept = |c: char| match c {
        ' ' => Some('_'),
        c if c.is_alphanumeric() || matches!(c, '.' | '-' | '_') => Some(c),
        _ => None,
    };
    let name: String = name.chars().filter_map(kept).collect();
    if name.is_empty() { "unknown".to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_lose_paths_and_spaces() {
        assert_eq!(sanitized("../a b/my notes.txt"), "my_notes.txt");
        assert_eq!(sanitized("/"), "unknown");
    }
}
