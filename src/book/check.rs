//! What must hold for a book to be used: everything known, nothing twice, nothing too long, nothing false.

use super::{Answer, Book, Fault, Lang, Link, LinkStatus, Links, Topic, Ui};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;
use unicode_normalization::UnicodeNormalization;

/// What fits a phone screen: title, text and buttons without scrolling. Far inside Discord's own limits
/// (256 characters of title, 4,096 of description, 6,000 of embed).
const TITLE: usize = 60;
const SUMMARY: usize = 220;
const STEP: usize = 160;
const NEVER: usize = 180;
/// Title, summary, steps and warning together, in a script of narrow or of wide characters.
const SCREEN: (usize, usize) = (900, 520);
/// From fifteen phrasings to twenty-five brought two to five points more right first answers, seven more for the answers that
/// were taken for others three on questions nobody here had seen; a longer list nobody reviews.
const PHRASINGS: usize = 48;
/// A button's label may have 80 characters, its address 512, an id in a button's data 100 of which 40 are ours.
const LABEL: usize = 80;
const ADDRESS: usize = 512;
const ID: usize = 40;

/// Everything wrong with a book. `stems` are the names of all topic files, read or not.
pub(super) fn faults(book: &Book, stems: &BTreeSet<String>) -> Vec<Fault> {
    let mut faults = Vec::new();
    // An empty list is one that could not be read, which has been reported.
    if !book.links.links.is_empty() {
        links(&book.links, &mut Report::new("links.json", &mut faults));
    }
    uis(&book.uis, &book.links, &mut faults);
    for topic in &book.topics {
        let file = format!("topics/{}.json", topic.id);
        Check { book, stems, topic }.run(&mut Report::new(&file, &mut faults));
    }
    phrasings(book, &mut faults);
    faults
}

/// Collects the faults of one file.
struct Report<'a> {
    file: &'a str,
    faults: &'a mut Vec<Fault>,
}

impl<'a> Report<'a> {
    fn new(file: &'a str, faults: &'a mut Vec<Fault>) -> Self {
        Self { file, faults }
    }

    fn add(&mut self, key: impl Display, problem: impl Display, remedy: impl Display) {
        self.faults.push(Fault {
            file: self.file.into(),
            key: key.to_string(),
            problem: problem.to_string(),
            remedy: remedy.to_string(),
        });
    }

    fn at_most(&mut self, key: impl Display, text: &str, limit: usize) {
        let length = text.chars().count();
        if length > limit {
            self.add(key, format!("{length} characters, more than {limit}"), "shorten it");
        } else if text.trim() != text || text.is_empty() {
            self.add(key, "empty, or blank at an end", "write the text without blanks around it");
        }
    }

    fn between(&mut self, key: impl Display, list: &[String], least: usize, most: usize) {
        let count = list.len();
        if !(least..=most).contains(&count) {
            self.add(key, format!("{count} entries"), format!("write {least} to {most}"));
        }
    }
}

fn links(links: &Links, report: &mut Report) {
    let mut ids = BTreeSet::new();
    date("checked", &links.checked, report);
    for (at, link) in links.links.iter().enumerate() {
        let key = |name: &str| format!("links[{at}].{name}");
        if !ids.insert(&link.id) {
            report.add(key("id"), format!("`{}` stands here twice", link.id), "give each link its own id");
        }
        id(key("id"), &link.id, report);
        report.at_most(key("title"), &link.title, LABEL);
        report.at_most(key("url"), &link.url, ADDRESS);
        date(key("as_of"), &link.as_of, report);
        if !links.allows(&link.url) {
            let problem = format!("{} is no https address on a host listed here", link.url);
            report.add(key("url"), problem, "add its host to `hosts`, the page to `exact`, or drop it");
        }
        if let Some((denied, claim)) = links.denial(&link.url.to_lowercase()) {
            let problem = format!("`{claim}` is denied: {}", denied.why);
            report.add(key("url"), problem, "drop the link");
        }
    }
    for (at, denied) in links.denied.iter().enumerate() {
        if let Some(unknown) = denied.instead.as_ref().filter(|id| links.get(id).is_none()) {
            let key = format!("denied[{at}].instead");
            report.add(key, format!("no link is called `{unknown}`"), "name one of `links`");
        }
        if denied.contains.iter().any(|claim| claim.is_empty() || fold(claim) != *claim) {
            let key = format!("denied[{at}].contains");
            report.add(key, "empty or not in lower case", "write it the way it is compared");
        }
    }
}

