//! What words mean, and what sort of talk they belong to: `lexicon.txt`, looked up in a message.

use super::hash::{Fold, Map};
use super::rank::small;
use crate::text::{Prose, Script, Token};
use std::hash::Hasher;
use std::ops::Range;
use std::sync::LazyLock;

/// The reviewed list that is built in.
pub(super) static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::parse(include_str!("lexicon.txt")));

/// The longest run of words, and the longest Japanese expression in characters, that an entry may be.
const WORDS: usize = 4;
const CHARS: usize = 12;

/// Words by their meanings and kinds.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    meanings: Vec<String>,
    kinds: Vec<String>,
    /// What each entry stands for, by the hash of the entry: where in `marks`. What an entry begins with stands for nothing, and
    /// is there, so that nobody looks further where none goes on.
    entries: Map<u64, Range<u32>>,
    marks: Vec<Mark>,
    /// Every word that is listed by itself, one behind the other.
    words: String,
}

/// What sort of entry it is: with this its hash begins.
const WORD: u8 = 0;
const PREFIX: u8 = 1;
const JAPANESE: u8 = 2;

/// What an entry stands for.
#[derive(Debug, Clone, Copy)]
struct Mark {
    tag: Tag,
    /// A word counts only at the beginning of a sentence, Japanese only at the end of a run.
    anchored: bool,
    /// What stands in it does not count: nobody who says バイナンス speaks of ナンス.
    covers: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tag {
    Meaning(u16),
    Kind(u16),
}

/// What the lexicon finds in a message.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Sense {
    /// The meanings, each once, in the order of the file.
    pub meanings: Vec<u16>,
    /// How often each kind was found, in the order of the file.
    pub kinds: Vec<u16>,
    /// How many tokens mean something.
    pub known: usize,
}

