//! Takes the disguises off single words: capitals inside, digits for letters, look-alikes of other scripts, a number or a
//! particle written against them, words run together.

use super::density::SHORTEST;
use super::effort::Effort;
use super::glue;
use super::letters::Letters;
use super::lexicon::{self, Mask, Word};
use super::look::{Look, is_hump};
use super::numbered::{COUNTERS, NUMBERED, counts_up, is_numbered, kanji_number, pieces};
use super::stand_in::{AS_IT_IS, LEET, LEET_WITH_L, Map, look_up_ascii};
use super::tokens::{Class, KEY_CAP, Shape, Token};
use crate::text::{is_own_skeleton, lookalike, skeleton};
use std::ops::Range;
use zeroize::Zeroizing;

/// No word of any list has more letters.
pub(super) const LONGEST: usize = 16;
/// What leads to a word or from it in Japanese, written against it.
const PARTICLES: [&str; 9] = ["は", "です", "と", "が", "だ", "で", "でした", "とか", "って"];

/// Cuts words out of a text.
pub(super) struct Cutter<'a> {
    text: &'a str,
    effort: &'a Effort,
    pub(super) tokens: Vec<Token>,
    /// The skeleton of the word that is being looked up.
    buffer: Zeroizing<String>,
    /// The same with other letters in the place of some.
    mapped: Zeroizing<String>,
}

impl<'a> Cutter<'a> {
    pub(super) fn new(text: &'a str, effort: &'a Effort) -> Self {
        let [buffer, mapped] = Default::default();
        Self { text, effort, tokens: Vec::new(), buffer, mapped }
    }

    /// Takes ASCII letters and digits by themselves, as nearly all stand, and returns where they end; or takes nothing.
    pub(super) fn ascii(&mut self, at: usize) -> Option<usize> {
        let bytes = &self.text.as_bytes()[at..];
        let head = *bytes.first().filter(|byte| byte.is_ascii_alphanumeric())?;
        let Letters { hash, length, capitals } = Letters::at_head(bytes);
        if length == 1
            && matches!(bytes.get(1), Some(b'*' | b'_' | b'|' | b'~'))
            && let Some(end) = self.marked_initial(at)
        {
            return Some(end);
        }
        let (mut end, mut digits) = (length, 0);
        while let Some(byte) = bytes.get(end).filter(|byte| byte.is_ascii_alphanumeric()) {
            digits += usize::from(byte.is_ascii_digit());
            end += 1;
        }
        let goes_on = |&next: &u8| matches!(next, b'@' | b'$' | b'!' | b'\'') || !next.is_ascii();
        if bytes.get(end).is_some_and(goes_on) {
            return None;
        }
        let range = at..at + end;
        let has_humps = || capitals > u32::from(head.is_ascii_uppercase()) && capitals as usize != length;
        if digits == end {
            self.number(range);
        } else if digits > 0 {
            self.mixed_up_to(LONGEST, range, digits);
        } else if let Some(word) = lexicon::find_letters(&self.text[range.clone()], hash) {
            self.tokens.push(Token::new(range, Shape::Known(word)));
        } else if has_humps() {
            self.humps(range);
        } else {
            self.unknown(range);
        }
        Some(at + end)
    }

    /// Takes a word whose first letter is marked by itself, `**w**itch`, and returns where it ends; or takes nothing.
    fn marked_initial(&mut self, at: usize) -> Option<usize> {
        const MARKS: [&str; 6] = ["***", "**", "*", "__", "||", "~~"];
        let rest = &self.text[at + 1..];
        let mark = MARKS.into_iter().find(|mark| rest.starts_with(mark))?;
        let tail = &rest[mark.len()..];
        let count = tail.bytes().take(LONGEST).take_while(u8::is_ascii_alphabetic).count();
        if count + 1 < SHORTEST || !self.text[..at].ends_with(mark) {
            return None;
        }
        let word = Zeroizing::new([&self.text[at..=at], &tail[..count]].concat());
        let known = self.look_up(&word, &AS_IT_IS)?;
        let end = at + 1 + mark.len() + count;
        self.tokens.push(Token::new(at..end, Shape::Known(known)));
        Some(end)
    }

