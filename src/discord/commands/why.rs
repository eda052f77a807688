//! Right-click *Why?*: what the bot decides about this message, and its reasons.

use super::{Caller, Context, Error, is_moderator, tell};
use crate::discord::convert::Posted;
use crate::discord::explain;
use poise::serenity_prelude::Message;

#[poise::command(
    context_menu_command = "Why?",
    identifying_name = "why",
    guild_only,
    default_member_permissions = "MANAGE_MESSAGES",
    check = "is_moderator"
)]
pub(super) async fn why(ctx: Context<'_>, mut message: Message) -> Result<(), Error> {
    // The message of an interaction does not say which guild it is in.
    message.guild_id = ctx.guild_id();
    let caller = Caller::of(ctx);
    let settings = ctx.data().settings(ctx.guild_id().map(|guild| guild.get()));
    let message = Posted::new(&message, false).convert(ctx.cache());
    let render = caller.render(ctx.data());
    tell(ctx, explain::message(&render, &caller.answers, &settings, &message)).await
}
