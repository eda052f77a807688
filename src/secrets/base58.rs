//! Base58 with a checksum, and what a mistyped one looks like. Which versions are keys is for each kind.
//!
//! The decoder is our own, because the public one goes character by character: of a file full of things of a key's length
//! it made the slowest of all to judge. It is proved against the public one, and takes five characters at a time.

use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// The longest key in base58 is an extended one of 112 characters. Decoding takes time in the square of the length, so
/// that a run of a mebibyte, which is no key, would take minutes.
const LONGEST: usize = 120;

/// The payload, version byte first, if it is `wanted` and the four bytes of checksum are right. Looking at it costs a
/// tenth of hashing it.
pub(super) fn checked(text: &str, wanted: impl Fn(&[u8]) -> bool) -> Option<Zeroizing<Vec<u8>>> {
    checked_in(Alphabet::BITCOIN, text, wanted)
}

/// The same in another alphabet.
pub(super) fn checked_in(
    alphabet: &Alphabet,
    text: &str,
    wanted: impl Fn(&[u8]) -> bool,
) -> Option<Zeroizing<Vec<u8>>> {
    let mut bytes = decode(alphabet, text)?;
    let (payload, sum) = bytes.split_last_chunk::<4>()?;
    let is_right = wanted(payload) && Sha256::digest(Sha256::digest(payload)).starts_with(sum);
    let length = payload.len();
    bytes.truncate(length);
    is_right.then_some(bytes)
}

/// The bytes, without any checksum.
pub(super) fn plain(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    decode(Alphabet::BITCOIN, text)
}

/// Whether a text is nothing but digits of base58.
pub(super) fn is_plain(text: &str) -> bool {
    text.bytes().all(|character| Alphabet::BITCOIN.value(character).is_some())
}

/// So many characters at a time: 58^5 is the highest power below 2^32.
const AT_ONCE: usize = 5;
/// 120 characters are 88 bytes.
const LIMBS: usize = 22;

/// The bytes that the characters stand for.
fn decode(alphabet: &Alphabet, text: &str) -> Option<Zeroizing<Vec<u8>>> {
    if text.len() > LONGEST {
        return None;
    }
    // The number in 32 bits each, the lowest first.
    let mut limbs = Zeroizing::new([0_u32; LIMBS]);
    let mut used = 0;
    for chunk in text.as_bytes().chunks(AT_ONCE) {
        let (mut carry, mut factor) = (0, 1);
        for &character in chunk {
            carry = carry * 58 + u64::from(alphabet.value(character)?);
            factor *= 58;
        }
        for limb in &mut limbs[..used] {
            carry += u64::from(*limb) * factor;
            *limb = carry as u32;
            carry >>= 32;
        }
        if carry > 0 {
            *limbs.get_mut(used)? = carry as u32;
            used += 1;
        }
    }
    // Each leading character for zero is a byte of zero.
    let zero = text.bytes().take_while(|&character| alphabet.value(character) == Some(0)).count();
    let bytes = limbs[..used].iter().rev().flat_map(|limb| limb.to_be_bytes());
    let mut decoded = Zeroizing::new(Vec::with_capacity(zero + 4 * used));
    decoded.resize(zero, 0);
    decoded.extend(bytes.skip_while(|&byte| byte == 0));
    Some(decoded)
}

/// The characters that are digits of base58, in one of their two orders.
pub(super) struct Alphabet([u8; 128]);

impl Alphabet {
    /// Bitcoin's, which nearly everybody uses.
    pub(super) const BITCOIN: &Self =
        &Self::new(b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz");
    /// Ripple's own.
    pub(super) const RIPPLE: &Self =
        &Self::new(b"rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz");

    const fn new(characters: &[u8; 58]) -> Self {
        let mut values = [u8::MAX; 128];
        let mut value = 0;
        while value < characters.len() {
            values[characters[value] as usize] = value as u8;
            value += 1;
        }
        Self(values)
    }

    fn value(&self, character: u8) -> Option<u8> {
        self.0.get(usize::from(character)).copied().filter(|&value| value < 58)
    }
}

/// Whether a text is base58 of random bytes but for a typo or two, rather than a word, a name or base64.
pub(super) fn nearly(text: &str) -> bool {
    let count = |of: fn(&u8) -> bool| text.bytes().filter(of).count();
    // Of random characters one in six is a digit, two in five are letters of either case; half of that is
    // exceeded by all but one in a thousand of 50 characters, and not by words.
    let (digits, letters) = ((text.len() / 16).max(1), text.len() / 6);
    let outside = count(|b| matches!(b, b'0' | b'O' | b'I' | b'l'));
    outside <= 1
        && count(u8::is_ascii_digit) >= digits
        && count(u8::is_ascii_uppercase) >= letters
        && count(u8::is_ascii_lowercase) >= letters
}

#[cfg(test)]
mod tests {
    use super::super::proofs::rng::Rng;
    use super::*;

    #[test]
    fn decodes_what_the_public_decoder_does() {
        let check = |text: &str| {
            for (own, other) in
                [(Alphabet::BITCOIN, bs58::Alphabet::BITCOIN), (Alphabet::RIPPLE, bs58::Alphabet::RIPPLE)]
            {
                let expected = bs58::decode(text).with_alphabet(other).into_vec().ok();
                assert_eq!(decode(own, text).map(|bytes| bytes.to_vec()), expected, "{text}");
            }
        };
        let mut rng = Rng::named(5, "base58");
        for length in 0..=LONGEST {
            let text = rng.text("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz", length);
            check(&text);
            check(&format!("{}{text}", "1r".repeat(length / 8)).as_str()[..length.min(LONGEST)]);
            check(&text.replace('z', "0"));
        }
        check(&"1".repeat(LONGEST));
        check(&"z".repeat(LONGEST));
        check("é");
    }

    #[test]
    fn a_run_without_end_is_not_decoded() {
        assert!(plain(&"2".repeat(LONGEST)).is_some());
        assert!(plain(&"2".repeat(LONGEST + 1)).is_none());
        let of = |bytes: usize| bs58::encode(vec![1; bytes]).with_check().into_string();
        assert!(checked(&of(78), |_| true).is_some(), "an extended key");
        assert!(checked(&of(78), |_| false).is_none());
        assert!(checked(&of(100), |_| true).is_none());
    }
}
