//! A secret told in pieces: a word a message, two halves, an edit that takes back what it showed.
//!
//! What one author says in one channel within ten minutes is one case. Only fragments that could be part of a secret
//! are held, in memory alone, bounded in number, size and age, and wiped when they go. The time is a parameter;
//! what to do about a leak is for `policy` to decide.

use super::fragment::Piece;
use super::said::Said;
use super::sieve::Sieve;
use super::{Finding, Kind, Part, Reason, Setting, Verdict, picture, search};
use crate::text::{Origin, Private};
use std::collections::{HashMap, VecDeque};
use std::fmt;

/// How long pieces belong together, in seconds: "one word at a time" takes a minute or two, with questions in between.
const AGE: u64 = 10 * 60;
/// A share of 33 words, one a message, and as many again mistyped or said twice.
const FRAGMENTS: usize = 66;
/// How soon an image follows the words that announce it, in seconds: long enough to choose it from a phone's album.
const PICTURE: u64 = 2 * 60;
/// "this one" is said beside such an image; more than that says what it shows instead.
const REMARK: usize = 40;
/// Authors and channels at a time, the longest silent forgotten first. With fragments bounded at half a KiB this
/// keeps the worst case near 32 MiB, and the usual one at a few KiB.
const CASES: usize = 1024;

/// A secret in a message, or in several together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leak {
    /// What it is.
    pub kind: &'static Kind,
    /// How sure that is.
    pub verdict: Verdict,
    /// What gave it away.
    pub reason: Reason,
    /// Every message that holds a part of it and was not named with this verdict before, the newest last.
    pub messages: Vec<u64>,
    /// Which part of the message it begins in, if that one message holds it all.
    pub part: Option<usize>,
}

/// Whose fragments belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Place {
    /// The channel or thread.
    pub channel: u64,
    /// Who writes.
    pub author: u64,
}

/// What may be part of a secret, and where it was said.
struct Fragment {
    message: u64,
    at: u64,
    piece: Piece,
    /// The strongest verdict it was named with.
    named: Verdict,
}

/// The fragments of one author in one channel, oldest first.
#[derive(Default)]
struct Case {
    fragments: VecDeque<Fragment>,
    /// When the author last spoke of seeds.
    talked: Option<u64>,
    /// In which message, and when, the author last said that a seed phrase is shown, and showed none yet.
    announced: Option<(u64, u64)>,
    /// When the case last grew.
    at: u64,
}

/// The open cases.
#[derive(Default)]
pub struct Cases(HashMap<Place, Case>);

impl fmt::Debug for Cases {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Cases({})", self.0.len())
    }
}

