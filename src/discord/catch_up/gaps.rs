//! What each channel of a server missed, from its cursor and from what Discord says was posted last.

use crate::discord::threads::Archived;
use crate::message::{DAY, Id, Seconds, snowflake};
use serenity::all as discord;
use serenity::all::{ChannelType, Guild, Permissions, UserId};
use std::collections::{HashMap, HashSet};

/// How far back is read: whoever watches a channel has taken what leaked the day before.
pub(super) const FURTHEST: Seconds = DAY;
/// How many messages of one channel are read: a busy channel's night. More would hold up every other channel.
const MOST: usize = 2_000;
/// A flood is read to its end, unless that never comes: five thousand a second for four.
const MOST_OF_FLOOD: usize = 20_000;
/// Where somebody spoke so recently, somebody may have edited meanwhile what they had said: most edits come within minutes.
const EDITED: Seconds = 60 * 60;
/// So many conversations with the bot are looked at, the newest first: nobody says who has written in which.
const CONVERSATIONS: usize = 100;

/// Something a channel missed, or may have missed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Gap {
    pub(super) channel: Id,
    /// Everything up to here has been guarded, or is too old to be.
    pub(super) after: Id,
    /// Everything from here on has been guarded, too.
    pub(super) until: Option<Id>,
    /// So many messages are read.
    pub(super) most: usize,
    /// Something between the cursor and `after` may be left out.
    pub(super) cut: bool,
    /// The channel is a thread that began in the gap.
    pub(super) new_thread: bool,
}

impl Gap {
    /// Everything after a cursor, as far back as is read.
    pub(super) fn after(channel: Id, cursor: Id, now: Seconds) -> Self {
        let oldest = snowflake(now.saturating_sub(FURTHEST));
        Self {
            channel,
            after: cursor.max(oldest),
            until: None,
            most: MOST,
            cut: cursor < oldest,
            new_thread: false,
        }
    }

    /// What a flood left out.
    pub(super) fn left_out((channel, first, last): (Id, Id, Id)) -> Self {
        let (after, until) = (first - 1, Some(last));
        Self { channel, after, until, most: MOST_OF_FLOOD, cut: false, new_thread: false }
    }
}

/// What a server missed.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Missed {
    pub(super) gaps: Vec<Gap>,
    /// Channels in which threads may have begun in the gap and ended in it.
    pub(super) homes: Vec<Home>,
    /// Threads without a cursor missed what is newer than this.
    pub(super) since: Id,
    /// Channels in which nothing was posted, but something may have been edited. With the cursor.
    pub(super) edited: Vec<(Id, Id)>,
}

impl Missed {
    /// Every channel whose cursor may not move before this has been read.
    pub(super) fn channels(&self) -> impl Iterator<Item = Id> {
        let edited = self.edited.iter().map(|&(channel, _)| channel);
        self.gaps.iter().map(|gap| gap.channel).chain(edited)
    }
}

/// A channel whose archived threads are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Home {
    pub(super) channel: Id,
    /// Which private ones there may be beside the public ones.
    pub(super) private: Option<Archived>,
}

impl Home {
    /// What has to be asked for to see them all.
    pub(super) fn lists(self) -> impl Iterator<Item = Archived> {
        [Some(Archived::Public), self.private].into_iter().flatten()
    }
}

/// A channel, and the newest message Discord knows of in it.
pub(super) struct Newest {
    pub(super) channel: Id,
    pub(super) message: Id,
    pub(super) kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Has messages, and may have threads: private ones only where it says how they are listed.
    Channel(Option<Archived>),
    /// Has messages, and no threads.
    Voice,
    /// Has threads, and no message of its own: the newest is its newest thread.
    Forum,
    Thread,
}

/// What there is in a server to be read.
pub(super) struct There {
    pub(super) channels: Vec<Newest>,
    /// Everything there, to be read or not.
    pub(super) all: HashSet<Id>,
}

