//! EOS private keys: `PVT_K1_` or `PVT_R1_`, then base58 of 32 bytes and the first four bytes of the RIPEMD-160
//! of the key followed by the name of its curve. The older form is Bitcoin's WIF.
//!
//! Source: the key formats of EOSIO. Confusable with `PUB_K1_` and `EOS…`.

use super::base58;
use super::runs::Shape;
use super::view::View;
use super::{Detector, Finding, Kind, Reason, Signals, Verdict};
use memchr::memmem;
use ripemd::{Digest, Ripemd160};

pub(super) static DETECTOR: Detector =
    Detector { name: "eos", kinds: &KINDS, needs: Signals::RUN.and(Signals::CHUNKS), find };

static KINDS: [Kind; 1] = [Kind::key("eos", "EOS private key")];

/// The part after the underscore; 36 bytes make 48 to 50 characters, of
/// which the first may have come along with a chunk of the prefix.
pub(super) static SHAPES: &[Shape] =
    &[Shape { heads: b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz", lengths: 42..=51 }];

fn find(view: &View<'_>, found: &mut Vec<Finding>) {
    if memmem::find(view.text.as_bytes(), b"PVT").is_none() {
        return;
    }
    for run in view.runs_of(SHAPES) {
        // In chunks, the prefix is in pieces too: only its letters and digits count.
        let before = &view.text.as_bytes()[..run.range.start];
        let before: Vec<u8> =
            before.iter().rev().take(REACH).filter(|b| b.is_ascii_alphanumeric()).copied().collect();
        let mut text: Vec<u8> = before.into_iter().rev().collect();
        text.extend(run.text.bytes());
        let Some((start, curve)) = ["K1", "R1"].into_iter().find_map(|curve| {
            let prefix = [b"PVT", curve.as_bytes()].concat();
            let at = text.windows(prefix.len()).position(|window| window == prefix)?;
            Some((at + prefix.len(), curve))
        }) else {
            continue;
        };
        let Ok(body) = std::str::from_utf8(&text[start..]) else { continue };
        if let Some(key) = decode(body, curve) {
            found.push(view.proved(&KINDS[0], Reason::Checksum, run.range, &key));
        } else if run.whole && base58::nearly(body) {
            found.push(view.finding(&KINDS[0], Verdict::Likely, Reason::NearMiss, run.range));
        }
    }
}

/// `PVT_K1_` and as many marks between its chunks, and the head of the key that came along with it.
const REACH: usize = 24;

fn decode(text: &str, curve: &str) -> Option<zeroize::Zeroizing<Vec<u8>>> {
    let mut key = base58::plain(text)?;
    let (body, sum) = key.split_at_checked(32)?;
    let digest = Ripemd160::new().chain_update(body).chain_update(curve).finalize();
    let is_right = sum == &digest[..4];
    key.truncate(32);
    is_right.then_some(key)
}
