//! A gateway session: what one connection may hear, its sequence, and the events it can replay.

use std::collections::VecDeque;

use axum::extract::ws::Utf8Bytes;
use tokio::sync::mpsc;

use super::id::Id;

/// What goes to a socket.
#[derive(Clone, Debug)]
pub(super) enum Frame {
    Text(Utf8Bytes),
    Close(u16, &'static str),
}

/// Gateway intents by their bits.
pub(super) mod intents {
    pub(crate) const GUILDS: u64 = 1 << 0;
    pub(crate) const GUILD_MEMBERS: u64 = 1 << 1;
    pub(crate) const GUILD_MODERATION: u64 = 1 << 2;
    pub(crate) const GUILD_PRESENCES: u64 = 1 << 8;
    pub(crate) const GUILD_MESSAGES: u64 = 1 << 9;
    pub(crate) const GUILD_MESSAGE_REACTIONS: u64 = 1 << 10;
    pub(crate) const GUILD_MESSAGE_TYPING: u64 = 1 << 11;
    pub(crate) const DIRECT_MESSAGES: u64 = 1 << 12;
    pub(crate) const DIRECT_MESSAGE_REACTIONS: u64 = 1 << 13;
    pub(crate) const DIRECT_MESSAGE_TYPING: u64 = 1 << 14;
    pub(crate) const MESSAGE_CONTENT: u64 = 1 << 15;
    /// Every bit that means something: up to 25, but for the gaps at 17 to 19, 22 and 23.
    pub(crate) const KNOWN: u64 = ((1 << 26) - 1) & !(0b111 << 17) & !(0b11 << 22);
    /// No intent is needed.
    pub(crate) const NONE: u64 = 0;
}

/// How many events a session can replay; a client that missed more has to begin anew.
const REPLAYED: usize = 2_000;

/// How many frames may wait for a socket before its client counts as gone.
pub(super) const QUEUED: usize = 65_536;

#[derive(Debug)]
pub(super) struct Session {
    pub(super) id: String,
    pub(super) user: Id,
    /// The bot under test, which faults are aimed at.
    pub(super) under_test: bool,
    /// What a bot asked for; `None` is a person's client, which hears everything.
    pub(super) intents: Option<u64>,
    pub(super) shard: (u64, u64),
    pub(super) seq: u64,
    sent: VecDeque<(u64, Utf8Bytes)>,
    line: Option<mpsc::Sender<Frame>>,
}

impl Session {
    pub(super) fn new(
        id: String,
        user: Id,
        intents: Option<u64>,
        shard: (u64, u64),
        line: Option<mpsc::Sender<Frame>>,
    ) -> Self {
        Session { id, user, under_test: false, intents, shard, seq: 0, sent: VecDeque::new(), line }
    }

    /// Whether one of these intents was asked for.
    pub(super) fn wants(&self, any_of: u64) -> bool {
        any_of == intents::NONE || self.intents.is_none_or(|asked| asked & any_of != 0)
    }

    /// Whether what members write reaches this session in full.
    pub(super) fn reads_content(&self) -> bool {
        self.intents.is_none_or(|asked| asked & intents::MESSAGE_CONTENT != 0)
    }

    /// Sends an event, or keeps it for a resume when nobody is there or `held` back.
    pub(super) fn send(&mut self, name: &str, data: &str, held: bool) {
        self.seq += 1;
        let text = format!(r#"{{"op":0,"s":{},"t":"{name}","d":{data}}}"#, self.seq);
        let text = Utf8Bytes::from(text);
        if self.sent.len() == REPLAYED {
            self.sent.pop_front();
        }
        self.sent.push_back((self.seq, text.clone()));
        if !held {
            self.write(Frame::Text(text));
        }
    }

    /// Writes to the socket, if there is one; a client that does not read any more loses it.
    pub(super) fn write(&mut self, frame: Frame) {
        if self.line.as_ref().is_some_and(|line| line.try_send(frame).is_err()) {
            self.line = None;
        }
    }

    /// The events after `seq`, or nothing when some of them are gone.
    pub(super) fn missed(&self, seq: u64) -> Option<Vec<Utf8Bytes>> {
        let first = self.sent.front().map_or(self.seq + 1, |(first, _)| *first);
        let all_there = seq + 1 >= first;
        all_there.then(|| self.sent.iter().filter(|(n, _)| *n > seq).map(|(_, text)| text.clone()).collect())
    }

    /// Goes on over another connection; the one before ends.
    pub(super) fn attach(&mut self, line: Option<mpsc::Sender<Frame>>) {
        self.line = line;
    }

    pub(super) fn is_connected(&self) -> bool {
        self.line.as_ref().is_some_and(|line| !line.is_closed())
    }
}
