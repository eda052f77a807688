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
    let caller = Caller::of(ctx);
    let settings = ctx.data().settings(ctx.guild_id().map(|guild| guild.get()));
    let render = caller.render(ctx.data());
    tell(ctx, explain::text(&render, &caller.answers, &settings, &text)).await
}
