//! What the tests of this folder share: keys made at run time, and the verdict on a text in one call.

#![allow(
    dead_code,
    unreachable_pub,
    reason = "the makers are shared with a test crate, which uses the rest of them"
)]

#[path = "../../tests/corpus/leaks/key_disguises.rs"]
pub(super) mod key_disguises;
#[path = "../../tests/corpus/leaks/keys.rs"]
pub(super) mod keys;
#[path = "../../tests/corpus/leaks/phrases.rs"]
pub(super) mod phrases;
#[path = "../../tests/corpus/leaks/rng.rs"]
pub(super) mod rng;

use super::{Finding, Part, Setting, Verdict, scan};
use crate::text::Origin;
use key_disguises::{LABELLED, PLAIN, say};
use keys::{KINDS, Nature};
use rng::Rng;

/// The strongest finding in one message.
pub(super) fn strongest(text: &str) -> Option<Finding> {
    scan(&[Part { origin: Origin::Content, text }], Setting { help_channel: true }).into_iter().next()
}

/// The kind and the verdict of the strongest finding in one message.
pub(super) fn verdict(text: &str) -> Option<(&'static str, Verdict)> {
    strongest(text).map(|finding| (finding.kind.id, finding.verdict))
}

#[test]
fn each_kind_is_certain_and_called_by_its_name() {
    let mut rng = Rng::named(1, "kinds");
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

#[test]
fn each_kind_of_phrase_is_called_by_its_name() {
    for maker in phrases::makers() {
        let mut rng = Rng::named(2, maker.kind);
        // Electrum's old phrases have no checksum.
        let verdict = if maker.kind == "electrum-v1" { Verdict::Likely } else { Verdict::Certain };
        for sentence in ["{}", "my seed {}", "my seed: {}", "{} is what i wrote down"] {
            let phrase = (maker.make)(&mut rng).join(" ");
            let found = self::verdict(&say(sentence, &phrase));
            let (kind, found) = found.expect("a finding");
            // One of sixteen made of the same words passes for BIP-39's by chance, one of 128 for Electrum's.
            let twin = matches!(maker.kind, "electrum-v2" | "ton" | "monero-pt")
                && matches!(kind, "bip39-en" | "electrum-v2");
            assert_eq!((kind, found), (if twin { kind } else { maker.kind }, verdict), "{sentence:?}");
        }
    }
}
