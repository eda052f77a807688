//! The database in trouble, seen from the front: the guard deletes and tells, the desk answers, a command says in private
//! what is wrong, and what was to be remembered is there when the database is back. What the store itself does is tested
//! in `store_down`.

use crate::databases::{Fresh, on_each_database, postgres, sqlite};
use crate::phrase::phrase;
use crate::process::Home;
use crate::scene::{SOON, Scene, button};
use crate::store_down::lock;
use komainu::message::Id;
use komainu::playground::{Fault, Post, Shown, World};
use komainu::policy::Settings;
use std::time::{Duration, Instant};

on_each_database!(away_at_the_start, locked_while_running,);

const QUESTION: &str = "I forgot my password, how do I reset it?";

async fn on(database: &Fresh) -> Scene {
    Scene::start_at_once(World::lantern(), database).await
}

/// Guard and desk do their work, and say what they always say.
async fn works(scene: &Scene, asks: &str, seed: u64) -> Post {
    let told = || scene.person("asker").sees_from("komainu").len();
    let alerts = || scene.person("moderator").sees_in("mod-log").len();
    let before = (told(), alerts());
    let post = scene.person("asker").post("general", &phrase(seed)).unwrap();
    assert!(
        scene.person("moderator").wait_gone(post, SOON).await,
        "a leak stands while the database is away"
    );
    let started = Instant::now();
    while (told(), alerts()) != (before.0 + 1, before.1 + 1) {
        assert!(started.elapsed() < SOON, "told {} and alerted {} times", told(), alerts());
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    let question = scene.person(asks).post("help", QUESTION).unwrap();
    scene.reply_to(asks, question).await;
    post
}

/// The incidents of these messages are there, in this order.
async fn remembered(scene: &Scene, posts: &[Post]) {
    assert!(scene.store.flush(2 * SOON).await, "the database is back");
    // A message is gone a moment before its deletion is known to be done.
    let mut messages: Vec<Id> = Vec::new();
    for _ in 0..1_000 {
        let incidents = scene.store.incidents(scene.guild(), None, 0, 99).await.unwrap();
        messages = incidents.iter().map(|incident| *incident.messages.last().unwrap()).collect();
        if messages.len() == posts.len() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
        assert!(scene.store.flush(SOON).await);
    }
    messages.sort_unstable();
    assert_eq!(messages, posts.iter().map(|post| post.id.0).collect::<Vec<_>>());
}

async fn away_at_the_start(database: Fresh) {
    // The schema is there from the time before.
    crate::store::open(&database).await.close(SOON).await;
    let (_raw, transaction) = lock(&database).await;
    let scene = on(&database).await;
    let post = works(&scene, "yuki", 1).await;
    transaction.rollback().await.unwrap();
    remembered(&scene, &[post]).await;
}

async fn locked_while_running(database: Fresh) {
    let scene = on(&database).await;
    // What this server wants is known from before the trouble: a log elsewhere.
    let elsewhere = scene.channel("help");
    let change = |settings: &mut Settings| {
        settings.log = Some(elsewhere.0);
        settings.help = vec![elsewhere.0];
    };
    scene.store.change_settings(scene.guild(), &Settings::default(), change).await.unwrap();
    let (_raw, transaction) = lock(&database).await;
    let mut posts = Vec::new();
    for seed in 2..5 {
        let post = scene.person("asker").post("general", &phrase(seed)).unwrap();
        assert!(scene.person("moderator").wait_gone(post, SOON).await);
        posts.push(post);
    }
    let alert = |message: &serde_json::Value| message["embeds"][0]["title"] == "Leaked secret removed";
    let seen = scene.person("moderator").wait_to_see(elsewhere, alert, SOON).await;
    assert!(seen.is_some(), "the last known settings hold");
    assert!(scene.person("moderator").sees_in("mod-log").is_empty());
    transaction.rollback().await.unwrap();
    remembered(&scene, &posts).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_goes_away() {
    let database = sqlite();
    let scene = on(&database).await;
    let first = works(&scene, "yuki", 5).await;
    assert!(scene.store.flush(SOON).await);
    let away = database.folder.path().join("away");
    std::fs::create_dir(&away).unwrap();
    let names = ["komainu.sqlite", "komainu.sqlite-wal", "komainu.sqlite-shm"];
    for name in names {
        std::fs::rename(database.folder.path().join(name), away.join(name)).unwrap();
    }
    let second = works(&scene, "scammer", 6).await;
    // A moderator's verdict is heard, too: it is written when the database is back.
    let alert = scene.person("moderator").sees_in("mod-log").pop().unwrap();
    let at = Post {
        channel: scene.channel("mod-log"),
        id: komainu::playground::Id::parse(alert["id"].as_str().unwrap()).unwrap(),
    };
    let pressed = scene.person("moderator").click(at, &button(&alert, "False alarm")).await;
    assert!(matches!(pressed, Ok(Shown::Updated | Shown::Message(_))), "a press gets its answer");
    for name in names {
        std::fs::rename(away.join(name), database.folder.path().join(name)).unwrap();
    }
    remembered(&scene, &[first, second]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk() {
    let Some(database) = postgres().await else { return };
    let scene = on(&database).await;
    let raw = database.raw().await;
    let full = "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS \
        $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$; \
        CREATE TRIGGER no_room BEFORE INSERT ON incidents EXECUTE FUNCTION no_room()";
    sqlx::raw_sql(full).execute(&raw).await.unwrap();
    let post = works(&scene, "yuki", 7).await;
    sqlx::raw_sql("DROP FUNCTION no_room CASCADE").execute(&raw).await.unwrap();
    remembered(&scene, &[post]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_downtime_is_caught_up_when_the_database_is_back() {
    let home = Home::lantern().await;
    let asker = home.discord.as_person("asker");
    let first = asker.post("general", "guarded").unwrap();
    home.guarded(&[(first.channel, first.id)]).await;
    let missed = asker.post("general", &phrase(8)).unwrap();
    // Not even read: in this mode the file is somebody's alone.
    let raw = crate::databases::raw(&format!("sqlite:{}", home.database().display())).await;
    let mut held = raw.acquire().await.unwrap();
    sqlx::raw_sql("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE").execute(&mut *held).await.unwrap();
    let bot = home.start().await;
    // Live ones are guarded without it; what was missed waits for the cursors, and the cursors for it.
    let live = asker.post("general", &phrase(9)).unwrap();
    assert!(asker.wait_gone(live, SOON).await, "{}", bot.log());
    home.discord.fault(Fault::on("GET", "/channels/*/messages").status(500));
    assert!(!asker.wait_gone(missed, Duration::from_secs(3)).await, "where was it read from?");
    sqlx::raw_sql("ROLLBACK").execute(&mut *held).await.unwrap();
    held.close().await.unwrap();
    assert!(asker.wait_gone(missed, 6 * SOON).await, "{}", bot.log());
}
