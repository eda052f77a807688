//! The faults that are armed, and what they do to the bot under test, which they hit alone. What there is: `fault.rs`.
//!
//! `http.rs` acts on those for requests, `Faults::deliver` on those for events, `gateway.rs` on those for connections.

use std::time::Duration;

use serde_json::{Value, json};

use super::fault::{Effect, Fault, GatewayFault};
use super::record::matches;
use super::session::{Frame, Session};
use super::state::State;

/// What `http.rs` has to do about a request.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Trouble {
    /// Reply with this and do nothing.
    Refuse {
        status: u16,
        body: Value,
        retry_after: Option<f64>,
        global: bool,
    },
    Delay(Duration),
    LoseReply,
    LoseRequest,
    Omit(String),
}

impl Trouble {
    /// A refusal because of too many requests.
    pub(super) fn limited(retry_after: f64) -> Self {
        let body = refusal(429, 0, Some(retry_after), true);
        Trouble::Refuse { status: 429, body, retry_after: Some(retry_after), global: true }
    }
}

/// The faults that are armed.
#[derive(Debug, Default)]
pub(super) struct Faults {
    armed: Vec<Fault>,
    /// An event that waits for its successor, by session.
    held: Vec<(String, String, String)>,
    /// The gateway neither answers heartbeats nor sends events.
    pub(super) silent: bool,
    /// How many attempts to resume are still refused.
    pub(super) refuse_resumes: u32,
}

impl Faults {
    pub(super) fn arm(&mut self, fault: Fault) {
        self.armed.push(fault);
    }

    pub(super) fn clear(&mut self) {
        *self = Faults::default();
    }

    /// Whether every fault has happened as often as it was meant to.
    pub(super) fn all_spent(&self) -> bool {
        self.armed.is_empty()
    }

    fn take(&mut self, fits: impl Fn(&Fault) -> bool) -> Option<Effect> {
        let at = self.armed.iter().position(fits)?;
        let fault = &mut self.armed[at];
        if fault.skip > 0 {
            fault.skip -= 1;
            return None;
        }
        fault.times = fault.times.saturating_sub(1);
        let (effect, spent) = (fault.effect.clone(), fault.times == 0);
        if spent {
            self.armed.remove(at);
        }
        Some(effect)
    }

    /// The fault that meets this request, if any.
    pub(super) fn for_request(&mut self, method: &str, path: &str) -> Option<Trouble> {
        let effect = self.take(|fault| {
            let methods_fit = fault.method == "*" || fault.method == method;
            fault.is_of_request() && methods_fit && matches(&fault.on, path)
        })?;
        Some(match effect {
            Effect::Refuse { status, code, retry_after, global } => {
                let body = refusal(status, code, retry_after, global);
                Trouble::Refuse { status, body, retry_after, global }
            }
            Effect::DelayMs(ms) => Trouble::Delay(Duration::from_millis(ms)),
            Effect::LoseReply => Trouble::LoseReply,
            Effect::LoseRequest => Trouble::LoseRequest,
            Effect::OmitField(field) => Trouble::Omit(field),
            Effect::Duplicate | Effect::Swap | Effect::Drop | Effect::Garble => return None,
        })
    }

    /// Sends an event to the bot under test, or what a fault makes of it.
    pub(super) fn deliver(&mut self, session: &mut Session, name: &str, data: &str) {
        let silent = self.silent;
        match self.take(|fault| !fault.is_of_request() && (fault.on == name || fault.on == "*")) {
            Some(Effect::Drop) => return,
            Some(Effect::Swap) => {
                self.held.push((session.id.clone(), name.to_owned(), data.to_owned()));
                return;
            }
            Some(Effect::Duplicate) => {
                session.send(name, data, silent);
                session.send(name, data, silent);
            }
            Some(Effect::Garble) => session.send(name, r#"{"id":{"not":"an id"},"type":"?"}"#, silent),
            _ => session.send(name, data, silent),
        }
        while let Some(at) = self.held.iter().position(|(id, ..)| *id == session.id) {
            let (_, name, data) = self.held.remove(at);
            session.send(&name, &data, silent);
        }
    }
}

impl State {
    /// Carries out a fault of the gateway on every session of the bot under test.
    pub(super) fn strike(&mut self, fault: GatewayFault) {
        let op = |op: u8, data: Value| {
            Frame::Text(json!({"op": op, "d": data, "s": null, "t": null}).to_string().into())
        };
        let frame = match fault {
            GatewayFault::Close(code) => Frame::Close(code, "A test asked for it."),
            GatewayFault::Reconnect => op(7, Value::Null),
            GatewayFault::InvalidSession { resumable } => op(9, json!(resumable)),
            GatewayFault::RefuseResumes(times) => return self.faults.refuse_resumes = times,
            GatewayFault::Silence(silent) => return self.faults.silent = silent,
        };
        for session in self.sessions.values_mut().filter(|session| session.under_test) {
            session.write(frame.clone());
        }
        if fault == (GatewayFault::InvalidSession { resumable: false }) {
            self.sessions.retain(|_, session| !session.under_test);
        }
    }
}

/// The body that Discord sends with such a status.
fn refusal(status: u16, code: u32, retry_after: Option<f64>, global: bool) -> Value {
    let message = match status {
        401 => "401: Unauthorized",
        403 => "Missing Permissions",
        404 => "404: Not Found",
        429 => "You are being rate limited.",
        500..=599 => "500: Internal Server Error",
        _ => "An error that a test asked for",
    };
    match status {
        429 => {
            json!({"message": message, "retry_after": retry_after.unwrap_or(1.0), "global": global, "code": code})
        }
        _ => json!({"message": message, "code": code}),
    }
}
