//! The gateway's conversation: identifying, intents, shards, resuming, and the close codes for what clients get wrong.

use komainu::playground::{ChannelKind, GatewayFault, Permissions, StandIn, Target, World};
use serde_json::{Value, json};

use super::{ALL_INTENTS, ANYWHERE, Socket, lantern, text};

const GUILDS: u64 = 1;
const GUILD_MEMBERS: u64 = 1 << 1;
const GUILD_MESSAGES: u64 = 1 << 9;
const DIRECT_MESSAGES: u64 = 1 << 12;
const MESSAGE_CONTENT: u64 = 1 << 15;

#[tokio::test]
async fn a_bot_is_welcomed_with_ready_and_then_its_guilds() {
    let stand_in = lantern().await;
    let mut socket = Socket::bot(&stand_in, GUILDS).await;
    let ready = socket.event("READY").await;
    assert_eq!(ready["user"]["username"], "komainu");
    assert_eq!(ready["guilds"][0]["unavailable"], true);
    let guild = socket.event("GUILD_CREATE").await;
    assert_eq!(guild["id"], ready["guilds"][0]["id"]);
    let names: Vec<&str> = guild["channels"].as_array().unwrap().iter().map(|c| text(&c["name"])).collect();
    assert_eq!(names, ["help", "help-forum", "general", "ヘルプ-日本語", "mod-log"]);
    let members = guild["members"].as_array().unwrap();
    assert_eq!(members.len(), 1, "a bot finds itself alone in the list: {members:?}");
    assert_eq!(guild["member_count"], 8);
}

#[tokio::test]
async fn a_person_needs_no_intents_and_sees_the_members_and_private_replies() {
    let stand_in = lantern().await;
    let token = people_token(&stand_in, "asker").await;
    let mut socket = Socket::open(&stand_in).await;
    socket.send(2, json!({"token": token, "properties": {}})).await;
    let guild = socket.event("GUILD_CREATE").await;
    assert_eq!(guild["members"].as_array().unwrap().len(), 8);
    stand_in.as_person("yuki").post("#general", "こんにちは").unwrap();
    assert_eq!(socket.event("MESSAGE_CREATE").await["content"], "こんにちは");
    stand_in.as_person("komainu").dm("asker", "between us").unwrap();
    assert_eq!(socket.event("CHANNEL_CREATE").await["recipients"][0]["username"], "komainu");
    assert_eq!(socket.event("MESSAGE_CREATE").await["content"], "between us");
}

async fn people_token(stand_in: &StandIn, name: &str) -> String {
    let people: Value =
        reqwest::get(format!("{}/playground/people", stand_in.origin())).await.unwrap().json().await.unwrap();
    let person = people.as_array().unwrap().iter().find(|person| person["username"] == name).unwrap();
    text(&person["token"]).to_owned()
}

#[tokio::test]
async fn each_mistake_has_its_close_code() {
    let mut world = World::lantern();
    world.privileged_intents(false, false);
    let stand_in = StandIn::start(world, ANYWHERE).await.unwrap();
    let token = stand_in.bot_token();
    let identify = |more: Value| {
        let mut data = json!({"token": token, "properties": {}, "intents": 1});
        data.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        data
    };
    let cases = [
        (2, identify(json!({"token": "nonsense"})), 4004),
        (2, identify(json!({"intents": null})), 4013),
        (2, identify(json!({"intents": 1_u64 << 40})), 4013),
        (2, identify(json!({"intents": MESSAGE_CONTENT})), 4014),
        (2, identify(json!({"intents": GUILD_MEMBERS})), 4014),
        (2, identify(json!({"shard": [2, 2]})), 4010),
        (8, json!({}), 4003),
        (6, json!({"token": token, "session_id": "none", "seq": 0}), 9),
    ];
    for (op, data, expected) in cases {
        let mut socket = Socket::open(&stand_in).await;
        socket.send(op, data.clone()).await;
        let found = match socket.next().await {
            Ok(payload) => u16::try_from(payload["op"].as_u64().unwrap()).unwrap(),
            Err(code) => code,
        };
        assert_eq!(found, expected, "op {op} {data}");
    }
    let mut socket = Socket::bot(&stand_in, GUILDS).await;
    socket.event("GUILD_CREATE").await;
    socket.send(2, identify(json!({}))).await;
    assert_eq!(socket.next().await, Err(4005));
}

