//! Reads a text as words of one list: what a token is to it, where a row begins and ends, what was mistyped.
//!
//! In which orders a row may be meant is for `layout` to decide; which list is read, for `phrase`.

use super::effort::{Effort, Purse};
use super::evidence;
use super::layout::SEVERAL;
use super::lexicon::{Mask, Word, lexicon};
use super::lists::list;
use super::phrase::{LEAST, LIKELY, MENDED, Phrase, Reading, Slot};
use super::roles::{Others, Role};
use super::slip::{misread, near};
use super::tokens::{Shape, Token};
use crate::text::skeleton;
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use zeroize::Zeroizing;

/// Words that come again and again between others, in a text too short for that to be chance.
pub(super) struct Fillers<'a> {
    text: &'a str,
    counts: HashMap<&'a str, usize>,
}

/// A text of more tokens repeats its words anyway.
pub(super) const SHORT: usize = 400;
/// A phrase hardly ever has a word four times; a filler stands between most of twelve.
const REPEATED: usize = 4;

impl<'a> Fillers<'a> {
    pub(super) fn new(text: &'a str, tokens: &[Token]) -> Self {
        let mut counts = HashMap::new();
        if tokens.len() <= SHORT {
            for token in tokens {
                *counts.entry(&text[token.range()]).or_insert(0) += 1;
            }
        }
        Self { text, counts }
    }

    pub(super) fn contains(&self, token: &Token) -> bool {
        self.counts.get(&self.text[token.range()]).is_some_and(|&count| count >= REPEATED)
    }
}

/// The words that announce what follows: "left half: …".
pub(super) struct Announcers(HashSet<usize>);

/// A text with more colons, or one after every fifth word, uses them for something else.
const COLONS: usize = 4;

impl Announcers {
    pub(super) fn new(text: &str, tokens: &[Token]) -> Self {
        if !text.contains(':') && !text.contains('：') {
            return Self(HashSet::new());
        }
        let announces = |&(_, token): &(usize, &Token)| {
            // Only after a word: a row of a million blanks would be trimmed once for each.
            token.word().is_some() && {
                let rest = text[token.range().end..].trim_start_matches(['*', '_', '"', '\'', ')', '`', ' ']);
                rest.starts_with([':', '：'])
            }
        };
        let found = tokens.iter().enumerate().filter(announces).map(|(at, _)| at);
        let mut found: HashSet<_> = found.take(COLONS + 1).collect();
        if found.len() > COLONS || found.len() * 5 > tokens.len() {
            return Self(HashSet::new());
        }
        // "second half:" counts as a whole.
        let counts =
            |at: &usize| tokens[*at].word().is_some_and(|word| lexicon().lists(word).any(Mask::LABEL));
        let before: Vec<_> = found.iter().filter_map(|at| at.checked_sub(1)).filter(counts).collect();
        found.extend(before);
        Self(found)
    }

