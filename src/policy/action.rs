//! What the guard does about a finding.

use super::settings::{Mode, Settings};
use crate::secrets::Verdict;

/// What the guard does, mildest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    /// Nothing.
    None,
    /// Tell the author; there is nobody else to tell, as in a direct message.
    Warn,
    /// Tell the author and the moderators.
    Alert,
    /// Delete first, then tell the author and the moderators.
    Delete,
}

impl Action {
    /// What a verdict calls for under these settings.
    pub fn on(verdict: Verdict, settings: &Settings, direct: bool) -> Self {
        match verdict {
            Verdict::None => Self::None,
            // Nobody can delete somebody else's direct message, and no moderator reads along.
            _ if direct => Self::Warn,
            _ if settings.mode == Mode::Observe => Self::Alert,
            Verdict::Certain => Self::Delete,
            Verdict::Likely if settings.delete_likely => Self::Delete,
            Verdict::Likely => Self::Alert,
        }
    }

    /// The word for it in `komainu scan` and in the sentences about it.
    pub fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Warn => "warn",
            Self::Alert => "alert",
            Self::Delete => "delete",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verdicts_call_for_actions() {
        let protect = Settings::default();
        let observe = Settings { mode: Mode::Observe, ..Settings::default() };
        let strict = Settings { delete_likely: true, ..Settings::default() };
        let check =
            |verdict, settings, direct, action| assert_eq!(Action::on(verdict, settings, direct), action);
        check(Verdict::Certain, &protect, false, Action::Delete);
        check(Verdict::Likely, &protect, false, Action::Alert);
        check(Verdict::None, &protect, false, Action::None);
        check(Verdict::Certain, &observe, false, Action::Alert);
        check(Verdict::Likely, &strict, false, Action::Delete);
        check(Verdict::Certain, &protect, true, Action::Warn);
        check(Verdict::None, &strict, true, Action::None);
    }
}
