//! Rows of list words in a text, whatever stands between them: the candidates for being a phrase.
//!
//! A candidate is read in every order its layout suggests. Whether it is one, each family of phrases proves by its
//! own checksum; see `family`.

use super::evidence::{self, is_random};
use super::lexicon::{LISTS, Mask, Word, lexicon, list, near};
use super::tokens::{Shape, Token};
use super::view::Effort;
use std::collections::HashMap;
use std::ops::Range;

/// One place in a phrase.
#[derive(Clone, Copy)]
pub(super) struct Slot {
    /// Its word, unless it is missing.
    word: Option<evidence::Word>,
    /// Which token of the text fills it.
    token: usize,
}

/// A row of words of one list.
#[derive(Clone)]
pub(super) struct Phrase {
    /// The list, by its place among [`LISTS`].
    pub(super) list: usize,
    slots: Vec<Slot>,
    /// The place of each slot in the text.
    places: Vec<Range<usize>>,
    /// For each slot, and once past the last: whether something set the row off before it.
    bounds: Vec<bool>,
    /// Whether something other than a space stands between the words.
    apart: bool,
    /// Whether this is another order of a row that was also read as it was written.
    pub(super) reordered: bool,
}

/// The fewest list words worth looking at: eleven with up to three mistyped or left out.
pub(super) const LEAST: usize = 8;
/// The fewest places of a phrase that somebody meant to be one: twelve with the last one hidden.
pub(super) const LIKELY: usize = 11;
/// The most words somebody mistypes in one phrase.
pub(super) const MENDED: usize = 2;
/// The longest phrase is a share of 33 words; more are several, or no phrase at all.
const LONGEST: usize = 40;
/// Of twelve words drawn by lot from the English list, 0.1 % have more of which sentences are made, from Electrum's old
/// list 0.6 %; in a sentence it is every second.
const COMMON: usize = 4;
/// The same where a checksum speaks for them, too, and where something other than a space stands between them.
pub(super) const COMMON_PROVED: usize = 5;
const COMMON_APART: usize = 6;
/// So many windows of a row are tried wherever they begin: the row may have taken in words around the phrase. Of
/// a longer row only windows that the layout sets off are.
const WINDOWS: usize = 6;

impl Phrase {
    /// How many places it has.
    pub(super) fn len(&self) -> usize {
        self.slots.len()
    }

    /// How many of its words stand there as they should.
    fn exact(&self) -> usize {
        self.slots.iter().filter_map(|slot| slot.word).filter(|word| !word.mended).count()
    }

    /// The indices of `count` words from `start` on, if they are all there and set off well enough to be tried.
    pub(super) fn window(&self, start: usize, count: usize) -> Option<Vec<evidence::Word>> {
        let windows = self.len() + 1 - count;
        if windows > WINDOWS && !(self.bounds[start] && self.bounds[start + count]) {
            return None;
        }
        self.slots[start..start + count].iter().map(|slot| slot.word).collect()
    }

    /// Whether the words of a window could have been drawn by lot. So many of which sentences are made, of
    /// every twelve, are allowed.
    pub(super) fn is_random(&self, words: &[evidence::Word], common: usize) -> bool {
        is_random(words, LISTS[self.list].size(), if self.apart { COMMON_APART } else { common })
    }

    /// Whether the whole row resembles a phrase, checksum or not, if so many places make one.
    pub(super) fn is_likely(&self, least: usize) -> bool {
        let words: Vec<_> = self.slots.iter().filter_map(|slot| slot.word).collect();
        let mended = words.iter().filter(|word| word.mended).count();
        (least..=LONGEST).contains(&self.len())
            && words.len() - mended >= LEAST
            && mended <= MENDED
            && self.is_random(&words, COMMON)
            // Any Chinese sentence is a row of list words: only characters set apart are more than that.
            && (self.apart || !is_chinese(self.list))
    }

    /// From where in the text to where the places of a window reach.
    pub(super) fn range(&self, slots: Range<usize>) -> Range<usize> {
        let places = &self.places[slots];
        let start = places.iter().map(|place| place.start).min().unwrap_or(0);
        start..places.iter().map(|place| place.end).max().unwrap_or(start)
    }
}

fn is_chinese(list: usize) -> bool {
    list::BIP39_ZH.contains(&list) || list == list::MONERO_ZH
}

/// How the words of a text are told from what stands between them.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reading {
    /// Nothing but the words, at most numbered.
    Plain,
    /// The first four letters of each word.
    Stubs,
    /// With labels or fillers: "the first word is".
    Labelled,
}

