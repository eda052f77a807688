//! Every word of every wallet's word list, in one table that answers in a few nanoseconds.
//!
//! It knows which lists a word or a four-letter stub of one belongs to, and whether the word is one of which
//! sentences are made. What a row of such words means is for others to decide.

use super::lists::LISTS;
use super::word_hash::Hash;
use crate::text::skeleton;
use std::num::NonZeroU16;
use std::sync::LazyLock;

static COMMON: &str = include_str!("lists/common-en.txt");

/// Of which sentences are made in Chinese, a character each.
static COMMON_ZH: &str = "的 了 是 在 不 有 我 你 他 这 這 那 个 個 们 們 吗 嗎 呢 吧 就 也 都 和 与 與 到 为 為 会 會 能 可 以 要 没 沒 \
    所 用 被 把 对 對 说 說 请 請 很 还 還 上 下 中 来 來 时 時 得 着 过 過 于 於 之 其 此 或 但 从 從 后 後";

/// Words that number or announce other words: "the second word is". Many are list words themselves.
pub(super) static LABELS: &str = "word words number seed phrase mnemonic recovery first second third fourth fifth sixth seventh \
    eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth \
    nineteenth twentieth one two three four five six seven eight nine ten eleven twelve thirteen fourteen \
    fifteen sixteen seventeen eighteen nineteen twenty final finally last lastly next then after \
    nbsp half part rest remaining follow follows followed start starts begin begins end ends come comes \
    番目 個目 つ目 単語 言葉 最初 次 最後 前半 後半 残り は の が です 单词 단어 \
    palabra palabras mot mots parola parole palavra palavras slovo wort woord слово";

/// Words in which people speak of seed phrases.
static TALK: &str = "seed seeds phrase phrases mnemonic recovery srp passphrase words backup";

/// The lists a word stands in, one bit each, and three bits for what else it may be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Mask(u32);

impl Mask {
    /// A word of which sentences are made.
    pub(super) const COMMON: Self = Self(1 << 31);
    /// A word that numbers or announces others.
    pub(super) const LABEL: Self = Self(1 << 30);
    /// A word for seed phrases themselves.
    pub(super) const TALK: Self = Self(1 << 29);
    /// Every list.
    pub(super) const LISTS: Self = Self((1 << LISTS.len()) - 1);

    pub(super) const fn list(list: usize) -> Self {
        Self(1 << list)
    }

    pub(super) fn any(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub(super) fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// What is in it and not in another.
    pub(super) fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// The lists in it, a bit each.
    pub(super) fn lists(self) -> u32 {
        self.and(Self::LISTS).0
    }

    pub(super) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// A word the lexicon knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Word(NonZeroU16);

/// What a word is.
#[derive(Clone, Copy, Default)]
pub(super) struct Masks {
    /// Where it is a word, and what else it is.
    pub(super) lists: Mask,
    /// Where its letters are the stub of a longer word.
    pub(super) stubs: Mask,
}

/// Where what is known of a word stands.
#[derive(Clone, Copy, Default)]
struct Entry {
    /// Where its letters begin among those of all words.
    start: u32,
    /// Where its places begin among those of all words.
    places: u32,
}

/// The table of all words.
pub(super) struct Lexicon {
    /// A hash table with linear probing: in each slot a word's number and 16 more bits of its hash, or 0.
    slots: Box<[u32]>,
    /// A bit for each value of the first bits of a hash, set where a word has it: five words in six that are not there leave
    /// here, and the table of 32 KiB stays near the processor.
    seen: Box<[u64; SEEN / 64]>,
    /// The words that are one Chinese character, by that: it takes no hash to find them.
    characters: Box<[u16; CHARACTERS]>,
    /// What each word is: nearly all that is asked of one, and so apart from the rest.
    masks: Vec<Masks>,
    entries: Vec<Entry>,
    text: String,
    /// The words of each list.
    pub(super) lists: Vec<Vec<Word>>,
    /// The list and index of each place of each word, by word.
    places: Vec<(u8, u16)>,
}

/// Some 47,000 words and stubs fill the table to 36 %: a word that is not there costs 1.7 probes.
const BITS: u32 = 17;
const SLOTS: usize = 1 << BITS;
const SEEN_BITS: u32 = 18;
const SEEN: usize = 1 << SEEN_BITS;
/// The Chinese characters that all lists take theirs from.
const FIRST_CHARACTER: u32 = 0x4e00;
const CHARACTERS: usize = 0x5200;

/// The lexicon, built when first asked for.
pub(super) fn lexicon() -> &'static Lexicon {
    static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::new);
    &LEXICON
}

