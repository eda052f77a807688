//! Base58 with a checksum, and what a mistyped one looks like. Which versions are keys is for each kind.

use zeroize::Zeroizing;

/// The alphabets in which keys are written.
pub(super) use bs58::Alphabet;

/// The longest key in base58 is an extended one of 112 characters. Decoding takes time in the square of the length, so
/// that a run of a mebibyte, which is no key, would take minutes.
const LONGEST: usize = 120;

/// The payload, version byte first, if the four bytes of checksum are right.
pub(super) fn checked(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    checked_in(Alphabet::BITCOIN, text)
}

/// The same in another alphabet.
pub(super) fn checked_in(alphabet: &Alphabet, text: &str) -> Option<Zeroizing<Vec<u8>>> {
    if text.len() > LONGEST {
        return None;
    }
    let payload = bs58::decode(text).with_alphabet(alphabet).with_check(None).into_vec().ok()?;
    Some(Zeroizing::new(payload))
}

/// The bytes, without any checksum.
pub(super) fn plain(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    if text.len() > LONGEST {
        return None;
    }
    bs58::decode(text).into_vec().ok().map(Zeroizing::new)
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
    use super::*;

    #[test]
    fn a_run_without_end_is_not_decoded() {
        assert!(plain(&"2".repeat(LONGEST)).is_some());
        assert!(plain(&"2".repeat(LONGEST + 1)).is_none());
        let of = |bytes: usize| bs58::encode(vec![1; bytes]).with_check().into_string();
        assert!(checked(&of(78)).is_some(), "an extended key");
        assert!(checked(&of(100)).is_none());
    }
}
