//! Makes the tables of the lexicon, and says how the programs are linked.

use secrets::lexicon::tables::Tables;
use std::error::Error;
use std::path::PathBuf;
use std::process::Command;
use std::{env, fs};

/// How words are compared.
#[allow(dead_code, unreachable_pub, reason = "the library uses the rest")]
#[path = "src/text"]
mod text {
    mod characters;
    mod skeleton;

    pub(crate) use skeleton::skeleton;
}

/// The word lists, and what makes tables of them.
#[allow(dead_code, unreachable_pub, reason = "the library uses the rest")]
#[path = "src/secrets"]
mod secrets {
    mod lists;
    mod word_hash;

    pub(crate) mod lexicon {
        mod mask;
        mod shape;
        pub(crate) mod tables;
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    // The modules above are part of this program: where they change, it is built and run again.
    println!("cargo::rerun-if-changed=build.rs");
    let folder = PathBuf::from(env::var("OUT_DIR")?);
    for (name, table) in Tables::new().files() {
        fs::write(folder.join(name), table)?;
    }
    // The addresses that are set when the program starts are listed in 1.3 MiB, all of it read, or as bits in 16 KiB.
    if reads_packed_relocations() {
        link_with("-z,pack-relative-relocs");
    }
    // The system maps a program by pieces of 64 KiB. With what a start runs scattered over sixteen MiB nearly all of them are
    // mapped; side by side it takes four MiB less, and a start has fewer pages to wait for.
    let order = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("link/start.ld");
    println!("cargo::rerun-if-changed={}", order.display());
    if orders_functions() {
        link_with(&format!("-T,{}", order.display()));
    }
    Ok(())
}

/// Tells the linker something, for whatever is run.
fn link_with(argument: &str) {
    for kind in ["bins", "examples"] {
        println!("cargo::rustc-link-arg-{kind}=-Wl,{argument}");
    }
}

/// Whether cargo has said that.
fn is(name: &str, value: &str) -> bool {
    env::var(name).is_ok_and(|is| is == value)
}

/// The linker that comes with Rust understands it, and the name of a function, all but its hash, is the same in every release.
/// Where somebody has chosen another linker nobody knows.
fn orders_functions() -> bool {
    is("TARGET", "x86_64-unknown-linux-gnu")
        && is("PROFILE", "release")
        && env::var_os("RUSTC_LINKER").is_none()
        && is("CARGO_ENCODED_RUSTFLAGS", "")
}

/// glibc reads that from 2.36 on. Where the program is built for another machine nobody knows what that one has.
fn reads_packed_relocations() -> bool {
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
