//! The sentences of the bot: in every language the same ones, with the same placeholders.

use super::text::denied;
use super::{Report, There};
use crate::book::{Fault, Lang, Links, Ui};
use std::collections::{BTreeMap, BTreeSet};

/// Reports what is wrong with the languages.
pub(super) fn check(uis: &[Ui], links: &Links, there: &There, faults: &mut Vec<Fault>) {
    let Some(english) = uis.iter().find(|ui| ui.code == Lang::EN) else {
        if there.languages.contains(Lang::EN.as_str()) {
            return;
        }
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
