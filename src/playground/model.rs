//! The things of Discord as data: users, guilds, roles, members, channels, messages, attachments.

use std::collections::{BTreeMap, VecDeque};

use axum::body::Bytes;
use serde_json::Value;

use super::id::Id;
use super::permissions::{Overwrite, Permissions};

/// The kinds of channel that the stand-in knows, with Discord's numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum ChannelKind {
    /// A text channel of a guild.
    Text = 0,
    /// A direct message between two.
    Direct = 1,
    /// A heading above other channels.
    Category = 4,
    /// A thread that everyone who sees its channel may read.
    PublicThread = 11,
    /// A thread for those who were added.
    PrivateThread = 12,
    /// A forum: every post is a thread.
    Forum = 15,
}

/// Somebody: a person, the bot under test, or another bot.
#[derive(Clone, Debug)]
pub(super) struct User {
    pub(super) id: Id,
    pub(super) username: String,
    pub(super) global_name: Option<String>,
    pub(super) bot: bool,
    pub(super) locale: String,
    pub(super) token: String,
    pub(super) note: String,
    pub(super) takes_direct_messages: bool,
}

#[derive(Clone, Debug)]
pub(super) struct Role {
    pub(super) id: Id,
    pub(super) name: String,
    pub(super) permissions: Permissions,
    pub(super) position: u32,
    pub(super) color: u32,
    pub(super) mentionable: bool,
    /// The bot whose own role this is.
    pub(super) bot: Option<Id>,
}

#[derive(Clone, Debug)]
pub(super) struct Member {
    pub(super) user: Id,
    pub(super) nick: Option<String>,
    pub(super) roles: Vec<Id>,
    pub(super) joined_ms: u64,
    pub(super) timed_out_until: Option<u64>,
}

#[derive(Clone, Debug)]
pub(super) struct Guild {
    pub(super) id: Id,
    pub(super) name: String,
    pub(super) owner: Id,
    pub(super) locale: String,
    pub(super) roles: Vec<Role>,
    pub(super) members: BTreeMap<Id, Member>,
    pub(super) channels: Vec<Id>,
    pub(super) bans: BTreeMap<Id, Option<String>>,
    pub(super) audit_log: VecDeque<Value>,
}

#[derive(Clone, Debug)]
pub(super) struct Thread {
    pub(super) owner: Id,
    pub(super) archived: bool,
    pub(super) locked: bool,
    pub(super) auto_archive_minutes: u32,
    pub(super) changed_ms: u64,
    pub(super) members: Vec<Id>,
    pub(super) message_count: u64,
    pub(super) total_messages: u64,
    pub(super) applied_tags: Vec<Id>,
    /// A forum post whose first message is still on its way: nobody may write (error 40058).
    pub(super) awaits_first_message: bool,
}

/// A tag of a forum.
#[derive(Clone, Debug)]
pub(super) struct Tag {
    pub(super) id: Id,
    pub(super) name: String,
}

#[derive(Clone, Debug)]
pub(super) struct Channel {
    pub(super) id: Id,
    pub(super) kind: ChannelKind,
    pub(super) guild: Option<Id>,
    pub(super) parent: Option<Id>,
    pub(super) name: String,
    pub(super) topic: Option<String>,
    pub(super) position: u32,
    pub(super) slowmode_s: u32,
    pub(super) overwrites: Vec<Overwrite>,
    pub(super) recipients: Vec<Id>,
    pub(super) tags: Vec<Tag>,
    pub(super) thread: Option<Thread>,
    pub(super) messages: BTreeMap<Id, Message>,
    pub(super) last_message: Option<Id>,
    pub(super) last_pin_ms: Option<u64>,
}

impl Channel {
    pub(super) fn new(id: Id, kind: ChannelKind, name: &str) -> Self {
        Channel {
            id,
            kind,
            guild: None,
            parent: None,
            name: name.to_owned(),
            topic: None,
            position: 0,
            slowmode_s: 0,
            overwrites: Vec::new(),
            recipients: Vec::new(),
            tags: Vec::new(),
            thread: None,
            messages: BTreeMap::new(),
            last_message: None,
            last_pin_ms: None,
        }
    }

    /// Whether people can write messages here; a forum takes posts instead.
    pub(super) fn takes_messages(&self) -> bool {
        !matches!(self.kind, ChannelKind::Forum | ChannelKind::Category)
    }

