//! What each token of a text is to the readers of all lists, worked out once for all of them.

use super::lexicon::{Mask, lexicon};
use super::phrase::{Reading, STUB};
use super::reader::{Announcers, Fillers};
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
    const NOTHING: Self = Self { words: 0, others: Others::Nothing };

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
            let lists = lexicon().lists(word);
            let stubs = if token.range().len() > STUB { Mask::default() } else { lexicon().stubs(word) };
            let is_skipped = lists.any(Mask::COMMON.or(Mask::LABEL)) || announcers.contains(at);
            let others =
                if is_skipped || is_enumerator(text, token) { Others::Nothing } else { Others::Misses };
            Role { words: lists.or(stubs).lists(), others }
        }
    }
}

/// Works out the roles of all tokens.
pub(super) fn roles(
    text: &str,
    tokens: &[Token],
    reading: Reading,
    fillers: &Fillers<'_>,
    announcers: &Announcers,
    roles: &mut Vec<Role>,
) {
    let labelled = reading == Reading::Labelled;
    let place = |at: usize| tokens.get(at).map(Token::range);
    // A word is told like the others, though it could announce one: "… is half, …", "… and begin and …".
    let is_told = |at: usize| {
        let (Some(before), Some(after)) = (at.checked_sub(1).and_then(place), place(at + 1)) else {
            return false;
        };
        &text[before.clone()] == "is" && text[tokens[at].range().end..].starts_with([',', '.', '\n'])
            || text[before] == text[after] && fillers.contains(&tokens[at + 1])
    };
    // A word counts directly before a number that ends its line: "part 2".
    let counts = |at: usize| {
        tokens.get(at + 1).is_some_and(|next| {
            matches!(next.shape, Shape::Number(1..))
                && &text[tokens[at].range().end..next.range().start] == " "
                && ends_line(&text[next.range().end..])
        })
    };
    let role = |(at, token): (usize, &Token)| match token.shape {
        Shape::Number(_) => Role::NOTHING,
        Shape::Blank => Role { words: 0, others: Others::Blank },
        _ if labelled && fillers.contains(token) || is_enumerator(text, token) => Role::NOTHING,
        Shape::Unknown => Role { words: 0, others: Others::Misses },
        Shape::Known(_) if announcers.contains(at) => Role::NOTHING,
        Shape::Known(word) => {
            let lists = lexicon().lists(word);
            let words = match reading {
                Reading::Stubs if token.range().len() > STUB => 0,
                Reading::Stubs => lists.or(lexicon().stubs(word)).lists(),
                Reading::Plain | Reading::Labelled => lists.lists(),
            };
            match lists.any(Mask::COMMON) {
                _ if lists.any(Mask::LABEL) && (labelled && !is_told(at) || counts(at)) => Role::NOTHING,
                true if labelled => Role { words, others: Others::Nothing },
                true => Role { words, others: Others::Stops },
                false => Role { words, others: Others::Misses },
            }
        }
    };
    roles.clear();
    roles.extend(tokens.iter().enumerate().map(role));
}

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
