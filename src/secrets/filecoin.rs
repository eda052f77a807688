//! Filecoin's exported keys: `{"Type":"secp256k1","PrivateKey":"…"}`, usually as hex of that JSON.
//!
//! Source: the key format of Lotus' `wallet export`. Long hex is bytecode more often than not: it has to decode.

use super::fields::{base64_length, fields};
use super::hex;
use super::runs::Shape;
use super::view::View;
use super::{Detector, Finding, Kind, Reason, Signals, Verdict};

pub(super) static DETECTOR: Detector = Detector {
    name: "filecoin",
    kinds: &KINDS,
    needs: Signals::RUN.and(Signals::CHUNKS).and(Signals::STRUCTURE),
    find,
};

static KINDS: [Kind; 1] = [Kind::key("filecoin", "Filecoin private key")];

/// `{"Type":` in hex stands first.
const HEAD: &str = "7b2254797065223a";

static SHAPES: &[Shape] = &[Shape { heads: b"7", lengths: 120..=400 }];

/// What can be put together from pieces: either type, with 44 characters of base64.
pub(super) static JOINED: &[Shape] =
    &[Shape { heads: b"7", lengths: 148..=148 }, Shape { heads: b"7", lengths: 160..=160 }];

/// More keys than this in one document prove nothing new.
const MOST: usize = 16;

fn find(view: &View<'_>, found: &mut Vec<Finding>) {
    for run in view.runs_of(SHAPES) {
        if !run.text.get(..HEAD.len()).is_some_and(|head| head.eq_ignore_ascii_case(HEAD)) {
            continue;
        }
        let json = hex::decode(run.text);
        let Some(json) = json.as_deref().and_then(|bytes| std::str::from_utf8(bytes).ok()) else { continue };
        if holds_key(json) {
            found.push(view.proved(&KINDS[0], Reason::Structure, run.range, json.as_bytes()));
        }
    }
    if holds_key(view.text) {
        let keys = fields(view.text, "PrivateKey").take(MOST);
        found.extend(keys.map(|range| view.finding(&KINDS[0], Verdict::Certain, Reason::Structure, range)));
    }
}

/// Both fields, and 32 bytes in base64.
fn holds_key(json: &str) -> bool {
    fields(json, "Type").take(MOST).any(|range| matches!(&json[range], "secp256k1" | "bls"))
        && fields(json, "PrivateKey").take(MOST).any(|range| base64_length(&json[range]) == Some(32))
}
