//! Threads and channels.

use super::{channel, guild};
use crate::standin::{Bot, text};
use komainu::playground::{Permissions, StandIn};
use serde_json::{Value, json};

pub(super) async fn threads(bot: &Bot, stand_in: &StandIn) {
    let asker = stand_in.as_person("asker");
    let guild = guild(stand_in);
    let question = asker.post("#help", "a longer question").unwrap();
    let from_message = asker.thread_from(question, "longer").unwrap();
    let free = asker.thread("#help", "free").unwrap();
    let post = asker.forum_post("#help-forum", "Missing tokens", "They are gone.").unwrap();
    for thread in [from_message, free, post.channel] {
        bot.does("PUT", &format!("/channels/{thread}/thread-members/@me"), Value::Null).await;
        bot.does("POST", &format!("/channels/{thread}/messages"), json!({"content": "here"})).await;
        bot.does("GET", &format!("/channels/{thread}"), Value::Null).await;
        bot.does("GET", &format!("/channels/{thread}/thread-members"), Value::Null).await;
    }
    bot.does("GET", &format!("/channels/{}/messages", from_message), Value::Null).await;
    bot.does("GET", &format!("/guilds/{guild}/threads/active"), Value::Null).await;
    let own = bot
        .does(
            "POST",
            &format!("/channels/{}/threads", channel(stand_in, "#help")),
            json!({"name": "mine", "type": 11}),
        )
        .await;
    bot.does(
        "PATCH",
        &format!("/channels/{}", text(&own["id"])),
        json!({"name": "mine, closed", "archived": true}),
    )
    .await;
    bot.does(
        "GET",
        &format!("/channels/{}/threads/archived/public", channel(stand_in, "#help")),
        Value::Null,
    )
    .await;
    bot.does("DELETE", &format!("/channels/{free}/thread-members/@me"), Value::Null).await;
    let moderator = stand_in.as_person("moderator");
    moderator.request("DELETE", &format!("/channels/{free}"), Value::Null).unwrap();
}

pub(super) fn channels(stand_in: &StandIn) {
    let guild = guild(stand_in);
    let moderator = stand_in.as_person("moderator");
    let made = moderator
        .request("POST", &format!("/guilds/{guild}/channels"), json!({"name": "new", "type": 0}))
        .unwrap();
    let path = format!("/channels/{}", text(&made["id"]));
    moderator.request("PATCH", &path, json!({"topic": "for a while", "rate_limit_per_user": 10})).unwrap();
    let overwrite = json!({"type": 0, "allow": "0", "deny": Permissions::SEND_MESSAGES});
    moderator.request("PUT", &format!("{path}/permissions/{guild}"), overwrite).unwrap();
    moderator.request("DELETE", &format!("{path}/permissions/{guild}"), Value::Null).unwrap();
    moderator.request("DELETE", &path, Value::Null).unwrap();
}