impl Cases {
    /// Judges a message, new or edited, by itself and together with what its author said before.
    pub fn judge(
        &mut self,
        place: Place,
        message: u64,
        at: u64,
        parts: &[Part<'_>],
        setting: Setting,
    ) -> Vec<Leak> {
        self.add(place, message, at, Said::of(parts, setting))
    }

    /// Judges a message that has been read.
    pub fn add(&mut self, place: Place, message: u64, at: u64, said: Said) -> Vec<Leak> {
        let Said { found, piece, talks, announces, image, setting } = said;
        let mut leaks: Vec<_> =
            found.iter().map(|finding| leak(finding, vec![message], Some(finding.part))).collect();
        if let Some(beside) = image.filter(|_| leaks.is_empty()) {
            leaks.extend(self.announced_picture(place, message, at, beside));
        }
        if piece.is_some() || talks {
            let case = self.open(place, at);
            if talks {
                case.talked = Some(at);
            }
            if announces {
                case.announced = Some((message, at));
            }
            let alone = leaks.iter().map(|leak| leak.verdict).max().unwrap_or(Verdict::None);
            // What is certain by itself needs no others, and a flood of leaks must not make each the dearer to judge.
            if let Some(piece) = piece.filter(|_| alone < Verdict::Certain)
                && case.add(Fragment { message, at, piece, named: alone })
            {
                leaks.extend(case.together(setting).filter(|leak| leak.verdict > alone));
            }
        }
        leaks
    }

    /// An image that hardly anything is said about, after its author said that a seed phrase follows.
    fn announced_picture(&mut self, place: Place, message: u64, at: u64, beside: usize) -> Option<Leak> {
        // A file is looked into later than what was said since.
        let (_, announced) = self.0.get_mut(&place)?.announced.take_if(|(said, _)| *said < message)?;
        let follows = at <= announced + PICTURE && beside <= REMARK;
        follows.then(|| Leak {
            kind: &picture::KINDS[0],
            verdict: Verdict::Likely,
            reason: Reason::ImageBesideSeedTalk,
            messages: vec![message],
            part: None,
        })
    }

    /// Forgets what has grown old. Called now and then, so that nothing outlives its ten minutes in a silent channel.
    pub fn forget(&mut self, now: u64) {
        self.0.retain(|_, case| {
            case.expire(now);
            !case.fragments.is_empty() || case.talked.is_some()
        });
    }

    /// Takes over what was said elsewhere in time: pieces of a downtime join those from before and after it.
    pub fn absorb(&mut self, other: Self) {
        for (place, case) in other.0 {
            let held = self.open(place, case.at);
            for fragment in case.fragments {
                held.add(fragment);
            }
            held.fragments.make_contiguous().sort_by_key(|fragment| fragment.message);
            held.talked = held.talked.max(case.talked);
            held.announced = held.announced.max(case.announced);
        }
    }

    /// The case of an author, without what has grown old.
    fn open(&mut self, place: Place, at: u64) -> &mut Case {
        if self.0.len() >= CASES && !self.0.contains_key(&place) {
            self.forget(at);
            let oldest = self.0.iter().min_by_key(|(_, case)| case.at).map(|(&place, _)| place);
            if let Some(oldest) = oldest.filter(|_| self.0.len() >= CASES) {
                self.0.remove(&oldest);
            }
        }
        let case = self.0.entry(place).or_default();
        case.at = at;
        case.expire(at);
        case
    }
}

impl Case {
    fn expire(&mut self, now: u64) {
        let old = |at: u64| at + AGE < now;
        self.fragments.retain(|fragment| !old(fragment.at));
        self.talked = self.talked.filter(|&at| !old(at));
    }

    /// Takes a fragment in; says whether it is new.
    fn add(&mut self, fragment: Fragment) -> bool {
        // An edit event may come without an edit.
        if self
            .fragments
            .iter()
            .any(|held| held.message == fragment.message && held.piece.whole == fragment.piece.whole)
        {
            return false;
        }
        if self.fragments.len() == FRAGMENTS {
            self.fragments.pop_front();
        }
        self.fragments.push_back(fragment);
        true
    }

    /// What the fragments say together: all of it, and their list words alone, in every order they may be meant.
    fn together(&mut self, setting: Setting) -> Option<Leak> {
        let whole: Vec<_> = self.fragments.iter().map(|fragment| fragment.piece.whole.as_str()).collect();
        let words =
            self.fragments.iter().map(|fragment| fragment.piece.words.as_ref().map_or("", Private::as_str));
        let mut best: Option<(Finding, Vec<usize>)> = None;
        for texts in [whole, words.collect()] {
            for order in self.orders(&texts) {
                let parts: Vec<_> =
                    order.iter().map(|&at| Part { origin: Origin::Content, text: texts[at] }).collect();
                let signals = Sieve::over(&parts).signals();
                for finding in search(&parts, signals, setting, self.talked.is_some()) {
                    if best.as_ref().is_none_or(|(best, _)| finding.verdict > best.verdict) {
                        let contributing = order[finding.part..=finding.last].to_vec();
                        best = Some((finding, contributing));
                    }
                }
            }
        }
        best.and_then(|(finding, contributing)| self.name(&finding, &contributing))
    }

    /// The orders in which fragments are read: as they came; with each message as its last edit left it; the newest
    /// before the others, where somebody gave the second half first.
    fn orders(&self, texts: &[&str]) -> Vec<Vec<usize>> {
        let all: Vec<_> = (0..texts.len()).filter(|&at| !texts[at].is_empty()).collect();
        let message = |at: usize| self.fragments[at].message;
        let mut latest: Vec<_> = all
            .iter()
            .copied()
            .filter(|&at| !all.iter().any(|&later| later > at && message(later) == message(at)))
            .collect();
        // An edited message stands where it was posted, and events may come out of order: ids grow with time.
        latest.sort_by_key(|&at| message(at));
        let mut turned = all.clone();
        turned.rotate_right(usize::from(all.len() > 1));
        let mut orders = vec![all];
        orders.extend(Some(latest).filter(|latest| *latest != orders[0]));
        orders.extend(Some(turned).filter(|turned| (2..=3).contains(&turned.len())));
        orders.retain(|order| order.len() > 1);
        orders
    }

