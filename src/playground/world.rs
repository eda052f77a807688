//! A whole world as data, and the calls that build one: guilds, channels, roles, people, the application.
//!
//! It holds no rule of Discord's protocol; `seed.rs` has the world that the playground starts with.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::id::{Id, now_ms};
use super::model::{Channel, ChannelKind, Guild, Member, Role, User};
use super::permissions::{Overwrite, Permissions, Target};
use super::timing::Timing;

/// Something to try, shown by the page on first sight.
#[derive(Clone, Debug)]
pub(super) struct Example {
    /// What it shows.
    pub(super) label: String,
    /// The text to post.
    pub(super) text: String,
    /// Where.
    pub(super) channel: Id,
    /// As whom.
    pub(super) person: Id,
}

/// The application of the bot under test, as its owner has set it up in the developer portal.
#[derive(Clone, Debug)]
pub(super) struct Application {
    pub(super) id: Id,
    pub(super) name: String,
    pub(super) owner: Id,
    /// Whether the MESSAGE_CONTENT switch is on.
    pub(super) message_content: bool,
    /// Whether the GUILD_MEMBERS and GUILD_PRESENCES switches are on.
    pub(super) members: bool,
    pub(super) shards: u64,
    pub(super) max_concurrency: u64,
}

/// Everything there is, before and while a stand-in runs.
#[derive(Clone, Debug)]
pub struct World {
    pub(super) users: BTreeMap<Id, User>,
    pub(super) guilds: BTreeMap<Id, Guild>,
    pub(super) channels: BTreeMap<Id, Channel>,
    /// Which of the channels are threads; some may be gone. Looked for among all channels, they would cost a large world minutes.
    pub(super) threads: BTreeSet<Id>,
    pub(super) application: Application,
    pub(super) examples: Vec<Example>,
    /// How patient this Discord is.
    pub timing: Timing,
    last_id: u64,
}

/// Where the ids of a built world begin: the first of January 2024, so that they are the same in every run.
const FIRST_ID_MS: u64 = 1_704_067_200_000;

impl World {
    /// A world with the bot and its owner, and nothing else.
    pub fn new(bot_name: &str) -> Self {
        let (owner, bot) = (Id::at(FIRST_ID_MS, 0), Id::at(FIRST_ID_MS + 1, 0));
        let application = Application {
            id: bot,
            name: bot_name.to_owned(),
            owner,
            message_content: true,
            members: true,
            shards: 1,
            max_concurrency: 1,
        };
        let mut world = World {
            users: BTreeMap::new(),
            guilds: BTreeMap::new(),
            channels: BTreeMap::new(),
            threads: BTreeSet::new(),
            application,
            examples: Vec::new(),
            timing: Timing::default(),
            last_id: FIRST_ID_MS + 1,
        };
        world.add_user(owner, "operator", "en-US", false);
        world.add_user(bot, bot_name, "en-US", true);
        world
    }

    /// The id of the bot under test, which is its application's id too.
    pub fn bot(&self) -> Id {
        self.application.id
    }

    fn seed_id(&mut self) -> Id {
        // One millisecond apart, so that the guilds of a built world spread evenly over shards.
        self.last_id += 1;
        Id::at(self.last_id, 0)
    }

    fn add_user(&mut self, id: Id, name: &str, locale: &str, bot: bool) -> Id {
        let user = User {
            id,
            username: name.to_owned(),
            global_name: None,
            bot,
            locale: locale.to_owned(),
            token: super::token::of(id),
            note: String::new(),
            takes_direct_messages: true,
        };
        self.users.insert(id, user);
        id
    }

    /// Adds a person who speaks `locale` (Discord's key, such as `en-US` or `ja`) and belongs nowhere yet.
    pub fn person(&mut self, username: &str, locale: &str) -> Id {
        let id = self.seed_id();
        self.add_user(id, username, locale, false)
    }

    /// Adds a bot that is not the one under test.
    pub fn other_bot(&mut self, username: &str) -> Id {
        let id = self.seed_id();
        self.add_user(id, username, "en-US", true)
    }

    /// Gives a person a display name and a note about the part they play, for the page.
    pub fn describe(&mut self, person: Id, global_name: &str, note: &str) {
        if let Some(user) = self.users.get_mut(&person) {
            user.global_name = Some(global_name.to_owned());
            user.note = note.to_owned();
        }
    }

    /// Opens or shuts somebody's direct messages; shut, they are refused with 50007.
    pub fn direct_messages(&mut self, person: Id, open: bool) {
        if let Some(user) = self.users.get_mut(&person) {
            user.takes_direct_messages = open;
        }
    }

    /// Adds a guild in which everyone may read, write and react; the application's owner owns it.
    pub fn guild(&mut self, name: &str) -> Id {
        let id = self.seed_id();
        let everyone = Role {
            id,
            name: "@everyone".to_owned(),
            permissions: EVERYONE,
            position: 0,
            color: 0,
            mentionable: false,
            bot: None,
        };
        let owner = self.application.owner;
        self.guilds.insert(
            id,
            Guild {
                id,
                name: name.to_owned(),
                owner,
                locale: "en-US".to_owned(),
                roles: vec![everyone],
                members: BTreeMap::new(),
                channels: Vec::new(),
                bans: BTreeMap::new(),
                audit_log: VecDeque::new(),
            },
        );
        self.join(id, owner, &[]);
        id
    }

    /// Sets the language that a guild names as its own, by Discord's key.
    pub fn guild_locale(&mut self, guild: Id, locale: &str) {
        if let Some(guild) = self.guilds.get_mut(&guild) {
            guild.locale = locale.to_owned();
        }
    }

