//! Private keys as 32 bytes of hex: Ethereum and its kin, Bitcoin, Tron, Monero, Polkadot, Starknet.
//!
//! Nothing in the digits tells a key from a transaction hash, a checksum or a storage slot. So a value is a key
//! when its label says so, or when the address it leads to stands beside it, and at most suspicious otherwise.

use super::address::Addresses;
use super::label::{self, Binding};
use super::published::is_published;
use super::runs::{Run, Shape};
use super::view::View;
use super::{Detector, Finding, Kind, Reason, Signals, Verdict};
use crate::text::Origin;
use std::cell::LazyCell;
use zeroize::Zeroizing;

pub(super) static DETECTOR: Detector =
    Detector { name: "hex", kinds: &KINDS, needs: Signals::RUN.and(Signals::CHUNKS), find };

static KINDS: [Kind; 1] = [Kind::key("hex-key", "Private key (hex)")];

const HEADS: &[u8] = b"0123456789abcdefABCDEF";

pub(super) static SHAPES: &[Shape] =
    &[Shape { heads: HEADS, lengths: 64..=64 }, Shape { heads: b"0", lengths: 66..=66 }];

/// A key with digits lost or typed twice; Starknet's drop their leading zeros.
static NEAR: &[Shape] = &[Shape { heads: HEADS, lengths: 56..=68 }];

/// Keys under one roof are deleted together; more than this prove nothing new.
const ENOUGH: usize = 64;

/// A text in which a key may stand on a line of its own, away from the words about it.
const SHORT_TEXT: usize = 600;

fn find(view: &View<'_>, found: &mut Vec<Finding>) {
    let addresses = LazyCell::new(|| Addresses::new(view));
    let mut left = [ENOUGH; 2];
    let values = view.runs_of(SHAPES).filter(|run| run.whole).count();
    for run in view.runs_of(NEAR) {
        if left[1] == 0 {
            return;
        }
        let bytes = decode(run.text);
        let key = bytes.as_deref().and_then(|bytes| bytes.as_slice().try_into().ok());
        let judged = key
            .and_then(|key| judge(view, &run, key, values, &addresses))
            .filter(|_| (run.whole || stands_apart(view.text, &run)) && !is_pattern(run.text));
        let Some((verdict, reason)) = judged.or_else(|| near_miss(view, &run)) else { continue };
        // What only resembles a key does not stand before one that is.
        let left = &mut left[usize::from(verdict == Verdict::Certain)];
        if *left > 0 {
            *left -= 1;
            found.push(view.finding(&KINDS[0], verdict, reason, run.range));
        }
    }
}

/// What speaks for a value to be a key, or that it is one which everybody knows.
fn judge(
    view: &View<'_>,
    run: &Run<'_>,
    key: &[u8; 32],
    values: usize,
    addresses: &LazyCell<Addresses, impl FnOnce() -> Addresses>,
) -> Option<(Verdict, Reason)> {
    if is_published(key) {
        return Some((Verdict::None, Reason::Published));
    }
    let binding = view.binding(&run.range);
    if binding == Binding::Bound {
        return Some((Verdict::Certain, Reason::Label));
    }
    if !label::in_link(view.text, &run.range) && addresses.belong_to(key, view) {
        return Some((Verdict::Certain, Reason::DerivedAddress));
    }
    if binding == Binding::Near {
        return Some((Verdict::Likely, Reason::Label));
    }
    let alone = view.is_alone(&run.range) || view.is_code(&run.range);
    // Nobody encodes a transaction, nor draws the code of one.
    let is_hidden = view.encoded_in().is_some() || view.is_code(&run.range);
    if alone && (is_hidden || view.setting.help_channel && run.text.len() == 64) {
        return Some((Verdict::Likely, Reason::Bare));
    }
    if view.setting.help_channel && is_cut_over_messages(view, run) {
        return Some((Verdict::Likely, Reason::Bare));
    }
    let short = run.whole && values == 1 && view.text.len() <= SHORT_TEXT;
    // Hashes and slots are written with `0x`; a bare value that somebody wants to bring into a wallet is a key.
    let wanted = short && run.text.len() == 64 && view.setting.help_channel;
    if wanted && !label::in_link(view.text, &run.range) && label::speaks_of_wallets(view.text) {
        return Some((Verdict::Likely, Reason::Bare));
    }
    let talk = short && view.is_alone_on_its_line(&run.range);
    (talk && label::speaks_of_keys(view.text)).then_some((Verdict::Likely, Reason::Label))
}

