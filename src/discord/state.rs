//! What the running bot knows: its answers, what each guild wants, and what was said lately.

use super::again::Again;
use super::attachments::Readers;
use super::catch_up::CatchUp;
use super::http::FILES_KEPT;
use super::ids::Signer;
use super::moderate::Drafts;
use super::own::{Answers, Shelves};
use super::progress::Progress;
use super::quota::Quota;
use super::stains::Stains;
use super::verdicts::Verdicts;
use super::work::Work;
use crate::answers::{Desk, script_lang};
use crate::book::Lang;
use crate::clock::Clock;
use crate::config::{ApiUrl, Token};
use crate::message::{Id, Message, Seconds};
use crate::policy::{Leak, Memory, Recent, Settings};
use crate::responses::Responses;
use crate::store::{Digest, Store};
use anyhow::{Context, Result};
use serenity::all::{ChannelType, Guild, GuildId, ShardId};
use std::collections::HashMap;
use std::hash::{BuildHasher, Hash, RandomState};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use url::Url;

/// Memory is kept in this many shares, so that a large attachment judged for one channel does not hold up the rest.
/// A power of two well above the number of cores.
const SHARES: usize = 32;

/// Shared by every event and command.
pub(crate) struct State {
    responses: Responses,
    /// What outlives the process.
    pub(crate) store: Arc<Store>,
    /// How far each channel has been guarded.
    pub(crate) progress: Progress,
    /// What was missed and is being read.
    pub(crate) catch_up: CatchUp,
    /// Discord's time.
    pub(crate) clock: Clock,
    /// The connections that secrets came over.
    pub(crate) stains: Stains,
    /// What is under way.
    pub(crate) work: Work,
    /// The deletes that are tried again.
    pub(crate) again: Again,
    /// What has been said about whom.
    pub(crate) quota: Quota,
    pub(crate) signer: Signer,
    /// Answers that are being written.
    pub(crate) drafts: Drafts,
    /// The servers' own answers.
    pub(crate) shelves: Shelves,
    /// The settings of guilds nobody has set up yet.
    guessed: RwLock<HashMap<Id, Arc<Settings>>>,
    memory: [Mutex<Memory>; SHARES],
    /// The reply to each question, so that it goes away with it.
    replies: Mutex<Recent<Id, (Id, Id)>>,
    /// The language of people whose Discord has told it, by using a command or a button.
    locales: Mutex<Recent<Id, Lang>>,
    /// What moderators have made of the alerts.
    pub(crate) verdicts: Verdicts,
    /// The presses that were counted, by their hash: a double click counts once.
    counted: Mutex<Recent<u64, ()>>,
    hasher: RandomState,
    direct: Arc<Settings>,
    /// Whose attachments are read next.
    pub(crate) readers: Readers,
    /// Fetches attachments.
    pub(crate) web: reqwest::Client,
    /// A host beside Discord's that attachments may come from: that of the stand-in.
    stand_in: Option<String>,
}

impl State {
    /// The state of a bot with these answers and this memory, which signs its buttons with a key from its token.
    pub(crate) fn new(
        responses: Responses,
        store: Arc<Store>,
        token: &Token,
        api: Option<&ApiUrl>,
    ) -> Result<Self> {
        // A redirect leads to a host nobody has checked.
        let web = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .pool_idle_timeout(FILES_KEPT)
            .build()
            .context("the client that fetches attachments could not be built")?;
        Ok(Self {
            responses,
            progress: Progress::new(Arc::clone(&store)),
            catch_up: CatchUp::default(),
            clock: Clock::default(),
            stains: Stains::default(),
            work: Work::default(),
            again: Again::default(),
            quota: Quota::default(),
            store,
            signer: Signer::new(token.expose()),
            drafts: Drafts::default(),
            shelves: Shelves::default(),
            guessed: RwLock::default(),
            memory: std::array::from_fn(|_| Mutex::default()),
            replies: Mutex::default(),
            locales: Mutex::default(),
            verdicts: Verdicts::default(),
            counted: Mutex::default(),
            hasher: RandomState::new(),
            direct: Arc::new(Settings::default()),
            readers: Readers::default(),
            web,
            stand_in: api.map(|api| api.origin.clone()),
        })
    }

    /// The answers now in force.
    pub(crate) fn desk(&self) -> Arc<Desk> {
        self.responses.current()
    }

    /// Everything this guild can be answered with.
    pub(crate) fn answers(&self, guild: Option<Id>) -> Answers {
        Answers::new(self.desk(), guild.and_then(|guild| self.shelves.of(guild)))
    }

    /// What this guild wants: what somebody has set up, else what its names tell; the defaults for direct messages and for a
    /// guild not seen yet.
    pub(crate) fn settings(&self, guild: Option<Id>) -> Arc<Settings> {
        let Some(guild) = guild else { return Arc::clone(&self.direct) };
        self.store.settings(guild).unwrap_or_else(|| {
            let guessed = self.guessed.read().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(guessed.get(&guild).unwrap_or(&self.direct))
        })
    }

