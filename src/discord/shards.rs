//! The shards of this process: which there are, and how each is doing. How they come up and stay up: `gateway.rs`.

use crate::config::{ApiUrl, ShardRange};
use anyhow::{Result, bail};
use serenity::all::{Cache, ConnectionStage, Http, ShardId, ShardManager};
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

/// What Discord says of shards, and which of them are this process's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Plan {
    /// The shards of this process.
    pub(super) range: Range<u32>,
    /// The shards of all processes.
    pub(super) total: u32,
    /// How many may identify side by side.
    pub(super) concurrency: u32,
    /// How many sessions may still be started, and how long until that is forgotten.
    pub(super) starts_left: u64,
    pub(super) forgotten_in: Duration,
}

impl Plan {
    /// Asks Discord. Without a range every shard that it recommends runs here.
    pub(super) async fn ask(http: &Http, api: Option<&ApiUrl>, range: Option<ShardRange>) -> Result<Self> {
        let Ok(gateway) = http.get_bot_gateway().await else {
            match api {
                Some(api) => bail!("{} does not say where its gateway is", api.origin),
                None => bail!("Discord does not say where its gateway is: try again in a minute"),
            }
        };
        let recommended = gateway.shards.max(1);
        let range = range.unwrap_or(ShardRange { first: 0, last: recommended - 1, total: recommended });
        if range.total < recommended {
            // Discord refuses a shard with more than 2,500 servers; it recommends one for a thousand.
            tracing::warn!(
                shards = range.total,
                recommended,
                "SHARDS names fewer shards than Discord recommends"
            );
        }
        let limit = gateway.session_start_limit;
        Ok(Self {
            range: range.first..range.last + 1,
            total: range.total,
            concurrency: limit.max_concurrency.clamp(1, u64::from(range.total)).try_into().unwrap_or(1),
            starts_left: limit.remaining,
            forgotten_in: Duration::from_millis(limit.reset_after),
        })
    }
}

/// The shards of a running bot.
#[derive(Debug, Clone)]
pub struct Shards {
    pub(super) all: Arc<[(u32, Arc<ShardManager>)]>,
    pub(super) cache: Arc<Cache>,
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
    /// How each shard is doing just now.
    pub async fn look(&self) -> Vec<Shard> {
        let mut all = Vec::with_capacity(self.all.len());
        for (number, manager) in self.all.iter() {
            let runners = manager.runners.lock().await;
            let runner = runners.get(&ShardId(*number));
            all.push(Shard {
                number: *number,
                connected: runner.is_some_and(|runner| runner.stage == ConnectionStage::Connected),
                heartbeat: runner.and_then(|runner| runner.latency),
            });
        }
        all
    }

    /// In how many servers the bot is, as far as these shards tell.
    pub fn guilds(&self) -> usize {
        self.cache.guild_count()
    }
}
