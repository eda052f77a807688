//! BIP-39 phrases: 12, 15, 18, 21 or 24 words of one of ten lists of 2,048.
//!
//! Eleven bits a word; the last bits of the last word, one for every 32 of entropy, are the first of the entropy's
//! SHA-256 (bitcoin/bips, `bip-0039.mediawiki`). One random row in 16 (12 words) to 256 (24 words) passes, so a row
//! also has to look drawn by lot. Taken for it: prose, word games, excerpts of the list.

use super::family::{Family, NEEDS, Words};
use super::lists::list::BIP39;
use super::view::View;
use super::{Detector, Finding, Kind};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

const fn kind(id: &'static str, name: &'static str) -> Kind {
    Kind::phrase(id, name)
}

/// One kind for each list, in the order of the lists.
static KINDS: [Kind; 10] = [
    kind("bip39-en", "BIP-39 recovery phrase (English)"),
    kind("bip39-ja", "BIP-39 recovery phrase (Japanese)"),
    kind("bip39-ko", "BIP-39 recovery phrase (Korean)"),
    kind("bip39-es", "BIP-39 recovery phrase (Spanish)"),
    kind("bip39-fr", "BIP-39 recovery phrase (French)"),
    kind("bip39-it", "BIP-39 recovery phrase (Italian)"),
    kind("bip39-cs", "BIP-39 recovery phrase (Czech)"),
    kind("bip39-pt", "BIP-39 recovery phrase (Portuguese)"),
    kind("bip39-zh-hans", "BIP-39 recovery phrase (simplified Chinese)"),
    kind("bip39-zh-hant", "BIP-39 recovery phrase (traditional Chinese)"),
];

pub(super) static DETECTOR: Detector = Detector { name: "bip39", kinds: &KINDS, needs: NEEDS, find };

static FAMILY: Family = Family {
    kind: |list| BIP39.contains(&list).then(|| &KINDS[list - BIP39.start]),
    lengths: &[24, 21, 18, 15, 12],
    cost: 1,
    check: |words| entropy(words).is_some(),
};

fn find(view: &View<'_>, found: &mut Vec<Finding>) {
    FAMILY.prove(view, found);
    FAMILY.suspect(view, found);
}

/// The entropy that words stand for, if their checksum is right: as many as a phrase may have.
pub(super) fn entropy(words: &Words) -> Option<Zeroizing<Vec<u8>>> {
    let mut bytes = Zeroizing::new(words.packed());
    // Of every 33 bits, 32 are entropy.
    let bits = words.indices.len() * 11 / 33;
    let (entropy, rest) = bytes.split_at(4 * bits);
    let (given, sum) = (rest.first()?, Sha256::digest(entropy)[0]);
    let is_right = (given ^ sum) >> (8 - bits) == 0;
    bytes.truncate(4 * bits);
    is_right.then_some(bytes)
}
