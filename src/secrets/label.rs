//! Whether a value is bound to a label that calls it a private key: `PRIVATE_KEY=…`, "…が秘密鍵です".
//!
//! A hash and a key look alike, so the words decide. What stands nearest counts: in "my private key works but
//! tx … is stuck" the value is the transaction's. Which values are worth asking about is for the caller.

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

/// How `value` of `text` is bound. Reads a bounded stretch around it.
pub(super) fn binding(text: &str, value: &Range<usize>) -> Binding {
    let line = line_before(text, value.start);
    if let Some(in_url) = in_url(line) {
        return in_url;
    }
    let after = line_after(text, value.end);
    let context = context(text, value.start, line);
    before(context, after).max(label_after(after)).max(column(text, value, line))
}

/// Whether `value` of `text` is part of an address of the web.
pub(super) fn in_link(text: &str, value: &Range<usize>) -> bool {
    in_url(line_before(text, value.start)).is_some()
}

/// The part of the line before `at`, as far as it is within reach.
fn line_before(text: &str, at: usize) -> &str {
    let line = text[..at].rfind('\n').map_or(0, |end| end + 1);
    // What is written before the value without a blank, such as `0x` or a quote, is part of the value's line.
    &text[boundary(text, line.max(at.saturating_sub(REACH)))..at]
}

fn line_after(text: &str, at: usize) -> &str {
    let rest = &text[at..boundary(text, (at + REACH_AFTER).min(text.len()))];
    rest.split('\n').next().unwrap_or_default()
}

/// The character boundary at or after `at`.
fn boundary(text: &str, at: usize) -> usize {
    (at..=text.len()).find(|&at| text.is_char_boundary(at)).unwrap_or(text.len())
}

/// What binds a value inside an address of the web: its parameter's name, or nothing.
fn in_url(line: &str) -> Option<Binding> {
    let word = line.rsplit(|c: char| c.is_whitespace() || matches!(c, '<' | '(' | '"' | '`' | '|')).next()?;
    let (_, path) = word.split_once("://").or_else(|| word.split_once("www."))?;
    // Text in a language without blanks runs up to the address, and from it on.
    if !path.is_ascii() {
        return None;
    }
    let name = path.rsplit(['?', '&', '#', '/']).next().and_then(|last| last.split_once('='));
    let named = name.map(|(name, rest)| (last_label(name), rest));
    Some(match named {
        Some((Some(_), rest)) if rest.len() <= "0x".len() => Binding::Bound,
        _ => Binding::Absent,
    })
}

/// The line up to the value, with the lines above it that belong to it: a heading, a fence, values of a list.
fn context<'a>(text: &'a str, at: usize, line: &'a str) -> &'a str {
    if line.chars().any(char::is_alphabetic) && !is_bare(line) {
        return line;
    }
    let mut start = at - line.len();
    for _ in 0..LISTED {
        let Some(above) = text[..start].strip_suffix('\n') else { break };
        let line = line_before(above, above.len());
        start = above.len() - line.len();
        if !is_bare(line) || at - start > REACH + LISTED * 80 {
            break;
        }
    }
    &text[start..at]
}

/// Whether a line says nothing: blank, a fence of a code block, the number or the marks of a list, a value.
fn is_bare(line: &str) -> bool {
    let line = line.trim_matches(|c: char| !c.is_alphanumeric());
    let is_fence =
        matches!(line, "" | "json" | "js" | "sh" | "bash" | "text" | "txt" | "env" | "yaml" | "0x");
    is_fence
        || line
            .split_whitespace()
            .all(|word| is_value(word) || word.bytes().all(|b| b.is_ascii_digit() || b == b'.'))
}

/// Whether a word is a value rather than a name: long, with digits in it.
fn is_value(word: &str) -> bool {
    let word = word.trim_matches(|c: char| !c.is_ascii_alphanumeric());
    word.len() >= 26
        && word.bytes().all(|b| b.is_ascii_alphanumeric())
        && word.bytes().any(|b| b.is_ascii_digit())
}

