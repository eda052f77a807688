//! The bot on its stage: the real bot connected to the stand-in, people to act as, and what they see.

use crate::databases::Fresh;
use crate::openapi;
use komainu::config::{ApiUrl, Token};
use komainu::discord::Bot;
use komainu::playground::{Exchange, Fault, Id, Person, Post, Shown, StandIn, World};
use komainu::policy::Settings;
use komainu::responses::Responses;
use komainu::store::{Address, Store, Unmatched, WhyUnmatched};
use serde_json::Value;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinHandle;

/// A port that the system chooses.
const ANYWHERE: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 0);
/// How long anything on loopback may take before the test gives up: floods of other tests share the machine's few cores.
pub(crate) const SOON: Duration = Duration::from_secs(30);

/// A memory that ends with the test.
fn memory() -> Address {
    Address::parse("sqlite::memory:").unwrap()
}

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
        let discord = StandIn::start(world, ANYWHERE).await.unwrap();
        Self::beside(discord, responses, memory()).await
    }

    /// The playground's own world, and a database.
    pub(crate) async fn lantern_on(database: &Fresh) -> Self {
        Self::start_on(World::lantern(), database).await
    }

    /// Any world and any database; waits until the bot knows what is in it, however busy the disk is.
    pub(crate) async fn start_on(world: World, database: &Fresh) -> Self {
        let scene = Self::start_at_once(world, database).await;
        for _ in 0..1_000 {
            if scene.store.is_loaded() {
                return scene;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("{} is not read", database.kind);
    }

    /// The same, with a database that may be away.
    pub(crate) async fn start_at_once(world: World, database: &Fresh) -> Self {
        let discord = StandIn::start(world, ANYWHERE).await.unwrap();
        Self::beside(discord, Responses::open(None).unwrap(), database.address()).await
    }

    /// Changes the server's settings, also on a disk that is too busy for a person's patience.
    pub(crate) async fn change_settings(&self, first: &Settings, change: impl Fn(&mut Settings)) {
        for _ in 0..20 {
            if self.store.change_settings(self.guild(), first, &change).await.is_ok() {
                return;
            }
        }
        panic!("the settings cannot be saved");
    }

    /// A stand-in that is running, perhaps with faults armed.
    pub(crate) async fn on(discord: StandIn) -> Self {
        Self::beside(discord, Responses::open(None).unwrap(), memory()).await
    }

    /// Waits until the bot has registered its commands.
    async fn beside(discord: StandIn, responses: Responses, database: Address) -> Self {
        let store = Arc::new(Store::open(database).await.unwrap());
        let token = Token::parse(&discord.bot_token()).unwrap();
        let api = ApiUrl::parse(discord.origin(), false).unwrap();
        let bot = Bot::connect(&token, Some(&api), None, responses, Arc::clone(&store)).await.unwrap();
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

    /// Uses a slash command and returns the private message that came.
    pub(crate) async fn ask(&self, who: &str, channel: &str, command: &str, options: Value) -> Private {
        let shown = self.person(who).slash(channel, command, options).await.unwrap_or_else(|problem| {
            panic!("{command}: {problem:?}");
        });
        self.private(who, channel, shown).await
    }

    /// What came of an interaction, once the bot has finished it: a message for one person alone.
    pub(crate) async fn private(&self, who: &str, channel: &str, shown: Shown) -> Private {
        let message = match shown {
            Shown::Message(message) => message,
            Shown::Thinking => {
                let flags = |message: &Value| message["flags"].as_u64().unwrap_or_default();
                let thought = |message: &Value| flags(message) & 64 != 0 && flags(message) & 128 == 0;
                let seen = self.person(who).wait_to_see(self.channel(channel), thought, SOON).await;
                seen.expect("what the bot was thinking of")
            }
            other => panic!("no message: {other:?}"),
        };
        assert!(message["flags"].as_u64().is_some_and(|flags| flags & 64 != 0), "for everybody: {message}");
        Private {
            who: who.to_owned(),
            at: Post { channel: self.channel(channel), id: id_of(&message) },
            message,
        }
    }

    /// What a message says by now.
    pub(crate) fn again(&self, private: &Private) -> Value {
        let seen = self.person(&private.who).sees(private.at.channel);
        seen.into_iter().find(|message| id_of(message) == private.at.id).expect("it stands")
    }

    /// Posts a question that stands on the moderators' list of those that nothing fits.
    pub(crate) async fn unmatched(&self, channel: &str, text: &str) -> Post {
        let post = self.person("asker").post(channel, text).unwrap();
        self.store.record_unmatched(Unmatched {
            guild: self.guild(),
            channel: post.channel.0,
            message: post.id.0,
            author: 1,
            why: WhyUnmatched::Silence,
            candidates: vec!["gas-fees".into()],
            at: 1_800_000_000,
        });
        assert!(self.store.flush(SOON).await);
        post
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
        for _ in 0..1_000 {
            if let Some(message) = self.person(who).sees_from("komainu").pop() {
                return message;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("{who} was told nothing");
    }

    /// The bot's next answer to a press takes a moment, so that another can be made before anything is redrawn.
    pub(crate) fn answer_late(&self) {
        let late = Fault::on("POST", "/interactions/*/*/callback").times(1);
        self.discord.fault(late.delay(Duration::from_millis(500)));
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

/// A message that one person alone sees.
pub(crate) struct Private {
    pub(crate) who: String,
    pub(crate) at: Post,
    pub(crate) message: Value,
}

impl Private {
    /// Everything it says.
    pub(crate) fn text(&self) -> String {
        said(&self.message)
    }
}

/// Everything that a message says, in one text.
pub(crate) fn said(message: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut said = vec![text(&message["content"])];
    for embed in message["embeds"].as_array().into_iter().flatten() {
        said.extend([text(&embed["title"]), text(&embed["description"])]);
        for field in embed["fields"].as_array().into_iter().flatten() {
            said.push(format!("{}: {}", text(&field["name"]), text(&field["value"])));
        }
    }
    said.join("\n")
}

fn id_of(message: &Value) -> Id {
    message["id"].as_str().and_then(Id::parse).expect("a message has an id")
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

/// The custom id of the select with this placeholder.
pub(crate) fn menu(message: &Value, placeholder: &str) -> String {
    components(message)
        .into_iter()
        .find(|part| part["placeholder"] == placeholder)
        .and_then(|part| part["custom_id"].as_str().map(str::to_owned))
        .unwrap_or_else(|| panic!("no select {placeholder}"))
}

/// Where the link buttons of a message lead.
pub(crate) fn links(message: &Value) -> Vec<String> {
    components(message).iter().filter_map(|part| part["url"].as_str().map(str::to_owned)).collect()
}

fn components(message: &Value) -> Vec<Value> {
    let rows = message["components"].as_array().cloned().unwrap_or_default();
    rows.iter().flat_map(|row| row["components"].as_array().cloned().unwrap_or_default()).collect()
}
