//! Whether a value is bound to a label that calls it a private key: `PRIVATE_KEY=…`, "…が秘密鍵です".
//!
//! A hash and a key look alike, so the words decide. What stands nearest counts: in "my private key works but
//! tx … is stuck" the value is the transaction's. Which values are worth asking about is for the caller.

use super::effort::Purse;
use super::label_gap::{Gap, connects, is_value};
use super::label_words::{CODE, EVENTS, WALLETS, WALLETS_UNSPACED};
use super::talk::Talk;
use super::view::View;
use std::ops::Range;

/// How a value hangs together with a label.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Binding {
    /// No label is near, or something else claims the value.
    Absent,
    /// A label is near, but prose stands between; or the label is a vague one, such as `pk` or "my key".
    Near,
    /// The label names this value.
    Bound,
}

/// Sentences in chat are shorter than this; what is further away speaks of something else.
const REACH: usize = 240;
/// A label after its value follows at once.
const REACH_AFTER: usize = 64;
/// Values under one label, such as the accounts of a wallet, a line each.
const LISTED: usize = 12;
/// A clause that leads to a value is no longer: "the private key I exported from my old phone yesterday:".
const CLAUSE: usize = 8;

impl View<'_> {
    /// Whether there is any word around a value that could bind it.
    pub(super) fn may_be_bound(&self, value: &Range<usize>) -> bool {
        self.encoded_in().is_some() || self.is_hinted(around(value))
    }

    /// How a value is bound to the words around it. What was encoded has its label inside, or outside.
    pub(super) fn binding(&self, value: &Range<usize>) -> Binding {
        let around = around(value);
        let is_read = self.is_hinted(around.clone()) && {
            let strong = self.is_strongly_hinted(&around);
            self.effort.spend(if strong { Purse::StrongLabels } else { Purse::Labels }, COST)
        };
        let inside = if is_read {
            self.effort.step(REACH);
            binding(self.text, value)
        } else {
            Binding::Absent
        };
        match self.encoded_in() {
            Some((text, range)) if self.is_alone(value) && self.effort.spend(Purse::Labels, COST) => {
                inside.max(binding(text, &range))
            }
            _ => inside,
        }
    }
}

/// The stretch around a value in which words can bind it.
fn around(value: &Range<usize>) -> Range<usize> {
    value.start.saturating_sub(REACH * LISTED)..value.end + REACH_AFTER
}

/// Reading the words around a value, in quarters of a microsecond.
const COST: u32 = 12;

/// How `value` of `text` is bound. Reads a bounded stretch around it.
fn binding(text: &str, value: &Range<usize>) -> Binding {
    let line = line_before(text, value.start);
    if let Some(parameter) = in_url(line) {
        return parameter;
    }
    if in_code(line) {
        return Binding::Bound;
    }
    let after = line_after(text, value.end);
    let said = Talk::new(line);
    let following = if said.has_claimed() { Binding::Absent } else { label_after(after) };
    let context = context(text, value.start, line, &said);
    let said = if context.len() == line.len() { said } else { Talk::new(context) };
    let named = label_before(context, &said, after).max(following);
    named.max(column(text, value, line))
}

/// Whether `value` of `text` is part of an address of the web.
pub(super) fn in_link(text: &str, value: &Range<usize>) -> bool {
    in_url(line_before(text, value.start)).is_some()
}

/// Whether a text speaks of private keys, and of nothing that would claim a value: the weakest evidence there is.
pub(super) fn speaks_of_keys(text: &str) -> bool {
    let talk = Talk::new(text);
    talk.labels().any(|label| label.strong) && !talk.claims()
}

/// Whether a text names something other than a key to which a value may belong: "tx", "hash".
pub(super) fn claims(text: &str) -> bool {
    Talk::new(text).claims()
}

/// Whether a text speaks of wallets and of bringing something into one, and of nothing that would claim a value.
pub(super) fn speaks_of_wallets(text: &str) -> bool {
    let talk = Talk::new(text);
    let leads = talk.words.iter().any(|word| WALLETS.contains(talk.lower(word)))
        || !text.is_ascii() && WALLETS_UNSPACED.iter().any(|word| text.contains(word));
    leads && !talk.claims() && !talk.words.iter().any(|word| EVENTS.contains(talk.lower(word)))
}

/// The part of the line before `at`, as far as it is within reach.
fn line_before(text: &str, at: usize) -> &str {
    let reach = &text[text.ceil_char_boundary(at.saturating_sub(REACH))..at];
    reach.rsplit('\n').next().unwrap_or_default()
}

fn line_after(text: &str, at: usize) -> &str {
    let rest = &text[at..text.floor_char_boundary(at + REACH_AFTER)];
    rest.split('\n').next().unwrap_or_default()
}

