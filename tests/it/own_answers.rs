//! A server's own answers: written by moderators, matched like the shipped ones, gone when they are removed.

use crate::databases;
use crate::scene::{SOON, Scene, links};
use komainu::playground::World;
use komainu::responses::Responses;
use komainu::store::{Address, Store};
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

/// Asks as different people until the bot answers with this title: what another process saved arrives in a moment.
async fn answered_with(scene: &Scene, title: &str) -> Value {
    for _ in 0..40 {
        let post = scene.person("asker").post("help", ASKED).unwrap();
        let replied = |message: &Value| message["message_reference"]["message_id"] == post.id.to_string();
        let reply =
            scene.person("asker").wait_to_see(post.channel, replied, Duration::from_millis(250)).await;
        if let Some(reply) = reply {
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
