//! What the desk costs: learning the answers, judging a question among fifty of them, and among 5,000 phrasings of a
//! server's own.
//!
//! `cargo bench --no-default-features --bench match`. The budgets: 50 ms, 100 µs, 1 ms.

#![expect(clippy::expect_used, reason = "a bench says what it expects by panicking")]

use divan::{Bencher, black_box};
use komainu::answers::{Desk, Own, Question};
use komainu::book::{Answer, Book, Lang, Topic, Urgency};
use std::sync::{Arc, LazyLock};

fn main() {
    LazyLock::force(&QUESTIONS);
    Desk::shipped().expect("the shipped answers are sound");
    divan::main();
}

/// The labelled questions of the tests: what people ask, and what asks for nothing.
static QUESTIONS: LazyLock<Vec<String>> = LazyLock::new(|| {
    #[derive(serde::Deserialize)]
    struct Line {
        text: String,
    }
    let lines = include_str!("../tests/corpus/questions.jsonl").lines();
    lines.map(|line| serde_json::from_str::<Line>(line).expect("a question").text).collect()
});

/// A short question, a usual one, one in Japanese, and the longest message.
static ASKED: [(&str, &str); 3] = [
    ("short", "forgot my password"),
    (
        "usual",
        "hey, i bridged some ETH to Base about an hour ago and it stil doesnt show up in my wallet, do i have \
         to add the network by hand or is there something else i should check?",
    ),
    ("ja", "昨日ブリッジしたETHがまだウォレットに出てきません。ネットワークは自分で追加するんでしょうか？"),
];

fn names() -> [&'static str; 3] {
    ASKED.map(|(name, _)| name)
}

fn ask(name: &str) -> Question<'static> {
    let text = ASKED.iter().find(|(own, _)| *own == name).map_or("", |(_, text)| text);
    Question { title: "", text, locale: None, home: Lang::EN }
}

fn shipped() -> Arc<Desk> {
    Desk::shipped().expect("the shipped answers are sound")
}

/// So many answers of a server's own, of ten phrasings each: two halves of two questions.
fn topics(answers: usize) -> Vec<Topic> {
    let phrasing = |at: usize| {
        let [head, tail] = [at, at * 7 + 3].map(|at| &QUESTIONS[at % QUESTIONS.len()]);
        let half = |text: &str| text.floor_char_boundary(text.len() / 2);
        format!("{}{}", &head[..half(head)], &tail[half(tail)..])
    };
    let topic = |at: usize| {
        let phrasings: Vec<String> = (at * 10..at * 10 + 10).map(phrasing).collect();
        let answer = Answer { title: format!("Answer {at}"), phrasings, ..Answer::default() };
        Topic {
            schema: None,
            id: format!("own-{at}"),
            urgency: Urgency::Normal,
            confusable_with: Vec::new(),
            languages: [(Lang::EN, answer)].into(),
        }
    };
    (0..answers).map(topic).collect()
}

fn own(answers: usize) -> Own {
    shipped().own(&topics(answers))
}

/// One question among the shipped answers.
#[divan::bench(args = names())]
fn fifty_answers(bencher: Bencher<'_, '_>, name: &str) {
    let desk = shipped();
    bencher.bench(|| desk.judge(black_box(&ask(name)), None));
}

/// The same with 5,000 phrasings of the server's own.
#[divan::bench(args = names())]
fn five_thousand_phrasings(bencher: Bencher<'_, '_>, name: &str) {
    let (desk, own) = (shipped(), own(500));
    bencher.bench(|| desk.judge(black_box(&ask(name)), Some(&own)));
}

/// The longest message, of words that nobody knows.
#[divan::bench]
fn hostile_message(bencher: Bencher<'_, '_>) {
    let desk = shipped();
    let text = "passwrdo trasnacton walet ".repeat(154);
    bencher.bench(|| desk.judge(black_box(&Question { text: &text, ..ask("short") }), None));
}

/// All questions of the tests, one after the other.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn all_questions(bencher: Bencher<'_, '_>) {
    let desk = shipped();
    let judge = |text: &String| desk.judge(&Question { text, ..ask("short") }, None).ranked.len();
    bencher
        .counter(divan::counter::ItemsCount::new(QUESTIONS.len()))
        .bench(|| QUESTIONS.iter().map(judge).sum::<usize>());
}

/// Learning the shipped answers.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn learn_fifty_answers(bencher: Bencher<'_, '_>) {
    let book = Arc::new(Book::shipped().expect("the shipped answers are sound"));
    bencher.bench(|| Desk::new(book.clone()).learn());
}

/// Learning 5,000 phrasings.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn learn_five_thousand_phrasings(bencher: Bencher<'_, '_>) {
    let (desk, topics) = (shipped(), topics(500));
    bencher.bench(|| desk.own(&topics));
}
