//! Posts what the desk decided, and takes it away again when its question goes.

use super::ids::TopicCode;
use super::outcomes;
use super::own::Answers;
use super::render::{self, Render};
use super::requests::{self, Edge, Failure};
use super::state::State;
use crate::message::{Id, Message};
use crate::metrics::METRICS;
use crate::phrases as say;
use crate::policy::{Offer, Reply};
use serenity::all::{Http, UserId};
use std::time::Instant;

/// Posts `reply` under `message`, which arrived at that moment.
pub(crate) async fn post(
    http: &Http,
    state: &State,
    answers: &Answers,
    message: &Message,
    reply: &Reply,
    arrived: Instant,
) {
    let render = Render::new(answers.book(), reply.lang, &state.signer);
    let next: Vec<TopicCode> = reply.next.iter().map(|topic| TopicCode::of(topic)).collect();
    let asker = message.author.id;
    let topic = |id: &String| answers.topic(id);
    let card = match &reply.offer {
        Offer::Answer(id) => topic(id).map(|topic| render.answer_for(topic, asker, &next, false)),
        Offer::Suggest(ids) => {
            let topics: Vec<_> = ids.iter().filter_map(topic).collect();
            Some(render.choices(say::SUGGEST_INTRO, &topics, asker, &next, false))
        }
        Offer::Official => Some(render.official(say::DM_UNSURE)),
    };
    let Some(card) = card else { return };
    let channel = message.place.channel;
    let posting = render::reply(card.message(), channel, message.id);
    METRICS.reached("reply", arrived.elapsed());
    match requests::send(http, channel, &posting, message.id).await {
        Ok(posted) => {
            state.remember_reply(message.id, channel, posted.id.get());
            outcomes::replied(state, message, reply);
            tracing::info!(post = message.id, channel, offer = ?reply.offer, lang = %reply.lang, "replied");
        }
        Err(failure) => {
            tracing::warn!(post = message.id, channel, ?failure, "the reply could not be posted")
        }
    }
}

/// So many messages of a thread are looked at for the reply, the first ones: it stands below its question.
const LOOKED_AT: u8 = 100;

/// Whether an answer from `me` stands in a thread, as Discord says: it knows of those from before this process began, for as long
/// as they stand. Where it cannot be asked, nothing is posted: one answer too few is a lesser evil than the same one twice.
pub(crate) async fn stands_in(http: &Http, me: UserId, thread: Id) -> bool {
    match requests::list(http, thread, Edge::After(thread), LOOKED_AT).await {
        Ok(messages) => messages.iter().any(|message| {
            // What the guard says there is no embed.
            let answers = message["embeds"].as_array().is_some_and(|embeds| !embeds.is_empty());
            answers && message["author"]["id"] == me.to_string()
        }),
        Err(failure) => {
            tracing::warn!(thread, ?failure, "whether the thread has had its reply is not known");
            true
        }
    }
}

/// Deletes the reply to a question that was deleted.
pub(crate) async fn withdraw(http: &Http, state: &State, question: Id) {
    let Some((channel, reply)) = state.take_reply(question) else { return };
    match requests::delete(http, channel, reply, "The question was deleted").await {
        Ok(()) | Err(Failure::Gone) => {}
        Err(failure) => tracing::warn!(question, reply, ?failure, "the reply outlives its question"),
    }
}
