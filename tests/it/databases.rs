//! Real databases for tests: a SQLite file of one's own, and a PostgreSQL server that lives as long as the test program.
//!
//! The server is Debian's `postgresql`, started on a socket in a temporary directory, without TCP and as a user that is not
//! root. `TEST_POSTGRES_URL` names another one, whose user may create databases. Without either, one line says so.

use komainu::store::Address;
use sqlx::{AnyPool, Executor as _, any::AnyPoolOptions};
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{LazyLock, Mutex, Once};
use tempfile::TempDir;

/// A database of one's own, empty.
pub(crate) struct Fresh {
    /// Which kind, to be named when something fails.
    pub(crate) kind: &'static str,
    pub(crate) url: String,
    /// Where the file is; for PostgreSQL an unused place.
    pub(crate) folder: TempDir,
}

impl Fresh {
    pub(crate) fn file(&self) -> PathBuf {
        self.folder.path().join("komainu.sqlite")
    }

    /// A way past the store, for looking and for meddling.
    pub(crate) async fn raw(&self) -> AnyPool {
        raw(&self.url).await
    }

    /// As the bot is told of it.
    pub(crate) fn address(&self) -> Address {
        Address::parse(&self.url).expect("an address")
    }

    pub(crate) fn is_server(&self) -> bool {
        self.kind == "PostgreSQL"
    }
}

/// A way past the store of whoever has made the database.
pub(crate) async fn raw(url: &str) -> AnyPool {
    sqlx::any::install_default_drivers();
    AnyPoolOptions::new().max_connections(2).connect(url).await.expect("the database answers")
}

/// A fresh SQLite file.
pub(crate) fn sqlite() -> Fresh {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let url = format!("sqlite:{}", folder.path().join("komainu.sqlite").display());
    Fresh { kind: "SQLite", url, folder }
}

/// A fresh PostgreSQL database, where there is a server.
pub(crate) async fn postgres() -> Option<Fresh> {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    static SHARED: LazyLock<Option<String>> = LazyLock::new(|| {
        if let Ok(url) = std::env::var("TEST_POSTGRES_URL") {
            return Some(url);
        }
        // Kept until the process ends; its standard input is then closed, and the server stops by itself.
        Server::start().map(|server| server.leak().url("postgres"))
    });
    let admin = SHARED.as_ref()?;
    let name = format!("komainu_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let pool = raw(admin).await;
    pool.execute(sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"))).await.expect("a database");
    let mut url = url::Url::parse(admin).expect("TEST_POSTGRES_URL is an address");
    url.set_path(&name);
    Some(Fresh {
        kind: "PostgreSQL",
        url: url.into(),
        folder: tempfile::tempdir().expect("a temporary folder"),
    })
}

/// Runs each of these tests on every kind of database: on a fresh SQLite file, and on a fresh database of a real PostgreSQL
/// server. Where there is none, the second passes without a word; one line in all says so.
macro_rules! on_each_database {
    ($($test:ident),+ $(,)?) => {
        mod sqlite {
            $(
                #[tokio::test(flavor = "multi_thread")]
                async fn $test() {
                    super::$test($crate::databases::sqlite()).await;
                }
            )+
        }

        mod postgresql {
            $(
                #[tokio::test(flavor = "multi_thread")]
                async fn $test() {
                    if let Some(database) = $crate::databases::postgres().await {
                        super::$test(database).await;
                    }
                }
            )+
        }
    };
}
pub(crate) use on_each_database;

/// A PostgreSQL server that can be stopped and started.
pub(crate) struct Server {
    folder: PathBuf,
    control: Mutex<(ChildStdin, BufReader<ChildStdout>)>,
    _shell: Child,
}

/// Obeys `start` and `stop`; tidies up when its standard input ends, however the test program ended.
const SHELL: &str = r#"
"$1/initdb" -D "$2/data" -A trust -U postgres -E UTF8 --locale=C --no-sync >"$2/log" 2>&1 || { echo failed; exit 1; }
while read -r order; do
    case $order in
    start)
        "$1/postgres" -D "$2/data" -k "$2" -c listen_addresses= -c fsync=off >>"$2/log" 2>&1 </dev/null &
        server=$!
        until "$1/pg_isready" -q -h "$2"; do
            kill -0 $server || { echo failed; exit 1; }
            sleep 0.05
        done ;;
    stop)
        kill -QUIT $server
        wait $server ;;
    esac
    echo done
