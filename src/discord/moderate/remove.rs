//! Removing an answer of the server's own: asked first, and done only to what was shown.

use super::draft::written;
use super::press::Step;
use super::{Moderator, Response};
use crate::discord::errors::of_store;
use crate::discord::ids::{Press, TopicCode};
use crate::discord::own::Answers;
use crate::discord::render::Render;
use crate::phrases as say;
use crate::store::StoreError;
use serenity::all::{ButtonStyle, CreateActionRow};

/// The question whether to remove an answer, with its buttons; nothing where the server has no such answer.
pub(crate) fn removal(
    render: &Render<'_>,
    answers: &Answers,
    id: &str,
) -> Option<(String, Vec<CreateActionRow>)> {
    let (topic, version) = written(answers, id)?;
    let shown = answers.topic(&topic.id).and_then(|topic| topic.answer(render.phrases.lang()));
    let title = shown.map_or(topic.id.as_str(), |(_, answer)| &answer.title);
    let remove = Press::Step(Step::Remove { topic: TopicCode::of(&topic.id), version: *version });
    let buttons = vec![
        render.button(say::BUTTON_REMOVE, ButtonStyle::Danger, &remove),
        render.button(say::BUTTON_KEEP, ButtonStyle::Secondary, &Press::Step(Step::Keep)),
    ];
    let question = render.phrases.fill(say::ANSWERS_REMOVE_SURE, &[("title", title)]);
    Some((question, vec![CreateActionRow::Buttons(buttons)]))
}

impl Moderator<'_> {
    pub(super) async fn remove(&self, code: &TopicCode, version: i64) -> Response {
        let Some((topic, _)) = self.answers.written().iter().find(|(topic, _)| code.is(&topic.id)) else {
            return self.line(say::ERROR_STORE_MISSING);
        };
        match self.state.store.remove_answer(self.guild, &topic.id, version).await {
            Ok(()) => {
                self.learn().await;
                self.show(self.render.phrases.fill(say::ANSWERS_REMOVED, &[("id", &topic.id)]), None)
            }
            Err(StoreError::Missing(_)) => self.line(say::ERROR_STORE_MISSING),
            Err(error @ StoreError::Conflict) => {
                self.learn().await;
                let now = self.state.answers(Some(self.guild));
                // Asked anew: whoever presses now knows that the answer was changed.
                match removal(&self.render, &now, &topic.id) {
                    Some((question, rows)) => {
                        let text = format!("{}\n{question}", of_store(&self.render, &error));
                        self.respond(text, Vec::new(), rows)
                    }
                    None => self.line(say::ERROR_STORE_MISSING),
                }
            }
            Err(error) => self.private(of_store(&self.render, &error)),
        }
    }
}
