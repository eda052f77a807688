//! What words mean, and what sort of talk they belong to: `lexicon.txt`, looked up in a message.

use super::hash::Map;
use crate::text::{Prose, Script, Token};
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
    words: Map<Box<str>, Vec<Mark>>,
    prefixes: Map<Box<str>, Vec<Mark>>,
    japanese: Map<Box<str>, Vec<Mark>>,
}

/// What an entry stands for.
#[derive(Debug, Clone, Copy)]
struct Mark {
    tag: Tag,
    /// A word counts only at the beginning of a sentence, Japanese only at the end of a run.
    anchored: bool,
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
        let mut section = "";
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            if let Some(name) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
                section = name;
            } else if let Some((name, entries)) = line.split_once(':') {
                let Some(tag) = lexicon.tag(section, name) else { continue };
                entries.split(',').for_each(|entry| lexicon.add(entry.trim(), tag));
            }
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

    fn add(&mut self, entry: &str, tag: Tag) {
        let anchored = entry.starts_with('^') || entry.ends_with('$');
        let prose = Prose::new(entry);
        let mut words = prose.tokens().iter().map(|token| token.text.as_str());
        let Some(first) = prose.tokens().first() else { return };
        let table = match first.script {
            Script::Japanese => &mut self.japanese,
            Script::Latin if entry.ends_with('*') => &mut self.prefixes,
            Script::Latin => &mut self.words,
        };
        let first = words.next().unwrap_or_default().to_owned();
        let key = words.fold(first, |key, word| key + " " + word);
        table.entry(key.into()).or_default().push(Mark { tag, anchored });
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
        self.words.keys().map(|word| &**word).filter(|word| !word.contains(' '))
    }

    /// Looks a message up. `spelt` are its tokens as they should be written.
    pub(super) fn sense<'a>(&self, tokens: &'a [Token], spelt: &[&'a str]) -> Sense {
        let mut sense = Sense { kinds: vec![0; self.kinds.len()], ..Sense::default() };
        let mut joined = String::new();
        for (at, token) in tokens.iter().enumerate() {
            let before = sense.meanings.len();
            if token.script == Script::Japanese {
                self.run(&token.text, &mut sense);
            } else {
                joined.clear();
                for (more, word) in tokens[at..].iter().zip(&spelt[at..]).take(WORDS) {
                    if more.script != Script::Latin {
                        break;
                    }
                    if !joined.is_empty() {
                        joined.push(' ');
                    }
                    joined.push_str(word);
                    sense.add(self.words.get(joined.as_str()), token.first);
                }
                let word = spelt[at];
                for end in word.char_indices().map(|(end, c)| end + c.len_utf8()).skip(1).take(CHARS) {
                    sense.add(self.prefixes.get(&word[..end]), token.first);
                }
            }
            sense.known += usize::from(sense.meanings.len() > before);
        }
        sense.meanings.sort_unstable();
        sense.meanings.dedup();
        sense
    }

    fn run(&self, run: &str, sense: &mut Sense) {
        for (start, _) in run.char_indices() {
            let rest = &run[start..];
            for end in rest.char_indices().map(|(end, c)| end + c.len_utf8()).take(CHARS) {
                sense.add(self.japanese.get(&rest[..end]), end == rest.len());
            }
        }
    }
}

impl Sense {
    fn add(&mut self, marks: Option<&Vec<Mark>>, at_anchor: bool) {
        for mark in marks.into_iter().flatten().filter(|mark| !mark.anchored || at_anchor) {
            match mark.tag {
                Tag::Meaning(meaning) => self.meanings.push(meaning),
                Tag::Kind(kind) => self.kinds[usize::from(kind)] += 1,
            }
        }
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
