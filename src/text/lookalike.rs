//! Characters that are read as a Latin letter though they are another: digits in leet, Cyrillic and Greek
//! letters, small capitals, letters in boxes. What NFKC already folds is not repeated here.

use std::sync::LazyLock;

/// The letter a digit or mark stands for in leet.
pub fn leet(c: char) -> char {
    match c {
        '0' => 'o',
        '1' | '!' => 'i',
        '2' => 'z',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '6' | '9' => 'g',
        '7' => 't',
        '8' => 'b',
        c => c,
    }
}

/// The same, for writers to whom a 1 is an l.
pub fn leet_with_l(c: char) -> char {
    if matches!(c, '1' | '!') { 'l' } else { leet(c) }
}

/// Small capitals, in the order of the letters they stand for.
const SMALL_CAPITALS: [(char, char); 23] = [
    ('ᴀ', 'a'),
    ('ʙ', 'b'),
    ('ᴄ', 'c'),
    ('ᴅ', 'd'),
    ('ᴇ', 'e'),
    ('ꜰ', 'f'),
    ('ɢ', 'g'),
    ('ʜ', 'h'),
    ('ɪ', 'i'),
    ('ᴊ', 'j'),
    ('ᴋ', 'k'),
    ('ʟ', 'l'),
    ('ᴍ', 'm'),
    ('ɴ', 'n'),
    ('ᴏ', 'o'),
    ('ᴘ', 'p'),
    ('ʀ', 'r'),
    ('ꜱ', 's'),
    ('ᴛ', 't'),
    ('ᴜ', 'u'),
    ('ᴠ', 'v'),
    ('ᴡ', 'w'),
    ('ʏ', 'y'),
];

/// The Latin letter that `c`, in lower case, is taken for (after Unicode's confusables, UTS 39).
pub fn letter(c: char) -> char {
    LETTERS.get(c as usize).copied().unwrap_or_else(|| look(c))
}

/// The same of Latin, Greek and Cyrillic, in which whole texts are written.
static LETTERS: LazyLock<[char; 0x530]> =
    LazyLock::new(|| std::array::from_fn(|c| char::from_u32(c as u32).map_or('\0', look)));

fn look(c: char) -> char {
    match c {
        // ASCII, kana, Han and Hangul are what they look like.
        '\0'..='\u{7f}' | '\u{3041}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' => c,
        'а' | 'α' | 'ɑ' => 'a',
        'в' | 'β' | 'ь' => 'b',
        'с' | 'ϲ' => 'c',
        'ԁ' => 'd',
        'е' | 'ε' | 'є' | 'ҽ' => 'e',
        'ɡ' | 'ց' => 'g',
        'һ' | 'н' | 'հ' => 'h',
        'і' | 'ι' | 'ı' => 'i',
        'ј' | 'ϳ' => 'j',
        'к' | 'κ' => 'k',
        'ӏ' => 'l',
        'м' => 'm',
        'п' | 'η' | 'ո' => 'n',
        'о' | 'ο' | 'σ' | 'օ' => 'o',
        'р' | 'ρ' => 'p',
        'ԛ' => 'q',
        'г' => 'r',
        'ѕ' | 'ς' => 's',
        'т' | 'τ' => 't',
        'ц' | 'υ' | 'μ' | 'ս' => 'u',
        'ѵ' | 'ν' => 'v',
        'ԝ' | 'ш' | 'ω' => 'w',
        'х' | 'χ' => 'x',
        'у' | 'γ' | 'ү' => 'y',
        'ᴢ' | 'ζ' => 'z',
        '\u{1f150}'..='\u{1f169}' => boxed(c, 0x1f150),
        '\u{1f170}'..='\u{1f189}' => boxed(c, 0x1f170),
        '\u{1f1e6}'..='\u{1f1ff}' => boxed(c, 0x1f1e6),
        _ => SMALL_CAPITALS.iter().find(|(capital, _)| *capital == c).map_or(c, |&(_, letter)| letter),
    }
}

/// A letter of a block that runs from A to Z.
fn boxed(c: char, a: u32) -> char {
    char::from_u32(u32::from(c) - a + u32::from('a')).unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_is_meant() {
        let check = |text: &str, map: fn(char) -> char, read: &str| {
            assert_eq!(text.chars().map(map).collect::<String>(), read);
        };
        check("4b4nd0n", leet, "abandon");
        check("1eg4l", leet_with_l, "legal");
        check("аbаndоn", letter, "abandon");
        check("ᴢᴏɴᴇ", letter, "zone");
        check("🅰🅱🇨", letter, "abc");
        check("plain", letter, "plain");
    }
}
