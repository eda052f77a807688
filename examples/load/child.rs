//! The bots, each in a process of its own, so that its memory and time can be told from the stand-in's.

use anyhow::{Context as _, Result, ensure};
use komainu::playground::StandIn;
use rustix::process::{Pid, Signal, kill_process};
use serenity::all::{ClientBuilder, Context, EventHandler, GatewayIntents, HttpBuilder, Message};
use serenity::async_trait;
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio::process::Command;
use tokio::time::timeout;

/// Which bot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Bot {
    /// Ours, as `komainu run` starts it.
    Komainu,
    /// The floor: answers `ping X` with `pong X`, and nothing else.
    Ping,
}

/// Runs as a child, with the environment that the parent has set.
pub(crate) fn run(bot: Bot) -> Result<()> {
    match bot {
        Bot::Komainu => komainu::cli::run::run().map(drop),
        Bot::Ping => tokio::runtime::Runtime::new()?.block_on(ping()),
    }
}

struct Ping;

#[async_trait]
impl EventHandler for Ping {
    async fn message(&self, ctx: Context, message: Message) {
        if let Some(rest) = message.content.strip_prefix("ping ") {
            // A pong that fails counts as missed.
            let _ = message.reply(&ctx.http, format!("pong {rest}")).await;
        }
    }
}

async fn ping() -> Result<()> {
    let (token, origin) = (std::env::var("DISCORD_TOKEN")?, std::env::var("DISCORD_API_URL")?);
    let http = HttpBuilder::new(token).proxy(origin).ratelimiter_disabled(true).build();
    let intents = GatewayIntents::GUILD_MESSAGES | GatewayIntents::MESSAGE_CONTENT | GatewayIntents::GUILDS;
    let mut client = ClientBuilder::new_with_http(http, intents).event_handler(Ping).await?;
    Ok(client.start().await?)
}

/// How long anything about a child may take: a debug build of a bot in ten thousand servers starts slowly.
const PATIENCE: Duration = Duration::from_secs(120);

/// A running bot.
pub(crate) struct Child {
    process: tokio::process::Child,
    bot: Bot,
    /// From its start until it was connected and identified.
    pub(crate) ready_after: Duration,
    metrics: u16,
    _folder: TempDir,
}

impl Child {
    /// Starts a bot: ours is `program`, or else the one in this program.
    pub(crate) async fn start(bot: Bot, program: Option<&Path>, discord: &StandIn) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        // Free a moment ago, and nobody else is looking for one.
        let metrics = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        let name = if bot == Bot::Komainu { "komainu" } else { "ping" };
        let mut command = match program.filter(|_| bot == Bot::Komainu) {
            Some(program) => Command::new(program.canonicalize().context("there is no such bot")?),
            None => {
                let mut own = Command::new(std::env::current_exe()?);
                own.args(["--child", name]);
                own
            }
        };
        let began = Instant::now();
        let process = command
            .current_dir(folder.path())
            .env("DISCORD_TOKEN", discord.bot_token())
            .env("DISCORD_API_URL", discord.origin())
            .env("METRICS_ADDR", metrics.to_string())
            .env("RUST_LOG", "error")
            // Reading symbols for a backtrace costs ten MiB that no operator pays.
            .env_remove("RUST_BACKTRACE")
            .stdin(Stdio::null())
            .kill_on_drop(true)
            .spawn()?;
        ensure!(discord.wait_connected(1, PATIENCE).await, "the bot did not connect");
        Ok(Self { process, bot, ready_after: began.elapsed(), metrics, _folder: folder })
    }

    /// Waits until the bot has been told of all its servers.
    pub(crate) async fn wait_for_guilds(&self, guilds: u64, discord: &StandIn) -> Result<()> {
        if self.bot == Bot::Ping {
            // It says nothing of itself; a second is ample for it.
            tokio::time::sleep(Duration::from_secs(1)).await;
            return Ok(());
        }
        let registered = discord.wait_for(|made| made.is("PUT", "/applications/*/commands"), PATIENCE).await;
        registered.context("komainu did not register its commands")?;
        let (address, wanted) =
            (format!("http://127.0.0.1:{}/metrics", self.metrics), format!("komainu_guilds {guilds}"));
        let began = Instant::now();
        while began.elapsed() < PATIENCE {
            let text = reqwest::get(&address).await?.text().await?;
            if text.lines().any(|line| line == wanted) {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        anyhow::bail!("komainu was not told of all {guilds} servers")
    }

    /// Stops it as a supervisor does, and waits for its end: what observes it may have to write down what it saw.
    pub(crate) async fn stop(mut self) -> Result<()> {
        let id = self.process.id().and_then(|id| Pid::from_raw(id.try_into().ok()?));
        kill_process(id.context("the bot has ended")?, Signal::TERM)?;
        timeout(PATIENCE, self.process.wait()).await.context("the bot does not stop")??;
        Ok(())
    }

    fn proc(&self, file: &str) -> Result<String> {
        let id = self.process.id().context("the bot has ended")?;
        std::fs::read_to_string(format!("/proc/{id}/{file}")).context("/proc is read, which needs Linux")
    }

    /// Resident memory, in bytes.
    pub(crate) fn memory(&self) -> Result<u64> {
        let status = self.proc("status")?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS")?;
        let kib: u64 = line.split_whitespace().next().context("no figure")?.parse()?;
        Ok(kib << 10)
    }

    /// Time on a processor so far.
    pub(crate) fn cpu(&self) -> Result<Duration> {
        let stat = self.proc("stat")?;
        // The name in brackets may hold spaces; user and system time are the 12th and 13th fields behind it.
        let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
        let ticks: u64 =
            fields.get(11..13).context("a short line")?.iter().filter_map(|n| n.parse::<u64>().ok()).sum();
        // A tick is a hundredth of a second on every Linux there is.
        Ok(Duration::from_millis(ticks * 10))
    }
}
