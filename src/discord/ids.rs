//! What a button remembers: its state is in its id, so that it works after a restart, and signed, so that nobody
//! forges one.

use super::incidents::Listing;
use super::notice::Notice;
use super::panel::{Control, Page};
use crate::message::Id;
use crate::secrets::Form;
use crate::store::Digest as TextDigest;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::digest::common::Block;
use sha2::{Digest, Sha256};

/// What pressing a button, or choosing from a select, asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Press {
    /// The answer helped `asker`.
    Solved { asker: Id, topic: TopicCode },
    /// What was shown did not fit; these come next. `again` when it is not the first time.
    NotAsked { asker: Id, shown: Vec<TopicCode>, next: Vec<TopicCode>, again: bool },
    /// `asker` picks this one of several.
    Pick { asker: Id, topic: TopicCode },
    /// Show the same answer in another language.
    Language { topic: TopicCode, language: String },
    /// Delete this message and those of its case; for a `title`, the thread. Then tell its author, if nobody has.
    Delete { channel: Id, message: Id, title: bool, untold: Option<Untold> },
    /// Show a victim what to do now, under this notice.
    Guidance { language: String, notice: Notice, form: Form },
    /// Answer this message with the chosen topic.
    AnswerMessage { message: Id },
    /// The alert about this message was wrong. The digest of its text comes along, because the message may be gone; a leak
    /// spread over messages has none.
    FalseAlarm { message: Id, digest: Option<TextDigest> },
    /// Show a moderator what to tell a victim who speaks this language.
    Briefing { language: String, form: Form },
    /// Turn to this page of `/setup`.
    SetupPage { page: Page },
    /// Save what was chosen for this setting.
    SetupChange { control: Control },
    /// Turn to this page of the incidents.
    Incidents(Listing),
    /// Remove everything about whoever presses; or not.
    Forget { sure: bool },
    /// Something at the moderators' desk.
    Step(super::moderate::Step),
}

/// The author of a message, who knows nothing of an alert about it yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Untold {
    pub(crate) author: Id,
    pub(crate) language: String,
    pub(crate) form: Form,
}

/// A topic in six characters: six fit beside a snowflake and a signature in Discord's 100.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TopicCode(String);

impl TopicCode {
    /// The code of a topic id: 36 bits of its hash, so that fifty or five thousand topics do not collide.
    pub(crate) fn of(topic: &str) -> Self {
        Self(URL_SAFE_NO_PAD.encode(Sha256::digest(topic.as_bytes()))[..6].into())
    }

    /// A code as it stands in an id.
    pub(crate) fn read(code: &str) -> Self {
        Self(code.into())
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// The code as a number of 48 bits, never nought.
    pub(crate) fn number(&self) -> u64 {
        self.0.bytes().fold(0, |number, byte| number << 8 | u64::from(byte))
    }

    /// Whether this is the code of `topic`.
    pub(crate) fn is(&self, topic: &str) -> bool {
        Self::of(topic) == *self
    }

    /// The topic among `ids` that has this code.
    pub(crate) fn find<'a>(&self, mut ids: impl Iterator<Item = &'a str>) -> Option<&'a str> {
        ids.find(|id| Self::of(id) == *self)
    }
}

/// Signs and checks ids with a key of this installation.
pub(crate) struct Signer(Hmac<Sha256>);

/// 54 bits: a forger would have to press some 10^15 buttons, each of them a request to Discord.
const SIGNATURE: usize = 9;

impl Signer {
    /// A signer whose key comes from the bot's token, so that ids survive a restart and need no file.
    pub(crate) fn new(token: &str) -> Self {
        let digest = Sha256::new().chain_update(b"komainu component ids\0").chain_update(token).finalize();
        // HMAC fills a shorter key up with zeros; a whole block is a key that cannot fail.
        let mut key = Block::<Sha256>::default();
        key[..digest.len()].copy_from_slice(&digest);
        Self(Hmac::new(&key))
    }

    /// The custom id of a button.
    pub(crate) fn sign(&self, press: &Press) -> String {
        self.seal(&press.encode())
    }

    /// A text with its signature.
    pub(super) fn seal(&self, body: &str) -> String {
        format!("{body}~{}", self.signature(body))
    }

