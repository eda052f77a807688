//! Nothing secret gets out: secrets of every kind go in by every door, with everything else going wrong, and then all that
//! came out or stayed behind is searched for them - logs at the finest level, the database and its files, metrics, every
//! request the bot made, and, once pieces are not held together any more, its memory. A crash leaves no core behind.

mod core;
mod doors;
mod inputs;
mod secrets;

use crate::databases;
use crate::process::{Bot, Home};
use crate::scene::SOON;
use doors::{DOORS, tell, trouble};
use komainu::playground::{Fault, GatewayFault, World};
use secrets::{Search, Secret, secrets};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::time::{Duration, Instant};

/// The playground's world, with a bot beside ours, and hearts that beat fast enough for a silence to be noticed.
fn world() -> World {
    let mut world = World::lantern();
    let guild = world.guild_of(world.find_channel("general").unwrap()).unwrap();
    let echo = world.other_bot("echo");
    world.join(guild, echo, &[]);
    let role = world.find_role(guild, "Moderator").unwrap();
    let admin = world.person("admin", "en-US");
    world.join(guild, admin, &[role]);
    world.timing.heartbeat = Duration::from_secs(1);
    world
}

/// Waits until the bot has nothing more to do.
async fn quiet(home: &Home) {
    let (mut before, mut calm) = (home.discord.mark(), 0);
    for _ in 0..240 {
        tokio::time::sleep(Duration::from_millis(250)).await;
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
        let (path, files) = (path.join("/"), &made.files);
        text.push_str(&format!(
            "{} {path} {} {request} {:?} {files:?}\n",
            made.method, made.query, made.reason
        ));
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

/// Tells every secret by two doors, the second time with something else going wrong; counts what went through each door.
async fn tell_all(home: &Home, secrets: &[Secret]) -> BTreeMap<&'static str, usize> {
    let people = ["asker", "scammer", "yuki", "helper"];
    let mut through = BTreeMap::new();
    let mut locked = None;
    for (n, secret) in secrets.iter().enumerate() {
        if n % 30 == 10 {
            // Nothing can be written for a while.
            let raw = databases::raw(&format!("sqlite:{}", home.database().display())).await;
            locked = Some(raw.begin_with("BEGIN EXCLUSIVE").await.unwrap());
        }
        let who = people[n % people.len()];
        for round in 0..2 {
            if round == 1 {
                trouble(home, n);
            }
            let door = DOORS[(n + round * 13) % DOORS.len()];
            if tell(home, who, door, secret).await.is_ok() {
                *through.entry(door).or_default() += 1;
            }
        }
        if n % 10 == 9 {
            quiet(home).await;
            if let Some(transaction) = locked.take() {
                transaction.rollback().await.unwrap();
            }
            home.discord.clear_faults();
            home.discord.gateway(GatewayFault::Silence(false));
        }
    }
    quiet(home).await;
    through
}

#[tokio::test(flavor = "multi_thread")]
async fn no_piece_of_a_secret_is_left_anywhere() {
    let home = Home::of(world()).await;
    let variables = [("RUST_LOG", "trace"), ("LOG_FORMAT", "json"), ("METRICS_ADDR", "0")];
    let secrets = secrets(1);
    let search = Search::of(&secrets);
    // Some were told while the bot was away.
    let asker = home.discord.as_person("asker");
    let hello = asker.post("general", "hello").unwrap();
    home.guarded(&[(hello.channel, hello.id)]).await;
    let missed: Vec<_> =
        secrets.iter().step_by(8).filter_map(|secret| asker.post("general", &secret.text).ok()).collect();
    let bot = home.start_with(&variables).await;
    let metrics = bot.metrics().await;
    for post in missed.iter().take(3) {
        assert!(asker.wait_gone(*post, 3 * SOON).await, "what was missed is caught up");
    }
    let before = core::image(bot.id());
    let through = tell_all(&home, &secrets).await;
    for door in DOORS {
        assert!(through.get(door).is_some_and(|&times| times >= 3), "{door} was hardly opened: {through:?}");
    }
    let incidents = {
        let store = home.store().await;
        let incidents = store.incidents(home.guild().0, None, 0, 999).await.unwrap();
        store.close(SOON).await;
        incidents.len()
    };
    assert!(incidents > secrets.len() / 2, "most of them were noticed: {incidents}");

    for path in ["/metrics", "/healthz", "/readyz"] {
        let text = reqwest::get(format!("{metrics}{path}")).await.unwrap().text().await.unwrap();
        assert!(!text.is_empty());
        search.assert_clean(path, text.as_bytes());
    }
    search.assert_clean("requests", requests(&home).as_bytes());
    assert_log_clean(&bot, &search);
    for file in fs::read_dir(home.folder.path()).unwrap() {
        let path = file.unwrap().path();
        search.assert_clean(&path.file_name().unwrap().to_string_lossy(), &fs::read(&path).unwrap());
    }
    let shown: Vec<Value> = home.discord.as_person("moderator").sees_in("mod-log");
    assert!(!shown.is_empty());
    if let Some(before) = before {
        let search = Search::in_memory(&secrets).without(before.iter().flat_map(core::Region::readings));
        let seen = left(&bot, &search).is_some();
        assert!(seen, "nothing of any secret was ever in memory: is this the bot's?");
        forgotten(&home, &bot, &search).await;
    } else {
        crate::skipped("a core image: this user may not read the memory of another process");
    }
    let log = bot.stop().await;
    search.assert_clean("the log after the end", log.as_bytes());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_delete_that_is_tried_again_much_later_holds_no_text() {
    let home = Home::of(world()).await;
    let bot = home.start_with(&[("RUST_LOG", "warn")]).await;
    let Some(before) = core::image(bot.id()) else {
        return crate::skipped("a core image: this user may not read the memory of another process");
    };
    home.discord.fault(Fault::on("DELETE", "/channels/*/messages/*").times(9_999).status(500));
    let mut secrets = secrets(1);
    secrets.retain(|secret| secret.kind == "bip39-en");
    home.discord.as_person("asker").post("general", &secrets[0].text).unwrap();
    let stands = |alert: &Value| alert.to_string().contains("STILL VISIBLE");
    let moderator = home.discord.as_person("moderator");
    moderator.wait_to_see(home.channel("mod-log"), stands, SOON).await.expect("an alert");
    let search = Search::in_memory(&secrets).without(before.iter().flat_map(core::Region::readings));
    forgotten(&home, &bot, &search).await;
}

fn assert_log_clean(bot: &Bot, search: &Search) {
    let log = bot.log();
    let lines = log.lines().filter(|line| line.starts_with('{') && line.contains("\"DEBUG\"")).count();
    assert!(lines > 100, "it is a log at trace level: {lines}");
    search.assert_clean("the log", log.as_bytes());
}

/// What PostgreSQL holds of a bot that has seen secrets, row by row.
#[tokio::test(flavor = "multi_thread")]
async fn postgresql_keeps_no_piece_of_a_secret() {
    let Some(database) = databases::postgres().await else { return };
    let home = Home::of(world()).await;
    let bot = home.start_with(&[("DATABASE_URL", &database.url), ("RUST_LOG", "trace")]).await;
    let secrets = secrets(1);
    let search = Search::of(&secrets);
    for (n, secret) in secrets.iter().enumerate().step_by(4) {
        let door = DOORS[n % 4];
        trouble(&home, n);
        // Discord refuses what is too long.
        let _ = tell(&home, "asker", door, secret).await;
    }
    quiet(&home).await;
    let log = bot.stop().await;
    search.assert_clean("the log", log.as_bytes());
    let raw = database.raw().await;
    let tables = "SELECT CAST(tablename AS TEXT) FROM pg_tables WHERE schemaname = 'public'";
    let tables: Vec<(String,)> = sqlx::query_as(tables).fetch_all(&raw).await.unwrap();
    let mut rows = 0;
    for (table,) in &tables {
        let all = sqlx::AssertSqlSafe(format!("SELECT CAST(t AS TEXT) FROM {table} t"));
        let all: Vec<(String,)> = sqlx::query_as(all).fetch_all(&raw).await.unwrap();
        rows += all.len();
        for (row,) in all {
            search.assert_clean(table, row.as_bytes());
        }
    }
    assert!(tables.len() > 4 && rows > 10, "{rows} rows of {} tables", tables.len());
}

/// What still stands on Discord is taken away, and ten minutes pass: pieces are not held together any more.
fn time_passes(home: &Home) {
    let moderator = home.discord.as_person("moderator");
    let guild = home.guild();
    for thread in home.discord.look(|world| world.threads(guild)) {
        moderator.request("DELETE", &format!("/channels/{thread}"), Value::Null).unwrap();
    }
    let post = moderator.post("general", "good morning").unwrap();
    let mut event = moderator.sees(post.channel).pop().unwrap();
    let posted = chrono::DateTime::parse_from_rfc3339(event["timestamp"].as_str().unwrap()).unwrap();
    event["timestamp"] = json!((posted + chrono::Duration::minutes(11)).to_rfc3339());
    event["id"] = json!((post.id.0 + 1).to_string());
    event["guild_id"] = json!(home.guild());
    home.discord.send_event("MESSAGE_CREATE", &event);
}

/// What is left of secrets in the bot's memory.
fn left(bot: &Bot, search: &Search) -> Option<String> {
    let image = core::image(bot.id()).expect("as before");
    image.iter().find_map(|region| {
        let found = region.readings().find_map(|bytes| search.first(&bytes));
        found.map(|(kind, at)| format!("{} of {} KiB at {at}: {kind}", region.name, region.bytes.len() >> 10))
    })
}

/// Once pieces are not held together any more, nothing of a secret is in memory.
async fn forgotten(home: &Home, bot: &Bot, search: &Search) {
    time_passes(home);
    let since = Instant::now();
    // Memory is wiped every half minute, and what is under way then takes a moment.
    while let Some(left) = left(bot, search) {
        assert!(since.elapsed() < 3 * SOON, "a piece of a secret is in memory, {left}");
        tokio::time::sleep(Duration::from_secs(2)).await;
    }
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
