//! Makes keys of every kind from random numbers: nothing here is anybody's, and nothing has to be written down.

use super::rng::Rng;
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use bech32::{Bech32, Checksum, Fe32, Hrp};
use ed25519_dalek::SigningKey;
use sha2::{Digest, Sha256};

/// How a kind of key is recognised, and so which surroundings and disguises it can stand.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Nature {
    /// One run of characters that proves itself.
    Proven,
    /// One run of characters that only its label makes a key.
    Labelled,
    /// A structure of its own: JSON, armour, a row of numbers.
    Structure,
}

/// A kind of key, by the name the detector gives it, and how to make one.
pub struct Kind {
    pub id: &'static str,
    pub nature: Nature,
    pub make: fn(&mut Rng) -> String,
}

const fn proven(id: &'static str, make: fn(&mut Rng) -> String) -> Kind {
    Kind { id, nature: Nature::Proven, make }
}

const fn labelled(id: &'static str, make: fn(&mut Rng) -> String) -> Kind {
    Kind { id, nature: Nature::Labelled, make }
}

const fn structure(id: &'static str, make: fn(&mut Rng) -> String) -> Kind {
    Kind { id, nature: Nature::Structure, make }
}

pub static KINDS: &[Kind] = &[
    labelled("hex-key", hex_key),
    labelled("hex-key", |rng| format!("0x{}", hex_key(rng))),
    labelled("hex-key", |rng| hex_key(rng).to_uppercase()),
    structure("byte-array", |rng| format!("{:?}", private_key(rng))),
    structure("byte-array", |rng| private_key(rng).map(|byte| format!("{byte:#04x}")).join(", ")),
    structure("solana-bytes", |rng| format!("{:?}", key_pair(rng))),
    proven("wif", |rng| wif(rng, 0x80, true)),
    proven("wif", |rng| wif(rng, 0x80, false)),
    proven("wif-testnet", |rng| wif(rng, 0xef, true)),
    proven("wif-litecoin", |rng| wif(rng, 0xb0, true)),
    proven("wif-dogecoin", |rng| wif(rng, 0x9e, true)),
    proven("wif-dash", |rng| wif(rng, 0xcc, true)),
    proven("mini-key", |rng| mini_key(rng, 30)),
    proven("bip38", bip38),
    proven("xprv", |rng| extended_key(rng, [0x04, 0x88, 0xad, 0xe4])),
    proven("xprv", |rng| extended_key(rng, [0x04, 0x9d, 0x78, 0x78])),
    proven("xprv", |rng| extended_key(rng, [0x04, 0xb2, 0x43, 0x0c])),
    proven("xprv", |rng| extended_key(rng, [0x04, 0x35, 0x83, 0x94])),
    proven("xprv", |rng| extended_key(rng, [0x02, 0xaa, 0x7a, 0x99])),
    structure("descriptor", descriptor),
    proven("solana", |rng| bs58::encode(key_pair(rng)).into_string()),
    structure("near", |rng| format!("ed25519:{}", bs58::encode(key_pair(rng)).into_string())),
    structure("ed25519", |rng| hex(&key_pair(rng))),
    proven("nostr", |rng| bech32_of("nsec", &rng.array::<32>())),
    structure("nostr-encrypted", |rng| bech32_of("ncryptsec", &rng.array::<91>())),
    proven("age", |rng| bech32_of("age-secret-key-", &rng.array::<32>()).to_uppercase()),
    proven("sui", |rng| bech32_of("suiprivkey", &[&[0], rng.array::<32>().as_slice()].concat())),
    proven("cardano", |rng| bech32_of("addr_sk", &rng.array::<32>())),
    structure("cardano", |rng| bech32_of("root_xsk", &rng.array::<96>())),
    structure("zcash", |rng| bech32_of("secret-extended-key-main", &rng.array::<169>())),
    proven("codex32", codex32),
    proven("stellar", stellar),
    proven("xrp-seed", |rng| ripple(&[&[0x21], rng.array::<16>().as_slice()].concat())),
    proven("xrp-seed", |rng| ripple(&[&[0x01, 0xe1, 0x4b], rng.array::<16>().as_slice()].concat())),
    structure("xrp-numbers", xrp_numbers),
    proven("tezos", |rng| tezos(rng, &[13, 15, 58, 7], 32)),
    proven("tezos", |rng| tezos(rng, &[17, 162, 224, 201], 32)),
    proven("tezos", |rng| tezos(rng, &[16, 81, 238, 189], 32)),
    structure("tezos", |rng| tezos(rng, &[43, 246, 78, 7], 64)),
    proven("tezos-encrypted", |rng| tezos(rng, &[7, 90, 60, 179, 41], 56)),
    proven("eos", eos),
    proven("aptos", |rng| format!("ed25519-priv-0x{}", hex_key(rng))),
    structure("der", |rng| format!("302e020100300506032b657004220420{}", hex_key(rng))),
    structure("der", |rng| format!("3030020100300706052b8104000a04220420{}", hex_key(rng))),
    structure("pem", pem),
    structure("keystore", keystore),
    structure("metamask-vault", vault),
    structure("polkadot-json", polkadot),
    structure("electrum-file", electrum_file),
    structure("filecoin", |rng| hex(filecoin_json(rng).as_bytes())),
    structure("filecoin", filecoin_json),
    structure("cardano-skey", cardano_file),
    proven("seedqr", |rng| seedqr(rng, 12)),
    proven("seedqr", |rng| seedqr(rng, 24)),
];

