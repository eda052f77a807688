//! What a guild wants of the bot. A guild nobody has set up yet is read from the names of its channels and roles,
//! so that the bot is useful the moment it arrives.

use crate::book::Lang;
use crate::message::{Id, Message, Place, Seconds};
use serde::{Deserialize, Serialize};

/// Whether the guard acts or only reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// Leaks are deleted.
    #[default]
    Protect,
    /// Nothing is deleted; moderators see what would have happened.
    Observe,
}

/// The settings of one guild. Stored as JSON: what an older version did not write has its default.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Whether the guard acts or only reports.
    pub mode: Mode,
    /// Whether likely leaks are deleted like certain ones.
    pub delete_likely: bool,
    /// The language of replies where nothing else tells.
    pub lang: Lang,
    /// The channels and forums whose questions are answered.
    pub help: Vec<Id>,
    /// Where moderators are alerted.
    pub log: Option<Id>,
    /// Roles whose members help: they are not answered.
    pub helpers: Vec<Id>,
    /// Channels the guard leaves alone.
    pub exempt_channels: Vec<Id>,
    /// Roles the guard leaves alone.
    pub exempt_roles: Vec<Id>,
    /// Hosts an admin allows in the guild's own answers, beside the official ones.
    pub hosts: Vec<String>,
    /// How many days incidents, counts and unmatched questions are kept.
    pub keep_days: u16,
    /// When the mode was last changed: what observe mode has seen since then tells whether to go on to protect.
    pub mode_since: Seconds,
}

/// How long things are kept where nobody said otherwise: a quarter, so that `/stats` shows a season and nothing is held
/// for good.
pub const KEEP_DAYS: u16 = 90;

impl Default for Settings {
    fn default() -> Self {
        Self {
            mode: Mode::Protect,
            delete_likely: false,
            lang: Lang::EN,
            help: Vec::new(),
            log: None,
            helpers: Vec::new(),
            exempt_channels: Vec::new(),
            exempt_roles: Vec::new(),
            hosts: Vec::new(),
            keep_days: KEEP_DAYS,
            mode_since: 0,
        }
    }
}

/// What a name may say about a channel or role before anybody has set the bot up.
const HELP_NAMES: [&str; 6] = ["help", "support", "question", "ヘルプ", "質問", "サポート"];
const LOG_NAMES: [&str; 5] = ["mod-log", "modlog", "mod-alerts", "モデログ", "モデレーターログ"];
const HELPER_NAMES: [&str; 4] = ["helper", "support team", "ヘルパー", "サポーター"];

impl Settings {
    /// Reads the settings of a guild from the names of its channels and roles, and its language from its locale.
    pub fn guess<'a>(
        channels: impl Iterator<Item = (Id, &'a str)>,
        roles: impl Iterator<Item = (Id, &'a str)>,
        locale: &str,
    ) -> Self {
        let mut settings = Self::default();
        for (id, name) in channels {
            let name = name.to_lowercase();
            if LOG_NAMES.iter().any(|&log| name.contains(log)) {
                settings.log.get_or_insert(id);
            } else if HELP_NAMES.iter().any(|&help| name.contains(help)) {
                settings.help.push(id);
            }
        }
        settings.helpers = roles
            .filter(|(_, name)| HELPER_NAMES.iter().any(|&helper| name.to_lowercase().contains(helper)))
            .map(|(id, _)| id)
            .collect();
        // `en-US` and `en-GB` are one language to the bot.
        settings.lang = locale.split('-').next().and_then(Lang::new).unwrap_or(Lang::EN);
        settings
    }

    /// Whether questions are answered at this place.
    pub fn is_help(&self, place: &Place) -> bool {
        place.guild.is_none() || self.help.contains(&place.home) || self.help.contains(&place.channel)
    }

    /// Whether the guard leaves this message alone.
    pub fn is_exempt(&self, message: &Message) -> bool {
        let Place { channel, home, .. } = &message.place;
        self.exempt_channels.iter().any(|id| id == channel || id == home)
            || self.exempt_roles.iter().any(|role| message.author.roles.contains(role))
    }

    /// Whether the author helps others here: a moderator, or the bearer of a helper role.
    pub fn is_staff(&self, message: &Message) -> bool {
        message.author.moderator || self.helpers.iter().any(|role| message.author.roles.contains(role))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guesses_from_names() {
        let channels =
            [(1, "general"), (2, "help"), (3, "mod-log"), (4, "質問フォーラム"), (5, "help-mod-log")];
        let roles = [(10, "Moderator"), (11, "Community Helper")];
        let settings = Settings::guess(channels.into_iter(), roles.into_iter(), "ja");
        assert_eq!(settings.help, [2, 4]);
        assert_eq!(settings.log, Some(3));
        assert_eq!(settings.helpers, [11]);
        assert_eq!(settings.lang, Lang::JA);
        assert_eq!(Settings::guess([].into_iter(), [].into_iter(), "en-US").lang, Lang::EN);
    }
}
