//! What the guard says about a document: the kind of a secret, how sure that is, why, and where. Never its text.

use crate::text::Origin;
use std::fmt;
use std::ops::Range;

/// What the place of a document adds to the evidence.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Setting {
    /// It was posted where people ask for help: a bare value of a key's shape is suspicious there.
    pub help_channel: bool,
}

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

impl Verdict {
    /// The word for it in output and memory.
    pub fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Likely => "likely",
            Self::Certain => "certain",
        }
    }

    /// The verdict of a word.
    pub fn of_word(word: &str) -> Option<Self> {
        [Self::None, Self::Likely, Self::Certain].into_iter().find(|verdict| verdict.word() == word)
    }
}

/// A kind of secret.
#[derive(Debug, PartialEq, Eq)]
pub struct Kind {
    /// The stable name people and programs see: `bip39-en`, `wif`, `xprv`.
    pub id: &'static str,
    /// What it is, in English, for alerts and documents.
    pub name: &'static str,
    /// What its owner holds it for.
    pub form: Form,
}

/// What a secret is to whoever wrote it down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Words, or a picture or digits that stand for them.
    Phrase,
    /// Anything else that opens a wallet.
    Key,
    /// Something that is itself encrypted, so that a thief still needs a password.
    Encrypted,
    /// Any of these: nobody has read it but the person who reported it.
    Unknown,
}

impl Kind {
    /// A kind of phrase.
    pub const fn phrase(id: &'static str, name: &'static str) -> Self {
        Self { id, name, form: Form::Phrase }
    }

    /// A kind of key.
    pub const fn key(id: &'static str, name: &'static str) -> Self {
        Self { id, name, form: Form::Key }
    }

    /// A kind that is encrypted.
    pub const fn encrypted(id: &'static str, name: &'static str) -> Self {
        Self { id, name, form: Form::Encrypted }
    }
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
    /// A moderator says so.
    Reported,
    /// A published test vector.
    Published,
}

impl Reason {
    /// Every reason.
    const ALL: [Self; 10] = [
        Self::Checksum,
        Self::Structure,
        Self::Label,
        Self::DerivedAddress,
        Self::Words,
        Self::NearMiss,
        Self::Bare,
        Self::ImageBesideSeedTalk,
        Self::Reported,
        Self::Published,
    ];

    /// The word it is remembered as.
    pub fn word(self) -> &'static str {
        match self {
            Self::Checksum => "checksum",
            Self::Structure => "structure",
            Self::Label => "label",
            Self::DerivedAddress => "derived-address",
            Self::Words => "words",
            Self::NearMiss => "near-miss",
            Self::Bare => "bare",
            Self::ImageBesideSeedTalk => "image",
            Self::Reported => "reported",
            Self::Published => "published",
        }
    }

    /// The reason of a word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.word() == word)
    }
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
    /// Where in that part, in bytes of the original text, as far as it stands there.
    pub range: Range<usize>,
    /// Which part it ends in.
    pub last: usize,
}
