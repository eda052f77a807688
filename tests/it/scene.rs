//! The bot on its stage: the real bot connected to the stand-in, people to act as, and what they see.

use crate::openapi;
use komainu::config::{ApiUrl, Token};
use komainu::discord::Bot;
use komainu::playground::{Exchange, Id, Person, Post, StandIn, World};
use komainu::responses::Responses;
use komainu::store::{Address, Store};
use serde_json::Value;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinHandle;

/// A port that the system chooses.
const ANYWHERE: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 0);
/// How long anything on loopback may take before the test gives up.
pub(crate) const SOON: Duration = Duration::from_secs(10);

/// A world with the bot in it.
pub(crate) struct Scene {
    pub(crate) discord: StandIn,
    pub(crate) store: Arc<Store>,
    bot: JoinHandle<()>,
}

/// Whatever a test was about, everything the bot asked for must be something Discord takes.
impl Drop for Scene {
    fn drop(&mut self) {
        self.bot.abort();
        if !std::thread::panicking() {
            openapi::assert_valid(&self.discord.bot_exchanges());
        }
    }
}

impl Scene {
    /// The playground's own world.
    pub(crate) async fn lantern() -> Self {
        Self::start(World::lantern()).await
    }

    /// Any world, with the built-in answers.
    pub(crate) async fn start(world: World) -> Self {
        Self::start_with(world, Responses::open(None).unwrap()).await
    }

    /// Any world and any answers, and a memory that ends with the test.
    pub(crate) async fn start_with(world: World, responses: Responses) -> Self {
        Self::start_on(world, responses, Address::parse("sqlite::memory:").unwrap()).await
    }

    /// Any world, answers and database; waits until the bot has registered its commands.
    pub(crate) async fn start_on(world: World, responses: Responses, database: Address) -> Self {
        let store = Arc::new(Store::open(database).await.unwrap());
        let discord = StandIn::start(world, ANYWHERE).await.unwrap();
        let token = Token::parse(&discord.bot_token()).unwrap();
        let api = ApiUrl::parse(discord.origin(), false).unwrap();
        let bot = Bot::connect(&token, Some(&api), responses, Arc::clone(&store)).await.unwrap();
        let bot = tokio::spawn(async move { bot.run_until(std::future::pending()).await.unwrap() });
        let registered = |exchange: &Exchange| exchange.is("PUT", "/applications/*/commands");
        discord.wait_for(registered, SOON).await.expect("the bot registers its commands");
        Self { discord, store, bot }
    }

    pub(crate) fn person(&self, name: &str) -> Person {
        self.discord.as_person(name)
    }

    pub(crate) fn channel(&self, name: &str) -> Id {
        self.discord.look(|world| world.find_channel(name)).unwrap_or_else(|| panic!("no channel {name}"))
    }

    /// The server.
    pub(crate) fn guild(&self) -> u64 {
        let general = self.channel("general");
        self.discord.look(|world| world.guild_of(general)).expect("a channel of a server").0
    }

    /// Waits for the bot's reply to a post.
    pub(crate) async fn reply_to(&self, who: &str, post: Post) -> Value {
        let replied = |message: &Value| message["message_reference"]["message_id"] == post.id.to_string();
        self.person(who).wait_to_see(post.channel, replied, SOON).await.expect("a reply")
    }

    /// Waits for an alert in the moderators' log.
    pub(crate) async fn alert(&self) -> Value {
        let embedded =
            |message: &Value| message["embeds"].as_array().is_some_and(|embeds| !embeds.is_empty());
        self.person("moderator").wait_to_see(self.channel("mod-log"), embedded, SOON).await.expect("an alert")
    }

    /// Waits for the bot's direct message to somebody.
    pub(crate) async fn direct(&self, who: &str) -> Value {
        for _ in 0..200 {
            if let Some(message) = self.person(who).sees_from("komainu").pop() {
                return message;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("{who} was told nothing");
    }

    /// The requests the bot has made since `mark`, once it has nothing more to do: a message that it answers for sure has
    /// gone through after everything before it.
    pub(crate) async fn settled(&self, mark: u64) -> Vec<Arc<Exchange>> {
        let probe = self
            .person("yuki")
            .post("help", "パスワードを忘れました。リセットするにはどうすればいいですか？")
            .unwrap();
        self.reply_to("yuki", probe).await;
        let mut all = self.discord.bot_exchanges();
        all.retain(|exchange| {
            exchange.number >= mark && !exchange.request.to_string().contains(&probe.id.to_string())
        });
        all
    }
}

/// The custom id of the button with this label.
pub(crate) fn button(message: &Value, label: &str) -> String {
    components(message)
        .into_iter()
        .find(|part| part["label"] == label)
        .and_then(|part| part["custom_id"].as_str().map(str::to_owned))
        .unwrap_or_else(|| panic!("no button {label}"))
}

/// What the buttons of a message say.
pub(crate) fn labels(message: &Value) -> Vec<String> {
    components(message).iter().filter_map(|part| part["label"].as_str().map(str::to_owned)).collect()
}

/// Where the link buttons of a message lead.
pub(crate) fn links(message: &Value) -> Vec<String> {
    components(message).iter().filter_map(|part| part["url"].as_str().map(str::to_owned)).collect()
}

fn components(message: &Value) -> Vec<Value> {
    let rows = message["components"].as_array().cloned().unwrap_or_default();
    rows.iter().flat_map(|row| row["components"].as_array().cloned().unwrap_or_default()).collect()
}