#[tokio::test]
async fn heartbeats_are_answered_before_and_after_identifying() {
    let stand_in = lantern().await;
    let mut socket = Socket::open(&stand_in).await;
    socket.send(1, Value::Null).await;
    assert_eq!(socket.next().await.unwrap()["op"], 11);
}

#[tokio::test]
async fn events_need_their_intents() {
    let stand_in = lantern().await;
    let mut deaf = Socket::bot(&stand_in, GUILDS | DIRECT_MESSAGES).await;
    deaf.event("GUILD_CREATE").await;
    stand_in.as_person("asker").post("#general", "in the guild").unwrap();
    stand_in.as_person("asker").dm("komainu", "in private").unwrap();
    assert_eq!(deaf.event("MESSAGE_CREATE").await["content"], "in private");
}

#[tokio::test]
async fn without_the_content_intent_messages_are_blank_but_for_three_kinds() {
    let stand_in = lantern().await;
    let mut socket = Socket::bot(&stand_in, GUILDS | GUILD_MESSAGES | DIRECT_MESSAGES).await;
    socket.event("GUILD_CREATE").await;
    let asker = stand_in.as_person("asker");
    asker.upload("#help", "a secret", &[("notes.txt", "text/plain", b"hidden")]).unwrap();
    let blank = socket.event("MESSAGE_CREATE").await;
    assert_eq!((&blank["content"], &blank["attachments"]), (&json!(""), &json!([])));
    let mention = format!("<@{}> hello", stand_in.application_id());
    asker.post("#help", &mention).unwrap();
    assert_eq!(socket.event("MESSAGE_CREATE").await["content"], mention.as_str());
    stand_in.as_person("komainu").post("#help", "my own").unwrap();
    assert_eq!(socket.event("MESSAGE_CREATE").await["content"], "my own");
    asker.dm("komainu", "direct").unwrap();
    assert_eq!(socket.event("MESSAGE_CREATE").await["content"], "direct");
}

#[tokio::test]
async fn what_the_bot_cannot_see_it_does_not_hear() {
    let mut world = World::lantern();
    let general = world.find_channel("#general").unwrap();
    let guild = world.guild_of(general).unwrap();
    world.overwrite(general, Target::Member(world.bot()), Permissions::NONE, Permissions::VIEW_CHANNEL);
    assert!(!world.permissions(general, world.bot()).has(Permissions::VIEW_CHANNEL));
    assert!(world.permissions_in_guild(guild, world.bot()).has(Permissions::VIEW_CHANNEL));
    let stand_in = StandIn::start(world, ANYWHERE).await.unwrap();
    let mut socket = Socket::bot(&stand_in, ALL_INTENTS).await;
    socket.event("GUILD_CREATE").await;
    stand_in.as_person("asker").post("#general", "behind the door").unwrap();
    stand_in.as_person("asker").post("#help", "in the open").unwrap();
    assert_eq!(socket.event("MESSAGE_CREATE").await["content"], "in the open");
}

async fn resume(stand_in: &StandIn, session: &str, seq: u64) -> Socket {
    let mut socket = Socket::open(stand_in).await;
    socket.send(6, json!({"token": stand_in.bot_token(), "session_id": session, "seq": seq})).await;
    socket
}

