//! The database in trouble while somebody writes: a sentence says so in private, nothing that was written is lost, and nothing
//! is done twice.

use super::{add, content, filled_in, modal, now, own_answer, private, scene, until_known};
use crate::databases::{Fresh, Server, on_each_database, postgres, sqlite};
use crate::scene::{SOON, Scene, button, menu};
use crate::store_down::{self, lock};
use komainu::playground::{File, Post, Shown};
use serde_json::{Value, json};
use std::time::Duration;

on_each_database!(
    while_it_is_locked_nothing_is_lost_and_a_sentence_says_so,
    what_was_saved_after_all_is_not_saved_again,
);

/// What somebody has before them when the trouble begins.
struct Desk {
    preview: (Value, Post),
    sure: (Value, Post),
    form: Value,
    panel: (Value, Post),
}

impl Desk {
    async fn open(scene: &Scene) -> Self {
        let body = own_answer("verified-role").to_string();
        scene.store.add_answer(scene.guild(), "verified-role", &body).await.unwrap();
        until_known(scene, "verified-role").await;
        let (moderator, help) = (scene.person("moderator"), scene.channel("help"));
        let mut texts = filled_in();
        texts["title"] = json!("Becoming verified");
        let preview = add(scene, "moderator", texts).await;
        let remove =
            moderator.slash("help", "/answers remove", json!({"answer": "verified-role"})).await.unwrap();
        let form = moderator.slash("help", "/answers edit", json!({"answer": "gas-fees"})).await.unwrap();
        let panel = moderator.slash("help", "/setup panel", json!({})).await.unwrap();
        Self { preview, sure: private(remove, help), form: modal(form), panel: private(panel, help) }
    }

    /// Everything that writes says that it could not, at once and side by side; returns the line with the phrasings.
    async fn tells(&self, scene: &Scene) -> (Value, Post) {
        let (moderator, help) = (scene.person("moderator"), scene.channel("help"));
        let general = scene.channel("general").to_string();
        let (save, remove) = (button(&self.preview.0, "Save"), button(&self.sure.0, "Remove"));
        let choose = menu(&self.panel.0, "Choose help channels and forums");
        let chosen = [general.as_str()];
        let (one, two, three, four) = tokio::join!(
            moderator.click(self.preview.1, &save),
            moderator.click(self.sure.1, &remove),
            moderator.submit_modal(&self.form, json!({"phrasings": "why so dear"})),
            moderator.select(self.panel.1, &choose, &chosen),
        );
        let [one, two, three, four] = [one, two, three, four].map(|shown| private(shown.unwrap(), help));
        for (told, _) in [&one, &two, &three, &four] {
            assert!(
                content(told).starts_with("My database cannot be reached just now. Nothing was changed"),
                "{told}"
            );
        }
        three
    }

    /// What was written is still there, and done by the same buttons, once.
    async fn goes_on(&self, scene: &Scene, (phrasings, at): (Value, Post)) {
        let moderator = scene.person("moderator");
        let again = modal(moderator.click(at, &button(&phrasings, "Edit again")).await.unwrap());
        assert!(again.to_string().contains("why so dear"), "{again}");
        until(async || moderator.submit_modal(&again, json!({})).await.unwrap() == Shown::Updated).await;
        let (save, remove) = (button(&self.preview.0, "Save"), button(&self.sure.0, "Remove"));
        until(async || {
            moderator.click(self.preview.1, &save).await.ok();
            content(&now(scene, "moderator", self.preview.1)).starts_with("Saved")
        })
        .await;
        until(async || {
            moderator.click(self.sure.1, &remove).await.ok();
            content(&now(scene, "moderator", self.sure.1)).starts_with("Removed")
        })
        .await;
        let answers = scene.store.answers(scene.guild()).await.unwrap();
        let ids: Vec<&str> = answers.iter().map(|answer| answer.id.as_str()).collect();
        assert_eq!(ids, ["becoming-verified", "gas-fees"]);
        assert_eq!(scene.store.settings(scene.guild()), None, "a choice that was refused is not made later");
    }
}

/// Tries until it is done: a database that is back is noticed in a moment.
async fn until(mut done: impl AsyncFnMut() -> bool) {
    for _ in 0..80 {
        if done().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(250)).await;
    }
    panic!("it is not done");
}

async fn while_it_is_locked_nothing_is_lost_and_a_sentence_says_so(database: Fresh) {
    let scene = scene(&database).await;
    let desk = Desk::open(&scene).await;
    let (_raw, transaction) = lock(&database).await;
    let phrasings = desk.tells(&scene).await;
    transaction.rollback().await.unwrap();
    desk.goes_on(&scene, phrasings).await;
}

