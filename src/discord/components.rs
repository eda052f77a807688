//! Buttons and selects: each press is checked, answered within Discord's three seconds, and done once.

use super::errors;
use super::ids::{Press, TopicCode};
use super::outcomes::{self, Question};
use super::own::Answers;
use super::progress::DIRECT;
use super::render::{Card, Render, nobody};
use super::requests::{self, Failure};
use super::state::State;
use super::{alert, moderate};
use crate::book::{Lang, Topic};
use crate::clock::now;
use crate::message::Id;
use crate::phrases::{self as say, Key};
use crate::store::{Forgotten, Outcome};
use serde::Serialize;
use serenity::all::{
    ComponentInteraction, ComponentInteractionDataKind, Context, CreateActionRow, CreateInteractionResponse,
    CreateInteractionResponseFollowup, CreateInteractionResponseMessage, CreateMessage,
    EditInteractionResponse, MessageFlags, Permissions,
};
use std::sync::Arc;

/// Deals with a pressed button or a choice from a select.
pub(crate) async fn pressed(ctx: &Context, state: &Arc<State>, interaction: &ComponentInteraction) {
    let answers = &state.answers(interaction.guild_id.map(serenity::all::GuildId::get));
    let lang =
        state.meet(interaction.user.id.get(), &interaction.locale, interaction.guild_id, &answers.desk);
    let render = Render::new(answers.book(), lang, &state.signer);
    let press = Pressed { ctx, state, answers, interaction, render };
    let response = match state.signer.open(&interaction.data.custom_id) {
        Some(asked) => match press.refusal(asked.presser()) {
            Some(refusal) => Some(refusal),
            None => press.respond(asked).await,
        },
        None => Some(press.private_line(say::ERROR_FORGED)),
    };
    if let Some(response) = response {
        press.answer(response).await;
    }
}

/// A press, and what is needed to answer it.
pub(super) struct Pressed<'a> {
    pub(super) ctx: &'a Context,
    pub(super) state: &'a Arc<State>,
    pub(super) answers: &'a Answers,
    pub(super) interaction: &'a ComponentInteraction,
    /// Draws in the presser's language.
    pub(super) render: Render<'a>,
}

