//! TON phrases: 24 words of the English BIP-39 list, under a rule of their own.
//!
//! The first byte of 390 rounds of PBKDF2 over the HMAC-SHA512 of the phrase is zero; under a password, the first byte of
//! one round with another salt is one (toncenter/tonweb-mnemonic). A scanner that knows BIP-39 alone misses 255 of 256.
//! The rounds take some 300 microseconds, so only a row that nothing else explains is tried.

use super::family::{Family, NEEDS, Words};
use super::lists::list::BIP39_EN;
use super::view::View;
use super::{Detector, Finding, Kind, Verdict};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha512;

static KINDS: [Kind; 1] = [Kind::phrase("ton", "TON phrase")];

pub(super) static DETECTOR: Detector = Detector { name: "ton", kinds: &KINDS, needs: NEEDS, find };

static FAMILY: Family =
    Family { kind: |list| (list == BIP39_EN).then_some(&KINDS[0]), lengths: &[24], cost: 1_200, check };

fn find(view: &View<'_>, found: &mut Vec<Finding>) {
    if !found.iter().any(|finding| finding.verdict == Verdict::Certain) {
        FAMILY.prove(view, found);
    }
}

/// 100,000 rounds, divided by the 256 phrases that are tried until one fits.
const ROUNDS: u32 = 100_000 / 256;

fn check(words: &Words) -> bool {
    let phrase = words.spelled().collect::<Vec<_>>().join(" ");
    let Ok(mac) = Hmac::<Sha512>::new_from_slice(phrase.as_bytes()) else { return false };
    let entropy = mac.finalize().into_bytes();
    let first = |salt: &[u8], rounds| {
        let mut seed = [0; 64];
        pbkdf2::pbkdf2_hmac::<Sha512>(&entropy, salt, rounds, &mut seed);
        seed[0]
    };
    first(b"TON fast seed version", 1) == 1 || first(b"TON seed version", ROUNDS) == 0
}
