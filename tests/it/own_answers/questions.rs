//! Questions that nobody matched: each becomes a phrasing, an answer, or is taken off the list.

use super::{ASKED, ask, content, modal, now, private, scene, world};
use crate::databases::{Fresh, on_each_database};
use crate::scene::{SOON, Scene, button};
use komainu::playground::{Permissions, Post, Shown, Target};
use serde_json::{Value, json};
use std::time::Duration;

on_each_database!(
    a_question_becomes_a_phrasing_of_a_shipped_answer,
    a_form_shows_no_text_of_a_channel_its_moderator_cannot_read,
    a_form_shows_the_text_of_a_private_thread_to_those_who_manage_threads_alone,
    a_question_is_dismissed_or_gets_an_answer_of_its_own,
);

async fn a_question_becomes_a_phrasing_of_a_shipped_answer(database: Fresh) {
    let scene = scene(&database).await;
    let odd = "my gwei thingy is through the roof lately?";
    let post = scene.unmatched("help", odd).await;
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

async fn a_form_shows_no_text_of_a_channel_its_moderator_cannot_read(database: Fresh) {
    let mut world = world();
    let help = world.find_channel("help").unwrap();
    let guild = world.guild_of(help).unwrap();
    let everyone = Target::Role(guild);
    world.overwrite(help, everyone, Permissions::NONE, Permissions::VIEW_CHANNEL);
    for name in ["asker", "komainu"] {
        let insider = world.find_user(name).unwrap();
        world.overwrite(help, Target::Member(insider), Permissions::VIEW_CHANNEL, Permissions::NONE);
    }
    let scene = Scene::start_on(world, &database).await;
    let post = scene.person("asker").post("help", ASKED).unwrap();
    wait_until_listed(&scene).await;
    let form = form_for(&scene, ("hana", "新しい回答を書く"), post).await;
    assert!(!form.contains("verified"), "{form}");
}

async fn a_form_shows_the_text_of_a_private_thread_to_those_who_manage_threads_alone(database: Fresh) {
    let scene = scene(&database).await;
    let (asker, help) = (scene.person("asker"), scene.channel("help"));
    let thread = json!({ "name": "between us", "type": 12 });
    let thread = asker.request("POST", &format!("/channels/{help}/threads"), thread).unwrap();
    let post = asker.post(thread["id"].as_str().unwrap(), ASKED).unwrap();
    wait_until_listed(&scene).await;
    let form = form_for(&scene, ("moderator", "New answer"), post).await;
    assert!(form.contains("verified"), "{form}");
    let form = form_for(&scene, ("hana", "新しい回答を書く"), post).await;
    assert!(!form.contains("verified"), "{form}");
}

async fn wait_until_listed(scene: &Scene) {
    let listed = async {
        loop {
            assert!(scene.store.flush(SOON).await);
            if !scene.store.unmatched(scene.guild(), 5).await.unwrap().is_empty() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
    };
    tokio::time::timeout(SOON, listed).await.expect("the question is listed");
}

/// The form for a new answer, opened from the list by somebody whose Discord calls that button so.
async fn form_for(scene: &Scene, (who, label): (&str, &str), post: Post) -> String {
    let (person, general) = (scene.person(who), scene.channel("general"));
    let shown = person.slash("general", "/answers unmatched", json!({})).await.unwrap();
    let (list, at) = private(shown, general);
    let select = list["components"][0]["components"][0]["custom_id"].as_str().unwrap().to_owned();
    person.select(at, &select, &[&format!("{}:{}", post.channel, post.id)]).await.unwrap();
    let one = now(scene, who, at);
    modal(person.click(at, &button(&one, label)).await.unwrap()).to_string()
}

async fn a_question_is_dismissed_or_gets_an_answer_of_its_own(database: Fresh) {
    let scene = scene(&database).await;
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
