//! The doors through which others' bytes reach the bot, opened without a connection, so that `tests/fuzz` can try them.

use super::convert::Posted;
use super::ids::Signer;
use crate::message::Message;
use serenity::all::{Cache, MessageUpdateEvent};

/// What a gateway event about a new message, and one about an edit, is to us; nothing if it cannot be read.
pub fn posted(json: &str) -> [Option<Message>; 2] {
    let cache = Cache::new();
    let new = serde_json::from_str::<serenity::all::Message>(json).ok();
    let edit = serde_json::from_str::<MessageUpdateEvent>(json).ok();
    [
        new.as_ref().map(|message| Posted::new(message, false).convert(&cache)),
        edit.as_ref().and_then(Posted::from_update).map(|posted| posted.convert(&cache)),
    ]
}

/// Reads the id of a button as it came, and as if it had been signed here. Says whether what it asks for, written down
/// again, asks for the same.
pub fn pressed(id: &str) -> bool {
    let signer = Signer::new("a token");
    let asked = [signer.open(id), signer.open(&signer.seal(id))];
    asked.into_iter().flatten().all(|press| signer.open(&signer.sign(&press)) == Some(press))
}