/// What the words before the value say.
fn before(context: &str, after: &str) -> Binding {
    let Some(label) = last_label(context) else { return Binding::Absent };
    if is_denied(&context[..label.range.start]) {
        return Binding::Absent;
    }
    let gap = Gap::new(&context[label.range.end..]);
    if gap.claimed {
        return Binding::Absent;
    }
    let named = gap.said == 0 || gap.announced && gap.one_clause && gap.said <= CLAUSE;
    match (label.strong, named) {
        (true, true) if !gap.eventful => Binding::Bound,
        (false, _) if gap.said == 0 && !claims(after) => Binding::Near,
        (true, _) if !claims(after) && (named || !gap.eventful && (gap.one_clause || gap.announced)) => {
            Binding::Near
        }
        _ => Binding::Absent,
    }
}

/// A clause that leads to a value is no longer: "the private key I exported from my old phone yesterday:".
const CLAUSE: usize = 8;

/// What stands between a label and a value.
struct Gap {
    /// Something claims the value for itself: "tx", "hash", another value.
    claimed: bool,
    /// What happened is told, and a value in a story is a transaction's.
    eventful: bool,
    /// The words that do more than connect.
    said: usize,
    /// It ends like an announcement: with a colon, an equals sign, "is".
    announced: bool,
    /// No sentence ends in it.
    one_clause: bool,
}

impl Gap {
    fn new(gap: &str) -> Self {
        let words: Vec<Word<'_>> = words(gap).collect();
        let said = words.iter().filter(|word| !is_value(word.text) && !connects(&word.lower)).count();
        let values = words.iter().filter(|word| is_value(word.text)).count();
        let claims = words.iter().any(|word| claims_value(&word.lower))
            || claims_value_cjk(gap)
            || gap.contains("://");
        let marks =
            |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`' | '*' | '|' | '(' | '[' | '<');
        let told = gap.trim_end_matches(marks).trim_end_matches("0x").trim_end_matches(marks);
        let announces =
            |word: &Word<'_>| matches!(word.lower.as_str(), "is" | "es" | "ist" | "est" | "это" | "this");
        let clause = told.trim_end_matches([':', '=', '>']);
        Self {
            claimed: claims || values > 0 && said > 0,
            eventful: words.iter().any(|word| tells_of_event(&word.lower)),
            said,
            announced: told.ends_with([':', '=', '>', '→', '⇒', '↓', '👇', 'は'])
                || words.last().is_some_and(announces),
            one_clause: !clause.contains(['.', ',', ';', '?', '!', '。', '、', '！', '？', '\n']),
        }
    }
}

/// Whether the words before a label take it back: "this is not a private key: …".
fn is_denied(before: &str) -> bool {
    let words: Vec<Word<'_>> = words(before).collect();
    words
        .iter()
        .rev()
        .take(4)
        .any(|word| matches!(word.lower.as_str(), "not" | "isn" | "isnt" | "public" | "never"))
}

/// Whether the words after a value say what it is instead: "… is the tx".
fn claims(after: &str) -> bool {
    words(after).take(6).any(|word| claims_value(&word.lower)) || claims_value_cjk(after)
}

/// A label after its value, which nothing else follows: "… is my private key", "…が秘密鍵です".
fn label_after(after: &str) -> Binding {
    let Some(label) = first_label(after) else { return Binding::Absent };
    let (gap, rest) = (&after[..label.range.start], &after[label.range.end..]);
    let connected = words(gap).all(|word| connects(&word.lower)) && gap.chars().count() <= 24;
    let gap_breaks = gap.contains([',', ';', '{']) || is_denied(gap);
    // A label with its own value behind it, or with a verb, speaks of something else.
    let points_on =
        rest.trim_start_matches(['"', '\'', '`', '*', ' ']).starts_with([':', '=', 'は', 'を', 'も', 'に']);
    match (connected && !gap_breaks && !points_on && !claims(rest), label.strong) {
        (true, true) => Binding::Bound,
        (true, false) => Binding::Near,
        _ => Binding::Absent,
    }
}

/// A label at the head of the value's column: a table or a CSV file.
fn column(text: &str, value: &Range<usize>, line: &str) -> Binding {
    let Some(mark) = [',', '\t', ';', '|'].into_iter().find(|&mark| {
        text[value.end..].starts_with(mark) || line.ends_with(mark) || line.ends_with(&format!("{mark} "))
    }) else {
        return Binding::Absent;
    };
    let at = line.matches(mark).count();
    let above = &text[boundary(text, value.start.saturating_sub(REACH * LISTED))..value.start - line.len()];
    let head =
        above.lines().find(|line| line.matches(mark).count() >= at.max(1) && last_label(line).is_some());
    let named = head.and_then(|head| head.split(mark).nth(at)).and_then(last_label);
    if named.is_some() { Binding::Bound } else { Binding::Absent }
}

/// Whether a text holds a label at all, and nothing that would claim a value: the weakest evidence there is.
pub(super) fn speaks_of_keys(text: &str) -> bool {
    last_label(text).is_some_and(|label| label.strong)
        && !words(text).any(|word| claims_value(&word.lower))
        && !claims_value_cjk(text)
}

/// A label found in a text.
struct Label {
    range: Range<usize>,
    /// Whether it can only mean a private key.
    strong: bool,
}

fn last_label(text: &str) -> Option<Label> {
    let latin = labels(text).last();
    let other = NOT_LATIN.iter().filter_map(|&label| text.rfind(label).map(|at| at..at + label.len()));
    let other = if text.is_ascii() { None } else { other.max_by_key(|range| range.end) };
    let other = other.map(|range| Label { range, strong: true });
    [latin, other].into_iter().flatten().max_by_key(|label| label.range.end)
}

fn first_label(text: &str) -> Option<Label> {
    let latin = labels(text).next();
    let other = NOT_LATIN.iter().filter_map(|&label| text.find(label).map(|at| at..at + label.len()));
    let other = if text.is_ascii() { None } else { other.min_by_key(|range| range.start) };
    let other = other.map(|range| Label { range, strong: true });
    [latin, other].into_iter().flatten().min_by_key(|label| label.range.start)
}

/// The labels written in words of letters, in order. `privateKey`, `PRIVATE_KEY` and "private key" are one.
fn labels(text: &str) -> impl Iterator<Item = Label> {
    let words: Vec<Word<'_>> = words(text).collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        // The longest label that begins at this word.
        let longest = (1..=4.min(words.len() - at)).rev().find_map(|count| {
            let joined: String = words[at..at + count].iter().map(|word| word.lower.as_str()).collect();
            let previous = at.checked_sub(1).map(|before| words[before].lower.as_str());
            strength(&joined, previous).map(|strong| (count, strong))
        });
        let Some((count, strong)) = longest else {
            at += 1;
            continue;
        };
        found.push(Label {
            range: words[at].start..words[at + count - 1].start + words[at + count - 1].text.len(),
            strong,
        });
        at += count;
    }
    found.into_iter()
}

