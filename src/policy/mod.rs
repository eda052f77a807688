//! Where both halves of the bot meet: what to do about a message, and why.

mod action;
mod cooldown;
mod settings;

pub use action::Action;
pub use cooldown::{Cooldown, QUIET, Recent};
pub use settings::{Mode, Settings};
