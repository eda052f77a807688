//! How much the guard says about one author: whoever posts secrets without end gets every one of them removed, and no
//! more than a few messages out of the bot.

use crate::message::{Id, Seconds};
use crate::policy::Recent;
use std::sync::Mutex;

/// What is said about one author is counted for so long: as long as pieces of a secret belong together.
const WINDOW: Seconds = 10 * 60;
/// So often an author is told what to do: a second and third time for whoever missed the first; the guidance is the same.
const NOTICES: u32 = 3;
/// So often the moderators are alerted of one author: more says nothing new, and buries what others did.
const ALERTS: u32 = 10;

/// What may still be said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Allowance {
    /// The author may be told.
    pub(crate) notice: bool,
    /// The moderators may be alerted.
    pub(crate) alert: bool,
    /// It is the last alert for a while.
    pub(crate) last: bool,
}

/// What has been said lately, by server and author.
#[derive(Default)]
pub(crate) struct Quota(Mutex<Recent<(Id, Id), (Seconds, u32)>>);

impl Quota {
    /// Counts a leak of `author`.
    pub(crate) fn take(&self, guild: Id, author: Id, now: Seconds) -> Allowance {
        let mut recent = super::state::lock(&self.0);
        let (since, count) = match recent.get(&(guild, author)) {
            Some(&(since, count)) if now < since + WINDOW => (since, count.saturating_add(1)),
            _ => (now, 1),
        };
        recent.insert((guild, author), (since, count));
        Allowance { notice: count <= NOTICES, alert: count <= ALERTS, last: count == ALERTS }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_is_told_a_few_times() {
        let quota = Quota::default();
        let said: Vec<Allowance> = (0..20).map(|second| quota.take(1, 2, 1000 + second)).collect();
        assert_eq!(said.iter().filter(|said| said.notice).count(), 3);
        assert_eq!(said.iter().filter(|said| said.alert).count(), 10);
        assert!(said[9].last && !said[8].last && !said[10].last);
        assert!(quota.take(1, 3, 1020).notice, "somebody else");
        assert!(quota.take(2, 2, 1020).notice, "another server");
        assert!(quota.take(1, 2, 1000 + WINDOW).notice, "later");
    }
}
