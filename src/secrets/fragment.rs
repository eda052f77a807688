//! Whether a message could be one piece of a secret, and which part of it is.

use super::Part;
use super::density::{FRAGMENT_ROW, is_mostly};
use super::effort::Effort;
use super::lexicon::{self, Mask};
use super::lists::LISTS;
use super::rows;
use super::sieve::{Sieve, is_long};
use super::tokens::{Shape, Token, tokens};
use super::view::{Document, View};
use crate::text::{Folded, Private};
use std::borrow::Cow;
use std::ops::Range;

/// What a message may add to a secret, in two readings.
pub(super) struct Piece {
    /// All it says, or, where that is long, its row of list words.
    pub(super) whole: Private,
    /// Its list words alone, where these are all it says or stand in a row.
    pub(super) words: Option<Private>,
}

/// A message of this size is held whole. Half a phrase of 24 Monero words takes some hundred bytes, a third of a key
/// in chunks too.
const WHOLE: usize = 512;
/// Looking for pieces never proves anything; kana are cut into words within a quarter of this, in quarters of a
/// microsecond.
const EFFORT: u32 = 4_000;

/// The part of a message that may be a piece of a secret.
pub(super) fn piece(sieve: &Sieve, parts: &[Part<'_>]) -> Option<Piece> {
    let names_key = names_key(parts);
    if !sieve.may_be_fragment() && !names_key {
        return None;
    }
    let short: Cow<'_, [Part<'_>]> = if parts.iter().any(|part| is_long(part.text)) {
        parts.iter().filter(|part| !is_long(part.text)).copied().collect()
    } else {
        parts.into()
    };
    let document = Document::new(&short);
    let folded = Folded::new(document.text());
    let text = folded.as_str();
    let tokens = tokens(text, &Effort::new(EFFORT));
    let row = row(&tokens);
    let count = Count::of(&tokens);
    let words = if row.len() >= FRAGMENT_ROW as usize {
        spelled(text, row.iter())
    } else if count.unknown == 0 {
        spelled(text, count.told(&tokens))
    } else {
        None
    };
    if text.len() > WHOLE {
        let words = words.filter(|words| words.as_str().len() <= WHOLE)?;
        return Some(Piece { whole: words.clone(), words: Some(words) });
    }
    let held =
        words.is_some() || names_key || is_mostly(count.known, count.unknown) || sieve.has_piece_of_key();
    held.then(|| Piece { whole: Private::new(text), words })
}

