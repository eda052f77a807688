//! Words without gaps, and gaps without words: a row of letters cut into list words, single letters joined.

use super::density;
use super::disguise::LONGEST as WORD;
use super::effort::{Effort, Purse};
use super::lexicon::{self, Mask, Word};
use super::lists::LISTS;
use super::tokens::{Shape, Token};
use super::word_hash::Hash;
use crate::text::{lookalike, skeleton, skeleton_of};
use std::ops::Range;
use zeroize::Zeroizing;

/// Two words of three letters; two words of three kana or syllables are as long.
pub(super) const SHORTEST: usize = 6;
/// A longer row is no phrase: 33 words have eight letters each at most, 25 of Monero's German ones twelve.
const LONGEST: usize = 320;
/// How many words a phrase may have, one bit for each number.
const COUNTS: u64 = {
    let (counts, mut bits, mut at) = ([12, 13, 15, 16, 18, 20, 21, 24, 25, 33], 0, 0);
    while at < counts.len() {
        bits |= 1 << counts[at];
        at += 1;
    }
    bits
};

/// Cuts `text` into list words and hands over each with its place; hands over nothing if that leaves a rest.
///
/// Where a text can be cut in several ways, a number of words that phrases have is preferred, and then
/// longer words.
pub(super) fn split(text: &str, effort: &Effort, mut part: impl FnMut(Range<usize>, Word)) {
    // At most three bytes a letter.
    if text.len() < SHORTEST || text.len() > 3 * LONGEST {
        return;
    }
    // No list has words of Latin letters and of others.
    if !text.is_ascii()
        && text.bytes().any(|byte| byte.is_ascii())
        && text.chars().any(|c| ('\u{370}'..'\u{1e00}').contains(&c))
    {
        return;
    }
    // Of most words that are none, no list word makes up the head: those cost next to nothing.
    if text.is_ascii() && !begins(text) {
        return;
    }
    let letters = Letters::new(text);
    let count = letters.count();
    // One word alone may be too long with all its accents for it to be found otherwise.
    let may_go_on = |end| end == count || end + letters.least() <= count;
    // Of ASCII letters that has been asked.
    let may_begin = || text.is_ascii() || letters.words(0).any(|(end, _)| may_go_on(end));
    // Eight letters cost about a microsecond where they could be words.
    if !(SHORTEST..=LONGEST).contains(&count)
        || !may_begin()
        || !effort.spend(Purse::Reading, count as u32 / 2)
    {
        return;
    }
    let Some(list) = letters.list() else { return };
    let ways = letters.ways(list);
    let mut wanted = if ways[0] & COUNTS != 0 { ways[0] & COUNTS } else { ways[0] };
    let mut at = 0;
    while at < count {
        let next = letters.words(at).filter(|(_, word)| lexicon::lists(*word).any(list));
        let Some((end, word)) = next.filter(|&(end, _)| ways[end] & wanted >> 1 != 0).last() else { return };
        part(letters.source(at..end), word);
        wanted = wanted >> 1 & ways[end];
        at = end;
    }
}

/// The shortest word that is looked for, in letters: of Hangul no list has a shorter one.
const fn least(is_ascii: bool) -> usize {
    if is_ascii { density::SHORTEST } else { 2 }
}

/// Whether ASCII letters may begin with a word that leaves room for another.
fn begins(text: &str) -> bool {
    // Eight more, so that each head is read as a whole number.
    let mut lower = Zeroizing::new([0; WORD + 8]);
    let length = text.len().min(lower.len());
    lower[..length].copy_from_slice(&text.as_bytes()[..length]);
    lower.make_ascii_lowercase();
    let ends = least(true)..=WORD.min(text.len() - least(true));
    Hash::heads(&*lower, ends).any(|(_, hash)| lexicon::masks(hash).lists.any(Mask::LISTS))
}

