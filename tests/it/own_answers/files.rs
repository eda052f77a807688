//! Answers as a file: exported, and imported all or not at all.

use super::{content, own_answer, private, scene};
use crate::databases::{Fresh, on_each_database};
use crate::phrase::phrase;
use crate::scene::{SOON, Scene};
use komainu::playground::{File, Shown};
use serde_json::{Value, json};
use std::time::Duration;

on_each_database!(what_is_exported_is_imported_all_or_nothing,);

/// Uses `/answers import` with a file, and returns what the bot says.
async fn import(scene: &Scene, text: &[u8]) -> String {
    let file = File {
        field: "files[0]".into(),
        filename: "answers.json".into(),
        content_type: Some("application/json".into()),
        bytes: text.to_vec().into(),
    };
    let moderator = scene.person("moderator");
    let before = moderator.sees_in("help").len();
    let used = moderator.slash_with_files("help", "/answers import", json!({"file": 0}), vec![file]).await;
    assert_eq!(used.unwrap(), Shown::Thinking);
    for _ in 0..1_000 {
        let seen = moderator.sees_in("help");
        let last = seen.get(before).filter(|last| last["flags"].as_u64().unwrap_or(0) & 128 == 0);
        if let Some(last) = last {
            return content(last) + last["embeds"][0]["title"].as_str().unwrap_or_default();
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("the import said nothing");
}

async fn what_is_exported_is_imported_all_or_nothing(database: Fresh) {
    let scene = scene(&database).await;
    let (good, mut bad) = (own_answer("verified-role"), own_answer("other"));
    bad["languages"]["en"]["links"] = json!(["https://example.org/"]);
    let said = import(&scene, json!([good, bad]).to_string().as_bytes()).await;
    assert!(said.contains("- `[1].languages.en.links[0]`"), "{said}");
    for not_ours in [&b"hello"[..], b"{\"a\": 1}", b"[1]"] {
        let said = import(&scene, not_ours).await;
        assert!(said.contains("not the form of an answer"), "{said}");
    }
    let said = import(&scene, b"\xff\xfe\x00").await;
    assert!(said.contains("could not be read"), "{said}");
    let mut leak = own_answer("leak");
    leak["languages"]["en"]["summary"] = json!(phrase(12));
    let said = import(&scene, json!([leak]).to_string().as_bytes()).await;
    assert!(!said.contains("Imported"), "{said}");
    assert_eq!(scene.store.answers(scene.guild()).await.unwrap(), [], "all or nothing");

    let said = import(&scene, json!([good, own_answer("another")]).to_string().as_bytes()).await;
    assert_eq!(said, "Imported. New: 2, replaced: 0.");
    let said = import(&scene, good.to_string().as_bytes()).await;
    assert_eq!(said, "Imported. New: 0, replaced: 1.");

    let moderator = scene.person("moderator");
    moderator.slash("help", "/answers export", json!({})).await.unwrap();
    let attached = |message: &Value| message["attachments"][0]["filename"] == "komainu-answers.json";
    let sent = moderator.wait_to_see(scene.channel("help"), attached, SOON).await.expect("the file");
    let url = sent["attachments"][0]["url"].as_str().unwrap();
    let text = reqwest::get(url).await.unwrap().text().await.unwrap();
    let exported: Value = serde_json::from_str(&text).unwrap();
    assert_eq!((exported.as_array().unwrap().len(), &exported[1]), (2, &good));
    assert_eq!(import(&scene, text.as_bytes()).await, "Imported. New: 0, replaced: 2.");
    let (list, _) =
        private(moderator.slash("help", "/answers list", json!({})).await.unwrap(), scene.channel("help"));
    assert!(list["embeds"][0]["description"].as_str().unwrap().contains("`verified-role`"), "{list}");
}
