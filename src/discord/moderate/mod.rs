//! The moderators' desk: the server's own answers, written by form with a preview before they are saved, and the questions
//! that nobody matched. What people see, and what their presses and forms do; the rules are `book`'s, the memory `store`'s.

mod draft;
mod faults;
mod form;
mod press;
mod remove;
mod save;
mod unmatched;

pub(super) use draft::{Drafts, Fields, phrasings_here, written};
pub(super) use faults::flaw_line;
pub(super) use form::{answer_form, phrasings_form, shown_of};
pub(super) use press::Step;
#[cfg(test)]
pub(super) use press::every;
pub(super) use remove::removal;
pub(super) use unmatched::{SHOWN, list as list_questions};

use super::components::Pressed;
use super::ids::Press;
use super::own::Answers;
use super::render::{Card, Render, nobody, shorten};
use super::state::State;
use crate::book::Topic;
use crate::message::Id;
use crate::phrases::{self as say, Key};
use draft::Draft;
use serenity::all::{
    ButtonStyle, Cache, Context, CreateActionRow, CreateButton, CreateInteractionResponse,
    CreateInteractionResponseMessage, Http, Member, ModalInteraction, Permissions,
};

/// Somebody at the desk.
pub(super) struct Moderator<'a> {
    http: &'a Http,
    cache: &'a Cache,
    state: &'a State,
    answers: &'a Answers,
    render: Render<'a>,
    /// The interaction: a draft sent with it is known by its id.
    interaction: Id,
    guild: Id,
    user: Id,
    member: Option<&'a Member>,
    held: Permissions,
    /// Whether what is shown takes the place of the message that was used.
    in_place: bool,
}

type Response = CreateInteractionResponse;

/// Discord's longest content of a message.
const CONTENT: usize = 2000;

/// Deals with a button or select of the desk.
pub(super) async fn pressed(press: &Pressed<'_>, step: Step) -> Response {
    let interaction = press.interaction;
    let held = interaction.member.as_ref().and_then(|member| member.permissions).unwrap_or_default();
    let Some(guild) = interaction.guild_id else { return press.private_line(say::ERROR_GUILD_ONLY) };
    let moderator = Moderator {
        http: &press.ctx.http,
        cache: &press.ctx.cache,
        state: press.state,
        answers: press.answers,
        render: press.render,
        interaction: interaction.id.get(),
        guild: guild.get(),
        user: interaction.user.id.get(),
        member: interaction.member.as_ref(),
        held,
        in_place: true,
    };
    let chosen = match &interaction.data.kind {
        serenity::all::ComponentInteractionDataKind::StringSelect { values } => {
            values.first().map(String::as_str)
        }
        _ => None,
    };
    moderator.press(step, chosen).await
}

/// Deals with a form that was sent.
pub(super) async fn submitted(ctx: &Context, state: &State, form: &ModalInteraction) {
    let answers = state.answers(form.guild_id.map(|guild| guild.get()));
    let lang = state.meet(form.user.id.get(), &form.locale, form.guild_id, &answers.desk);
    let moderator = Moderator {
        http: &ctx.http,
        cache: &ctx.cache,
        state,
        answers: &answers,
        render: Render::new(answers.book(), lang, &state.signer),
        interaction: form.id.get(),
        guild: form.guild_id.map_or(0, |guild| guild.get()),
        user: form.user.id.get(),
        member: form.member.as_ref(),
        held: form.member.as_ref().and_then(|member| member.permissions).unwrap_or_default(),
        in_place: form.message.is_some(),
    };
    let response = match state.signer.open(&form.data.custom_id) {
        Some(Press::Step(step)) => moderator.submit(step, form).await,
        _ => moderator.private(moderator.say(say::ERROR_FORGED)),
    };
    if form.create_response(&ctx.http, response).await.is_err() {
        tracing::warn!(interaction = form.id.get(), "a form could not be answered");
    }
}

