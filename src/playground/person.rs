//! Somebody in the world, as a test or a load run acts: by the same requests that a client would send, without a socket.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use serde_json::{Value, json};

use super::id::Id;
use super::interaction::{Progress, Shown};
use super::payload::merged;
use super::permissions::Permissions;
use super::problem::Problem;
use super::rest::{Call, File};
use super::server::Server;
use super::state::State;
use super::world::{ChannelKind, Message};

/// How long a client waits for the outcome of an interaction: longer than Discord gives the application.
const PATIENCE: Duration = Duration::from_secs(5);

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

    /// The commands that this person sees in a channel.
    pub fn commands(&self, channel: &str) -> Result<Vec<Value>, Problem> {
        let path = format!("/channels/{}/application-command-index", self.channel(channel)?);
        let index = self.send("GET", &path, Value::Null, Vec::new())?;
        Ok(index["application_commands"].as_array().cloned().unwrap_or_default())
    }

    /// Uses a slash command: its name with any subcommand (`"setup check"`), and its options by name.
    pub async fn slash(&self, channel: &str, command: &str, options: Value) -> Result<Shown, Problem> {
        let data = self.command_data(channel, command, &options, None)?;
        self.interact(2, self.channel(channel)?, json!({"data": data})).await
    }

    /// Types into an option of a slash command: the choices that the application offers.
    pub async fn autocomplete(
        &self,
        channel: &str,
        command: &str,
        option: &str,
        typed: &str,
    ) -> Result<Vec<Value>, Problem> {
        let data = self.command_data(channel, command, &json!({option: typed}), Some(option))?;
        match self.interact(4, self.channel(channel)?, json!({"data": data})).await? {
            Shown::Choices(choices) => Ok(choices),
            _ => Ok(Vec::new()),
        }
    }

    /// Uses a command of the right-click menu on a message.
    pub async fn context_menu(&self, command: &str, target: Post) -> Result<Shown, Problem> {
        let known = self.find_command(&target.channel.to_string(), command, 3)?;
        let data = json!({"id": known["id"], "name": command, "type": 3, "target_id": target.id});
        self.interact(3 - 1, target.channel, json!({"data": data})).await
    }

    /// Presses a button of a message.
    pub async fn click(&self, message: Post, custom_id: &str) -> Result<Shown, Problem> {
        let data = json!({"component_type": 2, "custom_id": custom_id});
        self.interact(3, message.channel, json!({"message_id": message.id, "data": data})).await
    }

    /// Chooses in a select of a message; the type is the one the message says.
    pub async fn select(&self, message: Post, custom_id: &str, values: &[&str]) -> Result<Shown, Problem> {
        let kind = self.component_type(message, custom_id).unwrap_or(3);
        let data = json!({"component_type": kind, "custom_id": custom_id, "values": values});
        self.interact(3, message.channel, json!({"message_id": message.id, "data": data})).await
    }

    /// Fills in a modal that came up: the texts by the ids of their fields.
    pub async fn submit_modal(&self, modal: &Value, texts: Value) -> Result<Shown, Problem> {
        let channel = Id::of(&modal["channel_id"]).ok_or(Problem::UNKNOWN_CHANNEL)?;
        let components = modal["components"].as_array().map_or(&[][..], Vec::as_slice);
        let components: Vec<Value> = components.iter().map(|part| fill_in(part, &texts)).collect();
        let data = json!({"id": modal["id"], "custom_id": modal["custom_id"], "components": components});
        self.interact(5, channel, json!({"data": data})).await
    }

    /// Starts an interaction and waits for what comes of it.
    async fn interact(&self, kind: u8, channel: Id, rest: Value) -> Result<Shown, Problem> {
        let nonce = super::token::random();
        let body = {
            let state = self.server.lock();
            let guild = state.world.channels.get(&channel).and_then(|channel| channel.guild);
            json!({
                "type": kind, "application_id": state.world.bot(), "channel_id": channel, "guild_id": guild,
                "session_id": nonce, "nonce": nonce,
            })
        };
        self.send("POST", "/interactions", merged(body, rest), Vec::new())?;
        let shown = |state: &State| match &state.interactions.of_nonce(&nonce)?.progress {
            Progress::Waiting => None,
            Progress::Failed => Some(Shown::Failed),
            Progress::Responded(shown) => Some(shown.clone()),
        };
        Ok(self.server.wait(PATIENCE, shown).await.unwrap_or(Shown::Failed))
    }

    fn find_command(&self, channel: &str, name: &str, kind: u64) -> Result<Value, Problem> {
        let commands = self.commands(channel)?;
        let found =
            commands.into_iter().find(|known| known["name"] == name && known["type"].as_u64() == Some(kind));
        found.ok_or_else(|| {
            let mut unknown = Problem::UNKNOWN_COMMAND;
            unknown.message = format!("{} sees no command {name:?} here", self.username).into();
            unknown
        })
    }

    /// The data of a slash command as a client sends it, with the types that its definition names.
    fn command_data(
        &self,
        channel: &str,
        command: &str,
        options: &Value,
        focused: Option<&str>,
    ) -> Result<Value, Problem> {
        let mut words = command.trim_start_matches('/').split(' ');
        let name = words.next().unwrap_or_default();
        let known = self.find_command(channel, name, 1)?;
        let options = nested(&known, &words.collect::<Vec<_>>(), options, focused);
        Ok(json!({"id": known["id"], "name": name, "type": 1, "options": options}))
    }

    fn component_type(&self, message: Post, custom_id: &str) -> Option<u64> {
        let state = self.server.lock();
        let found = state.world.find_message(message.channel, message.id)?;
        found
            .components
            .iter()
            .flat_map(|row| row["components"].as_array().into_iter().flatten())
            .find_map(|part| if part["custom_id"] == custom_id { part["type"].as_u64() } else { None })
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
        let found = self.direct_channel(other);
        found.map(|channel| self.sees(channel)).unwrap_or_default()
    }

    fn direct_channel(&self, other: &str) -> Option<Id> {
        let state = self.server.lock();
        let (one, other) = (self.id?, state.world.find_user(other)?);
        let direct = |recipients: &[Id]| recipients.contains(&one) && recipients.contains(&other);
        state.world.channels.values().find(|c| c.guild.is_none() && direct(&c.recipients)).map(|c| c.id)
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

/// Options in the nesting of their subcommands.
fn nested(known: &Value, below: &[&str], options: &Value, focused: Option<&str>) -> Value {
    let defined = known["options"].as_array().map_or(&[][..], Vec::as_slice);
    if let Some((first, rest)) = below.split_first() {
        let Some(inner) = defined.iter().find(|option| option["name"] == *first) else { return json!([]) };
        return json!([{"name": first, "type": inner["type"], "options": nested(inner, rest, options, focused)}]);
    }
    let place = |name: &str| defined.iter().position(|option| option["name"] == *name);
    let mut given: Vec<(&String, &Value)> = options.as_object().into_iter().flatten().collect();
    // In the order of the definition, as a client's form has them.
    given.sort_by_key(|(name, _)| place(name));
    given
        .into_iter()
        .map(|(name, value)| {
            let kind =
                defined.iter().find(|option| option["name"] == *name).map(|option| option["type"].clone());
            let mut option = json!({"name": name, "type": kind.unwrap_or(json!(3)), "value": value});
            if focused == Some(name) {
                option["focused"] = json!(true);
            }
            option
        })
        .collect()
}

/// A part of a modal with the texts that belong into it.
fn fill_in(part: &Value, texts: &Value) -> Value {
    let mut out = json!({"type": part["type"], "id": part["id"]});
    if let Some(inner) = part["components"].as_array() {
        out["components"] = inner.iter().map(|inner| fill_in(inner, texts)).collect();
    }
    if part["component"].is_object() {
        out["component"] = fill_in(&part["component"], texts);
    }
    if let Some(custom_id) = part["custom_id"].as_str() {
        out["custom_id"] = json!(custom_id);
        let text = texts.get(custom_id).or(part.get("value")).cloned().unwrap_or(json!(""));
        // A select within a modal takes a list, a text input a text.
        let field = if text.is_array() { "values" } else { "value" };
        out[field] = text;
    }
    out
}
