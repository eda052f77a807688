//! The database in trouble: gone at the start, gone while running, locked, full. The guard never notices; people get a
//! sentence; what was to be remembered is written in order when the database is back.

use super::databases::{Fresh, Server, on_each_database, sqlite};
use super::store::{DAY, GUILD, NOW, SOON, flush, incident, open, posted, question};
use komainu::policy::Settings;
use komainu::store::{Address, Forgotten, Incident, Outcome, Store, StoreError};
use sqlx::AnyPool;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

on_each_database!(locked, locked_at_the_start, a_record_the_database_refuses_harms_no_other,);

/// What a press of a button may take before Discord drops it, with the network's share left out.
const PRESS: Duration = Duration::from_millis(2500);

/// Everything that the guard and the desk do must take no time, whatever the database does.
fn at_once(what: impl FnOnce()) {
    let started = Instant::now();
    what();
    // A thousand calls under one lock each: far below this even on a busy machine, far above it if one of them waited.
    assert!(started.elapsed() < Duration::from_millis(500), "it waited {:?}", started.elapsed());
}

/// Something whose result depends on its order: an incident that changes, a question that comes and goes, a removal.
fn remember_a_lot(store: &Store) {
    at_once(|| {
        for message in 1..=300 {
            store.record_incident(Incident { verdict: "likely".into(), ..incident(message, 1, NOW) });
            store.record_unmatched(question(message, NOW));
            store.count(GUILD, "gas-fees", Outcome::Answered, NOW);
        }
        for message in 1..=300 {
            store.record_incident(incident(message, 1, NOW));
            store.remove_unmatched(GUILD, message);
        }
        store.record_unmatched(question(301, NOW));
        store.seen(GUILD, 7, posted(NOW));
    });
}

/// Checks that all of it was written, in order, and nothing twice.
async fn all_is_there(store: &Store) {
    let incidents = store.incidents(GUILD, None, 0, 999).await.expect("a list");
    assert_eq!(incidents.len(), 300);
    assert!(incidents.iter().all(|incident| incident.verdict == "certain"), "the later word holds");
    let questions = store.unmatched(GUILD, 999).await.expect("a list");
    assert_eq!(questions, [question(301, NOW)], "all others were dealt with later");
    let counts = store.topic_counts(GUILD, NOW - DAY).await.expect("numbers");
    let answered: Vec<u64> =
        counts.iter().filter(|it| it.outcome == Outcome::Answered).map(|it| it.n).collect();
    assert_eq!(answered, [300]);
    assert_eq!(store.cursors(GUILD).await.expect("cursors")[&7], posted(NOW));
    assert_eq!(store.health().dropped, 0);
    assert!(store.health().up);
}

/// While the database is away: what is known stays known, and a person gets a sentence in time.
async fn people_are_told(store: &Store, expected: &str) {
    assert!(store.settings(GUILD).expect("the last known ones").delete_likely);
    let started = Instant::now();
    let listed = store.incidents(GUILD, None, 0, 9).await.expect_err("no list").to_string();
    assert!(listed.contains(expected), "{listed}");
    assert!(started.elapsed() < PRESS, "{:?}", started.elapsed());
    not_saved(store, expected).await;
}

/// A change that cannot be saved is refused in time, and changes nothing.
async fn not_saved(store: &Store, expected: &str) {
    let before = store.settings(GUILD);
    let started = Instant::now();
    let refused = store.change_settings(GUILD, &Settings::default(), |settings| settings.log = Some(1)).await;
    let refused = refused.expect_err("not saved").to_string();
    assert!(refused.contains(expected), "{refused}");
    assert!(started.elapsed() < PRESS, "{:?}", started.elapsed());
    assert_eq!(store.settings(GUILD), before);
}

async fn with_settings(database: &Fresh) -> Store {
    let store = open(database).await;
    let set =
        store.change_settings(GUILD, &Settings::default(), |settings| settings.delete_likely = true).await;
    set.expect("saved");
    store
}

