//! Discord's permissions: the bits, and what a member may do in a place (roles, overwrites, threads, timeouts).

use std::ops::{BitOr, Not};

use serde::{Serialize, Serializer};

use super::id::{Id, now_ms};
use super::model::{Channel, Guild, Member};
use super::world::World;

/// A set of permissions; a decimal string on the wire.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Permissions(pub u64);

macro_rules! permissions {
    ($($name:ident = $bit:literal),* $(,)?) => {
        #[allow(missing_docs, reason = "the names are Discord's")]
        impl Permissions {
            $(pub const $name: Self = Self(1 << $bit);)*
        }
    };
}

permissions! {
    CREATE_INVITE = 0, KICK_MEMBERS = 1, BAN_MEMBERS = 2, ADMINISTRATOR = 3, MANAGE_CHANNELS = 4, MANAGE_GUILD = 5,
    ADD_REACTIONS = 6, VIEW_AUDIT_LOG = 7, VIEW_CHANNEL = 10, SEND_MESSAGES = 11, MANAGE_MESSAGES = 13,
    EMBED_LINKS = 14, ATTACH_FILES = 15, READ_MESSAGE_HISTORY = 16, MENTION_EVERYONE = 17, CHANGE_NICKNAME = 26,
    MANAGE_NICKNAMES = 27, MANAGE_ROLES = 28, MANAGE_WEBHOOKS = 29, USE_APPLICATION_COMMANDS = 31,
    MANAGE_THREADS = 34, CREATE_PUBLIC_THREADS = 35, CREATE_PRIVATE_THREADS = 36, SEND_MESSAGES_IN_THREADS = 38,
    MODERATE_MEMBERS = 40, SEND_POLLS = 49, PIN_MESSAGES = 51, BYPASS_SLOWMODE = 52,
}

impl Permissions {
    /// Nothing.
    pub const NONE: Self = Self(0);
    /// Every bit that Discord has given out so far (53 of them).
    pub const ALL: Self = Self((1 << 53) - 1);

    /// Whether all of `others` are in this set.
    pub const fn has(self, others: Self) -> bool {
        self.0 & others.0 == others.0
    }

    /// This set without `others`.
    pub const fn without(self, others: Self) -> Self {
        Self(self.0 & !others.0)
    }
}

impl BitOr for Permissions {
    type Output = Self;
    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl Not for Permissions {
    type Output = Self;
    fn not(self) -> Self {
        Self(!self.0)
    }
}

impl Serialize for Permissions {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(&self.0)
    }
}

/// Whose permissions an overwrite changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// Everyone with this role; `@everyone` has the guild's id.
    Role(Id),
    /// One member.
    Member(Id),
}

/// What a channel changes for a role or a member.
#[derive(Clone, Copy, Debug)]
pub(super) struct Overwrite {
    /// Whom it is about.
    pub(super) target: Target,
    /// What it adds.
    pub(super) allow: Permissions,
    /// What it takes away.
    pub(super) deny: Permissions,
}

/// What everyone may do in a direct message.
const IN_DIRECT_MESSAGES: Permissions = Permissions(
    Permissions::VIEW_CHANNEL.0
        | Permissions::SEND_MESSAGES.0
        | Permissions::EMBED_LINKS.0
        | Permissions::ATTACH_FILES.0
        | Permissions::READ_MESSAGE_HISTORY.0
        | Permissions::ADD_REACTIONS.0
        | Permissions::USE_APPLICATION_COMMANDS.0
        | Permissions::SEND_POLLS.0,
);

/// What a member in a timeout keeps.
const IN_TIMEOUT: Permissions =
    Permissions(Permissions::VIEW_CHANNEL.0 | Permissions::READ_MESSAGE_HISTORY.0);

/// What is lost together with the permission to send.
const NEEDS_SENDING: Permissions =
    Permissions(Permissions::MENTION_EVERYONE.0 | Permissions::ATTACH_FILES.0 | Permissions::EMBED_LINKS.0);