impl Lexicon {
    fn new() -> Self {
        let mut lexicon = Self {
            slots: vec![0; SLOTS].into_boxed_slice(),
            seen: Box::new([0; SEEN / 64]),
            characters: Box::new([0; CHARACTERS]),
            // The number 0 marks an empty slot: no word has it.
            masks: vec![Masks::default()],
            entries: vec![Entry::default()],
            text: String::new(),
            lists: vec![Vec::new(); LISTS.len()],
            places: Vec::new(),
        };
        let mut places = Vec::new();
        let mut buffer = String::new();
        for (number, list) in LISTS.iter().enumerate() {
            for (index, word) in list.text.lines().enumerate() {
                buffer.clear();
                skeleton(word, &mut buffer);
                let entry = lexicon.enter(&buffer);
                lexicon.lists[number].extend(NonZeroU16::new(entry as u16).map(Word));
                lexicon.masks[entry].lists = lexicon.masks[entry].lists.or(Mask::list(number));
                places.push((entry, number as u8, index as u16));
                // A word no longer than a stub is its own.
                if let Some((end, _)) = buffer.char_indices().nth(list.stub).filter(|_| list.stub > 0) {
                    let entry = lexicon.enter(&buffer[..end]);
                    lexicon.masks[entry].stubs = lexicon.masks[entry].stubs.or(Mask::list(number));
                    places.push((entry, number as u8, index as u16));
                }
            }
        }
        for (words, mask) in
            [(COMMON, Mask::COMMON), (COMMON_ZH, Mask::COMMON), (LABELS, Mask::LABEL), (TALK, Mask::TALK)]
        {
            for word in words.split_whitespace() {
                let entry = lexicon.enter(word);
                lexicon.masks[entry].lists = lexicon.masks[entry].lists.or(mask);
            }
        }
        // One more marks where the last one ends.
        lexicon.entries.push(Entry { start: lexicon.text.len() as u32, ..Entry::default() });
        places.sort_unstable();
        let mut at = 0;
        for (number, entry) in lexicon.entries.iter_mut().enumerate() {
            at += places[at..].iter().take_while(|&&(own, ..)| own < number).count();
            entry.places = at as u32;
        }
        lexicon.places = places.into_iter().map(|(_, list, index)| (list, index)).collect();
        lexicon
    }

    /// The number of `skeleton`, which is entered if it is new.
    fn enter(&mut self, skeleton: &str) -> usize {
        if let Some(word) = self.find(skeleton) {
            return usize::from(word.0.get());
        }
        let number = self.entries.len();
        let hash = Hash::of(skeleton.as_bytes());
        let mut slot = hash.first(BITS);
        while self.slots[slot] != 0 {
            slot = (slot + 1) % SLOTS;
        }
        self.slots[slot] = hash.tag() | number as u32;
        self.seen[hash.first(SEEN_BITS) / 64] |= 1 << (hash.first(SEEN_BITS) % 64);
        let mut letters = skeleton.chars();
        if let (Some(letter), None) = (letters.next(), letters.next())
            && let Some(place) = character(letter).and_then(|at| self.characters.get_mut(at))
        {
            *place = number as u16;
        }
        self.masks.push(Masks::default());
        self.entries.push(Entry { start: self.text.len() as u32, ..Entry::default() });
        self.text.push_str(skeleton);
        number
    }

    /// The word that a single Chinese character is.
    pub(super) fn find_character(&self, letter: char) -> Option<Word> {
        let number = *self.characters.get(character(letter)?)?;
        NonZeroU16::new(number).map(Word)
    }

    /// The word with this skeleton.
    pub(super) fn find(&self, skeleton: &str) -> Option<Word> {
        self.find_hashed(skeleton, Hash::of(skeleton.as_bytes()))
    }

    /// The same, if the hash is known.
    pub(super) fn find_hashed(&self, skeleton: &str, hash: Hash) -> Option<Word> {
        self.probe(hash).find(|&word| self.text(word) == skeleton)
    }

    /// The word that these ASCII letters are, in whatever case, by the hash of their skeleton.
    pub(super) fn find_letters(&self, letters: &str, hash: Hash) -> Option<Word> {
        self.probe(hash).find(|&word| self.text(word).eq_ignore_ascii_case(letters))
    }

