//! The bot as people run it: the real program, its environment and what it writes to standard error.

use komainu::playground::StandIn;
use std::process::Stdio;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

/// How long it may take to start: a debug build on a busy machine needs seconds to learn its answers.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// A running program; it ends with the test.
pub(crate) struct Program {
    _child: Child,
    log: Arc<Mutex<Vec<String>>>,
    _folder: TempDir,
}

impl Program {
    /// Starts the bot beside a stand-in, in an empty folder and with no variables but these.
    pub(crate) fn start(discord: &StandIn, variables: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_komainu"))
            .current_dir(folder.path())
            .env_clear()
            .env("DISCORD_TOKEN", discord.bot_token())
            .env("DISCORD_API_URL", discord.origin())
            .envs(variables.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let log = Arc::new(Mutex::new(Vec::new()));
        let (written, mut lines) = (Arc::clone(&log), BufReader::new(child.stderr.take().unwrap()).lines());
        tokio::spawn(async move {
            while let Ok(Some(line)) = lines.next_line().await {
                written.lock().unwrap().push(line);
            }
        });
        Self { _child: child, log, _folder: folder }
    }

    /// Everything it has written so far.
    pub(crate) fn log(&self) -> Vec<String> {
        self.log.lock().unwrap().clone()
    }

    /// Waits for a line in which `find` finds something.
    pub(crate) async fn wait_line<T>(&self, find: impl Fn(&str) -> Option<T>) -> T {
        let started = std::time::Instant::now();
        loop {
            if let Some(found) = self.log().iter().find_map(|line| find(line)) {
                return found;
            }
            assert!(started.elapsed() < PATIENCE, "not among what it wrote:\n{}", self.log().join("\n"));
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
}