    /// Takes what one class of characters has made.
    pub(super) fn cut(&mut self, class: Class, range: Range<usize>) {
        match class {
            Class::Other => {}
            Class::Blank(_)
                if self.text[range.clone()].chars().count() >= 3 && !self.touches_letter(&range) =>
            {
                self.tokens.push(Token::new(range, Shape::Blank));
            }
            Class::Blank(_) => {}
            Class::Han => self.han(range),
            Class::Kana => self.kana(range),
            Class::Hangul => self.word(range),
            Class::Alphabetic => self.alphabetic(range),
        }
    }

    /// Bold and spoiler marks touch what they mark; a blank stands alone.
    fn touches_letter(&self, range: &Range<usize>) -> bool {
        let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        letter(self.text[..range.start].chars().next_back()) || letter(self.text[range.end..].chars().next())
    }

    /// A run of letters and digits.
    fn alphabetic(&mut self, range: Range<usize>) {
        let text = &self.text[range.clone()];
        let Look { letters, digits, marks, humps, plain } = Look::at(text);
        if digits > 0 && text.chars().all(|c| c.is_ascii_digit() || matches!(c, KEY_CAP | '\u{fe0f}')) {
            self.number(range);
        } else if digits > 0 {
            self.mixed_up_to(if text.is_ascii() { LONGEST } else { 3 * LONGEST }, range, digits);
        } else if marks {
            self.mixed(range);
        } else if humps {
            self.camel(range);
        } else if plain && letters > LONGEST {
            // As many letters has its skeleton.
            self.unknown(range);
        } else {
            self.word(range);
        }
    }

    /// Letters with so many digits among them, if they are no longer than a word, or the digits are one number.
    fn mixed_up_to(&mut self, longest: usize, range: Range<usize>, digits: usize) {
        let text = &self.text[range.clone()];
        if text.len() > longest && counts_up(text) {
            self.counted(range);
        } else if text.len() > longest && !is_numbered(text, digits) {
            // Neither a word in leet nor letters with one number.
            self.tokens.push(Token::new(range, Shape::Unknown));
        } else {
            self.mixed(range);
        }
    }

    /// Words run together with the numbers that count them: `1apple2bread3chair`.
    fn counted(&mut self, range: Range<usize>) {
        let mut start = range.start;
        for piece in pieces(&self.text[range]) {
            let place = start..start + piece.len();
            start = place.end;
            if piece.as_bytes()[0].is_ascii_digit() { self.number(place) } else { self.word(place) }
        }
    }

    fn number(&mut self, range: Range<usize>) {
        let digits = self.text[range.clone()].bytes().filter(u8::is_ascii_digit);
        let value = digits
            .fold(0_u32, |value, digit| value.saturating_mul(10).saturating_add(u32::from(digit - b'0')));
        let value = Some(value).filter(|&value| value <= NUMBERED);
        self.tokens.push(Token::new(range, Shape::Number(value.unwrap_or(0) as u8)));
    }

    /// Letters with digits among them: a numbered word, an ordinal, a word in leet.
    fn mixed(&mut self, range: Range<usize>) {
        let text = &self.text[range.clone()];
        // A mark before a word may stand for a letter of it, or for nothing: `@pple`, `@apple`.
        let marks = text.bytes().take_while(|byte| matches!(byte, b'@' | b'$')).count();
        let bare = &text[marks..];
        if marks > 0 && self.is_word(bare) && self.look_up(text, &LEET).is_none() {
            return self.alphabetic(range.start + marks..range.end);
        }
        let head = text.bytes().take_while(u8::is_ascii_digit).count() % text.len();
        let tail = text.len() - text.bytes().rev().take_while(u8::is_ascii_digit).count();
        if head > 0 && matches!(&text[head..], "st" | "nd" | "rd" | "th") {
            return self.number(range.start..range.start + head);
        }
        if let Some(word) = self.leet(text) {
            self.tokens.push(Token::new(range, Shape::Known(word)));
        } else if head > 0 && self.is_word(&text[head..]) {
            self.number(range.start..range.start + head);
            self.word(range.start + head..range.end);
        } else if tail < text.len() && self.is_word(&text[..tail]) {
            self.word(range.start..range.start + tail);
            self.number(range.start + tail..range.end);
        } else {
            self.tokens.push(Token::new(range, Shape::Unknown));
        }
    }

