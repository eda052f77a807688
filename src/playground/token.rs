//! Tokens: made anew for every run, in the form of Discord's, so that none ever stands in a file.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::id::Id;

/// A token for a user: its id, a time and a random part, as clients expect to find them.
pub(super) fn of(user: Id) -> String {
    let id = URL_SAFE_NO_PAD.encode(user.to_string());
    let mut random = Vec::with_capacity(RANDOM_BYTES);
    while random.len() < RANDOM_BYTES {
        random.extend_from_slice(&word().to_le_bytes());
    }
    let time = URL_SAFE_NO_PAD.encode(&word().to_le_bytes()[..4]);
    format!("{id}.{time}.{}", URL_SAFE_NO_PAD.encode(&random[..RANDOM_BYTES]))
}

/// 28 bytes make the 38 characters that the last part of a bot's token has today.
const RANDOM_BYTES: usize = 28;

/// Something short that nobody guesses: a session, the token of an interaction.
pub(super) fn random() -> String {
    format!("{:016x}{:016x}", word(), word())
}

/// A random word from the keys that the standard library draws for each of its hash maps.
fn word() -> u64 {
    RandomState::new().build_hasher().finish()
}

/// The id that a token names, without a look at the rest of it.
pub(super) fn user_of(token: &str) -> Option<Id> {
    let id = URL_SAFE_NO_PAD.decode(token.split('.').next()?).ok()?;
    Id::parse(std::str::from_utf8(&id).ok()?)
}
