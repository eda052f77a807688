//! Monero phrases: 25 words, or 13 of MyMonero, of one of twelve lists of 1,626.
//!
//! The last word repeats one of the others: the one that the CRC-32 of their prefixes points at (monero-project/monero,
//! `src/mnemonics/electrum-words.cpp`). One random row in 1,626 passes.

use super::family::{Crc32, Family, NEEDS, Words};
use super::lists::list::{MONERO, MONERO_EN, MONERO_JA, MONERO_ZH};
use super::view::View;
use super::{Detector, Finding, Kind};

const fn kind(id: &'static str, name: &'static str) -> Kind {
    Kind::phrase(id, name)
}

/// One kind for each list, in the order of the lists.
static KINDS: [Kind; 12] = [
    kind("monero-en", "Monero phrase (English)"),
    kind("monero-de", "Monero phrase (German)"),
    kind("monero-eo", "Monero phrase (Esperanto)"),
    kind("monero-es", "Monero phrase (Spanish)"),
    kind("monero-fr", "Monero phrase (French)"),
    kind("monero-it", "Monero phrase (Italian)"),
    kind("monero-jbo", "Monero phrase (Lojban)"),
    kind("monero-nl", "Monero phrase (Dutch)"),
    kind("monero-pt", "Monero phrase (Portuguese)"),
    kind("monero-ru", "Monero phrase (Russian)"),
    kind("monero-ja", "Monero phrase (Japanese)"),
    kind("monero-zh-hans", "Monero phrase (simplified Chinese)"),
];

pub(super) static DETECTOR: Detector = Detector { name: "monero", kinds: &KINDS, needs: NEEDS, find };

static FAMILY: Family = Family {
    kind: |list| MONERO.contains(&list).then(|| &KINDS[list - MONERO.start]),
    lengths: &[25, 13],
    cost: 1,
    check,
};

fn find(view: &View<'_>, found: &mut Vec<Finding>) {
    FAMILY.prove(view, found);
    FAMILY.suspect(view, found);
}

/// The IEEE polynomial, reflected.
static IEEE: Crc32 = Crc32::new(0xedb8_8320);

fn check(words: &Words) -> bool {
    // Of Japanese words the reference takes three letters, other implementations four.
    let prefixes: &[usize] = match words.list {
        MONERO_ZH => &[1],
        MONERO_EN => &[3],
        MONERO_JA => &[3, 4],
        _ => &[4],
    };
    prefixes.iter().any(|&letters| {
        let cut: Vec<&str> = words.spelled().map(|word| prefix(word, letters)).collect();
        let Some((last, rest)) = cut.split_last() else { return false };
        let sum = IEEE.of(rest.iter().flat_map(|word| word.bytes()));
        rest[sum as usize % rest.len()] == *last
    })
}

fn prefix(word: &str, letters: usize) -> &str {
    word.char_indices().nth(letters).map_or(word, |(end, _)| &word[..end])
}
