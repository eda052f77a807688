//! The numbers of a phrase's words, each by itself, as plates of steel and their owners write them: "512, 1043, 77 …".
//!
//! BIP-39 counts its 2,048 words from 0, people and plates from 1. Twelve numbers pass a checksum in one of the two ways one
//! time in eight, so only what is called a seed phrase is one; SeedQR, which proves itself, has a file of its own.

use super::effort::Purse;
use super::naming::{Name, name};
use super::seedqr::{SIZE, entropy, is_drawn};
use super::stretch::Stretch;
use super::view::View;
use super::{Detector, Finding, Kind, Reason, Signals};

pub(super) static DETECTOR: Detector =
    Detector { name: "word_numbers", kinds: &KINDS, needs: Signals::DIGITS, find };

static KINDS: [Kind; 1] = [Kind::phrase("word-numbers", "Seed phrase as the numbers of its words")];

/// What stands between two numbers is shorter: a comma and a blank, a line break with its indentation.
const GAP: usize = 6;
/// The most words of a phrase, each with its place before it.
const LONGEST: usize = 2 * 24;

/// Reading what a row is called, and hashing it in both ways, in quarters of a microsecond.
const NAME: u32 = 4;
const SUMS: u32 = 2;

fn find(view: &View<'_>, found: &mut Vec<Finding>) {
    let value = |stretch: &Stretch| {
        let digits = view.text[stretch.range()].bytes();
        digits.fold(0, |value, digit| value * 10 + u16::from(digit - b'0'))
    };
    let may_be = |stretch: &&Stretch| {
        stretch.len() <= 4 && usize::from(stretch.digits) == stretch.len() && value(stretch) <= SIZE
    };
    let numbers: Vec<&Stretch> = view.stretches().iter().filter(may_be).collect();
    let follows = |one: &&Stretch, next: &&Stretch| is_gap(&view.text[one.range().end..next.range().start]);
    for row in numbers.chunk_by(follows).filter(|row| (12..=LONGEST).contains(&row.len())) {
        let values = words(row.iter().map(|stretch| value(stretch)).collect());
        let ([first, .., last], 12 | 15 | 18 | 21 | 24, true) = (row, values.len(), is_drawn(&values)) else {
            continue;
        };
        let range = first.range().start..last.range().end;
        let is_called_so = view.effort.spend(Purse::Labels, NAME) && name(view.text, &range) == Name::Seed;
        if !is_called_so || !view.effort.spend(Purse::Sums, SUMS) {
            continue;
        }
        // People count from 1, programs from 0.
        let counted = |first| values.iter().map(|value| value.checked_sub(first)).collect::<Option<Vec<_>>>();
        if let Some(secret) = [1, 0].into_iter().find_map(|first| entropy(counted(first)?)) {
            found.push(view.proved(&KINDS[0], Reason::Checksum, range, &secret));
        }
    }
}

/// Whether this may stand between two numbers of a row: neither a word nor what makes one number, date or time of both.
fn is_gap(gap: &str) -> bool {
    // As between nearly all of them.
    gap == " "
        || gap.len() <= GAP && !matches!(gap, "." | ":" | "/" | "-") && !gap.contains(char::is_alphanumeric)
}

/// The numbers of the words in a row, without those that only count them: `1. 512`, `2. 1043`.
fn words(row: Vec<u16>) -> Vec<u16> {
    let (pairs, rest) = row.as_chunks::<2>();
    let counts = pairs.len() >= 12
        && rest.is_empty()
        && pairs.iter().zip(1..).all(|([number, _], place)| *number == place);
    if counts { pairs.iter().map(|[_, word]| *word).collect() } else { row }
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
        let number = |word: usize| digits[4 * word..][..4].parse::<u16>().expect("four digits");
        (0..words).map(|word| (number(word) + first).to_string()).collect()
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
