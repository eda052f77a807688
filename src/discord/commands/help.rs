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
        // In a direct message nobody holds a permission, and what needs none is on offer all the same.
        .filter(|command| {
            let needed = command.default_member_permissions;
            needed.is_empty() || may(ctx, needed)
        })
        .flat_map(|command| match &command.subcommands[..] {
            [] => std::slice::from_ref(command),
            subcommands => subcommands,
        })
        .filter_map(|command| {
            let (ui, key) = (caller.book().ui(caller.lang)?, command.identifying_name.as_ref());
            Some(match &ui.commands.get(key)?.description {
                Some(description) => format!("`/{}` {description}", name(ui, key)),
                None => render.phrases.fill(say::HELP_CONTEXT, &[("name", &name(ui, key))]),
            })
        })
        .collect();
    // Discord shows no field without a name; the first says what they list, the rest go on below it.
    let names =
        std::iter::once(render.say(say::HELP_COMMANDS)).chain(std::iter::repeat("\u{200b}".to_owned()));
    let embed = render
        .embed(&render.say(say::HELP_TITLE), render.say(say::HELP_BODY))
        .fields(names.zip(fields(&commands)).map(|(name, lines)| (name, lines, false)))
        .field("\u{200b}", render.say(say::HELP_REPORT), false);
    show(ctx, Card { embed, rows: Vec::new() }).await
}

/// What a command is called, its parent's name before its own.
fn name(ui: &Ui, key: &str) -> String {
    let ends = key.match_indices(' ').map(|(end, _)| end).chain([key.len()]);
    let names = ends.filter_map(|end| Some(ui.commands.get(&key[..end])?.name.as_str()));
    names.collect::<Vec<_>>().join(" ")
}

/// Discord's longest value of a field, in characters.
const FIELD: usize = 1024;

/// The lines in as few fields as hold them.
fn fields(lines: &[String]) -> Vec<String> {
    let mut fields: Vec<String> = Vec::new();
    for line in lines {
        match fields.last_mut() {
            Some(last) if last.chars().count() + 1 + line.chars().count() <= FIELD => {
                last.push('\n');
                last.push_str(line);
            }
            _ => fields.push(line.clone()),
        }
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_list_takes_several_fields_and_loses_no_line() {
        let lines: Vec<String> = (0..40).map(|n| format!("`/command {n}` {}", "い".repeat(60))).collect();
        let fields = fields(&lines);
        assert!(fields.len() > 1);
        assert!(fields.iter().all(|field| field.chars().count() <= FIELD));
        assert_eq!(fields.join("\n"), lines.join("\n"));
    }
}