impl Lexicon {
    fn parse(text: &str) -> Self {
        let mut lexicon = Self::default();
        let mut entries = Vec::new();
        let mut section = "";
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            if let Some(name) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
                section = name;
            } else if let Some((name, listed)) = line.split_once(':') {
                let Some(tag) = lexicon.tag(section, name) else { continue };
                listed.split(',').for_each(|entry| lexicon.add(entry.trim(), tag, &mut entries));
            }
        }
        // The entries of a hash stay in the order of the file.
        entries.sort_by_key(|(hash, _)| *hash);
        for run in entries.chunk_by(|a, b| a.0 == b.0) {
            let from = small(lexicon.marks.len());
            lexicon.marks.extend(run.iter().map(|(_, mark)| *mark));
            lexicon.entries.insert(run[0].0, from..small(lexicon.marks.len()));
        }
        lexicon
    }

    fn tag(&mut self, section: &str, name: &str) -> Option<Tag> {
        let add = |names: &mut Vec<String>| {
            names.push(name.to_owned());
            u16::try_from(names.len() - 1).unwrap_or(u16::MAX)
        };
        match section {
            "meanings" => Some(Tag::Meaning(add(&mut self.meanings))),
            "kinds" => Some(Tag::Kind(add(&mut self.kinds))),
            _ => None,
        }
    }

    /// Adds the hash of an entry and what it stands for.
    fn add(&mut self, entry: &str, tag: Tag, entries: &mut Vec<(u64, Mark)>) {
        let anchored = entry.starts_with('^') || entry.ends_with('$');
        let covers = entry.starts_with('=') || entry.chars().all(|c| matches!(c, 'ァ'..='ヶ' | 'ー'));
        let prose = Prose::new(entry);
        let Some(first) = prose.tokens().first() else { return };
        let sort = match first.script {
            Script::Japanese => JAPANESE,
            Script::Latin if entry.ends_with('*') => PREFIX,
            Script::Latin => WORD,
        };
        let mut hash = Fold::default().with(sort);
        for (at, word) in prose.tokens().iter().enumerate() {
            if at > 0 {
                self.entries.entry(hash.finish()).or_default();
                hash = hash.with(' ');
            }
            if sort == WORD {
                hash = hash.with_text(&word.text);
                continue;
            }
            for letter in word.text.chars() {
                self.entries.entry(hash.finish()).or_default();
                hash = hash.with(letter);
            }
        }
        if sort == WORD && prose.tokens().len() == 1 {
            self.words.push_str(&first.text);
            self.words.push(' ');
        }
        entries.push((hash.finish(), Mark { tag, anchored, covers }));
    }

    /// The names of the meanings, in order.
    pub(super) fn meaning(&self, meaning: u16) -> &str {
        self.meanings.get(usize::from(meaning)).map_or("", String::as_str)
    }

    /// The names of the kinds, in order.
    pub(super) fn kinds(&self) -> &[String] {
        &self.kinds
    }

    /// Every word that is listed by itself.
    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        self.words.split_terminator(' ')
    }

    /// Looks a message up. `spelt` are its tokens as they should be written.
    pub(super) fn sense<'a>(&self, tokens: &'a [Token], spelt: &[&'a str]) -> Sense {
        let mut sense = Sense { kinds: vec![0; self.kinds.len()], ..Sense::default() };
        // Words before this index belong to an entry that has been counted.
        let mut covered = 0;
        for (at, token) in tokens.iter().enumerate() {
            let before = sense.meanings.len();
            if token.script == Script::Japanese {
                self.run(&token.text, &mut sense);
            } else {
                sense.add(|| self.words_at(tokens, spelt, at), &mut covered);
            }
            sense.known += usize::from(sense.meanings.len() > before);
        }
        sense.meanings.sort_unstable();
        sense.meanings.dedup();
        sense
    }

    fn run(&self, run: &str, sense: &mut Sense) {
        let mut covered = 0;
        for (start, _) in run.char_indices() {
            let entries = || {
                let mut hash = Fold::default().with(JAPANESE);
                run[start..].char_indices().take(CHARS).map_while(move |(at, letter)| {
                    hash = hash.with(letter);
                    let end = start + at + letter.len_utf8();
                    Some(Entry { end, marks: self.marks(hash)?, at_anchor: end == run.len() })
                })
            };
            sense.add(entries, &mut covered);
        }
    }

    /// The entries that begin with a word, and those that it begins with.
    fn words_at<'a>(
        &'a self,
        tokens: &'a [Token],
        spelt: &'a [&'a str],
        at: usize,
    ) -> impl Iterator<Item = Entry<'a>> {
        let at_anchor = tokens[at].first;
        let words = tokens[at..].iter().zip(&spelt[at..]).take(WORDS);
        let words = words.take_while(|(token, _)| token.script == Script::Latin).zip(at..);
        let mut hash = Fold::default().with(WORD);
        let words = words.map_while(move |((_, word), place)| {
            let blank = if place == at { hash } else { hash.with(' ') };
            hash = blank.with_text(word);
            Some(Entry { end: place + 1, marks: self.marks(hash)?, at_anchor })
        });
        let mut hash = Fold::default().with(PREFIX);
        let letters = spelt[at].chars().take(CHARS).map_while(move |letter| {
            hash = hash.with(letter);
            Some(Entry { end: at + 1, marks: self.marks(hash)?, at_anchor })
        });
        words.chain(letters)
    }

    /// What the entry of that hash stands for, if it is one or one begins so.
    fn marks(&self, hash: Fold) -> Option<&[Mark]> {
        let range = self.entries.get(&hash.finish())?;
        self.marks.get(range.start as usize..range.end as usize)
    }
}

/// What stands somewhere in a message and may be an entry: where it ends, what it stands for, and whether it is where an
/// anchored one counts.
#[derive(Clone, Copy)]
struct Entry<'a> {
    end: usize,
    marks: &'a [Mark],
    at_anchor: bool,
}

impl<'a> Entry<'a> {
    fn counted(self) -> impl Iterator<Item = &'a Mark> {
        self.marks.iter().filter(move |mark| !mark.anchored || self.at_anchor)
    }
}

