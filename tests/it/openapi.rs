//! Discord's own OpenAPI file as referee: is a request one that Discord takes, and a reply one that it gives?
//!
//! The file is named by `DISCORD_OPENAPI`; without it the check is skipped with one line. What the file misses - field
//! names that do not exist, the form of command names - is found here as well. It says nothing of the gateway.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock};

use jsonschema::{Registry, Validator};
use komainu::playground::{Caller, Exchange};
use serde_json::{Value, json};

/// Fields that Discord's documentation has and the file leaves out.
const DOCUMENTED_ELSEWHERE: [&str; 1] = ["nsfw"];

const DOCUMENT: &str = "urn:discord";

/// Fails when an exchange breaks Discord's specification; without the specification it checks nothing.
pub(crate) fn assert_valid(exchanges: &[Arc<Exchange>]) {
    let Some(spec) = spec() else { return };
    let faults: Vec<String> = exchanges.iter().flat_map(|exchange| spec.faults(exchange)).collect();
    assert!(faults.is_empty(), "{} of {} exchanges:\n{}", faults.len(), exchanges.len(), faults.join("\n"));
}

/// Fails when a reply of the stand-in breaks Discord's specification, whatever the client sent.
pub(crate) fn assert_replies_valid(exchanges: &[Arc<Exchange>]) {
    let Some(spec) = spec() else { return };
    let faults: Vec<String> = exchanges.iter().flat_map(|exchange| spec.reply_faults(exchange)).collect();
    assert!(faults.is_empty(), "{} of {} exchanges:\n{}", faults.len(), exchanges.len(), faults.join("\n"));
}

/// The specification, read once; `None` and one line on standard error when it is not there.
pub(crate) fn spec() -> Option<&'static Spec> {
    static SPEC: OnceLock<Option<Spec>> = OnceLock::new();
    SPEC.get_or_init(|| match std::env::var_os("DISCORD_OPENAPI") {
        None => {
            crate::skipped("exchanges are not checked, DISCORD_OPENAPI names no OpenAPI file");
            None
        }
        Some(path) => {
            let text =
                std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("DISCORD_OPENAPI {path:?}: {e}"));
            Some(Spec::new(serde_json::from_str(&text).expect("DISCORD_OPENAPI is JSON")))
        }
    })
    .as_ref()
}

/// Discord's specification, with a validator for each part once it was needed.
pub(crate) struct Spec {
    document: Value,
    registry: Registry<'static>,
    compiled: Mutex<HashMap<String, Arc<Validator>>>,
}

impl Spec {
    fn new(mut document: Value) -> Self {
        correct(&mut document);
        let registry = Registry::new().add(DOCUMENT, document.clone()).unwrap().prepare().unwrap();
        Spec { document, registry, compiled: Mutex::default() }
    }

    /// Everything that is wrong with an exchange, one line each.
    pub(crate) fn faults(&self, exchange: &Exchange) -> Vec<String> {
        let mut faults = Vec::new();
        match self.operation(&exchange.method, &exchange.path) {
            Some((pointer, operation)) if exchange.status < 400 => {
                self.check_request(exchange, operation, &pointer, &mut faults);
            }
            Some(_) => {}
            // The specification covers neither the calls of Discord's own clients nor the files.
            None if exchange.caller == Caller::Person || exchange.path.contains("attachments/") => {}
            None => faults.push("no such operation".to_owned()),
        }
        let faults = faults.into_iter().map(|fault| format!("{}: {fault}", name(exchange)));
        faults.chain(self.reply_faults(exchange)).collect()
    }

    /// Everything that is wrong with a reply, one line each.
    pub(crate) fn reply_faults(&self, exchange: &Exchange) -> Vec<String> {
        let mut faults = Vec::new();
        if let Some((pointer, operation)) = self.operation(&exchange.method, &exchange.path) {
            self.check_response(exchange, operation, &pointer, &mut faults);
        }
        faults.into_iter().map(|fault| format!("{}: {fault}", name(exchange))).collect()
    }