/// All candidates in a text.
pub(super) fn phrases(text: &str, tokens: &[Token], effort: &Effort) -> Vec<Phrase> {
    let mut phrases = Vec::new();
    let fillers = Fillers::new(text, tokens);
    for reading in [Reading::Plain, Reading::Stubs, Reading::Labelled] {
        let mut explained = 0;
        for (list, count) in lists(tokens, reading) {
            // Lists share words: what one explains, another does not have to explain in part.
            if count < explained {
                break;
            }
            Reader { text, tokens, effort, list, reading, fillers: &fillers }.read(&mut phrases);
            let likely = phrases.iter().filter(|phrase| phrase.is_likely(LIKELY));
            explained = likely.map(Phrase::exact).max().unwrap_or(0);
        }
        if explained > 0 {
            break;
        }
    }
    phrases
}

/// The lists of which a text has enough words, and how many, the most first.
fn lists(tokens: &[Token], reading: Reading) -> Vec<(usize, usize)> {
    let mut counts = [0; LISTS.len()];
    for word in tokens.iter().filter_map(Token::word) {
        let found = match reading {
            Reading::Stubs => lexicon().lists(word).or(lexicon().stubs(word)),
            Reading::Plain | Reading::Labelled => lexicon().lists(word),
        };
        found.each(|list| counts[list] += 1);
    }
    let mut lists: Vec<_> = counts.into_iter().enumerate().filter(|&(_, count)| count >= LEAST).collect();
    lists.sort_by_key(|&(_, count)| std::cmp::Reverse(count));
    lists
}

/// Words that come again and again between others, in a text too short for that to be chance.
struct Fillers<'a> {
    text: &'a str,
    counts: HashMap<&'a str, usize>,
}

/// A text of more tokens repeats its words anyway.
const SHORT: usize = 400;
/// A phrase hardly ever has a word four times; a filler stands between most of twelve.
const REPEATED: usize = 4;

impl<'a> Fillers<'a> {
    fn new(text: &'a str, tokens: &[Token]) -> Self {
        let mut counts = HashMap::new();
        if tokens.len() <= SHORT {
            for token in tokens {
                *counts.entry(&text[token.range()]).or_insert(0) += 1;
            }
        }
        Self { text, counts }
    }

    fn contains(&self, token: &Token) -> bool {
        self.counts.get(&self.text[token.range()]).is_some_and(|&count| count >= REPEATED)
    }
}

/// What a token is to a reader.
enum Class {
    Word(evidence::Word),
    /// A place whose word is left out.
    Blank,
    /// Nothing: a number, a label, a filler.
    Skip,
    /// Something that may be a mistyped word.
    Miss,
    /// Something that ends a row.
    Stop,
}

/// Reads a text as words of one list.
struct Reader<'a> {
    text: &'a str,
    tokens: &'a [Token],
    effort: &'a Effort,
    list: usize,
    reading: Reading,
    fillers: &'a Fillers<'a>,
}

/// A row may begin with two words mistyped, and have one more for every three that are right.
const CREDIT: i32 = 6;
const MISS: i32 = 3;
/// So many may stand side by side.
const MISSES: usize = 2;

