//! What the layout of a row of words says: whether something sets the row off, which number each word has, and whether its
//! commas and numbers are those of a list of things.

use super::candidates::Reading;
use super::lexicon::{self, Mask};
use super::phrase::{self, LEAST, Phrase, Place, SENTENCE_ENDS, Slot};
use super::reader::Reader;
use super::tokens::{Shape, Token};
use std::cell::OnceCell;
use std::cmp::Ordering;

/// What stands between two words of a row.
struct Parting {
    /// A mark that ends a thing or a sentence.
    comma: bool,
    /// A line break, which parts things without one.
    breaks: bool,
    number: Option<u8>,
}

/// Fewer commas or numbers in a row are slips.
const FEW: usize = 3;

/// Between how many of so many words labels or fillers stand at least, if they are told one by one: in a sentence, they do
/// between some.
pub(super) fn labels_between(words: usize) -> usize {
    (3 * words.saturating_sub(1)).div_ceil(4)
}

impl Reader<'_> {
    /// Whether a label, a number, a filler or a line break stands between two tokens.
    pub(super) fn is_labelled(&self, first: usize, second: usize) -> bool {
        let gap = &self.text[self.tokens[first].range().end..self.tokens[second].range().start];
        gap.contains('\n') || self.tokens[first + 1..second].iter().any(|token| self.fillers.labels(token))
    }

    pub(super) fn phrase(&self, row: &[Slot], numbered: bool, things: bool, reordered: bool) -> Phrase {
        let bound = |token| numbered || self.is_set_off(token);
        let place = |slot: &Slot| {
            let (range, announced) = (self.tokens[slot.token].range(), self.is_announced(slot.token));
            Place::new(slot.word, range, bound(slot.token), announced)
        };
        let parted = row.windows(2).filter(|pair| self.is_apart(self.between(&pair[0], &pair[1]))).count();
        let apart = numbered || parted * 5 >= (row.len() - 1) * 4;
        Phrase {
            list: self.list,
            places: row.iter().map(place).collect(),
            ends: row.last().is_none_or(|slot| bound(slot.token + 1)),
            apart,
            alphabetical: self.is_alphabetical(row),
            things,
            compounds: self.has_compounds(row),
            labelled: self.reading == Reading::Labelled,
            name: OnceCell::new(),
            alone: OnceCell::new(),
            reordered,
        }
    }

    /// Whether nearly every word comes after the one before it in the alphabet, or nearly every one before it.
    fn is_alphabetical(&self, row: &[Slot]) -> bool {
        let order = |a: &Slot, b: &Slot| {
            let [a, b] = [a, b].map(|slot| &self.text[self.tokens[slot.token].range()]);
            // Bytes have the order of their letters.
            if [a, b].iter().all(|word| word.is_ascii() || is_caseless(word)) {
                let [a, b] = [a, b].map(|word| word.bytes().map(|byte| byte.to_ascii_lowercase()));
                a.cmp(b)
            } else {
                let [a, b] = [a, b].map(|word| word.chars().flat_map(char::to_lowercase));
                a.cmp(b)
            }
        };
        let pairs = row.len() - 1;
        let (mut not_rising, mut not_falling) = (0, 0);
        for pair in row.windows(2) {
            let order = order(&pair[0], &pair[1]);
            not_rising += usize::from(order != Ordering::Less);
            not_falling += usize::from(order != Ordering::Greater);
            // Of words drawn by lot the first few tell.
            if not_rising.min(not_falling) * 8 >= pairs {
                return false;
            }
        }
        true
    }

    /// Whether a row is laid out as a list of things: commas or numbers stand between some words and not between others,
    /// or the numbers say how many.
    pub(super) fn is_of_things(&self, row: &[Slot]) -> bool {
        let between: Vec<_> = row.windows(2).map(|pair| self.parting(&pair[0], &pair[1])).collect();
        let some = |count: usize, of: usize| count >= FEW && count * 10 < of * 9;
        let commas = between.iter().filter(|parting| parting.comma).count();
        let in_lines = between.iter().filter(|parting| parting.comma || !parting.breaks).count();
        let mut numbers: Vec<u8> = between.iter().filter_map(|parting| parting.number).collect();
        let counted = numbers.len();
        // Lines of as many words each may have a number each.
        let even = || {
            let rows: Vec<_> = between.split(|parting| parting.number.is_some()).map(<[_]>::len).collect();
            rows[1..rows.len() - 1].iter().all(|&length| length == rows[1])
        };
        // In prose, commas stand where they may.
        if self.reading != Reading::Labelled && some(commas, in_lines)
            || some(counted, between.len()) && !even()
        {
            return true;
        }
        numbers.sort_unstable();
        numbers.dedup();
        counted * 5 >= between.len() * 4 && numbers.len() * 4 < counted * 3
    }

    /// Whether a few words of a row are parts of another, as in "butterfly"; a phrase is run together as a whole.
    fn has_compounds(&self, row: &[Slot]) -> bool {
        let halves = row.iter().filter(|slot| self.is_half(slot.token)).count();
        halves > 0 && halves * 2 < row.len()
    }

    fn parting(&self, a: &Slot, b: &Slot) -> Parting {
        let (first, second) = (a.token.min(b.token), a.token.max(b.token));
        let number = self.tokens[first + 1..second].iter().find_map(|token| match token.shape {
            Shape::Number(number) => Some(number),
            _ => None,
        });
        let ends = |c: char| matches!(c, ',' | ';' | '、') || SENTENCE_ENDS.contains(&c);
        let gap = self.between(a, b);
        Parting { comma: gap.contains(ends), breaks: gap.contains('\n'), number }
    }

    /// Whether a token is part of a longer run of letters, which was cut into words. Kana are written that way.
    fn is_half(&self, token: usize) -> bool {
        let place = self.tokens[token].range();
        let word = |at: usize| self.tokens.get(at).filter(|token| token.word().is_some()).map(Token::range);
        let touches = token.checked_sub(1).and_then(word).is_some_and(|before| before.end == place.start)
            || word(token + 1).is_some_and(|next| next.start == place.end);
        touches && self.text[place].is_ascii()
    }

    /// The text between two slots, whichever comes first.
    pub(super) fn between(&self, a: &Slot, b: &Slot) -> &str {
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
            // As between nearly all words.
            || gap != " " && gap.contains(|c: char| "\n:;\"'`“”「」『』()[]{}<>|=#*。".contains(c))
    }

    /// Whether the word before a token is one for a seed phrase.
    fn is_announced(&self, token: usize) -> bool {
        let before = token.checked_sub(1).and_then(|before| self.tokens[before].word());
        before.is_some_and(|word| lexicon::lists(word).any(Mask::TALK))
    }

    /// Whether what stands between two words is more than between those of a sentence: not after every word is there
    /// a comma, nor after every Chinese character a space.
    fn is_apart(&self, gap: &str) -> bool {
        let space = |c: char| matches!(c, ' ' | '\u{3000}' | '\t');
        if phrase::is_chinese(self.list) { !gap.is_empty() } else { gap.contains(|c: char| !space(c)) }
    }

    /// The number that each word of a row was given, if nearly all have one and no two the same.
    pub(super) fn numbers(&self, row: &[Slot]) -> Option<Vec<Option<u8>>> {
        let (first, last) = (row.first()?.token.saturating_sub(3), row.last()?.token);
        let around = &self.tokens[first..self.tokens.len().min(last + 3)];
        if !around.iter().any(|token| matches!(token.shape, Shape::Number(1..))) {
            return None;
        }
        let number = |tokens: &[Token]| {
            tokens.iter().find_map(|token| match token.shape {
                Shape::Number(number) if number > 0 => Some(number),
                _ => None,
            })
        };
        let before = row.iter().enumerate().map(|(at, slot)| {
            // Before the first word, its number is one of the last things said: `1番目は…`.
            let start = if at == 0 { slot.token.saturating_sub(3) } else { row[at - 1].token + 1 };
            number(&self.tokens[start..slot.token])
        });
        let after = row.iter().enumerate().map(|(at, slot)| {
            // After the last word, its number is one of the next two things.
            let end = row.get(at + 1).map_or(self.tokens.len().min(slot.token + 3), |next| next.token);
            self.effort.step(end - slot.token);
            number(&self.tokens[slot.token + 1..end])
        });
        let given = |numbers: &Vec<Option<u8>>| numbers.iter().flatten().count();
        // Numbers that follow their words look like those before the next ones, all but the last.
        let (before, after): (Vec<_>, Vec<_>) = (before.collect(), after.collect());
        let numbers = if given(&after) > given(&before) { after } else { before };
        let count = given(&numbers);
        // They are 33 at most, a bit each.
        let distinct = numbers.iter().flatten().fold(0_u64, |seen, number| seen | 1 << number).count_ones();
        (count >= LEAST && count * 5 >= row.len() * 4 && distinct as usize == count).then_some(numbers)
    }
}

/// Whether a word is written in kana, Han or Hangul.
fn is_caseless(word: &str) -> bool {
    word.chars().all(|c| matches!(c, '\u{3041}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}'))
}