    /// Adds a role above the others.
    pub fn role(&mut self, guild: Id, name: &str, permissions: Permissions, color: u32) -> Id {
        let id = self.seed_id();
        if let Some(guild) = self.guilds.get_mut(&guild) {
            let position = u32::try_from(guild.roles.len()).unwrap_or(u32::MAX);
            let name = name.to_owned();
            guild.roles.push(Role { id, name, permissions, position, color, mentionable: false, bot: None });
        }
        id
    }

    /// Lets everyone mention a role.
    pub fn mentionable(&mut self, guild: Id, role: Id) {
        let roles = self.guilds.get_mut(&guild).map(|guild| guild.roles.iter_mut()).into_iter().flatten();
        roles.filter(|held| held.id == role).for_each(|held| held.mentionable = true);
    }

    /// Replaces what everyone in a guild may do.
    pub fn everyone(&mut self, guild: Id, permissions: Permissions) {
        let role = self.guilds.get_mut(&guild).and_then(|guild| guild.roles.first_mut());
        if let Some(role) = role {
            role.permissions = permissions;
        }
    }

    /// Makes somebody a member.
    pub fn join(&mut self, guild: Id, user: Id, roles: &[Id]) {
        if let Some(guild) = self.guilds.get_mut(&guild) {
            let member = Member {
                user,
                nick: None,
                roles: roles.to_vec(),
                joined_ms: now_ms(),
                timed_out_until: None,
            };
            guild.members.insert(user, member);
        }
    }

    /// Invites the bot under test with a role of its own that has exactly these permissions.
    pub fn invite_bot(&mut self, guild: Id, permissions: Permissions) -> Id {
        let (bot, name) = (self.application.id, self.application.name.clone());
        let role = self.role(guild, &name, permissions, 0);
        if let Some(held) = self.guilds.get_mut(&guild).and_then(|guild| guild.roles.last_mut()) {
            held.bot = Some(bot);
        }
        self.join(guild, bot, &[role]);
        role
    }

    /// Adds a channel to a guild.
    pub fn channel(&mut self, guild: Id, kind: ChannelKind, name: &str) -> Id {
        let id = self.seed_id();
        let Some(home) = self.guilds.get_mut(&guild) else { return id };
        let mut channel = Channel::new(id, kind, name);
        channel.guild = Some(guild);
        channel.position = u32::try_from(home.channels.len()).unwrap_or(u32::MAX);
        home.channels.push(id);
        self.channels.insert(id, channel);
        id
    }

    /// Sets what a channel says about itself.
    pub fn topic(&mut self, channel: Id, topic: &str) {
        if let Some(channel) = self.channels.get_mut(&channel) {
            channel.topic = Some(topic.to_owned());
        }
    }

    /// Changes what a role or a member may do in one channel.
    pub fn overwrite(&mut self, channel: Id, target: Target, allow: Permissions, deny: Permissions) {
        if let Some(channel) = self.channels.get_mut(&channel) {
            channel.overwrites.retain(|overwrite| overwrite.target != target);
            channel.overwrites.push(Overwrite { target, allow, deny });
        }
    }

    /// Adds something to try, for the page.
    pub fn example(&mut self, label: &str, text: &str, channel: Id, person: Id) {
        self.examples.push(Example { label: label.to_owned(), text: text.to_owned(), channel, person });
    }

    /// Sets the portal's switches: may the bot read messages, may it list members?
    pub fn privileged_intents(&mut self, message_content: bool, members: bool) {
        self.application.message_content = message_content;
        self.application.members = members;
    }

    /// Sets what `GET /gateway/bot` recommends.
    pub fn sharding(&mut self, shards: u64, max_concurrency: u64) {
        self.application.shards = shards.max(1);
        self.application.max_concurrency = max_concurrency.max(1);
    }

    /// Finds somebody by username.
    pub fn find_user(&self, username: &str) -> Option<Id> {
        self.users.values().find(|user| user.username == username).map(|user| user.id)
    }

    /// The guild that a channel belongs to.
    pub fn guild_of(&self, channel: Id) -> Option<Id> {
        self.channels.get(&channel).and_then(|channel| channel.guild)
    }

    /// Finds a role by name.
    pub fn find_role(&self, guild: Id, name: &str) -> Option<Id> {
        self.guilds.get(&guild)?.roles.iter().find(|role| role.name == name).map(|role| role.id)
    }

    /// Finds a channel by name, with or without `#`: in the oldest guild that has it.
    pub fn find_channel(&self, name: &str) -> Option<Id> {
        let name = name.trim_start_matches('#');
        let found = self.channels.values().find(|channel| channel.guild.is_some() && channel.name == name);
        found.map(|channel| channel.id)
    }

    /// The threads of a guild, forum posts included.
    pub fn threads(&self, guild: Id) -> Vec<Id> {
        let here = self.channels.values().filter(|channel| channel.guild == Some(guild));
        here.filter(|channel| channel.thread.is_some()).map(|channel| channel.id).collect()
    }
}

/// What a new guild on Discord lets everyone do, as far as the stand-in knows the permissions.
const EVERYONE: Permissions = Permissions(
    Permissions::VIEW_CHANNEL.0
        | Permissions::CREATE_INVITE.0
        | Permissions::CHANGE_NICKNAME.0
        | Permissions::SEND_MESSAGES.0
        | Permissions::SEND_MESSAGES_IN_THREADS.0
        | Permissions::CREATE_PUBLIC_THREADS.0
        | Permissions::CREATE_PRIVATE_THREADS.0
        | Permissions::EMBED_LINKS.0
        | Permissions::ATTACH_FILES.0
        | Permissions::ADD_REACTIONS.0
        | Permissions::READ_MESSAGE_HISTORY.0
        | Permissions::SEND_POLLS.0
        | Permissions::USE_APPLICATION_COMMANDS.0,
);
