//! What each token of a text is to the readers of all lists, worked out once for all of them.

use super::lexicon::{Mask, lexicon};
use super::phrase::{Reading, STUB};
use super::reader::{Announcers, Fillers};
use super::tokens::{Shape, Token};

/// What a token is to each list: a bit each in the first of these masks that has it, and nothing to the others.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Role {
    /// A word.
    pub(super) words: u32,
    /// Something that may be a mistyped word.
    pub(super) misses: u32,
    /// Something that ends a row.
    pub(super) stops: u32,
    /// It is the place of a word that is left out.
    pub(super) blank: bool,
}

impl Role {
    /// What may be a mistyped word of any list.
    const MISS: Self = Self { words: 0, misses: !0, stops: 0, blank: false };
    /// A place whose word is left out.
    const BLANK: Self = Self { words: 0, misses: 0, stops: 0, blank: true };
}

/// The roles of all tokens.
pub(super) fn roles(
    text: &str,
    tokens: &[Token],
    reading: Reading,
    fillers: &Fillers<'_>,
    announcers: &Announcers,
) -> Vec<Role> {
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
        Shape::Number(_) => Role::default(),
        Shape::Blank => Role::BLANK,
        _ if labelled && fillers.contains(token) || is_enumerator(text, token) => Role::default(),
        Shape::Unknown => Role::MISS,
        Shape::Known(_) if announcers.contains(at) => Role::default(),
        Shape::Known(word) => {
            let lists = lexicon().lists(word);
            let words = match reading {
                Reading::Stubs if token.range().len() > STUB => 0,
                Reading::Stubs => lists.or(lexicon().stubs(word)).lists(),
                Reading::Plain | Reading::Labelled => lists.lists(),
            };
            match lists.any(Mask::COMMON) {
                _ if lists.any(Mask::LABEL) && (labelled && !is_told(at) || counts(at)) => Role::default(),
                true if labelled => Role { words, ..Role::default() },
                true => Role { words, stops: !words, ..Role::default() },
                false => Role { words, misses: !words, ..Role::default() },
            }
        }
    };
    tokens.iter().enumerate().map(role).collect()
}

/// Whether nothing but marks stands before the next line.
fn ends_line(rest: &str) -> bool {
    rest.trim_start_matches([':', '：', '.', ')', ' ', '*', '_']).chars().next().is_none_or(|c| c == '\n')
}

/// Whether a token only counts: "a)", "iv."
fn is_enumerator(text: &str, token: &Token) -> bool {
    if token.range().len() > "xviii".len() || !text[token.range().end..].starts_with(['.', ')']) {
        return false;
    }
    let text = &text[token.range()];
    text.len() == 1 && text.is_ascii() || text.bytes().all(|b| b"ivxIVX".contains(&b))
}
