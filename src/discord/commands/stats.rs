//! `/stats`: what became of questions, and what the guard found, in numbers and as a picture.

use super::{Caller, Context, Error, is_moderator, tell};
use crate::clock::now;
use crate::discord::errors::of_store;
use crate::discord::stats::Stats;
use crate::message::DAY;
use poise::CreateReply;

/// A month: what moderators look back on.
const DAYS: u16 = 30;

#[poise::command(
    slash_command,
    guild_only,
    identifying_name = "stats",
    default_member_permissions = "MANAGE_MESSAGES",
    check = "is_moderator"
)]
pub(super) async fn stats(
    ctx: Context<'_>,
    #[min = 1]
    #[max = 365]
    days: Option<u16>,
) -> Result<(), Error> {
    ctx.defer_ephemeral().await?;
    let caller = Caller::of(ctx);
    let render = caller.render(ctx.data());
    let guild = ctx.guild_id().map_or(0, |guild| guild.get());
    let last = now() / DAY;
    let first = last.saturating_sub(u64::from(days.unwrap_or(DAYS)) - 1);
    let store = &ctx.data().store;
    let (questions, incidents) =
        tokio::join!(store.topic_counts(guild, first * DAY), store.incident_counts(guild, first * DAY));
    let stats = match (questions, incidents) {
        (Ok(questions), Ok(incidents)) => Stats::new(first, last, &questions, &incidents),
        (Err(error), _) | (_, Err(error)) => return tell(ctx, of_store(&render, &error)).await,
    };
    let card = stats.card(&render, &caller.answers);
    let description = stats.words(&render);
    let picture = tokio::task::spawn_blocking(move || stats.picture(description)).await??;
    ctx.send(CreateReply::default().embed(card.embed).attachment(picture).ephemeral(true)).await?;
    Ok(())
}
