//! `/setup`: what an admin chooses is saved at once and in force from the next message on. How it looks: `panel`.

use super::components::Pressed;
use super::errors;
use super::panel::{Control, Known, Page, Panel, SHOWN};
use super::render::{Card, Render};
use super::requests;
use super::state::State;
use crate::book::Lang;
use crate::clock::now;
use crate::message::{DAY, Id, Seconds};
use crate::phrases as say;
use crate::policy::{Mode, Settings};
use crate::store::Observed;
use serenity::all::{Cache, ComponentInteractionDataKind, CreateInteractionResponse, GuildId};
use std::time::Duration;

/// A week: long enough to see a weekend, when most of a community's newcomers write.
const TRIAL: Seconds = 7 * DAY;

/// How long the panel waits for the counts behind its suggestion: it may wait two seconds for the settings already, and
/// Discord drops what takes three.
const SUGGESTION: Duration = Duration::from_millis(500);

/// The panel as it stands now.
pub(crate) async fn panel(
    state: &State,
    render: Render<'_>,
    cache: &Cache,
    guild: GuildId,
    page: Page,
) -> Card {
    let settings = state.settings(Some(guild.get()));
    let observed = observed(state, guild.get(), &settings).await;
    let known = Known::of(cache, guild);
    let saved = state.store.settings(guild.get()).is_some();
    Panel { render, settings: &settings, known: known.as_ref(), saved, observed }.card(page)
}

/// What observe mode has seen, once it has had its week.
async fn observed(state: &State, guild: Id, settings: &Settings) -> Option<Observed> {
    let since = settings.mode_since;
    if settings.mode != Mode::Observe || since == 0 || now() < since + TRIAL {
        return None;
    }
    let counted = tokio::time::timeout(SUGGESTION, state.store.observed(guild, since)).await;
    counted.ok()?.ok()
}

impl Pressed<'_> {
    /// Turns to another page.
    pub(super) async fn setup_page(&self, page: Page) -> Option<CreateInteractionResponse> {
        match self.interaction.guild_id {
            Some(guild) => self.redraw(guild, page).await,
            None => Some(self.private_line(say::ERROR_GUILD_ONLY)),
        }
    }

    /// Saves what was chosen, and shows what is in force now.
    pub(super) async fn setup_change(&self, control: Control) -> Option<CreateInteractionResponse> {
        let Some(guild) = self.interaction.guild_id else {
            return Some(self.private_line(say::ERROR_GUILD_ONLY));
        };
        let (chosen, at) = (self.chosen(), now());
        let known = Known::of(&self.ctx.cache, guild);
        // What was guessed becomes the first saved settings, so that nothing else changes with the first choice.
        let first = self.state.settings(Some(guild.get()));
        let change =
            |settings: &mut Settings| apply(settings, control, &chosen, known.as_ref(), guild.get(), at);
        match self.state.store.change_settings(guild.get(), &first, change).await {
            Ok(_) => self.redraw(guild, control.page()).await,
            Err(error) => Some(self.private_text(errors::of_store(&self.render, &error))),
        }
    }

    async fn redraw(&self, guild: GuildId, page: Page) -> Option<CreateInteractionResponse> {
        let panel = self.update(panel(self.state, self.render, &self.ctx.cache, guild, page).await);
        let Self { interaction, ctx, .. } = self;
        if requests::respond(&ctx.http, interaction.id, &interaction.token, &panel).await.is_err() {
            tracing::warn!(interaction = interaction.id.get(), "the panel could not be redrawn");
        }
        None
    }

    fn chosen(&self) -> Chosen {
        let ids = match &self.interaction.data.kind {
            ComponentInteractionDataKind::ChannelSelect { values } => {
                values.iter().map(|id| id.get()).collect()
            }
            ComponentInteractionDataKind::RoleSelect { values } => values.iter().map(|id| id.get()).collect(),
            _ => Vec::new(),
        };
        let words = match &self.interaction.data.kind {
            ComponentInteractionDataKind::StringSelect { values } => values.clone(),
            _ => Vec::new(),
        };
        Chosen { ids, words }
    }
}

/// What somebody chose in a select.
#[derive(Debug, Default)]
struct Chosen {
    ids: Vec<Id>,
    words: Vec<String>,
}

