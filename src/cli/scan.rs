//! `komainu scan`: where files or messages hold a secret, and never what it is.

use super::{UNWRITTEN, complain, jsonl};
use crate::logging::discreet;
use crate::policy::{Action, Settings};
use crate::secrets::attachment::{Attachment, LONGEST, Reading};
use crate::secrets::{Cases, Finding, Kind, Part, Place, Setting, Verdict, scan};
use crate::text::{Origin, Private};
use anyhow::{Context, Result, anyhow, ensure};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::fs::File;
use std::io::{self, Read, Write, stdin, stdout};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What `scan` takes.
#[derive(clap::Args)]
pub struct Args {
    /// Files to scan; - is standard input, and so is no file at all
    files: Vec<PathBuf>,
    /// Read one message or conversation a line, write {"id","verdict","kind","action"} a line
    ///
    /// A line is {"id","text"}, with "attachment" {"filename","content_type","text" or "data_base64","description"},
    /// "embed" {"title","description","fields"} and "forward" {"text"} beside it if there are any; or
    /// {"id","messages"} with [{"author","t","content"}] of one channel; or {"id","edits"} with the successive
    /// contents of one message.
    #[arg(long, conflicts_with = "files")]
    jsonl: bool,
}

/// Scans files, standard input, or messages a line.
pub fn run(args: Args) -> Result<ExitCode> {
    let mut output = stdout().lock();
    if args.jsonl {
        jsonl::each(stdin().lock(), output, judge)?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut clean = true;
    let standard_input = [PathBuf::from(STANDARD_INPUT)];
    let files = if args.files.is_empty() { &standard_input[..] } else { &args.files };
    for path in files {
        clean &= if path == Path::new(STANDARD_INPUT) {
            scan_file("standard input", stdin().lock(), &mut output)?
        } else {
            // The name of a file may be a secret, too.
            let name = discreet(&path.display().to_string());
            match open(path, &name) {
                Ok(file) => scan_file(&name, file, &mut output)?,
                Err(error) => unread(&error),
            }
        };
    }
    Ok(if clean { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What stands for standard input among the files, as for other programs.
const STANDARD_INPUT: &str = "-";

fn open(path: &Path, name: &str) -> Result<File> {
    ensure!(!path.is_dir(), "{name} is a folder: name the files in it, such as {name}/*");
    File::open(path).with_context(|| format!("{name} could not be opened"))
}

/// A file that cannot be read is told, and does not keep the others from being scanned. It is not clean.
fn unread(error: &anyhow::Error) -> bool {
    complain(error);
    false
}

/// So much is read of what can be read as a whole alone, an image or an archive: as much as the bot fetches of one.
const WHOLE: usize = 10 << 20;

/// How much of the end of one block is read again with the next: more than the longest secret takes.
const OVERLAP: usize = 16 << 10;

/// Scans a file block by block; returns whether it could be read and holds no secret.
fn scan_file(name: &str, mut file: impl Read, output: &mut impl Write) -> Result<bool> {
    let (mut clean, mut lines, mut block) = (true, 0, Vec::new());
    let failed = |error: io::Error| unread(&anyhow!(error).context(format!("{name} could not be read")));
    for first in std::iter::once(true).chain(std::iter::repeat(false)) {
        match fill(&mut block, LONGEST, &mut file) {
            Ok(0) => break,
            Ok(_) => {}
            Err(error) => return Ok(failed(error)),
        }
        let mut reading = look_into(&block);
        if first && reading.unread.is_some() {
            if let Err(error) = fill(&mut block, WHOLE, &mut file) {
                return Ok(failed(error));
            }
            reading = look_into(&block);
            if reading.unread.is_some() {
                complain(&anyhow!("{name} is packed, or an image, in a way that cannot be looked into"));
            }
        }
        // What stands in the next block's share is told there, unless there is none.
        let last = block.len() != LONGEST;
        let share = if last { block.len() } else { block.len() - OVERLAP };
        for (origin, text) in &reading.texts {
            let part = Part { origin: *origin, text: text.as_str() };
            let mut secrets = scan(&[part], Setting::default());
            secrets.retain(|finding| finding.verdict > Verdict::None);
            secrets.sort_by_key(|finding| finding.range.start);
            // Decoding may change the length; the share is a share of it.
            let share = text.as_str().len() as u64 * share as u64 / block.len() as u64;
            for secret in secrets.iter().filter(|secret| last || (secret.range.start as u64) < share) {
                let line = lines + 1 + breaks(text.as_str().as_bytes(), secret.range.start);
                report(name, line, secret, output)?;
                clean = false;
            }
        }
        lines += breaks(&block, share);
        block.drain(..share);
    }
    Ok(clean)
}

/// Reads on until the block has this length or the file ends; returns how much was read.
fn fill(block: &mut Vec<u8>, length: usize, file: &mut impl Read) -> io::Result<usize> {
    let room = length.saturating_sub(block.len());
    file.take(room as u64).read_to_end(block)
}

fn look_into(bytes: &[u8]) -> Reading {
    Attachment { file_name: "", description: None, bytes }.read()
}

/// How many line breaks stand before `end`.
fn breaks(bytes: &[u8], end: usize) -> usize {
    bytes[..end].iter().filter(|&&byte| byte == b'\n').count()
}

fn report(name: &str, line: usize, secret: &Finding, output: &mut impl Write) -> Result<()> {
    let (kind, verdict) = (secret.kind, secret.verdict.word());
    writeln!(output, "{name}:{line}: {} {verdict}: {}", kind.id, kind.name).context(UNWRITTEN)
}

/// One line of input: a message, a conversation or the history of a message.
#[derive(Deserialize)]
struct Asked {
    id: Value,
    text: Option<String>,
    attachment: Option<Attached>,
    embed: Option<Embed>,
    forward: Option<Forward>,
    messages: Option<Vec<Message>>,
    edits: Option<Vec<String>>,
}

/// One message of a conversation.
#[derive(Deserialize)]
struct Message {
    author: Value,
    t: f64,
    #[serde(default)]
    content: String,
    attachment: Option<Attached>,
    embed: Option<Embed>,
    forward: Option<Forward>,
}

#[derive(Deserialize)]
struct Attached {
    #[serde(default)]
    filename: String,
    text: Option<String>,
    data_base64: Option<String>,
    description: Option<String>,
}

#[derive(Deserialize)]
struct Embed {
    title: Option<String>,
    description: Option<String>,
    #[serde(default)]
    fields: Vec<Field>,
}

#[derive(Deserialize)]
struct Field {
    #[serde(default)]
    name: String,
    #[serde(default)]
    value: String,
}

#[derive(Deserialize)]
struct Forward {
    #[serde(default)]
    text: String,
}

#[derive(Serialize)]
struct Judged {
    id: Value,
    verdict: &'static str,
    kind: Option<&'static str>,
    action: &'static str,
}

/// Messages are judged as if they stood where people ask for help.
const SETTING: Setting = Setting { help_channel: true };

fn judge(asked: Asked) -> Result<Judged, String> {
    let strongest = if let Some(messages) = &asked.messages {
        conversation(messages)?
    } else if let Some(edits) = &asked.edits {
        let place = Place { channel: 0, author: 0 };
        let mut cases = Cases::default();
        let versions = edits.iter().flat_map(|text| {
            let leaks = cases.judge(place, 0, 0, &[Part { origin: Origin::Content, text }], SETTING);
            leaks.into_iter().map(|leak| (leak.verdict, leak.kind))
        });
        versions.max_by_key(|(verdict, _)| *verdict)
    } else if let Some(text) = &asked.text {
        let shown = Shown::of(text, &asked.attachment, &asked.embed, &asked.forward)?;
        scan(&shown.parts(), SETTING).first().map(|finding| (finding.verdict, finding.kind))
    } else {
        return Err("no text, messages or edits".into());
    };
    let verdict = strongest.map_or(Verdict::None, |(verdict, _)| verdict);
    Ok(Judged {
        id: asked.id,
        verdict: verdict.word(),
        kind: strongest.map(|(_, kind)| kind.id),
        action: Action::on(verdict, &Settings::default(), false).word(),
    })
}

/// The strongest leak of a conversation.
fn conversation(messages: &[Message]) -> Result<Option<(Verdict, &'static Kind)>, String> {
    let (mut cases, mut strongest) = (Cases::default(), None);
    for (number, message) in (0..).zip(messages) {
        let author = messages.iter().position(|other| other.author == message.author).unwrap_or(0);
        let place = Place { channel: 0, author: author as u64 };
        let shown = Shown::of(&message.content, &message.attachment, &message.embed, &message.forward)?;
        // A time before the epoch is as good as the epoch.
        for leak in cases.judge(place, number, message.t as u64, &shown.parts(), SETTING) {
            if strongest.is_none_or(|(verdict, _)| leak.verdict > verdict) {
                strongest = Some((leak.verdict, leak.kind));
            }
        }
    }
    Ok(strongest)
}

/// Everything a message shows.
struct Shown<'a> {
    texts: Vec<(Origin, &'a str)>,
    /// What stands in its attachment.
    file: Vec<(Origin, Private)>,
}

impl<'a> Shown<'a> {
    fn of(
        text: &'a str,
        attachment: &Option<Attached>,
        embed: &'a Option<Embed>,
        forward: &'a Option<Forward>,
    ) -> Result<Self, String> {
        let mut texts = vec![(Origin::Content, text)];
        if let Some(Embed { title, description, fields }) = embed {
            texts.extend(
                [title, description].into_iter().flatten().map(|text| (Origin::Embed, text.as_str())),
            );
            let fields = fields.iter().flat_map(|field| [&field.name, &field.value]);
            texts.extend(fields.map(|text| (Origin::Embed, text.as_str())));
        }
        texts.extend(forward.iter().map(|forward| (Origin::Forward, forward.text.as_str())));
        let file = attachment.as_ref().map_or(Ok(Vec::new()), Attached::read)?;
        Ok(Self { texts, file })
    }

    fn parts(&self) -> Vec<Part<'_>> {
        let file = self.file.iter().map(|(origin, text)| (*origin, text.as_str()));
        self.texts.iter().copied().chain(file).map(|(origin, text)| Part { origin, text }).collect()
    }
}

impl Attached {
    fn read(&self) -> Result<Vec<(Origin, Private)>, String> {
        let decoded;
        let bytes = match (&self.text, &self.data_base64) {
            (Some(text), _) => text.as_bytes(),
            (None, Some(data)) => {
                decoded = STANDARD.decode(data).map_err(|_| "data_base64 is not base64")?;
                &decoded
            }
            (None, None) => &[],
        };
        let file = Attachment { file_name: &self.filename, description: self.description.as_deref(), bytes };
        Ok(file.read().texts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_beside_seed_talk_is_likely() {
        // The head of a PNG: enough to be an image in which nothing can be read.
        let image = STANDARD.encode(b"\x89PNG\r\n\x1a\n");
        let judged = |text: &str| {
            let line = serde_json::json!({
                "id": 1, "text": text,
                "attachment": {"filename": "IMG_2041.png", "content_type": "image/png", "data_base64": image},
            });
            let judged = judge(serde_json::from_value(line).expect("a line")).expect("a judgement");
            (judged.verdict, judged.kind)
        };
        assert_eq!(judged("here is my seed phrase"), ("likely", Some("picture")));
        assert_eq!(judged("never post a photo of your seed phrase"), ("none", None));
    }
}
