//! The addresses that stand in a document, and whether a private key leads to one of them. That is proof: a hash
//! beside an address does not.
//!
//! Addresses themselves are public and never a finding.

use super::base58;
use super::effort::Purse;
use super::hex;
use super::view::View;
use k256::SecretKey;
use k256::elliptic_curve::sec1::ToSec1Point;
use ripemd::Ripemd160;
use sha2::{Digest, Sha256};
use sha3::Keccak256;

/// One multiplication on the curve and its hashes, in quarters of a microsecond.
const COST: u32 = 200;

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
        if self.0.is_empty() || !view.effort.spend(Purse::Addresses, COST) {
            return false;
        }
        derived(key).is_some_and(|derived| derived.iter().any(|address| self.0.contains(address)))
    }
}

/// The addresses a private key leads to.
fn derived(key: &[u8; 32]) -> Option<[Address; 4]> {
    let public = SecretKey::from_slice(key).ok()?.public_key();
    let (long, short) = (public.to_sec1_point(false), public.to_sec1_point(true));
    let keccak = Keccak256::digest(&long.as_bytes()[1..]);
    let mut script = [0; 22];
    // OP_0 and a push of 20 bytes: the script of a `bc1q…` address.
    script[..2].copy_from_slice(&[0x00, 0x14]);
    script[2..].copy_from_slice(&hash160(short.as_bytes()));
    Some([
        Address::Keccak(keccak[12..].try_into().unwrap_or_default()),
        Address::Hash160(hash160(short.as_bytes())),
        Address::Hash160(hash160(long.as_bytes())),
        Address::Script(hash160(&script)),
    ])
}

fn hash160(bytes: &[u8]) -> [u8; 20] {
    Ripemd160::digest(Sha256::digest(bytes)).into()
}

fn read(text: &str) -> Option<Address> {
    match (text.as_bytes()[0], text.len()) {
        (b'0', 42) => hex::decode(text)?.as_slice().try_into().ok().map(Address::Keccak),
        (b'1' | b'3' | b'T' | b'm' | b'n' | b'2', 26..=35) => {
            let payload = base58::checked(text, |payload| payload.len() == 21)?;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secrets::proofs::keys::{base58check, hex_key, private_key};
    use crate::secrets::proofs::{rng::Rng, strongest};
    use crate::secrets::{Reason, Verdict};

    #[test]
    fn a_key_leads_to_its_published_addresses() {
        // The addresses of the smallest key there is, known to every explorer.
        let mut one = [0; 32];
        one[31] = 1;
        let derived = derived(&one).expect("a key");
        for address in [
            "0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf",
            "1BgGZ9tcN4rm9KBzDn7KprQz87SZ26SAMH",
            "1EHNa6Q4Jz2uvNExL497mE43ikXhwF6kZm",
            "3JvL6Ymt8MVWiCNHC7oWU6nLeHNJKLZGLN",
            "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
        ] {
            assert!(read(address).is_some_and(|address| derived.contains(&address)), "{address}");
        }
    }

    #[test]
    fn a_key_beside_its_own_address_is_certain() {
        let mut rng = Rng::named(9, "addresses");
        for _ in 0..8 {
            let key = private_key(&mut rng);
            let hex: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
            let [Address::Keccak(keccak), Address::Hash160(short), ..] = derived(&key).expect("a key") else {
                panic!("the first two are these");
            };
            let evm = format!("0x{}", keccak.iter().map(|byte| format!("{byte:02x}")).collect::<String>());
            let tron = base58check(&[&[0x41], keccak.as_slice()].concat());
            let bitcoin = base58check(&[&[0x00], short.as_slice()].concat());
            for address in [evm, tron, bitcoin] {
                let found = strongest(&format!("{address} {hex} does not show")).expect("a finding");
                assert_eq!((found.verdict, found.reason), (Verdict::Certain, Reason::DerivedAddress));
                let other = strongest(&format!("{address} {} does not show", hex_key(&mut rng)));
                assert!(other.is_none(), "a hash beside an address");
            }
        }
    }
}
