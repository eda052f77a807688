//! Several processes, each with a part of the shards: every shard identifies once and in turn, every leak is dealt with
//! once, and what one process saves the other obeys.

use crate::databases::postgres;
use crate::phrase::phrase;
use crate::process::{Home, UP};
use crate::scene::SOON;
use komainu::playground::{ChannelKind, Id, Permissions, Person, Post, StandIn, World};
use komainu::policy::{Mode, Settings};
use komainu::store::{Address, Store};
use serde_json::json;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

const SHARDS: u64 = 16;
/// So many may identify side by side; the rest wait five seconds for one another.
const CONCURRENCY: u64 = 4;
const SPACING: Duration = Duration::from_secs(5);

/// One server for each shard, each with a #general, and somebody who is everywhere.
fn world() -> (World, Vec<(Id, Id)>) {
    let mut world = World::new("komainu");
    world.sharding(SHARDS, CONCURRENCY);
    // The stand-in refuses whoever identifies too early, as Discord does.
    world.timing.identify_spacing = SPACING;
    let asker = world.person("asker", "en-US");
    let mut homes: BTreeMap<u64, (Id, Id)> = BTreeMap::new();
    while homes.len() < SHARDS as usize {
        let guild = world.guild("One of many");
        let general = world.channel(guild, ChannelKind::Text, "general");
        world.join(guild, asker, &[]);
        world.invite_bot(guild, Permissions(u64::MAX));
        homes.entry(guild.shard(SHARDS)).or_insert((guild, general));
    }
    (world, homes.into_values().collect())
}

/// How often the bot has asked for a message to be deleted.
fn deletes(discord: &StandIn, message: Id) -> usize {
    let end = format!("/messages/{message}");
    let made = discord.bot_exchanges();
    made.iter().filter(|made| made.method == "DELETE" && made.path.ends_with(&end)).count()
}

/// Leaks a phrase made from this seed.
fn say(who: &Person, channel: Id, seed: u64) -> Post {
    who.post_in(channel, json!({ "content": phrase(seed) })).unwrap()
}

/// How often somebody was told something: these servers have no moderators' log, so every post is a notice.
fn notices(discord: &StandIn) -> usize {
    let made = discord.bot_exchanges();
    made.iter().filter(|made| made.is("POST", "/channels/*/messages") && made.status == 200).count()
}

/// Waits until the author was told so often.
async fn told(discord: &StandIn, count: usize) {
    let started = Instant::now();
    while notices(discord) < count {
        assert!(started.elapsed() < SOON, "{} of {count} notices", notices(discord));
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_processes_share_sixteen_shards() {
    let Some(database) = postgres().await else { return };
    let (world, homes) = world();
    let home = Home::of(world).await;
    let discord = &home.discord;
    let start = |range| home.launch(&[("SHARDS", range), ("DATABASE_URL", &database.url)]);
    let (_low, high) = (start("0-7/16"), start("8-15/16"));
    // A quarter of the shards every five seconds, and the time it takes to start.
    let limit = SPACING * u32::try_from(SHARDS / CONCURRENCY).unwrap() + UP;
    assert!(discord.wait_connected(SHARDS as usize, limit).await, "not all connected:\n{}", high.log());

    // Each shard once, and never two of a bucket within five seconds.
    let identified = discord.identifies();
    let mut shards: Vec<u64> = identified.iter().map(|(_, shard)| *shard).collect();
    shards.sort_unstable();
    assert_eq!(shards, (0..SHARDS).collect::<Vec<_>>());
    for bucket in 0..CONCURRENCY {
        let mut times =
            identified.iter().filter(|(_, shard)| shard % CONCURRENCY == bucket).map(|(at, _)| *at);
        let mut last = times.next().expect("one of each bucket");
        for at in times {
            assert!(at - last >= SPACING, "bucket {bucket}: {:?} apart", at - last);
            last = at;
        }
    }

    // A leak in a server of every shard.
    let asker = discord.as_person("asker");
    let mut leaks = Vec::new();
    for (number, (_, general)) in homes.iter().enumerate() {
        leaks.push(say(&asker, *general, 900 + number as u64));
    }
    for leak in &leaks {
        assert!(asker.wait_gone(*leak, SOON).await, "the leak in {} stands", leak.channel);
    }

    told(discord, SHARDS as usize).await;

    // Direct messages come to the first shard alone, so they are answered once.
    asker.dm("komainu", &phrase(999)).unwrap();
    told(discord, SHARDS as usize + 1).await;

    // What is saved beside the processes is obeyed by both, without a restart.
    let store = Store::open(Address::parse(&database.url).unwrap()).await.unwrap();
    for (guild, _) in [homes[2], homes[13]] {
        store
            .change_settings(guild.0, &Settings::default(), |settings| settings.mode = Mode::Observe)
            .await
            .unwrap();
    }
    // They are told at once, and read within the time a person waits.
    tokio::time::sleep(Duration::from_secs(1)).await;
    for (number, home) in [2, 13].into_iter().enumerate() {
        let (kept, gone) = (homes[home].1, homes[home + 1].1);
        let (kept, gone) = (say(&asker, kept, 950 + number as u64), say(&asker, gone, 960 + number as u64));
        assert!(asker.wait_gone(gone, SOON).await, "where nothing was saved it is deleted");
        assert!(!asker.wait_gone(kept, Duration::from_millis(500)).await, "shard {home} does not obey");
    }

    // Nothing twice: by now whoever would repeat has done so.
    for leak in &leaks {
        assert_eq!(deletes(discord, leak.id), 1, "{} is deleted once", leak.id);
    }
    assert_eq!(notices(discord), SHARDS as usize + 1 + 2, "the author was told of each leak once");
    let registered = discord.bot_exchanges();
    let registered = registered.iter().filter(|made| made.is("PUT", "/applications/*/commands"));
    assert_eq!(registered.count(), 1, "the process with the first shard registers the commands");
}

/// A range without a database to share is refused before anything is connected.
#[tokio::test]
async fn processes_without_a_shared_memory_are_refused() {
    let home = Home::lantern().await;
    let bot = home.launch(&[("SHARDS", "0-3/16")]);
    let said = bot.line(|line| line.strip_prefix("komainu: ").map(str::to_owned)).await;
    assert!(said.contains("set DATABASE_URL to a PostgreSQL server"), "{said}");
    assert!(home.discord.bot_exchanges().is_empty());
}
