//! Everything a running stand-in knows: the world, the sessions, what is under way.
//!
//! One lock guards it (`mod.rs`); nothing here waits. What has to happen later is handed out as an `Alarm`.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::faults::Faults;
use super::id::{Id, now_ms};
use super::interaction::Interactions;
use super::model::{Message, Upload};
use super::payload;
use super::permissions::Permissions;
use super::record::Record;
use super::session::{Session, intents};
use super::world::World;

/// What the stand-in has to look at again after a while.
#[derive(Clone, Debug)]
pub(super) enum Alarm {
    /// Has the application responded by now?
    Deadline(Id),
    /// The first message of a forum post has arrived.
    FirstMessage(Box<Message>),
}

/// A command as the application registered it.
#[derive(Clone, Debug)]
pub(super) struct Command {
    pub(super) guild: Option<Id>,
    pub(super) json: Value,
    /// The guilds whose owners let everybody use it, whatever the definition says.
    pub(super) handed_out: BTreeSet<Id>,
}

/// How many messages a channel keeps: twice what a catch-up reads at most.
const MESSAGES_KEPT: usize = 5_000;

/// How many bytes of uploaded files are kept.
const UPLOADS_KEPT: usize = 256 * 1024 * 1024;

#[derive(Debug)]
pub(super) struct State {
    pub(super) world: World,
    pub(super) origin: String,
    pub(super) sessions: BTreeMap<String, Session>,
    pub(super) commands: BTreeMap<Id, Command>,
    pub(super) interactions: Interactions,
    pub(super) record: Record,
    pub(super) faults: Faults,
    pub(super) alarms: Vec<(Duration, Alarm)>,
    /// When the bot under test identified, and as which shard.
    pub(super) identifies: VecDeque<(Instant, u64)>,
    /// When the bot made its latest requests, as far back as a limit looks.
    requests: VecDeque<Instant>,
    uploads: HashMap<Id, Upload>,
    upload_order: VecDeque<Id>,
    upload_bytes: usize,
    last_id: u64,
}

impl State {
    pub(super) fn new(world: World, origin: String) -> Self {
        State {
            world,
            origin,
            sessions: BTreeMap::new(),
            commands: BTreeMap::new(),
            interactions: Interactions::default(),
            record: Record::default(),
            faults: Faults::default(),
            alarms: Vec::new(),
            identifies: VecDeque::new(),
            requests: VecDeque::new(),
            uploads: HashMap::new(),
            upload_order: VecDeque::new(),
            upload_bytes: 0,
            last_id: 0,
        }
    }

    /// An id of this moment, later than every one before.
    pub(super) fn new_id(&mut self) -> Id {
        self.last_id = Id::at(now_ms(), 0).0.max(self.last_id + 1);
        Id(self.last_id)
    }

    /// An id of a while ago.
    pub(super) fn id_before(&mut self, ago: Duration) -> Id {
        let ago = u64::try_from(ago.as_millis()).unwrap_or(u64::MAX);
        // The counter of the newest id keeps two of one millisecond apart.
        let counter = self.new_id().0;
        Id::at(now_ms().saturating_sub(ago), counter)
    }

    /// The user whose token this is.
    pub(super) fn user_of_token(&self, token: &str) -> Option<Id> {
        let id = super::token::user_of(token)?;
        self.world.users.get(&id).filter(|user| user.token == token).map(|user| user.id)
    }

    /// Counts a request of the bot; beyond the limit, after how many seconds it may try again.
    pub(super) fn count_request(&mut self) -> Option<f64> {
        let limit = self.world.timing.requests_per_second?;
        let second = Duration::from_secs(1);
        while self.requests.front().is_some_and(|at| at.elapsed() >= second) {
            self.requests.pop_front();
        }
        if self.requests.len() < limit {
            self.requests.push_back(Instant::now());
            return None;
        }
        let oldest = self.requests.front().map_or(second, Instant::elapsed);
        Some(second.saturating_sub(oldest).as_secs_f64())
    }

    /// How often the bot may still identify today, and how long until it may once more.
    pub(super) fn identifies_left(&self) -> (usize, Duration) {
        let (most, day) = (self.world.timing.identifies_a_day, self.world.timing.day);
        let mut today =
            self.identifies.iter().map(|(at, _)| at.elapsed()).filter(|&ago| ago < day).peekable();
        let next = today.peek().map_or(Duration::ZERO, |&oldest| day - oldest);
        (most.saturating_sub(today.count()), next)
    }