done
kill -QUIT $server 2>/dev/null
wait $server
rm -rf "$2"
"#;

impl Server {
    /// A server of one's own, running; `None`, with a line that says so, when it is not installed.
    pub(crate) fn start() -> Option<Self> {
        let Some(programs) = programs() else {
            // Once, however many tests would have liked one.
            static SAID: Once = Once::new();
            SAID.call_once(|| {
                super::skipped("PostgreSQL is not installed, and TEST_POSTGRES_URL is not set")
            });
            return None;
        };
        let folder =
            tempfile::Builder::new().prefix("komainu-pg").tempdir().expect("a temporary folder").keep();
        let mut shell = Command::new("sh");
        shell.args(["-c", SHELL, "sh"]).arg(programs).arg(&folder);
        shell.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        unprivileged(&mut shell, &folder);
        let mut shell = shell.spawn().expect("a shell");
        let control =
            (shell.stdin.take().expect("piped"), BufReader::new(shell.stdout.take().expect("piped")));
        let server = Self { folder, control: Mutex::new(control), _shell: shell };
        server.order("start");
        Some(server)
    }

    /// The address of one of its databases.
    pub(crate) fn url(&self, database: &str) -> String {
        format!("postgres://postgres@localhost/{database}?host={}", self.folder.display())
    }

    /// Its first database.
    pub(crate) fn fresh(&self) -> Fresh {
        let folder = tempfile::tempdir().expect("a temporary folder");
        Fresh { kind: "PostgreSQL", url: self.url("postgres"), folder }
    }

    /// Stops it at once, connections and all, as a crash would.
    pub(crate) fn stop(&self) {
        self.order("stop");
    }

    /// Starts it again.
    pub(crate) fn restart(&self) {
        self.order("start");
    }

    fn order(&self, order: &str) {
        let mut control = self.control.lock().expect("nobody panicked");
        writeln!(control.0, "{order}").expect("the shell listens");
        let mut said = String::new();
        control.1.read_line(&mut said).expect("the shell answers");
        assert_eq!(
            said.trim(),
            "done",
            "{}",
            std::fs::read_to_string(self.folder.join("log")).unwrap_or_default()
        );
    }

    fn leak(self) -> &'static Self {
        Box::leak(Box::new(self))
    }
}

/// The newest installed server's programs.
fn programs() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    let mut folders: Vec<PathBuf> =
        versions.filter_map(|version| Some(version.ok()?.path().join("bin"))).collect();
    folders.retain(|folder| folder.join("initdb").is_file());
    folders.sort();
    folders.pop()
}

/// PostgreSQL refuses to run as root: then it runs as `postgres`, or as `nobody`.
fn unprivileged(command: &mut Command, folder: &Path) {
    use std::os::unix::{fs::MetadataExt as _, process::CommandExt as _};
    // Control-C goes to the test program alone; the shell notices by itself.
    command.process_group(0);
    if std::fs::metadata(folder).expect("it was made").uid() != 0 {
        return;
    }
    let users = std::fs::read_to_string("/etc/passwd").expect("there are users");
    let ids = |name: &str| {
        let line = users.lines().find(|line| line.split(':').next() == Some(name))?;
        let mut fields = line.split(':').skip(2).map(str::parse::<u32>);
        Some((fields.next()?.ok()?, fields.next()?.ok()?))
    };
    let (user, group) = ids("postgres").or_else(|| ids("nobody")).expect("an unprivileged user");
    std::os::unix::fs::chown(folder, Some(user), Some(group)).expect("root may");
    command.uid(user).gid(group);
}
