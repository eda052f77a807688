//! The only place that makes an `Http`: to Discord, or to a stand-in that takes its place.

use crate::config::{ApiUrl, Token};
use anyhow::{Context, Result, ensure};
use serenity::all::{Http, HttpBuilder};
use std::time::Duration;

/// How long one request may take: Discord answers in a fraction of a second, or not at all.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long a connection that nothing comes over is kept: its buffers hold what came last, which may be somebody's secret. A
/// minute, where the library would take a minute and a half: deletes that follow each other still find it open.
const KEPT: Duration = Duration::from_secs(60);

/// The same of a connection over which files come: a message's come side by side, and the next one's much later. The library
/// looks for such connections no more often than this, so that one may stand twice as long.
pub(crate) const FILES_KEPT: Duration = Duration::from_secs(5);

/// An `Http` for Discord, or for the stand-in at `api`.
pub(crate) fn discord_http(token: &Token, api: Option<&ApiUrl>) -> Result<Http> {
    // serenity's own client waits for ever for an answer.
    let client =
        reqwest::Client::builder().use_rustls_tls().timeout(PATIENCE).pool_idle_timeout(KEPT).build();
    let client = client.context("the client for Discord could not be built")?;
    let builder = HttpBuilder::new(token.expose()).client(client);
    Ok(match api {
        // serenity ignores the proxy while its own rate limiter is on, and the token would go to discord.com.
        Some(api) => builder.proxy(&api.origin).ratelimiter_disabled(true).build(),
        None => builder.build(),
    })
}

/// Refuses to start when a stand-in was asked for but the gateway is somewhere else: serenity falls back to the real
/// Discord when it gets no gateway address, and the token would go there.
pub(crate) fn ensure_gateway(gateway: &str, api: Option<&ApiUrl>) -> Result<()> {
    let Some(api) = api else { return Ok(()) };
    let host = gateway.trim_start_matches("ws://").trim_start_matches("wss://");
    let host = host.split(['/', '?']).next().unwrap_or_default();
    ensure!(
        host == api.authority,
        "DISCORD_API_URL is {}, but the gateway it leads to is elsewhere: is the stand-in running?",
        api.origin
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gateway_must_be_the_stand_ins_own() {
        let api = ApiUrl::parse("http://127.0.0.1:3500", false).expect("an origin");
        assert!(ensure_gateway("ws://127.0.0.1:3500", Some(&api)).is_ok());
        assert!(ensure_gateway("ws://127.0.0.1:3500/?v=10", Some(&api)).is_ok());
        assert!(ensure_gateway("wss://gateway.discord.gg", Some(&api)).is_err());
        assert!(ensure_gateway("ws://127.0.0.1:35000", Some(&api)).is_err());
        assert!(ensure_gateway("wss://gateway.discord.gg", None).is_ok());
    }
}