    /// Whether a shard may identify now: one of each bucket (`shard % max_concurrency`) at a time.
    pub(super) fn may_identify(&mut self, shard: u64) -> bool {
        let buckets = self.world.application.max_concurrency.max(1);
        let spacing = self.world.timing.identify_spacing;
        let crowded = self
            .identifies
            .iter()
            .rev()
            .take_while(|(at, _)| at.elapsed() < spacing)
            .any(|(_, other)| other % buckets == shard % buckets);
        if self.identifies.len() >= self.world.timing.identifies_a_day {
            self.identifies.pop_front();
        }
        self.identifies.push_back((Instant::now(), shard));
        !crowded
    }

    /// Puts a message into its channel.
    pub(super) fn keep(&mut self, message: Message) {
        let Some(channel) = self.world.channels.get_mut(&message.channel) else { return };
        if message.only_for.is_none() {
            channel.last_message = channel.last_message.max(Some(message.id));
            if let Some(thread) = &mut channel.thread
                && message.id != channel.id
            {
                thread.message_count += 1;
                thread.total_messages += 1;
            }
        }
        channel.messages.insert(message.id, message);
        if channel.messages.len() > MESSAGES_KEPT {
            channel.messages.pop_first();
        }
    }

    /// Keeps the bytes of an uploaded file, forgetting the oldest ones beyond the bound.
    pub(super) fn keep_upload(&mut self, id: Id, upload: Upload) {
        self.upload_bytes += upload.bytes.len();
        self.uploads.insert(id, upload);
        self.upload_order.push_back(id);
        while self.upload_bytes > UPLOADS_KEPT {
            let Some(oldest) = self.upload_order.pop_front() else { break };
            self.upload_bytes -= self.uploads.remove(&oldest).map_or(0, |old| old.bytes.len());
        }
    }

    pub(super) fn upload(&self, id: Id) -> Option<&Upload> {
        self.uploads.get(&id)
    }

    /// Makes somebody a member: the guild hears of the member, and the member of the guild.
    pub(super) fn join(&mut self, guild: Id, user: Id, roles: &[Id]) {
        self.world.join(guild, user, roles);
        let Some(home) = self.world.guilds.get(&guild) else { return };
        let Some(member) = home.members.get(&user) else { return };
        let joined = payload::merged(self.world.member_json(member), json!({"guild_id": guild}));
        let created = self.world.guild_create_json(home, user);
        self.emit_guild("GUILD_MEMBER_ADD", guild, intents::GUILD_MEMBERS, joined);
        self.emit_to("GUILD_CREATE", user, Some(guild), created);
    }

    /// Changes what a role may do, and tells the guild.
    pub(super) fn set_role(&mut self, guild: Id, role: Id, permissions: Permissions) {
        let roles = self.world.guilds.get_mut(&guild).map(|guild| guild.roles.iter_mut());
        let Some(found) = roles.into_iter().flatten().find(|found| found.id == role) else { return };
        found.permissions = permissions;
        let data = json!({"guild_id": guild, "role": payload::role(found)});
        self.emit_guild("GUILD_ROLE_UPDATE", guild, intents::GUILDS, data);
    }

    /// Makes a guild unavailable to everyone, or brings it back.
    pub(super) fn outage(&mut self, guild: Id, down: bool) {
        if down {
            let data = json!({"id": guild, "unavailable": true});
            self.emit_guild("GUILD_DELETE", guild, intents::GUILDS, data);
            return;
        }
        let members: Vec<Id> = self
            .world
            .guilds
            .get(&guild)
            .map(|guild| guild.members.keys().copied().collect())
            .unwrap_or_default();
        for user in members {
            let Some(created) =
                self.world.guilds.get(&guild).map(|home| self.world.guild_create_json(home, user))
            else {
                return;
            };
            self.emit_to("GUILD_CREATE", user, Some(guild), created);
        }
    }

    /// The direct message channel between two, made when there is none yet; `true` when it is new.
    pub(super) fn direct_channel(&mut self, one: Id, other: Id) -> (Id, bool) {
        let between = |recipients: &[Id]| recipients.contains(&one) && recipients.contains(&other);
        let found = self
            .world
            .channels
            .values()
            .find(|channel| channel.guild.is_none() && between(&channel.recipients));
        if let Some(channel) = found {
            return (channel.id, false);
        }
        let id = self.new_id();
        let mut channel = super::model::Channel::new(id, super::model::ChannelKind::Direct, "");
        channel.recipients = vec![one, other];
        self.world.channels.insert(id, channel);
        (id, true)
    }
}
