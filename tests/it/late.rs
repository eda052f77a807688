//! Responses that come too late for Discord - three seconds after a press, a quarter of an hour for what follows: what was
//! done is done once and shown where others look, and whoever pressed can press again.

use crate::own_answers::{add, content, filled_in, now};
use crate::phrase::phrase;
use crate::scene::{SOON, Scene, button, labels, menu};
use komainu::playground::{Fault, Id, Post, Shown, World};
use komainu::policy::{Mode, Settings};
use serde_json::{Value, json};
use std::time::Duration;

/// Discord's three seconds, shorter; and what a busy moment makes of a response.
const FIRST: Duration = Duration::from_millis(1000);
const SLOW: Duration = Duration::from_millis(1300);

/// A scene in which Discord waits as long as `first` for a response, and `token` for what follows it.
async fn hasty(first: Duration, token: Duration) -> Scene {
    let mut world = World::lantern();
    world.timing.first_response = first;
    world.timing.token_life = token;
    Scene::start(world).await
}

/// The next response arrives late.
fn slow(scene: &Scene) {
    scene.discord.fault(Fault::on("POST", "/interactions/*/*/callback").delay(SLOW));
}

/// An alert about a message that stands.
async fn observed(scene: &Scene, seed: u64) -> (Post, Value, Post) {
    let first =
        Settings { mode: Mode::Observe, log: Some(scene.channel("mod-log").0), ..Settings::default() };
    scene.change_settings(&first, |_| {}).await;
    let post = scene.person("asker").post("general", &phrase(seed)).unwrap();
    let alert = scene.alert().await;
    let at =
        Post { channel: scene.channel("mod-log"), id: Id::parse(alert["id"].as_str().unwrap()).unwrap() };
    (post, alert, at)
}

/// Waits until an alert says this of a moderator.
async fn says(scene: &Scene, at: Post, verdict: &str) -> Value {
    let said = |message: &Value| message["embeds"][0].to_string().contains(verdict);
    scene.person("moderator").wait_to_see(at.channel, said, SOON).await.expect("the alert is redrawn")
}

fn deletes(scene: &Scene, post: Post) -> usize {
    let path = format!("/channels/{}/messages/{}", post.channel, post.id);
    scene.discord.bot_exchanges().iter().filter(|made| made.is("DELETE", &path)).count()
}

#[tokio::test]
async fn a_verdict_told_too_late_stands_in_the_alert_all_the_same() {
    let scene = hasty(FIRST, SOON).await;
    let (post, alert, at) = observed(&scene, 1).await;
    slow(&scene);
    let shown = scene.person("moderator").click(at, &button(&alert, "False alarm")).await.unwrap();
    assert_eq!(shown, Shown::Failed, "Discord waited no longer");
    let alert = says(&scene, at, ": false alarm").await;
    assert!(!labels(&alert).contains(&"False alarm".to_owned()), "it can be pressed again");
    assert!(scene.store.flush(SOON).await);
    let incident = scene.store.incident(scene.guild(), post.id.0).await.unwrap().unwrap();
    assert!(incident.false_alarm);
}

#[tokio::test]
async fn a_delete_acknowledged_too_late_is_done_once_and_shown() {
    let scene = hasty(FIRST, SOON).await;
    let (post, alert, at) = observed(&scene, 2).await;
    slow(&scene);
    let id = button(&alert, "Delete the message");
    assert_eq!(scene.person("moderator").click(at, &id).await.unwrap(), Shown::Failed);
    assert!(scene.person("moderator").wait_gone(post, SOON).await);
    let alert = says(&scene, at, ": deleted").await;
    assert_eq!(labels(&alert), ["False alarm", "Open guidance"]);
    assert_eq!(deletes(&scene, post), 1);
}

