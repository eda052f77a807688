//! The form in which words are compared: lower case, without accents, katakana as hiragana.

use super::fold::is_plain;
use unicode_normalization::UnicodeNormalization;

/// Appends the skeleton of `word` to `to`.
///
/// Accents go where people leave them out: on Latin, Greek and Cyrillic letters. Kana keep their voicing marks,
/// which tell words apart, and Hangul stays composed.
pub fn skeleton(word: &str, to: &mut String) {
    if word.is_ascii() {
        to.extend(word.bytes().map(|byte| char::from(byte.to_ascii_lowercase())));
        return;
    }
    // What is composed already needs no composing, as nearly all words do not.
    if word.chars().all(is_plain) {
        word.chars().for_each(|c| add(c, to));
    } else {
        word.nfc().for_each(|c| add(c, to));
    }
}

/// Whether a character is its own skeleton, and stands for nothing else: hiragana, Han and Hangul.
pub(crate) fn is_own_skeleton(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{3096}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}')
}

/// Appends the skeleton of a composed character.
fn add(c: char, to: &mut String) {
    match c {
        'а'..='я' if c != 'й' => to.push(c),
        'А'..='Я' if c != 'Й' => to.extend(char::from_u32(u32::from(c) + 0x20)),
        '\0'..='\u{7f}' => to.push(c.to_ascii_lowercase()),
        '\u{30a1}'..='\u{30f6}' => to.extend(char::from_u32(u32::from(c) - 0x60)),
        // Latin, Greek and Cyrillic blocks, and the extensions of the first two.
        '\0'..='\u{52f}' | '\u{1e00}'..='\u{1fff}' => {
            to.extend([c].into_iter().nfd().filter(|c| !is_accent(*c)).flat_map(char::to_lowercase));
        }
        _ => to.push(c),
    }
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
