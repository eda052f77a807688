//! What moderators make of an alert: each press is done once, whoever else presses at the same moment, and the alert shows
//! who pressed what.

use super::components::Pressed;
use super::ids::{Press, Untold};
use super::notice::{Notice, Told, Victim};
use super::render::{Card, Render};
use super::{alert, requests, threads};
use crate::clock::now;
use crate::message::Id;
use crate::phrases::{self as say, Key};
use crate::policy::Recent;
use crate::secrets::Form;
use crate::store::Digest;
use futures_util::future::join_all;
use serenity::all::{
    ActionRowComponent, ButtonKind, CreateActionRow, CreateButton, CreateEmbed, CreateInteractionResponse,
    EditInteractionResponse,
};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What a moderator can do to an alert, once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Act {
    Delete,
    FalseAlarm,
}

/// Who did what to which alert. In memory, because Discord shows a button that was used until the alert is redrawn; after a
/// restart it is gone. All of a server's presses come to the one process that has its shard.
#[derive(Default)]
pub(crate) struct Verdicts(Mutex<Recent<(Id, Act), Mark>>);

#[derive(Clone, Copy)]
struct Mark {
    moderator: Id,
    /// The line that tells of it, once it is done.
    line: Option<Key>,
}

impl Verdicts {
    /// Lets this moderator do it, or names the one who was faster.
    fn claim(&self, alert: Id, act: Act, moderator: Id) -> Result<(), Id> {
        let mut verdicts = self.lock();
        match verdicts.get(&(alert, act)) {
            Some(first) => Err(first.moderator),
            None => {
                verdicts.insert((alert, act), Mark { moderator, line: None });
                Ok(())
            }
        }
    }

    /// It could not be done: anybody may try again.
    fn give_up(&self, alert: Id, act: Act) {
        self.lock().remove(&(alert, act));
    }

    fn done(&self, alert: Id, act: Act, moderator: Id, line: Key) {
        self.lock().insert((alert, act), Mark { moderator, line: Some(line) });
    }

    /// What is done, by whom, and the line for it.
    fn of(&self, alert: Id) -> Vec<(Act, Id, Key)> {
        let verdicts = self.lock();
        [Act::Delete, Act::FalseAlarm]
            .into_iter()
            .filter_map(|act| {
                let mark = verdicts.get(&(alert, act))?;
                Some((act, mark.moderator, mark.line?))
            })
            .collect()
    }

