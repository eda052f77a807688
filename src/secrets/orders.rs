//! In which parts and orders a row of words may be meant: as it is written, by its numbers, down its columns, with its halves
//! swapped; as several phrases, or as one among other words.

use super::candidates::Reading;
use super::layout::labels_between;
use super::phrase::{self, LEAST, Phrase, Slot};
use super::reader::Reader;
use super::words::Quick;
use std::hash::Hasher;

/// How long a row of several phrases of one length is: more words are a list.
const SEVERAL_LEAST: usize = phrase::LONGEST + 1;
pub(super) const SEVERAL: usize = 4 * phrase::LONGEST;
/// Those lengths, the usual ones first.
const ALIKE: [usize; 8] = [24, 12, 25, 20, 33, 18, 15, 21];

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
            return self.keep_several(row, phrases);
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
        // A phrase with a comma after each word, and list words before it or after: "… please help".
        if things {
            let is_phrase = |_, count| count < whole.len() && ALIKE.contains(&count);
            self.keep_alike(whole, &self.sorts_of_gaps(whole), is_phrase, phrases);
        }
    }

    /// Keeps what a row of more words than a phrase has may be made of: columns, several phrases, or one among other words.
    fn keep_several(&self, row: &[Slot], phrases: &mut Vec<Phrase>) {
        if let Some(columns) = self.columns(row) {
            return columns.iter().for_each(|column| self.keep(column, phrases));
        }
        // Several phrases: a line each, or with something else between them than between their words.
        let gaps = self.sorts_of_gaps(row);
        let mut sorted = gaps.clone();
        sorted.sort_unstable();
        let usual = sorted.chunk_by(|a, b| a == b).max_by_key(|same| same.len()).map(|same| same[0]);
        for piece in row.chunk_by(|a, b| Some(sort_of(self.between(a, b))) == usual) {
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
        // One among words that stand otherwise, a line each, has gaps of its own.
        let is_other = |gap, count| Some(gap) != usual && (LEAST..=phrase::LONGEST).contains(&count);
        self.keep_alike(row, &gaps, is_other, phrases);
    }

    /// Keeps those parts of a row between whose words always the same stands, if that and how many they are is as wanted.
    fn keep_alike(
        &self,
        row: &[Slot],
        gaps: &[u64],
        is_wanted: impl Fn(u64, usize) -> bool,
        phrases: &mut Vec<Phrase>,
    ) {
        let mut start = 0;
        for same in gaps.chunk_by(|a, b| a == b) {
            let words = start..start + same.len() + 1;
            start += same.len();
            if is_wanted(same[0], words.len()) {
                self.keep(&row[words], phrases);
            }
        }
    }

    /// The gaps between the words of a row, each by a number that those of one sort share.
    fn sorts_of_gaps(&self, row: &[Slot]) -> Vec<u64> {
        row.windows(2).map(|pair| sort_of(self.between(&pair[0], &pair[1]))).collect()
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
