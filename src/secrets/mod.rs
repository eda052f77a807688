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
mod beside;
mod bip38;
mod bip39;
mod bytes;
mod candidates;
mod cardano;
mod case;
mod codex32;
mod decode;
mod density;
mod der;
mod disguise;
mod ed25519;
mod effort;
mod electrum;
mod electrum_file;
mod encoding;
mod eos;
mod evidence;
mod family;
mod fields;
mod filecoin;
mod finding;
mod foreign;
mod fragment;
mod glue;
mod hex;
mod image;
mod join;
mod keystore;
mod label;
mod label_gap;
mod label_hints;
mod label_words;
mod labelled;
mod layout;
mod letters;
mod lexicon;
mod lists;
mod look;
mod mini_key;
mod monero;
mod naming;
mod numbered;
mod orders;
mod packed;
mod pem;
mod phrase;
mod picture;
mod picture_words;
mod polkadot;
mod polyseed;
#[cfg(test)]
mod proofs;
mod published;
mod reader;
mod roles;
mod romaji;
mod rows;
mod rtf;
mod runs;
mod said;
mod seedqr;
mod sieve;
mod signals;
mod slip;
mod slip39;
mod stand_in;
mod stellar;
mod stretch;
mod tags;
mod talk;
mod tezos;
mod tokens;
mod ton;
mod vault;
mod view;
mod wif;
mod word_hash;
mod word_numbers;
mod words;
mod xprv;
mod xrp_numbers;
mod xrp_seed;

pub use case::{Cases, Leak, Place};
pub use effort::Effort;
pub use finding::{Finding, Form, Kind, Part, Reason, Setting, Verdict};
pub use said::Said;
pub use signals::Signals;
pub use view::View;

use crate::text::{Folded, Origin, gaps, spell_gaps};
use sieve::Sieve;
use std::cmp::Reverse;
use std::collections::BTreeMap;
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
    &word_numbers::DETECTOR,
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

/// Finds the secrets in a document, the surest first. Overlapping findings are one: the strongest.
pub fn scan(parts: &[Part<'_>], setting: Setting) -> Vec<Finding> {
    sifted(&Sieve::over(parts), parts, setting)
}

/// The same behind a sieve that has seen the document: most are not looked at any further.
fn sifted(sieve: &Sieve, parts: &[Part<'_>], setting: Setting) -> Vec<Finding> {
    match sieve.signals() {
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
        look_at_even_rows(&plain, signals, &mut found);
    } else {
        let folded = Folded::new(document.text());
        let view = plain.folded(&folded);
        look_closely(&view, &mut found);
        if folded.has_gaps() {
            for place in gaps(document.text()) {
                let gapped = spell_gaps(&document.text()[place.clone()]);
                look(&plain.piece(&Folded::new(gapped.as_str()), place.start), &mut found);
            }
        }
        look_at_even_rows(&view, signals, &mut found);
    }
    // Words that end in vowels, one after the other, may be Japanese.
    if found.is_empty()
        && signals.any(Signals::ROMAJI)
        && let Some((kana, range)) = romaji::spelled(document)
    {
        look(&plain.decoded(kana.as_str(), range), &mut found);
    }
    // Messages of one author are put together by their case.
    if parts.iter().any(|part| part.origin != Origin::Content)
        && parts.len() > 1
        && signals.any(Signals::WORDS | Signals::SCRIPT)
        && found.iter().all(|finding: &Finding| finding.verdict < Verdict::Certain)
        && let Some((rows, range)) = fragment::rows_of_parts(document)
    {
        look(&plain.decoded(rows.as_str(), range), &mut found);
    }
    strongest(found)
}

/// Looks at a view and at what is encoded in it.
fn look_closely(view: &View<'_>, found: &mut Vec<Finding>) {
    look(view, found);
    // A query writes its spaces as `%20`: few signs between many digits.
    if view.signals.any(Signals::RUN | Signals::ENCODED | Signals::DIGITS) {
        for (text, range) in decode::decoded(view.text, view.stretches()) {
            let folded = Folded::new(&text);
            look(&view.decoded(folded.as_str(), range), found);
        }
    }
}

/// Looks at what the rows of list words in a view are together, if nothing was found in a document with these signals.
fn look_at_even_rows(view: &View<'_>, signals: Signals, found: &mut Vec<Finding>) {
    if found.is_empty()
        && signals.any(Signals::WORDS | Signals::SCRIPT)
        && let Some((rows, range)) = fragment::even_rows(view)
    {
        look(&view.decoded(rows.as_str(), range), found);
    }
}

/// Asks every detector that this view concerns.
fn look(view: &View<'_>, found: &mut Vec<Finding>) {
    for detector in DETECTORS.iter().filter(|detector| view.signals.any(detector.needs)) {
        (detector.find)(view, found);
    }
}

/// Keeps the surest of overlapping findings; of equally sure ones the longest, then the one found first. What is published is
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
