//! Puts a decision into words, for moderators who ask why. Shows kinds and reasons, never the text.

use super::alert::{action_key, reason_key, verdict_key};
use super::own::Answers;
use super::render::Render;
use super::state::State;
use crate::answers::{Question, Reason};
use crate::clock::now;
use crate::message::{Author, Id, Message, Place};
use crate::phrases::{self as say, Key};
use crate::policy::{self, FRESH, Leak, Memory, Offer, Reply, Settings, Why};
use crate::text::Private;

/// What would happen to a text that somebody who just came posts now: in `channel` if questions are answered there, else in
/// the first channel where they are.
pub(super) fn text(
    state: &State,
    render: &Render<'_>,
    answers: &Answers,
    (guild, channel): (Id, Id),
    text: &str,
) -> String {
    let settings = state.settings(Some(guild));
    let help = settings.help.contains(&channel).then_some(channel).or(settings.help.first().copied());
    let channel = help.unwrap_or(channel);
    let message = Message {
        id: 0,
        author: Author::default(),
        place: Place { guild: Some(guild), channel, home: channel, thread: None },
        at: now(),
        content: Private::new(text),
        extras: Vec::new(),
        edited: false,
        replies_to_other: false,
    };
    let judged = Some(&message).filter(|message| !state.is_harmless(message));
    let leak = judged.and_then(|message| policy::guard(message, &settings, &mut Memory::default()));
    let place = render.phrases.fill(say::TRY_PLACE, &[("channel", &format!("<#{channel}>"))]);
    format!("{place}\n{}", self::message(state, render, answers, &message, leak.as_ref()))
}

/// What holds for this message now, in which the guard finds `leak`.
pub(super) fn message(
    state: &State,
    render: &Render<'_>,
    answers: &Answers,
    message: &Message,
    leak: Option<&Leak>,
) -> String {
    let settings = &state.settings(message.place.guild);
    let answer = answer(state, answers, settings, message);
    let mut lines = vec![match leak {
        Some(leak) => guard_line(render, leak),
        None if state.is_harmless(message) => render.say(say::TRY_GUARD_HARMLESS),
        None => render.say(say::TRY_GUARD_CLEAR),
    }];
    lines.push(match (leak, &answer) {
        (Some(_), _) => silent(render, say::WHY_GUARDED),
        (None, _) if state.has_reply(message.id) => silent(render, say::WHY_REPLIED),
        (None, Ok(reply)) => offer_line(render, answers, reply),
        (None, Err(why)) => silent(render, why_key(*why)),
    });
    let question = policy::question(message, settings);
    let closest = answers.ranked(&question);
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
    lines.extend(named.and_then(|topic| because_line(render, answers, &question, topic)));
    lines.join("\n")
}

/// What the desk says to a message, or why it says nothing. Its age comes last: else it would hide every other reason, as few
/// ask within five minutes.
fn answer(state: &State, answers: &Answers, settings: &Settings, message: &Message) -> Result<Reply, Why> {
    let cooldown = &state.memory(message.place.channel).cooldown;
    let reply = policy::answer(message, &answers.desk, answers.own(), settings, cooldown, message.at);
    match reply {
        Ok(_) if now() > message.at + FRESH => Err(Why::Old),
        reply => reply.map_err(|silence| silence.why),
    }
}

/// What the words of a message mean that speak for an answer; the words themselves are not repeated.
fn because_line(
    render: &Render<'_>,
    answers: &Answers,
    question: &Question<'_>,
    topic: &str,
) -> Option<String> {
    let because = answers.desk.because(question, topic).into_iter();
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