/// What each channel missed. Where nothing is known of a server, the bot is new there and missed nothing. A channel without a
/// cursor said nothing while the bot was there: it missed what is newer than the newest cursor of all.
pub(super) fn missed(cursors: &HashMap<Id, Id>, there: &There, guild: Id, now: Seconds) -> Missed {
    let Some(&last_heard) = cursors.values().max() else { return Missed::default() };
    let recent = snowflake(now.saturating_sub(EDITED));
    let mut missed = Missed { since: last_heard, ..Missed::default() };
    for &Newest { channel, message, kind } in &there.channels {
        let known = cursors.get(&channel).copied();
        let cursor = known.unwrap_or(last_heard);
        let new = message > cursor;
        if new && kind != Kind::Forum {
            let new_thread = kind == Kind::Thread && channel > cursor;
            missed.gaps.push(Gap { new_thread, ..Gap::after(channel, cursor, now) });
        }
        let spoke = !new && known.is_some() && cursor > recent;
        if spoke {
            missed.edited.push((channel, cursor));
        }
        // A private thread, or one that hangs from an older message, shows nowhere else that it began.
        match kind {
            Kind::Channel(private) if new || spoke => missed.homes.push(Home { channel, private }),
            Kind::Forum if new => missed.homes.push(Home { channel, private: None }),
            _ => {}
        }
    }
    // A thread that was archived or deleted while the bot was there has no cursor any more.
    let ended = cursors.iter().filter(|&(channel, _)| *channel != guild && !there.all.contains(channel));
    missed.gaps.extend(ended.map(|(&channel, &cursor)| Gap::after(channel, cursor, now)));
    missed
}

/// The conversations with the bot in which something may have been said meanwhile.
pub(super) fn conversations(cursors: &HashMap<Id, Id>, now: Seconds) -> Vec<Gap> {
    let mut newest: Vec<(Id, Id)> = cursors.iter().map(|(&channel, &cursor)| (cursor, channel)).collect();
    newest.sort_unstable_by(|a, b| b.cmp(a));
    newest.truncate(CONVERSATIONS);
    newest.into_iter().map(|(cursor, channel)| Gap::after(channel, cursor, now)).collect()
}

