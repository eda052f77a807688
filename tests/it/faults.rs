//! Everything that goes wrong between the bot and Discord has a defined end: each leak is handled, once, and said once.

use crate::phrase::phrase;
use crate::scene::{SOON, Scene};
use komainu::playground::{Exchange, Fault, GatewayFault, Id, Post, World};
use serde_json::{Value, json};
use std::time::Duration;

const QUESTION: &str = "I forgot my password, how do I reset it?";
const DELETE: (&str, &str) = ("DELETE", "/channels/*/messages/*");
const OPEN_DIRECT: (&str, &str) = ("POST", "/users/@me/channels");
const SEND: (&str, &str) = ("POST", "/channels/*/messages");

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

#[tokio::test(flavor = "multi_thread")]
async fn each_request_survives_each_trouble_and_nothing_is_said_twice() {
    let scene = Scene::start(crowd(24)).await;
    type Trouble = fn(Fault) -> Fault;
    let troubles: [(&str, Trouble); 7] = [
        ("500", |fault| fault.times(2).status(500)),
        ("502", |fault| fault.times(2).status(502)),
        ("429", |fault| fault.times(2).status(429).retry_after(0.1)),
        ("429 for all routes", |fault| fault.times(2).status(429).retry_after(0.1).global()),
        ("a lost request", Fault::lose_request),
        ("a lost reply", Fault::lose_reply),
        ("a slow reply", |fault| fault.delay(Duration::from_secs(1))),
    ];
    let mut n = 0;
    for (method, path) in [DELETE, OPEN_DIRECT, SEND] {
        for (what, trouble) in troubles {
            scene.discord.fault(trouble(Fault::on(method, path)));
            eprintln!("{what} on {method} {path}");
            handled_once(&scene, &format!("person-{n}"), 100 + n as u64).await;
            assert!(scene.discord.faults_spent());
            n += 1;
        }
    }
    // The alert itself in trouble: it is the second message of the three.
    for trouble in [Fault::lose_reply, Fault::lose_request] {
        scene.discord.fault(trouble(Fault::on("POST", "/channels/*/messages").after(1)));
        handled_once(&scene, &format!("person-{n}"), 100 + n as u64).await;
        n += 1;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_hangs_is_given_up_and_repeated() {
    let scene = Scene::start(crowd(3)).await;
    let hangs = Duration::from_secs(120);
    for (n, (method, path)) in [DELETE, OPEN_DIRECT, SEND].into_iter().enumerate() {
        scene.discord.fault(Fault::on(method, path).delay(hangs));
        handled_once(&scene, &format!("person-{n}"), 500 + n as u64).await;
        assert!(scene.discord.faults_spent(), "{method} {path}");
    }
}

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
async fn what_an_edit_or_a_file_says_is_asked_for_until_it_is_known() {
    let scene = Scene::start(crowd(8)).await;
    type Trouble = fn(Fault) -> Fault;
    let troubles: [Trouble; 4] = [
        |fault| fault.times(2).status(500),
        |fault| fault.times(2).status(429).retry_after(0.1),
        Fault::lose_request,
        Fault::lose_reply,
    ];
    for (n, trouble) in troubles.into_iter().enumerate() {
        // An event that says only that something was edited.
        let editor = format!("person-{n}");
        scene.discord.fault(trouble(Fault::on("GET", "/channels/*/messages/*")));
        scene.discord.fault(Fault::event("MESSAGE_CREATE"));
        let post = scene.person(&editor).post("general", &phrase(510 + n as u64)).unwrap();
        let guild = scene.discord.look(|world| world.guild_of(post.channel)).unwrap();
        let part = json!({ "id": post.id, "channel_id": post.channel, "guild_id": guild });
        scene.discord.send_event("MESSAGE_UPDATE", &part);
        gone(&scene, post).await;
        assert_eq!(alerted(&scene, &editor).await, ["Leaked secret removed"]);
        assert!(scene.discord.faults_spent(), "edit {n}");
        // A file.
        let sender = format!("person-{}", 4 + n);
        scene.discord.fault(trouble(Fault::on("GET", "/attachments/*/*/*")));
        let secret = phrase(520 + n as u64);
        let file = ("notes.txt", "text/plain", secret.as_bytes());
        let post = scene.person(&sender).upload("general", "my notes", &[file]).unwrap();
        gone(&scene, post).await;
        assert_eq!(alerted(&scene, &sender).await, ["Leaked secret removed"]);
        assert!(scene.discord.faults_spent(), "file {n}");
    }
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
async fn an_answer_survives_each_trouble_and_is_given_once() {
    let scene = Scene::start(crowd(5)).await;
    type Trouble = fn(Fault) -> Fault;
    let troubles: [Trouble; 5] = [
        |fault| fault.times(2).status(502),
        |fault| fault.times(2).status(429).retry_after(0.1),
        Fault::lose_request,
        Fault::lose_reply,
        |fault| fault.omit("author"),
    ];
    let mut questions = Vec::new();
    for (n, trouble) in troubles.into_iter().enumerate() {
        scene.discord.fault(trouble(Fault::on(SEND.0, SEND.1)));
        let who = format!("person-{n}");
        let question = scene.person(&who).post("help", QUESTION).unwrap();
        scene.reply_to(&who, question).await;
        assert!(scene.discord.faults_spent(), "answer {n}");
        questions.push(question);
    }
    // Whoever would say it again has done so by now.
    tokio::time::sleep(Duration::from_secs(1)).await;
    for question in questions {
        let to = |message: &&Value| message["message_reference"]["message_id"] == question.id.to_string();
        assert_eq!(scene.person("asker").sees(question.channel).iter().filter(to).count(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_sent_but_not_understood_is_not_sent_again() {
    let scene = Scene::lantern().await;
    let sent =
        |scene: &Scene| scene.discord.bot_exchanges().iter().filter(|made| made.is(SEND.0, SEND.1)).count();
    scene.discord.fault(Fault::on("POST", "/channels/*/messages").times(2).omit("author"));
    handled_once(&scene, "asker", 9).await;
    assert_eq!(sent(&scene), 2, "a notice and an alert");
    scene.discord.fault(Fault::on("POST", "/channels/*/messages").omit("author"));
    let question = scene.person("yuki").post("help", QUESTION).unwrap();
    scene.reply_to("yuki", question).await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(sent(&scene), 3);
    scene.discord.fault(Fault::on("DELETE", "/channels/*/messages/*").lose_reply());
    handled_once(&scene, "scammer", 10).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_are_registered_although_discord_stumbles() {
    let world = World::lantern();
    let discord = komainu::playground::StandIn::start(world, "127.0.0.1:0".parse().unwrap()).await.unwrap();
    discord.fault(Fault::on("PUT", "/applications/*/commands").times(3).status(500));
    let scene = Scene::on(discord).await;
    let registered = |made: &Exchange| made.is("PUT", "/applications/*/commands") && made.status == 200;
    scene.discord.wait_for(registered, SOON).await.expect("registered at last");
    let shown = scene.person("asker").slash("help", "/official", json!({})).await;
    assert!(shown.is_ok(), "commands work");
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
