//! What became of questions: counted by topic and day, and, where no answer fitted, listed for the moderators. Ids and
//! counts; never text.

use super::state::State;
use crate::message::{Id, Message, moment};
use crate::policy::{Offer, Reply, Silence};
use crate::store::{Outcome, Unmatched, WhyUnmatched};
use serenity::all::{GuildId, MessageId};

/// A question that got a reply.
#[derive(Debug, Clone, Copy)]
pub(super) struct Question {
    pub(super) guild: Id,
    pub(super) channel: Id,
    pub(super) message: Id,
    pub(super) asker: Id,
}

/// `message` got `reply`.
pub(super) fn replied(state: &State, message: &Message, reply: &Reply) {
    let Some(guild) = message.place.guild else { return };
    let (topic, outcome) = match &reply.offer {
        Offer::Answer(topic) => (Some(topic), Outcome::Answered),
        Offer::Suggest(topics) => (topics.first(), Outcome::Suggested),
        Offer::Official => (None, Outcome::Answered),
    };
    if let Some(topic) = topic {
        state.store.count(guild, topic, outcome, message.at);
    }
}

/// Nothing was said to `message`; a question that nobody matched goes on the moderators' list.
pub(super) fn unmatched(state: &State, message: &Message, silence: Silence) {
    let (Some(guild), Some(candidates)) = (message.place.guild, silence.nearest) else { return };
    state.store.record_unmatched(Unmatched {
        guild,
        channel: message.place.channel,
        message: message.id,
        author: message.author.id,
        why: WhyUnmatched::Silence,
        candidates,
        at: message.at,
    });
}

/// What `question` got is not what was asked.
pub(super) fn not_asked(state: &State, question: &Question, candidates: Vec<String>) {
    state.store.record_unmatched(Unmatched {
        guild: question.guild,
        channel: question.channel,
        message: question.message,
        author: question.asker,
        why: WhyUnmatched::NotAsked,
        candidates,
        at: moment(question.message),
    });
}

/// Takes the question off the list that somebody who helps here has now answered: the one `message` replies to, or the
/// one whose thread it stands in. A thread has the id of the message it hangs from.
pub(super) fn helped(state: &State, message: &Message, replied_to: Option<MessageId>) {
    let Some(guild) = message.place.guild else { return };
    if message.edited || !state.settings(Some(guild)).is_staff(message) {
        return;
    }
    let thread = message.place.thread.as_ref().filter(|thread| thread.opener != Some(message.author.id));
    let answered = replied_to.map(MessageId::get).or(thread.map(|_| message.place.channel));
    if let Some(question) = answered {
        state.store.remove_unmatched(guild, question);
    }
}

/// A message was deleted: nobody can answer it any more.
pub(super) fn gone(state: &State, guild: Option<GuildId>, message: MessageId) {
    if let Some(guild) = guild {
        state.store.remove_unmatched(guild.get(), message.get());
    }
}
