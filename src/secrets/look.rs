//! What the characters of a word are: letters, digits, marks that stand for letters, capitals that begin another word.

use crate::text::is_plain;

/// What the characters of a word are, at one look.
#[derive(Default)]
pub(super) struct Look {
    pub(super) letters: usize,
    pub(super) digits: usize,
    /// Whether there is a mark that stands for a letter.
    pub(super) marks: bool,
    /// Whether another word begins inside.
    pub(super) humps: bool,
    /// Whether each has a letter of its own in the skeleton.
    pub(super) plain: bool,
}

impl Look {
    /// Looks at a word.
    pub(super) fn at(text: &str) -> Self {
        let mut look = Self { plain: true, ..Self::default() };
        let mut before = ' ';
        for c in text.chars() {
            look.letters += 1;
            look.digits += usize::from(c.is_ascii_digit());
            look.marks |= matches!(c, '@' | '$' | '!');
            look.humps |= is_hump(std::mem::replace(&mut before, c), c);
            look.plain &= is_plain(c);
        }
        look
    }
}

/// Whether a word begins with `c` inside of another.
pub(super) fn is_hump(before: char, c: char) -> bool {
    is_capital(c) && before.is_lowercase()
}

/// Whether a letter is a capital; those of ASCII and Cyrillic need no table.
fn is_capital(c: char) -> bool {
    match c {
        '\0'..='\u{7f}' => c.is_ascii_uppercase(),
        '\u{400}'..='\u{45f}' => c < '\u{430}',
        _ => c.is_uppercase(),
    }
}
