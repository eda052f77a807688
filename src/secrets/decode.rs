//! What is encoded in a text, one level deep: base64, hexadecimal digits, percent signs, escaped line breaks and
//! characters.
//!
//! "I encoded it, so it is safe." Only what decodes to readable text is handed back; keys that are written in hex
//! or base64 as they are have detectors of their own.

use super::stretch::Stretch;
use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use memchr::memchr;
use memchr::memmem::Finder;
use std::ops::Range;
use zeroize::Zeroizing;

/// The shortest run worth decoding: sixteen bytes, half of what the shortest phrase needs.
const BYTES: usize = 16;

/// A readable text and the run it was encoded in.
pub(super) type Decoded = (Zeroizing<String>, Range<usize>);
/// The bytes that a run stands for.
type Run = (Zeroizing<Vec<u8>>, Range<usize>);

/// Everything in `text` that decodes to something readable. Linear: no byte is decoded more than three times.
pub(super) fn decoded(text: &str, stretches: &[Stretch]) -> Vec<Decoded> {
    let readers: [fn(&str) -> Vec<Run>; 3] = [percent, escaped, escaped_characters];
    let marked = readers.into_iter().flat_map(|read| read(text));
    let found = marked.chain(hexadecimal(text, stretches)).chain(base64(text, stretches));
    found.filter_map(|(bytes, range)| Some((readable(&bytes)?, range))).collect()
}

/// The bytes as text, if that is what they are.
fn readable(bytes: &[u8]) -> Option<Zeroizing<String>> {
    let text = std::str::from_utf8(bytes).ok().filter(|text| text.len() >= BYTES)?;
    let readable = text.chars().all(|c| !c.is_control() || matches!(c, '\n' | '\r' | '\t'));
    readable.then(|| Zeroizing::new(text.to_owned()))
}

/// Words between spaces in which at least two bytes are percent-encoded: one letter with its accent.
fn percent(text: &str) -> Vec<Run> {
    let mut found = Vec::new();
    for place in words_with(b'%', text) {
        let word = &text[place.clone()];
        let (mut bytes, mut encoded) = (Zeroizing::new(Vec::with_capacity(word.len())), 0);
        let mut rest = word.as_bytes();
        while let Some((&byte, after)) = rest.split_first() {
            let escaped =
                if byte == b'%' { after.first_chunk::<2>().and_then(|digits| pair(*digits)) } else { None };
            encoded += usize::from(escaped.is_some());
            rest = if escaped.is_some() { &after[2..] } else { after };
            // In a query a plus sign is a space.
            bytes.push(escaped.unwrap_or(if byte == b'+' { b' ' } else { byte }));
        }
        if encoded >= 2 {
            found.push((bytes, place));
        }
    }
    found
}

/// The words between spaces that hold this mark.
fn words_with(mark: u8, text: &str) -> impl Iterator<Item = Range<usize>> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        let mark = at + memchr(mark, &bytes[at..])?;
        let before = bytes[at..mark].iter().rev().take_while(|byte| !byte.is_ascii_whitespace()).count();
        let after = bytes[mark..].iter().take_while(|byte| !byte.is_ascii_whitespace()).count();
        at = mark + after;
        Some(mark - before..at)
    })
}

/// Words between spaces in which at least three line breaks or tabs are written `\n`, `\r`, `\t`.
fn escaped(text: &str) -> Vec<Run> {
    let mut found = Vec::new();
    for place in words_with(b'\\', text) {
        let word = &text[place.clone()];
        let mut plain = Zeroizing::new(Vec::with_capacity(word.len()));
        let (mut rest, mut breaks) = (word.as_bytes(), 0);
        while let [first, after @ ..] = rest {
            let is_break = *first == b'\\' && matches!(after, [b'n' | b'r' | b't', ..]);
            plain.push(if is_break { b'\n' } else { *first });
            rest = if is_break { &after[1..] } else { after };
            breaks += usize::from(is_break);
        }
        if breaks >= 3 {
            found.push((plain, place));
        }
    }
    found
}