    /// What the word with this hash is. One unknown word in a hundred thousand is taken for a known one.
    pub(super) fn masks(&self, hash: Hash) -> Masks {
        self.probe(hash).next().map_or_else(Masks::default, |word| self.masks_of(word))
    }

    /// What a word is.
    pub(super) fn masks_of(&self, word: Word) -> Masks {
        self.masks[usize::from(word.0.get())]
    }

    fn probe(&self, hash: Hash) -> impl Iterator<Item = Word> {
        let is_seen = self.seen[hash.first(SEEN_BITS) / 64] >> (hash.first(SEEN_BITS) % 64) & 1 == 1;
        let end = if is_seen { usize::MAX } else { 0 };
        let slots = (hash.first(BITS)..end).map(|slot| self.slots[slot % SLOTS]);
        slots
            .take_while(|&slot| slot != 0)
            .filter(move |slot| slot & 0xffff_0000 == hash.tag())
            .filter_map(|slot| NonZeroU16::new(slot as u16).map(Word))
    }

    /// The skeleton of a word.
    pub(super) fn text(&self, word: Word) -> &str {
        let number = usize::from(word.0.get());
        let end = self.entries.get(number + 1).map_or(self.text.len(), |next| next.start as usize);
        &self.text[self.entries[number].start as usize..end]
    }

    /// The lists a word stands in, and what else it is.
    pub(super) fn lists(&self, word: Word) -> Mask {
        self.masks_of(word).lists
    }

    /// The lists of which it is the stub of a word.
    pub(super) fn stubs(&self, word: Word) -> Mask {
        self.masks_of(word).stubs
    }

    /// The index in `list` of a word or of the word it is the stub of.
    pub(super) fn index(&self, word: Word, list: usize) -> Option<u16> {
        let number = usize::from(word.0.get());
        let places = self.entries[number].places as usize..self.entries[number + 1].places as usize;
        self.places[places].iter().find(|&&(own, _)| usize::from(own) == list).map(|&(_, index)| index)
    }
}

/// The place of a Chinese character among all of them, or of a letter before them none.
fn character(letter: char) -> Option<usize> {
    u32::from(letter).checked_sub(FIRST_CHARACTER).map(|at| at as usize)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secrets::disguise::LONGEST;
    use crate::secrets::foreign::LABEL;
    use crate::secrets::lists::{self, list};

    #[test]
    fn every_word_is_found_at_its_place() {
        let started = std::time::Instant::now();
        let lexicon = lexicon();
        eprintln!("{:?} {} words", started.elapsed(), lexicon.entries.len());
        for (number, list) in LISTS.iter().enumerate() {
            for (index, word) in lists::words(number).iter().enumerate() {
                let mut buffer = String::new();
                skeleton(word, &mut buffer);
                let found = lexicon.find(&buffer).unwrap_or_else(|| panic!("{word} of {}", list.id));
                assert_eq!(lexicon.index(found, number), Some(index as u16), "{word} of {}", list.id);
                assert!(lexicon.lists(found).any(Mask::list(number)));
                let mut letters = buffer.chars();
                let (Some(letter), more) = (letters.next(), letters.count()) else {
                    panic!("{word} is empty")
                };
                assert!(more < LONGEST, "{word} of {} is longer than all", list.id);
                let is_character = more == 0 && letter >= '\u{4e00}';
                assert_eq!(
                    lexicon.find_character(letter).filter(|_| more == 0),
                    is_character.then_some(found)
                );
            }
        }
        assert!(lexicon.entries.len() < usize::from(u16::MAX), "words are numbered in 16 bits");
    }

    #[test]
    fn stubs_stand_for_their_word() {
        let lexicon = lexicon();
        let stub = lexicon.find("aban").expect("stub");
        assert_eq!(lexicon.index(stub, list::BIP39_EN), Some(0));
        assert!(lexicon.stubs(stub).any(Mask::list(list::BIP39_EN)));
        assert!(!lexicon.lists(stub).any(Mask::list(list::BIP39_EN)));
        assert_eq!(lexicon.find("xyzzy"), None);
    }

    #[test]
    fn labels_of_scripts_without_gaps_are_short() {
        let labels = LABELS.split_whitespace().filter(|label| label.chars().all(|c| c >= '\u{2e80}'));
        for label in labels {
            assert!(label.chars().count() <= LABEL as usize, "{label}");
        }
    }
}
