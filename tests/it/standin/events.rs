//! Every event that the stand-in sends is parsed with serenity's own type: serenity itself would drop it in silence.

use std::collections::BTreeSet;

use serde::de::DeserializeOwned;
use serde_json::Value;
use serenity::model::event as e;

use super::scenario::walk;
use super::text;
use crate::openapi;

/// Parses an event with the type that serenity has for it, naming the path at which it fails.
fn parse(name: &str, data: &Value) -> Result<(), String> {
    fn of<T: DeserializeOwned>(data: &Value) -> Result<(), String> {
        serde_path_to_error::deserialize::<_, T>(data).map(drop).map_err(|error| error.to_string())
    }
    match name {
        "READY" => of::<e::ReadyEvent>(data),
        "RESUMED" => of::<e::ResumedEvent>(data),
        "GUILD_CREATE" => of::<e::GuildCreateEvent>(data),
        "GUILD_UPDATE" => of::<e::GuildUpdateEvent>(data),
        "GUILD_DELETE" => of::<e::GuildDeleteEvent>(data),
        "GUILD_ROLE_UPDATE" => of::<e::GuildRoleUpdateEvent>(data),
        "GUILD_MEMBER_ADD" => of::<e::GuildMemberAddEvent>(data),
        "GUILD_MEMBER_UPDATE" => of::<e::GuildMemberUpdateEvent>(data),
        "GUILD_MEMBER_REMOVE" => of::<e::GuildMemberRemoveEvent>(data),
        "GUILD_MEMBERS_CHUNK" => of::<e::GuildMembersChunkEvent>(data),
        "GUILD_BAN_ADD" => of::<e::GuildBanAddEvent>(data),
        "GUILD_BAN_REMOVE" => of::<e::GuildBanRemoveEvent>(data),
        "CHANNEL_CREATE" => of::<e::ChannelCreateEvent>(data),
        "CHANNEL_UPDATE" => of::<e::ChannelUpdateEvent>(data),
        "CHANNEL_DELETE" => of::<e::ChannelDeleteEvent>(data),
        "CHANNEL_PINS_UPDATE" => of::<e::ChannelPinsUpdateEvent>(data),
        "THREAD_CREATE" => of::<e::ThreadCreateEvent>(data),
        "THREAD_UPDATE" => of::<e::ThreadUpdateEvent>(data),
        "THREAD_DELETE" => of::<e::ThreadDeleteEvent>(data),
        "THREAD_MEMBERS_UPDATE" => of::<e::ThreadMembersUpdateEvent>(data),
        "MESSAGE_CREATE" => of::<e::MessageCreateEvent>(data),
        "MESSAGE_UPDATE" => of::<e::MessageUpdateEvent>(data),
        "MESSAGE_DELETE" => of::<e::MessageDeleteEvent>(data),
        "MESSAGE_DELETE_BULK" => of::<e::MessageDeleteBulkEvent>(data),
        "MESSAGE_REACTION_ADD" => of::<e::ReactionAddEvent>(data),
        "MESSAGE_REACTION_REMOVE" => of::<e::ReactionRemoveEvent>(data),
        "TYPING_START" => of::<e::TypingStartEvent>(data),
        "INTERACTION_CREATE" => of::<e::InteractionCreateEvent>(data),
        _ => Err("serenity has no type for it in this table".to_owned()),
    }
}

#[tokio::test]
async fn every_event_parses_with_serenitys_own_type() {
    let walk = walk().await;
    let faults: Vec<String> = walk
        .socket
        .seen
        .iter()
        .filter_map(|event| {
            let name = text(&event["t"]);
            parse(name, &event["d"]).err().map(|error| format!("{name}: {error}\n  {}", event["d"]))
        })
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));

    // The walk has to come by all of them, or the check above proves little.
    let seen: BTreeSet<&str> = walk.socket.names(0).into_iter().collect();
    let expected = [
        "CHANNEL_CREATE",
        "CHANNEL_DELETE",
        "CHANNEL_PINS_UPDATE",
        "CHANNEL_UPDATE",
        "GUILD_BAN_ADD",
        "GUILD_BAN_REMOVE",
        "GUILD_CREATE",
        "GUILD_DELETE",
        "GUILD_MEMBER_ADD",
        "GUILD_MEMBER_REMOVE",
        "GUILD_MEMBER_UPDATE",
        "GUILD_ROLE_UPDATE",
        "INTERACTION_CREATE",
        "MESSAGE_CREATE",
        "MESSAGE_DELETE",
        "MESSAGE_DELETE_BULK",
        "MESSAGE_REACTION_ADD",
        "MESSAGE_REACTION_REMOVE",
        "MESSAGE_UPDATE",
        "READY",
        "THREAD_CREATE",
        "THREAD_DELETE",
        "THREAD_MEMBERS_UPDATE",
        "THREAD_UPDATE",
        "TYPING_START",
    ];
    assert_eq!(seen, expected.into_iter().collect());
}

#[tokio::test]
async fn every_exchange_is_one_that_discords_specification_knows() {
    let walk = walk().await;
    let exchanges = walk.stand_in.exchanges();
    assert!(exchanges.len() > 100, "{} exchanges", exchanges.len());
    openapi::assert_valid(&exchanges);
}
