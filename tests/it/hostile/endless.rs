//! The same again and again: little is said, written and kept of it.

use super::{event, is_message, sample};
use crate::phrase::phrase;
use crate::process::Home;
use crate::scene::{SOON, Scene, button};
use komainu::playground::{Id, Post, Shown};
use komainu::policy::{Mode, Settings};
use serde_json::Value;
use std::fs;
use std::time::Duration;

#[tokio::test(flavor = "multi_thread")]
async fn leaking_without_end_says_little_and_removes_all() {
    let scene = Scene::lantern().await;
    let scammer = scene.person("scammer");
    let mark = scene.discord.mark();
    let posts: Vec<Post> = (0..60).map(|n| scammer.post("general", &phrase(200 + n)).unwrap()).collect();
    for post in posts {
        assert!(scene.person("moderator").wait_gone(post, 3 * SOON).await, "one of a flood still stands");
    }
    scene.settled(mark).await;
    // Author and moderators are told after the delete, in a time of their own.
    for _ in 0..1_000 {
        let (told, alerts) = (scammer.sees_from("komainu"), scene.person("moderator").sees_in("mod-log"));
        if told.len() >= 3 && alerts.len() >= 10 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    assert_eq!(scammer.sees_from("komainu").len(), 3, "told three times");
    let alerts = scene.person("moderator").sees_in("mod-log");
    assert_eq!(alerts.len(), 10, "ten alerts");
    let last = |alert: &&Value| {
        alert["embeds"][0]["description"]
            .as_str()
            .is_some_and(|text| text.contains("one secret after the other"))
    };
    assert_eq!(alerts.iter().filter(last).count(), 1, "and one of them says that no more will come");
    assert!(scene.store.flush(SOON).await);
    let guild = scene.discord.look(|world| world.guild_of(world.find_channel("general").unwrap())).unwrap();
    // The last message is gone a moment before its deletion is known to be done.
    let mut remembered = 0;
    for _ in 0..1_000 {
        assert!(scene.store.flush(SOON).await);
        remembered = scene.store.incidents(guild.0, None, 0, 999).await.unwrap().len();
        if remembered == 60 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    assert_eq!(remembered, 60, "all of them are remembered");
    // Somebody else is told all the same.
    let post = scene.person("asker").post("general", &phrase(300)).unwrap();
    assert!(scene.person("moderator").wait_gone(post, SOON).await);
    scene.direct("asker").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_stands_is_alerted_of_however_often() {
    let scene = Scene::lantern().await;
    let observe =
        Settings { mode: Mode::Observe, log: Some(scene.channel("mod-log").0), ..Settings::default() };
    scene.change_settings(&observe, |_| {}).await;
    for n in 0..12 {
        scene.person("scammer").post("general", &phrase(700 + n)).unwrap();
    }
    let alerts = || scene.person("moderator").sees_in("mod-log");
    for _ in 0..1_000 {
        if alerts().len() == 12 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    assert_eq!(alerts().len(), 12, "one stands, and nobody knows");
    let muted = |alert: &&Value| alert.to_string().contains("one secret after the other");
    assert_eq!(alerts().iter().filter(muted).count(), 0, "nothing is muted");
}

#[tokio::test(flavor = "multi_thread")]
async fn direct_messages_without_end_are_answered_a_few_times() {
    let scene = Scene::lantern().await;
    let scammer = scene.person("scammer");
    for n in 0..40 {
        scammer.dm("komainu", &format!("xyzzy plugh {n}")).unwrap();
        scammer.dm("komainu", "I forgot my password, how do I reset it?").unwrap();
        scammer.dm("komainu", &phrase(600 + n)).unwrap();
    }
    scene.settled(scene.discord.mark()).await;
    let heard = |message: &Value| message["author"]["bot"] == true;
    // The official channels, the answer, and three times what to do about a secret; in which order does not matter.
    let mut sent = 0;
    for _ in 0..40 {
        tokio::time::sleep(Duration::from_millis(250)).await;
        let now = scammer.sees_from("komainu").iter().filter(|message| heard(message)).count();
        if now == sent && now >= 5 {
            break;
        }
        sent = now;
    }
    assert_eq!(sent, 5, "120 direct messages");
    for who in ["asker", "helper", "moderator"] {
        assert!(scene.person(who).sees_from("komainu").is_empty(), "{who} is written to for it");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn questions_and_secrets_without_end_fill_no_disk() {
    let home = Home::lantern().await;
    let bot = home.start_with(&[("RUST_LOG", "warn")]).await;
    let like = sample(&home, "help", "scammer");
    let start = Id::parse(like["id"].as_str().unwrap()).unwrap().0;
    // Questions that nothing fits, each kept as ids for the moderators.
    for n in 0..1_500_u64 {
        let text = format!("how do I frobnicate the quux number {n} in the grault?");
        home.discord.send_event("MESSAGE_CREATE", &event(&like, start + 1 + n, &text));
        if n % 100 == 0 {
            tokio::task::yield_now().await;
        }
    }
    let asker = home.discord.as_person("asker");
    let leak = asker.post("general", &phrase(9)).unwrap();
    assert!(asker.wait_gone(leak, 3 * SOON).await, "a flood of questions held up a leak");
    bot.stop().await;
    let store = home.store().await;
    let kept = store.unmatched(home.guild().0, u16::MAX).await.unwrap();
    assert!((1..=500).contains(&kept.len()), "{} questions are kept", kept.len());
    store.close(SOON).await;
    let size: u64 =
        fs::read_dir(home.folder.path()).unwrap().map(|file| file.unwrap().metadata().unwrap().len()).sum();
    crate::measured(&format!("1,500 unmatched questions: {} kept, {} KiB on disk", kept.len(), size >> 10));
    assert!(size < 8 << 20, "{size} bytes");
}

#[tokio::test(flavor = "multi_thread")]
async fn questions_without_end_are_answered_once() {
    let scene = Scene::lantern().await;
    let scammer = scene.person("scammer");
    let first = scammer.post("help", "I forgot my password, how do I reset it?").unwrap();
    scene.reply_to("scammer", first).await;
    let mark = scene.discord.mark();
    for _ in 0..50 {
        scammer.post("help", "I forgot my password, how do I reset it?").unwrap();
    }
    let made = scene.settled(mark).await;
    let sent = made.iter().filter(|made| is_message(made)).count();
    assert_eq!(sent, 0, "the same answer again");
    // Pressed a hundred times, a button is still one button.
    let reply = scene
        .person("scammer")
        .sees(first.channel)
        .into_iter()
        .find(|seen| seen["message_reference"]["message_id"] == first.id.to_string())
        .unwrap();
    let at = Post { channel: first.channel, id: Id::parse(reply["id"].as_str().unwrap()).unwrap() };
    let other = button(&reply, "日本語");
    for _ in 0..20 {
        let Shown::Message(shown) = scammer.click(at, &other).await.unwrap() else {
            panic!("a private message")
        };
        assert_eq!(shown["flags"], 64);
    }
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(scene.person("moderator").sees_in("mod-log").len(), 0);
}
