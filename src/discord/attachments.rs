//! Fetches what is attached to a message, with limits on size, number and time, from Discord's hosts alone.

use super::state::State;
use crate::message::{Extra, Id, Message};
use crate::metrics::METRICS;
use crate::secrets::attachment::{Attachment as File, LONGEST};
use crate::text::{Origin, Private};
use futures_util::StreamExt;
use futures_util::future::join_all;
use reqwest::StatusCode;
use serenity::all::Attachment;
use std::time::Duration;
use tokio::sync::{Semaphore, SemaphorePermit};

/// What a phone's photograph weighs at most, or a document with some; Discord's own upload limit without Nitro.
const WHOLE_LIMIT: usize = 10 << 20;
/// Discord's limit for one message.
const FILES: usize = 10;
/// Discord's CDN answers in well under a second; a stalled one must not hold the message's judgement up.
const PATIENCE: Duration = Duration::from_secs(10);

/// How often a file is asked for, and the pause after the first time; each pause is twice the one before. What hinders the
/// CDN passes in a second or does not pass within the patience above.
const TRIES: u32 = 4;
const FIRST_PAUSE: Duration = Duration::from_millis(250);

/// So many files are in memory at a time: with the largest images and what they decode to, below 200 MiB in all.
const FILES_AT_ONCE: usize = 8;
/// So many messages have their files read and judged at a time: ten mebibytes of text each.
const MESSAGES_AT_ONCE: usize = 8;
/// So many of either from one server, or rather from those that share its place: nobody's flood holds up everybody.
const OF_ONE: usize = 3;
/// Places; a power of two well above the number of servers that flood at the same time.
const PLACES: usize = 64;

/// Who reads files next. A message keeps its turn from the first byte to the verdict, each of its files while it is fetched
/// and decoded.
pub(crate) struct Readers {
    messages: Share,
    files: Share,
}

/// So much at a time, and no more than a part of it for one server.
struct Share {
    all: Semaphore,
    places: [Semaphore; PLACES],
}

/// Something's turn; it ends when this is dropped.
pub(crate) type Reading<'a> = Option<(SemaphorePermit<'a>, SemaphorePermit<'a>)>;

impl Default for Readers {
    fn default() -> Self {
        Self { messages: Share::of(MESSAGES_AT_ONCE), files: Share::of(FILES_AT_ONCE) }
    }
}

impl Readers {
    /// Waits until the files of one more message may be looked at.
    pub(crate) async fn of_message(&self, server: Id) -> Reading<'_> {
        self.messages.wait(server).await
    }
}

impl Share {
    fn of(all: usize) -> Self {
        Self { all: Semaphore::new(all), places: std::array::from_fn(|_| Semaphore::new(OF_ONE)) }
    }

    async fn wait(&self, server: Id) -> Reading<'_> {
        let place = &self.places[(server >> 22) as usize % PLACES];
        // Its own place first: whoever waits there takes nothing from others. Neither is ever closed.
        let of_one = place.acquire().await.ok()?;
        Some((of_one, self.all.acquire().await.ok()?))
    }
}

/// Whose share the files of a message count to.
pub(crate) fn server(message: &Message) -> Id {
    message.place.guild.unwrap_or(message.author.id)
}

/// Where Discord serves attachments from.
const HOSTS: [&str; 2] = ["cdn.discordapp.com", "media.discordapp.net"];

/// Adds what is attached to the message. Returns whether there was anything to add.
pub(crate) async fn read_into(message: &mut Message, files: &[Attachment], state: &State) -> bool {
    let before = message.extras.len();
    let server = server(message);
    let read = join_all(files.iter().take(FILES).map(async |file| {
        let _turn = state.readers.files.wait(server).await;
        read(file, state).await
    }))
    .await;
    message.extras.extend(read.into_iter().flatten());
    message.extras.len() > before
}

