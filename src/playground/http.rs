//! HTTP itself: reading requests, writing replies, and the faults that meet them on the way.

use std::io;
use std::sync::Arc;
use std::time::Instant;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, post};
use axum::serve::ListenerExt;
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::fault::{Fault, GatewayFault};
use super::faults::Trouble;
use super::model::Upload;
use super::problem::Problem;
use super::record::Caller;
use super::rest::{Call, File, Reply, caller, decode};
use super::server::{Server, exchange};
use super::{gateway, page};

/// The largest request that Discord takes: 25 MiB.
const LARGEST_REQUEST: usize = 25 * 1024 * 1024;

/// Serves until `stopped`, then ends idle connections and finishes what is under way.
pub(super) async fn serve(
    listener: TcpListener,
    server: Arc<Server>,
    stopped: impl Future<Output = ()> + Send + 'static,
) {
    let listener = listener.tap_io(|stream| {
        // Replies are small and awaited; holding them back to fill packets only costs time. Not fatal if refused.
        let _ = stream.set_nodelay(true);
    });
    let router = Router::new()
        .route("/gateway", any(open_gateway))
        .route("/gateway/", any(open_gateway))
        // The extractor for forms has a bound of its own, 2 MiB unless told otherwise.
        .route("/api/{*path}", any(rest).layer(DefaultBodyLimit::max(LARGEST_REQUEST)))
        .route("/attachments/{*path}", get(rest))
        .route("/ephemeral-attachments/{*path}", get(rest))
        .route("/playground/people", get(people))
        .route("/playground/world", get(world))
        .route("/playground/faults", post(arm))
        .with_state(server)
        .merge(page::router());
    // It fails only when the listener does, and then there is nobody left to tell.
    let _ = axum::serve(listener, router).with_graceful_shutdown(stopped).await;
}

async fn open_gateway(State(server): State<Arc<Server>>, upgrade: WebSocketUpgrade) -> Response {
    upgrade.on_upgrade(|socket| gateway::serve(socket, server))
}

/// One request, from the wire to the wire.
async fn rest(State(server): State<Arc<Server>>, request: Request) -> Response {
    let call = match read(request).await {
        Ok(call) => call,
        Err(problem) => return reply(Reply::refusal(&problem)),
    };
    let trouble = server.trouble(&call);
    match trouble {
        None => reply(server.perform(call)),
        Some(Trouble::Delay(by)) => {
            tokio::time::sleep(by).await;
            reply(server.perform(call))
        }
        Some(Trouble::Refuse { status, body, retry_after, global }) => {
            let refused = Reply::new(status, body);
            server.note(call, &refused);
            let mut response = reply(refused);
            limit_headers(response.headers_mut(), retry_after, global);
            response
        }
        Some(Trouble::LoseReply) => {
            server.perform(call);
            dropped_connection()
        }
        Some(Trouble::LoseRequest) => dropped_connection(),
        Some(Trouble::Omit(field)) => {
            let mut performed = server.perform(call);
            if let Some(fields) = performed.body.as_object_mut() {
                fields.remove(&field);
            }
            reply(performed)
        }
    }
}

impl Server {
    /// What meets this request on its way: a fault, or Discord's limit. People are spared both.
    fn trouble(&self, call: &Call) -> Option<Trouble> {
        let mut state = self.lock();
        if caller(&state, call).0 == Caller::Person {
            return None;
        }
        let fault = state.faults.for_request(&call.method, &call.path);
        fault.or_else(|| state.count_request().map(Trouble::limited))
    }

    /// Records an exchange that was never performed.
    fn note(&self, call: Call, reply: &Reply) {
        let mut state = self.lock();
        let (who, _) = caller(&state, &call);
        state.record.add(exchange(call, who, Instant::now(), reply));
        drop(state);
        self.notify();
    }
}

/// A body that fails before its first byte: hyper closes the connection without having sent the head.
fn dropped_connection() -> Response {
    let lost = futures_util::stream::once(async { Err::<Bytes, _>(io::Error::other("lost on purpose")) });
    Response::new(Body::from_stream(lost))
}

fn limit_headers(headers: &mut HeaderMap, retry_after: Option<f64>, global: bool) {
    let Some(value) = retry_after.and_then(|seconds| HeaderValue::from_str(&seconds.to_string()).ok()) else {
        return;
    };
    headers.insert(header::RETRY_AFTER, value.clone());
    headers.insert("x-ratelimit-reset-after", value);
    let scope = if global { "global" } else { "user" };
    headers.insert("x-ratelimit-scope", HeaderValue::from_static(scope));
    if global {
        headers.insert("x-ratelimit-global", HeaderValue::from_static("true"));
    }
}

fn reply(reply: Reply) -> Response {
    let status = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    match reply.file {
        Some(file) => download(file),
        None if status == StatusCode::NO_CONTENT => status.into_response(),
        None => (status, Json(reply.body)).into_response(),
    }
}

