//! Texts made to cost the guard as much as they can: everything that makes it look twice, over and over.
//!
//! The benches time them, and a test holds their work to a line. None holds a secret: what is random is cut or broken.

use super::Rng;

/// One sort of hostile text.
pub struct Sort {
    /// What it is.
    pub name: &'static str,
    /// One more piece of it.
    piece: fn(&mut Rng) -> String,
}

impl Sort {
    /// So many characters of it, the same every time.
    pub fn text(&self, characters: usize) -> String {
        let mut rng = Rng::named(7, self.name);
        let (mut text, mut count) = (String::new(), 0);
        while count < characters {
            for c in (self.piece)(&mut rng).chars().take(characters - count) {
                text.push(c);
                count += 1;
            }
        }
        text
    }
}

/// Divan names a row by this.
impl std::fmt::Display for Sort {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

/// Twelve numbers of words.
fn numbers(rng: &mut Rng) -> String {
    (0..12).map(|_| format!("{} ", rng.below(2048))).collect()
}

macro_rules! sorts {
    ($($name:literal: |$rng:ident| $piece:expr,)*) => {
        &[$(Sort { name: $name, piece: |$rng| $piece },)*]
    };
}

pub static SORTS: &[Sort] = sorts! {
    "list words": |rng| format!("{} ", word(rng, ENGLISH)),
    "list words, a line each": |rng| format!("{}\n", word(rng, ENGLISH)),
    "list words, numbered": |rng| format!("{}. {}\n", 1 + rng.below(24), word(rng, ENGLISH)),
    "list words, announced": |rng| format!("the next word is {} ", word(rng, ENGLISH)),
    "list words, mistyped": |rng| format!("{}q{} ", &word(rng, ENGLISH)[..2], &word(rng, ENGLISH)[1..]),
    "list words, every third mistyped": |rng| {
        format!("{} {} x{} ", word(rng, ENGLISH), word(rng, ENGLISH), word(rng, ENGLISH))
    },
    "list words, backwards": |rng| format!("{} ", word(rng, ENGLISH).chars().rev().collect::<String>()),
    "list words, run together": |rng| word(rng, ENGLISH).to_owned(),
    "list words, letters apart": |rng| word(rng, ENGLISH).chars().map(|c| format!("{c} ")).collect(),
    "list words, in leet": |rng| format!("{} ", word(rng, ENGLISH).replace('e', "3").replace('o', "0")),
    "list words, in CamelCase": |rng| {
        let word = word(rng, ENGLISH);
        format!("{}{}", word[..1].to_uppercase(), &word[1..])
    },
    "list words, struck": |rng| format!("{}\u{200b}", word(rng, ENGLISH)),
    "four letters each": |rng| format!("{} ", word(rng, ENGLISH).get(..4).unwrap_or("act")),
    "three letters each, run together": |rng| word(rng, ENGLISH)[..3].to_owned(),
    "eleven list words and a stop": |rng| {
        (0..11).map(|_| format!("{} ", word(rng, ENGLISH))).collect::<String>() + "xyzzyx. "
    },
    "SLIP-39 words": |rng| format!("{} ", word(rng, SLIP39)),
    "Monero words": |rng| format!("{} ", word(rng, MONERO)),
    "Electrum words": |rng| format!("{} ", word(rng, ELECTRUM)),
    "words of all lists": |rng| {
        let list = [ENGLISH, JAPANESE, KOREAN, SPANISH, CHINESE, SLIP39, MONERO, ELECTRUM][rng.below(8)];
        format!("{} ", word(rng, list))
    },
    "Spanish words": |rng| format!("{} ", word(rng, SPANISH)),
    "Korean words": |rng| format!("{} ", word(rng, KOREAN)),
    "Japanese words": |rng| format!("{}\u{3000}", word(rng, JAPANESE)),
    "Japanese words, run together": |rng| word(rng, JAPANESE).to_owned(),
    "Japanese words in katakana, run together": |rng| katakana(word(rng, JAPANESE)),
    "Chinese characters": |rng| word(rng, CHINESE).to_owned(),
    "Chinese characters, apart": |rng| format!("{} ", word(rng, CHINESE)),
    "one kana": |_rng| "あ".into(),
    "one katakana": |_rng| "ア".into(),
    "full width": |rng| word(rng, ENGLISH).chars().map(wide).chain(['\u{3000}']).collect(),
    "nothing to see": |_rng| "\u{200b}".into(),
    "nothing to see inside words": |rng| word(rng, ENGLISH).chars().flat_map(|c| [c, '\u{200d}']).collect(),
    "accents upon accents": |_rng| "a\u{301}\u{302}\u{303}\u{300}".into(),
    "mathematical letters": |rng| rng.text("𝐚𝐛𝐜𝐝𝐞𝐟𝐠𝐡𝐢𝐣 ", 12),
    "Cyrillic among Latin": |rng| rng.text("аеорсхabcdefghij ", 12),
    "emoji": |rng| rng.text("😀🔥🚀🙏✨", 12),
    "hex, a line each": |rng| format!("{}\n", rng.text(HEX, 64)),
    "hex after 0x": |rng| format!("0x{} ", rng.text(HEX, 64)),
    "hex that speaks of keys": |rng| format!("my key {} ", rng.text(HEX, 64)),
    "hex that speaks of secrets": |rng| format!("secret tx {}, ", rng.text(HEX, 64)),
    "hex, labelled": |rng| format!("private key: {}x\n", rng.text(HEX, 63)),
    "hex in chunks": |rng| format!("{} ", rng.text(HEX, 8)),
    "hex in quarters": |rng| format!("{}\n", rng.text(HEX, 16)),
    "hex without end": |rng| rng.text(HEX, 100),
    "pairs of hex": |rng| format!("{} ", rng.text(HEX, 2)),
    "addresses": |rng| format!("0x{} ", rng.text(HEX, 40)),
    "addresses and hex": |rng| format!("0x{} 0x{}\n", rng.text(HEX, 40), rng.text(HEX, 64)),
    "0x": |_rng| "0x".into(),
    "0x, apart": |_rng| "0x ".into(),
    "base58 without end": |rng| rng.text(BASE58, 100),
    "base58 as long as a pair of keys": |rng| format!("{} ", rng.text(BASE58, 88)),
    "base58 as long as WIF": |rng| format!("{}{} ", rng.text("5KL", 1), rng.text(BASE58, 51)),
    "base58 as long as an extended key": |rng| format!("xprv{} ", rng.text(BASE58, 107)),
    "base58 as long as a BIP-38 key": |rng| format!("6P{} ", rng.text(BASE58, 56)),
    "base58 as long as a mini key": |rng| format!("S{} ", rng.text(BASE58, 29)),
    "base58 in chunks": |rng| format!("{} ", rng.text(BASE58, 4)),
    "base58 in fragments": |rng| format!("5{}\n", rng.text(BASE58, 10)),
    "bech32 of many prefixes": |rng| {
        format!("{}1{} ", rng.pick(&["nsec", "suiprivkey", "AGE-SECRET-KEY-", "ms", "addr_sk"]), rng.text(BECH32, 58))
    },
    "base64 without end": |rng| rng.text(BASE64, 100),
    "base64 of a key's length": |rng| format!("{}= ", rng.text(BASE64, 43)),
    "base64 in lines": |rng| format!("{}\n", rng.text(BASE64, 76)),
    "upper case of Stellar": |rng| format!("S{} ", rng.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 55)),
    "an XRP seed's shape": |rng| format!("s{} ", rng.text(BASE58, 28)),
    "one letter": |_rng| "a".into(),
    "letters": |rng| rng.text("abcdefghijklmnopqrstuvwxyz", 100),
    "letters and digits": |rng| format!("{} ", rng.text("abcdefghijklmnopqrstuvwxyz0123456789", 6)),
    "one digit": |_rng| "1".into(),
    "digits": |rng| rng.text("0123456789", 100),
    "digits in groups": |rng| format!("{} ", rng.text("0123456789", 6)),
    "numbers of words, called so": |rng| format!("{} seed ", numbers(rng)),
    "numbers of words": |rng| format!("{} x ", numbers(rng)),
    "digits of SeedQR": |rng| format!("{} ", (0..12).map(|_| format!("{:04}", rng.below(2048))).collect::<String>()),
    "small numbers": |rng| format!("{}, ", rng.below(256)),
    "brackets": |_rng| "[".into(),
    "braces and quotes": |_rng| "{\"a\":".into(),
    "keystores cut short": |_rng| "{\"version\":3,\"crypto\":{\"ciphertext\":\"".into(),
    "vaults cut short": |_rng| "{\"data\":\"AAAA\",\"iv\":\"AAAA\",\"salt\":\"".into(),
    "armour that never ends": |_rng| format!("-----BEGIN {}-----\n", "PRIVATE KEY"),
    "key, key, key": |_rng| "key ".into(),
    "private key, private key": |_rng| "private key: ".into(),
    "秘密鍵は": |_rng| "秘密鍵は".into(),
    "percent": |_rng| "%".into(),
    "percent of list words": |rng| word(rng, ENGLISH).bytes().map(|b| format!("%{b:02x}")).collect::<String>() + "%20",
    "blanks to fill in": |_rng| "___ ".into(),
    "list words and blanks": |rng| format!("{} ____ ", word(rng, ENGLISH)),
    "escaped line breaks": |_rng| "\\n".into(),
    "addresses of the web": |rng| format!("https://example.org/tx/0x{} ", rng.text(HEX, 64)),
    "blanks": |_rng| " ".into(),
    "line breaks": |_rng| "\n".into(),
    "blanks beside rows": |rng| {
        (0..24).map(|_| format!("{} ", word(rng, SENTENCES))).collect::<String>() + &" ".repeat(1 << 18)
    },
};

