//! A row of list words, whatever stands between them: a candidate for being a phrase.
//!
//! Where in a text they are is for `candidates` to find. Whether one is a phrase, each family proves by its own checksum;
//! see `family`.

use super::evidence::{self, is_random};
use super::lists::{self, list};
use super::naming::{self, Name};
use std::cell::OnceCell;
use std::ops::{Deref, Range};

/// One place in a phrase.
#[derive(Clone, Copy)]
pub(super) struct Slot {
    /// Its word, unless it is missing.
    pub(super) word: Option<evidence::Word>,
    /// Which token of the text fills it.
    pub(super) token: usize,
}

/// One place in a phrase that has been read: small, because a text may have a hundred thousand of them.
#[derive(Clone, Copy)]
pub(super) struct Place {
    /// Its word, unless it is missing.
    word: Option<evidence::Word>,
    /// Where it stands in the text.
    start: u32,
    end: u32,
    /// Whether something sets the row off before it.
    bound: bool,
    /// Whether a word for a phrase stands directly before it: "my seed phrase …".
    announced: bool,
}

impl Place {
    pub(super) fn new(
        word: Option<evidence::Word>,
        range: Range<usize>,
        bound: bool,
        announced: bool,
    ) -> Self {
        // Texts are bounded far below 4 GiB.
        Self { word, start: range.start as u32, end: range.end as u32, bound, announced }
    }
}

/// A row of words of one list.
#[derive(Clone)]
pub(super) struct Phrase {
    /// The list, by its place among all of them.
    pub(super) list: usize,
    pub(super) places: Vec<Place>,
    /// Whether something sets the row off after its last place.
    pub(super) ends: bool,
    /// Whether something other than a space stands between the words.
    pub(super) apart: bool,
    /// Whether its words follow the alphabet, forwards or backwards.
    pub(super) alphabetical: bool,
    /// Whether it is laid out as a list of things.
    pub(super) things: bool,
    /// Whether some of its words were cut out of longer ones.
    pub(super) compounds: bool,
    /// Whether labels or fillers stand between its words.
    pub(super) labelled: bool,
    /// What the words beside it call it, worked out when the first family asks.
    pub(super) name: OnceCell<Name>,
    /// Beside each place, whether nothing but other sentences stands before it, and after it; worked out when the first
    /// window asks.
    pub(super) alone: OnceCell<Vec<[bool; 2]>>,
    /// Whether this is another order of a row that was also read as it was written.
    pub(super) reordered: bool,
}

/// The words of some places that follow each other: no list or length of it costs an allocation.
pub(super) struct Window {
    words: [evidence::Word; LONGEST],
    count: usize,
}

impl Window {
    /// The words of these places, if none is missing and they are no more than a phrase has.
    fn of(places: &[Place]) -> Option<Self> {
        Some(Self::present(places)).filter(|window| window.count == places.len())
    }

    /// The words of these places that are not missing, as many as a phrase has.
    fn present(places: &[Place]) -> Self {
        let mut words = [evidence::Word { index: 0, common: false, mended: false }; LONGEST];
        let present = places.iter().filter_map(|place| place.word);
        let count = words.iter_mut().zip(present).map(|(word, present)| *word = present).count();
        Self { words, count }
    }
}

impl Deref for Window {
    type Target = [evidence::Word];

    fn deref(&self) -> &[evidence::Word] {
        &self.words[..self.count]
    }
}

/// The fewest list words worth looking at: eleven with up to three mistyped or left out.
pub(super) const LEAST: usize = 8;
/// The fewest places of a phrase that somebody meant to be one: twelve with the last one hidden.
pub(super) const LIKELY: usize = 11;
/// What ends a sentence.
pub(super) const SENTENCE_ENDS: [char; 6] = ['.', '?', '!', '。', '？', '！'];
/// The most words somebody mistypes in one phrase.
pub(super) const MENDED: usize = 2;
/// The longest phrase is a share of 33 words; more are several, or no phrase at all.
pub(super) const LONGEST: usize = 40;
/// Of twelve words drawn by lot from the English list, 0.1 % have more of which sentences are made, from Electrum's old
/// list 0.6 %; in a sentence it is every second.
const COMMON: usize = 4;
/// The same where something other than a space stands between them.
const COMMON_APART: usize = 6;
/// The same in Chinese: of twelve characters drawn by lot, 0.3 % have more of the eighty that are listed.
const COMMON_CHINESE: usize = 2;
/// So many windows of twelve words are tried wherever they begin in a row: it may have taken in words around the phrase.
/// Three words more are a bit more of checksum, so twice as many windows say as little. Of a longer row only windows
/// that the layout sets off are.
const WINDOWS: usize = 6;

