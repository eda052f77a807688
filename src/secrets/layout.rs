//! What the layout of a row of words says: which word follows which, whether something sets the row off, and
//! whether its commas and numbers are those of a list of things.

use super::candidates::Reading;
use super::lexicon::{Mask, lexicon};
use super::phrase::{self, LEAST, Phrase, Place, SENTENCE_ENDS, Slot};
use super::reader::Reader;
use super::tokens::{Shape, Token};
use super::words::Quick;
use std::cell::OnceCell;
use std::cmp::Ordering;
use std::hash::Hasher;

/// What stands between two words of a row.
struct Parting {
    /// A mark that ends a thing or a sentence.
    comma: bool,
    number: Option<u8>,
}

/// How long a row of several phrases of one length is: more words are a list.
const SEVERAL_LEAST: usize = phrase::LONGEST + 1;
pub(super) const SEVERAL: usize = 4 * phrase::LONGEST;
/// Those lengths, the usual ones first.
const ALIKE: [usize; 8] = [24, 12, 25, 20, 33, 18, 15, 21];

/// Fewer commas or numbers in a row are slips.
const FEW: usize = 3;

/// Between how many of so many words labels or fillers stand at least, if they are told one by one: in a sentence, they do
/// between some.
pub(super) fn labels_between(words: usize) -> usize {
    (3 * words.saturating_sub(1)).div_ceil(4)
}

