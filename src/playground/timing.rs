//! What Discord limits by time, and how much.

use std::time::Duration;

/// How patient Discord is; shorter in tests.
#[derive(Clone, Copy, Debug)]
pub struct Timing {
    /// How long an application may take for its first response to an interaction.
    pub first_response: Duration,
    /// How long the token of an interaction lives.
    pub token_life: Duration,
    /// How often a client is to send its heartbeat.
    pub heartbeat: Duration,
    /// How far apart identifies of one bucket have to be (5 s on Discord); zero asks for nothing.
    pub identify_spacing: Duration,
    /// How often the bot may identify in a day (1,000 on Discord, which takes the token of whoever does so more often).
    pub identifies_a_day: usize,
    /// How long that day is.
    pub day: Duration,
    /// How many requests a second the bot may make (50 on Discord, over all routes); more are refused with 429.
    pub requests_per_second: Option<usize>,
    /// How long after a forum post its first message arrives; people with slow uploads make it long.
    pub first_message: Duration,
}

impl Default for Timing {
    /// Discord's own figures, but without limits of rate, and a first message comes at once.
    fn default() -> Self {
        Timing {
            first_response: Duration::from_secs(3),
            token_life: Duration::from_secs(15 * 60),
            heartbeat: Duration::from_millis(41_250),
            identify_spacing: Duration::ZERO,
            identifies_a_day: 1_000,
            day: Duration::from_secs(24 * 60 * 60),
            requests_per_second: None,
            first_message: Duration::ZERO,
        }
    }
}
