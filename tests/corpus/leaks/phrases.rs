//! Phrases of every family, made the way its wallet makes them.

use super::rng::Rng;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256, Sha512, Sha512_256};
use unicode_normalization::UnicodeNormalization;

/// A phrase and what it is.
#[derive(Clone)]
pub struct Phrase {
    pub kind: &'static str,
    pub words: Vec<&'static str>,
}

/// Something that makes phrases of one kind.
pub struct Maker {
    pub kind: &'static str,
    pub make: fn(&mut Rng) -> Vec<&'static str>,
}

macro_rules! list {
    ($id:literal) => {
        || include_str!(concat!("../../../src/secrets/lists/", $id, ".txt")).lines().collect::<Vec<_>>()
    };
}

/// Makers of the kinds that differ by their list alone.
macro_rules! makers {
    ($family:ident: $($id:literal),+ $(,)?) => {
        [$(Maker { kind: $id, make: |rng| $family(rng, &list!($id)()) }),+]
    };
}

static BIP39: [Maker; 10] = makers!(bip39: "bip39-en", "bip39-ja", "bip39-ko", "bip39-es", "bip39-fr", "bip39-it", "bip39-cs",
    "bip39-pt", "bip39-zh-hans", "bip39-zh-hant");
static MONERO: [Maker; 12] = makers!(monero: "monero-en", "monero-de", "monero-eo", "monero-es", "monero-fr", "monero-it",
    "monero-jbo", "monero-nl", "monero-pt", "monero-ru", "monero-ja", "monero-zh-hans");
static OTHERS: [Maker; 7] = [
    Maker { kind: "electrum-v1", make: |rng| drawn(rng, &list!("electrum-v1")(), 12) },
    Maker { kind: "electrum-v2", make: electrum },
    Maker { kind: "polyseed", make: polyseed },
    Maker { kind: "algorand", make: algorand },
    Maker { kind: "ton", make: ton },
    Maker { kind: "aezeed", make: aezeed },
    Maker { kind: "slip39", make: slip39 },
];

pub fn makers() -> impl Iterator<Item = &'static Maker> {
    BIP39.iter().chain(&OTHERS).chain(&MONERO)
}

fn english() -> Vec<&'static str> {
    list!("bip39-en")()
}

fn drawn(rng: &mut Rng, list: &[&'static str], count: usize) -> Vec<&'static str> {
    (0..count).map(|_| list[rng.below(list.len())]).collect()
}

/// Numbers of `width` bits as the words of a list, the highest bit first.
fn spell(bits: &[bool], width: usize, list: &[&'static str]) -> Vec<&'static str> {
    bits.chunks(width)
        .map(|bits| list[bits.iter().fold(0, |number, &bit| number << 1 | usize::from(bit))])
        .collect()
}

fn bits(bytes: &[u8]) -> Vec<bool> {
    bytes.iter().flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1 == 1)).collect()
}

fn bip39(rng: &mut Rng, list: &[&'static str]) -> Vec<&'static str> {
    // Most people have 12 words, many 24.
    let size = [16, 16, 16, 16, 32, 32, 20, 24, 28][rng.below(9)];
    let entropy = rng.bytes(size);
    let mut all = bits(&entropy);
    all.extend(bits(&Sha256::digest(&entropy)).iter().take(size / 4));
    spell(&all, 11, list)
}

fn hmac512(key: &[u8], text: &[u8]) -> Vec<u8> {
    let mut mac = Hmac::<Sha512>::new_from_slice(key).expect("any key");
    mac.update(text);
    mac.finalize().into_bytes().to_vec()
}

fn electrum(rng: &mut Rng) -> Vec<&'static str> {
    loop {
        let words = drawn(rng, &english(), 12);
        let tag = hmac512(b"Seed version", words.join(" ").nfkd().collect::<String>().as_bytes());
        if tag[0] == 1 || tag[0] == 0x10 && tag[1] >> 4 == 0 {
            return words;
        }
    }
}

fn ton(rng: &mut Rng) -> Vec<&'static str> {
    loop {
        let words = drawn(rng, &english(), 24);
        let entropy = hmac512(words.join(" ").as_bytes(), b"");
        let mut seed = [0; 64];
        pbkdf2::pbkdf2_hmac::<Sha512>(&entropy, b"TON seed version", 390, &mut seed);
        if seed[0] == 0 {
            return words;
        }
    }
}

fn crc(polynomial: u32, bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { crc >> 1 ^ polynomial } else { crc >> 1 };
        }
    }
    !crc
}

