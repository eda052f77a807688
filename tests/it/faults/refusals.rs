//! What Discord refuses for good, or for long: gone, forbidden, shut.

use super::{alerted, alerts, alerts_about, crowd, gone, told};
use crate::phrase::phrase;
use crate::scene::{SOON, Scene};
use komainu::playground::{Fault, Post};
use serde_json::Value;
use std::time::Duration;

#[tokio::test(flavor = "multi_thread")]
async fn what_is_already_gone_counts_as_deleted() {
    let scene = Scene::lantern().await;
    scene.discord.fault(Fault::on("DELETE", "/channels/*/messages/*").status(404).code(10008));
    scene.person("asker").post("general", &phrase(2)).unwrap();
    assert_eq!(alerted(&scene, "asker").await, ["Leaked secret removed"]);
    assert_eq!(told(&scene, "asker"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_delete_goes_on_until_it_is_done_and_the_moderators_know() {
    let scene = Scene::lantern().await;
    // More than one round of tries.
    scene.discord.fault(Fault::on("DELETE", "/channels/*/messages/*").times(8).status(500));
    let post = scene.person("asker").post("general", &phrase(3)).unwrap();
    assert_eq!(alerted(&scene, "asker").await, ["Leaked secret STILL VISIBLE"]);
    gone(&scene, post).await;
    for _ in 0..1_000 {
        if alerts_about(&scene, "asker").len() == 2 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    assert_eq!(alerts_about(&scene, "asker"), ["Leaked secret STILL VISIBLE", "Leaked secret removed"]);
    assert!(scene.store.flush(SOON).await);
    let guild = scene.discord.look(|world| world.guild_of(post.channel)).unwrap();
    let incidents = scene.store.incidents(guild.0, None, 0, 9).await.unwrap();
    assert_eq!(incidents.iter().map(|incident| &*incident.action).collect::<Vec<_>>(), ["delete"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_so_many_deletes_wait_to_be_tried_again_and_the_others_are_named() {
    let scene = Scene::lantern().await;
    scene.discord.fault(Fault::on("DELETE", "/channels/*/messages/*").times(9_999).status(500));
    for n in 0..70 {
        scene.person("scammer").post("general", &phrase(2_000 + n)).unwrap();
    }
    let named = || {
        let all = alerts(&scene);
        let is_named = |alert: &&Value| alert.to_string().contains("I do not try this one again");
        (all.len(), all.iter().filter(is_named).count())
    };
    for _ in 0..2_000 {
        if named().0 == 70 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    assert_eq!(named(), (70, 6), "64 have a place");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_delete_is_not_repeated() {
    let scene = Scene::lantern().await;
    scene.discord.fault(Fault::on("DELETE", "/channels/*/messages/*").times(99).status(403).code(50013));
    scene.person("asker").post("general", &phrase(4)).unwrap();
    assert_eq!(alerted(&scene, "asker").await, ["Leaked secret STILL VISIBLE"]);
    let made = scene.discord.bot_exchanges();
    assert_eq!(made.iter().filter(|made| made.method == "DELETE").count(), 1, "Discord bans who insists");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pieces_of_one_case_go_side_by_side() {
    let scene = Scene::lantern().await;
    let (phrase, delay) = (phrase(5), Duration::from_secs(2));
    scene.discord.fault(Fault::on("DELETE", "/channels/*/messages/*").times(12).delay(delay));
    let asker = scene.person("asker");
    let posts: Vec<Post> = phrase.split(' ').map(|word| asker.post("general", word).unwrap()).collect();
    for post in posts {
        gone(&scene, post).await;
    }
    let deletes: Vec<_> =
        scene.discord.bot_exchanges().into_iter().filter(|made| made.method == "DELETE").collect();
    let (first, last) = (deletes.first().unwrap().at, deletes.last().unwrap().at);
    assert_eq!(deletes.len(), 12);
    assert!(last - first < delay, "one waited for another");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_door_or_a_lost_log_stops_no_other_step() {
    let scene = Scene::start(crowd(3)).await;
    // The door: then the line in the channel.
    scene.discord.direct_messages("person-0", false);
    let post = scene.person("person-0").post("general", &phrase(6)).unwrap();
    gone(&scene, post).await;
    assert_eq!(alerted(&scene, "person-0").await, ["Leaked secret removed"]);
    assert_eq!(told(&scene, "person-0"), 0);
    let mention = format!("<@{}>", scene.person("person-0").id().unwrap());
    let line = |message: &&Value| message["content"].as_str().is_some_and(|text| text.contains(&mention));
    assert_eq!(scene.person("asker").sees(post.channel).iter().filter(line).count(), 1);
    // Direct messages that Discord cannot open: the same.
    scene.discord.fault(Fault::on("POST", "/users/@me/channels").times(6).status(500));
    let post = scene.person("person-1").post("general", &phrase(7)).unwrap();
    gone(&scene, post).await;
    assert_eq!(alerted(&scene, "person-1").await, ["Leaked secret removed"]);
    // The moderators' log is gone: the rest happens all the same.
    scene.discord.delete_channel(scene.channel("mod-log"));
    let post = scene.person("person-2").post("general", &phrase(8)).unwrap();
    gone(&scene, post).await;
    scene.direct("person-2").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_that_goes_meanwhile_takes_the_secret_along() {
    let scene = Scene::start(crowd(1)).await;
    let general = scene.channel("general");
    scene.discord.fault(Fault::on("DELETE", "/channels/*/messages/*").delay(Duration::from_secs(1)));
    scene.discord.direct_messages("person-0", false);
    scene.person("person-0").post("general", &phrase(530)).unwrap();
    tokio::time::sleep(Duration::from_millis(500)).await;
    scene.discord.delete_channel(general);
    // The author cannot be told any more, neither here nor there; the moderators are.
    assert_eq!(alerted(&scene, "person-0").await, ["Leaked secret removed"]);
    let deletes = scene.discord.bot_exchanges();
    let deletes: Vec<_> = deletes.iter().filter(|made| made.method == "DELETE").collect();
    assert_eq!(deletes.iter().map(|made| made.status).collect::<Vec<_>>(), [404]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thread_that_is_archived_is_opened_for_the_delete_and_closed_again() {
    let scene = Scene::start(crowd(2)).await;
    let thread = scene.person("person-0").thread("general", "help me").unwrap();
    let archived = Fault::on("DELETE", "/channels/*/messages/*").status(400).code(50083);
    scene.discord.fault(archived.clone());
    let mark = scene.discord.mark();
    let post = scene.person("person-0").post(&thread.to_string(), &phrase(540)).unwrap();
    gone(&scene, post).await;
    assert_eq!(alerted(&scene, "person-0").await, ["Leaked secret removed"]);
    let of_thread = format!("/channels/{thread}");
    let made = scene.discord.bot_exchanges_after(mark);
    let made = made.iter().filter(|made| made.method == "DELETE" || made.is("PATCH", &of_thread));
    let made: Vec<_> = made.map(|made| (&*made.method, made.request["archived"].as_bool())).collect();
    assert_eq!(made, [("DELETE", None), ("PATCH", Some(false)), ("DELETE", None), ("PATCH", Some(true))]);
    // Where the bot may not open it, the moderators are told what is missing.
    scene.discord.fault(archived);
    scene.discord.fault(Fault::on("PATCH", "/channels/*").status(403).code(50013));
    scene.person("person-1").post(&thread.to_string(), &phrase(541)).unwrap();
    assert_eq!(alerted(&scene, "person-1").await, ["Leaked secret STILL VISIBLE"]);
    let alert = scene.person("moderator").sees_in("mod-log").pop().unwrap()["embeds"][0].to_string();
    assert!(alert.contains("Manage Threads"), "{alert}");
}
