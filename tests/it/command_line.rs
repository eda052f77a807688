//! The program without Discord: `check`, `ask` and `scan`, as a terminal or another program runs them.

use crate::phrase::phrase;
use crate::process::run;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// The JSON lines that a command gives back for these.
fn lines(command: &str, input: &[Value]) -> Vec<Value> {
    let input: String = input.iter().map(|line| format!("{line}\n")).collect();
    let output = run(&[command, "--jsonl"], &input);
    assert!(output.status.success(), "{}", text(&output.stderr));
    text(&output.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// A copy of the answers that come with the program.
fn answers() -> tempfile::TempDir {
    fn copy(from: &Path, to: &Path) {
        fs::create_dir_all(to).unwrap();
        for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
            let (from, to) = (entry.path(), to.join(entry.file_name()));
            if from.is_dir() {
                copy(&from, &to);
            } else {
                fs::copy(from, to).unwrap();
            }
        }
    }
    let folder = tempfile::tempdir().unwrap();
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("responses"), folder.path());
    folder
}

fn check(folder: &Path) -> Output {
    run(&["check", folder.to_str().unwrap()], "")
}

#[test]
fn a_sound_folder_of_answers_is_called_sound() {
    let folder = answers();
    let output = check(folder.path());
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert_eq!(text(&output.stdout), text(&run(&["check"], "").stdout), "it is what is built in");
    assert!(text(&output.stdout).starts_with("sound: 50 topics in en and ja, "));
    assert!(output.stderr.is_empty());
}

/// Without these the bot's own cards lead nowhere, whatever the answers are.
#[test]
fn the_links_that_the_bot_itself_gives_are_required() {
    let folder = answers();
    let links = folder.path().join("links.json");
    let mut value: Value = serde_json::from_str(&fs::read_to_string(&links).unwrap()).unwrap();
    let needed = ["support-home", "official-channels", "site", "hacked"];
    for link in value["links"].as_array_mut().unwrap() {
        let id = link["id"].as_str().unwrap().to_owned();
        if needed.contains(&id.as_str()) {
            link["id"] = json!(format!("{id}-renamed"));
        }
    }
    fs::write(&links, value.to_string()).unwrap();
    let output = check(folder.path());
    assert_eq!(output.status.code(), Some(1));
    let said = text(&output.stderr);
    for id in needed {
        assert!(said.contains(&format!("links.json: links: no link is called `{id}`; ")), "{id}\n{said}");
    }
}

/// Each mistake an author makes, all in one folder: each is named with its file, its key and a remedy.
#[test]
fn all_faults_of_a_folder_are_named_at_once() {
    let folder = answers();
    let topic = |id: &str| folder.path().join(format!("topics/{id}.json"));
    let edit = |id: &str, change: &dyn Fn(&mut Value)| {
        let mut value = serde_json::from_str(&fs::read_to_string(topic(id)).unwrap()).unwrap();
        change(&mut value);
        fs::write(topic(id), value.to_string()).unwrap();
    };
    let english = |topic: &mut Value, key: &str, value: Value| topic["languages"]["en"][key] = value;
    edit("staking", &|topic| drop(topic["languages"].as_object_mut().unwrap().remove("ja")));
    edit("add-token", &|topic| topic["languages"]["en"]["links"][0] = json!("no-such-link"));
    edit("gas-fees", &|topic| topic["languages"]["en"]["phrasings"][0] = json!("sepolia faucet"));
    edit("bug-report", &|topic| english(topic, "summary", json!("long ".repeat(2_000))));
    edit("buy-crypto", &|topic| {
        topic["languages"]["en"]["phrasings"][0] = json!("how to export my private key")
    });
    edit("blocked-site", &|topic| english(topic, "summary", json!("Ask @everyone.")));
    edit("change-network", &|topic| english(topic, "summary", json!("Ask [here](somewhere).")));
    edit("dapp-connection", &|topic| english(topic, "never", json!("Go to https://example.com instead.")));
    fs::write(topic("testnet"), "{").unwrap();

    let output = check(folder.path());
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stdout.is_empty());
    let said = text(&output.stderr);
    for (id, key) in [
        ("staking", "languages"),
        ("add-token", "languages.en.links[0]"),
        ("bug-report", "languages.en"),
        ("blocked-site", "languages.en.summary"),
        ("change-network", "languages.en.summary"),
        ("dapp-connection", "languages.en.never"),
        ("testnet", ""),
    ] {
        let named = format!("topics/{id}.json: {key}");
        let fault = said.lines().find(|line| line.contains(&named));
        assert!(fault.is_some_and(|fault| fault.contains("; ")), "{named}, and a remedy\n{said}");
    }

    // A phrasing in the wrong file is known by what the others say, so all files have to be read for that.
    let sound =
        fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("responses/topics/testnet.json")).unwrap();
    fs::write(topic("testnet"), sound).unwrap();
    let said = text(&check(folder.path()).stderr);
    for id in ["gas-fees", "buy-crypto"] {
        let named = format!("topics/{id}.json: languages.en.phrasings[0]");
        assert!(said.contains(&named), "{named}\n{said}");
    }
    let faults = said.lines().filter(|line| line.contains(".json: ")).count();
    assert!(said.contains(&format!("\n{faults} faults")), "{faults} are told\n{said}");
}

