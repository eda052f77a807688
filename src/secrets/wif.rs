//! Wallet import format: base58check of a version byte, 32 bytes of key, and 01 if the public key is compressed.
//!
//! Source: Bitcoin's wallet import format; version bytes from each coin's chain parameters. A key's version is
//! its coin's address version plus 128. Confusable with other base58: the checksum of 32 bits tells.

use super::base58;
use super::runs::Shape;
use super::view::View;
use super::{Detector, Finding, Kind, Reason, Signals, Verdict};
use zeroize::Zeroizing;

pub(super) static DETECTOR: Detector =
    Detector { name: "wif", kinds: &KINDS, needs: Signals::RUN.and(Signals::CHUNKS), find };

static KINDS: [Kind; 6] = [
    Kind::key("wif", "Bitcoin private key (WIF)"),
    Kind::key("wif-testnet", "Bitcoin testnet private key (WIF)"),
    Kind::key("wif-litecoin", "Litecoin private key (WIF)"),
    Kind::key("wif-dogecoin", "Dogecoin private key (WIF)"),
    Kind::key("wif-dash", "Dash private key (WIF)"),
    Kind::key("wif-other", "Private key of another coin (WIF)"),
];

pub(super) static SHAPES: &[Shape] =
    &[Shape { heads: b"5679", lengths: 51..=51 }, Shape { heads: b"KLTQXc", lengths: 52..=52 }];

/// Any coin's key, and room for one character typed twice or lost.
static WIDER: &[Shape] =
    &[Shape { heads: b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz", lengths: 50..=53 }];

fn find(view: &View<'_>, found: &mut Vec<Finding>) {
    for run in view.runs_of(WIDER) {
        if let Some((kind, key)) = decode(run.text) {
            found.push(view.proved(kind, Reason::Checksum, run.range, key.as_slice()));
        } else if run.whole
            && let Some(kind) = nearly(run.text)
            && view.is_value(&run.range)
        {
            found.push(view.finding(kind, Verdict::Likely, Reason::NearMiss, run.range));
        }
    }
}

fn decode(text: &str) -> Option<(&'static Kind, Zeroizing<[u8; 32]>)> {
    let payload = base58::checked(text, |payload| key_of(payload).is_some())?;
    key_of(&payload).map(|(kind, key)| (kind, Zeroizing::new(*key)))
}

/// The key in a payload that has the shape of one, and its kind.
fn key_of(payload: &[u8]) -> Option<(&'static Kind, &[u8; 32])> {
    let (&version, key) = payload.split_first()?;
    let key: &[u8; 32] = match key {
        [key @ .., 1] if key.len() == 32 => key.try_into().ok()?,
        key => key.try_into().ok()?,
    };
    let kind = match version {
        0x80 => &KINDS[0],
        0xef => &KINDS[1],
        0xb0 => &KINDS[2],
        0x9e => &KINDS[3],
        0xcc => &KINDS[4],
        // Versions below are those of addresses and scripts.
        0x81.. => &KINDS[5],
        _ => return None,
    };
    Some((kind, key))
}

/// The kind whose head and length this has, if it is a key with a typo; Bitcoin's, give or take a character.
fn nearly(text: &str) -> Option<&'static Kind> {
    let kind = match (text.as_bytes()[0], text.len()) {
        (b'5', 50..=52) if matches!(text.as_bytes()[1], b'H' | b'J' | b'K') => &KINDS[0],
        (b'K' | b'L', 51..=53) => &KINDS[0],
        (b'9', 51) | (b'c', 52) => &KINDS[1],
        (b'T', 52) => &KINDS[2],
        (b'Q', 52) => &KINDS[3],
        (b'X', 52) | (b'7', 51) => &KINDS[4],
        _ => return None,
    };
    base58::nearly(text).then_some(kind)
}
