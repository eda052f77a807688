//! Compatibility folding (NFKC, invisible characters dropped) that remembers where each piece came from.

use super::Private;
use super::characters::{begins_plain, continues, is_invisible, is_plain, plain};
use super::gaps::GAPS;
use std::borrow::Cow;
use std::ops::Range;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};
use zeroize::Zeroize;

/// A text in NFKC without invisible characters, with the way back to the original.
///
/// The text is cut before every character that does not combine with the one before it; each piece is
/// normalised by itself, so that a range of the result maps to whole pieces of the original.
pub struct Folded<'a>(Text<'a>);

/// The text of one that folding left as it was, or changed.
enum Text<'a> {
    Same(&'a str),
    Changed {
        text: Private,
        /// Where what is in it comes from, in order; the last one stands at its end.
        runs: Vec<Run>,
        /// How many characters that show nothing were dropped.
        dropped: usize,
    },
}

/// Where a stretch of a folded text comes from.
#[derive(Clone, Copy)]
struct Run {
    /// Where it begins in the folded text …
    at: u32,
    /// … and in the original.
    start: u32,
    /// Whether it was left as it was, a piece for each character; else it is one piece.
    kept: bool,
}

impl<'a> Folded<'a> {
    /// Folds `original`. Linear in its length, whatever it holds.
    pub fn new(original: &'a str) -> Self {
        if is_folded(original) {
            return Self(Text::Same(original));
        }
        let mut folding = Folding::new(original.len());
        let mut start = 0;
        loop {
            let mut odd = start + plain(&original[start..]);
            // What combines with the character before it takes it into its piece.
            if original[odd..].starts_with(continues) {
                odd = original.floor_char_boundary(odd.saturating_sub(1)).max(start);
            }
            folding.keep(start, &original[start..odd]);
            let Some(first) = original[odd..].chars().next() else { break };
            let alone = odd + first.len_utf8();
            start = original[alone..].find(|c| !continues(c)).map_or(original.len(), |more| alone + more);
            folding.push(odd, first, &original[odd..start]);
        }
        folding.note(original.len(), false);
        let Folding { text, runs, dropped } = folding;
        Self(Text::Changed { text: Private::new(text), runs, dropped })
    }

    /// Whether folding changed anything, or put two characters into one piece.
    pub fn is_changed(&self) -> bool {
        matches!(self.0, Text::Changed { .. })
    }

    /// Whether it dropped so many characters that show nothing that they may be what keeps words apart.
    pub fn has_gaps(&self) -> bool {
        matches!(self.0, Text::Changed { dropped: GAPS.., .. })
    }

    /// The folded text.
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Text::Same(text) => text,
            Text::Changed { text, .. } => text.as_str(),
        }
    }

    /// The range of the original from which `range` of the folded text came.
    pub fn source(&self, range: Range<usize>) -> Range<usize> {
        let (text, runs) = match &self.0 {
            Text::Same(text) => return whole(text, range),
            Text::Changed { text, runs, .. } => (text.as_str(), runs.as_slice()),
        };
        let of = |at: usize| {
            let next = runs.partition_point(|run| run.at as usize <= at);
            (runs[next.saturating_sub(1)], runs.get(next))
        };
        // Where in the original the place `at` of a stretch is.
        let place = |Run { at: first, start, .. }: Run, at: usize| start as usize + at - first as usize;
        let (first, _) = of(range.start);
        let start = if first.kept {
            place(first, text.floor_char_boundary(range.start))
        } else {
            first.start as usize
        };
        // What was dropped after a piece belongs to it.
        let last = range.end.saturating_sub(1).max(range.start);
        let end = match of(last) {
            (last, None) => last.start as usize,
            (run, Some(next)) => match text.ceil_char_boundary(last + 1) {
                end if run.kept && end < next.at as usize => place(run, end),
                _ => next.start as usize,
            },
        };
        start..end
    }
}

/// The whole characters that `range` touches; at least one byte of it counts.
fn whole(text: &str, range: Range<usize>) -> Range<usize> {
    let last = range.end.saturating_sub(1).max(range.start);
    let end = if last < text.len() { text.ceil_char_boundary(last + 1) } else { text.len() };
    text.floor_char_boundary(range.start)..end
}

/// A text that is being folded.
struct Folding {
    text: String,
    runs: Vec<Run>,
    dropped: usize,
}

impl Folding {
    fn new(length: usize) -> Self {
        Self { text: String::with_capacity(length), runs: Vec::new(), dropped: 0 }
    }

    /// Notes that what comes next begins at `start` in the original.
    fn note(&mut self, start: usize, kept: bool) {
        self.runs.push(Run { at: position(self.text.len()), start: position(start), kept });
    }

    /// Takes characters that folding leaves alone.
    fn keep(&mut self, start: usize, text: &str) {
        if !text.is_empty() {
            self.note(start, true);
            self.make_room(text.len());
            self.text.push_str(text);
        }
    }

