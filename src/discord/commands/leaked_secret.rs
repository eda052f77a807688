//! Right-click *Leaked secret*: a moderator saw what the guard did not; the message is treated as a leak.

use super::{Caller, Context, Error, is_moderator, tell};
use crate::discord::convert::Posted;
use crate::discord::guard;
use crate::phrases as say;
use poise::serenity_prelude::Message;

#[poise::command(
    context_menu_command = "Leaked secret",
    identifying_name = "leaked-secret",
    guild_only,
    default_member_permissions = "MANAGE_MESSAGES",
    check = "is_moderator"
)]
pub(super) async fn leaked_secret(ctx: Context<'_>, mut message: Message) -> Result<(), Error> {
    message.guild_id = ctx.guild_id();
    let caller = Caller::of(ctx);
    let message = Posted::new(&message, false).convert(ctx.cache());
    let leak = guard::reported(message.id);
    // The delete leaves first. It may be repeated for longer than a command may wait, so that is told beside it.
    let treated = guard::protect(&ctx.serenity_context().http, ctx.data(), message, &leak);
    let (done, deferred) = futures_util::join!(treated, ctx.defer_ephemeral());
    deferred?;
    let render = caller.render(ctx.data());
    tell(ctx, render.phrases.fill(say::LEAK_DONE, &[("done", &done)])).await
}
