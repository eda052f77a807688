//! `/help`: what the bot does, and its commands.

use super::{Caller, Context, Error, may, show};
use crate::book::Ui;
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
        .filter(|command| may(ctx, command.default_member_permissions))
        .flat_map(|command| match &command.subcommands[..] {
            [] => std::slice::from_ref(command),
            subcommands => subcommands,
        })
        .filter_map(|command| {
            let (ui, key) = (caller.book().ui(caller.lang)?, command.identifying_name.as_ref());
            Some(match &ui.commands.get(key)?.description {
                Some(description) => format!("`/{}` {description}", name(ui, key)),
                None => format!("⋯ → `{}`", name(ui, key)),
            })
        })
        .collect();
    let embed = render
        .embed(&render.say(say::HELP_TITLE), render.say(say::HELP_BODY))
        .field(render.say(say::HELP_COMMANDS), commands.join("\n"), false)
        .field("\u{200b}", render.say(say::HELP_REPORT), false);
    show(ctx, Card { embed, rows: Vec::new() }).await
}

/// What a command is called, its parent's name before its own.
fn name(ui: &Ui, key: &str) -> String {
    let ends = key.match_indices(' ').map(|(end, _)| end).chain([key.len()]);
    let names = ends.filter_map(|end| Some(ui.commands.get(&key[..end])?.name.as_str()));
    names.collect::<Vec<_>>().join(" ")
}