impl Pressed<'_> {
    /// The response to a press; `None` where it has been given.
    async fn respond(&self, press: Press) -> Option<CreateInteractionResponse> {
        Some(match press {
            Press::Solved { asker, topic } => self.solved(asker, &topic),
            Press::NotAsked { asker, shown, next, again } => {
                return self.not_asked(asker, &shown, &next, again).await;
            }
            Press::Pick { asker, topic } => self.pick(asker, &topic),
            Press::Language { topic, language } => self.language(&topic, &language),
            Press::Delete { channel, message, title, untold } => {
                return self.delete(channel, message, title, untold).await;
            }
            Press::Guidance { language, notice, form } => {
                self.private(self.in_language(&language).guidance(notice, form))
            }
            Press::AnswerMessage { message } => return self.answer_message(message).await,
            Press::FalseAlarm { message, digest } => return self.false_alarm(message, digest).await,
            Press::Briefing { language, form } => self.briefing(&language, form),
            Press::SetupPage { page } => return self.setup_page(page).await,
            Press::SetupChange { control } => return self.setup_change(control).await,
            Press::Incidents(listing) => self.incidents(listing).await,
            Press::Forget { sure } => self.forget(sure).await,
            Press::Step(step) => moderate::pressed(self, step).await,
        })
    }

    /// Answers the press; what Discord does not take as an answer any more is shown all the same.
    pub(super) async fn answer(&self, response: CreateInteractionResponse) {
        if self.interaction.create_response(&self.ctx.http, response.clone()).await.is_err() {
            tracing::warn!(interaction = self.interaction.id.get(), "a press could not be answered");
            if let CreateInteractionResponse::UpdateMessage(message) = response {
                self.show_late(&message).await;
            }
        }
    }

    /// Tells Discord that what comes of a press may take a while.
    pub(super) async fn acknowledge(&self) {
        let acknowledged = CreateInteractionResponse::Acknowledge;
        if self.interaction.create_response(&self.ctx.http, acknowledged).await.is_err() {
            tracing::warn!(interaction = self.interaction.id.get(), "a press could not be acknowledged");
        }
    }

    /// Rewrites the message whose button was pressed, after it was acknowledged.
    pub(super) async fn rewrite(&self, to: EditInteractionResponse) {
        if self.interaction.edit_response(&self.ctx.http, to.clone()).await.is_err() {
            self.show_late(&to).await;
        }
    }

    /// Tells whoever pressed something, after it was acknowledged.
    pub(super) async fn tell(&self, line: String) {
        let told = CreateInteractionResponseFollowup::new().content(line).ephemeral(true);
        if self.interaction.create_followup(&self.ctx.http, told).await.is_err() {
            tracing::warn!(
                interaction = self.interaction.id.get(),
                "the outcome of a press could not be shown"
            );
        }
    }

    /// Shows in a message for everybody what Discord did not take as the response any more: what is done is done, and the
    /// others must see it. Of a message for one person nobody else needs to know; they press again.
    pub(super) async fn show_late(&self, to: &(impl Serialize + Sync)) {
        let message = &self.interaction.message;
        let private = message.flags.is_some_and(|flags| flags.contains(MessageFlags::EPHEMERAL));
        if private {
            return;
        }
        if let Err(failure) = requests::edit(&self.ctx.http, message.channel_id, message.id, to).await {
            tracing::warn!(?failure, message = message.id.get(), "the outcome of a press could not be shown");
        }
    }

    /// The asker is helped: the answer shrinks to a line.
    fn solved(&self, asker: Id, topic: &TopicCode) -> CreateInteractionResponse {
        self.count(std::slice::from_ref(topic), Outcome::Solved);
        if let Some(question) = self.question(asker) {
            self.state.store.remove_unmatched(question.guild, question.message);
        }
        let title =
            self.interaction.message.embeds.first().and_then(|embed| embed.title.clone()).unwrap_or_default();
        self.update(Card { embed: self.render.solved(&title), rows: Vec::new() })
    }

    /// The answer did not fit: the next ones are offered, and the second time a person is called.
    async fn not_asked(
        &self,
        asker: Id,
        shown: &[TopicCode],
        next: &[TopicCode],
        again: bool,
    ) -> Option<CreateInteractionResponse> {
        self.count(shown, Outcome::NotAsked);
        if let Some(question) = self.question(asker) {
            let nearest = shown.iter().chain(next).filter_map(|code| self.topic(code));
            outcomes::not_asked(self.state, &question, nearest.map(|topic| topic.id.clone()).collect());
        }
        let topics: Vec<&Topic> = next.iter().filter_map(|code| self.topic(code)).collect();
        if !again && !topics.is_empty() {
            return Some(self.update(self.render.choices(say::REPLY_MORE, &topics, asker, &[], true)));
        }
        self.acknowledge().await;
        let line = if self.call_helper(asker).await { say::REPLY_HELPER } else { say::REPLY_NO_MORE };
        let card = self.render.official(line);
        let edit = EditInteractionResponse::new().content("").embed(card.embed).components(card.rows);
        self.rewrite(edit).await;
        None
    }

    /// Tells the moderators that somebody needs a person; `false` where there is nobody to tell.
    async fn call_helper(&self, asker: Id) -> bool {
        let guild = self.interaction.guild_id.map(serenity::all::GuildId::get);
        let settings = self.state.settings(guild);
        let Some(log) = settings.log else { return false };
        let render = Render::new(self.answers.book(), settings.lang, &self.state.signer);
        let channel = format!("<#{}>", self.interaction.channel_id);
        let user = format!("<@{asker}>");
        let body = render.phrases.fill(say::HELPER_BODY, &[("user", &user), ("channel", &channel)]);
        let jump = serenity::all::CreateButton::new_link(self.interaction.message.link())
            .label(render.say(say::ALERT_JUMP));
        let call = CreateMessage::new()
            .embed(render.embed(&render.say(say::HELPER_TITLE), body))
            .components(vec![CreateActionRow::Buttons(vec![jump])])
            .allowed_mentions(nobody());
        requests::send(&self.ctx.http, log, &call, self.interaction.message.id.get()).await.is_ok()
    }

    /// One of several is chosen: for the asker it takes the choice's place, anybody else sees it privately.
    fn pick(&self, asker: Id, code: &TopicCode) -> CreateInteractionResponse {
        let Some(topic) = self.topic(code) else { return self.private_line(say::FAQ_UNKNOWN) };
        if self.is(asker) {
            self.update(self.render.answer_for(topic, asker, &[], true))
        } else {
            self.private(self.render.answer(topic))
        }
    }

    fn language(&self, code: &TopicCode, language: &str) -> CreateInteractionResponse {
        let Some(topic) = self.topic(code) else { return self.private_line(say::FAQ_UNKNOWN) };
        self.count(std::slice::from_ref(code), Outcome::OtherLanguage);
        self.private(self.in_language(language).answer(topic))
    }

    /// A moderator chose an answer for somebody's message. Acknowledged first: a request that Discord refuses for a moment is
    /// repeated for longer than a press may wait.
    async fn answer_message(&self, question: Id) -> Option<CreateInteractionResponse> {
        let ComponentInteractionDataKind::StringSelect { values } = &self.interaction.data.kind else {
            return Some(self.private_line(say::ERROR_FORGED));
        };
        let topic = values.first().and_then(|id| self.answers.topic(id));
        let Some(topic) = topic else { return Some(self.private_line(say::FAQ_UNKNOWN)) };
        self.acknowledge().await;
        let channel = self.interaction.channel_id.get();
        match self.post_answer(channel, question, topic).await {
            Ok(posted) => {
                self.state.remember_reply(question, channel, posted);
                if let Some(guild) = self.interaction.guild_id {
                    self.state.store.remove_unmatched(guild.get(), question);
                    // Chosen twice, it was posted once.
                    if self.state.is_first(&posted) {
                        self.state.store.count(guild.get(), &topic.id, Outcome::Answered, now());
                    }
                }
                let shown = EditInteractionResponse::new().content(self.render.say(say::FAQ_SHOWN));
                self.rewrite(shown.components(Vec::new())).await;
            }
            Err(Failure::Gone) => self.tell(self.render.say(say::CONTEXT_GONE)).await,
            Err(failure) => self.tell(alert::not_posted(&self.render, channel, &failure)).await,
        }
        None
    }

    /// Posts an answer under a message, in the language of the message; its id.
    async fn post_answer(&self, channel: Id, question: Id, topic: &Topic) -> Result<Id, Failure> {
        let asked = requests::fetch(&self.ctx.http, channel, question).await?;
        let lang = crate::answers::script_lang(&asked.content).unwrap_or(self.render.phrases.lang());
        let render = Render::new(self.answers.book(), lang, &self.state.signer);
        let card = render.answer_for(topic, asked.author.id.get(), &[], true);
        let reply = super::render::reply(card.message(), channel, question);
        // However often it is chosen, it is posted once; and it is not taken for the desk's own reply to the same message.
        let about = question ^ TopicCode::of(&topic.id).number();
        Ok(requests::send(&self.ctx.http, channel, &reply, about).await?.id.get())
    }

    /// Removes everything about whoever presses, in every server.
    async fn forget(&self, sure: bool) -> CreateInteractionResponse {
        let user = self.interaction.user.id.get();
        let line = if sure {
            let (http, state) = (Arc::clone(&self.ctx.http), Arc::clone(self.state));
            // A press is answered within three seconds, whatever Discord is like.
            tokio::spawn(async move {
                if let Ok(conversation) = requests::direct(&http, user).await {
                    state.store.unsee(DIRECT, conversation);
                }
            });
            match self.state.store.forget_user(user).await {
                Ok(Forgotten::Now(_)) => say::FORGET_DONE,
                Ok(Forgotten::Soon) => say::FORGET_SOON,
                Err(error) => return self.private_text(errors::of_store(&self.render, &error)),
            }
        } else {
            say::FORGET_KEPT
        };
        let embed = self.render.embed(&self.render.say(say::FORGET_TITLE), self.render.say(line));
        self.update(Card { embed, rows: Vec::new() })
    }

    pub(super) fn in_language(&self, language: &str) -> Render<'_> {
        let lang = Lang::new(language).unwrap_or(Lang::EN);
        Render::new(self.answers.book(), lang, &self.state.signer)
    }

    fn topic(&self, code: &TopicCode) -> Option<&Topic> {
        self.answers.find(code)
    }

    /// Counts what became of topics; the same press on the same message counts once.
    fn count(&self, topics: &[TopicCode], outcome: Outcome) {
        let Some(guild) = self.interaction.guild_id else { return };
        // Anybody may ask for another language; a question is solved once.
        let by = if outcome == Outcome::OtherLanguage { self.interaction.user.id.get() } else { 0 };
        if self.state.is_first(&(self.interaction.message.id, by, &self.interaction.data.custom_id)) {
            for topic in topics.iter().filter_map(|code| self.topic(code)) {
                self.state.store.count(guild.get(), &topic.id, outcome, now());
            }
        }
    }

    /// The question that the message with the button replies to.
    fn question(&self, asker: Id) -> Option<Question> {
        let message = self.interaction.message.message_reference.as_ref()?.message_id?.get();
        let channel = self.interaction.channel_id.get();
        Some(Question { guild: self.interaction.guild_id?.get(), channel, message, asker })
    }

    pub(super) fn is(&self, user: Id) -> bool {
        self.interaction.user.id.get() == user
    }

    pub(super) fn has(&self, permission: Permissions) -> bool {
        let held = self.interaction.member.as_ref().and_then(|member| member.permissions);
        held.is_some_and(|held| held.contains(permission) || held.administrator())
    }

    pub(super) fn lacks(&self, permission: Key) -> CreateInteractionResponse {
        let permission = self.render.say(permission);
        self.private_text(self.render.phrases.fill(say::ERROR_PERMISSION, &[("permission", &permission)]))
    }

    pub(super) fn private_line(&self, line: Key) -> CreateInteractionResponse {
        self.private_text(self.render.say(line))
    }

    pub(super) fn private_text(&self, text: String) -> CreateInteractionResponse {
        CreateInteractionResponse::Message(
            CreateInteractionResponseMessage::new().content(text).ephemeral(true).allowed_mentions(nobody()),
        )
    }

    pub(super) fn private(&self, card: Card) -> CreateInteractionResponse {
        CreateInteractionResponse::Message(
            CreateInteractionResponseMessage::new()
                .embed(card.embed)
                .components(card.rows)
                .ephemeral(true)
                .allowed_mentions(nobody()),
        )
    }

    /// Puts `card` in the place of the message whose button was pressed.
    pub(super) fn update(&self, card: Card) -> CreateInteractionResponse {
        CreateInteractionResponse::UpdateMessage(
            CreateInteractionResponseMessage::new()
                .content("")
                .embed(card.embed)
                .components(card.rows)
                .allowed_mentions(nobody()),
        )
    }
}
