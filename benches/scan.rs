//! What the guard costs, beside one Aho-Corasick pass of the 2,048 English words over the same text.
//!
//! `cargo bench --no-default-features --bench scan`. The budgets: an ordinary chat message no slower than that pass and
//! without an allocation, any message of 4,000 characters within a millisecond, any attachment of a mebibyte within thirty.
//! At the end, and alone with `-- budgets`, stands what is within them and what is not.

#![expect(unreachable_pub, reason = "a bench has no outside")]
#![expect(clippy::expect_used, reason = "a bench says what it expects by panicking")]

#[path = "../tests/corpus/hostile.rs"]
mod hostile;
#[path = "../tests/corpus/leaks/rng.rs"]
#[expect(dead_code, reason = "the generators of leaks use the rest")]
mod rng;

use aho_corasick::AhoCorasick;
use divan::counter::BytesCount;
use divan::{AllocProfiler, Bencher, black_box};
use hostile::{ENGLISH, SORTS, Sort};
use komainu::secrets::{Part, Said, Setting, scan};
use komainu::text::Origin;
use rng::Rng;
use std::path::Path;
use std::time::{Duration, Instant};

#[global_allocator]
static ALLOCATIONS: AllocProfiler = AllocProfiler::system();

fn main() {
    // Tables are built when they are first asked for; no message pays for them.
    guard("warm up");
    divan::main();
    // Cargo adds `--bench`; whoever asks for some benches alone gets these alone.
    if std::env::args().skip(1).all(|argument| matches!(argument.as_str(), "--bench" | "budgets")) {
        budgets();
    }
}

/// Some 170 bytes each, as people write them.
static CHAT: [(&str, &str); 3] = [
    (
        "en",
        "hey all, i bridged some ETH to Base about an hour ago and it still doesn't show up in my wallet. \
         do i have to add the network by hand, or is there something else i should check?",
    ),
    ("ja", "昨日ブリッジしたETHがまだウォレットに出てきません。ネットワークは自分で追加するんでしょうか？"),
    (
        "link",
        "gm! the patch notes are out: https://example.org/blog/2026/03/v12-18 - swaps load faster, and the \
         account list finally remembers its order. restart the extension if it acts up",
    ),
];

const SETTING: Setting = Setting { help_channel: true };

fn guard(text: &str) -> usize {
    scan(&[Part { origin: Origin::Content, text }], SETTING).len()
}

/// The same, and what the bot keeps of it for ten minutes, because it may be a piece of something.
fn read(text: &str) -> usize {
    usize::from(!Said::of(&[Part { origin: Origin::Content, text }], SETTING).is_nothing())
}

/// The yardstick: counts the English words in a text, whatever their case.
struct Yardstick(AhoCorasick);

impl Yardstick {
    fn new() -> Self {
        let words = AhoCorasick::builder().ascii_case_insensitive(true).build(ENGLISH.lines());
        Self(words.expect("an automaton of 2,048 words"))
    }

    fn pass(&self, text: &str) -> usize {
        self.0.find_iter(text).count()
    }
}

fn over(bencher: Bencher<'_, '_>, text: &str, measured: impl Fn(&str) -> usize + Sync) {
    bencher.counter(BytesCount::of_str(text)).bench(|| measured(black_box(text)));
}

#[divan::bench_group(sample_count = 200)]
mod chat {
    use super::*;

    fn text(name: &str) -> &'static str {
        CHAT.iter().find(|(own, _)| *own == name).map_or("", |(_, text)| text)
    }

    #[divan::bench(args = CHAT.map(|(name, _)| name))]
    fn message(bencher: Bencher<'_, '_>, name: &str) {
        over(bencher, text(name), guard);
    }

    #[divan::bench(args = CHAT.map(|(name, _)| name))]
    fn message_read(bencher: Bencher<'_, '_>, name: &str) {
        over(bencher, text(name), read);
    }

    #[divan::bench(args = CHAT.map(|(name, _)| name))]
    fn message_aho_corasick(bencher: Bencher<'_, '_>, name: &str) {
        let words = Yardstick::new();
        over(bencher, text(name), |text| words.pass(text));
    }

    /// 4,000 characters of it.
    fn prose(name: &str) -> String {
        text(name).chars().chain(['\n']).cycle().take(4_000).collect()
    }

    #[divan::bench(args = CHAT.map(|(name, _)| name))]
    fn prose_4000(bencher: Bencher<'_, '_>, name: &str) {
        over(bencher, &prose(name), guard);
    }

    #[divan::bench(args = CHAT.map(|(name, _)| name))]
    fn prose_4000_aho_corasick(bencher: Bencher<'_, '_>, name: &str) {
        let words = Yardstick::new();
        over(bencher, &prose(name), |text| words.pass(text));
    }

    /// As much chat as an attachment may hold.
    #[divan::bench(args = CHAT.map(|(name, _)| name), sample_count = 10)]
    fn mebibyte(bencher: Bencher<'_, '_>, name: &str) {
        let text: String = text(name).chars().chain(['\n']).cycle().take(MEBIBYTE / 3).collect();
        over(bencher, &text, guard);
    }
}

