//! `/try`: what the bot would do with a text, and why. The same decision as for a message; nothing is performed or kept.

use super::{Caller, Context, Error, is_moderator, tell};
use crate::discord::explain;

#[poise::command(
    slash_command,
    identifying_name = "try",
    guild_only,
    default_member_permissions = "MANAGE_MESSAGES",
    check = "is_moderator"
)]
pub(super) async fn r#try(ctx: Context<'_>, text: String) -> Result<(), Error> {
    let Some(guild) = ctx.guild_id() else { return Ok(()) };
    let caller = Caller::of(ctx);
    let render = caller.render(ctx.data());
    let here = (guild.get(), ctx.channel_id().get());
    tell(ctx, explain::text(ctx.data(), &render, &caller.answers, here, &text)).await
}
