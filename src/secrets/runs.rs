//! Cuts a text into runs: the stretches of letters and digits that can be a key, whole, in chunks or broken
//! over lines. What a run means is for the detectors of each kind to decide.

use super::join::Join;
use super::view::View;
use crate::text::Private;
use std::ops::{Range, RangeInclusive};

/// Which runs a kind of secret can be: their first characters and their length.
#[derive(Debug)]
pub(super) struct Shape {
    /// One of these comes first.
    pub(super) heads: &'static [u8],
    /// The run is so long.
    pub(super) lengths: RangeInclusive<usize>,
}

impl Shape {
    /// Whether a run has this shape.
    pub(super) fn fits(&self, text: &str) -> bool {
        self.lengths.contains(&text.len()) && self.heads.contains(&text.as_bytes()[0])
    }
}

/// Two less than the shortest secret in one piece, the mini key of 22, so that a cut one is still a run.
const SHORTEST: usize = 20;
/// A stretch of letters and digits.
#[derive(Clone)]
pub(super) struct Run<'a> {
    /// Its characters, all ASCII, without what stood between the pieces.
    pub(super) text: &'a str,
    /// Where it stands in the text of the view, first piece to last.
    pub(super) range: Range<usize>,
    /// Whether it stands there in one piece.
    pub(super) whole: bool,
}

/// All runs of a text.
#[derive(Debug, Default)]
pub(super) struct Runs {
    whole: Vec<Range<usize>>,
    joined: Vec<Joined>,
    /// The characters of the joined runs, one after the other.
    characters: Private,
    /// From the first letter or digit of the text to the last, of whatever script.
    said: Range<usize>,
    /// How many tokens were tried as a piece of a run.
    pub(super) steps: usize,
}

#[derive(Debug)]
pub(super) struct Joined {
    pub(super) characters: Range<usize>,
    pub(super) range: Range<usize>,
}

impl Runs {
    /// Reads `text` once. Linear in its length.
    pub(super) fn new(text: &str) -> Self {
        let tokens: Vec<Token> = Tokens { text: text.as_bytes(), at: 0 }.collect();
        let mut join = Join::new(text, &tokens);
        join.neighbours();
        join.fragments();
        let Join { joined, characters, steps, .. } = join;
        let whole = tokens.into_iter().filter(|token| token.len() >= SHORTEST).map(|token| token.range);
        let first = text.find(char::is_alphanumeric).unwrap_or_default();
        let last = text.rfind(char::is_alphanumeric).unwrap_or_default();
        Self {
            whole: whole.collect(),
            joined,
            characters: Private::new(characters),
            said: first..last,
            steps,
        }
    }

    /// Whether a text says nothing outside of `range`.
    pub(super) fn are_within(&self, range: &Range<usize>) -> bool {
        range.start <= self.said.start && self.said.end < range.end
    }

    /// Every run: those in one piece first.
    pub(super) fn of<'a>(&'a self, text: &'a str) -> impl Iterator<Item = Run<'a>> {
        let whole = self.whole.iter().map(|range| Run {
            text: &text[range.clone()],
            range: range.clone(),
            whole: true,
        });
        let joined = self.joined.iter().map(|joined| Run {
            text: &self.characters.as_str()[joined.characters.clone()],
            range: joined.range.clone(),
            whole: false,
        });
        whole.chain(joined)
    }
}

/// A maximal stretch of ASCII letters and digits.
#[derive(Debug, Clone)]
pub(super) struct Token {
    pub(super) range: Range<usize>,
    /// Whether it looks like a piece of a key rather than a word: digits, or capitals inside.
    pub(super) material: bool,
}

impl Token {
    fn new(text: &[u8], range: Range<usize>) -> Self {
        let bytes = &text[range.clone()];
        let digit = bytes.iter().any(u8::is_ascii_digit);
        let capital_inside = bytes[1..].iter().any(u8::is_ascii_uppercase);
        Self { material: digit || capital_inside, range }
    }

    pub(super) fn len(&self) -> usize {
        self.range.len()
    }
}

struct Tokens<'a> {
    text: &'a [u8],
    at: usize,
}

impl Iterator for Tokens<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        loop {
            match *self.text.get(self.at)? {
                byte if byte.is_ascii_alphanumeric() => break,
                // The letter of an escaped line break belongs to the break, not to the line after it.
                b'\\' if matches!(self.text.get(self.at + 1), Some(b'n' | b'r' | b't')) => self.at += 2,
                // Nor do the digits of an escaped byte belong to the value after it.
                b'%' if self.text[self.at..]
                    .get(1..3)
                    .is_some_and(|byte| byte.iter().all(u8::is_ascii_hexdigit)) =>
                {
                    self.at += 3;
                }
                _ => self.at += 1,
            }
        }
        let start = self.at;
        let rest = &self.text[start..];
        self.at += rest.iter().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(rest.len());
        Some(Token::new(self.text, start..self.at))
    }
}

impl View<'_> {
    /// Whether a run stands free, so that a wrong checksum is a typo and not a piece of a link or of base64.
    pub(super) fn is_value(&self, range: &Range<usize>) -> bool {
        let before = self.text[..range.start].chars().next_back();
        let after = self.text[range.end..].chars().next();
        !before.is_some_and(|c| matches!(c, '/' | '+' | '_' | '-' | '%' | '?' | '&' | '#' | '@' | '.'))
            && !after.is_some_and(|c| matches!(c, '/' | '+' | '_' | '-' | '%' | '=' | '@'))
    }

    /// Whether a line says nothing but this.
    pub(super) fn is_alone_on_its_line(&self, range: &Range<usize>) -> bool {
        let before = self.text[..range.start].rsplit('\n').next().unwrap_or_default();
        let after = self.text[range.end..].split('\n').next().unwrap_or_default();
        !before.chars().chain(after.chars()).any(char::is_alphanumeric)
    }
}
