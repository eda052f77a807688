//! `/setup panel` shows and changes the settings; `/setup check` looks for what is missing. Two subcommands, because Discord
//! lets nobody use a command by its bare name once it has one.

use super::{Caller, Context, Error, is_admin};
use crate::discord::render::nobody;
use crate::discord::requests;
use crate::discord::setup::{self, Page};
use poise::serenity_prelude::{CreateInteractionResponse, CreateInteractionResponseMessage};

#[poise::command(
    slash_command,
    identifying_name = "setup",
    default_member_permissions = "MANAGE_GUILD",
    guild_only,
    check = "is_admin",
    subcommands("panel"),
    subcommand_required
)]
pub(super) async fn setup(_: Context<'_>) -> Result<(), Error> {
    Ok(())
}

#[poise::command(slash_command, identifying_name = "setup panel")]
async fn panel(ctx: Context<'_>) -> Result<(), Error> {
    let caller = Caller::of(ctx);
    let (Some(guild), poise::Context::Application(called)) = (ctx.guild_id(), ctx) else { return Ok(()) };
    let card = setup::panel(ctx.data(), caller.render(ctx.data()), ctx.cache(), guild, Page::Channels).await;
    let message = CreateInteractionResponseMessage::new().embed(card.embed).components(card.rows);
    let message = message.ephemeral(true).allowed_mentions(nobody());
    let response = CreateInteractionResponse::Message(message);
    requests::respond(ctx.http(), called.interaction.id, &called.interaction.token, &response).await?;
    Ok(())
}
