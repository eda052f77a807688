//! JSON lines: one object a line in, one a line out, in the same order, as they come. A line that cannot be read gives an
//! error line, and the run goes on. Errors say where, never what: the line may hold a secret.

use super::UNWRITTEN;
use anyhow::{Context, Result};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::borrow::Cow;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};

/// A longer line is an error: an attachment of 1 MiB in base64 is 1.4 MiB, and each side has room to spare.
const LINE_LIMIT: usize = 16 << 20;

/// Lines are read in chunks of this size: as much as a pipe holds.
const CHUNK: usize = 64 << 10;

/// Answers every line of `input` with `answer`.
pub(super) fn each<I, O>(
    input: impl Read,
    output: impl Write,
    mut answer: impl FnMut(I) -> Result<O, String>,
) -> Result<()>
where
    I: DeserializeOwned,
    O: Serialize,
{
    let (mut input, mut output) =
        (BufReader::with_capacity(CHUNK, input), BufWriter::with_capacity(CHUNK, output));
    let mut line = Vec::new();
    while next(&mut input, &mut line).context("standard input could not be read")? {
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let written = match read(&line).and_then(&mut answer) {
            Ok(answer) => serde_json::to_writer(&mut output, &answer),
            Err(error) => serde_json::to_writer(&mut output, &json!({ "id": Value::Null, "error": error })),
        };
        // As the error it was, so that a pipe that was closed is known as one.
        written.map_err(io::Error::from).context(UNWRITTEN)?;
        output.write_all(b"\n").context(UNWRITTEN)?;
        // Whoever feeds lines one by one waits for each answer; whoever feeds many wants them fast.
        if input.buffer().is_empty() {
            output.flush().context(UNWRITTEN)?;
        }
    }
    output.flush().context(UNWRITTEN)
}

/// Reads the next line, at most one byte more than the limit of it. `false` at the end.
fn next(input: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<bool> {
    line.clear();
    let read = input.by_ref().take(LINE_LIMIT as u64 + 1).read_until(b'\n', line)?;
    if line.len() > LINE_LIMIT && line.last() != Some(&b'\n') {
        skip_line(input)?;
    }
    Ok(read > 0)
}

fn skip_line(input: &mut impl BufRead) -> io::Result<()> {
    loop {
        let buffer = input.fill_buf()?;
        let (length, found) = match buffer.iter().position(|&byte| byte == b'\n') {
            Some(at) => (at + 1, true),
            None => (buffer.len(), buffer.is_empty()),
        };
        input.consume(length);
        if found {
            return Ok(());
        }
    }
}

fn read<I: DeserializeOwned>(line: &[u8]) -> Result<I, String> {
    if line.len() > LINE_LIMIT {
        return Err(format!("the line is longer than {} MiB", LINE_LIMIT >> 20));
    }
    let text = std::str::from_utf8(line)
        .map_err(|error| format!("byte {} is not UTF-8", error.valid_up_to() + 1))?;
    let parsed = serde_json::from_str(text).or_else(|error| match mend(text) {
        Cow::Owned(mended) => serde_json::from_str(&mended),
        Cow::Borrowed(_) => Err(error),
    });
    // serde's own text may quote the value that did not fit.
    parsed.map_err(|error| match error.classify() {
        serde_json::error::Category::Data => {
            format!("column {}: not of the form --help describes", error.column())
        }
        _ => format!("column {}: not JSON", error.column()),
    })
}

/// Replaces escaped halves of surrogate pairs that stand alone, as broken encoders write them, by U+FFFD: what stands
/// around them is still to be read.
fn mend(text: &str) -> Cow<'_, str> {
    let mut mended = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        let (before, escape) = rest.split_at(at);
        mended.push_str(before);
        let length = match (surrogate(escape), escape.get(6..).and_then(surrogate)) {
            (Some(Half::High), Some(Half::Low)) => 12,
            (Some(_), _) => {
                mended.push_str("\\ufffd");
                rest = &escape[6..];
                continue;
            }
            // Any other escape: the backslash and what follows it, so that `\\u` is not taken for one.
            (None, _) => escape.chars().take(2).map(char::len_utf8).sum(),
        };
        mended.push_str(&escape[..length]);
        rest = &escape[length..];
    }
    if mended.is_empty() && rest.len() == text.len() {
        return Cow::Borrowed(text);
    }
    mended.push_str(rest);
    Cow::Owned(mended)
}

enum Half {
    High,
    Low,
}

/// Which half of a surrogate pair an escape such as `\ud83d` is.
fn surrogate(escape: &str) -> Option<Half> {
    let digits = escape.strip_prefix("\\u")?.get(..4)?;
    match u16::from_str_radix(digits, 16).ok()? {
        0xd800..=0xdbff => Some(Half::High),
        0xdc00..=0xdfff => Some(Half::Low),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(input: &str) -> Vec<String> {
        let mut out = Vec::new();
        each(input.as_bytes(), &mut out, |value: Value| match value.get("text").and_then(Value::as_str) {
            Some(text) => Ok(json!({ "id": value["id"], "length": text.chars().count() })),
            None => Err("no text".into()),
        })
        .unwrap();
        String::from_utf8(out).unwrap().lines().map(str::to_owned).collect()
    }

    #[test]
    fn a_bad_line_does_not_end_the_run() {
        let lines = run("{\"id\":\"1\",\"text\":\"ab\"}\nnot json\n\n{\"id\":2}\n{\"id\":3,\"text\":\"é\"}");
        assert_eq!(
            lines,
            [
                r#"{"id":"1","length":2}"#,
                r#"{"error":"column 2: not JSON","id":null}"#,
                r#"{"error":"no text","id":null}"#,
                r#"{"id":3,"length":1}"#
            ]
        );
    }

    #[test]
    fn lone_surrogates_are_mended() {
        let text = |line: &str| run(&format!("{{\"id\":1,\"text\":\"{line}\"}}"))[0].clone();
        assert_eq!(text(r"a\ud83db"), r#"{"id":1,"length":3}"#);
        assert_eq!(text(r"\ude00"), r#"{"id":1,"length":1}"#);
        assert_eq!(text(r"\ud83d\ude00\udc00"), r#"{"id":1,"length":2}"#);
        assert_eq!(text(r"\\ud83d \ud83d"), r#"{"id":1,"length":8}"#);
    }

    #[test]
    fn an_error_repeats_nothing() {
        let mut out = Vec::new();
        each(&b"{\"id\":\"abandon ability\"}\n"[..], &mut out, |_: Vec<u8>| Ok(())).unwrap();
        assert!(!String::from_utf8(out).unwrap().contains("abandon"));
    }
}
