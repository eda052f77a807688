//! Private keys in armour: PEM, OpenSSH, OpenPGP, Tendermint, PuTTY.
//!
//! The head line names a private key; at least 60 characters of base64 after it show that it is one, and not a
//! sentence about one. Public keys and certificates have other heads.

use super::view::View;
use super::{Detector, Finding, Kind, Reason, Signals, Verdict};
use memchr::memmem;
use std::ops::Range;

pub(super) static DETECTOR: Detector =
    Detector { name: "pem", kinds: &KINDS, needs: Signals::STRUCTURE.and(Signals::RUN), find };

static KINDS: [Kind; 2] = [
    Kind::key("pem", "Private key in armour (PEM)"),
    Kind::encrypted("pem-encrypted", "Password-protected private key in armour"),
];

/// The shortest body is that of an Ed25519 key: 48 bytes, 64 characters; a few may be lost.
const BODY: usize = 60;
/// An RSA key of 4,096 bits has 3,300 characters; what follows later belongs to something else.
const REACH: usize = 4096;
/// `BEGIN SSH2 ENCRYPTED PRIVATE KEY BLOCK`: the longest head in use.
const HEAD: usize = 48;

/// What the head of every kind of armour says.
const MARK: &str = "PRIVATE KEY";

fn find(view: &View<'_>, found: &mut Vec<Finding>) {
    for at in memmem::find_iter(view.text.as_bytes(), MARK).take(MOST) {
        let head_start = floor(view.text, at.saturating_sub(HEAD));
        let Some(begin) = view.text[head_start..at].rfind("BEGIN") else { continue };
        let head = &view.text[head_start + begin..at];
        let body_start = at + MARK.len();
        let body = &view.text[body_start..floor(view.text, (body_start + REACH).min(view.text.len()))];
        if let Some(length) = body_length(body) {
            let encrypted =
                head.contains("ENCRYPTED") || head.contains("TENDERMINT") || body.contains("ENCRYPTED");
            let range = head_start + begin..body_start + length;
            found.push(view.finding(
                &KINDS[usize::from(encrypted)],
                Verdict::Certain,
                Reason::Structure,
                range,
            ));
        }
    }
    find_putty(view, found);
}

/// More heads than this are a document about keys; each costs a look at the text after it.
const MOST: usize = 16;

/// PuTTY's own format: `PuTTY-User-Key-File-3`, and `Private-Lines` further down.
fn find_putty(view: &View<'_>, found: &mut Vec<Finding>) {
    let Some(head) = memmem::find(view.text.as_bytes(), b"PuTTY-User-Key-File-") else { return };
    let Some(lines) = view.text[head..].find("Private-Lines:") else { return };
    let body = &view.text[head + lines + "Private-Lines:".len()..];
    let range = |length: usize| Range { start: head, end: view.text.len() - body.len() + length };
    if let Some(length) = body_length(&body[..floor(body, REACH.min(body.len()))]) {
        found.push(view.finding(&KINDS[0], Verdict::Certain, Reason::Structure, range(length)));
    }
}

/// How far the body of an armour reaches, if it is one: base64, whatever breaks its lines.
fn body_length(body: &str) -> Option<usize> {
    let end = body.find("END ").unwrap_or(body.len());
    let mut counted = 0;
    let mut seen = 0_u128;
    // Headers such as `Proc-Type: 4,ENCRYPTED` are words, short of a line of base64.
    for line in body[..end].split(['\n', ' ', '\\']).filter(|line| line.len() >= 16 && !line.contains(':')) {
        for byte in line.bytes().filter(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/')) {
            counted += 1;
            seen |= 1 << byte;
        }
    }
    // Sixty random characters out of 64 are about forty different ones; a row of x is one.
    (counted >= BODY && seen.count_ones() >= 20).then_some(end)
}

/// The character boundary at or before `at`.
fn floor(text: &str, at: usize) -> usize {
    (0..=at).rev().find(|&at| text.is_char_boundary(at)).unwrap_or_default()
}
