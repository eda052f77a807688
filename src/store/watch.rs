//! Notices what other processes change: PostgreSQL tells, SQLite is looked at.

use super::Inner;
use sqlx::postgres::PgListener;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::time::sleep;

/// What changes are announced under; the payload is the server's id.
pub(super) const CHANNEL: &str = "komainu_guilds";

/// How often SQLite is looked at: a second process beside the bot is somebody at a terminal, who can wait so long.
const POLL: Duration = Duration::from_secs(5);

/// Between two attempts to listen again.
const RETRY: Duration = Duration::from_secs(2);

/// Runs until it is aborted.
pub(super) async fn run(inner: Arc<Inner>) {
    loop {
        if inner.database.address.is_server() {
            if let Err(error) = listen(&inner).await {
                tracing::debug!("changes by other processes are not heard: {}", inner.database.error(&error));
            }
            sleep(RETRY).await;
        } else {
            sleep(POLL).await;
            look(&inner).await;
        }
    }
}

async fn listen(inner: &Inner) -> Result<(), sqlx::Error> {
    let mut listener = PgListener::connect(inner.database.address.url.as_str()).await?;
    listener.listen(CHANNEL).await?;
    loop {
        // Changes made while nobody listened were announced to nobody: read them once.
        look(inner).await;
        while let Some(told) = listener.try_recv().await? {
            if let Ok(guild) = told.payload().parse()
                && let Err(error) = inner.refresh(Some(guild)).await
            {
                tracing::debug!(guild, "{error}");
            }
        }
    }
}

async fn look(inner: &Inner) {
    if inner.ready.load(Ordering::Relaxed)
        && let Err(error) = inner.refresh(None).await
    {
        tracing::debug!("{error}");
    }
}
