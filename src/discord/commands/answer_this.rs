//! Right-click *Answer this…*: reply to a message with a chosen answer.

use super::{Caller, Context, Error, is_moderator};
use crate::discord::convert::Posted;
use crate::discord::ids::Press;
use crate::discord::render::shorten;
use crate::phrases as say;
use crate::policy;
use poise::CreateReply;
use poise::serenity_prelude::{
    CreateActionRow, CreateSelectMenu, CreateSelectMenuKind, CreateSelectMenuOption, Message,
};

/// Discord's most options of a select, and the longest label of one.
const OPTIONS: usize = 25;
const LABEL: usize = 100;

#[poise::command(
    context_menu_command = "Answer this…",
    identifying_name = "answer-this",
    guild_only,
    default_member_permissions = "MANAGE_MESSAGES",
    check = "is_moderator"
)]
pub(super) async fn answer_this(ctx: Context<'_>, mut message: Message) -> Result<(), Error> {
    message.guild_id = ctx.guild_id();
    let caller = Caller::of(ctx);
    let render = caller.render(ctx.data());
    let settings = ctx.data().settings(ctx.guild_id().map(|guild| guild.get()));
    let asked = Posted::new(&message, false).convert(ctx.cache());
    // The likeliest answers come first; the rest follow, as far as Discord has room for them.
    let likeliest = caller.answers.ranked(&policy::question(&asked, &settings));
    let options = caller
        .answers
        .all(likeliest)
        .iter()
        .filter_map(|id| caller.answers.topic(id)?.answer(caller.lang).map(|(_, answer)| (id, &answer.title)))
        .take(OPTIONS)
        .map(|(id, title)| CreateSelectMenuOption::new(shorten(title, LABEL), id))
        .collect();
    let id = ctx.data().signer.sign(&Press::AnswerMessage { message: message.id.get() });
    let select = CreateSelectMenu::new(id, CreateSelectMenuKind::String { options })
        .placeholder(render.say(say::CONTEXT_PLACEHOLDER));
    let reply = CreateReply::default()
        .content(render.say(say::CONTEXT_PICK))
        .components(vec![CreateActionRow::SelectMenu(select)])
        .ephemeral(true);
    ctx.send(reply).await?;
    Ok(())
}