#[tokio::test]
async fn what_outlives_its_token_is_shown_without_it() {
    let scene = hasty(SOON, Duration::from_millis(300)).await;
    let (post, alert, at) = observed(&scene, 3).await;
    scene.discord.fault(Fault::on("DELETE", "/channels/*/messages/*").delay(Duration::from_millis(900)));
    let id = button(&alert, "Delete the message");
    assert_eq!(scene.person("moderator").click(at, &id).await.unwrap(), Shown::Updated);
    says(&scene, at, ": deleted").await;
    assert_eq!(deletes(&scene, post), 1);
    // A list that is thought about for too long reaches nobody, harms nothing, and can be asked for again.
    scene.discord.fault(Fault::on("PATCH", "/webhooks/*/*/messages/*").delay(Duration::from_millis(900)));
    scene.discord.fault(Fault::on("POST", "/webhooks/*/*").delay(Duration::from_millis(900)));
    let shown = scene.person("moderator").slash("mod-log", "/stats", json!({})).await.unwrap();
    assert_eq!(shown, Shown::Thinking);
    scene.discord.wait_for(|made| made.status == 401, SOON).await.expect("Discord refuses an old token");
    scene.discord.clear_faults();
    let list = scene.ask("moderator", "mod-log", "/incidents", json!({})).await;
    assert!(list.text().contains("deleted by a moderator"), "{}", list.text());
}

#[tokio::test]
async fn a_choice_answered_too_late_is_saved_once() {
    let scene = hasty(FIRST, SOON).await;
    let panel = scene.ask("moderator", "mod-log", "/setup panel", json!({})).await;
    let general = scene.channel("general").to_string();
    let (moderator, id) =
        (scene.person("moderator"), menu(&panel.message, "Choose help channels and forums"));
    slow(&scene);
    assert_eq!(moderator.select(panel.at, &id, &[&general]).await.unwrap(), Shown::Failed);
    assert_eq!(scene.store.settings(scene.guild()).unwrap().help, [scene.channel("general").0]);
    // The panel still works, and shows what is in force.
    assert_eq!(moderator.select(panel.at, &id, &[&general]).await.unwrap(), Shown::Updated);
    let redrawn = scene.again(&panel);
    assert!(crate::scene::said(&redrawn).contains(&format!("Help channels: <#{general}>")), "{redrawn}");
}

#[tokio::test]
async fn a_save_answered_too_late_is_not_done_twice() {
    let scene = hasty(FIRST, SOON).await;
    let (preview, at) = add(&scene, "moderator", filled_in()).await;
    let (moderator, save) = (scene.person("moderator"), button(&preview, "Save"));
    slow(&scene);
    assert_eq!(moderator.click(at, &save).await.unwrap(), Shown::Failed);
    assert_eq!(moderator.click(at, &save).await.unwrap(), Shown::Updated);
    assert!(content(&now(&scene, "moderator", at)).starts_with("This draft is no longer here: it was saved"));
    assert_eq!(scene.store.answers(scene.guild()).await.unwrap().len(), 1);
}

#[tokio::test]
async fn commands_and_forms_answered_too_late_can_be_used_again() {
    let scene = hasty(FIRST, SOON).await;
    let moderator = scene.person("moderator");
    for command in ["/incidents", "/stats", "/answers add", "/answers export", "/setup check", "/help"] {
        slow(&scene);
        assert_eq!(moderator.slash("mod-log", command, json!({})).await.unwrap(), Shown::Failed, "{command}");
    }
    // Whoever is told nothing is told nothing later, either: only responses were tried, and none of them twice over.
    let (preview, at) = add(&scene, "moderator", filled_in()).await;
    assert_eq!(moderator.click(at, &button(&preview, "Save")).await.unwrap(), Shown::Updated);
    let posts =
        scene.discord.bot_exchanges().iter().filter(|made| made.is("POST", "/channels/*/messages")).count();
    assert_eq!(posts, 0);
}

