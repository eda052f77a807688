//! Reads a text as words of one list: what a token is to it, where a row begins and ends, what was mistyped.
//!
//! In which orders a row may be meant is for `orders` to decide; which lists are read, for `candidates`.

use super::beside::Fillers;
use super::candidates::Reading;
use super::effort::{Effort, Purse};
use super::evidence;
use super::lexicon::{self, Mask, Word};
use super::lists::list;
use super::orders::SEVERAL;
use super::phrase::{LEAST, LIKELY, LONGEST, MENDED, Phrase, Slot, is_chinese};
use super::roles::{Others, Role};
use super::slip::{misread, near};
use super::tokens::{Shape, Token};
use crate::text::skeleton;
use std::ops::Range;
use zeroize::Zeroizing;

/// What a token is to a reader.
enum Class {
    Word,
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
#[derive(Clone, Copy)]
pub(super) struct Reader<'a> {
    pub(super) text: &'a str,
    pub(super) tokens: &'a [Token],
    pub(super) effort: &'a Effort,
    pub(super) list: usize,
    pub(super) reading: Reading,
    pub(super) fillers: &'a Fillers<'a>,
    pub(super) roles: &'a [Role],
}

/// A row may begin with two words mistyped, and have one more for every three that are right.
const CREDIT: i32 = 6;
const MISS: i32 = 3;
/// So many may stand side by side.
pub(super) const MISSES: usize = 2;
/// The lists of English words.
const ENGLISH: Mask = Mask::list(list::BIP39_EN)
    .or(Mask::list(list::SLIP39))
    .or(Mask::list(list::ELECTRUM_V1))
    .or(Mask::list(list::MONERO_EN));
/// The lists of one language.
const LANGUAGES: [Mask; 6] = [
    ENGLISH,
    Mask::list(list::BIP39_JA).or(Mask::list(list::MONERO_JA)),
    Mask::list(list::BIP39_ES).or(Mask::list(list::MONERO_ES)),
    Mask::list(list::BIP39_FR).or(Mask::list(list::MONERO_FR)),
    Mask::list(list::BIP39_IT).or(Mask::list(list::MONERO_IT)),
    Mask::list(list::BIP39_PT).or(Mask::list(list::MONERO_PT)),
];
/// Comparing with the words of a list that begin or end alike, in quarters of a microsecond.
const NEAR: u32 = 2;
/// How English bends its words: "eggs" is not "egg" mistyped.
const ENDINGS: [&str; 6] = ["s", "es", "d", "ed", "er", "ing"];

