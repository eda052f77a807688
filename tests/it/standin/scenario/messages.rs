//! Messages, by everybody who writes any.

use super::channel;
use crate::standin::{Bot, text};
use komainu::playground::{File, StandIn};
use serde_json::{Value, json};

pub(super) async fn messages(bot: &Bot, stand_in: &StandIn) {
    let (asker, yuki) = (stand_in.as_person("asker"), stand_in.as_person("yuki"));
    let help = channel(stand_in, "#help");
    let question = asker.post("#help", "where is <@1> my balance? <@&2> @everyone").unwrap();
    let bot_id = stand_in.application_id();
    asker.post("#help", &format!("<@{bot_id}> hello")).unwrap();
    yuki.reply(question, "同じです").unwrap();
    yuki.forward(question, "#ヘルプ-日本語").unwrap();
    asker.edit(question, "where is my balance now?").unwrap();
    asker.upload("#help", "see the file", &[("my notes.txt", "text/plain", b"hello")]).unwrap();
    let alt = json!({"content": "", "attachments": [{"id": 0, "description": "a picture of a fox"}]});
    asker.post_with_files(help, alt, vec![picture()]).unwrap();
    let poll = json!({"question": {"text": "Which network?"}, "answers": [
        {"poll_media": {"text": "Mainnet"}}, {"poll_media": {"text": "Another"}}], "duration": 1});
    asker.post_in(help, json!({"poll": poll})).unwrap();
    stand_in.as_person("newsbot").post_in(help, json!({"content": "", "embeds": [rich_embed()]})).unwrap();
    stand_in.post_by_webhook("#help", "Price feed", &json!({"content": "up"})).unwrap();
    let preview = json!({"type": "link", "url": "https://example.org/", "title": "An example"});
    stand_in.unfurl(question.channel, question.id, preview).unwrap();
    asker.react(question, "👀").unwrap();

    bot.does("POST", &format!("/channels/{help}/typing"), Value::Null).await;
    let path = format!("/channels/{help}/messages");
    let reply = json!({
        "content": "see the link", "embeds": [rich_embed()], "components": [link_row()], "tts": false,
        "allowed_mentions": {"parse": [], "replied_user": true}, "flags": 4096, "nonce": "n1", "enforce_nonce": true,
        "message_reference": {"message_id": question.id, "channel_id": help, "fail_if_not_exists": false},
    });
    let sent = bot.does("POST", &path, reply.clone()).await;
    let again = bot.does("POST", &path, reply).await;
    assert_eq!(sent["id"], again["id"], "a nonce that is enforced posts once");
    let one = format!("{path}/{}", text(&sent["id"]));
    bot.does("PATCH", &one, json!({"content": "see this link", "embeds": [], "components": []})).await;
    bot.does("PATCH", &format!("{path}/{}", question.id), json!({"flags": 4})).await;
    let form = reqwest::multipart::Form::new()
        .text(
            "payload_json",
            json!({"content": "a chart", "attachments": [{"id": 0, "description": "bars"}]}).to_string(),
        )
        .part(
            "files[0]",
            reqwest::multipart::Part::bytes(vec![1, 2, 3])
                .file_name("chart.png")
                .mime_str("image/png")
                .unwrap(),
        );
    let (status, chart) = crate::standin::answer(bot.request("POST", &path).multipart(form)).await;
    assert_eq!(status, 200, "{chart}");
    let url = text(&chart["attachments"][0]["url"]).to_owned();
    let bytes = reqwest::get(url).await.unwrap().bytes().await.unwrap();
    assert_eq!(bytes.as_ref(), [1, 2, 3]);

    for query in
        ["", "?limit=2", &format!("?before={}", question.id), &format!("?after={}&limit=100", question.id)]
    {
        bot.does("GET", &format!("{path}{query}"), Value::Null).await;
    }
    bot.does("GET", &format!("{path}?around={}&limit=3", question.id), Value::Null).await;
    bot.does("GET", &one, Value::Null).await;
    stand_in
        .as_person("moderator")
        .request("PUT", &format!("{path}/pins/{}", question.id), Value::Null)
        .unwrap();
    bot.does("GET", &format!("/channels/{help}/pins"), Value::Null).await;
    bot.does("GET", &format!("{path}/pins"), Value::Null).await;
    bot.does("PUT", &format!("{path}/{}/reactions/%F0%9F%91%80/@me", question.id), Value::Null).await;
    bot.does("GET", &format!("{path}/{}/reactions/%F0%9F%91%80", question.id), Value::Null).await;
    bot.does("DELETE", &format!("{path}/{}/reactions/%F0%9F%91%80/@me", question.id), Value::Null).await;
    let others = [asker.post("#help", "a").unwrap(), asker.post("#help", "b").unwrap()];
    bot.does("POST", &format!("{path}/bulk-delete"), json!({"messages": others.map(|post| post.id)})).await;
    bot.does("DELETE", &one, Value::Null).await;

    let asker_id = asker.id().unwrap();
    let direct = bot.does("POST", "/users/@me/channels", json!({"recipient_id": asker_id})).await;
    let direct = format!("/channels/{}/messages", text(&direct["id"]));
    bot.does("POST", &direct, json!({"content": "please delete it"})).await;
    asker.dm("komainu", "thank you").unwrap();
    bot.does("GET", &direct, Value::Null).await;
}

fn rich_embed() -> Value {
    json!({
        "title": "Why is my balance missing?", "description": "It is not gone.", "color": 16_087_586,
        "url": "https://example.org/", "timestamp": "2026-01-02T03:04:05.678Z",
        "author": {"name": "komainu"}, "footer": {"text": "community bot"}, "image": {"url": "https://example.org/a.png"},
        "fields": [{"name": "One", "value": "1", "inline": true}, {"name": "Two", "value": "2"}],
    })
}

fn link_row() -> Value {
    json!({"type": 1, "components": [{"type": 2, "style": 5, "label": "Read on", "url": "https://example.org/"}]})
}

fn picture() -> File {
    File {
        field: "files[0]".to_owned(),
        filename: "fox.png".to_owned(),
        content_type: Some("image/png".to_owned()),
        bytes: vec![137, 80, 78, 71].into(),
    }
}
