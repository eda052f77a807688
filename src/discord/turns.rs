//! Which shard may identify: Discord lets one of each bucket (the shard's number modulo `max_concurrency`) do so every five
//! seconds, counted over all processes of the bot.

use crate::store::{Store, Turn};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Mutex, OwnedMutexGuard};
use tokio::time::{sleep, timeout};

/// Discord's figure.
const SPACING: Duration = Duration::from_secs(5);

/// Waits for shards' turns.
pub(super) struct Turns {
    store: Arc<Store>,
    /// Within the process one shard of a bucket waits for the database, so that a hundred of them take one connection.
    buckets: Vec<Arc<Mutex<()>>>,
    /// No turn comes later than this: then somebody holds theirs who is not there any more.
    patience: Duration,
}

/// A shard's turn: it may identify now, once.
pub(super) struct MyTurn {
    shared: Option<Turn>,
    here: OwnedMutexGuard<()>,
}

impl Turns {
    pub(super) fn new(store: Arc<Store>, concurrency: u32, total: u32) -> Self {
        let buckets = (0..concurrency).map(|_| Arc::default()).collect();
        // Every other shard of the bucket goes first, each taking the five seconds and what connecting takes.
        let patience = (SPACING + Duration::from_secs(10)) * (total / concurrency + 1);
        Self { store, buckets, patience }
    }

    /// Waits for the turn of a shard.
    pub(super) async fn wait(&self, shard: u32) -> MyTurn {
        let bucket = shard as usize % self.buckets.len();
        let here = Arc::clone(&self.buckets[bucket]).lock_owned().await;
        // A shard that is not connected guards nobody; an identify that Discord refuses is only tried again.
        let shared = match timeout(self.patience, self.store.turn(bucket as u32)).await {
            Ok(Ok(turn)) => Some(turn),
            Ok(Err(error)) => {
                tracing::warn!(shard, "identifying without asking the other processes: {error}");
                None
            }
            Err(_) => {
                tracing::warn!(shard, "identifying out of turn: another process holds its turn for too long");
                None
            }
        };
        MyTurn { shared, here }
    }
}

impl MyTurn {
    /// Lets the next shard identify, five seconds after this one has.
    pub(super) async fn end(self) {
        sleep(SPACING).await;
        if let Some(shared) = self.shared {
            shared.end().await;
        }
        drop(self.here);
    }
}
