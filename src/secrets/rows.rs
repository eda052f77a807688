//! Where in a text words of one list stand in a row that is long enough to be looked at, for all lists in one pass: a long
//! text has some words of every list, and hardly ever eight of one close together.
//!
//! Never misses a row that `reader` would keep; which of them it keeps is for it to decide.

use super::lists::LISTS;
use super::phrase::LEAST;
use super::reader::MISSES;
use super::roles::{Others, Role};
use std::ops::Range;

/// At least [`LEAST`] words in a row.
pub(super) struct Row {
    /// Their list.
    pub(super) list: usize,
    /// The tokens from the first of them to what ended the row.
    pub(super) tokens: Range<usize>,
}

/// Where each list stands, as one bit of each mask: how many of its words are in a row, up to eight, in four binary
/// digits; and how many misses have been since the last of them, up to two, a mask for each number.
#[derive(Default)]
pub(super) struct Rows {
    words: [u32; 4],
    misses: [u32; 2],
    /// How many tokens there were.
    count: usize,
    /// Where the row of each list begins.
    starts: [usize; LISTS.len()],
    /// Those found so far; those of each list are in order.
    pub(super) long: Vec<Row>,
}

impl Rows {
    /// Reads tokens of these roles, of which the first has this number.
    pub(super) fn read(&mut self, first: usize, roles: impl IntoIterator<Item = Role>) {
        self.count = first;
        for role in roles {
            self.take(role);
        }
        self.end(u32::MAX);
    }

    /// Takes a token: a word to some lists, a miss to some, the end of a row to others.
    #[inline]
    fn take(&mut self, role: Role) {
        const { assert!(LEAST == 8 && MISSES == 2, "the masks count as far as that") };
        let [a, b, c, d] = self.words;
        match role.others {
            Others::Blank => self.misses = [0; 2],
            Others::Nothing if role.words == 0 => {}
            // Between rows.
            _ if role.words | a | b | c | d == 0 => {}
            _ => {
                let (hits, misses, stops) = (role.words, role.misses(), role.stops());
                let [one, two] = self.misses;
                self.end(stops | misses & two);
                let stay = !(hits | misses | stops);
                self.misses = [one & stay | misses & !(one | two), two & stay | misses & one];
                let [a, b, c, d] = self.words;
                lists(hits & !(a | b | c | d)).for_each(|list| self.starts[list] = self.count);
                self.words = [a ^ hits, b ^ a & hits, c ^ b & a & hits, d | c & b & a & hits];
            }
        }
        self.count += 1;
    }

    /// Ends the rows of these lists.
    fn end(&mut self, ended: u32) {
        for list in lists(self.words[3] & ended) {
            self.long.push(Row { list, tokens: self.starts[list]..self.count });
        }
        self.words = self.words.map(|digit| digit & !ended);
    }
}

/// The numbers of the bits that are set.
pub(super) fn lists(mut bits: u32) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let list = (bits != 0).then(|| bits.trailing_zeros() as usize)?;
        bits &= bits - 1;
        Some(list)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks which tokens are the long row among words, misses and stops: none, if it is said that there is none.
    fn check(tokens: &str, expected: impl Into<Option<Range<usize>>>) {
        let role = |token: char| match token {
            'w' => Role { words: 1, others: Others::Nothing },
            'm' => Role { words: 0, others: Others::Misses },
            's' => Role { words: 0, others: Others::Stops },
            _ => Role { words: 0, others: Others::Nothing },
        };
        let mut rows = Rows::default();
        rows.read(0, tokens.chars().map(role));
        let rows: Vec<_> = rows.long.into_iter().map(|row| (row.list, row.tokens)).collect();
        let expected: Vec<_> = expected.into().into_iter().map(|tokens| (0, tokens)).collect();
        assert_eq!(rows, expected, "{tokens}");
    }

    #[test]
    fn eight_words_are_a_row() {
        check("wwwwwwww", 0..8);
        check("wwwwwww", None);
        check("wwwwmmwwww", 0..10);
        check("wwwwmmmwwww", None);
        check("wwwwmxmxwwww", 0..12);
        check("wwwwmxmxmwwww", None);
        check("wmmwmmwmmwmmwmmwmmwmmw", 0..22);
        check("wwwwwwwswwwwwww", None);
        check("swwwwwwww", 1..9);
        check("wwwwwwwwsm", 0..8);
        check("wwwwwwwwmmm", 0..10);
        check("mmmmwwwwwwww", 4..12);
    }
}
