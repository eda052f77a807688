//! What is wrong, in the reader's language.

use crate::book::{Flaw, Wrong};
use crate::discord::render::Render;
use crate::phrases as say;

/// A line about a flaw, with its key.
pub(crate) fn flaw_line(render: &Render<'_>, flaw: &Flaw) -> String {
    let fill = |key, values: &[(&str, &str)]| render.phrases.fill(key, values);
    let number = |n: &usize| n.to_string();
    let what = match &flaw.what {
        Wrong::Form(place) => fill(say::WRONG_FORM, &[("place", place)]),
        Wrong::Id => fill(say::WRONG_ID, &[]),
        Wrong::Twice => fill(say::WRONG_TWICE, &[]),
        Wrong::Empty => fill(say::WRONG_EMPTY, &[]),
        Wrong::Long(is, most) => fill(say::WRONG_LONG, &[("is", &number(is)), ("most", &number(most))]),
        Wrong::Many(is, most) => fill(say::WRONG_MANY, &[("is", &number(is)), ("most", &number(most))]),
        Wrong::Language => fill(say::WRONG_LANGUAGE, &[("languages", &languages(render))]),
        Wrong::Address => fill(say::WRONG_ADDRESS, &[]),
        Wrong::Host(host) => fill(say::WRONG_HOST, &[("host", host)]),
        Wrong::Mention => fill(say::WRONG_MENTION, &[]),
        Wrong::Denied(why) => fill(say::WRONG_DENIED, &[("why", why)]),
        Wrong::NotALink => fill(say::WRONG_NOT_A_LINK, &[]),
        Wrong::Lookalike => fill(say::WRONG_LOOKALIKE, &[]),
    };
    if flaw.key.is_empty() { what } else { format!("`{}`: {what}", flaw.key.replace('`', "")) }
}

fn languages(render: &Render<'_>) -> String {
    let uis = render.phrases.book().uis().iter();
    uis.map(|ui| format!("`{}`", ui.code)).collect::<Vec<_>>().join(", ")
}
