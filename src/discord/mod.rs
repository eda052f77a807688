//! The shell around Discord, and the only place that names serenity or poise.
//!
//! A message walks `road` -> `convert` -> `lanes` -> `policy` -> `guard` or `reply`; a command `events` -> `commands` -> one
//! pure call -> `render`. Requests that must not be lost or doubled go through `requests`.

mod again;
mod alert;
mod arrival;
mod aside;
mod attachments;
mod catch_up;
mod check;
mod commands;
mod components;
mod convert;
#[doc(hidden)]
pub mod doors;
mod errors;
mod events;
mod explain;
mod facts;
mod gateway;
mod guard;
mod http;
mod ids;
mod incidents;
mod invite;
mod lanes;
mod look;
mod moderate;
mod notice;
mod outcomes;
mod own;
mod panel;
mod presser;
mod progress;
mod quota;
mod render;
mod reply;
mod requests;
mod road;
mod setup;
mod shards;
mod stains;
mod state;
mod stats;
mod threads;
mod turns;
mod verdicts;
mod work;

pub use invite::{Invite, PERMISSIONS, Permission};
pub use shards::{Shard, Shards};

use crate::config::{ApiUrl, ShardRange, Token};
use crate::responses::Responses;
use crate::store::Store;
use anyhow::{Context as _, Result, bail};
use events::Events;
use gateway::Gateway;
use road::Road;
use serenity::all::{ClientBuilder, Framework as _, GatewayIntents, Http, HttpError};
use shards::Plan;
use state::State;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;
use turns::Turns;

/// What the bot wants to hear of: messages and their text, in servers and directly, and which channels and roles there
/// are. Nothing about members, presences or reactions.
pub const INTENTS: GatewayIntents = GatewayIntents::GUILDS
    .union(GatewayIntents::GUILD_MESSAGES)
    .union(GatewayIntents::DIRECT_MESSAGES)
    .union(GatewayIntents::MESSAGE_CONTENT);

/// The bot, ready to run.
pub struct Bot {
    gateway: Arc<Gateway>,
    application: u64,
    state: Arc<State>,
    /// What runs beside the gateway, and ends with it.
    _tasks: JoinSet<()>,
}

/// How often old fragments are wiped: they live ten minutes, and no more than this beyond.
const WIPE: Duration = Duration::from_secs(30);

/// How long a stop waits for what is under way and for the gateway: a delete and a notice need a fraction of it, closing
/// takes a round trip; and with the last writes it ends before a supervisor kills, after ten seconds as Docker does.
const DRAIN: Duration = Duration::from_secs(4);

/// Wipes what has grown old, for as long as the bot runs.
async fn forget(state: Arc<State>, gateway: Arc<Gateway>) {
    let mut ticks = tokio::time::interval(WIPE);
    loop {
        ticks.tick().await;
        let now = state.clock.now();
        state.forget_old(now);
        for shard in state.stains.take_old(now) {
            gateway.renew(shard).await;
        }
    }
}

/// Who the bot is and which shards it is to run, as Discord says: what can be asked before the bot itself is there.
pub struct Introduced<'a> {
    token: &'a Token,
    api: Option<&'a ApiUrl>,
    http: Http,
    application: u64,
    plan: Plan,
}