const BASE58: &str = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// 32 random bytes; those that are no private key are one in 2^128.
pub fn private_key(rng: &mut Rng) -> [u8; 32] {
    rng.array()
}

pub fn hex_key(rng: &mut Rng) -> String {
    hex(&private_key(rng))
}

/// A seed and its public key.
pub fn key_pair(rng: &mut Rng) -> [u8; 64] {
    SigningKey::from_bytes(&rng.array()).to_keypair_bytes()
}

pub fn base58check(payload: &[u8]) -> String {
    bs58::encode(payload).with_check().into_string()
}

pub fn wif(rng: &mut Rng, version: u8, compressed: bool) -> String {
    let tail: &[u8] = if compressed { &[1] } else { &[] };
    base58check(&[&[version], private_key(rng).as_slice(), tail].concat())
}

pub fn mini_key(rng: &mut Rng, length: usize) -> String {
    loop {
        let key = format!("S{}", rng.text(BASE58, length - 1));
        if Sha256::digest(format!("{key}?"))[0] == 0 {
            return key;
        }
    }
}

fn bip38(rng: &mut Rng) -> String {
    base58check(&[&[0x01, 0x42, 0xe0], rng.array::<36>().as_slice()].concat())
}

pub fn extended_key(rng: &mut Rng, version: [u8; 4]) -> String {
    let place = rng.array::<41>();
    base58check(&[version.as_slice(), &place, &[0], &private_key(rng)].concat())
}

fn descriptor(rng: &mut Rng) -> String {
    let origin = hex(&rng.array::<4>());
    let key = extended_key(rng, [0x04, 0x88, 0xad, 0xe4]);
    format!("wpkh([{origin}/84h/0h/0h]{key}/0/*)#{}", rng.text("qpzry9x8gf2tvdw0s3jn54khce6mua7l", 8))
}

/// Bech32 of any length.
enum Long {}

impl Checksum for Long {
    type MidstateRepr = u32;
    type CorrectionField = bech32::Fe1024;
    const ROOT_GENERATOR: bech32::Fe1024 = Bech32::ROOT_GENERATOR;
    const ROOT_EXPONENTS: std::ops::RangeInclusive<usize> = Bech32::ROOT_EXPONENTS;
    const CODE_LENGTH: usize = 1023;
    const CHECKSUM_LENGTH: usize = Bech32::CHECKSUM_LENGTH;
    const GENERATOR_SH: [u32; 5] = Bech32::GENERATOR_SH;
    const TARGET_RESIDUE: u32 = Bech32::TARGET_RESIDUE;
}

pub fn bech32_of(prefix: &str, bytes: &[u8]) -> String {
    bech32::encode::<Long>(Hrp::parse(prefix).expect("prefix"), bytes).expect("bech32")
}

/// An undivided seed of 16 bytes, with the checksum computed as BIP-93 writes it.
fn codex32(rng: &mut Rng) -> String {
    const GENERATOR: [u128; 5] = [
        0x19dc500ce73fde210,
        0x1bfae00def77fe529,
        0x1fbd920fffe7bee52,
        0x1739640bdeee3fdad,
        0x07729a039cfc75f5a,
    ];
    let identifier: [u8; 4] = rng.array::<4>().map(|byte| byte & 31);
    let payload: [u8; 26] = rng.array::<26>().map(|byte| byte & 31);
    let data = [[Fe32::_0.to_u8()].as_slice(), &identifier, &[Fe32::S.to_u8()], &payload].concat();
    let residue = data.iter().chain(&[0; 13]).fold(0x23181b3_u128, |residue, &value| {
        let top = residue >> 60;
        let shifted = (residue & 0x0fff_ffff_ffff_ffff) << 5 ^ u128::from(value);
        (0..5).filter(|bit| top >> bit & 1 == 1).fold(shifted, |sum, bit| sum ^ GENERATOR[bit])
    }) ^ 0x10ce0795c2fd1e62a;
    let sum = (0..13).map(|place| (residue >> (5 * (12 - place)) & 31) as u8);
    let characters =
        data.iter().copied().chain(sum).map(|value| Fe32::try_from(value).expect("5 bits").to_char());
    format!("ms1{}", characters.collect::<String>())
}

