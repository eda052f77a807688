//! No room on the disk.

use super::{all_is_there, down, not_saved, remember_a_lot, with_settings};
use crate::databases::{Fresh, sqlite};
use crate::store::{GUILD, flush, open};
use std::path::PathBuf;
use std::process::{Command, Stdio};

#[tokio::test(flavor = "multi_thread")]
async fn postgresql_with_a_full_disk() {
    let Some(database) = crate::databases::postgres().await else { return };
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
    run_on_a_small_disk("store_down::full::on_a_small_disk");
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
        return crate::skipped("a small disk cannot be mounted without unshare");
    };
    let said = String::from_utf8_lossy(&ended.stdout).into_owned() + &String::from_utf8_lossy(&ended.stderr);
    if ended.status.success() {
        assert!(said.contains("1 passed"), "{said}");
    } else {
        assert!(!said.contains("panicked"), "{said}");
        crate::skipped("a small disk cannot be mounted here");
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
