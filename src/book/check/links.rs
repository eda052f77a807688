//! The list of links: every address on a host that is listed, every date a date, and no claim that is denied.

use super::{Report, fold, id};
use crate::book::Links;
use std::collections::BTreeSet;
use std::fmt::Display;

/// A button's label may have 80 characters, its address 512.
const LABEL: usize = 80;
const ADDRESS: usize = 512;

/// Reports what is wrong with the list.
pub(super) fn check(links: &Links, report: &mut Report) {
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
    for needed in Links::NEEDED {
        if links.get(needed).is_none() {
            let remedy = "give that id to the page the bot itself is to lead to";
            report.add("links", format!("no link is called `{needed}`"), remedy);
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

/// A year, month or day: `2026`, `2026-09`, `2026-09-06`.
fn date(key: impl Display, date: &str, report: &mut Report) {
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let sizes: Vec<usize> = date.split('-').map(str::len).collect();
    if !date.split('-').all(digits) || !matches!(sizes.as_slice(), [4] | [4, 2] | [4, 2, 2]) {
        report.add(key, format!("`{date}` is no date"), "write 2026, 2026-09 or 2026-09-06");
    }
}