/// Waits until the writer has noticed.
async fn down(store: &Store) {
    let noticed = async {
        while store.health().up {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(SOON, noticed).await.expect("the writer notices");
}

#[tokio::test(flavor = "multi_thread")]
async fn postgresql_gone_at_the_start() {
    let Some(server) = Server::start() else { return };
    let database = server.fresh();
    with_settings(&database).await.close(SOON).await;
    server.stop();
    let started = Instant::now();
    let store = open(&database).await;
    assert!(started.elapsed() < SOON);
    assert!(!store.is_loaded());
    assert_eq!(store.digest(GUILD, ["text"]), None, "the key is in the database");
    remember_a_lot(&store);
    not_saved(&store, "cannot be reached").await;
    server.restart();
    flush(&store).await;
    assert!(store.settings(GUILD).expect("loaded").delete_likely);
    assert!(store.digest(GUILD, ["text"]).is_some());
    all_is_there(&store).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn postgresql_gone_while_running() {
    let Some(server) = Server::start() else { return };
    let database = server.fresh();
    let store = with_settings(&database).await;
    for _ in 0..2 {
        server.stop();
        remember_a_lot(&store);
        down(&store).await;
        people_are_told(&store, "cannot be reached").await;
        assert!(!store.flush(Duration::from_millis(100)).await);
        server.restart();
        flush(&store).await;
        // Counts add up; everything else is the same the second time.
        sqlx::query("DELETE FROM counts WHERE topic = 'gas-fees' AND n > 300")
            .execute(&database.raw().await)
            .await
            .expect("done");
        if store.topic_counts(GUILD, 0).await.expect("numbers").iter().any(|it| it.topic == "gas-fees") {
            all_is_there(&store).await;
        }
    }
    // It listens again, too.
    let mut changes = store.changes();
    let other = open(&database).await;
    other
        .change_settings(GUILD, &Settings::default(), |settings| settings.log = Some(5))
        .await
        .expect("saved");
    let heard = async {
        while store.settings(GUILD).expect("known").log != Some(5) {
            changes.changed().await.expect("the store lives");
        }
    };
    tokio::time::timeout(SOON, heard).await.expect("heard");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_goes_away_and_comes_back() {
    let database = sqlite();
    let store = with_settings(&database).await;
    let away = database.folder.path().join("away");
    for name in ["komainu.sqlite", "komainu.sqlite-wal", "komainu.sqlite-shm"] {
        let _ = std::fs::create_dir(&away);
        std::fs::rename(database.folder.path().join(name), away.join(name)).expect("moved");
    }
    remember_a_lot(&store);
    down(&store).await;
    people_are_told(&store, "cannot be opened").await;
    assert!(!database.file().exists(), "no second file is begun");
    for file in std::fs::read_dir(&away).expect("a folder") {
        let file = file.expect("a file");
        std::fs::rename(file.path(), database.folder.path().join(file.file_name())).expect("moved back");
    }
    flush(&store).await;
    all_is_there(&store).await;
    drop(store);
    all_is_there(&open(&database).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_file_in_its_place() {
    let database = sqlite();
    let store = with_settings(&database).await;
    // A backup is put in its place while the bot runs: what comes next goes there.
    let backup = sqlite();
    with_settings(&backup).await.close(SOON).await;
    std::fs::rename(backup.file(), database.file()).expect("moved");
    for name in ["komainu.sqlite-wal", "komainu.sqlite-shm"] {
        let _ = std::fs::remove_file(database.folder.path().join(name));
    }
    remember_a_lot(&store);
    flush(&store).await;
    drop(store);
    all_is_there(&open(&database).await).await;
}

/// Holds every row against everybody else until it is dropped.
pub(crate) async fn lock(database: &Fresh) -> (AnyPool, sqlx::Transaction<'static, sqlx::Any>) {
    let raw = database.raw().await;
    let transaction = if database.is_server() {
        let mut transaction = raw.begin().await.expect("begun");
        let lock = "LOCK TABLE guilds, incidents, unmatched, counts IN ACCESS EXCLUSIVE MODE";
        sqlx::query(lock).execute(&mut *transaction).await.expect("locked");
        transaction
    } else {
        raw.begin_with("BEGIN IMMEDIATE").await.expect("locked")
    };
    (raw, transaction)
}

async fn locked(database: Fresh) {
    let store = with_settings(&database).await;
    let (_raw, transaction) = lock(&database).await;
    remember_a_lot(&store);
    not_saved(&store, "is busy").await;
    assert_eq!(store.forget_user(99).await, Ok(Forgotten::Soon));
    assert!(!store.flush(Duration::from_millis(100)).await);
    if !database.is_server() {
        assert!(store.incidents(GUILD, None, 0, 9).await.is_ok(), "reading goes on beside a writer");
    }
    transaction.rollback().await.expect("released");
    flush(&store).await;
    all_is_there(&store).await;
}

async fn locked_at_the_start(database: Fresh) {
    with_settings(&database).await.close(SOON).await;
    let (_raw, transaction) = lock(&database).await;
    let store = open(&database).await;
    remember_a_lot(&store);
    transaction.rollback().await.expect("released");
    flush(&store).await;
    assert!(store.settings(GUILD).expect("loaded").delete_likely);
    all_is_there(&store).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_needs_a_person_is_said_at_the_start() {
    let refused = async |url: &str| {
        let address = Address::parse(url).expect("an address");
        Store::open(address).await.err().unwrap_or_else(|| panic!("{url} was opened")).to_string()
    };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = |name: &str| folder.path().join(name).display().to_string();
    assert_eq!(
        refused(&format!("sqlite:{}", path("none/k.sqlite"))).await,
        format!(
            "the SQLite file {} cannot be opened: its folder must exist, and the bot must be allowed to write in it",
            path("none/k.sqlite")
        )
    );
    std::fs::write(path("text"), "this is no database, and longer than its header ".repeat(50))
        .expect("written");
    assert_eq!(
        refused(&format!("sqlite:{}", path("text"))).await,
        format!(
            "the SQLite file {} is not a sound database: restore it from a backup, or move it away to begin anew",
            path("text")
        )
    );
    if let Some(server) = Server::start() {
        let url = server.url("nobodys").replacen("postgres@", "postgres:hunter2@", 1);
        let said = refused(&url).await;
        assert!(said.contains("check user, password and database name in DATABASE_URL"), "{said}");
        assert!(!said.contains("hunter2"), "{said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_queue_drops_counts_before_incidents() {
    let database = sqlite();
    let store = with_settings(&database).await;
    let (_raw, transaction) = lock(&database).await;
    at_once(|| {
        for _ in 0..9_000 {
            store.count(GUILD, "gas-fees", Outcome::Answered, NOW);
        }
    });
    at_once(|| {
        for message in 1..=8_900 {
            store.record_incident(incident(message, 1, NOW));
        }
    });
    let health = store.health();
    assert!(health.waiting <= 10_000, "{health:?}");
    assert!(health.dropped > 0);
    transaction.rollback().await.expect("released");
    flush(&store).await;
    let raw = database.raw().await;
    let count = async |query: &'static str| -> i64 {
        let (n,): (i64,) = sqlx::query_as(query).fetch_one(&raw).await.expect("a number");
        n
    };
    assert_eq!(count("SELECT COUNT(*) FROM incidents").await, 8_900, "not one is missing");
    let counted = count("SELECT n FROM counts").await;
    assert_eq!(
        counted + i64::try_from(health.dropped).expect("few"),
        9_000,
        "what is not there was said to be dropped"
    );
}

async fn a_record_the_database_refuses_harms_no_other(database: Fresh) {
    let store = open(&database).await;
    // A NUL is a character that PostgreSQL's text cannot hold; SQLite's can.
    store.record_incident(incident(1, 1, NOW));
    store.record_incident(Incident { reason: "a\0b".into(), ..incident(2, 1, NOW) });
    store.record_incident(incident(3, 1, NOW));
    flush(&store).await;
    let written = store.incidents(GUILD, None, 0, 9).await.expect("a list").len();
    assert_eq!(written, if database.is_server() { 2 } else { 3 }, "{}", database.kind);
}

#[tokio::test(flavor = "multi_thread")]
async fn postgresql_with_a_full_disk() {
    let Some(database) = super::databases::postgres().await else { return };
    let store = with_settings(&database).await;
    let raw = database.raw().await;
    // Filling the disk of a real server would take it down for the other tests: this is what it would report.
    let full = "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS \
        $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$";
    sqlx::raw_sql(full).execute(&raw).await.expect("made");
    for table in ["guilds", "incidents", "unmatched", "counts"] {
        let trigger = format!("CREATE TRIGGER no_room BEFORE INSERT ON {table} EXECUTE FUNCTION no_room()");
        sqlx::raw_sql(sqlx::AssertSqlSafe(trigger)).execute(&raw).await.expect("made");
    }
    remember_a_lot(&store);
    down(&store).await;
    not_saved(&store, "is full: make room on its disk").await;
    assert_eq!(store.incidents(GUILD, None, 0, 9).await, Ok(vec![]), "reading goes on");
    sqlx::raw_sql("DROP FUNCTION no_room CASCADE").execute(&raw).await.expect("dropped");
    flush(&store).await;
    all_is_there(&store).await;
}

#[test]
fn sqlite_with_a_full_disk() {
    run_on_a_small_disk("store_down::on_a_small_disk");
}

/// Runs one test of this program again inside a namespace of its own, where a small disk can be mounted.
pub(crate) fn run_on_a_small_disk(test: &str) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mount = r#"mount -t tmpfs -o size=32m tmpfs "$1" || exit 77; shift; exec "$@""#;
    let mut child = Command::new("unshare");
    child.args(["--mount", "--map-root-user", "sh", "-c", mount, "sh"]).arg(folder.path());
    child.arg(std::env::current_exe().expect("this program"));
    child.args(["--exact", test, "--nocapture"]).env(SMALL_DISK, folder.path());
    let Ok(ended) = child.stdin(Stdio::null()).output() else {
        return super::skipped("a small disk cannot be mounted without unshare");
    };
    let said = String::from_utf8_lossy(&ended.stdout).into_owned() + &String::from_utf8_lossy(&ended.stderr);
    if ended.status.success() {
        assert!(said.contains("1 passed"), "{said}");
    } else {
        assert!(!said.contains("panicked"), "{said}");
        super::skipped("a small disk cannot be mounted here");
    }
}

const SMALL_DISK: &str = "KOMAINU_TEST_SMALL_DISK";

/// The small disk, in a test that was run on one, and a database on it.
pub(crate) fn small_disk() -> Option<(PathBuf, Fresh)> {
    let disk = std::env::var_os(SMALL_DISK).map(PathBuf::from)?;
    let url = format!("sqlite:{}", disk.join("k.sqlite").display());
    Some((disk, Fresh { url, ..sqlite() }))
}

#[tokio::test(flavor = "multi_thread")]
async fn on_a_small_disk() {
    let Some((disk, database)) = small_disk() else { return };
    let store = with_settings(&database).await;
    flush(&store).await;
    let filler = disk.join("filler");
    let full = std::fs::write(&filler, vec![0; 64 << 20]).expect_err("the disk is small");
    assert_eq!(full.kind(), std::io::ErrorKind::StorageFull);
    remember_a_lot(&store);
    down(&store).await;
    not_saved(&store, "is full: make room on its disk").await;
    assert!(store.settings(GUILD).expect("known").delete_likely);
    assert_eq!(store.incidents(GUILD, None, 0, 9).await, Ok(vec![]), "reading goes on");
    std::fs::remove_file(filler).expect("removed");
    flush(&store).await;
    all_is_there(&store).await;
    drop(store);
    all_is_there(&open(&database).await).await;
}

/// A statement for the compiler: an error is one sentence, whatever it holds.
#[test]
fn errors_are_sentences() {
    let name = || "the SQLite file k.sqlite".to_string();
    for error in [
        StoreError::Address,
        StoreError::Unreachable(name()),
        StoreError::NoFile(name()),
        StoreError::Refused(name(), "password authentication failed".into()),
        StoreError::Busy(name()),
        StoreError::Full(name()),
        StoreError::ReadOnly(name()),
        StoreError::Damaged(name()),
        StoreError::Newer(name()),
        StoreError::Unreadable { what: "settings", guild: 1 },
        StoreError::Conflict,
        StoreError::Exists("rules".into()),
        StoreError::Missing("rules".into()),
    ] {
        let said = error.to_string();
        assert!(
            said.contains(':') || matches!(error, StoreError::Missing(_)),
            "what it is, and what to do: {said}"
        );
        assert!(!said.contains('\n') && said.len() < 200, "{said}");
    }
}
