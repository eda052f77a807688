//! Faults that a test arms: what goes wrong, where, how often. They hit the bot under test alone.
//!
//! `http.rs` acts on those for requests, `Faults::deliver` on those for events, `gateway.rs` on those for connections.

use std::time::Duration;

use serde::Deserialize;
use serde_json::{Value, json};

use super::record::matches;
use super::session::{Frame, Session};
use super::state::State;

/// Something that is to go wrong.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// The method of the request; `*` for any.
    #[serde(default = "any")]
    method: String,
    /// The path of the request, a `*` for one segment; or the name of an event.
    on: String,
    /// How many times it happens.
    #[serde(default = "once")]
    times: u32,
    /// How many times all goes well before.
    #[serde(default)]
    skip: u32,
    effect: Effect,
}

/// What goes wrong.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Effect {
    /// The request is refused, and nothing is done.
    Refuse {
        status: u16,
        #[serde(default)]
        code: u32,
        #[serde(default)]
        retry_after: Option<f64>,
        #[serde(default)]
        global: bool,
    },
    /// The request is handled after this many milliseconds.
    DelayMs(u64),
    /// The request is handled, and the connection dies before the reply.
    LoseReply,
    /// The request never arrives: the connection dies first.
    LoseRequest,
    /// The request is handled; the reply lacks this field.
    OmitField(String),
    /// The event arrives twice.
    Duplicate,
    /// The event arrives after the one that follows it.
    Swap,
    /// The event never arrives.
    Drop,
    /// The event's data is something no client can read.
    Garble,
}

/// What goes wrong with the bot's gateway connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GatewayFault {
    /// The sockets are closed with this code; the sessions can be resumed.
    Close(u16),
    /// The bot is asked to reconnect (op 7).
    Reconnect,
    /// The sessions are invalid (op 9), and forgotten unless they may be resumed.
    InvalidSession {
        /// Whether the bot is told that it may resume.
        resumable: bool,
    },
    /// The next attempts to resume are refused.
    RefuseResumes(u32),
    /// No heartbeat is answered and no event sent, until this is false again.
    Silence(bool),
}

fn any() -> String {
    "*".to_owned()
}

fn once() -> u32 {
    1
}

impl Fault {
    fn new(method: &str, on: &str, effect: Effect) -> Self {
        Fault { method: method.to_owned(), on: on.to_owned(), times: 1, skip: 0, effect }
    }

    /// A request that is refused with 500 unless `status` says otherwise; a `*` in the path is one segment.
    pub fn on(method: &str, path: &str) -> Self {
        let effect = Effect::Refuse { status: 500, code: 0, retry_after: None, global: false };
        Fault::new(method, path, effect)
    }

    /// An event that never arrives unless another effect is named.
    pub fn event(name: &str) -> Self {
        Fault::new("", name, Effect::Drop)
    }

    /// How often it happens; once unless said.
    pub fn times(self, times: u32) -> Self {
        Fault { times, ..self }
    }

    /// How many go well first.
    pub fn after(self, skip: u32) -> Self {
        Fault { skip, ..self }
    }

    /// Refuses with this status.
    pub fn status(self, status: u16) -> Self {
        Fault { effect: Effect::Refuse { status, code: 0, retry_after: None, global: false }, ..self }
    }

    /// Gives the refusal one of Discord's error codes.
    pub fn code(mut self, error: u32) -> Self {
        if let Effect::Refuse { code, .. } = &mut self.effect {
            *code = error;
        }
        self
    }

    /// Says after how many seconds to try again.
    pub fn retry_after(mut self, seconds: f64) -> Self {
        if let Effect::Refuse { retry_after, .. } = &mut self.effect {
            *retry_after = Some(seconds);
        }
        self
    }

    /// Makes a 429 one for all routes.
    pub fn global(mut self) -> Self {
        if let Effect::Refuse { global, .. } = &mut self.effect {
            *global = true;
        }
        self
    }

    /// Handles the request later.
    pub fn delay(self, by: Duration) -> Self {
        Fault { effect: Effect::DelayMs(u64::try_from(by.as_millis()).unwrap_or(u64::MAX)), ..self }
    }

    /// Does what was asked and drops the connection instead of replying.
    pub fn lose_reply(self) -> Self {
        Fault { effect: Effect::LoseReply, ..self }
    }

    /// Drops the connection without doing anything.
    pub fn lose_request(self) -> Self {
        Fault { effect: Effect::LoseRequest, ..self }
    }

    /// Does what was asked and leaves a field out of the reply, so that a strict client cannot read it.
    pub fn omit(self, field: &str) -> Self {
        Fault { effect: Effect::OmitField(field.to_owned()), ..self }
    }

    /// Sends the event twice.
    pub fn duplicate(self) -> Self {
        Fault { effect: Effect::Duplicate, ..self }
    }

    /// Sends the event after its successor.
    pub fn swap(self) -> Self {
        Fault { effect: Effect::Swap, ..self }
    }

    /// Sends something in place of the event's data that no client can read.
    pub fn garble(self) -> Self {
        Fault { effect: Effect::Garble, ..self }
    }

    /// Whether it is one of a request, and not of an event.
    fn is_of_request(&self) -> bool {
        self.on.starts_with('/')
    }
}

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
