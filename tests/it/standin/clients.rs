//! Other people's libraries as judges: bots on discord.js and discord.py connect, answer a message and a command.
//!
//! They run when their package is installed (`.ci/run` does that), and are skipped with one line otherwise.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use komainu::playground::{Shown, StandIn};
use serde_json::json;
use tokio::process::{Child, Command};

use super::{SOON, lantern};
use crate::openapi;

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/clients").join(name)
}

/// Starts a client of the bot under test; it dies with the test.
fn run(stand_in: &StandIn, program: &Path, script: &str, folder: &Path) -> Child {
    let mut command = Command::new(program);
    command
        .arg(script)
        .current_dir(folder)
        .env("ORIGIN", stand_in.origin())
        .env("TOKEN", stand_in.bot_token());
    command.stdin(Stdio::null()).kill_on_drop(true).spawn().unwrap()
}

/// The conversation that every library has to be able to hold.
async fn converse(stand_in: &StandIn) {
    let start = SOON * 4; // An interpreter and its imports on a busy machine.
    assert!(stand_in.wait_connected(1, start).await, "the client did not connect");
    let registered =
        stand_in.wait_for(|exchange| exchange.is("PUT", "/applications/*/commands"), start).await;
    assert_eq!(registered.expect("a command").status, 200);

    let asker = stand_in.as_person("asker");
    let help = stand_in.look(|world| world.find_channel("#help").unwrap());
    asker.post("#help", "ping one").unwrap();
    let answer =
        asker.wait_to_see(help, |message| message["content"] == "pong one", SOON).await.expect("an answer");
    assert_eq!(answer["referenced_message"]["content"], "ping one");

    let shown = asker.slash("#help", "/say", json!({"text": "between us"})).await.unwrap();
    assert_eq!(shown, Shown::Thinking);
    asker.wait_to_see(help, |message| message["content"] == "between us", SOON).await.expect("the reply");
    let others = stand_in.as_person("moderator").sees(help);
    assert!(others.iter().all(|message| message["content"] != "between us"), "a private reply is private");
    // What the libraries send is their own affair; discord.js adds fields to edits that none has.
    openapi::assert_replies_valid(&stand_in.exchanges());
}

#[tokio::test]
async fn a_bot_on_discord_js_holds_a_conversation() {
    let folder = folder("discordjs");
    if !folder.join("node_modules/discord.js").is_dir() {
        return crate::skipped("discord.js is not installed (npm ci in tests/clients/discordjs)");
    }
    let stand_in = lantern().await;
    let _client = run(&stand_in, Path::new("node"), "client.mjs", &folder);
    converse(&stand_in).await;
}

#[tokio::test]
async fn a_bot_on_discord_py_holds_a_conversation() {
    let folder = folder("discordpy");
    let python = folder.join("venv/bin/python");
    if !python.is_file() {
        return crate::skipped(
            "discord.py is not installed (pip install -r requirements.txt into tests/clients/discordpy/venv)",
        );
    }
    let stand_in = lantern().await;
    let _client = run(&stand_in, &python, "client.py", &folder);
    converse(&stand_in).await;
}
