//! Preview and save: what becomes of a draft.

use super::draft::{Draft, Fields, lines, phrasings_here, written};
use super::faults::form_line;
use super::form::{phrasings_form, shown_of};
use super::press::{Asked, Step};
use super::{Moderator, Response, answer_form};
use crate::answers::script_lang;
use crate::book::{Flaw, Lang, Topic, Wrong, id_for};
use crate::discord::errors::of_store;
use crate::discord::ids::TopicCode;
use crate::discord::own;
use crate::discord::render::Render;
use crate::message::Id;
use crate::phrases as say;
use crate::store::StoreError;
use serenity::all::{ButtonStyle, CreateActionRow, Permissions};
use std::time::Duration;

/// How long *Saved* waits until the bot has learnt what was saved; it is learnt in the background else.
const LEARN: Duration = Duration::from_millis(800);
/// A message has room for so many flaws, and nobody mends more at once.
const FLAWS: usize = 8;
/// Nobody allows more hosts by hand; the settings have room for them.
const HOSTS: usize = 50;

impl Moderator<'_> {
    /// How the answer will look, with what is wrong with it, and the way on.
    pub(super) fn preview(&self, id: Id, draft: &Draft) -> Response {
        let (lang, topic, flaws) = draft.read(self.answers, &self.hosts());
        let mut buttons = vec![
            self.button(say::BUTTON_SAVE, ButtonStyle::Success, Step::Save { draft: id })
                .disabled(!flaws.is_empty()),
            self.button(say::BUTTON_EDIT_AGAIN, ButtonStyle::Secondary, Step::Again { draft: id }),
            self.button(say::BUTTON_DISCARD, ButtonStyle::Secondary, Step::Discard { draft: id }),
        ];
        if flaws.is_empty() {
            let card = Render::new(self.answers.book(), lang, self.render.signer).answer(&topic);
            let asked = topic.languages.get(&lang).map_or(0, |answer| answer.phrasings.len()).to_string();
            let text = self.render.phrases.fill(say::ANSWERS_PREVIEW, &[("count", &asked)]);
            let rows = card.rows.into_iter().chain([CreateActionRow::Buttons(buttons)]).collect();
            return self.respond(text, vec![card.embed], rows);
        }
        if self.may(Permissions::MANAGE_GUILD) && foreign_host(&flaws).is_some() {
            buttons.push(self.button(
                say::BUTTON_ALLOW_HOST,
                ButtonStyle::Primary,
                Step::Host { draft: id, sure: false },
            ));
        }
        let text = format!("{}\n{}", self.say(say::ANSWERS_NOT_YET), self.flaw_lines(&flaws));
        self.respond(text, Vec::new(), vec![CreateActionRow::Buttons(buttons)])
    }

    fn flaw_lines(&self, flaws: &[Flaw]) -> String {
        let lines = flaws.iter().take(FLAWS).map(|flaw| format!("- {}", form_line(&self.render, flaw)));
        lines.collect::<Vec<_>>().join("\n")
    }

    /// The form again, as it was sent.
    pub(super) fn again(&self, draft: &Draft) -> Response {
        let (code, version) = match &draft.base {
            Some((id, version)) => (Some(TopicCode::of(id)), *version),
            None => (None, 0),
        };
        if let (Some(code), true) = (&code, draft.phrasings_alone) {
            let typed = lines(&draft.fields.phrasings);
            return Response::Modal(phrasings_form(
                &self.render,
                code.clone(),
                version,
                draft.question,
                &typed,
            ));
        }
        Response::Modal(answer_form(&self.render, code, version, draft.question, &draft.fields))
    }

    /// Saves a draft, once: whoever presses a second time finds it gone.
    pub(super) async fn save(&self, id: Id) -> Response {
        let Some(mut draft) = self.state.drafts.take(id, self.guild, self.user) else {
            return self.line(say::ANSWERS_DRAFT_GONE);
        };
        let (lang, mut topic, flaws) = draft.read(self.answers, &self.hosts());
        if !flaws.is_empty() {
            // The hosts may have changed since the preview.
            self.state.drafts.keep(id, draft.clone());
            return self.preview(id, &draft);
        }
        let store = &self.state.store;
        let saved = match &draft.base {
            Some((_, version)) => store.edit_answer(self.guild, &topic.id, *version, &body(&topic)).await,
            None => match store.add_answer(self.guild, &topic.id, &body(&topic)).await {
                // The last try was saved after all, too late to be told.
                Err(StoreError::Exists(_)) if self.is_saved(&topic).await => Ok(()),
                // Somebody else has just taken the id.
                Err(StoreError::Exists(taken)) => {
                    let title = &draft.fields.title;
                    topic.id = id_for(title, |id| id == taken || self.answers.topic(id).is_some());
                    store.add_answer(self.guild, &topic.id, &body(&topic)).await
                }
                saved => saved,
            },
        };
        match saved {
            Ok(()) => self.saved(&topic, lang, draft.question).await,
            Err(StoreError::Conflict) if self.is_saved(&topic).await => {
                self.saved(&topic, lang, draft.question).await
            }
            Err(error) => {
                draft.tried = draft.base.is_none().then(|| topic.id.clone());
                if matches!(error, StoreError::Conflict | StoreError::Missing(_)) {
                    self.learn().await;
                    let now = self.state.answers(Some(self.guild));
                    // Whoever saves now knows that it replaces what somebody else wrote.
                    draft.base =
                        written(&now, &topic.id).map(|(topic, version)| (topic.id.clone(), *version));
                }
                self.state.drafts.keep(id, draft);
                self.private(of_store(&self.render, &error))
            }
        }
    }

    /// Whether this very answer is stored. A database that is slow to say that it has saved something counts as away, and
    /// whoever presses again meets what they saved themselves.
    async fn is_saved(&self, topic: &Topic) -> bool {
        let stored = self.state.store.answers(self.guild).await.unwrap_or_default();
        stored.iter().any(|stored| stored.id == topic.id && stored.body == body(topic))
    }

    async fn saved(&self, topic: &Topic, lang: Lang, question: Option<Asked>) -> Response {
        self.learn().await;
        if let Some(asked) = question {
            self.state.store.remove_unmatched(self.guild, asked.message);
        }
        let whole = self.answers.book().complete(topic);
        let title = whole.answer(lang).map_or(topic.id.as_str(), |(_, answer)| &answer.title);
        self.show(self.render.phrases.fill(say::ANSWERS_SAVED, &[("title", title)]), None)
    }

    /// Has what was saved learnt before it is said to be saved.
    pub(super) async fn learn(&self) {
        let learnt = tokio::time::timeout(LEARN, own::refresh(self.state, self.guild)).await;
        if !matches!(learnt, Ok(Ok(()))) {
            tracing::debug!(guild = self.guild, "what was saved is learnt a little later");
        }
    }

    /// Allows the host that a draft links to: asked first, done then.
    pub(super) async fn host(&self, id: Id, sure: bool) -> Response {
        let Some(draft) = self.state.drafts.get(id, self.guild, self.user) else {
            return self.line(say::ANSWERS_DRAFT_GONE);
        };
        let (.., flaws) = draft.read(self.answers, &self.hosts());
        let Some(host) = foreign_host(&flaws) else { return self.preview(id, &draft) };
        if !sure {
            let text = self.render.phrases.fill(say::ANSWERS_HOST_SURE, &[("host", host)]);
            let buttons = vec![
                self.button(say::BUTTON_HOST_SURE, ButtonStyle::Danger, Step::Host { draft: id, sure: true }),
                self.button(say::BUTTON_BACK, ButtonStyle::Secondary, Step::Preview { draft: id }),
            ];
            return self.respond(text, Vec::new(), vec![CreateActionRow::Buttons(buttons)]);
        }
        let first = self.state.settings(Some(self.guild));
        let changed = self.state.store.change_settings(self.guild, &first, |settings| {
            if settings.hosts.len() < HOSTS && !settings.hosts.iter().any(|known| known == host) {
                settings.hosts.push(host.to_owned());
            }
        });
        match changed.await {
            Ok(settings) if settings.hosts.iter().any(|known| known == host) => self.preview(id, &draft),
            Ok(_) => {
                let error = StoreError::TooMuch { what: "hosts", most: HOSTS };
                self.private(of_store(&self.render, &error))
            }
            Err(error) => self.private(of_store(&self.render, &error)),
        }
    }

    /// Saves the server's phrasings of a topic, its own or a shipped one.
    pub(super) async fn save_phrasings(
        &self,
        code: &TopicCode,
        version: i64,
        question: Option<Asked>,
        fields: Fields,
    ) -> Response {
        let Some(shown) = self.answers.find(code) else { return self.line(say::FAQ_UNKNOWN) };
        let id = shown.id.clone();
        let known = written(self.answers, &id);
        let mut phrasings = lines(&fields.phrasings);
        // What the form had no room for is left as it is.
        let here = phrasings_here(self.answers, &id);
        phrasings.extend(here.iter().skip(shown_of(&here)).cloned());
        let mut topic = known.map_or_else(|| Topic::blank(id.clone()), |(topic, _)| topic.clone());
        spread(&mut topic, &phrasings, shown);
        let flaws = self.answers.book().rules(&self.hosts()).flaws(std::slice::from_ref(&topic));
        let store = &self.state.store;
        let saved = match (version, topic.languages.is_empty()) {
            (0, true) => return self.line(say::ANSWERS_DISCARDED),
            (_, true) => store.remove_answer(self.guild, &id, version).await,
            _ if !flaws.is_empty() => {
                let text = format!("{}\n{}", self.say(say::ANSWERS_NOT_YET), self.flaw_lines(&flaws));
                return self.phrasings_again((id, version), question, fields, text);
            }
            (0, false) => store.add_answer(self.guild, &id, &body(&topic)).await,
            _ => store.edit_answer(self.guild, &id, version, &body(&topic)).await,
        };
        let lang = self.render.phrases.lang();
        match saved {
            Ok(()) => self.saved(&topic, lang, question).await,
            Err(StoreError::Exists(_) | StoreError::Conflict) if self.is_saved(&topic).await => {
                self.saved(&topic, lang, question).await
            }
            // Two added the first phrasing at once, or one took the last away: theirs and these stand in the form together.
            Err(StoreError::Exists(_) | StoreError::Conflict | StoreError::Missing(_)) => {
                self.learn().await;
                let now = self.state.answers(Some(self.guild));
                let version = written(&now, &id).map_or(0, |(_, version)| *version);
                let mut both = phrasings_here(&now, &id);
                both.truncate(shown_of(&both));
                both.extend(lines(&fields.phrasings).into_iter().filter(|new| !here.contains(new)));
                let fields = Fields { phrasings: both.join("\n"), ..fields };
                self.phrasings_again((id, version), question, fields, self.say(say::ERROR_STORE_CONFLICT))
            }
            Err(error) => {
                self.phrasings_again((id, version), question, fields, of_store(&self.render, &error))
            }
        }
    }

    /// Says why phrasings were not saved, and keeps what was typed for the next try.
    fn phrasings_again(
        &self,
        base: (String, i64),
        question: Option<Asked>,
        fields: Fields,
        why: String,
    ) -> Response {
        let (guild, writer, base) = (self.guild, self.user, Some(base));
        let draft = Draft { guild, writer, base, question, fields, phrasings_alone: true, tried: None };
        self.state.drafts.keep(self.interaction, draft);
        let id = self.interaction;
        let buttons = vec![
            self.button(say::BUTTON_EDIT_AGAIN, ButtonStyle::Primary, Step::Again { draft: id }),
            self.button(say::BUTTON_DISCARD, ButtonStyle::Secondary, Step::Discard { draft: id }),
        ];
        self.respond(why, Vec::new(), vec![CreateActionRow::Buttons(buttons)])
    }
}

