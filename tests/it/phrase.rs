//! Phrases for tests, made at run time: nobody's, and never written down.

use sha2::{Digest, Sha256};

const WORDS: &str = include_str!("../../src/secrets/lists/bip39-en.txt");

/// A BIP-39 phrase of twelve English words whose entropy comes from a seed.
pub(crate) fn phrase(seed: u64) -> String {
    let entropy: [u8; 32] = Sha256::digest(seed.to_le_bytes()).into();
    let entropy = &entropy[..16];
    let checksum = Sha256::digest(entropy)[0];
    let words: Vec<&str> = WORDS.split_whitespace().collect();
    let bits: Vec<u8> =
        entropy.iter().chain([&checksum]).flat_map(|byte| (0..8).rev().map(move |i| byte >> i & 1)).collect();
    let index = |bits: &[u8]| bits.iter().fold(0, |index, &bit| index << 1 | usize::from(bit));
    bits[..132].chunks(11).map(|bits| words[index(bits)]).collect::<Vec<_>>().join(" ")
}
