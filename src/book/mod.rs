//! The book: everything of `responses/`, parsed and cross-checked. Total: a broken set gives every fault, never half a book.
//!
//! Which answer fits a question is for `answers` to decide; reading folders is for the shell.

mod check;
mod lang;
mod links;
mod load;
mod official;
mod own;
mod shipped;

pub use lang::Lang;
pub use links::{Denied, HACKED, Link, LinkKind, LinkStatus, Links, SUPPORT_HOME};
pub use load::Fault;
pub use official::{Disguise, Standing, host};
pub use own::{
    Flaw, LONGEST_PHRASING, LONGEST_TEXT, LONGEST_TITLE, MOST_LINKS, MOST_PHRASINGS, Rules, Wrong, id_for,
};
pub use shipped::FILES as SHIPPED;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Every answer, link and sentence of the bot, known to be sound.
#[derive(Debug, Clone, Default)]
pub struct Book {
    topics: Vec<Topic>,
    links: Links,
    uis: Vec<Ui>,
    silence: Silence,
}

impl Book {
    /// The topics, sorted by id.
    pub fn topics(&self) -> &[Topic] {
        &self.topics
    }

    /// The topic of that id.
    pub fn topic(&self, id: &str) -> Option<&Topic> {
        self.topics.binary_search_by(|topic| topic.id.as_str().cmp(id)).ok().map(|at| &self.topics[at])
    }

    /// The official links, and what is known to be no official link.
    pub fn links(&self) -> &Links {
        &self.links
    }

    /// Messages that are no question for the bot.
    pub fn silence(&self) -> impl Iterator<Item = &str> {
        self.silence.messages.values().flatten().map(String::as_str)
    }

    /// The languages the bot speaks, English first.
    pub fn uis(&self) -> &[Ui] {
        &self.uis
    }

    /// The sentences of a language; English stands in for one nobody has written.
    pub fn ui(&self, lang: Lang) -> Option<&Ui> {
        self.uis.iter().find(|ui| ui.code == lang).or(self.uis.first())
    }

    /// The language that serves a Discord locale (`ja`, `en-GB`), if one does.
    pub fn lang_of_locale(&self, locale: &str) -> Option<Lang> {
        self.uis.iter().find(|ui| ui.locales.iter().any(|own| own == locale)).map(|ui| ui.code)
    }
}

/// One canned answer in every language: a file of `responses/topics/`.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Topic {
    /// Where an editor finds the schema of this file.
    #[serde(rename = "$schema", default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// The stable name: the file's name without `.json`.
    pub id: String,
    /// Whether minutes count.
    pub urgency: Urgency,
    /// Neighbouring topics that people mean when they seem to ask for this one.
    pub confusable_with: Vec<String>,
    /// The answer in each language.
    pub languages: BTreeMap<Lang, Answer>,
}

impl Topic {
    /// The answer in a language; English stands in for one nobody has written. The language it is in comes with it.
    pub fn answer(&self, lang: Lang) -> Option<(Lang, &Answer)> {
        [lang, Lang::EN].into_iter().find_map(|lang| Some((lang, self.languages.get(&lang)?)))
    }

    /// Whether minutes count.
    pub fn is_urgent(&self) -> bool {
        self.urgency == Urgency::Urgent
    }
}

/// How much time the reader has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Urgency {
    /// An ordinary question.
    Normal,
    /// A thief is at work, or close.
    Urgent,
}

/// A topic in one language.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// What it is about.
    pub title: String,
    /// What this means for the reader, in one or two sentences.
    pub summary: String,
    /// What to do now.
    pub steps: Vec<String>,
    /// What never to do here.
    pub never: String,
    /// Ids of `links.json`, the best first.
    pub links: Vec<String>,
    /// Words and short expressions typical of the topic.
    pub keywords: Vec<String>,
    /// Messages that ask for it, as people type them.
    pub phrasings: Vec<String>,
    /// Messages that look like it and must not be answered with it.
    pub near_misses: Vec<String>,
}

/// Messages that are no question for the bot, by language: chat, thanks, advice to others, other products, programming.
/// The desk learns from them when to keep silent; when it spoke out of turn, a line here teaches it.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
pub struct Silence {
    /// Where an editor finds the schema of this file.
    #[serde(rename = "$schema", default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// The messages as people type them.
    #[serde(flatten)]
    pub messages: BTreeMap<Lang, Vec<String>>,
}

/// A language: its name, every sentence the bot itself says, the names of its commands. A file of `responses/ui/`.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Ui {
    /// Where an editor finds the schema of this file.
    #[serde(rename = "$schema", default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// The language's code: the file's name without `.json`.
    pub code: Lang,
    /// The language's name in itself.
    pub name: String,
    /// The Discord locales it serves, the one its commands are registered under first.
    pub locales: Vec<String>,
    /// Whether the translation is still under way: English stands in for what it lacks.
    #[serde(default)]
    pub partial: bool,
    /// Every sentence by its key, with `{placeholders}`.
    pub text: BTreeMap<String, String>,
    /// What the meanings of the desk's lexicon are called, where their own names are no words of this language.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub meanings: BTreeMap<String, String>,
    /// What the kinds of secrets are called, by id, where their own names are no words of this language.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub kinds: BTreeMap<String, String>,
    /// The slash commands by their English name (`answers add`), the context menus by their key.
    pub commands: BTreeMap<String, CommandText>,
}

/// What a command is called in a language.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CommandText {
    /// Its name.
    pub name: String,
    /// What it does; a context menu has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Its options by their English name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub options: BTreeMap<String, OptionText>,
}

/// What an option of a command is called in a language.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OptionText {
    /// Its name.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// Its choices by their English name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub choices: BTreeMap<String, String>,
}

#[cfg(test)]
mod tests;