fn uis(uis: &[Ui], links: &Links, faults: &mut Vec<Fault>) {
    let Some(english) = uis.iter().find(|ui| ui.code == Lang::EN) else {
        let mut report = Report::new("ui/en.json", faults);
        return report.add("", "the file is missing", "write the bot's English sentences there");
    };
    let mut locales = BTreeMap::new();
    for ui in uis {
        let file = format!("ui/{}.json", ui.code);
        let mut report = Report::new(&file, faults);
        if ui.locales.is_empty() {
            report.add("locales", "no Discord locale", "name those this language serves");
        }
        for locale in &ui.locales {
            if let Some(other) = locales.insert(locale, ui.code) {
                report.add(
                    "locales",
                    format!("`{locale}` is served by {other} too"),
                    "leave it to one language",
                );
            }
        }
        sentences(ui, english, links, &mut report);
    }
}

fn sentences(ui: &Ui, english: &Ui, links: &Links, report: &mut Report) {
    for (key, text) in &ui.text {
        let key = format!("text.{key}");
        if text.contains("://") {
            report.add(&key, "an address", "name a link of links.json where the sentence is used");
        }
        denied(&key, text, links, report);
    }
    for (key, text) in &english.text {
        match ui.text.get(key) {
            None if !ui.partial => {
                report.add(format!("text.{key}"), "the sentence is missing", "translate it from ui/en.json");
            }
            Some(own) if placeholders(own) != placeholders(text) => {
                let remedy = format!("use exactly {:?}", placeholders(text));
                report.add(format!("text.{key}"), "other placeholders than in ui/en.json", remedy);
            }
            _ => {}
        }
    }
    for key in ui.text.keys().filter(|key| !english.text.contains_key(*key)) {
        report.add(format!("text.{key}"), "no such sentence in ui/en.json", "drop it, or add it there too");
    }
    for name in english.commands.keys().filter(|name| !ui.commands.contains_key(*name) && !ui.partial) {
        report.add(format!("commands.{name}"), "the command is missing", "translate it from ui/en.json");
    }
    for name in ui.commands.keys().filter(|name| !english.commands.contains_key(*name)) {
        report.add(
            format!("commands.{name}"),
            "no such command in ui/en.json",
            "drop it, or add it there too",
        );
    }
}

/// The names in braces of a sentence.
fn placeholders(text: &str) -> BTreeSet<&str> {
    text.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0)).collect()
}

/// The check of one topic.
struct Check<'a> {
    book: &'a Book,
    stems: &'a BTreeSet<String>,
    topic: &'a Topic,
}

