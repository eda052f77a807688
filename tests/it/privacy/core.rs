//! A core image of a running process, as a debugger would take it: everything it can write to, read by `/proc`.

use std::fs::{self, File};
use std::os::unix::fs::FileExt as _;
use std::process::Command;

/// A piece of memory that a process can write to.
pub(super) struct Region {
    /// What it is for, as far as the system knows.
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
}

/// The memory of a process, held still meanwhile; `None` where this user may not read it.
pub(super) fn image(process: u32) -> Option<Vec<Region>> {
    let signal = |name: &str| Command::new("kill").args([name, &process.to_string()]).status().unwrap();
    signal("-STOP");
    let regions = read(process);
    signal("-CONT");
    regions
}

fn read(process: u32) -> Option<Vec<Region>> {
    let memory = File::open(format!("/proc/{process}/mem")).ok()?;
    let maps = fs::read_to_string(format!("/proc/{process}/maps")).ok()?;
    let mut regions = Vec::new();
    for line in maps.lines() {
        let mut fields = line.split_whitespace();
        let (range, rights) = (fields.next()?, fields.next()?);
        let name = fields.nth(3).unwrap_or("anonymous").to_owned();
        if !rights.starts_with("rw") {
            continue;
        }
        let (start, end) = range.split_once('-')?;
        let (start, end) = (u64::from_str_radix(start, 16).ok()?, u64::from_str_radix(end, 16).ok()?);
        let mut bytes = vec![0; usize::try_from(end - start).ok()?];
        // The guard page of a stack cannot be read.
        if memory.read_exact_at(&mut bytes, start).is_ok() {
            regions.push(Region { name, bytes });
        }
    }
    // Whoever may read nothing has seen nothing.
    let size: usize = regions.iter().map(|region| region.bytes.len()).sum();
    (size > 1 << 20).then_some(regions)
}

impl Region {
    /// What is there as bytes, and as text of two and of four bytes a character.
    pub(super) fn readings(&self) -> impl Iterator<Item = Vec<u8>> {
        let sparse = [(2, 0), (2, 1), (4, 0)].into_iter();
        let sparse =
            sparse.map(|(width, from)| self.bytes.iter().skip(from).step_by(width).copied().collect());
        std::iter::once(self.bytes.clone()).chain(sparse)
    }
}
