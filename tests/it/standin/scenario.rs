//! A walk through everything that the stand-in can do, by the bot and by people; other modules judge what it said.

use komainu::playground::{File, Id, Permissions, Post, Shown, StandIn, World};
use serde_json::{Value, json};

use super::{ALL_INTENTS, ANYWHERE, Bot, Socket, text};

/// What came of the walk.
pub(crate) struct Walk {
    pub(crate) stand_in: StandIn,
    pub(crate) socket: Socket,
}

/// Goes through everything once.
pub(crate) async fn walk() -> Walk {
    let mut world = World::lantern();
    let other = world.other_bot("newsbot");
    let guild = guild_of(&world);
    world.join(guild, other, &[]);
    let stand_in = StandIn::start(world, ANYWHERE).await.unwrap();
    let mut socket = Socket::bot(&stand_in, ALL_INTENTS).await;
    socket.event("GUILD_CREATE").await;
    let bot = Bot::new(&stand_in);

    accounts(&bot, &stand_in).await;
    messages(&bot, &stand_in).await;
    threads(&bot, &stand_in).await;
    moderation(&bot, &stand_in).await;
    channels(&stand_in);
    commands(&bot, &stand_in, &mut socket).await;
    components(&bot, &stand_in, &mut socket).await;
    comings_and_goings(&stand_in);

    stand_in.as_person("asker").post("#general", "the end").unwrap();
    loop {
        if socket.event("MESSAGE_CREATE").await["content"] == "the end" {
            return Walk { stand_in, socket };
        }
    }
}

fn guild_of(world: &World) -> Id {
    world.guild_of(world.find_channel("#help").unwrap()).unwrap()
}

fn channel(stand_in: &StandIn, name: &str) -> Id {
    stand_in.look(|world| world.find_channel(name).unwrap())
}

fn guild(stand_in: &StandIn) -> Id {
    stand_in.look(guild_of)
}

async fn accounts(bot: &Bot, stand_in: &StandIn) {
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

async fn messages(bot: &Bot, stand_in: &StandIn) {
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
    let (status, chart) = super::answer(bot.request("POST", &path).multipart(form)).await;
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

async fn threads(bot: &Bot, stand_in: &StandIn) {
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

/// What moderators do; the bot has no permission for most of it, and none is given to it here.
async fn moderation(bot: &Bot, stand_in: &StandIn) {
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

fn channels(stand_in: &StandIn) {
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

async fn commands(bot: &Bot, stand_in: &StandIn, socket: &mut Socket) {
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

async fn components(bot: &Bot, stand_in: &StandIn, socket: &mut Socket) {
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

fn comings_and_goings(stand_in: &StandIn) {
    let guild = guild(stand_in);
    stand_in.outage(guild, true);
    stand_in.outage(guild, false);
    let role = stand_in.look(|world| world.find_role(guild, "Helper").unwrap());
    stand_in.set_role(guild, role, Permissions::ADD_REACTIONS);
    let new = stand_in.arrange(|world| world.guild("Second"));
    stand_in.join(new, stand_in.application_id(), &[]);
    stand_in.leave(new, stand_in.application_id());
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
