//! Every sentence the bot says, by key, in the reader's language. The sentences stand in `responses/ui/<lang>.json`.

mod keys;

pub use keys::*;

use crate::book::{Book, Lang};

/// The sentences of one language.
#[derive(Debug, Clone, Copy)]
pub struct Phrases<'b> {
    book: &'b Book,
    lang: Lang,
}

impl<'b> Phrases<'b> {
    /// The sentences of `lang`; English stands in for what it lacks.
    pub fn new(book: &'b Book, lang: Lang) -> Self {
        Self { book, lang: book.ui(lang).map_or(Lang::EN, |ui| ui.code) }
    }

    /// The language they are in.
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// The book they come from.
    pub fn book(&self) -> &'b Book {
        self.book
    }

    /// A sentence that has no gaps.
    pub fn say(&self, key: Key) -> String {
        self.fill(key, &[])
    }

    /// A sentence with its `{gaps}` filled. What fills them is not looked at again, so it cannot smuggle in a gap.
    pub fn fill(&self, key: Key, values: &[(&str, &str)]) -> String {
        let template = self.template(key);
        let mut said = String::with_capacity(template.len() + 64);
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('{') {
            said.push_str(before);
            let Some((gap, after)) = after.split_once('}') else {
                rest = &rest[before.len()..];
                break;
            };
            said.push_str(values.iter().find(|(name, _)| *name == gap).map_or("", |(_, value)| value));
            rest = after;
        }
        said.push_str(rest);
        said
    }

    /// The name of a language, for readers of this one.
    pub fn language(&self, lang: Lang) -> String {
        match lang {
            Lang::EN => self.say(LANGUAGE_EN),
            Lang::JA => self.say(LANGUAGE_JA),
            // A language the bot was given later is known by its own name.
            _ => self.book.ui(lang).map_or_else(|| lang.to_string(), |ui| ui.name.clone()),
        }
    }

    /// What a meaning of the desk's lexicon is called, for readers of this language.
    pub fn meaning<'a>(&self, name: &'a str) -> &'a str
    where
        'b: 'a,
    {
        self.book.ui(self.lang).and_then(|ui| ui.meanings.get(name)).map_or(name, String::as_str)
    }

    /// What a kind of secret is called, for readers of this language; `name` is what it calls itself.
    pub fn kind<'a>(&self, id: &str, name: &'a str) -> &'a str
    where
        'b: 'a,
    {
        self.book.ui(self.lang).and_then(|ui| ui.kinds.get(id)).map_or(name, String::as_str)
    }

    fn template(&self, key: Key) -> &'b str {
        [self.lang, Lang::EN]
            .into_iter()
            .filter_map(|lang| self.book.ui(lang))
            .find_map(|ui| ui.text.get(key.0))
            // The shipped English is complete (a test says so); a replaced one may lack a sentence, and a key is
            // better than silence.
            .map_or(key.0, String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_shipped_languages_say_every_sentence_and_no_other() {
        let book = Book::shipped().expect("sound");
        let keys: BTreeSet<&str> = KEYS.iter().map(|key| key.0).collect();
        for ui in book.uis() {
            let said: BTreeSet<&str> = ui.text.keys().map(String::as_str).collect();
            assert_eq!(said, keys, "{}", ui.code);
        }
    }

    #[test]
    fn gaps_are_filled_once() {
        let book = Book::shipped().expect("sound");
        let phrases = Phrases::new(&book, Lang::EN);
        assert_eq!(phrases.fill(OFFICIAL_YES, &[("host", "{host}")]), "Yes. {host} is an official address.");
        assert_eq!(phrases.fill(OFFICIAL_YES, &[]), "Yes.  is an official address.");
        assert_eq!(phrases.say(Key("no.such.key")), "no.such.key");
        assert_eq!(Phrases::new(&book, Lang::JA).language(Lang::EN), "英語");
        assert_eq!(Phrases::new(&book, Lang::JA).meaning("phrase"), "リカバリーフレーズ");
        assert_eq!(phrases.meaning("phrase"), "phrase");
    }
}
