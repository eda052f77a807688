//! The addresses that stand in a document, and whether a private key leads to one of them. That is proof: a hash
//! beside an address does not.
//!
//! Addresses themselves are public and never a finding.

use super::base58;
use super::hex;
use super::view::View;
use k256::SecretKey;
use k256::elliptic_curve::sec1::ToSec1Point;
use ripemd::Ripemd160;
use sha2::{Digest, Sha256};
use sha3::Keccak256;

/// One multiplication on the curve and its hashes, in microseconds.
const COST: u32 = 50;

/// What an address commits to, by the scheme that leads there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Address {
    /// The last 20 bytes of Keccak-256 of the public key: Ethereum and its kin, Tron.
    Keccak([u8; 20]),
    /// RIPEMD-160 of SHA-256 of the public key: Bitcoin's `1…` and `bc1q…`.
    Hash160([u8; 20]),
    /// The same of the script that wraps a `bc1q…`: Bitcoin's `3…`.
    Script([u8; 20]),
}

/// The addresses of a document.
#[derive(Debug, Default)]
pub(super) struct Addresses(Vec<Address>);

/// More addresses than this make a list, and each would have to be compared with each key.
const MOST: usize = 64;

impl Addresses {
    pub(super) fn new(view: &View<'_>) -> Self {
        Self(view.runs().filter(|run| run.whole).filter_map(|run| read(run.text)).take(MOST).collect())
    }

    /// Whether one of these addresses is the address of this private key.
    pub(super) fn belong_to(&self, key: &[u8; 32], view: &View<'_>) -> bool {
        if self.0.is_empty() || !view.effort.spend(COST) {
            return false;
        }
        let Ok(key) = SecretKey::from_slice(key) else { return false };
        let public = key.public_key();
        let (long, short) = (public.to_sec1_point(false), public.to_sec1_point(true));
        let keccak = Keccak256::digest(&long.as_bytes()[1..]);
        let mut script = [0; 22];
        // OP_0 and a push of 20 bytes: the script of a `bc1q…` address.
        script[..2].copy_from_slice(&[0x00, 0x14]);
        script[2..].copy_from_slice(&hash160(short.as_bytes()));
        let derived = [
            Address::Keccak(keccak[12..].try_into().unwrap_or_default()),
            Address::Hash160(hash160(short.as_bytes())),
            Address::Hash160(hash160(long.as_bytes())),
            Address::Script(hash160(&script)),
        ];
        derived.iter().any(|address| self.0.contains(address))
    }
}

fn hash160(bytes: &[u8]) -> [u8; 20] {
    Ripemd160::digest(Sha256::digest(bytes)).into()
}

fn read(text: &str) -> Option<Address> {
    match (text.as_bytes()[0], text.len()) {
        (b'0', 42) => hex::decode(text)?.as_slice().try_into().ok().map(Address::Keccak),
        (b'1' | b'3' | b'T' | b'm' | b'n' | b'2', 26..=35) => {
            let payload = base58::checked(text)?;
            let (version, hash) = payload.split_first()?;
            let hash = hash.try_into().ok()?;
            match version {
                0x00 | 0x6f => Some(Address::Hash160(hash)),
                0x05 | 0xc4 => Some(Address::Script(hash)),
                0x41 => Some(Address::Keccak(hash)),
                _ => None,
            }
        }
        (b'b' | b't' | b'B' | b'T', 42) => {
            let (_, version, program) = ::bech32::segwit::decode(text).ok()?;
            let hash = program.try_into().ok()?;
            (version == ::bech32::Fe32::Q).then_some(Address::Hash160(hash))
        }
        _ => None,
    }
}
