//! Commands, buttons, selects and forms.

use super::{channel, guild};
use crate::standin::{Bot, Socket, text};
use komainu::playground::{Id, Post, Shown, StandIn};
use serde_json::{Value, json};

pub(super) async fn commands(bot: &Bot, stand_in: &StandIn, socket: &mut Socket) {
    let (asker, application) = (stand_in.as_person("asker"), stand_in.application_id());
    let all = format!("/applications/{application}/commands");
    bot.does(
        "PUT",
        &all,
        json!([faq(), {"type": 3, "name": "Answer this…", "default_member_permissions": "8192"},
        {"type": 2, "name": "History"}]),
    )
    .await;
    bot.does("GET", &all, Value::Null).await;
    let made = bot.does("POST", &all, json!({"name": "extra", "description": "Goes again"})).await;
    let extra = format!("{all}/{}", text(&made["id"]));
    bot.does("PATCH", &extra, json!({"description": "Goes soon"})).await;
    bot.does("GET", &extra, Value::Null).await;
    bot.does("DELETE", &extra, Value::Null).await;
    let of_guild = format!("/applications/{application}/guilds/{}/commands", guild(stand_in));
    bot.does("PUT", &of_guild, json!([{"name": "here", "description": "Here alone"}])).await;
    bot.does("PUT", &of_guild, json!([])).await;

    let choices = json!({"type": 8, "data": {"choices": [{"name": "Gas fees", "value": "gas-fees"}]}});
    let (offered, _) =
        tokio::join!(asker.autocomplete("#help", "/faq", "topic", "ga"), answer(bot, socket, choices));
    assert_eq!(offered.unwrap()[0]["value"], "gas-fees");

    let options = json!({"topic": "gas-fees", "to": asker.id().unwrap(), "count": 2, "private": true});
    let reply = json!({"type": 4, "data": {"content": "Fees go to validators.", "flags": 64}});
    let (shown, interaction) =
        tokio::join!(asker.slash("#help", "/faq", options), answer(bot, socket, reply));
    assert!(matches!(shown.unwrap(), Shown::Message(_)));
    follow_up(bot, &interaction, stand_in).await;

    let (shown, interaction) = tokio::join!(
        asker.slash("#help", "/faq", json!({"topic": "x"})),
        answer(bot, socket, json!({"type": 5, "data": {"flags": 64}}))
    );
    assert_eq!(shown.unwrap(), Shown::Thinking);
    follow_up(bot, &interaction, stand_in).await;

    let target = asker.post("#help", "what now?").unwrap();
    let moderator = stand_in.as_person("moderator");
    let reply = json!({"type": 4, "data": {"content": "This."}});
    let (shown, _) = tokio::join!(moderator.context_menu("Answer this…", target), answer(bot, socket, reply));
    assert!(matches!(shown.unwrap(), Shown::Message(_)));
}

/// Everything that can be done with the token of an interaction.
async fn follow_up(bot: &Bot, interaction: &Value, stand_in: &StandIn) {
    let base = format!("/webhooks/{}/{}", stand_in.application_id(), text(&interaction["token"]));
    bot.does("PATCH", &format!("{base}/messages/@original"), json!({"content": "edited"})).await;
    bot.does("GET", &format!("{base}/messages/@original"), Value::Null).await;
    let more = bot.does("POST", &base, json!({"content": "one more", "flags": 64})).await;
    let more = format!("{base}/messages/{}", text(&more["id"]));
    bot.does("PATCH", &more, json!({"content": "one more thing"})).await;
    bot.does("GET", &more, Value::Null).await;
    bot.does("DELETE", &more, Value::Null).await;
    bot.does("DELETE", &format!("{base}/messages/@original"), Value::Null).await;
}

