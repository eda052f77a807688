//! MetaMask's vault, which holds the phrase and the keys of all accounts under the password of the browser.
//!
//! Format: JSON with `data`, `iv` (16 bytes) and `salt` (32 bytes) in base64, often escaped inside the string of
//! `{"vault": "…"}`. Other blobs of data and salt have other lengths.

use super::fields::{around, base64_length, field, fields};
use super::view::View;
use super::{Detector, Finding, Kind, Reason, Signals, Verdict};

pub(super) static DETECTOR: Detector =
    Detector { name: "vault", kinds: &KINDS, needs: Signals::FIELDS, find };

static KINDS: [Kind; 1] = [Kind::encrypted("metamask-vault", "MetaMask vault")];

/// `iv`, `keyMetadata` and `salt` stand together; `data` before them is of any length.
const REACH: usize = 400;
/// More vaults than this in one document prove nothing new.
const MOST: usize = 16;
/// An empty vault holds a hundred bytes of JSON.
const DATA: usize = 64;

fn find(view: &View<'_>, found: &mut Vec<Finding>) {
    for salt in fields(view.text, "salt").filter(|range| range.len() == 44).take(MOST) {
        let object = around(view.text, salt.start, REACH);
        let iv = field(object, "iv").map(|range| &object[range]);
        if base64_length(&view.text[salt.clone()]) != Some(32) || iv.and_then(base64_length) != Some(16) {
            continue;
        }
        let data = fields(view.text, "data").take(MOST).find(|range| range.len() >= DATA);
        let data = data.filter(|range| base64_length(&view.text[range.clone()]).is_some());
        let verdict = if data.is_some() { Verdict::Certain } else { Verdict::Likely };
        found.push(view.finding(&KINDS[0], verdict, Reason::Structure, data.unwrap_or(salt)));
    }
}
