//! Right-click *Why?*: what the bot decides about this message, and its reasons.

use super::{Caller, Context, Error, is_moderator, tell};
use crate::discord::convert::Posted;
use crate::discord::explain;
use crate::discord::look::look;
use crate::message::Message as Judged;
use crate::policy::{self, Memory};
use poise::serenity_prelude::Message;

#[poise::command(
    context_menu_command = "Why?",
    identifying_name = "why",
    guild_only,
    default_member_permissions = "MANAGE_MESSAGES",
    check = "is_moderator"
)]
pub(super) async fn why(ctx: Context<'_>, mut message: Message) -> Result<(), Error> {
    ctx.defer_ephemeral().await?;
    // The message of an interaction does not say which guild it is in, nor which roles its author has.
    message.guild_id = ctx.guild_id();
    if let Some(guild) = ctx.guild_id() {
        let member = ctx.http().get_member(guild, message.author.id).await.ok();
        message.member = member.map(|member| Box::new(member.into()));
    }
    let caller = Caller::of(ctx);
    let state = ctx.data();
    let settings = state.settings(ctx.guild_id().map(|guild| guild.get()));
    let posted = Posted::new(&message, message.edited_timestamp.is_some());
    let files: Vec<_> = posted.files().cloned().collect();
    // By itself, whatever its author said before.
    let mut memory = Memory::default();
    let weigh = |message: &Judged, said| policy::weigh(message, said, &settings, &mut memory);
    let (message, leak) = look(state, &settings, posted.convert(ctx.cache()), &files, weigh).await;
    let render = caller.render(state);
    tell(ctx, explain::message(state, &render, &caller.answers, &message, leak.as_ref())).await
}