impl World {
    /// What a user may do in a guild before any channel is looked at; nothing for strangers.
    pub fn permissions_in_guild(&self, guild: Id, user: Id) -> Permissions {
        let Some(guild) = self.guilds.get(&guild) else { return Permissions::NONE };
        let Some(member) = guild.members.get(&user) else { return Permissions::NONE };
        restrained(base(guild, member), guild, member)
    }

    /// What a user may do in a channel, a thread or a direct message.
    pub fn permissions(&self, channel: Id, user: Id) -> Permissions {
        let Some(channel) = self.channels.get(&channel) else { return Permissions::NONE };
        let Some(guild) = channel.guild else {
            return if channel.recipients.contains(&user) { IN_DIRECT_MESSAGES } else { Permissions::NONE };
        };
        let Some(guild) = self.guilds.get(&guild) else { return Permissions::NONE };
        let Some(member) = guild.members.get(&user) else { return Permissions::NONE };
        let place = channel
            .thread
            .as_ref()
            .and(channel.parent)
            .and_then(|id| self.channels.get(&id))
            .unwrap_or(channel);
        let sending = sending(channel);
        let granted = in_channel(guild, member, place, sending);
        let granted = if channel.is_private_thread() && !channel.is_open_to(user, granted) {
            Permissions::NONE
        } else {
            granted
        };
        restrained(granted, guild, member)
    }
}

/// The permission to write here: threads have one of their own.
pub(super) fn sending(channel: &Channel) -> Permissions {
    match channel.thread {
        Some(_) => Permissions::SEND_MESSAGES_IN_THREADS,
        None => Permissions::SEND_MESSAGES,
    }
}

fn base(guild: &Guild, member: &Member) -> Permissions {
    if guild.owner == member.user {
        return Permissions::ALL;
    }
    let held = guild
        .roles
        .iter()
        .filter(|role| role.id == guild.id || member.roles.contains(&role.id))
        .fold(Permissions::NONE, |all, role| all | role.permissions);
    if held.has(Permissions::ADMINISTRATOR) { Permissions::ALL } else { held }
}

fn in_channel(guild: &Guild, member: &Member, channel: &Channel, sending: Permissions) -> Permissions {
    let base = base(guild, member);
    if base.has(Permissions::ADMINISTRATOR) {
        return base;
    }
    let sum = |applies: &dyn Fn(Target) -> bool| {
        let mut sum = (Permissions::NONE, Permissions::NONE);
        for overwrite in channel.overwrites.iter().filter(|overwrite| applies(overwrite.target)) {
            sum = (sum.0 | overwrite.allow, sum.1 | overwrite.deny);
        }
        sum
    };
    // Discord's order: @everyone, then all roles together, then the member.
    let layers = [
        sum(&|target| target == Target::Role(guild.id)),
        sum(
            &|target| matches!(target, Target::Role(role) if role != guild.id && member.roles.contains(&role)),
        ),
        sum(&|target| target == Target::Member(member.user)),
    ];
    let granted = layers.into_iter().fold(base, |all, (allow, deny)| all.without(deny) | allow);
    if !granted.has(Permissions::VIEW_CHANNEL) {
        Permissions::NONE
    } else if !granted.has(sending) {
        granted.without(NEEDS_SENDING)
    } else {
        granted
    }
}

fn restrained(granted: Permissions, guild: &Guild, member: &Member) -> Permissions {
    let timed_out = member.timed_out_until.is_some_and(|until| until > now_ms());
    if timed_out && guild.owner != member.user && !granted.has(Permissions::ADMINISTRATOR) {
        Permissions(granted.0 & IN_TIMEOUT.0)
    } else {
        granted
    }
}

#[cfg(test)]
mod tests {
    use super::super::model::ChannelKind;
    use super::*;

    const VIEW: Permissions = Permissions::VIEW_CHANNEL;
    const SEND: Permissions = Permissions::SEND_MESSAGES;

