//! What goes in without Discord - the environment, the command line, files - is repeated no more than what comes from there.

use super::secrets::{Search, Secret, secrets};
use crate::process::{Home, run};
use crate::scene::SOON;
use serde_json::json;
use std::fs;
use std::process::Output;

fn assert_clean(search: &Search, what: &str, output: &Output) {
    search.assert_clean(what, &[output.stdout.as_slice(), &output.stderr].concat());
}

/// A handful: each takes a process.
fn some(every: usize) -> (Vec<Secret>, Search) {
    let all = secrets(2);
    let search = Search::of(&all);
    (all.into_iter().step_by(every).collect(), search)
}

#[test]
fn the_command_line_repeats_nothing() {
    let (all, search) = (secrets(2), Search::of(&secrets(2)));
    let lines =
        |form: fn(&str) -> String| all.iter().map(|secret| form(&secret.text) + "\n").collect::<String>();
    let forms: [fn(&str) -> String; 9] = [
        |text| json!({ "id": "1", "text": text }).to_string(),
        |text| json!({ "id": "1", "edits": ["hello", text] }).to_string(),
        |text| json!({ "id": "1", "messages": [{ "author": "a", "t": 0, "content": text }] }).to_string(),
        |text| {
            json!({ "id": "1", "text": "", "attachment": { "filename": text, "data_base64": text } })
                .to_string()
        },
        |text| json!({ "id": "1", "text": "", "embed": { "title": text } }).to_string(),
        // Not of the form, not JSON, not whole.
        |text| json!({ "id": "1", "text": { text: text } }).to_string(),
        |text| json!([text]).to_string(),
        |text| format!("{{\"id\": \"1\", \"text\": \"{}", text.replace('"', "")),
        |text| text.replace('\n', " "),
    ];
    let input: String = forms.into_iter().map(lines).collect();
    for command in ["scan", "ask"] {
        let output = run(&[command, "--jsonl"], &input);
        let count = output.stdout.iter().filter(|&&byte| byte == b'\n').count();
        assert!(count >= 9 * all.len(), "{command}: {count} lines for 9 times {}", all.len());
        assert_clean(&search, &format!("{command} --jsonl"), &output);
    }
    let output = run(&["scan"], &lines(str::to_owned));
    assert_eq!(output.status.code(), Some(1), "secrets are found");
    assert_clean(&search, "scan", &output);
}

#[test]
fn arguments_that_are_secrets_are_not_repeated() {
    let (some, search) = some(20);
    for secret in &some {
        // Where a name was meant, somebody pastes the secret.
        for arguments in [&["scan", &secret.text][..], &["check", &secret.text], &["ask", &secret.text]] {
            let output = run(arguments, "");
            assert_clean(&search, &format!("{} with a {}", arguments[0], secret.kind), &output);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_in_the_environment_is_named_and_not_shown() {
    let (some, search) = some(30);
    let home = Home::lantern().await;
    let names = [
        "DISCORD_TOKEN",
        "DATABASE_URL",
        "DISCORD_API_URL",
        "METRICS_ADDR",
        "SHARDS",
        "LOG_FORMAT",
        "RESPONSES_DIR",
    ];
    for secret in &some {
        let text = secret.text.replace('\0', "");
        for name in names {
            let mut bot = home.launch(&[(name, &text), ("RUST_LOG", "trace")]);
            let status = bot.ended(SOON).await;
            bot.says("komainu: ").await;
            assert!(!status.success() && bot.log().contains(name), "{name} is not named");
            search.assert_clean(&format!("{name} with a {}", secret.kind), bot.log().as_bytes());
        }
        // A filter, which may be one, and a password within an address.
        let mut bot = home.launch(&[("RUST_LOG", &text), ("DISCORD_API_URL", "http://127.0.0.1:1")]);
        assert!(!bot.ended(2 * SOON).await.success());
        search.assert_clean("a filter of logs", bot.log().as_bytes());
        let key: String = text.chars().filter(char::is_ascii_alphanumeric).take(60).collect();
        for address in [
            format!("postgres://bot:{key}@127.0.0.1:1/komainu?password={key}"),
            format!("postgres://bot:{key}@127.0.0.1:1/{key}?sslmode={key}"),
        ] {
            let mut bot =
                home.launch(&[("DATABASE_URL", &address), ("DISCORD_API_URL", "http://127.0.0.1:1")]);
            assert!(!bot.ended(2 * SOON).await.success());
            search.assert_clean("a database's password", bot.log().as_bytes());
        }
    }
}

#[test]
fn a_folder_of_answers_is_checked_without_repeating_it() {
    let (some, search) = some(9);
    for secret in &some {
        let folder = tempfile::tempdir().unwrap();
        for name in ["topics", "ui"] {
            fs::create_dir(folder.path().join(name)).unwrap();
        }
        let topic = json!({ "id": 1, "urgency": secret.text, secret.text.as_str(): secret.text });
        fs::write(folder.path().join("topics/one.json"), topic.to_string()).unwrap();
        fs::write(folder.path().join("topics/two.json"), &secret.text).unwrap();
        fs::write(folder.path().join("links.json"), json!({ "links": secret.text }).to_string()).unwrap();
        let output = run(&["check", folder.path().to_str().unwrap()], "");
        assert!(!output.status.success());
        assert_clean(&search, &format!("check with a {}", secret.kind), &output);
    }
}
