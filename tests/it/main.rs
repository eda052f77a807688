//! The front-door tests: one crate, a module per subject, each driving the stand-in for Discord.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests say what they expect by panicking; clippy exempts #[test] functions alone, not what they share"
)]

mod alerts;
mod bot_store_down;
mod browser;
mod catch_up;
mod check;
mod command_line;
mod commands;
mod databases;
mod desk;
mod document;
mod explain;
mod false_alarms;
mod faults;
mod guard;
mod hostile;
mod incidents;
mod late;
#[path = "../corpus/leaks/mod.rs"]
#[allow(dead_code, unreachable_pub, reason = "shared with the corpus, which uses all of it")]
mod leaks;
mod lifecycle;
mod memory;
mod metrics;
mod openapi;
mod outcomes;
mod own_answers;
mod page;
mod phrase;
mod privacy;
mod process;
mod refusals;
mod reload;
mod scale;
mod scene;
mod setup;
mod standin;
mod stats;
mod store;
mod store_crash;
mod store_down;

/// Says a figure that is measured and not asserted, past the capture of output.
fn measured(what: &str) {
    use std::io::Write;
    std::io::stderr().write_all(format!("measured: {what}\n").as_bytes()).unwrap();
}

/// Says in one line that something was not tested, past the capture of output that hides it otherwise.
fn skipped(what: &str) {
    use std::io::Write;
    std::io::stderr().write_all(format!("skipped: {what}\n").as_bytes()).unwrap();
}
