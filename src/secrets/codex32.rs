//! Codex32: a BIP-32 seed or a share of one, computed by hand, `ms1` and 45 or more bech32 characters.
//!
//! Source: bip-0093.mediawiki, including the constants of its two checksums of 13 and 15 characters.

use super::runs::Shape;
use super::view::View;
use super::{Detector, Finding, Kind, Reason, Signals, Verdict};
use ::bech32::primitives::decode::CheckedHrpstring;
use ::bech32::primitives::gf32_ext::Fe32Ext;
use ::bech32::{Checksum, Fe32, Fe1024, Fe32768};
use std::ops::RangeInclusive;

pub(super) static DETECTOR: Detector =
    Detector { name: "codex32", kinds: &KINDS, needs: Signals::RUN.and(Signals::CHUNKS), find };

static KINDS: [Kind; 1] = [Kind::key("codex32", "Codex32 seed or share")];

/// Seeds of 16 to 46 bytes have the short checksum, up to 64 bytes the long one.
pub(super) static SHAPES: &[Shape] =
    &[Shape { heads: b"mM", lengths: 46..=96 }, Shape { heads: b"mM", lengths: 125..=127 }];

fn find(view: &View<'_>, found: &mut Vec<Finding>) {
    for run in view.runs_of(SHAPES) {
        if !run.text[..3].eq_ignore_ascii_case("ms1") {
            continue;
        }
        if is_codex32(run.text) {
            found.push(view.proved(&KINDS[0], Reason::Checksum, run.range, run.text.as_bytes()));
        } else if run.whole && looks_like_one(run.text) && view.is_value(&run.range) {
            found.push(view.finding(&KINDS[0], Verdict::Likely, Reason::NearMiss, run.range));
        }
    }
}

fn is_codex32(text: &str) -> bool {
    // The threshold stands first: 0 for an undivided seed, 2 to 9 for a share.
    matches!(text.as_bytes()[3], b'0' | b'2'..=b'9')
        && (CheckedHrpstring::new::<Short>(text).is_ok() || CheckedHrpstring::new::<Long>(text).is_ok())
}

/// A mistyped one: the length of the two seeds in use (16 and 32 bytes), give or take a character.
fn looks_like_one(text: &str) -> bool {
    (47..=49).contains(&text.len()) || (73..=75).contains(&text.len())
}

enum Short {}

impl Checksum for Short {
    type MidstateRepr = u128;
    type CorrectionField = Fe32Ext<2>;
    const ROOT_GENERATOR: Fe1024 = Fe1024::new([Fe32::_9, Fe32::_9]);
    const ROOT_EXPONENTS: RangeInclusive<usize> = 9..=16;
    const CHECKSUM_LENGTH: usize = 13;
    const CODE_LENGTH: usize = 93;
    const GENERATOR_SH: [u128; 5] = [
        0x19dc500ce73fde210,
        0x1bfae00def77fe529,
        0x1fbd920fffe7bee52,
        0x1739640bdeee3fdad,
        0x07729a039cfc75f5a,
    ];
    const TARGET_RESIDUE: u128 = 0x10ce0795c2fd1e62a;
}

enum Long {}

impl Checksum for Long {
    type MidstateRepr = u128;
    type CorrectionField = Fe32Ext<3>;
    // Only error correction, which is not used here, asks for the roots.
    const ROOT_GENERATOR: Fe32768 = Fe32768::new([Fe32::_0, Fe32::P, Fe32::Q]);
    const ROOT_EXPONENTS: RangeInclusive<usize> = 1005..=1019;
    const CHECKSUM_LENGTH: usize = 15;
    const CODE_LENGTH: usize = 1023;
    const GENERATOR_SH: [u128; 5] = [
        0x3d59d273535ea62d897,
        0x7a9becb6361c6c51507,
        0x543f9b7e6c38d8a2a0e,
        0x0c577eaeccf1990d13c,
        0x1887f74f8dc71b10651,
    ];
    const TARGET_RESIDUE: u128 = 0x43381e570bf4798ab26;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_long_checksum_is_that_of_the_standard() {
        // The fifth vector of BIP-93, in parts.
        let seed = [
            "ms100c8vsm32zxfguhpchtlupzry9x8gf2tvdw0s3jn54khce6mua7lqpzygsf",
            "jd6an074rxvcemlh8wu3tk925acdef",
            "ghjklmnpqrstuvwxy06fhpv80undvarhrak",
        ]
        .concat();
        assert!(is_codex32(&seed));
        for at in (4..seed.len()).step_by(7) {
            let mut other = seed.clone().into_bytes();
            other[at] = if other[at] == b'q' { b'p' } else { b'q' };
            assert!(!is_codex32(&String::from_utf8(other).expect("ASCII")), "character {at}");
        }
    }
}
