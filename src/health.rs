//! What a supervisor and Prometheus may ask of the running process, on `METRICS_ADDR`: whether it lives (`/healthz`), whether
//! it guards (`/readyz`), and what it has counted (`/metrics`).

use crate::discord::Shards;
use crate::metrics::METRICS;
use crate::store::Store;
use anyhow::{Context as _, Result};
use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::get;
use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};
use tokio::net::TcpListener;

/// What is asked about: the shards from the moment they exist.
#[derive(Clone)]
struct Watched {
    store: Arc<Store>,
    shards: Arc<OnceLock<Shards>>,
}

/// Serves the three addresses for as long as the process lives. Whoever starts the shards puts them where they are looked for.
pub async fn serve(address: SocketAddr, store: Arc<Store>) -> Result<Arc<OnceLock<Shards>>> {
    let listener = TcpListener::bind(address).await.with_context(|| {
        format!("METRICS_ADDR: {address} cannot be listened on; does another program use the port?")
    })?;
    let address = listener.local_addr().unwrap_or(address);
    tracing::info!("metrics on http://{address}/metrics");
    if !address.ip().is_loopback() {
        tracing::warn!(
            "METRICS_ADDR {address} can be reached from other machines: nothing there asks who reads it"
        );
    }
    let shards = Arc::new(OnceLock::new());
    let routes = Router::new()
        .route("/healthz", get(|| async { "alive\n" }))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
        .with_state(Watched { store, shards: Arc::clone(&shards) });
    tokio::spawn(async move {
        if axum::serve(listener, routes).await.is_err() {
            tracing::error!("metrics are not served any more");
        }
    });
    Ok(shards)
}

/// Ready is who guards: every shard is connected. The guard works without its database, so that does not count.
async fn ready(State(watched): State<Watched>) -> (StatusCode, String) {
    let Some(shards) = watched.shards.get() else {
        return (StatusCode::SERVICE_UNAVAILABLE, "not connected yet\n".into());
    };
    let all = shards.look().await;
    let connected = all.iter().filter(|shard| shard.connected).count();
    let status = if connected == all.len() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, format!("{connected} of {} shards connected\n", all.len()))
}

async fn metrics(State(watched): State<Watched>) -> impl IntoResponse {
    let health = watched.store.health();
    METRICS.store(health.up, health.waiting, health.dropped);
    if let Some(shards) = watched.shards.get() {
        METRICS.guilds(shards.guilds());
        for shard in shards.look().await {
            METRICS.shard(shard.number, shard.connected, shard.heartbeat);
        }
    }
    let form = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    ([(header::CONTENT_TYPE, form)], METRICS.text())
}
