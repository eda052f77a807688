//! The environment, read once: every variable the program knows, and every fault in them at once.

use crate::store::{Address, StoreError};
use crate::text::Private;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use thiserror::Error;
use tracing_subscriber::EnvFilter;

/// A variable of the environment.
#[derive(Debug)]
pub struct Variable {
    /// Its name.
    pub name: &'static str,
    /// What it is for, in one sentence.
    pub about: &'static str,
}

/// Every variable that is read, in the order of `.env.example`; a test keeps the two alike.
pub const VARIABLES: &[Variable] = &[
    Variable { name: "DISCORD_TOKEN", about: "the bot's token, from Discord's developer portal" },
    Variable { name: "RESPONSES_DIR", about: "a folder of answers that replaces the built-in ones" },
    Variable {
        name: "DATABASE_URL",
        about: "where things are remembered: a SQLite file or a PostgreSQL server",
    },
    Variable { name: "RUST_LOG", about: "what is logged: error, warn, info, debug or a tracing filter" },
    Variable { name: "LOG_FORMAT", about: "pretty or json" },
    Variable { name: "SHARDS", about: "which shards this process runs, such as 0-3/16" },
    Variable {
        name: "METRICS_ADDR",
        about: "where /metrics, /healthz and /readyz are served: a port of this machine, or an address and a port",
    },
    Variable { name: "DISCORD_API_URL", about: "a stand-in for Discord: scheme, host and port only" },
    Variable { name: "DISCORD_API_ALLOW_REMOTE", about: "1 lets that stand-in be on another machine" },
];

/// The variables as `run --help` lists them.
pub fn help() -> String {
    let lines = VARIABLES.iter().map(|variable| format!("\n  {:25} {}", variable.name, variable.about));
    format!("Environment, or a file .env (see .env.example):{}", lines.collect::<String>())
}

/// Takes over what a file `.env` sets; there need not be one. To be called before any thread is started.
pub fn read_env_file() -> Result<(), Fault> {
    match dotenvy::dotenv() {
        Ok(_) => Ok(()),
        Err(error) if error.not_found() => Ok(()),
        // The line may hold the token: what is named is the one before it.
        Err(dotenvy::Error::LineParse(..)) => {
            let read = dotenvy::dotenv_iter().into_iter().flatten().map_while(Result::ok);
            Err(Fault::EnvLine(read.last().map(|(name, _)| name)))
        }
        Err(_) => Err(Fault::EnvFile),
    }
}

/// A variable of this process; left blank it says nothing. What is not Unicode is shown with replacement characters, and so
/// refused where it matters.
pub fn variable(name: &str) -> Option<String> {
    let value = std::env::var_os(name).map(|value| value.to_string_lossy().into_owned());
    value.filter(|value| !value.trim().is_empty())
}

/// What the bot was told by its environment.
#[derive(Debug)]
pub struct Config {
    /// The bot's token.
    pub token: Token,
    /// Where the answers are read from, unless the built-in ones are used.
    pub responses: Option<PathBuf>,
    /// Where things are remembered.
    pub database: Address,
    /// The shards of this process; all of them unless it is one of several.
    pub shards: Option<ShardRange>,
    /// Where metrics are served, if at all.
    pub metrics: Option<SocketAddr>,
    /// The stand-in that takes Discord's place.
    pub api: Option<ApiUrl>,
    /// How logs are written.
    pub log: LogFormat,
    /// What is logged.
    pub filter: EnvFilter,
}

/// How logs are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LogFormat {
    /// For people.
    #[default]
    Pretty,
    /// For machines: one JSON object a line.
    Json,
}

/// A bot token whose form has been checked. Never shown.
#[derive(Debug, Clone)]
pub struct Token(Private);

impl Token {
    /// Checks the form of a token: three parts between dots, as Discord issues them.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let text = text.trim();
        let parts: Vec<&str> = text.split('.').collect();
        let legal = |part: &&str| {
            !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
        };
        if parts.len() == 3 && parts.iter().all(legal) {
            Ok(Self(Private::new(text)))
        } else {
            Err(Fault::TokenForm)
        }
    }

    /// The token itself, for the one place that sends it.
    pub fn expose(&self) -> &str {
        self.0.as_str()
    }
}