    fn lock(&self) -> MutexGuard<'_, Recent<(Id, Act), Mark>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Pressed<'_> {
    /// Deletes what the alert is about. Acknowledged first: a delete that Discord refuses for a moment is repeated for longer
    /// than a press may wait.
    pub(super) async fn delete(
        &self,
        channel: Id,
        message: Id,
        title: bool,
        untold: Option<Untold>,
    ) -> Option<CreateInteractionResponse> {
        if let Some(taken) = self.taken(Act::Delete) {
            return Some(taken);
        }
        self.acknowledge().await;
        match self.delete_case(channel, message, title).await {
            Ok(()) => {
                self.done(Act::Delete, say::ALERT_DELETED_BY);
                let told = self.tell_author(channel, message, untold);
                let (told, ()) = futures_util::join!(told, self.show_done(0));
                if told == Told::NotAtAll {
                    self.tell(self.render.say(say::ALERT_DONE_NOT_WARNED)).await;
                }
            }
            Err(failure) => {
                self.state.verdicts.give_up(self.interaction.message.id.get(), Act::Delete);
                self.tell(alert::remedy(&self.render, channel, &failure)).await;
            }
        }
        None
    }

    /// Tells the author of a message that is gone what to do, if nobody has told them before.
    async fn tell_author(&self, channel: Id, message: Id, untold: Option<Untold>) -> Told {
        let Some(Untold { author, language, form }) = untold else { return Told::Already };
        let victim = Victim { render: self.in_language(&language), author, channel, message, form };
        victim.tell(&self.ctx.http, Notice::Removed).await
    }

    /// Remembers that this moderator has done it; what is done to the alert by now.
    fn done(&self, act: Act, line: Key) -> Vec<(Act, Id, Key)> {
        let (alert, moderator) = (self.interaction.message.id.get(), self.interaction.user.id.get());
        self.state.verdicts.done(alert, act, moderator, line);
        self.state.verdicts.of(alert)
    }

    /// Shows in the alert what is done, if that is more than was `shown`. Of two edits on their way the older may arrive last:
    /// whoever finds afterwards that more is done by now shows it again.
    async fn show_done(&self, mut shown: usize) {
        loop {
            let done = self.state.verdicts.of(self.interaction.message.id.get());
            if done.len() <= shown {
                return;
            }
            let card = self.judged(&done);
            self.rewrite(EditInteractionResponse::new().embed(card.embed).components(card.rows)).await;
            shown = done.len();
        }
    }

    /// Deletes the message that completed the leak at once, and the others of its case as soon as they are known.
    async fn delete_case(&self, channel: Id, message: Id, title: bool) -> Result<(), requests::Failure> {
        let (http, reason) = (&self.ctx.http, self.in_guild().say(say::AUDIT_BY_MODERATOR));
        let guild = self.guild();
        let first = async {
            if title {
                threads::delete(http, channel, &reason).await
            } else {
                requests::delete(http, channel, message, &reason).await
            }
        };
        let (first, case) = futures_util::join!(first, self.state.store.incident(guild, message));
        first?;
        // With the database away, the message that completed the leak is what can be found.
        let messages = case.ok().flatten().map(|case| case.messages).unwrap_or_default();
        let others = messages.into_iter().filter(|&other| other != message && !title);
        let deletes = others.map(|other| requests::delete(http, channel, other, &reason));
        join_all(deletes.collect::<Vec<_>>()).await.into_iter().collect::<Result<(), _>>()?;
        self.state.store.amend_incident(guild, message, "delete-by-moderator");
        Ok(())
    }

    /// Remembers that the alert was wrong, also when its message is gone: the digest of the text came along in the button.
    pub(super) async fn false_alarm(
        &self,
        message: Id,
        digest: Option<Digest>,
    ) -> Option<CreateInteractionResponse> {
        if let Some(taken) = self.taken(Act::FalseAlarm) {
            return Some(taken);
        }
        let alert = self.interaction.message.id.get();
        if !self.state.store.mark_false_alarm(self.guild(), digest, message, now()) {
            self.state.verdicts.give_up(alert, Act::FalseAlarm);
            return Some(self.private_line(say::ALERT_FALSE_ALARM_FULL));
        }
        let line = if digest.is_some() { say::ALERT_FALSE_ALARM_BY } else { say::ALERT_FALSE_ALARM_ONCE_BY };
        let done = self.done(Act::FalseAlarm, line);
        self.answer(self.update(self.judged(&done))).await;
        self.show_done(done.len()).await;
        None
    }

    /// What a moderator can tell the victim, in the victim's language; posts nothing.
    pub(super) fn briefing(&self, language: &str, form: Form) -> CreateInteractionResponse {
        self.private(self.render.briefing(&self.in_language(language), form))
    }

    /// Who was faster, if somebody was.
    fn taken(&self, act: Act) -> Option<CreateInteractionResponse> {
        let (alert, moderator) = (self.interaction.message.id.get(), self.interaction.user.id.get());
        let first = self.state.verdicts.claim(alert, act, moderator).err()?;
        let user = format!("<@{first}>");
        Some(self.private_text(self.render.phrases.fill(say::ALERT_ALREADY, &[("user", &user)])))
    }

    /// The alert with what moderators have done, and the buttons that are left.
    fn judged(&self, done: &[(Act, Id, Key)]) -> Card {
        let (alert, render) = (&self.interaction.message, self.in_guild());
        let mut lines: Vec<String> = Vec::new();
        let mut embed = alert.embeds.first().cloned().unwrap_or_default();
        let name = render.say(say::ALERT_VERDICTS);
        // What was pressed before a restart stands in the alert alone.
        if let Some(at) = embed.fields.iter().position(|field| field.name == name) {
            lines.extend(embed.fields.remove(at).value.lines().map(str::to_owned));
        }
        for (_, moderator, line) in done {
            let line = render.phrases.fill(*line, &[("user", &format!("<@{moderator}>"))]);
            if !lines.contains(&line) {
                lines.push(line);
            }
        }
        let is_done = |act| done.iter().any(|verdict| verdict.0 == act);
        let is_left = |button: &ButtonKind| match button {
            ButtonKind::NonLink { custom_id, .. } => match self.state.signer.open(custom_id) {
                Some(Press::Delete { .. }) => !is_done(Act::Delete),
                Some(Press::FalseAlarm { .. }) => !is_done(Act::FalseAlarm),
                _ => true,
            },
            // A link to a message that is gone leads nowhere.
            _ => !is_done(Act::Delete),
        };
        let buttons = alert.components.iter().flat_map(|row| &row.components).filter_map(|part| match part {
            ActionRowComponent::Button(button) if is_left(&button.data) => {
                Some(CreateButton::from(button.clone()))
            }
            _ => None,
        });
        let embed = CreateEmbed::from(embed).field(name, lines.join("\n"), false);
        Card { embed, rows: vec![CreateActionRow::Buttons(buttons.collect())] }
    }

    /// Draws in the server's language: what is not for the presser alone.
    fn in_guild(&self) -> Render<'_> {
        Render::new(self.answers.book(), self.state.settings(Some(self.guild())).lang, &self.state.signer)
    }

    fn guild(&self) -> Id {
        self.interaction.guild_id.map(serenity::all::GuildId::get).unwrap_or_default()
    }
}
