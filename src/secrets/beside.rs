//! What people write beside the words of a phrase: fillers that come again and again, words that announce what follows.

use super::layout::labels_between;
use super::lexicon::{self, Mask};
use super::phrase::LEAST;
use super::tokens::{Shape, Token};
use std::collections::HashSet;

/// Words that come again and again between others, in a text too short for that to be chance: none in nearly all.
pub(super) struct Fillers<'a> {
    text: &'a str,
    words: Vec<&'a str>,
}

/// A text of more tokens repeats its words anyway.
pub(super) const SHORT: usize = 400;
/// A phrase hardly ever has a word four times; a filler stands between most of twelve.
const REPEATED: usize = 4;

impl<'a> Fillers<'a> {
    pub(super) fn new(text: &'a str, tokens: &[Token]) -> Self {
        if tokens.len() > SHORT {
            return Self { text, words: Vec::new() };
        }
        let mut words: Vec<_> = tokens.iter().map(|token| &text[token.range()]).collect();
        words.sort_unstable_by_key(|word| (word.len(), *word));
        let repeated = words.chunk_by(|a, b| a == b).filter(|same| same.len() >= REPEATED);
        Self { text, words: repeated.map(|same| same[0]).collect() }
    }

    pub(super) fn contains(&self, token: &Token) -> bool {
        !self.words.is_empty() && self.words.contains(&&self.text[token.range()])
    }

    /// Whether a token is a label, a number or a filler.
    pub(super) fn labels(&self, token: &Token) -> bool {
        match token.shape {
            Shape::Number(_) => true,
            Shape::Known(word) if lexicon::lists(word).any(Mask::LABEL) => true,
            _ => self.contains(token),
        }
    }

    /// Whether labels may stand between most words of a row among these tokens, be it as short as they come.
    pub(super) fn may_label(&self, tokens: &[Token]) -> bool {
        let [first, .., last] = tokens else { return false };
        let breaks = self.text[first.range().start..last.range().end].matches('\n').map(|_| ());
        let labels = tokens.iter().filter(|token| self.labels(token)).map(|_| ());
        breaks.chain(labels).nth(labels_between(LEAST) - 1).is_some()
    }
}

/// The words that announce what follows: "left half: …".
pub(super) struct Announcers(HashSet<usize>);

/// A text with more colons, or one after every fifth word, uses them for something else.
const COLONS: usize = 4;

impl Announcers {
    pub(super) fn new(text: &str, tokens: &[Token]) -> Self {
        if !text.contains(':') && !text.contains('：') {
            return Self(HashSet::new());
        }
        let announces = |&(_, token): &(usize, &Token)| {
            // Only after a word: a row of a million blanks would be trimmed once for each.
            token.word().is_some() && {
                let rest = text[token.range().end..].trim_start_matches(['*', '_', '"', '\'', ')', '`', ' ']);
                rest.starts_with([':', '：'])
            }
        };
        let found = tokens.iter().enumerate().filter(announces).map(|(at, _)| at);
        let mut found: HashSet<_> = found.take(COLONS + 1).collect();
        if found.len() > COLONS || found.len() * 5 > tokens.len() {
            return Self(HashSet::new());
        }
        // "second half:" counts as a whole.
        let counts =
            |at: &usize| tokens[*at].word().is_some_and(|word| lexicon::lists(word).any(Mask::LABEL));
        let before: Vec<_> = found.iter().filter_map(|at| at.checked_sub(1)).filter(counts).collect();
        found.extend(before);
        Self(found)
    }

    /// Whether the word at this place among the tokens is one.
    pub(super) fn contains(&self, at: usize) -> bool {
        self.0.contains(&at)
    }
}
