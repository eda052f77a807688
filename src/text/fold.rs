//! Compatibility folding (NFKC, invisible characters dropped) that remembers where each piece came from.

use std::ops::Range;
use unicode_normalization::{
    IsNormalized, UnicodeNormalization, char::canonical_combining_class, is_nfkc_quick,
};

/// A text in NFKC without invisible characters, with the way back to the original.
///
/// The text is cut before every character that does not combine with the one before it; each piece is
/// normalised by itself, so that a range of the result maps to whole pieces of the original.
#[derive(Debug, Default)]
pub struct Folded {
    text: String,
    /// For each byte of `text`, and once past its end, where its piece begins in the original.
    starts: Vec<u32>,
}

impl Folded {
    /// Folds `original`. Linear in its length, whatever it holds.
    pub fn new(original: &str) -> Self {
        let mut folded = Self { text: String::with_capacity(original.len()), starts: Vec::new() };
        folded.starts.reserve(original.len() + 1);
        if is_folded(original) {
            folded.text.push_str(original);
            for (at, c) in original.char_indices() {
                folded.starts.extend(std::iter::repeat_n(position(at), c.len_utf8()));
            }
            folded.starts.push(position(original.len()));
            return folded;
        }
        let mut chars = original.char_indices().peekable();
        while let Some((start, _)) = chars.next() {
            let mut end = original.len();
            while let Some(&(next, character)) = chars.peek() {
                if !continues(character) {
                    end = next;
                    break;
                }
                chars.next();
            }
            folded.push(start, &original[start..end]);
        }
        folded.starts.push(position(original.len()));
        folded
    }

    /// The folded text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The range of the original from which `range` of the folded text came.
    pub fn source(&self, range: Range<usize>) -> Range<usize> {
        let start = self.starts[range.start];
        // The end of the last piece touched is the start of the next different one.
        let last = self.starts[range.end.saturating_sub(1).max(range.start)];
        let end = self.starts[range.end..].iter().copied().find(|&start| start > last).unwrap_or(last);
        start as usize..end as usize
    }

    fn push(&mut self, start: usize, piece: &str) {
        let before = self.text.len();
        if piece.is_ascii() {
            self.text.push_str(piece);
        } else {
            self.text.extend(piece.nfkc().filter(|&c| !is_invisible(c)));
        }
        self.starts.extend(std::iter::repeat_n(position(start), self.text.len() - before));
    }
}

/// The text with spaces where it has characters that show nothing, each as long as what it replaces; or nothing,
/// if it has hardly any.
pub fn spell_gaps(text: &str) -> Option<String> {
    // A flag or a family among emoji has up to six.
    text.chars().filter(|&c| is_invisible(c)).nth(7)?;
    let mut gapped = String::with_capacity(text.len());
    for c in text.chars() {
        if is_invisible(c) {
            gapped.extend(std::iter::repeat_n(' ', c.len_utf8()));
        } else {
            gapped.push(c);
        }
    }
    Some(gapped)
}

/// Whether folding would change nothing, nor put two characters into one piece: most text of most languages.
fn is_folded(text: &str) -> bool {
    let plain = |c: char| c.is_ascii() || !is_invisible(c) && !continues(c);
    text.chars().all(plain) && is_nfkc_quick(text.chars()) == IsNormalized::Yes
}

/// Offsets are kept in 32 bits: nothing near 4 GiB is ever scanned, inputs are bounded at 1 MiB.
fn position(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}

/// Whether a character belongs to the piece of the one before it (a combining mark, a half-width voicing
/// mark, a Hangul vowel or final that composes with what stands before).
fn continues(c: char) -> bool {
    canonical_combining_class(c) != 0 || matches!(c, '\u{ff9e}' | '\u{ff9f}' | '\u{1161}'..='\u{11ff}')
}

/// Characters that show nothing: format characters (Cf), variation selectors and fillers.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}'
        | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Folds, and maps the place of `needle` back to the original.
    fn check(original: &str, folded: &str, needle: &str, source: &str) {
        let it = Folded::new(original);
        assert_eq!(it.as_str(), folded);
        let at = it.as_str().find(needle).expect("needle");
        assert_eq!(&original[it.source(at..at + needle.len())], source);
    }

    #[test]
    fn maps_back() {
        check("plain ASCII", "plain ASCII", "ASCII", "ASCII");
        check("ｆｕｌｌ width", "full width", "full", "ｆｕｌｌ");
        check("a\u{200b}b\u{200d}c", "abc", "bc", "b\u{200d}c");
        check("か\u{3099}くせい", "がくせい", "が", "か\u{3099}");
        check("ｶﾞｯｺｳ", "ガッコウ", "ガ", "ｶﾞ");
        check("①abandon", "1abandon", "1", "①");
        check("㍿", "株式会社", "式", "㍿");
    }

    #[test]
    fn survives_hostile_text() {
        let marks = format!("a{}", "\u{301}".repeat(4000));
        let folded = Folded::new(&marks);
        assert_eq!(folded.source(0..folded.as_str().len()), 0..marks.len());
        assert_eq!(Folded::new("").source(0..0), 0..0);
    }
}