/// Whether a message says hardly more than that a private key follows, in Japanese; in English the words for it are list words.
fn names_key(parts: &[Part<'_>]) -> bool {
    /// "これが私の秘密鍵になります。" takes 42 bytes.
    const REMARK: usize = 60;
    const KEYS: [&str; 3] = ["秘密鍵", "プライベートキー", "シークレットキー"];
    // Who asks about keys shows none.
    let asks = |text: &str| text.contains(['?', '？']) || text.trim_end_matches('。').ends_with('か');
    parts.iter().any(|part| {
        part.text.len() <= REMARK
            && !part.text.is_ascii()
            && KEYS.iter().any(|key| part.text.contains(key))
            && !asks(part.text)
    })
}

/// The longest row of list words, numbers among them left out.
fn row(tokens: &[Token]) -> Vec<Token> {
    let rows = tokens.chunk_by(|a, b| is_listed(a) && is_listed(b));
    let longest = rows.max_by_key(|row| words(row).count()).unwrap_or_default();
    let mut row: Vec<Token> = words(longest).copied().collect();
    // "second half …" announces what follows, though both are list words.
    let announces = |token: &Token| token.word().is_some_and(|word| lexicon::lists(word).any(Mask::LABEL));
    let announced = row.iter().take_while(|token| announces(token)).count();
    if row.len() - announced >= FRAGMENT_ROW as usize {
        row.drain(..announced);
    }
    // So does "… second half in the file" behind it.
    let is_last = row.last().is_none_or(|last| tokens.last().is_some_and(|end| end.range() == last.range()));
    let announced = row.iter().rev().take_while(|token| announces(token)).count();
    if !is_last && row.len() - announced >= FRAGMENT_ROW as usize {
        row.truncate(row.len() - announced);
    }
    row
}

/// The words among some tokens.
fn words(tokens: &[Token]) -> impl Iterator<Item = &Token> {
    tokens.iter().filter(|token| token.word().is_some())
}

/// A document in parts is a message with a file or with what a form was filled in with; a longer one is a book.
const PARTS: usize = 8 << 10;

/// The rows of list words in the parts of a document, one after the other, if several have one, and from where to where
/// they reach: what somebody says about the first half would keep it from the second one.
pub(super) fn rows_of_parts(document: &Document<'_>) -> Option<(Private, Range<usize>)> {
    if document.text().len() > PARTS {
        return None;
    }
    let effort = Effort::new(EFFORT);
    let (mut said, mut reach) = (String::new(), Vec::new());
    for piece in document.pieces() {
        let folded = Folded::new(&document.text()[piece.clone()]);
        let row = row(&tokens(folded.as_str(), &effort));
        if row.len() >= FRAGMENT_ROW as usize
            && let Some(row) = spelled(folded.as_str(), row.iter())
        {
            said.push_str(row.as_str());
            reach.push(piece);
        }
    }
    let [first, .., last] = reach.as_slice() else { return None };
    Some((Private::new(said), first.start..last.end))
}

/// What ends a row beside a word of no list.
const ROW_ENDS: [char; 8] = ['\n', '.', ':', ';', '。', '：', '(', ')'];
/// The shortest row that somebody tells by itself: "the next three: …".
const TOLD: usize = 3;

/// The rows of list words in a message, one after the other, if all have as many and are a phrase together: "words 1-4: …,
/// words 5-8: …". In a message that says something else the rows are of different lengths.
pub(super) fn even_rows(view: &View<'_>) -> Option<(Private, Range<usize>)> {
    let text = view.text;
    if text.len() > PARTS {
        return None;
    }
    let tokens = view.tokens();
    let lists = |token: &Token| token.word().map_or(Mask::default(), lexicon::lists);
    let mut counts = [0; LISTS.len()];
    tokens.iter().flat_map(|token| rows::lists(lists(token).lists())).for_each(|list| counts[list] += 1);
    // Words of another list may tell what each row is.
    let list = Mask::list((0..LISTS.len()).rev().max_by_key(|&list| counts[list])?);
    let is_told = |token: &Token| lists(token).any(list) || matches!(token.shape, Shape::Number(_));
    let goes_on = |a: &Token, b: &Token| {
        let gap = &text[a.range().end..b.range().start];
        is_told(a) && is_told(b) && !gap.is_empty() && !gap.contains(ROW_ENDS)
    };
    let rows = tokens.chunk_by(goes_on).filter(|row| words(row).nth(TOLD - 1).is_some());
    let mut rows: Vec<Vec<Token>> = rows.map(|row| words(row).copied().collect()).collect();
    // "… please help" may follow the last one.
    if let [first, .., last] = rows.as_mut_slice() {
        last.truncate(first.len());
    }
    let [first, .., last] = rows.as_slice() else { return None };
    let is_even = rows.iter().all(|row| row.len() == first.len());
    let (told, said) = (rows.len() * first.len(), tokens.iter().filter(|token| is_said(token)).count());
    // Beside them only what each row is stands, not a page in which three words stand together here and there.
    if !is_even || told * 5 < said * 2 || !matches!(told, 12 | 15 | 18 | 20 | 21 | 24 | 25 | 33) {
        return None;
    }
    let range = first.first()?.range().start..last.last()?.range().end;
    Some((spelled(text, rows.iter().flatten())?, range))
}

/// Whether a token is a word of some kind.
fn is_said(token: &Token) -> bool {
    matches!(token.shape, Shape::Known(_) | Shape::Unknown)
}

/// Whether a token is a word of a list, or a number.
fn is_listed(token: &Token) -> bool {
    match token.shape {
        Shape::Known(word) => lexicon::lists(word).any(Mask::LISTS),
        Shape::Number(_) => true,
        Shape::Unknown | Shape::Blank => false,
    }
}

/// The words of some tokens, a space apart.
fn spelled<'a>(text: &str, tokens: impl Iterator<Item = &'a Token> + Clone) -> Option<Private> {
    // What is kept is wiped when it goes, and has no more room than it needs.
    let mut words = String::with_capacity(tokens.clone().map(|token| token.range().len() + 1).sum());
    for token in tokens {
        words.push_str(&text[token.range()]);
        words.push(' ');
    }
    (!words.is_empty()).then(|| Private::new(words))
}

/// The words of a message, by what they say.
struct Count {
    /// How many stand on a list and carry meaning.
    known: u32,
    /// How many stand on a list and are of those of which sentences are made, or announce others.
    plain: u32,
    /// How many of these stand on no list: somebody speaks in sentences.
    spoken: u32,
    /// How many are none of these.
    unknown: u32,
}

impl Count {
    fn of(tokens: &[Token]) -> Self {
        let mut count = Self { known: 0, plain: 0, spoken: 0, unknown: 0 };
        for token in tokens {
            let lists = match token.shape {
                Shape::Known(word) => lexicon::lists(word),
                Shape::Unknown => Mask::default(),
                Shape::Number(_) | Shape::Blank => continue,
            };
            match (lists.any(Mask::LISTS), lists.any(Mask::COMMON.or(Mask::LABEL))) {
                (true, false) => count.known += 1,
                (true, true) => count.plain += 1,
                (false, true) => count.spoken += 1,
                (false, false) => count.unknown += 1,
            }
        }
        count
    }

    /// The words of a message that may belong to a phrase: all, unless those of which sentences are made only
    /// announce the others.
    fn told<'a>(&self, tokens: &'a [Token]) -> impl Iterator<Item = &'a Token> + Clone {
        let all = self.known + self.spoken == 0 && self.plain == 1 || self.known > 1 && self.spoken == 0;
        tokens.iter().filter(move |token| {
            token.word().is_some_and(|word| {
                let lists = lexicon::lists(word);
                lists.any(Mask::LISTS) && (all || !lists.any(Mask::COMMON.or(Mask::LABEL)))
            })
        })
    }
}

/// What a seed phrase is called in Japanese; in English the sieve knows it.
const TALK: [&str; 6] = ["シード", "フレーズ", "ニーモニック", "復元", "秘密の", "単語"];

/// Whether a message speaks of seed phrases.
pub(super) fn talks_of_seeds(sieve: &Sieve, parts: &[Part<'_>]) -> bool {
    let in_japanese =
        |part: &Part<'_>| !part.text.is_ascii() && TALK.iter().any(|word| part.text.contains(word));
    sieve.talks_of_seeds() || parts.iter().any(in_japanese)
}
