//! `komainu check`: whether a folder of answers is sound, and which of its links want a look.

use super::UNWRITTEN;
use crate::answers::Desk;
use crate::book::{Book, Link, LinkStatus, SHIPPED};
use crate::responses::{BUILT_IN, list, texts};
use anyhow::{Context, Result};
use std::io::{self, Write, stderr, stdout};
use std::path::PathBuf;
use std::process::ExitCode;

/// What `check` takes.
#[derive(clap::Args)]
pub struct Args {
    /// The folder of answers; without one, the built-in answers
    folder: Option<PathBuf>,
    /// List the links that answers use and that are only likely, or older than --older-than
    #[arg(long)]
    links: bool,
    /// A date, such as 2026-06-30: links last seen before it are listed too
    #[arg(long, value_name = "DATE", requires = "links", value_parser = date)]
    older_than: Option<String>,
}

/// Checks a set of answers; every fault is printed, not only the first.
pub fn run(args: Args) -> Result<ExitCode> {
    let checked = match &args.folder {
        Some(folder) => {
            let texts = texts(folder)?;
            Desk::check(texts.iter().map(|(name, text)| (name.as_str(), text.as_str())))
        }
        None => Desk::check(SHIPPED.iter().copied()),
    };
    match checked {
        Ok(desk) => {
            summary(desk.book(), &args).context(UNWRITTEN)?;
            Ok(ExitCode::SUCCESS)
        }
        Err(faults) => {
            let noun = if faults.len() == 1 { "fault" } else { "faults" };
            let folder = args.folder.as_deref().unwrap_or(BUILT_IN.as_ref());
            writeln!(stderr(), "{}\n{} {noun}", list(folder, &faults), faults.len())?;
            Ok(ExitCode::FAILURE)
        }
    }
}

fn summary(book: &Book, args: &Args) -> io::Result<()> {
    let mut out = stdout().lock();
    let languages: Vec<&str> = book.uis().iter().map(|ui| ui.code.as_str()).collect();
    let links = book.links().links.len();
    writeln!(out, "sound: {} topics in {}, {links} links", book.topics().len(), languages.join(" and "))?;
    if args.links {
        for (link, users) in used(book) {
            let old = args.older_than.as_ref().is_some_and(|date| link.as_of.as_str() < date.as_str());
            if link.status == LinkStatus::Likely || old {
                let status = if link.status == LinkStatus::Likely { "likely" } else { "old" };
                writeln!(
                    out,
                    "{status:6} {:10} {:24} {}  ({})",
                    link.as_of,
                    link.id,
                    link.url,
                    users.join(", ")
                )?;
            }
        }
    }
    Ok(())
}

/// The links that answers use, each with the topics that use it.
fn used(book: &Book) -> impl Iterator<Item = (&Link, Vec<&str>)> {
    book.links().links.iter().filter_map(|link| {
        let uses = |topic: &&crate::book::Topic| {
            topic.languages.values().any(|answer| answer.links.contains(&link.id))
        };
        let users: Vec<&str> = book.topics().iter().filter(uses).map(|topic| topic.id.as_str()).collect();
        (!users.is_empty()).then_some((link, users))
    })
}

/// Dates are compared as text, so they must have the one form.
fn date(text: &str) -> Result<String, &'static str> {
    let date = chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().map(|date| date.to_string());
    date.filter(|date| date == text).ok_or("write a date such as 2026-06-30")
}
