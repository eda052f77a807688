//! Aptos private keys as AIP-80 writes them: `ed25519-priv-0x` or `secp256k1-priv-0x`, then 64 hex digits.
//!
//! Without that prefix an Aptos key is plain hex, and looks like an Aptos address.

use super::hex;
use super::runs::Shape;
use super::view::View;
use super::{Detector, Finding, Kind, Reason, Signals, Verdict};

pub(super) static DETECTOR: Detector =
    Detector { name: "aptos", kinds: &KINDS, needs: Signals::RUN.and(Signals::CHUNKS), find };

static KINDS: [Kind; 1] = [Kind::key("aptos", "Aptos private key")];

static SHAPES: &[Shape] = &[Shape { heads: b"0", lengths: 62..=68 }];

fn find(view: &View<'_>, found: &mut Vec<Finding>) {
    for run in view.runs_of(SHAPES) {
        let before = &view.text[..run.range.start];
        let Some(prefix) = ["ed25519-priv-", "secp256k1-priv-"].into_iter().find(|p| before.ends_with(p))
        else {
            continue;
        };
        let range = run.range.start - prefix.len()..run.range.end;
        match hex::decode(run.text) {
            _ if hex::is_pattern(run.text) => {}
            Some(key) if key.len() == 32 => {
                found.push(view.proved(&KINDS[0], Reason::Structure, range, &key))
            }
            _ => found.push(view.finding(&KINDS[0], Verdict::Likely, Reason::NearMiss, range)),
        }
    }
}