/// From the first to the last of at least four characters that are written `\u3042`, as JSON and programs write what is
/// not ASCII; what stands between them stays as it is.
fn escaped_characters(text: &str) -> Vec<Run> {
    const LEAST: usize = 4;
    let (mut units, mut count, mut range) = (Zeroizing::new(Vec::new()), 0, 0..0);
    let mut at = 0;
    let mark = Finder::new("\\u");
    while let Some(next) = mark.find(&text.as_bytes()[at..]) {
        let digits = text.as_bytes()[at + next + 2..].first_chunk::<4>();
        let unit = digits.and_then(|[a, b, c, d]| Some([pair([*a, *b])?, pair([*c, *d])?]));
        let between = if count == 0 { "" } else { &text[at..at + next] };
        at += next + 2;
        let Some(unit) = unit else {
            units.extend(between.encode_utf16());
            continue;
        };
        if count == 0 {
            range.start = at - 2;
        }
        units.extend(between.encode_utf16());
        units.push(u16::from_be_bytes(unit));
        at += 4;
        (count, range.end) = (count + 1, at);
    }
    if count < LEAST {
        Vec::new()
    } else {
        vec![(Zeroizing::new(String::from_utf16_lossy(&units).into_bytes()), range)]
    }
}

/// The longest form of a byte: `0x61`.
const BYTE: usize = 4;

/// Pairs of hexadecimal digits, in one row or each by itself with the same few marks between: `61 62`, `\x61\x62`,
/// `0x61, 0x62`.
fn hexadecimal(text: &str, stretches: &[Stretch]) -> Vec<Run> {
    let mut found = Vec::new();
    let mut pairs = Run::default();
    for range in stretches.iter().map(Stretch::range) {
        // Nearly all stretches are no byte, and too short for a row of them.
        if !(2..=BYTE).contains(&range.len()) && range.len() < 2 * BYTES {
            end(&mut pairs, &mut found);
            continue;
        }
        let word = &text[range.clone()];
        let digits = word.strip_prefix("0x").or(word.strip_prefix('x')).unwrap_or(word).as_bytes();
        let byte = digits.try_into().ok().and_then(pair);
        if byte.is_none() || range.start > pairs.1.end + 3 {
            end(&mut pairs, &mut found);
        }
        if let Some(byte) = byte {
            if pairs.0.is_empty() {
                pairs.1.start = range.start;
            }
            pairs.0.push(byte);
            pairs.1.end = range.end;
        } else if digits.len() >= 2 * BYTES
            && let (whole, []) = digits.as_chunks::<2>()
            && whole.iter().take(BYTES).all(|&digits| pair(digits).is_some_and(may_be_text))
            && let Some(bytes) = whole.iter().map(|&digits| pair(digits)).collect::<Option<_>>()
        {
            found.push((Zeroizing::new(bytes), range));
        }
    }
    end(&mut pairs, &mut found);
    found
}

/// Ends a row of pairs; keeps it if it is long enough.
fn end(pairs: &mut Run, found: &mut Vec<Run>) {
    if pairs.0.len() >= BYTES {
        found.push(std::mem::take(pairs));
    } else {
        pairs.0.clear();
    }
}

/// The byte that two hexadecimal digits stand for.
pub(super) fn pair([high, low]: [u8; 2]) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16).map(|digit| digit as u8);
    Some(digit(high)? << 4 | digit(low)?)
}

/// Whether a byte may belong to a text: the first of them tell nearly all that is random.
fn may_be_text(byte: u8) -> bool {
    byte >= b' ' && !matches!(byte, 0x7f | 0xc0 | 0xc1 | 0xf5..) || matches!(byte, b'\n' | b'\r' | b'\t')
}

/// The marks among the digits of base64, in either alphabet.
const MARKS: [u8; 4] = *b"+/-_";
/// Which bytes are digits of base64.
const DIGITS: [bool; 256] = {
    let (mut digits, mut at) = ([false; 256], 0);
    while at < digits.len() {
        digits[at] = (at as u8).is_ascii_alphanumeric();
        at += 1;
    }
    let mut at = 0;
    while at < MARKS.len() {
        digits[MARKS[at] as usize] = true;
        at += 1;
    }
    digits
};