    /// Names the messages of a finding that were not named with its verdict before.
    fn name(&mut self, finding: &Finding, contributing: &[usize]) -> Option<Leak> {
        let mut messages = Vec::new();
        for &at in contributing {
            let fragment = &mut self.fragments[at];
            if fragment.named < finding.verdict {
                fragment.named = finding.verdict;
                if !messages.contains(&fragment.message) {
                    messages.push(fragment.message);
                }
            }
        }
        messages.sort_unstable();
        (!messages.is_empty()).then(|| leak(finding, messages, None))
    }
}

fn leak(finding: &Finding, messages: Vec<u64>, part: Option<usize>) -> Leak {
    Leak { kind: finding.kind, verdict: finding.verdict, reason: finding.reason, messages, part }
}

#[cfg(test)]
mod tests {
    use super::super::proofs::rng::Rng;
    use super::*;

    const PLACE: Place = Place { channel: 1, author: 1 };

    fn say(text: &str) -> Vec<Part<'_>> {
        vec![Part { origin: Origin::Content, text }]
    }

    fn show(text: &str) -> Vec<Part<'_>> {
        vec![Part { origin: Origin::Content, text }, Part { origin: Origin::Image, text: "" }]
    }

    /// What becomes of an image that follows some words after so many seconds.
    fn check(words: &str, after: u64, image: &[Part<'_>], author: u64) -> Vec<(Reason, Vec<u64>)> {
        let mut cases = Cases::default();
        assert_eq!(cases.judge(PLACE, 1, 100, &say(words), Setting::default()), []);
        let place = Place { author, ..PLACE };
        let leaks = cases.judge(place, 2, 100 + after, image, Setting::default());
        assert_eq!(
            cases.judge(place, 3, 101 + after, image, Setting::default()),
            [],
            "only the first one is announced"
        );
        leaks.into_iter().map(|leak| (leak.reason, leak.messages)).collect()
    }

    #[test]
    fn a_key_after_the_words_that_announce_it_is_certain() {
        let key = format!("0x{}", Rng::named(1, "announced").text("0123456789abcdef", 64));
        for (words, expected) in
            [("秘密鍵貼りますね", Some(Verdict::Certain)), ("秘密鍵って何ですか？", None)]
        {
            let mut cases = Cases::default();
            assert_eq!(cases.judge(PLACE, 1, 100, &say(words), Setting::default()), []);
            let leaks = cases.judge(PLACE, 2, 110, &say(&key), Setting::default());
            assert_eq!(leaks.first().map(|leak| leak.verdict), expected, "{words}");
        }
    }

    #[test]
    fn a_key_halved_over_two_messages_is_likely_and_a_hash_is_none() {
        let digits = Rng::named(1, "halved").text("0123456789abcdef", 64);
        let help = Setting { help_channel: true };
        for (remark, expected) in [("", Some(Verdict::Likely)), ("tx hash: ", None)] {
            let mut cases = Cases::default();
            let first = format!("{remark}0x{}", &digits[..32]);
            assert_eq!(cases.judge(PLACE, 1, 100, &say(&first), help), []);
            let leaks = cases.judge(PLACE, 2, 110, &say(&digits[32..]), help);
            assert_eq!(leaks.first().map(|leak| leak.verdict), expected, "{remark}");
        }
    }

    #[test]
    fn an_image_after_the_words_that_announce_it_is_likely() {
        for words in ["here is my seed phrase", "これが私のリカバリーフレーズです"] {
            assert_eq!(check(words, 20, &show(""), 1), [(Reason::ImageBesideSeedTalk, vec![2])], "{words}");
        }
        assert_eq!(check("here is my seed phrase", 20, &show("this one"), 1).len(), 1);
        assert_eq!(check("here is my seed phrase", 20, &show(""), 2), [], "somebody else's image");
        assert_eq!(check("here is my seed phrase", PICTURE + 1, &show(""), 1), [], "too late");
        let mut cases = Cases::default();
        cases.judge(PLACE, 2, 100, &say("here is my seed phrase"), Setting::default());
        assert_eq!(cases.judge(PLACE, 1, 101, &show(""), Setting::default()), [], "shown before");
        assert_eq!(check("never post a photo of your seed phrase", 20, &show(""), 1), []);
        let told = "and this is what the app shows me when I open it in the morning";
        assert_eq!(check("here is my seed phrase", 20, &show(told), 1), [], "it shows something else");
    }
}
