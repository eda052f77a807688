//! Nothing secret gets out: secrets of every kind go in by every door, under faults, and then everything that came out or
//! stayed behind is searched for them - logs at the finest level, the database and its files, every request the bot made,
//! and the files around it. A crash leaves no core behind.

use crate::leaks::keys::{KINDS, Nature};
use crate::leaks::phrases::makers;
use crate::leaks::rng::Rng;
use crate::process::Home;
use crate::scene::SOON;
use komainu::playground::{Fault, Person, Post};
use serde_json::{Value, json};
use std::collections::HashSet;
use std::fs;
use std::time::Duration;

/// A secret, as it is posted and as it would be recognised.
struct Secret {
    kind: &'static str,
    text: String,
    /// What must be found nowhere.
    traces: Vec<String>,
}

/// Every kind of key and phrase there is.
fn secrets(seed: u64) -> Vec<Secret> {
    let mut rng = Rng::named(seed, "privacy");
    let mut all = Vec::new();
    for kind in KINDS {
        let key = (kind.make)(&mut rng);
        let text = match kind.nature {
            Nature::Labelled => format!("my private key: {key}"),
            _ => key.clone(),
        };
        all.push(Secret { kind: kind.id, text, traces: key_traces(&key) });
    }
    for maker in makers() {
        let words = (maker.make)(&mut rng);
        let traces = words.windows(2).map(|pair| pair.join(" ")).collect();
        all.push(Secret { kind: maker.kind, text: words.join(" "), traces });
    }
    all
}

/// Every five characters of a key that could not be there by chance or by rights: ids and times are rows of digits, and
/// armour, JSON and prefixes say what anybody may say.
fn key_traces(key: &str) -> Vec<String> {
    let random = |piece: &&[char]| {
        let (digits, letters) = (
            piece.iter().filter(|c| c.is_ascii_digit()).count(),
            piece.iter().filter(|c| c.is_ascii_alphabetic()).count(),
        );
        digits + letters == piece.len() && digits >= 1 && letters >= 2
    };
    let characters: Vec<char> = key.chars().collect();
    let pieces: HashSet<String> =
        characters.windows(5).filter(random).map(|piece| piece.iter().collect()).collect();
    pieces.into_iter().filter(|piece| !ORDINARY.iter().any(|known| known.contains(&**piece))).collect()
}

/// What stands in keys without being secret.
const ORDINARY: [&str; 8] = [
    "ed25519",
    "secp256k1",
    "aes-128-ctr",
    "pbkdf2-sha256",
    "scrypt",
    "AGE-SECRET-KEY-1",
    "keccak256",
    "hmac-sha256",
];

/// Fails when a text holds a trace of a secret; says which kind it was, and where, and never what.
fn assert_clean(place: &str, text: &str, secrets: &[Secret]) {
    for secret in secrets {
        for trace in &secret.traces {
            if let Some(at) = text.find(trace.as_str()) {
                let line = text[..at].matches('\n').count() + 1;
                panic!("{place}, line {line}: a piece of a secret ({}) is there", secret.kind);
            }
        }
    }
}

/// The ways in. Each is tried with many secrets.
const DOORS: usize = 17;

async fn tell(home: &Home, who: &Person, door: usize, secret: &str) {
    let general = home.channel("general");
    let short: String = secret.chars().take(95).collect();
    let posted = |post: Result<Post, komainu::playground::Problem>| post.ok();
    match door % DOORS {
        0 => drop(posted(who.post("general", &format!("hello {secret}")))),
        1 => {
            if let Some(post) = posted(who.post("general", "hello")) {
                drop(who.edit(post, secret));
            }
        }
        2 => {
            let embed = json!({ "embeds": [{ "title": "backup", "description": secret, "footer": { "text": secret } }] });
            drop(home.discord.post_by_webhook("general", "notes", &embed));
        }
        3 => {
            if let Some(post) = posted(who.dm("yuki", secret)) {
                drop(who.forward(post, "general"));
            }
        }
        4 => drop(who.upload("general", "my file", &[("notes.txt", "text/plain", secret.as_bytes())])),
        5 => drop(who.upload("general", "see", &[(&format!("{short}.txt"), "text/plain", b"nothing")])),
        6 => {
            let file = komainu::playground::File {
                field: "files[0]".into(),
                filename: "picture.png".into(),
                content_type: Some("image/png".into()),
                bytes: b"no picture".to_vec().into(),
            };
            let message = json!({ "content": "look", "attachments": [{ "id": 0, "filename": "picture.png", "description": secret }] });
            drop(who.post_with_files(general, message, vec![file]));
        }
        7 => drop(who.thread("general", &short)),
        8 => drop(who.forum_post("help-forum", &short, secret)),
        9 => {
            let answers = json!([{ "poll_media": { "text": "yes" } }, { "poll_media": { "text": "no" } }]);
            let poll = json!({ "question": { "text": secret }, "answers": answers, "duration": 1 });
            drop(who.post_in(general, json!({ "poll": poll })));
        }
        10 => drop(who.dm("komainu", secret)),
        11 => drop(
            home.discord.as_person("moderator").slash("mod-log", "/try", json!({ "text": secret })).await,
        ),
        12 => drop(who.slash("help", "/official", json!({ "url": secret })).await),
        13 => drop(who.autocomplete("help", "/faq", "topic", secret).await),
        14 => {
            // An id that nobody signed, and an event that no client can read.
            let data = json!({ "component_type": 2, "custom_id": short });
            let request = json!({
                "type": 3, "application_id": home.discord.application_id(), "channel_id": general, "guild_id": home.guild(),
                "message_id": general, "session_id": "x", "nonce": "1", "data": data,
            });
            drop(who.request("POST", "/interactions", request));
            home.discord
                .send_event("MESSAGE_CREATE", &json!({ "id": { "broken": secret }, "content": secret }));
            home.discord.send_event("NOBODY_KNOWS", &json!({ "content": secret }));
        }
        15 => {
            for part in secret.split(' ').collect::<Vec<_>>().chunks(4) {
                drop(who.post("general", &part.join(" ")));
            }
        }
        _ => {
            if let Some(post) = posted(who.post("general", &format!("see {secret}"))) {
                drop(home.discord.as_person("moderator").context_menu("Why?", post).await);
            }
        }
    }
}

