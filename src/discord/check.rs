//! `/setup check`: what stands in the bot's way, channel by channel, what that breaks and how to mend it.

use super::render::{Card, Render};
use super::{PERMISSIONS, Permission};
use crate::message::Id;
use crate::phrases::{self as say, Key};
use crate::policy::Settings;
use serenity::all::{
    ChannelType, CreateAttachment, Guild, GuildChannel, Member, PermissionOverwriteType, Permissions,
};
use std::collections::BTreeMap;

/// How many channels are named for one gap; the rest is in the file.
const NAMED: usize = 10;

/// How much of an embed's description (4,096 characters) the gaps may fill; the rest of them is in the file.
const ROOM: usize = 3_400;

/// What looking around found.
pub(crate) struct Findings {
    /// How many channels were looked at.
    channels: usize,
    gaps: BTreeMap<(usize, Cause), Vec<Spot>>,
    /// What else is not as it should be.
    notes: Vec<Note>,
    /// The bot's own role, where it has one.
    role: Option<Id>,
}

/// Where a permission is lost, and so where it is granted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Cause {
    /// No role of the bot's grants it.
    Role,
    /// The category denies it, and its channels follow.
    Category(Id),
    /// The channel itself denies it.
    Channel,
}

/// A channel by id and name.
struct Spot {
    id: Id,
    name: String,
}

/// Something that is no permission of a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Note {
    NoContent,
    NoLog,
    LogGone,
    LogMute(Id),
    NoHelp,
}

/// Looks at every channel, at the settings, and at whether Discord hands over texts (`content`; not known when it did not
/// say).
pub(crate) fn look(guild: &Guild, me: &Member, settings: &Settings, content: Option<bool>) -> Findings {
    let mut channels: Vec<&GuildChannel> =
        guild.channels.values().filter(|it| !needs(it.kind).is_empty()).collect();
    channels.sort_by_key(|channel| (channel.position, channel.id));
    let mut findings = Findings {
        channels: channels.len(),
        gaps: BTreeMap::new(),
        notes: notes(guild, me, settings, content),
        role: own_role(guild, me),
    };
    for channel in channels {
        let id = channel.id.get();
        // Where the guard is not wanted and nobody is answered, nothing is missing.
        let wanted = settings.help.contains(&id) || settings.log == Some(id);
        if settings.exempt_channels.contains(&id) && !wanted {
            continue;
        }
        for number in missing(guild, me, channel) {
            let cause = cause(guild, me, channel, PERMISSIONS[number].bit);
            let spot = Spot { id, name: channel.name.clone() };
            findings.gaps.entry((number, cause)).or_default().push(spot);
        }
    }
    findings
}

/// What the bot needs in a channel of this kind; nothing in those that hold no messages.
fn needs(kind: ChannelType) -> Permissions {
    let everywhere =
        Permissions::VIEW_CHANNEL | Permissions::READ_MESSAGE_HISTORY | Permissions::MANAGE_MESSAGES;
    let talk = Permissions::SEND_MESSAGES | Permissions::EMBED_LINKS;
    let threads =
        Permissions::SEND_MESSAGES_IN_THREADS | Permissions::EMBED_LINKS | Permissions::MANAGE_THREADS;
    match kind {
        ChannelType::Text | ChannelType::News => everywhere | talk | threads,
        // 16 is a media channel: a forum of pictures.
        ChannelType::Forum | ChannelType::Unknown(16) => everywhere | threads,
        ChannelType::Voice | ChannelType::Stage => everywhere | talk,
        _ => Permissions::empty(),
    }
}

/// Which of the bot's permissions are missing in a channel. One that is implied by another that is missing is not named: who
/// cannot see a channel can do nothing in it, and who cannot write needs no embeds.
fn missing(guild: &Guild, me: &Member, channel: &GuildChannel) -> Vec<usize> {
    let mut lacking = needs(channel.kind) & !guild.user_permissions_in(channel, me);
    if lacking.view_channel() {
        lacking = Permissions::VIEW_CHANNEL;
    }
    let writes = Permissions::SEND_MESSAGES | Permissions::SEND_MESSAGES_IN_THREADS;
    if lacking.intersects(writes) {
        lacking.remove(Permissions::EMBED_LINKS);
    }
    PERMISSIONS
        .iter()
        .enumerate()
        .filter(|(_, permission)| lacking.contains(permission.bit))
        .map(|(n, _)| n)
        .collect()
}

