//! What characters are to folding: left as they are, part of what stands before them, or nothing to be seen.

use unicode_normalization::char::canonical_combining_class;

/// Whether a character is known to be its own folded form, whatever stands beside it: most of most languages. The test asks
/// the tables of Unicode about each.
#[inline]
pub(crate) fn is_plain(c: char) -> bool {
    let c = c as usize;
    PLAIN.get(c / 64).is_some_and(|bits| bits >> (c % 64) & 1 == 1)
}

/// The same as ranges, in order.
const PLAIN_RANGES: [(char, char); 16] = [
    ('\0', '\u{7f}'), // ASCII
    ('«', '«'),
    ('»', '»'),
    ('\u{c0}', '\u{131}'), // Latin with accents, as one character each
    ('\u{134}', '\u{13e}'),
    ('\u{141}', '\u{148}'),
    ('\u{14a}', '\u{17e}'),
    ('\u{400}', '\u{482}'),   // Cyrillic
    ('\u{2013}', '\u{2014}'), // dashes
    ('\u{2018}', '\u{201e}'), // quotes
    ('\u{3001}', '\u{3029}'), // marks of Chinese and Japanese
    ('\u{3041}', '\u{3096}'), // kana
    ('\u{30a1}', '\u{30fe}'),
    ('\u{4e00}', '\u{9fff}'), // Han
    ('\u{ac00}', '\u{d7a3}'), // Hangul
    EMOJI,
];
/// Emoji, but for flags and letters in boxes.
const EMOJI: (char, char) = ('\u{1f300}', '\u{1faff}');

/// And as a bit for each character.
static PLAIN: [u64; EMOJI.1 as usize / 64 + 1] = {
    let mut bits = [0; EMOJI.1 as usize / 64 + 1];
    let mut range = 0;
    while range < PLAIN_RANGES.len() {
        let (first, last) = PLAIN_RANGES[range];
        let mut c = first as usize;
        while c <= last as usize {
            bits[c / 64] |= 1 << (c % 64);
            c += 1;
        }
        range += 1;
    }
    bits
};

/// Whether a character is an emoji: never a letter or a digit, which others ask the tables of Unicode about.
#[inline]
pub(crate) fn is_emoji(c: char) -> bool {
    (EMOJI.0..=EMOJI.1).contains(&c)
}

/// How much at the head of a text is plain.
pub(super) fn plain(text: &str) -> usize {
    let mut at = 0;
    loop {
        at += text.as_bytes()[at..].iter().take_while(|byte| byte.is_ascii()).count();
        match text[at..].chars().next() {
            Some(c) if is_plain(c) => at += c.len_utf8(),
            _ => return at,
        }
    }
}

/// Whether only plain characters begin with any of these bytes, or go on with them: Latin and Cyrillic text is told by its
/// bytes, many at a time.
pub(super) fn begins_plain(bytes: &[u8]) -> bool {
    let is_plain = |byte: u8| matches!(byte, 0..=0xbf | 0xc3 | 0xd0 | 0xd1 | 0xe5..=0xe9 | 0xeb | 0xec);
    bytes.chunks(64).all(|chunk| chunk.iter().fold(true, |all, &byte| all & is_plain(byte)))
}

/// Whether a character belongs to the piece of the one before it (a combining mark, a half-width voicing
/// mark, a Hangul vowel or final that composes with what stands before).
pub(super) fn continues(c: char) -> bool {
    match c {
        // Accents, all but the one that joins graphemes, and marks of Japanese and Hangul.
        '\u{300}'..='\u{34e}' | '\u{350}'..='\u{36f}' | '\u{ff9e}' | '\u{ff9f}' | '\u{1161}'..='\u{11ff}' => {
            true
        }
        // What has no tables to ask: the test asks them.
        '\u{ff01}'..='\u{ff5e}' | '\u{2000}'..='\u{20cf}' | '\u{80}'..='\u{2ff}' | '\u{3000}' => false,
        _ => !is_plain(c) && canonical_combining_class(c) != 0,
    }
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
    use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

    #[test]
    fn plain_characters_fold_to_themselves() {
        for c in ('\0'..=char::MAX).filter(|&c| is_plain(c)) {
            let text = c.to_string();
            assert!(text.nfkc().eq([c]) && !is_invisible(c) && canonical_combining_class(c) == 0, "{c:?}");
            assert_eq!(is_nfkc_quick([c].into_iter()), IsNormalized::Yes, "{c:?}");
        }
        for c in ('\0'..=char::MAX).filter(|c| begins_plain(c.to_string().as_bytes())) {
            assert!(is_plain(c), "{c:?}");
        }
    }

    #[test]
    fn what_combines_continues() {
        for c in ('\0'..=char::MAX).filter(|&c| canonical_combining_class(c) != 0) {
            assert!(continues(c), "{c:?}");
        }
        for c in ('\u{300}'..='\u{36f}').filter(|&c| continues(c)) {
            assert_ne!(canonical_combining_class(c), 0, "{c:?}");
        }
    }
}
