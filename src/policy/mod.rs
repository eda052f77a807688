//! Where both halves of the bot meet: what to do about a message, and why.

mod action;
mod cooldown;
mod decide;
mod settings;

pub use action::Action;
pub use cooldown::{Cooldown, QUIET, Recent};
pub use decide::{
    FRESH, Leak, Memory, Offer, Reply, Silence, Why, answer, guard, question, read, remember, weigh,
};
pub use settings::{KEEP_DAYS, Mode, Settings};

#[cfg(test)]
mod tests;
