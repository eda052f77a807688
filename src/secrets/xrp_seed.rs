//! XRP Ledger seeds in Ripple's own base58: `s…` (version 21) and `sEd…` (01 E1 4B), 16 bytes each.
//!
//! Source: the base58 encodings page of xrpl.org. Confusable with the account `r…` and with words that begin
//! with s: without the checksum there is nothing to find.

use super::base58::{self, Alphabet};
use super::runs::Shape;
use super::view::View;
use super::{Detector, Finding, Kind, Reason, Signals, Verdict};
use zeroize::Zeroizing;

pub(super) static DETECTOR: Detector =
    Detector { name: "xrp_seed", kinds: &KINDS, needs: Signals::RUN.and(Signals::CHUNKS), find };

static KINDS: [Kind; 1] = [Kind::key("xrp-seed", "XRP Ledger seed")];

pub(super) static SHAPES: &[Shape] = &[Shape { heads: b"s", lengths: 27..=31 }];

/// Account and node private keys of 32 bytes.
static LONGER: &[Shape] = &[Shape { heads: b"p", lengths: 50..=53 }];

fn find(view: &View<'_>, found: &mut Vec<Finding>) {
    for run in view.runs_of(SHAPES) {
        if let Some(seed) = decode(run.text) {
            found.push(view.proved(&KINDS[0], Reason::Checksum, run.range, &seed));
        } else if run.whole && looks_like_one(run.text) && view.is_value(&run.range) {
            found.push(view.finding(&KINDS[0], Verdict::Likely, Reason::NearMiss, run.range));
        }
    }
    for run in view.runs_of(LONGER) {
        let is_key = |payload: &[u8]| payload.len() == 33 && matches!(payload[0], 0x20 | 0x22);
        if let Some(payload) = base58::checked_in(Alphabet::RIPPLE, run.text, is_key) {
            found.push(view.proved(&KINDS[0], Reason::Checksum, run.range, &payload[1..]));
        }
    }
}

fn decode(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let payload = base58::checked_in(Alphabet::RIPPLE, text, |payload| seed(payload).is_some())?;
    seed(&payload).map(|seed| Zeroizing::new(seed.to_vec()))
}

/// The seed in a payload that has the shape of one.
fn seed(payload: &[u8]) -> Option<&[u8]> {
    let ([0x21, seed @ ..] | [0x01, 0xe1, 0x4b, seed @ ..]) = payload else { return None };
    (seed.len() == 16).then_some(seed)
}

/// Only the newer form is unlike anything else when its checksum is broken.
fn looks_like_one(text: &str) -> bool {
    text.starts_with("sEd") && (30..=31).contains(&text.len()) && base58::nearly(text)
}
