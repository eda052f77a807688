//! *Answer this…* offers first what fits best, and `/try` says the same.

use crate::scene::Scene;
use komainu::playground::Shown;
use serde_json::json;

const STAKING: &str = "how do I stake my eth in the wallet?";

async fn tries(scene: &Scene, channel: &str, text: &str) -> String {
    scene.ask("moderator", channel, "/try", json!({"text": text})).await.text()
}

#[tokio::test]
async fn what_fits_a_message_best_is_named_first() {
    let scene = Scene::lantern().await;
    let said = tries(&scene, "mod-log", STAKING).await;
    let lines: Vec<&str> = said.lines().collect();
    let closest = lines.iter().find_map(|line| line.strip_prefix("Closest answers: ")).expect("a ranking");
    let first = closest.split(" / ").next().unwrap();
    assert!(first.to_lowercase().contains("stak"), "{said}");

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
