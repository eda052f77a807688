//! `/help`: what the bot does, and its commands.

use super::{Caller, Context, Error, may_moderate, show};
use crate::discord::render::Card;
use crate::phrases as say;

#[poise::command(slash_command, identifying_name = "help")]
pub(super) async fn help(ctx: Context<'_>) -> Result<(), Error> {
    let caller = Caller::of(ctx);
    let render = caller.render(ctx.data());
    let commands: Vec<String> = ctx
        .framework()
        .options()
        .commands
        .iter()
        .filter(|command| command.default_member_permissions.is_empty() || may_moderate(ctx))
        .filter_map(|command| {
            let ui = caller.book().ui(caller.lang)?.commands.get(command.identifying_name.as_ref())?;
            Some(match &ui.description {
                Some(description) => format!("`/{}` {description}", ui.name),
                None => format!("⋯ → `{}`", ui.name),
            })
        })
        .collect();
    let embed = render
        .embed(&render.say(say::HELP_TITLE), render.say(say::HELP_BODY))
        .field(render.say(say::HELP_COMMANDS), commands.join("\n"), false)
        .field("\u{200b}", render.say(say::HELP_REPORT), false);
    show(ctx, Card { embed, rows: Vec::new() }).await
}
