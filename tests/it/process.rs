//! The bot as people run it: the real program in a process of its own, connected to the stand-in, with a database in a
//! folder that outlives it. It can be asked to stop, killed, and started again.

use crate::scene::SOON;
use komainu::playground::{Id, StandIn, World};
use komainu::store::{Address, Store};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tempfile::TempDir;

/// How long the program may take to come up: without optimisation and beside other tests it reads its answers for seconds.
pub(crate) const UP: Duration = Duration::from_secs(120);

/// A world, and the folder of a bot that is not always there.
pub(crate) struct Home {
    pub(crate) discord: StandIn,
    pub(crate) folder: TempDir,
}

impl Home {
    pub(crate) async fn lantern() -> Self {
        Self::of(World::lantern()).await
    }

    pub(crate) async fn of(world: World) -> Self {
        let anywhere = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        Self::beside(StandIn::start(world, anywhere).await.unwrap())
    }

    /// An empty folder beside a stand-in that is running, perhaps with faults armed.
    pub(crate) fn beside(discord: StandIn) -> Self {
        Self { discord, folder: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.folder.path().join("komainu.sqlite")
    }

    pub(crate) fn channel(&self, name: &str) -> Id {
        self.discord.look(|world| world.find_channel(name)).unwrap()
    }

    pub(crate) fn guild(&self) -> Id {
        let general = self.channel("general");
        self.discord.look(|world| world.guild_of(general)).unwrap()
    }

    /// The database, while no bot or a bot beside has it open.
    pub(crate) async fn store(&self) -> Store {
        let address = format!("sqlite:{}", self.database().display());
        Store::open(Address::parse(&address).unwrap()).await.unwrap()
    }

    /// As if the bot had been here and guarded these channels up to a message.
    pub(crate) async fn guarded(&self, cursors: &[(Id, Id)]) {
        let store = self.store().await;
        for (channel, message) in cursors {
            store.seen(self.guild().0, channel.0, message.0);
        }
        assert!(store.close(SOON).await);
    }

    pub(crate) async fn cursor(&self, channel: Id) -> Option<Id> {
        let store = self.store().await;
        let cursors = store.cursors(self.guild().0).await.unwrap();
        store.close(SOON).await;
        cursors.get(&channel.0).copied().map(Id)
    }

    /// Starts the bot, and waits until it has registered its commands.
    pub(crate) async fn start(&self) -> Bot {
        self.start_with(&[]).await
    }

    pub(crate) async fn start_with(&self, variables: &[(&str, &str)]) -> Bot {
        let mark = self.discord.mark();
        let bot = self.launch(variables);
        let registered =
            self.discord.wait_after(mark, |made| made.is("PUT", "/applications/*/commands"), UP).await;
        assert!(registered.is_some(), "the bot does not come up:\n{}", bot.log());
        bot
    }

    /// Starts the bot and waits for nothing.
    pub(crate) fn launch(&self, variables: &[(&str, &str)]) -> Bot {
        let mut command = Command::new(env!("CARGO_BIN_EXE_komainu"));
        command
            .env_clear()
            .current_dir(self.folder.path())
            .env("DISCORD_TOKEN", self.discord.bot_token())
            .env("DISCORD_API_URL", self.discord.origin())
            .env("DATABASE_URL", format!("sqlite:{}", self.database().display()))
            .env("RUST_LOG", "debug")
            .envs(variables.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let log = Arc::new(Mutex::new(String::new()));
        collect(child.stdout.take().unwrap(), &log);
        collect(child.stderr.take().unwrap(), &log);
        Bot { child, log }
    }
}

/// Runs the program to its end, with these arguments and this on its standard input.
pub(crate) fn run(arguments: &[&str], input: &str) -> Output {
    let mut program = Command::new(env!("CARGO_BIN_EXE_komainu"));
    program.args(arguments).env_clear().env("RUST_LOG", "trace");
    program.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = program.spawn().unwrap();
    // Who does not read its input closes it early.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

/// Gathers what the program says, line by line, for as long as it says something.
fn collect(said: impl Read + Send + 'static, log: &Arc<Mutex<String>>) {
    let log = Arc::clone(log);
    std::thread::spawn(move || {
        for line in BufReader::new(said).lines().map_while(Result::ok) {
            let mut log = log.lock().unwrap();
            log.push_str(&line);
            log.push('\n');
        }
    });
}

/// A running bot; killed when it is dropped.
pub(crate) struct Bot {
    child: Child,
    log: Arc<Mutex<String>>,
}

impl Bot {
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Everything it has said, on standard output and standard error.
    pub(crate) fn log(&self) -> String {
        self.log.lock().unwrap().clone()
    }

    /// Waits until it has logged something with these words.
    pub(crate) async fn says(&self, words: &str) {
        let said = async {
            while !self.log().contains(words) {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        let said = tokio::time::timeout(UP, said).await;
        assert!(said.is_ok(), "it never says {words:?}:\n{}", self.log());
    }

    /// Waits for a line in which `find` finds something.
    pub(crate) async fn line<T>(&self, find: impl Fn(&str) -> Option<T>) -> T {
        let found = async {
            loop {
                if let Some(found) = self.log().lines().find_map(&find) {
                    return found;
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        let found = tokio::time::timeout(UP, found).await;
        found.unwrap_or_else(|_| panic!("not among what it says:\n{}", self.log()))
    }

    /// Where its metrics are served, once it has said so: `http://127.0.0.1:PORT`.
    pub(crate) async fn metrics(&self) -> String {
        let address = |line: &str| {
            let (_, rest) = line.split_once("metrics on ")?;
            Some(rest.split_once("/metrics")?.0.to_owned())
        };
        self.line(address).await
    }

    /// Sends it a signal: `TERM`, `INT`.
    pub(crate) fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([&format!("-{name}"), &self.id().to_string()]).status();
        assert!(sent.unwrap().success());
    }

    /// Waits until it has ended by itself.
    pub(crate) async fn ended(&mut self, within: Duration) -> ExitStatus {
        let ended = async {
            loop {
                if let Some(status) = self.child.try_wait().unwrap() {
                    return status;
                }
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        let ended = tokio::time::timeout(within, ended).await;
        ended.unwrap_or_else(|_| panic!("it does not end:\n{}", self.log.lock().unwrap()))
    }

    /// Asks it to stop, and waits until it has.
    pub(crate) async fn stop(mut self) -> String {
        self.signal("TERM");
        let status = self.ended(2 * SOON).await;
        assert!(status.success(), "{status}:\n{}", self.log());
        self.log()
    }

    /// Ends it as a power cut would.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Bot {
    fn drop(&mut self) {
        // It has ended already, in most tests.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
