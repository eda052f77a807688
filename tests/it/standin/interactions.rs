//! Interactions: what a person may start, what the application may answer, when it is too late, who sees it.

use std::time::Duration;

use komainu::playground::{File, Id, Permissions, Person, Post, Problem, Shown, StandIn, World};
use serde_json::{Value, json};

use super::scenario::faq;
use super::{ALL_INTENTS, ANYWHERE, Bot, SOON, Socket, lantern, text};

/// A stand-in with these commands, and the bot on the line.
async fn begin(world: World, commands: Value) -> (StandIn, Bot, Socket) {
    let stand_in = StandIn::start(world, ANYWHERE).await.unwrap();
    let bot = Bot::new(&stand_in);
    bot.does("PUT", &format!("/applications/{}/commands", stand_in.application_id()), commands).await;
    let mut socket = Socket::bot(&stand_in, ALL_INTENTS).await;
    socket.event("GUILD_CREATE").await;
    (stand_in, bot, socket)
}

fn help(stand_in: &StandIn) -> Id {
    stand_in.look(|world| world.find_channel("#help").unwrap())
}

fn codes(problem: Problem) -> (u16, u32) {
    (problem.status, problem.code)
}

#[tokio::test]
async fn commands_are_listed_for_those_who_may_use_them_in_their_language() {
    let setup = json!({"name": "setup", "description": "Sets it up", "default_member_permissions": Permissions::MANAGE_GUILD,
        "options": [{"type": 1, "name": "check", "description": "Checks"}]});
    let menu = json!({"type": 3, "name": "Why?"});
    let (stand_in, ..) = begin(World::lantern(), json!([faq(), setup, menu])).await;
    let names = |who: &str| -> Vec<String> {
        let commands = stand_in.as_person(who).commands("#help").unwrap();
        commands.iter().map(|command| text(&command["name"]).to_owned()).collect()
    };
    assert_eq!(names("asker"), ["faq", "Why?"]);
    assert_eq!(names("moderator"), ["faq", "setup", "Why?"]);
    let seen_by_yuki = stand_in.as_person("yuki").commands("#ヘルプ-日本語").unwrap();
    assert_eq!(seen_by_yuki[0]["name_localized"], "よくある質問");
    assert_eq!(seen_by_yuki[0]["options"][0]["name_localized"], "話題");
    let refused = stand_in.as_person("asker").slash("#help", "/setup check", json!({})).await.unwrap_err();
    assert_eq!(codes(refused), (404, 10063));
}

#[tokio::test]
async fn a_command_carries_its_options_its_member_and_what_its_ids_stand_for() {
    let (stand_in, bot, mut socket) = begin(World::lantern(), json!([faq()])).await;
    let yuki = stand_in.as_person("yuki");
    let asker = stand_in.as_person("asker").id().unwrap();
    let used = yuki.slash("#ヘルプ-日本語", "/faq", json!({"topic": "gas", "to": asker}));
    let heard = async {
        let interaction = socket.event("INTERACTION_CREATE").await;
        bot.respond(&interaction, json!({"type": 4, "data": {"content": "はい"}})).await;
        interaction
    };
    let (shown, interaction) = tokio::join!(used, heard);
    assert!(matches!(shown.unwrap(), Shown::Message(_)));
    assert_eq!(interaction["locale"], "ja");
    assert_eq!(interaction["member"]["user"]["username"], "yuki");
    assert_eq!(interaction["data"]["options"][0], json!({"name": "topic", "type": 3, "value": "gas"}));
    assert_eq!(interaction["data"]["resolved"]["users"][asker.to_string()]["username"], "asker");
}

#[tokio::test]
async fn options_have_to_fit_their_definition() {
    let (stand_in, ..) = begin(World::lantern(), json!([faq()])).await;
    let asker = stand_in.as_person("asker");
    for options in [
        json!({}),
        json!({"topic": 5}),
        json!({"topic": "x", "count": 9}),
        json!({"topic": "x", "language": "de"}),
        json!({"topic": "x", "unknown": "y"}),
    ] {
        let refused = asker.slash("#help", "/faq", options.clone()).await.unwrap_err();
        assert_eq!(codes(refused), (400, 50035), "{options}");
    }
}

#[tokio::test]
async fn a_late_response_is_refused_and_the_person_is_told() {
    let mut world = World::lantern();
    world.timing.first_response = Duration::from_millis(50);
    let (stand_in, bot, mut socket) = begin(world, json!([faq()])).await;
    let asker = stand_in.as_person("asker");
    assert_eq!(asker.slash("#help", "/faq", json!({"topic": "x"})).await.unwrap(), Shown::Failed);
    let interaction = socket.event("INTERACTION_CREATE").await;
    let (status, reply) = bot.respond(&interaction, json!({"type": 4, "data": {"content": "late"}})).await;
    assert_eq!((status, &reply["code"]), (404, &json!(10062)));
}

