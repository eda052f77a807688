//! The world as Discord writes it down: users, roles, members, channels, guilds, messages as JSON.
//!
//! Who may see which of it is decided elsewhere (`events.rs`, `rest/`).

mod messages;

pub(super) use messages::emoji;

use serde_json::{Value, json};

use super::id::{Id, timestamp};
use super::model::{Attachment, Channel, ChannelKind, Guild, Member, Role, Tag, User};
use super::permissions::{Overwrite, Permissions, Target};
use super::world::World;

pub(super) fn user(user: &User) -> Value {
    json!({
        "id": user.id, "username": user.username, "global_name": user.global_name, "discriminator": discriminator(user),
        "avatar": null, "banner": null, "accent_color": null, "avatar_decoration_data": null, "collectibles": null,
        "primary_guild": null, "bot": user.bot, "public_flags": 0, "flags": 0,
    })
}

/// Bots kept their four digits when people gave theirs up.
fn discriminator(user: &User) -> String {
    if user.bot { format!("{:04}", user.id.unix_ms() % 9_999 + 1) } else { "0".to_owned() }
}

/// What somebody learns about their own account.
pub(super) fn own_user(own: &User) -> Value {
    let extra = json!({
        "mfa_enabled": true, "locale": own.locale, "verified": true, "email": null, "premium_type": 0,
    });
    merged(user(own), extra)
}

pub(super) fn role(role: &Role) -> Value {
    let mut value = json!({
        "id": role.id, "name": role.name, "permissions": role.permissions,
        "position": role.position, "color": role.color,
        "colors": {"primary_color": role.color, "secondary_color": null, "tertiary_color": null},
        "hoist": false, "managed": role.bot.is_some(), "mentionable": role.mentionable, "icon": null, "unicode_emoji": null,
        "flags": 0,
    });
    if let Some(bot) = role.bot {
        value["tags"] = json!({"bot_id": bot});
    }
    value
}

/// A member without the user, as it stands beside a message's author.
pub(super) fn partial_member(member: &Member) -> Value {
    json!({
        "nick": member.nick, "avatar": null, "banner": null, "roles": member.roles,
        "joined_at": timestamp(member.joined_ms), "premium_since": null, "deaf": false, "mute": false,
        "pending": false, "flags": 0, "communication_disabled_until": member.timed_out_until.map(timestamp),
        "unusual_dm_activity_until": null, "avatar_decoration_data": null, "collectibles": null,
    })
}

fn overwrite(overwrite: &Overwrite) -> Value {
    let (id, kind) = match overwrite.target {
        Target::Role(id) => (id, 0),
        Target::Member(id) => (id, 1),
    };
    json!({"id": id, "type": kind, "allow": overwrite.allow, "deny": overwrite.deny})
}

fn tag(tag: &Tag) -> Value {
    json!({"id": tag.id, "name": tag.name, "moderated": false, "emoji_id": null, "emoji_name": null})
}

pub(super) fn thread_member(thread: Id, user: Id, joined_ms: u64) -> Value {
    json!({"id": thread, "user_id": user, "join_timestamp": timestamp(joined_ms), "flags": 1})
}

pub(super) fn attachment(attachment: &Attachment) -> Value {
    let mut value = json!({
        "id": attachment.id, "filename": attachment.filename, "size": attachment.size, "url": attachment.url,
        "proxy_url": attachment.url, "content_type": attachment.content_type, "content_scan_version": 0,
    });
    if let Some(description) = &attachment.description {
        value["description"] = json!(description);
    }
    if let Some((width, height)) = attachment.dimensions {
        value["width"] = json!(width);
        value["height"] = json!(height);
    }
    if attachment.ephemeral {
        value["ephemeral"] = json!(true);
    }
    value
}

/// Puts the fields of one object over those of another.
pub(super) fn merged(mut base: Value, extra: Value) -> Value {
    if let (Some(base), Value::Object(extra)) = (base.as_object_mut(), extra) {
        base.extend(extra);
    }
    base
}

impl World {
    /// A user by id; one who has left the world keeps the id.
    pub(super) fn user_json(&self, id: Id) -> Value {
        match self.users.get(&id) {
            Some(known) => user(known),
            None => json!({
                "id": id, "username": "deleted_user", "global_name": null, "discriminator": "0", "avatar": null,
                "public_flags": 0, "flags": 0, "primary_guild": null, "bot": false,
            }),
        }
    }

    pub(super) fn member_json(&self, member: &Member) -> Value {
        merged(partial_member(member), json!({"user": self.user_json(member.user)}))
    }

