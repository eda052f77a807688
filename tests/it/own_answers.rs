//! A server's own answers: written by moderators, matched like the shipped ones, gone when they are removed.

use crate::databases::{self, Server};
use crate::phrase::phrase;
use crate::scene::{SOON, Scene, button, links};
use komainu::playground::{File, Id, Permissions, Post, Shown, Target, World};
use komainu::responses::Responses;
use komainu::store::{Address, Store, Unmatched, WhyUnmatched};
use serde_json::{Value, json};
use std::time::Duration;

const ASKED: &str = "where can I get the verified role of this server?";

/// An answer of the server's own, as a file has it.
fn own_answer(id: &str) -> Value {
    json!({
        "id": id, "urgency": "normal", "confusable_with": [],
        "languages": {"en": {
            "title": "The verified role", "summary": "React to the first message of the rules.", "steps": [],
            "never": "", "links": ["support-home"], "keywords": [],
            "phrasings": ["how do I get the verified role", "where can I verify myself", "I need the verified role"],
            "near_misses": [],
        }},
    })
}

/// The same in the form.
fn filled_in() -> Value {
    json!({
        "title": "The verified role", "text": "React to the rules.\n1. Open the rules.\n2. React.\n! Nobody sells roles.",
        "phrasings": "how do I get the verified role\nwhere can I verify myself\nI need the verified role",
        "links": "", "language": "en",
    })
}

/// A world in which one moderator speaks Japanese and may manage messages alone.
fn world() -> World {
    let mut world = World::lantern();
    let help = world.find_channel("help").unwrap();
    let guild = world.guild_of(help).unwrap();
    let role = world.role(guild, "モデレーター", Permissions::MANAGE_MESSAGES, 0);
    let person = world.person("hana", "ja");
    world.join(guild, person, &[role]);
    world
}

async fn scene() -> Scene {
    Scene::start(world()).await
}

/// A private message of the bot, and where it is.
fn private(shown: Shown, channel: Id) -> (Value, Post) {
    let Shown::Message(message) = shown else { panic!("{shown:?} is no message") };
    assert_eq!(message["flags"].as_u64().unwrap() & 64, 64, "private");
    let id = Id::parse(message["id"].as_str().unwrap()).unwrap();
    (message, Post { channel, id })
}

fn modal(shown: Shown) -> Value {
    let Shown::Modal(modal) = shown else { panic!("{shown:?} is no form") };
    modal
}

/// A message as it stands now.
fn now(scene: &Scene, who: &str, at: Post) -> Value {
    let seen = scene.person(who).sees(at.channel);
    seen.into_iter().find(|message| message["id"] == at.id.to_string()).expect("it stands")
}

fn content(message: &Value) -> String {
    message["content"].as_str().unwrap_or_default().to_owned()
}

/// Opens the form, sends it, and returns the preview.
async fn add(scene: &Scene, who: &str, form: Value) -> (Value, Post) {
    let form_shown = modal(scene.person(who).slash("help", "/answers add", json!({})).await.unwrap());
    let shown = scene.person(who).submit_modal(&form_shown, form).await.unwrap();
    private(shown, scene.channel("help"))
}

async fn ask(scene: &Scene, wait: Duration) -> Option<Value> {
    let post = scene.person("asker").post("help", ASKED).unwrap();
    let replied = |message: &Value| message["message_reference"]["message_id"] == post.id.to_string();
    scene.person("asker").wait_to_see(post.channel, replied, wait).await
}

/// Asks until the bot answers with this title: what another process saved arrives in a moment.
async fn answered_with(scene: &Scene, title: &str) -> Value {
    for _ in 0..40 {
        if let Some(reply) = ask(scene, Duration::from_millis(250)).await {
            assert_eq!(reply["embeds"][0]["title"], title);
            return reply;
        }
    }
    panic!("never answered with {title}");
}

#[tokio::test]
async fn what_another_process_saves_is_matched() {
    for database in databases::each().await {
        let address = || Address::parse(&database.url).unwrap();
        let scene = Scene::start_on(World::lantern(), Responses::open(None).unwrap(), address()).await;
        let other = Store::open(address()).await.unwrap();
        let body = own_answer("verified-role").to_string();
        other.add_answer(scene.guild(), "verified-role", &body).await.unwrap();
        let reply = answered_with(&scene, "The verified role").await;
        assert_eq!(links(&reply).len(), 1, "{}", database.kind);
        other.close(SOON).await;
    }
}

