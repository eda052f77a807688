//! Fits the decision of the desk to labelled questions, and prints how good it is.
//!
//!     cargo run --release --example fit             fits to the part `fit` of tests/corpus/questions.jsonl, writes
//!                                                   src/answers/model.json, prints the table of every part
//!     cargo run --release --example fit -- FILE…    prints the table of other labelled questions, changes nothing

use komainu::answers::{Action, Desk, Evidence, Judgement, Model, Outcome, Question, Tally};
use komainu::book::{Book, Lang, SHIPPED};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::io::{Write, stdout};
use std::{error::Error, fs, sync::Arc};

/// The labelled questions of this project.
const QUESTIONS: &str = "tests/corpus/questions.jsonl";
/// Where the fitted model goes.
const MODEL: &str = "src/answers/model.json";
/// What the squares of the weights cost. Found by five-fold cross-validation on the part `fit`; anything between half
/// and twice as much does as well.
const PENALTY: f64 = 0.0075;
/// How much of what is posted in a help channel is no question for an answer, in a channel of middling discipline. There
/// are far more examples of it than of questions; this keeps them from deciding everything. A little more or less trades
/// questions that are helped for people who are interrupted, one for one.
const OUTSIDE: f64 = 0.28;
/// How much an example of silence counts beside a message of the corpus that asks for nothing: it was chosen because it is
/// hard, and there are four times as many. Between a tenth and the whole it changes little.
const HARD: f64 = 0.3;
/// Into how many parts the examples of silence are cut: what the desk has learnt by heart tells nothing about what it will
/// meet, so each part is judged by a desk that has not seen it.
const FOLDS: usize = 4;

type Outcomes<T> = Result<T, Box<dyn Error>>;
/// What the model is fitted to: what a message looks like, what is true of it, and how much it counts.
type Row = (Evidence, Outcome, f64);

#[derive(Deserialize)]
struct Labelled {
    lang: String,
    text: String,
    gold: Vec<String>,
    #[serde(default)]
    part: String,
}

fn main() -> Outcomes<()> {
    let files: Vec<String> = std::env::args().skip(1).collect();
    let book =
        Arc::new(Book::shipped().map_err(|faults| format!("the shipped answers have faults: {faults:?}"))?);
    let mut out = stdout().lock();
    if !files.is_empty() {
        let desk = Desk::new(book);
        for file in files {
            tables(&mut out, &file, &desk, &read(&file)?)?;
        }
        return Ok(());
    }
    let desk = Desk::new(Arc::clone(&book));
    let questions = read(QUESTIONS)?;
    let fitted = questions.iter().filter(|question| question.part == "fit");
    let mut rows: Vec<Row> = fitted.map(|question| row(&desk, question)).collect();
    rows.extend(silence()?);
    let model = Model::fit(&weigh(rows), PENALTY);
    fs::write(MODEL, serde_json::to_string_pretty(&model)? + "\n")?;
    writeln!(out, "{MODEL} written\n")?;
    tables(&mut out, QUESTIONS, &Desk::with_model(book, model), &questions)
}

fn read(file: &str) -> Outcomes<Vec<Labelled>> {
    let text = fs::read_to_string(file).map_err(|error| format!("{file}: {error}"))?;
    text.lines()
        .map(|line| serde_json::from_str(line).map_err(|error| format!("{file}: {error}").into()))
        .collect()
}

fn judge(desk: &Desk, text: &str) -> (Judgement, Evidence) {
    desk.examine(&Question { title: "", text, locale: None, home: Lang::EN }, None)
}

fn row(desk: &Desk, question: &Labelled) -> Row {
    let (judgement, evidence) = judge(desk, &question.text);
    let rank =
        judgement.ranked.iter().position(|candidate| question.gold.iter().any(|id| **id == *candidate.id));
    let outcome = match rank {
        _ if question.gold.is_empty() => Outcome::Outside,
        Some(0) => Outcome::First,
        Some(1 | 2) => Outcome::Among,
        _ => Outcome::Missed,
    };
    (evidence, outcome, 1.0)
}

