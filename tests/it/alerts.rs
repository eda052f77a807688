//! The buttons under an alert: who may press them, what comes of it, and that nothing is done twice.

use crate::databases::{Fresh, on_each_database};
use crate::phrase::phrase;
use crate::scene::{SOON, Scene, button, labels, said};
use komainu::playground::{Exchange, Fault, Id, Permissions, Post, Shown, Target, World};
use komainu::policy::{Mode, Settings};
use serde_json::{Value, json};
use std::time::Duration;

on_each_database!(
    a_delete_brings_nothing_back_of_an_author_forgotten_meanwhile,
    a_second_press_changes_nothing,
    two_moderators_who_press_different_buttons_are_both_shown,
    what_arrives_late_hides_nothing_that_was_done_meanwhile,
    a_delete_pressed_twice_deletes_once,
    deleting_takes_every_message_of_the_case,
    a_delete_that_fails_can_be_tried_again,
    observe_mode_says_what_would_have_happened,
    whoever_was_not_told_is_told_when_a_moderator_deletes,
    what_stands_is_told_of_once_and_what_an_edit_adds_again,
    guidance_is_for_the_moderator_alone_and_in_the_victims_language,
    only_moderators_judge_an_alert,
    an_alert_of_a_japanese_server_is_in_japanese,
);

pub(crate) async fn alert(scene: &Scene) -> (Value, Post) {
    let alert = scene.alert().await;
    let at =
        Post { channel: scene.channel("mod-log"), id: Id::parse(alert["id"].as_str().unwrap()).unwrap() };
    (alert, at)
}

/// The alert as it stands now.
pub(crate) fn now(scene: &Scene, at: Post) -> Value {
    let seen = scene.person("moderator").sees(at.channel);
    seen.into_iter().find(|message| message["id"] == at.id.to_string()).expect("the alert stands")
}

/// What the alert says moderators have done.
pub(crate) fn verdicts(scene: &Scene, at: Post, name: &str) -> String {
    let alert = now(scene, at);
    let fields = alert["embeds"][0]["fields"].as_array().cloned().unwrap_or_default();
    let found = fields.iter().find(|field| field["name"] == name);
    found.map(|field| field["value"].as_str().unwrap().to_owned()).unwrap_or_default()
}

/// Presses, and returns the private line that came, if one did.
pub(crate) async fn press(scene: &Scene, who: &str, at: Post, id: &str) -> Option<String> {
    match scene.person(who).click(at, id).await.unwrap() {
        Shown::Message(line) => {
            assert_eq!(line["flags"], 64, "private");
            Some(line["content"].as_str().unwrap_or_default().to_owned())
        }
        Shown::Updated => None,
        other => panic!("{other:?}"),
    }
}

/// Whether an alert says that its message was deleted and that it was a false alarm.
fn both_are_shown(alert: &Value) -> bool {
    let said = alert["embeds"][0].to_string();
    said.contains(": deleted") && said.contains(": false alarm")
}

pub(crate) async fn settle(scene: &Scene, change: impl Fn(&mut Settings)) {
    let first = Settings {
        log: Some(scene.channel("mod-log").0),
        help: vec![scene.channel("help").0],
        ..Settings::default()
    };
    scene.change_settings(&first, change).await;
}

fn deletes(scene: &Scene, post: Post) -> usize {
    let path = format!("/channels/{}/messages/{}", post.channel, post.id);
    scene.discord.bot_exchanges().iter().filter(|made| made.is("DELETE", &path)).count()
}

pub(crate) fn name_of(scene: &Scene, who: &str) -> String {
    format!("<@{}>", scene.person(who).id().unwrap())
}

async fn a_second_press_changes_nothing(database: Fresh) {
    let scene = Scene::lantern_on(&database).await;
    scene.person("asker").post("general", &phrase(2)).unwrap();
    let (shown, at) = alert(&scene).await;
    let id = button(&shown, "False alarm");
    scene.answer_late();
    let (one, two) = tokio::join!(press(&scene, "moderator", at, &id), press(&scene, "operator", at, &id));
    let refused: Vec<String> = one.into_iter().chain(two).collect();
    assert_eq!(refused.len(), 1, "{refused:?}");
    assert!(refused[0].ends_with("has already done this."), "{refused:?}");
    assert_eq!(verdicts(&scene, at, "Moderators").lines().count(), 1);
}

