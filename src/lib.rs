//! komainu guards the channels of a crypto-wallet community on Discord and answers its help questions.
//!
//! Text goes in, a decision comes out, one place acts on it:
//!
//! - [`text`] folds what people type, with offsets that map back to it;
//! - [`secrets`] finds seed phrases and private keys in it, whatever their script or disguise;
//! - [`book`] holds the canned answers of `responses/`, and [`answers`] ranks them for a question;
//! - [`policy`] is where both meet: one [`message::Message`] in, one decision with its reason out;
//! - the shell (feature `bot`) talks to Discord, the terminal and the playground.

// The pure half: no I/O, no clock, no randomness, no logging.
pub mod answers;
pub mod book;
pub mod message;
pub mod phrases;
pub mod policy;
pub mod secrets;
pub mod text;

// The shell.
#[cfg(feature = "bot")]
pub mod cli;
#[cfg(feature = "bot")]
mod clock;
#[cfg(feature = "bot")]
pub mod config;
#[cfg(feature = "bot")]
pub mod discord;
#[cfg(feature = "bot")]
pub mod health;
#[cfg(feature = "bot")]
pub mod logging;
#[cfg(feature = "bot")]
pub mod metrics;
#[cfg(feature = "bot")]
pub mod playground;
#[cfg(feature = "bot")]
pub mod responses;
#[cfg(feature = "bot")]
pub mod store;