#[test]
fn links_that_want_a_look_are_listed_with_who_uses_them() {
    let list = |arguments: &[&str]| {
        let output = run(&[&["check", "--links"], arguments].concat(), "");
        assert!(output.status.success(), "{}", text(&output.stderr));
        text(&output.stdout).lines().skip(1).map(str::to_owned).collect::<Vec<_>>()
    };
    let likely = list(&[]);
    assert!(likely.iter().all(|line| line.starts_with("likely ") && line.contains("https://")), "{likely:?}");
    let old = list(&["--older-than", "9999-12-31"]);
    assert!(old.len() > likely.len() && old.iter().any(|line| line.starts_with("old ")), "{old:?}");
    assert_eq!(list(&["--older-than", "0001-01-01"]), likely);
    for wrong in ["soon", "2026-02-30", "2026-6-3"] {
        assert_eq!(run(&["check", "--links", "--older-than", wrong], "").status.code(), Some(2), "{wrong}");
    }
}

/// The forms of `scan --jsonl` are fixed, as other programs build on them.
#[test]
fn every_form_of_a_message_is_scanned() {
    let said = phrase(1);
    let (half, rest) = said.split_at(said.match_indices(' ').nth(5).unwrap().0);
    let file = json!({ "filename": "a.txt", "content_type": "text/plain", "text": said });
    let bytes = json!({ "filename": "a.txt", "data_base64": STANDARD.encode(&said), "description": "notes" });
    let secrets = [
        json!({ "id": "1", "text": said }),
        json!({ "id": "2", "messages": [{ "author": "u1", "t": 0, "content": half },
            { "author": "u2", "t": 1.5, "content": "good morning" },
            { "author": "u1", "t": 3, "content": rest }] }),
        json!({ "id": "3", "edits": [half, rest] }),
        json!({ "id": "4", "text": "here", "attachment": file }),
        json!({ "id": 5, "text": "here", "attachment": bytes }),
        json!({ "id": "6", "text": "", "attachment": { "filename": "a.txt", "text": "", "description": said } }),
        json!({ "id": "7", "text": "", "embed": { "title": "a", "fields": [{ "name": "b", "value": said }] } }),
        json!({ "id": "8", "text": "", "forward": { "text": said } }),
    ];
    let found = lines("scan", &secrets);
    assert_eq!(found.len(), secrets.len());
    for (asked, found) in secrets.iter().zip(&found) {
        let expected =
            json!({ "id": asked["id"], "verdict": "certain", "kind": "bip39-en", "action": "delete" });
        assert_eq!(*found, expected);
    }
    let quiet = [json!({ "id": "1", "text": "good morning" }), json!("not of the form")];
    let found = lines("scan", &quiet);
    assert_eq!((&found[0]["verdict"], &found[0]["action"]), (&json!("none"), &json!("none")));
    assert_eq!(found[1]["id"], Value::Null);
    assert!(found[1]["error"].is_string());
}

#[test]
fn files_are_scanned_line_by_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (notes, clean) = (path("notes.txt"), path("clean.txt"));
    fs::write(&notes, format!("shopping\n\n{}\nmilk\n", phrase(2))).unwrap();
    fs::write(&clean, "nothing here\n").unwrap();
    let output = run(&["scan", &clean, &notes], "");
    assert_eq!(output.status.code(), Some(1), "something was found");
    let found = text(&output.stdout);
    assert!(
        found.starts_with(&format!("{notes}:3: bip39-en certain: ")) && found.lines().count() == 1,
        "{found}"
    );
    assert_eq!(run(&["scan", &clean], "").status.code(), Some(0));
    assert_eq!(run(&["scan"], &phrase(2)).status.code(), Some(1));

    assert!(text(&run(&["scan", &clean, "-"], &phrase(2)).stdout).starts_with("standard input:1: bip39-en"));
}