#[tokio::test]
async fn a_leak_that_takes_long_to_delete_is_acknowledged() {
    let scene = hasty(FIRST, SOON).await;
    let post = scene.person("asker").post("general", "you can see it in my screenshot").unwrap();
    scene.discord.fault(Fault::on("DELETE", "/channels/*/messages/*").delay(SLOW));
    let shown = scene.person("moderator").context_menu("Leaked secret", post).await.unwrap();
    assert_eq!(shown, Shown::Thinking);
    let done = scene.private("moderator", "general", shown).await;
    assert!(done.text().contains("1 deleted"), "{}", done.text());
    assert_eq!(deletes(&scene, post), 1);
}

#[tokio::test]
async fn an_answer_that_takes_long_to_post_is_acknowledged_and_posted_once() {
    let scene = hasty(FIRST, SOON).await;
    let (moderator, slow) =
        (scene.person("moderator"), || Fault::on("POST", "/channels/*/messages").delay(SLOW));
    let to = scene.person("yuki").id().unwrap();
    scene.discord.fault(slow());
    let shown = moderator.slash("general", "/faq", json!({"topic": "gas-fees", "to": to})).await.unwrap();
    assert_eq!(shown, Shown::Thinking);
    assert_eq!(scene.private("moderator", "general", shown).await.text(), "Shown in the channel.");

    let asked = scene.person("asker").post("general", "what do I pay here?").unwrap();
    // The first or second of what is offered, so many times.
    let choose = async |option: usize, times: usize| {
        for _ in 0..times {
            let Shown::Message(picked) = moderator.context_menu("Answer this…", asked).await.unwrap()
            else {
                panic!("a menu");
            };
            let at = Post { channel: asked.channel, id: Id::parse(picked["id"].as_str().unwrap()).unwrap() };
            scene.discord.fault(slow());
            let select = menu(&picked, "Choose an answer");
            let topic =
                picked["components"][0]["components"][0]["options"][option]["value"].as_str().unwrap();
            assert_eq!(moderator.select(at, &select, &[topic]).await.unwrap(), Shown::Updated);
            let told =
                |seen: &Value| seen["id"] == at.id.to_string() && seen["content"] == "Shown in the channel.";
            moderator.wait_to_see(at.channel, told, SOON).await.expect("the outcome");
        }
        let replies = moderator.sees(asked.channel).into_iter();
        replies.filter(|seen| seen["message_reference"]["message_id"] == asked.id.to_string()).count()
    };
    assert_eq!(choose(0, 2).await, 1, "the same answer, chosen again");
    assert_eq!(choose(1, 1).await, 2, "another one");
    assert!(scene.store.flush(SOON).await);
    let counts = scene.store.topic_counts(scene.guild(), 0).await.unwrap();
    let answered: u64 = counts.iter().map(|count| count.n).sum();
    assert_eq!(answered, 3, "each that was posted counts once: {counts:?}");
}

#[tokio::test]
async fn a_helper_who_takes_long_to_call_is_called_once() {
    let scene = hasty(FIRST, SOON).await;
    let asker = scene.person("asker");
    let post = asker.post("help", "I forgot my password, how do I reset it?").unwrap();
    let reply = scene.reply_to("asker", post).await;
    let at = Post { channel: post.channel, id: Id::parse(reply["id"].as_str().unwrap()).unwrap() };
    assert_eq!(asker.click(at, &button(&reply, "Not what I asked")).await.unwrap(), Shown::Updated);
    let second = asker.sees(at.channel).into_iter().find(|seen| seen["id"] == reply["id"]).unwrap();
    scene.discord.fault(Fault::on("POST", "/channels/*/messages").delay(SLOW));
    assert_eq!(asker.click(at, &button(&second, "None of these")).await.unwrap(), Shown::Updated);
    let told =
        |seen: &Value| seen["id"] == reply["id"] && seen.to_string().contains("I have told the helpers");
    asker.wait_to_see(at.channel, told, SOON).await.expect("the asker knows");
    assert_eq!(scene.person("moderator").sees_in("mod-log").len(), 1);
}
