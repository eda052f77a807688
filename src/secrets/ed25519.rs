//! Ed25519 key pairs: Solana's and NEAR's 64 bytes, in base58 or hex. Solana's array of numbers is in `bytes`.
//!
//! Format: 32 bytes of seed, then the public key that follows from it. A transaction signature has the same
//! length and alphabet; only that relation tells the two apart, and it proves 256 bits.

use super::base58;
use super::effort::Purse;
use super::label::Binding;
use super::runs::{Run, Shape};
use super::view::View;
use super::{Detector, Finding, Kind, Reason, Signals, Verdict};
use ed25519_dalek::SigningKey;
use zeroize::Zeroizing;

pub(super) static DETECTOR: Detector =
    Detector { name: "ed25519", kinds: &KINDS, needs: Signals::RUN.and(Signals::CHUNKS), find };

static KINDS: [Kind; 3] = [
    Kind::key("solana", "Solana secret key"),
    Kind::key("near", "NEAR private key"),
    Kind::key("ed25519", "Ed25519 key pair"),
];

/// 64 bytes are 88 characters of base58, one less for each leading zero bit or so, and 128 of hex.
pub(super) static SHAPES: &[Shape] =
    &[Shape { heads: b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz", lengths: 85..=88 }];

static HEX: &[Shape] = &[
    Shape { heads: b"0123456789abcdefABCDEF", lengths: 128..=128 },
    Shape { heads: b"0", lengths: 130..=130 },
];

/// One multiplication on the curve, in quarters of a microsecond.
const COST: u32 = 60;

fn find(view: &View<'_>, found: &mut Vec<Finding>) {
    for run in view.runs_of(SHAPES) {
        let Some(pair) = base58::plain(run.text).filter(|bytes| bytes.len() == 64) else { continue };
        judge(view, &run, &pair, kind_of(view.text, &run), found);
    }
    for run in view.runs_of(HEX) {
        if let Some(pair) = super::hex::decode(run.text).filter(|bytes| bytes.len() == 64) {
            judge(view, &run, &pair, &KINDS[2], found);
        }
    }
}

fn judge(view: &View<'_>, run: &Run<'_>, pair: &[u8], kind: &'static Kind, found: &mut Vec<Finding>) {
    if let Some(seed) = seed_of(view, pair) {
        found.push(view.proved(kind, Reason::Checksum, run.range.clone(), seed.as_slice()));
    } else if view.binding(&run.range) == Binding::Bound {
        found.push(view.finding(kind, Verdict::Likely, Reason::NearMiss, run.range.clone()));
    }
}

/// The seed of a key pair, if the second half is the public key of the first.
pub(super) fn seed_of(view: &View<'_>, pair: &[u8]) -> Option<Zeroizing<[u8; 32]>> {
    let (seed, public) = pair.split_first_chunk::<32>()?;
    if public.len() != 32 || !view.effort.spend(Purse::Pairs, COST) {
        return None;
    }
    let is_pair = SigningKey::from_bytes(seed).verifying_key().as_bytes() == public;
    is_pair.then(|| Zeroizing::new(*seed))
}

fn kind_of(text: &str, run: &Run<'_>) -> &'static Kind {
    let is_near = text[..run.range.start].ends_with("ed25519:");
    &KINDS[usize::from(is_near)]
}
