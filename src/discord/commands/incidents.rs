//! `/incidents`: what the guard did lately, of everybody or of one person.

use super::{Caller, Context, Error, is_moderator, show, tell};
use crate::discord::errors;
use crate::discord::incidents::{self, Listing};
use poise::serenity_prelude::User;

/// A month: longer than a case is talked about, shorter than the list of a year.
const DAYS: u16 = 30;

#[poise::command(
    slash_command,
    identifying_name = "incidents",
    default_member_permissions = "MANAGE_MESSAGES",
    guild_only,
    check = "is_moderator"
)]
pub(super) async fn incidents(
    ctx: Context<'_>,
    user: Option<User>,
    #[min = 1]
    #[max = 365]
    days: Option<u16>,
) -> Result<(), Error> {
    let caller = Caller::of(ctx);
    let render = caller.render(ctx.data());
    let Some(guild) = ctx.guild_id() else { return Ok(()) };
    let user = user.map(|user| user.id.get());
    let listing = Listing { user, days: days.unwrap_or(DAYS), page: 0 };
    match incidents::page(ctx.data(), &render, guild.get(), listing).await {
        Ok(card) => show(ctx, card).await,
        Err(error) => tell(ctx, errors::of_store(&render, &error)).await,
    }
}
