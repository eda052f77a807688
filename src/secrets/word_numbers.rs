//! The numbers of a phrase's words, each by itself, as plates of steel and their owners write them: "512, 1043, 77 …".
//!
//! BIP-39 counts its 2,048 words from 0, people and plates from 1. Twelve numbers pass a checksum in one of the two ways one
//! time in eight, so only what is called a seed phrase is one; SeedQR, which proves itself, has a file of its own.

use super::naming::{Name, name};
use super::seedqr::decode;
use super::stretch::Stretch;
use super::view::View;
use super::{Detector, Finding, Kind, Reason, Signals};
use std::ops::Range;
use zeroize::Zeroizing;

pub(super) static DETECTOR: Detector =
    Detector { name: "word_numbers", kinds: &KINDS, needs: Signals::DIGITS, find };

static KINDS: [Kind; 1] = [Kind::phrase("word-numbers", "Seed phrase as the numbers of its words")];

/// How many words the list has.
const SIZE: u16 = 2048;
/// What stands between two numbers is shorter: a comma and a blank, a line break with its indentation.
const GAP: usize = 6;
/// The most words of a phrase, each with its place before it.
const LONGEST: usize = 2 * 24;

/// A number in a text.
struct Number {
    value: u16,
    range: Range<usize>,
}

fn find(view: &View<'_>, found: &mut Vec<Finding>) {
    let numbers = numbers(view);
    let follows = |one: &Number, next: &Number| is_gap(&view.text[one.range.end..next.range.start]);
    for row in numbers.chunk_by(follows).filter(|row| row.len() <= LONGEST) {
        let values = values(row);
        let ([first, .., last], 12 | 15 | 18 | 21 | 24) = (row, values.len()) else { continue };
        let range = first.range.start..last.range.end;
        // People count from 1, programs from 0.
        let read = [1, 0].into_iter().find_map(|first| decode(&spelled(&values, first)?));
        if let Some(entropy) = read
            && name(view.text, &range) == Name::Seed
        {
            found.push(view.proved(&KINDS[0], Reason::Checksum, range, &entropy));
        }
    }
}

/// The numbers in a text that may be those of words.
fn numbers(view: &View<'_>) -> Vec<Number> {
    let is_number = |stretch: &&Stretch| stretch.len() <= 4 && usize::from(stretch.digits) == stretch.len();
    let number = |stretch: &Stretch| {
        let range = stretch.range();
        let digits = view.text[range.clone()].bytes();
        let value = digits.fold(0, |value, digit| value * 10 + u16::from(digit - b'0'));
        (value <= SIZE).then_some(Number { value, range })
    };
    view.stretches().iter().filter(is_number).filter_map(number).collect()
}

/// Whether this may stand between two numbers of a row: neither a word nor what makes one number, date or time of both.
fn is_gap(gap: &str) -> bool {
    gap.len() <= GAP && !matches!(gap, "." | ":" | "/" | "-") && !gap.contains(char::is_alphanumeric)
}

/// The numbers of the words in a row, without those that only count them: `1. 512`, `2. 1043`.
fn values(row: &[Number]) -> Vec<u16> {
    let values = |from: usize, step: usize| row.iter().skip(from).step_by(step).map(|number| number.value);
    let counts = row.len().is_multiple_of(2)
        && row.len() >= 24
        && values(0, 2).zip(1..).all(|(value, place)| value == place);
    if counts { values(1, 2).collect() } else { values(0, 1).collect() }
}

/// The numbers as SeedQR writes them, four digits each, if the first word has this one.
fn spelled(values: &[u16], first: u16) -> Option<Zeroizing<String>> {
    let mut digits = Zeroizing::new(String::with_capacity(4 * values.len()));
    for value in values {
        let number = value.checked_sub(first).filter(|&number| number < SIZE)?;
        for place in [1_000, 100, 10, 1] {
            digits.push(char::from(b'0' + (number / place % 10) as u8));
        }
    }
    Some(digits)
}

#[cfg(test)]
mod tests {
    use super::super::proofs::rng::Rng;
    use super::super::proofs::{keys, verdict};
    use super::*;
    use crate::secrets::Verdict;

    /// The numbers of a phrase's words, of which the first has this one.
    fn phrase(rng: &mut Rng, words: usize, first: u16) -> Vec<String> {
        let digits = keys::seedqr(rng, words);
        digits
            .as_bytes()
            .chunks(4)
            .map(|group| group.iter().fold(0, |number, digit| number * 10 + u16::from(digit - b'0')) + first)
            .map(|number| number.to_string())
            .collect()
    }

    #[test]
    fn numbers_that_are_called_a_seed_phrase_are_one() {
        let mut rng = Rng::named(1, "numbers");
        for (words, first) in [(12, 0), (12, 1), (18, 1), (24, 0), (24, 1)].into_iter().cycle().take(100) {
            let numbers = phrase(&mut rng, words, first);
            let places = numbers.iter().zip(1..);
            let placed: Vec<_> = places.map(|(number, place)| format!("{place}. {number}")).collect();
            for row in [numbers.join(" "), numbers.join(", "), numbers.join(" - "), placed.join("\n")] {
                for said in [format!("my seed phrase as numbers: {row}"), format!("recovery words\n{row}")] {
                    let found = verdict(&said);
                    assert_eq!(found, Some((KINDS[0].id, Verdict::Certain)), "{words} words from {first}");
                }
            }
        }
    }

    #[test]
    fn other_numbers_are_none() {
        let mut rng = Rng::named(2, "numbers");
        for _ in 0..200 {
            let others: Vec<_> = (0..12).map(|_| rng.below(2_048).to_string()).collect();
            assert_eq!(verdict(&format!("scores so far: {}", others.join(", "))), None);
            let dates: Vec<_> = (0..6).map(|_| format!("{}:{:02}", rng.below(24), rng.below(60))).collect();
            assert_eq!(verdict(&format!("i saved my seed phrase at {}", dates.join(", "))), None);
        }
        let in_order: Vec<_> = (1..=12).map(|place| (place * 100).to_string()).collect();
        assert_eq!(verdict(&format!("seed phrase backups: {}", in_order.join(" "))), None);
    }
}
