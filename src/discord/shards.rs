//! The shards of this process: which there are, and how each is doing.

use serenity::all::{Cache, ConnectionStage, ShardId, ShardManager};
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

/// The shards of a running bot.
#[derive(Debug, Clone)]
pub struct Shards {
    manager: Arc<ShardManager>,
    cache: Arc<Cache>,
    range: Range<u32>,
}

/// How a shard is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shard {
    /// Its number among all shards of the bot.
    pub number: u32,
    /// Whether events come in.
    pub connected: bool,
    /// How long Discord took to acknowledge its last heartbeat.
    pub heartbeat: Option<Duration>,
}

impl Shards {
    pub(super) fn new(manager: Arc<ShardManager>, cache: Arc<Cache>, range: Range<u32>) -> Self {
        Self { manager, cache, range }
    }

    /// How each shard is doing just now.
    pub async fn look(&self) -> Vec<Shard> {
        let runners = self.manager.runners.lock().await;
        let look = |number| {
            let runner = runners.get(&ShardId(number));
            Shard {
                number,
                connected: runner.is_some_and(|runner| runner.stage == ConnectionStage::Connected),
                heartbeat: runner.and_then(|runner| runner.latency),
            }
        };
        self.range.clone().map(look).collect()
    }

    /// In how many servers the bot is, as far as these shards tell.
    pub fn guilds(&self) -> usize {
        self.cache.guild_count()
    }
}
