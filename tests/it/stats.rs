//! `/stats`: the numbers, the picture, and the table in words.

use crate::databases::{Fresh, Server, on_each_database};
use crate::scene::{SOON, Scene};
use crate::store::incident;
use komainu::playground::{Shown, World};
use komainu::store::{Incident, Outcome};
use serde_json::{Value, json};
use std::time::{SystemTime, UNIX_EPOCH};

on_each_database!(numbers_picture_and_words_agree, it_is_for_moderators_and_of_nothing_it_says_so,);

const DAY: u64 = 24 * 60 * 60;

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}

/// Uses `/stats`, and returns the message that came.
async fn stats(scene: &Scene, who: &str, options: Value) -> Value {
    let person = scene.person(who);
    let before = person.sees_in("help").len();
    assert_eq!(person.slash("help", "/stats", options).await.unwrap(), Shown::Thinking);
    for _ in 0..400 {
        let seen = person.sees_in("help");
        // 128: "… is thinking".
        if let Some(last) = seen.get(before).filter(|last| last["flags"].as_u64().unwrap_or(0) & 128 == 0) {
            assert_eq!(last["flags"].as_u64().unwrap() & 64, 64, "private");
            return last.clone();
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    panic!("/stats said nothing");
}

fn fields(message: &Value) -> String {
    message["embeds"][0]["fields"].to_string()
}

async fn numbers_picture_and_words_agree(database: Fresh) {
    let scene = Scene::lantern_on(&database).await;
    let (guild, now) = (scene.guild(), now());
    for (days_ago, topic, outcome, times) in [
        (0, "gas-fees", Outcome::Answered, 3),
        (1, "gas-fees", Outcome::Suggested, 2),
        (1, "gas-fees", Outcome::Solved, 1),
        (2, "", Outcome::Unmatched, 4),
        (40, "staking", Outcome::Answered, 50),
    ] {
        (0..times).for_each(|_| scene.store.count(guild, topic, outcome, now - days_ago * DAY));
    }
    for (message, false_alarm) in [(1, false), (2, false)] {
        let incident = incident(message, 7, now);
        scene.store.record_incident(Incident { guild, false_alarm, ..incident });
    }
    assert!(scene.store.flush(SOON).await);
    let shown = stats(&scene, "moderator", json!({})).await;
    let fields = fields(&shown);
    assert!(fields.contains("answered: 3") && fields.contains("choice offered: 2"), "{fields}");
    assert!(fields.contains("unmatched: 4") && fields.contains("Solved: 1 of 5 (20%)"), "{fields}");
    assert!(fields.contains("incidents: 2") && fields.contains("5 · "), "{fields}");
    let file = &shown["attachments"][0];
    let words = file["description"].as_str().unwrap();
    assert!(words.contains("answered 3, choice 0, unmatched 0, incidents 2"), "{words}");
    let bytes = reqwest::get(file["url"].as_str().unwrap()).await.unwrap().bytes().await.unwrap();
    let picture = image::load_from_memory(&bytes).expect("a picture").to_rgb8();
    assert!(picture.width() >= 1000, "{}", database.kind);
    // Forty days back, the oldest is in it too.
    let shown = stats(&scene, "moderator", json!({"days": 60})).await;
    assert_eq!(shown["embeds"][0]["title"], "Last 60 d");
    assert!(self::fields(&shown).contains("answered: 53"), "{shown}");
}

async fn it_is_for_moderators_and_of_nothing_it_says_so(database: Fresh) {
    let mut world = World::lantern();
    let guild = world.guild_of(world.find_channel("help").unwrap()).unwrap();
    let role = world.role(guild, "モデレーター", komainu::playground::Permissions::MANAGE_MESSAGES, 0);
    let hana = world.person("hana", "ja");
    world.join(guild, hana, &[role]);
    let scene = Scene::start_on(world, &database).await;
    assert!(scene.person("asker").slash("help", "/stats", json!({})).await.is_err());
    let shown = stats(&scene, "hana", json!({"days": 7})).await;
    assert_eq!(shown["embeds"][0]["title"], "過去7日間");
    assert!(fields(&shown).contains("解決：0件中0件（–%）"), "{shown}");
}

#[tokio::test]
async fn with_the_database_gone_a_sentence_says_so() {
    let Some(server) = Server::start() else { return };
    let scene = Scene::lantern_on(&server.fresh()).await;
    server.stop();
    let said = stats(&scene, "moderator", json!({})).await;
    assert!(said["content"].as_str().unwrap().contains("cannot be reached"), "{said}");
}
