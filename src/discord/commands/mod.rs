//! Slash commands and right-click commands: one file each, one row each in [`all`], their names and descriptions in
//! `responses/ui/<lang>.json`.

mod answer_this;
mod answers;
mod faq;
mod help;
mod incidents;
mod leaked_secret;
mod official;
mod privacy;
mod setup;
mod stats;
mod tries;
mod why;

use super::errors;
use super::guard;
use super::own::Answers;
use super::render::{Card, Render, nobody};
use super::requests;
use super::state::State;
use crate::book::{Book, CommandText, Lang};
use poise::{CreateReply, Framework, FrameworkOptions};
use serenity::all::{CreateCommand, Permissions};
use std::borrow::Cow;
use std::sync::Arc;

/// What a command may fail with; only its number reaches the user.
pub(super) type Error = anyhow::Error;
/// What a command is called with.
pub(super) type Context<'a> = poise::Context<'a, Arc<State>, Error>;
type Command = poise::Command<Arc<State>, Error>;
/// What calls the commands.
pub(super) type Commands = Framework<Arc<State>, Error>;
/// Texts by locale, as poise keeps them.
type Localizations = Cow<'static, [(Cow<'static, str>, Cow<'static, str>)]>;

/// Every command.
fn all() -> Vec<Command> {
    vec![
        faq::faq(),
        official::official(),
        help::help(),
        privacy::privacy(),
        setup::setup(),
        incidents::incidents(),
        tries::r#try(),
        answers::answers(),
        stats::stats(),
        answer_this::answer_this(),
        why::why(),
        leaked_secret::leaked_secret(),
    ]
}

/// The framework that calls the commands, and registers them if it is to.
pub(super) fn framework(state: Arc<State>, registers: bool) -> Commands {
    let mut commands = all();
    localise(&mut commands, state.desk().book());
    Framework::builder()
        .options(FrameworkOptions {
            commands,
            on_error: |error| Box::pin(errors::on_error(error)),
            allowed_mentions: Some(nobody()),
            ..FrameworkOptions::default()
        })
        // Owners need no special commands, and asking for them costs a request at start. (The option of this name is
        // overwritten by the builder.)
        .initialize_owners(false)
        .setup(move |ctx, ready, framework| {
            Box::pin(async move {
                let commands = definitions(&framework.options().commands);
                let register = || serenity::all::Command::set_global_commands(ctx, commands.clone());
                if registers && let Err(failure) = requests::repeat("register", register).await {
                    // The guard does its work all the same, and the commands of the last start are still there.
                    tracing::error!(%failure, "the commands could not be registered");
                }
                tracing::info!(guilds = ready.guilds.len(), "ready");
                Ok(state)
            })
        })
        .build()
}

/// The commands as Discord is told of them. poise leaves out the translated names of right-click commands.
fn definitions(commands: &[Command]) -> Vec<CreateCommand> {
    let mut definitions = Vec::new();
    for command in commands {
        definitions.extend(command.create_as_slash_command());
        definitions.extend(command.create_as_context_menu_command().map(|menu| {
            let names = command.name_localizations.iter();
            names.fold(menu, |menu, (locale, name)| menu.name_localized(locale.as_ref(), name.as_ref()))
        }));
    }
    definitions
}

/// Gives every command and option the names and descriptions of the language files.
fn localise(commands: &mut [Command], book: &Book) {
    for command in commands {
        localise(&mut command.subcommands, book);
        let key = command.identifying_name.clone();
        for ui in book.uis() {
            let Some(text) = ui.commands.get(key.as_ref()) else { continue };
            if ui.code == Lang::EN {
                name(command, text);
            }
            for locale in ui.locales.iter().filter(|_| ui.code != Lang::EN) {
                translate(command, text, locale);
            }
        }
    }
}

/// The names and descriptions of a command in English, its own language.
fn name(command: &mut Command, text: &CommandText) {
    if command.context_menu_action.is_some() {
        command.context_menu_name = Some(text.name.clone().into());
    } else {
        command.name = text.name.clone().into();
        command.description = text.description.clone().map(Into::into);
    }
    for parameter in &mut command.parameters {
        if let Some(option) = text.options.get(parameter.name.as_ref()) {
            parameter.description = Some(option.description.clone().into());
        }
    }
}

