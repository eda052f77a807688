//! `/official`: the official links, or whether an address is one of them.

use super::{Caller, Context, Error, guarded, show, tell};
use crate::book::{self, Standing};
use crate::phrases::{self as say, Key};

#[poise::command(slash_command, identifying_name = "official")]
pub(super) async fn official(ctx: Context<'_>, url: Option<String>) -> Result<(), Error> {
    let caller = Caller::of(ctx);
    let render = caller.render(ctx.data());
    let Some(address) = url else { return show(ctx, render.official(say::OFFICIAL_BODY)).await };
    if guarded(ctx, &address).await? {
        return Ok(());
    }
    let Some(host) = book::host(&address) else { return tell(ctx, render.say(say::OFFICIAL_NOT_URL)).await };
    let line = verdict(caller.book().links().standing(&address));
    // Discord shows 2,000 characters; a host has at most 253. In code marks it is no link to click on and mentions nobody.
    let host: String = host.replace('`', "").chars().take(253).collect();
    tell(ctx, render.phrases.fill(line, &[("host", &format!("`{host}`"))])).await
}

fn verdict(standing: Standing<'_>) -> Key {
    match standing {
        Standing::Official(_) => say::OFFICIAL_YES,
        Standing::Lookalike(_) | Standing::Denied(_) => say::OFFICIAL_LOOKALIKE,
        Standing::Unknown => say::OFFICIAL_UNKNOWN,
    }
}
