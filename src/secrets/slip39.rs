//! SLIP-39 shares: 20 or 33 words of a list of 1,024.
//!
//! Ten bits a word; the last three are the Reed-Solomon sum RS1024 of the rest under the name of the scheme
//! (satoshilabs/slips, `slip-0039.md`). Thirty bits: nothing passes by chance. One share of several opens nothing, but
//! whoever posts one is likely to post the next.

use super::family::{Family, NEEDS, Words};
use super::lists::list::SLIP39;
use super::view::View;
use super::{Detector, Finding, Kind};

static KINDS: [Kind; 1] = [Kind::phrase("slip39", "SLIP-39 share of a recovery phrase")];

pub(super) static DETECTOR: Detector = Detector { name: "slip39", kinds: &KINDS, needs: NEEDS, find };

static FAMILY: Family =
    Family { kind: |list| (list == SLIP39).then_some(&KINDS[0]), lengths: &[33, 20], cost: 1, check };

fn find(view: &View<'_>, found: &mut Vec<Finding>) {
    FAMILY.prove(view, found);
    FAMILY.suspect(view, found);
}

/// The names under which shares are summed up: of old ones, and of those that can be extended.
const SCHEMES: [&str; 2] = ["shamir", "shamir_extendable"];

fn check(words: &Words) -> bool {
    SCHEMES.iter().any(|scheme| {
        let name = scheme.bytes().map(u32::from);
        rs1024(name.chain(words.indices.iter().map(|&index| u32::from(index)))) == 1
    })
}

/// The generator of RS1024, one row of thirty bits for each bit that is carried out.
const GENERATOR: [u32; 10] = [
    0x00e0_e040,
    0x01c1_c080,
    0x0383_8100,
    0x0707_0200,
    0x0e0e_0009,
    0x1c0c_2412,
    0x3808_6c24,
    0x3090_fc48,
    0x21b1_f890,
    0x03f3_f120,
];

fn rs1024(values: impl Iterator<Item = u32>) -> u32 {
    values.fold(1, |sum, value| {
        let carried = sum >> 20;
        let rows = GENERATOR.iter().enumerate().filter(|(bit, _)| carried >> bit & 1 == 1);
        rows.fold((sum & 0xf_ffff) << 10 ^ value, |sum, (_, row)| sum ^ row)
    })
}
