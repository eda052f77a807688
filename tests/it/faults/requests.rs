//! Requests that fail, hang, are limited, or whose replies are lost.

use super::{QUESTION, alerted, crowd, gone, handled_once};
use crate::phrase::phrase;
use crate::scene::{SOON, Scene};
use komainu::playground::{Exchange, Fault, World};
use serde_json::{Value, json};
use std::time::Duration;

const DELETE: (&str, &str) = ("DELETE", "/channels/*/messages/*");

const OPEN_DIRECT: (&str, &str) = ("POST", "/users/@me/channels");

const SEND: (&str, &str) = ("POST", "/channels/*/messages");

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
