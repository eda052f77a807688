//! Keys written in bech32 under a prefix that says so: Nostr, age, Sui, Zcash, Cardano.
//!
//! Format: prefix, `1`, data, and six characters of checksum (30 bits). Public keys and addresses carry other
//! prefixes. Sources: NIP-19 and NIP-49, the age specification, SIP-15, ZIP-32 and ZIP-316, CIP-5 and CIP-16.

use super::runs::{Run, Shape};
use super::view::View;
use super::{Detector, Finding, Kind, Reason, Signals, Verdict};
use ::bech32::primitives::checksum::Engine;
use ::bech32::primitives::decode::UncheckedHrpstring;
use ::bech32::{Bech32, Bech32m, Checksum, Fe32};
use std::ops::{Range, RangeInclusive};
use zeroize::Zeroizing;

pub(super) static DETECTOR: Detector =
    Detector { name: "bech32", kinds: &KINDS, needs: Signals::RUN.and(Signals::CHUNKS), find };

static KINDS: [Kind; 6] = [
    Kind::key("nostr", "Nostr secret key"),
    Kind::encrypted("nostr-encrypted", "Password-protected Nostr secret key"),
    Kind::key("age", "age secret key"),
    Kind::key("sui", "Sui private key"),
    Kind::key("zcash", "Zcash spending key"),
    Kind::key("cardano", "Cardano secret key"),
];

