//! Makes the tables of all words, when the program is built: `build.rs` calls it. Numbers are written with their lowest byte
//! first.

use super::mask::{LABELS, Mask};
use super::shape::{BITS, SEEN_BITS, SLOTS, character};
use crate::secrets::lists::LISTS;
use crate::secrets::word_hash::Hash;
use crate::text::skeleton;

/// How many Chinese characters there may be from the first one on: all of that block of Unicode.
const CHARACTERS: usize = 0x5200;

/// Of which sentences are made in English.
static COMMON: &str = include_str!("../lists/common-en.txt");

/// Of which sentences are made in Chinese, a character each.
static COMMON_ZH: &str = "的 了 是 在 不 有 我 你 他 这 這 那 个 個 们 們 吗 嗎 呢 吧 就 也 都 和 与 與 到 为 為 会 會 能 可 以 要 没 沒 \
    所 用 被 把 对 對 说 說 请 請 很 还 還 上 下 中 来 來 时 時 得 着 过 過 于 於 之 其 此 或 但 从 從 后 後";

/// Words in which people speak of seed phrases.
static TALK: &str = "seed seeds phrase phrases mnemonic recovery srp passphrase words backup";

/// The tables while they are made; `lexicon.rs` says what is in each.
pub(crate) struct Tables {
    slots: Vec<u32>,
    seen: Vec<u8>,
    characters: Vec<u16>,
    masks: Vec<[Mask; 2]>,
    /// And once past the last.
    starts: Vec<u32>,
    text: String,
    lists: Vec<u32>,
    words: Vec<u16>,
    /// The word, list and index of each place.
    places: Vec<(usize, u8, u16)>,
}

impl Tables {
    /// Makes them of the word lists.
    pub(crate) fn new() -> Self {
        let mut tables = Self {
            slots: vec![0; SLOTS],
            seen: vec![0; (1 << SEEN_BITS) / 8],
            characters: vec![0; CHARACTERS],
            // The number 0 marks an empty slot: no word has it.
            masks: vec![Default::default()],
            starts: vec![0, 0],
            text: String::new(),
            lists: vec![0],
            words: Vec::new(),
            places: Vec::new(),
        };
        let mut buffer = String::new();
        for (number, list) in LISTS.iter().enumerate() {
            for (index, word) in (0..).zip(list.text.lines()) {
                buffer.clear();
                skeleton(word, &mut buffer);
                let entry = tables.enter(&buffer);
                tables.words.push(entry as u16);
                tables.masks[entry][0] = tables.masks[entry][0].or(Mask::list(number));
                tables.places.push((entry, number as u8, index));
                // A word no longer than a stub is its own.
                if let Some((end, _)) = buffer.char_indices().nth(list.stub).filter(|_| list.stub > 0) {
                    let entry = tables.enter(&buffer[..end]);
                    tables.masks[entry][1] = tables.masks[entry][1].or(Mask::list(number));
                    tables.places.push((entry, number as u8, index));
                }
            }
            tables.lists.push(tables.words.len() as u32);
        }
        for (words, mask) in
            [(COMMON, Mask::COMMON), (COMMON_ZH, Mask::COMMON), (LABELS, Mask::LABEL), (TALK, Mask::TALK)]
        {
            for word in words.split_whitespace() {
                let entry = tables.enter(word);
                tables.masks[entry][0] = tables.masks[entry][0].or(mask);
            }
        }
        tables.places.sort_unstable();
        tables
    }

    /// The number of `skeleton`, which is entered if it is new.
    fn enter(&mut self, skeleton: &str) -> usize {
        let hash = Hash::of(skeleton.as_bytes());
        let mut slot = hash.first(BITS);
        while self.slots[slot] != 0 {
            let word = usize::from(self.slots[slot] as u16);
            if self.text[self.starts[word] as usize..self.starts[word + 1] as usize] == *skeleton {
                return word;
            }
            slot = (slot + 1) % SLOTS;
        }
        let number = self.masks.len();
        self.slots[slot] = hash.tag() | number as u32;
        self.seen[hash.first(SEEN_BITS) / 8] |= 1 << (hash.first(SEEN_BITS) % 8);
        let mut letters = skeleton.chars();
        if let (Some(letter), None) = (letters.next(), letters.next())
            && let Some(place) = character(letter).and_then(|at| self.characters.get_mut(at))
        {
            *place = number as u16;
        }
        self.masks.push(Default::default());
        self.text.push_str(skeleton);
        self.starts.push(self.text.len() as u32);
        number
    }

    /// The tables by the names of their files.
    pub(crate) fn files(&self) -> [(&'static str, Vec<u8>); 10] {
        let small = |numbers: &[u16]| numbers.iter().flat_map(|number| number.to_le_bytes()).collect();
        let large = |numbers: &[u32]| numbers.iter().flat_map(|number| number.to_le_bytes()).collect();
        let masks = self.masks.iter().flatten().flat_map(|mask| mask.0.to_le_bytes()).collect();
        let place = |&(_, list, index): &(usize, u8, u16)| {
            let [low, high] = index.to_le_bytes();
            [list, low, high]
        };
        let first = |number: usize| self.places.partition_point(|&(own, ..)| own < number) as u32;
        let firsts: Vec<u32> = (0..self.starts.len()).map(first).collect();
        [
            ("slots", large(&self.slots)),
            ("seen", self.seen.clone()),
            ("characters", small(&self.characters)),
            ("masks", masks),
            ("starts", large(&self.starts)),
            ("text", self.text.clone().into_bytes()),
            ("lists", large(&self.lists)),
            ("words", small(&self.words)),
            ("firsts", large(&firsts)),
            ("places", self.places.iter().flat_map(place).collect()),
        ]
    }
}