/// Gives a topic these phrasings: each stays in its language, a new one goes where its script says.
fn spread(topic: &mut Topic, phrasings: &[String], shown: &Topic) {
    let mut rest: Vec<&String> = phrasings.iter().collect();
    for answer in topic.languages.values_mut() {
        answer.phrasings.retain(|known| phrasings.contains(known));
        rest.retain(|new| !answer.phrasings.contains(new));
    }
    for new in rest {
        let lang = script_lang(new).filter(|lang| shown.languages.contains_key(lang));
        let lang = lang.or(shown.languages.keys().next().copied()).unwrap_or(Lang::EN);
        topic.languages.entry(lang).or_default().phrasings.push(new.clone());
    }
    // What only added to a shipped answer, and adds nothing any more.
    topic.languages.retain(|_, answer| answer.has_text() || !answer.phrasings.is_empty());
}

/// The one host that is not allowed yet and is all that is wrong.
fn foreign_host(flaws: &[Flaw]) -> Option<&str> {
    let host = |flaw: &'_ Flaw| matches!(&flaw.what, Wrong::Host(_)) && flaw.key.contains(".links[");
    match flaws.iter().find(|flaw| host(flaw)).map(|flaw| &flaw.what) {
        Some(Wrong::Host(host)) => Some(host),
        _ => None,
    }
}

/// As it is stored: the form of a file of `responses/topics/`.
fn body(topic: &Topic) -> String {
    serde_json::to_string(topic).unwrap_or_default()
}
