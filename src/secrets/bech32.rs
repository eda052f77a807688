//! Keys written in bech32 under a prefix that says so: Nostr, age, Sui, Zcash, Cardano.
//!
//! Format: prefix, `1`, data, and six characters of checksum (30 bits). Public keys and addresses carry other
//! prefixes. Sources: NIP-19 and NIP-49, the age specification, SIP-15, ZIP-32 and ZIP-316, CIP-5 and CIP-16.

use super::runs::{Run, Shape};
use super::view::View;
use super::{Detector, Finding, Kind, Reason, Signals, Verdict};
use ::bech32::primitives::decode::CheckedHrpstring;
use ::bech32::{Bech32, Bech32m, Checksum, Fe1024};
use std::ops::{Range, RangeInclusive};
use zeroize::Zeroizing;

pub(super) static DETECTOR: Detector =
    Detector { name: "bech32", kinds: &KINDS, needs: Signals::RUN.and(Signals::CHUNKS), find };

static KINDS: [Kind; 6] = [
    Kind { id: "nostr", name: "Nostr secret key", encrypted: false },
    Kind { id: "nostr-encrypted", name: "Password-protected Nostr secret key", encrypted: true },
    Kind { id: "age", name: "age secret key", encrypted: false },
    Kind { id: "sui", name: "Sui private key", encrypted: false },
    Kind { id: "zcash", name: "Zcash spending key", encrypted: false },
    Kind { id: "cardano", name: "Cardano secret key", encrypted: false },
];

/// Joined from pieces, `AGE-SECRET-KEY-1…` has lost its dashes.
pub(super) static SHAPES: &[Shape] = &[
    Shape { heads: b"nN", lengths: 62..=64 },
    Shape { heads: b"sS", lengths: 69..=71 },
    Shape { heads: b"aA", lengths: 70..=72 },
];

/// A prefix, the lengths its payload can have, and what it is the prefix of.
struct Prefix {
    name: &'static str,
    bytes: RangeInclusive<usize>,
    kind: &'static Kind,
}

const fn prefix(name: &'static str, bytes: RangeInclusive<usize>, kind: &'static Kind) -> Prefix {
    Prefix { name, bytes, kind }
}

static PREFIXES: &[Prefix] = &[
    prefix("nsec", 32..=32, &KINDS[0]),
    prefix("ncryptsec", 91..=91, &KINDS[1]),
    prefix("age-secret-key-", 32..=32, &KINDS[2]),
    prefix("age-secret-key-pq-", 32..=32, &KINDS[2]),
    prefix("suiprivkey", 33..=33, &KINDS[3]),
    prefix("secret-extended-key-main", 169..=169, &KINDS[4]),
    prefix("secret-extended-key-test", 169..=169, &KINDS[4]),
    prefix("secret-spending-key-main", 32..=32, &KINDS[4]),
];

/// Every Cardano secret key: `addr_sk`, `root_xsk`, `ed25519e_sk` and two dozen more.
const CARDANO: RangeInclusive<usize> = 32..=128;

fn find(view: &View<'_>, found: &mut Vec<Finding>) {
    for run in view.runs() {
        // Data never holds a 1, so the last one is the separator; a run without one is no bech32.
        let Some(separator) = run.text.rfind('1') else { continue };
        if run.whole {
            whole(view, &run, separator, found);
        } else if run.text.len() <= JOINED {
            joined(view, &run, separator, found);
        }
    }
}

/// A run in one piece, with the dashes and underscores of its prefix before it.
fn whole(view: &View<'_>, run: &Run<'_>, separator: usize, found: &mut Vec<Finding>) {
    let in_prefix = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
    let before = view.text.as_bytes()[..run.range.start].iter().rev().take(LONGEST_PREFIX);
    let range = run.range.start - before.take_while(|b| in_prefix(b)).count()..run.range.end;
    let before_data = &view.text[range.start..run.range.start + separator];
    let Some((name, prefix)) = prefix_at_end(before_data) else { return };
    let range = range.end - (run.text.len() - separator) - name..range.end;
    judge(view, &view.text[range.clone()], range, &prefix, true, found);
}