/// Whether words written together are a label, and whether a strong one.
fn strength(joined: &str, previous: Option<&str>) -> Option<bool> {
    match joined {
        // English, and what programs call it.
        "privatekey" | "privatekeys" | "privkey" | "privkeys" | "privatkey" | "privetkey" | "pvtkey" | "pvkey" | "prvkey" | "prikey"
        | "privateky" | "privatehex" | "rawprivatekey"
        | "secretkey" | "secretkeys" | "secretspendkey" | "privatespendkey" | "spendkey" | "secretviewkey" | "privateviewkey"
        | "signingkey" | "signerkey" | "walletkey" | "deployerkey" | "ownerkey" | "accountkey" | "ethkey" | "evmkey"
        | "metamaskkey" | "botkey" | "relayerkey" | "keeperkey" | "adminkey" | "mainnetkey" | "testnetkey" | "keeperprivate"
        | "secretseed" | "rawseed" | "seedhex" | "hexseed" | "masterseed" | "privateseed" | "walletseed" | "secretexponent"
        | "deployerpk" | "walletpk" | "privatek"
        // Other languages in Latin letters.
        | "claveprivada" | "clavesprivadas" | "llaveprivada" | "clavesecreta" | "chaveprivada" | "chavesecreta"
        | "cléprivée" | "cleprivee" | "clésprivées" | "clefprivée" | "clésecrète"
        | "privaterschlüssel" | "privatenschlüssel" | "privateschlüssel" | "privaterschluessel" | "geheimerschlüssel"
        | "chiaveprivata" | "chiavesegreta" | "özelanahtar" | "ozelanahtar" | "khóariêngtư" | "khoáriêngtư" | "khóabímật"
        | "kunciprivat" | "kuncipribadi" | "kunciprivate" | "kluczprywatny" | "privésleutel" | "priveesleutel" | "privesleutel" | "soukromýklíč" | "privátníklíč"
        // Cyrillic.
        | "приватныйключ" | "приватногоключа" | "приватник" | "приватныеключи" | "закрытыйключ" | "секретныйключ" | "приватнийключ"
        // Japanese in Latin letters.
        | "himitsukagi" | "himitukagi" => Some(true),
        "pk" | "sk" | "pkey" | "priv" | "mykey" | "secret" | "seed" | "viewkey" | "himitsu" | "私鍵" => Some(false),
        // Of anything else than a wallet's own there are storage keys, position keys, API keys …
        "key" | "keys" => {
            matches!(previous, None | Some("my" | "the" | "this" | "our" | "your" | "his" | "her" | "secret")).then_some(false)
        }
        _ => None,
    }
}

