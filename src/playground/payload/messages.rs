//! Messages, as REST and the gateway show them.

use serde_json::{Map, Value, json};

use super::super::id::{Id, timestamp};
use super::super::model::{Message, Reaction, flags};
use super::super::world::World;
use super::{attachment, partial_member};

impl World {
    /// A message as REST gives it to `reader`; without one, and without reactions, as all are told of it.
    pub(in super::super) fn message_json(&self, message: &Message, reader: Option<Id>) -> Value {
        let mut value = self.plain_message_json(message, reader);
        if let Some(replied_to) = message.replied_to {
            let found =
                self.find_message(message.channel, replied_to).filter(|found| found.only_for.is_none());
            value["referenced_message"] =
                found.map_or(Value::Null, |found| self.plain_message_json(found, reader));
        }
        value
    }

    /// MESSAGE_CREATE and MESSAGE_UPDATE: the message with its guild and its author's membership.
    pub(in super::super) fn message_event_json(&self, message: &Message) -> Value {
        let mut value = self.message_json(message, None);
        value["channel_type"] = json!(self.channels.get(&message.channel).map(|channel| channel.kind as u8));
        let Some(guild) = message.guild.and_then(|id| self.guilds.get(&id)) else { return value };
        value["guild_id"] = json!(guild.id);
        if message.webhook.is_none()
            && let Some(member) = guild.members.get(&message.author)
        {
            value["member"] = partial_member(member);
        }
        for mention in value["mentions"].as_array_mut().into_iter().flatten() {
            let member = Id::of(&mention["id"]).and_then(|id| guild.members.get(&id));
            if let Some(member) = member {
                mention["member"] = partial_member(member);
            }
        }
        value
    }

    fn plain_message_json(&self, message: &Message, reader: Option<Id>) -> Value {
        let mut value = json!({
            "id": message.id, "channel_id": message.channel, "author": self.author_json(message),
            "type": message.kind, "content": message.content, "timestamp": message.id.timestamp(),
            "edited_timestamp": message.edited_ms.map(timestamp), "tts": message.tts,
            "mention_everyone": message.mention_everyone,
            "mentions": message.mentions.iter().map(|&id| self.user_json(id)).collect::<Vec<_>>(),
            "mention_roles": message.mention_roles,
            "attachments": message.attachments.iter().map(attachment).collect::<Vec<_>>(),
            "embeds": if message.flags & flags::SUPPRESS_EMBEDS == 0 { message.embeds.as_slice() } else { &[] },
            "components": message.components, "pinned": message.pinned, "flags": message.flags,
        });
        for (key, extra) in self.optional_fields(message, reader) {
            value[key] = extra;
        }
        value
    }

    fn author_json(&self, message: &Message) -> Value {
        match &message.webhook {
            None => self.user_json(message.author),
            Some(webhook) => json!({
                "id": webhook.id, "username": webhook.name, "global_name": null, "discriminator": "0000",
                "avatar": null, "public_flags": 0, "flags": 0, "primary_guild": null, "bot": true,
            }),
        }
    }

    fn optional_fields(&self, message: &Message, reader: Option<Id>) -> Map<String, Value> {
        let mut fields = Map::new();
        let mut put = |key: &str, value: Option<Value>| {
            if let Some(value) = value {
                fields.insert(key.to_owned(), value);
            }
        };
        put("nonce", message.nonce.clone());
        // Responses to interactions go through a webhook that has the application's id.
        let webhook = message.webhook.as_ref().map(|webhook| webhook.id);
        let application = message.interaction.as_ref().map(|_| self.application.id);
        put("webhook_id", webhook.or(application).map(|id| json!(id)));
        put("application_id", application.map(|id| json!(id)));
        put("message_reference", message.reference.clone());
        put("message_snapshots", message.snapshot.clone().map(|snapshot| json!([snapshot])));
        put("poll", message.poll.clone());
        put("interaction_metadata", message.interaction.clone());
        let behind = message.interaction.as_ref().zip(message.command.as_ref());
        let behind = behind
            .map(|(of, name)| json!({"id": of["id"], "type": of["type"], "name": name, "user": of["user"]}));
        put("interaction", behind);
        let reacted = reader.filter(|_| !message.reactions.is_empty());
        put("reactions", reacted.map(|reader| reactions(message, reader)));
        put("thread", message.thread.and_then(|id| self.channels.get(&id)).map(|c| self.channel_json(c)));
        fields
    }

    /// The part of a message that a forward carries along: what it says, not who said it.
    pub(in super::super) fn snapshot_json(&self, message: &Message) -> Value {
        let full = self.plain_message_json(message, None);
        let kept = [
            "type",
            "content",
            "mentions",
            "mention_roles",
            "attachments",
            "embeds",
            "timestamp",
            "edited_timestamp",
            "flags",
            "components",
        ];
        let fields: Map<String, Value> =
            kept.iter().map(|&key| (key.to_owned(), full[key].clone())).collect();
        json!({"message": fields})
    }

    pub(in super::super) fn find_message(&self, channel: Id, message: Id) -> Option<&Message> {
        self.channels.get(&channel)?.messages.get(&message)
    }
}

fn reactions(message: &Message, reader: Id) -> Value {
    let one = |reaction: &Reaction| {
        json!({
            "emoji": emoji(&reaction.emoji), "count": reaction.users.len(),
            "count_details": {"burst": 0, "normal": reaction.users.len()}, "burst_colors": [],
            "me": reaction.users.contains(&reader), "me_burst": false,
        })
    };
    message.reactions.iter().map(one).collect()
}

/// An emoji from the form it has in a path: the character itself, or `name:id`.
pub(in super::super) fn emoji(text: &str) -> Value {
    match text.split_once(':') {
        Some((name, id)) => json!({"id": id, "name": name}),
        None => json!({"id": null, "name": text}),
    }
}
