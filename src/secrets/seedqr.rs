//! SeedQR: the numbers of BIP-39 words, four digits each, in a row of 48 to 96 digits, and its compact form of
//! raw entropy, which only a QR code can carry.
//!
//! Source: the SeedQR format specification of SeedSigner. A number over 2047 is no word, and the last bits are
//! the phrase's checksum: one in 10^10 rows of 48 digits passes by chance.

use super::evidence::{Word, is_random};
use super::runs::Shape;
use super::view::View;
use super::{Detector, Finding, Kind, Reason, Signals, Verdict};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

pub(super) static DETECTOR: Detector =
    Detector { name: "seedqr", kinds: &KINDS, needs: Signals::DIGITS, find };

static KINDS: [Kind; 1] = [Kind::phrase("seedqr", "Seed phrase as SeedQR digits")];

/// How many words the list has.
const SIZE: usize = 2048;

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
    let mut bytes = Zeroizing::new(Vec::with_capacity(digits.len() / 4 * 11 / 8 + 1));
    let (mut bits, mut held) = (0_u32, 0_u32);
    for group in digits.as_bytes().chunks(4) {
        if group.len() != 4 || !group.iter().all(u8::is_ascii_digit) {
            return None;
        }
        let number = group.iter().fold(0, |number, digit| number * 10 + u32::from(digit - b'0'));
        if number as usize >= SIZE {
            return None;
        }
        bits = bits << 11 | number;
        held += 11;
        while held >= 8 {
            held -= 8;
            bytes.push((bits >> held & 0xff) as u8);
        }
        bits &= (1 << held) - 1;
    }
    if held > 0 {
        bytes.push((bits << (8 - held) & 0xff) as u8);
    }
    // A word in three is a bit of checksum: 12 words hold 16 bytes and 4 bits.
    let words = digits.len() / 4;
    if !matches!(words, 12 | 15 | 18 | 21 | 24) {
        return None;
    }
    let entropy = words * 4 / 3;
    let sum_bits = words / 3;
    let sum = Sha256::digest(bytes.get(..entropy)?)[0] >> (8 - sum_bits);
    let is_right = bytes.get(entropy)? >> (8 - sum_bits) == sum;
    bytes.truncate(entropy);
    (is_right && is_drawn(digits)).then_some(bytes)
}

/// Whether all numbers but one are words: of random rows, one in a million.
fn nearly(digits: &str) -> bool {
    let groups = || digits.as_bytes().chunks(4);
    let others = groups().filter(|group| *group >= b"2048".as_slice()).nth(1);
    others.is_none() && digits.bytes().all(|b| b.is_ascii_digit()) && is_drawn(digits)
}

/// Whether the numbers could have been drawn by lot: not one number over and over, years, prices or a table in order; nor
/// binary digits.
fn is_drawn(digits: &str) -> bool {
    let number = |group: &[u8]| group.iter().fold(0, |number, digit| number * 10 + u16::from(digit - b'0'));
    let word = |group| Word { index: number(group), common: false, mended: false };
    let words: Vec<_> = digits.as_bytes().chunks(4).map(word).collect();
    is_random(&words, SIZE, 0) && digits.bytes().any(|digit| digit > b'1')
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