/// The origin of a stand-in for Discord.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiUrl {
    /// Scheme, host and port, without a trailing slash.
    pub origin: String,
    /// The host and port alone.
    pub authority: String,
}

impl ApiUrl {
    /// Accepts an origin on this machine; `allow_remote` accepts any other as well.
    pub fn parse(text: &str, allow_remote: bool) -> Result<Self, Fault> {
        let origin = text.trim().trim_end_matches('/');
        let rest = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
        let authority = rest.ok_or(Fault::ApiForm)?;
        if authority.is_empty() || authority.contains(['/', '?', '#', '@']) {
            return Err(Fault::ApiForm);
        }
        // The host: what stands in brackets for IPv6, else what stands before the port.
        let host = match authority.strip_prefix('[') {
            Some(bracketed) => bracketed.split(']').next().unwrap_or_default(),
            None => authority.split(':').next().unwrap_or_default(),
        };
        let loopback = host == "localhost"
            || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback());
        if !loopback && !allow_remote {
            return Err(Fault::ApiRemote);
        }
        Ok(Self { origin: origin.into(), authority: authority.into() })
    }
}

/// Some of the bot's shards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShardRange {
    /// The first one.
    pub first: u32,
    /// The last one.
    pub last: u32,
    /// How many the bot has, in all its processes.
    pub total: u32,
}

impl ShardRange {
    /// Reads `FIRST-LAST/TOTAL`, or `SHARD/TOTAL` for a single one.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let (range, total) = text.trim().split_once('/').ok_or(Fault::Shards)?;
        let (first, last) = range.split_once('-').unwrap_or((range, range));
        let number = |text: &str| text.parse::<u32>().map_err(|_| Fault::Shards);
        let (first, last, total) = (number(first)?, number(last)?, number(total)?);
        // The largest bots have a few thousand; a typo must not become a memory's worth of them.
        let sound = first <= last && last < total && total <= 100_000;
        sound.then_some(Self { first, last, total }).ok_or(Fault::Shards)
    }

    /// Whether there are others, for other processes.
    pub fn is_partial(&self) -> bool {
        self.last - self.first + 1 < self.total
    }
}

/// What is wrong with the environment, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Fault {
    /// No token.
    #[error(
        "DISCORD_TOKEN is not set: put the bot's token into .env (see .env.example), or try the bot without any \
         account: komainu playground"
    )]
    TokenMissing,
    /// Not a token.
    #[error(
        "DISCORD_TOKEN does not have the form of a bot token: copy it again from the Bot page of Discord's developer \
         portal, or try the bot without any account: komainu playground"
    )]
    TokenForm,
    /// Not an origin.
    #[error(
        "DISCORD_API_URL must be scheme, host and port only, such as http://127.0.0.1:3500, without a path"
    )]
    ApiForm,
    /// Another machine.
    #[error(
        "DISCORD_API_URL names another machine, which would receive the token: set DISCORD_API_ALLOW_REMOTE=1 if that \
         is meant"
    )]
    ApiRemote,
    /// Not a folder.
    #[error("RESPONSES_DIR is not a folder that can be read: {0}")]
    Responses(PathBuf),
    /// Not a database.
    #[error("{}", StoreError::Address)]
    Database,
    /// Not a range of shards.
    #[error(
        "SHARDS must be FIRST-LAST/TOTAL, counted from 0: 0-3/16 runs the first four of sixteen shards in this process, \
         12-15/16 the last four"
    )]
    Shards,
    /// Several processes, each with a memory of its own.
    #[error(
        "SHARDS leaves shards to other processes, and all of them must share what is remembered: set DATABASE_URL to a \
         PostgreSQL server"
    )]
    ShardsApart,
    /// Not an address.
    #[error("METRICS_ADDR must be a port, such as 9600, or an address and a port, such as 0.0.0.0:9600")]
    Metrics,
    /// Not a log format.
    #[error("LOG_FORMAT must be pretty or json")]
    LogFormat,
    /// Not a filter of logs.
    #[error("RUST_LOG must be error, warn, info, debug or a tracing filter, such as info,komainu=debug")]
    LogFilter,
    /// A line of `.env` that is none.
    #[error(
        "the {} in .env cannot be read: write NAME=VALUE, and put a value with blanks or # into quotes",
        .0.as_ref().map_or("first variable".into(), |name| format!("line after {name}"))
    )]
    EnvLine(Option<String>),
    /// `.env` is there and cannot be read.
    #[error(".env cannot be read: make it a text file that the bot's user may read")]
    EnvFile,
}

