//! Private keys of every kind, in every form people write them in.

use crate::leaks::key_disguises::{DISGUISES, LABELLED, PLAIN, say};
use crate::leaks::keys::{KINDS, Nature};
use crate::leaks::rng::Rng;
use crate::{EACH, OF_A_DISGUISE, OF_A_KIND, OF_ALL, Table};
use komainu::secrets::{Part, Setting, Verdict, scan};
use komainu::text::Origin;

/// What the messages of one author are judged to hold together.
pub fn judge(texts: &[String]) -> Verdict {
    let parts: Vec<_> = texts.iter().map(|text| Part { origin: Origin::Content, text }).collect();
    let found = scan(&parts, Setting { help_channel: true });
    found.iter().map(|finding| finding.verdict).max().unwrap_or(Verdict::None)
}

#[test]
fn keys_in_every_disguise() {
    let (mut kinds, mut disguises, mut all) = (Table::default(), Table::default(), Table::default());
    for kind in KINDS {
        for disguise in DISGUISES.iter().filter(|disguise| (disguise.fits)(kind.nature)) {
            let mut rng = Rng::named(4, &format!("{} {}", kind.id, disguise.name));
            for _ in 0..EACH {
                let mut texts = (disguise.dress)(&(kind.make)(&mut rng), &mut rng);
                let proven = kind.nature == Nature::Proven && rng.below(2) == 0;
                texts[0] = say(rng.pick(if proven { PLAIN } else { LABELLED }), &texts[0]);
                let verdict = judge(&texts);
                kinds.note(kind.id, verdict);
                disguises.note(disguise.name, verdict);
                all.note("keys", verdict);
            }
        }
    }
    kinds.print("kind of key");
    disguises.print("disguise of a key");
    all.print("all keys");
    kinds.assert_found(OF_A_KIND);
    disguises.assert_found(OF_A_DISGUISE);
    all.assert_found(OF_ALL);
}
