//! The requests that matter, with a defined end for each fault: what is safe to repeat is repeated, what is not is
//! sent under a nonce, so that nothing is posted twice.

use super::threads;
use crate::message::Id;
use crate::metrics::METRICS;
use crate::phrases::{self as say, Key};
use serde::Serialize;
use serenity::all::{
    ChannelId, CreateInteractionResponse, CreateMessage, ErrorResponse, Http, HttpError, InteractionId,
    LightMethod, Message, MessageId, Nonce, PrivateChannel, Request, Route,
};
use serenity::json::{Value, json, to_value};
use std::fmt;
use std::future::Future;
use std::time::Duration;

/// Why a request came to nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Failure {
    /// The bot lacks a permission.
    Permission(Key),
    /// The person takes no direct messages from the bot.
    DirectMessagesShut,
    /// The channel or message is not there (any more).
    Gone,
    /// It stands in a thread that is archived.
    Archived,
    /// Discord answered with this status, again and again.
    Status(u16),
    /// No answer, again and again.
    NoAnswer,
    /// It was done, but the reply could not be read.
    Unreadable,
}

impl Failure {
    /// Whether the same request may succeed later.
    pub(crate) fn may_pass(&self) -> bool {
        matches!(self, Self::Status(429 | 500..=599) | Self::NoAnswer)
    }

    /// The word it is counted under.
    fn word(&self) -> &'static str {
        match self {
            Self::Permission(_) => "forbidden",
            Self::DirectMessagesShut => "direct_messages_shut",
            Self::Gone => "gone",
            Self::Archived => "archived",
            Self::Status(429) => "rate_limited",
            Self::Status(500..) => "discord_error",
            Self::Status(_) => "refused",
            Self::NoAnswer => "no_answer",
            Self::Unreadable => "unreadable",
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Permission(_) => f.write_str("403"),
            Self::DirectMessagesShut => f.write_str("50007"),
            Self::Gone => f.write_str("404"),
            Self::Archived => f.write_str("50083"),
            Self::Status(status) => write!(f, "{status}"),
            Self::NoAnswer => f.write_str("nothing"),
            Self::Unreadable => f.write_str("something unreadable"),
        }
    }
}

/// How often a request is tried, and the pause after the first try; each pause is twice the one before. Six tries end
/// after 7.75 s: longer than most outages of one route last, shorter than a moderator needs to notice.
const TRIES: u32 = 6;
const FIRST_PAUSE: Duration = Duration::from_millis(250);

/// Deletes a message, in a thread that is archived, too; one that is already gone counts as deleted.
pub(crate) async fn delete(http: &Http, channel: Id, message: Id, reason: &str) -> Result<(), Failure> {
    let (at, message) = (ChannelId::new(channel), MessageId::new(message));
    let delete = || repeat("delete", || http.delete_message(at, message, Some(reason)));
    match threads::opened(http, channel, reason, delete).await {
        Err(Failure::Gone | Failure::Unreadable) => Ok(()),
        done => done,
    }
}

/// A message as it stands now.
pub(crate) async fn fetch(http: &Http, channel: Id, message: Id) -> Result<Message, Failure> {
    let (channel, message) = (ChannelId::new(channel), MessageId::new(message));
    repeat("fetch", || http.get_message(channel, message)).await
}

/// Which side of a message is listed.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Edge {
    /// The newest before it.
    Before(Id),
    /// The oldest after it.
    After(Id),
}

/// A page of a channel's messages, as Discord lists them: newest first. Each is read by the caller, so that one that cannot
/// be read does not hide the others.
pub(crate) async fn list(http: &Http, channel: Id, edge: Edge, most: u8) -> Result<Vec<Value>, Failure> {
    let (name, id) = match edge {
        Edge::Before(id) => ("before", id),
        Edge::After(id) => ("after", id),
    };
    repeat("list", || {
        let route = Route::ChannelMessages { channel_id: ChannelId::new(channel) };
        let params = vec![("limit", most.to_string()), (name, id.to_string())];
        http.fire(Request::new(route, LightMethod::Get).params(Some(params)))
    })
    .await
}

/// Sends a message to a channel. `about` is the message that caused it, with a letter or two where more than one thing may be
/// said of it: together with the channel it makes the nonce by which Discord recognises a repetition.
pub(crate) async fn send(
    http: &Http,
    channel: Id,
    message: &CreateMessage,
    about: impl fmt::Display,
) -> Result<Message, Failure> {
    // A letter before the id: clients take a bare number for the nonce of a message of their own.
    let message = message.clone().nonce(Nonce::String(format!("k{about}"))).enforce_nonce(true);
    match repeat("send", || http.send_message(ChannelId::new(channel), Vec::new(), &message)).await {
        Err(Failure::Permission(say::PERMISSION_MANAGE_MESSAGES)) => {
            Err(Failure::Permission(say::PERMISSION_SEND_MESSAGES))
        }
        sent => sent,
    }
}

