//! How much the guard says about one author: whoever posts secrets without end gets every one of them removed, and no
//! more than a few messages out of the bot.

use crate::message::{Id, Seconds};
use crate::policy::Recent;
use std::sync::Mutex;

/// What is said about one author is counted for so long: as long as pieces of a secret belong together.
const WINDOW: Seconds = 10 * 60;
/// So often an author is told what to do: a second and third time for whoever missed the first; the guidance is the same.
const NOTICES: u32 = 3;
/// So often the moderators are alerted of what is gone of one author: more says nothing new, and buries what others did.
const ALERTS: u32 = 10;

/// What may still be said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Allowance {
    /// The author may be told.
    pub(crate) notice: bool,
    /// The moderators may be alerted.
    pub(crate) alert: bool,
    /// It is the last alert of what is gone, for a while.
    pub(crate) last: bool,
}

/// What was found of one author since then.
#[derive(Clone, Copy)]
struct Count {
    since: Seconds,
    leaks: u32,
    gone: u32,
}

/// What has been said lately, by server and author.
#[derive(Default)]
pub(crate) struct Quota(Mutex<Recent<(Id, Id), Count>>);

impl Quota {
    /// Counts a leak of `author`. While it stands, the moderators are alerted however many there were: nobody else can act.
    pub(crate) fn take(&self, guild: Id, author: Id, is_gone: bool, now: Seconds) -> Allowance {
        let mut recent = super::state::lock(&self.0);
        let mut count = match recent.get(&(guild, author)) {
            Some(&count) if now < count.since + WINDOW => count,
            _ => Count { since: now, leaks: 0, gone: 0 },
        };
        count.leaks = count.leaks.saturating_add(1);
        count.gone = count.gone.saturating_add(is_gone.into());
        recent.insert((guild, author), count);
        Allowance {
            notice: count.leaks <= NOTICES,
            alert: !is_gone || count.gone <= ALERTS,
            last: is_gone && count.gone == ALERTS,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_is_told_a_few_times() {
        let quota = Quota::default();
        let said: Vec<Allowance> = (0..20).map(|second| quota.take(1, 2, true, 1000 + second)).collect();
        assert_eq!(said.iter().filter(|said| said.notice).count(), 3);
        assert_eq!(said.iter().filter(|said| said.alert).count(), 10);
        assert!(said[9].last && !said[8].last && !said[10].last);
        let stands = quota.take(1, 2, false, 1020);
        assert!(stands.alert && !stands.last && !stands.notice, "{stands:?}");
        assert!(quota.take(1, 3, true, 1020).notice, "somebody else");
        assert!(quota.take(2, 2, true, 1020).notice, "another server");
        assert!(quota.take(1, 2, true, 1000 + WINDOW).notice, "later");
    }
}
