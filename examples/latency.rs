//! How long the bot needs from an event to its request, beside a bare ping-pong bot of the same library.
//!
//! `cargo run --release --example latency [MESSAGES]`: both bots run against the stand-in on loopback, one after the
//! other; a message is posted, and the time until the delete request (or the pong) arrives is taken.

use anyhow::{Context as _, Result, ensure};
use komainu::config::{ApiUrl, Token};
use komainu::discord::Bot;
use komainu::playground::{Exchange, StandIn, World};
use komainu::responses::Responses;
use komainu::store::{Address, Store};
use serenity::all::{ClientBuilder, Context, EventHandler, GatewayIntents, HttpBuilder, Message};
use serenity::async_trait;
use sha2::{Digest, Sha256};
use std::io::Write;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The bare bot: the floor.
struct Ping;

#[async_trait]
impl EventHandler for Ping {
    async fn message(&self, ctx: Context, message: Message) {
        if let Some(rest) = message.content.strip_prefix("ping ") {
            // A pong that fails shows as a missing measurement.
            let _ = message.channel_id.say(&ctx, format!("pong {rest}")).await;
        }
    }
}

const PATIENCE: Duration = Duration::from_secs(10);

#[tokio::main]
async fn main() -> Result<()> {
    let messages =
        std::env::args().nth(1).map_or(Ok(1000), |count| count.parse()).context("MESSAGES is a number")?;
    let mut out = std::io::stdout();

    let stand_in = StandIn::start(World::lantern(), ([127, 0, 0, 1], 0).into()).await?;
    let http =
        HttpBuilder::new(stand_in.bot_token()).proxy(stand_in.origin()).ratelimiter_disabled(true).build();
    let intents = GatewayIntents::GUILD_MESSAGES | GatewayIntents::MESSAGE_CONTENT | GatewayIntents::GUILDS;
    let mut client = ClientBuilder::new_with_http(http, intents).event_handler(Ping).await?;
    let task = tokio::spawn(async move { client.start().await });
    ensure!(stand_in.wait_connected(1, PATIENCE).await, "the ping bot did not connect");
    let pong = |made: &Exchange| made.is("POST", "/channels/*/messages");
    writeln!(out, "ping-pong  {}", measure(&stand_in, messages, |n| format!("ping {n}"), pong).await?)?;
    task.abort();

    let stand_in = StandIn::start(World::lantern(), ([127, 0, 0, 1], 0).into()).await?;
    let store = Arc::new(Store::open(Address::parse("sqlite::memory:")?).await?);
    let (token, api) = (Token::parse(&stand_in.bot_token())?, ApiUrl::parse(stand_in.origin(), false)?);
    let bot = Bot::connect(&token, Some(&api), None, Responses::open(None)?, store).await?;
    let task = tokio::spawn(bot.run_until(std::future::pending()));
    let registered = |made: &Exchange| made.is("PUT", "/applications/*/commands");
    stand_in.wait_for(registered, PATIENCE).await.context("komainu did not register its commands")?;
    let delete = |made: &Exchange| made.is("DELETE", "/channels/*/messages/*");
    writeln!(out, "komainu    {}", measure(&stand_in, messages, phrase, delete).await?)?;
    task.abort();
    Ok(())
}

/// Posts messages one after the other and takes the time until the bot's request arrives.
async fn measure(
    stand_in: &StandIn,
    messages: u64,
    text: impl Fn(u64) -> String,
    wanted: impl Fn(&Exchange) -> bool,
) -> Result<String> {
    let asker = stand_in.as_person("asker");
    let mut times = Vec::new();
    for n in 0..messages {
        let (mark, text) = (stand_in.mark(), text(n));
        let posted = Instant::now();
        asker.post("general", &text).map_err(|problem| anyhow::anyhow!("{}", problem.message))?;
        let made = stand_in.wait_after(mark, |made| wanted(made) && made.at > posted, PATIENCE).await;
        times.push(made.context("no request came")?.at - posted);
        // The notices and alerts of this leak must not share the cores with the next one's delete.
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    times.sort();
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize].as_secs_f64() * 1e3;
    Ok(format!("{messages} messages: p50 {:.2} ms, p99 {:.2} ms", at(0.5), at(0.99)))
}

/// A phrase that is made for this run.
fn phrase(seed: u64) -> String {
    const WORDS: &str = include_str!("../src/secrets/lists/bip39-en.txt");
    let words: Vec<&str> = WORDS.lines().collect();
    let mut half = [0; 16];
    half.copy_from_slice(&Sha256::digest(seed.to_le_bytes())[..16]);
    let (entropy, checksum) = (u128::from_be_bytes(half), Sha256::digest(half)[0] >> 4);
    let mut phrase: Vec<&str> = (1..12).map(|n| words[(entropy >> (128 - 11 * n)) as usize & 2047]).collect();
    phrase.push(words[(entropy as usize & 127) << 4 | usize::from(checksum)]);
    phrase.join(" ")
}
