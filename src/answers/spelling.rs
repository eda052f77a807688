//! Mistyped words: an unknown word borrows the known one it most resembles.

use super::hash::Map;
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
    words: Map<Box<str>, u32>,
    list: Vec<Box<str>>,
    pairs: Map<[u8; 2], Vec<u32>>,
}

impl Spelling {
    /// Learns words; later ones of equal likeness yield to earlier ones.
    pub(super) fn new<'a>(words: impl IntoIterator<Item = &'a str>) -> Self {
        let mut spelling = Self::default();
        for word in words {
            let at = u32::try_from(spelling.list.len()).unwrap_or(u32::MAX);
            if !word.is_ascii() || spelling.words.contains_key(word) {
                continue;
            }
            spelling.words.insert(word.into(), at);
            spelling.list.push(word.into());
            for pair in pairs(word) {
                let list = spelling.pairs.entry(pair).or_default();
                if list.last() != Some(&at) {
                    list.push(at);
                }
            }
        }
        spelling
    }

    /// Whether the word is known as it is.
    pub(super) fn knows(&self, word: &str) -> bool {
        self.words.contains_key(word)
    }

    /// The known word that an unknown one is taken for.
    pub(super) fn nearest(&self, word: &str) -> Option<&str> {
        let length = word.len();
        if !(SHORTEST..=LONGEST).contains(&length) || !word.bytes().all(|b| b.is_ascii_lowercase()) {
            return None;
        }
        let slips = if length >= LONG { 2 } else { 1 };
        let mut shared: Map<u32, usize> = Map::default();
        for list in pairs(word).filter_map(|pair| self.pairs.get(&pair)) {
            list.iter().for_each(|&at| *shared.entry(at).or_default() += 1);
        }
        // A slip breaks at most three of the pairs of letters: an exchange touches three.
        let needed = (length + 1).saturating_sub(3 * slips).max(1);
        let candidates = shared.into_iter().filter(|&(_, count)| count >= needed);
        let near = candidates.filter_map(|(at, _)| {
            let known = self.list.get(at as usize)?;
            let fits = known.len() >= SHORTEST && known.len().abs_diff(length) <= slips;
            let distance = fits.then(|| osa_distance(word, known)).filter(|&distance| distance <= slips)?;
            let alike = jaro_winkler(word, known);
            (alike >= ALIKE).then_some((distance, alike, at))
        });
        let best = near.min_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)).then(a.2.cmp(&b.2)))?;
        self.list.get(best.2 as usize).map(|word| &**word)
    }
}

/// The pairs of neighbouring letters of a word, its ends being letters too.
fn pairs(word: &str) -> impl Iterator<Item = [u8; 2]> {
    let before = std::iter::once(b' ').chain(word.bytes());
    before.zip(word.bytes().chain(std::iter::once(b' '))).map(|(a, b)| [a, b])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn borrows() {
        let words =
            ["chain", "balance", "transaction", "password", "disappeared", "phone", "send", "gas", "stake"];
        let spelling = Spelling::new(words);
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
