//! The wallets' word lists, in one table: where each stands, and how many letters tell its words apart.

use std::sync::OnceLock;

/// One wallet's word list.
pub(super) struct List {
    /// Its file without the ending.
    pub(super) id: &'static str,
    pub(super) text: &'static str,
    /// How many letters tell its words apart, if people write only these; else 0.
    pub(super) stub: usize,
}

/// Includes one file of `lists/`.
macro_rules! list {
    ($id:literal, $stub:literal) => {
        List { id: $id, text: include_str!(concat!("lists/", $id, ".txt")), stub: $stub }
    };
}

/// The position of each family in [`LISTS`].
pub(super) mod list {
    use std::ops::Range;

    pub(in super::super) const BIP39: Range<usize> = 0..10;
    pub(in super::super) const BIP39_EN: usize = 0;
    pub(in super::super) const BIP39_JA: usize = 1;
    pub(in super::super) const BIP39_ES: usize = 3;
    pub(in super::super) const BIP39_FR: usize = 4;
    pub(in super::super) const BIP39_IT: usize = 5;
    pub(in super::super) const BIP39_PT: usize = 7;
    pub(in super::super) const BIP39_ZH: Range<usize> = 8..10;
    pub(in super::super) const SLIP39: usize = 10;
    pub(in super::super) const ELECTRUM_V1: usize = 11;
    pub(in super::super) const MONERO: Range<usize> = 12..24;
    pub(in super::super) const MONERO_EN: usize = 12;
    pub(in super::super) const MONERO_ES: usize = 15;
    pub(in super::super) const MONERO_FR: usize = 16;
    pub(in super::super) const MONERO_IT: usize = 17;
    pub(in super::super) const MONERO_PT: usize = 20;
    pub(in super::super) const MONERO_JA: usize = 22;
    pub(in super::super) const MONERO_ZH: usize = 23;
}

/// The words of a list as its file spells them.
pub(super) fn words(list: usize) -> &'static [&'static str] {
    static WORDS: [OnceLock<Vec<&'static str>>; LISTS.len()] = [const { OnceLock::new() }; LISTS.len()];
    WORDS[list].get_or_init(|| LISTS[list].text.lines().collect())
}

/// Every list. A word's place in it is its number; see `lists/README.md` for where each comes from.
pub(super) static LISTS: [List; 24] = [
    list!("bip39-en", 4),
    list!("bip39-ja", 0),
    list!("bip39-ko", 0),
    list!("bip39-es", 4),
    list!("bip39-fr", 4),
    list!("bip39-it", 4),
    list!("bip39-cs", 4),
    list!("bip39-pt", 4),
    list!("bip39-zh-hans", 0),
    list!("bip39-zh-hant", 0),
    list!("slip39", 4),
    list!("electrum-v1", 0),
    list!("monero-en", 3),
    list!("monero-de", 4),
    list!("monero-eo", 4),
    list!("monero-es", 4),
    list!("monero-fr", 4),
    list!("monero-it", 4),
    list!("monero-jbo", 0),
    list!("monero-nl", 4),
    list!("monero-pt", 4),
    list!("monero-ru", 4),
    list!("monero-ja", 0),
    list!("monero-zh-hans", 0),
];