/// An uploaded file. Whatever it claims to be, a browser is to save it or show a picture, and nothing else.
fn download(file: Upload) -> Response {
    let is_picture = file.content_type.starts_with("image/") && !file.content_type.contains("svg");
    let disposition = if is_picture { "inline" } else { "attachment" };
    let headers = [
        (header::CONTENT_TYPE, file.content_type.as_str()),
        (header::CONTENT_DISPOSITION, disposition),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, file.bytes).into_response()
}

/// Reads a request in full: JSON, or a form with files.
async fn read(request: Request) -> Result<Call, Problem> {
    let mut call = heading(&request);
    let kind = request.headers().get(header::CONTENT_TYPE).map(HeaderValue::as_bytes);
    if kind.is_some_and(|kind| kind.starts_with(b"multipart/form-data")) {
        (call.body, call.files) = read_form(request).await?;
    } else {
        let bytes = to_bytes(request.into_body(), LARGEST_REQUEST).await.map_err(|_| Problem::TOO_LARGE)?;
        if !bytes.is_empty() {
            call.body = serde_json::from_slice(&bytes).map_err(|_| Problem::NOT_JSON)?;
        }
    }
    Ok(call)
}

/// A request without its body.
fn heading(request: &Request) -> Call {
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    // Some clients write `@original` as `%40original`. A slash stays what it was, a part of its segment.
    let path = request.uri().path().replace("%2F", "%252F");
    let path = decode(&path);
    // A version may stand before the path of a call; without one, Discord takes its default.
    let path = match path.strip_prefix("/api/").map(|call| (call, call.split_once('/'))) {
        Some((_, Some((version, rest)))) if is_version(version) => format!("/{rest}"),
        Some((call, _)) => format!("/{call}"),
        None => path,
    };
    Call {
        method: request.method().as_str().to_owned(),
        path,
        query: request.uri().query().unwrap_or_default().to_owned(),
        authorization: header("authorization").map(str::to_owned),
        reason: header("x-audit-log-reason").map(decode),
        ..Call::default()
    }
}

fn is_version(segment: &str) -> bool {
    segment.strip_prefix('v').is_some_and(|number| number.parse::<u8>().is_ok())
}

async fn read_form(request: Request) -> Result<(Value, Vec<File>), Problem> {
    let (mut body, mut files, mut size) = (json!({}), Vec::new(), 0);
    let mut form = Multipart::from_request(request, &()).await.map_err(|_| Problem::NOT_JSON)?;
    while let Some(field) = form.next_field().await.map_err(|_| Problem::NOT_JSON)? {
        let name = field.name().unwrap_or_default().to_owned();
        let filename = field.file_name().map(str::to_owned);
        let content_type = field.content_type().map(str::to_owned);
        let bytes = field.bytes().await.map_err(|_| Problem::TOO_LARGE)?;
        size += bytes.len();
        if size > LARGEST_REQUEST {
            return Err(Problem::TOO_LARGE);
        }
        match filename {
            Some(filename) => files.push(File { field: name, filename, content_type, bytes }),
            None if name == "payload_json" => {
                body = serde_json::from_slice(&bytes).map_err(|_| Problem::NOT_JSON)?;
            }
            None => body[name] = json!(String::from_utf8_lossy(&bytes)),
        }
    }
    Ok((body, files))
}

/// Who one can be on the page.
async fn people(State(server): State<Arc<Server>>) -> Json<Value> {
    let state = server.lock();
    let people = state.world.users.values().filter(|user| !user.bot && !user.note.is_empty());
    let people = people.map(|user| {
        json!({
            "id": user.id, "username": user.username, "global_name": user.global_name, "token": user.token,
            "role_note": user.note, "locale": user.locale,
        })
    });
    Json(people.collect())
}

/// What the page needs to know before it opens its gateway.
async fn world(State(server): State<Arc<Server>>) -> Json<Value> {
    let state = server.lock();
    let world = &state.world;
    let guild = world.guilds.values().next();
    let channels =
        guild.into_iter().flat_map(|guild| &guild.channels).filter_map(|id| world.channels.get(id));
    let channels: Vec<Value> = channels
        .map(|channel| json!({"id": channel.id, "name": channel.name, "type": channel.kind as u8}))
        .collect();
    let examples: Vec<Value> = world
        .examples
        .iter()
        .map(|example| {
            json!({
                "label": example.label, "text": example.text, "channel_id": example.channel,
                "person_id": example.person,
            })
        })
        .collect();
    Json(json!({
        "guild_id": guild.map(|guild| guild.id), "channels": channels, "application_id": world.application.id,
        "examples": examples,
    }))
}

/// What `POST /playground/faults` takes: `{"gateway": "reconnect"}`, or a [`Fault`] as it is written in JSON.
#[derive(Deserialize)]
#[serde(untagged)]
enum Order {
    Gateway { gateway: GatewayFault },
    Armed(Fault),
}

async fn arm(State(server): State<Arc<Server>>, Json(order): Json<Order>) -> StatusCode {
    let mut state = server.lock();
    match order {
        Order::Gateway { gateway } => state.strike(gateway),
        Order::Armed(fault) => state.faults.arm(fault),
    }
    server.finish(state);
    StatusCode::NO_CONTENT
}