/// The channels and threads of a server in which the bot can read what was said.
pub(super) fn readable(guild: &Guild, me: UserId) -> There {
    let needed = Permissions::VIEW_CHANNEL | Permissions::READ_MESSAGE_HISTORY;
    let member = guild.members.get(&me);
    let may = |channel: &discord::GuildChannel, what| {
        // Where Discord does not say what the bot may do, the attempt tells.
        member.is_none_or(|member| guild.user_permissions_in(channel, member).contains(what))
    };
    let may_read = |channel: &discord::GuildChannel| may(channel, needed);
    let kind = |channel: &discord::GuildChannel| {
        use ChannelType::{Forum, News, Stage, Text, Voice};
        let managed = || may(channel, Permissions::MANAGE_THREADS);
        match channel.kind {
            Text if managed() => Some(Kind::Channel(Some(Archived::Private))),
            Text => Some(Kind::Channel(Some(Archived::Joined))),
            News => Some(Kind::Channel(None)),
            Voice | Stage => Some(Kind::Voice),
            Forum => Some(Kind::Forum),
            _ => None,
        }
    };
    let channels = guild.channels.values().filter(|channel| may_read(channel));
    let channels = channels.filter_map(|channel| Some((channel, kind(channel)?)));
    let home = |thread: &discord::GuildChannel| guild.channels.get(&thread.parent_id?);
    let threads = guild.threads.iter().filter(|thread| home(thread).is_none_or(may_read));
    let newest = |(channel, kind): (&discord::GuildChannel, Kind)| {
        let newest = channel.last_message_id.map(discord::MessageId::get);
        // A thread without a message still has a title.
        let message = if kind == Kind::Thread { newest.max(Some(channel.id.get())) } else { newest };
        Some(Newest { channel: channel.id.get(), message: message?, kind })
    };
    let channels = channels.chain(threads.map(|thread| (thread, Kind::Thread))).filter_map(newest).collect();
    let threads = guild.threads.iter().map(|thread| thread.id.get());
    There { channels, all: guild.channels.keys().map(|id| id.get()).chain(threads).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Seconds = 1_800_000_000;
    const GUILD: Id = 99;

    fn posted(ago: Seconds) -> Id {
        snowflake(NOW - ago)
    }

    fn check(cursors: &[(Id, Id)], channels: &[(Id, Id, Kind)]) -> Missed {
        let channels: Vec<Newest> =
            channels.iter().map(|&(channel, message, kind)| Newest { channel, message, kind }).collect();
        let all = channels.iter().map(|newest| newest.channel).collect();
        missed(&cursors.iter().copied().collect(), &There { channels, all }, GUILD, NOW)
    }

    #[test]
    fn only_channels_with_something_new_are_read() {
        use Kind::{Forum, Thread, Voice};
        const CHANNEL: Kind = Kind::Channel(Some(Archived::Private));
        let hours = |n: Seconds| n * 3600;
        let found = check(
            &[(1, posted(hours(6))), (2, posted(hours(3))), (GUILD, posted(hours(9)))],
            &[
                (1, posted(hours(1)), CHANNEL),
                (2, posted(hours(3)), CHANNEL),
                (3, posted(hours(4)), CHANNEL),
                (4, posted(hours(2)), Voice),
                (5, posted(hours(2)), Forum),
                (6, posted(hours(5)), Forum),
                (posted(hours(2)), posted(hours(1)), Thread),
            ],
        );
        let gap = |channel, after| Gap { after, ..Gap::after(channel, after, NOW) };
        // Channel 3 was silent since before the newest cursor; channel 4 spoke after it.
        let new_thread = Gap { new_thread: true, ..gap(posted(hours(2)), posted(hours(3))) };
        assert_eq!(found.gaps, [gap(1, posted(hours(6))), gap(4, posted(hours(3))), new_thread]);
        assert_eq!(
            found.homes,
            [Home { channel: 1, private: Some(Archived::Private) }, Home { channel: 5, private: None }],
            "where a thread may have come and gone"
        );
        assert_eq!(found.edited, [], "nobody edits what is hours old");
        assert_eq!(check(&[], &[(1, posted(60), CHANNEL)]), Missed::default(), "the bot is new here");
    }

    #[test]
    fn what_was_said_just_before_may_have_been_edited() {
        let found = check(&[(1, posted(60))], &[(1, posted(60), Kind::Channel(None))]);
        assert_eq!((found.gaps, found.edited), (vec![], vec![(1, posted(60))]));
        // A thread may have hung from it.
        assert_eq!(found.homes, [Home { channel: 1, private: None }]);
    }

    #[test]
    fn what_has_a_cursor_and_is_not_there_ended_unseen() {
        let found = check(&[(1, posted(60)), (7, posted(90))], &[(1, posted(60), Kind::Voice)]);
        assert_eq!(found.gaps, [Gap::after(7, posted(90), NOW)]);
    }

    #[test]
    fn a_long_absence_is_cut_to_a_day() {
        let found = check(&[(1, posted(3 * FURTHEST))], &[(1, posted(0), Kind::Voice)]);
        assert_eq!(found.gaps.len(), 1);
        assert!(found.gaps[0].after == posted(FURTHEST) && found.gaps[0].cut);
    }

    #[test]
    fn the_newest_conversations_are_looked_at() {
        let cursors = (1..=200).map(|n| (n, posted(1_000 - n))).collect();
        let found = conversations(&cursors, NOW);
        assert_eq!(found.len(), CONVERSATIONS);
        assert_eq!((found[0].channel, found[99].channel), (200, 101));
    }
}