/// The examples of silence, each judged by a desk that has not learnt it.
fn silence() -> Outcomes<Vec<Row>> {
    const FILE: &str = "silence.json";
    let (_, text) = SHIPPED.iter().find(|(name, _)| *name == FILE).ok_or("no examples of silence")?;
    let all: BTreeMap<String, serde_json::Value> = serde_json::from_str(text)?;
    let mut rows = Vec::new();
    for fold in 0..FOLDS {
        let mut kept = all.clone();
        let mut held = Vec::new();
        for list in kept.values_mut().filter_map(|value| value.as_array_mut()) {
            let (out, rest): (Vec<_>, Vec<_>) =
                list.drain(..).enumerate().partition(|(at, _)| at % FOLDS == fold);
            held.extend(out.into_iter().filter_map(|(_, text)| text.as_str().map(str::to_owned)));
            list.extend(rest.into_iter().map(|(_, text)| text));
        }
        let kept = serde_json::to_string(&kept)?;
        let files =
            SHIPPED.iter().map(|(name, text)| (*name, if *name == FILE { kept.as_str() } else { *text }));
        let book = Book::parse(files).map_err(|faults| format!("{faults:?}"))?;
        let desk = Desk::new(Arc::new(book));
        rows.extend(held.iter().map(|text| (judge(&desk, text).1, Outcome::Outside, HARD)));
    }
    Ok(rows)
}

/// Gives what is outside the weight it has in a channel.
fn weigh(mut rows: Vec<Row>) -> Vec<Row> {
    let is_outside = |row: &&mut Row| row.1 == Outcome::Outside;
    let outside: f64 = rows.iter_mut().filter(is_outside).map(|row| row.2).sum();
    let inside = rows.len() - rows.iter_mut().filter(is_outside).count();
    let weight = OUTSIDE / (1.0 - OUTSIDE) * inside as f64 / outside;
    rows.iter_mut().filter(is_outside).for_each(|row| row.2 *= weight);
    rows
}

/// For each part of a file the figures by language, and which answers are taken for which.
fn tables(out: &mut impl Write, file: &str, desk: &Desk, questions: &[Labelled]) -> Outcomes<()> {
    let mut parts: BTreeMap<&str, Vec<&Labelled>> = BTreeMap::new();
    for question in questions {
        parts.entry(question.part.as_str()).or_default().push(question);
    }
    for (part, questions) in parts {
        writeln!(out, "{file} {part}")?;
        writeln!(
            out,
            "     inside outside   top-1  top-3  precision  coverage  false answers  fired  utility"
        )?;
        for lang in ["all", "en", "ja"] {
            let mut tally = Tally::default();
            for question in questions.iter().filter(|question| lang == "all" || question.lang == lang) {
                tally.add(&question.gold, &judge(desk, &question.text).0);
            }
            let percent = |share: f64| 100.0 * share;
            writeln!(
                out,
                "{lang:4} {:6} {:7} {:7.1} {:6.1} {:10.1} {:9.1} {:14.1} {:6.1} {:8.3}",
                tally.inside,
                tally.outside,
                percent(tally.top1()),
                percent(tally.top3()),
                percent(tally.precision()),
                percent(tally.coverage()),
                percent(tally.false_answers()),
                percent(tally.fired()),
                tally.utility()
            )?;
        }
        confusions(out, desk, &questions)?;
    }
    Ok(())
}

/// Which answers come first in place of which, most often first; silence is an answer here.
fn confusions(out: &mut impl Write, desk: &Desk, questions: &[&Labelled]) -> Outcomes<()> {
    let mut counts: BTreeMap<(String, String), usize> = BTreeMap::new();
    for question in questions {
        let (judgement, _) = judge(desk, &question.text);
        let got = judgement.ranked.first().map_or(String::new(), |candidate| candidate.id.to_string());
        let silent = judgement.action == Action::Silent;
        let pair = match question.gold.first() {
            None if silent => continue,
            None => ("silence".into(), got),
            Some(_) if question.gold.contains(&got) => continue,
            Some(gold) => (gold.clone(), got),
        };
        *counts.entry(pair).or_default() += 1;
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    for ((gold, got), count) in counts.into_iter().take(12) {
        writeln!(out, "  {count:3}  {gold} taken for {got}")?;
    }
    Ok(writeln!(out)?)
}
