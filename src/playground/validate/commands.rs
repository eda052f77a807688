//! The limits on commands, and the rules for their names that Discord's OpenAPI file leaves out.

use serde_json::Value;

use super::super::problem::FormErrors;
use super::{chars, items};

/// Checks the choices for an autocomplete.
pub(in super::super) fn choices(value: &Value, path: &str, errors: &mut FormErrors) {
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
pub(in super::super) fn command(command: &Value, path: &str, errors: &mut FormErrors) {
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
