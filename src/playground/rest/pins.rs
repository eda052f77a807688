//! Pinned messages of channels.

use serde_json::{Value, json};

use super::super::id::{Id, now_ms, timestamp};
use super::super::model::Message;
use super::super::permissions::Permissions;
use super::super::problem::Problem;
use super::super::session::intents;
use super::super::state::State;
use super::messages::post_message;
use super::{Answer, Call, audit, done, ok};

/// The type of message that says that another was pinned.
const PINNED: u8 = 6;

pub(super) fn set(state: &mut State, call: &Call, me: Id, channel: Id, message: Id) -> Answer {
    let (home, granted) = state.seen_channel(me, channel)?;
    let may = [Permissions::PIN_MESSAGES, Permissions::MANAGE_MESSAGES]
        .into_iter()
        .any(|needed| granted.has(needed));
    let guild = home.guild;
    if guild.is_some() && !may {
        return Err(Problem::MISSING_PERMISSIONS);
    }
    let pinned = call.method == "PUT";
    let author = state.public_message(channel, message)?.author;
    state.change(channel, message, |message| message.pinned = pinned);
    let now = now_ms();
    if let Some(home) = state.world.channels.get_mut(&channel) {
        home.last_pin_ms = Some(now);
    }
    let data = json!({"channel_id": channel, "last_pin_timestamp": timestamp(now)});
    state.emit_in_channel("CHANNEL_PINS_UPDATE", channel, (intents::GUILDS, intents::DIRECT_MESSAGES), data);
    let options = json!({"channel_id": channel, "message_id": message});
    let action = if pinned { audit::MESSAGE_PIN } else { audit::MESSAGE_UNPIN };
    state.audit(guild, action, me, author, call, options);
    if pinned {
        announce_pin(state, me, channel, message);
    }
    done()
}

/// The line that tells everyone who pinned what.
fn announce_pin(state: &mut State, me: Id, channel: Id, message: Id) {
    let id = state.new_id();
    let Some(home) = state.world.channels.get(&channel) else { return };
    let mut notice = Message::new(id, home, me, "");
    notice.kind = PINNED;
    notice.reference = Some(json!({"type": 0, "channel_id": channel, "message_id": message}));
    post_message(state, notice);
}

pub(super) fn list(state: &State, me: Id, channel: Id) -> Answer {
    ok(pinned(state, me, channel)?.map(|message| state.shown(message, me)).collect())
}

/// The newer form of the same list, with the time of each pin.
pub(super) fn page(state: &State, me: Id, channel: Id) -> Answer {
    let items: Vec<Value> = pinned(state, me, channel)?
        .map(|message| json!({"pinned_at": message.id.timestamp(), "message": state.shown(message, me)}))
        .collect();
    ok(json!({"items": items, "has_more": false}))
}

fn pinned(state: &State, me: Id, channel: Id) -> Result<impl Iterator<Item = &Message>, Problem> {
    let home = state.channel_for(me, channel, Permissions::READ_MESSAGE_HISTORY)?;
    Ok(home.messages.values().rev().filter(|message| message.pinned))
}
