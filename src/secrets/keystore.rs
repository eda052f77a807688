//! Ethereum's password-protected key files: version 3 (Web3 Secret Storage) and validators' (EIP-2335).
//!
//! Format: JSON with a cipher text, a key derivation and a checksum of both. Encrypted, but the password is
//! guessed offline.

use super::fields::{around, field, fields, is_hex};
use super::view::View;
use super::{Detector, Finding, Kind, Reason, Signals, Verdict};

pub(super) static DETECTOR: Detector =
    Detector { name: "keystore", kinds: &KINDS, needs: Signals::FIELDS, find };

static KINDS: [Kind; 2] = [
    Kind::encrypted("keystore", "Ethereum keystore file"),
    Kind::encrypted("keystore-validator", "Ethereum validator keystore file"),
];

/// The fields of one file stand within so many characters of each other.
const REACH: usize = 1500;
/// More files than this in one document prove nothing new.
const MOST: usize = 16;

fn find(view: &View<'_>, found: &mut Vec<Finding>) {
    for range in fields(view.text, "ciphertext").take(MOST) {
        let object = around(view.text, range.start, REACH);
        let derived = field(object, "kdf").is_some_and(|kdf| is_derivation(&object[kdf]));
        let has_sum = field(object, "mac").is_some_and(|mac| is_hex(&object[mac], 64));
        let cipher = &view.text[range.clone()];
        if is_hex(cipher, cipher.len() & !1) && cipher.len() >= 32 && derived {
            let verdict = if has_sum { Verdict::Certain } else { Verdict::Likely };
            found.push(view.finding(&KINDS[0], verdict, Reason::Structure, range));
        }
    }
    for range in fields(view.text, "message").take(MOST) {
        let message = &view.text[range.clone()];
        if message.len() < 64 || !is_hex(message, message.len() & !1) {
            continue;
        }
        let object = around(view.text, range.start, REACH);
        let functions = || fields(object, "function").map(|range| &object[range]);
        if functions().any(|name| name == "aes-128-ctr") && functions().any(is_derivation) {
            found.push(view.finding(&KINDS[1], Verdict::Certain, Reason::Structure, range));
        }
    }
}

fn is_derivation(name: &str) -> bool {
    matches!(name, "scrypt" | "pbkdf2" | "argon2id")
}
