//! Somebody in the world, as a test or a load run acts: by the same requests that a client would send, without a socket.

mod interactions;

use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use serde_json::{Value, json};

use super::id::Id;
use super::model::{ChannelKind, Message};
use super::permissions::Permissions;
use super::problem::Problem;
use super::rest::{Call, File};
use super::server::Server;
use super::state::State;

/// A message that somebody wrote: where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Post {
    /// The channel or thread.
    pub channel: Id,
    /// The message.
    pub id: Id,
}

/// Somebody to act as.
#[derive(Clone, Debug)]
pub struct Person {
    server: Arc<Server>,
    username: String,
    id: Option<Id>,
}

impl Person {
    pub(super) fn new(server: Arc<Server>, username: &str) -> Self {
        let id = server.lock().world.find_user(username);
        Person { server, username: username.to_owned(), id }
    }

    /// This person's id, if there is such a person.
    pub fn id(&self) -> Option<Id> {
        self.id
    }

    /// Any request in this person's name; what the others here are made of.
    pub fn request(&self, method: &str, path: &str, body: Value) -> Result<Value, Problem> {
        self.send(method, path, body, Vec::new())
    }

    fn send(&self, method: &str, path: &str, body: Value, files: Vec<File>) -> Result<Value, Problem> {
        let authorization = {
            let state = self.server.lock();
            let user = self.id.and_then(|id| state.world.users.get(&id));
            user.map(|user| if user.bot { format!("Bot {}", user.token) } else { user.token.clone() })
        };
        if authorization.is_none() {
            let mut nobody = Problem::UNAUTHORIZED;
            nobody.message = format!("401: nobody is called {:?} in this world", self.username).into();
            return Err(nobody);
        }
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let reply = self.server.perform(Call {
            method: method.to_owned(),
            path: path.to_owned(),
            query: query.to_owned(),
            authorization,
            reason: None,
            body,
            files,
        });
        if reply.status < 400 { Ok(reply.body) } else { Err(problem(&reply.body, reply.status)) }
    }

    fn channel(&self, name: &str) -> Result<Id, Problem> {
        let found = self.server.lock().world.find_channel(name);
        found.or_else(|| Id::parse(name)).ok_or_else(|| {
            let mut unknown = Problem::UNKNOWN_CHANNEL;
            unknown.message = format!("Unknown Channel: nothing is called {name:?} in this world").into();
            unknown
        })
    }

    /// Posts a text into a channel, named or by id.
    pub fn post(&self, channel: &str, text: &str) -> Result<Post, Problem> {
        self.post_in(self.channel(channel)?, json!({"content": text}))
    }

    /// Posts a message of any form into a channel or thread.
    pub fn post_in(&self, channel: Id, message: Value) -> Result<Post, Problem> {
        self.send("POST", &format!("/channels/{channel}/messages"), message, Vec::new())
            .map(|sent| post(&sent))
    }

    /// Posts a text as if it had been written a while ago; nobody who is connected hears of it.
    pub fn posted_before(&self, channel: &str, text: &str, ago: Duration) -> Result<Post, Problem> {
        let channel = self.channel(channel)?;
        let mut state = self.server.lock();
        let author = self.id.ok_or(Problem::UNAUTHORIZED)?;
        let id = state.id_before(ago);
        let home = state.world.channels.get(&channel).ok_or(Problem::UNKNOWN_CHANNEL)?;
        let message = Message::new(id, home, author, text);
        state.keep(message);
        Ok(Post { channel, id })
    }

    /// Replies to a message.
    pub fn reply(&self, to: Post, text: &str) -> Result<Post, Problem> {
        self.post_in(to.channel, json!({"content": text, "message_reference": {"message_id": to.id}}))
    }

    /// Forwards a message to a channel.
    pub fn forward(&self, what: Post, channel: &str) -> Result<Post, Problem> {
        let reference = json!({"type": 1, "message_id": what.id, "channel_id": what.channel});
        self.post_in(self.channel(channel)?, json!({"message_reference": reference}))
    }

    /// Posts files with a text; each is a name, a content type and what is in it.
    pub fn upload(&self, channel: &str, text: &str, files: &[(&str, &str, &[u8])]) -> Result<Post, Problem> {
        let channel = self.channel(channel)?;
        let files = files
            .iter()
            .enumerate()
            .map(|(n, (name, content_type, bytes))| file(n, name, content_type, bytes));
        self.post_with_files(channel, json!({"content": text}), files.collect())
    }

    /// Posts a message of any form with files, as a form would carry them.
    pub fn post_with_files(&self, channel: Id, message: Value, files: Vec<File>) -> Result<Post, Problem> {
        self.send("POST", &format!("/channels/{channel}/messages"), message, files).map(|sent| post(&sent))
    }

    /// Changes the text of a message.
    pub fn edit(&self, message: Post, text: &str) -> Result<(), Problem> {
        self.send("PATCH", &path(message), json!({"content": text}), Vec::new()).map(drop)
    }

    /// Deletes a message.
    pub fn delete(&self, message: Post) -> Result<(), Problem> {
        self.send("DELETE", &path(message), Value::Null, Vec::new()).map(drop)
    }

    /// Puts an emoji under a message.
    pub fn react(&self, message: Post, emoji: &str) -> Result<(), Problem> {
        let path = format!("{}/reactions/{emoji}/@me", path(message));
        self.send("PUT", &path, Value::Null, Vec::new()).map(drop)
    }

