//! Phrases and keys as strangers paste them.

use crate::leaks::keys::{KINDS, Nature};
use crate::leaks::phrases::{Phrase, makers};
use crate::leaks::rng::Rng;
use crate::leaks::strangers::{KEY_FORMS, KEY_TALK, LAYOUTS, TALK};
use crate::{EACH, Missed, OF_A_DISGUISE, OF_A_KIND, OF_ALL, Table, judge};

/// Whoever pastes is one of these: Monero's other lists have the same layouts.
const LISTS: [&str; 16] = [
    "bip39-en",
    "bip39-ja",
    "bip39-ko",
    "bip39-es",
    "bip39-fr",
    "bip39-it",
    "bip39-cs",
    "bip39-pt",
    "bip39-zh-hans",
    "bip39-zh-hant",
    "electrum-v2",
    "monero-en",
    "monero-es",
    "slip39",
    "algorand",
    "electrum-v1",
];

#[test]
fn phrases_as_strangers_paste_them() {
    let (mut kinds, mut layouts, mut all) = (Table::default(), Table::default(), Table::default());
    let mut missed = Missed::named("MISSED_STRANGERS");
    for maker in makers().filter(|maker| LISTS.contains(&maker.kind)) {
        for layout in LAYOUTS {
            let mut rng = Rng::named(7, &format!("{} {}", maker.kind, layout.name));
            for _ in 0..EACH.div_ceil(4) {
                let phrase = Phrase { kind: maker.kind, words: (maker.make)(&mut rng) };
                let Some(laid) = (layout.lay)(&mut rng, &phrase) else { continue };
                let text = rng.pick(TALK).replace("{}", &laid);
                let verdict = judge(&text);
                kinds.note(maker.kind, verdict);
                layouts.note(layout.name, verdict);
                all.note("phrases", verdict);
                missed.note(verdict, || format!("{} / {}", maker.kind, layout.name), &text);
            }
        }
    }
    kinds.print("kind, as strangers paste it");
    layouts.print("layout");
    all.print("all of strangers");
    kinds.assert_found(OF_A_KIND);
    layouts.assert_found(OF_A_DISGUISE);
    all.assert_found(OF_ALL);
}

#[test]
fn keys_as_strangers_paste_them() {
    let (mut kinds, mut forms, mut said, mut all) =
        (Table::default(), Table::default(), Table::default(), Table::default());
    let mut missed = Missed::named("MISSED_KEYS");
    for kind in KINDS.iter().filter(|kind| kind.nature != Nature::Structure) {
        for (form, dress) in KEY_FORMS {
            let mut rng = Rng::named(8, &format!("{} {form}", kind.id));
            for _ in 0..EACH.div_ceil(2) {
                let talk = rng.pick(KEY_TALK);
                let text = talk.replace("{}", &dress(&(kind.make)(&mut rng)));
                let verdict = judge(&text);
                kinds.note(kind.id, verdict);
                forms.note(form, verdict);
                said.note(talk.lines().next().unwrap(), verdict);
                all.note("keys", verdict);
                missed.note(verdict, || format!("{} / {form}", kind.id), &text);
            }
        }
    }
    kinds.print("kind of key, strangers");
    forms.print("form of key");
    said.print("talk around a key");
    all.print("all keys of strangers");
    kinds.assert_found(OF_A_KIND);
    forms.assert_found(OF_A_DISGUISE);
    all.assert_found(OF_ALL);
}
