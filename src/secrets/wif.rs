//! Wallet import format: base58check of a version byte, 32 bytes of key, and 01 if the public key is compressed.
//!
//! Source: Bitcoin's wallet import format; version bytes from each coin's chain parameters. A key's version is
//! its coin's address version plus 128. Confusable with other base58: the checksum of 32 bits tells.

use super::base58;
use super::runs::Shape;
use super::view::View;
use super::{Detector, Finding, Kind, Reason, Signals, Verdict};

pub(super) static DETECTOR: Detector =
    Detector { name: "wif", kinds: &KINDS, needs: Signals::RUN.and(Signals::CHUNKS), find };

static KINDS: [Kind; 6] = [
    Kind { id: "wif", name: "Bitcoin private key (WIF)", encrypted: false },
    Kind { id: "wif-testnet", name: "Bitcoin testnet private key (WIF)", encrypted: false },
    Kind { id: "wif-litecoin", name: "Litecoin private key (WIF)", encrypted: false },
    Kind { id: "wif-dogecoin", name: "Dogecoin private key (WIF)", encrypted: false },
    Kind { id: "wif-dash", name: "Dash private key (WIF)", encrypted: false },
    Kind { id: "wif-other", name: "Private key of another coin (WIF)", encrypted: false },
];

pub(super) static SHAPES: &[Shape] =
    &[Shape { heads: b"5679", lengths: 51..=51 }, Shape { heads: b"KLTQXc", lengths: 52..=52 }];

/// Any coin's key, and room for one character typed twice or lost.
static WIDER: &[Shape] =
    &[Shape { heads: b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz", lengths: 50..=53 }];

fn find(view: &View<'_>, found: &mut Vec<Finding>) {
    for run in view.runs_of(WIDER) {
        if let Some((kind, key)) = decode(run.text) {
            found.push(view.proved(kind, Reason::Checksum, run.range, &key));
        } else if run.whole && looks_like_bitcoin(run.text) && view.is_value(&run.range) {
            found.push(view.finding(&KINDS[0], Verdict::Likely, Reason::NearMiss, run.range));
        }
    }
}

fn decode(text: &str) -> Option<(&'static Kind, [u8; 32])> {
    let payload = base58::checked(text)?;
    let (&version, key) = payload.split_first()?;
    let key: [u8; 32] = match key {
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

/// A Bitcoin key with a typo: the head and the length of one, give or take a character.
fn looks_like_bitcoin(text: &str) -> bool {
    let length = text.len();
    let fits = match text.as_bytes()[0] {
        b'5' => (50..=52).contains(&length) && matches!(text.as_bytes()[1], b'H' | b'J' | b'K'),
        b'K' | b'L' => (51..=53).contains(&length),
        _ => false,
    };
    fits && base58::nearly(text)
}
