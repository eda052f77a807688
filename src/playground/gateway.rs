//! The gateway: one WebSocket per client, from HELLO to the last event.
//!
//! Which event goes to whom is decided in `events.rs`; here is the conversation itself, with Discord's close codes.

use std::sync::Arc;

use axum::extract::ws::{CloseFrame, Message as Packet, WebSocket};
use serde_json::{Value, json};
use tokio::sync::mpsc;

use super::events::{is_person, on_shard};
use super::id::Id;
use super::payload;
use super::server::Server;
use super::session::{Frame, QUEUED, Session, intents};
use super::state::State;

/// Discord's close codes for what clients get wrong.
mod close {
    pub(super) const DECODE_ERROR: (u16, &str) = (4002, "Error while decoding payload.");
    pub(super) const NOT_AUTHENTICATED: (u16, &str) = (4003, "Not authenticated.");
    pub(super) const AUTHENTICATION_FAILED: (u16, &str) = (4004, "Authentication failed.");
    pub(super) const ALREADY_AUTHENTICATED: (u16, &str) = (4005, "Already authenticated.");
    pub(super) const TOO_SLOW_OR_REPLACED: (u16, &str) = (4000, "The session has let go of this connection.");
    pub(super) const INVALID_SEQ: (u16, &str) = (4007, "Invalid seq.");
    pub(super) const INVALID_SHARD: (u16, &str) = (4010, "Invalid shard.");
    pub(super) const INVALID_INTENTS: (u16, &str) = (4013, "Invalid intent(s).");
    pub(super) const DISALLOWED_INTENTS: (u16, &str) = (4014, "Disallowed intent(s).");
}

/// How many sessions without a socket are kept for a resume.
const PARKED: usize = 64;

