//! Every word of every wallet's word list, in one table that answers in a few nanoseconds.
//!
//! It knows which lists a word or a four-letter stub of one belongs to, and whether the word is one of which
//! sentences are made. What a row of such words means is for others to decide.
//!
//! The tables are made when the program is built (`lexicon/tables.rs`): a bot that starts reads none of them, and what nobody
//! has asked for takes no memory.

mod mask;
mod shape;

pub(super) use mask::{LABELS, Mask};

use super::word_hash::Hash;
use shape::{BITS, SEEN_BITS, SLOTS, character};
use std::num::NonZeroU16;
use std::ops::Range;

/// A table that `build.rs` has written, as rows of so many bytes. It begins where a line of the processor's cache does.
macro_rules! table {
    ($name:literal) => {{
        #[repr(align(64))]
        struct Aligned<const SIZE: usize>([u8; SIZE]);
        const FILE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/", $name));
        static TABLE: Aligned<{ FILE.len() }> =
            Aligned(*include_bytes!(concat!(env!("OUT_DIR"), "/", $name)));
        TABLE.0.as_chunks().0
    }};
}

/// A hash table with linear probing: in each slot a word's number and 16 more bits of its hash, or 0.
static TABLE: &[[u8; 4]] = table!("slots");
/// A bit for each value of the first bits of a hash, set where a word has it.
static SEEN: &[[u8; 1]] = table!("seen");
/// The words that are one Chinese character, by that: it takes no hash to find them.
static CHARACTERS: &[[u8; 2]] = table!("characters");
/// Where each word is one and where it is a stub: nearly all that is asked of it, and so apart from the rest.
static MASKS: &[[u8; 8]] = table!("masks");
/// Where each word begins in the text of all, and once past the last.
static STARTS: &[[u8; 4]] = table!("starts");
/// The skeletons of all words.
static TEXT: &str = include_str!(concat!(env!("OUT_DIR"), "/text"));
/// Where each list begins among the words of all, and once past the last.
static BEGINS: &[[u8; 4]] = table!("lists");
/// The words of all lists.
static WORDS: &[[u8; 2]] = table!("words");
/// Where each word begins among the places of all, and once past the last.
static FIRSTS: &[[u8; 4]] = table!("firsts");
/// The list and index of each place.
static PLACES: &[[u8; 3]] = table!("places");

/// A word the lexicon knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Word(NonZeroU16);

impl Word {
    fn of(number: [u8; 2]) -> Option<Self> {
        NonZeroU16::new(u16::from_le_bytes(number)).map(Self)
    }

    fn number(self) -> usize {
        usize::from(self.0.get())
    }
}

/// What a word is.
#[derive(Clone, Copy, Default)]
pub(super) struct Masks {
    /// Where it is a word, and what else it is.
    pub(super) lists: Mask,
    /// Where its letters are the stub of a longer word.
    pub(super) stubs: Mask,
}

/// The word that a single Chinese character is.
pub(super) fn find_character(letter: char) -> Option<Word> {
    Word::of(*CHARACTERS.get(character(letter)?)?)
}

/// The word with this skeleton.
pub(super) fn find(skeleton: &str) -> Option<Word> {
    find_hashed(skeleton, Hash::of(skeleton.as_bytes()))
}

/// The same, if the hash is known.
pub(super) fn find_hashed(skeleton: &str, hash: Hash) -> Option<Word> {
    probe(hash).find(|&word| text(word) == skeleton)
}

/// The word that these ASCII letters are, in whatever case, by the hash of their skeleton.
pub(super) fn find_letters(letters: &str, hash: Hash) -> Option<Word> {
    probe(hash).find(|&word| text(word).eq_ignore_ascii_case(letters))
}

/// What the word with this hash is. One unknown word in a hundred thousand is taken for a known one.
pub(super) fn masks(hash: Hash) -> Masks {
    probe(hash).next().map_or_else(Masks::default, masks_of)
}

/// What a word is.
pub(super) fn masks_of(word: Word) -> Masks {
    let row = u64::from_le_bytes(MASKS[word.number()]);
    Masks { lists: Mask(row as u32), stubs: Mask((row >> 32) as u32) }
}