impl Phrase {
    /// How many places it has.
    pub(super) fn len(&self) -> usize {
        self.places.len()
    }

    /// The words in its places.
    pub(super) fn words(&self) -> impl Iterator<Item = Option<evidence::Word>> {
        self.places.iter().map(|place| place.word)
    }

    /// Whether something sets the row off before this place, or after the last.
    fn bound(&self, place: usize) -> bool {
        self.places.get(place).map_or(self.ends, |place| place.bound)
    }

    /// How many of its words stand there as they should.
    pub(super) fn exact(&self) -> usize {
        self.places.iter().filter_map(|place| place.word).filter(|word| !word.mended).count()
    }

    /// The indices of `count` words from `start` on, if they are all there and set off well enough to be tried.
    pub(super) fn window(&self, start: usize, count: usize) -> Option<Window> {
        let (windows, end) = (self.len() + 1 - count, start + count);
        // Two phrases may follow each other with nothing between them.
        let (before, after) = (start.is_multiple_of(12), (self.len() - end).is_multiple_of(12));
        let set_off =
            (before || self.bound(start)) && (after || self.bound(end)) || self.places[start].announced;
        if windows > WINDOWS << (count.saturating_sub(12) / 3) && !set_off {
            return None;
        }
        Window::of(&self.places[start..start + count])
    }

    /// Whether the words of a window could have been drawn by lot.
    pub(super) fn is_random(&self, words: &[evidence::Word]) -> bool {
        let common = match self.apart {
            _ if is_chinese(self.list) => COMMON_CHINESE,
            true => COMMON_APART,
            false => COMMON,
        };
        is_random(words, lists::words(self.list).len(), common)
    }

    /// The same, but for how many of them sentences are made of: one phrase in a few thousand reads like a sentence.
    pub(super) fn is_varied(&self, words: &[evidence::Word]) -> bool {
        const EVERY: usize = 12;
        is_random(words, lists::words(self.list).len(), EVERY)
    }

    /// Whether the whole row resembles a phrase, checksum or not, if so many places make one. Of a row that is `named` a
    /// phrase more words may be common.
    pub(super) fn is_likely(&self, least: usize, named: bool) -> bool {
        let common = if named || self.labelled { COMMON_APART } else { COMMON };
        // Any Chinese sentence is a row of list words: only characters set apart are more than that.
        let may_be = (least..=LONGEST).contains(&self.len())
            && !self.alphabetical
            && (self.apart || !is_chinese(self.list));
        may_be && {
            let words = Window::present(&self.places);
            let mended = words.iter().filter(|word| word.mended).count();
            words.len() - mended >= LEAST
                && mended <= MENDED
                && is_random(&words, lists::words(self.list).len(), common)
        }
    }

    /// Whether a word of it was mistyped.
    pub(super) fn has_mended(&self) -> bool {
        self.words().flatten().any(|word| word.mended)
    }

    /// What the words beside the whole row in `text` call it.
    pub(super) fn name(&self, text: &str) -> Name {
        *self.name.get_or_init(|| naming::name(text, &self.range(0..self.len())))
    }

    /// Whether nothing but other sentences stands before and after a window of a row as it is written in `text`.
    pub(super) fn is_alone(&self, text: &str, places: &Range<usize>) -> bool {
        // A mebibyte of blanks beside a row is looked at once, not for every window.
        let alone = self.alone.get_or_init(|| {
            let blank = |c: char| c.is_whitespace() && c != '\n';
            let ends = |c: char| c == '\n' || SENTENCE_ENDS.contains(&c) || matches!(c, ':' | '：');
            let beside = |place: &Place| {
                let before = text[..place.start as usize].chars().rev().find(|&c| !blank(c));
                let after = text[place.end as usize..].chars().find(|&c| !blank(c));
                [before, after].map(|c| c.is_none_or(ends))
            };
            self.places.iter().map(beside).collect()
        });
        alone[places.start][0] && alone[places.end - 1][1]
    }

    /// From where in the text to where the places of a window reach.
    pub(super) fn range(&self, places: Range<usize>) -> Range<usize> {
        let places = &self.places[places];
        let start = places.iter().map(|place| place.start).min().unwrap_or(0);
        start as usize..places.iter().map(|place| place.end).max().unwrap_or(start) as usize
    }
}

pub(super) fn is_chinese(list: usize) -> bool {
    list::BIP39_ZH.contains(&list) || list == list::MONERO_ZH
}
