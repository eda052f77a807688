//! Tezos secret keys: base58check with a prefix of its own for every curve, plain or under a password.
//!
//! Source: the prefixes of Tezos' `Base58` module. Confusable with public keys (`edpk`) and accounts (`tz1`).

use super::base58;
use super::runs::Shape;
use super::view::View;
use super::{Detector, Finding, Kind, Reason, Signals, Verdict};
use zeroize::Zeroizing;

pub(super) static DETECTOR: Detector =
    Detector { name: "tezos", kinds: &KINDS, needs: Signals::RUN.and(Signals::CHUNKS), find };

static KINDS: [Kind; 2] = [
    Kind::key("tezos", "Tezos secret key"),
    Kind::encrypted("tezos-encrypted", "Password-protected Tezos secret key"),
];

pub(super) static SHAPES: &[Shape] = &[
    Shape { heads: b"espB", lengths: 53..=55 },
    Shape { heads: b"esp", lengths: 87..=89 },
    Shape { heads: b"e", lengths: 97..=99 },
];

/// What it begins with, the bytes of that prefix, the length of the key after them, and its kind.
static PREFIXES: &[(&str, &[u8], usize, &Kind)] = &[
    ("edsk", &[13, 15, 58, 7], 32, &KINDS[0]),
    ("edsk", &[43, 246, 78, 7], 64, &KINDS[0]),
    ("spsk", &[17, 162, 224, 201], 32, &KINDS[0]),
    ("p2sk", &[16, 81, 238, 189], 32, &KINDS[0]),
    ("BLsk", &[3, 150, 192, 40], 32, &KINDS[0]),
    ("edesk", &[7, 90, 60, 179, 41], 56, &KINDS[1]),
    ("spesk", &[9, 237, 241, 174, 150], 56, &KINDS[1]),
    ("p2esk", &[9, 48, 57, 115, 171], 56, &KINDS[1]),
];

fn find(view: &View<'_>, found: &mut Vec<Finding>) {
    for run in view.runs_of(SHAPES) {
        let Some(&(.., kind)) = PREFIXES.iter().find(|(name, ..)| run.text.starts_with(name)) else {
            continue;
        };
        if let Some(key) = decode(run.text) {
            found.push(view.proved(kind, Reason::Checksum, run.range, &key));
        } else if run.whole && base58::nearly(run.text) {
            found.push(view.finding(kind, Verdict::Likely, Reason::NearMiss, run.range));
        }
    }
}

fn decode(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let payload = base58::checked(text, |payload| key_of(payload).is_some())?;
    key_of(&payload).map(|key| Zeroizing::new(key.to_vec()))
}

/// The key in a payload that has the prefix and the length of one.
fn key_of(payload: &[u8]) -> Option<&[u8]> {
    PREFIXES
        .iter()
        .find_map(|&(_, prefix, length, _)| payload.strip_prefix(prefix).filter(|key| key.len() == length))
}
