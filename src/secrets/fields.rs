//! Reads single fields out of JSON, whole or cut, also escaped inside a string, as YAML or as a program's
//! object. Nothing is parsed: a wallet file deserves to be found even if it lost its last brace on the way,
//! and no nesting can cost more than its length.

use memchr::memmem::Finder;
use std::ops::Range;

/// The named value that comes first: its place in `text`.
pub(super) fn field(text: &str, name: &str) -> Option<Range<usize>> {
    next(text, &Finder::new(name), 0)
}

/// The named value that comes first at or after `from`.
fn next(text: &str, name: &Finder<'_>, from: usize) -> Option<Range<usize>> {
    let mut at = from;
    loop {
        let found = at + name.find(text.as_bytes().get(at..)?)?;
        at = found + name.needle().len();
        if let Some(range) = value(text, found, at) {
            return Some(range);
        }
    }
}

/// Every place where the named field stands, the value of each.
pub(super) fn fields<'a>(text: &'a str, name: &'static str) -> impl Iterator<Item = Range<usize>> + 'a {
    let (name, mut at) = (Finder::new(name), 0);
    std::iter::from_fn(move || {
        let range = next(text, &name, at)?;
        at = range.end;
        Some(range)
    })
}

/// The value after a name that stands at `start..end`, if it is a name and not part of another word.
fn value(text: &str, start: usize, end: usize) -> Option<Range<usize>> {
    let is_word = |b: &u8| b.is_ascii_alphanumeric() || *b == b'_';
    let bytes = text.as_bytes();
    if start > 0 && is_word(&bytes[start - 1]) {
        return None;
    }
    let mut at = skip(bytes, end, |b| matches!(b, b'"' | b'\'' | b'\\' | b'`'));
    at = skip(bytes, at, |b| b.is_ascii_whitespace());
    if !matches!(bytes.get(at), Some(b':' | b'=')) {
        return None;
    }
    at = skip(bytes, at + 1, |b| b.is_ascii_whitespace());
    let start = skip(bytes, at, |b| matches!(b, b'"' | b'\'' | b'\\' | b'`'));
    let ends =
        |b: u8| matches!(b, b'"' | b'\'' | b'\\' | b'`' | b',' | b'}' | b']') || b.is_ascii_whitespace();
    let end = skip(bytes, start, |b| !ends(b));
    Some(start..end)
}

fn skip(bytes: &[u8], from: usize, of: impl Fn(u8) -> bool) -> usize {
    from + bytes[from..].iter().take_while(|&&b| of(b)).count()
}

/// Whether a value is so many hex digits and random enough to be no example.
pub(super) fn is_hex(value: &str, length: usize) -> bool {
    value.len() == length && value.bytes().all(|b| b.is_ascii_hexdigit()) && !super::hex::is_pattern(value)
}

/// How many bytes a value of base64 holds; none if it is something else, or one character over and over.
pub(super) fn base64_length(value: &str) -> Option<usize> {
    let digits = value.trim_end_matches('=');
    let in_alphabet = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'-' | b'_');
    let distinct = digits.bytes().fold(0_u128, |seen, b| seen | 1 << (b & 0x7f)).count_ones();
    (digits.bytes().all(in_alphabet) && distinct >= 8).then_some(digits.len() * 3 / 4)
}

/// The stretch of a text around `at` in which the fields of one object stand.
pub(super) fn around(text: &str, at: usize, reach: usize) -> &str {
    let floor = |at: usize| (0..=at).rev().find(|&at| text.is_char_boundary(at)).unwrap_or_default();
    &text[floor(at.saturating_sub(reach))..floor((at + reach).min(text.len()))]
}
