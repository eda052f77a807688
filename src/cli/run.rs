//! `komainu run`: the bot on a real server, until a signal.

use crate::config::{Config, read_env_file, variable};
use crate::discord::Introduced;
use crate::responses::Responses;
use crate::store::Store;
use crate::{health, logging};
use anyhow::{Context, Result, bail};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::oneshot;

/// How long a stop waits for the database: a supervisor kills after ten seconds, as Docker does.
const LAST_WRITES: Duration = Duration::from_secs(5);

/// Runs the bot with what the environment says.
pub fn run() -> Result<ExitCode> {
    read_env_file()?;
    let config = match Config::read(variable) {
        Ok(config) => config,
        Err(faults) => bail!(faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\nkomainu: ")),
    };
    logging::start(config.log, config.filter);
    let runtime = runtime()?;
    let ended = runtime.block_on(async {
        // The answers are read and the database is opened while Discord is asked, and the answers learnt whatever happens meanwhile.
        let reading = tokio::task::spawn_blocking(|| Responses::open(config.responses));
        let opening = tokio::spawn(Store::open(config.database));
        let read = async {
            let responses = reading.await??;
            tokio::spawn(responses.clone().watch());
            anyhow::Ok(responses)
        };
        let opened = async {
            let store = Arc::new(opening.await??);
            let watched = match config.metrics {
                Some(address) => Some(health::serve(address, Arc::clone(&store)).await?),
                None => None,
            };
            anyhow::Ok((store, watched))
        };
        let introduced = Introduced::ask(&config.token, config.api.as_ref(), config.shards);
        let (responses, (store, watched), introduced) = tokio::try_join!(read, opened, introduced)?;
        let bot = introduced.connect(responses, Arc::clone(&store)).await?;
        if let Some(watched) = watched {
            // Nothing else sets it.
            let _ = watched.set(bot.shards());
        }
        let invite = bot.invite();
        tracing::info!("invite the bot with {}", invite.url);
        for permission in invite.permissions {
            tracing::info!("  {}: {}", permission.name, permission.why);
        }
        let mut signals = Signals::listen();
        let (stop, stopped) = oneshot::channel();
        let running = async {
            let ended = bot.run_until(async { drop(stopped.await) }).await;
            store.close(LAST_WRITES).await;
            ended.map(|()| ExitCode::SUCCESS)
        };
        let orders = async {
            signals.next().await;
            // Nobody listens where the bot has ended by itself.
            let _ = stop.send(());
            signals.next().await;
        };
        tokio::select! {
            ended = running => ended,
            () = orders => {
                tracing::warn!("a second signal: stopped at once; the next start catches up");
                Ok(ExitCode::FAILURE)
            }
        }
    });
    // A file that is being decoded is not waited for.
    runtime.shutdown_background();
    ended
}

/// The runtime everything asynchronous runs on. Its threads leave nothing of what they read behind.
pub(super) fn runtime() -> Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .on_thread_park(wipe_stack)
        .on_thread_stop(wipe_stack)
        .build()
        .context("the async runtime could not be started")
}

/// How much of a stack is wiped, in bytes: more than was ever seen used, 196 KiB, and without optimisation 820. Pieces lie
/// less deep - there 137 KiB - but what is not wiped is not known. It takes a few microseconds, when there is nothing else to
/// do.
const STACK: usize = if cfg!(debug_assertions) { 1 << 20 } else { 256 << 10 };

/// Overwrites what the calls before left on this thread's stack: a search by vectors leaves sixteen bytes of its text there,
/// and where nothing calls as deep again they stay, even when the thread has ended and its stack waits for the next one.
#[inline(never)]
fn wipe_stack() {
    let mut stack = [0_u8; STACK];
    std::hint::black_box(&mut stack);
}

/// Resolves on Ctrl-C or SIGTERM.
pub(super) async fn stop_signal() {
    Signals::listen().next().await;
}

/// The signals that ask the bot to stop, none lost between two looks.
struct Signals {
    #[cfg(unix)]
    terminate: Option<tokio::signal::unix::Signal>,
    #[cfg(unix)]
    interrupt: Option<tokio::signal::unix::Signal>,
}

#[cfg(unix)]
impl Signals {
    fn listen() -> Self {
        use tokio::signal::unix::{SignalKind, signal};
        // Without a handler a signal ends the process at once, as it would have anyway.
        Self {
            terminate: signal(SignalKind::terminate()).ok(),
            interrupt: signal(SignalKind::interrupt()).ok(),
        }
    }

    /// Waits for the next one.
    async fn next(&mut self) {
        let (terminate, interrupt) = (next(self.terminate.as_mut()), next(self.interrupt.as_mut()));
        tokio::select! { () = terminate => {} () = interrupt => {} }
    }
}

#[cfg(unix)]
async fn next(signal: Option<&mut tokio::signal::unix::Signal>) {
    match signal {
        Some(signal) => drop(signal.recv().await),
        None => std::future::pending().await,
    }
}

#[cfg(not(unix))]
impl Signals {
    fn listen() -> Self {
        Self {}
    }

    async fn next(&mut self) {
        drop(tokio::signal::ctrl_c().await);
    }
}
