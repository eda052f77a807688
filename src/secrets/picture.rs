//! An image or another file said to show a seed phrase: it cannot be read, but the words beside it say what it is.
//!
//! "Here is my seed phrase" over a photograph is a leak that nothing here can see; a warning with the same words, or a
//! question with a screenshot of an error, is not. Such a finding is never more than likely.

use super::picture_words::{
    ADJECTIVES, DENYING, JAPANESE_DENYING, JAPANESE_SHOWING, LEADING, NAMES, NOUNS, SCREENS, SHOWING, SHOWN,
    VAGUE,
};
use super::view::View;
use super::{Detector, Finding, Kind, Part, Reason, Signals, Verdict};
use crate::text::Origin;

pub(super) static DETECTOR: Detector =
    Detector { name: "picture", kinds: &KINDS, needs: Signals::IMAGE, find };

pub(super) static KINDS: [Kind; 1] =
    [Kind::phrase("picture", "Image or file said to show a recovery phrase")];

fn find(view: &View<'_>, found: &mut Vec<Finding>) {
    if !shows_unread(view.parts) {
        return;
    }
    if let Some((part, shown)) = view.parts.iter().enumerate().find(|(_, part)| announces(part)) {
        let (kind, verdict, reason) = (&KINDS[0], Verdict::Likely, Reason::ImageBesideSeedTalk);
        found.push(Finding { kind, verdict, reason, part, range: 0..shown.text.len(), last: part });
    }
}

