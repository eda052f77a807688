//! What each token of a text is to the readers of all lists, worked out once for all of them.

use super::beside::{Announcers, Fillers};
use super::candidates::{Reading, STUB};
use super::lexicon::{self, Mask};
use super::tokens::{Shape, Token};

/// What a token is to each list.
#[derive(Debug, Clone, Copy)]
pub(super) struct Role {
    /// The lists of which it is a word, a bit each.
    pub(super) words: u32,
    /// What it is to the others.
    pub(super) others: Others,
}

/// What a token is to the lists of which it is no word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Others {
    /// Nothing: a number, a label, a filler.
    Nothing,
    /// Something that may be a mistyped word.
    Misses,
    /// Something that ends a row.
    Stops,
    /// A place whose word is left out.
    Blank,
}

impl Role {
    /// Of what is no word of any list, nor parts any.
    pub(super) const NOTHING: Self = Self { words: 0, others: Others::Nothing };

    /// The lists to which it may be a mistyped word.
    pub(super) fn misses(self) -> u32 {
        if self.others == Others::Misses { !self.words } else { 0 }
    }

    /// The lists of which it ends a row.
    pub(super) fn stops(self) -> u32 {
        if self.others == Others::Stops { !self.words } else { 0 }
    }
}

/// What the token at this place is at the most, in whatever way a text is read: a row that this leaves short is short in
/// each of them. Fillers are left to the readings.
pub(super) fn at_most(text: &str, at: usize, token: &Token, announcers: &Announcers) -> Role {
    match token.shape {
        Shape::Blank => Role { words: 0, others: Others::Blank },
        Shape::Unknown if !is_enumerator(text, token) => Role { words: 0, others: Others::Misses },
        Shape::Unknown | Shape::Number(_) => Role::NOTHING,
        Shape::Known(word) => {
            let lists = lexicon::lists(word);
            let stubs = if token.range().len() > STUB { Mask::default() } else { lexicon::stubs(word) };
            let is_skipped = lists.any(Mask::COMMON.or(Mask::LABEL)) || announcers.contains(at);
            let others =
                if is_skipped || is_enumerator(text, token) { Others::Nothing } else { Others::Misses };
            Role { words: lists.or(stubs).lists(), others }
        }
    }
}

/// What tells the roles of the tokens of a text that is read in one way.
pub(super) struct Roles<'a> {
    pub(super) text: &'a str,
    pub(super) tokens: &'a [Token],
    pub(super) reading: Reading,
    pub(super) fillers: &'a Fillers<'a>,
    pub(super) announcers: &'a Announcers,
}

impl Roles<'_> {
    /// The role of the token at this place.
    #[inline]
    pub(super) fn of(&self, at: usize) -> Role {
        let token = &self.tokens[at];
        let labelled = self.reading == Reading::Labelled;
        match token.shape {
            Shape::Number(_) => Role::NOTHING,
            Shape::Blank => Role { words: 0, others: Others::Blank },
            _ if labelled && self.fillers.contains(token)
                || is_enumerator(self.text, token)
                || self.leads_to_last(at) =>
            {
                Role::NOTHING
            }
            Shape::Unknown => Role { words: 0, others: Others::Misses },
            Shape::Known(_) if self.announcers.contains(at) => Role::NOTHING,
            Shape::Known(word) => {
                let lists = lexicon::lists(word);
                let words = match self.reading {
                    Reading::Stubs if token.range().len() > STUB => 0,
                    Reading::Stubs => lists.or(lexicon::stubs(word)).lists(),
                    Reading::Plain | Reading::Labelled => lists.lists(),
                };
                match lists.any(Mask::COMMON) {
                    _ if lists.any(Mask::LABEL) && (labelled && !self.is_told(at) || self.counts(at)) => {
                        Role::NOTHING
                    }
                    true if labelled => Role { words, others: Others::Nothing },
                    true => Role { words, others: Others::Stops },
                    false => Role { words, others: Others::Misses },
                }
            }
        }
    }

    /// Whether a word is told like the others, though it could announce one: "… is half, …", "… and begin and …".
    fn is_told(&self, at: usize) -> bool {
        let place = |at: usize| self.tokens.get(at).map(Token::range);
        let (Some(before), Some(after)) = (at.checked_sub(1).and_then(place), place(at + 1)) else {
            return false;
        };
        let text = self.text;
        &text[before.clone()] == "is" && text[self.tokens[at].range().end..].starts_with([',', '.', '\n'])
            || text[before] == text[after] && self.fillers.contains(&self.tokens[at + 1])
    }

    /// Whether a word leads to the last of a list with commas: "…, one, two and three".
    fn leads_to_last(&self, at: usize) -> bool {
        let [.., before, one, and] = &self.tokens[..=at] else { return false };
        let and = and.range();
        and.len() <= LONGEST_AND
            && self.text[before.range().end..one.range().start].contains(',')
            && AND.iter().any(|word| self.text[and.clone()].eq_ignore_ascii_case(word))
    }

    /// Whether a word counts, directly before a number that ends its line: "part 2".
    fn counts(&self, at: usize) -> bool {
        self.tokens.get(at + 1).is_some_and(|next| {
            matches!(next.shape, Shape::Number(1..))
                && &self.text[self.tokens[at].range().end..next.range().start] == " "
                && ends_line(&self.text[next.range().end..])
        })
    }
}

/// "And" in the languages of the lists, as it is written between words.
const AND: [&str; 7] = ["and", "y", "e", "et", "und", "a", "и"];
const LONGEST_AND: usize = 3;

/// Whether nothing but marks stands before the next line.
fn ends_line(rest: &str) -> bool {
    rest.trim_start_matches([':', '：', '.', ')', ' ', '*', '_']).chars().next().is_none_or(|c| c == '\n')
}

/// Whether a token only counts: "a)", "iv."
fn is_enumerator(text: &str, token: &Token) -> bool {
    let range = token.range();
    if range.len() > "xviii".len() || !matches!(text.as_bytes().get(range.end), Some(b'.' | b')')) {
        return false;
    }
    let text = &text[range];
    text.len() == 1 && text.is_ascii() || text.bytes().all(|b| b"ivxIVX".contains(&b))
}
