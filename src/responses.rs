//! Reads the folder of answers, and reads it again when a file in it changes. A broken set is refused as a whole: the
//! old one stays in force, and every fault is named.

use crate::answers::Desk;
use crate::book::{Book, Fault};
use crate::logging::discreet;
use anyhow::{Context, Result, anyhow, bail, ensure};
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, SystemTime};

/// How often the folder is looked at: a change is live within two of these.
const LOOK: Duration = Duration::from_secs(1);
/// A larger file is no answer: the largest of ours has 12 KiB, `links.json` 40 KiB.
const FILE_LIMIT: u64 = 1 << 20;
/// A folder with more files is not a folder of answers.
const FILES_LIMIT: usize = 10_000;

/// Where the built-in answers come from.
pub const BUILT_IN: &str = "responses";

/// The answers in force. Clones share them.
#[derive(Clone, Debug)]
pub struct Responses {
    desk: Arc<RwLock<Arc<Desk>>>,
    folder: Option<PathBuf>,
}

impl Responses {
    /// Reads the answers from `folder`, or takes the built-in ones. They are learnt when somebody asks or [`watch`](Self::watch)
    /// is called.
    pub fn open(folder: Option<PathBuf>) -> Result<Self> {
        let desk = match &folder {
            Some(folder) => match read(folder)? {
                Ok(book) => Arc::new(Desk::new(Arc::new(book))),
                Err(faults) => {
                    bail!("the answers in {} cannot be used:\n{}", folder.display(), list(folder, &faults))
                }
            },
            None => Desk::shipped().map_err(|faults| {
                anyhow!("the built-in answers are broken:\n{}", list(BUILT_IN.as_ref(), &faults))
            })?,
        };
        Ok(Self { desk: Arc::new(RwLock::new(desk)), folder })
    }

    /// The answers in force now; a reload does not change what has been taken.
    pub fn current(&self) -> Arc<Desk> {
        Arc::clone(&self.desk.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Learns the answers, and keeps them fresh for as long as it is polled.
    pub async fn watch(self) {
        // Beside whatever else begins: who asks meanwhile waits for it, and nobody else does.
        let desk = self.current();
        tokio::task::spawn_blocking(move || desk.learn());
        let Some(folder) = self.folder.clone() else { return };
        let mut seen = stamps(&folder);
        let mut ticks = tokio::time::interval(LOOK);
        loop {
            ticks.tick().await;
            let now = stamps(&folder);
            if now != seen {
                seen = now;
                let (this, folder) = (self.clone(), folder.clone());
                // One that fails has said so, and a panic is told by its hook.
                let _ = tokio::task::spawn_blocking(move || this.reload(&folder)).await;
            }
        }
    }

    fn reload(&self, folder: &Path) {
        match read(folder) {
            Ok(Ok(book)) => {
                let topics = book.topics().len();
                let desk = Arc::new(Desk::new(Arc::new(book)));
                desk.learn();
                *self.desk.write().unwrap_or_else(PoisonError::into_inner) = desk;
                tracing::info!(topics, "answers reloaded");
            }
            Ok(Err(faults)) => {
                tracing::error!("answers not reloaded, the old ones stay:\n{}", list(folder, &faults));
            }
            Err(error) => tracing::error!("answers not reloaded, the old ones stay: {error:#}"),
        }
    }
}

/// Every fault of a folder of answers on a line of its own, with the path of its file.
pub fn list(folder: &Path, faults: &[Fault]) -> String {
    // Joined with nothing, a folder ends with what parts it from its files.
    let folder = folder.join("");
    let line = |fault: &Fault| format!("{}{fault}", folder.display());
    discreet(&faults.iter().map(line).collect::<Vec<_>>().join("\n"))
}

/// Reads and checks a folder of answers. The outer error is about the folder, the inner one about what it says.
fn read(folder: &Path) -> Result<Result<Book, Vec<Fault>>> {
    let texts = texts(folder)?;
    Ok(Book::parse(texts.iter().map(|(name, text)| (name.as_str(), text.as_str()))))
}

/// The files of a folder of answers, by their paths below it, each with its text.
pub fn texts(folder: &Path) -> Result<Vec<(String, String)>> {
    let mut texts = Vec::new();
    for path in files(folder)? {
        let name = path.strip_prefix(folder).unwrap_or(&path).to_string_lossy().replace('\\', "/");
        texts.push((name, text(&path)?));
    }
    ensure!(!texts.is_empty(), "{} holds no answers: give it the form of responses/", folder.display());
    Ok(texts)
}

/// The JSON files of a folder and of the folders right below it, in a fixed order.
fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = |folder: &Path| -> Result<Vec<PathBuf>> {
        let unreadable = || format!("{} cannot be read", folder.display());
        let listing = fs::read_dir(folder).with_context(unreadable)?.take(FILES_LIMIT + 1);
        let paths: io::Result<Vec<_>> = listing.map(|entry| Ok(entry?.path())).collect();
        let paths = paths.with_context(unreadable)?;
        ensure!(paths.len() <= FILES_LIMIT, "{} holds more than {FILES_LIMIT} files", folder.display());
        Ok(paths)
    };
    let mut found = Vec::new();
    for path in entries(folder)? {
        if path.is_dir() {
            found.extend(entries(&path)?);
        } else {
            found.push(path);
        }
    }
    found.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    found.sort();
    Ok(found)
}

fn text(path: &Path) -> Result<String> {
    let mut text = String::new();
    let file = fs::File::open(path).with_context(|| format!("{} cannot be read", path.display()))?;
    let read = file.take(FILE_LIMIT + 1).read_to_string(&mut text);
    read.with_context(|| format!("{} cannot be read as UTF-8 text", path.display()))?;
    ensure!(text.len() as u64 <= FILE_LIMIT, "{} is larger than {FILE_LIMIT} bytes", path.display());
    Ok(text)
}

/// What changes when a file does: names, sizes and times. A folder that cannot be read has none; that it changed is told
/// when it is read.
fn stamps(folder: &Path) -> Vec<(PathBuf, u64, Option<SystemTime>)> {
    let stamp = |path: PathBuf| {
        let data = fs::metadata(&path).ok();
        let (size, time) = data.map_or((0, None), |data| (data.len(), data.modified().ok()));
        (path, size, time)
    };
    files(folder).unwrap_or_default().into_iter().map(stamp).collect()
}
