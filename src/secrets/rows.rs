//! Which lists have a row of words in a text that is long enough to be looked at, all found in one pass: a long text has
//! some words of every list, and hardly ever eight of one close together.
//!
//! Never misses a row that `reader` would keep; which of them it keeps is for it to decide.

use super::lexicon::{Mask, lexicon};
use super::phrase::{LEAST, Reading};
use super::reader::{Announcers, Fillers, MISSES};
use super::tokens::{Shape, Token};

/// The lists of which at least [`LEAST`] words stand in a row.
pub(super) fn long(
    tokens: &[Token],
    reading: Reading,
    fillers: &Fillers<'_>,
    announcers: &Announcers,
) -> Mask {
    let labelled = reading == Reading::Labelled;
    let mut rows = Rows::default();
    for (at, token) in tokens.iter().enumerate() {
        match token.shape {
            Shape::Number(_) => {}
            Shape::Blank => rows.misses = [0; 2],
            _ if labelled && fillers.contains(token) => {}
            Shape::Unknown => rows.take(0, !0, 0),
            Shape::Known(_) if announcers.contains(at) => {}
            Shape::Known(word) => {
                let lists = lexicon().lists(word);
                let hits = match reading {
                    Reading::Stubs if token.range().len() > 4 => 0,
                    Reading::Stubs => lists.or(lexicon().stubs(word)).lists(),
                    Reading::Plain | Reading::Labelled => lists.lists(),
                };
                match lists.any(Mask::COMMON) {
                    _ if labelled && lists.any(Mask::LABEL) => {}
                    true if labelled => rows.take(hits, 0, 0),
                    true => rows.take(hits, 0, !hits),
                    false => rows.take(hits, !hits, 0),
                }
            }
        }
    }
    Mask::of_lists(rows.long)
}

/// Where each list stands, as one bit of each mask: how many of its words are in a row, up to eight, in four binary
/// digits; and how many misses have been since the last of them, up to two, a mask for each number.
#[derive(Default)]
struct Rows {
    words: [u32; 4],
    misses: [u32; 2],
    long: u32,
}

impl Rows {
    /// Takes a token: a word to some lists, a miss to some, the end of a row to others.
    fn take(&mut self, hits: u32, misses: u32, stops: u32) {
        const { assert!(LEAST == 8 && MISSES == 2, "the masks count as far as that") };
        let [one, two] = self.misses;
        let ended = stops | misses & two;
        let stay = !(hits | misses | stops);
        self.misses = [one & stay | misses & !(one | two), two & stay | misses & one];
        let [a, b, c, d] = self.words.map(|digit| digit & !ended);
        self.words = [a ^ hits, b ^ a & hits, c ^ b & a & hits, d | c & b & a & hits];
        self.long |= self.words[3];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(row: &str, expected: bool) {
        let mut rows = Rows::default();
        for token in row.chars() {
            match token {
                'w' => rows.take(1, 0, 0),
                'm' => rows.take(0, 1, 0),
                's' => rows.take(0, 0, 1),
                _ => rows.take(0, 0, 0),
            }
        }
        assert_eq!(rows.long == 1, expected, "{row}");
    }

    #[test]
    fn eight_words_are_a_row() {
        check("wwwwwwww", true);
        check("wwwwwww", false);
        check("wwwwmmwwww", true);
        check("wwwwmmmwwww", false);
        check("wwwwmxmxwwww", true);
        check("wwwwmxmxmwwww", false);
        check("wmmwmmwmmwmmwmmwmmwmmw", true);
        check("wwwwwwwswwwwwww", false);
        check("swwwwwwww", true);
        check("wwwwwwwwsm", true);
        check("mmmmwwwwwwww", true);
    }
}
