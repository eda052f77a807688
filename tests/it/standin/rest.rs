//! REST: Discord's limits, its permissions, its error codes - the same refusals for the same mistakes.

use std::time::Duration;

use komainu::playground::{Permissions, Problem, StandIn, Target, World};
use serde_json::{Value, json};

use super::{ANYWHERE, Bot, SOON, lantern, text};

fn codes(problem: Problem) -> (u16, u32) {
    (problem.status, problem.code)
}

/// A world in which the bot lacks something in #help.
async fn lacking(denied: Permissions) -> (StandIn, Bot, String) {
    let mut world = World::lantern();
    let help = world.find_channel("#help").unwrap();
    world.overwrite(help, Target::Member(world.bot()), Permissions::NONE, denied);
    let stand_in = StandIn::start(world, ANYWHERE).await.unwrap();
    let bot = Bot::new(&stand_in);
    (stand_in, bot, format!("/channels/{help}/messages"))
}

#[tokio::test]
async fn messages_have_discords_limits() {
    let (_stand_in, bot, path) = lacking(Permissions::NONE).await;
    let button = |id: &str| json!({"type": 2, "style": 1, "label": "x", "custom_id": id});
    let row = |parts: Value| json!({"content": "x", "components": [{"type": 1, "components": parts}]});
    let option = |n: usize| json!({"label": "x", "value": n.to_string()});
    let options: Vec<Value> = (0..26).map(option).collect();
    let embed = |embed: Value| json!({"embeds": [embed]});
    let cases = [
        ("content", json!({"content": "x".repeat(2_001)})),
        ("content", json!({"content": 5})),
        ("embeds", json!({"embeds": vec![json!({"title": "x"}); 11]})),
        ("embeds", json!({"embeds": vec![json!({"description": "x".repeat(3_001)}); 2]})),
        ("embeds", embed(json!({"title": "x".repeat(257)}))),
        ("embeds", embed(json!({"fields": [{"name": "x", "value": ""}]}))),
        ("embeds", embed(json!({"url": "no url"}))),
        ("components", row(json!([button(&"x".repeat(101))]))),
        ("components", row(json!([button("a"), button("a")]))),
        ("components", row(json!(["a", "b", "c", "d", "e", "f"].map(button)))),
        ("components", row(json!([{"type": 2, "style": 9, "label": "x", "custom_id": "a"}]))),
        ("components", row(json!([{"type": 2, "style": 5, "label": "x"}]))),
        ("components", row(json!([{"type": 3, "custom_id": "a", "options": options}]))),
        (
            "components",
            json!({"content": "x", "components": vec![row(json!([button("a")]))["components"][0].clone(); 6]}),
        ),
        (
            "allowed_mentions",
            json!({"content": "x", "allowed_mentions": {"parse": ["users"], "users": ["5"]}}),
        ),
        ("message_reference", json!({"content": "x", "message_reference": {"message_id": "5"}})),
    ];
    for (field, body) in cases {
        let (status, reply) = bot.call("POST", &path, body.clone()).await;
        assert_eq!((status, &reply["code"]), (400, &json!(50035)), "{body}");
        assert!(reply["errors"][field].is_object(), "{field}: {reply}");
    }
    assert_eq!(bot.refused("POST", &path, json!({"content": "  "})).await, (400, 50006));
    bot.does("POST", &path, json!({"content": "あ".repeat(2_000)})).await;
}

