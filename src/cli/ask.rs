//! `komainu ask`: what the desk would answer, and why.

use super::{UNWRITTEN, jsonl};
use crate::answers::{Action, Desk, Judgement, Question, Why};
use crate::book::Lang;
use crate::config::{read_env_file, responses_dir, variable};
use crate::responses::Responses;
use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use std::io::{self, BufRead, Write, stdin, stdout};
use std::path::PathBuf;
use std::process::ExitCode;

/// What `ask` takes.
#[derive(clap::Args)]
pub struct Args {
    /// The question; without one, questions are read from standard input, one a line
    text: Vec<String>,
    /// Read {"id","text","lang"?} a line, write {"id","action","topics","score"} a line
    #[arg(long, conflicts_with = "text")]
    jsonl: bool,
    /// A folder of answers that replaces the built-in ones; by default the one that RESPONSES_DIR names
    #[arg(long, value_name = "FOLDER")]
    responses: Option<PathBuf>,
}

#[derive(Deserialize)]
struct Asked {
    id: serde_json::Value,
    text: String,
    lang: Option<String>,
}

#[derive(Serialize)]
struct Answered {
    id: serde_json::Value,
    action: &'static str,
    topics: Vec<String>,
    score: f32,
}

/// The form of the output names three topics.
const TOPICS: usize = 3;

/// Answers questions from the command line.
pub fn run(args: Args) -> Result<ExitCode> {
    read_env_file()?;
    let folder = match args.responses {
        Some(folder) => Some(folder),
        None => responses_dir(variable)?,
    };
    let desk = Responses::open(folder)?.current();
    let mut output = stdout().lock();
    if args.jsonl {
        jsonl::each(stdin().lock(), output, |asked: Asked| Ok(answer(&desk, asked)))?;
    } else if args.text.is_empty() {
        for line in stdin().lock().split(b'\n') {
            let line = line.context("standard input could not be read")?;
            let question = String::from_utf8_lossy(&line);
            if !question.trim().is_empty() {
                explain(&desk, &question, &mut output).context(UNWRITTEN)?;
            }
        }
    } else {
        explain(&desk, &args.text.join(" "), &mut output).context(UNWRITTEN)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn answer(desk: &Desk, asked: Asked) -> Answered {
    let judgement = judge(desk, &asked.text, asked.lang.as_deref());
    Answered {
        id: asked.id,
        action: word(judgement.action),
        topics: judgement.ranked.iter().take(TOPICS).map(|candidate| candidate.id.to_string()).collect(),
        score: judgement.score,
    }
}

fn judge(desk: &Desk, text: &str, lang: Option<&str>) -> Judgement {
    let locale = lang.and_then(Lang::new);
    desk.judge(&Question { title: "", text, locale, home: Lang::EN }, None)
}

fn word(action: Action) -> &'static str {
    match action {
        Action::Answer => "answer",
        Action::Suggest => "suggest",
        Action::Silent => "silent",
    }
}

/// For people: the decision, its reason, and the candidates with what they scored and what speaks for them.
fn explain(desk: &Desk, text: &str, out: &mut impl Write) -> io::Result<()> {
    let question = Question { title: "", text, locale: None, home: Lang::EN };
    let judgement = desk.judge(&question, None);
    writeln!(
        out,
        "{} ({:?}, {:.2}) in {}",
        word(judgement.action),
        judgement.why,
        judgement.score,
        judgement.lang
    )?;
    if judgement.why == Why::Empty {
        return Ok(());
    }
    for candidate in judgement.ranked.iter().take(TOPICS) {
        let title = desk.book().topic(&candidate.id).and_then(|topic| topic.answer(judgement.lang));
        let title = title.map_or("", |(_, answer)| answer.title.as_str());
        writeln!(out, "  {:.2}  {}  {title}", candidate.score, candidate.id)?;
        let because = desk.because(&question, &candidate.id);
        if !because.is_empty() {
            let because: Vec<String> = because.iter().map(ToString::to_string).collect();
            writeln!(out, "        because: {}", because.join(", "))?;
        }
    }
    Ok(())
}