/// Whether a value with `0x` stands half in one message and half in another, in digits of equal number: nobody takes a hash
/// apart to show it, and no other value is as long as half a key.
fn is_cut_over_messages(view: &View<'_>, run: &Run<'_>) -> bool {
    const HALF: usize = "0x".len() + 32;
    let (first, range, last) = view.place(run.range.clone());
    let is_content = |part: usize| view.parts[part].origin == Origin::Content;
    let is_half = |text: &str| text.bytes().take_while(u8::is_ascii_alphanumeric).count() == HALF;
    !run.whole
        && run.text.len() == 2 + 64
        && first != last
        && is_content(first)
        && is_content(last)
        && view.parts[first].text.get(range.start..).is_some_and(is_half)
        && !label::claims(view.text)
}

/// A labelled value of hex that has nearly the length of a key, or a few digits that were misread.
fn near_miss(view: &View<'_>, run: &Run<'_>) -> Option<(Verdict, Reason)> {
    let digits = run.text.strip_prefix("0x").unwrap_or(run.text);
    // What a camera takes for a digit: `O` for 0, `l` for 1.
    let misread = digits.bytes().filter(|b| !b.is_ascii_hexdigit()).count();
    let is_misread =
        || misread <= 3 && digits.bytes().all(|b| b.is_ascii_hexdigit() || b"OoQIlSsZzg".contains(&b));
    let is_near = run.whole
        && (58..=66).contains(&digits.len())
        && if misread == 0 { digits.len() != 64 } else { is_misread() }
        && !is_pattern(digits)
        // A compressed public key.
        && !(digits.len() == 66 && (digits.starts_with("02") || digits.starts_with("03")));
    (is_near && view.binding(&run.range) == Binding::Bound).then_some((Verdict::Likely, Reason::NearMiss))
}

/// The bytes of an even number of hex digits, with or without `0x`.
pub(super) fn decode(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let digits = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")).unwrap_or(text).as_bytes();
    if !digits.len().is_multiple_of(2) {
        return None;
    }
    let mut bytes = Zeroizing::new(Vec::with_capacity(digits.len() / 2));
    for pair in digits.chunks_exact(2) {
        let value = |digit: u8| char::from(digit).to_digit(16);
        bytes.push((value(pair[0])? << 4 | value(pair[1])?) as u8);
    }
    Some(bytes)
}

/// Whether somebody typed this rather than a generator: zeros, repetitions, a count, `deadbeef`.
pub(super) fn is_pattern(text: &str) -> bool {
    let digits = text.strip_prefix("0x").unwrap_or(text).as_bytes();
    // Ten equal digits in a row happen to one key in 10^10; padded numbers and constants have them.
    let mut same = 1;
    let mut steps = 0;
    for pair in digits.windows(2) {
        same = if pair[0].eq_ignore_ascii_case(&pair[1]) { same + 1 } else { 1 };
        if same >= 10 {
            return true;
        }
        let value = |digit: u8| char::from(digit).to_digit(16).unwrap_or_default();
        steps += usize::from(
            (value(pair[0]) + 1) % 16 == value(pair[1]) || (value(pair[0]) + 1) % 10 == value(pair[1]),
        );
    }
    // A random key has about eight such steps; 0123456789abcdef has nothing else.
    steps * 2 >= digits.len() || repeats(digits)
}

/// Whether the digits are one block of up to half their length, over and over.
fn repeats(digits: &[u8]) -> bool {
    (1..=digits.len() / 2)
        .any(|period| digits[period..].eq_ignore_ascii_case(&digits[..digits.len() - period]))
}

/// Whether no more hex stands beside a value put together from pieces: then its length says nothing.
fn stands_apart(text: &str, run: &Run<'_>) -> bool {
    let is_hex = |word: &str| {
        word.len() >= 2
            && word.bytes().all(|b| b.is_ascii_hexdigit())
            && word.bytes().any(|b| b.is_ascii_digit())
    };
    let cut = |c: char| !c.is_ascii_alphanumeric();
    let before = text[..run.range.start].trim_end_matches(cut).rsplit(cut).next();
    let after = text[run.range.end..].trim_start_matches(cut).split(cut).next();
    !before.is_some_and(is_hex) && !after.is_some_and(is_hex)
}
