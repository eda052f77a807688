//! The command line: each file one command, each a thin caller of what does the work. `run` returns the exit code, or
//! an error that is one sentence naming the thing and the remedy.

pub mod ask;
pub mod check;
pub mod heap;
mod jsonl;
pub mod playground;
pub mod run;
pub mod scan;

use crate::logging::discreet;
use std::io::Write;

/// What is said when what was found out cannot be handed over.
const UNWRITTEN: &str = "standard output could not be written";

/// Says on standard error what went wrong, without a secret that an argument or a file name holds.
pub fn complain(error: &anyhow::Error) {
    // Nothing is left to do if even standard error is closed.
    let _ = writeln!(std::io::stderr(), "komainu: {}", discreet(&format!("{error:#}")));
}