    pub(super) fn is_private_thread(&self) -> bool {
        self.kind == ChannelKind::PrivateThread
    }

    pub(super) fn is_open_to(&self, user: Id, granted: Permissions) -> bool {
        granted.has(Permissions::MANAGE_THREADS)
            || self.thread.as_ref().is_some_and(|thread| thread.members.contains(&user))
    }
}

/// Who wrote a message when it was no member: a webhook, under a name of its own.
#[derive(Clone, Debug)]
pub(super) struct WebhookAuthor {
    pub(super) id: Id,
    pub(super) name: String,
}

#[derive(Clone, Debug)]
pub(super) struct Attachment {
    pub(super) id: Id,
    pub(super) filename: String,
    pub(super) description: Option<String>,
    pub(super) content_type: String,
    pub(super) size: usize,
    /// Width and height of a picture.
    pub(super) dimensions: Option<(u32, u32)>,
    pub(super) url: String,
    pub(super) ephemeral: bool,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Reaction {
    pub(super) emoji: String,
    pub(super) users: Vec<Id>,
}

#[derive(Clone, Debug)]
pub(super) struct Message {
    pub(super) id: Id,
    pub(super) channel: Id,
    pub(super) guild: Option<Id>,
    pub(super) author: Id,
    pub(super) webhook: Option<WebhookAuthor>,
    pub(super) kind: u8,
    pub(super) content: String,
    pub(super) edited_ms: Option<u64>,
    pub(super) flags: u64,
    pub(super) embeds: Vec<Value>,
    pub(super) components: Vec<Value>,
    pub(super) attachments: Vec<Attachment>,
    pub(super) mentions: Vec<Id>,
    pub(super) mention_roles: Vec<Id>,
    pub(super) mention_everyone: bool,
    pub(super) reactions: Vec<Reaction>,
    pub(super) pinned: bool,
    pub(super) tts: bool,
    pub(super) nonce: Option<Value>,
    /// `message_reference` as it goes out, and the replied-to message by id.
    pub(super) reference: Option<Value>,
    pub(super) replied_to: Option<Id>,
    /// The forwarded message as it was, the only content of a forward.
    pub(super) snapshot: Option<Value>,
    pub(super) poll: Option<Value>,
    /// `interaction_metadata` of a response, and the command's name where it was one.
    pub(super) interaction: Option<Value>,
    pub(super) command: Option<String>,
    /// The only person who sees it, when it is a private reply.
    pub(super) only_for: Option<Id>,
    /// The thread that was started from it.
    pub(super) thread: Option<Id>,
}

/// Flags of a message that the stand-in itself looks at.
pub(super) mod flags {
    pub(crate) const SUPPRESS_EMBEDS: u64 = 1 << 2;
    pub(crate) const HAS_THREAD: u64 = 1 << 5;
    pub(crate) const EPHEMERAL: u64 = 1 << 6;
    pub(crate) const LOADING: u64 = 1 << 7;
    pub(crate) const SUPPRESS_NOTIFICATIONS: u64 = 1 << 12;
    pub(crate) const HAS_SNAPSHOT: u64 = 1 << 14;
    pub(crate) const IS_COMPONENTS_V2: u64 = 1 << 15;
}

impl Message {
    pub(super) fn new(id: Id, channel: &Channel, author: Id, content: &str) -> Self {
        Message {
            id,
            channel: channel.id,
            guild: channel.guild,
            author,
            webhook: None,
            kind: 0,
            content: content.to_owned(),
            edited_ms: None,
            flags: 0,
            embeds: Vec::new(),
            components: Vec::new(),
            attachments: Vec::new(),
            mentions: Vec::new(),
            mention_roles: Vec::new(),
            mention_everyone: false,
            reactions: Vec::new(),
            pinned: false,
            tts: false,
            nonce: None,
            reference: None,
            replied_to: None,
            snapshot: None,
            poll: None,
            interaction: None,
            command: None,
            only_for: None,
            thread: None,
        }
    }
}

/// A file that was uploaded, until memory for older ones runs out.
#[derive(Clone, Debug)]
pub(super) struct Upload {
    pub(super) content_type: String,
    pub(super) bytes: Bytes,
}
