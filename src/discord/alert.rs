//! What the moderators are told of a leak, and the words for it.

use super::guard::{Deletion, Told};
use super::ids::Press;
use super::render::{Card, Render};
use super::requests::{self, Failure};
use crate::message::{Id, Message};
use crate::phrases::{self as say, Key};
use crate::policy::{Action, Leak, Mode, Settings};
use crate::secrets::{Reason, Verdict};
use serenity::all::{ButtonStyle, CreateActionRow, CreateButton, Http};

/// What the moderators are told of a leak: kind, verdict, reason, who, where, when, what was done. Never the text.
pub(crate) struct Report<'a> {
    pub(crate) render: Render<'a>,
    pub(crate) message: &'a Message,
    pub(crate) leak: &'a Leak,
    pub(crate) settings: &'a Settings,
    pub(crate) deletion: &'a Deletion,
    pub(crate) told: Told,
}

impl Report<'_> {
    /// Posts it where the moderators look.
    pub(crate) async fn alert(&self, http: &Http) {
        let Some(log) = self.settings.log.filter(|_| !self.message.is_direct()) else { return };
        let card = self.card();
        if let Err(failure) = requests::send(http, log, &card.message(), self.message.id ^ 1).await {
            tracing::error!(
                ?failure,
                channel = log,
                message = self.message.id,
                "the moderators could not be alerted"
            );
        }
    }

    fn card(&self) -> Card {
        let Self { render, leak, message, .. } = self;
        let title = match leak.action {
            _ if self.deletion.failure.is_some() => say::ALERT_TITLE_NOT_REMOVED,
            Action::Delete => say::ALERT_TITLE_REMOVED,
            _ if self.settings.mode == Mode::Observe && leak.verdict == Verdict::Certain => {
                say::ALERT_TITLE_OBSERVED
            }
            _ => say::ALERT_TITLE_LIKELY,
        };
        let field = |key: Key, value: String| (render.say(key), value, true);
        let mut embed = render
            .embed(&render.say(title), self.remedy())
            .colour(if leak.verdict == Verdict::Certain { 0x00C8_3C2E } else { 0x00E0_8A3C })
            .fields([
                field(say::ALERT_KIND, format!("{}\n`{}`", leak.kind.name, leak.kind.id)),
                field(say::ALERT_VERDICT, render.say(verdict_key(leak.verdict))),
                field(say::ALERT_REASON, render.say(reason_key(leak.reason))),
                field(say::ALERT_AUTHOR, format!("<@{}>", message.author.id)),
                field(say::ALERT_CHANNEL, format!("<#{}>", message.place.channel)),
                field(say::ALERT_TIME, format!("<t:{}:f>", message.at)),
            ]);
        embed = embed.field(render.say(say::ALERT_DONE), self.done(), false);
        let rows = if self.stands() { vec![CreateActionRow::Buttons(self.buttons())] } else { Vec::new() };
        Card { embed, rows }
    }

    /// Whether a message of the leak can still be read.
    fn stands(&self) -> bool {
        self.leak.action != Action::Delete || self.deletion.failure.is_some()
    }

    fn buttons(&self) -> Vec<CreateButton> {
        let render = &self.render;
        let (channel, message) = (self.message.place.channel, self.message.id);
        let delete = Press::Delete { channel, message };
        let guild = self.message.place.guild.unwrap_or_default();
        let link = format!("https://discord.com/channels/{guild}/{channel}/{message}");
        vec![
            render.button(say::BUTTON_DELETE, ButtonStyle::Danger, &delete),
            CreateButton::new_link(link).label(render.say(say::ALERT_JUMP)),
        ]
    }

    /// What a moderator has to do where the bot could not.
    fn remedy(&self) -> String {
        let failure = self.deletion.failure.as_ref();
        failure.map_or_else(String::new, |failure| remedy(&self.render, self.message.place.channel, failure))
    }

    /// What was done, in a line.
    pub(crate) fn done(&self) -> String {
        let render = &self.render;
        let deleted = match self.leak.action {
            Action::Delete => Some(
                render.phrases.fill(say::ALERT_DONE_DELETED, &[("count", &self.deletion.gone.to_string())]),
            ),
            _ if self.settings.mode == Mode::Observe => Some(render.say(say::ALERT_DONE_OBSERVED)),
            _ => None,
        };
        let told = match self.told {
            Told::Privately => Some(say::ALERT_DONE_WARNED_PRIVATE),
            Told::InChannel => Some(say::ALERT_DONE_WARNED_PUBLIC),
            Told::NotAtAll if self.settings.mode == Mode::Observe => None,
            Told::NotAtAll => Some(say::ALERT_DONE_NOT_WARNED),
        };
        let done: Vec<String> = deleted.into_iter().chain(told.map(|key| render.say(key))).collect();
        done.join(", ")
    }
}

/// What a moderator has to do where the bot could not act in `channel`.
pub(crate) fn remedy(render: &Render<'_>, channel: Id, failure: &Failure) -> String {
    match failure {
        Failure::Permission(permission) => {
            let (permission, channel) = (render.say(*permission), format!("<#{channel}>"));
            let values = [("permission", permission.as_str()), ("channel", channel.as_str())];
            render.phrases.fill(say::ALERT_MISSING_PERMISSION, &values)
        }
        failure => render.phrases.fill(say::ALERT_DELETE_FAILED, &[("status", &failure.to_string())]),
    }
}

/// The word for a verdict.
pub(crate) fn verdict_key(verdict: Verdict) -> Key {
    match verdict {
        Verdict::None => say::VERDICT_NONE,
        Verdict::Likely => say::VERDICT_LIKELY,
        Verdict::Certain => say::VERDICT_CERTAIN,
    }
}

pub(crate) fn reason_key(reason: Reason) -> Key {
    match reason {
        Reason::Checksum => say::REASON_CHECKSUM,
        Reason::Structure => say::REASON_STRUCTURE,
        Reason::Label => say::REASON_LABEL,
        Reason::DerivedAddress => say::REASON_DERIVED_ADDRESS,
        Reason::Words => say::REASON_WORDS,
        Reason::NearMiss => say::REASON_NEAR_MISS,
        Reason::Bare => say::REASON_BARE,
        Reason::ImageBesideSeedTalk => say::REASON_IMAGE,
        Reason::Reported => say::REASON_REPORTED,
        Reason::Published => say::REASON_PUBLISHED,
    }
}
