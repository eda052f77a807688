//! Polyseed phrases (Monero): 16 words of a BIP-39 list.
//!
//! The indices are the coefficients of a polynomial over the field of 2,048 elements, lowest first, that has to be
//! zero at 2; the coin is mixed into the second one (tevador/polyseed, `README.md`). One row in 680 passes.

use super::family::{Family, NEEDS, Words};
use super::lexicon::list::BIP39;
use super::view::View;
use super::{Detector, Finding, Kind};

static KINDS: [Kind; 1] = [Kind { id: "polyseed", name: "Polyseed phrase (Monero)", encrypted: false }];

pub(super) static DETECTOR: Detector = Detector { name: "polyseed", kinds: &KINDS, needs: NEEDS, find };

static FAMILY: Family =
    Family { kind: |list| BIP39.contains(&list).then_some(&KINDS[0]), lengths: &[16], cost: 1, check };

fn find(view: &View<'_>, found: &mut Vec<Finding>) {
    FAMILY.prove(view, found);
}

/// The coins that have a number: Monero, Aeon, Wownero.
const COINS: u16 = 3;

fn check(words: &Words) -> bool {
    (0..COINS).any(|coin| {
        let coefficients = words.indices.iter().enumerate().rev();
        0 == coefficients.fold(0, |sum, (at, &index)| twice(sum) ^ index ^ if at == 1 { coin } else { 0 })
    })
}

/// Twice `x` in the field, whose modulus is x^11 + x^2 + 1.
fn twice(x: u16) -> u16 {
    let doubled = x << 1;
    if doubled & 0x800 == 0 { doubled } else { doubled ^ 0x805 }
}
