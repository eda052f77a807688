//! Finds the candidates for being a phrase: where in a text, of which lists, and read in which way.
//!
//! How a row is read is for `reader` to decide, and in which orders for `orders`.

use super::beside::{Announcers, Fillers, SHORT};
use super::effort::Effort;
use super::lexicon::{self, Mask};
use super::lists::{LISTS, list};
use super::phrase::{LEAST, LIKELY, Phrase};
use super::reader::Reader;
use super::roles::{Role, Roles, at_most};
use super::rows::{self, Row, Rows};
use super::tokens::Token;
use std::ops::Range;

/// How the words of a text are told from what stands between them.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
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
    if tokens.iter().filter_map(Token::word).count() < LEAST {
        return phrases;
    }
    let (fillers, announcers) = (Fillers::new(text, tokens), Announcers::new(text, tokens));
    let mut spans = hopeful(text, tokens, &announcers);
    let mut roles = vec![Role::NOTHING; if spans.is_empty() { 0 } else { tokens.len() }];
    for reading in [Reading::Plain, Reading::Stubs, Reading::Labelled] {
        match reading {
            Reading::Stubs if !has_stubs(spanned(&spans, tokens)) => continue,
            Reading::Labelled => spans.retain(|span| fillers.may_label(&tokens[span.clone()])),
            Reading::Plain | Reading::Stubs => {}
        }
        let role = Roles { text, tokens, reading, fillers: &fillers, announcers: &announcers };
        let mut rows = Rows::default();
        for span in &spans {
            effort.step(span.len());
            for at in span.clone() {
                roles[at] = role.of(at);
            }
            rows.read(span.start, roles[span.clone()].iter().copied());
        }
        let lists = lists(spanned(&spans, tokens), reading, &rows.long);
        let reader = Reader { text, tokens, effort, list: 0, reading, fillers: &fillers, roles: &roles };
        let (is_explained, pages) = read(reader, &lists, &rows.long, &mut phrases);
        if is_explained {
            break;
        }
        spans.retain(|span| !pages.cover(span));
    }
    phrases
}

/// The tokens in these spans.
fn spanned<'a>(spans: &[Range<usize>], tokens: &'a [Token]) -> impl Iterator<Item = &'a Token> {
    spans.iter().flat_map(|span| &tokens[span.clone()])
}

/// Reads the rows of these lists, of which so many words stand in the text, one list after the other; returns whether that
/// explains the text, and where pages of words are.
fn read(
    reader: Reader<'_>,
    lists: &[(usize, usize)],
    rows: &[Row],
    phrases: &mut Vec<Phrase>,
) -> (bool, Pages) {
    let (mut explained, mut read, mut pages) = (0, Mask::default(), Pages::default());
    for &(list, count) in lists {
        // Lists share words: what one explains, another does not have to explain in part.
        let whole = count >= explained;
        let of_list = rows.iter().filter(|row| row.list == list && !pages.contain(&row.tokens));
        let is_read = |row: &&Row| {
            (whole || !is_explained(row, rows, read, reader.roles)) && !is_said_alike(row, read, reader.roles)
        };
        let reader = Reader { list, ..reader };
        let (before, mut own) = (phrases.len(), Vec::new());
        for row in of_list.filter(is_read) {
            if reader.is_page(&row.tokens) {
                own.push(row.tokens.clone());
            } else {
                reader.read(row.tokens.clone(), phrases);
            }
        }
        pages.add(own);
        read = if whole { read.or(Mask::list(list)) } else { read };
        let likely = phrases[before..].iter().filter(|phrase| phrase.is_likely(LIKELY, true));
        explained = likely.map(Phrase::exact).max().unwrap_or(0).max(explained);
    }
    (explained > 0, pages)
}

/// Rows that are nothing but words of one list, and too many of them to be looked at: what another list has there is chance.
#[derive(Default)]
struct Pages(Vec<Range<usize>>);

impl Pages {
    /// Adds those of a list.
    fn add(&mut self, mut pages: Vec<Range<usize>>) {
        self.0.append(&mut pages);
        self.0.sort_unstable_by_key(|page| page.start);
    }

    /// Whether a row lies in one of them, in the last that begins before it.
    fn contain(&self, row: &Range<usize>) -> bool {
        let before = self.0.partition_point(|page| page.start <= row.start);
        before.checked_sub(1).is_some_and(|last| row.end <= self.0[last].end)
    }

    /// Whether a span is one of them, with a token more at either end.
    fn cover(&self, span: &Range<usize>) -> bool {
        span.len() > 2 && self.contain(&(span.start + 1..span.end - 1))
    }
}

/// Where in a text rows may be, in whatever way it is read, and a token more at either end: a small part of a long one.
fn hopeful(text: &str, tokens: &[Token], announcers: &Announcers) -> Vec<Range<usize>> {
    if tokens.len() <= SHORT {
        return std::iter::once(0..tokens.len()).collect();
    }
    let mut rows = Rows::default();
    rows.read(0, tokens.iter().enumerate().map(|(at, token)| at_most(text, at, token, announcers)));
    let mut spans: Vec<_> = rows.long.into_iter().map(|row| row.tokens).collect();
    spans.sort_unstable_by_key(|span| span.start);
    let mut hopeful: Vec<Range<usize>> = Vec::new();
    for span in spans {
        let span = span.start.saturating_sub(1)..tokens.len().min(span.end + 1);
        match hopeful.last_mut().filter(|last| span.start <= last.end) {
            Some(last) => last.end = last.end.max(span.end),
            None => hopeful.push(span),
        }
    }
    hopeful
}

