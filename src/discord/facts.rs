//! What is known of a leak once its text is let go of: ids, words and a digest are all that notices, alerts and later tries
//! need.

use super::state::State;
use crate::book::Lang;
use crate::message::{Id, Message, Seconds};
use crate::policy::Leak;
use crate::store::Digest;

/// A leak, without its text.
#[derive(Debug)]
pub(crate) struct Facts {
    pub(crate) leak: Leak,
    /// The message that completed it.
    pub(crate) message: Id,
    /// When that was posted, or edited.
    pub(crate) at: Seconds,
    /// Whether it came as an edit.
    pub(crate) edited: bool,
    pub(crate) channel: Id,
    /// The channel that a thread hangs from, else the channel itself.
    pub(crate) home: Id,
    pub(crate) guild: Option<Id>,
    pub(crate) author: Id,
    /// Whether its author is a bot or a webhook.
    pub(crate) bot: bool,
    /// The author's language.
    pub(crate) lang: Lang,
    /// What *False alarm* remembers the text by.
    pub(crate) digest: Option<Digest>,
}

impl Facts {
    /// Lets go of the text.
    pub(crate) fn of(state: &State, message: Message, leak: &Leak) -> Self {
        Self {
            message: message.id,
            at: message.at,
            edited: message.edited,
            channel: message.place.channel,
            home: message.place.home,
            guild: message.place.guild,
            author: message.author.id,
            bot: message.author.bot,
            lang: state.lang_of(&message),
            digest: state.digest(&message, leak),
            leak: leak.clone(),
        }
    }

    /// Whether it stands in a conversation with the bot.
    pub(crate) fn is_direct(&self) -> bool {
        self.guild.is_none()
    }
}