#[tokio::test]
async fn commands_have_names_and_descriptions() {
    let stand_in = lantern().await;
    let bot = Bot::new(&stand_in);
    let path = format!("/applications/{}/commands", stand_in.application_id());
    let described = |name: &str| json!({"name": name, "description": "x"});
    for bad in [
        described("Bad Name"),
        described("Capital"),
        described(&"x".repeat(33)),
        described("ha!"),
        json!({"name": "faq"}),
        json!({"name": "faq", "description": "x".repeat(101)}),
        json!({"name": "faq", "description": "x", "name_localizations": {"ja": "よく ある"}}),
        json!({"name": "faq", "description": "x", "options": [
            {"type": 3, "name": "a", "description": "x"}, {"type": 3, "name": "b", "description": "x", "required": true}]}),
        json!({"name": "faq", "description": "x", "options": [
            {"type": 3, "name": "a", "description": "x"}, {"type": 3, "name": "a", "description": "x"}]}),
        json!({"type": 3, "name": "Menu", "description": "not here"}),
    ] {
        assert_eq!(bot.refused("POST", &path, bad.clone()).await, (400, 50035), "{bad}");
        assert_eq!(bot.refused("PUT", &path, json!([bad])).await, (400, 50035));
    }
    let twice = json!([described("faq"), described("faq")]);
    assert_eq!(bot.refused("PUT", &path, twice).await, (400, 50035));
    let good = json!([described("faq"), described("よくある質問"), {"type": 3, "name": "Answer this…"}]);
    let first = bot.does("PUT", &path, good.clone()).await;
    let again = bot.does("PUT", &path, good).await;
    assert_eq!(first[0]["id"], again[0]["id"], "a command keeps its id");
}

#[tokio::test]
async fn each_missing_permission_is_missed() {
    let message = json!({"content": "x"});
    let embed = json!({"embeds": [{"title": "x"}]});
    let cases = [
        (Permissions::VIEW_CHANNEL, "POST", message.clone(), 50001),
        (Permissions::VIEW_CHANNEL, "GET", Value::Null, 50001),
        (Permissions::SEND_MESSAGES, "POST", message.clone(), 50013),
        (Permissions::EMBED_LINKS, "POST", embed, 50013),
    ];
    for (denied, method, body, code) in cases {
        let (_stand_in, bot, path) = lacking(denied).await;
        assert_eq!(bot.refused(method, &path, body).await, (403, code), "{denied:?}");
    }

    let (stand_in, bot, path) = lacking(Permissions::MANAGE_MESSAGES | Permissions::ATTACH_FILES).await;
    let post = stand_in.as_person("asker").post("#help", "x").unwrap();
    assert_eq!(bot.refused("DELETE", &format!("{path}/{}", post.id), Value::Null).await, (403, 50013));
    let file = reqwest::multipart::Part::bytes(vec![1]).file_name("a.png");
    let form = reqwest::multipart::Form::new().text("payload_json", "{}").part("files[0]", file);
    let (status, reply) = super::answer(bot.request("POST", &path).multipart(form)).await;
    assert_eq!((status, &reply["code"]), (403, &json!(50013)));

    let (stand_in, bot, path) = lacking(Permissions::READ_MESSAGE_HISTORY).await;
    stand_in.as_person("asker").post("#help", "x").unwrap();
    assert_eq!(bot.does("GET", &path, Value::Null).await, json!([]), "without history there is none");

    let (stand_in, bot, _) = lacking(Permissions::SEND_MESSAGES_IN_THREADS).await;
    let thread = stand_in.as_person("asker").thread("#help", "t").unwrap();
    let path = format!("/channels/{thread}/messages");
    assert_eq!(bot.refused("POST", &path, message).await, (403, 50013));
}

#[tokio::test]
async fn what_is_not_there_has_its_code() {
    let stand_in = lantern().await;
    let bot = Bot::new(&stand_in);
    let help = stand_in.look(|world| world.find_channel("#help").unwrap());
    let asker = stand_in.as_person("asker");
    let gone = asker.post("#help", "x").unwrap();
    asker.delete(gone).unwrap();
    let cases = [
        ("GET", format!("/channels/{help}/messages/{}", gone.id), (404, 10008)),
        ("DELETE", format!("/channels/{help}/messages/{}", gone.id), (404, 10008)),
        ("PATCH", format!("/channels/{help}/messages/{}", gone.id), (404, 10008)),
        ("GET", "/channels/5/messages".to_owned(), (404, 10003)),
        ("GET", "/guilds/5".to_owned(), (404, 10004)),
        ("GET", "/users/5".to_owned(), (404, 10013)),
        ("POST", "/interactions/5/token/callback".to_owned(), (404, 10062)),
        ("GET", "/channels/nonsense".to_owned(), (400, 50035)),
        ("GET", "/nothing/here".to_owned(), (404, 0)),
    ];
    for (method, path, expected) in cases {
        let body = if method == "GET" { Value::Null } else { json!({"content": "x"}) };
        assert_eq!(bot.refused(method, &path, body).await, expected, "{method} {path}");
    }
    let nobody = reqwest::get(format!("{}/api/v10/users/@me", stand_in.origin())).await.unwrap();
    assert_eq!(nobody.status(), 401);
    let refused = stand_in.as_person("nobody").post("#help", "x").unwrap_err();
    assert_eq!(
        (refused.status, refused.message.as_ref()),
        (401, "401: nobody is called \"nobody\" in this world")
    );
    let broken = bot.request("POST", &format!("/channels/{help}/messages")).body("{").send().await.unwrap();
    assert_eq!(broken.status(), 400);
}

