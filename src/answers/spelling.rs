//! Mistyped words: an unknown word borrows the known one it most resembles.

use super::hash::{Fold, Keys, Map};
use super::rank::small;
use strsim::{jaro_winkler, osa_distance};

/// Shorter words have too many neighbours: "tax" is not "tx".
const SHORTEST: usize = 4;
/// Longer words are no words.
const LONGEST: usize = 24;
/// From this length on, two slips still leave the word plain.
const LONG: usize = 8;
/// How alike a neighbour must be; words that only share their ends fall below it.
const ALIKE: f64 = 0.86;

/// The known words, found by the pairs of letters in them.
#[derive(Debug, Default)]
pub(super) struct Spelling {
    /// The words, one behind the other, in the order in which they were learnt, and where each ends.
    letters: String,
    ends: Vec<u32>,
    /// The hash of each word, and the number of the word by its place.
    keys: Keys,
    numbers: Vec<Number>,
    /// Where the words with each pair of letters begin, and once past the last.
    starts: Vec<u32>,
    pairs: Vec<Number>,
}

/// Words while they are learnt.
#[derive(Debug, Default)]
pub(super) struct Words {
    letters: String,
    ends: Vec<u32>,
    numbers: Map<u32, Number>,
}

impl Words {
    /// Learns a word; of equal likeness later ones yield to earlier ones.
    pub(super) fn learn(&mut self, word: &str) {
        let key = Fold::default().with_text(word).key();
        let (Ok(number), false) = (Number::try_from(self.ends.len()), self.numbers.contains_key(&key)) else {
            return;
        };
        if word.bytes().all(|letter| code(letter).is_some()) {
            self.numbers.insert(key, number);
            self.letters += word;
            self.ends.push(small(self.letters.len()));
        }
    }
}

/// The number of a word. Later ones than these are not known: a book of answers has some 6,000.
type Number = u16;

impl Spelling {
    /// Sorts words that have been learnt.
    pub(super) fn new(Words { letters, ends, numbers }: Words) -> Self {
        let mut spelling = Self { letters, ends, ..Self::default() };
        let mut keys: Vec<(u32, Number)> = numbers.into_iter().collect();
        keys.sort_unstable();
        spelling.numbers = keys.iter().map(|(_, number)| *number).collect();
        spelling.keys = Keys::new(keys.into_iter().map(|(key, _)| key).collect());
        let words = 0..spelling.ends.len();
        let mut all: Vec<(usize, Number)> = words
            .filter_map(|at| Some((spelling.word(at)?, Number::try_from(at).ok()?)))
            .flat_map(|(word, number)| pairs(word).map(move |pair| (pair, number)))
            .collect();
        all.sort_unstable();
        all.dedup();
        spelling.starts =
            (0..=PAIRS).map(|pair| small(all.partition_point(|(own, _)| *own < pair))).collect();
        spelling.pairs = all.into_iter().map(|(_, number)| number).collect();
        spelling.letters.shrink_to_fit();
        spelling.ends.shrink_to_fit();
        spelling
    }

    /// Whether the word is known as it is.
    pub(super) fn knows(&self, word: &str) -> bool {
        let place = self.keys.place(Fold::default().with_text(word).key());
        place.is_some_and(|place| self.word(usize::from(self.numbers[place])) == Some(word))
    }

    /// The known word that an unknown one is taken for.
    pub(super) fn nearest(&self, word: &str) -> Option<&str> {
        let length = word.len();
        if !(SHORTEST..=LONGEST).contains(&length) || !word.bytes().all(|b| b.is_ascii_lowercase()) {
            return None;
        }
        let slips = if length >= LONG { 2 } else { 1 };
        let mut shared: Map<Number, usize> = Map::default();
        for pair in pairs(word) {
            let numbers = &self.pairs[self.starts[pair] as usize..self.starts[pair + 1] as usize];
            numbers.iter().for_each(|&number| *shared.entry(number).or_default() += 1);
        }
        // A slip breaks at most three of the pairs of letters: an exchange touches three.
        let needed = (length + 1).saturating_sub(3 * slips).max(1);
        let candidates = shared.into_iter().filter(|&(_, count)| count >= needed);
        let near = candidates.filter_map(|(number, _)| {
            let known = self.word(usize::from(number))?;
            let fits = known.len() >= SHORTEST && known.len().abs_diff(length) <= slips;
            let distance = fits.then(|| osa_distance(word, known)).filter(|&distance| distance <= slips)?;
            let alike = jaro_winkler(word, known);
            (alike >= ALIKE).then_some((distance, alike, number))
        });
        let best = near.min_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)).then(a.2.cmp(&b.2)))?;
        self.word(usize::from(best.2))
    }

    /// A known word by its number.
    fn word(&self, number: usize) -> Option<&str> {
        let from = number.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).copied())?;
        self.letters.get(from as usize..*self.ends.get(number)? as usize)
    }
}

/// So many letters a word may have, and pairs of them: the alphabet, the digits, and the end of a word.
const LETTERS: usize = 26 + 10 + 1;
const PAIRS: usize = LETTERS * LETTERS;

/// The number of a letter.
fn code(letter: u8) -> Option<usize> {
    match letter {
        b'a'..=b'z' => Some(usize::from(letter - b'a') + 1),
        b'0'..=b'9' => Some(usize::from(letter - b'0') + 27),
        _ => None,
    }
}

/// The pairs of neighbouring letters of a word by number, its ends being letters too.
fn pairs(word: &str) -> impl Iterator<Item = usize> {
    let letters = || word.bytes().map(|letter| code(letter).unwrap_or_default());
    let before = std::iter::once(0).chain(letters());
    before.zip(letters().chain(std::iter::once(0))).map(|(a, b)| a * LETTERS + b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn borrows() {
        let words =
            ["chain", "balance", "transaction", "password", "disappeared", "phone", "send", "gas", "stake"];
        let mut known = Words::default();
        words.into_iter().for_each(|word| known.learn(word));
        let spelling = Spelling::new(known);
        for (typed, meant) in [
            ("chian", Some("chain")),
            ("balence", Some("balance")),
            ("transacton", Some("transaction")),
            ("trasnacion", Some("transaction")),
            ("passwrod", Some("password")),
            ("dissapeared", Some("disappeared")),
            ("phon", Some("phone")),
            ("gaz", None),
            ("sand", None),
            ("steak", None),
            ("keyboard", None),
            ("日本語", None),
        ] {
            assert_eq!(spelling.nearest(typed), meant, "{typed}");
        }
    }
}
