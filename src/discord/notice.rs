//! Why somebody is shown what to do now: each reason has its own title and its own first sentences, in every language and
//! behind every button.

use crate::phrases::{self as say, Key};

/// What has become of a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Notice {
    /// Its message was removed.
    Removed,
    /// It stands, and may be none.
    Likely,
    /// It stands in a conversation with the bot, where only its author can delete it.
    Direct,
    /// It was typed into a command or a form.
    Typed,
}

impl Notice {
    /// Every notice.
    pub(crate) const ALL: [Self; 4] = [Self::Removed, Self::Likely, Self::Direct, Self::Typed];

    /// The word for it in the id of a button.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Removed => "removed",
            Self::Likely => "likely",
            Self::Direct => "direct",
            Self::Typed => "typed",
        }
    }

    pub(crate) fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|notice| notice.word() == word)
    }

    pub(crate) fn title(self) -> Key {
        match self {
            Self::Removed => say::GUARD_REMOVED_TITLE,
            Self::Likely => say::GUARD_LIKELY_TITLE,
            Self::Direct => say::GUARD_DIRECT_TITLE,
            Self::Typed => say::GUARD_TYPED_TITLE,
        }
    }

    pub(crate) fn body(self) -> Key {
        match self {
            Self::Removed => say::GUARD_REMOVED_BODY,
            Self::Likely => say::GUARD_LIKELY_BODY,
            Self::Direct => say::GUARD_DIRECT_BODY,
            Self::Typed => say::GUARD_TYPED_BODY,
        }
    }
}