impl Check<'_> {
    fn run(&self, report: &mut Report) {
        id("id", &self.topic.id, report);
        for (at, other) in self.topic.confusable_with.iter().enumerate() {
            if !self.stems.contains(other) || *other == self.topic.id {
                let key = format!("confusable_with[{at}]");
                report.add(key, format!("`{other}` is no other topic"), "name a file of topics/");
            }
        }
        for ui in self.book.uis.iter().filter(|ui| !ui.partial) {
            if !self.topic.languages.contains_key(&ui.code) {
                let key = format!("languages.{}", ui.code);
                report.add(key, "the answer is missing in this language", "write it");
            }
        }
        for (lang, answer) in &self.topic.languages {
            if !self.book.uis.iter().any(|ui| ui.code == *lang) {
                let remedy = format!("add ui/{lang}.json first");
                report.add(format!("languages.{lang}"), "the bot does not speak it", remedy);
            }
            self.answer(*lang, answer, report);
        }
    }

    fn answer(&self, lang: Lang, answer: &Answer, report: &mut Report) {
        let key = |name: &str| format!("languages.{lang}.{name}");
        report.at_most(key("title"), &answer.title, TITLE);
        report.at_most(key("summary"), &answer.summary, SUMMARY);
        report.at_most(key("never"), &answer.never, NEVER);
        report.between(key("steps"), &answer.steps, 3, 6);
        for (at, step) in answer.steps.iter().enumerate() {
            report.at_most(key(&format!("steps[{at}]")), step, STEP);
        }
        let length: usize = answer.shown().map(|(_, text)| text.chars().count()).sum();
        let screen = if lang.is_wide() { SCREEN.1 } else { SCREEN.0 };
        if length > screen {
            report.add(
                key("steps"),
                format!("the answer has {length} characters, more than {screen}"),
                "shorten it",
            );
        }
        for (name, text) in answer.shown() {
            plain(&key(&name), text, &self.book.links, report);
            denied(&key(&name), text, &self.book.links, report);
        }
        report.between(key("keywords"), &answer.keywords, 4, 10);
        report.between(key("phrasings"), &answer.phrasings, 12, PHRASINGS);
        report.between(key("near_misses"), &answer.near_misses, 3, 6);
        let asked = [
            ("keywords", &answer.keywords),
            ("phrasings", &answer.phrasings),
            ("near_misses", &answer.near_misses),
        ];
        for (name, list) in asked {
            for (at, text) in list.iter().enumerate().filter(|(_, text)| text.contains("://")) {
                report.add(key(&format!("{name}[{at}]")), format!("an address in {text:?}"), "leave it out");
            }
        }
        report.between(key("links"), &answer.links, 1, 3);
        if !self.book.links.links.is_empty() {
            self.links(lang, answer, report);
        }
    }

    fn links(&self, lang: Lang, answer: &Answer, report: &mut Report) {
        let links = &self.book.links;
        let mut seen = BTreeSet::new();
        for (at, id) in answer.links.iter().enumerate() {
            let key = format!("languages.{lang}.links[{at}]");
            let translated = links.get(&format!("{id}-{lang}"));
            match links.get(id) {
                None => report.add(key, format!("no link is called `{id}`"), "name one of links.json"),
                Some(_) if !seen.insert(id) => {
                    report.add(key, format!("`{id}` stands here twice"), "drop one")
                }
                Some(link) if link.lang != lang && link.lang != Lang::EN => {
                    report.add(key, format!("`{id}` is a page in {}", link.lang), "name the page in English");
                }
                Some(_) if translated.is_some_and(is_confirmed) => {
                    report.add(
                        key,
                        format!("`{id}` exists in this language"),
                        format!("write `{id}-{lang}`"),
                    );
                }
                Some(_) => {}
            }
        }
    }
}

fn is_confirmed(link: &Link) -> bool {
    link.status == LinkStatus::Confirmed
}

impl Answer {
    /// Every text of it that a reader sees, with its key.
    fn shown(&self) -> impl Iterator<Item = (String, &str)> {
        [("title", &self.title), ("summary", &self.summary), ("never", &self.never)]
            .into_iter()
            .map(|(name, text)| (name.to_owned(), text.as_str()))
            .chain(self.steps.iter().enumerate().map(|(at, text)| (format!("steps[{at}]"), text.as_str())))
    }
}

/// An answer is plain text: its links are buttons, and it calls nobody.
fn plain(key: &str, text: &str, links: &Links, report: &mut Report) {
    if text.contains("](") {
        report.add(key, "a markdown link", "name a link of links.json under `links`");
    } else if text.contains("://") || text.contains("www.") {
        report.add(key, "an address", "name a link of links.json under `links`");
    } else if let Some(host) = hosts(text).find(|host| !links.hosts.iter().any(|own| own == host)) {
        report.add(key, format!("`{host}` is no host of links.json"), "say it without the address");
    }
    if text.contains("<@") || text.contains("<#") || begins_word(text, '@') || begins_word(text, '#') {
        report.add(key, "a mention", "say it without @ and #");
    }
}

