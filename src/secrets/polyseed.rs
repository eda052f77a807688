//! Polyseed phrases (Monero): 16 words of a BIP-39 list.
//!
//! The indices are the coefficients of a polynomial over the field of 2,048 elements, lowest first, that has to be
//! zero at 2; the coin is mixed into the second one (tevador/polyseed, `README.md`). One row in 680 passes.

use super::family::{Family, NEEDS, Words};
use super::lists::list::BIP39;
use super::view::View;
use super::{Detector, Finding, Kind};

static KINDS: [Kind; 1] = [Kind::phrase("polyseed", "Polyseed phrase (Monero)")];

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

#[cfg(test)]
mod tests {
    use super::*;

    /// The phrase of polyseed's own tests (`tests/tests.c`), by the places of its words.
    #[rustfmt::skip]
    const VECTOR: [u16; 16] = [
        1427, 1770, 1756, 922, 820, 110, 1446, 998, 542, 1926, 1656, 1044, 842, 1392, 44, 999,
    ];

    #[test]
    fn the_published_phrase_passes_and_no_other() {
        let words = |indices: &[u16]| Words { list: BIP39.start, indices: indices.to_vec() };
        assert!(check(&words(&VECTOR)));
        for at in 0..VECTOR.len() {
            let mut other = VECTOR;
            // One and two are the numbers of other coins.
            other[at] ^= 8;
            assert!(!check(&words(&other)), "word {at}");
        }
    }
}
