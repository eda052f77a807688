//! Things go wrong exactly as told: so often, in this place, in this way, and for the bot alone.

use std::time::{Duration, Instant};

use komainu::playground::{Fault, GatewayFault, StandIn, World};
use serde_json::{Value, json};

use super::{ALL_INTENTS, ANYWHERE, Bot, Socket, lantern, text};

const MESSAGES: &str = "/channels/*/messages";

/// A stand-in, the bot, and the path of #help's messages.
async fn begin() -> (StandIn, Bot, String) {
    let stand_in = lantern().await;
    let bot = Bot::new(&stand_in);
    let help = stand_in.look(|world| world.find_channel("#help").unwrap());
    (stand_in, bot, format!("/channels/{help}/messages"))
}

fn count(stand_in: &StandIn) -> usize {
    stand_in.as_person("asker").sees_in("#help").len()
}

#[tokio::test]
async fn a_429_says_when_to_come_back_and_is_over_after_its_times() {
    let (stand_in, bot, path) = begin().await;
    stand_in.fault(Fault::on("POST", MESSAGES).times(2).status(429).retry_after(0.3).global());
    stand_in.as_person("asker").post("#help", "people are not meant").unwrap();
    for _ in 0..2 {
        let reply = bot.request("POST", &path).json(&json!({"content": "x"})).send().await.unwrap();
        assert_eq!(reply.status(), 429);
        assert_eq!(reply.headers()["retry-after"], "0.3");
        assert_eq!(reply.headers()["x-ratelimit-global"], "true");
        let body: Value = reply.json().await.unwrap();
        assert_eq!((&body["retry_after"], &body["global"]), (&json!(0.3), &json!(true)));
    }
    assert_eq!(bot.call("POST", &path, json!({"content": "x"})).await.0, 200);
    assert!(stand_in.faults_spent());
    assert_eq!(count(&stand_in), 2, "what was refused was not done");
    assert_eq!(stand_in.bot_exchanges().iter().map(|e| e.status).collect::<Vec<_>>(), [429, 429, 200]);
}

#[tokio::test]
async fn a_fault_can_wait_and_carry_a_code() {
    let (stand_in, bot, path) = begin().await;
    stand_in.fault(Fault::on("POST", MESSAGES).after(1).status(403).code(50013));
    assert_eq!(bot.call("POST", &path, json!({"content": "1"})).await.0, 200);
    assert_eq!(bot.refused("POST", &path, json!({"content": "2"})).await, (403, 50013));
    assert_eq!(bot.call("GET", &path, Value::Null).await.0, 200);
}

#[tokio::test]
async fn a_lost_reply_was_performed_and_a_lost_request_was_not() {
    let (stand_in, bot, path) = begin().await;
    stand_in.fault(Fault::on("POST", MESSAGES).lose_reply());
    let lost = bot.request("POST", &path).json(&json!({"content": "sent"})).send().await;
    assert!(lost.is_err(), "{lost:?}");
    assert_eq!(count(&stand_in), 1);
    stand_in.fault(Fault::on("POST", MESSAGES).lose_request());
    assert!(bot.request("POST", &path).json(&json!({"content": "never"})).send().await.is_err());
    assert_eq!(count(&stand_in), 1);
}

#[tokio::test]
async fn a_reply_can_lack_a_field_or_come_late() {
    let (stand_in, bot, path) = begin().await;
    stand_in.fault(Fault::on("POST", MESSAGES).omit("id"));
    let (status, reply) = bot.call("POST", &path, json!({"content": "x"})).await;
    assert_eq!((status, &reply["id"], &reply["content"]), (200, &Value::Null, &json!("x")));
    let late = Duration::from_millis(50);
    stand_in.fault(Fault::on("*", MESSAGES).delay(late));
    let before = Instant::now();
    bot.does("GET", &path, Value::Null).await;
    assert!(before.elapsed() >= late);
}

#[tokio::test]
async fn events_can_come_twice_or_late_or_never_or_unreadable() {
    let (stand_in, _, _) = begin().await;
    let mut socket = Socket::bot(&stand_in, ALL_INTENTS).await;
    socket.event("GUILD_CREATE").await;
    let asker = stand_in.as_person("asker");
    let event = || Fault::event("MESSAGE_CREATE");
    for fault in [event().duplicate(), event().swap().after(1), event(), event().garble()] {
        // One fault at a time, so that each message meets its own.
        stand_in.fault(fault);
        while !stand_in.faults_spent() {
            asker.post("#help", &format!("m{}", count(&stand_in))).unwrap();
        }
    }
    asker.post("#help", "last").unwrap();
    let mut contents = Vec::new();
    while contents.last().is_none_or(|last| last != "last") {
        contents.push(socket.event("MESSAGE_CREATE").await["content"].clone());
    }
    // m0 twice; m1 passes, m2 is held back behind m3, which never arrives itself; m4 is garbage.
    let expected = json!(["m0", "m0", "m1", null, "m2", "last"]);
    assert_eq!(json!(contents), expected);
}

