//! The front-door tests: one crate, a module per subject, each driving the stand-in for Discord.

mod standin;