impl Reader<'_> {
    /// Reads a row of words, whatever stands between them.
    pub(super) fn read(&self, tokens: Range<usize>, phrases: &mut Vec<Phrase>) {
        self.effort.step(tokens.len());
        if self.reading == Reading::Labelled && !self.has_labels(&tokens) {
            return;
        }
        let mut row = Vec::with_capacity(tokens.len().min(LONGEST));
        let (mut credit, mut missed) = (CREDIT, Vec::new());
        for token in tokens {
            match self.class(token) {
                Class::Skip => {}
                Class::Word => {
                    credit -= MISS * missed.len() as i32;
                    if credit < 0 && self.are_halves(&missed) {
                        credit += MISS;
                    }
                    if credit < 0 {
                        self.close(&mut row, phrases);
                        credit = CREDIT;
                        missed.clear();
                    }
                    row.append(&mut missed);
                    row.push(token);
                    credit = CREDIT.min(credit + 1);
                }
                Class::Blank if !row.is_empty() => {
                    row.append(&mut missed);
                    row.push(token);
                }
                Class::Miss if missed.len() < MISSES && !row.is_empty() => missed.push(token),
                Class::Blank | Class::Miss | Class::Stop => {
                    self.close(&mut row, phrases);
                    credit = CREDIT;
                    missed.clear();
                }
            }
        }
        self.close(&mut row, phrases);
    }

    /// Whether a row is nothing but words up to its last one, and too many of them in one line to be looked at.
    pub(super) fn is_page(&self, tokens: &Range<usize>) -> bool {
        if tokens.len() <= SEVERAL {
            return false;
        }
        let last = tokens.clone().rfind(|&token| self.is_word(token)).unwrap_or(tokens.start);
        let words = tokens.start..last + 1;
        words.len() > SEVERAL
            && words.clone().all(|token| self.is_word(token))
            && !self.reach(&words).contains('\n')
    }

    /// Whether labels may stand between most words of a row, or of one token more at either end.
    fn has_labels(&self, tokens: &Range<usize>) -> bool {
        let tokens = tokens.start.saturating_sub(1)..self.tokens.len().min(tokens.end + 1);
        self.fillers.may_label(&self.tokens[tokens])
    }

    /// The text from the first of these tokens to the last.
    fn reach(&self, tokens: &Range<usize>) -> &str {
        &self.text[self.tokens[tokens.start].range().start..self.tokens[tokens.end - 1].range().end]
    }

    /// Whether a token is a word of the list.
    fn is_word(&self, token: usize) -> bool {
        self.roles[token].words >> self.list & 1 == 1
    }

    #[inline]
    fn class(&self, at: usize) -> Class {
        if self.is_word(at) {
            return Class::Word;
        }
        match self.roles[at].others {
            Others::Nothing => Class::Skip,
            Others::Misses => Class::Miss,
            Others::Stops => Class::Stop,
            Others::Blank => Class::Blank,
        }
    }

    /// The slot that a token fills as it is written.
    fn slot(&self, token: usize) -> Slot {
        let of_list = |word| {
            let index = lexicon::index(word, self.list)?;
            Some(evidence::Word { index, common: lexicon::lists(word).any(Mask::COMMON), mended: false })
        };
        let known = self.tokens[token].word().filter(|_| self.is_word(token));
        Slot { word: known.and_then(of_list), token }
    }

    /// Ends a row: resolves what was mistyped and keeps what is long enough.
    fn close(&self, row: &mut Vec<usize>, phrases: &mut Vec<Phrase>) {
        if row.len() >= LEAST && self.is_hopeful(row) {
            self.mend(row.iter().map(|&token| self.slot(token)).collect(), phrases);
        }
        row.clear();
    }

    fn mend(&self, row: Vec<Slot>, phrases: &mut Vec<Phrase>) {
        let mut row = self.join_halves(row);
        let mut odd = 0;
        for slot in row.iter_mut().filter(|slot| slot.word.is_none()) {
            slot.word = self.mistyped(slot.token);
            odd += usize::from(self.is_odd(slot));
        }
        if odd == MENDED {
            self.unbend(&mut row, &mut odd);
        }
        self.extend(&mut row);
        // A word of no list ends a row, unless the row would be too short without it.
        let pieces = || row.split(|slot| self.is_odd(slot));
        if odd == 1 && pieces().all(|piece| piece.len() < LIKELY) {
            self.keep(&row, phrases);
        } else {
            pieces().for_each(|piece| self.keep(piece, phrases));
        }
    }

    /// Puts words together that a space parts: "kn ow".
    fn join_halves(&self, row: Vec<Slot>) -> Vec<Slot> {
        // A word of one character has no halves.
        if is_chinese(self.list) || row.windows(2).all(|pair| pair.iter().any(|slot| slot.word.is_some())) {
            return row;
        }
        let mut joined: Vec<Slot> = Vec::with_capacity(row.len());
        for slot in row {
            let word = joined.last().and_then(|last| self.halves(last, &slot));
            match (word, joined.last_mut()) {
                (Some(_), Some(last)) => last.word = word,
                _ => joined.push(slot),
            }
        }
        joined
    }

    /// Whether what was missed is one word that something parts: then it is one slip.
    fn are_halves(&self, missed: &[usize]) -> bool {
        let &[first, second] = missed else { return false };
        self.effort.spend(Purse::Reading, NEAR)
            && self.halves(&self.slot(first), &self.slot(second)).is_some()
    }

    /// The word that two tokens are together, none of which is one.
    fn halves(&self, first: &Slot, second: &Slot) -> Option<evidence::Word> {
        if first.word.is_some() || second.word.is_some() || first.token + 1 != second.token {
            return None;
        }
        let (first, second) = (self.tokens[first.token].range(), self.tokens[second.token].range());
        // A hyphen parts a word where a line ends.
        if !matches!(&self.text[first.end..second.start], " " | "-" | "-\n") {
            return None;
        }
        let mut letters = Zeroizing::new(String::new());
        skeleton(&self.text[first], &mut letters);
        skeleton(&self.text[second], &mut letters);
        let index = lexicon::index(lexicon::find(&letters)?, self.list)?;
        Some(evidence::Word { index, common: false, mended: true })
    }

    /// Whether a row has enough words that are right with so few mistyped among them that they can be a phrase: mending
    /// the others would be in vain.
    fn is_hopeful(&self, row: &[usize]) -> bool {
        let mended = if self.effort.affords(Purse::Reading, NEAR) { MENDED } else { 0 };
        let is_odd = |token: usize| !self.is_word(token) && self.tokens[token].shape != Shape::Blank;
        // The halves of a word are put together even then.
        let may_join = |at: usize| {
            matches!(row[at..], [a, b, ..] if a + 1 == b && is_odd(a) && is_odd(b)
                && (mended == 0 || self.are_halves(&[a, b])))
        };
        // How many words stand in the last pieces, which what is mistyped parts, how many altogether, and how many pieces.
        let (mut last, mut words, mut pieces) = ([0; MENDED + 1], 0, 1);
        let (mut near, mut at) = (false, 0);
        while let Some(&token) = row.get(at) {
            let joins = may_join(at);
            if joins || self.is_word(token) {
                last[0] += 1;
                words += usize::from(!joins);
                near |= last[..=mended].iter().sum::<usize>() >= LEAST;
                if near && words >= LEAST {
                    return true;
                }
            } else if is_odd(token) {
                last.rotate_right(1);
                last[0] = 0;
                pieces += 1;
            }
            at += if joins { 2 } else { 1 };
        }
        // One more may be no word of the list at all, if it is the only one.
        words >= LEAST && pieces <= mended + 2
    }

    fn is_odd(&self, slot: &Slot) -> bool {
        slot.word.is_none() && self.tokens[slot.token].shape != Shape::Blank
    }

    /// The word that the token is one slip away from.
    fn mistyped(&self, token: usize) -> Option<evidence::Word> {
        let token = &self.tokens[token];
        if token.shape == Shape::Blank
            || token.range().len() < 3
            || self.is_word_of_its_own(token)
            || !self.effort.spend(Purse::Reading, NEAR)
        {
            return None;
        }
        let typed = &self.text[token.range()];
        near(typed, self.list).or_else(|| misread(typed, self.list)).map(|index| evidence::Word {
            index,
            common: false,
            mended: true,
        })
    }

    /// Whether a token is no slip: a word of another list of that language, or an English one as sentences bend it.
    fn is_word_of_its_own(&self, token: &Token) -> bool {
        let list = Mask::list(self.list);
        let Some(language) = LANGUAGES.into_iter().find(|language| language.any(list)) else { return false };
        let is_of_it = |word: Word| lexicon::lists(word).any(language);
        if let Some(word) = token.word() {
            return is_of_it(word);
        }
        ENGLISH.any(list) && self.stem(token, |word| is_of_it(word).then_some(word)).is_some()
    }

    /// What the first word makes that a token is without one of English's endings, if it makes something.
    fn stem<T>(&self, token: &Token, make: impl Fn(Word) -> Option<T>) -> Option<T> {
        let text = &self.text[token.range()];
        // Nearly all that is mistyped ends otherwise.
        if !text.ends_with(|c: char| !c.is_ascii() || matches!(c.to_ascii_lowercase(), 's' | 'd' | 'r' | 'g'))
        {
            return None;
        }
        let mut letters = Zeroizing::new(String::new());
        skeleton(text, &mut letters);
        let mut stems = ENDINGS.iter().filter_map(|ending| letters.strip_suffix(ending));
        stems.find_map(|stem| make(lexicon::find(stem)?))
    }

    /// Takes what a keyboard has bent for the words they were, if a row is a whole phrase then: "ghosts", "extended".
    fn unbend(&self, row: &mut [Slot], odd: &mut usize) {
        if !ENGLISH.any(Mask::list(self.list)) || !(LIKELY..=LONGEST).contains(&row.len()) {
            return;
        }
        let stem = |slot: &Slot| self.stem(&self.tokens[slot.token], |word| lexicon::index(word, self.list));
        let stems: Vec<_> =
            row.iter().map(|slot| if self.is_odd(slot) { stem(slot) } else { None }).collect();
        if stems.iter().flatten().count() < *odd {
            return;
        }
        for (slot, index) in row.iter_mut().zip(stems) {
            slot.word =
                slot.word.or(index.map(|index| evidence::Word { index, common: false, mended: true }));
        }
        *odd = 0;
    }

    /// Takes in a mistyped word at either end.
    fn extend(&self, row: &mut Vec<Slot>) {
        let end = |token: Option<usize>| {
            let token = token
                .filter(|&token| token < self.tokens.len() && matches!(self.class(token), Class::Miss))?;
            self.mistyped(token).map(|word| Slot { word: Some(word), token })
        };
        if let Some(slot) = end(row.last().map(|slot| slot.token + 1)) {
            row.push(slot);
        }
        if let Some(slot) = end(row.first().and_then(|slot| slot.token.checked_sub(1))) {
            row.insert(0, slot);
        }
    }
}
