//! How far each channel has been guarded, so that a restart can catch up: the cursor of a channel is the newest message
//! below which everything has been judged, never merely the newest that was.
//!
//! Messages are judged side by side, and a later one may be done first. And after a downtime new messages arrive before the
//! missed ones are read. So every message counts as under way from the moment it comes off the wire, and a server is
//! closed - none of its cursors moves - until it is known what has to be caught up. What a flood left out stops the cursor of
//! its channel, too. Reading what was missed is for `catch_up`.
//!
//! Direct messages count as one more server, [`DIRECT`].

use super::state::lock;
use crate::message::Id;
use crate::store::Store;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::{Arc, Mutex};

/// Stands for the server where direct messages are concerned; no snowflake is zero.
pub(crate) const DIRECT: Id = 0;

/// Moves the cursors.
pub(crate) struct Progress {
    store: Arc<Store>,
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    /// The servers of which it is known what was missed.
    open: HashSet<Id>,
    /// The servers in which a flood has left something out that is not being read yet.
    flooded: HashSet<Id>,
    /// Channels with a message under way, or whose cursor may not move yet.
    channels: HashMap<Id, Channel>,
}

#[derive(Default)]
struct Channel {
    guild: Id,
    under_way: BTreeSet<Id>,
    /// The newest message that was judged.
    judged: Id,
    /// Messages before these are still being read.
    catching_up: bool,
    /// The first and the last message that a flood left out.
    left_out: Option<(Id, Id)>,
}

impl Progress {
    pub(crate) fn new(store: Arc<Store>) -> Self {
        Self { store, known: Mutex::default() }
    }

    /// From here on something of these servers may have been missed.
    pub(crate) fn close(&self, guilds: impl Iterator<Item = Id>) {
        let mut known = lock(&self.known);
        for guild in guilds {
            known.open.remove(&guild);
        }
    }

    /// It is known what was missed in a server: what was posted in `missed`, which will be read now.
    pub(crate) fn open(&self, guild: Id, missed: impl Iterator<Item = Id>) {
        let mut known = lock(&self.known);
        known.open.insert(guild);
        known.flooded.remove(&guild);
        for channel in known.channels.values_mut().filter(|channel| channel.guild == guild) {
            // What a flood left out is newer than the cursor, so among what was missed.
            (channel.catching_up, channel.left_out) = (false, None);
        }
        for channel in missed {
            let channel = known.channels.entry(channel).or_default();
            (channel.guild, channel.catching_up) = (guild, true);
        }
        let waiting: Vec<Id> = known.channels_of(guild);
        waiting.into_iter().for_each(|channel| self.advance(&mut known, channel));
    }

    /// A channel has been caught up.
    pub(crate) fn caught_up(&self, channel: Id) {
        let mut known = lock(&self.known);
        if let Some(known) = known.channels.get_mut(&channel) {
            known.catching_up = false;
        }
        self.advance(&mut known, channel);
    }

    /// A message came off the wire. Called in the order of the wire.
    pub(crate) fn begin(&self, guild: Id, channel: Id, message: Id) {
        let mut known = lock(&self.known);
        let entry = known.channels.entry(channel).or_default();
        entry.guild = guild;
        entry.under_way.insert(message);
        if entry.under_way.len() == 1 {
            // Also where nothing was judged yet: a channel without a cursor counts as silent.
            self.advance(&mut known, channel);
        }
    }

    /// A message has been judged, and what it called for was done. One that nobody saw begin moves nothing: what came
    /// off the wire before it is not known.
    pub(crate) fn done(&self, channel: Id, message: Id) {
        let mut known = lock(&self.known);
        let Some(entry) = known.channels.get_mut(&channel) else { return };
        if entry.under_way.remove(&message) {
            entry.judged = entry.judged.max(message);
            self.advance(&mut known, channel);
        }
    }

    /// A message is not judged now, as too many others wait. Says whether it is the first of a flood.
    pub(crate) fn left_out(&self, guild: Id, channel: Id, message: Id) -> bool {
        let mut known = lock(&self.known);
        let entry = known.channels.entry(channel).or_default();
        entry.guild = guild;
        entry.under_way.remove(&message);
        let (first, last) = entry.left_out.unwrap_or((message, message));
        entry.left_out = Some((first.min(message), last.max(message)));
        known.flooded.insert(guild)
    }

    /// What the flood of a server left out: channel, first and last message. It will be read now; nothing says that the flood
    /// is over.
    pub(crate) fn read_left_out(&self, guild: Id) -> Vec<(Id, Id, Id)> {
        let mut known = lock(&self.known);
        let channels = known.channels.iter_mut().filter(|(_, channel)| channel.guild == guild);
        let left_out: Vec<_> = channels
            .filter_map(|(&id, channel)| {
                let (first, last) = channel.left_out.take()?;
                channel.catching_up = true;
                Some((id, first, last))
            })
            .collect();
        if left_out.is_empty() {
            known.flooded.remove(&guild);
        }
        left_out
    }

    /// Nothing more is said in a thread that is archived or a channel that is deleted: its cursor goes, so that what has one
    /// and is not there any more is known to have gone unseen.
    pub(crate) fn ended(&self, guild: Id, channel: Id) {
        let known = lock(&self.known);
        if known.open.contains(&guild) && !known.channels.contains_key(&channel) {
            self.store.unsee(guild, channel);
        }
    }

    /// Forgets a server the bot has left.
    pub(crate) fn forget(&self, guild: Id) {
        let mut known = lock(&self.known);
        known.open.remove(&guild);
        known.flooded.remove(&guild);
        known.channels.retain(|_, channel| channel.guild != guild);
    }

