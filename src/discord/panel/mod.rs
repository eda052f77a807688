//! What `/setup` shows: the settings in force, what is gone of them, the next step, and the selects that change them.

mod controls;
mod selects;

pub(crate) use controls::{Control, Page};
pub(crate) use selects::SHOWN;

use super::ids::Press;
use super::render::{Card, Render, shorten};
use crate::message::Id;
use crate::phrases::{self as say, Key};
use crate::policy::{Mode, Settings};
use crate::store::Observed;
use serenity::all::{ButtonStyle, Cache, CreateActionRow, CreateButton, GuildId};
use std::collections::HashSet;

/// How many channels or roles of a list are named in the overview; with a few that are gone they fit into the 1,024
/// characters of a field.
const NAMED: usize = 20;
const GONE: usize = 8;

/// Which channels and roles there are.
#[derive(Debug)]
pub(crate) struct Known {
    pub(crate) channels: HashSet<Id>,
    pub(crate) roles: HashSet<Id>,
}

impl Known {
    /// What Discord has told of this guild; nothing while it is away.
    pub(crate) fn of(cache: &Cache, guild: GuildId) -> Option<Self> {
        let guild = cache.guild(guild)?;
        Some(Self {
            channels: guild.channels.keys().map(|id| id.get()).collect(),
            roles: guild.roles.keys().map(|id| id.get()).collect(),
        })
    }
}

/// The settings of a server as its admins see them.
pub(crate) struct Panel<'a> {
    pub(crate) render: Render<'a>,
    pub(crate) settings: &'a Settings,
    pub(crate) known: Option<&'a Known>,
    /// Whether anybody has saved them.
    pub(crate) saved: bool,
    /// What a week or more of observe mode has seen.
    pub(crate) observed: Option<Observed>,
}

