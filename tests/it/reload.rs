//! Answers that change while the bot runs: live within two seconds, and never half of a set.

use crate::scene::{SOON, Scene};
use komainu::playground::World;
use komainu::responses::Responses;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// Copies the project's answers into a folder of their own.
fn copy(to: &Path) {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("responses");
    for folder in ["", "topics", "ui"] {
        fs::create_dir_all(to.join(folder)).unwrap();
        for file in fs::read_dir(from.join(folder)).unwrap().map(|entry| entry.unwrap().path()) {
            if file.is_file() {
                fs::copy(&file, to.join(folder).join(file.file_name().unwrap())).unwrap();
            }
        }
    }
}

#[tokio::test]
async fn a_changed_answer_is_live_and_a_broken_one_is_not() {
    let folder = tempfile::tempdir().unwrap();
    copy(folder.path());
    let responses = Responses::open(Some(folder.path().into())).unwrap();
    let watch = tokio::spawn(responses.clone().watch());
    let scene = Scene::start_with(World::lantern(), responses.clone()).await;
    let topic = folder.path().join("topics/forgot-password.json");
    let text = fs::read_to_string(&topic).unwrap();

    // Broken: the old answer stays, though the folder has been looked at twice.
    fs::write(&topic, "{ half a file").unwrap();
    tokio::time::sleep(Duration::from_millis(2500)).await;
    let title = |reply: &serde_json::Value| reply["embeds"][0]["title"].as_str().unwrap().to_owned();
    let ask = "I forgot my password, how do I reset it?";
    let post = scene.person("asker").post("help", ask).unwrap();
    let before = title(&scene.reply_to("asker", post).await);

    // Whole again, with another title: that one is shown.
    let edited = text.replacen(&before, "Password lost?", 1);
    assert_ne!(edited, text);
    let old = responses.current();
    fs::write(&topic, edited).unwrap();
    let reloaded = async {
        while Arc::ptr_eq(&old, &responses.current()) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(SOON, reloaded).await.expect("it is read again");
    let post = scene.person("scammer").post("help", ask).unwrap();
    assert_eq!(title(&scene.reply_to("scammer", post).await), "Password lost?");
    watch.abort();
}

#[test]
fn a_folder_that_cannot_be_used_is_one_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let refusal = |folder: &Path| Responses::open(Some(folder.into())).unwrap_err().to_string();
    assert!(refusal(folder.path()).contains("holds no answers"));
    assert!(refusal(&folder.path().join("missing")).contains("cannot be read"));
    copy(folder.path());
    fs::write(folder.path().join("topics/gas-fees.json"), "nonsense").unwrap();
    assert!(refusal(folder.path()).contains("/topics/gas-fees.json: "));
}
