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