/// What comes of a payload that wants a session.
enum Outcome {
    Session(String),
    /// Op 9: begin anew.
    Invalid,
    Close((u16, &'static str)),
}

/// One end of a conversation.
struct Client {
    /// The sender of this connection's queue, until a session takes it over.
    line: Option<mpsc::Sender<Frame>>,
    session: Option<String>,
}

/// Talks to one client until either side leaves.
pub(super) async fn serve(mut socket: WebSocket, server: Arc<Server>) {
    let heartbeat = server.lock().world.timing.heartbeat.as_millis();
    let heartbeat = u64::try_from(heartbeat).unwrap_or(u64::MAX);
    let hello = json!({"op": 10, "s": null, "t": null, "d": {"heartbeat_interval": heartbeat, "_trace": []}});
    if socket.send(Packet::Text(hello.to_string().into())).await.is_err() {
        return;
    }
    let (line, mut queue) = mpsc::channel(QUEUED);
    let mut client = Client { line: Some(line), session: None };
    let mut left_for_good = false;
    loop {
        let frame = tokio::select! {
            frame = queue.recv() => match frame {
                Some(frame) => Some(frame),
                // The session has let go of this connection. Where it is gone altogether, a new one can begin here.
                None if server.has_session(client.session.as_deref()) => Some(closing(close::TOO_SLOW_OR_REPLACED)),
                None => {
                    let line;
                    (line, queue) = mpsc::channel(QUEUED);
                    client = Client { line: Some(line), session: None };
                    None
                }
            },
            packet = socket.recv() => match packet {
                Some(Ok(Packet::Text(text))) => server.hear(&text, &mut client),
                Some(Ok(Packet::Binary(bytes))) => match std::str::from_utf8(&bytes) {
                    Ok(text) => server.hear(text, &mut client),
                    Err(_) => Some(closing(close::DECODE_ERROR)),
                },
                Some(Ok(Packet::Close(frame))) => {
                    // Discord forgets a session whose client says goodbye with one of these two.
                    left_for_good = frame.is_some_and(|frame| matches!(frame.code, 1000 | 1001));
                    break;
                }
                Some(Ok(Packet::Ping(_) | Packet::Pong(_))) => None,
                Some(Err(_)) | None => break,
            },
        };
        let sent = match frame {
            Some(Frame::Text(text)) => socket.send(Packet::Text(text)).await,
            Some(Frame::Close(code, reason)) => {
                let frame = CloseFrame { code, reason: reason.into() };
                // The client may be gone already; the socket ends either way.
                let _ = socket.send(Packet::Close(Some(frame))).await;
                break;
            }
            None => continue,
        };
        if sent.is_err() {
            break;
        }
    }
    drop(queue);
    if let Some(id) = client.session {
        server.lock().park(&id, left_for_good);
    }
}

fn closing((code, reason): (u16, &'static str)) -> Frame {
    Frame::Close(code, reason)
}

fn packet(op: u8, data: &Value) -> Frame {
    Frame::Text(json!({"op": op, "s": null, "t": null, "d": data}).to_string().into())
}

impl Server {
    fn has_session(&self, id: Option<&str>) -> bool {
        id.is_some_and(|id| self.lock().sessions.contains_key(id))
    }

    /// Takes one payload of a client; what comes back goes out before anything else.
    fn hear(&self, text: &str, client: &mut Client) -> Option<Frame> {
        let Ok(payload) = serde_json::from_str::<Value>(text) else {
            return Some(closing(close::DECODE_ERROR));
        };
        let mut state = self.lock();
        let data = &payload["d"];
        let outcome = match (payload["op"].as_u64(), client.session.as_deref()) {
            (Some(1), id) => {
                let under_test =
                    id.and_then(|id| state.sessions.get(id)).is_some_and(|session| session.under_test);
                return (!(under_test && state.faults.silent)).then(|| packet(11, &Value::Null));
            }
            (Some(2 | 6), Some(_)) => Outcome::Close(close::ALREADY_AUTHENTICATED),
            (Some(2), None) => state.identify(data, &mut client.line),
            (Some(6), None) => state.resume(data, &mut client.line),
            (Some(_), None) => Outcome::Close(close::NOT_AUTHENTICATED),
            (Some(8), Some(id)) => {
                state.send_members(id, data);
                return None;
            }
            // Presence, voice and what only Discord's own clients send: heard, and of no consequence.
            (Some(_), Some(_)) => return None,
            (None, _) => Outcome::Close(close::DECODE_ERROR),
        };
        drop(state);
        self.notify();
        match outcome {
            Outcome::Session(id) => {
                client.session = Some(id);
                None
            }
            Outcome::Invalid => Some(packet(9, &json!(false))),
            Outcome::Close(why) => Some(closing(why)),
        }
    }
}

impl State {
    fn identify(&mut self, data: &Value, line: &mut Option<mpsc::Sender<Frame>>) -> Outcome {
        let token = data["token"].as_str().unwrap_or_default();
        let Some(user) = self.user_of_token(token.strip_prefix("Bot ").unwrap_or(token)) else {
            return Outcome::Close(close::AUTHENTICATION_FAILED);
        };
        let shard = match &data["shard"] {
            Value::Null => (0, 1),
            Value::Array(pair) => {
                match (pair.first().and_then(Value::as_u64), pair.get(1).and_then(Value::as_u64)) {
                    (Some(shard), Some(shards)) if shard < shards => (shard, shards),
                    _ => return Outcome::Close(close::INVALID_SHARD),
                }
            }
            _ => return Outcome::Close(close::INVALID_SHARD),
        };
        let asked = if is_person(&self.world, user) { None } else { Some(data["intents"].as_u64()) };
        let asked = match asked {
            None => None,
            Some(None) => return Outcome::Close(close::INVALID_INTENTS),
            Some(Some(bits)) if bits & !intents::KNOWN != 0 => return Outcome::Close(close::INVALID_INTENTS),
            Some(Some(bits)) if bits & self.disallowed_intents() != 0 => {
                return Outcome::Close(close::DISALLOWED_INTENTS);
            }
            Some(bits) => bits,
        };
        let under_test = user == self.world.bot();
        if under_test && self.identifies_left().0 == 0 {
            // The token has been reset.
            return Outcome::Close(close::AUTHENTICATION_FAILED);
        }
        if under_test && !self.may_identify(shard.0) {
            return Outcome::Invalid;
        }
        let id = super::token::random();
        let mut session = Session::new(id.clone(), user, asked, shard, line.take());
        session.under_test = under_test;
        self.sessions.insert(id.clone(), session);
        self.welcome(&id, user);
        Outcome::Session(id)
    }

    fn disallowed_intents(&self) -> u64 {
        let application = &self.world.application;
        let content = if application.message_content { 0 } else { intents::MESSAGE_CONTENT };
        let members = if application.members { 0 } else { intents::GUILD_MEMBERS | intents::GUILD_PRESENCES };
        content | members
    }

    /// READY with the guilds still unavailable, then one GUILD_CREATE for each.
    fn welcome(&mut self, id: &str, user: Id) {
        let State { world, sessions, origin, .. } = self;
        let Some(session) = sessions.get_mut(id) else { return };
        let mine = world
            .guilds
            .values()
            .filter(|guild| guild.members.contains_key(&user) && on_shard(session, Some(guild.id)));
        let guilds: Vec<_> = mine.collect();
        let unavailable: Vec<_> =
            guilds.iter().map(|guild| json!({"id": guild.id, "unavailable": true})).collect();
        let direct = world.channels.values().filter(|channel| channel.guild.is_none());
        // Bots are not told of their direct messages here; people's clients list them at once.
        let direct = direct.filter(|channel| channel.recipients.contains(&user) && session.intents.is_none());
        let ready = json!({
            "v": 10, "user": world.users.get(&user).map(payload::own_user), "guilds": unavailable,
            "session_id": id, "session_type": "normal", "resume_gateway_url": gateway_url(origin),
            "shard": [session.shard.0, session.shard.1],
            "application": {"id": world.application.id, "flags": world.application_flags()},
            "private_channels": direct.map(|channel| world.direct_channel_json(channel, user)).collect::<Vec<_>>(),
            "user_settings": {}, "relationships": [], "presences": [], "geo_ordered_rtc_regions": [], "_trace": [],
        });
        session.send("READY", &ready.to_string(), false);
        for guild in guilds {
            session.send("GUILD_CREATE", &world.guild_create_json(guild, user).to_string(), false);
        }
    }

    fn resume(&mut self, data: &Value, line: &mut Option<mpsc::Sender<Frame>>) -> Outcome {
        let token = data["token"].as_str().unwrap_or_default();
        let user = self.user_of_token(token.strip_prefix("Bot ").unwrap_or(token));
        let id = data["session_id"].as_str().unwrap_or_default();
        if self.faults.refuse_resumes > 0 {
            self.faults.refuse_resumes -= 1;
            self.sessions.remove(id);
            return Outcome::Invalid;
        }
        let Some(session) = self.sessions.get_mut(id).filter(|session| Some(session.user) == user) else {
            return Outcome::Invalid;
        };
        let Some(seq) = data["seq"].as_u64().filter(|&seq| seq <= session.seq) else {
            return Outcome::Close(close::INVALID_SEQ);
        };
        let Some(missed) = session.missed(seq) else {
            self.sessions.remove(id);
            return Outcome::Invalid;
        };
        session.attach(line.take());
        for text in missed {
            session.write(Frame::Text(text));
        }
        session.send("RESUMED", r#"{"_trace":[]}"#, false);
        Outcome::Session(id.to_owned())
    }

    /// GUILD_MEMBERS_CHUNK, a thousand members each, as op 8 asks for them.
    fn send_members(&mut self, session: &str, data: &Value) {
        let State { world, sessions, .. } = self;
        let (Some(session), Some(guild)) =
            (sessions.get_mut(session), Id::of(&data["guild_id"]).and_then(|id| world.guilds.get(&id)))
        else {
            return;
        };
        if !guild.members.contains_key(&session.user) || !session.wants(intents::GUILD_MEMBERS) {
            return;
        }
        let by_id: Option<Vec<Id>> = match &data["user_ids"] {
            Value::Null => None,
            Value::Array(ids) => Some(ids.iter().filter_map(Id::of).collect()),
            one => Some(Id::of(one).into_iter().collect()),
        };
        let prefix = data["query"].as_str().unwrap_or_default().to_lowercase();
        let wanted = |user: Id| match &by_id {
            Some(ids) => ids.contains(&user),
            None => {
                world.users.get(&user).is_some_and(|user| user.username.to_lowercase().starts_with(&prefix))
            }
        };
        let limit = data["limit"].as_u64().filter(|&n| n > 0).map_or(usize::MAX, |n| n.min(100) as usize);
        let members = guild.members.values().filter(|member| wanted(member.user)).take(limit);
        let members: Vec<Value> = members.map(|member| world.member_json(member)).collect();
        let missing: Vec<Id> =
            by_id.into_iter().flatten().filter(|id| !guild.members.contains_key(id)).collect();
        let chunks: Vec<&[Value]> =
            if members.is_empty() { vec![&[]] } else { members.chunks(1_000).collect() };
        for (index, chunk) in chunks.iter().enumerate() {
            let chunk = json!({
                "guild_id": guild.id, "members": chunk, "chunk_index": index, "chunk_count": chunks.len(),
                "not_found": missing, "nonce": data["nonce"],
            });
            session.send("GUILD_MEMBERS_CHUNK", &chunk.to_string(), false);
        }
    }

    /// Notes that a socket has ended; its session stays for a resume unless the client left for good.
    fn park(&mut self, id: &str, for_good: bool) {
        let is_connected = self.sessions.get(id).is_some_and(Session::is_connected);
        if for_good && !is_connected {
            self.sessions.remove(id);
        }
        let parked: Vec<String> = self
            .sessions
            .values()
            .filter(|session| !session.is_connected())
            .map(|session| session.id.clone())
            .collect();
        for id in parked.iter().skip(PARKED) {
            self.sessions.remove(id);
        }
    }
}

/// Where the gateway of an origin is.
pub(super) fn gateway_url(origin: &str) -> String {
    format!("{}/gateway", origin.replacen("http", "ws", 1))
}
