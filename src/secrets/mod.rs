//! Decides whether a text holds a wallet secret: which kind, how surely, why, and where. Never repeats it.
//!
//! What to do about a finding is for `policy` to decide.

mod address;
mod aezeed;
mod algorand;
mod aptos;
pub mod attachment;
mod base58;
mod bech32;
mod bip38;
mod bip39;
mod bytes;
mod cardano;
mod case;
mod codex32;
mod decode;
mod density;
mod der;
mod ed25519;
mod electrum;
mod electrum_file;
mod eos;
mod evidence;
mod family;
mod fields;
mod filecoin;
mod foreign;
mod fragment;
mod glue;
mod hex;
mod image;
mod keystore;
mod label;
mod label_words;
mod labelled;
mod layout;
mod lexicon;
mod mini_key;
mod monero;
mod naming;
mod pem;
mod phrase;
mod picture;
mod polkadot;
mod polyseed;
#[cfg(test)]
mod proofs;
mod published;
mod reader;
mod rows;
mod runs;
mod seedqr;
mod sieve;
mod slip39;
mod stellar;
mod tezos;
mod tokens;
mod ton;
mod vault;
mod view;
mod wif;
mod xprv;
mod xrp_numbers;
mod xrp_seed;

pub use case::{Cases, Leak, Place};
pub use sieve::Signals;
pub use view::{Effort, View};

use crate::text::{Folded, Origin, spell_gaps};
use sieve::Sieve;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use view::Document;

/// One file of this folder: the kinds of secret it knows, and how it finds them.
pub struct Detector {
    /// The name of its file.
    pub name: &'static str,
    /// What it can find.
    pub kinds: &'static [Kind],
    /// Without one of these signals it has nothing to find, and is not asked.
    pub needs: Signals,
    /// Adds what it finds in a view, in any order.
    pub find: fn(&View<'_>, &mut Vec<Finding>),
}

/// Every detector. Among overlapping findings that are equally sure, the earlier row wins.
pub static DETECTORS: &[&Detector] = &[
    &pem::DETECTOR,
    &keystore::DETECTOR,
    &polkadot::DETECTOR,
    &electrum_file::DETECTOR,
    &cardano::DETECTOR,
    &filecoin::DETECTOR,
    &vault::DETECTOR,
    &xprv::DETECTOR,
    &wif::DETECTOR,
    &bip38::DETECTOR,
    &stellar::DETECTOR,
    &tezos::DETECTOR,
    &eos::DETECTOR,
    &xrp_seed::DETECTOR,
    &xrp_numbers::DETECTOR,
    &bech32::DETECTOR,
    &codex32::DETECTOR,
    &ed25519::DETECTOR,
    &aptos::DETECTOR,
    &der::DETECTOR,
    &seedqr::DETECTOR,
    &mini_key::DETECTOR,
    &hex::DETECTOR,
    &bytes::DETECTOR,
    &labelled::DETECTOR,
    &slip39::DETECTOR,
    &algorand::DETECTOR,
    &polyseed::DETECTOR,
    &aezeed::DETECTOR,
    &bip39::DETECTOR,
    &electrum::DETECTOR,
    &monero::DETECTOR,
    &ton::DETECTOR,
    &picture::DETECTOR,
];

/// What the place of a document adds to the evidence.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Setting {
    /// It was posted where people ask for help: a bare value of a key's shape is suspicious there.
    pub help_channel: bool,
}

/// Finds the secrets in a document, the surest first. Overlapping findings are one: the strongest.
pub fn scan(parts: &[Part<'_>], setting: Setting) -> Vec<Finding> {
    match Sieve::over(parts).signals() {
        nothing if nothing.is_empty() => Vec::new(),
        signals => search(parts, signals, setting, false),
    }
}

/// How many steps the loops within loops of a scan take: a count by which the tests hold it to linear work.
#[doc(hidden)]
pub fn steps(parts: &[Part<'_>], setting: Setting) -> u64 {
    let document = Document::new(parts);
    let effort = Effort::for_length(document.text().len());
    judge(&document, parts, Sieve::over(parts).signals(), setting, false, &effort);
    effort.steps()
}

/// Finds the secrets in a document in which the sieve saw these signals. `talk` says that its author has spoken of seed
/// phrases: then fewer words make one.
fn search(parts: &[Part<'_>], signals: Signals, setting: Setting, talk: bool) -> Vec<Finding> {
    let document = Document::new(parts);
    let effort = Effort::for_length(document.text().len());
    judge(&document, parts, signals, setting, talk, &effort)
}

fn judge(
    document: &Document<'_>,
    parts: &[Part<'_>],
    signals: Signals,
    setting: Setting,
    talk: bool,
    effort: &Effort,
) -> Vec<Finding> {
    let plain = View::plain(document, parts, signals, setting, talk, effort);
    let mut found = Vec::new();
    if document.text().is_ascii() {
        look_closely(&plain, &mut found);
    } else {
        look_closely(&plain.folded(&Folded::new(document.text())), &mut found);
        // Characters that show nothing may be what keeps the words apart.
        if let Some(gapped) = spell_gaps(document.text()) {
            look(&plain.folded(&Folded::new(&gapped)), &mut found);
        }
    }
    strongest(found)
}

/// Looks at a view and at what is encoded in it.
fn look_closely(view: &View<'_>, found: &mut Vec<Finding>) {
    look(view, found);
    if view.signals.any(Signals::RUN | Signals::ENCODED) {
        for (text, range) in decode::decoded(view.text) {
            let folded = Folded::new(&text);
            look(&view.decoded(folded.as_str(), range), found);
        }
    }
}

/// Asks every detector that this view concerns.
fn look(view: &View<'_>, found: &mut Vec<Finding>) {
    for detector in DETECTORS.iter().filter(|detector| view.signals.any(detector.needs)) {
        (detector.find)(view, found);
    }
}

/// Keeps the surest of overlapping findings; of equally sure ones the longest, then the
/// one found first. What is published is
/// no secret, however sure another detector is of it. The surest come first.
fn strongest(mut found: Vec<Finding>) -> Vec<Finding> {
    // Twelve of 25 words pass another sum by chance more often than all 25 their own.
    found.sort_by_key(|finding| {
        Reverse((finding.reason == Reason::Published, finding.verdict, finding.range.len()))
    });
    // Those kept do not overlap, so the one that begins last before another ends is the only one it can touch.
    let mut kept: BTreeMap<(usize, usize), Finding> = BTreeMap::new();
    for finding in found {
        let end = (finding.part, finding.range.end.max(finding.range.start + 1));
        let before = kept.range(..end).next_back().map(|(_, other)| other);
        let overlaps =
            before.is_some_and(|other| other.part == finding.part && other.range.end > finding.range.start);
        if !overlaps {
            kept.insert((finding.part, finding.range.start), finding);
        }
    }
    let mut kept: Vec<Finding> = kept.into_values().collect();
    kept.sort_by_key(|finding| Reverse(finding.verdict));
    kept
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
    pub const ALL: [Self; 10] = [
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn the_table_is_complete() {
        let names: HashSet<_> = DETECTORS.iter().map(|detector| detector.name).collect();
        let ids: Vec<_> = DETECTORS.iter().flat_map(|detector| detector.kinds).map(|kind| kind.id).collect();
        assert_eq!(names.len(), DETECTORS.len(), "two detectors share a name");
        assert_eq!(ids.iter().collect::<HashSet<_>>().len(), ids.len(), "two kinds share an id: {ids:?}");
        for detector in DETECTORS {
            assert!(!detector.kinds.is_empty(), "{} finds nothing", detector.name);
        }
    }
}
