//! The command line: each file one command, each a thin caller of what does the work. `run` returns the exit code, or
//! an error that is one sentence naming the thing and the remedy.

pub mod ask;
pub mod check;
pub mod heap;
mod jsonl;
pub mod playground;
pub mod run;
pub mod scan;
