//! Keys written as a list of bytes: `[12, 255, …]`, `0x0c, 0xff, …`, `0c:ff:…`.
//!
//! 64 bytes prove themselves by the Ed25519 relation (Solana's key file); 32 need a label like any hex.

use super::decode::pair;
use super::ed25519;
use super::label::Binding;
use super::view::View;
use super::{Detector, Finding, Kind, Reason, Signals, Verdict};
use std::ops::Range;
use zeroize::Zeroizing;

pub(super) static DETECTOR: Detector = Detector {
    name: "bytes",
    kinds: &KINDS,
    needs: Signals::DIGITS.and(Signals::STRUCTURE).and(Signals::ENCODED),
    find,
};

static KINDS: [Kind; 2] = [
    Kind::key("solana-bytes", "Solana secret key as a list of bytes"),
    Kind::key("byte-array", "Private key as a list of bytes"),
];

/// A row of words that can all be bytes in at least one notation.
#[derive(Default)]
struct List {
    /// The bytes as `12`, `255`.
    decimal: Notation,
    /// The bytes as `0c`, `ff`, or with a prefix `0x0c`, `\x0c`.
    hex: Notation,
    range: Range<usize>,
}

/// The bytes of a row in one notation.
#[derive(Default)]
struct Notation {
    bytes: Zeroizing<Vec<u8>>,
    /// Whether every word so far could be one; there was at least one.
    fits: bool,
}

impl Notation {
    fn take(&mut self, byte: Option<u8>) {
        self.fits = byte.is_some();
        match byte {
            Some(byte) => self.bytes.push(byte),
            None => self.bytes.clear(),
        }
    }
}

fn find(view: &View<'_>, found: &mut Vec<Finding>) {
    for list in lists(view) {
        // Where both readings are possible, as for `12 34`, the one with leading zeros or letters ruled the other out.
        let Some(bytes) = list.bytes() else { continue };
        let judged = match bytes.len() {
            64 => ed25519::seed_of(view, bytes)
                .map(|seed| view.proved(&KINDS[0], Reason::Checksum, list.range.clone(), seed.as_slice())),
            32 => judge(view, &list, bytes)
                .map(|(verdict, reason)| view.finding(&KINDS[1], verdict, reason, list.range.clone())),
            _ => None,
        };
        found.extend(judged);
    }
}

fn judge(view: &View<'_>, list: &List, bytes: &[u8]) -> Option<(Verdict, Reason)> {
    // 32 random bytes are about 30 different ones; a count or a table of flags is not.
    let mut sorted = Zeroizing::new(bytes.to_vec());
    sorted.sort_unstable();
    let is_sorted = *sorted == bytes;
    sorted.dedup();
    if is_sorted || sorted.len() < 20 || sorted.last().is_none_or(|&most| most < 128) {
        return None;
    }
    match view.binding(&list.range) {
        Binding::Bound => Some((Verdict::Certain, Reason::Label)),
        Binding::Near => Some((Verdict::Likely, Reason::Label)),
        // A fingerprint is written with colons, a key in a program's brackets.
        Binding::Absent => (list.decimal.fits && view.setting.help_channel && view.is_alone(&list.range))
            .then_some((Verdict::Likely, Reason::Bare)),
    }
}

/// The rows of words that can be bytes, each as long as it goes.
fn lists(view: &View<'_>) -> Vec<List> {
    let mut lists = Vec::new();
    let mut current = List::default();
    for stretch in view.stretches() {
        let place = stretch.range();
        let word = &view.text[place.clone()];
        let (begun, may_be_byte) = (current.bytes().is_some(), may_be_byte(word));
        if begun && !(may_be_byte && is_gap(&view.text[current.range.end..place.start])) {
            current.close(&mut lists);
        }
        if may_be_byte && !current.takes(word, place.start) {
            current.close(&mut lists);
            let _ = current.takes(word, place.start);
        }
    }
    current.close(&mut lists);
    lists
}

impl List {
    /// Adds a word, if there is a notation in which it and all before it are bytes.
    fn takes(&mut self, word: &str, at: usize) -> bool {
        let begins = self.bytes().is_none();
        if begins {
            self.range = at..at;
        }
        let decimal = decimal(word).filter(|_| begins || self.decimal.fits);
        let hex = hex(word).filter(|_| begins || self.hex.fits);
        if decimal.is_none() && hex.is_none() {
            return false;
        }
        self.decimal.take(decimal);
        self.hex.take(hex);
        self.range.end = at + word.len();
        true
    }

    /// The bytes in the first notation that fits.
    fn bytes(&self) -> Option<&[u8]> {
        [&self.decimal, &self.hex]
            .into_iter()
            .find(|notation| notation.fits)
            .map(|notation| notation.bytes.as_slice())
    }

    /// Ends the row and begins a new one; keeps those that have the length of a key.
    fn close(&mut self, lists: &mut Vec<Self>) {
        if matches!(self.bytes().map_or(0, <[u8]>::len), 32 | 64) {
            lists.push(std::mem::take(self));
        } else {
            self.decimal.take(None);
            self.hex.take(None);
        }
    }
}

/// Whether a word may be a byte: nearly all that are none are told by their length, their first letter, or by having none of
/// a prefix.
fn may_be_byte(word: &str) -> bool {
    match word.as_bytes() {
        [digit] => digit.is_ascii_digit(),
        [b'x', ..] | [b'0', b'x', ..] => word.len() <= BYTE,
        [first, ..] => word.len() < BYTE && first.is_ascii_hexdigit(),
        [] => false,
    }
}

fn decimal(word: &str) -> Option<u8> {
    let is_number = word.len() == 1 || word.len() <= 3 && !word.starts_with('0');
    if is_number && word.ends_with(|c: char| c.is_ascii_digit()) { word.parse().ok() } else { None }
}

fn hex(word: &str) -> Option<u8> {
    // Of an escaped `\x0c` the backslash stands between the words.
    let digits = word.strip_prefix("0x").or_else(|| word.strip_prefix('x'));
    match *digits.or(Some(word).filter(|word| word.len() == 2))?.as_bytes() {
        [digit] => pair([b'0', digit]),
        [high, low] => pair([high, low]),
        _ => None,
    }
}

/// The longest form of a byte: `0x0c`.
const BYTE: usize = 4;
/// Between two bytes: a comma, a line break and its indentation.
const GAP: usize = 16;

/// Whether this may stand between two bytes; the letters in it are those of escaped line breaks.
fn is_gap(gap: &str) -> bool {
    let is_between = |byte: u8| {
        byte.is_ascii_whitespace()
            || matches!(byte, b',' | b':' | b';' | b'\\' | b'"' | b'\'' | b'-' | b'|' | b'n' | b'r' | b't')
    };
    gap.len() <= GAP && gap.bytes().all(is_between)
}
