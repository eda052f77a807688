//! A process that is killed while it writes: what it was told is written, is.

use super::databases::{Fresh, on_each_database};
use super::store::{GUILD, NOW, SOON, flush, incident, open};
use komainu::message::Id;
use komainu::store::{Address, Store};
use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Command, Stdio};
use std::sync::Arc;

on_each_database!(an_acknowledged_row_is_never_lost,);

const CHILD: &str = "KOMAINU_TEST_WRITES_TO";
const WRITES: Id = 1000;
/// So many write side by side, as guilds do.
const WRITERS: Id = 8;

/// Kills a process with SIGKILL at several moments of its 1,000 writes.
async fn an_acknowledged_row_is_never_lost(database: Fresh) {
    drop(open(&database).await);
    let mut all: BTreeSet<Id> = BTreeSet::new();
    for kill_after in [1, 137, 500, 999] {
        let written = write_and_kill(&database.url, kill_after);
        assert!(written.len() >= kill_after, "{} of {kill_after}", written.len());
        all.extend(&written);
        let store = open(&database).await;
        let there: BTreeSet<Id> = store
            .incidents(GUILD, None, 0, 2000)
            .await
            .expect("a list")
            .iter()
            .map(komainu::store::Incident::message)
            .collect();
        let lost: Vec<_> = all.difference(&there).collect();
        assert!(lost.is_empty(), "{} lost {lost:?}", database.kind);
        // It is as good as new.
        store.record_incident(incident(WRITES + 1, 1, NOW));
        flush(&store).await;
    }
}

/// Lets a child write until it has reported so many writes, then kills it; returns everything it reported.
fn write_and_kill(url: &str, kill_after: usize) -> BTreeSet<Id> {
    let mut child = Command::new(std::env::current_exe().expect("this program"))
        .args(["--exact", "store_crash::child", "--nocapture"])
        .env(CHILD, url)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("a child");
    let mut written = BTreeSet::new();
    let mut killed = false;
    // What it still said before it died counts as well.
    for line in BufReader::new(child.stdout.take().expect("piped")).lines().map_while(Result::ok) {
        written.extend(line.strip_prefix("written ").and_then(|id| id.parse::<Id>().ok()));
        if written.len() >= kill_after && !killed {
            child.kill().expect("killed");
            killed = true;
        }
    }
    child.wait().expect("it ended");
    assert!(killed, "the child ended by itself after {} writes", written.len());
    written
}

/// The child: does nothing unless it is told where to write.
#[tokio::test(flavor = "multi_thread")]
async fn child() {
    let Ok(url) = std::env::var(CHILD) else { return };
    let store = Arc::new(Store::open(Address::parse(&url).expect("an address")).await.expect("it opens"));
    let writers = (0..WRITERS).map(|writer| {
        let store = Arc::clone(&store);
        tokio::spawn(async move {
            for message in (1..=WRITES).filter(|message| message % WRITERS == writer) {
                store.record_incident(incident(message, 1, NOW));
                assert!(store.flush(SOON).await);
                // One write of a whole line: lines of several writers do not mix.
                let line = format!("\nwritten {message}\n");
                std::io::stdout().write_all(line.as_bytes()).expect("the parent listens");
            }
        })
    });
    for writer in writers.collect::<Vec<_>>() {
        writer.await.expect("it did not panic");
    }
    // Whoever comes so far was not killed: stay, so that the parent kills what it meant to kill.
    tokio::time::sleep(SOON).await;
}