/// What can be put together from pieces: 32 or 33 bytes make 58 or 59 characters with the checksum, and as much
/// of the prefix as came with them. Longer keys begin with the last word of their prefix: Cardano's of 64, 96 and 128
/// bytes, Zcash's of 169.
pub(super) static SHAPES: &[Shape] = &[
    Shape { heads: b"023456789acdefghjklmnpqrstuvwxyzACDEFGHJKLMNPQRSTUVWXYZ", lengths: 58..=59 },
    Shape { heads: b"1", lengths: 59..=60 },
    Shape { heads: b"nN", lengths: 63..=63 },
    Shape { heads: b"sS", lengths: 61..=70 },
    Shape { heads: b"aA", lengths: 65..=71 },
    Shape { heads: b"sS", lengths: 112..=112 },
    Shape { heads: b"xX", lengths: 113..=113 },
    Shape { heads: b"xX", lengths: 164..=164 },
    Shape { heads: b"xX", lengths: 215..=215 },
    Shape { heads: b"mMtT", lengths: 282..=282 },
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

/// Cardano's own (CIP-5): a role, and whether the key can derive others.
static CARDANO: &[&str] = &[
    "addr_sk",
    "addr_xsk",
    "acct_sk",
    "acct_xsk",
    "root_sk",
    "root_xsk",
    "stake_sk",
    "stake_xsk",
    "drep_sk",
    "drep_xsk",
    "cc_cold_sk",
    "cc_cold_xsk",
    "cc_hot_sk",
    "cc_hot_xsk",
    "policy_sk",
    "policy_xsk",
    "pool_sk",
    "kes_sk",
    "vrf_sk",
    "acct_shared_sk",
    "acct_shared_xsk",
    "addr_shared_sk",
    "addr_shared_xsk",
    "root_shared_sk",
    "root_shared_xsk",
    "stake_shared_sk",
    "stake_shared_xsk",
    "ed25519_sk",
    "ed25519e_sk",
    "ed25519bip32_sk",
];

/// A key of 32 bytes, an extended one of 64, one that derives others of 96 or 128.
const CARDANO_BYTES: RangeInclusive<usize> = 32..=128;

/// `secret-extended-key-main` has 24 characters.
const LONGEST_PREFIX: usize = 32;

/// All prefixes: their text, the lengths their payload can have, and what they are the prefix of.
fn prefixes() -> impl Iterator<Item = (&'static str, &'static RangeInclusive<usize>, &'static Kind)> {
    let cardano = CARDANO.iter().map(|&name| (name, &CARDANO_BYTES, &KINDS[5]));
    PREFIXES.iter().map(|prefix| (prefix.name, &prefix.bytes, prefix.kind)).chain(cardano)
}

fn find(view: &View<'_>, found: &mut Vec<Finding>) {
    for run in view.runs() {
        // Data never holds a 1, so the last one is the separator.
        match run.text.rfind('1') {
            Some(separator) if run.whole => whole(view, &run, separator, found),
            _ if !run.whole && SHAPES.iter().any(|shape| shape.fits(run.text)) => joined(view, &run, found),
            _ => {}
        }
    }
}

/// A run in one piece, with the dashes and underscores of its prefix before it.
fn whole(view: &View<'_>, run: &Run<'_>, separator: usize, found: &mut Vec<Finding>) {
    // The last characters of all the prefixes.
    let last = view.text.as_bytes()[..run.range.start + separator].last();
    if !last.is_some_and(|last| b"ckynt-".contains(&last.to_ascii_lowercase())) {
        return;
    }
    let in_prefix = |b: &&u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
    let before = view.text.as_bytes()[..run.range.start].iter().rev().take(LONGEST_PREFIX);
    let start = run.range.start - before.take_while(in_prefix).count();
    let head = view.text[start..run.range.start + separator].to_ascii_lowercase();
    let known = prefixes().filter(|(name, ..)| head.ends_with(name)).max_by_key(|(name, ..)| name.len());
    let Some((name, bytes, kind)) = known else { return };
    let range = run.range.start + separator - name.len()..run.range.end;
    judge(view, &view.text[range.clone()], range, kind, bytes, found);
}

/// A run put together from pieces, with as much of its prefix before it as did not come along. Between the
/// pieces the dashes and underscores of the prefix were lost.
fn joined(view: &View<'_>, run: &Run<'_>, found: &mut Vec<Finding>) {
    let is_letter = |b: &u8| b.is_ascii_alphanumeric();
    let before = view.text.as_bytes()[..run.range.start].iter().rev().take(2 * LONGEST_PREFIX).copied();
    let mut text: Vec<u8> = before.filter(is_letter).take(LONGEST_PREFIX).collect();
    text.reverse();
    text.extend(run.text.bytes());
    let Some(separator) = text.iter().rposition(|&b| b == b'1') else { return };
    let head = text[..separator].to_ascii_lowercase();
    let squeezed = |name: &str| name.bytes().filter(is_letter).collect::<Vec<u8>>();
    let Some((name, bytes, kind)) = prefixes().find(|(name, ..)| head.ends_with(&squeezed(name))) else {
        return;
    };
    let data = String::from_utf8_lossy(&text[separator..]);
    let is_upper = data.bytes().any(|b| b.is_ascii_uppercase());
    let name = if is_upper { name.to_ascii_uppercase() } else { name.to_owned() };
    let text = Zeroizing::new(name + &data);
    if let Some(payload) = decode(&text, bytes) {
        found.push(view.proved(kind, Reason::Checksum, run.range.clone(), &payload));
    }
}

fn judge(
    view: &View<'_>,
    text: &str,
    range: Range<usize>,
    kind: &'static Kind,
    bytes: &RangeInclusive<usize>,
    found: &mut Vec<Finding>,
) {
    if let Some(payload) = decode(text, bytes) {
        found.push(view.proved(kind, Reason::Checksum, range, &payload));
    } else if looks_like_data(text, bytes) {
        found.push(view.finding(kind, Verdict::Likely, Reason::NearMiss, range));
    }
}

fn decode(text: &str, bytes: &RangeInclusive<usize>) -> Option<Zeroizing<Vec<u8>>> {
    let unchecked = UncheckedHrpstring::new(text).ok().filter(is_right)?;
    let checked = unchecked.remove_checksum::<Bech32m>();
    let payload = Zeroizing::new(checked.byte_iter().collect::<Vec<u8>>());
    bytes.contains(&payload.len()).then_some(payload)
}

/// The checksum of 30 bits is that of 1,023 characters; the limit of 90 guards the correction of errors, and Cardano's and
/// Zcash's keys are longer.
const LONGEST: usize = 1023;

/// Whether the checksum is right, the older or the newer one: they differ in what remains at its end.
fn is_right(text: &UncheckedHrpstring<'_>) -> bool {
    let (hrp, data) = (text.hrp(), text.data_part_ascii());
    if !(Bech32m::CHECKSUM_LENGTH..LONGEST - hrp.len()).contains(&data.len()) {
        return false;
    }
    let mut engine = Engine::<Bech32m>::new();
    engine.input_hrp(hrp);
    data.iter().filter_map(|&c| Fe32::from_char(c.into()).ok()).for_each(|digit| engine.input_fe(digit));
    [Bech32::TARGET_RESIDUE, Bech32m::TARGET_RESIDUE].contains(engine.residue())
}

/// Most of a key's data, mixed like random characters: a typo or a cut, and no row of x in an example.
fn looks_like_data(text: &str, bytes: &RangeInclusive<usize>) -> bool {
    let Some((_, data)) = text.rsplit_once('1') else { return false };
    let whole = (bytes.start() * 8).div_ceil(5) + 6;
    let distinct = data.bytes().fold(0_u128, |set, b| set | 1 << (b & 0x7f)).count_ones();
    // 32 random characters out of 32 are on average 20 different ones, and practically never below 13.
    data.len() * 5 >= whole * 3 && distinct >= 13 && data.bytes().filter(u8::is_ascii_digit).count() >= 4
}
