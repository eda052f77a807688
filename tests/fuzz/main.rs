//! The doors of `targets.rs`, tried with so many mutations of the kept corpus and of leaks made at run time: the same ones
//! every time. `fuzz/` tries them for as long as one likes, guided by coverage.

#![expect(unreachable_pub, reason = "a test crate has no outside")]
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "tests say what they expect by panicking")]

#[path = "../corpus/hostile.rs"]
mod hostile;
#[path = "../corpus/leaks/mod.rs"]
#[expect(dead_code, reason = "the corpus uses the rest")]
mod leaks;
mod targets;

use leaks::images::{DISPLAYS, PAYLOADS};
use leaks::keys;
use leaks::phrases::makers;
use leaks::rng::Rng;
use std::path::Path;

/// Mutations of a target: some seconds of an unoptimised build for all of them.
const TIMES: usize = if cfg!(debug_assertions) { 400 } else { 10_000 };
/// What is longer is cut: more of the same finds nothing new.
const LONGEST: usize = 6_000;

/// The kept inputs of a target, in the order of their names.
fn kept(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus").join(target);
    let mut files: Vec<_> =
        folder.read_dir().expect("a corpus").map(|file| file.expect("a file").path()).collect();
    files.sort();
    files.iter().map(|file| std::fs::read(file).expect("a file that can be read")).collect()
}

/// Texts that must not be kept in a repository, made at run time: leaks, and what costs the guard most.
fn made(rng: &mut Rng) -> Vec<Vec<u8>> {
    let keys = keys::KINDS.iter().map(|kind| (kind.make)(rng)).collect::<Vec<_>>();
    let phrases = makers().filter(|maker| maker.kind != "ton").map(|maker| (maker.make)(rng).join(" "));
    let phrases = phrases.collect::<Vec<_>>();
    let hostile = hostile::SORTS.iter().map(|sort| sort.text(200));
    // A file of armour without a key: scanners of repositories would point at it.
    let armour = format!("-----BEGIN {0}-----\n-----END {0}-----", "PRIVATE KEY");
    keys.into_iter().chain(phrases).chain(hostile).chain([armour]).map(String::into_bytes).collect()
}

/// A few changes of one seed, some of them with pieces of another.
fn mutate(rng: &mut Rng, seeds: &[Vec<u8>]) -> Vec<u8> {
    const TELLING: [&[u8]; 12] = [
        b"0x",
        b"\"",
        b"{",
        b"\n",
        b"\0",
        b"\xff\xfe",
        b"\xe3\x81",
        b"%",
        b"private key: ",
        b"1",
        b"\xe2\x80\x8b",
        b"-----BEGIN ",
    ];
    let mut bytes = seeds[rng.below(seeds.len())].clone();
    for _ in 0..rng.below(6) {
        let at = rng.below(bytes.len() + 1);
        let end = (at + rng.below(20)).min(bytes.len());
        match rng.below(6) {
            0 => bytes[at..end].iter_mut().for_each(|byte| *byte ^= 1 << rng.below(8)),
            1 => drop(bytes.drain(at..end)),
            2 => drop(bytes.splice(at..at, rng.pick(&TELLING).iter().copied())),
            3 => {
                let other = &seeds[rng.below(seeds.len())];
                let from = rng.below(other.len() + 1);
                drop(bytes.splice(at..end, other[from..].iter().copied()));
            }
            4 => {
                let again = bytes[at..end].repeat(1 + rng.below(40));
                drop(bytes.splice(at..at, again));
            }
            _ => {
                let noise = rng.below(12);
                drop(bytes.splice(at..end, rng.bytes(noise)));
            }
        }
    }
    bytes.truncate(LONGEST);
    bytes
}

fn run(target: &str, times: usize, seeds: &[Vec<u8>], test: fn(&[u8])) {
    let mut rng = Rng::named(21, target);
    seeds.iter().for_each(|seed| test(seed));
    (0..times).for_each(|_| test(&mutate(&mut rng, seeds)));
}

#[test]
fn messages() {
    let seeds = [kept("scan"), made(&mut Rng::named(22, "scan"))].concat();
    run("scan", TIMES, &seeds, targets::scan);
}

#[test]
fn what_is_encoded_in_them() {
    let seeds = [kept("decode"), made(&mut Rng::named(22, "decode"))].concat();
    run("decode", TIMES / 2, &seeds, targets::decode);
}

#[test]
fn files() {
    let mut rng = Rng::named(22, "attachment");
    let mut seeds = [kept("attachment"), made(&mut rng)].concat();
    // Each format once: looking for codes takes an unoptimised build a tenth of a second a picture.
    let pictures = DISPLAYS.iter().filter(|display| matches!(display.name, "plain" | "JPEG, 90" | "WebP"));
    for (display, payload) in pictures.zip(PAYLOADS) {
        let code = (payload.make)(&mut rng);
        seeds.push((display.show)(&mut rng, &code));
    }
    run("attachment", TIMES, &seeds, targets::attachment);
}

#[test]
fn answers() {
    let shipped = komainu::book::SHIPPED.iter().map(|(_, text)| text.as_bytes().to_vec());
    let seeds: Vec<_> =
        kept("answers").into_iter().chain(shipped.filter(|text| text.len() < LONGEST)).collect();
    run("answers", TIMES / 4, &seeds, targets::answers);
}

#[cfg(feature = "bot")]
#[test]
fn gateway_events() {
    let seeds = kept("gateway");
    let read = |seed: &&Vec<u8>| {
        let json = std::str::from_utf8(seed).expect("JSON");
        komainu::discord::doors::posted(json).iter().any(Option::is_some)
    };
    // All but the edit that says nothing of its message.
    assert_eq!(seeds.iter().filter(read).count(), seeds.len() - 1, "the kept events are messages");
    run("gateway", TIMES, &seeds, targets::gateway);
}

#[cfg(feature = "bot")]
#[test]
fn ids_of_buttons() {
    run("component", 4 * TIMES, &kept("component"), targets::component);
}