/// Cuts kana in which the particle "と" stands between list words, "and" as it is written there, or "とか", and hands over each
/// word; hands over nothing if that leaves a rest. Few rows of fewer words are more than chance.
pub(super) fn split_told(text: &str, effort: &Effort, mut part: impl FnMut(Range<usize>, Word)) {
    const AND: &str = "と";
    const OR: &str = "とか";
    const FEWEST: usize = 4;
    // Its last byte is in few other letters.
    let may_say = text.bytes().filter(|byte| AND.as_bytes().last() == Some(byte)).count() >= FEWEST - 1;
    if text.len() > 3 * LONGEST || !may_say || text.matches(AND).nth(FEWEST - 2).is_none() {
        return;
    }
    // What may follow the last of them.
    let text = ["です", "でした"].iter().find_map(|end| text.strip_suffix(end)).unwrap_or(text);
    let text = text.strip_suffix(OR).unwrap_or(text);
    let ends: Vec<usize> = text.match_indices(AND).map(|(at, _)| at).chain([text.len()]).collect();
    if !effort.spend(Purse::Reading, ends.len() as u32) {
        return;
    }
    // For each end of a word: where the word begins, and the end before it.
    let mut reached: Vec<Option<(usize, Word, Option<usize>)>> = vec![None; ends.len()];
    for (at, &end) in ends.iter().enumerate() {
        let known = |start: usize| {
            let word = lexicon::find(text.get(start..end).filter(|word| word.len() <= 3 * WORD)?)?;
            lexicon::lists(word).any(Mask::LISTS).then_some((start, word))
        };
        let before = (0..at).rev().take(WORD).filter(|&before| reached[before].is_some());
        let led = before.flat_map(|before| {
            let joins = [AND, OR].into_iter().filter(|join| text[ends[before]..].starts_with(join));
            let words = joins.filter_map(|join| known(ends[before] + join.len())).collect::<Vec<_>>();
            words.into_iter().map(move |(start, word)| (start, word, Some(before)))
        });
        let found = led.chain(known(0).map(|(start, word)| (start, word, None))).next();
        reached[at] = found;
    }
    let (mut words, mut last) = (Vec::new(), ends.len().checked_sub(1));
    while let Some((at, (start, word, before))) = last.and_then(|last| Some((last, reached[last]?))) {
        words.push((start..ends[at], word));
        last = before;
    }
    if words.len() >= FEWEST {
        words.into_iter().rev().for_each(|(place, word)| part(place, word));
    }
}

/// A row of letters in the form in which words are compared, and where each came from.
struct Letters {
    skeleton: Zeroizing<String>,
    /// Where each letter begins in the skeleton, and where in the text. Of ASCII letters each is a byte in both.
    starts: Vec<(usize, usize)>,
}

impl Letters {
    fn new(text: &str) -> Self {
        let mut skeleton = Zeroizing::new(String::with_capacity(text.len()));
        if text.is_ascii() {
            crate::text::skeleton(text, &mut skeleton);
            return Self { skeleton, starts: Vec::new() };
        }
        let mut letters = Self { skeleton, starts: Vec::with_capacity(text.len() / 2 + 1) };
        for (at, c) in text.char_indices() {
            let start = letters.skeleton.len();
            skeleton_of(c, &mut letters.skeleton);
            if letters.skeleton.len() > start {
                letters.starts.push((start, at));
            }
        }
        letters.starts.push((letters.skeleton.len(), text.len()));
        letters
    }

    fn count(&self) -> usize {
        self.starts.len().checked_sub(1).unwrap_or(self.skeleton.len())
    }

    /// Where a letter begins in the skeleton, and where in the text.
    fn start(&self, letter: usize) -> (usize, usize) {
        self.starts.get(letter).copied().unwrap_or((letter, letter))
    }

    fn source(&self, letters: Range<usize>) -> Range<usize> {
        self.start(letters.start).1..self.start(letters.end).1
    }

    /// The fewest letters of a word.
    fn least(&self) -> usize {
        least(self.starts.is_empty())
    }

    /// The list words that begin at a letter, shortest first, each with its end.
    fn words(&self, at: usize) -> impl Iterator<Item = (usize, Word)> {
        let start = self.start(at).0;
        let letters = at + self.least()..=self.count().min(at + WORD);
        let ends = letters.clone().map(move |end| self.start(end).0 - start);
        let heads = Hash::heads(&self.skeleton.as_bytes()[start..], ends);
        letters
            .zip(heads)
            .filter_map(move |(end, (length, hash))| {
                Some((end, lexicon::find_hashed(&self.skeleton[start..start + length], hash)?))
            })
            .filter(|&(_, word)| lexicon::lists(word).any(Mask::LISTS))
    }