#[tokio::test]
async fn others_messages_are_edited_by_nobody_and_deleted_by_moderators() {
    let stand_in = lantern().await;
    let (asker, yuki) = (stand_in.as_person("asker"), stand_in.as_person("yuki"));
    let post = asker.post("#help", "mine").unwrap();
    assert_eq!(codes(yuki.edit(post, "yours").unwrap_err()), (403, 50005));
    assert_eq!(codes(yuki.delete(post).unwrap_err()), (403, 50013));
    stand_in.as_person("moderator").delete(post).unwrap();
    let guild = stand_in.look(|world| world.guild_of(post.channel).unwrap());
    let log = format!("/guilds/{guild}/audit-logs?action_type=72");
    let log = stand_in.as_person("moderator").request("GET", &log, Value::Null).unwrap();
    assert_eq!(log["audit_log_entries"][0]["target_id"], json!(asker.id().unwrap()));
    assert_eq!(
        codes(yuki.request("GET", &format!("/guilds/{guild}/audit-logs"), Value::Null).unwrap_err()),
        (403, 50013)
    );
}

#[tokio::test]
async fn direct_messages_can_be_shut_and_are_not_the_bots_to_delete() {
    let stand_in = lantern().await;
    let bot = Bot::new(&stand_in);
    let asker = stand_in.as_person("asker");
    let told = asker.dm("komainu", "a question").unwrap();
    let path = format!("/channels/{}/messages", told.channel);
    assert_eq!(bot.refused("DELETE", &format!("{path}/{}", told.id), Value::Null).await, (403, 50003));
    stand_in.direct_messages("asker", false);
    assert_eq!(bot.refused("POST", &path, json!({"content": "x"})).await, (403, 50007));
    stand_in.direct_messages("asker", true);
    bot.does("POST", &path, json!({"content": "x"})).await;
    assert!(stand_in.as_person("yuki").sees(told.channel).is_empty());
}

#[tokio::test]
async fn bulk_deletes_have_bounds() {
    let (stand_in, bot, path) = lacking(Permissions::NONE).await;
    let asker = stand_in.as_person("asker");
    let bulk = format!("{path}/bulk-delete");
    let one = asker.post("#help", "1").unwrap().id;
    let old = asker.posted_before("#help", "old", Duration::from_secs(15 * 24 * 3_600)).unwrap().id;
    for (ids, expected) in
        [(vec![one], (400, 50016)), (vec![one, one], (400, 50016)), (vec![one, old], (400, 50034))]
    {
        assert_eq!(bot.refused("POST", &bulk, json!({"messages": ids})).await, expected);
    }
    let two = asker.post("#help", "2").unwrap().id;
    bot.does("POST", &bulk, json!({"messages": [one, two]})).await;
    assert_eq!(asker.sees_in("#help").len(), 1);
}

#[tokio::test]
async fn a_forum_post_takes_nothing_before_its_first_message() {
    let mut world = World::lantern();
    world.timing.first_message = Duration::from_millis(100);
    let stand_in = StandIn::start(world, ANYWHERE).await.unwrap();
    let bot = Bot::new(&stand_in);
    let post = stand_in.as_person("asker").forum_post("#help-forum", "Lost", "Where is it?").unwrap();
    let path = format!("/channels/{}/messages", post.channel);
    assert_eq!(bot.refused("POST", &path, json!({"content": "x"})).await, (403, 40058));
    let first =
        stand_in.as_person("asker").wait_to_see(post.channel, |_| true, SOON).await.expect("a first message");
    assert_eq!(first["id"], json!(post.channel));
    bot.does("POST", &path, json!({"content": "x"})).await;
    let forum = stand_in.look(|world| world.find_channel("#help-forum").unwrap());
    let refused = bot.refused("POST", &format!("/channels/{forum}/messages"), json!({"content": "x"})).await;
    assert_eq!(refused, (400, 50008));
}

