//! The hash by which the lexicon finds a word, taken eight bytes at a time: a text can be hashed while it is being read, and
//! all heads of a row of letters at once.

/// 2^64 divided by the golden ratio: spreads neighbouring keys far apart.
const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;

/// The hash of a word's skeleton.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Hash(u64);

impl Hash {
    pub(super) const EMPTY: Self = Self(0);

    /// Adds eight bytes, the last ones padded with zeros.
    pub(super) fn add(self, chunk: u64) -> Self {
        let mixed = (self.0 ^ chunk).wrapping_mul(SPREAD);
        Self(mixed ^ mixed >> 29)
    }

    /// The hash of a whole skeleton.
    pub(super) fn of(bytes: &[u8]) -> Self {
        Self::EMPTY.through(bytes, 0, bytes.len())
    }

    /// The hashes of the heads of `bytes` that end at these places, in their order.
    pub(super) fn heads(
        bytes: &[u8],
        ends: impl Iterator<Item = usize>,
    ) -> impl Iterator<Item = (usize, Self)> {
        let (mut whole, mut hashed) = (Self::EMPTY, 0);
        ends.map(move |end| {
            while end - hashed > 8 {
                whole = whole.add(packed(&bytes[hashed..], 8));
                hashed += 8;
            }
            (end, whole.through(bytes, hashed, end))
        })
    }

    /// Adds `bytes` from one place to another.
    fn through(mut self, bytes: &[u8], mut at: usize, end: usize) -> Self {
        while at < end {
            let count = (end - at).min(8);
            self = self.add(packed(&bytes[at..], count));
            at += count;
        }
        self
    }

    /// Half of it.
    pub(super) fn short(self) -> u32 {
        (self.0 >> 32) as u32
    }

    /// Its first bits, so many of them.
    pub(super) fn first(self, bits: u32) -> usize {
        (self.0 >> (u64::BITS - bits)) as usize
    }

    /// Sixteen bits of it, the upper half of a number: none of those that come first.
    pub(super) fn tag(self) -> u32 {
        self.0 as u32 & 0xffff_0000
    }
}

/// The first `count` of these bytes as one number, at least one and at most eight.
fn packed(bytes: &[u8], count: usize) -> u64 {
    match bytes.first_chunk::<8>() {
        Some(chunk) => u64::from_le_bytes(*chunk) & (u64::MAX >> (64 - 8 * count)),
        None => bytes[..count].iter().rev().fold(0, |packed, &byte| packed << 8 | u64::from(byte)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_are_hashed_as_they_are_by_themselves() {
        for text in [&b"quitelongenough, a word of 32 ones"[..], "あいこくしん".as_bytes()] {
            for first in 1..=text.len() {
                for (end, hash) in Hash::heads(text, first..=text.len()) {
                    assert!(hash == Hash::of(&text[..end]), "{end} bytes, the first head of {first}");
                }
            }
        }
        assert!(Hash::of(b"") == Hash::EMPTY);
    }
}