    /// Takes a piece, which begins with `first`.
    fn push(&mut self, start: usize, first: char, piece: &str) {
        let (alone, shows) = (piece.len() == first.len_utf8(), !is_invisible(first));
        self.dropped += usize::from(!shows);
        self.note(start, false);
        let before = self.text.len();
        match first {
            // Most of what folding changes is one of these, and needs no tables.
            _ if alone && !shows => {}
            '\u{3000}' if alone => self.add(' '),
            '\u{ff01}'..='\u{ff5e}' if alone => {
                char::from_u32(u32::from(first) - 0xfee0).into_iter().for_each(|c| self.add(c));
            }
            _ => piece.nfkc().filter(|&c| !is_invisible(c)).for_each(|c| self.add(c)),
        }
        if self.text.len() == before {
            self.runs.pop();
        }
    }

    fn add(&mut self, c: char) {
        self.make_room(c.len_utf8());
        self.text.push(c);
    }

    /// Makes room for more. What a text that grows while it is folded, as few do, would leave behind is wiped.
    fn make_room(&mut self, more: usize) {
        if self.text.capacity() - self.text.len() < more {
            let mut roomier = String::with_capacity(2 * self.text.len() + more);
            roomier.push_str(&self.text);
            std::mem::replace(&mut self.text, roomier).zeroize();
        }
    }
}

/// A text in NFKC without invisible characters. Most text is, and asking the tables of Unicode about it costs more than all the
/// rest of reading it.
pub(crate) fn fold(text: &str) -> Cow<'_, str> {
    if text.chars().all(is_plain) {
        return text.into();
    }
    let mut folded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let after = &rest[first.len_utf8()..];
        let more = after.find(|c| !continues(c)).unwrap_or(after.len());
        let piece;
        (piece, rest) = rest.split_at(first.len_utf8() + more);
        if more == 0 && is_plain(first) {
            folded.push(first);
        } else {
            folded.extend(piece.nfkc().filter(|&c| !is_invisible(c)));
        }
    }
    folded.into()
}

/// Whether folding would change nothing, nor put two characters into one piece: most text of most languages.
fn is_folded(text: &str) -> bool {
    let stays = |c: char| !is_invisible(c) && !continues(c);
    let odd = || text.chars().filter(|&c| !is_plain(c));
    begins_plain(text.as_bytes())
        || odd().next().is_none()
        || odd().all(stays) && is_nfkc_quick(odd()) == IsNormalized::Yes
}

/// Offsets are kept in 32 bits: nothing near 4 GiB is ever scanned, inputs are bounded at 1 MiB.
fn position(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
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
    fn what_needs_no_tables_folds_as_they_say() {
        for c in ('\u{ff00}'..='\u{ff60}').chain(['\u{3000}']) {
            assert_eq!(Folded::new(&c.to_string()).as_str(), c.to_string().nfkc().to_string(), "{c:?}");
        }
    }

    #[test]
    fn what_a_range_came_from_folds_to_it() {
        let text = "a\u{301}\u{334} ｆｕｌｌ\u{200b}word\u{200b}\u{200d}か\u{3099}く — é㍿①ﾞ\u{301} …ｶﾞ\u{3000}end\u{200b}";
        let it = Folded::new(text);
        for (start, _) in it.as_str().char_indices() {
            for end in (start + 1..=it.as_str().len()).filter(|&end| it.as_str().is_char_boundary(end)) {
                let source = &text[it.source(start..end)];
                assert!(fold(source).contains(&it.as_str()[start..end]), "{start}..{end}: {source:?}");
                // No more than the pieces at either end, and what shows nothing after them.
                assert!(fold(source).chars().count() <= it.as_str()[start..end].chars().count() + 6);
            }
        }
        assert_eq!(it.source(0..it.as_str().len()), 0..text.len());
    }

    #[test]
    fn unfolded_text_maps_to_itself() {
        let (plain, changed) = ("aかé", "aかé\u{200b}");
        let (same, other) = (Folded::new(plain), Folded::new(changed));
        assert!(!same.is_changed() && other.is_changed());
        for end in 0..=plain.len() {
            for start in 0..=end.min(plain.len() - 1) {
                let expected = other.source(start..end);
                // The last piece of the other takes in what shows nothing.
                let expected = expected.start..expected.end.min(plain.len());
                assert_eq!(same.source(start..end), expected, "{start}..{end}");
            }
        }
    }

    #[test]
    fn folds_the_same_without_offsets() {
        for text in [
            "plain",
            "ｆｕｌｌ",
            "a\u{200b}b",
            "か\u{3099}くせい",
            "ｶﾞｯｺｳ",
            "いくら？",
            "㍿ e\u{301}…",
            "\u{301}a",
        ] {
            assert_eq!(fold(text), Folded::new(text).as_str(), "{text}");
            assert!(fold(text).chars().eq(text.nfkc().filter(|&c| !is_invisible(c))), "{text}");
        }
    }

    #[test]
    fn survives_hostile_text() {
        let marks = format!("a{}", "\u{301}".repeat(4000));
        assert_eq!(fold(&marks).len(), marks.len() - 1);
        let folded = Folded::new(&marks);
        assert_eq!(folded.source(0..folded.as_str().len()), 0..marks.len());
        assert_eq!(Folded::new("").source(0..0), 0..0);
    }
}
