//! Decides whether a text holds a wallet secret: which kind, how surely, why, and where. Never repeats it.
//!
//! What to do about a finding is for `policy` to decide.

use crate::text::Origin;
use std::fmt;
use std::ops::Range;

/// How sure a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Known to be harmless: a published test vector, named so that nobody wonders.
    None,
    /// It resembles a secret: a word missing or mistyped, a checksum that fails, a bare key-shaped value.
    Likely,
    /// A checksum, a decoded structure, or a value bound to its label says so.
    Certain,
}

/// A kind of secret.
#[derive(Debug, PartialEq, Eq)]
pub struct Kind {
    /// The stable name people and programs see: `bip39-en`, `wif`, `xprv`.
    pub id: &'static str,
    /// What it is, in English, for alerts and documents.
    pub name: &'static str,
    /// Whether it is itself encrypted, so that a thief still needs a password.
    pub encrypted: bool,
}

/// What gave a secret away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// Its checksum is right.
    Checksum,
    /// It decodes to the structure of its kind.
    Structure,
    /// It stands bound to a label such as "private key".
    Label,
    /// The address it derives to stands beside it.
    DerivedAddress,
    /// So many list words in a row, in no order that prose or a list would have.
    Words,
    /// A word or a few characters short of a right checksum.
    NearMiss,
    /// A bare value of the right shape, with nothing that explains it away.
    Bare,
    /// An image stands beside words about a seed phrase.
    ImageBesideSeedTalk,
    /// A published test vector.
    Published,
}

/// One text of a document; a document is everything one message, or one case, shows.
#[derive(Clone, Copy)]
pub struct Part<'a> {
    /// Where it was shown.
    pub origin: Origin,
    /// The text as it was typed.
    pub text: &'a str,
}

impl fmt::Debug for Part<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Part({:?})", self.origin)
    }
}

/// A secret that was found: its kind and place, never its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What it is.
    pub kind: &'static Kind,
    /// How sure that is.
    pub verdict: Verdict,
    /// What gave it away.
    pub reason: Reason,
    /// Which part of the document it begins in.
    pub part: usize,
    /// Where in that part, in bytes of the original text.
    pub range: Range<usize>,
}
