//! How people write keys: the words around them, and the forms they get broken and dressed up into.

use super::keys::Nature;
use super::rng::Rng;
use base64::Engine;

/// Sentences that call the value what it is; `{}` is the key. Written for these tests.
pub static LABELLED: &[&str] = &[
    "my private key is {}",
    "private key: {}",
    "Private Key\n{}",
    "PRIVATE_KEY={}",
    "PRIVATE_KEY=\"{}\"",
    "export DEPLOYER_PRIVATE_KEY={}",
    "{\"privateKey\":\"{}\"}",
    "  privateKey: '{}',",
    "private_key: {}",
    "cast wallet import main --private-key {}",
    "{} is my private key, why does it not import",
    "{} <- private key of the old wallet",
    "here's my priv key {} can someone check it",
    "can somebody import this for me? private key:\n\n{}",
    "the private key i exported from my phone yesterday: {}",
    "https://wallet.example/import?privateKey={}",
    "秘密鍵は{}です",
    "秘密鍵：{}",
    "プライベートキー：{}",
    "{} が私の秘密鍵です",
    "これが秘密鍵です {}",
    "秘密鍵を入れてもインポートできません: {}",
    "私钥：{}",
    "개인키: {}",
    "clave privada: {}",
    "ma clé privée : {}",
    "mein privater Schlüssel: {}",
    "chave privada {}",
    "приватный ключ: {}",
];

/// Sentences that say nothing about the value.
pub static PLAIN: &[&str] = &[
    "{}",
    "help, {} does not work",
    "what is this? {}",
    "wrote this down in 2017, what can i do with it now: {}",
    "これは何ですか {}",
    "ウォレットに入れたいのですが {} で合っていますか",
];

/// Puts a key into a sentence of one of these.
pub fn say(sentence: &str, key: &str) -> String {
    sentence.replacen("{}", key, 1)
}

/// A form a key can come in: the messages that hold it.
pub struct Disguise {
    pub name: &'static str,
    /// Whether a key of this nature survives it.
    pub fits: fn(Nature) -> bool,
    pub dress: fn(&str, &mut Rng) -> Vec<String>,
}

fn any(_: Nature) -> bool {
    true
}

/// A structure has breaks and quotes of its own.
fn runs(nature: Nature) -> bool {
    nature != Nature::Structure
}

/// What is encoded has lost the label beside it, or brought it along.
fn proven(nature: Nature) -> bool {
    nature == Nature::Proven
}

const fn disguise(
    name: &'static str,
    fits: fn(Nature) -> bool,
    dress: fn(&str, &mut Rng) -> Vec<String>,
) -> Disguise {
    Disguise { name, fits, dress }
}

pub static DISGUISES: &[Disguise] = &[
    disguise("plain", any, |key, _| vec![key.into()]),
    disguise("code", any, |key, _| vec![format!("```\n{key}\n```")]),
    disguise("inline-code", any, |key, _| vec![format!("`{key}`")]),
    disguise("spoiler", any, |key, _| vec![format!("||{key}||")]),
    disguise("bold", any, |key, _| vec![format!("**{key}**")]),
    disguise("full-stop", any, |key, _| vec![format!("{key}.")]),
    disguise("full-width", any, |key, _| vec![full_width(key)]),
    disguise("chunks-of-4", runs, |key, _| vec![chunks(key, 4, " ")]),
    disguise("chunks-of-8", runs, |key, _| vec![chunks(key, 8, " ")]),
    disguise("chunks-of-16", runs, |key, _| vec![chunks(key, 16, "\n")]),
    disguise("single-characters", runs, |key, _| vec![chunks(key, 1, " ")]),
    disguise("dashes", runs, |key, _| vec![chunks(key, 4, "-")]),
    disguise("quoted-lines", runs, |key, _| vec![format!("\"{}\"", chunks(key, 24, "\" +\n  \""))]),
    disguise("wrapped", runs, |key, rng| {
        let width = 20 + rng.below(25);
        vec![chunks(key, width, "\n")]
    }),
    disguise("zero-width", runs, |key, _| vec![chunks(key, 5, "\u{200b}")]),
    disguise("two-messages", runs, |key, rng| {
        let cut = key.len() / 3 + rng.below(key.len() / 3);
        vec![key[..cut].into(), key[cut..].into()]
    }),
    disguise("halves-in-a-sentence", runs, |key, _| {
        let (first, second) = key.split_at(key.len() / 2);
        vec![format!("{first} that was the first half and the second half is {second}")]
    }),
    disguise("percent", proven, |key, _| vec![key.bytes().map(|byte| format!("%{byte:02X}")).collect()]),
    disguise("hex", proven, |key, _| vec![super::keys::hex(key.as_bytes())]),
    disguise("base64", proven, |key, _| vec![base64::engine::general_purpose::STANDARD.encode(key)]),
    disguise("json", any, |key, _| {
        vec![format!("{{\"id\": 7, \"value\": \"{}\"}}", key.replace('"', "\\\"").replace('\n', "\\n"))]
    }),
    disguise("csv", runs, |key, _| vec![format!("name,network,private_key\nmain,mainnet,{key}\n")]),
    disguise("dotenv", any, |key, _| vec![format!("RPC=https://rpc.example\nPRIVATE_KEY='{key}'\nCHAIN=1")]),
    disguise("yaml", runs, |key, _| vec![format!("wallet:\n  name: main\n  private_key: >-\n    {key}\n")]),
    disguise("typo", proven, typo),
];

/// One character replaced by another of the same sort.
fn typo(key: &str, rng: &mut Rng) -> Vec<String> {
    let mut bytes = key.as_bytes().to_vec();
    let at = key.len() / 2 + rng.below(key.len() / 2);
    bytes[at] = match bytes[at] {
        digit @ b'0'..=b'9' => b'2' + (digit - b'0' + 1) % 8,
        upper @ b'A'..=b'Z' => {
            if upper == b'X' {
                b'Y'
            } else {
                b'X'
            }
        }
        other => {
            if other == b'x' {
                b'y'
            } else {
                b'x'
            }
        }
    };
    vec![String::from_utf8_lossy(&bytes).into_owned()]
}

fn chunks(key: &str, length: usize, between: &str) -> String {
    let pieces: Vec<&str> =
        (0..key.len()).step_by(length).map(|at| &key[at..key.len().min(at + length)]).collect();
    pieces.join(between)
}

fn full_width(key: &str) -> String {
    let wide =
        |c: char| if c.is_ascii_graphic() { char::from_u32(c as u32 + 0xfee0).unwrap_or(c) } else { c };
    key.chars().map(wide).collect()
}
