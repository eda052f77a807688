//! The time: this machine's, and Discord's, as far as this process can tell: that of the newest message, and what has passed
//! since it came.
//!
//! What was said together is told by the times that Discord gives messages. This machine's clock may be wrong, or be set
//! right while the bot runs: held against it, pieces of a secret would be forgotten too early, or be kept for hours.

use crate::message::Seconds;
use std::sync::{Mutex, PoisonError};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// The present, by this machine's clock.
pub(crate) fn now() -> Seconds {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

/// Tells Discord's time.
#[derive(Default)]
pub(crate) struct Clock(Mutex<Option<(Seconds, Instant)>>);

impl Clock {
    /// A message that was posted at this time has just come.
    pub(crate) fn heard(&self, at: Seconds) {
        let mut newest = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // What comes late, or again, says nothing new.
        if newest.is_none_or(|newest| at > passed(newest)) {
            *newest = Some((at, Instant::now()));
        }
    }

    /// The time now; this machine's before any message has come.
    pub(crate) fn now(&self) -> Seconds {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).map_or_else(now, passed)
    }
}

fn passed((at, heard): (Seconds, Instant)) -> Seconds {
    at + heard.elapsed().as_secs()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_message_tells_the_time() {
        let clock = Clock::default();
        assert!(clock.now() >= now(), "nobody has said anything");
        // This machine may be hours off.
        clock.heard(1_000_000);
        assert!((1_000_000..1_000_060).contains(&clock.now()));
        clock.heard(1_000_600);
        clock.heard(1_000_100);
        assert!((1_000_600..1_000_660).contains(&clock.now()), "an older one turns nothing back");
    }
}
