//! Cardano's signing key files (`.skey`).
//!
//! Format: JSON with a `type` that names a SigningKey, and `cborHex`: a CBOR head for 32, 64 or 128 bytes and the
//! key in hex. A verification key (`.vkey`) has the same head; the type tells.

use super::fields::{around, fields, is_hex};
use super::view::View;
use super::{Detector, Finding, Kind, Reason, Signals, Verdict};

pub(super) static DETECTOR: Detector =
    Detector { name: "cardano", kinds: &KINDS, needs: Signals::FIELDS, find };

static KINDS: [Kind; 1] = [Kind::key("cardano-skey", "Cardano signing key file")];

/// CBOR: a byte string of 32, 64 or 128 bytes.
static HEADS: &[(&str, usize)] = &[("5820", 64), ("5840", 128), ("5880", 256)];

/// The fields of one file stand within so many characters of each other.
const REACH: usize = 400;
/// More files than this in one document prove nothing new.
const MOST: usize = 16;

fn find(view: &View<'_>, found: &mut Vec<Finding>) {
    for range in fields(view.text, "cborHex").take(MOST) {
        let value = &view.text[range.clone()];
        let is_key = HEADS
            .iter()
            .any(|&(head, length)| value.strip_prefix(head).is_some_and(|key| is_hex(key, length)));
        // The type stands before the key; another file's may follow.
        let object = around(view.text, range.start, REACH);
        let before = &object[..object.find(value).unwrap_or(object.len())];
        let kind = fields(before, "type").last().map(|range| &before[range]);
        if is_key && kind.is_some_and(|kind| kind.contains("SigningKey")) {
            found.push(view.finding(&KINDS[0], Verdict::Certain, Reason::Structure, range));
        }
    }
}
