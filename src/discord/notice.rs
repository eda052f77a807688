//! Tells the author of a leak what to do now: privately, else in a short public line that repeats nothing. Each reason to be
//! told has its own title and its own first sentences, in every language and behind every button.

use super::ids::Press;
use super::render::{Render, only};
use super::requests::{self, Failure};
use crate::message::Id;
use crate::phrases::{self as say, Key};
use crate::secrets::Form;
use serenity::all::{ButtonStyle, CreateActionRow, CreateMessage, Http};

/// How the author was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Told {
    Privately,
    InChannel,
    NotAtAll,
    /// More than once, a moment ago.
    Already,
}

/// What has become of a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Notice {
    /// Its message was removed.
    Removed,
    /// It stands, and may be none.
    Likely,
    /// It stands in a conversation with the bot, where only its author can delete it.
    Direct,
    /// It was typed into a command or a form.
    Typed,
}

impl Notice {
    /// Every notice.
    pub(crate) const ALL: [Self; 4] = [Self::Removed, Self::Likely, Self::Direct, Self::Typed];

    /// The word for it in the id of a button.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Removed => "removed",
            Self::Likely => "likely",
            Self::Direct => "direct",
            Self::Typed => "typed",
        }
    }

    pub(crate) fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|notice| notice.word() == word)
    }

    /// What this says of a message, told apart from what else the bot says of it.
    pub(crate) fn about(self, message: Id) -> String {
        format!("{message}n{:.1}", self.word())
    }

    pub(crate) fn title(self) -> Key {
        match self {
            Self::Removed => say::GUARD_REMOVED_TITLE,
            Self::Likely => say::GUARD_LIKELY_TITLE,
            Self::Direct => say::GUARD_DIRECT_TITLE,
            Self::Typed => say::GUARD_TYPED_TITLE,
        }
    }

    pub(crate) fn body(self) -> Key {
        match self {
            Self::Removed => say::GUARD_REMOVED_BODY,
            Self::Likely => say::GUARD_LIKELY_BODY,
            Self::Direct => say::GUARD_DIRECT_BODY,
            Self::Typed => say::GUARD_TYPED_BODY,
        }
    }
}

/// What a secret is called where its author is told of it.
pub(crate) fn name(form: Form) -> Key {
    match form {
        Form::Phrase => say::GUARD_KIND_PHRASE,
        Form::Key | Form::Encrypted => say::GUARD_KIND_KEY,
        Form::Unknown => say::GUARD_KIND_UNKNOWN,
    }
}

/// Somebody to be told.
pub(crate) struct Victim<'a> {
    /// Draws in their language.
    pub(crate) render: Render<'a>,
    pub(crate) author: Id,
    /// Where they leaked it, and in which message.
    pub(crate) channel: Id,
    pub(crate) message: Id,
    pub(crate) form: Form,
}

impl Victim<'_> {
    /// Tells them where nobody else reads it, or else where they are looking.
    pub(crate) async fn tell(&self, http: &Http, notice: Notice) -> Told {
        match self.tell_privately(http, notice).await {
            Ok(()) => Told::Privately,
            Err(_) if notice == Notice::Removed => {
                self.tell_in_channel(http, notice, say::GUARD_PUBLIC_REMOVED).await
            }
            Err(_) => self.tell_in_channel(http, notice, say::GUARD_PUBLIC_LIKELY).await,
        }
    }

    pub(crate) async fn tell_privately(&self, http: &Http, notice: Notice) -> Result<(), Failure> {
        let guidance = self.render.guidance(notice, self.form).message();
        requests::send_direct(http, self.author, &guidance, notice.about(self.message)).await
    }

    pub(crate) async fn tell_in_channel(&self, http: &Http, notice: Notice, line: Key) -> Told {
        let language = self.render.phrases.lang().to_string();
        let press = Press::Guidance { language, notice, form: self.form };
        let button = self.render.button(say::BUTTON_GUIDANCE, ButtonStyle::Danger, &press);
        let line = CreateMessage::new()
            .content(self.render.phrases.fill(line, &[("user", &format!("<@{}>", self.author))]))
            .components(vec![CreateActionRow::Buttons(vec![button])])
            .allowed_mentions(only(self.author));
        match requests::send(http, self.channel, &line, notice.about(self.message)).await {
            Ok(_) => Told::InChannel,
            Err(_) => Told::NotAtAll,
        }
    }
}
