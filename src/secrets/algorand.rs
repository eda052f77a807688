//! Algorand account phrases: 25 words of the English BIP-39 list.
//!
//! A 32-byte key as 24 words of eleven bits, the lowest first, and one word for the first eleven bits of the key's
//! SHA-512/256 (algorand/py-algorand-sdk, `mnemonic.py`). With the eight bits that the 24th word leaves unused, one
//! random row in 500,000 passes.

use super::family::{Family, NEEDS, Words};
use super::lists::list::BIP39_EN;
use super::view::View;
use super::{Detector, Finding, Kind};
use sha2::{Digest, Sha512_256};

static KINDS: [Kind; 1] = [Kind::phrase("algorand", "Algorand account phrase")];

pub(super) static DETECTOR: Detector = Detector { name: "algorand", kinds: &KINDS, needs: NEEDS, find };

static FAMILY: Family =
    Family { kind: |list| (list == BIP39_EN).then_some(&KINDS[0]), lengths: &[25], cost: 1, check };

fn find(view: &View<'_>, found: &mut Vec<Finding>) {
    FAMILY.prove(view, found);
}

fn check(words: &Words) -> bool {
    let Some((&sum, key)) = words.indices.split_last() else { return false };
    let (mut bytes, mut bits, mut count) = (Vec::with_capacity(33), 0u32, 0);
    for &index in key {
        bits |= u32::from(index) << count;
        count += 11;
        while count >= 8 {
            bytes.push(bits as u8);
            bits >>= 8;
            count -= 8;
        }
    }
    // 24 words carry 264 bits: the last eight have to be zero.
    let Some((0, key)) = bytes.split_last() else { return false };
    let digest = Sha512_256::digest(key);
    sum == u16::from(digest[0]) | u16::from(digest[1] & 7) << 8
}