    /// A guild whose @everyone may only look, a channel, and a member with two roles of no power.
    fn scene() -> (World, Id, Id, Id, [Id; 2]) {
        let mut world = World::new("bot");
        let guild = world.guild("Guild");
        world.everyone(guild, VIEW);
        let channel = world.channel(guild, ChannelKind::Text, "channel");
        let roles =
            [world.role(guild, "one", Permissions::NONE, 0), world.role(guild, "two", Permissions::NONE, 0)];
        let member = world.person("member", "en-US");
        world.join(guild, member, &roles);
        (world, guild, channel, member, roles)
    }

    /// Whom an overwrite is for, given the guild, the member and two roles.
    type Whom = fn(Id, Id, [Id; 2]) -> Target;

    /// What the member may do after these overwrites: target, allow, deny.
    fn after(overwrites: &[(Whom, Permissions, Permissions)]) -> Permissions {
        let (mut world, guild, channel, member, roles) = scene();
        for (target, allow, deny) in overwrites {
            world.overwrite(channel, target(guild, member, roles), *allow, *deny);
        }
        world.permissions(channel, member)
    }

    fn everyone(guild: Id, _: Id, _: [Id; 2]) -> Target {
        Target::Role(guild)
    }
    fn one(_: Id, _: Id, roles: [Id; 2]) -> Target {
        Target::Role(roles[0])
    }
    fn two(_: Id, _: Id, roles: [Id; 2]) -> Target {
        Target::Role(roles[1])
    }
    fn member(_: Id, member: Id, _: [Id; 2]) -> Target {
        Target::Member(member)
    }

    #[test]
    fn overwrites_apply_everyone_first_then_roles_together_then_the_member() {
        let none = Permissions::NONE;
        assert_eq!(after(&[]), VIEW);
        assert_eq!(after(&[(everyone, SEND, none)]), VIEW | SEND);
        assert_eq!(after(&[(everyone, SEND, none), (one, none, SEND)]), VIEW);
        assert_eq!(
            after(&[(one, none, SEND), (two, SEND, none)]),
            VIEW | SEND,
            "what one role allows, it allows"
        );
        assert_eq!(after(&[(two, SEND, none), (member, none, SEND)]), VIEW);
        assert_eq!(after(&[(everyone, none, VIEW), (member, VIEW, none)]), VIEW);
        assert_eq!(after(&[(everyone, SEND, VIEW)]), none, "who sees nothing does nothing");
    }

    #[test]
    fn without_sending_there_are_no_files_embeds_or_mentions_of_everyone() {
        let files = Permissions::ATTACH_FILES | Permissions::EMBED_LINKS | Permissions::MENTION_EVERYONE;
        assert_eq!(after(&[(everyone, files, SEND)]), VIEW);
        assert_eq!(after(&[(everyone, files | SEND, Permissions::NONE)]), VIEW | SEND | files);
    }

    #[test]
    fn owners_and_administrators_may_everything_and_strangers_nothing() {
        let (mut world, guild, channel, member, _) = scene();
        world.overwrite(channel, Target::Role(guild), Permissions::NONE, VIEW);
        let owner = world.find_user("operator").unwrap();
        assert_eq!(world.permissions(channel, owner), Permissions::ALL);
        let role = world.role(guild, "admin", Permissions::ADMINISTRATOR, 0);
        world.join(guild, member, &[role]);
        assert_eq!(world.permissions(channel, member), Permissions::ALL);
        let stranger = world.person("stranger", "en-US");
        assert_eq!(world.permissions(channel, stranger), Permissions::NONE);
    }

    #[test]
    fn a_timeout_leaves_reading_alone() {
        let (mut world, guild, channel, member, _) = scene();
        let history = Permissions::READ_MESSAGE_HISTORY;
        world.everyone(guild, VIEW | SEND | history);
        let set = |world: &mut World, until| {
            let guild = world.guilds.get_mut(&guild).unwrap();
            guild.members.get_mut(&member).unwrap().timed_out_until = until;
        };
        set(&mut world, Some(now_ms() + 60_000));
        assert_eq!(world.permissions(channel, member), VIEW | history);
        set(&mut world, Some(now_ms() - 1));
        assert_eq!(world.permissions(channel, member), VIEW | SEND | history);
    }
}
