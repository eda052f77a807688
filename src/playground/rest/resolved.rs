//! What the ids in an interaction stand for: users, members, roles, channels, messages, attachments.

use serde_json::{Map, Value, json};

use super::super::id::Id;
use super::super::payload::merged;
use super::super::state::State;

/// What the ids in a command's options stand for.
#[derive(Default)]
pub(super) struct Resolved(pub(super) Map<String, Value>);

impl Resolved {
    fn put(&mut self, kind: &str, id: Id, value: Value) {
        self.0.entry(kind).or_insert_with(|| json!({}))[id.to_string()] = value;
    }

    pub(super) fn user(&mut self, state: &State, guild: Option<Id>, user: Id) {
        if !state.world.users.contains_key(&user) {
            return;
        }
        self.put("users", user, state.world.user_json(user));
        let member = guild.and_then(|guild| state.world.guilds.get(&guild)?.members.get(&user));
        if let (Some(member), Some(guild)) = (member, guild) {
            let permissions = state.world.permissions_in_guild(guild, user);
            let partial = super::super::payload::partial_member(member);
            self.put("members", user, merged(partial, json!({"permissions": permissions})));
        }
    }

    fn role(&mut self, state: &State, guild: Option<Id>, role: Id) {
        let guild = guild.and_then(|guild| state.world.guilds.get(&guild));
        let found = guild.and_then(|guild| guild.roles.iter().find(|known| known.id == role));
        if let Some(found) = found {
            self.put("roles", role, super::super::payload::role(found));
        }
    }

    pub(super) fn message(&mut self, state: &State, channel: Id, message: Id) {
        // The target of a command is always readable, whatever the intents.
        if let Some(found) = state.world.find_message(channel, message) {
            self.put("messages", message, state.world.message_json(found, Some(state.world.bot())));
        }
    }

    pub(super) fn collect(&mut self, state: &State, options: &[Value], guild: Option<Id>, uploads: &[Value]) {
        for option in options {
            if let Some(inner) = option["options"].as_array() {
                self.collect(state, inner, guild, uploads);
            }
            let Some(id) = Id::of(&option["value"]) else { continue };
            match option["type"].as_u64() {
                Some(6) => self.user(state, guild, id),
                Some(7) => {
                    if let Some(found) = state.world.channels.get(&id) {
                        let found = state.world.interaction_channel_json(found, state.world.bot());
                        self.put("channels", id, found);
                    }
                }
                Some(8) => self.role(state, guild, id),
                Some(9) => {
                    self.user(state, guild, id);
                    self.role(state, guild, id);
                }
                Some(11) => {
                    let found = uploads.iter().find(|upload| Id::of(&upload["id"]) == Some(id));
                    if let Some(found) = found {
                        self.put("attachments", id, found.clone());
                    }
                }
                _ => {}
            }
        }
    }
}
