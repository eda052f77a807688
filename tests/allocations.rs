//! An ordinary message costs the guard no allocation: it leaves with the sieve. And what the desk has learnt stays small.

#![expect(clippy::expect_used, reason = "tests say what they expect by panicking")]

use allocation_counter::measure;
use komainu::answers::Desk;
use komainu::book::Book;
use komainu::secrets::{Cases, Part, Place, Setting, scan};
use komainu::text::Origin;
use std::sync::Arc;

/// Ordinary messages of both languages.
fn chat() -> Vec<String> {
    #[derive(serde::Deserialize)]
    struct Line {
        text: String,
    }
    let lines = include_str!("corpus/chat.jsonl").lines();
    lines.map(|line| serde_json::from_str::<Line>(line).expect("a message").text).collect()
}

/// How many messages are judged without an allocation, of how many.
fn without(mut judge: impl FnMut(u64, &[Part<'_>])) -> (usize, usize) {
    let chat = chat();
    let free = chat.iter().zip(1..).filter(|(text, id)| {
        let parts = [Part { origin: Origin::Content, text }];
        measure(|| judge(*id, &parts)).count_total == 0
    });
    (free.count(), chat.len())
}

#[test]
fn the_common_message_is_judged_without_an_allocation() {
    let setting = Setting { help_channel: true };
    // The tables are built when they are first asked for; no message pays for them.
    scan(&[Part { origin: Origin::Content, text: "warm up" }], setting);
    let (free, all) = without(|_, parts| drop(scan(parts, setting)));
    assert!(free * 100 >= all * 95, "by itself: {free} of {all}");

    // In a case, what may be a piece of a secret is held: a row of four list words, which every third message has.
    let mut cases = Cases::default();
    let (free, all) = without(|id, parts| {
        cases.judge(Place { channel: 1, author: id }, id, id, parts, setting);
    });
    assert!(free * 100 >= all * 65, "in a case: {free} of {all}");
}

/// The process may take 20 MiB while nothing happens, of which the desk has a tenth; and what it needs while it learns is
/// not given back to the system in whole.
#[test]
fn what_the_desk_has_learnt_is_small() {
    const MIB: u64 = 1 << 20;
    let book = Arc::new(Book::shipped().expect("the shipped answers are sound"));
    // The lexicon is read once, whoever learns.
    Desk::new(Arc::clone(&book)).learn();
    let mut desk = None;
    let taken = measure(|| desk.insert(Desk::new(Arc::clone(&book))).learn());
    let held = u64::try_from(taken.bytes_current).expect("more is taken than given back");
    assert!(held <= 2 * MIB, "{held} bytes held");
    assert!(taken.bytes_max <= 10 * MIB, "{} bytes at most while it learns", taken.bytes_max);
}
