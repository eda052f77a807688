//! Brings the shards of this process up and keeps them up, each identifying when it is its turn.
//!
//! serenity's own queue starts a shard every five seconds, whatever other processes do and however many Discord lets
//! identify side by side. So its runners - sockets, heartbeats, resumes, events - are used without its queue: a runner that
//! has lost its session ends, and a new one waits for its turn here.

use super::INTENTS;
use super::shards::{Plan, Shards};
use super::turns::Turns;
use anyhow::Result;
use futures_util::StreamExt as _;
use serenity::all::{
    Client, CollectorCallback, ConnectionStage, Event, Framework, Http, Shard, ShardId, ShardInfo,
    ShardManager, ShardManagerOptions, ShardMessenger, ShardRunner, ShardRunnerInfo, ShardRunnerMessage,
    ShardRunnerOptions,
};
use serenity::collector::collect;
use std::future::Future;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};
use tokio::sync::{Mutex, watch};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

/// How soon a lost session is followed by a new one: Discord asks for one to five seconds.
const FIRST_PAUSE: Duration = Duration::from_secs(1);

/// While Discord cannot be reached: soon enough to be back when it is.
const LAST_PAUSE_OFFLINE: Duration = Duration::from_secs(5);

/// While sessions end as soon as they begin: Discord resets the token of a bot that starts a thousand a day; this makes it
/// 720.
const LAST_PAUSE_REFUSED: Duration = Duration::from_secs(120);

/// A session that lived so long was a good one.
const GOOD: Duration = Duration::from_secs(60);

/// How long identifying takes at most before the turn is given on.
const READY_LIMIT: Duration = Duration::from_secs(15);

/// Sees every event of every shard as it comes off the wire, before anybody else. Called in the order of the wire, which
/// waits meanwhile.
pub(super) type Watch = Arc<dyn Fn(ShardId, &Event) + Send + Sync>;

/// The connections of this process to Discord's gateway.
pub(super) struct Gateway {
    client: Client,
    plan: Plan,
    turns: Turns,
    watch: Watch,
    events: Arc<dyn Framework>,
    shards: Shards,
    stopping: watch::Sender<bool>,
}

impl Gateway {
    /// Prepares the shards of `plan`; none is connected yet.
    pub(super) fn new(
        client: Client,
        plan: Plan,
        turns: Turns,
        watch: Watch,
        events: Arc<dyn Framework>,
    ) -> Result<Self> {
        let all = plan.range.clone().map(|number| Ok((number, idle_manager(&client, number)?)));
        let all = all.collect::<Result<Arc<[_]>>>()?;
        let shards = Shards { all, cache: Arc::clone(&client.cache) };
        Ok(Self { client, plan, turns, watch, events, shards, stopping: watch::Sender::new(false) })
    }

    pub(super) fn shards(&self) -> &Shards {
        &self.shards
    }

    /// Keeps every shard connected. Ends when all have been shut down, or with what only a person can mend.
    pub(super) async fn run(self: &Arc<Self>) -> serenity::Result<()> {
        self.wait_for_starts().await;
        let mut tasks = JoinSet::new();
        for (number, manager) in self.shards.all.iter() {
            let (this, number, manager) = (Arc::clone(self), *number, Arc::clone(manager));
            tasks.spawn(async move { this.keep(number, &manager).await });
        }
        while let Some(ended) = tasks.join_next().await {
            // A shard that panicked would leave its servers unguarded: better that a supervisor starts everything anew.
            ended.unwrap_or(Err(serenity::Error::Other("a shard's task failed")))?;
        }
        Ok(())
    }

    /// Says goodbye on every connection.
    pub(super) async fn shut_down(&self) {
        self.stopping.send_replace(true);
        for (number, manager) in self.shards.all.iter() {
            let id = ShardId(*number);
            if let Some(runner) = manager.runners.lock().await.get(&id) {
                runner.runner_tx.send_to_shard(ShardRunnerMessage::Shutdown(id, 1000));
            }
        }
    }

    /// Takes a shard's connection up anew: its session is resumed.
    pub(super) async fn renew(&self, shard: ShardId) {
        let Some((_, manager)) = self.shards.all.iter().find(|(number, _)| *number == shard.0) else {
            return;
        };
        if let Some(runner) = manager.runners.lock().await.get(&shard) {
            tracing::debug!(shard = shard.0, "a connection is taken up anew");
            // Any code but 1000 and 1001 leaves the session to be resumed.
            runner.runner_tx.send_to_shard(ShardRunnerMessage::Close(4000, None));
        }
    }