impl<'a> Introduced<'a> {
    /// Asks Discord.
    pub async fn ask(
        token: &'a Token,
        api: Option<&'a ApiUrl>,
        range: Option<ShardRange>,
    ) -> Result<Introduced<'a>> {
        let http = http::discord_http(token, api)?;
        let (application, plan) = tokio::join!(who_am_i(&http, api), Plan::ask(&http, api, range));
        Ok(Self { token, api, application: application?, plan: plan?, http })
    }

    /// Makes the bot; nothing is received yet.
    pub async fn connect(self, responses: Responses, store: Arc<Store>) -> Result<Bot> {
        let Self { token, api, http, application, plan } = self;
        let turns = Turns::new(Arc::clone(&store), plan.concurrency, plan.total);
        let state = Arc::new(State::new(responses, store, token, api)?);
        // Commands are the bot's, not a process's: whoever has the first shard registers them.
        let mut commands = commands::framework(Arc::clone(&state), plan.range.start == 0);
        let mut tasks = JoinSet::new();
        tasks.spawn(own::keep(Arc::clone(&state)));
        let client = ClientBuilder::new_with_http(http, INTENTS)
            .await
            .context("the Discord client could not be built")?;
        http::ensure_gateway(client.ws_url.lock().await.as_str(), api)?;
        if let Some(api) = api {
            tracing::warn!("this is not the real Discord: DISCORD_API_URL is {}", api.origin);
        }
        commands.init(&client).await;
        let (http, cache) = (Arc::clone(&client.http), Arc::clone(&client.cache));
        let road = Road::open(http, cache, Arc::clone(&state), &mut tasks);
        let watch = {
            let road = Arc::clone(&road);
            Arc::new(move |shard, event: &_| road.see(shard, event))
        };
        let events = Arc::new(Events { road, commands });
        let gateway = Arc::new(Gateway::new(client, plan, turns, watch, events)?);
        tasks.spawn(forget(Arc::clone(&state), Arc::clone(&gateway)));
        Ok(Bot { gateway, application, state, _tasks: tasks })
    }
}

impl Bot {
    /// Makes the bot and asks Discord who it is; nothing is received yet. Without a range it runs every shard.
    pub async fn connect(
        token: &Token,
        api: Option<&ApiUrl>,
        range: Option<ShardRange>,
        responses: Responses,
        store: Arc<Store>,
    ) -> Result<Self> {
        Introduced::ask(token, api, range).await?.connect(responses, store).await
    }

    /// The link that adds the bot to a server, with the permissions it needs.
    pub fn invite(&self) -> Invite {
        Invite::new(self.application)
    }

    /// The shards this process is responsible for.
    pub fn shards(&self) -> Shards {
        self.gateway.shards().clone()
    }

    /// Receives and acts until `stop` resolves; then finishes what is under way.
    pub async fn run_until(self, stop: impl Future<Output = ()>) -> Result<()> {
        let mut running = std::pin::pin!(self.gateway.run());
        tokio::select! {
            ended = &mut running => ended.map_err(explain),
            () = stop => {
                tracing::info!("stopping: what is under way is finished first");
                self.state.work.stop();
                self.gateway.shut_down().await;
                // A connection that hangs is not waited for.
                let goodbye = tokio::time::timeout(DRAIN, running);
                match tokio::join!(self.state.work.finished(DRAIN), goodbye).0 {
                    0 => tracing::info!("stopped"),
                    unfinished => tracing::warn!(unfinished, "stopped; the next start catches up"),
                }
                Ok(())
            }
        }
    }
}

/// The bot's application id; the first request, so the one that tells a wrong token.
async fn who_am_i(http: &Http, api: Option<&ApiUrl>) -> Result<u64> {
    match http.get_current_application_info().await {
        Ok(application) => Ok(application.id.get()),
        Err(serenity::Error::Http(HttpError::UnsuccessfulRequest(response)))
            if response.status_code.as_u16() == 401 =>
        {
            bail!(
                "Discord does not accept DISCORD_TOKEN: reset it on the Bot page of the developer portal and put the new \
                 one into .env, or try the bot without any account: komainu playground"
            )
        }
        Err(_) => match api {
            Some(api) => bail!("{} does not answer: is the stand-in of DISCORD_API_URL running?", api.origin),
            None => bail!("Discord does not answer: is this machine connected to the internet?"),
        },
    }
}

/// Says in one sentence why the gateway ended, without serenity's own text, which may hold a payload.
fn explain(error: serenity::Error) -> anyhow::Error {
    use serenity::gateway::GatewayError;
    match error {
        serenity::Error::Gateway(GatewayError::DisallowedGatewayIntents) => anyhow::anyhow!(
            "Discord refuses to send message texts: switch on \"Message Content Intent\" on the Bot page of the \
             developer portal"
        ),
        serenity::Error::Gateway(GatewayError::InvalidAuthentication) => anyhow::anyhow!(
            "Discord does not accept DISCORD_TOKEN any more: reset it on the Bot page of the developer portal"
        ),
        _ => anyhow::anyhow!("the connection to Discord ended and could not be taken up again"),
    }
}
