//! The stretches of ASCII letters and digits in a text, cut once for all who look for keys in them.

use super::letters::letters;
use std::ops::Range;

/// A maximal stretch of ASCII letters and digits. What an escape takes belongs to none: the letter of `\n`, the digits
/// of `%20`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stretch {
    start: u32,
    end: u32,
    /// Whether it looks like a piece of a key rather than a word: digits, or capitals inside.
    pub(super) material: bool,
    /// How many of its characters are digits, as far as 16 bits count.
    pub(super) digits: u16,
}

impl Stretch {
    /// Where it stands in the text.
    pub(super) fn range(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    pub(super) fn len(&self) -> usize {
        (self.end - self.start) as usize
    }
}

/// What a byte is, one bit for each sort; none for what ends a stretch.
const SORTS: [u8; 256] = {
    let (mut sorts, mut byte) = ([0; 256], 0);
    while byte < 256 {
        sorts[byte] = match byte as u8 {
            b'0'..=b'9' => DIGIT,
            b'A'..=b'Z' => CAPITAL,
            b'a'..=b'z' => SMALL,
            b'\\' | b'%' => ESCAPE,
            _ => 0,
        };
        byte += 1;
    }
    sorts
};
/// One, so that digits can be summed up.
const DIGIT: u8 = 1;
const CAPITAL: u8 = 2;
const SMALL: u8 = 4;
const ALPHANUMERIC: u8 = DIGIT | CAPITAL | SMALL;
const ESCAPE: u8 = 8;

/// All stretches of a text. Linear in its length.
pub(super) fn stretches(text: &str) -> Vec<Stretch> {
    let bytes = text.as_bytes();
    // Most words take six bytes and a blank.
    let mut stretches = Vec::with_capacity(text.len() / 7);
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let sort = SORTS[usize::from(byte)];
        if sort & ALPHANUMERIC == 0 {
            at += if sort == ESCAPE { escape(&bytes[at..]) } else { 1 };
            continue;
        }
        // Nearly all are words, and end with their first letters.
        let (_, length, capitals) = letters(&bytes[at..]);
        let mut inside = if capitals > u32::from(sort & CAPITAL != 0) { CAPITAL } else { 0 };
        let (start, mut digits) = (at, 0);
        at += length;
        while let Some(&byte) = bytes.get(at) {
            let sort = SORTS[usize::from(byte)];
            if sort & ALPHANUMERIC == 0 {
                break;
            }
            inside |= sort;
            digits += u32::from(sort & DIGIT);
            at += 1;
        }
        stretches.push(Stretch {
            // Texts are bounded far below 4 GiB.
            start: start as u32,
            end: at as u32,
            material: digits > 0 || inside & CAPITAL != 0,
            digits: u16::try_from(digits).unwrap_or(u16::MAX),
        });
    }
    stretches
}

/// How much an escape at the head of `bytes` takes, or the mark alone.
fn escape(bytes: &[u8]) -> usize {
    match bytes {
        [b'\\', b'n' | b'r' | b't', ..] => 2,
        [b'%', high, low, ..] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => 3,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_escape_takes_belongs_to_none() {
        let check = |text: &str, expected: &[&str]| {
            let found = stretches(text);
            assert_eq!(found.iter().map(|one| &text[one.range()]).collect::<Vec<_>>(), expected, "{text}");
        };
        check(r"one\ntwo\\nthree\x4", &["one", "two", "three", "x4"]);
        check("a%20b%4g 7%", &["a", "b", "4g", "7"]);
        check("キーはkey1です", &["key1"]);
        check("", &[]);
    }

    #[test]
    fn what_keys_are_made_of_is_told_from_words() {
        let check = |text: &str, material: bool, digits: u16| {
            let [one] = stretches(text)[..] else { panic!("{text} is one stretch") };
            assert_eq!((one.material, one.digits), (material, digits), "{text}");
        };
        check("word", false, 0);
        check("Word", false, 0);
        check("wOrd", true, 0);
        check("word1", true, 1);
        check("2048", true, 4);
    }
}