const HEX: &str = "0123456789abcdef";
const BASE58: &str = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const BECH32: &str = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
const BASE64: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// The words of BIP-39 in English: 2,048, which the benches also look for with Aho-Corasick.
pub const ENGLISH: &str = include_str!("../../src/secrets/lists/bip39-en.txt");
/// Words of which sentences are made.
const SENTENCES: &str = "that\nyou\nthis\nwill\nhave\nwhen\nthey\nwhat\nthere\ncan\nmust\nbecause\n";
const JAPANESE: &str = include_str!("../../src/secrets/lists/bip39-ja.txt");
const KOREAN: &str = include_str!("../../src/secrets/lists/bip39-ko.txt");
const SPANISH: &str = include_str!("../../src/secrets/lists/bip39-es.txt");
const CHINESE: &str = include_str!("../../src/secrets/lists/bip39-zh-hans.txt");
const SLIP39: &str = include_str!("../../src/secrets/lists/slip39.txt");
const MONERO: &str = include_str!("../../src/secrets/lists/monero-en.txt");
const ELECTRUM: &str = include_str!("../../src/secrets/lists/electrum-v1.txt");

/// Some word of a list: the first to begin in some place of its file.
fn word(rng: &mut Rng, list: &'static str) -> &'static str {
    let at = list.ceil_char_boundary(rng.below(list.len()));
    list[at..].lines().nth(1).or_else(|| list.lines().next()).unwrap_or_default()
}

fn katakana(word: &str) -> String {
    let shift =
        |c| if matches!(c, 'ぁ'..='ん') { char::from_u32(u32::from(c) + 0x60).unwrap_or(c) } else { c };
    word.chars().map(shift).collect()
}

fn wide(c: char) -> char {
    char::from_u32(u32::from(c) + 0xfee0).unwrap_or(c)
}