async fn two_moderators_who_press_different_buttons_are_both_shown(database: Fresh) {
    let scene = Scene::lantern_on(&database).await;
    settle(&scene, |settings| settings.mode = Mode::Observe).await;
    let post = scene.person("asker").post("general", &phrase(3)).unwrap();
    let (shown, at) = alert(&scene).await;
    assert_eq!(labels(&shown), ["Delete the message", "False alarm", "Open guidance", "Open the message"]);
    let (delete, wrong) = (button(&shown, "Delete the message"), button(&shown, "False alarm"));
    scene.answer_late();
    let (one, two) =
        tokio::join!(press(&scene, "moderator", at, &delete), press(&scene, "operator", at, &wrong));
    assert_eq!((one, two), (None, None));
    assert!(scene.person("moderator").wait_gone(post, SOON).await);
    assert!(scene.person("moderator").wait_to_see(at.channel, both_are_shown, SOON).await.is_some());
}

async fn what_arrives_late_hides_nothing_that_was_done_meanwhile(database: Fresh) {
    let scene = Scene::lantern_on(&database).await;
    settle(&scene, |settings| settings.mode = Mode::Observe).await;
    let post = scene.person("asker").post("general", &phrase(3)).unwrap();
    let (shown, at) = alert(&scene).await;
    let (delete, wrong) = (button(&shown, "Delete the message"), button(&shown, "False alarm"));
    // Drawn before the delete was pressed, shown after it was done.
    scene.discord.fault(Fault::on("POST", "/interactions/*/*/callback").delay(Duration::from_millis(1500)));
    let second = async {
        // Time enough for the first to be drawn; were it not, both would be shown all the more.
        tokio::time::sleep(Duration::from_millis(400)).await;
        press(&scene, "operator", at, &delete).await
    };
    let (one, two) = tokio::join!(press(&scene, "moderator", at, &wrong), second);
    assert_eq!((one, two), (None, None));
    assert!(scene.person("moderator").wait_gone(post, SOON).await);
    // Once the first is there as well.
    scene.settled(scene.discord.mark()).await;
    assert!(scene.person("moderator").wait_to_see(at.channel, both_are_shown, SOON).await.is_some());
}

async fn a_delete_pressed_twice_deletes_once(database: Fresh) {
    let scene = Scene::lantern_on(&database).await;
    settle(&scene, |settings| settings.mode = Mode::Observe).await;
    let post = scene.person("asker").post("general", &phrase(4)).unwrap();
    let (shown, at) = alert(&scene).await;
    let id = button(&shown, "Delete the message");
    scene.answer_late();
    let (one, two) = tokio::join!(press(&scene, "moderator", at, &id), press(&scene, "moderator", at, &id));
    assert_eq!(one.is_some() as u8 + two.is_some() as u8, 1, "one of them is told that it is done");
    assert!(scene.person("moderator").wait_gone(post, SOON).await);
    assert_eq!(deletes(&scene, post), 1);
    let done = |message: &Value| labels(message) == ["False alarm", "Open guidance"];
    scene.person("moderator").wait_to_see(at.channel, done, SOON).await.expect("the alert is redrawn");
    assert!(scene.store.flush(SOON).await);
    let guild = scene.discord.look(|world| world.guild_of(post.channel)).unwrap();
    let incident = scene.store.incident(guild.0, post.id.0).await.unwrap().unwrap();
    assert_eq!(incident.action, "delete-by-moderator");
}

async fn deleting_takes_every_message_of_the_case(database: Fresh) {
    let scene = Scene::lantern_on(&database).await;
    settle(&scene, |settings| settings.mode = Mode::Observe).await;
    let phrase = phrase(5);
    let asker = scene.person("asker");
    let posts: Vec<Post> = phrase.split(' ').map(|word| asker.post("general", word).unwrap()).collect();
    // The words before the last were only likely.
    let log = scene.channel("mod-log");
    let certain = |message: &Value| message["embeds"][0]["fields"].to_string().contains("certain");
    let shown = scene.person("moderator").wait_to_see(log, certain, SOON).await.expect("an alert");
    let at = Post { channel: log, id: Id::parse(shown["id"].as_str().unwrap()).unwrap() };
    scene.settled(scene.discord.mark()).await;
    assert!(scene.store.flush(SOON).await);
    press(&scene, "moderator", at, &button(&shown, "Delete the message")).await;
    for post in posts {
        assert!(scene.person("moderator").wait_gone(post, SOON).await, "a word still stands");
    }
    // No single text of it is harmless.
    press(&scene, "moderator", at, &button(&shown, "False alarm")).await;
    // What was pressed first may be shown last, and then both are shown.
    let both = |message: &Value| {
        let shown = message["embeds"][0]["fields"].to_string();
        shown.contains("not one text by itself") && shown.contains(": deleted")
    };
    assert!(scene.person("moderator").wait_to_see(log, both, SOON).await.is_some(), "{}", now(&scene, at));
}

