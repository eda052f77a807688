//! Account files of Polkadot and its kin.
//!
//! Format: JSON with `encoded` (the key, under a password unless the type is none), `encoding` with the content
//! pkcs8, and the address.

use super::fields::{around, base64_length, fields};
use super::view::View;
use super::{Detector, Finding, Kind, Reason, Signals, Verdict};

pub(super) static DETECTOR: Detector =
    Detector { name: "polkadot", kinds: &KINDS, needs: Signals::FIELDS, find };

static KINDS: [Kind; 1] = [Kind::encrypted("polkadot-json", "Polkadot account file")];

/// The fields of one account stand within so many characters of each other.
const REACH: usize = 1200;
/// More accounts than this in one document prove nothing new.
const MOST: usize = 16;
/// A key, its public key, salt and nonce; old files are hex, new ones base64.
const ENCODED: usize = 80;

fn find(view: &View<'_>, found: &mut Vec<Finding>) {
    for range in fields(view.text, "encoded").take(MOST) {
        let object = around(view.text, range.start, REACH);
        let is_key = base64_length(&view.text[range.clone()]).is_some_and(|length| length >= ENCODED);
        if is_key && object.contains("pkcs8") {
            found.push(view.finding(&KINDS[0], Verdict::Certain, Reason::Structure, range));
        }
    }
}