    /// The word that letters with digits or marks among them are in leet.
    fn leet(&mut self, text: &str) -> Option<Word> {
        if text.len() < SHORTEST {
            return None;
        }
        self.look_up(text, &LEET).or_else(|| {
            let has_one = text.bytes().any(|byte| matches!(byte, b'1' | b'!'));
            if has_one { self.look_up(text, &LEET_WITH_L) } else { None }
        })
    }

    fn is_word(&self, text: &str) -> bool {
        !text.is_empty() && text.chars().all(char::is_alphabetic)
    }

    /// Chinese characters: the number of a word, or a word.
    fn han(&mut self, range: Range<usize>) {
        let text = &self.text[range.clone()];
        // "一つ目" changes to kana and back.
        let counted = || self.text[range.end..].starts_with("つ目").then(|| kanji_number(text)).flatten();
        if let Some(number) = counted() {
            return self.tokens.push(Token::new(range, Shape::Number(number)));
        }
        if text.len() == '番'.len_utf8() {
            return self.character(range);
        }
        let counter = COUNTERS.iter().find_map(|counter| text.strip_suffix(counter));
        match counter.and_then(kanji_number) {
            Some(number) => self.tokens.push(Token::new(range, Shape::Number(number))),
            None if self.is_phrase_of_characters(&range) => {
                for (at, c) in self.text[range.clone()].char_indices() {
                    self.character(range.start + at..range.start + at + c.len_utf8());
                }
            }
            None => self.word(range),
        }
    }

    /// Takes a Chinese character with ASCII after it, as they stand in phrases, and returns where it ends; or takes nothing.
    pub(super) fn lone_character(&mut self, at: usize) -> Option<usize> {
        let end = at + '番'.len_utf8();
        self.text.as_bytes().get(end).filter(|next| next.is_ascii())?;
        self.text[at..].chars().next().filter(|&c| Class::of(c) == Class::Han)?;
        self.character(at..end);
        Some(end)
    }

    /// A single Chinese character.
    fn character(&mut self, range: Range<usize>) {
        let known = self.text[range.clone()].chars().next().and_then(lexicon::find_character);
        self.tokens.push(Token::new(range, known.map_or(Shape::Unknown, Shape::Known)));
    }

    /// Whether a row of Chinese characters may be a phrase without gaps: as many as a phrase has words, and all that a short
    /// message says, or says behind a colon.
    fn is_phrase_of_characters(&self, range: &Range<usize>) -> bool {
        const SHORT: usize = 300;
        let says = |text: &str| text.contains(char::is_alphanumeric);
        let before = &self.text[..range.start];
        matches!(self.text[range.clone()].chars().count(), 12 | 13 | 15 | 18 | 21 | 24 | 25)
            && self.text.len() <= SHORT
            && !says(&self.text[range.end..])
            && (!says(before) || before.trim_end().ends_with([':', '：']))
    }

