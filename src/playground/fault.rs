//! What a test may let go wrong, where and how often. `faults.rs` does it.

use std::time::Duration;

use serde::Deserialize;

/// Something that is to go wrong.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// The method of the request; `*` for any.
    #[serde(default = "any")]
    pub(super) method: String,
    /// The path of the request, a `*` for one segment; or the name of an event.
    pub(super) on: String,
    /// How many times it happens.
    #[serde(default = "once")]
    pub(super) times: u32,
    /// How many times all goes well before.
    #[serde(default)]
    pub(super) skip: u32,
    pub(super) effect: Effect,
}

/// What goes wrong.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Effect {
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
    pub(super) fn is_of_request(&self) -> bool {
        self.on.starts_with('/')
    }
}