    /// Writes to somebody directly.
    pub fn dm(&self, to: &str, text: &str) -> Result<Post, Problem> {
        let other = self.server.lock().world.find_user(to).ok_or(Problem::UNKNOWN_USER)?;
        let opened = self.send("POST", "/users/@me/channels", json!({"recipient_id": other}), Vec::new())?;
        self.post_in(Id::of(&opened["id"]).ok_or(Problem::UNKNOWN_CHANNEL)?, json!({"content": text}))
    }

    /// Opens a post in a forum.
    pub fn forum_post(&self, forum: &str, title: &str, text: &str) -> Result<Post, Problem> {
        let body = json!({"name": title, "message": {"content": text}});
        let opened =
            self.send("POST", &format!("/channels/{}/threads", self.channel(forum)?), body, Vec::new())?;
        let id = Id::of(&opened["id"]).ok_or(Problem::UNKNOWN_CHANNEL)?;
        Ok(Post { channel: id, id })
    }

    /// Opens a public thread; what comes back is its id.
    pub fn thread(&self, channel: &str, name: &str) -> Result<Id, Problem> {
        let body = json!({"name": name, "type": ChannelKind::PublicThread as u8});
        let opened =
            self.send("POST", &format!("/channels/{}/threads", self.channel(channel)?), body, Vec::new())?;
        Id::of(&opened["id"]).ok_or(Problem::UNKNOWN_CHANNEL)
    }

    /// Opens a thread from a message.
    pub fn thread_from(&self, message: Post, name: &str) -> Result<Id, Problem> {
        let opened =
            self.send("POST", &format!("{}/threads", path(message)), json!({"name": name}), Vec::new())?;
        Id::of(&opened["id"]).ok_or(Problem::UNKNOWN_CHANNEL)
    }

    /// What this person sees in a channel now, oldest first, private replies included.
    pub fn sees(&self, channel: Id) -> Vec<Value> {
        sees(&self.server.lock(), self.id, channel)
    }

    /// What this person sees in a channel that has a name.
    pub fn sees_in(&self, channel: &str) -> Vec<Value> {
        self.channel(channel).map(|channel| self.sees(channel)).unwrap_or_default()
    }

    /// What this person sees in the direct messages with somebody.
    pub fn sees_from(&self, other: &str) -> Vec<Value> {
        let state = self.server.lock();
        let other = state.world.find_user(other);
        let found = self.id.zip(other).and_then(|(me, other)| direct_channel(&state, me, other));
        found.map(|channel| sees(&state, self.id, channel)).unwrap_or_default()
    }

    /// Waits until this person sees a message in a channel that fits.
    pub async fn wait_to_see(
        &self,
        channel: Id,
        wanted: impl Fn(&Value) -> bool,
        timeout: Duration,
    ) -> Option<Value> {
        let look = |state: &State| sees(state, self.id, channel).into_iter().rev().find(&wanted);
        self.server.wait(timeout, look).await
    }

    /// Waits until somebody's direct message that fits has come.
    pub async fn wait_to_hear_from(
        &self,
        other: &str,
        wanted: impl Fn(&Value) -> bool,
        timeout: Duration,
    ) -> Option<Value> {
        let author = self.server.lock().world.find_user(other)?;
        let look = |state: &State| {
            let channel = direct_channel(state, self.id?, author)?;
            let sent = sees(state, self.id, channel).into_iter().rev();
            sent.filter(|message| Id::of(&message["author"]["id"]) == Some(author)).find(&wanted)
        };
        self.server.wait(timeout, look).await
    }

    /// Waits until a message is gone for this person.
    pub async fn wait_gone(&self, message: Post, timeout: Duration) -> bool {
        let gone =
            |state: &State| state.world.find_message(message.channel, message.id).is_none().then_some(());
        self.server.wait(timeout, gone).await.is_some()
    }
}

/// A file for [`Person::post_with_files`].
fn file(number: usize, name: &str, content_type: &str, bytes: &[u8]) -> File {
    File {
        field: format!("files[{number}]"),
        filename: name.to_owned(),
        content_type: Some(content_type.to_owned()),
        bytes: Bytes::copy_from_slice(bytes),
    }
}

fn sees(state: &State, me: Option<Id>, channel: Id) -> Vec<Value> {
    let Some(me) = me else { return Vec::new() };
    let Some(home) = state.world.channels.get(&channel) else { return Vec::new() };
    if !state.world.permissions(channel, me).has(Permissions::VIEW_CHANNEL) {
        return Vec::new();
    }
    let visible = home.messages.values().filter(|message| message.only_for.is_none_or(|user| user == me));
    visible.map(|message| state.world.message_json(message, Some(me))).collect()
}

fn direct_channel(state: &State, one: Id, other: Id) -> Option<Id> {
    let between = |recipients: &[Id]| recipients.contains(&one) && recipients.contains(&other);
    let mut channels = state.world.channels.values();
    channels.find(|channel| channel.guild.is_none() && between(&channel.recipients)).map(|channel| channel.id)
}

fn post(sent: &Value) -> Post {
    let part = |field: &str| Id::of(&sent[field]).unwrap_or(Id(0));
    Post { channel: part("channel_id"), id: part("id") }
}

fn path(message: Post) -> String {
    format!("/channels/{}/messages/{}", message.channel, message.id)
}

fn problem(body: &Value, status: u16) -> Problem {
    let mut problem = Problem::new(status, 0, "");
    problem.code = body["code"].as_u64().and_then(|code| u32::try_from(code).ok()).unwrap_or(0);
    problem.message = body["message"].as_str().unwrap_or_default().to_owned().into();
    problem.errors = body["errors"].clone();
    problem
}