    /// A channel or thread, as guild, gateway and REST alike describe it.
    pub(super) fn channel_json(&self, channel: &Channel) -> Value {
        let value = json!({
            "id": channel.id, "type": channel.kind as u8, "flags": 0, "last_message_id": channel.last_message,
        });
        let Some(guild) = channel.guild else { return value };
        let about_guild = json!({
            "guild_id": guild, "name": channel.name, "parent_id": channel.parent,
            "rate_limit_per_user": channel.slowmode_s,
            "last_pin_timestamp": channel.last_pin_ms.map(timestamp),
        });
        let about_kind = match &channel.thread {
            Some(thread) => json!({
                "owner_id": thread.owner, "message_count": thread.message_count,
                "total_message_sent": thread.total_messages,
                // Discord stops counting the members of a thread at 50.
                "member_count": thread.members.len().min(50), "applied_tags": thread.applied_tags,
                "thread_metadata": {
                    "archived": thread.archived, "locked": thread.locked,
                    "auto_archive_duration": thread.auto_archive_minutes,
                    "archive_timestamp": timestamp(thread.changed_ms), "create_timestamp": channel.id.timestamp(),
                },
            }),
            None => json!({
                "position": channel.position, "topic": channel.topic, "nsfw": false,
                "permission_overwrites": channel.overwrites.iter().map(overwrite).collect::<Vec<_>>(),
            }),
        };
        let mut value = merged(merged(value, about_guild), about_kind);
        if channel.kind == ChannelKind::Forum {
            value["available_tags"] = channel.tags.iter().map(tag).collect();
            value["default_reaction_emoji"] = Value::Null;
            value["default_sort_order"] = Value::Null;
            value["default_forum_layout"] = json!(0);
        }
        value
    }

    /// A direct message channel, listing the others in it.
    pub(super) fn direct_channel_json(&self, channel: &Channel, reader: Id) -> Value {
        let others = channel.recipients.iter().filter(|&&user| user != reader);
        let recipients: Vec<Value> = others.map(|&user| self.user_json(user)).collect();
        merged(self.channel_json(channel), json!({"recipients": recipients}))
    }

    /// The channel of an interaction, with what its user may do there.
    pub(super) fn interaction_channel_json(&self, channel: &Channel, user: Id) -> Value {
        merged(self.channel_json(channel), json!({"permissions": self.permissions(channel.id, user)}))
    }

    /// A guild as REST and GUILD_UPDATE describe it.
    pub(super) fn guild_json(&self, guild: &Guild) -> Value {
        json!({
            "id": guild.id, "name": guild.name, "icon": null, "icon_hash": null, "description": null,
            "home_header": null, "splash": null, "discovery_splash": null, "features": [], "banner": null,
            "owner_id": guild.owner, "application_id": null, "region": "deprecated", "afk_channel_id": null,
            "afk_timeout": 300, "system_channel_id": null, "system_channel_flags": 0, "widget_enabled": false,
            "widget_channel_id": null, "verification_level": 1, "default_message_notifications": 1, "mfa_level": 0,
            "explicit_content_filter": 2, "max_presences": null, "max_members": 500_000,
            "max_stage_video_channel_users": 50, "max_video_channel_users": 25, "vanity_url_code": null,
            "premium_tier": 0, "premium_subscription_count": 0, "preferred_locale": guild.locale,
            "rules_channel_id": null, "safety_alerts_channel_id": null, "public_updates_channel_id": null,
            "premium_progress_bar_enabled": false, "nsfw": false, "nsfw_level": 0, "emojis": [], "stickers": [],
            "incidents_data": null, "roles": guild.roles.iter().map(role).collect::<Vec<_>>(),
        })
    }

    /// GUILD_CREATE for somebody: people see all members; a bot sees itself and asks for the others (op 8).
    pub(super) fn guild_create_json(&self, guild: &Guild, reader: Id) -> Value {
        let sees_all = self.users.get(&reader).is_some_and(|user| !user.bot);
        let listed = |member: &&Member| sees_all || member.user == reader;
        let members: Vec<Value> =
            guild.members.values().filter(listed).map(|m| self.member_json(m)).collect();
        let visible =
            |channel: &&Channel| self.permissions(channel.id, reader).has(Permissions::VIEW_CHANNEL);
        let channels = guild.channels.iter().filter_map(|id| self.channels.get(id));
        let threads =
            self.threads_of(guild.id).filter(visible).map(|thread| self.thread_json(thread, reader));
        let joined = guild.members.get(&reader).map_or(0, |member| member.joined_ms);
        let extra = json!({
            "joined_at": timestamp(joined), "large": guild.members.len() > LARGE, "unavailable": false,
            "member_count": guild.members.len(), "voice_states": [], "members": members,
            // Discord lists channels without VIEW_CHANNEL, too; clients hide them by the overwrites.
            "channels": channels.map(|channel| self.channel_json(channel)).collect::<Vec<_>>(),
            "threads": threads.collect::<Vec<_>>(), "presences": [], "stage_instances": [],
            "guild_scheduled_events": [], "soundboard_sounds": [],
        });
        merged(self.guild_json(guild), extra)
    }

    /// The threads of a guild that are not archived.
    pub(super) fn threads_of(&self, guild: Id) -> impl Iterator<Item = &Channel> {
        self.threads.iter().filter_map(|thread| self.channels.get(thread)).filter(move |channel| {
            channel.guild == Some(guild) && channel.thread.as_ref().is_some_and(|thread| !thread.archived)
        })
    }

    /// A thread with the reader's own membership, where there is one.
    pub(super) fn thread_json(&self, thread: &Channel, reader: Id) -> Value {
        let mut value = self.channel_json(thread);
        if thread.thread.as_ref().is_some_and(|state| state.members.contains(&reader)) {
            value["member"] = thread_member(thread.id, reader, thread.id.unix_ms());
        }
        value
    }
}

/// From how many members on Discord calls a guild large (the default of IDENTIFY's `large_threshold`).
const LARGE: usize = 50;
