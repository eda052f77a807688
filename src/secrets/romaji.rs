//! Japanese words in Latin letters: `aisatsu` is あいさつ, in Hepburn's spelling, in the ministry's or as it is typed.
//!
//! Whether the kana are words of a list, and whether those are a phrase, is for others to decide.

use super::phrase::LIKELY;
use super::view::Document;
use crate::text::Private;
use std::ops::Range;

/// A message and a few more: what is longer is a book.
const LONGEST: usize = 8 << 10;
/// What stands before the vowel, and the five syllables that this makes; where there is none, a blank.
const ROWS: [(&str, &str); 17] = [
    ("", "あいうえお"),
    ("k", "かきくけこ"),
    ("g", "がぎぐげご"),
    ("s", "さしすせそ"),
    ("z", "ざじずぜぞ"),
    ("t", "たちつてと"),
    ("d", "だぢづでど"),
    ("n", "なにぬねの"),
    ("h", "はひふへほ"),
    ("b", "ばびぶべぼ"),
    ("p", "ぱぴぷぺぽ"),
    ("m", "まみむめも"),
    ("y", "や ゆ よ"),
    ("r", "らりるれろ"),
    ("w", "わ   を"),
    ("f", "  ふ  "),
    ("ts", "  つ  "),
];
/// The same where a small letter follows, and the letter that it follows.
const SMALL: [(&str, char); 16] = [
    ("ky", 'き'),
    ("gy", 'ぎ'),
    ("sh", 'し'),
    ("sy", 'し'),
    ("j", 'じ'),
    ("jy", 'じ'),
    ("zy", 'じ'),
    ("ch", 'ち'),
    ("cy", 'ち'),
    ("ty", 'ち'),
    ("ny", 'に'),
    ("hy", 'ひ'),
    ("by", 'び'),
    ("py", 'ぴ'),
    ("my", 'み'),
    ("ry", 'り'),
];

/// The longest row of words in a document that can be read as kana, as these, if a phrase may be as short, and where it
/// stands.
pub(super) fn spelled(document: &Document<'_>) -> Option<(Private, Range<usize>)> {
    let text = document.text();
    if text.len() > LONGEST {
        return None;
    }
    let (mut row, mut best) = (Row::default(), Row::default());
    for word in text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()) {
        let start = word.as_ptr() as usize - text.as_ptr() as usize;
        let before = row.kana.len();
        if !read(word, &mut row.kana) {
            row.kana.truncate(before);
            best = best.longer(std::mem::take(&mut row));
            continue;
        }
        row.kana.push(' ');
        row.place = if row.count == 0 { start } else { row.place.start }..start + word.len();
        row.count += 1;
    }
    let best = best.longer(row);
    (best.count >= LIKELY).then(|| (Private::new(best.kana), best.place))
}

/// Words that follow each other.
#[derive(Default)]
struct Row {
    kana: String,
    count: usize,
    place: Range<usize>,
}

impl Row {
    fn longer(self, other: Self) -> Self {
        if other.count > self.count { other } else { self }
    }
}

/// Adds the kana that a word spells; returns whether it spells any, and nothing else.
fn read(word: &str, kana: &mut String) -> bool {
    let lower = |byte: u8| byte.to_ascii_lowercase();
    let vowel = |byte: u8| b"aiueo".iter().position(|&vowel| vowel == lower(byte));
    let mut rest = word.as_bytes();
    while let [first, after @ ..] = rest {
        let next = after.first().copied().map(lower);
        match (lower(*first), next) {
            (b'n', None) => kana.push('ん'),
            (b'n', Some(next)) if vowel(next).is_none() && next != b'y' => kana.push('ん'),
            (b'm', Some(b'b' | b'p')) => kana.push('ん'),
            (b't', Some(b'c')) => kana.push('っ'),
            (first, Some(next)) if first == next && vowel(first).is_none() => kana.push('っ'),
            _ => {
                let Some(count) = rest.iter().take(3).position(|&byte| vowel(byte).is_some()) else {
                    return false;
                };
                let is = |head: &str| head.as_bytes().eq_ignore_ascii_case(&rest[..count]);
                let Some(column) = vowel(rest[count]) else { return false };
                if let Some((_, letter)) = SMALL.iter().find(|(head, _)| is(head)) {
                    kana.push(*letter);
                    kana.extend(['ゃ', ' ', 'ゅ', 'ぇ', 'ょ'].get(column).filter(|&&small| small != ' '));
                } else {
                    let row = ROWS.iter().find(|(head, _)| is(head));
                    let syllable = row.and_then(|(_, row)| row.chars().nth(column)).filter(|&c| c != ' ');
                    let Some(syllable) = syllable else { return false };
                    kana.push(syllable);
                }
                rest = &rest[count + 1..];
                continue;
            }
        }
        rest = after;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kana_are_read_from_every_spelling() {
        let check = |word: &str, expected: Option<&str>| {
            let mut kana = String::new();
            assert_eq!(read(word, &mut kana).then_some(kana.as_str()), expected, "{word}");
        };
        for word in ["aisatsu", "aisatu", "Aisatsu"] {
            check(word, Some("あいさつ"));
        }
        for (word, kana) in [
            ("jiyuu", "じゆう"),
            ("shingou", "しんごう"),
            ("singou", "しんごう"),
            ("zyoukyou", "じょうきょう"),
            ("gussuri", "ぐっすり"),
            ("matcha", "まっちゃ"),
            ("konnyaku", "こんにゃく"),
            ("shimbun", "しんぶん"),
            ("fuutou", "ふうとう"),
        ] {
            check(word, Some(kana));
        }
        for word in ["planet", "wallet", "ski", "q", "wi", "été"] {
            check(word, None);
        }
    }
}
