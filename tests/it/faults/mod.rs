//! Everything that goes wrong between the bot and Discord has a defined end: each leak is handled, once, and said once.

mod gateway;
mod refusals;
mod requests;

use crate::phrase::phrase;
use crate::scene::{SOON, Scene};
use komainu::playground::{Post, World};
use serde_json::Value;
use std::time::Duration;

const QUESTION: &str = "I forgot my password, how do I reset it?";

/// A world with many people in it, as the guard says only so much to one.
fn crowd(people: usize) -> World {
    let mut world = World::lantern();
    let guild = world.guild_of(world.find_channel("general").unwrap()).unwrap();
    for n in 0..people {
        let person = world.person(&format!("person-{n}"), "en-US");
        world.join(guild, person, &[]);
    }
    world
}

fn alerts(scene: &Scene) -> Vec<Value> {
    scene.person("moderator").sees_in("mod-log")
}

/// The titles of the alerts about somebody.
fn alerts_about(scene: &Scene, who: &str) -> Vec<String> {
    let mention = format!("<@{}>", scene.person(who).id().unwrap());
    let about = alerts(scene).into_iter().filter(|alert| alert["embeds"][0].to_string().contains(&mention));
    about.map(|alert| alert["embeds"][0]["title"].as_str().unwrap().to_owned()).collect()
}

async fn alerted(scene: &Scene, who: &str) -> Vec<String> {
    for _ in 0..1200 {
        let found = alerts_about(scene, who);
        if !found.is_empty() {
            return found;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("nobody is alerted of {who}");
}

fn told(scene: &Scene, who: &str) -> usize {
    scene.person(who).sees_from("komainu").len()
}

async fn gone(scene: &Scene, post: Post) {
    assert!(scene.person("moderator").wait_gone(post, 3 * SOON).await, "the message still stands");
}

/// A leak by `who` is removed, told once and alerted of once.
async fn handled_once(scene: &Scene, who: &str, seed: u64) {
    let post = scene.person(who).post("general", &phrase(seed)).unwrap();
    gone(scene, post).await;
    assert_eq!(alerted(scene, who).await, ["Leaked secret removed"]);
    assert_eq!(told(scene, who), 1, "{who} is told once");
}
