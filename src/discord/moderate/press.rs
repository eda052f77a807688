//! What the buttons, selects and forms of the moderators' desk remember in their ids.

use crate::discord::ids::TopicCode;
use crate::discord::presser::Presser;
use crate::message::Id;

/// What pressing a button, choosing from a select or sending a form asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step {
    /// A form with an answer: of this topic as it was at `version`, or a new one, perhaps for a question.
    Form { topic: Option<TopicCode>, version: i64, question: Option<Asked> },
    /// A form with the server's phrasings of a topic; `version` is 0 where it has none yet.
    Phrasings { topic: TopicCode, version: i64, question: Option<Asked> },
    /// Save a draft.
    Save { draft: Id },
    /// Go on writing it.
    Again { draft: Id },
    /// Look at it.
    Preview { draft: Id },
    /// Throw it away.
    Discard { draft: Id },
    /// Allow the host it links to; asked for, then confirmed.
    Host { draft: Id, sure: bool },
    /// Remove an answer of the server's own, as it was at `version`.
    Remove { topic: TopicCode, version: i64 },
    /// Leave it as it is.
    Keep,
    /// A page of the list of answers.
    List { page: u16 },
    /// The list of unmatched questions.
    Questions,
    /// One of them, chosen from a select.
    Question,
    /// Add a phrasing for it to the chosen topic.
    Match(Asked),
    /// Write an answer for it.
    Write(Asked),
    /// Take it off the list.
    Dismiss(Asked),
}

/// Where a question stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Asked {
    pub(crate) channel: Id,
    pub(crate) message: Id,
}

impl Step {
    /// Who may press it, or send its form.
    pub(crate) fn presser(&self) -> Presser {
        match self {
            // What the bot links to is trusted by the whole server.
            Self::Host { .. } => Presser::Admin,
            _ => Presser::Moderator,
        }
    }

    pub(crate) fn encode(&self) -> String {
        let code = |topic: &Option<TopicCode>| topic.as_ref().map_or("", TopicCode::as_str).to_owned();
        match self {
            Self::Form { topic, version, question } => {
                format!("form:{}:{version}:{}", code(topic), place(*question))
            }
            Self::Phrasings { topic, version, question } => {
                format!("words:{}:{version}:{}", topic.as_str(), place(*question))
            }
            Self::Save { draft } => format!("save:{draft}"),
            Self::Again { draft } => format!("again:{draft}"),
            Self::Preview { draft } => format!("look:{draft}"),
            Self::Discard { draft } => format!("drop:{draft}"),
            Self::Host { draft, sure } => format!("host:{draft}:{}", u8::from(*sure)),
            Self::Remove { topic, version } => format!("remove:{}:{version}", topic.as_str()),
            Self::Keep => "keep".into(),
            Self::List { page } => format!("list:{page}"),
            Self::Questions => "open".into(),
            Self::Question => "one".into(),
            Self::Match(asked) => format!("match:{}", place(Some(*asked))),
            Self::Write(asked) => format!("write:{}", place(Some(*asked))),
            Self::Dismiss(asked) => format!("done:{}", place(Some(*asked))),
        }
    }

    pub(crate) fn decode(fields: &[&str]) -> Option<Self> {
        let code = |text: &str| (!text.is_empty()).then(|| TopicCode::read(text));
        Some(match *fields {
            ["form", topic, version, channel, message] => Self::Form {
                topic: code(topic),
                version: version.parse().ok()?,
                question: asked(channel, message)?,
            },
            ["words", topic, version, channel, message] => Self::Phrasings {
                topic: code(topic)?,
                version: version.parse().ok()?,
                question: asked(channel, message)?,
            },
            ["save", draft] => Self::Save { draft: draft.parse().ok()? },
            ["again", draft] => Self::Again { draft: draft.parse().ok()? },
            ["look", draft] => Self::Preview { draft: draft.parse().ok()? },
            ["drop", draft] => Self::Discard { draft: draft.parse().ok()? },
            ["host", draft, sure] => Self::Host { draft: draft.parse().ok()?, sure: sure == "1" },
            ["remove", topic, version] => {
                Self::Remove { topic: code(topic)?, version: version.parse().ok()? }
            }
            ["keep"] => Self::Keep,
            ["list", page] => Self::List { page: page.parse().ok()? },
            ["open"] => Self::Questions,
            ["one"] => Self::Question,
            ["match", channel, message] => Self::Match(asked(channel, message)??),
            ["write", channel, message] => Self::Write(asked(channel, message)??),
            ["done", channel, message] => Self::Dismiss(asked(channel, message)??),
            _ => return None,
        })
    }
}

fn place(asked: Option<Asked>) -> String {
    asked.map_or_else(|| ":".into(), |Asked { channel, message }| format!("{channel}:{message}"))
}

fn asked(channel: &str, message: &str) -> Option<Option<Asked>> {
    if channel.is_empty() {
        return Some(None);
    }
    Some(Some(Asked { channel: channel.parse().ok()?, message: message.parse().ok()? }))
}

#[cfg(test)]
pub(crate) fn every() -> Vec<Step> {
    let topic = TopicCode::of("gas-fees");
    let asked = Asked { channel: Id::MAX, message: Id::MAX };
    let draft = Id::MAX;
    vec![
        Step::Form { topic: Some(topic.clone()), version: i64::MAX, question: Some(asked) },
        Step::Form { topic: None, version: 0, question: None },
        Step::Phrasings { topic: topic.clone(), version: i64::MAX, question: Some(asked) },
        Step::Save { draft },
        Step::Again { draft },
        Step::Preview { draft },
        Step::Discard { draft },
        Step::Host { draft, sure: true },
        Step::Remove { topic, version: i64::MAX },
        Step::Keep,
        Step::List { page: u16::MAX },
        Step::Questions,
        Step::Question,
        Step::Match(asked),
        Step::Write(asked),
        Step::Dismiss(asked),
    ]
}