impl Reader<'_> {
    fn read(&self, phrases: &mut Vec<Phrase>) {
        let mut row: Vec<Slot> = Vec::new();
        let (mut credit, mut missed) = (CREDIT, Vec::new());
        for (token, what) in self.tokens.iter().enumerate() {
            match self.class(what) {
                Class::Skip => {}
                Class::Word(word) => {
                    credit -= MISS * missed.len() as i32;
                    if credit < 0 {
                        self.close(std::mem::take(&mut row), phrases);
                        (credit, missed) = (CREDIT, Vec::new());
                    }
                    row.extend(missed.drain(..).map(|token| Slot { word: None, token }));
                    row.push(Slot { word: Some(word), token });
                    credit = CREDIT.min(credit + 1);
                }
                Class::Blank if !row.is_empty() => {
                    row.extend(missed.drain(..).map(|token| Slot { word: None, token }));
                    row.push(Slot { word: None, token });
                }
                Class::Miss if missed.len() < MISSES && !row.is_empty() => missed.push(token),
                Class::Blank | Class::Miss | Class::Stop => {
                    self.close(std::mem::take(&mut row), phrases);
                    (credit, missed) = (CREDIT, Vec::new());
                }
            }
        }
        self.close(row, phrases);
    }

    fn class(&self, token: &Token) -> Class {
        let labelled = self.reading == Reading::Labelled;
        match token.shape {
            Shape::Number(_) => Class::Skip,
            Shape::Blank => Class::Blank,
            _ if labelled && self.fillers.contains(token) => Class::Skip,
            Shape::Unknown => Class::Miss,
            Shape::Known(word) => {
                let lists = lexicon().lists(word);
                let common = lists.any(Mask::COMMON);
                if labelled && lists.any(Mask::LABEL) {
                    return Class::Skip;
                }
                match self.index(word, token) {
                    Some(index) => Class::Word(evidence::Word { index, common, mended: false }),
                    None if common && labelled => Class::Skip,
                    None if common => Class::Stop,
                    None => Class::Miss,
                }
            }
        }
    }

    fn index(&self, word: Word, token: &Token) -> Option<u16> {
        let list = Mask::list(self.list);
        let whole = lexicon().lists(word).any(list);
        let fits = match self.reading {
            Reading::Stubs => token.range().len() <= 4 && (whole || lexicon().stubs(word).any(list)),
            Reading::Plain | Reading::Labelled => whole,
        };
        fits.then(|| lexicon().index(word, self.list)).flatten()
    }

    /// Ends a row: resolves what was mistyped and keeps what is long enough.
    fn close(&self, mut row: Vec<Slot>, phrases: &mut Vec<Phrase>) {
        if row.iter().filter(|slot| slot.word.is_some()).count() < LEAST {
            return;
        }
        let mut odd = Vec::new();
        for (at, slot) in row.iter_mut().enumerate().filter(|(_, slot)| slot.word.is_none()) {
            slot.word = self.mistyped(slot.token);
            if slot.word.is_none() && self.tokens[slot.token].shape != Shape::Blank {
                odd.push(at);
            }
        }
        self.extend(&mut row);
        // A word of no list ends a row, unless the row would be too short without it.
        let pieces: Vec<&[Slot]> = row.split(|slot| self.is_odd(slot)).collect();
        if odd.len() == 1 && pieces.iter().all(|piece| piece.len() < LIKELY) {
            self.keep(&row, phrases);
        } else {
            pieces.into_iter().for_each(|piece| self.keep(piece, phrases));
        }
    }

    fn is_odd(&self, slot: &Slot) -> bool {
        slot.word.is_none() && self.tokens[slot.token].shape != Shape::Blank
    }

    /// The word that the token is one slip away from.
    fn mistyped(&self, token: usize) -> Option<evidence::Word> {
        let token = &self.tokens[token];
        // Comparing with every word of a list takes some twenty microseconds.
        if token.shape == Shape::Blank || token.range().len() < 3 || !self.effort.spend(20) {
            return None;
        }
        near(&self.text[token.range()], self.list).map(|index| evidence::Word {
            index,
            common: false,
            mended: true,
        })
    }

    /// Takes in a mistyped word at either end.
    fn extend(&self, row: &mut Vec<Slot>) {
        let end = |token: Option<usize>| {
            let token = token.filter(|&token| {
                self.tokens.get(token).is_some_and(|token| matches!(self.class(token), Class::Miss))
            })?;
            self.mistyped(token).map(|word| Slot { word: Some(word), token })
        };
        if let Some(slot) = end(row.last().map(|slot| slot.token + 1)) {
            row.push(slot);
        }
        if let Some(slot) = end(row.first().and_then(|slot| slot.token.checked_sub(1))) {
            row.insert(0, slot);
        }
    }

    /// Keeps a row in every order it may be meant.
    fn keep(&self, row: &[Slot], phrases: &mut Vec<Phrase>) {
        if row.iter().filter(|slot| slot.word.is_some()).count() < LEAST {
            return;
        }
        // Labels and fillers stand between nearly all words; in a sentence, between some.
        let labelled = row.windows(2).filter(|pair| self.is_labelled(pair[0].token, pair[1].token)).count();
        if self.reading == Reading::Labelled && labelled * 4 < (row.len() - 1) * 3 {
            return;
        }
        if row.len() > LONGEST {
            let lines = row.chunk_by(|a, b| !self.between(a, b).contains('\n'));
            return lines.filter(|line| line.len() < LONGEST).for_each(|line| self.keep(line, phrases));
        }
        let numbers = self.numbers(row);
        let row = match &numbers {
            // Words before the first number and after the last belong to something else.
            Some(numbers) => {
                let numbered = |number: &Option<u8>| number.is_some();
                let first = numbers.iter().position(numbered).unwrap_or(0);
                let last = numbers.iter().rposition(numbered).unwrap_or(0);
                &row[first..=last]
            }
            None => row,
        };
        phrases.push(self.phrase(row, numbers.is_some(), false));
        let numbered = numbers.and_then(|numbers| by_number(row, numbers.into_iter().flatten().collect()));
        for order in [numbered, self.by_column(row), halves_swapped(row)].into_iter().flatten() {
            phrases.push(self.phrase(&order, true, true));
        }
    }

    /// Whether a label, a number, a filler or a line break stands between two tokens.
    fn is_labelled(&self, first: usize, second: usize) -> bool {
        let gap = &self.text[self.tokens[first].range().end..self.tokens[second].range().start];
        gap.contains('\n')
            || self.tokens[first + 1..second].iter().any(|token| match token.shape {
                Shape::Number(_) => true,
                Shape::Known(word) if lexicon().lists(word).any(Mask::LABEL) => true,
                _ => self.fillers.contains(token),
            })
    }

    fn phrase(&self, row: &[Slot], numbered: bool, reordered: bool) -> Phrase {
        let mut bounds: Vec<_> = row.iter().map(|slot| numbered || self.is_set_off(slot.token)).collect();
        bounds.push(numbered || row.last().is_none_or(|slot| self.is_set_off(slot.token + 1)));
        let parted = row.windows(2).filter(|pair| self.is_apart(self.between(&pair[0], &pair[1]))).count();
        let apart = numbered || parted * 5 >= (row.len() - 1) * 4;
        let places = row.iter().map(|slot| self.tokens[slot.token].range()).collect();
        Phrase { list: self.list, slots: row.to_vec(), places, bounds, apart, reordered }
    }

    /// The text between two slots, whichever comes first.
    fn between(&self, a: &Slot, b: &Slot) -> &str {
        let (first, second) = if a.token < b.token { (a, b) } else { (b, a) };
        &self.text[self.tokens[first.token].range().end..self.tokens[second.token].range().start]
    }

    /// Whether something sets off a token from the one before it: a new line, a colon, a quote.
    fn is_set_off(&self, token: usize) -> bool {
        let start = token.checked_sub(1).map_or(0, |before| self.tokens[before].range().end);
        let end = self.tokens.get(token).map_or(self.text.len(), |token| token.range().start);
        let gap = &self.text[start..end];
        token == 0
            || token == self.tokens.len()
            || gap.contains(|c: char| "\n:;\"'`“”「」『』()[]{}<>|=#*。".contains(c))
    }

    /// Whether what stands between two words is more than between those of a sentence: not after every word is there
    /// a comma, nor after every Chinese character a space.
    fn is_apart(&self, gap: &str) -> bool {
        let space = |c: char| matches!(c, ' ' | '\u{3000}' | '\t');
        if is_chinese(self.list) { !gap.is_empty() } else { gap.contains(|c: char| !space(c)) }
    }

    /// The number that each word of a row was given, if nearly all have one and no two the same.
    fn numbers(&self, row: &[Slot]) -> Option<Vec<Option<u8>>> {
        let number = |tokens: &[Token]| {
            tokens.iter().find_map(|token| match token.shape {
                Shape::Number(number) if number > 0 => Some(number),
                _ => None,
            })
        };
        let end = |at: usize| row.get(at).map_or(self.tokens.len(), |slot| slot.token);
        let before = row.iter().enumerate().map(|(at, slot)| {
            // Before the first word, its number is one of the last two things said.
            let start = if at == 0 { slot.token.saturating_sub(2) } else { row[at - 1].token + 1 };
            number(&self.tokens[start..slot.token])
        });
        let after =
            row.iter().enumerate().map(|(at, slot)| number(&self.tokens[slot.token + 1..end(at + 1)]));
        [before.collect::<Vec<_>>(), after.collect()].into_iter().find(|numbers| {
            let mut given: Vec<u8> = numbers.iter().copied().flatten().collect();
            let count = given.len();
            given.sort_unstable();
            given.dedup();
            count >= LEAST && count * 5 >= row.len() * 4 && given.len() == count
        })
    }

    /// The row read down its columns, if it stands in lines of the same length.
    fn by_column(&self, row: &[Slot]) -> Option<Vec<Slot>> {
        let lines: Vec<&[Slot]> = row.chunk_by(|a, b| !self.between(a, b).contains('\n')).collect();
        let width = lines.first()?.len();
        if width < 2 || lines.len() < 2 || lines.iter().any(|line| line.len() != width) {
            return None;
        }
        Some((0..width).flat_map(|column| lines.iter().map(move |line| line[column])).collect())
    }
}

/// The row in the order of its numbers, if that is another.
fn by_number(row: &[Slot], numbers: Vec<u8>) -> Option<Vec<Slot>> {
    if numbers.len() != row.len() || numbers.is_sorted() {
        return None;
    }
    let mut order: Vec<_> = numbers.into_iter().zip(row.iter().copied()).collect();
    order.sort_by_key(|&(number, _)| number);
    Some(order.into_iter().map(|(_, slot)| slot).collect())
}

/// The second half before the first.
fn halves_swapped(row: &[Slot]) -> Option<Vec<Slot>> {
    matches!(row.len(), 12 | 18 | 24).then(|| {
        let (first, second) = row.split_at(row.len() / 2);
        [second, first].concat()
    })
}
