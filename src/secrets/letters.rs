//! ASCII letters in a row, read eight at a time and hashed as they go by.

use super::word_hash::Hash;

/// The ASCII letters at the head of a text.
pub(super) struct Letters {
    /// The hash of their skeleton.
    pub(super) hash: Hash,
    /// How many there are.
    pub(super) length: usize,
    /// How many of them are capitals.
    pub(super) capitals: u32,
}

impl Letters {
    /// Reads them.
    pub(super) fn at_head(bytes: &[u8]) -> Self {
        // Letters that stand singly, a word taken apart, are told at once.
        if let [letter, next, ..] = bytes
            && letter.is_ascii_alphabetic()
            && !next.is_ascii_alphabetic()
        {
            let hash = Hash::EMPTY.add(u64::from(letter | 0x20));
            return Self { hash, length: 1, capitals: u32::from(letter.is_ascii_uppercase()) };
        }
        let (chunk, mut length, mut capitals) = letters(bytes);
        let mut hash = Hash::EMPTY.add(chunk);
        let mut last = length;
        while last == 8 {
            let (chunk, more);
            (chunk, last, more) = letters(&bytes[length..]);
            if last > 0 {
                capitals += more;
                hash = hash.add(chunk);
                length += last;
            }
        }
        Self { hash, length, capitals }
    }
}

const ONES: u64 = 0x0101_0101_0101_0101;
const TOPS: u64 = 0x8080_8080_8080_8080;

/// The ASCII letters at the head of `bytes`, in lower case, up to eight, how many there are, and how many of them are
/// capitals.
pub(super) fn letters(bytes: &[u8]) -> (u64, usize, u32) {
    let raw = match bytes.first_chunk::<8>() {
        Some(chunk) => u64::from_le_bytes(*chunk),
        None => {
            let mut padded = [0; 8];
            padded[..bytes.len()].copy_from_slice(bytes);
            u64::from_le_bytes(padded)
        }
    };
    let lower = raw | (ONES * 0x20);
    // A byte's top bit is set where it is at least 'a' and not above 'z'; ASCII only.
    let plain = lower & !TOPS;
    let from_a = plain + ONES * (0x80 - b'a' as u64);
    let above_z = plain + ONES * (0x80 - (b'z' + 1) as u64);
    let is_letter = from_a & !above_z & !raw & TOPS;
    let count = ((!is_letter & TOPS).trailing_zeros() / 8) as usize;
    let kept = if count == 8 { u64::MAX } else { (1 << (8 * count)) - 1 };
    // Summed up in the highest byte: not every processor counts bits by itself.
    let capitals = (((!raw & kept) >> 5 & ONES).wrapping_mul(ONES) >> 56) as u32;
    (lower & kept, count, capitals)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_taken_eight_at_a_time() {
        let check = |text: &str, taken: &str| {
            let (chunk, count, capitals) = letters(text.as_bytes());
            assert_eq!((&chunk.to_le_bytes()[..count], count), (taken.as_bytes(), taken.len()), "{text}");
            let given = text.bytes().take(count).filter(u8::is_ascii_uppercase).count();
            assert_eq!(capitals as usize, given, "{text}");
        };
        check("Abandon it", "abandon");
        check("ABCDEFGHIJ", "abcdefgh");
        check("a1", "a");
        check("z{", "z");
        check("Z[", "z");
        check("é", "");
        check("aé", "a");
        check("@", "");
        check("", "");
    }
}
