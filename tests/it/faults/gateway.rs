//! The connection that events come over: closed, silent, garbled, twice, out of order, at another hour.

use super::{QUESTION, alerts_about, crowd, gone, handled_once};
use crate::phrase::phrase;
use crate::scene::{SOON, Scene};
use komainu::playground::{Fault, GatewayFault, Id, Post, World};
use serde_json::{Value, json};
use std::time::Duration;

/// How many alerts say that a secret of somebody's is gone, a moment after the first. Most of a phrase may have been
/// suspicious by itself before.
async fn removed(scene: &Scene, who: &str) -> usize {
    let count = || alerts_about(scene, who).iter().filter(|title| *title == "Leaked secret removed").count();
    for _ in 0..400 {
        if count() > 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    tokio::time::sleep(Duration::from_millis(300)).await;
    count()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_gateway_may_close_reconnect_and_invalidate() {
    let scene = Scene::start(crowd(5)).await;
    let strikes = [
        GatewayFault::Close(4000),
        GatewayFault::Reconnect,
        GatewayFault::InvalidSession { resumable: true },
        GatewayFault::InvalidSession { resumable: false },
        // A session that Discord takes no more although it may be resumed, then one that it does.
        GatewayFault::RefuseResumes(1),
    ];
    for (n, strike) in strikes.into_iter().enumerate() {
        // Something is guarded first, so that there is a cursor to catch up from.
        scene.discord.gateway(strike);
        if strike == GatewayFault::RefuseResumes(1) {
            scene.discord.gateway(GatewayFault::Close(4000));
        }
        handled_once(&scene, &format!("person-{n}"), 20 + n as u64).await;
        scene.store.flush(SOON).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_silent_gateway_is_noticed_and_left() {
    let mut world = World::lantern();
    world.timing.heartbeat = Duration::from_millis(500);
    let scene = Scene::start(world).await;
    handled_once(&scene, "asker", 30).await;
    scene.store.flush(SOON).await;
    scene.discord.gateway(GatewayFault::Silence(true));
    let missed = scene.person("scammer").post("general", &phrase(31)).unwrap();
    tokio::time::sleep(Duration::from_secs(3)).await;
    scene.discord.gateway(GatewayFault::Silence(false));
    // What was held back comes by a resumed session alone.
    gone(&scene, missed).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn events_that_nobody_can_read_harm_no_other() {
    let scene = Scene::lantern().await;
    scene.discord.fault(Fault::event("MESSAGE_CREATE").garble());
    scene.person("yuki").post("general", "this one arrives broken").unwrap();
    scene.discord.fault(Fault::event("MESSAGE_UPDATE").garble());
    let edited = scene.person("yuki").post("general", "this edit, too").unwrap();
    scene.person("yuki").edit(edited, "as I said").unwrap();
    scene.discord.send_event("MESSAGE_CREATE", &json!(null));
    scene.discord.send_event("INTERACTION_CREATE", &json!({ "id": "1", "type": 99 }));
    scene.discord.send_event("SOMETHING_NEW", &json!({ "text": "nobody knows it yet" }));
    handled_once(&scene, "asker", 32).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn events_that_come_twice_or_turned_around_are_handled_once() {
    let scene = Scene::lantern().await;
    scene.discord.fault(Fault::event("MESSAGE_CREATE").duplicate());
    handled_once(&scene, "asker", 33).await;
    scene.discord.fault(Fault::event("MESSAGE_CREATE").duplicate());
    let question = scene.person("scammer").post("help", QUESTION).unwrap();
    scene.reply_to("scammer", question).await;
    scene.discord.fault(Fault::event("MESSAGE_CREATE").times(12).duplicate());
    let scammer = scene.person("scammer");
    let words = phrase(34);
    let mut posts: Vec<Post> = words.split(' ').map(|word| scammer.post("general", word).unwrap()).collect();
    for post in posts.drain(..) {
        gone(&scene, post).await;
    }
    // Two neighbours change places on the way.
    let (helper, words) = (scene.person("helper"), phrase(35));
    for (n, word) in words.split(' ').enumerate() {
        if n == 4 {
            scene.discord.fault(Fault::event("MESSAGE_CREATE").swap());
        }
        posts.push(helper.post("general", word).unwrap());
    }
    for post in posts {
        gone(&scene, post).await;
    }
    scene.settled(scene.discord.mark()).await;
    let replies = scene.person("yuki").sees(question.channel);
    let to = |message: &&Value| message["message_reference"]["message_id"] == question.id.to_string();
    assert_eq!(replies.iter().filter(to).count(), 1);
    for who in ["asker", "scammer", "helper"] {
        assert_eq!(removed(&scene, who).await, 1, "{who}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn clocks_that_disagree_change_nothing_for_the_guard() {
    let scene = Scene::lantern().await;
    let asker = scene.person("asker");
    for (hours, words) in [(-5, phrase(36)), (5, phrase(37))] {
        // The same messages, stamped by a clock that is hours off.
        let mut posts = Vec::new();
        for (n, word) in words.split(' ').enumerate() {
            if n == 6 {
                // Long enough for what is old to be wiped, by whichever clock.
                tokio::time::sleep(Duration::from_secs(32)).await;
            }
            scene.discord.fault(Fault::event("MESSAGE_CREATE"));
            let post = asker.post("general", word).unwrap();
            let mut event =
                asker.sees(post.channel).into_iter().find(|seen| seen["id"] == post.id.to_string()).unwrap();
            let guild: Id = scene.discord.look(|world| world.guild_of(post.channel)).unwrap();
            let posted = chrono::DateTime::parse_from_rfc3339(event["timestamp"].as_str().unwrap()).unwrap();
            event["timestamp"] = json!((posted + chrono::Duration::hours(hours)).to_rfc3339());
            event["guild_id"] = json!(guild);
            scene.discord.send_event("MESSAGE_CREATE", &event);
            posts.push(post);
        }
        for post in posts {
            gone(&scene, post).await;
        }
    }
}
