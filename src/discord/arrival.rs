//! What waits in a lane to be judged: a message as it came off the wire, in our own words, and what it weighs.

use super::convert::Posted;
use crate::message::Message;
use serenity::all::{Attachment, Cache, ChannelId, GuildId, MessageId, ShardId};
use std::time::Instant;

/// What waits in a lane.
pub(super) enum Arrival {
    /// A message, new or edited, with all it says.
    Whole(Box<Arrived>),
    /// An edit whose event does not carry what the message says now.
    Partial { shard: ShardId, guild: Option<GuildId>, channel: ChannelId, message: MessageId },
}

pub(super) struct Arrived {
    pub(super) shard: ShardId,
    pub(super) message: Message,
    pub(super) files: Vec<Attachment>,
    pub(super) replied_to: Option<MessageId>,
    pub(super) at: Instant,
}

/// What a message takes in memory beside its texts: itself, and what it stands in.
const ITSELF: usize = 512;
/// What a file that has not been fetched takes: its names and addresses.
const FILE: usize = 1024;
/// A message that weighs no more says a kibibyte at most. Judging it takes some microseconds, a quarter of a millisecond at
/// worst; waking a worker for it would take fifty.
pub(super) const SHORT: usize = ITSELF + 1024;

impl Arrival {
    pub(super) fn of(shard: ShardId, posted: &Posted<'_>, cache: &Cache) -> Self {
        Self::Whole(Box::new(Arrived {
            shard,
            message: posted.convert(cache),
            files: posted.files().cloned().collect(),
            replied_to: posted.replied_to(),
            at: Instant::now(),
        }))
    }

    /// How many bytes it takes.
    pub(super) fn weight(&self) -> usize {
        let Self::Whole(arrived) = self else { return ITSELF };
        ITSELF + arrived.message.texts().map(str::len).sum::<usize>() + arrived.files.len() * FILE
    }
}
