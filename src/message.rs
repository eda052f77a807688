//! Our own view of a message: what the guard and the desk need to know of it, and nothing of Discord's library.

use crate::book::Lang;
use crate::text::{Origin, Private};

/// A Discord snowflake: the id of a message, channel, member, role or guild.
pub type Id = u64;

/// A moment, in seconds since the Unix epoch.
pub type Seconds = u64;

/// A day.
pub const DAY: Seconds = 24 * 60 * 60;

/// Discord's epoch, and how many bits of a snowflake stand below its milliseconds.
const EPOCH: Seconds = 1_420_070_400;
const BELOW_TIME: u32 = 22;

/// The first snowflake of a moment.
pub fn snowflake(at: Seconds) -> Id {
    (at.saturating_sub(EPOCH) * 1000) << BELOW_TIME
}

/// The moment of a snowflake.
pub fn moment(id: Id) -> Seconds {
    (id >> BELOW_TIME) / 1000 + EPOCH
}

/// One message as it was posted or as it stands after an edit.
#[derive(Debug, Clone)]
pub struct Message {
    /// Its id.
    pub id: Id,
    /// Who wrote it.
    pub author: Author,
    /// Where it stands.
    pub place: Place,
    /// When it was posted, or edited.
    pub at: Seconds,
    /// What its author typed.
    pub content: Private,
    /// Everything else it shows: embeds, forwarded messages, file names, alt texts, titles, polls.
    pub extras: Vec<Extra>,
    /// Whether it came as an edit.
    pub edited: bool,
    /// Whether it answers somebody else's message.
    pub replies_to_other: bool,
}

/// A text that a message shows beside its content.
#[derive(Debug, Clone)]
pub struct Extra {
    /// Where it is shown.
    pub origin: Origin,
    /// The text.
    pub text: Private,
}

/// Who wrote a message.
#[derive(Debug, Clone, Default)]
pub struct Author {
    /// Their id; a webhook's own id for a webhook.
    pub id: Id,
    /// Whether it is a bot or a webhook.
    pub bot: bool,
    /// Their roles in the guild.
    pub roles: Vec<Id>,
    /// Whether they may manage messages here: a moderator.
    pub moderator: bool,
    /// The language of their Discord, if it is known.
    pub locale: Option<Lang>,
}

/// Where a message stands.
#[derive(Debug, Clone, Default)]
pub struct Place {
    /// The guild, unless it is a direct message.
    pub guild: Option<Id>,
    /// The channel or thread it was posted in.
    pub channel: Id,
    /// The channel that settings speak of: the parent of a thread, else the channel itself.
    pub home: Id,
    /// The thread, if it stands in one.
    pub thread: Option<Thread>,
}

/// A thread or a forum post.
#[derive(Debug, Clone)]
pub struct Thread {
    /// Who opened it.
    pub opener: Option<Id>,
    /// Its title: for a forum post the first half of the question.
    pub title: Private,
    /// Whether it belongs to a forum.
    pub forum: bool,
    /// Whether it was closed, locked, or tagged as solved.
    pub resolved: bool,
}

impl Message {
    /// Whether it is a direct message to the bot.
    pub fn is_direct(&self) -> bool {
        self.place.guild.is_none()
    }

    /// The same message without anything it shows.
    pub fn bare(&self) -> Self {
        Self {
            author: self.author.clone(),
            place: self.place.clone(),
            content: Private::default(),
            extras: Vec::new(),
            ..*self
        }
    }

    /// Every text it shows: what was typed, then the rest.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let extras = self.extras.iter().map(|extra| extra.text.as_str());
        std::iter::once(self.content.as_str()).chain(extras)
    }
}
