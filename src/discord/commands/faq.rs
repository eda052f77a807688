//! `/faq`: a checked answer for whoever asks for it, or, from a moderator, for somebody in the channel.

use super::{Caller, Context, Error, guarded, may_moderate, show, tell};
use crate::book::{Answer, Lang};
use crate::clock::now;
use crate::discord::render::only;
use crate::discord::{alert, requests};
use crate::phrases as say;
use crate::store::Outcome;
use poise::serenity_prelude as serenity;
use serenity::{AutocompleteChoice, CreateAutocompleteResponse, CreateMessage};

/// Discord shows at most this many choices.
const CHOICES: usize = 25;
/// Discord's longest name of a choice.
const NAME: usize = 100;

#[poise::command(slash_command, identifying_name = "faq")]
pub(super) async fn faq(
    ctx: Context<'_>,
    #[autocomplete = "titles"] topic: String,
    to: Option<serenity::User>,
    #[autocomplete = "languages"] language: Option<String>,
) -> Result<(), Error> {
    if guarded(ctx, &topic).await? {
        return Ok(());
    }
    let caller = Caller::of(ctx);
    let lang = language.as_deref().and_then(Lang::new).unwrap_or(caller.lang);
    let (render, theirs) = (caller.render(ctx.data()), caller.render_in(ctx.data(), lang));
    let Some(found) = caller.answers.named(&topic, lang) else {
        return tell(ctx, render.say(say::FAQ_UNKNOWN)).await;
    };
    let Some(to) = to else { return show(ctx, theirs.answer(found)).await };
    if !may_moderate(ctx) {
        return tell(ctx, render.say(say::FAQ_TO_MODERATORS)).await;
    }
    let card = theirs.answer_for(found, to.id.get(), &[], true);
    let line = theirs.phrases.fill(say::ANSWER_FOR, &[("user", &format!("<@{}>", to.id))]);
    let message = CreateMessage::new()
        .content(line)
        .embed(card.embed)
        .components(card.rows)
        .allowed_mentions(only(to.id.get()));
    // A request that Discord refuses for a moment is repeated for longer than a command may wait.
    ctx.defer_ephemeral().await?;
    match requests::send(ctx.http(), ctx.channel_id().get(), &message, ctx.id()).await {
        Ok(_) => {
            if let Some(guild) = ctx.guild_id() {
                ctx.data().store.count(guild.get(), &found.id, Outcome::Answered, now());
            }
            tell(ctx, render.say(say::FAQ_SHOWN)).await
        }
        Err(failure) => tell(ctx, alert::not_posted(&render, ctx.channel_id().get(), &failure)).await,
    }
}

/// The topics that fit what has been typed, by title and phrasing, in the caller's language.
async fn titles<'a>(ctx: Context<'a>, typed: &'a str) -> CreateAutocompleteResponse {
    let caller = Caller::of(ctx);
    let title = |id: &String| {
        caller
            .answers
            .topic(id)
            .and_then(|topic| topic.answer(caller.lang))
            .map(|(_, a): (_, &Answer)| &a.title)
    };
    let choices = caller
        .answers
        .search(typed, caller.lang)
        .iter()
        .filter_map(|id| {
            Some(AutocompleteChoice::new(crate::discord::render::shorten(title(id)?, NAME), id.clone()))
        })
        .take(CHOICES)
        .collect();
    CreateAutocompleteResponse::new().set_choices(choices)
}

/// The languages the answers are written in.
pub(super) async fn languages<'a>(ctx: Context<'a>, typed: &'a str) -> CreateAutocompleteResponse {
    let caller = Caller::of(ctx);
    let typed = typed.to_lowercase();
    let uis = caller.book().uis().iter();
    let fitting =
        uis.filter(|ui| ui.name.to_lowercase().contains(&typed) || ui.code.as_str().contains(&typed));
    let choices =
        fitting.map(|ui| AutocompleteChoice::new(&ui.name, ui.code.to_string())).take(CHOICES).collect();
    CreateAutocompleteResponse::new().set_choices(choices)
}
