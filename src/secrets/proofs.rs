//! Every kind of key in every form people write it in: what is found, and what is not.

#[path = "../../tests/corpus/gen/key_talk.rs"]
mod key_talk;
#[path = "../../tests/corpus/gen/keys.rs"]
pub(super) mod keys;
#[path = "../../tests/corpus/gen/rng.rs"]
pub(super) mod rng;

use super::{Finding, Part, Setting, Verdict, scan};
use crate::text::Origin;
use key_talk::{DISGUISES, LABELLED, PLAIN, say};
use keys::{KINDS, Nature};
use rng::Rng;
use std::collections::BTreeMap;

/// The strongest finding in one message.
pub(super) fn strongest(text: &str) -> Option<Finding> {
    strongest_of(&[text.to_owned()])
}

fn strongest_of(messages: &[String]) -> Option<Finding> {
    let parts: Vec<Part<'_>> =
        messages.iter().map(|text| Part { origin: Origin::Content, text: text.as_str() }).collect();
    scan(&parts, Setting { help_channel: true }).into_iter().next()
}

/// The kind and the verdict of the strongest finding in one message.
pub(super) fn verdict(text: &str) -> Option<(&'static str, Verdict)> {
    strongest(text).map(|finding| (finding.kind.id, finding.verdict))
}

#[test]
fn each_kind_is_certain_and_called_by_its_name() {
    let mut rng = Rng::new(1);
    for kind in KINDS {
        for sentence in LABELLED {
            let text = say(sentence, &(kind.make)(&mut rng));
            assert_eq!(verdict(&text), Some((kind.id, Verdict::Certain)), "{} in {sentence:?}", kind.id);
        }
        for sentence in PLAIN.iter().filter(|_| kind.nature == Nature::Proven) {
            let text = say(sentence, &(kind.make)(&mut rng));
            assert_eq!(verdict(&text), Some((kind.id, Verdict::Certain)), "{} in {sentence:?}", kind.id);
        }
    }
}

/// How many of how many were found.
#[derive(Default)]
struct Tally {
    found: u32,
    of: u32,
}

impl Tally {
    fn count(&mut self, found: bool) {
        self.of += 1;
        self.found += u32::from(found);
    }

    fn share(&self) -> f64 {
        f64::from(self.found) / f64::from(self.of)
    }
}

#[test]
fn each_kind_is_found_in_each_disguise() {
    let mut rng = Rng::new(2);
    let (mut by_kind, mut by_disguise, mut all) = (BTreeMap::new(), BTreeMap::new(), Tally::default());
    for kind in KINDS {
        for disguise in DISGUISES.iter().filter(|disguise| (disguise.fits)(kind.nature)) {
            for _ in 0..8 {
                let mut messages = (disguise.dress)(&(kind.make)(&mut rng), &mut rng);
                let sentences =
                    if kind.nature == Nature::Proven && rng.below(2) == 0 { PLAIN } else { LABELLED };
                messages[0] = say(rng.pick::<&str>(sentences), &messages[0]);
                let found = strongest_of(&messages).is_some_and(|finding| finding.verdict > Verdict::None);
                by_kind.entry(kind.id).or_insert_with(Tally::default).count(found);
                by_disguise.entry(disguise.name).or_insert_with(Tally::default).count(found);
                all.count(found);
            }
        }
    }
    for (name, tally) in by_kind.iter().chain(&by_disguise) {
        println!("{name:24} {:4} of {:4}  {:5.1} %", tally.found, tally.of, tally.share() * 100.0);
    }
    println!("{:24} {:4} of {:4}  {:5.1} %", "all", all.found, all.of, all.share() * 100.0);
    // The floors of issue 3.
    for (name, tally) in &by_kind {
        assert!(tally.share() >= 0.92, "{name}: {} of {}", tally.found, tally.of);
    }
    for (name, tally) in &by_disguise {
        assert!(tally.share() >= 0.75, "{name}: {} of {}", tally.found, tally.of);
    }
    assert!(all.share() >= 0.98, "{} of {}", all.found, all.of);
}