impl Sense {
    /// Adds the entries that begin at one place. Where those before it end that cover what stands in them is `covered`.
    fn add<'a, I: Iterator<Item = Entry<'a>>>(&mut self, entries: impl Fn() -> I, covered: &mut usize) {
        let (mut any, mut here) = (false, 0);
        for entry in entries().filter(|entry| !entry.marks.is_empty()) {
            any = true;
            if entry.counted().any(|mark| mark.covers) {
                here = here.max(entry.end);
            }
        }
        // The ordinary case: no entry begins with this word.
        if !any {
            return;
        }
        for entry in entries().filter(|entry| entry.end > *covered && entry.end >= here) {
            for mark in entry.counted() {
                match mark.tag {
                    Tag::Meaning(meaning) => self.meanings.push(meaning),
                    Tag::Kind(kind) => self.kinds[usize::from(kind)] += 1,
                }
            }
        }
        *covered = here.max(*covered);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The meanings and kinds of a text, by name.
    fn check(text: &str, meanings: &str, kinds: &str) {
        let prose = Prose::new(text);
        let spelt: Vec<&str> = prose.tokens().iter().map(|token| token.text.as_str()).collect();
        let sense = LEXICON.sense(prose.tokens(), &spelt);
        let found: Vec<&str> = sense.meanings.iter().map(|&meaning| LEXICON.meaning(meaning)).collect();
        assert_eq!(found.join(" "), meanings, "{text}");
        let names = LEXICON.kinds().iter().zip(&sense.kinds).filter(|(_, count)| **count > 0);
        assert_eq!(names.map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(" "), kinds, "{text}");
    }

    #[test]
    fn finds_meanings_and_kinds() {
        check("lost my seed phrase", "phrase lost", "mine cannot");
        check("シードフレーズをなくした", "phrase lost no", "");
        check("seedphrases", "phrase", "");
        check("try the weather", "", "imperative chat");
        check("we try", "", "mine");
        check("ですよ。", "", "advice");
        check("", "", "");
    }

    #[test]
    fn a_longer_word_covers_what_stands_in_it() {
        check("ナンスがずれてる", "nonce", "");
        check("バイナンスから", "exchange", "");
        check("エラーコードが出る", "error", "cannot");
        check("コードを書く", "", "developer");
        check("error code 5", "error", "cannot");
        check("my code", "", "developer mine");
        check("教えてください", "", "ask");
        check("見てください", "", "advice");
    }

    #[test]
    fn every_meaning_has_a_japanese_name() {
        let book = crate::book::Book::shipped().expect("sound");
        let japanese = book.ui(crate::book::Lang::JA).expect("Japanese");
        let named: std::collections::BTreeSet<&str> = japanese.meanings.keys().map(String::as_str).collect();
        assert_eq!(named, LEXICON.meanings.iter().map(String::as_str).collect());
    }

    #[test]
    fn the_list_is_sound() {
        let text = include_str!("lexicon.txt");
        assert!(LEXICON.meanings.len() > 90 && LEXICON.kinds.len() > 12);
        for line in text.lines().filter(|line| !line.starts_with('#') && line.contains(':')) {
            let (name, entries) = line.split_once(':').expect("a name");
            let mut seen = std::collections::HashSet::new();
            for entry in entries.split(',').map(str::trim) {
                let prose = Prose::new(entry);
                let tokens = prose.tokens();
                assert!(!tokens.is_empty(), "{name}: an empty entry");
                assert!(tokens.len() <= WORDS, "{name}: {entry} has too many words");
                let one_script = tokens.iter().all(|token| token.script == tokens[0].script);
                assert!(one_script, "{name}: {entry} mixes scripts and is never found");
                assert!(
                    tokens[0].script == Script::Latin || tokens.len() == 1,
                    "{name}: {entry} is never found"
                );
                assert!(
                    entry.chars().count() <= CHARS || tokens[0].script == Script::Latin,
                    "{name}: {entry} is too long"
                );
                assert!(seen.insert(entry), "{name}: {entry} twice");
            }
        }
    }
}
