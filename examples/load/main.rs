//! Loads the bot with a community's traffic and counts what became of it, beside a bare ping bot of the same library.
//!
//! `cargo run --release --example load -- [--guilds 100] [--rate 100] [--seconds 20] [--chat] [--faults] [--soak] [--memory]
//! [--bot target/release/komainu]`
//!
//! Each bot runs in a process of its own against the stand-in, on loopback. Of every hundred messages five leak a phrase and
//! five ask a question; the ping bot answers those ten with a pong. `--chat` says nothing but ordinary chat. `--faults` makes
//! requests and connections fail at random (from a fixed seed), which the ping bot is not made for: komainu runs alone.
//! `--soak` is half an hour at 200 a second with faults. Anything missed or done twice is a failure, and so is memory that grew
//! in five minutes or more; every minute a line tells how it goes. `--memory` measures idle memory and the time to READY for 1,
//! 1,000 and 10,000 servers instead.

mod child;
mod ledger;
mod traffic;

use anyhow::{Context as _, Result, ensure};
use child::{Bot, Child};
use clap::Parser;
use ledger::Ledger;
use std::alloc::System;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use traffic::{Kind, Traffic};
use zeroizing_alloc::ZeroAlloc;

/// As in the bot's own binary, so that what wiping costs is measured too.
#[global_allocator]
static MEMORY: ZeroAlloc<System> = ZeroAlloc(System);

/// Loads the bot and counts what became of it.
#[derive(Parser)]
struct Args {
    /// How many servers
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    guilds: u32,
    /// How many messages a second
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    rate: u32,
    /// For how long
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    seconds: u64,
    /// Requests and connections fail at random
    #[arg(long)]
    faults: bool,
    /// Ordinary chat alone: what guarding costs where nothing happens
    #[arg(long)]
    chat: bool,
    /// Half an hour at 200 a second with faults
    #[arg(long)]
    soak: bool,
    /// Idle memory and time to READY instead, for these numbers of servers: 1, 1,000 and 10,000, if none are given
    #[arg(long, num_args = 0.., value_delimiter = ',', default_missing_values = ["1", "1000", "10000"],
        value_parser = clap::value_parser!(u32).range(1..=10_000))]
    memory: Vec<u32>,
    /// The komainu to load, target/release/komainu say, instead of the one in this program: it takes less memory by what
    /// this tool brings along
    #[arg(long)]
    bot: Option<PathBuf>,
    /// What a child process is; set by this program itself
    #[arg(long, hide = true)]
    child: Option<Bot>,
}

/// How long after the last message something may still happen: a request is tried again for eight seconds.
const GRACE: Duration = Duration::from_secs(30);

/// So many seconds tell whether memory grows.
const LONG: u64 = 300;

/// How often a line tells how it goes.
const INTERIM: Duration = Duration::from_secs(60);

/// Who waits for longer than this in an interim line is late: the last repetition of a request comes after eight seconds.
const LATE: Duration = Duration::from_secs(10);

/// How often messages are posted and the record is read.
const TICK: Duration = Duration::from_millis(10);

fn main() -> Result<()> {
    let mut args = Args::parse();
    if let Some(bot) = args.child {
        // As in the bot's own binary.
        komainu::cli::heap::keep_small();
        return child::run(bot);
    }
    if args.soak {
        (args.rate, args.seconds, args.faults) = (200, 30 * 60, true);
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        if !args.memory.is_empty() {
            return measure_memory(&args.memory, args.bot.as_deref()).await;
        }
        if !args.faults {
            run(&args, Bot::Ping).await?.report("ping bot")?;
        }
        let outcome = run(&args, Bot::Komainu).await?;
        outcome.report("komainu")?;
        ensure!(outcome.ledger.missed() == 0, "something was missed");
        ensure!(outcome.ledger.doubled() == 0, "something was done twice");
        // A tenth and two MiB: what an allocator keeps back for the next burst.
        let (early, late) = outcome.memory;
        ensure!(
            args.seconds < LONG || late < early + early / 10 + (2 << 20),
            "memory grew from {early} to {late} bytes"
        );
        Ok(())
    })
}

