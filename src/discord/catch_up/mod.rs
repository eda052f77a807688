//! Reads what was posted while the bot was away - a downtime, a session that could not be resumed, an outage of a server, a
//! flood - and guards it in order, as live messages are. None of it is answered: whoever asked has gone on.
//!
//! What has to be read, and from where on: `gaps`. Reading and guarding it: `sweep`. What is not read is named in
//! docs/scaling.md.

mod gaps;
mod sweep;

use super::progress::DIRECT;
use super::road::Road;
use super::state::{State, lock};
use crate::clock::now;
use crate::message::{Id, snowflake};
use gaps::{Gap, conversations, missed, readable};
use serenity::all::{Guild, GuildId, Ready};
use std::collections::{HashMap, HashSet};
use std::future::Future;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use sweep::Sweep;
use tokio::sync::Semaphore;
use tokio::task::AbortHandle;
use tokio::time::{Interval, MissedTickBehavior, sleep};

/// Between two reads of the whole process: a fifth of the 50 requests a second that Discord allows a bot, so that deletes
/// never wait for reading.
const PACE: Duration = Duration::from_millis(100);
/// So many servers ask the database at a time what they missed: thousands of them come at once.
const ASKING: usize = 8;
/// How often it is looked whether a flood is over.
const LOOK: Duration = Duration::from_millis(250);
/// Between two attempts at something that will pass; each pause is twice the one before.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LAST_PAUSE: Duration = Duration::from_secs(60);

/// What is being caught up.
pub(crate) struct CatchUp {
    /// The tasks of each server: a newer session begins anew.
    tasks: Mutex<HashMap<Id, Vec<AbortHandle>>>,
    asking: Semaphore,
    pace: tokio::sync::Mutex<Interval>,
}

impl Default for CatchUp {
    fn default() -> Self {
        let mut pace = tokio::time::interval(PACE);
        pace.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self { tasks: Mutex::default(), asking: Semaphore::new(ASKING), pace: tokio::sync::Mutex::new(pace) }
    }
}

impl CatchUp {
    /// Runs something for a server, instead of what else runs for it if it is to begin anew.
    fn run(&self, guild: Id, anew: bool, what: impl Future<Output = ()> + Send + 'static) {
        let mut tasks = lock(&self.tasks);
        let task = tokio::spawn(what);
        tasks.retain(|_, tasks| {
            tasks.retain(|task| !task.is_finished());
            !tasks.is_empty()
        });
        let of_guild = tasks.entry(guild).or_default();
        if anew {
            of_guild.drain(..).for_each(|task| task.abort());
        }
        of_guild.push(task.abort_handle());
    }

    /// Waits until one more page may be read.
    async fn turn(&self) {
        self.pace.lock().await.tick().await;
    }
}

/// Catches a server up, in the background, as Discord has just described it: what is said from here on arrives live.
pub(crate) fn begin(road: &Arc<Road>, guild: &Guild) {
    let there = readable(guild, road.cache.current_user().id);
    let sweep = Sweep { road: Arc::clone(road), guild: Some(guild.id) };
    road.state.catch_up.run(guild.id.get(), true, async move {
        let (state, guild) = (&sweep.road.state, sweep.place());
        let cursors = cursors(state, guild).await;
        if cursors.is_empty() {
            // New here. From now on a channel without a cursor is one where nothing was said: the server's own id stands
            // for all of them.
            state.store.seen(guild, guild, snowflake(now()));
        }
        let missed = missed(&cursors, &there, guild, now());
        // No cursor moves before it is known what has ended: a channel that was caught up says nothing of its threads.
        let ended = sweep.ended(&missed, &cursors).await;
        drop((cursors, there));
        state.progress.open(guild, missed.channels().chain(ended.iter().map(|gap| gap.channel)));
        sweep.run(missed, ended).await;
    });
}

/// Catches up the conversations with the bot. Discord does not say what was posted where.
pub(crate) fn begin_direct(road: &Arc<Road>) {
    let sweep = Sweep { road: Arc::clone(road), guild: None };
    road.state.catch_up.run(DIRECT, true, async move {
        let state = &sweep.road.state;
        let gaps = conversations(&cursors(state, DIRECT).await, now());
        state.progress.open(DIRECT, gaps.iter().map(|gap| gap.channel));
        sweep.gaps(gaps).await;
    });
}

/// A message found no room in its `lane`: it is read when the flood is over, with everything else that found none.
pub(crate) fn after_flood(road: &Arc<Road>, guild: Option<GuildId>, lane: Id, channel: Id, message: Id) {
    let sweep = Sweep { road: Arc::clone(road), guild };
    let guild = sweep.place();
    if !road.state.progress.left_out(guild, channel, message) {
        return;
    }
    tracing::warn!(
        guild,
        "more is posted than can be judged at once: the rest is read as soon as that is over"
    );
    road.state.catch_up.run(guild, false, async move {
        loop {
            while !sweep.road.is_calm(lane) {
                sleep(LOOK).await;
            }
            let left_out = sweep.road.state.progress.read_left_out(guild);
            if left_out.is_empty() {
                break;
            }
            sweep.gaps(left_out.into_iter().map(Gap::left_out).collect()).await;
        }
    });
}

/// Forgets the servers that removed the bot while it was away: those of this shard that Discord does not list any more.
pub(crate) async fn forget_left(state: &State, ready: &Ready) {
    let known = persist(|| state.store.guilds()).await;
    let here: HashSet<Id> = ready.guilds.iter().map(|guild| guild.id.get()).collect();
    let (shard, shards) = ready.shard.map_or((0, 1), |shard| (shard.id.0, shard.total));
    let ours = |guild: Id| guild != DIRECT && (guild >> 22) % u64::from(shards.max(1)) == u64::from(shard);
    for guild in known.into_iter().filter(|&guild| ours(guild) && !here.contains(&guild)) {
        tracing::info!(guild, "the bot was removed from this server: everything of it is forgotten");
        state.forget(guild);
    }
}

/// How far each channel of a server has been guarded.
async fn cursors(state: &State, guild: Id) -> HashMap<Id, Id> {
    // Never closed.
    let _asking = state.catch_up.asking.acquire().await;
    persist(|| state.store.cursors(guild)).await
}

/// Asks until there is an answer: the database may be away longer than Discord was.
async fn persist<T, E, F: Future<Output = Result<T, E>>>(ask: impl Fn() -> F) -> T {
    let mut pause = FIRST_PAUSE;
    loop {
        if let Ok(answer) = ask().await {
            return answer;
        }
        sleep(pause).await;
        pause = (pause * 2).min(LAST_PAUSE);
    }
}