/// A database that is slow to answer may have saved what its moderator was told it had not.
async fn what_was_saved_after_all_is_not_saved_again(database: Fresh) {
    let scene = scene(&database).await;
    let (moderator, guild) = (scene.person("moderator"), scene.guild());
    // What the bot makes of the form, to be written behind its back later.
    let (preview, at) = add(&scene, "moderator", filled_in()).await;
    moderator.click(at, &button(&preview, "Save")).await.unwrap();
    let answer = scene.store.answers(guild).await.unwrap().remove(0);
    scene.store.remove_answer(guild, &answer.id, answer.version).await.unwrap();
    until(async || {
        let list = scene.ask("moderator", "help", "/answers list", json!({})).await;
        list.text().contains("no answers of its own")
    })
    .await;

    let (preview, at) = add(&scene, "moderator", filled_in()).await;
    let save = button(&preview, "Save");
    let (_raw, transaction) = lock(&database).await;
    let (told, _) = private(moderator.click(at, &save).await.unwrap(), at.channel);
    assert!(content(&told).starts_with("My database cannot be reached"), "{told}");
    transaction.rollback().await.unwrap();
    until(async || scene.store.add_answer(guild, &answer.id, &answer.body).await.is_ok()).await;
    until_known(&scene, &answer.id).await;
    moderator.click(at, &save).await.unwrap();
    assert!(content(&now(&scene, "moderator", at)).starts_with("Saved"));
    let ids: Vec<String> = scene.store.answers(guild).await.unwrap().into_iter().map(|own| own.id).collect();
    assert_eq!(ids, [answer.id]);
}

#[tokio::test(flavor = "multi_thread")]
async fn with_the_server_gone() {
    let Some(server) = Server::start() else { return };
    let scene = scene(&server.fresh()).await;
    let desk = Desk::open(&scene).await;
    server.stop();
    let phrasings = desk.tells(&scene).await;
    reading_says_so(&scene).await;
    server.restart();
    desk.goes_on(&scene, phrasings).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn with_the_file_gone() {
    let database = sqlite();
    let scene = scene(&database).await;
    let desk = Desk::open(&scene).await;
    assert!(scene.store.flush(SOON).await);
    let away = tempfile::tempdir_in(database.folder.path()).unwrap();
    let names = ["komainu.sqlite", "komainu.sqlite-wal", "komainu.sqlite-shm"];
    for name in names {
        std::fs::rename(database.folder.path().join(name), away.path().join(name)).unwrap();
    }
    let phrasings = desk.tells(&scene).await;
    reading_says_so(&scene).await;
    for name in names {
        std::fs::rename(away.path().join(name), database.folder.path().join(name)).unwrap();
    }
    desk.goes_on(&scene, phrasings).await;
}

/// Lists, files and numbers say so, too; what is known from before is still shown.
async fn reading_says_so(scene: &Scene) {
    let moderator = scene.person("moderator");
    let file = File {
        field: "files[0]".into(),
        filename: "answers.json".into(),
        content_type: Some("application/json".into()),
        bytes: json!([own_answer("another")]).to_string().into_bytes().into(),
    };
    let import = async {
        let used =
            moderator.slash_with_files("general", "/answers import", json!({"file": 0}), vec![file]).await;
        scene.private("moderator", "general", used.unwrap()).await
    };
    let (list, numbers, questions, export, import) = tokio::join!(
        scene.ask("moderator", "mod-log", "/incidents", json!({})),
        scene.ask("helper", "help", "/help", json!({})),
        scene.ask("moderator", "help", "/answers unmatched", json!({})),
        scene.ask("moderator", "ヘルプ-日本語", "/answers export", json!({})),
        import,
    );
    for told in [list, questions, export, import] {
        assert!(told.text().contains("My database cannot be reached just now"), "{}", told.text());
    }
    assert!(numbers.text().contains("What komainu does"));
    let known = scene.ask("moderator", "help", "/answers list", json!({})).await;
    assert!(known.text().contains("`verified-role`"), "{}", known.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn with_the_disk_of_the_server_full() {
    let Some(database) = postgres().await else { return };
    let scene = scene(&database).await;
    let desk = Desk::open(&scene).await;
    let raw = database.raw().await;
    let full = "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS \
        $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$; \
        CREATE TRIGGER no_room BEFORE INSERT OR UPDATE OR DELETE ON guilds EXECUTE FUNCTION no_room()";
    sqlx::raw_sql(full).execute(&raw).await.unwrap();
    let phrasings = desk.tells(&scene).await;
    sqlx::raw_sql("DROP FUNCTION no_room CASCADE").execute(&raw).await.unwrap();
    desk.goes_on(&scene, phrasings).await;
}

/// The same for SQLite, on a disk of its own.
#[test]
fn with_the_disk_of_the_file_full() {
    store_down::run_on_a_small_disk("own_answers::trouble::on_a_small_disk");
}

#[tokio::test(flavor = "multi_thread")]
async fn on_a_small_disk() {
    let Some((disk, database)) = store_down::small_disk() else { return };
    let scene = scene(&database).await;
    let desk = Desk::open(&scene).await;
    assert!(scene.store.flush(SOON).await);
    let filler = disk.join("filler");
    std::fs::write(&filler, vec![0; 64 << 20]).expect_err("the disk is small");
    // The database's own clean-up may give room back meanwhile: others use it up.
    let mut other = 1;
    while scene.store.add_answer(other, "verified-role", "{}").await.is_ok() {
        other += 1;
    }
    let phrasings = desk.tells(&scene).await;
    std::fs::remove_file(filler).unwrap();
    desk.goes_on(&scene, phrasings).await;
}
