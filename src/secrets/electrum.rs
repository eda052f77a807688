//! Electrum phrases, new and old.
//!
//! New ones (since 2.0) have 12 words or more of any list: the HMAC-SHA512 of the normalised phrase under "Seed version"
//! begins with the digits of a version (spesmilo/electrum, `mnemonic.py`, `version.py`). One row in 128 passes. Old ones are
//! 12 or 24 words of a list of 1,626 without a sum, so they are never more than likely.

use super::family::{Family, NEEDS, Words};
use super::lists::list::{BIP39, ELECTRUM_V1, MONERO_PT};
use super::view::View;
use super::{Detector, Finding, Kind};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha512;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

static KINDS: [Kind; 2] = [
    Kind::phrase("electrum-v2", "Electrum phrase"),
    Kind::phrase("electrum-v1", "Electrum phrase (before 2.0)"),
];

pub(super) static DETECTOR: Detector = Detector { name: "electrum", kinds: &KINDS, needs: NEEDS, find };

static NEW: Family = Family {
    // Electrum's Portuguese list is Monero's; the others are those of BIP-39.
    kind: |list| (BIP39.contains(&list) || list == MONERO_PT).then_some(&KINDS[0]),
    // 13 came out of early versions, 20 and 24 of two-factor wallets and long seeds.
    lengths: &[24, 20, 13, 12],
    cost: 12,
    check,
};

static OLD: Family = Family {
    kind: |list| (list == ELECTRUM_V1).then_some(&KINDS[1]),
    lengths: &[],
    cost: 0,
    check: |_| false,
};

fn find(view: &View<'_>, found: &mut Vec<Finding>) {
    NEW.prove(view, found);
    OLD.suspect(view, found);
}

fn check(words: &Words) -> bool {
    let Ok(mut mac) = Hmac::<Sha512>::new_from_slice(b"Seed version") else { return false };
    mac.update(normalised(words).as_bytes());
    let tag = mac.finalize().into_bytes();
    // Standard 01, segwit 100, two-factor 101 and 102, in hexadecimal digits.
    tag[0] == 0x01 || (tag[0] == 0x10 && tag[1] >> 4 <= 2)
}

/// Without accents and voicing marks, and without spaces between characters of East Asia.
fn normalised(words: &Words) -> String {
    let mut phrase = String::new();
    for word in words.spelled() {
        if phrase.chars().next_back().is_some_and(|c| c < '\u{1100}') {
            phrase.push(' ');
        }
        phrase.extend(word.nfkd().filter(|&c| !is_combining_mark(c)).flat_map(char::to_lowercase));
    }
    phrase
}
