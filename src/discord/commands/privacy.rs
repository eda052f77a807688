//! `/privacy`: what the bot keeps, and for how long.

use super::{Caller, Context, Error, show};
use crate::discord::render::Card;
use crate::phrases as say;

#[poise::command(slash_command, identifying_name = "privacy")]
pub(super) async fn privacy(ctx: Context<'_>) -> Result<(), Error> {
    let caller = Caller::of(ctx);
    let render = caller.render(ctx.data());
    let embed = render.embed(&render.say(say::PRIVACY_TITLE), render.say(say::PRIVACY_BODY));
    show(ctx, Card { embed, rows: Vec::new() }).await
}
