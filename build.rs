//! How the programs are linked.

use std::env;
use std::process::Command;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    // The addresses that are set when the program starts are listed in 1.3 MiB, all of it read, or as bits in 16 KiB.
    if reads_packed_relocations() {
        for kind in ["bins", "examples"] {
            println!("cargo::rustc-link-arg-{kind}=-Wl,-z,pack-relative-relocs");
        }
    }
}

/// glibc reads that from 2.36 on. Where the program is built for another machine nobody knows what that one has.
fn reads_packed_relocations() -> bool {
    let is = |name: &str, value: &str| env::var(name).is_ok_and(|is| is == value);
    let at_home = env::var("HOST").is_ok() && env::var("HOST") == env::var("TARGET");
    if !at_home || !is("CARGO_CFG_TARGET_OS", "linux") || !is("CARGO_CFG_TARGET_ENV", "gnu") {
        return false;
    }
    // "glibc 2.41"
    let answer = Command::new("getconf").arg("GNU_LIBC_VERSION").output();
    let answer =
        answer.map(|answer| String::from_utf8_lossy(&answer.stdout).into_owned()).unwrap_or_default();
    let version = answer.trim().rsplit(' ').next().and_then(|version| version.split_once('.'));
    let version = version.and_then(|(major, minor)| Some((major.parse().ok()?, minor.parse().ok()?)));
    version.is_some_and(|version: (u32, u32)| version >= (2, 36))
}
