//! `/answers`: the server's own answers on top of the shipped ones, and the questions that nobody matched.

use super::{Caller, Context, Error, guarded, is_moderator, show, tell};
use crate::book::{Lang, Topic};
use crate::discord::errors::of_store;
use crate::discord::ids::TopicCode;
use crate::discord::moderate::{
    Fields, SHOWN, answer_form, flaw_line, list_answers, list_questions, phrasings_form, phrasings_here,
    removal, shown_of, written,
};
use crate::discord::render::shorten;
use crate::discord::{attachments, guard, own};
use crate::phrases as say;
use poise::CreateReply;
use poise::serenity_prelude as serenity;
use serenity::{CreateAttachment, CreateAutocompleteResponse, CreateInteractionResponse, CreateModal};

/// Discord shows at most so many choices, each with a name of so many characters.
const CHOICES: usize = 25;
const NAME: usize = 100;
/// A server's 500 answers at the length of the shipped ones come to 3 MiB; Discord takes 10 MiB from a bot.
const IMPORT: usize = 8 << 20;
/// A reply has room for so many faults.
const FAULTS: usize = 12;

#[poise::command(
    slash_command,
    guild_only,
    identifying_name = "answers",
    subcommands("list", "add", "edit", "remove", "unmatched", "export", "import"),
    subcommand_required,
    default_member_permissions = "MANAGE_MESSAGES",
    check = "is_moderator"
)]
#[expect(
    clippy::unused_async,
    reason = "poise asks for it; Discord never calls a command that has subcommands"
)]
pub(super) async fn answers(_: Context<'_>) -> Result<(), Error> {
    Ok(())
}

#[poise::command(slash_command, guild_only, identifying_name = "answers list", check = "is_moderator")]
async fn list(ctx: Context<'_>) -> Result<(), Error> {
    let caller = Caller::of(ctx);
    show(ctx, list_answers(&caller.render(ctx.data()), &caller.answers, 0)).await
}

#[poise::command(slash_command, guild_only, identifying_name = "answers add", check = "is_moderator")]
async fn add(ctx: Context<'_>) -> Result<(), Error> {
    let caller = Caller::of(ctx);
    let fields = Fields::blank(caller.lang);
    open(ctx, answer_form(&caller.render(ctx.data()), None, 0, None, &fields)).await
}

#[poise::command(slash_command, guild_only, identifying_name = "answers edit", check = "is_moderator")]
async fn edit(
    ctx: Context<'_>,
    #[autocomplete = "every_answer"] answer: String,
    #[autocomplete = "languages"] language: Option<String>,
) -> Result<(), Error> {
    if guarded(ctx, &answer).await? {
        return Ok(());
    }
    let caller = Caller::of(ctx);
    let render = caller.render(ctx.data());
    let Some(topic) = caller.answers.topic(&answer) else {
        return tell(ctx, render.say(say::FAQ_UNKNOWN)).await;
    };
    let (known, code) = (written(&caller.answers, &topic.id), TopicCode::of(&topic.id));
    let version = known.map_or(0, |(_, version)| *version);
    // Of a shipped answer the server writes the phrasings alone.
    let Some((own, _)) = known.filter(|(own, _)| own.languages.values().any(crate::book::Answer::has_text))
    else {
        let mut added = phrasings_here(&caller.answers, &topic.id);
        added.truncate(shown_of(&added));
        return open(ctx, phrasings_form(&render, code, version, None, &added)).await;
    };
    let lang = language.as_deref().and_then(Lang::new).unwrap_or_else(|| its_language(own, caller.lang));
    let fields = own
        .languages
        .get(&lang)
        .map_or_else(|| Fields::blank(lang), |answer| Fields::of(caller.book(), lang, answer));
    open(ctx, answer_form(&render, Some(code), version, None, &fields)).await
}

#[poise::command(slash_command, guild_only, identifying_name = "answers remove", check = "is_moderator")]
async fn remove(ctx: Context<'_>, #[autocomplete = "own_answers"] answer: String) -> Result<(), Error> {
    if guarded(ctx, &answer).await? {
        return Ok(());
    }
    let caller = Caller::of(ctx);
    let render = caller.render(ctx.data());
    let Some((question, rows)) = removal(&render, &caller.answers, &answer) else {
        return tell(ctx, render.say(say::ERROR_STORE_MISSING)).await;
    };
    ctx.send(CreateReply::default().content(question).components(rows).ephemeral(true)).await?;
    Ok(())
}

#[poise::command(slash_command, guild_only, identifying_name = "answers unmatched", check = "is_moderator")]
async fn unmatched(ctx: Context<'_>) -> Result<(), Error> {
    let caller = Caller::of(ctx);
    let render = caller.render(ctx.data());
    let guild = ctx.guild_id().map_or(0, |guild| guild.get());
    match ctx.data().store.unmatched(guild, SHOWN).await {
        Ok(questions) => show(ctx, list_questions(&render, &caller.answers, &questions)).await,
        Err(error) => tell(ctx, of_store(&render, &error)).await,
    }
}

#[poise::command(slash_command, guild_only, identifying_name = "answers export", check = "is_moderator")]
async fn export(ctx: Context<'_>) -> Result<(), Error> {
    ctx.defer_ephemeral().await?;
    let caller = Caller::of(ctx);
    let render = caller.render(ctx.data());
    let guild = ctx.guild_id().map_or(0, |guild| guild.get());
    let rows = match ctx.data().store.answers(guild).await {
        Ok(rows) => rows,
        Err(error) => return tell(ctx, of_store(&render, &error)).await,
    };
    if rows.is_empty() {
        return tell(ctx, render.say(say::ANSWERS_NONE)).await;
    }
    let topics: Vec<Topic> = rows.iter().filter_map(|row| own::stored(guild, row)).collect();
    let file = CreateAttachment::bytes(serde_json::to_vec_pretty(&topics)?, "komainu-answers.json");
    let line = render.phrases.fill(say::ANSWERS_EXPORTED, &[("count", &topics.len().to_string())]);
    ctx.send(CreateReply::default().content(line).attachment(file).ephemeral(true)).await?;
    Ok(())
}

