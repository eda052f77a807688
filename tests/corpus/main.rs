//! The guard against what people leak, every kind of secret in every disguise, and against what only looks like one.
//!
//! `cargo test --release --no-default-features --test corpus -- --nocapture` prints the tables. With `MISSED=FILE` the messages in
//! which nothing was found are written to a file: of phrases in one message; `MISSED_CASES` of those spread over several,
//! `MISSED_STRANGERS` and `MISSED_KEYS` of phrases and keys as strangers paste them.

#![expect(unreachable_pub, reason = "a test crate has no outside")]
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "tests say what they expect by panicking"
)]

mod hostile;
mod images;
mod keys;
mod leaks;
mod properties;
mod quiet;
mod strangers;

use komainu::secrets::{Cases, Part, Place, Setting, Verdict, scan};
use komainu::text::Origin;
use leaks::Post;
use leaks::carriers::carry;
use leaks::cases::SPREADS;
use leaks::disguises::{DISGUISES, japanese};
use leaks::phrases::{Phrase, makers};
use leaks::rng::Rng;
use std::collections::{BTreeMap, HashSet};
use std::fs::File;
use std::io::Write;

/// How many leaks there were, how many were found and how many of those for certain, by name.
#[derive(Default)]
struct Table(BTreeMap<String, [usize; 3]>);

impl Table {
    fn note(&mut self, name: &str, verdict: Verdict) {
        let row = self.0.entry(name.into()).or_default();
        row[0] += 1;
        row[1] += usize::from(verdict >= Verdict::Likely);
        row[2] += usize::from(verdict == Verdict::Certain);
    }

    /// Holds every row to a floor.
    fn assert_found(&self, floor: f64) {
        for (name, [all, found, _]) in &self.0 {
            assert!(*found as f64 >= floor * *all as f64, "{name}: {found} of {all}");
        }
    }

    fn print(&self, title: &str) {
        println!("{title:32} {:>7} {:>7} {:>8}", "leaks", "found", "certain");
        for (name, [all, found, certain]) in &self.0 {
            let share = |part: &usize| 100.0 * *part as f64 / *all as f64;
            println!("  {name:30} {all:7} {:6.1}% {:7.1}%", share(found), share(certain));
        }
    }
}

/// The share that the guard has to find: of all leaks, of those of one kind, of those in one disguise. Few people wear any one
/// disguise, so a single one may be missed more often than a kind.
const OF_ALL: f64 = 0.98;
const OF_A_KIND: f64 = 0.92;
const OF_A_DISGUISE: f64 = 0.75;

/// The file for what was missed, if a variable names one.
struct Missed(Option<File>);

impl Missed {
    fn named(variable: &str) -> Self {
        Self(std::env::var(variable).ok().map(|path| File::create(path).unwrap()))
    }

    /// Writes a message in which nothing was found.
    fn note(&mut self, verdict: Verdict, title: impl FnOnce() -> String, text: &str) {
        if verdict == Verdict::None {
            self.write(|| format!("== {}\n{text}", title()));
        }
    }

    fn write(&mut self, entry: impl FnOnce() -> String) {
        if let Some(file) = &mut self.0 {
            writeln!(file, "{}", entry()).unwrap();
        }
    }
}

/// What one message is judged to be by itself.
fn judge(text: &str) -> Verdict {
    judge_kind(text).map_or(Verdict::None, |(_, verdict)| verdict)
}

/// The kind and the verdict of the surest finding in one message.
fn judge_kind(text: &str) -> Option<(&'static str, Verdict)> {
    let found = scan(&[Part { origin: Origin::Content, text }], Setting { help_channel: true });
    found.first().map(|finding| (finding.kind.id, finding.verdict))
}

/// What a channel is judged to hold, and the messages that were named for it.
fn judge_case(posts: &[Post]) -> (Verdict, HashSet<u64>) {
    let (mut cases, mut verdict, mut named) = (Cases::default(), Verdict::None, HashSet::new());
    for post in posts {
        let parts: Vec<_> = post.parts.iter().map(|(origin, text)| Part { origin: *origin, text }).collect();
        let place = Place { channel: 1, author: post.author };
        for leak in cases.judge(place, post.id, post.at, &parts, Setting { help_channel: true }) {
            assert!(
                post.author == 1 || leak.verdict == Verdict::None,
                "somebody who leaks nothing was named: {leak:?} {posts:?}"
            );
            verdict = verdict.max(leak.verdict);
            if leak.verdict > Verdict::None {
                named.extend(leak.messages);
            }
        }
    }
    (verdict, named)
}

/// How many phrases of each kind are leaked in each disguise.
const EACH: usize = if cfg!(debug_assertions) { 2 } else { 20 };

#[test]
fn phrases_in_every_disguise() {
    let (mut kinds, mut disguises, mut all) = (Table::default(), Table::default(), Table::default());
    let mut missed = Missed::named("MISSED");
    for maker in makers() {
        let mut rng = Rng::named(1, maker.kind);
        let count = if maker.kind == "ton" { EACH.min(8) } else { EACH };
        let phrases: Vec<_> =
            (0..count).map(|_| Phrase { kind: maker.kind, words: (maker.make)(&mut rng) }).collect();
        for disguise in DISGUISES {
            let mut rng = Rng::named(2, &format!("{} {}", maker.kind, disguise.name));
            for phrase in &phrases {
                let Some(worn) = (disguise.wear)(&mut rng, phrase) else { continue };
                let ja = japanese(phrase) || rng.below(8) == 0;
                let text = carry(&mut rng, ja, &worn);
                let verdict = judge(&text);
                kinds.note(maker.kind, verdict);
                disguises.note(disguise.name, verdict);
                all.note("phrases", verdict);
                missed.note(verdict, || format!("{} / {}", maker.kind, disguise.name), &text);
            }
        }
    }
    kinds.print("kind");
    disguises.print("disguise");
    all.print("all phrases");
    kinds.assert_found(OF_A_KIND);
    disguises.assert_found(OF_A_DISGUISE);
    all.assert_found(OF_ALL);
}

#[test]
fn phrases_spread_over_messages() {
    let (mut kinds, mut spreads) = (Table::default(), Table::default());
    let mut missed = Missed::named("MISSED_CASES");
    for maker in makers() {
        let mut rng = Rng::named(3, maker.kind);
        let count = if maker.kind == "ton" { EACH.min(4) } else { EACH };
        for _ in 0..count {
            let phrase = Phrase { kind: maker.kind, words: (maker.make)(&mut rng) };
            for spread in SPREADS {
                let posts = (spread.tell)(&mut rng, &phrase);
                let (verdict, named) = judge_case(&posts);
                kinds.note(maker.kind, verdict);
                spreads.note(spread.name, verdict);
                missed.write(|| {
                    let name = format!("{} / {}", maker.kind, spread.name);
                    format!("{verdict:?} == {name} {}", told(&posts, &named))
                });
            }
        }
    }
    kinds.print("kind, spread");
    spreads.print("spread");
    kinds.assert_found(OF_A_KIND);
    spreads.assert_found(OF_A_KIND);
}

/// Which messages of a leak were not named, and all of them.
fn told(posts: &[Post], named: &HashSet<u64>) -> String {
    let left: Vec<u64> = posts
        .iter()
        .filter(|post| post.author == 1 && !named.contains(&post.id))
        .map(|post| post.id)
        .collect();
    let posts: String = posts.iter().map(|post| format!("\n   {} {:?}", post.author, post.parts)).collect();
    format!("left {left:?}{posts}")
}