#[tokio::test]
async fn an_answer_added_by_form_answers_the_next_question_until_it_is_removed() {
    for database in databases::each().await {
        let address = Address::parse(&database.url).unwrap();
        let scene = Scene::start_on(world(), Responses::open(None).unwrap(), address).await;
        let (preview, at) = add(&scene, "moderator", filled_in()).await;
        assert_eq!(preview["embeds"][0]["title"], "The verified role");
        let shown = preview["embeds"][0]["description"].as_str().unwrap();
        assert!(shown.contains("2. React.") && shown.contains("**Nobody sells roles.**"), "{shown}");
        assert_eq!(scene.store.answers(scene.guild()).await.unwrap(), [], "nothing is saved yet");

        let save = button(&preview, "Save");
        let moderator = scene.person("moderator");
        assert_eq!(moderator.click(at, &save).await.unwrap(), Shown::Updated);
        assert!(content(&now(&scene, "moderator", at)).starts_with("Saved: **The verified role**"));
        let reply = ask(&scene, SOON).await.expect("answered at once");
        assert_eq!(reply["embeds"][0]["title"], "The verified role", "{}", database.kind);
        // A double click saves once.
        moderator.click(at, &save).await.ok();
        assert_eq!(scene.store.answers(scene.guild()).await.unwrap().len(), 1);

        // It is found like the shipped ones.
        let found = moderator.autocomplete("help", "/faq", "topic", "verified r").await.unwrap();
        assert_eq!(found[0]["value"], "the-verified-role");
        let (faq, _) = private(
            moderator.slash("help", "/faq", json!({"topic": found[0]["value"]})).await.unwrap(),
            at.channel,
        );
        assert_eq!(faq["embeds"][0]["title"], "The verified role");

        let (sure, at) = private(
            moderator.slash("help", "/answers remove", json!({"answer": "the-verified-role"})).await.unwrap(),
            at.channel,
        );
        moderator.click(at, &button(&sure, "Remove")).await.unwrap();
        assert!(content(&now(&scene, "moderator", at)).starts_with("Removed"));
        let post = scene.person("yuki").post("help", ASKED).unwrap();
        scene.settled(scene.discord.mark()).await;
        let replied = |message: &Value| message["message_reference"]["message_id"] == post.id.to_string();
        assert!(
            !scene.person("yuki").sees(post.channel).iter().any(replied),
            "answered after it was removed"
        );
    }
}

#[tokio::test]
async fn the_desk_is_for_moderators_and_speaks_their_language() {
    let scene = scene().await;
    // Discord hides the command from others; a server's owner may hand it to anybody, so the bot looks for itself.
    assert!(scene.person("asker").slash("help", "/answers list", json!({})).await.is_err());
    let (preview, at) = add(&scene, "hana", filled_in()).await;
    assert!(content(&preview).contains("まだ保存されていません"), "{preview}");
    // Somebody who is no moderator any more.
    let hana = scene.person("hana").id().unwrap();
    let guild = Id(scene.guild());
    scene.discord.arrange(|world| world.join(guild, hana, &[]));
    scene.person("hana").click(at, &button(&preview, "保存する")).await.unwrap();
    assert_eq!(scene.store.answers(scene.guild()).await.unwrap(), [], "saved without permission");
}