/// The names and descriptions of a command in another language.
fn translate(command: &mut Command, text: &CommandText, locale: &str) {
    add(&mut command.name_localizations, locale, &text.name);
    if let Some(description) = &text.description {
        add(&mut command.description_localizations, locale, description);
    }
    for parameter in &mut command.parameters {
        if let Some(option) = text.options.get(parameter.name.as_ref()) {
            add(&mut parameter.name_localizations, locale, &option.name);
            add(&mut parameter.description_localizations, locale, &option.description);
        }
    }
}

fn add(localizations: &mut Localizations, locale: &str, text: &str) {
    localizations.to_mut().push((locale.to_owned().into(), text.to_owned().into()));
}

/// The answers in force, and the language of whoever used a command.
struct Caller {
    answers: Answers,
    lang: Lang,
}

impl Caller {
    fn of(ctx: Context<'_>) -> Self {
        let state = ctx.data();
        let answers = state.answers(ctx.guild_id().map(|guild| guild.get()));
        let locale = ctx.locale().unwrap_or_default();
        let lang = state.meet(ctx.author().id.get(), locale, ctx.guild_id(), &answers.desk);
        Self { answers, lang }
    }

    /// The shipped answers and sentences.
    fn book(&self) -> &Book {
        self.answers.book()
    }

    fn render<'a>(&'a self, state: &'a State) -> Render<'a> {
        self.render_in(state, self.lang)
    }

    fn render_in<'a>(&'a self, state: &'a State, lang: Lang) -> Render<'a> {
        Render::new(self.book(), lang, &state.signer)
    }
}

/// Shows a card to the caller alone.
async fn show(ctx: Context<'_>, card: Card) -> Result<(), Error> {
    ctx.send(CreateReply::default().embed(card.embed).components(card.rows).ephemeral(true)).await?;
    Ok(())
}

/// Tells the caller something.
async fn tell(ctx: Context<'_>, line: String) -> Result<(), Error> {
    ctx.send(CreateReply::default().content(line).ephemeral(true)).await?;
    Ok(())
}

/// Whether the caller moderates: checked here again, because a server's owner can hand a command to anybody.
async fn is_moderator(ctx: Context<'_>) -> Result<bool, Error> {
    Ok(may_moderate(ctx))
}

/// Whether the caller runs the server: checked here again for the same reason.
async fn is_admin(ctx: Context<'_>) -> Result<bool, Error> {
    Ok(may(ctx, Permissions::MANAGE_GUILD))
}

/// Whether the caller may manage messages in this channel.
fn may_moderate(ctx: Context<'_>) -> bool {
    may(ctx, Permissions::MANAGE_MESSAGES)
}

/// Whether the caller holds a permission in this channel.
fn may(ctx: Context<'_>, permission: Permissions) -> bool {
    let poise::Context::Application(application) = ctx else { return false };
    let held = application.interaction.member.as_ref().and_then(|member| member.permissions);
    held.is_some_and(|held| held.contains(permission) || held.administrator())
}

/// Guards what somebody typed into a command: if it holds a secret, shows what to do now, and returns `true`.
async fn guarded(ctx: Context<'_>, text: &str) -> Result<bool, Error> {
    let Some(form) = guard::typed_secret(text) else { return Ok(false) };
    let caller = Caller::of(ctx);
    show(ctx, caller.render(ctx.data()).typed_secret(form)).await?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    fn has(localizations: &Localizations) -> bool {
        localizations.iter().any(|(locale, _)| locale == "ja")
    }

    #[test]
    fn every_command_is_unique_described_and_translated() {
        let book = Book::shipped().expect("the shipped book is sound");
        let mut commands = all();
        localise(&mut commands, &book);
        let names: HashSet<_> = commands.iter().map(|command| &command.identifying_name).collect();
        assert_eq!(names.len(), commands.len());
        for command in
            commands.iter().flat_map(|command| std::iter::once(command).chain(&command.subcommands))
        {
            let name = &command.identifying_name;
            assert!(has(&command.name_localizations), "{name} has no Japanese name");
            if command.context_menu_action.is_some() {
                assert!(command.default_member_permissions.manage_messages(), "{name} is for moderators");
                continue;
            }
            assert!(
                command.description.as_ref().is_some_and(|text| (1..=100).contains(&text.chars().count())),
                "{name}"
            );
            assert!(has(&command.description_localizations), "{name}");
            for option in &command.parameters {
                assert!(option.description.is_some(), "{name} {}", option.name);
                assert!(has(&option.name_localizations), "{name} {}", option.name);
            }
        }
    }
}
