//! *Why?* and `/try` say what holds here and now, and *Answer this…* offers first what fits best: the same judgement as for a
//! message, and nothing is performed or kept.

use crate::phrase::phrase;
use crate::scene::{SOON, Scene, button};
use komainu::playground::{Id, Post, Shown};
use komainu::policy::{Mode, Settings};
use serde_json::{Value, json};
use std::time::Duration;

const QUESTION: &str = "I forgot my password, how do I reset it?";
const STAKING: &str = "how do I stake my eth in the wallet?";

/// What *Why?* says of a message, however often it was asked before.
async fn why(scene: &Scene, post: Post) -> String {
    let moderator = scene.person("moderator");
    let older: Vec<Value> = moderator.sees(post.channel).iter().map(|seen| seen["id"].clone()).collect();
    assert_eq!(moderator.context_menu("Why?", post).await.unwrap(), Shown::Thinking, "it may take a while");
    let said = |seen: &Value| !older.contains(&seen["id"]) && seen["flags"] == 64;
    let line = moderator.wait_to_see(post.channel, said, SOON).await.expect("a line");
    line["content"].as_str().unwrap().to_owned()
}

async fn tries(scene: &Scene, channel: &str, text: &str) -> String {
    scene.ask("moderator", channel, "/try", json!({"text": text})).await.text()
}

fn post_of(message: &Value, channel: Id) -> Post {
    Post { channel, id: Id::parse(message["id"].as_str().unwrap()).unwrap() }
}

#[tokio::test]
async fn what_fits_a_message_best_is_named_first() {
    let scene = Scene::lantern().await;
    let said = tries(&scene, "mod-log", STAKING).await;
    let lines: Vec<&str> = said.lines().collect();
    let closest = lines.iter().find_map(|line| line.strip_prefix("Closest answers: ")).expect("a ranking");
    let first = closest.split(" / ").next().unwrap();
    assert!(first.to_lowercase().contains("stak"), "{said}");
    // The place that stands for wherever questions are answered.
    assert!(lines[0].contains(&format!("<#{}>", scene.channel("help"))), "{said}");

    let post = scene.person("asker").post("general", STAKING).unwrap();
    let Shown::Message(menu) = scene.person("moderator").context_menu("Answer this…", post).await.unwrap()
    else {
        panic!("a menu");
    };
    let options = menu["components"][0]["components"][0]["options"].as_array().unwrap();
    assert_eq!(options[0]["value"], "staking", "{options:?}");
    assert_eq!(options.len(), 25, "the others follow");
    let forum = scene.person("yuki").forum_post("help-forum", "Staking ETH", "how does it work?").unwrap();
    scene.reply_to("yuki", forum).await;
    let Shown::Message(menu) = scene.person("moderator").context_menu("Answer this…", forum).await.unwrap()
    else {
        panic!("a menu");
    };
    assert_eq!(menu["components"][0]["components"][0]["options"][0]["value"], "staking", "the title counts");
}

#[tokio::test]
async fn a_text_called_harmless_is_said_to_be_harmless() {
    let scene = Scene::lantern().await;
    let text = format!("from the docs of our own library: {}", phrase(21));
    scene.person("asker").post("general", &text).unwrap();
    let alert = scene.alert().await;
    let at = post_of(&alert, scene.channel("mod-log"));
    assert!(tries(&scene, "general", &text).await.contains("Guard: delete"));
    let moderator = scene.person("moderator");
    assert_eq!(moderator.click(at, &button(&alert, "False alarm")).await.unwrap(), Shown::Updated);
    let again = scene.person("yuki").post("general", &text).unwrap();
    for said in [why(&scene, again).await, tries(&scene, "help", &text).await] {
        assert!(said.contains("has marked this text as a false alarm"), "{said}");
        assert!(!said.contains("Guard: delete") && !said.contains("the guard fired"), "{said}");
    }
}

#[tokio::test]
async fn why_knows_what_was_said_before() {
    let scene = Scene::lantern().await;
    let asker = scene.person("asker");
    let first = asker.post("help", QUESTION).unwrap();
    scene.reply_to("asker", first).await;
    let second = asker.post("help", QUESTION).unwrap();
    scene.settled(scene.discord.mark()).await;
    assert!(why(&scene, first).await.contains("it has its reply already"));
    assert!(why(&scene, second).await.contains("the same answer was given here a moment ago"));
    // Somebody else who asks it now is answered.
    assert!(tries(&scene, "help", QUESTION).await.contains("Desk: answer with"));
}

#[tokio::test]
async fn why_knows_that_a_thread_has_had_its_answer() {
    let scene = Scene::lantern().await;
    let asker = scene.person("asker");
    let opened = asker.forum_post("help-forum", "Forgot my MetaMask password", QUESTION).unwrap();
    scene.reply_to("asker", opened).await;
    let follow_up = asker.post_in(opened.channel, json!({"content": STAKING})).unwrap();
    scene.settled(scene.discord.mark()).await;
    assert!(why(&scene, follow_up).await.contains("this thread has had its answer"));
}

#[tokio::test]
async fn why_knows_who_wrote_it_and_when() {
    let scene = Scene::lantern().await;
    let helper = scene.person("helper").post("help", QUESTION).unwrap();
    assert!(why(&scene, helper).await.contains("written by a moderator or helper"));
    let moderator = scene.person("operator").post("help", QUESTION).unwrap();
    assert!(why(&scene, moderator).await.contains("written by a moderator or helper"));
    let asker = scene.person("asker");
    let old = asker.posted_before("help", QUESTION, Duration::from_secs(20 * 60)).unwrap();
    assert!(why(&scene, old).await.contains("the message is old"));
    let edited = asker.post("help", "good morning").unwrap();
    asker.edit(edited, QUESTION).unwrap();
    scene.settled(scene.discord.mark()).await;
    assert!(why(&scene, edited).await.contains("an edit is never answered"));
}

#[tokio::test]
async fn why_looks_into_files() {
    let scene = Scene::lantern().await;
    let first =
        Settings { mode: Mode::Observe, log: Some(scene.channel("mod-log").0), ..Settings::default() };
    scene.change_settings(&first, |_| {}).await;
    let phrase = phrase(22);
    let file = ("notes.txt", "text/plain", phrase.as_bytes());
    let post = scene.person("asker").upload("general", "my notes", &[file]).unwrap();
    scene.alert().await;
    let said = why(&scene, post).await;
    assert!(said.contains("bip39-en") && said.contains("the guard fired"), "{said}");
}
