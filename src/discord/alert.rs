//! What the moderators are told of a leak, and the words for it.

use super::facts::Facts;
use super::guard::Deletion;
use super::ids::{Press, Untold};
use super::notice::Told;
use super::render::{Card, Render};
use super::requests::{self, Failure};
use crate::message::Id;
use crate::phrases::{self as say, Key};
use crate::policy::{Action, Mode, Settings};
use crate::secrets::{Reason, Verdict};
use serenity::all::{ButtonStyle, CreateActionRow, CreateButton, Http};

/// What the moderators are told of a leak: kind, verdict, reason, who, where, when, what was done. Never the text.
pub(crate) struct Report<'a> {
    pub(crate) render: Render<'a>,
    pub(crate) facts: &'a Facts,
    pub(crate) settings: &'a Settings,
    pub(crate) deletion: &'a Deletion,
    pub(crate) told: Told,
    /// Whether nobody goes on trying to delete it, though that might work later.
    pub(crate) given_up: bool,
}

impl Report<'_> {
    /// Posts it where the moderators look; the last one for a while says so.
    pub(crate) async fn alert(&self, http: &Http, last: bool) {
        let mut card = self.card();
        if last {
            card.embed = card.embed.description(self.render.say(say::ALERT_LAST));
        }
        // An edit may have made a likely one certain, a moment after the first alert.
        let about = format!("{}{:.1}", self.facts.message, self.facts.leak.verdict.word());
        self.post(http, card, about).await;
    }

    /// Posts what became of a delete that could not be done before.
    pub(crate) async fn follow_up(&self, http: &Http) {
        self.post(http, self.card(), format!("{}f", self.facts.message)).await;
    }

    async fn post(&self, http: &Http, card: Card, about: String) {
        let Some(log) = self.settings.log.filter(|_| !self.facts.is_direct()) else { return };
        if let Err(failure) = requests::send(http, log, &card.message(), about).await {
            tracing::error!(
                ?failure,
                channel = log,
                post = self.facts.message,
                "the moderators could not be alerted"
            );
        }
    }

    fn card(&self) -> Card {
        let Self { render, facts, .. } = self;
        let leak = &facts.leak;
        let title = match leak.action {
            _ if self.deletion.failure.is_some() => say::ALERT_TITLE_NOT_REMOVED,
            Action::Delete => say::ALERT_TITLE_REMOVED,
            _ if self.settings.mode == Mode::Observe && leak.verdict == Verdict::Certain => {
                say::ALERT_TITLE_OBSERVED
            }
            _ => say::ALERT_TITLE_LIKELY,
        };
        let kind = render.phrases.kind(leak.kind.id, leak.kind.name);
        let field = |key: Key, value: String| (render.say(key), value, true);
        let mut embed = render
            .embed(&render.say(title), self.remedy())
            .colour(if leak.verdict == Verdict::Certain { 0x00C8_3C2E } else { 0x00E0_8A3C })
            .fields([
                field(say::ALERT_KIND, format!("{kind}\n`{}`", leak.kind.id)),
                field(say::ALERT_VERDICT, render.say(verdict_key(leak.verdict))),
                field(say::ALERT_REASON, render.say(reason_key(leak.reason))),
                field(say::ALERT_AUTHOR, format!("<@{}>", facts.author)),
                field(say::ALERT_CHANNEL, format!("<#{}>", facts.channel)),
                field(say::ALERT_TIME, format!("<t:{}:f>", facts.at)),
            ]);
        embed = embed.field(render.say(say::ALERT_DONE), self.done(), false);
        Card { embed, rows: vec![CreateActionRow::Buttons(self.buttons())] }
    }

    /// Whether a message of the leak can still be read.
    fn stands(&self) -> bool {
        self.facts.leak.action != Action::Delete || self.deletion.failure.is_some()
    }

    fn buttons(&self) -> Vec<CreateButton> {
        let Self { render, facts, .. } = self;
        let (channel, message) = (facts.channel, facts.message);
        let mut buttons = Vec::new();
        if self.stands() {
            let untold = (self.told == Told::NotAtAll && !facts.bot).then(|| Untold {
                author: facts.author,
                language: facts.lang.to_string(),
                form: facts.leak.kind.form,
            });
            let delete = Press::Delete { channel, message, title: facts.leak.title, untold };
            buttons.push(render.button(say::BUTTON_DELETE, ButtonStyle::Danger, &delete));
        }
        let false_alarm = Press::FalseAlarm { message, digest: facts.digest };
        let briefing = Press::Briefing { language: facts.lang.to_string(), form: facts.leak.kind.form };
        buttons.push(render.button(say::BUTTON_FALSE_ALARM, ButtonStyle::Secondary, &false_alarm));
        buttons.push(render.button(say::BUTTON_BRIEFING, ButtonStyle::Secondary, &briefing));
        if self.stands() {
            let link = jump(facts.guild.unwrap_or_default(), channel, message);
            buttons.push(CreateButton::new_link(link).label(render.say(say::ALERT_JUMP)));
        }
        buttons
    }

    /// What a moderator has to do where the bot could not.
    fn remedy(&self) -> String {
        let failure = self.deletion.failure.as_ref();
        let remedy = failure.map(|failure| remedy(&self.render, self.facts.channel, failure));
        let given_up = self.given_up.then(|| self.render.say(say::ALERT_GIVEN_UP));
        remedy.into_iter().chain(given_up).collect::<Vec<_>>().join("\n")
    }

    /// What would have been done, were the server not in observe mode.
    fn in_protect_mode(&self) -> Action {
        let protect = Settings { mode: Mode::Protect, ..self.settings.clone() };
        Action::on(self.facts.leak.verdict, &protect, self.facts.is_direct())
    }

    /// What was done, in a line.
    pub(crate) fn done(&self) -> String {
        let render = &self.render;
        let deleted = match self.facts.leak.action {
            Action::Delete => Some(
                render.phrases.fill(say::ALERT_DONE_DELETED, &[("count", &self.deletion.gone.to_string())]),
            ),
            _ if self.settings.mode == Mode::Observe => {
                let would = render.say(action_key(self.in_protect_mode()));
                Some(render.phrases.fill(say::ALERT_DONE_OBSERVED, &[("would", &would)]))
            }
            _ => None,
        };
        let told = match self.told {
            Told::Privately => Some(say::ALERT_DONE_WARNED_PRIVATE),
            Told::InChannel => Some(say::ALERT_DONE_WARNED_PUBLIC),
            Told::Already => None,
            Told::NotAtAll if self.settings.mode == Mode::Observe => None,
            Told::NotAtAll => Some(say::ALERT_DONE_NOT_WARNED),
        };
        let done: Vec<String> = deleted.into_iter().chain(told.map(|key| render.say(key))).collect();
        done.join(&render.say(say::LIST_BETWEEN))
    }
}