    /// The operation with the most literal segments among those that fit, and its place in the document.
    fn operation(&self, method: &str, path: &str) -> Option<(String, &Value)> {
        let found: Vec<&str> = path.trim_matches('/').split('/').collect();
        let fits = |template: &str| {
            let wanted: Vec<&str> = template.trim_matches('/').split('/').collect();
            let same = wanted.len() == found.len()
                && wanted
                    .iter()
                    .zip(&found)
                    .all(|(wanted, found)| wanted.starts_with('{') || wanted == found);
            same.then(|| wanted.iter().filter(|segment| !segment.starts_with('{')).count())
        };
        let paths = self.document["paths"].as_object().unwrap();
        let method = method.to_lowercase();
        let operations =
            paths.iter().filter_map(|(template, item)| Some((fits(template)?, template, item.get(&method)?)));
        let (_, template, operation) = operations.max_by_key(|(literal, ..)| *literal)?;
        Some((format!("/paths/{}/{method}", escape(template)), operation))
    }

    fn check_request(&self, exchange: &Exchange, operation: &Value, pointer: &str, faults: &mut Vec<String>) {
        let kinds = ["application/json", "multipart/form-data"];
        let content = &operation["requestBody"]["content"];
        let Some(kind) = kinds.into_iter().find(|kind| content[kind].is_object()) else {
            if !exchange.request.is_null() && exchange.request != json!({}) {
                faults.push("a body where none is taken".to_owned());
            }
            return;
        };
        if exchange.request.is_null() {
            return;
        }
        let schema = format!("{pointer}/requestBody/content/{}/schema", escape(kind));
        self.validate(&schema, &exchange.request, "request", faults);
        self.unknown_fields(&[&content[kind]["schema"]], &exchange.request, "request", faults);
        if exchange.path.ends_with("/commands") {
            let commands =
                exchange.request.as_array().cloned().unwrap_or_else(|| vec![exchange.request.clone()]);
            commands.iter().for_each(|command| command_rules(command, faults));
        }
    }

    fn check_response(
        &self,
        exchange: &Exchange,
        operation: &Value,
        pointer: &str,
        faults: &mut Vec<String>,
    ) {
        let status = exchange.status.to_string();
        let family = format!("{}XX", &status[..1]);
        let Some(key) =
            [status.as_str(), &family].into_iter().find(|key| operation["responses"][key].is_object())
        else {
            // Discord's own failures are not part of it.
            if exchange.status < 500 {
                faults.push(format!("no reply with status {status}"));
            }
            return;
        };
        let mut at = format!("{pointer}/responses/{key}");
        if let Some(reference) = operation["responses"][key]["$ref"].as_str() {
            at = reference.trim_start_matches('#').to_owned();
        }
        let schema = format!("{at}/content/application~1json/schema");
        match self.document.pointer(&schema) {
            Some(_) => self.validate(&schema, &exchange.response, "response", faults),
            None if exchange.response.is_null() => {}
            None => faults.push("a reply with a body where there is none".to_owned()),
        }
    }

    fn validate(&self, pointer: &str, value: &Value, what: &str, faults: &mut Vec<String>) {
        let mut compiled = self.compiled.lock().unwrap();
        let validator = compiled.entry(pointer.to_owned()).or_insert_with(|| {
            let schema = json!({"$ref": format!("{DOCUMENT}#{}", percent(pointer))});
            let options = jsonschema::options().with_draft(jsonschema::Draft::Draft202012);
            Arc::new(
                options
                    .with_registry(&self.registry)
                    .build(&schema)
                    .unwrap_or_else(|e| panic!("{pointer}: {e}")),
            )
        });
        let validator = Arc::clone(validator);
        drop(compiled);
        for error in validator.iter_errors(value) {
            let mut said = error.to_string();
            said.truncate(said.floor_char_boundary(600));
            faults.push(format!("{what}{}: {said}", error.instance_path()));
        }
    }

