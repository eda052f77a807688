//! The questions that nobody matched: where they are, what came nearest, and what to do about each. No text is kept; what
//! stands in the form comes from Discord when it is opened.

use super::draft::{Fields, phrasings_here, written};
use super::form::shown_of;
use super::press::{Asked, Step};
use super::{Moderator, Response, answer_form, phrasings_form};
use crate::answers::script_lang;
use crate::book::LONGEST_PHRASING;
use crate::discord::errors::of_store;
use crate::discord::guard;
use crate::discord::ids::{Press, TopicCode};
use crate::discord::own::Answers;
use crate::discord::render::{Card, Render, shorten};
use crate::message::Id;
use crate::phrases as say;
use crate::store::{Unmatched, WhyUnmatched};
use crate::text::Private;
use serenity::all::{
    ButtonStyle, ChannelType, CreateActionRow, CreateButton, CreateSelectMenu, CreateSelectMenuKind,
    CreateSelectMenuOption, Permissions,
};
use std::time::Duration;

/// How many are shown: a dozen lines, each of at most 300 characters, fit an embed (4,096) and nearly a screen.
pub(crate) const SHOWN: u16 = 12;
/// Discord's most options of a select, the longest label of one, and of its description.
const OPTIONS: usize = 25;
const LABEL: usize = 100;
/// How long a form waits for the text of its question: Discord waits three seconds for the form.
const FETCH: Duration = Duration::from_millis(1500);
/// How long the list waits for what was just taken off it; reading it may take two of Discord's three seconds.
const FLUSH: Duration = Duration::from_millis(500);

impl Asked {
    fn link(self, guild: Id) -> String {
        format!("https://discord.com/channels/{guild}/{}/{}", self.channel, self.message)
    }
}

/// The list of questions, with a select to deal with one.
pub(crate) fn list(render: &Render<'_>, answers: &Answers, questions: &[Unmatched]) -> Card {
    let lines: Vec<String> =
        questions.iter().zip(1..).map(|(question, n)| line(render, answers, question, n)).collect();
    if lines.is_empty() {
        let body = render.say(say::UNMATCHED_NONE);
        return Card { embed: render.embed(&render.say(say::UNMATCHED_TITLE), body), rows: Vec::new() };
    }
    let options = questions.iter().zip(1..).map(|(question, n)| {
        let near =
            nearest(render, answers, question).unwrap_or_else(|| render.say(say::UNMATCHED_NO_CANDIDATE));
        let value = format!("{}:{}", question.channel, question.message);
        CreateSelectMenuOption::new(shorten(&format!("{n}. {near}"), LABEL), value)
    });
    let kind = CreateSelectMenuKind::String { options: options.take(OPTIONS).collect() };
    let select = CreateSelectMenu::new(render.signer.sign(&Press::Step(Step::Question)), kind)
        .placeholder(render.say(say::UNMATCHED_PICK));
    Card {
        embed: render.embed(&render.say(say::UNMATCHED_TITLE), lines.join("\n")),
        rows: vec![CreateActionRow::SelectMenu(select)],
    }
}

fn line(render: &Render<'_>, answers: &Answers, question: &Unmatched, n: usize) -> String {
    let asked = Asked { channel: question.channel, message: question.message };
    let near: Vec<String> = titles(render, answers, question).take(2).collect();
    let why = match question.why {
        WhyUnmatched::Silence => say::UNMATCHED_SILENCE,
        WhyUnmatched::NotAsked => say::UNMATCHED_NOT_ASKED,
    };
    let (link, jump, why) = (asked.link(question.guild), render.say(say::ALERT_JUMP), render.say(why));
    let place = format!("<#{}> [{jump}]({link})", asked.channel);
    format!("{n}. {place} <t:{}:R> · {why}\n-# {}", question.at, near.join(" / "))
}

fn titles<'a>(
    render: &'a Render<'_>,
    answers: &'a Answers,
    question: &'a Unmatched,
) -> impl Iterator<Item = String> + 'a {
    let title = |id: &String| Some(answers.topic(id)?.answer(render.phrases.lang())?.1.title.clone());
    question.candidates.iter().filter_map(title)
}

fn nearest(render: &Render<'_>, answers: &Answers, question: &Unmatched) -> Option<String> {
    titles(render, answers, question).next()
}