#[tokio::test]
async fn the_gateway_closes_asks_to_reconnect_and_invalidates() {
    let (stand_in, _, _) = begin().await;
    for (fault, expected) in [
        (GatewayFault::Reconnect, Ok((7, json!(null)))),
        (GatewayFault::InvalidSession { resumable: true }, Ok((9, json!(true)))),
        (GatewayFault::Close(4000), Err(4000)),
    ] {
        let mut socket = Socket::bot(&stand_in, ALL_INTENTS).await;
        socket.event("GUILD_CREATE").await;
        stand_in.gateway(fault);
        let found =
            socket.next().await.map(|payload| (payload["op"].as_u64().unwrap(), payload["d"].clone()));
        assert_eq!(found, expected, "{fault:?}");
    }
}

#[tokio::test]
async fn a_silent_gateway_keeps_events_for_the_resume() {
    let (stand_in, _, _) = begin().await;
    let mut socket = Socket::bot(&stand_in, ALL_INTENTS).await;
    let session = text(&socket.event("READY").await["session_id"]).to_owned();
    socket.event("GUILD_CREATE").await;
    stand_in.gateway(GatewayFault::Silence(true));
    stand_in.as_person("asker").post("#help", "unheard").unwrap();
    socket.send(1, Value::Null).await;
    let nothing = tokio::time::timeout(Duration::from_millis(50), socket.next()).await;
    assert!(nothing.is_err(), "{nothing:?}");
    stand_in.gateway(GatewayFault::Silence(false));
    let mut socket = Socket::open(&stand_in).await;
    socket.send(6, json!({"token": stand_in.bot_token(), "session_id": session, "seq": 2})).await;
    assert_eq!(socket.event("MESSAGE_CREATE").await["content"], "unheard");
}

#[tokio::test]
async fn the_page_can_arm_faults_too() {
    let (stand_in, bot, path) = begin().await;
    let order = |body: Value| {
        let request = reqwest::Client::new().post(format!("{}/playground/faults", stand_in.origin()));
        async move { request.json(&body).send().await.unwrap().status().as_u16() }
    };
    let refuse = json!({"method": "POST", "on": MESSAGES, "effect": {"refuse": {"status": 500}}});
    assert_eq!(order(refuse).await, 204);
    assert_eq!(bot.refused("POST", &path, json!({"content": "x"})).await, (500, 0));
    let mut socket = Socket::bot(&stand_in, ALL_INTENTS).await;
    socket.event("GUILD_CREATE").await;
    assert_eq!(order(json!({"gateway": {"close": 4000}})).await, 204);
    assert_eq!(socket.next().await, Err(4000));
    assert_eq!(order(json!({"effect": "explode"})).await, 422);
}

#[tokio::test]
async fn more_requests_than_the_limit_are_refused_until_the_second_is_over() {
    let mut world = World::lantern();
    world.timing.requests_per_second = Some(5);
    let stand_in = StandIn::start(world, ANYWHERE).await.unwrap();
    let bot = Bot::new(&stand_in);
    let mut statuses = Vec::new();
    for _ in 0..6 {
        statuses.push(bot.call("GET", "/users/@me", Value::Null).await.0);
    }
    assert_eq!(statuses, [200, 200, 200, 200, 200, 429]);
    let (_, refused) = bot.call("GET", "/users/@me", Value::Null).await;
    let wait = refused["retry_after"].as_f64().unwrap();
    assert!((0.0..=1.0).contains(&wait), "{refused}");
    tokio::time::sleep(Duration::from_secs_f64(wait)).await;
    bot.does("GET", "/users/@me", Value::Null).await;
}

#[tokio::test]
async fn files_can_fail_as_well() {
    let (stand_in, ..) = begin().await;
    let post = stand_in.as_person("asker").upload("#help", "", &[("a.txt", "text/plain", b"text")]).unwrap();
    let message = stand_in.as_person("asker").sees(post.channel).pop().unwrap();
    let url = text(&message["attachments"][0]["url"]);
    stand_in.fault(Fault::on("GET", "/attachments/*/*/*").status(503));
    assert_eq!(reqwest::get(url).await.unwrap().status(), 503);
    assert_eq!(reqwest::get(url).await.unwrap().text().await.unwrap(), "text");
}
