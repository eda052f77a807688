//! BIP-38: a private key under a password, 58 characters of base58check that begin with `6P`.
//!
//! Source: bip-0038.mediawiki. Encrypted, but passwords are guessed offline: it has to go.

use super::base58;
use super::runs::Shape;
use super::view::View;
use super::{Detector, Finding, Kind, Reason, Signals, Verdict};

pub(super) static DETECTOR: Detector =
    Detector { name: "bip38", kinds: &KINDS, needs: Signals::RUN.and(Signals::CHUNKS), find };

static KINDS: [Kind; 1] = [Kind::encrypted("bip38", "Password-protected private key (BIP-38)")];

pub(super) static SHAPES: &[Shape] = &[Shape { heads: b"6", lengths: 57..=59 }];

fn find(view: &View<'_>, found: &mut Vec<Finding>) {
    for run in view.runs_of(SHAPES).filter(|run| run.text.starts_with("6P")) {
        if let Some(payload) = decode(run.text) {
            found.push(view.proved(&KINDS[0], Reason::Checksum, run.range, &payload));
        } else if run.whole && base58::nearly(run.text) && view.is_value(&run.range) {
            found.push(view.finding(&KINDS[0], Verdict::Likely, Reason::NearMiss, run.range));
        }
    }
}

fn decode(text: &str) -> Option<zeroize::Zeroizing<Vec<u8>>> {
    // 0142: encrypted as it was; 0143: multiplied with the elliptic curve.
    base58::checked(text, |payload| payload.len() == 39 && matches!(payload, [0x01, 0x42 | 0x43, ..]))
}