/// Changes one thing, and leaves the rest.
fn apply(
    settings: &mut Settings,
    control: Control,
    chosen: &Chosen,
    known: Option<&Known>,
    guild: Id,
    now: Seconds,
) {
    let channel = |id: &Id| known.is_none_or(|known| known.channels.contains(id));
    let role = |id: &Id| known.is_none_or(|known| known.roles.contains(id));
    let word = chosen.words.first().map(String::as_str);
    match control {
        Control::Help => settings.help = replaced(&settings.help, &chosen.ids, channel),
        Control::Log => settings.log = chosen.ids.first().copied(),
        Control::Mode => {
            let mode = if word == Some("observe") { Mode::Observe } else { Mode::Protect };
            if mode != settings.mode {
                settings.mode = mode;
                settings.mode_since = now;
            }
        }
        Control::Likely => settings.delete_likely = word == Some("delete"),
        Control::ExemptChannels => {
            settings.exempt_channels = replaced(&settings.exempt_channels, &chosen.ids, channel);
        }
        Control::ExemptRoles => settings.exempt_roles = replaced(&settings.exempt_roles, &chosen.ids, role),
        Control::Helpers => settings.helpers = replaced(&settings.helpers, &chosen.ids, role),
        Control::Language => settings.lang = word.and_then(Lang::new).unwrap_or(settings.lang),
        Control::KeepDays => {
            settings.keep_days = word.and_then(|days| days.parse().ok()).unwrap_or(settings.keep_days);
        }
        Control::Hosts => settings.hosts = replaced(&settings.hosts, &chosen.words, |_| true),
        Control::Gone => {
            settings.help.retain(channel);
            settings.exempt_channels.retain(channel);
            settings.log = settings.log.filter(channel);
            settings.exempt_roles.retain(role);
            settings.helpers.retain(role);
        }
    }
    // The role of a server's own number is @everyone: whoever exempts that wants observe mode.
    settings.exempt_roles.retain(|&id| id != guild);
    settings.helpers.retain(|&id| id != guild);
}

/// What was chosen, and what the select had no room for or could not show because it is gone.
fn replaced<T: Clone + PartialEq>(old: &[T], chosen: &[T], is_there: impl Fn(&T) -> bool) -> Vec<T> {
    let shown: Vec<&T> = old.iter().filter(|one| is_there(one)).take(SHOWN).collect();
    let unseen = old.iter().filter(|one| !shown.contains(one) && !chosen.contains(one));
    chosen.iter().chain(unseen).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(ids: &[Id]) -> Chosen {
        Chosen { ids: ids.to_vec(), words: Vec::new() }
    }

    fn words(words: &[&str]) -> Chosen {
        Chosen { ids: Vec::new(), words: words.iter().map(|&word| word.to_owned()).collect() }
    }

    #[test]
    fn a_choice_changes_one_thing() {
        let known = Known { channels: (1..100).collect(), roles: (1..100).collect() };
        let check = |control, chosen: &Chosen, change: fn(&mut Settings)| {
            let before =
                Settings { help: vec![1, 200], hosts: vec!["a.example".into()], ..Settings::default() };
            let (mut after, mut expected) = (before.clone(), before);
            apply(&mut after, control, chosen, Some(&known), 7, 1_000);
            change(&mut expected);
            assert_eq!(after, expected, "{control:?}");
        };
        check(Control::Help, &ids(&[2, 3]), |settings| settings.help = vec![2, 3, 200]);
        check(Control::Help, &ids(&[]), |settings| settings.help = vec![200]);
        check(Control::Gone, &ids(&[]), |settings| settings.help = vec![1]);
        check(Control::Log, &ids(&[5]), |settings| settings.log = Some(5));
        check(Control::Log, &ids(&[]), |settings| settings.log = None);
        check(Control::Mode, &words(&["observe"]), |settings| {
            settings.mode = Mode::Observe;
            settings.mode_since = 1_000;
        });
        check(Control::Mode, &words(&["protect"]), |_| {});
        check(Control::Likely, &words(&["delete"]), |settings| settings.delete_likely = true);
        check(Control::ExemptRoles, &ids(&[4, 7]), |settings| settings.exempt_roles = vec![4]);
        check(Control::Helpers, &ids(&[4]), |settings| settings.helpers = vec![4]);
        check(Control::ExemptChannels, &ids(&[4]), |settings| settings.exempt_channels = vec![4]);
        check(Control::Language, &words(&["ja"]), |settings| settings.lang = Lang::JA);
        check(Control::Language, &words(&["?"]), |_| {});
        check(Control::KeepDays, &words(&["30"]), |settings| settings.keep_days = 30);
        check(Control::KeepDays, &words(&["-1"]), |_| {});
        check(Control::Hosts, &words(&[]), |settings| settings.hosts = vec![]);
    }

    #[test]
    fn what_a_select_has_no_room_for_is_kept() {
        let old: Vec<Id> = (1..=30).collect();
        let after = replaced(&old, &[1, 40], |_| true);
        assert_eq!(after, [1, 40, 26, 27, 28, 29, 30]);
    }
}
