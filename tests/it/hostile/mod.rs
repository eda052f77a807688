//! Members who mean harm: floods and bombs cost them more than the bot, nobody is made to delete, ping or flood others, and
//! what one server does is not felt in the next.

mod bombs;
mod endless;
mod floods;
mod others;

use crate::process::{Bot, Home};
use crate::scene::SOON;
use komainu::playground::{ChannelKind, Exchange, Permissions, Post, World};
use serde_json::{Value, json};
use std::fs;
use std::time::{Duration, Instant};

/// A second server with the same bot, beside the playground's own.
fn two_servers() -> World {
    let mut world = World::lantern();
    let guild = world.guild("Quiet Wallet Community");
    world.channel(guild, ChannelKind::Text, "quiet");
    world.invite_bot(guild, Permissions::ADMINISTRATOR);
    let victim = world.person("victim", "en-US");
    world.join(guild, victim, &[]);
    world
}

fn is_message(made: &Exchange) -> bool {
    made.is("POST", "/channels/*/messages")
}

/// Where among the bot's requests the delete of a post stands.
fn deleted(home: &Home, post: Post) -> usize {
    let path = format!("/channels/{}/messages/{}", post.channel, post.id);
    home.discord.bot_exchanges().iter().position(|made| made.is("DELETE", &path)).expect("a delete")
}

/// What the process holds of memory, in MiB.
fn resident(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kib| kib / 1024)
}

/// Waits until a bot has looked at so many messages; returns the most memory it held meanwhile, in MiB.
async fn looked_at(bot: &Bot, messages: u64) -> u64 {
    let (metrics, started) = (bot.metrics().await, Instant::now());
    let mut most = 0;
    loop {
        most = most.max(resident(bot.id()).unwrap_or_default());
        let text = reqwest::get(format!("{metrics}/metrics")).await.unwrap().text().await.unwrap();
        let count = text.lines().find_map(|line| {
            line.strip_prefix("komainu_events_total{event=\"message_create\"} ")?.parse::<u64>().ok()
        });
        if count.is_some_and(|count| count >= messages) {
            return most.max(resident(bot.id()).unwrap_or_default());
        }
        assert!(started.elapsed() < 8 * SOON, "{count:?} of {messages} messages were looked at");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// A MESSAGE_CREATE as Discord would send it, of a message that the stand-in does not keep.
fn event(like: &Value, id: u64, text: &str) -> Value {
    let mut event = like.clone();
    event["id"] = json!(id.to_string());
    event["content"] = json!(text);
    event
}

/// The event of a real message, to make others like it.
fn sample(home: &Home, channel: &str, who: &str) -> Value {
    let person = home.discord.as_person(who);
    let post = person.post(channel, "hello").unwrap();
    let mut event = person.sees(post.channel).pop().unwrap();
    let guild = home.discord.look(|world| world.guild_of(post.channel)).unwrap();
    event["guild_id"] = json!(guild);
    event
}