fn cause(guild: &Guild, me: &Member, channel: &GuildChannel, bit: Permissions) -> Cause {
    let concerns_me = |kind: PermissionOverwriteType| match kind {
        PermissionOverwriteType::Member(user) => user == me.user.id,
        PermissionOverwriteType::Role(role) => role.get() == guild.id.get() || me.roles.contains(&role),
        _ => false,
    };
    let denied = |channel: &GuildChannel| {
        channel.permission_overwrites.iter().any(|it| it.deny.contains(bit) && concerns_me(it.kind))
    };
    if !denied(channel) {
        return Cause::Role;
    }
    let category = channel.parent_id.and_then(|category| guild.channels.get(&category));
    match category.filter(|category| denied(category) && follows(channel, category)) {
        Some(category) => Cause::Category(category.id.get()),
        None => Cause::Channel,
    }
}

/// Whether a channel's overwrites are those of its category, in whatever order.
fn follows(channel: &GuildChannel, category: &GuildChannel) -> bool {
    let (ours, theirs) = (&channel.permission_overwrites, &category.permission_overwrites);
    let same = |ours: &serenity::all::PermissionOverwrite| {
        theirs.iter().any(|it| (it.kind, it.allow, it.deny) == (ours.kind, ours.allow, ours.deny))
    };
    ours.len() == theirs.len() && ours.iter().all(same)
}

/// The role that Discord made for the bot.
fn own_role(guild: &Guild, me: &Member) -> Option<Id> {
    let roles = me.roles.iter().filter_map(|role| guild.roles.get(role));
    roles.filter(|role| role.tags.bot_id == Some(me.user.id)).map(|role| role.id.get()).next()
}

fn notes(guild: &Guild, me: &Member, settings: &Settings, content: Option<bool>) -> Vec<Note> {
    let channel = |id: Id| guild.channels.values().find(|channel| channel.id.get() == id);
    let mut notes = Vec::new();
    if content == Some(false) {
        notes.push(Note::NoContent);
    }
    match settings.log.map(channel) {
        None => notes.push(Note::NoLog),
        Some(None) => notes.push(Note::LogGone),
        Some(Some(log)) => {
            let write = Permissions::VIEW_CHANNEL | Permissions::SEND_MESSAGES | Permissions::EMBED_LINKS;
            if !guild.user_permissions_in(log, me).contains(write) {
                notes.push(Note::LogMute(log.id.get()));
            }
        }
    }
    if !settings.help.iter().any(|&help| channel(help).is_some()) {
        notes.push(Note::NoHelp);
    }
    notes
}

impl Findings {
    /// Whether nothing is in the way.
    fn is_well(&self) -> bool {
        self.gaps.is_empty() && self.notes.is_empty()
    }

    /// What was found, as a card; what it has no room for, as a file.
    pub(crate) fn card(&self, render: &Render<'_>) -> (Card, Option<CreateAttachment>) {
        let count = self.channels.to_string();
        if self.is_well() {
            let body = render.phrases.fill(say::CHECK_WELL_BODY, &[("count", &count)]);
            let embed = render.embed(&render.say(say::CHECK_WELL), body).colour(0x002E_8B57);
            return (Card { embed, rows: Vec::new() }, None);
        }
        let mut parts: Vec<String> =
            self.notes.iter().map(|note| format!("⚠ {}", note.say(render))).collect();
        let mut whole = true;
        for (&(number, cause), spots) in &self.gaps {
            let part = self.gap(render, &PERMISSIONS[number], cause, spots);
            let used: usize = parts.iter().map(|part| part.chars().count() + 2).sum();
            if used + part.chars().count() > ROOM {
                whole = false;
                break;
            }
            whole &= spots.len() <= NAMED;
            parts.push(part);
        }
        if !whole {
            parts.push(render.say(say::CHECK_FILE));
        }
        parts.push(format!("-# {}", render.phrases.fill(say::CHECK_LOOKED, &[("count", &count)])));
        let embed = render.embed(&render.say(say::CHECK_TITLE), parts.join("\n\n")).colour(0x00E0_8A3C);
        let file = (!whole).then(|| CreateAttachment::bytes(self.file(render), "komainu-check.txt"));
        (Card { embed, rows: Vec::new() }, file)
    }

