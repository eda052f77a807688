//! A plain serenity bot: connects, answers a message, registers and answers a command.

use komainu::playground::{Shown, StandIn};
use serde_json::json;
use serenity::all::{
    Command, CommandOptionType, Context, CreateCommand, CreateCommandOption, CreateInteractionResponse,
    CreateInteractionResponseMessage, EventHandler, GatewayIntents, Interaction, Message, Ready,
};
use serenity::async_trait;
use serenity::client::ClientBuilder;
use serenity::http::HttpBuilder;
use tokio::task::JoinHandle;

use super::{SOON, lantern};
use crate::openapi;

struct Echo;

#[async_trait]
impl EventHandler for Echo {
    async fn ready(&self, context: Context, _: Ready) {
        let text = CreateCommandOption::new(CommandOptionType::String, "text", "What to say").required(true);
        let say = CreateCommand::new("say").description("Says it").add_option(text);
        Command::create_global_command(&context.http, say).await.unwrap();
    }

    async fn message(&self, context: Context, message: Message) {
        if let Some(text) = message.content.strip_prefix("ping ") {
            message.channel_id.say(&context, format!("pong {text}")).await.unwrap();
        }
    }

    async fn interaction_create(&self, context: Context, interaction: Interaction) {
        let Interaction::Command(command) = interaction else { return };
        let text = command.data.options[0].value.as_str().unwrap();
        let answer = CreateInteractionResponseMessage::new().content(text).ephemeral(true);
        command.create_response(&context, CreateInteractionResponse::Message(answer)).await.unwrap();
    }
}

/// Starts serenity's own client against the stand-in and waits until it is there.
pub(crate) async fn connect(stand_in: &StandIn) -> JoinHandle<()> {
    let http =
        HttpBuilder::new(stand_in.bot_token()).proxy(stand_in.origin()).ratelimiter_disabled(true).build();
    let mut client =
        ClientBuilder::new_with_http(http, GatewayIntents::all()).event_handler(Echo).await.unwrap();
    let task = tokio::spawn(async move { client.start().await.unwrap() });
    assert!(stand_in.wait_connected(1, SOON).await, "the bot did not connect");
    task
}

#[tokio::test]
async fn a_serenity_bot_answers_a_message_and_a_command() {
    let stand_in = lantern().await;
    let bot = connect(&stand_in).await;
    let asker = stand_in.as_person("asker");

    asker.post("#help", "ping one").unwrap();
    let sent = stand_in.wait_for(|exchange| exchange.request["content"] == "pong one", SOON).await;
    assert_eq!(sent.expect("an answer").status, 200);

    let registered =
        stand_in.wait_for(|exchange| exchange.is("POST", "/applications/*/commands"), SOON).await;
    assert_eq!(registered.expect("a command").status, 201);
    let shown = asker.slash("#help", "/say", json!({"text": "between us"})).await.unwrap();
    let Shown::Message(message) = shown else { panic!("{shown:?}") };
    assert_eq!(message["content"], "between us");
    let last = |name: &str| stand_in.as_person(name).sees_in("#help").pop().unwrap()["content"].clone();
    assert_eq!((last("asker"), last("moderator")), (json!("between us"), json!("pong one")));

    openapi::assert_valid(&stand_in.exchanges());
    bot.abort();
}
