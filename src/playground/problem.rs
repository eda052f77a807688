//! Discord's errors: a status, a code, a sentence, and for invalid forms the path of each field.

use std::borrow::Cow;

use serde_json::{Map, Value, json};

/// A refusal in Discord's shape.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// The HTTP status.
    pub status: u16,
    /// Discord's own code, zero for none.
    pub code: u32,
    /// The sentence that goes with it.
    pub message: Cow<'static, str>,
    /// What is wrong with which field of an invalid form.
    pub errors: Value,
}

impl Problem {
    pub(super) const fn new(status: u16, code: u32, message: &'static str) -> Self {
        Problem { status, code, message: Cow::Borrowed(message), errors: Value::Null }
    }

    pub(super) const UNAUTHORIZED: Self = Self::new(401, 0, "401: Unauthorized");
    pub(super) const NOT_FOUND: Self = Self::new(404, 0, "404: Not Found");
    pub(super) const METHOD_NOT_ALLOWED: Self = Self::new(405, 0, "405: Method Not Allowed");
    pub(super) const TOO_LARGE: Self = Self::new(413, 40005, "Request entity too large");
    pub(super) const NOT_JSON: Self = Self::new(400, 50109, "The request body contains invalid JSON.");
    pub(super) const UNKNOWN_APPLICATION: Self = Self::new(404, 10002, "Unknown Application");
    pub(super) const UNKNOWN_CHANNEL: Self = Self::new(404, 10003, "Unknown Channel");
    pub(super) const UNKNOWN_GUILD: Self = Self::new(404, 10004, "Unknown Guild");
    pub(super) const UNKNOWN_MEMBER: Self = Self::new(404, 10007, "Unknown Member");
    pub(super) const UNKNOWN_MESSAGE: Self = Self::new(404, 10008, "Unknown Message");
    pub(super) const UNKNOWN_ROLE: Self = Self::new(404, 10011, "Unknown Role");
    pub(super) const UNKNOWN_USER: Self = Self::new(404, 10013, "Unknown User");
    pub(super) const UNKNOWN_EMOJI: Self = Self::new(400, 10014, "Unknown Emoji");
    pub(super) const UNKNOWN_WEBHOOK: Self = Self::new(404, 10015, "Unknown Webhook");
    pub(super) const UNKNOWN_BAN: Self = Self::new(404, 10026, "Unknown Ban");
    pub(super) const UNKNOWN_INTERACTION: Self = Self::new(404, 10062, "Unknown interaction");
    pub(super) const UNKNOWN_COMMAND: Self = Self::new(404, 10063, "Unknown application command");
    pub(super) const ALREADY_ACKNOWLEDGED: Self =
        Self::new(400, 40060, "Interaction has already been acknowledged.");
    pub(super) const AWAITS_FIRST_MESSAGE: Self = Self::new(
        403,
        40058,
        "Cannot message this thread until after the post author has sent an initial message.",
    );
    pub(super) const MISSING_ACCESS: Self = Self::new(403, 50001, "Missing Access");
    pub(super) const DIRECT_CHANNEL: Self = Self::new(403, 50003, "Cannot execute action on a DM channel");
    pub(super) const NOT_THE_AUTHOR: Self =
        Self::new(403, 50005, "Cannot edit a message authored by another user");
    pub(super) const EMPTY_MESSAGE: Self = Self::new(400, 50006, "Cannot send an empty message");
    pub(super) const CANNOT_SEND_TO_USER: Self = Self::new(403, 50007, "Cannot send messages to this user");
    pub(super) const NOT_A_TEXT_CHANNEL: Self =
        Self::new(400, 50008, "Cannot send messages in a non-text channel");
    pub(super) const MISSING_PERMISSIONS: Self = Self::new(403, 50013, "Missing Permissions");
    pub(super) const BULK_DELETE_COUNT: Self = Self::new(
        400,
        50016,
        "Provided too few or too many messages to delete. Must provide at least 2 and fewer than 100 messages to delete",
    );
    pub(super) const SYSTEM_MESSAGE: Self =
        Self::new(403, 50021, "Cannot execute action on a system message");
    pub(super) const WRONG_CHANNEL_TYPE: Self =
        Self::new(400, 50024, "Cannot execute action on this channel type");
    pub(super) const INVALID_WEBHOOK_TOKEN: Self = Self::new(401, 50027, "Invalid Webhook Token");
    pub(super) const TOO_OLD_TO_DELETE: Self =
        Self::new(400, 50034, "You can only bulk delete messages that are under 14 days old.");
    pub(super) const THREAD_ARCHIVED: Self = Self::new(400, 50083, "Thread is archived");
    pub(super) const THREAD_EXISTS: Self =
        Self::new(400, 160_004, "A thread has already been created for this message");
    pub(super) const SLOWMODE: Self = Self::new(429, 20016, "The resource is being rate limited.");

    /// The body that Discord sends.
    pub(super) fn body(&self) -> Value {
        let mut body = json!({"message": self.message, "code": self.code});
        if !self.errors.is_null() {
            body["errors"] = self.errors.clone();
        }
        body
    }
}

/// The faults of a form, gathered so that all are named at once (code 50035).
#[derive(Debug, Default)]
pub(super) struct FormErrors {
    errors: Map<String, Value>,
}

impl FormErrors {
    /// Notes what is wrong with a field; the path has dots, `embeds.0.title`.
    pub(super) fn add(&mut self, path: &str, code: &str, message: &str) {
        let mut here = &mut self.errors;
        for key in path.split('.') {
            let next = here.entry(key).or_insert_with(|| json!({}));
            if !next.is_object() {
                *next = json!({});
            }
            let Value::Object(map) = next else { return };
            here = map;
        }
        let list = here.entry("_errors").or_insert_with(|| json!([]));
        if let Some(list) = list.as_array_mut() {
            list.push(json!({"code": code, "message": message}));
        }
    }

    /// Notes a text that is too long, or shorter than allowed.
    pub(super) fn length(&mut self, path: &str, found: usize, min: usize, max: usize) {
        if found > max {
            self.add(path, "BASE_TYPE_MAX_LENGTH", &format!("Must be {max} or fewer in length."));
        } else if found < min {
            self.add(path, "BASE_TYPE_BAD_LENGTH", &format!("Must be between {min} and {max} in length."));
        }
    }

    /// Notes a field that has to be there.
    pub(super) fn required(&mut self, path: &str) {
        self.add(path, "BASE_TYPE_REQUIRED", "This field is required");
    }

    /// All is well, or one refusal that names every field.
    pub(super) fn finish(self) -> Result<(), Problem> {
        if self.errors.is_empty() {
            return Ok(());
        }
        let mut problem = Problem::new(400, 50035, "Invalid Form Body");
        problem.errors = Value::Object(self.errors);
        Err(problem)
    }
}

/// A refusal over a single field.
pub(super) fn invalid(path: &str, code: &str, message: &str) -> Problem {
    let mut errors = FormErrors::default();
    errors.add(path, code, message);
    match errors.finish() {
        Err(problem) => problem,
        Ok(()) => Problem::new(400, 50035, "Invalid Form Body"),
    }
}