#[tokio::test]
async fn what_is_wrong_is_said_before_it_is_saved() {
    let scene = scene().await;
    let mut form = filled_in();
    form["text"] = json!("@everyone go to https://example.org");
    form["language"] = json!("tlh");
    let (refused, _) = add(&scene, "moderator", form.clone()).await;
    assert!(content(&refused).contains("Language: write one of `en`, `ja`"), "{refused}");
    form["language"] = json!("English");
    let (refused, at) = add(&scene, "moderator", form).await;
    assert!(content(&refused).contains("`languages.en.summary`: an address in the text"), "{refused}");
    // The form comes back as it was sent.
    let again = modal(scene.person("moderator").click(at, &button(&refused, "Edit again")).await.unwrap());
    let shown =
        scene.person("moderator").submit_modal(&again, json!({"text": "React to the rules."})).await.unwrap();
    assert_eq!(shown, Shown::Updated);
    let preview = now(&scene, "moderator", at);
    assert_eq!(preview["embeds"][0]["title"], "The verified role");
    scene.person("moderator").click(at, &button(&preview, "Save")).await.unwrap();
    assert_eq!(scene.store.answers(scene.guild()).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_secret_in_the_form_goes_nowhere() {
    let scene = scene().await;
    let mut form = filled_in();
    form["text"] = json!(phrase(11));
    let (told, _) = add(&scene, "moderator", form).await;
    assert!(told["embeds"][0]["title"].as_str().is_some_and(|title| !title.is_empty()), "{told}");
    assert!(
        !told.to_string().contains(phrase(11).split(' ').nth(3).unwrap())
            || !told.to_string().contains(&phrase(11))
    );
    assert_eq!(scene.store.answers(scene.guild()).await.unwrap(), []);
}

#[tokio::test]
async fn a_host_is_allowed_by_an_admin_alone_and_confirmed() {
    let scene = scene().await;
    let mut form = filled_in();
    form["links"] = json!("https://wiki.example.org/roles");
    let (refused, _) = add(&scene, "hana", form.clone()).await;
    assert!(content(&refused).contains("wiki.example.org"), "{refused}");
    assert!(
        !refused.to_string().contains("このサイトを許可"),
        "who may not manage the server is offered nothing"
    );
    let (refused, at) = add(&scene, "moderator", form.clone()).await;
    let moderator = scene.person("moderator");
    moderator.click(at, &button(&refused, "Allow this host…")).await.unwrap();
    let sure = now(&scene, "moderator", at);
    assert!(content(&sure).contains("Allow links to `wiki.example.org`"), "{sure}");
    assert!(scene.store.settings(scene.guild()).is_none(), "not before it is confirmed");
    moderator.click(at, &button(&sure, "Yes, allow it")).await.unwrap();
    let preview = now(&scene, "moderator", at);
    assert_eq!(links(&preview), ["https://wiki.example.org/roles"]);
    assert_eq!(scene.store.settings(scene.guild()).unwrap().hosts, ["wiki.example.org"]);
    moderator.click(at, &button(&preview, "Save")).await.unwrap();
    assert_eq!(scene.store.answers(scene.guild()).await.unwrap().len(), 1);
    // What imitates an official address is not offered to anybody.
    form["links"] = json!("https://metamask-help.example.com");
    let (refused, _) = add(&scene, "moderator", form).await;
    assert!(content(&refused).contains("imitates an official one"), "{refused}");
    assert!(!refused.to_string().contains("Allow this host"));
}

#[tokio::test]
async fn of_two_who_edit_at_once_the_second_is_told() {
    let scene = scene().await;
    let body = own_answer("verified-role").to_string();
    scene.store.add_answer(scene.guild(), "verified-role", &body).await.unwrap();
    answered_with(&scene, "The verified role").await;
    let mut previews = Vec::new();
    for (who, title) in [("moderator", "Verified members"), ("hana", "Becoming verified")] {
        let options = json!({"answer": "verified-role"});
        let form = modal(scene.person(who).slash("help", "/answers edit", options).await.unwrap());
        let shown =
            scene.person(who).submit_modal(&form, json!({"title": title, "language": "en"})).await.unwrap();
        previews.push((who, private(shown, scene.channel("help"))));
    }
    let title = || async {
        let body = scene.store.answers(scene.guild()).await.unwrap().remove(0).body;
        serde_json::from_str::<Value>(&body).unwrap()["languages"]["en"]["title"].clone()
    };
    let [(first, (a, at_a)), (second, (b, at_b))] = &previews[..] else { panic!("two previews") };
    scene.person(first).click(*at_a, &button(a, "Save")).await.unwrap();
    assert_eq!(title().await, "Verified members");
    let (told, _) =
        private(scene.person(second).click(*at_b, &button(b, "保存する")).await.unwrap(), at_b.channel);
    assert!(content(&told).contains("同時にほかの人が変更しました"), "{told}");
    assert_eq!(title().await, "Verified members", "not written over unknowingly");
    // Saving once more is meant.
    scene.person(second).click(*at_b, &button(b, "保存する")).await.unwrap();
    assert_eq!(title().await, "Becoming verified");
}

/// Uses `/answers import` with a file, and returns what the bot says.
async fn import(scene: &Scene, text: &[u8]) -> String {
    let file = File {
        field: "files[0]".into(),
        filename: "answers.json".into(),
        content_type: Some("application/json".into()),
        bytes: text.to_vec().into(),
    };
    let moderator = scene.person("moderator");
    let before = moderator.sees_in("help").len();
    let used = moderator.slash_with_files("help", "/answers import", json!({"file": 0}), vec![file]).await;
    assert_eq!(used.unwrap(), Shown::Thinking);
    for _ in 0..1_000 {
        let seen = moderator.sees_in("help");
        let last = seen.get(before).filter(|last| last["flags"].as_u64().unwrap_or(0) & 128 == 0);
        if let Some(last) = last {
            return content(last) + last["embeds"][0]["title"].as_str().unwrap_or_default();
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("the import said nothing");
}

#[tokio::test]
async fn what_is_exported_is_imported_all_or_nothing() {
    let scene = scene().await;
    let (good, mut bad) = (own_answer("verified-role"), own_answer("other"));
    bad["languages"]["en"]["links"] = json!(["https://example.org/"]);
    let said = import(&scene, json!([good, bad]).to_string().as_bytes()).await;
    assert!(said.contains("- `[1].languages.en.links[0]`"), "{said}");
    for not_ours in [&b"hello"[..], b"{\"a\": 1}", b"[1]"] {
        let said = import(&scene, not_ours).await;
        assert!(said.contains("not the form of an answer"), "{said}");
    }
    let said = import(&scene, b"\xff\xfe\x00").await;
    assert!(said.contains("could not be read"), "{said}");
    let mut leak = own_answer("leak");
    leak["languages"]["en"]["summary"] = json!(phrase(12));
    let said = import(&scene, json!([leak]).to_string().as_bytes()).await;
    assert!(!said.contains("Imported"), "{said}");
    assert_eq!(scene.store.answers(scene.guild()).await.unwrap(), [], "all or nothing");

    let said = import(&scene, json!([good, own_answer("another")]).to_string().as_bytes()).await;
    assert_eq!(said, "Imported. New: 2, replaced: 0.");
    let said = import(&scene, good.to_string().as_bytes()).await;
    assert_eq!(said, "Imported. New: 0, replaced: 1.");

    let moderator = scene.person("moderator");
    moderator.slash("help", "/answers export", json!({})).await.unwrap();
    let attached = |message: &Value| message["attachments"][0]["filename"] == "komainu-answers.json";
    let sent = moderator.wait_to_see(scene.channel("help"), attached, SOON).await.expect("the file");
    let url = sent["attachments"][0]["url"].as_str().unwrap();
    let text = reqwest::get(url).await.unwrap().text().await.unwrap();
    let exported: Value = serde_json::from_str(&text).unwrap();
    assert_eq!((exported.as_array().unwrap().len(), &exported[1]), (2, &good));
    assert_eq!(import(&scene, text.as_bytes()).await, "Imported. New: 0, replaced: 2.");
    let (list, _) =
        private(moderator.slash("help", "/answers list", json!({})).await.unwrap(), scene.channel("help"));
    assert!(list["embeds"][0]["description"].as_str().unwrap().contains("`verified-role`"), "{list}");
}

#[tokio::test]
async fn a_question_becomes_a_phrasing_of_a_shipped_answer() {
    let scene = scene().await;
    let odd = "my gwei thingy is through the roof lately?";
    let post = scene.person("asker").post("help", odd).unwrap();
    scene.store.record_unmatched(Unmatched {
        guild: scene.guild(),
        channel: post.channel.0,
        message: post.id.0,
        author: 1,
        why: WhyUnmatched::Silence,
        candidates: vec!["gas-fees".into()],
        at: 1_800_000_000,
    });
    assert!(scene.store.flush(SOON).await);
    let moderator = scene.person("moderator");
    let help = scene.channel("help");
    let (list, at) = private(moderator.slash("help", "/answers unmatched", json!({})).await.unwrap(), help);
    let text = list["embeds"][0]["description"].as_str().unwrap();
    assert!(text.contains(&post.id.to_string()) && !text.contains("gwei"), "a link, and no text: {text}");
    let id =
        |message: &Value| message["components"][0]["components"][0]["custom_id"].as_str().unwrap().to_owned();
    moderator.select(at, &id(&list), &[&format!("{}:{}", post.channel, post.id)]).await.unwrap();
    let one = now(&scene, "moderator", at);
    let form = modal(moderator.select(at, &id(&one), &["gas-fees"]).await.unwrap());
    assert!(form.to_string().contains("gwei thingy"), "the wording is shown before it is saved");
    assert_eq!(moderator.submit_modal(&form, json!({})).await.unwrap(), Shown::Updated);
    assert!(content(&now(&scene, "moderator", at)).starts_with("Saved"));
    assert!(scene.store.flush(SOON).await);
    assert_eq!(scene.store.unmatched(scene.guild(), 5).await.unwrap(), [], "dealt with");
    let asked = scene.person("yuki").post("help", odd).unwrap();
    let reply = scene.reply_to("yuki", asked).await;
    let shown = scene.person("moderator").slash("help", "/faq", json!({"topic": "gas-fees"})).await.unwrap();
    let (faq, _) = private(shown, help);
    assert_eq!(reply["embeds"][0]["title"], faq["embeds"][0]["title"]);
}

#[tokio::test]
async fn a_form_shows_no_text_of_a_channel_its_moderator_cannot_read() {
    let mut world = world();
    let help = world.find_channel("help").unwrap();
    let guild = world.guild_of(help).unwrap();
    let everyone = Target::Role(guild);
    world.overwrite(help, everyone, Permissions::NONE, Permissions::VIEW_CHANNEL);
    for name in ["asker", "komainu"] {
        let insider = world.find_user(name).unwrap();
        world.overwrite(help, Target::Member(insider), Permissions::VIEW_CHANNEL, Permissions::NONE);
    }
    let scene = Scene::start(world).await;
    let post = scene.person("asker").post("help", ASKED).unwrap();
    for _ in 0..400 {
        assert!(scene.store.flush(SOON).await);
        if !scene.store.unmatched(scene.guild(), 5).await.unwrap().is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    let (hana, general) = (scene.person("hana"), scene.channel("general"));
    let (list, at) = private(hana.slash("general", "/answers unmatched", json!({})).await.unwrap(), general);
    let select = list["components"][0]["components"][0]["custom_id"].as_str().unwrap().to_owned();
    hana.select(at, &select, &[&format!("{}:{}", post.channel, post.id)]).await.unwrap();
    let one = now(&scene, "hana", at);
    let form = modal(hana.click(at, &button(&one, "新しい回答を書く")).await.unwrap());
    assert!(!form.to_string().contains("verified"), "{form}");
}

#[tokio::test]
async fn a_question_is_dismissed_or_gets_an_answer_of_its_own() {
    let scene = scene().await;
    let moderator = scene.person("moderator");
    let help = scene.channel("help");
    let posts: Vec<Post> =
        ["asker", "yuki"].into_iter().map(|who| scene.person(who).post("help", ASKED).unwrap()).collect();
    scene.settled(scene.discord.mark()).await;
    assert!(scene.store.flush(SOON).await);
    let (list, at) = private(moderator.slash("help", "/answers unmatched", json!({})).await.unwrap(), help);
    let select = list["components"][0]["components"][0]["custom_id"].as_str().unwrap().to_owned();
    let value = |post: Post| format!("{}:{}", post.channel, post.id);
    moderator.select(at, &select, &[&value(posts[0])]).await.unwrap();
    let one = now(&scene, "moderator", at);
    moderator.click(at, &button(&one, "Take off the list")).await.unwrap();
    let left = scene.store.unmatched(scene.guild(), 5).await.unwrap();
    assert_eq!(left.iter().map(|question| question.message).collect::<Vec<_>>(), [posts[1].id.0]);
    let list = now(&scene, "moderator", at);
    let select = list["components"][0]["components"][0]["custom_id"].as_str().unwrap().to_owned();
    moderator.select(at, &select, &[&value(posts[1])]).await.unwrap();
    let one = now(&scene, "moderator", at);
    let form = modal(moderator.click(at, &button(&one, "New answer")).await.unwrap());
    let texts = json!({"title": "The verified role", "text": "React to the rules.", "language": "en"});
    moderator.submit_modal(&form, texts).await.unwrap();
    let preview = now(&scene, "moderator", at);
    moderator.click(at, &button(&preview, "Save")).await.unwrap();
    assert!(scene.store.flush(SOON).await);
    assert_eq!(scene.store.unmatched(scene.guild(), 5).await.unwrap(), []);
    let reply = ask(&scene, SOON).await.expect("answered");
    assert_eq!(reply["embeds"][0]["title"], "The verified role");
}

#[tokio::test]
async fn with_the_database_gone_nothing_is_lost_and_a_sentence_says_so() {
    let Some(server) = Server::start() else { return };
    let address = Address::parse(&server.url("postgres")).unwrap();
    let scene = Scene::start_on(world(), Responses::open(None).unwrap(), address).await;
    let (preview, at) = add(&scene, "moderator", filled_in()).await;
    server.stop();
    let moderator = scene.person("moderator");
    let save = button(&preview, "Save");
    let (told, _) = private(moderator.click(at, &save).await.unwrap(), at.channel);
    assert!(content(&told).contains("cannot be reached"), "{told}");
    let (told, _) =
        private(moderator.slash("help", "/answers unmatched", json!({})).await.unwrap(), at.channel);
    assert!(content(&told).contains("cannot be reached"), "{told}");
    server.restart();
    // What was written is still there, and saved by the same button.
    for _ in 0..40 {
        moderator.click(at, &save).await.unwrap();
        if content(&now(&scene, "moderator", at)).starts_with("Saved") {
            return;
        }
        tokio::time::sleep(Duration::from_millis(250)).await;
    }
    panic!("the draft was lost");
}
