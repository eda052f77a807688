//! Which lists have a row of words in a text that is long enough to be looked at, all found in one pass: a long text has
//! some words of every list, and hardly ever eight of one close together.
//!
//! Never misses a row that `reader` would keep; which of them it keeps is for it to decide.

use super::lexicon::Mask;
use super::phrase::LEAST;
use super::reader::MISSES;
use super::roles::{Others, Role};

/// The lists of which at least [`LEAST`] words stand in a row.
pub(super) fn long(roles: impl IntoIterator<Item = Role>) -> Mask {
    let mut rows = Rows::default();
    for role in roles {
        if role.others == Others::Blank {
            rows.misses = [0; 2];
        } else {
            rows.take(role.words, role.misses(), role.stops());
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
