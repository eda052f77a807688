//! SeedQR: the numbers of BIP-39 words, four digits each, in a row of 48 to 96 digits, and its compact form of
//! raw entropy, which only a QR code can carry.
//!
//! Source: the SeedQR format specification of SeedSigner. A number over 2047 is no word, and the last bits are
//! the phrase's checksum: one in 10^10 rows of 48 digits passes by chance.

use super::bip39;
use super::evidence::{Word, is_random};
use super::family::Words;
use super::lists::list::BIP39_EN;
use super::runs::Shape;
use super::view::View;
use super::{Detector, Finding, Kind, Reason, Signals, Verdict};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

pub(super) static DETECTOR: Detector =
    Detector { name: "seedqr", kinds: &KINDS, needs: Signals::DIGITS, find };

static KINDS: [Kind; 1] = [Kind::phrase("seedqr", "Seed phrase as SeedQR digits")];

/// How many words the list has.
pub(super) const SIZE: u16 = 2048;

pub(super) static SHAPES: &[Shape] = &[
    Shape { heads: b"012", lengths: 48..=48 },
    Shape { heads: b"012", lengths: 60..=60 },
    Shape { heads: b"012", lengths: 72..=72 },
    Shape { heads: b"012", lengths: 84..=84 },
    Shape { heads: b"012", lengths: 96..=96 },
];

fn find(view: &View<'_>, found: &mut Vec<Finding>) {
    for run in view.runs_of(SHAPES) {
        if let Some(entropy) =
            decode(run.text).filter(|_| run.whole || is_padded(&view.text[run.range.clone()]))
        {
            found.push(view.proved(&KINDS[0], Reason::Checksum, run.range, &entropy));
        } else if run.whole && nearly(run.text) {
            found.push(view.finding(&KINDS[0], Verdict::Likely, Reason::NearMiss, run.range));
        }
    }
}

/// The entropy, if the digits are the numbers of words with a right checksum.
pub(super) fn decode(digits: &str) -> Option<Zeroizing<Vec<u8>>> {
    entropy(numbers(digits).filter(|numbers| is_drawn(numbers))?)
}

/// The same of the numbers of words, counted from 0.
pub(super) fn entropy(indices: Vec<u16>) -> Option<Zeroizing<Vec<u8>>> {
    let may_be = matches!(indices.len(), 12 | 15 | 18 | 21 | 24) && indices.iter().all(|&index| index < SIZE);
    // Every list has the same checksum.
    may_be.then_some(Words { list: BIP39_EN, indices }).and_then(|words| bip39::entropy(&words))
}

/// The numbers that rows of four digits are, if there is nothing else.
fn numbers(digits: &str) -> Option<Vec<u16>> {
    let (groups, []) = digits.as_bytes().as_chunks::<4>() else { return None };
    let number = |group: &[u8; 4]| {
        let is_number = group.iter().all(u8::is_ascii_digit);
        is_number.then(|| group.iter().fold(0, |number, digit| number * 10 + u16::from(digit - b'0')))
    };
    groups.iter().map(number).collect()
}

/// Whether all numbers but one are words: of random rows, one in a million.
fn nearly(digits: &str) -> bool {
    let is_near = |numbers: Vec<u16>| {
        let others = numbers.iter().filter(|&&number| number >= SIZE).nth(1);
        others.is_none() && is_drawn(&numbers)
    };
    numbers(digits).is_some_and(is_near)
}

/// Whether the numbers could have been drawn by lot: not one number over and over, years, prices or a table in order; nor
/// binary digits.
pub(super) fn is_drawn(numbers: &[u16]) -> bool {
    let words: Vec<_> = numbers.iter().map(|&index| Word { index, common: false, mended: false }).collect();
    let is_binary = |&number: &u16| [1, 10, 100, 1_000].iter().all(|place| number / place % 10 <= 1);
    is_random(&words, SIZE.into(), 0) && !numbers.iter().all(is_binary)
}

/// Whether pieces are no numbers of a table, as long as each takes: those of words have four digits each, with zeros before
/// those below 1000, of which one phrase in 3,000 has none.
fn is_padded(text: &str) -> bool {
    let pieces = || text.split(|c: char| !c.is_ascii_digit()).filter(|piece| !piece.is_empty());
    let length = pieces().next().map_or(0, str::len);
    let even = pieces().rev().skip(1).all(|piece| piece.len() == length);
    // Two digits or three are days and rooms.
    even && match length {
        2 | 3 => false,
        4 => pieces().any(|piece| piece.starts_with('0')),
        _ => true,
    }
}

/// The digits of the phrase that this entropy makes: what a compact SeedQR would say in the long form.
pub(super) fn digits(entropy: &[u8]) -> String {
    let sum = Sha256::digest(entropy)[0];
    let words = entropy.len() * 3 / 4;
    let mut digits = String::with_capacity(words * 4);
    let (mut bits, mut held) = (0_u32, 0_u32);
    for byte in entropy.iter().copied().chain([sum]) {
        bits = bits << 8 | u32::from(byte);
        held += 8;
        if held >= 11 && digits.len() < words * 4 {
            held -= 11;
            digits.push_str(&format!("{:04}", bits >> held & 0x7ff));
            bits &= (1 << held) - 1;
        }
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::super::proofs::keys;
    use super::super::proofs::rng::Rng;
    use super::*;

    #[test]
    fn both_forms_are_one() {
        let mut rng = Rng::named(3, "seedqr");
        for words in [12, 24] {
            let long = keys::seedqr(&mut rng, words);
            let entropy = decode(&long).expect("right checksum");
            assert_eq!(digits(&entropy), long);
        }
    }

    #[test]
    fn other_digits_are_no_phrase() {
        let mut rng = Rng::named(4, "digits");
        // Most rows of digits name a word that does not exist; of the others one in sixteen has a right checksum.
        let rows = (0..10_000).map(|_| rng.text("0123456789", 48));
        assert_eq!(rows.filter(|row| decode(row).is_some()).count(), 0);
        assert!(decode(&"0000".repeat(12)).is_none());
        // Years, and a year's prices: one of sixteen such rows has a right checksum.
        let years = (1950..1990).map(|first| (first..first + 12).map(|year| year.to_string()).collect());
        let prices = (0..1_000).map(|_| (0..12).map(|_| (1600 + rng.below(400)).to_string()).collect());
        let mut rows = years.chain(prices);
        assert!(rows.all(|row: String| decode(&row).is_none() && !nearly(&row)));
        assert!(!nearly("1100101111000110111100110001011010011000110100111"[..48].as_ref()));
        assert!(
            is_padded("0123 1999, 0004")
                && !is_padded("1123 1999 1004")
                && !is_padded("012 3199 90004")
                && !is_padded("11 12 13 14")
                && is_padded("0 1 2")
        );
        assert!(decode("00010002").is_none());
    }
}