async fn a_delete_that_fails_can_be_tried_again(database: Fresh) {
    let scene = Scene::lantern_on(&database).await;
    settle(&scene, |settings| settings.mode = Mode::Observe).await;
    let post = scene.person("asker").post("general", &phrase(6)).unwrap();
    let (shown, at) = alert(&scene).await;
    scene.discord.fault(Fault::on("DELETE", "/channels/*/messages/*").times(1).status(403).code(50013));
    let id = button(&shown, "Delete the message");
    press(&scene, "moderator", at, &id).await;
    let told =
        |message: &Value| message["content"].as_str().is_some_and(|text| text.contains("Manage Messages"));
    scene.person("moderator").wait_to_see(at.channel, told, SOON).await.expect("what is missing");
    press(&scene, "moderator", at, &id).await;
    assert!(scene.person("moderator").wait_gone(post, SOON).await);
}

async fn observe_mode_says_what_would_have_happened(database: Fresh) {
    let scene = Scene::lantern_on(&database).await;
    settle(&scene, |settings| settings.mode = Mode::Observe).await;
    let post = scene.person("asker").post("general", &phrase(7)).unwrap();
    let (shown, _) = alert(&scene).await;
    let said = shown["embeds"][0].to_string();
    assert!(said.contains("In protect mode: delete, warn the author and alert the moderators"), "{said}");
    assert_eq!(deletes(&scene, post), 0);
    assert!(scene.person("asker").sees_from("komainu").is_empty(), "the author is not told");
}

async fn whoever_was_not_told_is_told_when_a_moderator_deletes(database: Fresh) {
    let scene = Scene::lantern_on(&database).await;
    settle(&scene, |settings| settings.mode = Mode::Observe).await;
    scene.discord.direct_messages("asker", false);
    for who in ["yuki", "asker"] {
        let post = scene.person(who).post("general", &phrase(14)).unwrap();
        let name = name_of(&scene, who);
        let about = |message: &Value| message["embeds"][0].to_string().contains(&name);
        let log = scene.channel("mod-log");
        let shown = scene.person("moderator").wait_to_see(log, about, SOON).await.expect("an alert");
        let at = Post { channel: log, id: Id::parse(shown["id"].as_str().unwrap()).unwrap() };
        assert!(scene.person(who).sees_from("komainu").is_empty(), "told in observe mode");
        press(&scene, "moderator", at, &button(&shown, "Delete the message")).await;
        assert!(scene.person("moderator").wait_gone(post, SOON).await);
    }
    assert_eq!(scene.direct("yuki").await["embeds"][0]["title"], "Your message was removed to protect you");
    let line = |message: &Value| message["content"].as_str().is_some_and(|text| text.contains("was removed"));
    let general = scene.channel("general");
    let line = scene.person("asker").wait_to_see(general, line, SOON).await.expect("a public line");
    assert!(line["content"].as_str().unwrap().contains(&name_of(&scene, "asker")));
}

async fn what_stands_is_told_of_once_and_what_an_edit_adds_again(database: Fresh) {
    let scene = Scene::lantern_on(&database).await;
    settle(&scene, |settings| settings.mode = Mode::Observe).await;
    let log = scene.channel("mod-log");
    let alerts = |mark| {
        let path = format!("/channels/{log}/messages");
        let made = scene.discord.bot_exchanges_after(mark);
        made.iter().filter(|made| made.is("POST", &path)).count()
    };
    let phrase = phrase(15);
    let post = scene.person("asker").post("general", phrase.rsplit_once(' ').unwrap().0).unwrap();
    alert(&scene).await;
    assert!(scene.store.flush(SOON).await);
    let mark = scene.discord.mark();
    let pin = format!("/channels/{}/pins/{}", post.channel, post.id);
    scene.person("moderator").request("PUT", &pin, Value::Null).unwrap();
    scene.person("moderator").thread_from(post, "what is this?").unwrap();
    scene.settled(mark).await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(alerts(mark), 0, "nobody has edited it");
    scene.person("asker").edit(post, &phrase).unwrap();
    let certain = |message: &Value| message["embeds"][0]["title"] == "Leaked secret seen (observe mode)";
    scene.person("moderator").wait_to_see(log, certain, SOON).await.expect("another alert");
    assert!(scene.store.flush(SOON).await);
    let incident = scene.store.incident(scene.guild(), post.id.0).await.unwrap().unwrap();
    assert_eq!(incident.verdict, "certain");
}

