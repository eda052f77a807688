//! False alarms: texts that moderators called harmless, remembered as digests keyed with a secret of this installation.
//!
//! The secret is random, made once, and kept in the database. It could be a file beside it; but several processes on several
//! machines share one database and must agree, a backup of the database should be whole, and a second file is one more to
//! lose. What the key is for is kept either way: nobody can look a digest up in a table made beforehand, or tell whether two
//! servers or two installations marked the same text. Who has the whole database can try texts of their own against the
//! digests; that finds a sentence they already know, never a phrase or a key, which nobody can guess. It is not the bot's
//! token, which changes when it was leaked and would then take every mark along.

use super::record::Record;
use super::{Inner, Store, StoreError};
use crate::message::{Id, Seconds};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use std::fmt;
use std::str::FromStr;
use zeroize::Zeroizing;

/// A keyed digest of a text, in 128 bits: no two texts of a server will ever share one, and it fits into the id of a button,
/// so that a moderator can still press *False alarm* when the text is gone.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Digest([u8; Self::BYTES]);

impl Digest {
    const BYTES: usize = 16;
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&URL_SAFE_NO_PAD.encode(self.0))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Digest(…)")
    }
}

impl FromStr for Digest {
    type Err = NotADigest;

    fn from_str(text: &str) -> Result<Self, NotADigest> {
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| NotADigest)?;
        bytes.try_into().map(Self).map_err(|_| NotADigest)
    }
}

/// The text is no digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is not the digest of a text")]
pub struct NotADigest;

/// The secret of this installation. Never shown, wiped when it is dropped.
pub(super) struct Key(Zeroizing<[u8; Self::BYTES]>);

impl Key {
    /// One block of SHA-256: the length HMAC takes as it is.
    const BYTES: usize = 64;

    fn digest<'a>(&self, guild: Id, parts: impl IntoIterator<Item = &'a str>) -> Digest {
        let mut mac = Hmac::<Sha256>::new(&(*self.0).into());
        // The server is part of it: the same text in two servers has two digests.
        mac.update(b"komainu false alarm");
        mac.update(&guild.to_be_bytes());
        for part in parts {
            // Lengths keep "ab" + "c" apart from "a" + "bc".
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part.as_bytes());
        }
        let full = mac.finalize().into_bytes();
        let mut digest = [0; Digest::BYTES];
        digest.copy_from_slice(&full[..Digest::BYTES]);
        Digest(digest)
    }
}

/// A server remembers so many false alarms: far more than moderators press buttons, few enough that marking cannot fill
/// memory.
const MOST: usize = 10_000;

impl Store {
    /// The digest of what a message of `guild` shows; `None` while the database has not been reached since the start, as
    /// the key is in it.
    pub fn digest<'a>(&self, guild: Id, parts: impl IntoIterator<Item = &'a str>) -> Option<Digest> {
        // Megabytes take a while: nobody waits for the lock meanwhile.
        let key = self.inner.known().key.clone()?;
        Some(key.digest(guild, parts))
    }

    /// Whether a moderator of `guild` called a text of these parts harmless. Answered from memory; nothing is worked out for a
    /// server that has marked none.
    pub fn is_harmless<'a>(&self, guild: Id, parts: impl IntoIterator<Item = &'a str>) -> bool {
        let marks = |digest: Option<Digest>| {
            let known = self.inner.known();
            known.false_alarms.get(&guild).is_some_and(|marked| match digest {
                Some(digest) => marked.contains(&digest),
                None => !marked.is_empty(),
            })
        };
        marks(None) && self.digest(guild, parts).is_some_and(|digest| marks(Some(digest)))
    }

    /// Remembers that the incident of `message` was a false alarm, and, where one text made it, that the text of this digest
    /// is harmless. In force at once, written when the database can take it. `false` when the server has marked as many as
    /// are kept.
    pub fn mark_false_alarm(&self, guild: Id, digest: Option<Digest>, message: Id, at: Seconds) -> bool {
        if let Some(digest) = digest {
            let mut known = self.inner.known_mut();
            let marked = known.false_alarms.entry(guild).or_default();
            if marked.len() >= MOST && !marked.contains(&digest) {
                return false;
            }
            marked.insert(digest);
        }
        self.inner.queue.push(Record::FalseAlarm { guild, digest, message, at })
    }
}

impl Inner {
    /// The key in the database; made now if there is none. Of several processes that make one, the first wins.
    pub(super) async fn installation_key(&self) -> Result<Key, StoreError> {
        let mut fresh = Zeroizing::new([0; Key::BYTES]);
        let name = self.database.address.to_string();
        getrandom::fill(&mut *fresh).map_err(|error| {
            StoreError::Other("the operating system's source of randomness".into(), error.to_string())
        })?;
        let stored = async {
            sqlx::query(
                "INSERT INTO installation (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING",
            )
            .bind(KEY_NAME)
            .bind(URL_SAFE_NO_PAD.encode(*fresh))
            .execute(self.database.pool())
            .await?;
            let (value,): (String,) = sqlx::query_as("SELECT value FROM installation WHERE name = $1")
                .bind(KEY_NAME)
                .fetch_one(self.database.pool())
                .await?;
            Ok(Zeroizing::new(value))
        };
        let stored = stored.await.map_err(|error: sqlx::Error| self.database.error(&error))?;
        let bytes = URL_SAFE_NO_PAD.decode(&*stored).map(Zeroizing::new).ok();
        let mut key = Zeroizing::new([0; Key::BYTES]);
        match bytes.filter(|bytes| bytes.len() == Key::BYTES) {
            Some(bytes) => key.copy_from_slice(&bytes),
            None => return Err(StoreError::Damaged(name)),
        }
        Ok(Key(key))
    }
}

const KEY_NAME: &str = "false-alarm-key";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_depend_on_key_server_and_text() {
        let digest = |key: u8, guild, parts: &[&str]| {
            Key(Zeroizing::new([key; Key::BYTES])).digest(guild, parts.iter().copied())
        };
        let one = digest(1, 1, &["some text", "more"]);
        assert_eq!(one, digest(1, 1, &["some text", "more"]));
        for other in [
            digest(2, 1, &["some text", "more"]),
            digest(1, 2, &["some text", "more"]),
            digest(1, 1, &["some tex", "tmore"]),
            digest(1, 1, &["some textmore"]),
        ] {
            assert_ne!(one, other);
        }
        assert_eq!(one.to_string().parse(), Ok(one));
        assert_eq!(one.to_string().len(), 22, "fits into a button's id");
        assert_eq!("short".parse::<Digest>(), Err(NotADigest));
        assert_eq!(format!("{one:?}"), "Digest(…)");
    }
}