    /// What a custom id asks for, unless it is forged or from a version that wrote ids differently.
    pub(crate) fn open(&self, id: &str) -> Option<Press> {
        let (body, signature) = id.rsplit_once('~')?;
        // The comparison is over a keyed digest that the caller cannot choose, so timing tells nothing of use.
        (signature == self.signature(body)).then(|| Press::decode(body)).flatten()
    }

    fn signature(&self, body: &str) -> String {
        let digest = self.0.clone().chain_update(body.as_bytes()).finalize().into_bytes();
        URL_SAFE_NO_PAD.encode(digest)[..SIGNATURE].into()
    }
}

impl Press {
    fn encode(&self) -> String {
        match self {
            Self::Solved { asker, topic } => format!("solved:{asker}:{}", topic.0),
            Self::NotAsked { asker, shown, next, again } => {
                format!("not:{asker}:{}:{}:{}", u8::from(*again), join(shown), join(next))
            }
            Self::Pick { asker, topic } => format!("pick:{asker}:{}", topic.0),
            Self::Language { topic, language } => format!("lang:{}:{language}", topic.0),
            Self::Delete { channel, message, title, untold } => {
                let whom = untold.as_ref().map_or_else(String::new, |Untold { author, language, form }| {
                    format!(":{author}:{language}:{}", word(*form))
                });
                format!("delete:{channel}:{message}:{}{whom}", u8::from(*title))
            }
            Self::Guidance { language, notice, form } => {
                format!("guide:{language}:{}:{}", notice.word(), word(*form))
            }
            Self::AnswerMessage { message } => format!("answer:{message}"),
            Self::FalseAlarm { message, digest } => {
                format!("false:{message}:{}", digest.map(|digest| digest.to_string()).unwrap_or_default())
            }
            Self::Step(step) => format!("desk:{}", step.encode()),
            Self::Briefing { language, form } => format!("brief:{language}:{}", word(*form)),
            Self::SetupPage { page } => format!("setup:{}", page.word()),
            Self::SetupChange { control } => format!("set:{}", control.word()),
            Self::Incidents(Listing { user, days, page }) => {
                format!("incidents:{}:{days}:{page}", user.unwrap_or_default())
            }
            Self::Forget { sure } => format!("forget:{}", u8::from(*sure)),
        }
    }

    fn decode(body: &str) -> Option<Self> {
        let fields: Vec<&str> = body.split(':').collect();
        Some(match fields[..] {
            ["solved", asker, topic] => {
                Self::Solved { asker: asker.parse().ok()?, topic: TopicCode(topic.into()) }
            }
            ["not", asker, again, shown, next] => Self::NotAsked {
                asker: asker.parse().ok()?,
                shown: split(shown),
                next: split(next),
                again: again == "1",
            },
            ["pick", asker, topic] => {
                Self::Pick { asker: asker.parse().ok()?, topic: TopicCode(topic.into()) }
            }
            ["lang", topic, language] => {
                Self::Language { topic: TopicCode(topic.into()), language: language.into() }
            }
            ["delete", channel, message, title, ref whom @ ..] => Self::Delete {
                channel: channel.parse().ok()?,
                message: message.parse().ok()?,
                title: title == "1",
                untold: match *whom {
                    [] => None,
                    [author, language, form] => Some(Untold {
                        author: author.parse().ok()?,
                        language: language.into(),
                        form: read_form(form)?,
                    }),
                    _ => return None,
                },
            },
            ["guide", language, notice, form] => Self::Guidance {
                language: language.into(),
                notice: Notice::of_word(notice)?,
                form: read_form(form)?,
            },
            ["answer", message] => Self::AnswerMessage { message: message.parse().ok()? },
            ["false", message, ""] => Self::FalseAlarm { message: message.parse().ok()?, digest: None },
            ["false", message, digest] => {
                Self::FalseAlarm { message: message.parse().ok()?, digest: Some(digest.parse().ok()?) }
            }
            ["brief", language, form] => Self::Briefing { language: language.into(), form: read_form(form)? },
            ["setup", page] => Self::SetupPage { page: Page::of_word(page)? },
            ["set", control] => Self::SetupChange { control: Control::of_word(control)? },
            ["incidents", user, days, page] => Self::Incidents(Listing {
                user: Some(user.parse().ok()?).filter(|&user| user != 0),
                days: days.parse().ok()?,
                page: page.parse().ok()?,
            }),
            ["forget", sure] => Self::Forget { sure: sure == "1" },
            ["desk", ref fields @ ..] => Self::Step(super::moderate::Step::decode(fields)?),
            _ => return None,
        })
    }
}