#[tokio::test]
async fn a_resume_replays_what_was_missed_once_and_in_order() {
    let stand_in = lantern().await;
    let mut socket = Socket::bot(&stand_in, ALL_INTENTS).await;
    let session = text(&socket.event("READY").await["session_id"]).to_owned();
    socket.event("GUILD_CREATE").await;
    let seq = socket.seen.last().unwrap()["s"].as_u64().unwrap();
    drop(socket);
    for n in 0..3 {
        stand_in.as_person("asker").post("#help", &format!("missed {n}")).unwrap();
    }
    let mut socket = resume(&stand_in, &session, seq).await;
    socket.event("RESUMED").await;
    assert_eq!(socket.names(0), ["MESSAGE_CREATE", "MESSAGE_CREATE", "MESSAGE_CREATE", "RESUMED"]);
    let numbers: Vec<u64> = socket.seen.iter().map(|event| event["s"].as_u64().unwrap()).collect();
    assert_eq!(numbers, [seq + 1, seq + 2, seq + 3, seq + 4]);
    stand_in.as_person("asker").post("#help", "live again").unwrap();
    assert_eq!(socket.event("MESSAGE_CREATE").await["content"], "live again");

    assert_eq!(resume(&stand_in, &session, seq + 1_000).await.next().await, Err(4007));
    stand_in.gateway(GatewayFault::RefuseResumes(1));
    let refused = resume(&stand_in, &session, seq).await.next().await.unwrap();
    assert_eq!((&refused["op"], &refused["d"]), (&json!(9), &json!(false)));
}

#[tokio::test]
async fn a_client_that_says_goodbye_has_no_session_to_resume() {
    let stand_in = lantern().await;
    let mut socket = Socket::bot(&stand_in, GUILDS).await;
    let session = text(&socket.event("READY").await["session_id"]).to_owned();
    socket.stream.close(Some(normal())).await.unwrap();
    while socket.next().await.is_ok() {}
    assert_eq!(resume(&stand_in, &session, 1).await.next().await.unwrap()["op"], 9);
}

fn normal() -> tokio_tungstenite::tungstenite::protocol::CloseFrame {
    use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
    tokio_tungstenite::tungstenite::protocol::CloseFrame { code: CloseCode::Normal, reason: "".into() }
}

#[tokio::test]
async fn a_thousand_guilds_are_spread_over_the_shards_by_discords_formula() {
    let mut world = World::new("komainu");
    let asker = world.person("asker", "en-US");
    let mut channels = Vec::new();
    for n in 0..1_000 {
        let guild = world.guild(&format!("Guild {n}"));
        channels.push(world.channel(guild, ChannelKind::Text, &format!("help-{n}")));
        world.invite_bot(guild, Permissions::VIEW_CHANNEL);
        world.join(guild, asker, &[]);
    }
    let stand_in = StandIn::start(world, ANYWHERE).await.unwrap();
    let token = stand_in.bot_token();
    let mut guilds = 0;
    for shard in 0..4 {
        let mut socket = Socket::open(&stand_in).await;
        socket
            .send(2, json!({"token": token, "intents": ALL_INTENTS, "properties": {}, "shard": [shard, 4]}))
            .await;
        let ready = socket.event("READY").await;
        let mine = ready["guilds"].as_array().unwrap();
        for guild in mine {
            let id: u64 = text(&guild["id"]).parse().unwrap();
            assert_eq!((id >> 22) % 4, shard, "guild {id}");
        }
        for _ in mine {
            socket.event("GUILD_CREATE").await;
        }
        guilds += mine.len();
        stand_in.as_person("asker").dm("komainu", "who hears this?").unwrap();
        for channel in &channels {
            let text = json!({"content": "hello"});
            stand_in.as_person("asker").post_in(*channel, text).unwrap();
        }
        let direct = usize::from(shard == 0);
        for _ in 0..mine.len() + direct {
            let message = socket.event("MESSAGE_CREATE").await;
            assert!(message["guild_id"].is_null() == (message["content"] == "who hears this?"));
            assert!(shard == 0 || !message["guild_id"].is_null(), "direct messages are for shard 0");
        }
    }
    assert_eq!(guilds, 1_000);
}

