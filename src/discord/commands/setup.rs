//! `/setup panel` shows and changes the settings; `/setup check` looks for what is missing. Two subcommands, because Discord
//! lets nobody use a command by its bare name once it has one.

use super::{Caller, Context, Error, is_admin, tell};
use crate::discord::check;
use crate::discord::panel::Page;
use crate::discord::render::nobody;
use crate::discord::requests;
use crate::discord::setup;
use crate::phrases as say;
use poise::CreateReply;
use poise::serenity_prelude::{
    ApplicationFlags, CreateInteractionResponse, CreateInteractionResponseMessage,
};

#[poise::command(
    slash_command,
    identifying_name = "setup",
    default_member_permissions = "MANAGE_GUILD",
    guild_only,
    check = "is_admin",
    subcommands("panel", "check"),
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

#[poise::command(slash_command, identifying_name = "setup check")]
async fn check(ctx: Context<'_>) -> Result<(), Error> {
    let caller = Caller::of(ctx);
    let render = caller.render(ctx.data());
    let Some(id) = ctx.guild_id() else { return Ok(()) };
    ctx.defer_ephemeral().await?;
    let content = may_read_content(ctx).await;
    let me = ctx.cache().current_user().id;
    let cached = ctx.cache().guild(id).and_then(|guild| guild.members.get(&me).cloned());
    let me = match cached {
        Some(me) => me,
        None => ctx.http().get_member(id, me).await?,
    };
    let settings = ctx.data().settings(Some(id.get()));
    let findings = ctx.cache().guild(id).map(|guild| check::look(&guild, &me, &settings, content));
    let Some(findings) = findings else { return tell(ctx, render.say(say::CHECK_AWAY)).await };
    let (card, file) = findings.card(&render);
    let reply = CreateReply::default().embed(card.embed).ephemeral(true);
    ctx.send(file.into_iter().fold(reply, CreateReply::attachment)).await?;
    Ok(())
}

/// Whether Discord hands over the texts of messages, as the portal's switch says now; `None` when it could not be asked.
async fn may_read_content(ctx: Context<'_>) -> Option<bool> {
    let flags = ctx.http().get_current_application_info().await.ok()?.flags?;
    // The same switch has one flag before Discord's review of the bot and another one after it.
    let either =
        ApplicationFlags::GATEWAY_MESSAGE_CONTENT | ApplicationFlags::GATEWAY_MESSAGE_CONTENT_LIMITED;
    Some(flags.intersects(either))
}