/// What a secret is, as it stands in an id.
const FORMS: [(Form, &str); 4] =
    [(Form::Key, "0"), (Form::Phrase, "1"), (Form::Encrypted, "2"), (Form::Unknown, "3")];

fn word(form: Form) -> &'static str {
    FORMS.iter().find(|(known, _)| *known == form).map_or("3", |(_, word)| word)
}

fn read_form(word: &str) -> Option<Form> {
    FORMS.iter().find(|(_, known)| *known == word).map(|&(form, _)| form)
}

fn join(codes: &[TopicCode]) -> String {
    codes.iter().map(|code| code.0.as_str()).collect::<Vec<_>>().join(",")
}

fn split(codes: &str) -> Vec<TopicCode> {
    codes.split(',').filter(|code| !code.is_empty()).map(|code| TopicCode(code.into())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn every_press() -> Vec<Press> {
        let topic = TopicCode::of("lost-recovery-phrase");
        let mut every = vec![
            Press::Solved { asker: Id::MAX, topic: topic.clone() },
            Press::NotAsked {
                asker: Id::MAX,
                shown: vec![topic.clone(); 3],
                next: vec![topic.clone(); 3],
                again: true,
            },
            Press::NotAsked { asker: 1, shown: vec![], next: vec![], again: false },
            Press::Pick { asker: Id::MAX, topic: topic.clone() },
            Press::Language { topic, language: "ja".into() },
            Press::Delete { channel: Id::MAX, message: Id::MAX, title: true, untold: None },
            Press::Delete {
                channel: Id::MAX,
                message: Id::MAX,
                title: false,
                untold: Some(Untold { author: Id::MAX, language: "es-419".into(), form: Form::Phrase }),
            },
            Press::AnswerMessage { message: Id::MAX },
            Press::FalseAlarm { message: Id::MAX, digest: None },
            Press::FalseAlarm { message: Id::MAX, digest: "AAAAAAAAAAAAAAAAAAAAAA".parse().ok() },
            Press::Briefing { language: "ja".into(), form: Form::Key },
            Press::SetupPage { page: Page::Exempt },
            Press::SetupChange { control: Control::ExemptChannels },
            Press::Incidents(Listing { user: Some(Id::MAX), days: u16::MAX, page: u16::MAX }),
            Press::Incidents(Listing { user: None, days: 1, page: 0 }),
            Press::Forget { sure: true },
        ];
        every.extend(Notice::ALL.map(|notice| Press::Guidance {
            language: "en".into(),
            notice,
            form: Form::Unknown,
        }));
        every.extend(crate::discord::moderate::every().into_iter().map(Press::Step));
        every
    }

    #[test]
    fn ids_come_back_and_fit() {
        let signer = Signer::new("a token");
        for press in every_press() {
            let id = signer.sign(&press);
            assert!(id.len() <= 100, "{id}");
            assert_eq!(signer.open(&id), Some(press));
        }
    }

    #[test]
    fn forged_and_foreign_ids_are_refused() {
        let (ours, theirs) = (Signer::new("a token"), Signer::new("another token"));
        for press in every_press() {
            let id = ours.sign(&press);
            assert_eq!(theirs.open(&id), None);
            assert_eq!(ours.open(&format!("x{id}")), None);
        }
        for id in ["", "~", "solved:1", "solved:1~", "solved:1~AAAAAAAAA", "nonsense~x"] {
            assert_eq!(ours.open(id), None);
        }
    }

    #[test]
    fn a_topic_is_found_by_its_code() {
        let ids = ["gas-fees", "staking"];
        assert_eq!(TopicCode::of("staking").find(ids.into_iter()), Some("staking"));
        assert_eq!(TopicCode::of("gone").find(ids.into_iter()), None);
    }
}