/// Whoever saves a phrase may call the file so.
#[test]
fn a_file_whose_name_is_a_secret_is_not_named() {
    let folder = tempfile::tempdir().unwrap();
    let (said, there) = (phrase(3), folder.path().join(phrase(3)));
    fs::write(&there, &said).unwrap();
    for file in [there, folder.path().join(format!("{said} (2)"))] {
        let output = run(&["scan", file.to_str().unwrap()], "");
        assert_eq!(output.status.code(), Some(1));
        let shown = text(&output.stdout) + &text(&output.stderr);
        assert!(shown.contains("withheld") && !shown.contains(&said[..20]), "a name is repeated");
    }
}

#[test]
fn a_file_that_cannot_be_read_is_named_and_the_others_are_scanned() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (notes, inner) = (path("notes.txt"), path("inner"));
    fs::write(&notes, phrase(2)).unwrap();
    fs::create_dir(&inner).unwrap();
    let output = run(&["scan", &path("missing.txt"), &inner, &notes], "");
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stdout).starts_with(&format!("{notes}:1: bip39-en certain: ")));
    let said = text(&output.stderr);
    assert!(said.contains("missing.txt could not be opened") && said.contains("inner is a folder"), "{said}");
    assert_eq!(run(&["scan", &inner], "").status.code(), Some(1), "what was not scanned is not clean");
}

/// The list of what is in an archive stands at its end: it is read as a whole, though it is longer than a text may be.
#[test]
fn a_long_archive_is_read_to_its_end() {
    use std::io::Cursor;
    use zip::write::SimpleFileOptions;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("notes.zip").to_str().unwrap().to_owned();
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let kept_as_it_is = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    archive.start_file("picture.bin", kept_as_it_is).unwrap();
    archive.write_all(&[0xe1; 2 << 20]).unwrap();
    archive.start_file("notes.txt", SimpleFileOptions::default()).unwrap();
    archive.write_all(format!("shopping\n\n{}\n", phrase(2)).as_bytes()).unwrap();
    let mut bytes = archive.finish().unwrap().into_inner();
    fs::write(&path, &bytes).unwrap();
    let output = run(&["scan", &path], "");
    assert!(text(&output.stdout).contains(": bip39-en certain: "), "{}", text(&output.stdout));

    bytes.truncate(1 << 20);
    fs::write(&path, &bytes).unwrap();
    let output = run(&["scan", &path], "");
    assert!(output.status.success() && output.stdout.is_empty());
    assert!(text(&output.stderr).contains("notes.zip is packed"), "{}", text(&output.stderr));
}

#[test]
fn questions_are_answered_in_their_language() {
    let asked = [
        json!({ "id": "1", "text": "how do I add a token?" }),
        json!({ "id": "2", "text": "トークンを追加する方法を教えてください", "lang": "ja" }),
        json!({ "id": "3", "text": "good morning everyone" }),
        json!({ "id": "4" }),
    ];
    let found = lines("ask", &asked);
    for answered in &found[..2] {
        assert_eq!((&answered["action"], &answered["topics"][0]), (&json!("answer"), &json!("add-token")));
        assert_eq!(answered["topics"].as_array().unwrap().len(), 3);
        assert!(answered["score"].as_f64().unwrap() > 0.5);
    }
    assert_eq!(found[2]["action"], "silent");
    assert_eq!((&found[3]["id"], found[3]["error"].is_string()), (&Value::Null, true));

    let asked = run(&["ask"], "how do I add a token?\r\n\n  \n...\n");
    let actions: Vec<_> =
        text(&asked.stdout).lines().filter(|line| !line.starts_with(' ')).map(str::to_owned).collect();
    assert_eq!(
        actions,
        ["answer (Clear, 1.00) in en", "silent (Empty, 0.00) in en"],
        "blank lines ask nothing"
    );

    let told = text(&run(&["ask", "how do I add a token?"], "").stdout);
    assert!(told.starts_with("answer (") && told.contains("  add-token  Add or import a token"), "{told}");
    assert!(told.contains("because: "), "{told}");
}

