//! Cuts a text into runs: the stretches of letters and digits that can be a key, whole, in chunks or broken
//! over lines. What a run means is for the detectors of each kind to decide.

use super::join::Join;
use super::stretch::Stretch;
use super::view::View;
use crate::text::{Private, is_emoji};
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

/// A stretch of letters and digits, or several that may be one key.
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
    /// How many stretches were tried as a piece of a run.
    pub(super) steps: usize,
}

#[derive(Debug)]
pub(super) struct Joined {
    pub(super) characters: Range<usize>,
    pub(super) range: Range<usize>,
}

impl Runs {
    /// Takes the stretches of `text`, and what they are together. Linear in its length.
    pub(super) fn new(text: &str, stretches: &[Stretch]) -> Self {
        let mut join = Join::new(text, stretches);
        join.neighbours();
        join.fragments();
        let Join { joined, characters, steps, .. } = join;
        let whole = stretches.iter().filter(|stretch| stretch.len() >= SHORTEST).map(Stretch::range);
        let says = |c: char| !is_emoji(c) && c.is_alphanumeric();
        let first = text.find(says).unwrap_or_default();
        let last = text.rfind(says).unwrap_or_default();
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
