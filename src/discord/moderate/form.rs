//! The forms: an answer in five fields, and the phrasings of a topic in one.

use super::draft::Fields;
use super::press::{Asked, Step};
use crate::book::{LONGEST_PHRASING, LONGEST_TEXT, LONGEST_TITLE, MOST_PHRASINGS};
use crate::discord::ids::{Press, TopicCode};
use crate::discord::render::{Render, shorten};
use crate::phrases::{self as say, Key};
use serenity::all::{
    ActionRowComponent, CreateActionRow, CreateInputText, CreateModal, InputTextStyle, ModalInteraction,
};

/// Discord's longest text of a field; label and title of a form; placeholder.
const FIELD: usize = 4000;
const LABEL: usize = 45;
const PLACEHOLDER: usize = 100;
/// The numbers of steps and the mark of a warning stand in the text beside its characters.
const MARKS: usize = 40;

/// The form of an answer: a new one, or the one with this code as it was at `version`.
pub(crate) fn answer_form(
    render: &Render<'_>,
    topic: Option<TopicCode>,
    version: i64,
    question: Option<Asked>,
    fields: &Fields,
) -> CreateModal {
    let title = if topic.is_some() { say::FORM_EDIT } else { say::FORM_ADD };
    let id = render.signer.sign(&Press::Step(Step::Form { topic, version, question }));
    let long = InputTextStyle::Paragraph;
    let inputs = vec![
        input(render, "title", InputTextStyle::Short, say::FORM_TITLE, None, &fields.title, LONGEST_TITLE),
        input(
            render,
            "text",
            long,
            say::FORM_TEXT,
            Some(say::FORM_TEXT_HINT),
            &fields.text,
            LONGEST_TEXT + MARKS,
        ),
        phrasings_input(render, &fields.phrasings, MOST_PHRASINGS * (LONGEST_PHRASING + 1)),
        input(render, "links", long, say::FORM_LINKS, Some(say::FORM_LINKS_HINT), &fields.links, 1600)
            .required(false),
        input(render, "language", InputTextStyle::Short, say::FORM_LANGUAGE, None, &fields.language, 20),
    ];
    modal(render, id, title, inputs)
}

/// How many of the phrasings of a topic its form shows: all of one language, not always those of several. Room is left for
/// a new one.
pub(crate) fn shown_of(phrasings: &[String]) -> usize {
    fitting(phrasings, FIELD - (LONGEST_PHRASING + 1))
}

/// How many of these lines fit into so many characters.
fn fitting(lines: &[String], mut room: usize) -> usize {
    let fits = |line: &&String| {
        let left = room.checked_sub(line.chars().count() + 1);
        room = left.unwrap_or_default();
        left.is_some()
    };
    lines.iter().take_while(fits).count()
}

/// The form with phrasings of a topic.
pub(crate) fn phrasings_form(
    render: &Render<'_>,
    topic: TopicCode,
    version: i64,
    question: Option<Asked>,
    phrasings: &[String],
) -> CreateModal {
    let id = render.signer.sign(&Press::Step(Step::Phrasings { topic, version, question }));
    // The last line needs no end.
    let text = phrasings[..fitting(phrasings, FIELD + 1)].join("\n");
    // Left empty, the phrasings are removed.
    let input = phrasings_input(render, &text, FIELD).required(false);
    modal(render, id, say::FORM_PHRASINGS_TITLE, vec![input])
}

/// What somebody wrote into a form; a field it does not have is empty.
pub(crate) fn fields(form: &ModalInteraction) -> Fields {
    let mut fields = Fields::default();
    for part in form.data.components.iter().flat_map(|row| &row.components) {
        let ActionRowComponent::InputText(input) = part else { continue };
        let text = input.value.clone().unwrap_or_default();
        match input.custom_id.as_str() {
            "title" => fields.title = text,
            "text" => fields.text = text,
            "phrasings" => fields.phrasings = text,
            "links" => fields.links = text,
            "language" => fields.language = text,
            _ => {}
        }
    }
    fields
}

/// Each stands on a line of its own.
fn phrasings_input(render: &Render<'_>, value: &str, most: usize) -> CreateInputText {
    let hint = Some(say::FORM_PHRASINGS_HINT);
    input(render, "phrasings", InputTextStyle::Paragraph, say::FORM_PHRASINGS, hint, value, most)
}

fn input(
    render: &Render<'_>,
    id: &str,
    style: InputTextStyle,
    label: Key,
    hint: Option<Key>,
    value: &str,
    most: usize,
) -> CreateInputText {
    let most = most.min(FIELD);
    let mut input = CreateInputText::new(style, shorten(&render.say(label), LABEL), id)
        .max_length(u16::try_from(most).unwrap_or(u16::MAX))
        .required(true);
    if let Some(hint) = hint {
        input = input.placeholder(shorten(&render.say(hint), PLACEHOLDER));
    }
    // Discord refuses a form whose value is longer than its field takes.
    if value.is_empty() { input } else { input.value(shorten(value, most)) }
}

fn modal(render: &Render<'_>, id: String, title: Key, inputs: Vec<CreateInputText>) -> CreateModal {
    let rows = inputs.into_iter().map(CreateActionRow::InputText).collect();
    CreateModal::new(id, shorten(&render.say(title), LABEL)).components(rows)
}