/// What the program says with a file `.env` in its folder.
fn beside(env: &[u8], arguments: &[&str]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(".env"), env).unwrap();
    let mut program = Command::new(env!("CARGO_BIN_EXE_komainu"));
    program.args(arguments).env_clear().current_dir(folder.path()).output().unwrap()
}

#[test]
fn a_file_of_variables_that_cannot_be_read_is_named_and_not_repeated() {
    let run = beside(b"RUST_LOG=info\nDISCORD_TOKEN=not a token\nSHARDS=0/1\n", &["run"]);
    assert_eq!(run.status.code(), Some(1));
    let said = text(&run.stderr);
    assert!(said.starts_with("komainu: the line after RUST_LOG in .env cannot be read: "), "{said}");
    assert!(!said.contains("not a token"), "{said}");
    let run = beside(b"# mine\nhello\n", &["run"]);
    assert!(text(&run.stderr).starts_with("komainu: the first variable in .env cannot be read: "), "{run:?}");
    let run = beside(b"\xff\xfe\n", &["run"]);
    assert!(text(&run.stderr).starts_with("komainu: .env cannot be read: "), "{run:?}");
    assert!(beside(b"hello\n", &["check"]).status.success(), "it reads no variables");
}

/// A blank variable is one that is not set, as whoever copies `.env.example` expects.
#[test]
fn a_folder_of_answers_may_be_named_by_a_variable() {
    assert!(beside(b"RESPONSES_DIR=\n", &["ask", "add token"]).status.success());
    let nowhere = beside(b"RESPONSES_DIR=/nowhere\n", &["ask", "add token"]);
    assert_eq!(nowhere.status.code(), Some(1));
    let said = text(&nowhere.stderr);
    assert!(said.contains("RESPONSES_DIR is not a folder that can be read: /nowhere"), "{said}");
}

#[test]
fn the_playground_names_a_filter_of_logs_that_is_none() {
    let output = beside(b"RUST_LOG=komainu=loud\n", &["playground", "--listen", "127.0.0.1:0"]);
    assert_eq!(output.status.code(), Some(1));
    let said = text(&output.stderr);
    assert!(said.starts_with("komainu: RUST_LOG must be error, warn, info, debug"), "{said}");
}

#[test]
fn the_playground_is_for_this_machine() {
    for elsewhere in ["0.0.0.0:8787", "10.0.0.1:8787", "somewhere", "70000"] {
        let output = run(&["playground", "--listen", elsewhere], "");
        assert_eq!(output.status.code(), Some(2), "{elsewhere}");
        assert!(text(&output.stderr).contains("a port of this machine"), "{elsewhere}");
    }
}

/// As in `komainu scan … | head -1`: whoever has read enough has made no mistake.
#[test]
fn output_that_nobody_reads_to_its_end_is_no_error() {
    for (arguments, line) in [
        (["scan", "--jsonl"].as_slice(), r#"{"id":1,"text":"hello"}"#),
        (&["ask", "--jsonl"], r#"{"id":1,"text":"hello"}"#),
        (&["ask"], "hello"),
        (&["check", "--links"], ""),
    ] {
        let mut program = Command::new(env!("CARGO_BIN_EXE_komainu"));
        program.args(arguments).env_clear();
        let mut child =
            program.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        // It stops reading when it cannot write.
        let _ = child.stdin.take().unwrap().write_all(format!("{line}\n").repeat(10_000).as_bytes());
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", text(&output.stderr));
        assert!(output.stderr.is_empty(), "{arguments:?}: {}", text(&output.stderr));
    }
}

#[test]
fn who_does_not_know_the_commands_is_helped() {
    let run_help = text(&run(&["run", "--help"], "").stdout);
    for variable in komainu::config::VARIABLES {
        assert!(run_help.contains(variable.name), "{}", variable.name);
    }
    for command in ["run", "playground", "check", "ask", "scan"] {
        let help = run(&[command, "--help"], "");
        assert!(help.status.success() && text(&help.stdout).contains("Usage: komainu"), "{command}");
        let misused = run(&[command, "--no-such-option"], "");
        assert_eq!(misused.status.code(), Some(2), "{command}");
        assert!(misused.stdout.is_empty() && !misused.stderr.is_empty(), "{command}");
    }
}