/// Rewrites a message of the bot's own.
pub(crate) async fn edit(
    http: &Http,
    channel: ChannelId,
    message: MessageId,
    to: &(impl Serialize + Sync),
) -> Result<(), Failure> {
    match repeat("edit", || http.edit_message(channel, message, to, Vec::new())).await {
        Ok(_) | Err(Failure::Unreadable) => Ok(()),
        Err(failure) => Err(failure),
    }
}

/// Sends a direct message.
pub(crate) async fn send_direct(
    http: &Http,
    user: Id,
    message: &CreateMessage,
    about: impl fmt::Display,
) -> Result<(), Failure> {
    let channel = direct(http, user).await?;
    match send(http, channel, message, about).await {
        // It was sent; only the reply was lost on us.
        Ok(_) | Err(Failure::Unreadable) => Ok(()),
        Err(failure) => Err(failure),
    }
}

/// The conversation with a person; opening it shows them nothing.
pub(crate) async fn direct(http: &Http, user: Id) -> Result<Id, Failure> {
    let whom = json!({ "recipient_id": user.to_string() });
    let channel: PrivateChannel = repeat("open_direct", || http.create_private_channel(&whom)).await?;
    Ok(channel.id.get())
}

/// Answers an interaction with selects that show channels or roles: serenity writes their ids as numbers, where Discord's
/// specification has text.
pub(crate) async fn respond(
    http: &Http,
    interaction: InteractionId,
    token: &str,
    response: &CreateInteractionResponse,
) -> serenity::Result<()> {
    let mut response = to_value(response)?;
    spell_ids(&mut response);
    http.create_interaction_response(interaction, token, &response, Vec::new()).await
}

/// Writes the ids of default values as text.
fn spell_ids(part: &mut Value) {
    match part {
        Value::Array(parts) => parts.iter_mut().for_each(spell_ids),
        Value::Object(fields) => {
            if let Some(Value::Array(defaults)) = fields.get_mut("default_values") {
                for id in defaults.iter_mut().filter_map(|default| default.get_mut("id")) {
                    *id = Value::String(id.to_string());
                }
            }
            fields.values_mut().for_each(spell_ids);
        }
        _ => {}
    }
}

/// Makes a request, counted and logged under `name`, until it succeeds or cannot.
pub(crate) async fn repeat<T, F: Future<Output = serenity::Result<T>>>(
    name: &'static str,
    request: impl Fn() -> F,
) -> Result<T, Failure> {
    let done = persist(name, request).await;
    METRICS.request(name, done.as_ref().map_or_else(Failure::word, |_| "done"));
    tracing::debug!(request = name, failure = ?done.as_ref().err(), "requested");
    done
}

async fn persist<T, F: Future<Output = serenity::Result<T>>>(
    name: &'static str,
    request: impl Fn() -> F,
) -> Result<T, Failure> {
    let mut pause = FIRST_PAUSE;
    for _ in 1..TRIES {
        match request().await.map_err(classify) {
            Err(Outcome::Again(_)) => {}
            Err(Outcome::Final(failure)) => return Err(failure),
            Ok(done) => return Ok(done),
        }
        METRICS.retry(name);
        tokio::time::sleep(pause).await;
        pause *= 2;
    }
    request().await.map_err(|error| match classify(error) {
        Outcome::Again(failure) | Outcome::Final(failure) => failure,
    })
}

enum Outcome {
    /// Worth another try.
    Again(Failure),
    /// Trying again changes nothing.
    Final(Failure),
}

/// Error codes of Discord's API; see "JSON Error Codes" in its documentation.
mod code {
    pub(super) const MISSING_ACCESS: isize = 50001;
    pub(super) const CANNOT_MESSAGE_USER: isize = 50007;
    pub(super) const MISSING_PERMISSIONS: isize = 50013;
    pub(super) const FORUM_POST_NOT_READY: isize = 40058;
    pub(super) const THREAD_ARCHIVED: isize = 50083;
}

fn classify(error: serenity::Error) -> Outcome {
    match error {
        serenity::Error::Http(HttpError::UnsuccessfulRequest(ErrorResponse {
            status_code, error, ..
        })) => {
            match (status_code.as_u16(), error.code) {
                // A forum post takes replies only after its first message has arrived.
                (_, code::FORUM_POST_NOT_READY) => Outcome::Again(Failure::Status(400)),
                (_, code::THREAD_ARCHIVED) => Outcome::Final(Failure::Archived),
                (_, code::CANNOT_MESSAGE_USER) => Outcome::Final(Failure::DirectMessagesShut),
                (_, code::MISSING_ACCESS) => {
                    Outcome::Final(Failure::Permission(say::PERMISSION_VIEW_CHANNEL))
                }
                (_, code::MISSING_PERMISSIONS) => {
                    Outcome::Final(Failure::Permission(say::PERMISSION_MANAGE_MESSAGES))
                }
                (404, _) => Outcome::Final(Failure::Gone),
                (status @ (429 | 500..=599), _) => Outcome::Again(Failure::Status(status)),
                (status, _) => Outcome::Final(Failure::Status(status)),
            }
        }
        serenity::Error::Http(_) => Outcome::Again(Failure::NoAnswer),
        _ => Outcome::Final(Failure::Unreadable),
    }
}