/// Whether the line ends in code that takes a key and nothing else of 32 bytes.
fn in_code(line: &str) -> bool {
    let line = line
        .trim_end_matches("0x")
        .trim_end_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '(' | '['));
    let line = line.trim_end_matches("0x").trim_end_matches(['"', '\'', '`', ' ', '_', '|', '*']);
    CODE.iter().any(|code| line.ends_with(code))
}

/// What binds a value inside an address of the web: its parameter's name, or nothing.
fn in_url(line: &str) -> Option<Binding> {
    let word = line.rsplit(|c: char| c.is_whitespace() || matches!(c, '<' | '(' | '"' | '`' | '|')).next()?;
    let (_, path) = word.split_once("://").or_else(|| word.split_once("www."))?;
    // Text in a language without blanks runs up to the address, and from it on.
    if !path.is_ascii() {
        return None;
    }
    let last = path.rsplit(['?', '&', '#', '/']).next()?;
    let (name, rest) = last.split_once('=').or_else(|| last.split_once("%3D")).unwrap_or(("", last));
    let is_named = rest.len() <= "0x".len() && Talk::new(name).labels().next().is_some();
    Some(if is_named { Binding::Bound } else { Binding::Absent })
}

/// The line up to the value, with the lines above it that belong to it: a heading, a fence, values of a list.
fn context<'a>(text: &'a str, at: usize, line: &'a str, said: &Talk<'_>) -> &'a str {
    let mut start = at - line.len();
    let mut bare = is_bare(line, said);
    for _ in 0..LISTED {
        if !bare || at - start > REACH + LISTED * 80 {
            break;
        }
        let Some(above) = text[..start].strip_suffix('\n') else { break };
        let line = line_before(above, above.len());
        start = above.len() - line.len();
        bare = is_bare(line, &Talk::new(line));
    }
    &text[start..at]
}

/// Whether a line says nothing: blank, the fence of a code block, the number or the marks of a list, a value.
fn is_bare(line: &str, said: &Talk<'_>) -> bool {
    let line = line.trim_matches(|c: char| !c.is_alphanumeric());
    let is_fence = matches!(line, "" | "json" | "js" | "sh" | "bash" | "text" | "txt" | "env" | "yaml");
    is_fence || said.words.iter().all(|word| connects(said.lower(word)) || is_value(said.text(word)))
}

/// What the words before the value say.
fn label_before(context: &str, said: &Talk<'_>, after: &str) -> Binding {
    let Some(label) = said.last_label() else { return Binding::Absent };
    // What was denied in another sentence, or outside the quotes, was something else.
    let clause = context[..label.range.start].rsplit(['.', '!', '?', ':', '"', '“', '`', '|', '\n']).next();
    if clause.is_some_and(|clause| Talk::new(clause).denies()) {
        return Binding::Absent;
    }
    let gap = Gap::new(&context[label.range.end..]);
    if gap.claimed {
        return Binding::Absent;
    }
    let named = gap.said == 0 || gap.announced && gap.one_clause && gap.said <= CLAUSE;
    if label.strong && named && !gap.eventful {
        return Binding::Bound;
    }
    // Further off, the words after the value may say what it is instead: "… is the transaction".
    let leads_here = match label.strong {
        true => named || !gap.eventful && (gap.one_clause || gap.announced),
        false => gap.said == 0,
    };
    if leads_here && !Talk::new(after).claims_soon() { Binding::Near } else { Binding::Absent }
}

/// A label after its value, which nothing else follows: "… is my private key", "…が秘密鍵です".
fn label_after(after: &str) -> Binding {
    let Some(label) = Talk::new(after).first_label() else { return Binding::Absent };
    let (gap, rest) = (&after[..label.range.start], &after[label.range.end..]);
    let talk = Talk::new(gap);
    let connected = talk.words.iter().all(|word| connects(talk.lower(word)))
        && !gap.contains([',', ';', '{'])
        // A sentence of its own speaks of something else, unless it says no more.
        && (!gap.contains('。') && !gap.contains(". ") || !rest.contains(char::is_alphanumeric))
        && !talk.denies();
    // A label with its own value behind it, or with a verb, speaks of something else.
    let marks = |c: char| matches!(c, '"' | '\'' | '`' | '*' | ' ');
    let points_on = rest.trim_start_matches(marks).starts_with([':', '=', 'は', 'を', 'も', 'に', 'が', 'の'])
            || ["じゃ", "では"].iter().any(|denial| rest.starts_with(denial))
            // It is part of a file's name: the line of a checksum.
            || rest.starts_with(['-', '_', '.']) && rest[1..].starts_with(|c: char| c.is_alphanumeric());
    match (connected && !points_on && !Talk::new(rest).claims_soon(), label.strong) {
        (true, true) => Binding::Bound,
        (true, false) => Binding::Near,
        _ => Binding::Absent,
    }
}