/// Whether there is a file among these that cannot be read, or an image in which no code was.
pub(super) fn shows_unread(parts: &[Part<'_>]) -> bool {
    let has = |origin| parts.iter().any(|part| part.origin == origin);
    has(Origin::Sealed) || has(Origin::Image) && !has(Origin::QrCode)
}

/// Longer texts say more than what an image shows.
const TALK: usize = 2000;

/// Whether a text says that the writer's own seed phrase is shown.
pub(super) fn announces(part: &Part<'_>) -> bool {
    let talk = &part.text[..part.text.floor_char_boundary(TALK)];
    match part.origin {
        Origin::FileName => {
            let name = talk.rsplit_once('.').map_or(talk, |(name, _)| name).replace(['_', '-', '+'], " ");
            shows(&name) || shows_in_japanese(&name)
        }
        Origin::Content | Origin::AltText | Origin::Title | Origin::Forward | Origin::Embed => {
            sentences(talk).any(|sentence| shows(sentence) || shows_in_japanese(sentence))
        }
        Origin::FileText | Origin::QrCode | Origin::Image | Origin::Sealed | Origin::Poll => false,
    }
}

fn sentences(talk: &str) -> impl Iterator<Item = &str> {
    talk.split(['.', '!', '?', '\n', '。', '！', '？', ';']).filter(|sentence| !sentence.trim().is_empty())
}

/// So many words before the name may take it back: a warning and its reasons.
const CLAUSES: usize = 30;

/// Whether an English sentence says that a seed phrase is shown.
fn shows(sentence: &str) -> bool {
    let lower = sentence.to_lowercase().replace(['\'', '’'], "");
    let words: Vec<&str> =
        lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    (0..words.len()).any(|at| NOUNS.contains(&words[at]) && shows_noun(&words, at))
}

fn shows_noun(words: &[&str], noun: usize) -> bool {
    let is = |list: &[&str], at: usize| words.get(at).is_some_and(|word| list.contains(word));
    // "seed phrase": the last word of the name decides.
    if is(&NOUNS, noun + 1)
        || is(&SCREENS, noun + 1)
        || words[noun.saturating_sub(CLAUSES)..noun].iter().any(|word| DENYING.contains(word))
    {
        return false;
    }
    let mut start = noun;
    while start > 0 && is(&ADJECTIVES, start - 1) {
        start -= 1;
    }
    let own = start > 0 && matches!(words[start - 1], "my" | "our");
    let vague = start == noun && VAGUE.contains(&words[noun])
        || words[noun] == "key"
        || words[noun] == "seed" && !own;
    if vague && !own || words[noun] == "key" && !words[start..noun].contains(&"private") {
        return false;
    }
    let mut end = noun + 1;
    while end < words.len() && (is(&LEADING, end) || matches!(words[end], "in" | "on" | "like" | "correctly"))
    {
        end += 1;
    }
    let mut lead = start;
    while lead > 0 && is(&LEADING, lead - 1) && !is(&SHOWING, lead - 1) {
        lead -= 1;
    }
    let bare = lead == 0 && noun + 1 == words.len();
    bare || !vague && is(&SHOWN, end) || lead > 0 && is(&SHOWING, lead - 1)
}

/// Whether a Japanese sentence does: a name with something that shows it, or the name and hardly more.
fn shows_in_japanese(sentence: &str) -> bool {
    let has = |list: &[&str]| list.iter().any(|word| sentence.contains(word));
    !sentence.is_ascii()
        && has(&NAMES)
        && !has(&JAPANESE_DENYING)
        && (has(&JAPANESE_SHOWING) || sentence.trim().chars().count() <= 16)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secrets::{Setting, scan};

    fn judge(text: &str, others: &[Part<'_>]) -> Option<Reason> {
        let mut parts = vec![Part { origin: Origin::Content, text }];
        parts.extend_from_slice(others);
        scan(&parts, Setting::default()).first().map(|finding| finding.reason)
    }

    const IMAGE: Part<'_> = Part { origin: Origin::Image, text: "" };
    const SEALED: Part<'_> = Part { origin: Origin::Sealed, text: "" };

    #[test]
    fn an_image_that_is_said_to_show_a_phrase_is_likely() {
        for text in [
            "here is my seed phrase",
            "Here's my recovery phrase, what now?",
            "my recovery words, is this right?",
            "is this my seed phrase",
            "these are my 12 words",
            "photo of my seed phrase",
            "sorry for the quality, took a picture of my secret recovery phrase",
            "can someone check my seed phrase",
            "my seed phrase is in the picture",
            "MY SEED PHRASE",
            "help!! i cant log in. my mnemonic:",
            "wrote my recovery phrase like this",
            "the pdf with my recovery phrase",
            "my seed phrase is in the file",
            "シードフレーズの写真です",
            "リカバリーフレーズのファイルです",
            "これが私のリカバリーフレーズです。合ってますか？",
            "シークレットリカバリーフレーズ",
            "紙に書いた復元フレーズ、これで合ってますか",
        ] {
            for unread in [IMAGE, SEALED] {
                assert_eq!(judge(text, &[unread]), Some(Reason::ImageBesideSeedTalk), "{text}");
            }
            assert_eq!(judge(text, &[]), None, "without an image: {text}");
        }
        let named = Part { origin: Origin::FileName, text: "my_seed_phrase.jpg" };
        assert_eq!(judge("help", &[named, IMAGE]), Some(Reason::ImageBesideSeedTalk));
        let named = Part { origin: Origin::FileName, text: "my seed phrase.pdf" };
        assert_eq!(judge("help", &[named, SEALED]), Some(Reason::ImageBesideSeedTalk));
        let described = Part { origin: Origin::AltText, text: "photo of my recovery phrase" };
        assert_eq!(judge("help", &[IMAGE, described]), Some(Reason::ImageBesideSeedTalk));
    }

    #[test]
    fn warnings_questions_and_errors_are_left_alone() {
        for text in [
            "never post a photo of your seed phrase",
            "Do not ever send a picture of the recovery phrase to anyone",
            "a scammer asked for my seed phrase, see his profile",
            "i typed my seed phrase and it says invalid",
            "it says invalid seed phrase, what am i doing wrong?",
            "this is the seed phrase page i am stuck on",
            "where do i find my seed phrase?",
            "i lost my seed phrase, is there any other way in",
            "my seed phrase is not accepted, see screenshot",
            "got this error after importing with my recovery phrase",
            "why does this site want a photo of my seed phrase",
            "i have my seed phrase on paper but the balance is zero",
            "should i import with my seed phrase or the private key?",
            "the metamask logo in different words",
            "mark my words, this will moon",
            "look at this chart",
            "i deleted the file with my seed phrase",
            "シードフレーズの写真を撮らないでください",
            "シードフレーズを入力したらこの画面になります",
            "リカバリーフレーズがどこにあるかわかりません、この画面です",
            "フレーズを入れるとエラーになります",
        ] {
            assert_eq!(judge(text, &[IMAGE, SEALED]), None, "{text}");
        }
        // A code that was read has been judged by itself.
        let code = Part { origin: Origin::QrCode, text: "https://wallet.example" };
        assert_eq!(judge("here is my seed phrase", &[IMAGE, code]), None);
    }
}