fn probe(hash: Hash) -> impl Iterator<Item = Word> {
    let bit = hash.first(SEEN_BITS);
    let is_seen = SEEN[bit / 8][0] >> (bit % 8) & 1 == 1;
    let end = if is_seen { usize::MAX } else { 0 };
    let slots = (hash.first(BITS)..end).map(|slot| u32::from_le_bytes(TABLE[slot % SLOTS]));
    slots
        .take_while(|&slot| slot != 0)
        .filter(move |slot| slot & 0xffff_0000 == hash.tag())
        .filter_map(|slot| NonZeroU16::new(slot as u16).map(Word))
}

/// The skeleton of a word.
pub(super) fn text(word: Word) -> &'static str {
    &TEXT[between(STARTS, word.number())]
}

/// The lists a word stands in, and what else it is.
pub(super) fn lists(word: Word) -> Mask {
    masks_of(word).lists
}

/// The lists of which it is the stub of a word.
pub(super) fn stubs(word: Word) -> Mask {
    masks_of(word).stubs
}

/// The index in `list` of a word or of the word it is the stub of.
pub(super) fn index(word: Word, list: usize) -> Option<u16> {
    let places = &PLACES[between(FIRSTS, word.number())];
    places
        .iter()
        .find(|&&[own, ..]| usize::from(own) == list)
        .map(|&[_, low, high]| u16::from_le_bytes([low, high]))
}

/// The word at this index of a list.
pub(super) fn at(list: usize, index: u16) -> Option<Word> {
    WORDS[between(BEGINS, list)].get(usize::from(index)).and_then(|&number| Word::of(number))
}

/// The words of a list, in its order.
pub(super) fn words(list: usize) -> impl Iterator<Item = Word> {
    WORDS[between(BEGINS, list)].iter().filter_map(|&number| Word::of(number))
}

/// From the number in one row of a table to that in the next.
fn between(table: &[[u8; 4]], row: usize) -> Range<usize> {
    let [start, end] = [row, row + 1].map(|row| u32::from_le_bytes(table[row]) as usize);
    start..end
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secrets::disguise::LONGEST;
    use crate::secrets::foreign::LABEL;
    use crate::secrets::lists::{self, LISTS, list};
    use crate::text::skeleton;

    #[test]
    fn every_word_is_found_at_its_place() {
        for (number, list) in LISTS.iter().enumerate() {
            for (index, word) in lists::words(number).iter().enumerate() {
                let mut buffer = String::new();
                skeleton(word, &mut buffer);
                let found = find(&buffer).unwrap_or_else(|| panic!("{word} of {}", list.id));
                assert_eq!(super::index(found, number), Some(index as u16), "{word} of {}", list.id);
                assert!(lists(found).any(Mask::list(number)));
                let mut letters = buffer.chars();
                let (Some(letter), more) = (letters.next(), letters.count()) else {
                    panic!("{word} is empty")
                };
                assert!(more < LONGEST, "{word} of {} is longer than all", list.id);
                let is_character = more == 0 && letter >= '\u{4e00}';
                assert_eq!(find_character(letter).filter(|_| more == 0), is_character.then_some(found));
            }
        }
        assert!(MASKS.len() < usize::from(u16::MAX), "words are numbered in 16 bits");
    }

    #[test]
    fn stubs_stand_for_their_word() {
        let stub = find("aban").expect("stub");
        assert_eq!(index(stub, list::BIP39_EN), Some(0));
        assert!(stubs(stub).any(Mask::list(list::BIP39_EN)));
        assert!(!lists(stub).any(Mask::list(list::BIP39_EN)));
        assert_eq!(find("xyzzy"), None);
    }

    #[test]
    fn labels_of_scripts_without_gaps_are_short() {
        let labels = LABELS.split_whitespace().filter(|label| label.chars().all(|c| c >= '\u{2e80}'));
        for label in labels {
            assert!(label.chars().count() <= LABEL as usize, "{label}");
        }
    }
}
