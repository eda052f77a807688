//! What a command says when it cannot do what was asked: the user's fault kindly, ours with a number.

use super::commands::Error;
use super::render::Render;
use super::state::State;
use crate::phrases as say;
use crate::store::StoreError;
use poise::{CreateReply, FrameworkError};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Numbers our own faults, so that a report finds its log line.
static FAULTS: AtomicU64 = AtomicU64::new(1);

/// What to tell somebody whose wish the database could not grant. Its own sentence, which names the place, is for the
/// operator.
pub(super) fn of_store(render: &Render<'_>, error: &StoreError) -> String {
    tracing::warn!("{error}");
    render.say(match error {
        StoreError::Conflict => say::ERROR_STORE_CONFLICT,
        StoreError::Exists(_) => say::ERROR_STORE_EXISTS,
        StoreError::Missing(_) => say::ERROR_STORE_MISSING,
        StoreError::TooMuch { .. } => say::ERROR_STORE_TOO_MUCH,
        _ => say::ERROR_STORE_AWAY,
    })
}

/// Answers whoever used a command that failed.
pub(super) async fn on_error(error: FrameworkError<'_, Arc<State>, Error>) {
    let Some(ctx) = error.ctx() else {
        tracing::error!("a command failed before it could be answered");
        return;
    };
    let state = ctx.data();
    let desk = state.desk();
    let locale = ctx.locale().unwrap_or_default();
    let lang = state.meet(ctx.author().id.get(), locale, ctx.guild_id(), &desk);
    let render = Render::new(desk.book(), lang, &state.signer);
    let line = match error {
        FrameworkError::GuildOnly { .. } => render.say(say::ERROR_GUILD_ONLY),
        FrameworkError::CommandCheckFailed { .. } | FrameworkError::MissingUserPermissions { .. } => {
            let for_admins =
                ctx.command_tree().iter().any(|command| command.default_member_permissions.manage_guild());
            let permission = render.say(if for_admins {
                say::PERMISSION_MANAGE_GUILD
            } else {
                say::PERMISSION_MANAGE_MESSAGES
            });
            render.phrases.fill(say::ERROR_PERMISSION, &[("permission", &permission)])
        }
        _ => {
            let id = FAULTS.fetch_add(1, Ordering::Relaxed).to_string();
            // The error itself may quote what somebody typed; its number and command are enough to look into it.
            tracing::error!(fault = id, command = %ctx.command().identifying_name, "a command failed");
            render.phrases.fill(say::ERROR_INTERNAL, &[("id", &id)])
        }
    };
    if ctx.send(CreateReply::default().content(line).ephemeral(true)).await.is_err() {
        tracing::warn!(command = %ctx.command().identifying_name, "a failed command could not be answered");
    }
}
