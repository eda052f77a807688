//! A stretch of talk around a value as its words, and the labels, claims and denials among them.
//!
//! What they mean for the value is for `label` to decide.

use super::label_words::{CLAIMS, CLAIMS_UNSPACED, DENIALS, OWNERS, STRONG, UNSPACED, WEAK};
use std::ops::Range;
use std::sync::LazyLock;

/// Labels by their first byte.
type ByHead = [Vec<&'static str>; 256];

/// The strong labels and the weak ones.
static BY_HEAD: LazyLock<[ByHead; 2]> = LazyLock::new(|| {
    [STRONG, WEAK].map(|labels| {
        let mut by_head = [const { Vec::new() }; 256];
        labels.iter().for_each(|label| by_head[usize::from(label.as_bytes()[0])].push(*label));
        by_head
    })
});

/// A label found in a text.
pub(super) struct Label {
    pub(super) range: Range<usize>,
    /// Whether it can only mean a private key.
    pub(super) strong: bool,
}

/// A text as its words; `camelCase` is two, and so is what changes from one script to another.
pub(super) struct Talk<'a> {
    text: &'a str,
    /// The letters and digits of all words in lower case, one after the other.
    lower: String,
    pub(super) words: Vec<Word>,
}

pub(super) struct Word {
    /// Where it stands in the text.
    at: Range<usize>,
    /// Where it stands among the letters in lower case.
    lower: Range<usize>,
}

impl<'a> Talk<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let mut talk = Self { text, lower: String::with_capacity(text.len()), words: Vec::new() };
        if text.is_ascii() {
            talk.read_ascii();
            return talk;
        }
        let mut before: Option<char> = None;
        for (at, character) in text.char_indices() {
            if !character.is_alphanumeric() {
                before = None;
                continue;
            }
            let goes_on = before.is_some_and(|before| {
                !(before.is_lowercase() && character.is_uppercase())
                    && is_unspaced(before) == is_unspaced(character)
            });
            if !goes_on {
                talk.words.push(Word { at: at..at, lower: talk.lower.len()..talk.lower.len() });
            }
            if character.is_ascii() {
                talk.lower.push(character.to_ascii_lowercase());
            } else {
                talk.lower.extend(character.to_lowercase());
            }
            if let Some(word) = talk.words.last_mut() {
                word.at.end = at + character.len_utf8();
                word.lower.end = talk.lower.len();
            }
            before = Some(character);
        }
        talk
    }

    fn read_ascii(&mut self) {
        let bytes = self.text.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            let is_part = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_alphanumeric);
            if !is_part(at) {
                at += 1;
                continue;
            }
            let start = at;
            at += 1;
            while is_part(at) && !(bytes[at - 1].is_ascii_lowercase() && bytes[at].is_ascii_uppercase()) {
                at += 1;
            }
            let lower = self.lower.len();
            self.lower.push_str(&self.text[start..at]);
            self.words.push(Word { at: start..at, lower: lower..self.lower.len() });
        }
        self.lower.make_ascii_lowercase();
    }

    pub(super) fn text(&self, word: &Word) -> &str {
        &self.text[word.at.clone()]
    }

    pub(super) fn lower(&self, word: &Word) -> &str {
        &self.lower[word.lower.clone()]
    }

    /// The labels in it: those of words in order, then those of other scripts.
    pub(super) fn labels(&self) -> impl Iterator<Item = Label> {
        let spaced = (0..self.words.len()).filter_map(|first| self.label_at(first));
        let unspaced = if self.text.is_ascii() { &[] } else { UNSPACED };
        let unspaced = unspaced.iter().filter_map(|label| {
            let start = self.text.rfind(label)?;
            Some(Label { range: start..start + label.len(), strong: true })
        });
        spaced.chain(unspaced)
    }

    /// The last label. Of `privateKey` the key is no label of its own.
    pub(super) fn last_label(&self) -> Option<Label> {
        self.labels().max_by_key(|label| (label.range.end, label.strong, label.range.len()))
    }

    pub(super) fn first_label(&self) -> Option<Label> {
        self.labels().min_by_key(|label| (label.range.start, !label.strong))
    }

    /// The longest label whose first word is this one.
    fn label_at(&self, first: usize) -> Option<Label> {
        let word = &self.words[first];
        let rest = &self.lower[word.lower.start..];
        let first_byte = *rest.as_bytes().first()?;
        let ends = |label: &str| {
            let end = word.lower.start + label.len();
            let words = self.words[first..].iter().take_while(|word| word.lower.start < end);
            words.last().filter(|last| last.lower.end == end).map(|last| word.at.start..last.at.end)
        };
        let of = |labels: &ByHead, strong| {
            let begins = |label: &&&str| rest.starts_with(**label);
            let found = labels[usize::from(first_byte)].iter().filter(begins).filter_map(|label| ends(label));
            found.max_by_key(|range| range.len()).map(|range| Label { range, strong })
        };
        let [strong, weak] = &*BY_HEAD;
        of(strong, true).or_else(|| of(weak, false).filter(|label| self.is_own(first, label)))
    }

    /// Whether a plain "key" is somebody's own, and not a storage key, a position key, an API key.
    fn is_own(&self, first: usize, label: &Label) -> bool {
        let plain =
            matches!(&self.text[label.range.clone()], "key" | "Key" | "KEY" | "keys" | "Keys" | "KEYS");
        let owner = first.checked_sub(1).map(|before| self.lower(&self.words[before]));
        !plain || owner.is_none_or(|owner| OWNERS.contains(owner))
    }

    /// Whether something in it claims a value for itself.
    pub(super) fn claims(&self) -> bool {
        self.claims_within(self.words.len())
    }

    /// Whether its first words do.
    pub(super) fn claims_soon(&self) -> bool {
        self.claims_within(6)
    }

    fn claims_within(&self, count: usize) -> bool {
        self.words.iter().take(count).any(|word| CLAIMS.contains(self.lower(word)))
            || !self.text.is_ascii() && CLAIMS_UNSPACED.iter().any(|claim| self.text.contains(claim))
    }

    /// Whether its last words do: "the hash is".
    pub(super) fn has_claimed(&self) -> bool {
        let last = self.words.iter().rev().take(3);
        last.clone().any(|word| CLAIMS.contains(self.lower(word)))
            || last
                .into_iter()
                .any(|word| CLAIMS_UNSPACED.iter().any(|claim| self.lower(word).starts_with(claim)))
    }

    /// Whether its last words take back what follows.
    pub(super) fn denies(&self) -> bool {
        self.words.iter().rev().take(4).any(|word| DENIALS.contains(self.lower(word)))
    }
}

/// Kana, Han, Hangul: scripts that are written against Latin words without a blank.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}')
}
