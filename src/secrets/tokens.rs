//! A text as a row of words, numbers and blanks.
//!
//! What disguises a single word, `disguise` takes off; which rows are phrases is for `phrase` to decide.

use super::disguise::Cutter;
use super::effort::Effort;
use super::glue;
use super::lexicon::Word;
use crate::text::is_emoji;
use std::ops::Range;

/// One word, number or blank of a text.
#[derive(Clone, Copy)]
pub(super) struct Token {
    start: u32,
    end: u32,
    pub(super) shape: Shape,
}

/// What a token is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// A word the lexicon knows.
    Known(Word),
    /// A word it does not know.
    Unknown,
    /// A number that may number a word, or 0 for any other.
    Number(u8),
    /// Something that stands for a word left out: `___`, `****`.
    Blank,
}

impl Token {
    pub(super) fn new(range: Range<usize>, shape: Shape) -> Self {
        // Texts are bounded far below 4 GiB.
        Self { start: range.start as u32, end: range.end as u32, shape }
    }

    /// Where it stands in the text.
    pub(super) fn range(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// The word, if the lexicon knows it.
    pub(super) fn word(&self) -> Option<Word> {
        if let Shape::Known(word) = self.shape { Some(word) } else { None }
    }
}

/// Cuts a text into tokens.
pub(super) fn tokens(text: &str, effort: &Effort) -> Vec<Token> {
    let mut cutter = Cutter::new(text, effort);
    // Most words take six bytes and a blank; kana and Han more.
    cutter.tokens.reserve(text.len() / 7);
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        // Nearly all that stands between words.
        if OTHER[usize::from(bytes[at])] {
            at += match bytes[at] {
                // A space as pages write it.
                b'&' if bytes[at..].starts_with(b"&nbsp;") => "&nbsp;".len(),
                b'<' => mention(&bytes[at..]).unwrap_or(1),
                _ => 1,
            };
            continue;
        }
        at = cutter.ascii(at).or_else(|| cutter.lone_character(at)).unwrap_or_else(|| {
            let class = Class::at(text, at);
            let end = class.end(text, at);
            cutter.cut(class, at..end);
            end
        });
    }
    let mut tokens = cutter.tokens;
    effort.step(tokens.len());
    glue::join_letters(text, &mut tokens, effort);
    tokens
}

/// How long what Discord shows as a name, an emoji or a time at the head of `text` is: `<@1234>`, `<:smile:1234>`, `<t:1234:R>`.
fn mention(text: &[u8]) -> Option<usize> {
    /// The name of an emoji has 32 characters, an id 20 digits.
    const LONGEST: usize = 64;
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || b"@#:&!_-".contains(byte);
    let inside = &text[1..text.len().min(LONGEST)];
    let end = inside.iter().position(|byte| !is_part(byte)).filter(|&end| inside[end] == b'>')?;
    let inside = &inside[..end];
    let is_shown = matches!(inside, [b'@' | b'#' | b':', ..] | [b'a' | b't', b':', ..])
        && inside.iter().filter(|byte| byte.is_ascii_digit()).count() >= 9;
    is_shown.then_some(end + 2)
}

/// Which bytes are an ASCII character that belongs to no token.
const OTHER: [bool; 256] = {
    let (mut other, mut byte) = ([false; 256], 0);
    while byte < 128_u8 {
        other[byte as usize] = matches!(Class::of_ascii(byte), Class::Other);
        byte += 1;
    }
    other
};

/// What a character makes with its neighbours.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// Letters and digits of scripts that write words apart.
    Alphabetic,
    Kana,
    Han,
    Hangul,
    /// The mark of which blanks are made.
    Blank(char),
    Other,
}

impl Class {
    #[inline]
    pub(super) fn of(c: char) -> Self {
        match c {
            '\0'..='\u{7f}' => Self::of_ascii(c as u8),
            // Of these are whole texts made.
            '\u{4e00}'..='\u{9fff}' => Self::Han,
            '\u{3041}'..='\u{309a}' | '\u{30a1}'..='\u{30fa}' | 'ー' => Self::Kana,
            '\u{ac00}'..='\u{d7a3}' => Self::Hangul,
            '█' | '•' | '■' | '●' | '○' | '〇' | '＿' => Self::Blank(c),
            // Latin letters with accents, and Cyrillic ones.
            '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{17f}' | '\u{400}'..='\u{481}' => {
                Self::Alphabetic
            }
            // The letters that flags are made of are no letters to Unicode.
            '\u{1f1e6}'..='\u{1f1ff}' => Self::Alphabetic,
            // Punctuation.
            '\u{2000}'..='\u{206f}' | '\u{3000}'..='\u{3004}' | '\u{3008}'..='\u{3020}' => Self::Other,
            c if is_emoji(c) => Self::Other,
            c if c.is_alphanumeric() => Self::Alphabetic,
            _ => Self::Other,
        }
    }

    const fn of_ascii(byte: u8) -> Self {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'@' | b'$' => Self::Alphabetic,
            b'_' | b'*' | b'?' => Self::Blank(byte as char),
            _ => Self::Other,
        }
    }

    fn at(text: &str, at: usize) -> Self {
        text[at..].chars().next().map_or(Self::Other, Self::of)
    }

    /// Where what begins at `start` ends.
    fn end(self, text: &str, start: usize) -> usize {
        let bytes = text.as_bytes();
        let mut end = text.ceil_char_boundary(start + 1);
        loop {
            if self == Self::Alphabetic {
                end += bytes[end..].iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
                // What ends nearly all words.
                let ends = |byte: &u8| byte.is_ascii() && !matches!(byte, b'@' | b'$' | b'!' | b'\'');
                if bytes.get(end).is_none_or(ends) {
                    return end;
                }
            }
            let mut rest = text[end..].chars();
            match rest.next() {
                Some(c) if self.goes_on(c, rest.as_str()) => end += c.len_utf8(),
                _ => return end,
            }
        }
    }

    /// Whether `c`, followed by `rest`, belongs to what this class has begun.
    fn goes_on(self, c: char, rest: &str) -> bool {
        match self {
            Self::Other => false,
            // Marks that stand for letters, and apostrophes, count only inside.
            Self::Alphabetic if matches!(c, '!' | '\'' | '’') => {
                rest.chars().next().is_some_and(|next| next.is_alphanumeric() && Self::of(next) == self)
                    && c != '|'
            }
            // A combining mark stays with its letter, a key cap with its digit.
            Self::Alphabetic if matches!(c, '\u{300}'..='\u{36f}' | KEY_CAP | '\u{fe0f}') => true,
            _ => Self::of(c) == self,
        }
    }
}

/// What puts a digit on a key: `1️⃣`.
pub(super) const KEY_CAP: char = '\u{20e3}';

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_emoji_and_times_are_no_words() {
        let check =
            |text: &str, expected: Option<usize>| assert_eq!(mention(text.as_bytes()), expected, "{text}");
        for shown in [
            "<@123456789012345678>",
            "<@!123456789012345678>",
            "<#123456789012345678>",
            "<:cat:123456789012345678>",
            "<a:cat:123456789012345678>",
            "<t:1700000000:R>",
        ] {
            check(&format!("{shown} word"), Some(shown.len()));
        }
        for other in ["<b>", "<@cat>", "<@123456789012345678", "<", "<@12345678 9>"] {
            check(other, None);
        }
    }
}