    /// One permission that is missing: what that breaks, where, and how to grant it.
    fn gap(&self, render: &Render<'_>, permission: &Permission, cause: Cause, spots: &[Spot]) -> String {
        let (name, breaks) = words(permission.bit);
        let mut places: Vec<String> =
            spots.iter().take(NAMED).map(|spot| format!("<#{}>", spot.id)).collect();
        if spots.len() > NAMED {
            let more = (spots.len() - NAMED).to_string();
            places.push(render.phrases.fill(say::SETUP_MORE, &[("count", &more)]));
        }
        let grant = self.grant(render, name, cause);
        format!("**{}** – {}\n{}\n→ {grant}", render.say(name), render.say(breaks), places.join(" "))
    }

    fn grant(&self, render: &Render<'_>, name: Key, cause: Cause) -> String {
        let role = self.role.map_or_else(|| "komainu".to_owned(), |role| format!("<@&{role}>"));
        let permission = render.say(name);
        let fill = |key: Key, category: &str| {
            let values = [("role", role.as_str()), ("permission", &permission), ("category", category)];
            render.phrases.fill(key, &values)
        };
        match cause {
            Cause::Role => fill(say::CHECK_GRANT_ROLE, ""),
            Cause::Channel => fill(say::CHECK_GRANT_CHANNEL, ""),
            Cause::Category(category) => fill(say::CHECK_GRANT_CATEGORY, &format!("<#{category}>")),
        }
    }

    /// Every gap with every channel, by name: mentions mean nothing in a file.
    fn file(&self, render: &Render<'_>) -> Vec<u8> {
        let mut lines = Vec::new();
        for (&(number, _), spots) in &self.gaps {
            let (name, breaks) = words(PERMISSIONS[number].bit);
            lines.push(format!("{} – {}", render.say(name), render.say(breaks)));
            lines.extend(spots.iter().map(|spot| format!("    #{} ({})", spot.name, spot.id)));
        }
        lines.join("\n").into_bytes()
    }
}

impl Note {
    fn say(self, render: &Render<'_>) -> String {
        match self {
            Self::NoContent => render.say(say::CHECK_NO_CONTENT),
            Self::NoLog => render.say(say::CHECK_NO_LOG),
            Self::LogGone => render.say(say::CHECK_LOG_GONE),
            Self::LogMute(log) => {
                render.phrases.fill(say::CHECK_LOG_MUTE, &[("channel", &format!("<#{log}>"))])
            }
            Self::NoHelp => render.say(say::CHECK_NO_HELP),
        }
    }
}

/// What a permission is called in Discord's settings, and what does not work without it.
fn words(bit: Permissions) -> (Key, Key) {
    match bit {
        Permissions::SEND_MESSAGES => (say::PERMISSION_SEND_MESSAGES, say::CHECK_BREAKS_SEND),
        Permissions::SEND_MESSAGES_IN_THREADS => {
            (say::PERMISSION_SEND_IN_THREADS, say::CHECK_BREAKS_SEND_IN_THREADS)
        }
        Permissions::EMBED_LINKS => (say::PERMISSION_EMBED_LINKS, say::CHECK_BREAKS_EMBED),
        Permissions::READ_MESSAGE_HISTORY => (say::PERMISSION_READ_HISTORY, say::CHECK_BREAKS_HISTORY),
        Permissions::MANAGE_MESSAGES => (say::PERMISSION_MANAGE_MESSAGES, say::CHECK_BREAKS_MANAGE_MESSAGES),
        Permissions::MANAGE_THREADS => (say::PERMISSION_MANAGE_THREADS, say::CHECK_BREAKS_MANAGE_THREADS),
        _ => (say::PERMISSION_VIEW_CHANNEL, say::CHECK_BREAKS_VIEW),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_permission_asked_for_has_its_own_words_and_is_needed_somewhere() {
        let needed = needs(ChannelType::Text) | needs(ChannelType::Forum) | needs(ChannelType::Voice);
        let asked = PERMISSIONS.iter().fold(Permissions::empty(), |all, one| all | one.bit);
        assert_eq!(needed, asked);
        let names: std::collections::BTreeSet<&str> =
            PERMISSIONS.iter().map(|permission| words(permission.bit).0.0).collect();
        assert_eq!(names.len(), PERMISSIONS.len());
    }
}
