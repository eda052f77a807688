//! `/privacy show`: what the bot keeps, and for how long. `/privacy forget`: have what is about oneself removed, asked twice,
//! since it cannot be brought back.

use super::{Caller, Context, Error, show};
use crate::discord::ids::Press;
use crate::discord::render::Card;
use crate::phrases as say;
use poise::serenity_prelude::{ButtonStyle, CreateActionRow};

#[poise::command(
    slash_command,
    identifying_name = "privacy",
    // Two subcommands, because Discord lets nobody use a command by its bare name once it has one.
    subcommands("what_is_kept", "forget"),
    subcommand_required
)]
pub(super) async fn privacy(_: Context<'_>) -> Result<(), Error> {
    Ok(())
}

#[poise::command(slash_command, rename = "show", identifying_name = "privacy show")]
async fn what_is_kept(ctx: Context<'_>) -> Result<(), Error> {
    let caller = Caller::of(ctx);
    let render = caller.render(ctx.data());
    let days = ctx.data().settings(ctx.guild_id().map(|guild| guild.get())).keep_days.to_string();
    let body = render.phrases.fill(say::PRIVACY_BODY, &[("days", &days)]);
    show(ctx, Card { embed: render.embed(&render.say(say::PRIVACY_TITLE), body), rows: Vec::new() }).await
}

#[poise::command(slash_command, identifying_name = "privacy forget")]
async fn forget(ctx: Context<'_>) -> Result<(), Error> {
    let caller = Caller::of(ctx);
    let render = caller.render(ctx.data());
    let embed = render.embed(&render.say(say::FORGET_TITLE), render.say(say::FORGET_BODY));
    let buttons = vec![
        render.button(say::FORGET_DO, ButtonStyle::Danger, &Press::Forget { sure: true }),
        render.button(say::FORGET_KEEP, ButtonStyle::Secondary, &Press::Forget { sure: false }),
    ];
    show(ctx, Card { embed, rows: vec![CreateActionRow::Buttons(buttons)] }).await
}