#[tokio::test]
async fn an_interaction_is_acknowledged_once_and_its_token_ends() {
    let mut world = World::lantern();
    world.timing.token_life = Duration::from_millis(200);
    let (stand_in, bot, mut socket) = begin(world, json!([faq()])).await;
    let asker = stand_in.as_person("asker");
    let respond = async {
        let interaction = socket.event("INTERACTION_CREATE").await;
        let webhook = format!("/webhooks/{}/{}", stand_in.application_id(), text(&interaction["token"]));
        assert_eq!(bot.refused("POST", &webhook, json!({"content": "too early"})).await, (404, 10015));
        bot.respond(&interaction, json!({"type": 5})).await;
        let (status, reply) =
            bot.respond(&interaction, json!({"type": 4, "data": {"content": "twice"}})).await;
        assert_eq!((status, &reply["code"]), (400, &json!(40060)));
        webhook
    };
    let (shown, webhook) = tokio::join!(asker.slash("#help", "/faq", json!({"topic": "x"})), respond);
    assert_eq!(shown.unwrap(), Shown::Thinking);

    let original = format!("{webhook}/messages/@original");
    let thinking = bot.does("GET", &original, Value::Null).await;
    assert_eq!(thinking["flags"], 128);
    let followed = bot.does("POST", &webhook, json!({"content": "here it is"})).await;
    assert_eq!(followed["id"], thinking["id"], "the first follow-up takes the place of \"is thinking\"");
    assert_eq!(bot.does("GET", &original, Value::Null).await["flags"], 0);

    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(bot.refused("PATCH", &original, json!({"content": "late"})).await, (401, 50027));
}

#[tokio::test]
async fn a_private_reply_is_for_one_person_and_not_in_the_history() {
    let (stand_in, bot, mut socket) = begin(World::lantern(), json!([faq()])).await;
    let asker = stand_in.as_person("asker");
    let respond = async {
        let interaction = socket.event("INTERACTION_CREATE").await;
        bot.respond(&interaction, json!({"type": 4, "data": {"content": "psst", "flags": 64}})).await;
    };
    let (shown, ()) = tokio::join!(asker.slash("#help", "/faq", json!({"topic": "x"})), respond);
    let Shown::Message(message) = shown.unwrap() else { panic!("a message") };
    assert_eq!((&message["flags"], &message["type"]), (&json!(64), &json!(20)));
    assert_eq!(asker.sees_in("#help").len(), 1);
    assert!(stand_in.as_person("moderator").sees_in("#help").is_empty());
    let path = format!("/channels/{}/messages", help(&stand_in));
    assert_eq!(bot.does("GET", &path, Value::Null).await, json!([]));
    assert_eq!(
        bot.refused("DELETE", &format!("{path}/{}", text(&message["id"])), Value::Null).await,
        (404, 10008)
    );
    // The bot's own socket heard of the interaction and of nothing else.
    stand_in.as_person("asker").post("#help", "in public").unwrap();
    assert_eq!(socket.event("MESSAGE_CREATE").await["content"], "in public");
}

/// A message of the bot's with a button and a select.
async fn with_components(stand_in: &StandIn, bot: &Bot) -> Post {
    let rows = json!([
        {"type": 1, "components": [{"type": 2, "style": 1, "label": "Yes", "custom_id": "yes"},
            {"type": 2, "style": 1, "label": "No", "custom_id": "no", "disabled": true}]},
        {"type": 1, "components": [{"type": 3, "custom_id": "which", "max_values": 2, "options": [
            {"label": "A", "value": "a"}, {"label": "B", "value": "b"}]}]},
    ]);
    let path = format!("/channels/{}/messages", help(stand_in));
    let sent = bot.does("POST", &path, json!({"content": "?", "components": rows})).await;
    Post { channel: help(stand_in), id: Id::parse(text(&sent["id"])).unwrap() }
}

#[tokio::test]
async fn only_components_that_are_there_can_be_used() {
    let stand_in = lantern().await;
    let bot = Bot::new(&stand_in);
    let message = with_components(&stand_in, &bot).await;
    let asker = stand_in.as_person("asker");
    for custom_id in ["forged", "no"] {
        assert_eq!(codes(asker.click(message, custom_id).await.unwrap_err()), (400, 50035), "{custom_id}");
    }
    for values in [&["c"][..], &[], &["a", "b", "a"]] {
        assert_eq!(
            codes(asker.select(message, "which", values).await.unwrap_err()),
            (400, 50035),
            "{values:?}"
        );
    }
    let elsewhere = Post { id: Id(message.id.0 + 1), ..message };
    assert_eq!(codes(asker.click(elsewhere, "yes").await.unwrap_err()), (404, 10008));
}

