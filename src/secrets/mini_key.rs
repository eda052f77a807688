//! Mini private keys, as printed on Casascius coins: `S` and 21, 25 or 29 base58 characters, chosen so that the
//! SHA-256 of the key with a `?` after it begins with a zero byte.
//!
//! Source: the mini private key format of the Bitcoin wiki. Eight bits of proof are few, so the characters have
//! to be mixed like random ones, and only the long forms are certain.

use super::base58;
use super::published::is_published;
use super::runs::Shape;
use super::view::View;
use super::{Detector, Finding, Kind, Reason, Signals, Verdict};
use sha2::{Digest, Sha256};

pub(super) static DETECTOR: Detector =
    Detector { name: "mini_key", kinds: &KINDS, needs: Signals::RUN.and(Signals::CHUNKS), find };

static KINDS: [Kind; 1] = [Kind::key("mini-key", "Mini private key")];

pub(super) static SHAPES: &[Shape] = &[
    Shape { heads: b"S", lengths: 22..=22 },
    Shape { heads: b"S", lengths: 26..=26 },
    Shape { heads: b"S", lengths: 30..=30 },
];

fn find(view: &View<'_>, found: &mut Vec<Finding>) {
    for run in view.runs_of(SHAPES) {
        let stands_free = || match run.whole {
            true => run.text.len() == 30 || view.is_value(&run.range),
            // Two names beside each other are as long; of keys of 30 characters one in 200 has no digit.
            false if run.text.len() == 30 => run.text.bytes().any(|byte| byte.is_ascii_digit()),
            false => is_mixed(run.text),
        };
        if !is_mini_key(run.text) || !stands_free() {
            continue;
        }
        let verdict = match run.text.len() {
            _ if is_published(run.text.as_bytes()) => Verdict::None,
            30 => Verdict::Certain,
            _ => Verdict::Likely,
        };
        let reason = if verdict == Verdict::None { Reason::Published } else { Reason::Checksum };
        found.push(view.finding(&KINDS[0], verdict, reason, run.range));
    }
}

fn is_mini_key(text: &str) -> bool {
    (base58::nearly(text) || switches(text) >= 8)
        && base58::is_plain(text)
        && Sha256::new().chain_update(text).chain_update(b"?").finalize()[0] == 0
}

/// Whether there are digits and letters of both cases, several each: two words beside each other have hardly any digits.
fn is_mixed(text: &str) -> bool {
    let count = |of: fn(&u8) -> bool| text.bytes().filter(of).count();
    [u8::is_ascii_digit, u8::is_ascii_uppercase, u8::is_ascii_lowercase].into_iter().all(|of| count(of) >= 2)
}

/// How often the letters change their case: one key in thirty of 22 characters has no digit, but changes ten times; a name
/// of three or four words does six times.
fn switches(text: &str) -> usize {
    text.as_bytes()
        .windows(2)
        .filter(|pair| pair[0].is_ascii_uppercase() != pair[1].is_ascii_uppercase())
        .count()
}