#[poise::command(slash_command, guild_only, identifying_name = "answers import", check = "is_moderator")]
async fn import(ctx: Context<'_>, file: serenity::Attachment) -> Result<(), Error> {
    ctx.defer_ephemeral().await?;
    let caller = Caller::of(ctx);
    let render = caller.render(ctx.data());
    let state = ctx.data();
    if file.size as usize > IMPORT {
        let most = (IMPORT >> 20).to_string();
        return tell(ctx, render.phrases.fill(say::IMPORT_TOO_LARGE, &[("most", &most)])).await;
    }
    let Some(text) = attachments::document(&file, IMPORT, state).await else {
        return tell(ctx, render.say(say::IMPORT_UNREADABLE)).await;
    };
    let guild = ctx.guild_id().map_or(0, |guild| guild.get());
    let (desk, settings) = (state.desk(), state.settings(Some(guild)));
    // Megabytes take milliseconds to read and guard: not on a thread that serves the gateway.
    let read = tokio::task::spawn_blocking(move || {
        let secret = guard::typed_secret(&text);
        secret.map_or_else(|| Ok(desk.book().rules(&settings.hosts).read(&text)), Err)
    });
    let flaws = match read.await? {
        Err(form) => return show(ctx, render.typed_secret(form)).await,
        Ok(Err(flaws)) => flaws,
        Ok(Ok(topics)) => return take(ctx, guild, &topics).await,
    };
    // The file is not named: its name may be a secret, too.
    let lines = flaws.iter().take(FAULTS).map(|flaw| format!("- {}", flaw_line(&render, flaw)));
    let mut said = vec![render.say(say::IMPORT_FAULTS)];
    said.extend(lines);
    if flaws.len() > FAULTS {
        let more = (flaws.len() - FAULTS).to_string();
        said.push(render.phrases.fill(say::IMPORT_MORE_FAULTS, &[("count", &more)]));
    }
    // A message has 2,000 characters.
    tell(ctx, shorten(&said.join("\n"), 2000)).await
}

/// Saves imported answers, all of them or none.
async fn take(ctx: Context<'_>, guild: u64, topics: &[Topic]) -> Result<(), Error> {
    let caller = Caller::of(ctx);
    let render = caller.render(ctx.data());
    let bodies: Vec<(String, String)> = topics
        .iter()
        .map(|topic| Ok((topic.id.clone(), serde_json::to_string(topic)?)))
        .collect::<Result<_, serde_json::Error>>()?;
    if let Err(error) = ctx.data().store.import_answers(guild, &bodies).await {
        return tell(ctx, of_store(&render, &error)).await;
    }
    // Learnt before it is said to be there; should the database fail just now, it is learnt in the background.
    drop(own::refresh(ctx.data(), guild).await);
    let replaced = topics.iter().filter(|topic| written(&caller.answers, &topic.id).is_some()).count();
    let (added, replaced) = ((topics.len() - replaced).to_string(), replaced.to_string());
    let values = [("added", added.as_str()), ("replaced", replaced.as_str())];
    tell(ctx, render.phrases.fill(say::ANSWERS_IMPORTED, &values)).await
}

/// Opens a form.
async fn open(ctx: Context<'_>, form: CreateModal) -> Result<(), Error> {
    let poise::Context::Application(ctx) = ctx else { return Ok(()) };
    ctx.interaction.create_response(ctx.http(), CreateInteractionResponse::Modal(form)).await?;
    ctx.has_sent_initial_response.store(true, std::sync::atomic::Ordering::SeqCst);
    Ok(())
}

/// The language to edit an answer in: the editor's, if it is written in that, else the first it is written in.
fn its_language(topic: &Topic, lang: Lang) -> Lang {
    let first = topic.languages.keys().next().copied();
    if topic.languages.contains_key(&lang) { lang } else { first.unwrap_or(lang) }
}

fn title(caller: &Caller, id: &str) -> String {
    let shown = caller.answers.topic(id).and_then(|topic| topic.answer(caller.lang));
    shown.map_or_else(|| id.to_owned(), |(_, answer)| answer.title.clone())
}

/// The server's own answers that fit what is typed.
async fn own_answers<'a>(ctx: Context<'a>, typed: &'a str) -> CreateAutocompleteResponse {
    complete(ctx, typed, true)
}

/// Every answer that fits what is typed, the server's own first.
async fn every_answer<'a>(ctx: Context<'a>, typed: &'a str) -> CreateAutocompleteResponse {
    complete(ctx, typed, false)
}

fn complete(ctx: Context<'_>, typed: &str, own: bool) -> CreateAutocompleteResponse {
    let caller = Caller::of(ctx);
    let found = caller.answers.search(typed, caller.lang);
    let choices = found
        .iter()
        .filter(|id| !own || written(&caller.answers, id).is_some())
        .map(|id| serenity::AutocompleteChoice::new(shorten(&title(&caller, id), NAME), id.clone()))
        .take(CHOICES)
        .collect();
    CreateAutocompleteResponse::new().set_choices(choices)
}

async fn languages<'a>(ctx: Context<'a>, typed: &'a str) -> CreateAutocompleteResponse {
    super::faq::languages(ctx, typed).await
}