#[tokio::test]
async fn a_component_can_change_its_message_or_open_a_form() {
    let (stand_in, bot, mut socket) = begin(World::lantern(), json!([])).await;
    let message = with_components(&stand_in, &bot).await;
    let asker = stand_in.as_person("asker");
    let change = json!({"type": 7, "data": {"content": "thank you", "components": []}});
    let (shown, interaction) =
        tokio::join!(asker.select(message, "which", &["b"]), answer(&bot, &mut socket, change));
    assert_eq!(shown.unwrap(), Shown::Updated);
    assert_eq!(interaction["data"]["values"], json!(["b"]));
    assert_eq!(interaction["message"]["id"], json!(message.id));
    assert_eq!(asker.sees_in("#help")[0]["content"], "thank you");

    let message = with_components(&stand_in, &bot).await;
    let form = json!({"type": 9, "data": {"custom_id": "f", "title": "Form", "components": [
        {"type": 1, "components": [{"type": 4, "custom_id": "t", "label": "Text", "style": 1, "max_length": 5}]}]}});
    let (shown, _) = tokio::join!(asker.click(message, "yes"), answer(&bot, &mut socket, form));
    let Shown::Modal(modal) = shown.unwrap() else { panic!("a modal") };
    let too_long = asker.submit_modal(&modal, json!({"t": "123456"})).await.unwrap_err();
    assert_eq!(codes(too_long), (400, 50035));
    let reply = json!({"type": 4, "data": {"content": "got it"}});
    let (shown, sent) =
        tokio::join!(asker.submit_modal(&modal, json!({"t": "12345"})), answer(&bot, &mut socket, reply));
    assert!(matches!(shown.unwrap(), Shown::Message(_)));
    assert_eq!(sent["data"]["components"][0]["components"][0]["value"], "12345");
    assert_eq!(sent["message"]["id"], json!(message.id), "a form knows the message it came from");
}

async fn answer(bot: &Bot, socket: &mut Socket, response: Value) -> Value {
    let interaction = socket.event("INTERACTION_CREATE").await;
    let (status, reply) = bot.respond(&interaction, response).await;
    assert_eq!(status, 204, "{reply}");
    interaction
}

#[tokio::test]
async fn a_right_click_hands_over_the_message_whatever_the_intents() {
    let stand_in = lantern().await;
    let bot = Bot::new(&stand_in);
    let path = format!("/applications/{}/commands", stand_in.application_id());
    bot.does("PUT", &path, json!([{"type": 3, "name": "Why?"}])).await;
    let mut socket = Socket::bot(&stand_in, 1).await;
    socket.event("GUILD_CREATE").await;
    let moderator = stand_in.as_person("moderator");
    let target = stand_in.as_person("asker").post("#help", "what is this?").unwrap();
    let reply = json!({"type": 4, "data": {"content": "because", "flags": 64}});
    let (shown, interaction) =
        tokio::join!(moderator.context_menu("Why?", target), answer(&bot, &mut socket, reply));
    let Shown::Message(message) = shown.unwrap() else { panic!("a message") };
    assert_eq!(message["type"], 23);
    let handed = &interaction["data"]["resolved"]["messages"][target.id.to_string()];
    assert_eq!(handed["content"], "what is this?");
}

#[tokio::test]
async fn a_file_can_be_an_option() {
    let import = json!({"name": "import", "description": "Reads a file", "options": [
        {"type": 11, "name": "file", "description": "Which", "required": true}]});
    let (stand_in, bot, mut socket) = begin(World::lantern(), json!([import])).await;
    let file = File {
        field: "files[0]".to_owned(),
        filename: "answers.json".to_owned(),
        content_type: Some("application/json".to_owned()),
        bytes: b"{}".to_vec().into(),
    };
    let asker = stand_in.as_person("asker");
    let used = asker.slash_with_files("#help", "/import", json!({"file": 0}), vec![file]);
    let reply = json!({"type": 4, "data": {"content": "read", "flags": 64}});
    let (shown, interaction) = tokio::join!(used, answer(&bot, &mut socket, reply));
    assert!(matches!(shown.unwrap(), Shown::Message(_)));
    let id = text(&interaction["data"]["options"][0]["value"]);
    let file = &interaction["data"]["resolved"]["attachments"][id];
    assert_eq!(file["filename"], "answers.json");
    assert_eq!(reqwest::get(text(&file["url"])).await.unwrap().text().await.unwrap(), "{}");
}

#[tokio::test]
async fn what_a_person_sees_can_be_waited_for() {
    let stand_in = lantern().await;
    let (asker, yuki): (Person, Person) = (stand_in.as_person("asker"), stand_in.as_person("yuki"));
    let channel = help(&stand_in);
    let waiting =
        tokio::spawn(async move { asker.wait_to_see(channel, |m| m["content"] == "hello", SOON).await });
    tokio::task::yield_now().await;
    let sent = yuki.post("#help", "hello").unwrap();
    assert_eq!(waiting.await.unwrap().expect("seen")["id"], json!(sent.id));
    let gone = tokio::spawn(async move { stand_in.as_person("asker").wait_gone(sent, SOON).await });
    yuki.delete(sent).unwrap();
    assert!(gone.await.unwrap());
}