    /// Whoever starts more sessions than Discord allows in a day loses the token.
    async fn wait_for_starts(&self) {
        let needed = self.plan.range.len() as u64;
        if self.plan.starts_left < needed {
            tracing::error!(
                left = self.plan.starts_left,
                needed,
                minutes = self.plan.forgotten_in.as_secs() / 60,
                "Discord allows no more sessions today: waiting, as one more could cost the token"
            );
            self.unless_stopping(sleep(self.plan.forgotten_in)).await;
        }
    }

    /// Keeps one shard connected.
    async fn keep(&self, number: u32, manager: &Arc<ShardManager>) -> serenity::Result<()> {
        let mut pause = FIRST_PAUSE;
        loop {
            let Some(turn) = self.unless_stopping(self.turns.wait(number)).await else { break };
            let began = Instant::now();
            let last_pause = match self.connect(number).await {
                Ok(shard) => {
                    let mut runner = self.runner(shard, manager).await;
                    let messenger = ShardMessenger::new(&runner);
                    tokio::spawn(async move {
                        let ready =
                            collect(&messenger, |event| matches!(event, Event::Ready(_)).then_some(()));
                        // Identified or not, others want to.
                        let _ = timeout(READY_LIMIT, std::pin::pin!(ready).next()).await;
                        turn.end().await;
                    });
                    runner.run().await?;
                    LAST_PAUSE_REFUSED
                }
                Err(_) => {
                    tracing::warn!(shard = number, "Discord's gateway does not answer");
                    LAST_PAUSE_OFFLINE
                }
            };
            manager.runners.lock().await.remove(&ShardId(number));
            pause = if began.elapsed() > GOOD { FIRST_PAUSE } else { pause.min(last_pause) };
            let Some(()) = self.unless_stopping(sleep(pause)).await else { break };
            tracing::info!(shard = number, "beginning a new session");
            pause *= 2;
        }
        Ok(())
    }

    /// Waits for something, or for nothing any more.
    async fn unless_stopping<T>(&self, awaited: impl Future<Output = T>) -> Option<T> {
        let mut stopping = self.stopping.subscribe();
        tokio::select! {
            biased;
            // The sender is ours, and alive.
            _ = stopping.wait_for(|&stopping| stopping) => None,
            came = awaited => Some(came),
        }
    }

    async fn connect(&self, number: u32) -> serenity::Result<Shard> {
        let (url, http) = (Arc::clone(&self.client.ws_url), &self.client.http);
        let info = ShardInfo { id: ShardId(number), total: self.plan.total };
        let mut shard = Shard::new(url, http.token(), info, INTENTS, None).await?;
        let http: Arc<Http> = Arc::clone(http);
        shard.set_application_id_callback(move |id| http.set_application_id(id));
        Ok(shard)
    }

    async fn runner(&self, shard: Shard, manager: &Arc<ShardManager>) -> ShardRunner {
        let id = shard.shard_info().id;
        let runner = ShardRunner::new(ShardRunnerOptions {
            data: Arc::clone(&self.client.data),
            event_handlers: Vec::new(),
            raw_event_handlers: Vec::new(),
            framework: Some(Arc::clone(&self.events)),
            manager: Arc::clone(manager),
            shard,
            cache: Arc::clone(&self.client.cache),
            http: Arc::clone(&self.client.http),
        });
        let runner_tx = ShardMessenger::new(&runner);
        let watch = Arc::clone(&self.watch);
        runner_tx.add_collector(CollectorCallback(Box::new(move |event| {
            watch(id, event);
            true
        })));
        let info = ShardRunnerInfo { latency: None, runner_tx, stage: ConnectionStage::Handshake };
        manager.runners.lock().await.insert(id, info);
        runner
    }
}

/// What a runner reports to. Asked for a restart, it does nothing and says so at once: the runner then ends, and `keep`
/// makes the next one.
fn idle_manager(client: &Client, number: u32) -> Result<Arc<ShardManager>> {
    // The manager's queue reads the address before it connects, and this one is never let go.
    let no_address = Arc::new(Mutex::new(String::new()));
    std::mem::forget(Arc::clone(&no_address).try_lock_owned()?);
    let (manager, _) = ShardManager::new(ShardManagerOptions {
        data: Arc::clone(&client.data),
        event_handlers: Vec::new(),
        raw_event_handlers: Vec::new(),
        framework: Arc::new(OnceLock::new()),
        shard_index: 0,
        shard_init: 0,
        shard_total: 0,
        ws_url: no_address,
        cache: Arc::clone(&client.cache),
        http: Arc::clone(&client.http),
        intents: INTENTS,
        presence: None,
    });
    manager.shutdown_finished(ShardId(number));
    Ok(manager)
}