impl Moderator<'_> {
    pub(super) async fn questions(&self) -> Response {
        match self.state.store.unmatched(self.guild, SHOWN).await {
            Ok(questions) => self.show(String::new(), Some(list(&self.render, self.answers, &questions))),
            Err(error) => self.private(of_store(&self.render, &error)),
        }
    }

    /// One question: where it is, and what can be done about it.
    pub(super) async fn question(&self, chosen: Option<&str>) -> Response {
        let chosen = chosen.and_then(|value| value.split_once(':'));
        let chosen = chosen.and_then(|(channel, message)| {
            Some(Asked { channel: channel.parse().ok()?, message: message.parse().ok()? })
        });
        let Some(asked) = chosen else { return self.private(self.say(say::ERROR_FORGED)) };
        let questions = match self.state.store.unmatched(self.guild, u16::MAX).await {
            Ok(questions) => questions,
            Err(error) => return self.private(of_store(&self.render, &error)),
        };
        // Somebody else has dealt with it meanwhile, or it was deleted.
        let Some(question) = questions.iter().find(|question| question.message == asked.message) else {
            return self.questions().await;
        };
        let lang = self.render.phrases.lang();
        let ids = self.answers.all(question.candidates.clone());
        let options = ids.iter().filter_map(|id| {
            let (_, answer) = self.answers.topic(id)?.answer(lang)?;
            Some(CreateSelectMenuOption::new(shorten(&answer.title, LABEL), id))
        });
        let kind = CreateSelectMenuKind::String { options: options.take(OPTIONS).collect() };
        let id = self.render.signer.sign(&Press::Step(Step::Match(asked)));
        let select = CreateSelectMenu::new(id, kind).placeholder(self.say(say::UNMATCHED_MATCH));
        let buttons = vec![
            self.button(say::BUTTON_NEW_ANSWER, ButtonStyle::Primary, Step::Write(asked)),
            self.button(say::BUTTON_DISMISS, ButtonStyle::Secondary, Step::Dismiss(asked)),
            self.button(say::BUTTON_BACK, ButtonStyle::Secondary, Step::Questions),
            CreateButton::new_link(asked.link(self.guild)).label(self.say(say::ALERT_JUMP)),
        ];
        let rows = vec![CreateActionRow::SelectMenu(select), CreateActionRow::Buttons(buttons)];
        let body =
            format!("{}\n\n{}", line(&self.render, self.answers, question, 1), self.say(say::UNMATCHED_HOW));
        let embed = self.render.embed(&self.say(say::UNMATCHED_TITLE), body);
        self.show(String::new(), Some(Card { embed, rows }))
    }

    /// The phrasings of the chosen topic, with the question as one more.
    pub(super) async fn match_question(&self, asked: Asked, chosen: Option<&str>) -> Response {
        let topic = chosen.and_then(|id| self.answers.topic(id));
        let Some(topic) = topic else { return self.private(self.say(say::FAQ_UNKNOWN)) };
        let version = written(self.answers, &topic.id).map_or(0, |(_, version)| *version);
        let mut phrasings = phrasings_here(self.answers, &topic.id);
        phrasings.truncate(shown_of(&phrasings));
        let text = self.text_of(asked).await;
        phrasings.extend(Some(text.as_str().to_owned()).filter(|text| !text.is_empty()));
        Response::Modal(phrasings_form(
            &self.render,
            TopicCode::of(&topic.id),
            version,
            Some(asked),
            &phrasings,
        ))
    }

    /// A form for a new answer, with the question as its first phrasing.
    pub(super) async fn write_for(&self, asked: Asked) -> Response {
        let text = self.text_of(asked).await;
        let lang = script_lang(text.as_str()).unwrap_or(self.render.phrases.lang());
        let fields = Fields { phrasings: text.as_str().to_owned(), ..Fields::blank(lang) };
        Response::Modal(answer_form(&self.render, None, 0, Some(asked), &fields))
    }

    pub(super) async fn dismiss(&self, asked: Asked) -> Response {
        self.state.store.remove_unmatched(self.guild, asked.message);
        // The list is read after what was just taken off it.
        self.state.store.flush(FLUSH).await;
        self.questions().await
    }

    /// Whether this moderator may read that channel: managing messages in one does not open the others. Who is in a private
    /// thread is not known here, so it is open to those who manage threads alone.
    fn may_read(&self, channel: Id) -> bool {
        let Some(guild) = self.cache.guild(self.guild) else { return false };
        let thread = guild.threads.iter().find(|thread| thread.id.get() == channel);
        let home = thread.and_then(|thread| thread.parent_id).unwrap_or(channel.into());
        let mut reads = Permissions::VIEW_CHANNEL | Permissions::READ_MESSAGE_HISTORY;
        if thread.is_some_and(|thread| thread.kind == ChannelType::PrivateThread) {
            reads |= Permissions::MANAGE_THREADS;
        }
        guild
            .channels
            .get(&home)
            .zip(self.member)
            .is_some_and(|(home, member)| guild.user_permissions_in(home, member).contains(reads))
    }

    /// What a question says now, on one line and no longer than a phrasing; nothing when this moderator may not read it, it
    /// holds a secret, is gone, or Discord takes too long.
    async fn text_of(&self, asked: Asked) -> Private {
        if !self.may_read(asked.channel) {
            return Private::default();
        }
        let message = self.http.get_message(asked.channel.into(), asked.message.into());
        let Ok(Ok(message)) = tokio::time::timeout(FETCH, message).await else { return Private::default() };
        if guard::typed_secret(&message.content).is_some() {
            return Private::default();
        }
        let line = message.content.split_whitespace().collect::<Vec<_>>().join(" ");
        Private::new(shorten(&line, LONGEST_PHRASING))
    }
}
