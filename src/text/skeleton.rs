//! The form in which words are compared: lower case, without accents, katakana as hiragana.

use super::characters::is_plain;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;

/// Appends the skeleton of `word` to `to`.
///
/// Accents go where people leave them out: on Latin, Greek and Cyrillic letters. Kana keep their voicing marks,
/// which tell words apart, and Hangul stays composed.
pub fn skeleton(word: &str, to: &mut String) {
    let start = to.len();
    if word.is_ascii() {
        to.push_str(word);
        return to[start..].make_ascii_lowercase();
    }
    // What is composed already needs no composing, as nearly all words do not.
    for c in word.chars() {
        if !is_plain(c) {
            to.truncate(start);
            return word.nfc().for_each(|c| add(c, to));
        }
        add(c, to);
    }
}

/// Appends the skeleton of a character that stands by itself.
pub(crate) fn skeleton_of(c: char, to: &mut String) {
    if is_plain(c) { add(c, to) } else { c.nfc().for_each(|c| add(c, to)) }
}

/// Whether a character is its own skeleton, and stands for nothing else: hiragana, Han and Hangul.
pub(crate) fn is_own_skeleton(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{3096}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}')
}

/// Appends the skeleton of a composed character.
fn add(c: char, to: &mut String) {
    match c {
        '\0'..='\u{7f}' => to.push(c.to_ascii_lowercase()),
        '\u{80}'..LETTERS_END => match LETTERS[c as usize] {
            '\0' => add_letter(c, to),
            letter => to.push(letter),
        },
        '\u{30a1}'..='\u{30f6}' => to.extend(char::from_u32(u32::from(c) - 0x60)),
        '\u{1e00}'..='\u{1fff}' => add_letter(c, to),
        _ => to.push(c),
    }
}

/// The end of the blocks of Latin, Greek and Cyrillic, but for the extensions of the first two.
const LETTERS_END: char = '\u{530}';

/// The skeletons of their characters, where that is one character; else nothing.
static LETTERS: LazyLock<[char; LETTERS_END as usize]> = LazyLock::new(|| {
    std::array::from_fn(|c| {
        let mut skeleton = String::new();
        char::from_u32(c as u32).into_iter().for_each(|c| add_letter(c, &mut skeleton));
        let mut letters = skeleton.chars();
        letters.next().filter(|_| letters.next().is_none()).unwrap_or_default()
    })
});

/// Appends the skeleton of a letter of Latin, Greek or Cyrillic.
fn add_letter(c: char, to: &mut String) {
    to.extend(c.nfd().filter(|c| !is_accent(*c)).flat_map(char::to_lowercase));
}

/// Whether `c` is a mark that combines with the letter before it.
fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compares_what_people_type() {
        let check = |word: &str, expected: &str| {
            let mut to = String::new();
            skeleton(word, &mut to);
            assert_eq!(to, expected);
        };
        check("Abandon", "abandon");
        check("ÁBACO", "abaco");
        check("a\u{301}baco", "abaco");
        check("ñandú", "nandu");
        check("ケガレ", "けがれ");
        check("ガ", "が");
        check("か\u{3099}", "が");
        check("Йод", "иод");
        check("가격", "가격");
        check("的", "的");
    }
}