/// Whether most words of a row stand in rows of these lists, too. Only asked of lists with fewer words than a phrase has, and
/// so of few rows.
fn is_explained(row: &Row, rows: &[Row], lists: Mask, roles: &[Role]) -> bool {
    let is_word = |token: usize, list: usize| roles[token].words >> list & 1 == 1;
    let meets = |other: &&Row| {
        let overlap = row.tokens.start < other.tokens.end && other.tokens.start < row.tokens.end;
        overlap && lists.any(Mask::list(other.list))
    };
    let others: Vec<&Row> = rows.iter().filter(meets).collect();
    let words: Vec<usize> = row.tokens.clone().filter(|&token| is_word(token, row.list)).collect();
    let explains = |other: &&Row, token: usize| other.tokens.contains(&token) && is_word(token, other.list);
    let explained = words.iter().filter(|&&token| others.iter().any(|other| explains(other, token)));
    explained.count() * 2 > words.len()
}

/// Whether a row of one of BIP-39's Chinese lists is one of the other, which has been read: the characters that both have
/// stand at the same places in both.
fn is_said_alike(row: &Row, read: Mask, roles: &[Role]) -> bool {
    let is_of = |token: usize, list: usize| roles[token].words >> list & 1 == 1;
    let says_all = |other: usize| {
        read.any(Mask::list(other))
            && row.tokens.clone().all(|token| !is_of(token, row.list) || is_of(token, other))
    };
    list::BIP39_ZH.contains(&row.list) && list::BIP39_ZH.filter(|&list| list != row.list).any(says_all)
}

/// A stub has four letters at most.
pub(super) const STUB: usize = 4;

/// The lists whose words people cut short.
fn stubbed() -> Mask {
    let lists = LISTS.iter().enumerate().filter(|(_, list)| list.stub > 0);
    lists.fold(Mask::default(), |all, (list, _)| all.or(Mask::list(list)))
}

/// Whether some word is the stub of one and no word itself: without one, reading stubs finds nothing else.
fn has_stubs<'a>(tokens: impl Iterator<Item = &'a Token>) -> bool {
    let is_stub = |word| lexicon::stubs(word).without(lexicon::lists(word)).any(Mask::LISTS);
    tokens.filter(|token| token.range().len() <= STUB).filter_map(Token::word).any(is_stub)
}

/// How many words of each list that has a row a text has, the most first.
fn lists<'a>(tokens: impl Iterator<Item = &'a Token>, reading: Reading, rows: &[Row]) -> Vec<(usize, usize)> {
    let of = rows.iter().fold(Mask::default(), |all, row| all.or(Mask::list(row.list)));
    // Nobody cuts the words of the other lists short.
    let of = if reading == Reading::Stubs { of.and(stubbed()) } else { of };
    if !of.any(Mask::LISTS) {
        return Vec::new();
    }
    // A list that stands alone explains what there is to explain, however many words it has.
    if let [list] = *(0..LISTS.len()).filter(|&list| of.any(Mask::list(list))).collect::<Vec<_>>() {
        return vec![(list, usize::MAX)];
    }
    let mut counts = [0_u32; LISTS.len()];
    for word in tokens.filter_map(Token::word) {
        let found = match reading {
            Reading::Stubs => lexicon::lists(word).or(lexicon::stubs(word)),
            Reading::Plain | Reading::Labelled => lexicon::lists(word),
        };
        rows::lists(found.and(of).lists()).for_each(|list| counts[list] += 1);
    }
    let counts = counts.into_iter().map(|count| count as usize).enumerate();
    let mut lists: Vec<_> = counts.filter(|&(_, count)| count >= LEAST).collect();
    lists.sort_by_key(|&(_, count)| std::cmp::Reverse(count));
    lists
}

#[cfg(test)]
mod tests {
    use super::super::proofs::rng::Rng;
    use super::super::proofs::{phrases::makers, verdict};
    use super::*;
    use crate::secrets::lists::words;
    use crate::secrets::{Finding, Part, Setting, scan};
    use crate::text::Origin;

    #[test]
    fn what_both_chinese_lists_have_stands_at_the_same_places() {
        let lists: Vec<_> = list::BIP39_ZH.map(words).collect();
        let [simplified, traditional] = lists[..] else { panic!("there are two") };
        let shared = simplified.iter().zip(traditional).filter(|(one, other)| one == other).count();
        assert_eq!(shared, simplified.iter().filter(|word| traditional.contains(word)).count());
        assert!(shared > 1_000, "{shared}");
    }

    #[test]
    fn a_page_of_words_is_no_phrase_of_other_lists_and_hides_none() {
        let mut rng = Rng::named(1, "pages");
        for list in [list::BIP39_EN, list::BIP39_ES, list::BIP39_ZH.start, list::ELECTRUM_V1, list::MONERO_JA]
        {
            let words = words(list);
            let page: Vec<_> = (0..500).map(|_| words[rng.below(words.len())]).collect();
            let page = page.join(" ");
            assert_eq!(verdict(&page), None, "{}", LISTS[list].id);
            for maker in makers().filter(|maker| maker.kind != "electrum-v1") {
                let phrase = (maker.make)(&mut rng).join(" ");
                let text = format!("{page}\n{phrase}\n{page}");
                let found = scan(&[Part { origin: Origin::Content, text: &text }], Setting::default());
                let place = page.len() + 1..page.len() + 1 + phrase.len();
                let is_it = |one: &Finding| one.range.start < place.end && place.start < one.range.end;
                assert!(found.iter().any(is_it), "{} among words of {}", maker.kind, LISTS[list].id);
            }
        }
    }
}