    /// The digest under which a moderator's *False alarm* remembers what `message` shows. A leak spread over several messages
    /// has none: the word that completed it is harmless by itself, and may complete a real one tomorrow.
    pub(crate) fn digest(&self, message: &Message, leak: &Leak) -> Option<Digest> {
        let guild = message.place.guild.filter(|_| leak.messages == [message.id])?;
        self.store.digest(guild, message.texts())
    }

    /// Whether a moderator has called what `message` shows harmless.
    pub(crate) fn is_harmless(&self, message: &Message) -> bool {
        message.place.guild.is_some_and(|guild| self.store.is_harmless(guild, message.texts()))
    }

    /// Reads what a guild wants from its names.
    pub(crate) fn learn(&self, guild: &Guild) {
        let answerable = |kind| matches!(kind, ChannelType::Text | ChannelType::Forum | ChannelType::News);
        let mut channels: Vec<_> =
            guild.channels.values().filter(|channel| answerable(channel.kind)).collect();
        channels.sort_by_key(|channel| (channel.position, channel.id));
        let channels = channels.into_iter().map(|channel| (channel.id.get(), channel.name.as_str()));
        let roles = guild.roles.values().map(|role| (role.id.get(), role.name.as_str()));
        let settings = Settings::guess(channels, roles, &guild.preferred_locale);
        self.guessed
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(guild.id.get(), Arc::new(settings));
    }

    /// Forgets a guild the bot has left.
    pub(crate) fn forget(&self, guild: Id) {
        self.progress.forget(guild);
        self.store.forget_guild(guild);
        self.guessed.write().unwrap_or_else(PoisonError::into_inner).remove(&guild);
    }

    /// What is remembered of a channel.
    pub(crate) fn memory(&self, channel: Id) -> MutexGuard<'_, Memory> {
        // The low 22 bits of a snowflake are a counter; the time above them spreads better.
        let share = (channel >> 22) as usize % SHARES;
        lock(&self.memory[share])
    }

    /// A secret has come over this shard's connection.
    pub(crate) fn stain(&self, shard: ShardId) {
        self.stains.mark(shard, self.clock.now());
    }

    /// Wipes fragments that have grown old, also where nobody speaks any more.
    pub(crate) fn forget_old(&self, now: Seconds) {
        for memory in &self.memory {
            lock(memory).cases.forget(now);
        }
    }

    /// Remembers that `question` got `reply` in `channel`.
    pub(crate) fn remember_reply(&self, question: Id, channel: Id, reply: Id) {
        lock(&self.replies).insert(question, (channel, reply));
    }

    /// Whether `question` has a reply, as far as is remembered.
    pub(crate) fn has_reply(&self, question: Id) -> bool {
        lock(&self.replies).get(&question).is_some()
    }

    /// The reply to a question that is gone.
    pub(crate) fn take_reply(&self, question: Id) -> Option<(Id, Id)> {
        lock(&self.replies).remove(&question)
    }

    /// Whether this has not happened before, as far as is remembered.
    pub(crate) fn is_first(&self, what: &impl Hash) -> bool {
        let hash = self.hasher.hash_one(what);
        let mut counted = lock(&self.counted);
        let first = counted.get(&hash).is_none();
        counted.insert(hash, ());
        first
    }

    /// Learns the language of whoever used a command or button, and returns the one to answer in.
    pub(crate) fn meet(&self, user: Id, locale: &str, guild: Option<GuildId>, desk: &Desk) -> Lang {
        let lang = desk.book().lang_of_locale(locale);
        if let Some(lang) = lang {
            lock(&self.locales).insert(user, lang);
        }
        lang.unwrap_or_else(|| self.settings(guild.map(GuildId::get)).lang)
    }

    /// The language of this person's Discord, if it is known.
    pub(crate) fn locale(&self, user: Id) -> Option<Lang> {
        lock(&self.locales).get(&user).copied()
    }

    /// The language in which to speak to the author of `message`: that of the message, else of their Discord, else of
    /// the guild.
    pub(crate) fn lang_of(&self, message: &Message) -> Lang {
        script_lang(message.content.as_str())
            .or(message.author.locale)
            .unwrap_or_else(|| self.settings(message.place.guild).lang)
    }

    /// Whether something may be fetched from this address: from `hosts` by https, or from the stand-in.
    pub(crate) fn may_fetch(&self, address: &str, hosts: &[&str]) -> bool {
        let Ok(url) = Url::parse(address) else { return false };
        let official = url.scheme() == "https" && hosts.iter().any(|host| url.host_str() == Some(host));
        official || self.stand_in.as_ref().is_some_and(|origin| url.origin().ascii_serialization() == *origin)
    }
}

/// A lock whose holder panicked still guards sound data: every change to it is a single insertion or removal.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
