//! Private keys in DER without armour, in hex or base64: Hedera's form, and PKCS#8 and SEC 1 in general.
//!
//! Format: a fixed head of ASN.1 (RFC 5208, 5915, 8410), the last part of which is the length of the key.

use super::hex;
use super::runs::Shape;
use super::view::View;
use super::{Detector, Finding, Kind, Reason, Signals};

pub(super) static DETECTOR: Detector =
    Detector { name: "der", kinds: &KINDS, needs: Signals::RUN.and(Signals::CHUNKS), find };

static KINDS: [Kind; 1] = [Kind::key("der", "Private key (DER)")];

static SHAPES: &[Shape] = &[Shape { heads: b"3", lengths: 96..=400 }];

/// What can be put together from pieces: Hedera's two forms.
pub(super) static JOINED: &[Shape] = &[Shape { heads: b"3", lengths: 96..=100 }];

/// What stands before the 32 bytes of the key, in hex.
static HEADS: &[&str] = &[
    // PKCS#8 with Ed25519: Hedera, Polkadot, Solana tools.
    "302e020100300506032b657004220420",
    // The same with the public key after it.
    "3051020101300506032b657004220420",
    // Hedera's short form of secp256k1.
    "3030020100300706052b8104000a04220420",
    // PKCS#8 with secp256k1, as OpenSSL writes it, without and with the public key.
    // In two, as together it is as long as a key and other scanners take it for one.
    concat!("303e020100301006072a8648ce3d020106052b8104000a", "042730250201010420"),
    "308184020100301006072a8648ce3d020106052b8104000a046d306b0201010420",
    // SEC 1 with the curve named after the key: secp256k1.
    "30740201010420",
    "302e0201010420",
];

/// The same heads in base64, as far as whole characters go.
static HEADS_BASE64: &[&str] =
    &["MC4CAQAwBQYDK2VwBCIEI", "MIGEAgEAMBAGByqGSM49AgEGBSuBBAAKBG0wawIBAQQg", "MHQCAQEEI"];

fn find(view: &View<'_>, found: &mut Vec<Finding>) {
    for run in view.runs_of(SHAPES) {
        let lower = run.text.to_ascii_lowercase();
        let body = HEADS.iter().find_map(|head| lower.strip_prefix(head)).and_then(|body| body.get(..64));
        let Some(key) = body.and_then(hex::decode) else { continue };
        if !hex::is_pattern(body.unwrap_or_default()) {
            found.push(view.proved(&KINDS[0], Reason::Structure, run.range, &key));
        }
    }
    for run in view.runs().filter(|run| run.whole) {
        if HEADS_BASE64.iter().any(|head| run.text.starts_with(head)) {
            // The key may hold + and /, which end a run: 32 bytes are at least 43 characters after the head.
            let rest = &view.text.as_bytes()[run.range.start..];
            let is_base64 =
                |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=' | b'-' | b'_');
            let length = rest.iter().take_while(|b| is_base64(b)).count();
            if length >= 60 {
                let range = run.range.start..run.range.start + length;
                let secret = &view.text.as_bytes()[range.clone()];
                found.push(view.proved(&KINDS[0], Reason::Structure, range, secret));
            }
        }
    }
}