impl Panel<'_> {
    /// One page of it.
    pub(crate) fn card(&self, page: Page) -> Card {
        let Self { render, settings, .. } = self;
        let fields = [
            (say::SETUP_HELP, self.list(&settings.help, Sort::Channel, say::SETUP_HELP_NONE)),
            (say::SETUP_LOG, self.list(settings.log.as_slice(), Sort::Channel, say::SETUP_LOG_NONE)),
            (say::SETUP_MODE, self.mode()),
            (say::SETUP_LIKELY, render.say(likely_key(settings.delete_likely))),
            (
                say::SETUP_EXEMPT_CHANNELS,
                self.list(&settings.exempt_channels, Sort::Channel, say::SETUP_NONE),
            ),
            (say::SETUP_EXEMPT_ROLES, self.list(&settings.exempt_roles, Sort::Role, say::SETUP_NONE)),
            (say::SETUP_HELPERS, self.list(&settings.helpers, Sort::Role, say::SETUP_NONE)),
            (say::SETUP_LANGUAGE, render.phrases.language(settings.lang)),
            (say::SETUP_KEEP, self.days(settings.keep_days)),
            (say::SETUP_HOSTS, self.hosts()),
        ];
        let embed = render
            .embed(&render.say(say::SETUP_TITLE), self.description(page))
            .fields(fields.map(|(key, value)| (render.say(key), value, true)));
        let controls = page.controls().iter().filter_map(|&control| self.select(control));
        let mut rows: Vec<CreateActionRow> = controls.map(CreateActionRow::SelectMenu).collect();
        rows.push(CreateActionRow::Buttons(self.buttons(page)));
        Card { embed, rows }
    }

    /// What this page is for, and what deserves attention.
    fn description(&self, page: Page) -> String {
        let render = &self.render;
        let mut lines = Vec::new();
        lines.extend(self.suggestion());
        if !self.saved {
            lines.push(render.say(say::SETUP_GUESSED));
        }
        if self.is_anything_gone() {
            lines.push(render.say(say::SETUP_GONE_HINT));
        }
        let mut about = render.say(about_key(page));
        if page == Page::More && !self.settings.hosts.is_empty() {
            about.push('\n');
            about.push_str(&render.say(say::SETUP_ABOUT_HOSTS));
        }
        lines.push(about);
        lines.push(format!("-# {}", render.say(say::SETUP_CHECK_HINT)));
        lines.join("\n\n")
    }

    /// The next step after a week of observe mode, from what was seen in it.
    fn suggestion(&self) -> Option<String> {
        let Observed { certain, likely } = self.observed.filter(|seen| seen.certain.n + seen.likely.n > 0)?;
        let phrases = &self.render.phrases;
        let (n, wrong) = (certain.n.to_string(), certain.false_alarms.to_string());
        let (likely_n, likely_wrong) = (likely.n.to_string(), likely.false_alarms.to_string());
        let since = format!("<t:{}:R>", self.settings.mode_since);
        let values = [
            ("since", since.as_str()),
            ("certain", &n),
            ("certain_wrong", &wrong),
            ("likely", &likely_n),
            ("likely_wrong", &likely_wrong),
        ];
        let mut said = vec![phrases.fill(say::SETUP_OBSERVED, &values)];
        let next = if certain.false_alarms > 0 { say::SETUP_NEXT_EXEMPT } else { say::SETUP_NEXT_PROTECT };
        said.push(phrases.say(next));
        // Fewer than five are too few to advise deleting them.
        if likely.n >= 5 && likely.false_alarms == 0 {
            said.push(phrases.say(say::SETUP_NEXT_LIKELY));
        }
        Some(format!("💡 {}", said.join(" ")))
    }

    fn mode(&self) -> String {
        let mode = self.render.say(mode_key(self.settings.mode));
        match self.settings.mode_since {
            0 => mode,
            since => {
                let values = [("mode", mode.as_str()), ("since", &format!("<t:{since}:R>"))];
                self.render.phrases.fill(say::SETUP_MODE_SINCE, &values)
            }
        }
    }

    fn days(&self, days: u16) -> String {
        self.render.phrases.fill(say::SETUP_DAYS, &[("days", &days.to_string())])
    }

    fn hosts(&self) -> String {
        let hosts = &self.settings.hosts;
        if hosts.is_empty() {
            return self.render.say(say::SETUP_HOSTS_NONE);
        }
        // In code marks a host is no link to click on. A host has at most 253 characters; some forty of each fit.
        let named = hosts.iter().take(NAMED).map(|host| format!("`{}`", shorten(&host.replace('`', ""), 40)));
        let between = self.render.say(say::LIST_BETWEEN);
        self.with_more(named.collect(), hosts.len().saturating_sub(NAMED), &between)
    }

    /// The channels or roles of a list, those that are gone last.
    fn list(&self, ids: &[Id], sort: Sort, none: Key) -> String {
        if ids.is_empty() {
            return self.render.say(none);
        }
        let (there, gone): (Vec<Id>, Vec<Id>) = ids.iter().partition(|&&id| self.is_there(id, sort));
        let mut named: Vec<String> = there.iter().take(NAMED).map(|&id| sort.mention(id)).collect();
        named.extend(
            gone.iter()
                .take(GONE)
                .map(|id| self.render.phrases.fill(say::SETUP_GONE, &[("id", &id.to_string())])),
        );
        let more = ids.len() - named.len();
        self.with_more(named, more, " ")
    }

    fn with_more(&self, mut named: Vec<String>, more: usize, between: &str) -> String {
        if more > 0 {
            named.push(self.render.phrases.fill(say::SETUP_MORE, &[("count", &more.to_string())]));
        }
        named.join(between)
    }

    fn is_there(&self, id: Id, sort: Sort) -> bool {
        self.known.is_none_or(|known| match sort {
            Sort::Channel => known.channels.contains(&id),
            Sort::Role => known.roles.contains(&id),
        })
    }

    fn is_anything_gone(&self) -> bool {
        let Settings { help, log, helpers, exempt_channels, exempt_roles, .. } = self.settings;
        let channels = help.iter().chain(log).chain(exempt_channels).map(|&id| (id, Sort::Channel));
        let roles = helpers.iter().chain(exempt_roles).map(|&id| (id, Sort::Role));
        channels.chain(roles).any(|(id, sort)| !self.is_there(id, sort))
    }

    /// The pages, and a broom where something is gone.
    fn buttons(&self, current: Page) -> Vec<CreateButton> {
        let render = &self.render;
        let pages = Page::ALL.into_iter().map(|page| {
            let style = if page == current { ButtonStyle::Primary } else { ButtonStyle::Secondary };
            render.button(title_key(page), style, &Press::SetupPage { page })
        });
        let mut buttons: Vec<CreateButton> = pages.collect();
        if self.is_anything_gone() {
            let press = Press::SetupChange { control: Control::Gone };
            buttons.push(render.button(say::SETUP_GONE_REMOVE, ButtonStyle::Danger, &press));
        }
        buttons
    }
}

/// What a list is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    Channel,
    Role,
}

impl Sort {
    fn mention(self, id: Id) -> String {
        match self {
            Self::Channel => format!("<#{id}>"),
            Self::Role => format!("<@&{id}>"),
        }
    }
}

fn mode_key(mode: Mode) -> Key {
    match mode {
        Mode::Protect => say::SETUP_PROTECT,
        Mode::Observe => say::SETUP_OBSERVE,
    }
}

fn likely_key(delete: bool) -> Key {
    if delete { say::SETUP_LIKELY_DELETE } else { say::SETUP_LIKELY_ALERT }
}

fn title_key(page: Page) -> Key {
    match page {
        Page::Channels => say::SETUP_PAGE_CHANNELS,
        Page::Guard => say::SETUP_PAGE_GUARD,
        Page::Exempt => say::SETUP_PAGE_EXEMPT,
        Page::More => say::SETUP_PAGE_MORE,
    }
}

fn about_key(page: Page) -> Key {
    match page {
        Page::Channels => say::SETUP_ABOUT_CHANNELS,
        Page::Guard => say::SETUP_ABOUT_GUARD,
        Page::Exempt => say::SETUP_ABOUT_EXEMPT,
        Page::More => say::SETUP_ABOUT_MORE,
    }
}
