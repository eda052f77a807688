//! Accounts, and what moderators do to them.

use super::guild;
use crate::standin::{Bot, text};
use komainu::playground::{Permissions, StandIn};
use serde_json::{Value, json};

pub(super) async fn accounts(bot: &Bot, stand_in: &StandIn) {
    let guild = guild(stand_in);
    bot.does("GET", "/gateway", Value::Null).await;
    bot.does("GET", "/gateway/bot", Value::Null).await;
    bot.does("GET", "/users/@me", Value::Null).await;
    bot.does("GET", "/users/@me/guilds", Value::Null).await;
    bot.does("GET", "/applications/@me", Value::Null).await;
    bot.does("GET", "/oauth2/applications/@me", Value::Null).await;
    bot.does("GET", &format!("/guilds/{guild}?with_counts=true"), Value::Null).await;
    bot.does("GET", &format!("/guilds/{guild}/channels"), Value::Null).await;
    bot.does("GET", &format!("/guilds/{guild}/roles"), Value::Null).await;
    let members = bot.does("GET", &format!("/guilds/{guild}/members?limit=3"), Value::Null).await;
    let last = text(&members[2]["user"]["id"]);
    bot.does("GET", &format!("/guilds/{guild}/members?limit=1000&after={last}"), Value::Null).await;
    bot.does("GET", &format!("/guilds/{guild}/members/{last}"), Value::Null).await;
    bot.does("GET", &format!("/users/{last}"), Value::Null).await;
}

/// What moderators do; the bot has no permission for most of it, and none is given to it here.
pub(super) async fn moderation(bot: &Bot, stand_in: &StandIn) {
    let guild = guild(stand_in);
    let moderator = stand_in.as_person("moderator");
    let scammer = stand_in.as_person("scammer");
    let target = scammer.id().unwrap();
    let offer = scammer.post("#general", "write me directly").unwrap();
    moderator.react(offer, "🚩").unwrap();
    bot.does("DELETE", &format!("/channels/{}/messages/{}", offer.channel, offer.id), Value::Null).await;
    let member = format!("/guilds/{guild}/members/{target}");
    let until = "2099-01-01T00:00:00+00:00";
    assert!(moderator.request("PATCH", &member, json!({"communication_disabled_until": until})).is_err());
    let soon = chrono::DateTime::from_timestamp(chrono_now() + 600, 0).unwrap().to_rfc3339();
    moderator.request("PATCH", &member, json!({"communication_disabled_until": soon})).unwrap();
    assert!(scammer.post("#general", "hello?").is_err());
    moderator
        .request("PATCH", &member, json!({"communication_disabled_until": null, "nick": "not support"}))
        .unwrap();
    let helper = stand_in.look(|world| world.find_role(guild, "Helper").unwrap());
    moderator.request("PUT", &format!("{member}/roles/{helper}"), json!({})).unwrap();
    moderator.request("DELETE", &format!("{member}/roles/{helper}"), Value::Null).unwrap();
    scammer.post("#general", "last words").unwrap();
    moderator
        .request("PUT", &format!("/guilds/{guild}/bans/{target}"), json!({"delete_message_seconds": 3600}))
        .unwrap();
    moderator.request("GET", &format!("/guilds/{guild}/bans"), Value::Null).unwrap();
    moderator.request("GET", &format!("/guilds/{guild}/bans/{target}"), Value::Null).unwrap();
    moderator.request("GET", &format!("/guilds/{guild}/audit-logs?limit=100"), Value::Null).unwrap();
    moderator.request("DELETE", &format!("/guilds/{guild}/bans/{target}"), Value::Null).unwrap();
    let yuki = stand_in.as_person("yuki").id().unwrap();
    moderator.request("DELETE", &format!("/guilds/{guild}/members/{yuki}"), Value::Null).unwrap();
    stand_in.join(guild, yuki, &[]);
}

fn chrono_now() -> i64 {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    i64::try_from(now.as_secs()).unwrap()
}

pub(super) fn comings_and_goings(stand_in: &StandIn) {
    let guild = guild(stand_in);
    stand_in.outage(guild, true);
    stand_in.outage(guild, false);
    let role = stand_in.look(|world| world.find_role(guild, "Helper").unwrap());
    stand_in.set_role(guild, role, Permissions::ADD_REACTIONS);
    let new = stand_in.arrange(|world| world.guild("Second"));
    stand_in.join(new, stand_in.application_id(), &[]);
    stand_in.leave(new, stand_in.application_id());
}
