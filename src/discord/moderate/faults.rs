//! What is wrong, in the reader's language.

use crate::book::{Flaw, Wrong};
use crate::discord::render::Render;
use crate::phrases as say;

/// A line about a flaw in a file, with its key there.
pub(crate) fn flaw_line(render: &Render<'_>, flaw: &Flaw) -> String {
    let what = words(render, flaw);
    if flaw.key.is_empty() { what } else { format!("`{}`: {what}", flaw.key.replace('`', "")) }
}

/// A line about a flaw in a form, with the field it stands in.
pub(super) fn form_line(render: &Render<'_>, flaw: &Flaw) -> String {
    let what = words(render, flaw);
    let key = flaw.key.rsplit('.').next().unwrap_or_default();
    let (name, line) = match key.split_once('[') {
        Some((name, line)) => (name, line.trim_end_matches(']').parse::<usize>().ok()),
        None => (key, None),
    };
    let (field, line) = match name {
        "title" => (say::FORM_TITLE, None),
        // The form has one field for all of them.
        "summary" | "steps" | "never" => (say::FORM_TEXT, None),
        "phrasings" => (say::FORM_ASKED, line),
        "links" => (say::FORM_LINKED, line),
        _ => return flaw_line(render, flaw),
    };
    let field = render.say(field);
    match line {
        Some(line) => {
            let line = (line + 1).to_string();
            let values = [("field", field.as_str()), ("line", &line), ("what", &what)];
            render.phrases.fill(say::FORM_LINE, &values)
        }
        None => render.phrases.fill(say::FORM_FIELD, &[("field", &field), ("what", &what)]),
    }
}

fn words(render: &Render<'_>, flaw: &Flaw) -> String {
    let fill = |key, values: &[(&str, &str)]| render.phrases.fill(key, values);
    let number = |n: &usize| n.to_string();
    match &flaw.what {
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
    }
}

fn languages(render: &Render<'_>) -> String {
    let uis = render.phrases.book().uis().iter();
    uis.map(|ui| format!("`{}`", ui.code)).collect::<Vec<_>>().join(&render.say(say::LIST_BETWEEN))
}
