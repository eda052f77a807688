//! Accounts: who am I, which application, which guilds, direct messages, the gateway's address.

use serde_json::json;

use super::super::id::Id;
use super::super::payload;
use super::super::problem::Problem;
use super::super::state::State;
use super::super::world::World;
use super::{Answer, Call, ok};

pub(super) fn gateway_bot(state: &State) -> Answer {
    let application = &state.world.application;
    let (left, next) = state.identifies_left();
    let limit = json!({
        "total": state.world.timing.identifies_a_day, "remaining": left,
        "reset_after": u64::try_from(next.as_millis()).unwrap_or(u64::MAX),
        "max_concurrency": application.max_concurrency,
    });
    let url = super::super::gateway::gateway_url(&state.origin);
    ok(json!({"url": url, "shards": application.shards, "session_start_limit": limit}))
}

pub(super) fn me(state: &State, me: Id) -> Answer {
    let user = state.world.users.get(&me).ok_or(Problem::UNKNOWN_USER)?;
    ok(payload::own_user(user))
}

pub(super) fn get(state: &State, user: Id) -> Answer {
    let user = state.world.users.get(&user).ok_or(Problem::UNKNOWN_USER)?;
    ok(payload::user(user))
}

pub(super) fn my_guilds(state: &State, me: Id) -> Answer {
    let mine = state.world.guilds.values().filter(|guild| guild.members.contains_key(&me));
    ok(mine
        .map(|guild| {
            json!({
                "id": guild.id, "name": guild.name, "icon": null, "banner": null, "owner": guild.owner == me,
                "permissions": state.world.permissions_in_guild(guild.id, me), "features": [],
            })
        })
        .collect())
}

pub(super) fn application(state: &State) -> Answer {
    let application = &state.world.application;
    let flags = state.world.application_flags();
    ok(json!({
        "id": application.id, "name": application.name, "icon": null, "description": "", "summary": "", "type": null,
        "bot": state.world.user_json(application.id), "bot_public": true, "bot_require_code_grant": false,
        "verify_key": "0".repeat(64), "flags": flags, "flags_new": flags.to_string(), "redirect_uris": [],
        "interactions_endpoint_url": null, "role_connections_verification_url": null,
        "owner": state.world.user_json(application.owner), "team": null, "explicit_content_filter": 0,
        "approximate_guild_count": state.world.guilds.len(), "approximate_user_install_count": 0,
        "approximate_user_authorization_count": 0, "eligible_oauth2_scopes": ["bot", "applications.commands"],
        "event_webhooks_url": null, "event_webhooks_status": 1, "event_webhooks_types": [],
        "integration_types_config": {"0": {}},
    }))
}

pub(super) fn open_direct(state: &mut State, call: &Call, me: Id) -> Answer {
    let other = Id::of(&call.body["recipient_id"]).ok_or(Problem::UNKNOWN_USER)?;
    if !state.world.users.contains_key(&other) {
        return Err(Problem::UNKNOWN_USER);
    }
    if other == me {
        return Err(Problem::CANNOT_SEND_TO_USER);
    }
    let (id, new) = state.direct_channel(me, other);
    let channel = state.world.channels.get(&id).ok_or(Problem::UNKNOWN_CHANNEL)?;
    let json = state.world.direct_channel_json(channel, me);
    if new {
        // Bots are no longer told of direct channels; the clients of people are.
        let people: Vec<Id> = [me, other]
            .into_iter()
            .filter(|&user| super::super::events::is_person(&state.world, user))
            .collect();
        for user in people {
            let Some(channel) = state.world.channels.get(&id) else { continue };
            let json = state.world.direct_channel_json(channel, user);
            state.emit_to("CHANNEL_CREATE", user, None, json);
        }
    }
    ok(json)
}

impl World {
    /// The flags of the application: which privileged intents it may use (as an unverified one).
    pub(in super::super) fn application_flags(&self) -> u64 {
        const PRESENCE_LIMITED: u64 = 1 << 13;
        const MEMBERS_LIMITED: u64 = 1 << 15;
        const MESSAGE_CONTENT_LIMITED: u64 = 1 << 19;
        let members = if self.application.members { PRESENCE_LIMITED | MEMBERS_LIMITED } else { 0 };
        members | if self.application.message_content { MESSAGE_CONTENT_LIMITED } else { 0 }
    }
}