/// One fault after the other.
fn trouble(home: &Home, turn: usize) {
    let delete = || Fault::on("DELETE", "/channels/*/messages/*");
    let send = || Fault::on("POST", "/channels/*/messages");
    match turn % 8 {
        0 => home.discord.fault(delete().status(403).code(50013)),
        1 => home.discord.fault(delete().times(2).status(500)),
        2 => home.discord.fault(send().omit("author")),
        3 => home.discord.fault(send().lose_reply()),
        4 => home.discord.fault(Fault::on("POST", "/users/@me/channels").status(403).code(50007)),
        5 => home.discord.fault(Fault::event("MESSAGE_CREATE").duplicate()),
        6 => home.discord.fault(Fault::on("GET", "/attachments/*/*/*").status(500)),
        _ => home.discord.fault(send().status(400).code(50035)),
    }
}

/// Waits until the bot has nothing more to do.
async fn quiet(home: &Home) {
    let (mut before, mut calm) = (home.discord.mark(), 0);
    for _ in 0..240 {
        tokio::time::sleep(Duration::from_millis(500)).await;
        let now = home.discord.mark();
        calm = if now == before { calm + 1 } else { 0 };
        before = now;
        if calm == 6 {
            return;
        }
    }
}

/// Everything the bot sent, but for the signatures of its own buttons, which are random.
fn requests(home: &Home) -> String {
    let mut text = String::new();
    for made in home.discord.bot_exchanges() {
        let mut request = made.request.clone();
        blank_ids(&mut request);
        // The token of an interaction is random, and Discord's.
        let path: Vec<&str> = made.path.split('/').filter(|part| part.len() < 24).collect();
        let path = path.join("/");
        text.push_str(&format!("{} {} {} {request} {:?}\n", made.method, path, made.query, made.reason));
    }
    text
}

fn blank_ids(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.retain(|name, _| name != "custom_id");
            fields.values_mut().for_each(blank_ids);
        }
        Value::Array(items) => items.iter_mut().for_each(blank_ids),
        _ => {}
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_piece_of_a_secret_is_left_anywhere() {
    let home = Home::lantern().await;
    let mut bot = home.start_with(&[("RUST_LOG", "trace"), ("LOG_FORMAT", "json")]).await;
    let people = ["asker", "scammer", "yuki", "helper"].map(|name| home.discord.as_person(name));
    let secrets = secrets(1);
    // Every kind through two doors, every second time with something else going wrong.
    for (n, secret) in secrets.iter().enumerate() {
        for round in 0..2 {
            if round == 1 {
                trouble(&home, n);
            }
            tell(&home, &people[n % people.len()], n + round * 7, &secret.text).await;
        }
        if n % 20 == 19 {
            quiet(&home).await;
            home.discord.clear_faults();
        }
    }
    quiet(&home).await;
    let incidents = {
        let store = home.store().await;
        let incidents = store.incidents(home.guild().0, None, 0, 999).await.unwrap();
        store.close(SOON).await;
        incidents.len()
    };
    assert!(incidents > secrets.len() / 2, "most of them were noticed: {incidents}");

    assert_clean("the log", &bot.log(), &secrets);
    assert!(
        bot.log().lines().filter(|line| line.starts_with('{')).count() > 100,
        "it is a log at trace level"
    );
    assert_clean("requests", &requests(&home), &secrets);
    for file in fs::read_dir(home.folder.path()).unwrap() {
        let path = file.unwrap().path();
        let text = String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned();
        assert_clean(&path.file_name().unwrap().to_string_lossy(), &text, &secrets);
    }
    let shown: Vec<Value> = home.discord.as_person("moderator").sees_in("mod-log");
    assert!(!shown.is_empty());
    bot.signal("TERM");
    bot.ended(2 * SOON).await;
    assert_clean("the log after the end", &bot.log(), &secrets);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_leaves_no_core_behind() {
    let home = Home::lantern().await;
    let mut bot = home.start().await;
    let limits = fs::read_to_string(format!("/proc/{}/limits", bot.id()));
    let Ok(limits) = limits else { return crate::skipped("core dumps: there is no /proc") };
    let line = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
    let figures: Vec<&str> = line.trim_start_matches("Max core file size").split_whitespace().collect();
    assert_eq!(figures[..2], ["0", "0"], "soft and hard");
    bot.signal("ABRT");
    let status = bot.ended(SOON).await;
    assert!(!status.success());
    assert!(!format!("{status}").contains("core dumped"), "{status}");
    assert!(
        fs::read_dir(home.folder.path()).unwrap().all(|file| !file
            .unwrap()
            .file_name()
            .to_string_lossy()
            .starts_with("core"))
    );
}