/// Labels in scripts without blanks or capitals, found as they stand.
static NOT_LATIN: &[&str] = &[
    "秘密鍵",
    "秘密キー",
    "秘密の鍵",
    "ひみつかぎ",
    "ひみつ鍵",
    "プライベートキー",
    "プライベート・キー",
    "プライベート鍵",
    "プライベート キー",
    "シークレットキー",
    "シークレット・キー",
    "署名鍵",
    "ヒミツカギ",
    "私钥",
    "私鑰",
    "私密钥",
    "密钥",
    "密鑰",
    "私人密钥",
    "私人金鑰",
    "私密金鑰",
    "개인키",
    "개인 키",
    "비밀키",
    "비밀 키",
    "프라이빗키",
    "프라이빗 키",
    "กุญแจส่วนตัว",
    "คีย์ส่วนตัว",
    "المفتاح الخاص",
    "مفتاح خاص",
    "کلید خصوصی",
    "निजी कुंजी",
    "प्राइवेट की",
    "מפתח פרטי",
];

/// Words that call the value what it is, if it is not a key.
fn claims_value(word: &str) -> bool {
    matches!(
        word,
        "tx" | "txs"
            | "txn"
            | "txns"
            | "txid"
            | "txhash"
            | "txnhash"
            | "transaction"
            | "transactions"
            | "hash"
            | "hashes"
            | "hashed"
            | "block"
            | "blockhash"
            | "sha"
            | "sha1"
            | "sha256"
            | "sha512"
            | "sha3"
            | "keccak"
            | "keccak256"
            | "md5"
            | "blake2b"
            | "checksum"
            | "checksums"
            | "digest"
            | "merkle"
            | "root"
            | "signature"
            | "signatures"
            | "sig"
            | "pubkey"
            | "pub"
            | "public"
            | "topic"
            | "topics"
            | "slot"
            | "fingerprint"
            | "commit"
            | "bytecode"
            | "calldata"
            | "proof"
            | "salt"
            | "nonce"
            | "selector"
            | "uid"
            | "explorer"
            | "etherscan"
            | "bscscan"
            | "transacción"
            | "transaktion"
            | "транзакция"
            | "транзакции"
            | "транзакцию"
            | "хеш"
            | "хэш"
            | "integrity"
            | "resolved"
            | "bytes32"
    )
}

/// Words of stories: what was sent, signed, lost. The values in them are transactions.
fn tells_of_event(word: &str) -> bool {
    matches!(
        word,
        "pending"
            | "stuck"
            | "failed"
            | "fails"
            | "reverted"
            | "confirmed"
            | "dropped"
            | "transfer"
            | "transferred"
            | "sent"
            | "send"
            | "signed"
            | "approved"
            | "approval"
            | "drain"
            | "drained"
            | "stolen"
            | "swap"
            | "swapped"
            | "bridge"
            | "bridged"
            | "deposit"
            | "withdrawal"
            | "withdraw"
            | "mint"
            | "minted"
            | "happened"
            | "shows"
            | "sender"
            | "gas"
            | "gwei"
            | "because"
            | "contract"
            | "storage"
            | "position"
            | "pool"
            | "order"
            | "commitment"
            | "image"
    )
}

