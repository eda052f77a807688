//! EOS private keys: `PVT_K1_` or `PVT_R1_`, then base58 of 32 bytes and the first four bytes of the RIPEMD-160
//! of the key followed by the name of its curve. The older form is Bitcoin's WIF.
//!
//! Source: the key formats of EOSIO. Confusable with `PUB_K1_` and `EOS…`.

use super::base58;
use super::runs::Shape;
use super::view::View;
use super::{Detector, Finding, Kind, Reason, Signals, Verdict};
use ripemd::{Digest, Ripemd160};

pub(super) static DETECTOR: Detector =
    Detector { name: "eos", kinds: &KINDS, needs: Signals::RUN.and(Signals::CHUNKS), find };

static KINDS: [Kind; 1] = [Kind { id: "eos", name: "EOS private key", encrypted: false }];

/// The part after the underscore; 36 bytes make 48 to 50 characters.
pub(super) static SHAPES: &[Shape] =
    &[Shape { heads: b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz", lengths: 46..=51 }];

fn find(view: &View<'_>, found: &mut Vec<Finding>) {
    for run in view.runs_of(SHAPES) {
        let before = &view.text[..run.range.start];
        let Some(curve) = ["K1", "R1"].into_iter().find(|curve| {
            before
                .strip_suffix('_')
                .and_then(|rest| rest.strip_suffix(curve))
                .is_some_and(|rest| rest.ends_with("PVT_"))
        }) else {
            continue;
        };
        let range = run.range.start - "PVT_K1_".len()..run.range.end;
        if let Some(key) = decode(run.text, curve) {
            found.push(view.proved(&KINDS[0], Reason::Checksum, range, &key));
        } else if run.whole && base58::nearly(run.text) {
            found.push(view.finding(&KINDS[0], Verdict::Likely, Reason::NearMiss, range));
        }
    }
}

fn decode(text: &str, curve: &str) -> Option<zeroize::Zeroizing<Vec<u8>>> {
    let mut key = base58::plain(text)?;
    let (body, sum) = key.split_at_checked(32)?;
    let digest = Ripemd160::new().chain_update(body).chain_update(curve).finalize();
    let is_right = sum == &digest[..4];
    key.truncate(32);
    is_right.then_some(key)
}