    /// Kana: a word, or one with the particle that leads to it or from it.
    fn kana(&mut self, range: Range<usize>) {
        let text = &self.text[range.clone()];
        if let Some(word) = self.look_up(text, &AS_IT_IS) {
            return self.tokens.push(Token::new(range, Shape::Known(word)));
        }
        let led = PARTICLES.iter().filter_map(|particle| text.strip_prefix(particle));
        let told = led.chain([text]).find_map(|word| {
            let bare = PARTICLES.iter().filter_map(|particle| word.strip_suffix(particle));
            // The whole has been looked up.
            let whole = Some(word).filter(|word| word.len() < text.len());
            whole.into_iter().chain(bare).find_map(|bare| {
                let known = self.look_up(bare, &AS_IT_IS)?;
                let start = range.end - word.len();
                lexicon::lists(known).any(Mask::LISTS).then(|| (start..start + bare.len(), known))
            })
        });
        match told {
            Some((place, word)) => self.tokens.push(Token::new(place, Shape::Known(word))),
            None => self.unknown(range),
        }
    }

    /// Letters alone: one word however it is capitalised, or several that begin with a capital each.
    fn camel(&mut self, range: Range<usize>) {
        match self.look_up(&self.text[range.clone()], &AS_IT_IS) {
            Some(word) => self.tokens.push(Token::new(range, Shape::Known(word))),
            None => self.humps(range),
        }
    }

    /// Words that begin with a capital each.
    fn humps(&mut self, range: Range<usize>) {
        let (mut start, mut before) = (range.start, ' ');
        for (at, c) in self.text[range.clone()].char_indices() {
            if is_hump(before, c) {
                self.word(start..range.start + at);
                start = range.start + at;
            }
            before = c;
        }
        self.word(start..range.end);
    }

    /// One word, or several run together.
    fn word(&mut self, range: Range<usize>) {
        let text = &self.text[range.clone()];
        let known = self.look_up(text, &AS_IT_IS).or_else(|| {
            // Letters of another script among Latin ones, or in their place.
            if text.is_ascii() || self.buffer.is_empty() {
                None
            } else {
                self.look_up_again(lookalike::letter)
            }
        });
        match known {
            Some(word) => self.tokens.push(Token::new(range, Shape::Known(word))),
            None => self.unknown(range),
        }
    }

    /// No word of any list: several run together, or none.
    fn unknown(&mut self, range: Range<usize>) {
        if range.len() < glue::SHORTEST {
            return self.tokens.push(Token::new(range, Shape::Unknown));
        }
        let before = self.tokens.len();
        glue::split(&self.text[range.clone()], self.effort, |part, word| {
            let part = range.start + part.start..range.start + part.end;
            self.tokens.push(Token::new(part, Shape::Known(word)));
        });
        if self.tokens.len() == before && !self.text[range.clone()].is_ascii() {
            glue::split_told(&self.text[range.clone()], self.effort, |part, word| {
                let part = range.start + part.start..range.start + part.end;
                self.tokens.push(Token::new(part, Shape::Known(word)));
            });
        }
        if self.tokens.len() == before {
            self.tokens.push(Token::new(range, Shape::Unknown));
        }
    }

    /// The word whose skeleton is that of `text` with every character mapped.
    fn look_up(&mut self, text: &str, map: &Map) -> Option<Word> {
        if text.is_ascii() {
            return look_up_ascii(text, &map.ascii);
        }
        self.buffer.clear();
        if text.len() > 3 * LONGEST {
            return None;
        }
        if text.chars().all(is_own_skeleton) {
            return lexicon::find(text);
        }
        skeleton(text, &mut self.buffer);
        match map.of {
            None => lexicon::find(&self.buffer),
            Some(of) => self.look_up_again(of),
        }
    }

    /// The same of what was looked up last, if that was not ASCII and may stand for something else.
    fn look_up_again(&mut self, map: impl Fn(char) -> char) -> Option<Word> {
        if self.buffer.chars().all(|c| map(c) == c) {
            return lexicon::find(&self.buffer);
        }
        self.mapped.clear();
        self.mapped.extend(self.buffer.chars().map(map));
        lexicon::find(&self.mapped).filter(|&word| lexicon::lists(word).any(Mask::LISTS))
    }
}
