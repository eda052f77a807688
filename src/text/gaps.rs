//! Gaps that are not to be seen: characters that show nothing, and may be what keeps the words of a phrase apart.

use super::Private;
use super::characters::{is_invisible, is_plain, plain};
use std::ops::Range;

/// So many characters that show nothing make gaps: a flag or a family among emoji has up to six.
pub(super) const GAPS: usize = 8;
/// No farther apart than this, in bytes, are those between the words of a row: sixteen letters of four bytes each, and a number.
const APART: usize = 128;
/// What is said about such a row stands no farther from it.
const BESIDE: usize = 512;

/// Where in a text characters that show nothing, which folding drops, may be what keeps words apart.
pub fn gaps(text: &str) -> Vec<Range<usize>> {
    let mut gaps: Vec<(Range<usize>, usize)> = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        if is_invisible(c) {
            match gaps.last_mut().filter(|(place, _)| at - place.end <= APART) {
                Some((place, count)) => (place.end, *count) = (at, *count + 1),
                None => gaps.push((at..at, 1)),
            }
        }
        at += c.len_utf8();
        at += plain(&text[at..]);
    }
    gaps.retain(|&(_, count)| count >= GAPS);
    let mut found: Vec<Range<usize>> = Vec::new();
    for (place, _) in gaps {
        let start = text.floor_char_boundary(place.start.saturating_sub(BESIDE));
        let end = text.ceil_char_boundary(place.end + BESIDE);
        match found.last_mut().filter(|last| start <= last.end) {
            Some(last) => last.end = end,
            None => found.push(start..end),
        }
    }
    found
}

/// The text with spaces where it has characters that show nothing, each as long as what it replaces.
pub fn spell_gaps(text: &str) -> Private {
    let mut gapped = String::with_capacity(text.len());
    for c in text.chars() {
        if !is_plain(c) && is_invisible(c) {
            gapped.push_str(&"    "[..c.len_utf8()]);
        } else {
            gapped.push(c);
        }
    }
    Private::new(gapped)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_where_many_are_close() {
        let (row, far) = ("word\u{200b}".repeat(12), "x".repeat(2000));
        let check = |text: String, expected: Option<Range<usize>>| {
            assert!(gaps(&text).into_iter().eq(expected), "{text}");
        };
        check(row.clone(), Some(0..row.len()));
        check(format!("{far}{row}{far}"), Some(2000 + 4 - BESIDE..2000 + row.len() - 3 + BESIDE));
        check(format!("{row}{row}{far}"), Some(0..2 * row.len() - 3 + BESIDE));
        check("word\u{200b}".repeat(GAPS - 1), None);
        check(format!("x\u{200b}{far}").repeat(20), None);
    }
}
