//! Whether a word was mistyped: which word of a list it is one slip away from.

use super::lexicon;
use super::lists::LISTS;
use super::word_hash::Hash;
use crate::text::skeleton;
use std::sync::OnceLock;
use zeroize::Zeroizing;

/// The index of the first word of `list` that `text` is one slip away from: a letter wrong, missing, too many, or
/// two swapped.
pub(super) fn near(text: &str, list: usize) -> Option<u16> {
    let mut typed = Zeroizing::new(String::new());
    skeleton(text, &mut typed);
    let is_near =
        |index: &u16| lexicon::at(list, *index).is_some_and(|word| is_one_slip(&typed, lexicon::text(word)));
    let mut letters = typed.chars();
    let (first, second, more) = (letters.next()?, letters.next(), letters.count());
    let others = match second {
        // Any single letter is one slip away from any other.
        None => (0..)
            .zip(lexicon::words(list))
            .take_while(|&(_, word)| is_single(lexicon::text(word)))
            .map(|(index, _)| index)
            .find(is_near),
        // Two that are swapped share neither their head nor their tail.
        Some(second) if more == 0 => {
            let swapped = Zeroizing::new(String::from_iter([second, first]));
            lexicon::find(&swapped).and_then(|word| lexicon::index(word, list)).filter(is_near)
        }
        Some(_) => None,
    };
    // No other comes before the first of all, as of Chinese characters.
    if others == Some(0) {
        return others;
    }
    let letters = 1 + usize::from(second.is_some()) + more;
    Ends::of(list).shared_with(&typed, letters).filter(is_near).chain(others).min()
}

/// The index of the word of `list` that a camera took for `text`: two letters that look like one, or one like two.
pub(super) fn misread(text: &str, list: usize) -> Option<u16> {
    const ALIKE: [(&str, &str); 6] =
        [("rn", "m"), ("m", "rn"), ("cl", "d"), ("d", "cl"), ("vv", "w"), ("li", "h")];
    ALIKE.into_iter().filter(|(seen, _)| text.contains(seen)).find_map(|(seen, meant)| {
        let word = lexicon::find(&Zeroizing::new(text.replacen(seen, meant, 1)))?;
        lexicon::index(word, list)
    })
}

fn is_single(word: &str) -> bool {
    word.chars().nth(1).is_none()
}

/// How many letters at the head of a word of so many, or at its tail, one slip leaves as they were, three at most: those
/// tell nearly all others apart. Of one or two letters it may leave none; then one is shared unless it was swapped.
fn kept(letters: usize) -> usize {
    (letters.saturating_sub(1) / 2).clamp(1, 3)
}

/// The words of a list by their first letters and by their last ones, and how many there are.
struct Ends(Vec<(u32, u16)>);

impl Ends {
    fn of(list: usize) -> &'static Self {
        static ALL: [OnceLock<Ends>; LISTS.len()] = [const { OnceLock::new() }; LISTS.len()];
        ALL[list].get_or_init(|| {
            let mut ends = Vec::new();
            for (index, word) in (0..).zip(lexicon::words(list)) {
                let word = lexicon::text(word);
                let letters = word.chars().count();
                // Of whoever types one letter more or less, another number is kept.
                let mut counts = [letters.saturating_sub(1), letters, letters + 1].map(kept).to_vec();
                counts.dedup();
                let keys = counts.into_iter().flat_map(|kept| keys(word, letters, kept));
                ends.extend(keys.map(|key| (key, index)));
            }
            ends.sort_unstable();
            Self(ends)
        })
    }

    /// The indices of the words that begin or end like `typed` and have about as many letters.
    fn shared_with(&self, typed: &str, letters: usize) -> impl Iterator<Item = u16> {
        let lengths = letters.saturating_sub(1)..=letters + 1;
        let keys = lengths.flat_map(move |length| keys(typed, length, kept(letters)));
        keys.flat_map(|key| {
            let first = self.0.partition_point(|&(own, _)| own < key);
            self.0[first..].iter().take_while(move |&&(own, _)| own == key).map(|&(_, index)| index)
        })
    }
}

