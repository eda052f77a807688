//! `komainu playground`: the real bot, connected to a stand-in for Discord in the same process, and its chat page.

use super::run::{runtime, stop_signal};
use crate::config::{ApiUrl, LogFormat, Token};
use crate::discord::Bot;
use crate::logging;
use crate::playground::{StandIn, World};
use crate::responses::Responses;
use anyhow::{Context, Result, ensure};
use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

/// What the playground takes.
#[derive(clap::Args)]
pub struct Args {
    /// Where the chat page is served; this machine only
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8787")]
    listen: SocketAddr,
}

/// Runs the playground until a signal.
pub fn run(args: Args) -> Result<ExitCode> {
    ensure!(args.listen.ip().is_loopback(), "{} is not on this machine: use 127.0.0.1 or [::1]", args.listen);
    logging::start(LogFormat::read(|name| std::env::var(name).ok())?);
    let folder = std::env::var_os("RESPONSES_DIR").filter(|value| !value.is_empty()).map(PathBuf::from);
    let responses = Responses::open(folder)?;
    runtime()?.block_on(play(args.listen, responses))?;
    Ok(ExitCode::SUCCESS)
}

async fn play(listen: SocketAddr, responses: Responses) -> Result<()> {
    let stand_in = StandIn::start(World::lantern(), listen).await.with_context(|| {
        format!(
            "{listen} cannot be listened on: choose another address with --listen, such as 127.0.0.1:8788"
        )
    })?;
    let token = Token::parse(&stand_in.bot_token())?;
    let api = ApiUrl::parse(stand_in.origin(), false)?;
    let bot = Bot::connect(&token, Some(&api), responses).await?;
    let mut out = std::io::stdout();
    // A closed standard output is no reason to stop: the page still works.
    let _ = writeln!(out, "\n  Open {} in a browser. Ctrl-C ends it.\n", stand_in.origin());
    bot.run_until(stop_signal()).await
}
