//! Interactions under way: who started one, what the application has made of it, and when it is too late.

use std::collections::{BTreeMap, HashMap};
use std::time::Instant;

use serde_json::Value;

use super::id::Id;

/// The kinds of interaction, by Discord's numbers.
pub(super) mod kind {
    pub(crate) const COMMAND: u64 = 2;
    pub(crate) const COMPONENT: u64 = 3;
    pub(crate) const AUTOCOMPLETE: u64 = 4;
    pub(crate) const MODAL: u64 = 5;
}

/// How far the application's first response has come.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Progress {
    /// Nothing yet.
    Waiting,
    /// The time for it has passed.
    Failed,
    /// It came; `shown` is what the user got to see.
    Responded(Shown),
}

/// What a user gets to see of the first response to an interaction.
#[derive(Clone, Debug, PartialEq)]
pub enum Shown {
    /// A message, perhaps a private one; the JSON is as of now, later edits included.
    Message(Value),
    /// "… is thinking": a message will follow.
    Thinking,
    /// The message with the component changed, or nothing did.
    Updated,
    /// Choices for the option being typed.
    Choices(Vec<Value>),
    /// A form to fill in.
    Modal(Value),
    /// "The application did not respond."
    Failed,
}

#[derive(Clone, Debug)]
pub(super) struct Interaction {
    pub(super) id: Id,
    pub(super) token: String,
    pub(super) kind: u64,
    pub(super) user: Id,
    pub(super) guild: Option<Id>,
    pub(super) channel: Id,
    pub(super) nonce: Value,
    pub(super) created: Instant,
    pub(super) progress: Progress,
    /// The message with the component, where one was clicked.
    pub(super) source: Option<Id>,
    /// The message that `@original` names.
    pub(super) original: Option<Id>,
    pub(super) modal: Option<Value>,
    /// The command's name, where it was one.
    pub(super) command: Option<String>,
    pub(super) metadata: Value,
}

/// How many interactions are remembered: those of a quarter of an hour on a busy server.
const KEPT: usize = 10_000;

#[derive(Debug, Default)]
pub(super) struct Interactions {
    by_id: BTreeMap<Id, Interaction>,
    by_token: HashMap<String, Id>,
}

impl Interactions {
    pub(super) fn add(&mut self, interaction: Interaction) {
        if self.by_id.len() == KEPT
            && let Some((_, oldest)) = self.by_id.pop_first()
        {
            self.by_token.remove(&oldest.token);
        }
        self.by_token.insert(interaction.token.clone(), interaction.id);
        self.by_id.insert(interaction.id, interaction);
    }

    pub(super) fn get(&self, id: Id) -> Option<&Interaction> {
        self.by_id.get(&id)
    }

    pub(super) fn get_mut(&mut self, id: Id) -> Option<&mut Interaction> {
        self.by_id.get_mut(&id)
    }

    /// The newest interaction with this nonce of its client.
    pub(super) fn of_nonce(&self, nonce: &str) -> Option<&Interaction> {
        self.by_id.values().rev().find(|interaction| interaction.nonce == nonce)
    }

    pub(super) fn of_token(&self, token: &str) -> Option<&Interaction> {
        self.by_token.get(token).and_then(|id| self.by_id.get(id))
    }
}