    /// Whether the word at this place among the tokens is one.
    pub(super) fn contains(&self, at: usize) -> bool {
        self.0.contains(&at)
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
        if self.is_page(&tokens) {
            return;
        }
        let mut row: Vec<Slot> = Vec::new();
        let (mut credit, mut missed) = (CREDIT, Vec::new());
        for token in tokens {
            match self.class(token) {
                Class::Skip => {}
                Class::Word(word) => {
                    credit -= MISS * missed.len() as i32;
                    if credit < 0 {
                        self.close(&mut row, phrases);
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
                    self.close(&mut row, phrases);
                    (credit, missed) = (CREDIT, Vec::new());
                }
            }
        }
        self.close(&mut row, phrases);
    }

    /// Whether a row is nothing but words, and too many of them in one line to be looked at.
    fn is_page(&self, tokens: &Range<usize>) -> bool {
        let is_word = |role: &Role| role.words >> self.list & 1 == 1;
        tokens.len() > SEVERAL && self.roles[tokens.clone()].iter().all(is_word) && {
            let (first, last) = (self.tokens[tokens.start].range(), self.tokens[tokens.end - 1].range());
            !self.text[first.start..last.end].contains('\n')
        }
    }

    #[inline]
    fn class(&self, at: usize) -> Class {
        let role = &self.roles[at];
        if role.words >> self.list & 1 == 1 {
            // Only a word that the lexicon knows is one of a list.
            return self.word(at).map_or(Class::Miss, Class::Word);
        }
        match role.others {
            Others::Nothing => Class::Skip,
            Others::Misses => Class::Miss,
            Others::Stops => Class::Stop,
            Others::Blank => Class::Blank,
        }
    }

    fn word(&self, at: usize) -> Option<evidence::Word> {
        let word = self.tokens[at].word()?;
        let index = lexicon().index(word, self.list)?;
        Some(evidence::Word { index, common: lexicon().lists(word).any(Mask::COMMON), mended: false })
    }

    /// Ends a row: resolves what was mistyped and keeps what is long enough.
    fn close(&self, row: &mut Vec<Slot>, phrases: &mut Vec<Phrase>) {
        if row.iter().filter(|slot| slot.word.is_some()).count() >= LEAST && self.is_hopeful(row) {
            self.mend(row, phrases);
        }
        row.clear();
    }

    fn mend(&self, row: &mut Vec<Slot>, phrases: &mut Vec<Phrase>) {
        self.join_halves(row);
        let mut odd = Vec::new();
        for (at, slot) in row.iter_mut().enumerate().filter(|(_, slot)| slot.word.is_none()) {
            slot.word = self.mistyped(slot.token);
            if slot.word.is_none() && self.tokens[slot.token].shape != Shape::Blank {
                odd.push(at);
            }
        }
        self.extend(row);
        // A word of no list ends a row, unless the row would be too short without it.
        let pieces: Vec<&[Slot]> = row.split(|slot| self.is_odd(slot)).collect();
        if odd.len() == 1 && pieces.iter().all(|piece| piece.len() < LIKELY) {
            self.keep(row, phrases);
        } else {
            pieces.into_iter().for_each(|piece| self.keep(piece, phrases));
        }
    }

    /// Puts words together that a space parts: "kn ow".
    fn join_halves(&self, row: &mut Vec<Slot>) {
        let mut at = 0;
        while at + 1 < row.len() {
            if let Some(word) = self.halves(&row[at], &row[at + 1]) {
                row[at].word = Some(word);
                row.remove(at + 1);
            }
            at += 1;
        }
    }

    /// The word that two tokens are together, none of which is one.
    fn halves(&self, first: &Slot, second: &Slot) -> Option<evidence::Word> {
        if first.word.is_some() || second.word.is_some() || first.token + 1 != second.token {
            return None;
        }
        let (first, second) = (self.tokens[first.token].range(), self.tokens[second.token].range());
        if &self.text[first.end..second.start] != " " {
            return None;
        }
        let mut letters = Zeroizing::new(String::new());
        skeleton(&self.text[first], &mut letters);
        skeleton(&self.text[second], &mut letters);
        let index = lexicon().index(lexicon().find(&letters)?, self.list)?;
        Some(evidence::Word { index, common: false, mended: true })
    }

    /// Whether a row has enough words that are right with so few mistyped among them that they can be a phrase: mending
    /// the others would be in vain.
    fn is_hopeful(&self, row: &[Slot]) -> bool {
        let right = |piece: &[Slot]| piece.iter().filter(|slot| slot.word.is_some()).count();
        let pieces: Vec<usize> = row.split(|slot| self.is_odd(slot)).map(right).collect();
        // One more may be no word of the list at all, if it is the only one.
        pieces.len() <= MENDED + 2
            || pieces.windows(MENDED + 1).any(|pieces| pieces.iter().sum::<usize>() >= LEAST)
    }

    fn is_odd(&self, slot: &Slot) -> bool {
        slot.word.is_none() && self.tokens[slot.token].shape != Shape::Blank
    }

    /// The word that the token is one slip away from.
    fn mistyped(&self, token: usize) -> Option<evidence::Word> {
        let token = &self.tokens[token];
        if self.is_word_of_its_own(token) {
            return None;
        }
        if token.shape == Shape::Blank || token.range().len() < 3 || !self.effort.spend(Purse::Reading, NEAR)
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
        let is_of_it = |word: Word| lexicon().lists(word).any(language);
        if let Some(word) = token.word() {
            return is_of_it(word);
        }
        let mut letters = Zeroizing::new(String::new());
        skeleton(&self.text[token.range()], &mut letters);
        let mut stems = ENDINGS.iter().filter_map(|ending| letters.strip_suffix(ending));
        ENGLISH.any(list) && stems.any(|stem| lexicon().find(stem).is_some_and(is_of_it))
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
