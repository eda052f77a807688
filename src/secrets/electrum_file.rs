//! Wallet files of Electrum and its forks, whole or in part.
//!
//! Format: JSON with a `keystore` that has a `seed` or an `xprv`, plain or under a password; or the whole file
//! encrypted: base64 that begins with the magic BIE1 or BIE2. A watching-only file has only an `xpub`.

use super::fields::{base64_length, fields};
use super::view::View;
use super::{Detector, Finding, Kind, Reason, Signals, Verdict};
use memchr::memmem;

pub(super) static DETECTOR: Detector =
    Detector { name: "electrum_file", kinds: &KINDS, needs: Signals::RUN, find };

static KINDS: [Kind; 1] = [Kind::encrypted("electrum-file", "Electrum wallet file")];

/// More fields than this in one document prove nothing new.
const MOST: usize = 16;
/// An encrypted wallet file holds at least an ephemeral key, a block and a MAC.
const ENCRYPTED: usize = 128;

fn find(view: &View<'_>, found: &mut Vec<Finding>) {
    let names = |name: &str| memmem::find(view.text.as_bytes(), name.as_bytes()).is_some();
    if view.signals.any(Signals::FIELDS) && (names("seed_version") || names("keystore")) {
        for name in ["xprv", "seed"] {
            // Words and extended keys are found as what they are; under a password they are base64.
            let secret = fields(view.text, name).take(MOST).find(|range| {
                let value = &view.text[range.clone()];
                value.ends_with('=') && base64_length(value).is_some_and(|length| length >= 48)
                    || value.starts_with("xprv") && value.len() > 100
            });
            if let Some(range) = secret {
                found.push(view.finding(&KINDS[0], Verdict::Certain, Reason::Structure, range));
            }
        }
    }
    for run in view.runs().filter(|run| run.whole) {
        if run.text.starts_with("QklFMQ") || run.text.starts_with("QklFMg") {
            let rest = &view.text[run.range.start..];
            let length = rest
                .bytes()
                .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'='))
                .count();
            if length >= ENCRYPTED {
                let range = run.range.start..run.range.start + length;
                found.push(view.finding(&KINDS[0], Verdict::Certain, Reason::Structure, range));
            }
        }
    }
}
