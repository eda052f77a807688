//! Secrets of every kind, each with what must be found of it nowhere; and the search for that.

use crate::leaks::keys::{KINDS, Nature};
use crate::leaks::phrases::makers;
use crate::leaks::rng::Rng;
use aho_corasick::{AhoCorasick, MatchKind};
use std::collections::{BTreeMap, BTreeSet};

/// A secret, as it is posted and as it would be recognised.
pub(super) struct Secret {
    pub(super) kind: &'static str,
    pub(super) text: String,
    /// What must be found nowhere.
    traces: BTreeSet<String>,
    /// What must not be found in memory: among some sixty mebibytes five characters are there by chance, eight are not.
    in_memory: BTreeSet<String>,
}

/// Every kind of key and phrase there is.
pub(super) fn secrets(seed: u64) -> Vec<Secret> {
    let mut rng = Rng::named(seed, "privacy");
    let mut all = Vec::new();
    for kind in KINDS {
        let key = (kind.make)(&mut rng);
        let text = match kind.nature {
            Nature::Labelled => format!("my private key: {key}"),
            _ => key.clone(),
        };
        all.push(Secret { kind: kind.id, text, traces: key_traces(&key, 5), in_memory: key_traces(&key, 8) });
    }
    for maker in makers() {
        let words = (maker.make)(&mut rng);
        let traces: BTreeSet<String> = words.windows(2).map(|pair| pair.join(" ")).collect();
        all.push(Secret { kind: maker.kind, text: words.join(" "), in_memory: traces.clone(), traces });
    }
    for secret in &all {
        assert!(secret.traces.len() >= 10, "{}: nothing to be recognised by", secret.kind);
    }
    all
}

/// Every so many characters of a key that could not be there by chance or by rights: ids and times are rows of digits, and
/// armour, JSON and prefixes say what anybody may say. A key that is a row of numbers is known by a dozen characters of it.
fn key_traces(key: &str, length: usize) -> BTreeSet<String> {
    let characters: Vec<char> = key.chars().collect();
    let pieces = |length, is_random: fn(&[char]) -> bool| {
        let pieces = characters.windows(length).filter(|piece| is_random(piece));
        pieces.map(|piece| piece.iter().collect::<String>()).collect::<BTreeSet<_>>()
    };
    let mut traces = pieces(length, |piece| {
        let (digits, letters) = (count(piece, char::is_ascii_digit), count(piece, char::is_ascii_alphabetic));
        digits + letters == piece.len() && digits >= 1 && letters >= 2
    });
    traces.retain(|piece| !ORDINARY.iter().any(|known| known.contains(&**piece)));
    if traces.len() < 10 {
        traces = pieces(12, |piece| count(piece, char::is_ascii_digit) >= 6);
    }
    traces
}

fn count(piece: &[char], is_meant: fn(&char) -> bool) -> usize {
    piece.iter().filter(|character| is_meant(character)).count()
}

/// What stands in keys without being secret.
const ORDINARY: [&str; 8] = [
    "ed25519",
    "secp256k1",
    "aes-128-ctr",
    "pbkdf2-sha256",
    "scrypt",
    "AGE-SECRET-KEY-1",
    "keccak256",
    "hmac-sha256",
];

/// Looks for any trace of many secrets at once.
pub(super) struct Search {
    finder: AhoCorasick,
    traces: Vec<(String, &'static str)>,
}

impl Search {
    /// For texts: the traces as they were posted.
    pub(super) fn of(secrets: &[Secret]) -> Self {
        let traces =
            secrets.iter().flat_map(|secret| secret.traces.iter().map(|trace| (trace.clone(), secret.kind)));
        Self::over(traces)
    }

    /// For memory: as they were posted, and as the guard reads them.
    pub(super) fn in_memory(secrets: &[Secret]) -> Self {
        Self::over(secrets.iter().flat_map(|secret| {
            secret.in_memory.iter().flat_map(|trace| {
                let folded = komainu::text::Folded::new(trace).as_str().to_owned();
                [trace.clone(), folded, trace.to_lowercase()].map(|trace| (trace, secret.kind))
            })
        }))
    }

    fn over(traces: impl Iterator<Item = (String, &'static str)>) -> Self {
        let traces: Vec<_> = traces.collect::<BTreeMap<_, _>>().into_iter().collect();
        let finder = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .build(traces.iter().map(|(trace, _)| trace))
            .unwrap();
        Self { finder, traces }
    }

    /// The search without what is there anyway.
    pub(super) fn without(self, there: impl Iterator<Item = Vec<u8>>) -> Self {
        let mut found = BTreeSet::new();
        for bytes in there {
            found.extend(self.finder.find_overlapping_iter(&bytes).map(|found| found.pattern().as_usize()));
        }
        let traces = self.traces.into_iter().enumerate().filter(|(at, _)| !found.contains(at));
        Self::over(traces.map(|(_, trace)| trace))
    }

    /// The first trace: of what kind of secret, and where.
    pub(super) fn first(&self, bytes: &[u8]) -> Option<(&'static str, usize)> {
        let found = self.finder.find(bytes)?;
        Some((self.traces[found.pattern().as_usize()].1, found.start()))
    }

    /// Fails when a text holds a trace of a secret; says which kind it was, and where, and never what.
    pub(super) fn assert_clean(&self, place: &str, text: &[u8]) {
        if let Some((kind, at)) = self.first(text) {
            let line = text[..at].iter().filter(|&&byte| byte == b'\n').count() + 1;
            panic!("{place}, line {line}: a piece of a secret ({kind}) is there");
        }
    }
}

#[test]
fn a_piece_of_any_secret_is_found() {
    let secrets = secrets(1);
    let search = Search::of(&secrets);
    for secret in &secrets {
        for trace in &secret.traces {
            let found = search.first(format!("somebody said {trace} here").as_bytes());
            assert!(found.is_some(), "{}", secret.kind);
        }
    }
    assert_eq!(search.first("nothing of anybody's, 1234567890123456789".as_bytes()), None);
}