/// A run put together from pieces; the dashes of its prefix were lost with what stood between them.
fn joined(view: &View<'_>, run: &Run<'_>, separator: usize, found: &mut Vec<Finding>) {
    let head = run.text[..separator].to_ascii_lowercase();
    let is_it = |prefix: &&Prefix| prefix.name.bytes().filter(|b| *b != b'-').eq(head.bytes());
    let Some(prefix) = PREFIXES.iter().find(is_it) else { return };
    let name =
        if head == run.text[..separator] { prefix.name.to_owned() } else { prefix.name.to_ascii_uppercase() };
    let text = Zeroizing::new(name + &run.text[separator..]);
    judge(view, &text, run.range.clone(), &(prefix.kind, prefix.bytes.clone()), false, found);
}

/// The longest run put together from pieces that can be one of these: an age key.
const JOINED: usize = 72;
/// `secret-extended-key-main` has 24 characters.
const LONGEST_PREFIX: usize = 32;

/// How long the known prefix at the end of `text` is, what it is the prefix of, and how long its payload is.
fn prefix_at_end(text: &str) -> Option<(usize, (&'static Kind, RangeInclusive<usize>))> {
    let lower = text.to_ascii_lowercase();
    let known =
        PREFIXES.iter().filter(|prefix| lower.ends_with(prefix.name)).max_by_key(|prefix| prefix.name.len());
    if let Some(prefix) = known {
        return Some((prefix.name.len(), (prefix.kind, prefix.bytes.clone())));
    }
    let is_cardano = lower.ends_with("_sk") || lower.ends_with("_xsk");
    is_cardano.then(|| (text.len(), (&KINDS[5], CARDANO)))
}

fn judge(
    view: &View<'_>,
    text: &str,
    range: Range<usize>,
    (kind, bytes): &(&'static Kind, RangeInclusive<usize>),
    whole: bool,
    found: &mut Vec<Finding>,
) {
    if let Some(payload) = decode(text, bytes) {
        found.push(view.proved(kind, Reason::Checksum, range, &payload));
    } else if whole && looks_like_data(text, bytes) {
        found.push(view.finding(kind, Verdict::Likely, Reason::NearMiss, range));
    }
}

fn decode(text: &str, bytes: &RangeInclusive<usize>) -> Option<Zeroizing<Vec<u8>>> {
    let checked = CheckedHrpstring::new::<Long<Bech32>>(text)
        .or_else(|_| CheckedHrpstring::new::<Long<Bech32m>>(text))
        .ok()?;
    let payload = Zeroizing::new(checked.byte_iter().collect::<Vec<u8>>());
    bytes.contains(&payload.len()).then_some(payload)
}

/// Most of a key's data, mixed like random characters: a typo or a cut, and no row of x in an example.
fn looks_like_data(text: &str, bytes: &RangeInclusive<usize>) -> bool {
    let Some((_, data)) = text.rsplit_once('1') else { return false };
    let whole = (bytes.start() * 8).div_ceil(5) + 6;
    let distinct = data.bytes().fold(0_u128, |set, b| set | 1 << (b & 0x7f)).count_ones();
    // 32 random characters out of 32 are on average 20 different ones, and practically never below 13.
    data.len() * 5 >= whole * 3 && distinct >= 13 && data.bytes().filter(u8::is_ascii_digit).count() >= 4
}

/// Bech32 without the limit of 90 characters, which guards the error correction and not the checksum:
/// Cardano's and Zcash's keys are longer.
enum Long<C> {
    #[expect(dead_code, reason = "a type of type-level use only; it is never made")]
    Never(std::marker::PhantomData<C>),
}

impl<C: Checksum<CorrectionField = Fe1024>> Checksum for Long<C> {
    type MidstateRepr = C::MidstateRepr;
    type CorrectionField = Fe1024;
    const ROOT_GENERATOR: Fe1024 = C::ROOT_GENERATOR;
    const ROOT_EXPONENTS: RangeInclusive<usize> = C::ROOT_EXPONENTS;
    const CODE_LENGTH: usize = 1023;
    const CHECKSUM_LENGTH: usize = C::CHECKSUM_LENGTH;
    const GENERATOR_SH: [Self::MidstateRepr; 5] = C::GENERATOR_SH;
    const TARGET_RESIDUE: Self::MidstateRepr = C::TARGET_RESIDUE;
}