/// Where a message is.
pub(crate) fn jump(guild: Id, channel: Id, message: Id) -> String {
    format!("https://discord.com/channels/{guild}/{channel}/{message}")
}

/// What a moderator has to do where the bot could not act in `channel`.
pub(crate) fn remedy(render: &Render<'_>, channel: Id, failure: &Failure) -> String {
    explain(render, channel, failure, say::ALERT_MISSING_PERMISSION, say::ALERT_DELETE_FAILED)
}

/// Why an answer that a moderator chose is not in `channel`.
pub(crate) fn not_posted(render: &Render<'_>, channel: Id, failure: &Failure) -> String {
    explain(render, channel, failure, say::POST_MISSING_PERMISSION, say::POST_FAILED)
}

fn explain(render: &Render<'_>, channel: Id, failure: &Failure, missing: Key, failed: Key) -> String {
    match failure {
        Failure::Permission(permission) => {
            let (permission, channel) = (render.say(*permission), format!("<#{channel}>"));
            let values = [("permission", permission.as_str()), ("channel", channel.as_str())];
            render.phrases.fill(missing, &values)
        }
        failure => render.phrases.fill(failed, &[("status", &failure.to_string())]),
    }
}

/// The words for what the guard does.
pub(crate) fn action_key(action: Action) -> Key {
    match action {
        Action::None => say::ACTION_NONE,
        Action::Warn => say::ACTION_WARN,
        Action::Alert => say::ACTION_ALERT,
        Action::Delete => say::ACTION_DELETE,
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

#[cfg(test)]
mod tests {
    use crate::book::{Book, Lang};
    use crate::discord::guard::reported;
    use crate::phrases::Phrases;
    use crate::secrets::DETECTORS;
    use std::collections::BTreeSet;

    #[test]
    fn every_kind_has_a_name_in_every_language() {
        let book = Book::shipped().expect("sound");
        let kinds = || DETECTORS.iter().flat_map(|detector| detector.kinds).chain([reported(1).kind]);
        let known: BTreeSet<&str> = kinds().map(|kind| kind.id).collect();
        for ui in book.uis().iter().filter(|ui| ui.code != Lang::EN) {
            let named: BTreeSet<&str> = ui.kinds.keys().map(String::as_str).collect();
            assert_eq!(named, known, "{}", ui.code);
        }
        let kind = kinds().find(|kind| kind.id == "wif").expect("a kind");
        let name = |lang| Phrases::new(&book, lang).kind(kind.id, kind.name).to_owned();
        assert_eq!(name(Lang::EN), "Bitcoin private key (WIF)");
        assert_eq!(name(Lang::JA), "Bitcoinの秘密鍵（WIF）");
    }
}