impl Reader<'_> {
    /// Keeps a row in every order it may be meant.
    pub(super) fn keep(&self, row: &[Slot], phrases: &mut Vec<Phrase>) {
        if row.iter().filter(|slot| slot.word.is_some()).count() < LEAST {
            return;
        }
        let labelled =
            || row.windows(2).filter(|pair| self.is_labelled(pair[0].token, pair[1].token)).count();
        if self.reading == Reading::Labelled && labelled() < labels_between(row.len()) {
            return;
        }
        // A page of words is not looked at as a whole.
        if row.len() > SEVERAL {
            let lines = row.chunk_by(|a, b| !self.between(a, b).contains('\n'));
            return lines.filter(|line| line.len() <= SEVERAL).for_each(|line| self.keep(line, phrases));
        }
        if row.len() > phrase::LONGEST {
            if let Some(columns) = self.columns(row) {
                return columns.iter().for_each(|column| self.keep(column, phrases));
            }
            // Several phrases: a line each, or with something else between them than between their words.
            let mut gaps = self.sorts_of_gaps(row);
            if gaps.iter().any(|&gap| gap != gaps[0]) {
                gaps.sort_unstable();
            }
            let usual = gaps.chunk_by(|a, b| a == b).max_by_key(|same| same.len()).map(|same| same[0]);
            let is_one = |a: &Slot, b: &Slot| Some(sort_of(self.between(a, b))) == usual;
            for piece in row.chunk_by(is_one) {
                match piece.len() {
                    0..=phrase::LONGEST => self.keep(piece, phrases),
                    // Nothing parts them: as many words each.
                    SEVERAL_LEAST..=SEVERAL => {
                        let length = ALIKE.iter().find(|&&length| piece.len().is_multiple_of(length));
                        length
                            .into_iter()
                            .flat_map(|&length| piece.chunks(length))
                            .for_each(|one| self.keep(one, phrases));
                    }
                    _ => {}
                }
            }
            return;
        }
        self.effort.step(row.len());
        let (numbers, things, whole) = (self.numbers(row), self.is_of_things(row), row);
        let row = match &numbers {
            // Words before the first number and after the last belong to something else …
            Some(numbers) => {
                let numbered = |number: &Option<u8>| number.is_some();
                let first = numbers.iter().position(numbered).unwrap_or(0);
                let last = numbers.iter().rposition(numbered).unwrap_or(0);
                &row[first..=last]
            }
            None => row,
        };
        let written = self.phrase(row, numbers.is_some(), things, false);
        // Another order says nothing about what stands between the words.
        let apart = written.apart;
        phrases.push(written);
        // … unless the list counts from 0, which is the number of no word.
        if row.len() < whole.len() {
            phrases.push(self.phrase(whole, true, things, false));
        }
        let numbered = numbers.and_then(|numbers| by_number(row, numbers.into_iter().flatten().collect()));
        for order in [numbered, self.by_column(row), halves_swapped(row)].into_iter().flatten() {
            phrases.push(Phrase { apart, ..self.phrase(&order, true, things, true) });
        }
    }

    /// The gaps between the words of a row, each by a number that those of one sort share.
    fn sorts_of_gaps(&self, row: &[Slot]) -> Vec<u64> {
        row.windows(2).map(|pair| sort_of(self.between(&pair[0], &pair[1]))).collect()
    }

    /// Whether a label, a number, a filler or a line break stands between two tokens.
    fn is_labelled(&self, first: usize, second: usize) -> bool {
        let gap = &self.text[self.tokens[first].range().end..self.tokens[second].range().start];
        gap.contains('\n') || self.tokens[first + 1..second].iter().any(|token| self.fillers.labels(token))
    }

    fn phrase(&self, row: &[Slot], numbered: bool, things: bool, reordered: bool) -> Phrase {
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
    fn is_of_things(&self, row: &[Slot]) -> bool {
        let between: Vec<_> = row.windows(2).map(|pair| self.parting(&pair[0], &pair[1])).collect();
        let some = |count: usize| count >= FEW && count * 10 < between.len() * 9;
        let commas = between.iter().filter(|parting| parting.comma).count();
        let mut numbers: Vec<u8> = between.iter().filter_map(|parting| parting.number).collect();
        let counted = numbers.len();
        // Lines of as many words each may have a number each.
        let even = || {
            let rows: Vec<_> = between.split(|parting| parting.number.is_some()).map(<[_]>::len).collect();
            rows[1..rows.len() - 1].iter().all(|&length| length == rows[1])
        };
        // In prose, commas stand where they may.
        if self.reading != Reading::Labelled && some(commas) || some(counted) && !even() {
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
        Parting { comma: self.between(a, b).contains(ends), number }
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
            // As between nearly all words.
            || gap != " " && gap.contains(|c: char| "\n:;\"'`“”「」『』()[]{}<>|=#*。".contains(c))
    }

    /// Whether the word before a token is one for a seed phrase.
    fn is_announced(&self, token: usize) -> bool {
        let before = token.checked_sub(1).and_then(|before| self.tokens[before].word());
        before.is_some_and(|word| lexicon().lists(word).any(Mask::TALK))
    }

    /// Whether what stands between two words is more than between those of a sentence: not after every word is there
    /// a comma, nor after every Chinese character a space.
    fn is_apart(&self, gap: &str) -> bool {
        let space = |c: char| matches!(c, ' ' | '\u{3000}' | '\t');
        if phrase::is_chinese(self.list) { !gap.is_empty() } else { gap.contains(|c: char| !space(c)) }
    }

    /// The number that each word of a row was given, if nearly all have one and no two the same.
    fn numbers(&self, row: &[Slot]) -> Option<Vec<Option<u8>>> {
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

    /// The columns of a row in which several phrases stand side by side, a word of each in every line.
    fn columns(&self, row: &[Slot]) -> Option<Vec<Vec<Slot>>> {
        let lines: Vec<&[Slot]> = row.chunk_by(|a, b| !self.between(a, b).contains('\n')).collect();
        let width = lines.first()?.len();
        let is_table = (2..=4).contains(&width)
            && lines.iter().all(|line| line.len() == width)
            && ALIKE.contains(&lines.len());
        is_table.then(|| (0..width).map(|at| lines.iter().map(|line| line[at]).collect()).collect())
    }

    /// The row read down its columns, if it stands in lines of the same length.
    fn by_column(&self, row: &[Slot]) -> Option<Vec<Slot>> {
        let (first, last) = (self.tokens[row.first()?.token].range(), self.tokens[row.last()?.token].range());
        if !self.text[first.start..last.end].contains('\n') {
            return None;
        }
        let lines: Vec<&[Slot]> = row.chunk_by(|a, b| !self.between(a, b).contains('\n')).collect();
        // What is said above and below has lines of other lengths.
        let lines = lines.chunk_by(|a, b| a.len() == b.len()).max_by_key(|lines| lines.len())?;
        let width = lines[0].len();
        if width < 2 || lines.len() < 2 {
            return None;
        }
        Some((0..width).flat_map(|column| lines.iter().map(move |line| line[column])).collect())
    }
}

/// Whether a word is written in kana, Han or Hangul.
fn is_caseless(word: &str) -> bool {
    word.chars().all(|c| matches!(c, '\u{3041}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}'))
}

/// A number for what stands between two words, whichever number that gives and however many spaces it takes.
fn sort_of(gap: &str) -> u64 {
    let mut hash = Quick::default();
    let tells = |c: &char| !c.is_ascii_digit() && !matches!(c, ' ' | '\u{3000}');
    gap.chars().filter(tells).for_each(|c| hash.write_u64(c.into()));
    hash.finish()
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
