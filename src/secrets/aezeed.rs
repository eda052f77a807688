//! aezeed phrases of LND: 24 words of the English BIP-39 list.
//!
//! 33 bytes: a version, 23 of ciphertext, five of salt, and the CRC-32C of what comes before (lightningnetwork/lnd,
//! `aezeed/README.md`). The ciphertext is under a password that most people leave at its default.

use super::family::{Family, NEEDS, Words, crc32};
use super::lexicon::list::BIP39_EN;
use super::view::View;
use super::{Detector, Finding, Kind};

static KINDS: [Kind; 1] = [Kind { id: "aezeed", name: "aezeed phrase (LND)", encrypted: false }];

pub(super) static DETECTOR: Detector = Detector { name: "aezeed", kinds: &KINDS, needs: NEEDS, find };

static FAMILY: Family =
    Family { kind: |list| (list == BIP39_EN).then_some(&KINDS[0]), lengths: &[24], cost: 1, check };

fn find(view: &View<'_>, found: &mut Vec<Finding>) {
    FAMILY.prove(view, found);
}

/// Castagnoli's polynomial, reflected.
const CASTAGNOLI: u32 = 0x82f6_3b78;

fn check(words: &Words) -> bool {
    let bytes = words.packed();
    let (body, sum) = bytes.split_at(29);
    crc32(CASTAGNOLI, body.iter().copied()).to_be_bytes() == *sum
}