/// Rows of base64, over several lines where each but the last is as long.
fn base64(text: &str, stretches: &[Stretch]) -> Vec<Run> {
    let bytes = text.as_bytes();
    let row = |at: usize| bytes[at..].iter().take_while(|&&byte| DIGITS[usize::from(byte)]).count();
    let (mut found, mut at) = (Vec::new(), 0);
    for stretch in stretches {
        // Nearly all stretches are words, with none of the marks beside them.
        let Range { start, end } = stretch.range();
        let is_mark = |byte: Option<&u8>| byte.is_some_and(|byte| MARKS.contains(byte));
        let is_row =
            stretch.len() * 3 / 4 >= BYTES || is_mark(bytes.get(end)) || is_mark(bytes[..start].last());
        if start < at || !is_row {
            continue;
        }
        let marks = bytes[at..start].iter().rev().take_while(|byte| MARKS.contains(byte)).count();
        let start = start - marks;
        let mut length = row(start);
        at = start + length;
        if length * 3 / 4 < BYTES || !begins_text(&bytes[start..at]) {
            continue;
        }
        let mut digits = Zeroizing::new(bytes[start..at].to_vec());
        // Encoders break lines at 64 or 76.
        while matches!(length, 64 | 76) {
            let gap = breaks(&bytes[at..]);
            length = if gap == 0 { 0 } else { row(at + gap) };
            if length > 0 {
                digits.extend_from_slice(&bytes[at + gap..at + gap + length]);
                at += gap + length;
            }
        }
        found.extend(undo(&mut digits).map(|bytes| (Zeroizing::new(bytes), start..at)));
    }
    found
}

/// Whether a row of base64 begins like a text.
fn begins_text(row: &[u8]) -> bool {
    let Some(head) = row.first_chunk::<BYTES>() else { return false };
    let (mut digits, mut bytes) = (Zeroizing::new(*head), Zeroizing::new([0; BYTES]));
    standardize(&mut *digits);
    let decoded = BASE64.decode_slice(*digits, &mut *bytes);
    decoded.is_ok_and(|length| bytes[..length].iter().all(|&byte| may_be_text(byte)))
}

static BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::RequireNone),
);

/// The bytes that a row of base64 stands for.
fn undo(digits: &mut [u8]) -> Option<Vec<u8>> {
    standardize(digits);
    // One digit beyond a group of four carries nothing.
    let whole = digits.len() - usize::from(digits.len() % 4 == 1);
    BASE64.decode(&digits[..whole]).ok()
}

/// Writes digits of the alphabet for addresses in the usual one.
fn standardize(digits: &mut [u8]) {
    for digit in digits {
        *digit = match *digit {
            b'-' => b'+',
            b'_' => b'/',
            digit => digit,
        };
    }
}

/// The length of a line break at the head of `bytes`.
fn breaks(bytes: &[u8]) -> usize {
    match bytes {
        [b'\r', b'\n', ..] => 2,
        [b'\n', ..] => 1,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::super::stretch::stretches;
    use super::*;

    fn check(text: &str, expected: &[(&str, &str)]) {
        let found = decoded(text, &stretches(text));
        let found: Vec<_> =
            found.iter().map(|(decoded, range)| (decoded.as_str(), &text[range.clone()])).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn reads_one_level() {
        let plain = "nothing to see here";
        check("see bm90aGluZyB0byBzZWUgaGVyZQ== ok", &[(plain, "bm90aGluZyB0byBzZWUgaGVyZQ")]);
        check("6e6f7468696e6720746f207365652068657265", &[(plain, "6e6f7468696e6720746f207365652068657265")]);
        check(r"nothing\nto\nsee\nhere", &[("nothing\nto\nsee\nhere", r"nothing\nto\nsee\nhere")]);
        let kana = r"\u307b\u3057 \u307b\u3057\u307b\u3057";
        check(&format!("say {kana} ok"), &[("ほし ほしほし", kana)]);
        check(r"C:\users\unit\u12 and \u3042", &[]);
        check("nothing%20to%20see%20here", &[(plain, "nothing%20to%20see%20here")]);
        let apart: Vec<_> = plain.bytes().map(|byte| format!("{byte:02x}")).collect();
        check(&format!("[{}]", apart.join(" ")), &[(plain, &apart.join(" "))]);
        let prefixed = format!("0x{}", apart.join(", 0x"));
        check(&format!("[{prefixed}]"), &[(plain, &prefixed)]);
        check("just a sentence of some words that is not encoded at all", &[]);
        check(&"00ff".repeat(16), &[]);
    }
}
