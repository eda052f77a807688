//! Puts a decision into words, for moderators who ask why. Shows kinds and reasons, never the text.

use super::alert::{action_key, reason_key, verdict_key};
use super::own::Answers;
use super::render::Render;
use crate::answers::{Question, Reason};
use crate::message::{Author, Message, Place};
use crate::phrases::{self as say, Key};
use crate::policy::{self, Cooldown, Leak, Memory, Offer, Reply, Settings, Why};
use crate::text::Private;

/// What the bot would do with a text typed into a help channel by somebody who just came.
pub(super) fn text(render: &Render<'_>, answers: &Answers, settings: &Settings, text: &str) -> String {
    let help = settings.help.first().copied().unwrap_or_default();
    let message = Message {
        id: 0,
        author: Author::default(),
        // Without a help channel the desk would be silent about everything; the caller wants to know what it would say.
        place: Place { guild: settings.help.first().map(|_| 0), channel: help, home: help, thread: None },
        at: 0,
        content: Private::new(text),
        extras: Vec::new(),
        edited: false,
        replies_to_other: false,
    };
    self::message(render, answers, settings, &message)
}

/// What the bot decides about this message by itself, whatever was said before it.
pub(super) fn message(
    render: &Render<'_>,
    answers: &Answers,
    settings: &Settings,
    message: &Message,
) -> String {
    let leak = policy::guard(message, settings, &mut Memory::default());
    let answer =
        policy::answer(message, &answers.desk, answers.own(), settings, &Cooldown::default(), message.at);
    let mut lines =
        vec![leak.as_ref().map_or_else(|| render.say(say::TRY_GUARD_CLEAR), |leak| guard_line(render, leak))];
    lines.push(match (&leak, &answer) {
        (Some(_), _) => silent(render, say::WHY_GUARDED),
        (None, Ok(reply)) => offer_line(render, answers, reply),
        (None, Err(silence)) => silent(render, why_key(silence.why)),
    });
    let closest = answers.ranked(&policy::question(message, settings));
    lines.push(
        render.phrases.fill(
            say::TRY_RANKING,
            &[("topics", &titles(render, answers, &closest[..closest.len().min(3)]))],
        ),
    );
    let named = match answer.as_ref().map(|reply| &reply.offer) {
        Ok(Offer::Answer(topic)) => Some(topic),
        Ok(Offer::Suggest(topics)) => topics.first(),
        _ => closest.first(),
    };
    lines.extend(named.and_then(|topic| because_line(render, answers, message, topic)));
    lines.join("\n")
}

/// What the words of a message mean that speak for an answer; the words themselves are not repeated.
fn because_line(render: &Render<'_>, answers: &Answers, message: &Message, topic: &str) -> Option<String> {
    let text = message.content.as_str();
    let question = Question { title: "", text, locale: None, home: render.phrases.lang() };
    let because = answers.desk.because(&question, topic).into_iter();
    let meant = because.filter_map(|reason| match reason {
        Reason::Means(name) => Some(render.phrases.meaning(name)),
        Reason::Says(_) => None,
    });
    let meant = meant.collect::<Vec<_>>().join(&render.say(say::LIST_BETWEEN));
    (!meant.is_empty()).then(|| render.phrases.fill(say::TRY_BECAUSE, &[("reasons", &meant)]))
}

fn guard_line(render: &Render<'_>, leak: &Leak) -> String {
    let action = render.say(action_key(leak.action));
    let (verdict, reason) = (render.say(verdict_key(leak.verdict)), render.say(reason_key(leak.reason)));
    let values =
        [("action", action.as_str()), ("kind", leak.kind.id), ("verdict", &verdict), ("reason", &reason)];
    render.phrases.fill(say::TRY_GUARD, &values)
}

fn offer_line(render: &Render<'_>, answers: &Answers, reply: &Reply) -> String {
    match &reply.offer {
        Offer::Answer(topic) => {
            let title = titles(render, answers, std::slice::from_ref(topic));
            render.phrases.fill(say::TRY_ANSWER, &[("topic", &title)])
        }
        Offer::Suggest(topics) => {
            render.phrases.fill(say::TRY_SUGGEST, &[("topics", &titles(render, answers, topics))])
        }
        Offer::Official => {
            render.phrases.fill(say::TRY_SUGGEST, &[("topics", &render.say(say::OFFICIAL_TITLE))])
        }
    }
}

fn silent(render: &Render<'_>, why: Key) -> String {
    render.phrases.fill(say::TRY_SILENT, &[("why", &render.say(why))])
}

/// The titles of topics, in the reader's language.
fn titles(render: &Render<'_>, answers: &Answers, topics: &[String]) -> String {
    let title = |id: &String| Some(answers.topic(id)?.answer(render.phrases.lang())?.1.title.clone());
    topics.iter().filter_map(title).collect::<Vec<_>>().join(" / ")
}

fn why_key(why: Why) -> Key {
    match why {
        Why::NotHelp => say::WHY_NOT_HELP,
        Why::Bot => say::WHY_BOT,
        Why::Staff => say::WHY_STAFF,
        Why::Reply => say::WHY_REPLY,
        Why::NotOpener => say::WHY_NOT_OPENER,
        Why::Resolved => say::WHY_RESOLVED,
        Why::Answered => say::WHY_ANSWERED,
        Why::Cooldown => say::WHY_COOLDOWN,
        Why::Edit => say::WHY_EDIT,
        Why::Old => say::WHY_OLD,
        Why::NoMatch(_) => say::WHY_NO_MATCH,
    }
}
