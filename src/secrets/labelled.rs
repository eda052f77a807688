//! Values that their label calls a private key, in no format that this crate proves: base64 and base58 of 32
//! bytes, another chain's encoding, a key with a typo. Resembling one is enough to be flagged, not to be deleted.

use super::base58;
use super::label::Binding;
use super::runs::Run;
use super::view::View;
use super::{Detector, Finding, Kind, Reason, Signals, Verdict};
use std::ops::Range;

pub(super) static DETECTOR: Detector =
    Detector { name: "labelled", kinds: &KINDS, needs: Signals::RUN.and(Signals::CHUNKS), find };

static KINDS: [Kind; 1] = [Kind::key("labelled-key", "Value labelled as a private key")];

/// 20 bytes, the least anybody would call a key, are 27 characters of base64 or base58.
const SHORTEST: usize = 27;
/// How many digits of base64 are 32 bytes, and 64, and how many `=` fill them up: little else ends so.
const ENCODED: [(usize, usize); 2] = [(43, 1), (86, 2)];
/// Keys under one roof are deleted together; more than this prove nothing new.
const ENOUGH: usize = 64;

fn find(view: &View<'_>, found: &mut Vec<Finding>) {
    let before = found.len();
    let may_be_key =
        |run: &Run<'_>| run.whole && is_opaque(run.text) && view.may_be_bound(&run.range) && !is_public(run);
    for run in parted(view).chain(view.runs()).filter(may_be_key) {
        if found.len() - before >= ENOUGH {
            return;
        }
        let is_part = found[before..].iter().any(|found| found.range.contains(&run.range.start));
        if !is_part && view.binding(&run.range) == Binding::Bound {
            found.push(view.finding(&KINDS[0], Verdict::Likely, Reason::Label, run.range));
        }
    }
}

/// The values of base64 that are no run, because one of its marks stands in them.
fn parted<'a>(view: &'a View<'_>) -> impl Iterator<Item = Run<'a>> {
    let (text, bytes) = (view.text, view.text.as_bytes());
    let is_mark = |byte: &&u8| matches!(byte, b'+' | b'/');
    let is_digit = move |byte: &&u8| byte.is_ascii_alphanumeric() || is_mark(byte);
    let mut end = 0;
    view.stretches().iter().filter_map(move |stretch| {
        let Range { start, end: stop } = stretch.range();
        if start < end || !bytes.get(stop).as_ref().is_some_and(is_mark) {
            return None;
        }
        let start = start - bytes[end..start].iter().rev().take_while(is_mark).count();
        end = start + bytes[start..].iter().take_while(is_digit).count();
        let filled = text[end..].bytes().take_while(|&byte| byte == b'=').count();
        let is_key = ENCODED.contains(&(end - start, filled));
        is_key.then(|| Run { text: &text[start..end], range: start..end, whole: true })
    })
}

/// Random characters rather than a name: digits, and letters of both cases.
fn is_opaque(text: &str) -> bool {
    let count = |of: fn(&u8) -> bool| text.bytes().filter(of).count();
    text.len() >= SHORTEST
        && count(u8::is_ascii_digit) >= 3
        && count(u8::is_ascii_uppercase) >= 3
        && count(u8::is_ascii_lowercase) >= 3
        && !is_name(text)
}

/// Whether it is made of words, as the names in programs are: `CipherChaCha20Options`. Of 44 random characters three in five
/// pairs differ in their sort; one in 200 has so few of them and so many small letters in a row.
fn is_name(text: &str) -> bool {
    let sort = |byte: &u8| (byte.is_ascii_digit(), byte.is_ascii_uppercase());
    let changes = text.as_bytes().windows(2).filter(|pair| sort(&pair[0]) != sort(&pair[1])).count();
    let words = text.split(|c: char| !c.is_ascii_lowercase()).filter(|letters| letters.len() >= 4);
    changes * 9 < text.len() * 4 && words.count() >= 2
}

/// Whether it is plainly something that everybody may see: an address, a public key.
fn is_public(run: &Run<'_>) -> bool {
    const PUBLIC: [&str; 17] = [
        "0x", "xpub", "ypub", "zpub", "Ypub", "Zpub", "tpub", "upub", "vpub", "npub", "edpk", "sppk", "p2pk",
        "bafy", "Qm", "tz", "EOS",
    ];
    // A version, 20 bytes of hash and four of sum take up to 34 characters, 35 where the version is high.
    let is_address =
        || run.text.len() <= 35 && base58::checked(run.text, |payload| payload.len() == 21).is_some();
    let begins = |head: &&str| run.text.as_bytes()[0] == head.as_bytes()[0] && run.text.starts_with(*head);
    PUBLIC.iter().any(begins) || is_address()
}

#[cfg(test)]
mod tests {
    use super::super::proofs::rng::Rng;
    use super::*;
    use crate::secrets::{Part, Setting, scan};
    use crate::text::Origin;

    #[test]
    fn base64_is_one_value_whatever_marks_stand_in_it() {
        const DIGITS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let (mut rng, values) = (Rng::named(1, "base64"), 100);
        for (label, is_key) in [
            ("my private key is", true),
            ("\"privateKey\":", true),
            ("秘密鍵：", true),
            ("the public key is", false),
            ("integrity: sha256-", false),
        ] {
            let mut is_found = |(digits, fill): (usize, usize)| {
                let text = format!("{label} {}{}", rng.text(DIGITS, digits), "=".repeat(fill));
                let found = scan(&[Part { origin: Origin::Content, text: &text }], Setting::default());
                found.iter().any(|found| found.kind.id == KINDS[0].id)
            };
            let found = ENCODED.into_iter().cycle().take(values).filter(|&form| is_found(form)).count();
            // One in thirty of the short ones has too few digits to be told from a name.
            let expected = if is_key { values * 9 / 10..=values } else { 0..=0 };
            assert!(expected.contains(&found), "{label} {found}");
        }
    }
}