fn monero(rng: &mut Rng, list: &[&'static str]) -> Vec<&'static str> {
    let count = if rng.below(4) == 0 { 12 } else { 24 };
    let mut words = drawn(rng, list, count);
    // The length of the prefix is the shortest that tells the words apart, as far as Monero says so.
    let letters = match list[0] {
        "abbey" => 3,
        "的" => 1,
        "あいこくしん" => 3,
        _ => 4,
    };
    let cut: String = words.iter().flat_map(|word| word.chars().take(letters)).collect();
    words.push(words[crc(0xedb8_8320, cut.as_bytes()) as usize % count]);
    words
}

fn double(x: usize) -> usize {
    if x & 0x400 == 0 { x << 1 } else { (x << 1) ^ 0x805 }
}

fn polyseed(rng: &mut Rng) -> Vec<&'static str> {
    let mut coefficients: Vec<usize> = (0..16).map(|_| rng.below(2048)).collect();
    coefficients[0] = 0;
    coefficients[0] = coefficients.iter().rev().fold(0, |sum, coefficient| double(sum) ^ coefficient);
    let list = english();
    coefficients.into_iter().map(|index| list[index]).collect()
}

fn algorand(rng: &mut Rng) -> Vec<&'static str> {
    let key = rng.bytes(32);
    let little = |bytes: &[u8]| {
        bytes.iter().flat_map(|byte| (0..8).map(move |bit| byte >> bit & 1 == 1)).collect::<Vec<_>>()
    };
    let number = |bits: &[bool]| bits.iter().rev().fold(0, |number, &bit| number << 1 | usize::from(bit));
    let list = english();
    let mut words: Vec<_> = little(&key).chunks(11).map(|bits| list[number(bits)]).collect();
    words.push(list[number(&little(&Sha512_256::digest(&key))[..11])]);
    words
}

fn aezeed(rng: &mut Rng) -> Vec<&'static str> {
    let mut bytes = vec![0];
    bytes.extend(rng.bytes(28));
    let sum = crc(0x82f6_3b78, &bytes);
    bytes.extend(sum.to_be_bytes());
    spell(&bits(&bytes), 11, &english())
}

fn slip39(rng: &mut Rng) -> Vec<&'static str> {
    let list = list!("slip39")();
    let count = if rng.below(3) == 0 { 30 } else { 17 };
    let mut indices: Vec<usize> = (0..count).map(|_| rng.below(1024)).collect();
    let generator = [
        0xe0e040, 0x1c1c080, 0x3838100, 0x7070200, 0xe0e0009, 0x1c0c2412, 0x38086c24, 0x3090fc48, 0x21b1f890,
        0x3f3f120,
    ];
    let name = b"shamir".iter().map(|&byte| usize::from(byte));
    let sum = name.chain(indices.iter().copied()).chain([0; 3]).fold(1, |sum, value| {
        let mut next = (sum & 0xfffff) << 10 ^ value;
        for (bit, row) in generator.iter().enumerate() {
            if sum >> (20 + bit) & 1 == 1 {
                next ^= row;
            }
        }
        next
    }) ^ 1;
    indices.extend([sum >> 20 & 1023, sum >> 10 & 1023, sum & 1023]);
    indices.into_iter().map(|index| list[index]).collect()
}