#[tokio::test]
async fn threads_wake_up_and_can_be_locked() {
    let stand_in = lantern().await;
    let (asker, moderator) = (stand_in.as_person("asker"), stand_in.as_person("moderator"));
    let post = asker.post("#help", "start").unwrap();
    let thread = asker.thread_from(post, "more").unwrap();
    assert_eq!(thread, post.id, "a thread has the id of its message");
    assert_eq!(codes(asker.thread_from(post, "again").unwrap_err()), (400, 160_004));
    let path = format!("/channels/{thread}");
    asker.request("PATCH", &path, json!({"archived": true})).unwrap();
    let yuki = stand_in.as_person("yuki");
    yuki.post_in(thread, json!({"content": "wake up"})).unwrap();
    assert_eq!(asker.request("GET", &path, Value::Null).unwrap()["thread_metadata"]["archived"], false);
    assert_eq!(codes(asker.request("PATCH", &path, json!({"locked": true})).unwrap_err()), (403, 50013));
    moderator.request("PATCH", &path, json!({"locked": true})).unwrap();
    assert_eq!(codes(yuki.post_in(thread, json!({"content": "x"})).unwrap_err()), (400, 50083));
}

#[tokio::test]
async fn allowed_mentions_decide_who_is_pinged() {
    let (stand_in, bot, path) = lacking(Permissions::NONE).await;
    let asker = stand_in.as_person("asker");
    let id = asker.id().unwrap();
    let post = asker.post("#help", "x").unwrap();
    let content = format!("<@{id}> @everyone");
    let reference = json!({"message_id": post.id});
    let cases = [
        (json!(null), json!(null), vec![id]),
        (json!({"parse": []}), json!(null), vec![]),
        (json!({"users": [id]}), json!(null), vec![id]),
        (json!({"parse": []}), reference.clone(), vec![]),
        (json!({"parse": [], "replied_user": true}), reference, vec![id]),
    ];
    for (allowed, reference, expected) in cases {
        let body = json!({"content": content, "allowed_mentions": allowed, "message_reference": reference});
        let sent = bot.does("POST", &path, body.clone()).await;
        let pinged: Vec<&str> =
            sent["mentions"].as_array().unwrap().iter().map(|user| text(&user["id"])).collect();
        assert_eq!(pinged, expected.iter().map(ToString::to_string).collect::<Vec<_>>(), "{body}");
        assert_eq!(sent["mention_everyone"], false, "the bot has no permission for that");
    }
}

#[tokio::test]
async fn pictures_in_embeds_are_uploads_and_files_are_not_shown_by_browsers() {
    let (_stand_in, bot, path) = lacking(Permissions::NONE).await;
    let body = json!({"embeds": [{"image": {"url": "attachment://chart.png"}}]});
    let part = |name: &'static str, kind: &str| {
        reqwest::multipart::Part::bytes(vec![1, 2]).file_name(name).mime_str(kind).unwrap()
    };
    let form = reqwest::multipart::Form::new()
        .text("payload_json", body.to_string())
        .part("files[0]", part("chart.png", "image/png"))
        .part("files[1]", part("page.html", "text/html"));
    let (status, sent) = super::answer(bot.request("POST", &path).multipart(form)).await;
    assert_eq!(status, 200, "{sent}");
    let picture = reqwest::get(text(&sent["embeds"][0]["image"]["url"])).await.unwrap();
    assert_eq!(picture.headers()["content-disposition"], "inline");
    assert_eq!(
        sent["attachments"].as_array().unwrap().len(),
        1,
        "what an embed shows is no attachment any more"
    );
    let page = reqwest::get(text(&sent["attachments"][0]["url"])).await.unwrap();
    assert_eq!(page.headers()["content-disposition"], "attachment");
    assert_eq!(page.headers()["x-content-type-options"], "nosniff");
}
