//! From a request to a message: content, embeds, components, files, mentions, replies, forwards, polls.
//!
//! Shared by channels, interactions and webhooks; whether the author may send it is decided by the caller.

use serde_json::{Value, json};

use super::super::events::is_person;
use super::super::id::Id;
use super::super::model::{Attachment, Channel, Message, Upload, flags};
use super::super::permissions::Permissions;
use super::super::problem::{FormErrors, Problem, invalid};
use super::super::state::State;
use super::super::validate;
use super::File;
use super::parts::{components, content_type, dimensions, embeds, poll, sanitized, show_files};

/// The flags that a sender may set.
const SETTABLE: u64 =
    flags::SUPPRESS_EMBEDS | flags::EPHEMERAL | flags::SUPPRESS_NOTIFICATIONS | flags::IS_COMPONENTS_V2;

/// Discord's bound for one file without boosts.
const FILE_BYTES: usize = 10 * 1024 * 1024;

impl State {
    /// Makes a message of a request; its id is new, nothing is kept yet but its files.
    pub(super) fn compose(
        &mut self,
        body: &Value,
        files: &[File],
        channel: Id,
        author: Id,
    ) -> Result<Message, Problem> {
        let bits = body["flags"].as_u64().unwrap_or(0) & SETTABLE;
        let mut errors = FormErrors::default();
        validate::message(body, bits, self.longest_content(author), &mut errors);
        for (n, file) in files.iter().enumerate().filter(|(_, file)| file.bytes.len() > FILE_BYTES) {
            let message = format!("File {} is larger than {FILE_BYTES} bytes.", file.filename);
            errors.add(&format!("files.{n}"), "BASE_TYPE_MAX_LENGTH", &message);
        }
        errors.finish()?;
        let id = self.new_id();
        let home = self.world.channels.get(&channel).ok_or(Problem::UNKNOWN_CHANNEL)?;
        let mut message = Message::new(id, home, author, body["content"].as_str().unwrap_or_default().trim());
        message.flags = bits;
        message.tts = body["tts"].as_bool().unwrap_or(false);
        message.nonce = Some(&body["nonce"]).filter(|nonce| !nonce.is_null()).cloned();
        message.embeds = embeds(&body["embeds"]);
        message.components = components(&body["components"]);
        message.poll = poll(&body["poll"])?;
        self.refer(&mut message, &body["message_reference"])?;
        message.attachments = self.attach(&message, &body["attachments"], files)?;
        show_files(&mut message);
        self.mention(&mut message, &body["allowed_mentions"]);
        if is_empty(&message) {
            return Err(Problem::EMPTY_MESSAGE);
        }
        Ok(message)
    }

