//! As much as the wire takes: it delays its own server alone, and what finds no room is read afterwards.

use super::{deleted, event, is_message, looked_at, resident, sample, two_servers};
use crate::phrase::phrase;
use crate::process::Home;
use crate::scene::SOON;
use komainu::playground::Id;
use serde_json::json;
use std::time::Instant;

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_in_one_server_is_not_felt_in_the_next() {
    let home = Home::of(two_servers()).await;
    let bot = home.start_with(&[("RUST_LOG", "info"), ("METRICS_ADDR", "0")]).await;
    let like = sample(&home, "general", "scammer");
    let before = resident(bot.id());
    // Ten thousand messages of all sorts as fast as the wire takes them: a second's worth of the worst there is.
    let long = "abandon ability zebra ".repeat(180);
    let texts = [
        "gm",
        "how do I bridge to another chain?",
        "0x00000000000000000000000000000000deadbeef",
        long.as_str(),
    ];
    let id = |n: u64| Id::parse(like["id"].as_str().unwrap()).unwrap().0 + 1 + n;
    let started = Instant::now();
    for n in 0..10_000_u64 {
        let length = if n % 100 == 0 { texts.len() } else { texts.len() - 1 };
        home.discord.send_event("MESSAGE_CREATE", &event(&like, id(n), texts[n as usize % length]));
        if n % 1_000 == 0 {
            tokio::task::yield_now().await;
        }
    }
    let sent = started.elapsed();
    let leak = home.discord.as_person("victim").post("quiet", &phrase(1)).unwrap();
    assert!(
        home.discord.as_person("victim").wait_gone(leak, 6 * SOON).await,
        "the flood drowned a leak elsewhere"
    );
    let handled = started.elapsed();
    let most = looked_at(&bot, 10_000).await;
    crate::measured(&format!(
        "10,000 messages sent in {sent:?}, the leak behind them gone after {handled:?}, all looked at after {:?}",
        started.elapsed()
    ));
    crate::measured(&format!("memory before {before:?} MiB, at most {most} MiB"));
    // A lane holds eight mebibytes; the rest is what the wire and the allocator keep back.
    if let Some(before) = before {
        assert!(most < before + 100, "{before} -> {most} MiB");
    }
    // The bot said next to nothing: one answer to the one question, and that only in help channels.
    assert!(home.discord.bot_exchanges().iter().filter(|made| is_message(made)).count() <= 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn servers_are_served_in_turn() {
    let home = Home::of(two_servers()).await;
    let bot = home.start_with(&[("RUST_LOG", "warn")]).await;
    let (scammer, victim) = (home.discord.as_person("scammer"), home.discord.as_person("victim"));
    // What takes longest to judge, more of it than is judged while it is sent, and a leak far behind in it.
    let long = "abandon ability zebra ".repeat(180);
    let flood = |length| {
        for _ in 0..length {
            scammer.post("general", &long).unwrap();
        }
    };
    flood(800);
    let behind = scammer.post("general", &phrase(1)).unwrap();
    flood(200);
    let started = Instant::now();
    let quiet = victim.post("quiet", &phrase(2)).unwrap();
    assert!(victim.wait_gone(quiet, 2 * SOON).await, "the flood drowned a leak elsewhere");
    let elsewhere = started.elapsed();
    assert!(victim.wait_gone(behind, 6 * SOON).await, "the flood drowned its own leak");
    crate::measured(&format!(
        "behind a thousand costly messages: a leak elsewhere gone after {elsewhere:?}, their own after {:?}",
        started.elapsed()
    ));
    assert!(deleted(&home, quiet) < deleted(&home, behind), "whoever floods is served first");
    drop(bot);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_flood_leaves_out_is_read_afterwards() {
    let home = Home::of(two_servers()).await;
    let bot = home.start_with(&[("RUST_LOG", "warn")]).await;
    let scammer = home.discord.as_person("scammer");
    let before = resident(bot.id());
    // Twelve mebibytes where eight have room, with a leak in every five hundred messages.
    let long = "abandon ability zebra ".repeat(180);
    let mut leaks = Vec::new();
    for n in 0..3_000_u64 {
        if n % 500 == 499 {
            leaks.push(scammer.post("general", &phrase(400 + n)).unwrap());
        }
        scammer.post("general", &long).unwrap();
    }
    for (number, leak) in leaks.into_iter().enumerate() {
        assert!(
            scammer.wait_gone(leak, 10 * SOON).await,
            "leak {number} of the flood is missed:\n{}",
            bot.log()
        );
    }
    let log = bot.log();
    assert!(log.contains("more is posted than can be judged at once"), "nothing was left out:\n{log}");
    let after = resident(bot.id());
    crate::measured(&format!(
        "three thousand of the longest messages: {before:?} MiB before, {after:?} MiB after"
    ));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_fragments_by_a_thousand_authors_are_bounded() {
    let home = Home::lantern().await;
    let bot = home.start_with(&[("RUST_LOG", "info"), ("METRICS_ADDR", "0")]).await;
    let like = sample(&home, "general", "scammer");
    let words: Vec<String> =
        (0..40).flat_map(|n| phrase(n).split(' ').map(str::to_owned).collect::<Vec<_>>()).collect();
    let start = Id::parse(like["id"].as_str().unwrap()).unwrap().0;
    for author in 0..1_000_u64 {
        for n in 0..5_u64 {
            let text = format!(
                "{} {}",
                words[(author * 7 + n * 3) as usize % words.len()],
                words[(author + n) as usize % words.len()]
            );
            let mut event = event(&like, start + 1 + author * 5 + n, &text);
            event["author"]["id"] = json!((start + author).to_string());
            home.discord.send_event("MESSAGE_CREATE", &event);
        }
        tokio::task::yield_now().await;
    }
    let asker = home.discord.as_person("asker");
    let leak = asker.post("general", &phrase(99)).unwrap();
    assert!(asker.wait_gone(leak, 6 * SOON).await, "a leak is missed among fragments");
    let most = looked_at(&bot, 5_000).await;
    crate::measured(&format!("5,000 fragments by 1,000 authors: {most} MiB"));
    // A few KiB for each author whose fragments are held, beside the library's tasks.
    assert!(most < 400, "{most} MiB");
}