async fn guidance_is_for_the_moderator_alone_and_in_the_victims_language(database: Fresh) {
    let scene = Scene::lantern_on(&database).await;
    let text = format!("助けてください。これが私のフレーズです {}", phrase(8));
    scene.person("yuki").post("general", &text).unwrap();
    let (shown, at) = alert(&scene).await;
    let mark = scene.discord.mark();
    let Shown::Message(guidance) =
        scene.person("moderator").click(at, &button(&shown, "Open guidance")).await.unwrap()
    else {
        panic!("the guidance");
    };
    assert_eq!(guidance["flags"], 64);
    let said = guidance["embeds"][0].to_string();
    assert!(said.contains("Never ask to see the phrase"), "{said}");
    assert!(said.contains("質問したこと自体は何も悪くありません"), "{said}");
    assert!(labels(&guidance).contains(&"English".to_owned()));
    let posts = |made: &Exchange| made.is("POST", "/channels/*/messages");
    assert!(!scene.discord.bot_exchanges().iter().any(|made| made.number >= mark && posts(made)));
}

async fn only_moderators_judge_an_alert(database: Fresh) {
    let mut world = World::lantern();
    let (log, asker) = (world.find_channel("mod-log").unwrap(), world.find_user("asker").unwrap());
    world.overwrite(log, Target::Member(asker), Permissions::VIEW_CHANNEL, Permissions::NONE);
    let scene = Scene::start_on(world, &database).await;
    settle(&scene, |settings| settings.mode = Mode::Observe).await;
    let post = scene.person("asker").post("general", &phrase(9)).unwrap();
    let (shown, at) = alert(&scene).await;
    for label in ["Delete the message", "False alarm", "Open guidance"] {
        let line = press(&scene, "asker", at, &button(&shown, label)).await.expect("a refusal");
        assert_eq!(line, "You need the permission “Manage Messages” for this.");
    }
    assert_eq!(deletes(&scene, post), 0);
    assert_eq!(verdicts(&scene, at, "Moderators"), "");
}

async fn an_alert_of_a_japanese_server_is_in_japanese(database: Fresh) {
    let mut world = World::lantern();
    let general = world.find_channel("general").unwrap();
    world.guild_locale(world.guild_of(general).unwrap(), "ja");
    let scene = Scene::start_on(world, &database).await;
    let post = scene.person("yuki").post("general", &phrase(10)).unwrap();
    let (shown, at) = alert(&scene).await;
    assert_eq!(labels(&shown), ["誤検知", "案内文を見る"]);
    assert!(shown.to_string().contains("BIP-39のリカバリーフレーズ（英語）"), "{shown}");
    press(&scene, "moderator", at, &button(&shown, "誤検知")).await;
    let line = format!("{} さん：誤検知と判断。同じ文章は今後検知しません。", name_of(&scene, "moderator"));
    assert_eq!(verdicts(&scene, at, "モデレーターの対応"), line);
    let path = format!("/channels/{}/messages/{}", post.channel, post.id);
    let made = scene.discord.bot_exchanges();
    let reason = made.iter().find(|made| made.is("DELETE", &path)).unwrap().reason.clone();
    assert_eq!(reason.as_deref(), Some("ウォレットの秘密情報の漏えい（bip39-en）"));
}

/// Presses *Delete* in an alert about a post of the asker's, and has the asker forgotten while Discord is busy deleting.
async fn a_delete_brings_nothing_back_of_an_author_forgotten_meanwhile(database: Fresh) {
    let scene = Scene::lantern_on(&database).await;
    settle(&scene, |settings| settings.mode = Mode::Observe).await;
    let post = scene.person("asker").post("general", &phrase(11)).unwrap();
    let (shown, at) = alert(&scene).await;
    assert!(scene.store.flush(SOON).await);
    let delete = Fault::on("DELETE", "/channels/*/messages/*").delay(Duration::from_millis(1500));
    scene.discord.fault(delete);
    let id = button(&shown, "Delete the message");
    let forgotten = async {
        let forget = scene.ask("asker", "general", "/privacy forget", json!({})).await;
        let remove = button(&forget.message, "Remove it");
        scene.person("asker").click(forget.at, &remove).await.unwrap();
        assert!(said(&scene.again(&forget)).contains("Nothing about you is left."));
        assert!(
            scene.person("asker").sees(post.channel).iter().any(|seen| seen["id"] == post.id.to_string())
        );
    };
    let (pressed, ()) = tokio::join!(press(&scene, "moderator", at, &id), forgotten);
    assert_eq!(pressed, None);
    assert!(scene.person("moderator").wait_gone(post, SOON).await);
    let done = |message: &Value| message["embeds"][0].to_string().contains(": deleted");
    scene.person("moderator").wait_to_see(at.channel, done, SOON).await.expect("the alert is redrawn");
    assert!(scene.store.flush(SOON).await);
    assert_eq!(scene.store.incidents(scene.guild(), None, 0, 9).await.unwrap(), [], "written back");
}