    fn advance(&self, known: &mut Known, id: Id) {
        let Some(channel) = known.channels.get(&id) else { return };
        if channel.catching_up || !known.open.contains(&channel.guild) {
            return;
        }
        // A cursor need not be a message: "everything before the one under way" is a place, too.
        let left_out = channel.left_out.map(|(first, _)| first);
        let first = channel.under_way.first().copied().into_iter().chain(left_out).min();
        let cursor = first.map_or(channel.judged, |first| first - 1);
        if cursor > 0 {
            self.store.seen(channel.guild, id, cursor);
        }
        if first.is_none() {
            known.channels.remove(&id);
        }
    }
}

impl Known {
    fn channels_of(&self, guild: Id) -> Vec<Id> {
        self.channels.iter().filter(|(_, channel)| channel.guild == guild).map(|(&id, _)| id).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Address;
    use std::time::Duration;

    const GUILD: Id = 1;
    const CHANNEL: Id = 2;
    /// The first id of 2049: cursors of old messages are removed after some time.
    const FIRST: Id = 1 << 62;

    struct Stage {
        progress: Progress,
        store: Arc<Store>,
    }

    impl Stage {
        async fn new() -> Self {
            let address = Address::parse("sqlite::memory:").expect("an address");
            let store = Arc::new(Store::open(address).await.expect("a store"));
            Self { progress: Progress::new(Arc::clone(&store)), store }
        }

        fn begin(&self, messages: &[Id]) {
            messages.iter().for_each(|&message| self.progress.begin(GUILD, CHANNEL, FIRST + message));
        }

        fn done(&self, messages: &[Id]) {
            messages.iter().for_each(|&message| self.progress.done(CHANNEL, FIRST + message));
        }

        async fn cursor(&self) -> Option<Id> {
            assert!(self.store.flush(Duration::from_secs(5)).await);
            self.store.cursors(GUILD).await.expect("cursors").get(&CHANNEL).map(|cursor| cursor - FIRST)
        }
    }

    #[tokio::test]
    async fn a_later_message_does_not_overtake_one_under_way() {
        let stage = Stage::new().await;
        stage.progress.open(GUILD, std::iter::empty());
        stage.begin(&[10, 20, 30]);
        stage.done(&[30]);
        assert_eq!(stage.cursor().await, Some(9), "everything before the first");
        stage.done(&[10]);
        assert_eq!(stage.cursor().await, Some(19));
        stage.done(&[20]);
        assert_eq!(stage.cursor().await, Some(30));
        assert!(lock(&stage.progress.known).channels.is_empty(), "nothing is kept of a silent channel");
    }

    #[tokio::test]
    async fn nothing_moves_before_it_is_known_what_was_missed() {
        let stage = Stage::new().await;
        stage.begin(&[10]);
        stage.done(&[10]);
        assert_eq!(stage.cursor().await, None);
        stage.progress.open(GUILD, [CHANNEL].into_iter());
        stage.begin(&[20]);
        stage.done(&[20]);
        assert_eq!(stage.cursor().await, None, "it is still being caught up");
        stage.progress.caught_up(CHANNEL);
        assert_eq!(stage.cursor().await, Some(20));
        stage.progress.close([GUILD].into_iter());
        stage.begin(&[30]);
        stage.done(&[30]);
        assert_eq!(stage.cursor().await, Some(20), "closed again");
    }

    #[tokio::test]
    async fn what_a_flood_left_out_stops_the_cursor_until_it_is_read() {
        let stage = Stage::new().await;
        stage.progress.open(GUILD, std::iter::empty());
        stage.begin(&[10, 20, 30, 40]);
        assert!(stage.progress.left_out(GUILD, CHANNEL, FIRST + 20), "the first of the flood");
        assert!(!stage.progress.left_out(GUILD, CHANNEL, FIRST + 30));
        stage.done(&[10, 40]);
        assert_eq!(stage.cursor().await, Some(19));
        assert_eq!(stage.progress.read_left_out(GUILD), [(CHANNEL, FIRST + 20, FIRST + 30)]);
        stage.begin(&[50]);
        stage.done(&[50]);
        assert_eq!(stage.cursor().await, Some(19), "it is being read");
        assert!(!stage.progress.left_out(GUILD, CHANNEL, FIRST + 60), "the flood goes on");
        stage.progress.caught_up(CHANNEL);
        assert_eq!(stage.cursor().await, Some(59));
        assert_eq!(stage.progress.read_left_out(GUILD).len(), 1);
        stage.progress.caught_up(CHANNEL);
        assert!(stage.progress.read_left_out(GUILD).is_empty());
        assert!(stage.progress.left_out(GUILD, CHANNEL, FIRST + 70), "another flood");
    }

    #[tokio::test]
    async fn what_has_ended_has_no_cursor() {
        let stage = Stage::new().await;
        stage.progress.open(GUILD, std::iter::empty());
        stage.begin(&[10]);
        stage.progress.ended(GUILD, CHANNEL);
        stage.done(&[10]);
        assert_eq!(stage.cursor().await, Some(10), "not while something of it is under way");
        stage.progress.ended(GUILD, CHANNEL);
        assert_eq!(stage.cursor().await, None);
        stage.begin(&[20]);
        stage.done(&[20]);
        assert_eq!(stage.cursor().await, Some(20), "it was taken up again");
    }

    #[tokio::test]
    async fn what_nobody_saw_begin_moves_nothing() {
        let stage = Stage::new().await;
        stage.progress.open(GUILD, std::iter::empty());
        stage.done(&[10]);
        stage.begin(&[20]);
        stage.done(&[40, 20, 20]);
        assert_eq!(stage.cursor().await, Some(20));
    }
}
