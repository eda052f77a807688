//! Stellar secret seeds: `S` and 55 characters of base32: version 0x90, 32 bytes, CRC-16/XMODEM, low byte first.
//!
//! Source: SEP-23 (strkey). Confusable with the account id, which begins with `G`.

use super::runs::Shape;
use super::view::View;
use super::{Detector, Finding, Kind, Reason, Signals, Verdict};
use zeroize::Zeroizing;

pub(super) static DETECTOR: Detector =
    Detector { name: "stellar", kinds: &KINDS, needs: Signals::RUN.and(Signals::CHUNKS), find };

static KINDS: [Kind; 1] = [Kind::key("stellar", "Stellar secret seed")];

pub(super) static SHAPES: &[Shape] = &[Shape { heads: b"Ss", lengths: 54..=57 }];

/// 18 << 3: the version of a secret seed.
const SEED: u8 = 0x90;

fn find(view: &View<'_>, found: &mut Vec<Finding>) {
    for run in view.runs_of(SHAPES) {
        if let Some(seed) = decode(run.text) {
            found.push(view.proved(&KINDS[0], Reason::Checksum, run.range, &seed));
        } else if run.whole && looks_like_one(run.text) && view.is_value(&run.range) {
            found.push(view.finding(&KINDS[0], Verdict::Likely, Reason::NearMiss, run.range));
        }
    }
}

fn decode(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let bytes = base32(text)?;
    let (body, sum) = bytes.split_at_checked(33)?;
    let is_seed = body[0] == SEED && *sum == crc16(body).to_le_bytes();
    is_seed.then(|| Zeroizing::new(body[1..].to_vec()))
}

/// A seed with a typo: shouted words have no digits, lower-case text has no capitals.
fn looks_like_one(text: &str) -> bool {
    let in_alphabet = |b: &u8| matches!(b, b'A'..=b'Z' | b'2'..=b'7');
    // The second character of a seed carries two bits of the version, which are zero: it is one of A to D.
    matches!(text.as_bytes()[1], b'A'..=b'D')
        && text.bytes().filter(|b| !in_alphabet(b)).count() <= 1
        && text.bytes().filter(u8::is_ascii_digit).count() >= 4
}

/// RFC 4648 base32 without padding, in either case.
fn base32(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(text.len() * 5 / 8));
    let (mut bits, mut held) = (0_u32, 0_u32);
    for byte in text.bytes() {
        let value = match byte.to_ascii_uppercase() {
            letter @ b'A'..=b'Z' => letter - b'A',
            digit @ b'2'..=b'7' => digit - b'2' + 26,
            _ => return None,
        };
        bits = bits << 5 | u32::from(value);
        held += 5;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held & 0xff) as u8);
        }
    }
    Some(bytes)
}

/// CRC-16/XMODEM: polynomial 0x1021, starting from zero.
fn crc16(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0, |crc, &byte| {
        (0..8).fold(
            crc ^ u16::from(byte) << 8,
            |crc: u16, _| {
                if crc & 0x8000 == 0 { crc << 1 } else { crc << 1 ^ 0x1021 }
            },
        )
    })
}
