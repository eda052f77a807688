//! What people see: answers, choices, notices and alerts as embeds and buttons.

use super::ids::{Press, Signer, TopicCode};
use super::notice::{self, Notice};
use crate::book::{Book, HACKED, Lang, Links, SUPPORT_HOME, Topic};
use crate::message::Id;
use crate::phrases::{self as say, Key, Phrases};
use crate::secrets::Form;
use serenity::all::{
    ButtonStyle, CreateActionRow, CreateAllowedMentions, CreateButton, CreateEmbed, CreateEmbedFooter,
    CreateMessage, MessageId, UserId,
};

/// Lantern orange: an ordinary answer.
const CALM: u32 = 0x00E0_8A3C;
/// Vermilion, as on a shrine gate: minutes count.
const URGENT: u32 = 0x00C8_3C2E;
/// Pine green: nothing is wrong.
const FINE: u32 = 0x002E_8B57;

/// An embed and the rows of buttons under it.
#[derive(Debug, Clone)]
pub(crate) struct Card {
    pub(crate) embed: CreateEmbed,
    pub(crate) rows: Vec<CreateActionRow>,
}

impl Card {
    /// The card as a message that mentions nobody.
    pub(crate) fn message(self) -> CreateMessage {
        CreateMessage::new().embed(self.embed).components(self.rows).allowed_mentions(nobody())
    }
}

/// A row of buttons, if there are any: Discord refuses an empty one.
pub(crate) fn row(buttons: Vec<CreateButton>) -> Vec<CreateActionRow> {
    if buttons.is_empty() { Vec::new() } else { vec![CreateActionRow::Buttons(buttons)] }
}

/// No mention of anybody.
pub(crate) fn nobody() -> CreateAllowedMentions {
    CreateAllowedMentions::new().replied_user(false)
}

/// A mention of this one person, and nobody else.
pub(crate) fn only(user: Id) -> CreateAllowedMentions {
    CreateAllowedMentions::new().users([UserId::new(user)]).replied_user(false)
}

/// A reply to `question` that notifies its author alone.
pub(crate) fn reply(message: CreateMessage, channel: Id, question: Id) -> CreateMessage {
    let reference = serenity::all::MessageReference::from((
        serenity::all::ChannelId::new(channel),
        MessageId::new(question),
    ));
    // Should the question vanish while the answer is on its way, nothing is posted.
    message
        .reference_message(reference.fail_if_not_exists(true))
        .allowed_mentions(CreateAllowedMentions::new().replied_user(true))
}

/// Draws cards in one language.
#[derive(Clone, Copy)]
pub(crate) struct Render<'a> {
    pub(crate) phrases: Phrases<'a>,
    pub(crate) signer: &'a Signer,
}

impl<'a> Render<'a> {
    pub(crate) fn new(book: &'a Book, lang: Lang, signer: &'a Signer) -> Self {
        Self { phrases: Phrases::new(book, lang), signer }
    }

