//! Somebody using the application: commands, right clicks, buttons, selects, forms - and what comes of it.

use std::time::Duration;

use serde_json::{Value, json};

use super::super::id::Id;
use super::super::interaction::{Progress, Shown, kind};
use super::super::payload::merged;
use super::super::problem::Problem;
use super::super::rest::File;
use super::super::state::State;
use super::super::token;
use super::{Person, Post};

/// How long a client waits for the outcome of an interaction: longer than Discord gives the application.
const PATIENCE: Duration = Duration::from_secs(5);

impl Person {
    /// The commands that this person sees in a channel.
    pub fn commands(&self, channel: &str) -> Result<Vec<Value>, Problem> {
        let path = format!("/channels/{}/application-command-index", self.channel(channel)?);
        let index = self.send("GET", &path, Value::Null, Vec::new())?;
        Ok(index["application_commands"].as_array().cloned().unwrap_or_default())
    }

    /// Uses a slash command: its name with any subcommand (`"setup check"`), and its options by name.
    pub async fn slash(&self, channel: &str, command: &str, options: Value) -> Result<Shown, Problem> {
        self.slash_with_files(channel, command, options, Vec::new()).await
    }

    /// Uses a slash command with files; an option names one by its number among them.
    pub async fn slash_with_files(
        &self,
        channel: &str,
        command: &str,
        options: Value,
        files: Vec<File>,
    ) -> Result<Shown, Problem> {
        let data = self.command_data(channel, command, &options, None)?;
        self.interact(kind::COMMAND, self.channel(channel)?, json!({"data": data}), files).await
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
        match self
            .interact(kind::AUTOCOMPLETE, self.channel(channel)?, json!({"data": data}), Vec::new())
            .await?
        {
            Shown::Choices(choices) => Ok(choices),
            _ => Ok(Vec::new()),
        }
    }

    /// Uses a command of the right-click menu on a message.
    pub async fn context_menu(&self, command: &str, target: Post) -> Result<Shown, Problem> {
        let known = self.find_command(&target.channel.to_string(), command, 3)?;
        let data = json!({"id": known["id"], "name": command, "type": 3, "target_id": target.id});
        self.interact(kind::COMMAND, target.channel, json!({"data": data}), Vec::new()).await
    }

    /// Presses a button of a message.
    pub async fn click(&self, message: Post, custom_id: &str) -> Result<Shown, Problem> {
        let data = json!({"component_type": 2, "custom_id": custom_id});
        self.component(message, data).await
    }

    /// Chooses in a select of a message; the type is the one the message says.
    pub async fn select(&self, message: Post, custom_id: &str, values: &[&str]) -> Result<Shown, Problem> {
        let kind = self.component_type(message, custom_id).unwrap_or(3);
        let data = json!({"component_type": kind, "custom_id": custom_id, "values": values});
        self.component(message, data).await
    }

    /// Uses a component of a message.
    async fn component(&self, message: Post, data: Value) -> Result<Shown, Problem> {
        let body = json!({"message_id": message.id, "data": data});
        self.interact(kind::COMPONENT, message.channel, body, Vec::new()).await
    }

    /// Fills in a modal that came up: the texts by the ids of their fields.
    pub async fn submit_modal(&self, modal: &Value, texts: Value) -> Result<Shown, Problem> {
        let channel = Id::of(&modal["channel_id"]).ok_or(Problem::UNKNOWN_CHANNEL)?;
        let components = modal["components"].as_array().map_or(&[][..], Vec::as_slice);
        let components: Vec<Value> = components.iter().map(|part| fill_in(part, &texts)).collect();
        let data = json!({"id": modal["id"], "custom_id": modal["custom_id"], "components": components});
        self.interact(kind::MODAL, channel, json!({"data": data}), Vec::new()).await
    }

    /// Starts an interaction and waits for what comes of it.
    async fn interact(
        &self,
        kind: u64,
        channel: Id,
        rest: Value,
        files: Vec<File>,
    ) -> Result<Shown, Problem> {
        let nonce = token::random();
        let body = {
            let state = self.server.lock();
            let guild = state.world.channels.get(&channel).and_then(|channel| channel.guild);
            json!({
                "type": kind, "application_id": state.world.bot(), "channel_id": channel, "guild_id": guild,
                "session_id": nonce, "nonce": nonce,
            })
        };
        self.send("POST", "/interactions", merged(body, rest), files)?;
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
