//! aezeed phrases of LND: 24 words of the English BIP-39 list.
//!
//! 33 bytes: a version, 23 of ciphertext, five of salt, and the CRC-32C of what comes before (lightningnetwork/lnd,
//! `aezeed/README.md`). The ciphertext is under a password that most people leave at its default.

use super::family::{Crc32, Family, NEEDS, Words};
use super::lists::list::BIP39_EN;
use super::view::View;
use super::{Detector, Finding, Kind};

static KINDS: [Kind; 1] = [Kind::phrase("aezeed", "aezeed phrase (LND)")];

pub(super) static DETECTOR: Detector = Detector { name: "aezeed", kinds: &KINDS, needs: NEEDS, find };

static FAMILY: Family =
    Family { kind: |list| (list == BIP39_EN).then_some(&KINDS[0]), lengths: &[24], cost: 1, check };

fn find(view: &View<'_>, found: &mut Vec<Finding>) {
    FAMILY.prove(view, found);
}

/// Castagnoli's polynomial, reflected.
static CASTAGNOLI: Crc32 = Crc32::new(0x82f6_3b78);

fn check(words: &Words) -> bool {
    let bytes = words.packed();
    let (body, sum) = bytes.split_at(29);
    CASTAGNOLI.of(body.iter().copied()).to_be_bytes() == *sum
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The phrase of LND's own tests (`aezeed/cipherseed_test.go`), by the places of its words.
    #[rustfmt::skip]
    const VECTOR: [u16; 24] = [
        1, 1042, 1852, 1706, 148, 530, 1269, 430, 85, 1801, 1151, 1214, 673, 1814, 391, 1232,
        1096, 924, 1730, 1735, 536, 1154, 991, 1509,
    ];

    #[test]
    fn the_published_phrase_passes_and_no_other() {
        let words = |indices: &[u16]| Words { list: BIP39_EN, indices: indices.to_vec() };
        assert!(check(&words(&VECTOR)));
        for at in 0..VECTOR.len() {
            let mut other = VECTOR;
            other[at] ^= 1;
            assert!(!check(&words(&other)), "word {at}");
        }
    }
}
