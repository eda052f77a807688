//! What a reader sees: plain text that calls nobody, names no strange host, and repeats nothing that is false.

use super::Report;
use crate::book::Links;

/// An answer is plain text: its links are buttons, and it calls nobody. Hosts are known by the list of links, where there is one.
pub(super) fn plain(key: &str, text: &str, links: Option<&Links>, report: &mut Report) {
    let strange = |links: &Links| hosts(text).find(|host| !links.hosts.contains(host));
    if text.contains("](") {
        report.add(key, "a markdown link", "name a link of links.json under `links`");
    } else if text.contains("://") || text.contains("www.") {
        report.add(key, "an address", "name a link of links.json under `links`");
    } else if let Some(host) = links.and_then(strange) {
        report.add(key, format!("`{host}` is no host of links.json"), "say it without the address");
    }
    if text.contains("<@") || text.contains("<#") || begins_word(text, '@') || begins_word(text, '#') {
        report.add(key, "a mention", "say it without @ and #");
    }
}

/// Whether a word begins with `mark`.
pub(in crate::book) fn begins_word(text: &str, mark: char) -> bool {
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
pub(in crate::book) fn hosts(text: &str) -> impl Iterator<Item = String> {
    const ENDINGS: [&str; 12] =
        ["io", "com", "org", "net", "gg", "me", "app", "xyz", "info", "site", "online", "support"];
    text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '.'))
        .map(|word| word.trim_matches('.').to_ascii_lowercase())
        .filter(|word| word.rsplit_once('.').is_some_and(|(_, ending)| ENDINGS.contains(&ending)))
}

pub(super) fn denied(key: &str, text: &str, links: &Links, report: &mut Report) {
    if let Some((denied, claim)) = links.denial(&fold(text)) {
        let remedy = match &denied.instead {
            Some(id) => format!("say it otherwise, with the link `{id}`"),
            None => "leave it out".into(),
        };
        report.add(key, format!("`{claim}` is a denied claim: {}", denied.why), remedy);
    }
}

/// Compatibility forms and case do not hide a claim, nor make two phrasings different.
pub(in crate::book) fn fold(text: &str) -> String {
    crate::text::fold(text).to_lowercase()
}
