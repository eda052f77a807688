//! `komainu run`: the bot on a real server, until a signal.

use crate::config::{Config, LogFormat};
use crate::discord::Bot;
use crate::responses::Responses;
use crate::store::Store;
use crate::{health, logging};
use anyhow::{Context, Result, bail};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

/// How long a stop waits for the database: a supervisor kills after ten seconds, as Docker does.
const LAST_WRITES: Duration = Duration::from_secs(5);

/// Runs the bot with what the environment says.
pub fn run() -> Result<ExitCode> {
    let get = |name: &str| std::env::var(name).ok();
    logging::start(LogFormat::read(get)?);
    let config = match Config::read(get) {
        Ok(config) => config,
        Err(faults) => bail!(faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\nkomainu: ")),
    };
    runtime()?.block_on(async {
        let responses = Responses::open(config.responses.clone())?;
        tokio::spawn(responses.clone().watch());
        let store = Arc::new(Store::open(config.database).await?);
        let watched = match config.metrics {
            Some(address) => Some(health::serve(address, Arc::clone(&store)).await?),
            None => None,
        };
        let bot =
            Bot::connect(&config.token, config.api.as_ref(), config.shards, responses, Arc::clone(&store))
                .await?;
        if let Some(watched) = watched {
            // Nothing else sets it.
            let _ = watched.set(bot.shards());
        }
        let invite = bot.invite();
        tracing::info!("invite the bot with {}", invite.url);
        for permission in invite.permissions {
            tracing::info!("  {}: {}", permission.name, permission.why);
        }
        let ended = bot.run_until(stop_signal()).await;
        store.close(LAST_WRITES).await;
        ended
    })?;
    Ok(ExitCode::SUCCESS)
}

/// The runtime everything asynchronous runs on.
pub(super) fn runtime() -> Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("the async runtime could not be started")
}

/// Resolves on Ctrl-C or SIGTERM.
pub(super) async fn stop_signal() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut terminate) => {
                tokio::select! { _ = interrupt => {} _ = terminate.recv() => {} }
            }
            // Without a handler SIGTERM ends the process at once, as it would have anyway.
            Err(_) => drop(interrupt.await),
        }
    }
    #[cfg(not(unix))]
    drop(interrupt.await);
}