    fn book(&self) -> &'a Book {
        self.phrases.book()
    }

    pub(crate) fn say(&self, key: Key) -> String {
        self.phrases.say(key)
    }

    /// An answer without buttons that concern its asker.
    pub(crate) fn answer(&self, topic: &Topic) -> Card {
        let Some((_, answer)) = topic.answer(self.phrases.lang()) else {
            return self.official(say::DM_UNSURE);
        };
        let steps: Vec<String> =
            answer.steps.iter().zip(1..).map(|(step, n)| format!("{n}. {step}")).collect();
        let never = if answer.never.is_empty() { String::new() } else { format!("**{}**\n", answer.never) };
        let never = format!("{never}-# {}", self.say(say::ANSWER_NEVER_FIRST));
        // A server's own answer may do without steps and warning.
        let parts = [answer.summary.clone(), steps.join("\n"), never];
        let description = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n");
        let embed =
            self.embed(&answer.title, description).colour(if topic.is_urgent() { URGENT } else { CALM });
        let links: Vec<CreateButton> = answer
            .links
            .iter()
            .map(|link| self.book().links().target(link))
            .map(|(title, url, lang)| self.link(title, url, lang.unwrap_or(self.phrases.lang())))
            .collect();
        Card { embed, rows: row(links) }
    }

    /// An answer as it is posted for `asker`, with `next` to offer if it does not fit.
    pub(crate) fn answer_for(&self, topic: &Topic, asker: Id, next: &[TopicCode], again: bool) -> Card {
        let mut card = self.answer(topic);
        let code = TopicCode::of(&topic.id);
        let solved = Press::Solved { asker, topic: code.clone() };
        let other = Press::NotAsked { asker, shown: vec![code], next: next.to_vec(), again };
        let mut buttons = vec![
            self.button(say::BUTTON_SOLVED, ButtonStyle::Success, &solved),
            self.button(say::BUTTON_NOT_ASKED, ButtonStyle::Secondary, &other),
        ];
        buttons.extend(self.languages(topic));
        card.rows.push(CreateActionRow::Buttons(buttons));
        card
    }

    /// One button for each other language the topic is answered in.
    fn languages(&self, topic: &Topic) -> impl Iterator<Item = CreateButton> {
        let others = self.book().uis().iter().filter(|ui| ui.code != self.phrases.lang());
        let written = others.filter(|ui| topic.languages.contains_key(&ui.code));
        // Two buttons stand before these, and Discord takes five in a row.
        written.take(3).map(|ui| {
            let press = Press::Language { topic: TopicCode::of(&topic.id), language: ui.code.to_string() };
            CreateButton::new(self.signer.sign(&press)).label(&ui.name).style(ButtonStyle::Secondary)
        })
    }

    /// Two or three answers to choose from.
    pub(crate) fn choices(
        &self,
        intro: Key,
        topics: &[&Topic],
        asker: Id,
        next: &[TopicCode],
        again: bool,
    ) -> Card {
        let mut buttons: Vec<CreateButton> = topics
            .iter()
            .filter_map(|topic| Some((topic, topic.answer(self.phrases.lang())?.1)))
            .map(|(topic, answer)| {
                let press = Press::Pick { asker, topic: TopicCode::of(&topic.id) };
                // The titles are at most 60 characters, a label takes 80.
                CreateButton::new(self.signer.sign(&press)).label(&answer.title).style(ButtonStyle::Primary)
            })
            .collect();
        let shown = topics.iter().map(|topic| TopicCode::of(&topic.id)).collect();
        let none = Press::NotAsked { asker, shown, next: next.to_vec(), again };
        buttons.push(self.button(say::SUGGEST_NONE, ButtonStyle::Secondary, &none));
        let embed = CreateEmbed::new()
            .description(format!("{}\n-# {}", self.say(intro), self.say(say::ANSWER_NEVER_FIRST)))
            .footer(CreateEmbedFooter::new(self.say(say::ANSWER_FOOTER)))
            .colour(CALM);
        Card { embed, rows: row(buttons) }
    }

    /// The official places, under `intro`.
    pub(crate) fn official(&self, intro: Key) -> Card {
        let buttons = self.links(&Links::NEEDED);
        let embed = self.embed(&self.say(say::OFFICIAL_TITLE), self.say(intro)).colour(CALM);
        Card { embed, rows: row(buttons) }
    }

    /// What a victim should do now.
    pub(crate) fn guidance(&self, notice: Notice, form: Form) -> Card {
        let kind = self.say(notice::name(form));
        let body = self.phrases.fill(notice.body(), &[("kind", &kind)]);
        let description = format!("{body}\n\n{}", self.steps());
        let mut buttons = self.links(&[HACKED, SUPPORT_HOME]);
        buttons.extend(self.other_languages(|language| Press::Guidance { language, notice, form }));
        Card { embed: self.embed(&self.say(notice.title()), description).colour(URGENT), rows: row(buttons) }
    }

    /// What a moderator can tell a victim, in the victim's words: `theirs`.
    pub(crate) fn briefing(&self, theirs: &Render<'_>, form: Form) -> Card {
        let kind = theirs.say(notice::name(form));
        let text = theirs.phrases.fill(say::BRIEFING_TEXT, &[("kind", &kind)]);
        let description = format!("{}\n\n>>> {text}\n{}", self.say(say::BRIEFING_INTRO), theirs.steps());
        let mut buttons = theirs.links(&[HACKED, SUPPORT_HOME]);
        buttons.extend(theirs.other_languages(|language| Press::Briefing { language, form }));
        Card {
            embed: self.embed(&self.say(say::BRIEFING_TITLE), description).colour(CALM),
            rows: row(buttons),
        }
    }

    /// What a victim should do, in order.
    fn steps(&self) -> String {
        let steps = [
            say::GUARD_STEP_NEW_WALLET,
            say::GUARD_STEP_MOVE,
            say::GUARD_STEP_ABANDON,
            say::GUARD_STEP_NOBODY,
        ];
        let steps: Vec<String> =
            steps.into_iter().zip(1..).map(|(step, n)| format!("{n}. {}", self.say(step))).collect();
        steps.join("\n")
    }

    /// Buttons to official pages.
    fn links(&self, ids: &[&str]) -> Vec<CreateButton> {
        let known = ids.iter().filter_map(|id| self.book().links().get(id));
        known
            .map(|link| self.localised(link))
            .map(|link| self.link(&link.title, &link.url, link.lang))
            .collect()
    }

    /// One button for each other language; two stand before them, and Discord takes five in a row.
    fn other_languages(&self, press: impl Fn(String) -> Press) -> impl Iterator<Item = CreateButton> {
        let others = self.book().uis().iter().filter(|ui| ui.code != self.phrases.lang());
        others.take(3).map(move |ui| {
            let id = self.signer.sign(&press(ui.code.to_string()));
            CreateButton::new(id).label(&ui.name).style(ButtonStyle::Secondary)
        })
    }

    /// What to do now, for somebody who typed a secret into a command: nobody else has seen it, but Discord keeps it.
    pub(crate) fn typed_secret(&self, form: Form) -> Card {
        self.guidance(Notice::Typed, form)
    }

    /// The question answered: what is left of an answer after *Solved*.
    pub(crate) fn solved(&self, topic_title: &str) -> CreateEmbed {
        let line = format!("✓ {}: {topic_title}", self.say(say::REPLY_SOLVED_MARK));
        CreateEmbed::new().description(format!("{line}\n{}", self.say(say::REPLY_SOLVED))).colour(FINE)
    }

    /// A plain embed with the bot's footer.
    pub(crate) fn embed(&self, title: &str, description: String) -> CreateEmbed {
        CreateEmbed::new()
            .title(title)
            .description(description)
            .footer(CreateEmbedFooter::new(self.say(say::ANSWER_FOOTER)))
    }

    /// The same page in the reader's language, where one is known.
    fn localised(&self, link: &'a crate::book::Link) -> &'a crate::book::Link {
        self.book().links().get(&format!("{}-{}", link.id, self.phrases.lang())).unwrap_or(link)
    }

    fn link(&self, title: &str, url: &str, lang: Lang) -> CreateButton {
        let label = if lang == self.phrases.lang() {
            title.to_owned()
        } else {
            let language = self.phrases.language(lang);
            self.phrases.fill(say::ANSWER_LINK_FOREIGN, &[("title", title), ("language", &language)])
        };
        CreateButton::new_link(url).label(shorten(&label, LABEL))
    }

    /// A button that asks for `press`.
    pub(crate) fn button(&self, label: Key, style: ButtonStyle, press: &Press) -> CreateButton {
        CreateButton::new(self.signer.sign(press)).label(self.say(label)).style(style)
    }
}

/// Discord's longest label of a button.
const LABEL: usize = 80;

/// At most `length` characters, with an ellipsis for what is cut.
pub(crate) fn shorten(text: &str, length: usize) -> String {
    if text.chars().count() <= length {
        return text.to_owned();
    }
    text.chars().take(length - 1).chain(['…']).collect()
}
