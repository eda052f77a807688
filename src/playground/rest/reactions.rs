//! Reactions: who put which emoji under a message.

use serde_json::{Value, json};

use super::super::events::REACTIONS;
use super::super::id::Id;
use super::super::model::Reaction;
use super::super::payload::emoji;
use super::super::permissions::Permissions;
use super::super::problem::Problem;
use super::super::state::State;
use super::{Answer, Call, done, id, ok};

/// Everything below `/channels/{channel}/messages/{message}/reactions`.
pub(super) fn answer(
    state: &mut State,
    call: &Call,
    me: Id,
    (channel, message): (Id, Id),
    rest: &[&str],
) -> Answer {
    state.seen_channel(me, channel)?;
    state.public_message(channel, message)?;
    if call.method != "GET" {
        state.refuse_archived(channel)?;
    }
    match (call.method.as_str(), rest) {
        ("PUT", [emoji, "@me"]) => {
            state.channel_for(me, channel, Permissions::READ_MESSAGE_HISTORY)?;
            add(state, me, channel, message, emoji)
        }
        ("DELETE", [emoji, "@me"]) => remove(state, me, channel, message, emoji),
        ("DELETE", [emoji, user]) => {
            state.channel_for(me, channel, Permissions::MANAGE_MESSAGES)?;
            remove(state, id(user)?, channel, message, emoji)
        }
        ("DELETE", []) => {
            state.channel_for(me, channel, Permissions::MANAGE_MESSAGES)?;
            with_reactions(state, channel, message, Vec::clear);
            let data = json!({"channel_id": channel, "message_id": message});
            state.emit_in_channel("MESSAGE_REACTION_REMOVE_ALL", channel, REACTIONS, data);
            done()
        }
        ("GET", [emoji]) => {
            let found = state.public_message(channel, message)?;
            let users = found.reactions.iter().filter(|reaction| reaction.emoji == *emoji);
            ok(users.flat_map(|reaction| &reaction.users).map(|&user| state.world.user_json(user)).collect())
        }
        _ => Err(Problem::METHOD_NOT_ALLOWED),
    }
}

fn with_reactions(state: &mut State, channel: Id, message: Id, how: impl FnOnce(&mut Vec<Reaction>)) {
    let home = state.world.channels.get_mut(&channel);
    if let Some(found) = home.and_then(|home| home.messages.get_mut(&message)) {
        how(&mut found.reactions);
    }
}

fn add(state: &mut State, me: Id, channel: Id, message: Id, name: &str) -> Answer {
    // An emoji is either `name:id` or a character outside ASCII (a digit with its keycap included).
    if name.is_ascii() && !name.contains(':') {
        return Err(Problem::UNKNOWN_EMOJI);
    }
    let (_, granted) = state.seen_channel(me, channel)?;
    let known = state.public_message(channel, message)?;
    let there = known.reactions.iter().find(|reaction| reaction.emoji == name);
    if there.is_some_and(|reaction| reaction.users.contains(&me)) {
        return done();
    }
    // A new emoji needs the permission; joining one that is there does not.
    if there.is_none() && !granted.has(Permissions::ADD_REACTIONS) {
        return Err(Problem::MISSING_PERMISSIONS);
    }
    let author = known.author;
    with_reactions(state, channel, message, |reactions| {
        match reactions.iter_mut().find(|reaction| reaction.emoji == name) {
            Some(reaction) => reaction.users.push(me),
            None => reactions.push(Reaction { emoji: name.to_owned(), users: vec![me] }),
        }
    });
    let mut data = event(me, channel, message, name);
    data["message_author_id"] = json!(author);
    let guild = state.world.channels.get(&channel).and_then(|channel| channel.guild);
    let member = guild.and_then(|guild| state.world.guilds.get(&guild)?.members.get(&me));
    if let Some(member) = member {
        data["member"] = state.world.member_json(member);
    }
    state.emit_in_channel("MESSAGE_REACTION_ADD", channel, REACTIONS, data);
    done()
}

fn remove(state: &mut State, user: Id, channel: Id, message: Id, name: &str) -> Answer {
    let mut removed = false;
    with_reactions(state, channel, message, |reactions| {
        for reaction in reactions.iter_mut().filter(|reaction| reaction.emoji == name) {
            removed |= reaction.users.contains(&user);
            reaction.users.retain(|&other| other != user);
        }
        reactions.retain(|reaction| !reaction.users.is_empty());
    });
    if removed {
        state.emit_in_channel(
            "MESSAGE_REACTION_REMOVE",
            channel,
            REACTIONS,
            event(user, channel, message, name),
        );
    }
    done()
}

fn event(user: Id, channel: Id, message: Id, name: &str) -> Value {
    json!({
        "user_id": user, "channel_id": channel, "message_id": message, "emoji": emoji(name), "burst": false, "type": 0,
    })
}
