//! `komainu playground`: the real bot, connected to a stand-in for Discord in the same process, and its chat page.

use super::run::{runtime, stop_signal};
use crate::config::{
    ApiUrl, LogFormat, Token, log_filter, parse_address, read_env_file, responses_dir, variable,
};
use crate::discord::Bot;
use crate::logging;
use crate::playground::{StandIn, World};
use crate::responses::Responses;
use crate::store::{Address, Store};
use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use std::hash::{BuildHasher, RandomState};
use std::io::Write;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;

/// What the playground takes.
#[derive(clap::Args)]
pub struct Args {
    /// Where the chat page is served: a port, or an address of this machine and a port
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8787", value_parser = on_this_machine)]
    listen: SocketAddr,
}

/// Runs the playground until a signal.
pub fn run(args: Args) -> Result<ExitCode> {
    read_env_file()?;
    logging::start(LogFormat::read(variable)?, log_filter(variable)?);
    let responses = Responses::open(responses_dir(variable)?)?;
    runtime()?.block_on(play(args.listen, responses))?;
    Ok(ExitCode::SUCCESS)
}

/// The page lets anybody who sees it be a moderator: it is for this machine alone.
fn on_this_machine(text: &str) -> Result<SocketAddr, &'static str> {
    let address = parse_address(text).filter(|address| address.ip().is_loopback());
    address.ok_or("name a port of this machine, such as 8788, 127.0.0.1:8788 or [::1]:8788")
}

async fn play(listen: SocketAddr, responses: Responses) -> Result<()> {
    let stand_in = StandIn::start(world(), listen).await.with_context(|| {
        format!(
            "{listen} cannot be listened on: choose another address with --listen, such as 127.0.0.1:8788"
        )
    })?;
    let token = Token::parse(&stand_in.bot_token())?;
    let api = ApiUrl::parse(stand_in.origin(), false)?;
    tokio::spawn(responses.clone().watch());
    // Nothing is left behind: the playground's memory ends with it.
    let store = Arc::new(Store::open(Address::parse("sqlite::memory:")?).await?);
    let bot = Bot::connect(&token, Some(&api), None, responses, store).await?;
    let mut out = std::io::stdout();
    // A closed standard output is no reason to stop: the page still works.
    let _ = writeln!(out, "\n  Open {} in a browser. Ctrl-C ends it.\n", stand_in.origin());
    bot.run_until(stop_signal()).await
}

/// The playground's community, with a leak to click on.
fn world() -> World {
    let mut world = World::lantern();
    let (general, asker) = (world.find_channel("general"), world.find_user("asker"));
    if let (Some(general), Some(asker)) = (general, asker) {
        let text = format!("my wallet asks for my phrase, is this right? {}", fresh_phrase());
        world.example("A leaked phrase", &text, general, asker);
    }
    world
}

/// A recovery phrase made for this run: nobody's, and gone with it.
fn fresh_phrase() -> String {
    const WORDS: &str = include_str!("../secrets/lists/bip39-en.txt");
    let words: Vec<&str> = WORDS.lines().collect();
    // The standard library's only randomness; a phrase that guards nothing needs no better.
    let random = RandomState::new();
    let entropy = u128::from(random.hash_one(0_u8)) << 64 | u128::from(random.hash_one(1_u8));
    let checksum = Sha256::digest(entropy.to_be_bytes())[0] >> 4;
    // Eleven words of 11 bits, and a last one of 7 with the checksum's 4.
    let mut phrase: Vec<&str> = (1..12).map(|n| words[(entropy >> (128 - 11 * n)) as usize & 2047]).collect();
    phrase.push(words[(entropy as usize & 127) << 4 | usize::from(checksum)]);
    phrase.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secrets::{Part, Setting, Verdict, scan};
    use crate::text::Origin;

    #[test]
    fn the_example_is_a_leak() {
        let phrase = fresh_phrase();
        assert_eq!(phrase.split(' ').count(), 12);
        let found = scan(&[Part { origin: Origin::Content, text: &phrase }], Setting::default());
        assert_eq!(found.first().map(|finding| finding.verdict), Some(Verdict::Certain));
    }
}
