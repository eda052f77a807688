//! Keys written as a list of bytes: `[12, 255, …]`, `0x0c, 0xff, …`, `0c:ff:…`.
//!
//! 64 bytes prove themselves by the Ed25519 relation (Solana's key file); 32 need a label like any hex.

use super::ed25519;
use super::label::Binding;
use super::view::View;
use super::{Detector, Finding, Kind, Reason, Signals, Verdict};
use std::ops::Range;
use zeroize::Zeroizing;

pub(super) static DETECTOR: Detector =
    Detector { name: "bytes", kinds: &KINDS, needs: Signals::DIGITS.and(Signals::STRUCTURE), find };

static KINDS: [Kind; 2] = [
    Kind::key("solana-bytes", "Solana secret key as a list of bytes"),
    Kind::key("byte-array", "Private key as a list of bytes"),
];

/// A row of words that can all be bytes in at least one notation.
#[derive(Default)]
struct List {
    /// The bytes as `12`, `255`; as long as every word could be one.
    decimal: Option<Zeroizing<Vec<u8>>>,
    /// The bytes as `0c`, `ff`, or with a prefix `0x0c`, `\x0c`.
    hex: Option<Zeroizing<Vec<u8>>>,
    range: Range<usize>,
}

fn find(view: &View<'_>, found: &mut Vec<Finding>) {
    for list in lists(view.text) {
        // Where both readings are possible, as for `12 34`, the one with leading zeros or letters ruled the other out.
        let Some(bytes) = list.decimal.as_ref().or(list.hex.as_ref()) else { continue };
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
        Binding::Absent => {
            (list.decimal.is_some() && view.setting.help_channel && view.is_alone(&list.range))
                .then_some((Verdict::Likely, Reason::Bare))
        }
    }
}

/// The rows of words that can be bytes, each as long as it goes.
fn lists(text: &str) -> Vec<List> {
    let bytes = text.as_bytes();
    let mut lists = Vec::new();
    let mut current = List::default();
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_alphanumeric() {
            if !is_between(bytes[at]) {
                current.close(&mut lists);
            }
            at += 1;
            continue;
        }
        let length = bytes[at..].iter().take_while(|b| b.is_ascii_alphanumeric()).count();
        let word = &text[at..at + length];
        if at - current.range.end > GAP || !current.takes(word, at) {
            current.close(&mut lists);
            let _ = current.takes(word, at);
        }
        at += length;
    }
    current.close(&mut lists);
    lists
}

impl List {
    /// Adds a word, if there is a notation in which it and all before it are bytes.
    fn takes(&mut self, word: &str, at: usize) -> bool {
        let begins = self.decimal.is_none() && self.hex.is_none();
        if begins {
            self.range = at..at;
        }
        let extend = |list: &Option<Zeroizing<Vec<u8>>>, byte: Option<u8>| -> bool {
            (begins || list.is_some()) && byte.is_some()
        };
        let (decimal, hex) = (decimal(word), hex(word));
        let (as_decimal, as_hex) = (extend(&self.decimal, decimal), extend(&self.hex, hex));
        if !as_decimal && !as_hex {
            return false;
        }
        push(&mut self.decimal, decimal.filter(|_| as_decimal));
        push(&mut self.hex, hex.filter(|_| as_hex));
        self.range.end = at + word.len();
        true
    }

    /// Ends the row and begins a new one; keeps those that have the length of a key.
    fn close(&mut self, lists: &mut Vec<Self>) {
        let list = std::mem::take(self);
        let length = list.decimal.as_ref().or(list.hex.as_ref()).map_or(0, |bytes| bytes.len());
        if matches!(length, 32 | 64) {
            lists.push(list);
        }
    }
}

fn push(list: &mut Option<Zeroizing<Vec<u8>>>, byte: Option<u8>) {
    match byte {
        Some(byte) => list.get_or_insert_with(|| Zeroizing::new(Vec::with_capacity(64))).push(byte),
        None => *list = None,
    }
}

fn decimal(word: &str) -> Option<u8> {
    word.parse().ok().filter(|_| word.len() == 1 || word.len() <= 3 && !word.starts_with('0'))
}

fn hex(word: &str) -> Option<u8> {
    // Of an escaped `\x0c` the backslash stands between the words.
    let digits = word.strip_prefix("0x").or_else(|| word.strip_prefix('x'));
    let digits = digits.or(Some(word).filter(|word| word.len() == 2))?;
    u8::from_str_radix(digits, 16).ok()
}

/// Between two bytes: a comma, a line break and its indentation.
const GAP: usize = 16;

fn is_between(byte: u8) -> bool {
    byte.is_ascii_whitespace() || matches!(byte, b',' | b':' | b';' | b'\\' | b'"' | b'\'' | b'-' | b'|')
}