    /// Fields that none of these schemas has: the specification allows them, Discord ignores them, both hide a typo.
    fn unknown_fields(&self, schemas: &[&Value], value: &Value, path: &str, faults: &mut Vec<String>) {
        let mut branches = Vec::new();
        schemas.iter().for_each(|schema| self.branches(schema, &mut branches));
        if let Some(items) = value.as_array() {
            let inner: Vec<&Value> = branches.iter().filter_map(|schema| schema.get("items")).collect();
            for (at, item) in items.iter().enumerate() {
                self.unknown_fields(&inner, item, &format!("{path}.{at}"), faults);
            }
        }
        let is_map = branches
            .iter()
            .any(|schema| schema.get("additionalProperties").is_some_and(|more| *more != json!(false)));
        for (key, inner) in value.as_object().into_iter().flatten().filter(|_| !is_map) {
            let known: Vec<&Value> =
                branches.iter().filter_map(|schema| schema["properties"].get(key)).collect();
            let path = format!("{path}.{key}");
            if known.is_empty() && !DOCUMENTED_ELSEWHERE.contains(&key.as_str()) {
                faults.push(format!("{path}: no such field"));
            }
            self.unknown_fields(&known, inner, &path, faults);
        }
    }

    /// A schema and all that it refers to or chooses from.
    fn branches<'a>(&'a self, schema: &'a Value, into: &mut Vec<&'a Value>) {
        if let Some(reference) = schema["$ref"].as_str() {
            return self.branches(self.document.pointer(reference.trim_start_matches('#')).unwrap(), into);
        }
        into.push(schema);
        for list in ["allOf", "oneOf", "anyOf"] {
            schema[list].as_array().into_iter().flatten().for_each(|inner| self.branches(inner, into));
        }
    }
}

/// Where the file is stricter than Discord's documentation and than what every client library sends.
fn correct(document: &mut Value) {
    let schemas = &mut document["components"]["schemas"];
    // Forwards are references of type 1.
    schemas["MessageReferenceType"]["oneOf"]
        .as_array_mut()
        .unwrap()
        .push(json!({"title": "FORWARD", "const": 1}));
    // The errors of a form have a word for a code, not a number.
    schemas["InnerErrors"]["properties"]["_errors"]["items"] =
        json!({"type": "object", "required": ["code", "message"]});
    // New files are listed by their number in the form.
    schemas["MessageAttachmentRequest"]["properties"]["id"] = json!({"type": ["integer", "string"]});
    allow_strings_for_permissions(document);
}

/// Sets of permissions may be sent as strings: they outgrew the integers of JavaScript.
fn allow_strings_for_permissions(schema: &mut Value) {
    for (key, inner) in schema.as_object_mut().into_iter().flatten() {
        if ["default_member_permissions", "allow", "deny"].contains(&key.as_str())
            && let Some(types) = inner["type"].as_array_mut()
            && types.contains(&json!("integer"))
        {
            types.push(json!("string"));
        }
        allow_strings_for_permissions(inner);
    }
}

/// What the documentation asks of commands and the specification does not say.
fn command_rules(command: &Value, faults: &mut Vec<String>) {
    let is_slash = command["type"].as_u64().unwrap_or(1) == 1;
    let localized = command["name_localizations"].as_object().into_iter().flatten().map(|(_, name)| name);
    for name in localized.chain([&command["name"]]).filter_map(Value::as_str).filter(|_| is_slash) {
        let allowed = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '\'');
        if !name.chars().all(allowed) || name.to_lowercase() != name {
            faults.push(format!("{name:?} is no name for a command"));
        }
    }
    if is_slash && command["description"].as_str().is_none_or(str::is_empty) {
        faults.push(format!("{} has no description", command["name"]));
    }
    for option in command["options"].as_array().into_iter().flatten() {
        command_rules(
            &json!({"name": option["name"], "name_localizations": option["name_localizations"],
            "description": option["description"], "options": option["options"]}),
            faults,
        );
    }
}

fn name(exchange: &Exchange) -> String {
    format!("{} {} -> {}", exchange.method, exchange.path, exchange.status)
}

/// A key as a part of a JSON pointer.
fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

/// A pointer as a fragment of a URI.
fn percent(pointer: &str) -> String {
    pointer.replace('{', "%7B").replace('}', "%7D").replace('@', "%40")
}