/// A label at the head of the value's column: a table or a CSV file. Prose has commas too, but not as many in each line with
/// a few words between them.
fn column(text: &str, value: &Range<usize>, line: &str) -> Binding {
    const HEAD: usize = 4;
    let before = line.trim_end_matches([' ', '"']);
    let after = text[value.end..].trim_start_matches([' ', '"']);
    let marks = [',', '\t', ';', '|'];
    let Some(mark) = marks.into_iter().find(|&mark| after.starts_with(mark) || before.ends_with(mark)) else {
        return Binding::Absent;
    };
    let at = line.matches(mark).count();
    let row = &text[value.end..text.floor_char_boundary(value.end + REACH)];
    let count = at + row.split('\n').next().unwrap_or_default().matches(mark).count();
    let above = text.ceil_char_boundary(value.start.saturating_sub(REACH * LISTED));
    let above = &text[above.min(value.start - line.len())..value.start - line.len()];
    let heads = above.lines().filter(|head| head.matches(mark).count() == count);
    let named = heads.filter_map(|head| head.split(mark).nth(at)).any(|cell| {
        let talk = Talk::new(cell);
        talk.words.len() <= HEAD && talk.last_label().is_some()
    });
    if named { Binding::Bound } else { Binding::Absent }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Binding) {
        let start = text.find('§').expect("the value");
        let value = "0123456789abcdef".repeat(4);
        let text = text.replacen('§', &value, 1);
        assert_eq!(binding(&text, &(start..start + value.len())), expected, "{text:?}");
    }

    #[test]
    fn labels_name_their_value() {
        for text in [
            "private key: §",
            "private key: ```js\n§\n```",
            "my private key is 0x§",
            "PRIVATE_KEY=§",
            "{\"privateKey\": \"0x§\"}",
            "Private Key:\n\n```\n0x§\n```",
            "Private keys\n(0) 0x§",
            "the private key of my second wallet is §",
            "the private key i got from the old laptop: §",
            "0x§ is my private key",
            "§ (private key)",
            "--private-key 0x§",
            "i do not \"private key: 0x§\" my landlord",
            "new ethers.Wallet(\"0x§\", provider)",
            "accounts: ['§'],",
            "key = bytes.fromhex('§') # private key",
            "private_key = bytes.fromhex('§')",
            "https://wallet.example/?privateKey=0x§",
            "秘密鍵は§です",
            "秘密鍵はこちらです → §",
            "§が秘密鍵です",
            "私の秘密鍵\n§",
            "clave privada: §",
            "приватный ключ §",
            "name,private_key\nmain,0x§",
            "| account | private key |\n| one | § |",
            "new HDWalletProvider(['§'], url)",
            "vm.startBroadcast(0x§);",
            "crypto.HexToECDSA(\"§\")",
            "my pirvate key §",
            "シークレット：§",
            "秘密鍵貼りますね\n0x§",
        ] {
            check(text, Binding::Bound);
        }
    }

    #[test]
    fn vague_labels_and_prose_are_only_near() {
        for text in [
            "i only imported my private key on the new phone and then saw this going out: 0x§",
            "pk: §",
            "my key is §",
            "recovery key: §",
            "my private is 0x§",
            "key (private): §",
            "the key i exported\nexported key: 0x§",
            "seed §",
            "can you check my private key for me it is long §",
        ] {
            check(text, Binding::Near);
        }
    }

    #[test]
    fn what_else_is_named_is_no_key() {
        for text in [
            "my private key works but tx 0x§ is stuck",
            "private key hash: §",
            "PRIVATE_KEY_SHA256=§",
            "public key: §",
            "this is not a private key: §",
            "storage key §",
            "§  key-75.zip",
            "api key: §",
            "i have my private key and still https://scan.example/tx/0x§",
            "{\"privateKey\": null, \"txHash\": \"0x§\"}",
            "§",
            "hash §\nprivate key: none",
            "秘密鍵ではなくトランザクションハッシュです: §",
            "公開鍵: §",
            "ハッシュは § です。秘密鍵が漏れたのでしょうか",
            "tx §, is my private key leaked",
            "秘密鍵をレジャーに入れてる場合でも § みたいに署名されることはありますか",
            "i never shared my private key, but the funds are gone\nlook: §, what is that",
            "here is what i did: exported the private key, closed the app\nthen it showed 0x§, and then nothing",
            "is there any way to get the private key from 0x§",
            "0x§ って秘密鍵じゃないですよね？",
            "sent it, then this happened with my private key still safe: see tx §",
        ] {
            check(text, Binding::Absent);
        }
    }
}