impl Moderator<'_> {
    /// Whoever presses may: `presser` was asked.
    async fn press(&self, step: Step, chosen: Option<&str>) -> Response {
        match step {
            Step::Form { .. } | Step::Phrasings { .. } => self.private(self.say(say::ERROR_FORGED)),
            Step::Save { draft } => self.save(draft).await,
            Step::Again { draft } => self.with(draft, |moderator, draft| moderator.again(&draft)),
            Step::Preview { draft: id } => self.with(id, |moderator, draft| moderator.preview(id, &draft)),
            Step::Discard { draft } => match self.state.drafts.take(draft, self.guild, self.user) {
                Some(_) => self.line(say::ANSWERS_DISCARDED),
                None => self.line(say::ANSWERS_DRAFT_GONE),
            },
            Step::Host { draft, sure } => self.host(draft, sure).await,
            Step::Remove { topic, version } => self.remove(&topic, version).await,
            Step::Keep => self.line(say::ANSWERS_KEPT),
            Step::List { page } => {
                self.show(String::new(), Some(list_answers(&self.render, self.answers, page)))
            }
            Step::Questions => self.questions().await,
            Step::Question => self.question(chosen).await,
            Step::Match(asked) => self.match_question(asked, chosen).await,
            Step::Write(asked) => self.write_for(asked).await,
            Step::Dismiss(asked) => self.dismiss(asked).await,
        }
    }

    async fn submit(&self, step: Step, form: &ModalInteraction) -> Response {
        if !self.may(Permissions::MANAGE_MESSAGES) {
            return self.lacks(say::PERMISSION_MANAGE_MESSAGES);
        }
        let fields = form::fields(form);
        // Whatever is typed passes the guard before anything is kept of it.
        if let Some(form) = super::guard::typed_secret(&fields.all()) {
            return self.private_card(self.render.typed_secret(form));
        }
        match step {
            Step::Form { topic, version, question } => {
                let base = topic.and_then(|code| {
                    let known = self.answers.written().iter().find(|(topic, _)| code.is(&topic.id))?;
                    Some((known.0.id.clone(), version))
                });
                let (guild, writer) = (self.guild, self.user);
                let draft =
                    Draft { guild, writer, base, question, fields, phrasings_alone: false, tried: None };
                self.state.drafts.keep(self.interaction, draft.clone());
                self.preview(self.interaction, &draft)
            }
            Step::Phrasings { topic, version, question } => {
                self.save_phrasings(&topic, version, question, fields).await
            }
            _ => self.private(self.say(say::ERROR_FORGED)),
        }
    }

    /// Does something with a draft that is still there.
    fn with(&self, draft: Id, act: impl FnOnce(&Self, Draft) -> Response) -> Response {
        match self.state.drafts.get(draft, self.guild, self.user) {
            Some(draft) => act(self, draft),
            None => self.line(say::ANSWERS_DRAFT_GONE),
        }
    }

    fn hosts(&self) -> Vec<String> {
        self.state.settings(Some(self.guild)).hosts.clone()
    }

    fn may(&self, permission: Permissions) -> bool {
        self.held.contains(permission) || self.held.administrator()
    }

    fn say(&self, key: Key) -> String {
        self.render.say(key)
    }

    fn lacks(&self, permission: Key) -> Response {
        let permission = self.say(permission);
        self.private(self.render.phrases.fill(say::ERROR_PERMISSION, &[("permission", &permission)]))
    }

    /// A line in the place of what was used, without its buttons.
    fn line(&self, line: Key) -> Response {
        self.show(self.say(line), None)
    }

    /// A text, perhaps with a card, in the place of what was used; for a form that a command opened, of its own.
    fn show(&self, text: String, card: Option<Card>) -> Response {
        let (embeds, rows) = card.map_or_else(Default::default, |card| (vec![card.embed], card.rows));
        self.respond(text, embeds, rows)
    }

    fn respond(
        &self,
        text: String,
        embeds: Vec<serenity::all::CreateEmbed>,
        rows: Vec<CreateActionRow>,
    ) -> Response {
        let message = CreateInteractionResponseMessage::new()
            .content(shorten(&text, CONTENT))
            .embeds(embeds)
            .components(rows)
            .allowed_mentions(nobody());
        if self.in_place {
            Response::UpdateMessage(message)
        } else {
            Response::Message(message.ephemeral(true))
        }
    }

    /// A line beside what was used, which stays.
    fn private(&self, text: String) -> Response {
        let message = CreateInteractionResponseMessage::new().content(shorten(&text, CONTENT));
        Response::Message(message.ephemeral(true).allowed_mentions(nobody()))
    }

    fn private_card(&self, card: Card) -> Response {
        let message = CreateInteractionResponseMessage::new().embed(card.embed).components(card.rows);
        Response::Message(message.ephemeral(true).allowed_mentions(nobody()))
    }

    fn button(&self, label: Key, style: ButtonStyle, step: Step) -> CreateButton {
        self.render.button(label, style, &Press::Step(step))
    }
}

/// So many answers on a page: with their ids they fill a phone's screen.
const PAGE: usize = 15;

/// A page of the server's own answers.
pub(super) fn list_answers(render: &Render<'_>, answers: &Answers, page: u16) -> Card {
    let written = answers.written();
    let pages = written.len().div_ceil(PAGE).max(1);
    let page = usize::from(page).min(pages - 1);
    let lines: Vec<String> =
        written.iter().skip(page * PAGE).take(PAGE).map(|(topic, _)| entry(render, answers, topic)).collect();
    let body = if lines.is_empty() { render.say(say::ANSWERS_NONE) } else { lines.join("\n") };
    let count = written.len().to_string();
    let title = render.phrases.fill(say::ANSWERS_LIST, &[("count", &count)]);
    let mut rows = Vec::new();
    if pages > 1 {
        let turn = |label: &str, to: Option<usize>| {
            let number = to.and_then(|to| u16::try_from(to).ok());
            // Two buttons may not have the same id; that of the disabled one leads nowhere.
            let press = Press::Step(Step::List { page: number.unwrap_or(u16::MAX) });
            CreateButton::new(render.signer.sign(&press)).label(label).disabled(number.is_none())
        };
        let next = Some(page + 1).filter(|&next| next < pages);
        rows.push(CreateActionRow::Buttons(vec![turn("◀", page.checked_sub(1)), turn("▶", next)]));
    }
    Card { embed: render.embed(&title, body), rows }
}

/// A line about one of the server's own answers.
fn entry(render: &Render<'_>, answers: &Answers, topic: &Topic) -> String {
    let shown = answers.topic(&topic.id).and_then(|topic| topic.answer(render.phrases.lang()));
    let title = shown.map_or(topic.id.as_str(), |(_, answer)| &answer.title);
    let phrasings: usize = topic.languages.values().map(|answer| answer.phrasings.len()).sum();
    let languages: Vec<&str> = topic.languages.keys().map(|lang| lang.as_str()).collect();
    let adds = answers.book().topic(&topic.id).is_some() && !topic.languages.values().any(|a| a.has_text());
    let key = if adds { say::ANSWERS_ENTRY_ADDS } else { say::ANSWERS_ENTRY };
    let (count, languages) = (phrasings.to_string(), languages.join(", "));
    let values =
        [("title", title), ("id", &topic.id), ("count", count.as_str()), ("languages", languages.as_str())];
    render.phrases.fill(key, &values)
}
