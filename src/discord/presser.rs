//! Who may press what: declared for every button and select, and asked before anything is done.

use super::components::Pressed;
use super::ids::Press;
use crate::message::Id;
use crate::phrases as say;
use serenity::all::{CreateInteractionResponse, Permissions};

/// Who may press a button or choose from a select.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Presser {
    Anybody,
    /// Whoever asked the question, and moderators.
    Asker(Id),
    /// Whoever may manage messages in the channel.
    Moderator,
    /// Whoever may manage the server.
    Admin,
}

impl Press {
    pub(super) fn presser(&self) -> Presser {
        match self {
            // What these show, or remove, is for or about the presser alone.
            Self::Pick { .. } | Self::Language { .. } | Self::Guidance { .. } | Self::Forget { .. } => {
                Presser::Anybody
            }
            Self::Solved { asker, .. } | Self::NotAsked { asker, .. } => Presser::Asker(*asker),
            Self::Delete { .. }
            | Self::FalseAlarm { .. }
            | Self::Briefing { .. }
            | Self::AnswerMessage { .. }
            | Self::Incidents(_) => Presser::Moderator,
            Self::SetupPage { .. } | Self::SetupChange { .. } => Presser::Admin,
            Self::Step(step) => step.presser(),
        }
    }
}

impl Pressed<'_> {
    /// Why this press changes nothing, when it is not this person's to press.
    pub(super) fn refusal(&self, presser: Presser) -> Option<CreateInteractionResponse> {
        let (messages, server) = (Permissions::MANAGE_MESSAGES, Permissions::MANAGE_GUILD);
        match presser {
            Presser::Asker(asker) if !self.is(asker) && !self.has(messages) => {
                Some(self.private_line(say::REPLY_ONLY_ASKER))
            }
            Presser::Moderator if !self.has(messages) => Some(self.lacks(say::PERMISSION_MANAGE_MESSAGES)),
            Presser::Admin if !self.has(server) => Some(self.lacks(say::PERMISSION_MANAGE_GUILD)),
            _ => None,
        }
    }
}
