//! The stand-in itself: does it speak Discord's protocol, as serenity, discord.js, discord.py and Discord's own
//! specification understand it, and does it go wrong exactly as it is told to?

mod clients;
mod echo;
mod events;
mod faults;
mod gateway;
mod interactions;
mod rest;
mod scenario;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use komainu::playground::{StandIn, World};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

/// A port that the system chooses.
const ANYWHERE: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0);
/// How long anything on loopback may take before a test gives up.
const SOON: Duration = Duration::from_secs(20);
/// Every intent there is.
const ALL_INTENTS: u64 = 53_608_447;

async fn lantern() -> StandIn {
    StandIn::start(World::lantern(), ANYWHERE).await.unwrap()
}

/// The bot under test by bare requests: what it sends is written out here.
struct Bot {
    http: reqwest::Client,
    origin: String,
    authorization: String,
}

impl Bot {
    fn new(stand_in: &StandIn) -> Self {
        let authorization = format!("Bot {}", stand_in.bot_token());
        Bot { http: reqwest::Client::new(), origin: stand_in.origin().to_owned(), authorization }
    }

    fn request(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        let method = reqwest::Method::from_bytes(method.as_bytes()).unwrap();
        let url = format!("{}/api/v10{path}", self.origin);
        self.http.request(method, url).header("authorization", &self.authorization)
    }

    /// Sends a request; null is no body.
    async fn call(&self, method: &str, path: &str, body: Value) -> (u16, Value) {
        let request = self.request(method, path);
        let request = if body.is_null() { request } else { request.json(&body) };
        answer(request).await
    }

    /// Sends a request that has to succeed.
    async fn does(&self, method: &str, path: &str, body: Value) -> Value {
        let (status, reply) = self.call(method, path, body).await;
        assert!(status < 300, "{method} {path}: {status} {reply}");
        reply
    }

    /// Sends a request that has to be refused with this status and code.
    async fn refused(&self, method: &str, path: &str, body: Value) -> (u16, u64) {
        let (status, reply) = self.call(method, path, body).await;
        assert!(status >= 400, "{method} {path}: {status} {reply}");
        (status, reply["code"].as_u64().unwrap())
    }

    /// Answers an interaction.
    async fn respond(&self, interaction: &Value, response: Value) -> (u16, Value) {
        let (id, token) = (text(&interaction["id"]), text(&interaction["token"]));
        self.call("POST", &format!("/interactions/{id}/{token}/callback"), response).await
    }
}

async fn answer(request: reqwest::RequestBuilder) -> (u16, Value) {
    let reply = request.send().await.unwrap();
    let status = reply.status().as_u16();
    (status, serde_json::from_slice(&reply.bytes().await.unwrap()).unwrap_or(Value::Null))
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text"))
}

/// One end of a gateway connection, payload by payload.
struct Socket {
    stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
    /// The events that came, in order.
    seen: Vec<Value>,
}

impl Socket {
    /// Connects and takes the HELLO.
    async fn open(stand_in: &StandIn) -> Self {
        let url = format!("{}/gateway/?v=10&encoding=json", stand_in.origin().replace("http", "ws"));
        let (stream, _) = tokio_tungstenite::connect_async(url).await.unwrap();
        let mut socket = Socket { stream, seen: Vec::new() };
        assert_eq!(socket.next().await.expect("HELLO")["op"], 10);
        socket
    }

    async fn identified(stand_in: &StandIn, token: &str, intents: u64) -> Self {
        let mut socket = Socket::open(stand_in).await;
        let properties = json!({"os": "linux", "browser": "test", "device": "test"});
        socket.send(2, json!({"token": token, "intents": intents, "properties": properties})).await;
        socket
    }

    /// The bot under test, with READY and its guilds still to come.
    async fn bot(stand_in: &StandIn, intents: u64) -> Self {
        Socket::identified(stand_in, &stand_in.bot_token(), intents).await
    }

    async fn send(&mut self, op: u8, data: Value) {
        self.stream.send(Message::text(json!({"op": op, "d": data}).to_string())).await.unwrap();
    }

    /// The next payload, or the code that the connection was closed with.
    async fn next(&mut self) -> Result<Value, u16> {
        let packet = tokio::time::timeout(SOON, self.stream.next()).await.expect("a payload in time");
        match packet {
            Some(Ok(Message::Text(text))) => {
                let payload: Value = serde_json::from_str(&text).unwrap();
                if payload["op"] == 0 {
                    self.seen.push(payload.clone());
                }
                Ok(payload)
            }
            Some(Ok(Message::Close(frame))) => Err(frame.map_or(0, |frame| frame.code.into())),
            None | Some(Err(_)) => Err(0),
            Some(Ok(other)) => panic!("{other:?}"),
        }
    }

    /// The data of the next event of this name; what comes before it is passed over.
    async fn event(&mut self, name: &str) -> Value {
        loop {
            let payload = self.next().await.unwrap_or_else(|code| panic!("closed with {code} before {name}"));
            if payload["t"] == name {
                return payload["d"].clone();
            }
        }
    }

    /// The names of what has come since `from`.
    fn names(&self, from: usize) -> Vec<&str> {
        self.seen[from..].iter().map(|event| text(&event["t"])).collect()
    }
}
