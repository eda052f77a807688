//! A server's own answers: written by moderators, matched like the shipped ones, gone when they are removed.

mod files;
mod limits;
mod questions;
mod removing;
mod trouble;
mod writing;

use crate::databases::Fresh;
use crate::scene::Scene;
use komainu::playground::{Id, Permissions, Post, Shown, World};
use serde_json::{Value, json};
use std::time::Duration;

const ASKED: &str = "where can I get the verified role of this server?";

/// An answer of the server's own, as a file has it.
pub(crate) fn own_answer(id: &str) -> Value {
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
pub(crate) fn filled_in() -> Value {
    json!({
        "title": "The verified role", "text": "React to the rules.\n1. Open the rules.\n2. React.\n! Nobody sells roles.",
        "phrasings": "how do I get the verified role\nwhere can I verify myself\nI need the verified role",
        "links": "", "language": "en",
    })
}

/// A world in which one moderator speaks Japanese and may manage messages alone.
pub(crate) fn world() -> World {
    let mut world = World::lantern();
    let help = world.find_channel("help").unwrap();
    let guild = world.guild_of(help).unwrap();
    let role = world.role(guild, "モデレーター", Permissions::MANAGE_MESSAGES, 0);
    let person = world.person("hana", "ja");
    world.join(guild, person, &[role]);
    world
}

async fn scene(database: &Fresh) -> Scene {
    Scene::start_on(world(), database).await
}

/// A private message of the bot, and where it is.
pub(crate) fn private(shown: Shown, channel: Id) -> (Value, Post) {
    let Shown::Message(message) = shown else { panic!("{shown:?} is no message") };
    assert_eq!(message["flags"].as_u64().unwrap() & 64, 64, "private");
    let id = Id::parse(message["id"].as_str().unwrap()).unwrap();
    (message, Post { channel, id })
}

pub(crate) fn modal(shown: Shown) -> Value {
    let Shown::Modal(modal) = shown else { panic!("{shown:?} is no form") };
    modal
}

/// A message as it stands now.
pub(crate) fn now(scene: &Scene, who: &str, at: Post) -> Value {
    let seen = scene.person(who).sees(at.channel);
    seen.into_iter().find(|message| message["id"] == at.id.to_string()).expect("it stands")
}

pub(crate) fn content(message: &Value) -> String {
    message["content"].as_str().unwrap_or_default().to_owned()
}

/// Opens the form, sends it, and returns the preview.
pub(crate) async fn add(scene: &Scene, who: &str, form: Value) -> (Value, Post) {
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
    for _ in 0..120 {
        if let Some(reply) = ask(scene, Duration::from_millis(250)).await {
            assert_eq!(reply["embeds"][0]["title"], title);
            return reply;
        }
    }
    panic!("never answered with {title}");
}

/// Waits until the bot knows an answer that was written past it.
pub(crate) async fn until_known(scene: &Scene, id: &str) {
    for _ in 0..1_000 {
        let found =
            scene.person("moderator").autocomplete("help", "/answers remove", "answer", "").await.unwrap();
        if found.iter().any(|choice| choice["value"] == id) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("{id} is not known");
}
