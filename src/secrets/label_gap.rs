//! What stands between a label and a value, and whether it leads from one to the other.

use super::label_words::{ANNOUNCING, CONNECTING, EVENTS, EVENTS_UNSPACED};
use super::talk::Talk;

/// The shortest value of a key: 20 bytes in base64 or base58.
const VALUE: usize = 26;

/// Whether a word is a value rather than a name: long, with digits in it.
pub(super) fn is_value(word: &str) -> bool {
    word.len() >= VALUE && word.is_ascii() && word.bytes().any(|b| b.is_ascii_digit())
}

/// Whether a word leads on without saying anything.
pub(super) fn connects(word: &str) -> bool {
    word.len() == 1 || word.bytes().all(|b| b.is_ascii_digit()) || CONNECTING.contains(word)
}

/// What stands between a label and a value.
pub(super) struct Gap {
    /// Something claims the value for itself: "tx", "hash", another value.
    pub(super) claimed: bool,
    /// What happened is told, and a value in a story is a transaction's.
    pub(super) eventful: bool,
    /// The words that do more than connect.
    pub(super) said: usize,
    /// It ends like an announcement: with a colon, an equals sign, "is".
    pub(super) announced: bool,
    /// No sentence ends in it.
    pub(super) one_clause: bool,
}

impl Gap {
    pub(super) fn new(gap: &str) -> Self {
        let gap = without_fence(gap);
        let talk = Talk::new(gap);
        let values = talk.words.iter().filter(|word| is_value(talk.text(word))).count();
        let connecting = talk.words.iter().filter(|word| connects(talk.lower(word))).count();
        let said = talk.words.len().saturating_sub(values + connecting);
        let marks =
            |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`' | '*' | '|' | '(' | '[' | '<');
        let told = gap.trim_end_matches(marks).trim_end_matches("0x").trim_end_matches(marks);
        let points = told.ends_with([':', '=', '>', '→', '⇒', '↓', '👇', 'は'])
            || told.ends_with("%3D")
            || told.ends_with("%3A");
        let last = talk.words.iter().rev().map(|word| talk.lower(word)).find(|&word| word != "0x");
        let clause = told.trim_end_matches([':', '=', '>']);
        Self {
            // "The private key from …" is asked for.
            claimed: talk.claims()
                || values > 0 && said > 0
                || gap.contains("://")
                || last == Some("from") && !points,
            eventful: talk.words.iter().any(|word| EVENTS.contains(talk.lower(word)))
                || !gap.is_ascii() && EVENTS_UNSPACED.iter().any(|event| gap.contains(event)),
            said,
            announced: points || last.is_some_and(|word| ANNOUNCING.contains(word)),
            one_clause: !clause.contains(['.', ',', ';', '?', '!', '。', '、', '！', '？', '\n']),
        }
    }
}

/// A gap without the fence of a code block at its end, and the language that the fence may name.
fn without_fence(gap: &str) -> &str {
    let Some((before, language)) = gap.rsplit_once("```") else { return gap };
    let name = language.trim_ascii_end();
    // The value begins on a line of its own.
    if name.len() < language.len() && name.bytes().all(|b| b.is_ascii_alphanumeric()) { before } else { gap }
}