impl Config {
    /// Reads the environment through `get`; every fault is reported, not only the first.
    pub fn read(get: impl Fn(&str) -> Option<String>) -> Result<Self, Vec<Fault>> {
        let mut faults = Vec::new();
        let token =
            keep(get("DISCORD_TOKEN").ok_or(Fault::TokenMissing).and_then(|t| Token::parse(&t)), &mut faults);
        let remote = get("DISCORD_API_ALLOW_REMOTE").is_some_and(|value| value.trim() == "1");
        let api = get("DISCORD_API_URL").and_then(|url| keep(ApiUrl::parse(&url, remote), &mut faults));
        let responses = keep(responses_dir(&get), &mut faults).flatten();
        let database = get("DATABASE_URL");
        let database = Address::parse(database.as_deref().unwrap_or(Address::DEFAULT));
        let database = keep(database.map_err(|_| Fault::Database), &mut faults);
        let shards = get("SHARDS").and_then(|text| keep(ShardRange::parse(&text), &mut faults));
        if shards.is_some_and(|shards| shards.is_partial())
            && database.as_ref().is_some_and(|database| !database.is_server())
        {
            faults.push(Fault::ShardsApart);
        }
        let metrics = get("METRICS_ADDR")
            .and_then(|text| keep(parse_address(&text).ok_or(Fault::Metrics), &mut faults));
        let log = keep(LogFormat::read(&get), &mut faults).unwrap_or_default();
        let filter = keep(log_filter(&get), &mut faults);
        match (token, database, filter) {
            (Some(token), Some(database), Some(filter)) if faults.is_empty() => {
                Ok(Self { token, responses, database, shards, metrics, api, log, filter })
            }
            _ => Err(faults),
        }
    }
}

impl LogFormat {
    /// Reads `LOG_FORMAT`.
    pub fn read(get: impl Fn(&str) -> Option<String>) -> Result<Self, Fault> {
        match get("LOG_FORMAT").as_deref().map(str::trim) {
            None | Some("pretty") => Ok(Self::Pretty),
            Some("json") => Ok(Self::Json),
            Some(_) => Err(Fault::LogFormat),
        }
    }
}

/// What is logged, as `RUST_LOG` says: by default everything from info up.
pub fn log_filter(get: impl Fn(&str) -> Option<String>) -> Result<EnvFilter, Fault> {
    match get("RUST_LOG") {
        Some(filter) => EnvFilter::try_new(filter).map_err(|_| Fault::LogFilter),
        None => Ok(EnvFilter::new("info")),
    }
}

/// The folder that `RESPONSES_DIR` names, if it names one.
pub fn responses_dir(get: impl Fn(&str) -> Option<String>) -> Result<Option<PathBuf>, Fault> {
    match get("RESPONSES_DIR").map(PathBuf::from) {
        Some(folder) if !folder.is_dir() => Err(Fault::Responses(folder)),
        folder => Ok(folder),
    }
}

/// Where to listen: a port is one of this machine alone; other machines are let in by naming an address.
pub fn parse_address(text: &str) -> Option<SocketAddr> {
    let text = text.trim();
    let port = text.parse().map(|port: u16| (Ipv4Addr::LOCALHOST, port).into());
    port.or_else(|_| text.parse()).ok()
}

fn keep<T>(result: Result<T, Fault>, faults: &mut Vec<Fault>) -> Option<T> {
    result.map_err(|fault| faults.push(fault)).ok()
}

#[cfg(test)]
mod tests;