/// Whether a word begins with `mark`.
pub(super) fn begins_word(text: &str, mark: char) -> bool {
    let mut before = ' ';
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c == mark && !before.is_alphanumeric() && chars.peek().is_some_and(|next| next.is_alphabetic()) {
            return true;
        }
        before = c;
    }
    false
}

/// What reads as the name of a host. The endings are those that wallets, explorers and their imitations use; file
/// names and library names have others.
pub(super) fn hosts(text: &str) -> impl Iterator<Item = String> {
    const ENDINGS: [&str; 12] =
        ["io", "com", "org", "net", "gg", "me", "app", "xyz", "info", "site", "online", "support"];
    text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '.'))
        .map(|word| word.trim_matches('.').to_ascii_lowercase())
        .filter(|word| word.rsplit_once('.').is_some_and(|(_, ending)| ENDINGS.contains(&ending)))
}

fn denied(key: &str, text: &str, links: &Links, report: &mut Report) {
    if let Some((denied, claim)) = links.denial(&fold(text)) {
        let remedy = match &denied.instead {
            Some(id) => format!("say it otherwise, with the link `{id}`"),
            None => "leave it out".into(),
        };
        report.add(key, format!("`{claim}` is a denied claim: {}", denied.why), remedy);
    }
}

/// Compatibility forms and case do not hide a claim, nor make two phrasings different.
pub(super) fn fold(text: &str) -> String {
    text.nfkc().collect::<String>().to_lowercase()
}

/// A phrasing says which answer fits: it cannot stand for two, nor for silence.
fn phrasings(book: &Book, faults: &mut Vec<Fault>) {
    let mut seen: BTreeMap<String, String> = BTreeMap::new();
    let mut add = |file: &str, key: String, phrasing: &str, remedy: &str| {
        let letters: String = fold(phrasing).chars().filter(|c| c.is_alphanumeric()).collect();
        // What has no letters is compared as it is: "?" and "!!" are two messages.
        let letters = if letters.is_empty() { phrasing.into() } else { letters };
        if let Some(other) = seen.insert(letters, file.into()) {
            Report::new(file, faults).add(key, format!("{phrasing:?} stands in {other} too"), remedy);
        }
    };
    for topic in &book.topics {
        let file = format!("topics/{}.json", topic.id);
        for (lang, answer) in &topic.languages {
            for (at, phrasing) in answer.phrasings.iter().enumerate() {
                let key = format!("languages.{lang}.phrasings[{at}]");
                add(&file, key, phrasing, "keep it where it fits better");
            }
        }
    }
    for (lang, messages) in &book.silence.messages {
        for (at, message) in messages.iter().enumerate() {
            add("silence.json", format!("{lang}[{at}]"), message, "drop it here");
        }
    }
}

/// Whether this is an id as files and buttons can carry it.
pub(super) fn is_id(id: &str) -> bool {
    let kebab = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    (1..=ID).contains(&id.len()) && id.chars().all(kebab)
}

fn id(key: impl Display, id: &str, report: &mut Report) {
    if !is_id(id) {
        let remedy = format!("write up to {ID} lower-case letters, digits and hyphens");
        report.add(key, format!("`{id}` is no id"), remedy);
    }
}

/// A year, month or day: `2026`, `2026-09`, `2026-09-06`.
fn date(key: impl Display, date: &str, report: &mut Report) {
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let sizes: Vec<usize> = date.split('-').map(str::len).collect();
    if !date.split('-').all(digits) || !matches!(sizes.as_slice(), [4] | [4, 2] | [4, 2, 2]) {
        report.add(key, format!("`{date}` is no date"), "write 2026, 2026-09 or 2026-09-06");
    }
}