pub(super) async fn components(bot: &Bot, stand_in: &StandIn, socket: &mut Socket) {
    let asker = stand_in.as_person("asker");
    let help = channel(stand_in, "#help");
    let rows = json!([
        {"type": 1, "components": [{"type": 2, "style": 3, "label": "Solved", "custom_id": "solved"},
            {"type": 2, "style": 2, "label": "Else", "custom_id": "else", "emoji": {"name": "❓"}}]},
        {"type": 1, "components": [{"type": 3, "custom_id": "topic", "placeholder": "Which?", "options": [
            {"label": "Gas", "value": "gas", "description": "fees"}, {"label": "Swap", "value": "swap"}]}]},
        {"type": 1, "components": [{"type": 8, "custom_id": "channels", "channel_types": [0], "max_values": 3}]},
    ]);
    let message = json!({"content": "Which one?", "components": rows});
    let sent = bot.does("POST", &format!("/channels/{help}/messages"), message).await;
    let sent = Post { channel: help, id: Id::parse(text(&sent["id"])).unwrap() };

    let (shown, _) = tokio::join!(asker.click(sent, "solved"), answer(bot, socket, json!({"type": 6})));
    assert_eq!(shown.unwrap(), Shown::Updated);
    let update = json!({"type": 7, "data": {"content": "This one."}});
    let (shown, _) = tokio::join!(asker.select(sent, "topic", &["gas"]), answer(bot, socket, update));
    assert_eq!(shown.unwrap(), Shown::Updated);
    let ids = [help.to_string()];
    let chosen = [ids[0].as_str()];
    let reply = json!({"type": 4, "data": {"content": "Noted.", "flags": 64}});
    let (shown, _) = tokio::join!(asker.select(sent, "channels", &chosen), answer(bot, socket, reply));
    assert!(matches!(shown.unwrap(), Shown::Message(_)));

    let modal = json!({"type": 9, "data": {"custom_id": "form", "title": "Tell us", "components": [
        {"type": 1, "components": [{"type": 4, "custom_id": "what", "label": "What?", "style": 2}]}]}});
    let (shown, _) = tokio::join!(asker.click(sent, "else"), answer(bot, socket, modal));
    let Shown::Modal(modal) = shown.unwrap() else { panic!("a modal") };
    let reply = json!({"type": 4, "data": {"content": "Thank you.", "flags": 64}});
    let filled = json!({"what": "my balance"});
    let (shown, interaction) = tokio::join!(asker.submit_modal(&modal, filled), answer(bot, socket, reply));
    assert!(matches!(shown.unwrap(), Shown::Message(_)));
    assert_eq!(interaction["data"]["components"][0]["components"][0]["value"], "my balance");

    let v2 = json!({"flags": 32768, "components": [{"type": 17, "components": [
        {"type": 10, "content": "**A heading**"}, {"type": 14}, {"type": 9, "components": [{"type": 10, "content": "text"}],
            "accessory": {"type": 2, "style": 2, "label": "More", "custom_id": "more"}}]}]});
    bot.does("POST", &format!("/channels/{help}/messages"), v2).await;
}

/// Takes the next interaction and gives it a first response.
async fn answer(bot: &Bot, socket: &mut Socket, response: Value) -> Value {
    let interaction = socket.event("INTERACTION_CREATE").await;
    let (status, reply) = bot.respond(&interaction, response).await;
    assert_eq!(status, 204, "{reply}");
    interaction
}

pub(crate) fn faq() -> Value {
    json!({
        "name": "faq", "description": "Shows an answer", "name_localizations": {"ja": "よくある質問"},
        "description_localizations": {"ja": "回答を表示します"}, "contexts": [0, 1], "integration_types": [0],
        "options": [
            {"type": 3, "name": "topic", "description": "Which answer", "required": true, "autocomplete": true,
             "name_localizations": {"ja": "話題"}},
            {"type": 6, "name": "to", "description": "For whom"},
            {"type": 4, "name": "count", "description": "How many", "min_value": 1, "max_value": 5},
            {"type": 5, "name": "private", "description": "For you alone"},
            {"type": 3, "name": "language", "description": "Which language",
             "choices": [{"name": "English", "value": "en"}, {"name": "Japanese", "value": "ja"}]},
        ],
    })
}