/// The same in Chinese, Japanese and Korean.
fn claims_value_cjk(text: &str) -> bool {
    static CLAIMS: [&str; 12] = [
        "トランザクション",
        "ハッシュ",
        "公開鍵",
        "公钥",
        "公鑰",
        "交易",
        "哈希",
        "取引",
        "チェックサム",
        "ブロック",
        "트랜잭션",
        "해시",
    ];
    !text.is_ascii() && CLAIMS.iter().any(|claim| text.contains(claim))
}

/// Words that lead from a label to its value without saying anything.
fn connects(word: &str) -> bool {
    word.len() == 1
        || word.bytes().all(|b| b.is_ascii_digit())
        || matches!(
            word,
            "is" | "are"
                | "was"
                | "be"
                | "my"
                | "the"
                | "this"
                | "that"
                | "these"
                | "it"
                | "its"
                | "here"
                | "heres"
                | "below"
                | "above"
                | "following"
                | "follows"
                | "as"
                | "for"
                | "of"
                | "from"
                | "to"
                | "in"
                | "on"
                | "an"
                | "and"
                | "or"
                | "your"
                | "our"
                | "his"
                | "her"
                | "value"
                | "hex"
                | "hexadecimal"
                | "raw"
                | "string"
                | "str"
                | "data"
                | "text"
                | "content"
                | "base58"
                | "base64"
                | "bytes"
                | "format"
                | "encoded"
                | "wallet"
                | "account"
                | "accounts"
                | "address"
                | "eth"
                | "ethereum"
                | "bitcoin"
                | "btc"
                | "sol"
                | "solana"
                | "evm"
                | "bsc"
                | "bnb"
                | "polygon"
                | "tron"
                | "trx"
                | "monero"
                | "xmr"
                | "metamask"
                | "phantom"
                | "main"
                | "mainnet"
                | "testnet"
                | "sepolia"
                | "goerli"
                | "backup"
                | "export"
                | "exported"
                | "old"
                | "new"
                | "first"
                | "second"
                | "third"
                | "half"
                | "part"
                | "one"
                | "two"
                | "again"
                | "pls"
                | "please"
                | "thx"
                | "thanks"
                | "btw"
                | "ok"
                | "0x"
                | "wif"
                | "es"
                | "est"
                | "ist"
                | "é"
                | "e"
                | "это"
                | "мой"
                | "mi"
                | "mein"
                | "ma"
                | "mon"
                | "meu"
                | "minha"
                | "il"
                | "la"
                | "le"
                | "der"
                | "key"
                | "private"
                | "secret"
                | "const"
                | "let"
                | "var"
                | "export_"
                | "set"
                | "env"
                | "new_"
                | "wallet_"
                | "ethers"
                | "uint8array"
                | "from_"
                | "buffer"
                | "localhost"
        )
        || matches!(
            word,
            "は" | "が"
                | "の"
                | "です"
                | "これ"
                | "これは"
                | "これが"
                | "私の"
                | "が私の"
                | "はこれ"
                | "はこれです"
                | "がこれです"
                | "はこちら"
                | "はこちらです"
                | "は以下"
                | "は以下です"
                | "は以下の通り"
                | "は以下の通りです"
                | "は次の通り"
                | "は次の通りです"
                | "はこうです"
                | "はこれなんですけど"
                | "なんですけど"
                | "なのですが"
                | "ですが"
                | "がこちら"
                | "という"
                | "って"
                | "是"
                | "为"
                | "為"
                | "은"
                | "는"
                | "이"
                | "입니다"
        )
}

/// A word of letters and digits; `camelCase` is two, and so is what changes from one script to another.
struct Word<'a> {
    text: &'a str,
    lower: String,
    start: usize,
}

fn words(text: &str) -> impl Iterator<Item = Word<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + text[at..].find(char::is_alphanumeric)?;
        let mut end = start;
        let mut before: Option<char> = None;
        for character in text[start..].chars() {
            let breaks = before.is_some_and(|before| {
                before.is_lowercase() && character.is_uppercase() || is_cjk(before) != is_cjk(character)
            });
            if !character.is_alphanumeric() || breaks {
                break;
            }
            before = Some(character);
            end += character.len_utf8();
        }
        at = end;
        Some(Word { text: &text[start..end], lower: text[start..end].to_lowercase(), start })
    })
}

/// Kana, Han, Hangul: scripts that are written against Latin words without a blank.
fn is_cjk(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}')
}