/// What a run has shown.
struct Outcome {
    ledger: Ledger,
    sent: u64,
    cpu: Duration,
    /// After a fifth of the run, and at its end.
    memory: (u64, u64),
}

impl Outcome {
    fn report(&self, name: &str) -> Result<()> {
        let mut out = std::io::stdout();
        let per_message = self.cpu.as_secs_f64() * 1e3 / self.sent.max(1) as f64;
        writeln!(out, "{name}: {} messages, {per_message:.3} ms CPU a message", self.sent)?;
        for kind in [Kind::Leak, Kind::Question, Kind::Ping] {
            if let Some(line) = self.ledger.line(kind) {
                writeln!(out, "  {line}")?;
            }
        }
        writeln!(
            out,
            "  memory {:.1} MiB early, {:.1} MiB at the end",
            mib(self.memory.0),
            mib(self.memory.1)
        )?;
        Ok(())
    }
}

fn mib(bytes: u64) -> f64 {
    bytes as f64 / f64::from(1 << 20)
}

/// One bot under one load.
async fn run(args: &Args, bot: Bot) -> Result<Outcome> {
    let total = u64::from(args.rate) * args.seconds;
    let mut traffic = Traffic::start(args.guilds, total, bot, args.chat).await?;
    let child = Child::start(bot, args.bot.as_deref(), &traffic.discord).await?;
    child.wait_for_guilds(u64::from(args.guilds), &traffic.discord).await?;
    let (mut ledger, mut faults) = (Ledger::new(traffic.discord.mark()), traffic::Faults::new(args.faults));
    let (began, cpu) = (Instant::now(), child.cpu()?);
    let (mut sent, mut early, mut told) = (0, 0, INTERIM);
    let mut ticks = tokio::time::interval(TICK);
    while sent < total {
        ticks.tick().await;
        let elapsed = began.elapsed();
        let due = (elapsed.as_secs_f64() * f64::from(args.rate)) as u64;
        while sent < due.min(total) {
            let post = traffic.post(sent)?;
            ledger.expect(post);
            sent += 1;
        }
        faults.strike(&traffic.discord, elapsed);
        ledger.read(&traffic.discord);
        if elapsed >= told {
            told += INTERIM;
            let (expected, late, twice) = (ledger.expected(), ledger.waiting_for(LATE), ledger.doubled());
            let (minutes, memory) = (elapsed.as_secs() / 60, mib(child.memory()?));
            writeln!(
                std::io::stdout(),
                "{minutes:>4} min: {sent} messages, {expected} to deal with, {late} late, {twice} twice, {memory:.1} MiB"
            )?;
        }
        if early == 0 && elapsed.as_secs() * 5 >= args.seconds {
            early = child.memory()?;
        }
    }
    traffic.discord.clear_faults();
    let ended = Instant::now();
    while ledger.missed() > 0 && ended.elapsed() < GRACE {
        tokio::time::sleep(TICK).await;
        ledger.read(&traffic.discord);
    }
    let (cpu, memory) = (child.cpu()?.saturating_sub(cpu), (early, child.memory()?));
    Ok(Outcome { ledger, sent, cpu, memory })
}

/// What servers cost while nobody speaks.
async fn measure_memory(servers: &[u32], program: Option<&Path>) -> Result<()> {
    let mut out = std::io::stdout();
    let mut idle = None;
    for &guilds in servers {
        let traffic = Traffic::start(guilds, 0, Bot::Komainu, true).await?;
        let child = Child::start(Bot::Komainu, program, &traffic.discord).await?;
        let ready = child.ready_after;
        child.wait_for_guilds(u64::from(guilds), &traffic.discord).await?;
        // Buffers of the burst of GUILD_CREATE are given back by then.
        tokio::time::sleep(Duration::from_secs(3)).await;
        let memory = child.memory().context("memory is read from /proc, which needs Linux")?;
        let alone = *idle.get_or_insert(memory);
        let each = memory.saturating_sub(alone) / u64::from(guilds);
        writeln!(
            out,
            "{guilds:>6} servers: {:>6.1} MiB, {each:>6} bytes a server, READY {:.0} ms after the start",
            mib(memory),
            ready.as_secs_f64() * 1e3,
        )?;
        child.stop().await?;
    }
    Ok(())
}