    /// The first list whose words make up the whole row.
    fn list(&self) -> Option<Mask> {
        let mut reached = vec![Mask::default(); self.count() + 1];
        reached[0] = Mask::LISTS;
        for at in 0..self.count() {
            if reached[at].any(Mask::LISTS) {
                for (end, word) in self.words(at) {
                    reached[end] = reached[end].or(reached[at].and(lexicon::lists(word)));
                }
            }
        }
        let last = reached[self.count()];
        (0..LISTS.len()).map(Mask::list).find(|&list| last.any(list))
    }

    /// For each letter, into how many words of the list the row from there on can be cut: one bit for each number.
    fn ways(&self, list: Mask) -> Vec<u64> {
        let mut ways = vec![0; self.count() + 1];
        ways[self.count()] = 1;
        for at in (0..self.count()).rev() {
            for (end, word) in self.words(at) {
                if lexicon::lists(word).any(list) {
                    ways[at] |= ways[end] << 1;
                }
            }
        }
        ways
    }
}

/// The fewest single letters that are joined: the shortest word.
const LEAST: usize = 3;

/// Joins letters that stand singly, all the same distance apart, into words, which take the place of the first of them.
pub(super) fn join_letters(text: &str, tokens: &mut Vec<Token>, effort: &Effort) {
    let single = |token: &Token| {
        let spells = |letter: char| {
            letter.len_utf8() == token.range().len()
                && (letter < '\u{530}' || lookalike::letter(letter).is_ascii())
        };
        let Range { start, end } = token.range();
        // Nearly all tokens begin with an ASCII character and have more; and no kana, Han or Hangul stands for a letter.
        let is_none = match text.as_bytes()[start] {
            ..0x80 => end > start + 1,
            0xe3..=0xe9 | 0xeb..=0xed => true,
            _ => false,
        };
        !is_none
            && matches!(token.shape, Shape::Known(_) | Shape::Unknown)
            && text[token.range()].chars().next().is_some_and(spells)
    };
    let mut row = 0;
    let is_row = |token| {
        row = if single(token) { row + 1 } else { 0 };
        row == LEAST
    };
    if !tokens.iter().any(is_row) {
        return;
    }
    let (mut at, mut kept) = (0, 0);
    while at < tokens.len() {
        let mut end = at;
        if single(&tokens[at]) {
            let gap = |next: usize| {
                tokens.get(next).map(|token| &text[tokens[next - 1].range().end..token.range().start])
            };
            let distance = gap(at + 1);
            end += 1;
            while end < tokens.len() && single(&tokens[end]) && gap(end) == distance {
                end += 1;
            }
        }
        // More letters than the longest phrase has are no phrase, however they are cut.
        end = end.max(at + 1);
        let is_row = (LEAST..=3 * LONGEST).contains(&(end - at));
        let words = if is_row { join(text, &mut tokens[at..end], effort) } else { 0 };
        let count = if words > 0 { words } else { end - at };
        tokens.copy_within(at..at + count, kept);
        (at, kept) = (end, kept + count);
    }
    tokens.truncate(kept);
}

/// Puts what a row of single letters spells in the place of the first of them; returns how many words that are.
fn join(text: &str, letters: &mut [Token], effort: &Effort) -> usize {
    let place = |letters: &[Token], part: Range<usize>| {
        letters[part.start].range().start..letters[part.end - 1].range().end
    };
    let mut word = Zeroizing::new(String::with_capacity(2 * letters.len()));
    for letter in letters.iter() {
        match text[letter.range()].chars().next().map(lookalike::letter) {
            Some(boxed) if boxed.is_ascii() => word.push(boxed),
            _ => skeleton(&text[letter.range()], &mut word),
        }
    }
    // A letter that is none of ASCII's has a skeleton of two bytes: then the bytes are not the letters.
    if let Some(known) = lexicon::find(&word) {
        letters[0] = Token::new(place(letters, 0..letters.len()), Shape::Known(known));
        return 1;
    }
    let mut count = 0;
    // A word has two letters or more, so none is written over before it has been read.
    split(&word, effort, |part, word| {
        letters[count] = Token::new(place(letters, part), Shape::Known(word));
        count += 1;
    });
    count
}
