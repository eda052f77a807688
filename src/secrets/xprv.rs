//! Extended private keys (BIP-32) under all their version bytes (SLIP-132), also inside output descriptors.
//!
//! Format: base58check of 78 bytes: version, depth, parent, index, chain code, and 33 bytes of key, of which a
//! private one begins with 00. That byte, not the version, tells `xprv` from `xpub`; so any coin's are found.

use super::base58;
use super::runs::{Run, Shape};
use super::view::View;
use super::{Detector, Finding, Kind, Reason, Signals, Verdict};
use k256::SecretKey;
use zeroize::Zeroizing;

pub(super) static DETECTOR: Detector =
    Detector { name: "xprv", kinds: &KINDS, needs: Signals::RUN.and(Signals::CHUNKS), find };

static KINDS: [Kind; 2] =
    [Kind::key("xprv", "Extended private key"), Kind::key("descriptor", "Descriptor with a private key")];

pub(super) static SHAPES: &[Shape] = &[Shape { heads: b"xyzYZtuvUVLMdDk", lengths: 109..=113 }];

/// A cut one is still most of a key; less than this is a mention with dots after it.
static CUT: &[Shape] = &[Shape { heads: b"xyzYZtuvUV", lengths: 80..=120 }];

fn find(view: &View<'_>, found: &mut Vec<Finding>) {
    for run in view.runs_of(SHAPES) {
        if let Some(payload) = decode(run.text) {
            found.push(view.proved(kind_of(view.text, &run), Reason::Checksum, run.range, &payload));
        }
    }
    for run in view.runs_of(CUT).filter(|run| run.whole && run.text[1..].starts_with("prv")) {
        if decode(run.text).is_none() && base58::nearly(run.text) {
            found.push(view.finding(kind_of(view.text, &run), Verdict::Likely, Reason::NearMiss, run.range));
        }
    }
}

fn decode(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let has_private = |payload: &[u8]| payload.len() == 78 && payload[45] == 0;
    base58::checked(text, has_private).filter(|payload| SecretKey::from_slice(&payload[46..]).is_ok())
}

/// A key in a descriptor stands right after a bracket: of its script, `wpkh(`, or of its origin, `[…]`.
fn kind_of(text: &str, run: &Run<'_>) -> &'static Kind {
    let bracket = text.as_bytes()[..run.range.start].last();
    &KINDS[usize::from(matches!(bracket, Some(b']' | b'(')))]
}
