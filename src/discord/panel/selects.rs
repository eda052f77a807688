//! The selects of the panel, each with what is in force chosen.

use super::controls::Control;
use super::{Panel, Sort, likely_key, mode_key};
use crate::discord::ids::Press;
use crate::discord::render::shorten;
use crate::message::Id;
use crate::phrases::{self as say, Key};
use crate::policy::Mode;
use serenity::all::{
    ChannelId, ChannelType, CreateSelectMenu, CreateSelectMenuKind, CreateSelectMenuOption, RoleId,
};

/// How many entries a select shows: Discord's own limit.
pub(crate) const SHOWN: usize = 25;

/// Discord's longest label of an option.
const LABEL: usize = 100;

/// The retentions to choose from, in days: a week, a month, a quarter, a year, and what lies between.
const KEEP: [u16; 7] = [7, 14, 30, 60, 90, 180, 365];

impl Panel<'_> {
    /// The select for one setting; none where there is nothing to choose.
    pub(super) fn select(&self, control: Control) -> Option<CreateSelectMenu> {
        let Self { render, settings, .. } = self;
        let id = render.signer.sign(&Press::SetupChange { control });
        let messages = [ChannelType::Text, ChannelType::News];
        let questions = [ChannelType::Text, ChannelType::News, ChannelType::Forum];
        let everywhere = [
            ChannelType::Text,
            ChannelType::News,
            ChannelType::Forum,
            ChannelType::Voice,
            ChannelType::Stage,
        ];
        let (kind, placeholder, least, most) = match control {
            Control::Help => (self.channels(&settings.help, &questions), say::SETUP_HELP_PICK, 0, SHOWN),
            Control::Log => (self.channels(settings.log.as_slice(), &messages), say::SETUP_LOG_PICK, 0, 1),
            Control::ExemptChannels => {
                let kind = self.channels(&settings.exempt_channels, &everywhere);
                (kind, say::SETUP_EXEMPT_CHANNELS_PICK, 0, SHOWN)
            }
            Control::ExemptRoles => {
                (self.roles(&settings.exempt_roles), say::SETUP_EXEMPT_ROLES_PICK, 0, SHOWN)
            }
            Control::Helpers => (self.roles(&settings.helpers), say::SETUP_HELPERS_PICK, 0, SHOWN),
            Control::Mode => (self.modes(), say::SETUP_MODE, 1, 1),
            Control::Likely => (self.likely(), say::SETUP_LIKELY, 1, 1),
            Control::Language => (self.languages(), say::SETUP_LANGUAGE, 1, 1),
            Control::KeepDays => (self.retentions(), say::SETUP_KEEP, 1, 1),
            Control::Hosts if settings.hosts.is_empty() => return None,
            Control::Hosts => {
                let options = settings.hosts.iter().take(SHOWN).map(|host| option(host, host, true));
                let options: Vec<_> = options.collect();
                let most = options.len();
                (CreateSelectMenuKind::String { options }, say::SETUP_HOSTS_PICK, 0, most)
            }
            Control::Gone => return None,
        };
        // Never more than 25.
        let (least, most) = (least, u8::try_from(most).unwrap_or(1));
        Some(
            CreateSelectMenu::new(id, kind)
                .placeholder(render.say(placeholder))
                .min_values(least)
                .max_values(most),
        )
    }

    fn channels(&self, chosen: &[Id], types: &[ChannelType]) -> CreateSelectMenuKind {
        let there = chosen.iter().filter(|&&id| self.is_there(id, Sort::Channel)).take(SHOWN);
        CreateSelectMenuKind::Channel {
            channel_types: Some(types.to_vec()),
            default_channels: Some(there.map(|&id| ChannelId::new(id)).collect()),
        }
    }

    fn roles(&self, chosen: &[Id]) -> CreateSelectMenuKind {
        let there = chosen.iter().filter(|&&id| self.is_there(id, Sort::Role)).take(SHOWN);
        CreateSelectMenuKind::Role { default_roles: Some(there.map(|&id| RoleId::new(id)).collect()) }
    }

    fn modes(&self) -> CreateSelectMenuKind {
        let described = |mode: Mode, word: &str, about: Key| {
            option(&self.render.say(mode_key(mode)), word, self.settings.mode == mode)
                .description(self.render.say(about))
        };
        let options = vec![
            described(Mode::Protect, "protect", say::SETUP_PROTECT_ABOUT),
            described(Mode::Observe, "observe", say::SETUP_OBSERVE_ABOUT),
        ];
        CreateSelectMenuKind::String { options }
    }

    fn likely(&self) -> CreateSelectMenuKind {
        let options = [(false, "alert"), (true, "delete")].map(|(delete, word)| {
            option(&self.render.say(likely_key(delete)), word, self.settings.delete_likely == delete)
        });
        CreateSelectMenuKind::String { options: options.to_vec() }
    }

    fn languages(&self) -> CreateSelectMenuKind {
        let uis = self.render.phrases.book().uis().iter().take(SHOWN);
        let options = uis.map(|ui| option(&ui.name, &ui.code.to_string(), ui.code == self.settings.lang));
        CreateSelectMenuKind::String { options: options.collect() }
    }

    fn retentions(&self) -> CreateSelectMenuKind {
        let kept = self.settings.keep_days;
        let mut days = KEEP.to_vec();
        if !days.contains(&kept) {
            days.push(kept);
            days.sort_unstable();
        }
        let options = days.into_iter().map(|days| option(&self.days(days), &days.to_string(), days == kept));
        CreateSelectMenuKind::String { options: options.collect() }
    }
}

fn option(label: &str, value: &str, chosen: bool) -> CreateSelectMenuOption {
    CreateSelectMenuOption::new(shorten(label, LABEL), value).default_selection(chosen)
}