/// The texts inside a file; its name and description are known without it.
async fn read(file: &Attachment, state: &State) -> Vec<Extra> {
    let Some(bytes) = fetch(file, state).await else {
        METRICS.attachment("refused");
        tracing::warn!(attachment = file.id.get(), size = file.size, "an attachment was not read");
        // A file that was not looked into counts as suspicious beside words such as "my seed phrase".
        let origin = if is_image(file) { Origin::Image } else { Origin::Sealed };
        return vec![Extra { origin, text: Private::default() }];
    };
    let file_name = file.filename.clone();
    // Decoding a photograph takes milliseconds of work: not on a thread that serves the gateway.
    let reading = tokio::task::spawn_blocking(move || {
        File { file_name: &file_name, description: None, bytes: &bytes }.read()
    });
    let reading = reading.await.unwrap_or_default();
    METRICS.attachment(if reading.unread.is_some() { "unreadable" } else { "read" });
    if let Some(unread) = reading.unread {
        tracing::info!(attachment = file.id.get(), ?unread, "an attachment could not be looked into");
    }
    let inside = reading.texts.into_iter().filter(|(origin, _)| *origin != Origin::FileName);
    inside.map(|(origin, text)| Extra { origin, text }).collect()
}

/// A text document that somebody gave to a command: all of it, or nothing.
pub(crate) async fn document(file: &Attachment, limit: usize, state: &State) -> Option<String> {
    if !state.may_fetch(&file.url, &HOSTS) {
        return None;
    }
    // One byte more than the limit tells that it is over.
    let bytes = persist(file, limit + 1, state).await?;
    (bytes.len() <= limit).then(|| String::from_utf8(bytes).ok())?
}

async fn fetch(file: &Attachment, state: &State) -> Option<Vec<u8>> {
    // Half an image is none, and the list of what is in an archive stands at its end.
    let whole = is_image(file) || is_packed(file);
    let limit = if whole { WHOLE_LIMIT } else { LONGEST };
    if !state.may_fetch(&file.url, &HOSTS) || whole && file.size as usize > limit {
        return None;
    }
    persist(file, limit, state).await
}

/// Downloads a file, again and again while its host is in trouble.
async fn persist(file: &Attachment, limit: usize, state: &State) -> Option<Vec<u8>> {
    let tries = async {
        let mut pause = FIRST_PAUSE;
        for _ in 1..TRIES {
            match download(file, limit, state).await {
                Ok(bytes) => return Some(bytes),
                Err(error) if error.status().is_some_and(is_final) => return None,
                Err(_) => tokio::time::sleep(pause).await,
            }
            pause *= 2;
        }
        download(file, limit, state).await.ok()
    };
    tokio::time::timeout(PATIENCE, tries).await.ok()?
}

/// Whether asking again changes nothing.
fn is_final(status: StatusCode) -> bool {
    status.is_client_error() && status != StatusCode::TOO_MANY_REQUESTS
}

/// The bytes of a file; of a longer one those up to the limit, whatever size Discord stated.
async fn download(file: &Attachment, limit: usize, state: &State) -> reqwest::Result<Vec<u8>> {
    let response = state.web.get(&file.url).send().await?.error_for_status()?;
    let mut bytes = Vec::with_capacity((file.size as usize).min(limit));
    let mut stream = response.bytes_stream();
    while let Some(chunk) = stream.next().await {
        bytes.extend_from_slice(&chunk?);
        if bytes.len() >= limit {
            bytes.truncate(limit);
            break;
        }
    }
    Ok(bytes)
}

fn is_image(file: &Attachment) -> bool {
    file.content_type.as_deref().is_some_and(|kind| kind.starts_with("image/"))
}

/// Whether a file is an archive, as documents are.
fn is_packed(file: &Attachment) -> bool {
    const KINDS: [&str; 4] = [
        "application/zip",
        "application/x-zip",
        "application/vnd.openxmlformats-officedocument.",
        "application/vnd.oasis.opendocument.",
    ];
    file.content_type.as_deref().is_some_and(|kind| KINDS.iter().any(|start| kind.starts_with(start)))
}