/// The longest message, in characters.
const MESSAGE: usize = 4_000;
/// The longest attachment, in bytes.
const MEBIBYTE: usize = 1 << 20;

/// The longest message, of each hostile sort.
#[divan::bench(args = SORTS, sample_count = 20, sample_size = 1)]
fn message_4000(bencher: Bencher<'_, '_>, sort: &Sort) {
    over(bencher, &sort.text(MESSAGE), guard);
}

/// The longest attachment, of each hostile sort.
#[divan::bench(args = SORTS, sample_count = 3, sample_size = 1)]
fn attachment_mebibyte(bencher: Bencher<'_, '_>, sort: &Sort) {
    over(bencher, &mebibyte(sort), read);
}

/// The longest attachment, of each ordinary sort.
#[divan::bench(args = FILES.map(|(name, ..)| name), sample_count = 3, sample_size = 1)]
fn ordinary_mebibyte(bencher: Bencher<'_, '_>, name: &str) {
    let (_, folder, ending) = FILES.into_iter().find(|(own, ..)| *own == name).expect("one of them");
    over(bencher, &files(folder, ending), read);
}

fn mebibyte(sort: &Sort) -> String {
    let mut text = sort.text(MEBIBYTE);
    text.truncate(text.floor_char_boundary(MEBIBYTE));
    text
}

/// What people attach when nothing is wrong: whole files of these folders of ours, over and over.
const FILES: [(&str, &str, &str); 4] = [
    ("chat and questions, in lines of JSON", "tests/corpus", "jsonl"),
    ("answers in English and Japanese", "responses", "json"),
    ("documents", "", "md"),
    ("source code", "src", "rs"),
];

/// Where all of ours lies.
const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// As much of the files with this ending as an attachment may hold.
fn files(folder: &str, ending: &str) -> String {
    let mut text = String::new();
    read_into(&mut text, &Path::new(ROOT).join(folder), ending);
    let mut text = text.repeat(MEBIBYTE / text.len() + 1);
    text.truncate(text.floor_char_boundary(MEBIBYTE));
    text
}

fn read_into(text: &mut String, folder: &Path, ending: &str) {
    let entries = std::fs::read_dir(folder).expect("the folder is ours");
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("it is listed").path()).collect();
    paths.sort();
    for path in paths {
        // The documents are those of the top alone: what is built, and what libraries bring, lies deeper.
        if path.is_dir() && folder != Path::new(ROOT) {
            read_into(text, &path, ending);
        } else if path.extension().is_some_and(|own| own == ending) && text.len() < MEBIBYTE {
            *text += &std::fs::read_to_string(path).expect("it is text");
        }
    }
}

/// How long a run takes: the quickest of some batches, because what others do on the machine only ever makes it slower.
fn quickest(batches: usize, runs: u32, measured: impl Fn() -> usize) -> Duration {
    let batch = || {
        let started = Instant::now();
        for _ in 0..runs {
            black_box(measured());
        }
        started.elapsed() / runs
    };
    (0..batches).map(|_| batch()).min().unwrap_or_default()
}

/// One text that has a budget.
struct Row {
    name: &'static str,
    guard: Duration,
    yardstick: Duration,
    budget: Duration,
}

/// Measures every text that has a budget and says how many keep theirs.
fn budgets() {
    let words = Yardstick::new();
    let row = |name, text: &str, (batches, runs), budget: Option<Duration>| {
        let measured = if budget.is_some() { read } else { guard };
        let guard = quickest(batches, runs, || measured(black_box(text)));
        let yardstick = quickest(batches, runs, || words.pass(black_box(text)));
        Row { name, guard, yardstick, budget: budget.unwrap_or(yardstick) }
    };
    let chat = CHAT.iter().map(|(name, text)| row(name, text, (200, 1_000), None));
    report("ordinary messages", chat.collect());
    let message = |sort: &Sort| row(sort.name, &sort.text(MESSAGE), (20, 1), Some(Duration::from_millis(1)));
    report("4,000 characters", SORTS.iter().map(message).collect());
    let attachment = |sort: &Sort| row(sort.name, &mebibyte(sort), (8, 1), Some(Duration::from_millis(30)));
    let file = |&(name, folder, ending): &(&'static str, &str, &str)| {
        row(name, &files(folder, ending), (8, 1), Some(Duration::from_millis(30)))
    };
    report("a mebibyte of ordinary files", FILES.iter().map(file).collect());
    report("a mebibyte", SORTS.iter().map(attachment).collect());
}

/// Prints the rows, the slowest first.
#[expect(clippy::print_stdout, reason = "a bench's output is what it prints")]
fn report(title: &str, mut rows: Vec<Row>) {
    rows.sort_by_key(|row| std::cmp::Reverse(row.guard));
    let kept = rows.iter().filter(|row| row.guard <= row.budget).count();
    println!("\n{title}: {kept} of {} within budget", rows.len());
    println!("{:>12} {:>12} {:>12}", "guard", "aho-corasick", "budget");
    for Row { name, guard, yardstick, budget } in rows {
        let over = if guard > budget { " (over)" } else { "" };
        println!("{guard:>12.2?} {yardstick:>12.2?} {budget:>12.2?}  {name}{over}");
    }
}
