//! What is under way, so that a stop can wait for it: a delete that has begun is finished, nothing new is begun.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::watch;

/// Counts what is under way.
pub(crate) struct Work {
    under_way: watch::Sender<usize>,
    stopping: AtomicBool,
}

/// One thing that is under way, until it is dropped.
pub(crate) struct Piece<'a>(&'a Work);

impl Drop for Piece<'_> {
    fn drop(&mut self) {
        self.0.under_way.send_modify(|count| *count -= 1);
    }
}

impl Default for Work {
    fn default() -> Self {
        Self { under_way: watch::Sender::new(0), stopping: AtomicBool::new(false) }
    }
}

impl Work {
    /// Something begins.
    pub(crate) fn begin(&self) -> Piece<'_> {
        self.under_way.send_modify(|count| *count += 1);
        Piece(self)
    }

    /// From here on nothing new is begun.
    pub(crate) fn stop(&self) {
        self.stopping.store(true, Ordering::Relaxed);
    }

    /// Whether the bot is stopping.
    pub(crate) fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Relaxed)
    }

    /// Waits until nothing is under way; returns how many things still are when that takes too long.
    pub(crate) async fn finished(&self, within: Duration) -> usize {
        let mut under_way = self.under_way.subscribe();
        // The sender is ours, and alive.
        let _ = tokio::time::timeout(within, under_way.wait_for(|&count| count == 0)).await;
        *self.under_way.borrow()
    }
}