    /// Changes a message as an edit asks for.
    pub(super) fn amend(
        &mut self,
        mut message: Message,
        body: &Value,
        files: &[File],
    ) -> Result<Message, Problem> {
        let bits = body["flags"].as_u64().map(|bits| bits & SETTABLE).unwrap_or(message.flags);
        let mut errors = FormErrors::default();
        validate::message(body, bits | message.flags, self.longest_content(message.author), &mut errors);
        errors.finish()?;
        if body["flags"].is_u64() {
            // V2 cannot be taken back, nor can anyone but the stand-in say that a reply is private.
            let kept = message.flags & !(flags::SUPPRESS_EMBEDS | flags::IS_COMPONENTS_V2);
            message.flags = kept | (bits & (flags::SUPPRESS_EMBEDS | flags::IS_COMPONENTS_V2));
        }
        if let Some(fields) = body.as_object() {
            if fields.contains_key("content") {
                message.content = body["content"].as_str().unwrap_or_default().trim().to_owned();
            }
            if fields.contains_key("embeds") {
                message.embeds = embeds(&body["embeds"]);
            }
            if fields.contains_key("components") {
                message.components = components(&body["components"]);
            }
        }
        if body["attachments"].is_array() {
            let kept: Vec<Id> = body["attachments"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(|a| Id::of(&a["id"]))
                .collect();
            message.attachments.retain(|attachment| kept.contains(&attachment.id));
        }
        let added = self.attach(&message, &body["attachments"], files)?;
        message.attachments.extend(added);
        show_files(&mut message);
        self.mention(&mut message, &body["allowed_mentions"]);
        if is_empty(&message) {
            return Err(Problem::EMPTY_MESSAGE);
        }
        Ok(message)
    }

    /// Everybody here pays for Nitro, so that tests can write the longest messages there are.
    fn longest_content(&self, author: Id) -> usize {
        if is_person(&self.world, author) { validate::CONTENT_WITH_NITRO } else { validate::CONTENT }
    }

    /// Keeps the files and describes them, with what `attachments` says of each by its number.
    fn attach(
        &mut self,
        message: &Message,
        listed: &Value,
        files: &[File],
    ) -> Result<Vec<Attachment>, Problem> {
        let mut attachments = Vec::new();
        for (at, file) in files.iter().enumerate() {
            let number = file.field.trim_start_matches("files[").trim_end_matches(']');
            let number = number.parse::<usize>().unwrap_or(at);
            let about = listed.as_array().into_iter().flatten().find(|about| is_number(&about["id"], number));
            let text = |field: &str| about.and_then(|about| about[field].as_str()).map(str::to_owned);
            let filename = sanitized(&text("filename").unwrap_or_else(|| file.filename.clone()));
            let description = text("description");
            if description.as_ref().is_some_and(|text| text.chars().count() > 1_024) {
                let path = format!("attachments.{at}.description");
                return Err(invalid(&path, "BASE_TYPE_MAX_LENGTH", "Must be 1024 or fewer in length."));
            }
            let id = self.new_id();
            let content_type = content_type(file);
            let upload = Upload { content_type: content_type.clone(), bytes: file.bytes.clone() };
            let (size, dimensions) = (file.bytes.len(), dimensions(file));
            self.keep_upload(id, upload);
            let url = format!("{}/attachments/{}/{id}/{filename}", self.origin, message.channel);
            let ephemeral = message.flags & flags::EPHEMERAL != 0;
            attachments.push(Attachment {
                id,
                filename,
                description,
                content_type,
                size,
                dimensions,
                url,
                ephemeral,
            });
        }
        Ok(attachments)
    }

    /// A reply or a forward.
    fn refer(&self, message: &mut Message, reference: &Value) -> Result<(), Problem> {
        let Some(wanted) = Id::of(&reference["message_id"]) else { return Ok(()) };
        let is_forward = reference["type"].as_u64() == Some(1);
        let channel = Id::of(&reference["channel_id"]).unwrap_or(message.channel);
        let may_read = self.world.permissions(channel, message.author).has(Permissions::READ_MESSAGE_HISTORY);
        let found =
            self.world.find_message(channel, wanted).filter(|found| may_read && found.only_for.is_none());
        let Some(found) = found else {
            if reference["fail_if_not_exists"] == json!(false) && !is_forward {
                return Ok(());
            }
            return Err(invalid("message_reference", "MESSAGE_REFERENCE_UNKNOWN_MESSAGE", "Unknown message"));
        };
        let mut out = json!({"type": u8::from(is_forward), "channel_id": channel, "message_id": wanted});
        if let Some(guild) = found.guild {
            out["guild_id"] = json!(guild);
        }
        message.reference = Some(out);
        if is_forward {
            message.flags |= flags::HAS_SNAPSHOT;
            message.snapshot = Some(self.world.snapshot_json(found));
        } else {
            message.kind = REPLY;
            message.replied_to = Some(wanted);
        }
        Ok(())
    }

    /// Whom a message mentions, as far as `allowed_mentions` and the author's permissions let it.
    pub(super) fn mention(&self, message: &mut Message, allowed: &Value) {
        let parses = |kind: &str| match &allowed["parse"] {
            Value::Array(kinds) => kinds.iter().any(|parsed| parsed == kind),
            _ => allowed.is_null(),
        };
        let names = |kind: &str, id: Id| {
            parses(kind)
                || allowed[kind].as_array().into_iter().flatten().any(|named| Id::of(named) == Some(id))
        };
        let found = Mentions::of(&message.content);
        let granted = self.world.permissions(message.channel, message.author);
        let guild = message.guild.and_then(|id| self.world.guilds.get(&id));
        message.mentions = found
            .users
            .into_iter()
            .filter(|&id| names("users", id) && self.world.users.contains_key(&id))
            .collect();
        message.mention_roles = found
            .roles
            .into_iter()
            .filter(|&id| {
                let role = guild.and_then(|guild| guild.roles.iter().find(|role| role.id == id));
                names("roles", id)
                    && role.is_some_and(|role| role.mentionable || granted.has(Permissions::MENTION_EVERYONE))
            })
            .collect();
        message.mention_everyone =
            found.everyone && parses("everyone") && granted.has(Permissions::MENTION_EVERYONE);
        let replied_to = message.replied_to.and_then(|id| self.world.find_message(message.channel, id));
        let pinged = allowed.is_null() || allowed["replied_user"].as_bool() == Some(true);
        if let Some(author) = replied_to.map(|replied_to| replied_to.author).filter(|_| pinged)
            && !message.mentions.contains(&author)
        {
            message.mentions.push(author);
        }
    }
}

/// The type of a message that replies to another.
const REPLY: u8 = 19;

fn is_empty(message: &Message) -> bool {
    message.content.trim().is_empty()
        && message.embeds.is_empty()
        && message.components.is_empty()
        && message.attachments.is_empty()
        && message.snapshot.is_none()
        && message.poll.is_none()
}

fn is_number(value: &Value, number: usize) -> bool {
    value.as_u64() == Some(number as u64) || value.as_str().is_some_and(|text| text == number.to_string())
}

#[derive(Debug, Default, PartialEq)]
struct Mentions {
    users: Vec<Id>,
    roles: Vec<Id>,
    everyone: bool,
}

impl Mentions {
    /// Finds `<@1>`, `<@!1>`, `<@&1>`, `@everyone` and `@here`, each once.
    fn of(text: &str) -> Self {
        let mut found = Mentions::default();
        for part in text.split("<@").skip(1) {
            let Some((inner, _)) = part.split_once('>') else { continue };
            let (list, digits) = match inner.strip_prefix('&') {
                Some(role) => (&mut found.roles, role),
                None => (&mut found.users, inner.strip_prefix('!').unwrap_or(inner)),
            };
            if let Some(id) = Id::parse(digits).filter(|id| !list.contains(id)) {
                list.push(id);
            }
        }
        found.everyone = text.contains("@everyone") || text.contains("@here");
        found
    }
}

/// Whether a channel can hold a message at all, and whether this author may write there now.
pub(super) fn writable(channel: &Channel, author: Id, granted: Permissions) -> Result<(), Problem> {
    if !channel.takes_messages() {
        return Err(Problem::NOT_A_TEXT_CHANNEL);
    }
    if let Some(thread) = &channel.thread {
        if thread.awaits_first_message && thread.owner != author {
            return Err(Problem::AWAITS_FIRST_MESSAGE);
        }
        if thread.locked && !granted.has(Permissions::MANAGE_THREADS) {
            return Err(Problem::THREAD_ARCHIVED);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mentions_are_found_once_each() {
        let found = Mentions::of("<@1> <@!1> <@&2> <@x> <@3 @here");
        assert_eq!(found, Mentions { users: vec![Id(1)], roles: vec![Id(2)], everyone: true });
    }
}
