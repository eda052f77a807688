//! What stands on the panel: its pages, and what can be changed on each.

/// A page of the panel: Discord has room for five rows, and a select fills one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Page {
    Channels,
    Guard,
    Exempt,
    More,
}

/// What can be changed on the panel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Control {
    Help,
    Log,
    Mode,
    Likely,
    ExemptRoles,
    ExemptChannels,
    Language,
    Helpers,
    KeepDays,
    Hosts,
    /// Drop the channels and roles that are gone.
    Gone,
}

impl Page {
    pub(crate) const ALL: [Self; 4] = [Self::Channels, Self::Guard, Self::Exempt, Self::More];

    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Channels => "channels",
            Self::Guard => "guard",
            Self::Exempt => "exempt",
            Self::More => "more",
        }
    }

    pub(crate) fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|page| page.word() == word)
    }

    /// What stands on it, top to bottom.
    pub(crate) fn controls(self) -> &'static [Control] {
        match self {
            Self::Channels => &[Control::Help, Control::Log],
            Self::Guard => &[Control::Mode, Control::Likely],
            Self::Exempt => &[Control::ExemptChannels, Control::ExemptRoles],
            Self::More => &[Control::Language, Control::Helpers, Control::KeepDays, Control::Hosts],
        }
    }
}

impl Control {
    pub(crate) const ALL: [Self; 11] = [
        Self::Help,
        Self::Log,
        Self::Mode,
        Self::Likely,
        Self::ExemptRoles,
        Self::ExemptChannels,
        Self::Language,
        Self::Helpers,
        Self::KeepDays,
        Self::Hosts,
        Self::Gone,
    ];

    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Help => "help",
            Self::Log => "log",
            Self::Mode => "mode",
            Self::Likely => "likely",
            Self::ExemptRoles => "exempt-roles",
            Self::ExemptChannels => "exempt-channels",
            Self::Language => "language",
            Self::Helpers => "helpers",
            Self::KeepDays => "keep",
            Self::Hosts => "hosts",
            Self::Gone => "gone",
        }
    }

    pub(crate) fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|control| control.word() == word)
    }

    pub(crate) fn page(self) -> Page {
        Page::ALL.into_iter().find(|page| page.controls().contains(&self)).unwrap_or(Page::Channels)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_pages_and_controls_lead_back() {
        for page in Page::ALL {
            assert_eq!(Page::of_word(page.word()), Some(page));
            assert!(page.controls().len() < 5, "a row is left for the pages");
        }
        for control in Control::ALL {
            assert_eq!(Control::of_word(control.word()), Some(control));
        }
    }
}