fn stellar(rng: &mut Rng) -> String {
    let body = [&[0x90], rng.array::<32>().as_slice()].concat();
    let sum = body.iter().fold(0_u16, |crc, &byte| {
        (0..8).fold(crc ^ u16::from(byte) << 8, |crc, _| crc << 1 ^ if crc >> 15 == 1 { 0x1021 } else { 0 })
    });
    let bytes = [body.as_slice(), &sum.to_le_bytes()].concat();
    bytes
        .chunks(5)
        .flat_map(|five| {
            let bits = five.iter().fold(0_u64, |bits, &byte| bits << 8 | u64::from(byte));
            (0..8).map(move |place| {
                b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[(bits >> (35 - 5 * place) & 31) as usize] as char
            })
        })
        .collect()
}

fn ripple(payload: &[u8]) -> String {
    bs58::encode(payload).with_alphabet(bs58::Alphabet::RIPPLE).with_check().into_string()
}

pub fn xrp_numbers(rng: &mut Rng) -> String {
    let group = |row: usize, rng: &mut Rng| {
        let value = rng.below(0x1_0000);
        format!("{value:05}{}", value * (row * 2 + 1) % 9)
    };
    (0..8).map(|row| group(row, rng)).collect::<Vec<_>>().join(" ")
}

fn tezos(rng: &mut Rng, prefix: &[u8], length: usize) -> String {
    base58check(&[prefix, &rng.bytes(length)].concat())
}

fn eos(rng: &mut Rng) -> String {
    let key = private_key(rng);
    let sum = ripemd::Ripemd160::digest([key.as_slice(), b"K1"].concat());
    format!("PVT_K1_{}", bs58::encode([key.as_slice(), &sum[..4]].concat()).into_string())
}

/// A key of secp256k1 in SEC 1, as OpenSSL writes it; the public key in it is left random.
fn pem(rng: &mut Rng) -> String {
    let head = [0x30, 0x74, 0x02, 0x01, 0x01, 0x04, 0x20];
    let curve = [0xa0, 0x07, 0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x0a, 0xa1, 0x44, 0x03, 0x42, 0x00, 0x04];
    let body = BASE64.encode([head.as_slice(), &private_key(rng), &curve, &rng.array::<64>()].concat());
    let lines: Vec<&str> = (0..body.len()).step_by(64).map(|at| &body[at..body.len().min(at + 64)]).collect();
    format!("-----BEGIN EC PRIVATE {0}-----\n{1}\n-----END EC PRIVATE {0}-----", "KEY", lines.join("\n"))
}

fn base64(rng: &mut Rng, length: usize) -> String {
    BASE64.encode(rng.bytes(length))
}

fn keystore(rng: &mut Rng) -> String {
    let hex = |length: usize, rng: &mut Rng| hex(&rng.bytes(length));
    format!(
        r#"{{"version":3,"address":"{}","crypto":{{"ciphertext":"{}","cipherparams":{{"iv":"{}"}},"cipher":"aes-128-ctr","kdf":"scrypt","kdfparams":{{"dklen":32,"salt":"{}","n":131072,"r":8,"p":1}},"mac":"{}"}}}}"#,
        hex(20, rng),
        hex(32, rng),
        hex(16, rng),
        hex(32, rng),
        hex(32, rng),
    )
}

fn vault(rng: &mut Rng) -> String {
    format!(
        r#"{{"data":"{}","iv":"{}","keyMetadata":{{"algorithm":"PBKDF2","params":{{"iterations":600000}}}},"salt":"{}"}}"#,
        base64(rng, 480),
        base64(rng, 16),
        base64(rng, 32),
    )
}

fn polkadot(rng: &mut Rng) -> String {
    format!(
        r#"{{"encoded":"{}","encoding":{{"content":["pkcs8","sr25519"],"type":["scrypt","xsalsa20-poly1305"],"version":"3"}},"address":"5{}","meta":{{"name":"main"}}}}"#,
        base64(rng, 181),
        rng.text(BASE58, 47),
    )
}

fn electrum_file(rng: &mut Rng) -> String {
    format!(
        r#"{{"keystore":{{"derivation":"m/0'","pw_hash_version":1,"seed":"{}","type":"bip32","xprv":"{}"}},"seed_version":18,"wallet_type":"standard"}}"#,
        base64(rng, 96),
        base64(rng, 128),
    )
}

fn filecoin_json(rng: &mut Rng) -> String {
    format!(r#"{{"Type":"secp256k1","PrivateKey":"{}"}}"#, base64(rng, 32))
}

fn cardano_file(rng: &mut Rng) -> String {
    format!(
        r#"{{"type":"PaymentSigningKeyShelley_ed25519","description":"Payment Signing Key","cborHex":"5820{}"}}"#,
        hex_key(rng)
    )
}

/// The digits of a phrase, from its bits alone: the word list is not needed for numbers.
pub fn seedqr(rng: &mut Rng, words: usize) -> String {
    let entropy = rng.bytes(words * 4 / 3);
    let sum = Sha256::digest(&entropy)[0];
    let bytes: Vec<u8> = entropy.iter().copied().chain([sum]).collect();
    let bit = |at: usize| usize::from(bytes[at / 8] >> (7 - at % 8) & 1);
    let number = |word: usize| (0..11).fold(0, |number, place| number * 2 + bit(word * 11 + place));
    (0..words).map(|word| format!("{:04}", number(word))).collect()
}
