//! Decisions, one line each.

use super::*;
use crate::answers::Desk;
use crate::book::{Book, Lang};
use crate::message::{Author, Message, Place, Seconds, Thread};
use sha2::{Digest, Sha256};
use std::sync::{Arc, LazyLock};

static DESK: LazyLock<Desk> = LazyLock::new(|| Desk::new(Arc::new(Book::shipped().expect("sound"))));

const HELP: u64 = 10;
const FORUM: u64 = 11;
const GENERAL: u64 = 12;
const HELPER: u64 = 20;
const NOW: Seconds = 1_800_000_000;
const QUESTION: &str = "I forgot my password, how do I reset it?";

fn settings() -> Settings {
    Settings { help: vec![HELP, FORUM], helpers: vec![HELPER], ..Settings::default() }
}

/// A message of an ordinary member in #help.
fn asked(text: &str) -> Message {
    Message {
        id: 1,
        author: Author { id: 2, ..Author::default() },
        place: Place { guild: Some(3), channel: HELP, home: HELP, thread: None },
        at: NOW,
        content: text.into(),
        extras: Vec::new(),
        edited: false,
        replies_to_other: false,
    }
}

/// The same in a thread opened by `opener`.
fn threaded(text: &str, opener: u64) -> Message {
    let thread = Thread { opener: Some(opener), title: "Help please".into(), forum: true, resolved: false };
    let place = Place { guild: Some(3), channel: 99, home: FORUM, thread: Some(thread) };
    Message { place, ..asked(text) }
}

/// What the desk says to a message.
fn judged(message: &Message) -> Result<Reply, Why> {
    judged_after(message, &Cooldown::default())
}

fn judged_after(message: &Message, cooldown: &Cooldown) -> Result<Reply, Why> {
    answer(message, &DESK, None, &settings(), cooldown, NOW).map_err(|silence| silence.why)
}

fn ignored(message: &Message, why: Why) {
    assert_eq!(judged(message), Err(why));
}

fn answered(message: &Message, topic: &str, lang: Lang) {
    match judged(message) {
        Ok(Reply { offer: Offer::Answer(found), lang: spoken, .. }) => {
            assert_eq!((found.as_str(), spoken), (topic, lang));
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_question_is_answered_in_its_language() {
    answered(&asked(QUESTION), "forgot-password", Lang::EN);
    answered(&asked("パスワードを忘れてしまいました。どうすればいいですか?"), "forgot-password", Lang::JA);
    answered(&threaded(QUESTION, 2), "forgot-password", Lang::EN);
}

#[test]
fn discords_evidence_comes_before_any_word() {
    let question = || asked(QUESTION);
    let elsewhere = Place { guild: Some(3), channel: GENERAL, home: GENERAL, thread: None };
    ignored(&Message { place: elsewhere, ..question() }, Why::NotHelp);
    ignored(&Message { edited: true, ..question() }, Why::Edit);
    ignored(&Message { replies_to_other: true, ..question() }, Why::Reply);
    ignored(&Message { at: NOW - FRESH - 1, ..question() }, Why::Old);
    let by = |author| Message { author, ..question() };
    ignored(&by(Author { id: 2, bot: true, ..Author::default() }), Why::Bot);
    ignored(&by(Author { id: 2, moderator: true, ..Author::default() }), Why::Staff);
    ignored(&by(Author { id: 2, roles: vec![HELPER], ..Author::default() }), Why::Staff);
    ignored(&threaded(QUESTION, 7), Why::NotOpener);
    let mut solved = threaded(QUESTION, 2);
    solved.place.thread.as_mut().expect("a thread").resolved = true;
    ignored(&solved, Why::Resolved);
}

#[test]
fn a_reply_is_given_once() {
    let mut memory = Memory::default();
    let mut ask = |message: &Message| {
        let reply = judged_after(message, &memory.cooldown)?;
        remember(&mut memory, message, &reply, NOW);
        Ok(reply)
    };
    assert!(ask(&asked(QUESTION)).is_ok());
    assert_eq!(ask(&asked(QUESTION)), Err(Why::Cooldown));
    let other = Message { author: Author { id: 5, ..Author::default() }, ..asked(QUESTION) };
    assert!(ask(&other).is_ok(), "somebody else has not seen it");
    assert!(ask(&threaded(QUESTION, 2)).is_ok());
    assert_eq!(ask(&threaded("My transaction is stuck pending", 2)), Err(Why::Answered));
}

#[test]
fn a_forum_title_is_half_of_the_question() {
    let mut post = threaded("please help, see title", 2);
    post.place.thread.as_mut().expect("a thread").title = "Forgot my MetaMask password".into();
    match judged(&post) {
        Ok(Reply { offer: Offer::Answer(topic), .. }) => assert_eq!(topic, "forgot-password"),
        Ok(Reply { offer: Offer::Suggest(topics), .. }) => assert_eq!(topics[0], "forgot-password"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_direct_question_never_meets_silence() {
    let place = Place { guild: None, channel: 50, home: 50, thread: None };
    let direct = |text: &str| Message { place: place.clone(), ..asked(text) };
    answered(&direct(QUESTION), "forgot-password", Lang::EN);
    match judged(&direct("good morning")) {
        Ok(Reply { offer: Offer::Official, .. }) => {}
        other => panic!("{other:?}"),
    }
}

#[test]
fn chatter_meets_silence() {
    for text in ["thanks, that fixed it", "gm", "ありがとうございます!", "who won the game last night?"]
    {
        assert!(matches!(judged(&asked(text)), Err(Why::NoMatch(_))), "{text}");
    }
}

/// A phrase of twelve words made from a seed: nobody's.
fn phrase(seed: u64) -> Vec<&'static str> {
    let words: Vec<&str> = include_str!("../secrets/lists/bip39-en.txt").lines().collect();
    let mut half = [0; 16];
    half.copy_from_slice(&Sha256::digest(seed.to_le_bytes())[..16]);
    let (entropy, checksum) = (u128::from_be_bytes(half), Sha256::digest(half)[0] >> 4);
    let mut phrase: Vec<&str> = (1..12).map(|n| words[(entropy >> (128 - 11 * n)) as usize & 2047]).collect();
    phrase.push(words[(entropy as usize & 127) << 4 | usize::from(checksum)]);
    phrase
}

#[test]
fn a_phrase_told_word_by_word_is_one_leak_whatever_order_its_events_come_in() {
    for seed in 0..40 {
        let mut memory = Memory::default();
        let mut words: Vec<(usize, &str)> = phrase(seed).into_iter().enumerate().collect();
        // Neighbours trade places, as events do.
        words.swap(3, 4);
        words.swap(10, 11);
        let leaks: Vec<Leak> = words
            .iter()
            .filter_map(|&(n, word)| {
                let message = Message { id: 100 + n as u64, ..asked(word) };
                guard(&message, &settings(), &mut memory)
            })
            .collect();
        let last = leaks.last().unwrap_or_else(|| panic!("seed {seed}: nothing found"));
        assert_eq!((last.action, last.messages.len()), (Action::Delete, 12), "seed {seed}: {leaks:?}");
    }
}