/// What the first letters of a word and its last ones go by, if it has this length.
fn keys(word: &str, length: usize, kept: usize) -> [u32; 2] {
    let head = word.char_indices().nth(kept).map_or(word.len(), |(at, _)| at);
    let tail = word.char_indices().nth_back(kept - 1).map_or(0, |(at, _)| at);
    let key = |side: u64, letters: &str| Hash::of(letters.as_bytes()).add(side << 8 | length as u64).short();
    [key(0, &word[..head]), key(1, &word[tail..])]
}

/// Whether two different words are one slip apart.
fn is_one_slip(a: &str, b: &str) -> bool {
    if a == b {
        return false;
    }
    if a.is_ascii() && b.is_ascii() {
        return differ_by_one(a.as_bytes(), b.as_bytes());
    }
    // Kana and Han take three bytes each.
    if let (Some(a), Some(b)) = (threes(a), threes(b)) {
        return differ_by_one(a, b);
    }
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    differ_by_one(&a, &b)
}

/// The letters of a word in which each takes three bytes.
fn threes(word: &str) -> Option<&[[u8; 3]]> {
    let (letters, []) = word.as_bytes().as_chunks::<3>() else { return None };
    letters.iter().all(|[first, ..]| matches!(first, 0xe0..=0xef)).then_some(letters)
}

/// Whether between two different rows of letters one is other, missing or too many, or two are swapped.
fn differ_by_one<T: PartialEq>(a: &[T], b: &[T]) -> bool {
    let head = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[head..], &b[head..]);
    let tail = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
    match (&a[..a.len() - tail], &b[..b.len() - tail]) {
        ([] | [_], [] | [_]) => true,
        ([a, b], [c, d]) => (a, b) == (d, c),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::proofs::rng::Rng;
    use super::*;
    use crate::secrets::lists::list;

    #[test]
    fn no_slip_is_overlooked() {
        let mut rng = Rng::named(8, "slips");
        for list in [list::BIP39_EN, list::BIP39_JA, list::MONERO_EN, list::MONERO_JA] {
            for _ in 0..200 {
                let words: Vec<_> = lexicon::words(list).collect();
                let mut letters: Vec<char> = lexicon::text(words[rng.below(words.len())]).chars().collect();
                let count = letters.len();
                let (at, other) = (rng.below(count), letters[rng.below(count)]);
                match rng.below(4) {
                    0 => drop(letters.remove(at)),
                    1 => letters.insert(at, other),
                    2 => letters[at] = other,
                    _ => letters.swap(at, (at + 1) % count),
                }
                let typed: String = letters.into_iter().collect();
                let expected = words.iter().position(|&word| is_one_slip(&typed, lexicon::text(word)));
                assert_eq!(near(&typed, list), expected.map(|index| index as u16), "{typed}");
            }
        }
    }

    #[test]
    fn slips_are_forgiven() {
        let check = |typed: &str, near_to: bool| {
            assert_eq!(is_one_slip(typed, "abandon"), near_to, "{typed}");
        };
        for typed in ["abandn", "abanndon", "abandom", "abnadon", "bandon", "abandons"] {
            check(typed, true);
        }
        for typed in ["abandon", "abadno", "about", "abanodnx", "band"] {
            check(typed, false);
        }
        assert_eq!(near("AbAndoon", list::BIP39_EN), Some(0));
        assert_eq!(near("qqqqqq", list::BIP39_EN), None);
        let palm = lexicon::find("palm").and_then(|word| lexicon::index(word, list::BIP39_EN));
        assert_eq!((misread("palrn", list::BIP39_EN), misread("palrm", list::BIP39_EN)), (palm, None));
    }
}
