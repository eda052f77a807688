//! What was posted while the bot was away is guarded, in order, once, and never answered.

mod downtime;
mod places;
mod session;

use crate::process::Home;
use crate::scene::SOON;
use komainu::playground::{Exchange, Post};
use serde_json::Value;
use std::time::Duration;

/// What the log says at the end; it says before it that something is not caught up.
const CAUGHT_UP: &str = "caught up guild=";

/// A read of a channel's messages.
fn is_read(made: &Exchange) -> bool {
    made.is("GET", "/channels/*/messages")
}

async fn gone(home: &Home, post: Post) {
    assert!(
        home.discord.as_person("moderator").wait_gone(post, 2 * SOON).await,
        "a missed leak still stands"
    );
}

fn stands(home: &Home, post: Post) -> bool {
    home.discord
        .as_person("moderator")
        .sees(post.channel)
        .iter()
        .any(|seen| seen["id"] == post.id.to_string())
}

/// Waits for so many alerts, and then a little for one too many; returns their titles.
async fn alerts(home: &Home, expected: usize) -> Vec<String> {
    let seen = || home.discord.as_person("moderator").sees_in("mod-log");
    for _ in 0..400 {
        if seen().len() >= expected {
            break;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    tokio::time::sleep(Duration::from_millis(500)).await;
    seen().iter().filter_map(|message| message["embeds"][0]["title"].as_str().map(str::to_owned)).collect()
}

/// Waits until the bot has judged what was said so far: something later is answered, and a moment is over.
async fn judged(home: &Home) {
    let yuki = home.discord.as_person("yuki");
    let probe = yuki.post("help", "パスワードを忘れました。リセットするにはどうすればいいですか？").unwrap();
    let reply = |message: &Value| message["message_reference"]["message_id"] == probe.id.to_string();
    yuki.wait_to_see(probe.channel, reply, SOON).await.expect("a reply");
    tokio::time::sleep(Duration::from_millis(300)).await;
}