#[tokio::test]
async fn identifies_of_one_bucket_have_to_keep_their_distance() {
    let mut world = World::lantern();
    world.sharding(4, 2);
    world.timing.identify_spacing = std::time::Duration::from_secs(60);
    let stand_in = StandIn::start(world, ANYWHERE).await.unwrap();
    let mut first = Vec::new();
    for shard in 0..3 {
        let mut socket = Socket::open(&stand_in).await;
        let data =
            json!({"token": stand_in.bot_token(), "intents": 1, "properties": {}, "shard": [shard, 4]});
        socket.send(2, data).await;
        first.push(socket.next().await.unwrap()["op"].clone());
    }
    assert_eq!(first, [0, 0, 9], "shard 2 shares its bucket with shard 0");
    let shards: Vec<u64> = stand_in.identifies().into_iter().map(|(_, shard)| shard).collect();
    assert_eq!(shards, [0, 1, 2]);
}

#[tokio::test]
async fn members_come_in_chunks_when_asked_for() {
    let stand_in = lantern().await;
    let mut socket = Socket::bot(&stand_in, GUILDS | GUILD_MEMBERS).await;
    let guild = socket.event("GUILD_CREATE").await["id"].clone();
    socket.send(8, json!({"guild_id": guild, "query": "", "limit": 0, "nonce": "n"})).await;
    let chunk = socket.event("GUILD_MEMBERS_CHUNK").await;
    assert_eq!(chunk["members"].as_array().unwrap().len(), 8);
    assert_eq!(
        (&chunk["chunk_index"], &chunk["chunk_count"], &chunk["nonce"]),
        (&json!(0), &json!(1), &json!("n"))
    );
    socket.send(8, json!({"guild_id": guild, "query": "ask", "limit": 5})).await;
    let chunk = socket.event("GUILD_MEMBERS_CHUNK").await;
    assert_eq!(chunk["members"][0]["user"]["username"], "asker");
}

#[tokio::test]
async fn after_an_invalid_session_the_same_connection_can_begin_anew() {
    let stand_in = lantern().await;
    let mut socket = Socket::bot(&stand_in, GUILDS).await;
    socket.event("GUILD_CREATE").await;
    stand_in.gateway(GatewayFault::InvalidSession { resumable: false });
    assert_eq!(socket.next().await.unwrap()["op"], 9);
    let identify = json!({"token": stand_in.bot_token(), "intents": GUILDS, "properties": {}});
    socket.send(2, identify).await;
    socket.event("READY").await;
}

#[tokio::test]
async fn a_session_that_goes_on_elsewhere_leaves_its_old_connection() {
    let stand_in = lantern().await;
    let mut old = Socket::bot(&stand_in, GUILDS).await;
    let session = text(&old.event("READY").await["session_id"]).to_owned();
    old.event("GUILD_CREATE").await;
    let mut new = resume(&stand_in, &session, 2).await;
    new.event("RESUMED").await;
    assert_eq!(old.next().await, Err(4000));
}

#[tokio::test]
async fn a_stopped_world_can_be_started_again_at_the_same_address() {
    let stand_in = lantern().await;
    let (token, address) = (stand_in.bot_token(), stand_in.origin().trim_start_matches("http://").to_owned());
    let http = reqwest::Client::new();
    let me = format!("{}/api/v10/users/@me", stand_in.origin());
    let ask = || http.get(&me).header("authorization", format!("Bot {token}")).send();
    assert_eq!(ask().await.unwrap().status(), 200);
    let mut socket = Socket::bot(&stand_in, GUILDS).await;
    socket.event("GUILD_CREATE").await;
    stand_in.as_person("asker").post("#help", "kept").unwrap();

    let world = stand_in.stop().await;
    assert_eq!(socket.next().await, Err(1001));
    assert!(ask().await.is_err(), "a connection that was kept open is closed, too");
    let stand_in = StandIn::start(world, address.parse().unwrap()).await.unwrap();
    assert_eq!(ask().await.unwrap().status(), 200);
    assert_eq!(stand_in.as_person("asker").sees_in("#help")[0]["content"], "kept");
}
