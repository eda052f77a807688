//! The guard against what people leak, every kind of secret in every disguise, and against what only looks like one.
//!
//! `cargo test --release --no-default-features --test corpus -- --nocapture` prints the tables.

#![expect(unreachable_pub, reason = "a test crate has no outside")]
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "tests say what they expect by panicking"
)]

mod keys;
mod leaks;

use komainu::secrets::{Part, Setting, Verdict, scan};
use leaks::Post;
use leaks::carriers::carry;
use leaks::disguises::{DISGUISES, japanese};
use leaks::phrases::{Phrase, makers};
use leaks::rng::Rng;
use std::collections::BTreeMap;
use std::io::Write;

/// Found and all, by name.
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

fn judge(posts: &[Post]) -> Verdict {
    posts
        .iter()
        .map(|post| {
            let parts: Vec<_> =
                post.parts.iter().map(|(origin, text)| Part { origin: *origin, text }).collect();
            scan(&parts, Setting { help_channel: true })
                .first()
                .map_or(Verdict::None, |finding| finding.verdict)
        })
        .max()
        .unwrap_or(Verdict::None)
}

/// How many phrases of each kind are leaked in each disguise.
const EACH: usize = if cfg!(debug_assertions) { 2 } else { 20 };

#[test]
fn phrases_in_every_disguise() {
    let (mut kinds, mut disguises, mut missed) = (
        Table::default(),
        Table::default(),
        std::env::var("MISSED").ok().map(|path| std::fs::File::create(path).unwrap()),
    );
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
                let verdict = judge(&[Post::text(text.clone())]);
                kinds.note(maker.kind, verdict);
                disguises.note(disguise.name, verdict);
                if verdict == Verdict::None
                    && let Some(file) = &mut missed
                {
                    writeln!(file, "== {} / {}\n{text}", maker.kind, disguise.name).unwrap();
                }
            }
        }
    }
    kinds.print("kind");
    disguises.print("disguise");
}
