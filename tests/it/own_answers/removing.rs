//! An answer is removed only as it was seen: who edits it at the same moment is not overruled unknowingly, nor the other way
//! round.

use super::{add, content, filled_in, modal, now, own_answer, private, scene, until_known};
use crate::databases::{Fresh, on_each_database};
use crate::scene::{Scene, button};
use komainu::playground::{Post, Shown};
use serde_json::{Value, json};

on_each_database!(
    what_was_edited_meanwhile_is_asked_about_again,
    what_was_removed_meanwhile_is_not_brought_back_unknowingly,
    a_double_click_removes_once,
    save_and_discard_at_once_do_one_of_them,
);

/// A server with one answer of its own.
async fn with_answer(database: &Fresh) -> Scene {
    let scene = scene(database).await;
    let body = own_answer("verified-role").to_string();
    scene.store.add_answer(scene.guild(), "verified-role", &body).await.unwrap();
    until_known(&scene, "verified-role").await;
    scene
}

/// The question whether to remove it.
async fn remove(scene: &Scene, who: &str) -> (Value, Post) {
    let shown = scene.person(who).slash("help", "/answers remove", json!({"answer": "verified-role"})).await;
    private(shown.unwrap(), scene.channel("help"))
}

/// The preview of it under another title.
async fn edit(scene: &Scene, who: &str, title: &str) -> (Value, Post) {
    let used = scene.person(who).slash("help", "/answers edit", json!({"answer": "verified-role"})).await;
    let texts = json!({"title": title, "language": "en"});
    private(
        scene.person(who).submit_modal(&modal(used.unwrap()), texts).await.unwrap(),
        scene.channel("help"),
    )
}

async fn titles(scene: &Scene) -> Vec<String> {
    let answers = scene.store.answers(scene.guild()).await.unwrap();
    let title = |body: &str| serde_json::from_str::<Value>(body).unwrap()["languages"]["en"]["title"].clone();
    answers.iter().map(|answer| title(&answer.body).as_str().unwrap().to_owned()).collect()
}

async fn what_was_edited_meanwhile_is_asked_about_again(database: Fresh) {
    let scene = with_answer(&database).await;
    let (sure, at) = remove(&scene, "moderator").await;
    assert_eq!(content(&sure), "Remove **The verified role** from this server's own answers?");
    let (preview, edited) = edit(&scene, "hana", "Becoming verified").await;
    scene.person("hana").click(edited, &button(&preview, "保存する")).await.unwrap();

    let moderator = scene.person("moderator");
    assert_eq!(moderator.click(at, &button(&sure, "Remove")).await.unwrap(), Shown::Updated);
    let again = now(&scene, "moderator", at);
    let expected = "Somebody else changed this at the same moment. Please look at it again.\n\
        Remove **Becoming verified** from this server's own answers?";
    assert_eq!(content(&again), expected);
    assert_eq!(titles(&scene).await, ["Becoming verified"]);
    // Now it is known, and meant.
    moderator.click(at, &button(&again, "Remove")).await.unwrap();
    assert_eq!(content(&now(&scene, "moderator", at)), "Removed: `verified-role`.");
    assert_eq!(titles(&scene).await, [""; 0]);
}

async fn what_was_removed_meanwhile_is_not_brought_back_unknowingly(database: Fresh) {
    let scene = with_answer(&database).await;
    let (preview, edited) = edit(&scene, "hana", "Becoming verified").await;
    let (sure, at) = remove(&scene, "moderator").await;
    scene.person("moderator").click(at, &button(&sure, "Remove")).await.unwrap();
    let hana = scene.person("hana");
    let save = button(&preview, "保存する");
    let (told, _) = private(hana.click(edited, &save).await.unwrap(), edited.channel);
    assert_eq!(content(&told), "その回答はこのサーバーにありません。ほかの人が削除した可能性があります。");
    assert_eq!(titles(&scene).await, [""; 0]);
    // What was written is not lost: saving once more is meant.
    hana.click(edited, &save).await.unwrap();
    assert_eq!(titles(&scene).await, ["Becoming verified"]);
}

async fn a_double_click_removes_once(database: Fresh) {
    let scene = with_answer(&database).await;
    let (sure, at) = remove(&scene, "moderator").await;
    let (moderator, id) = (scene.person("moderator"), button(&sure, "Remove"));
    scene.answer_late();
    let (one, two) = tokio::join!(moderator.click(at, &id), moderator.click(at, &id));
    assert_eq!((one.unwrap(), two.unwrap()), (Shown::Updated, Shown::Updated));
    assert_eq!(titles(&scene).await, [""; 0]);
    // Whoever keeps what somebody else removes changes nothing.
    let (list, _) = private(moderator.slash("help", "/answers list", json!({})).await.unwrap(), at.channel);
    assert!(list.to_string().contains("no answers of its own yet"), "{list}");
}

async fn save_and_discard_at_once_do_one_of_them(database: Fresh) {
    let scene = scene(&database).await;
    let (preview, at) = add(&scene, "moderator", filled_in()).await;
    let moderator = scene.person("moderator");
    let (save, discard) = (button(&preview, "Save"), button(&preview, "Discard"));
    scene.answer_late();
    let (one, two) = tokio::join!(moderator.click(at, &save), moderator.click(at, &discard));
    assert_eq!((one.unwrap(), two.unwrap()), (Shown::Updated, Shown::Updated));
    let saved = scene.store.answers(scene.guild()).await.unwrap().len();
    let said = content(&now(&scene, "moderator", at));
    // The later of the two answers is what stands there.
    let done = if saved == 1 { "Saved" } else { "Discarded" };
    assert!(
        said.starts_with(done) || said.starts_with("This draft is no longer here"),
        "{saved} saved: {said}"
    );
}
