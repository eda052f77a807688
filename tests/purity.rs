//! The pure half does no I/O, reads no clock and no environment, draws no randomness, logs nothing: read off its sources.

#![allow(
    clippy::unwrap_used,
    reason = "tests say what they expect by panicking; clippy exempts #[test] functions alone"
)]

use std::fs;
use std::path::{Path, PathBuf};

/// The pure half, as `src/lib.rs` lists it.
const PURE: [&str; 7] = ["answers", "book", "message.rs", "phrases.rs", "policy", "secrets", "text"];

/// What none of it may name outside its tests.
const REFUSED: [&str; 12] = [
    "std::fs",
    "std::net",
    "std::env",
    "std::process",
    "std::io::std",
    "Instant::now",
    "SystemTime",
    "RandomState",
    "tokio",
    "sqlx",
    "tracing",
    "async fn",
];

fn sources(path: &Path, found: &mut Vec<PathBuf>) {
    if path.is_dir() {
        for entry in fs::read_dir(path).unwrap() {
            sources(&entry.unwrap().path(), found);
        }
    } else if path.extension().is_some_and(|extension| extension == "rs") {
        found.push(path.into());
    }
}

#[test]
fn the_pure_half_is_pure() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    PURE.iter().for_each(|name| sources(&root.join(name), &mut files));
    assert!(files.len() > 50, "{} files", files.len());
    let mut faults = Vec::new();
    // Files of tests read folders; so may what stands below `#[cfg(test)]`.
    for file in files.iter().filter(|file| !file.ends_with("tests.rs") && !file.ends_with("proofs.rs")) {
        let text = fs::read_to_string(file).unwrap();
        let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
        for (line, number) in code.lines().zip(1..).filter(|(line, _)| !line.trim_start().starts_with("//")) {
            faults.extend(
                REFUSED
                    .iter()
                    .filter(|name| line.contains(**name))
                    .map(|name| format!("{}:{number}: {name}", file.display())),
            );
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
