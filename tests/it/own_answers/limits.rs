//! Forms at Discord's limits and beyond: the bot's own are never refused, and what is typed over a limit gets a clear line and
//! is not lost.

use super::{add, content, filled_in, modal, now, private, scene, until_known};
use crate::databases::{Fresh, on_each_database};
use crate::scene::{Scene, button, said};
use komainu::playground::{Post, Shown};
use serde_json::{Value, json};

on_each_database!(
    an_answer_as_long_as_it_may_be_comes_back_whole,
    more_phrasings_than_a_form_holds_are_not_lost,
    what_is_typed_over_the_limits_is_named_and_kept,
);

/// Many different lines of the greatest length.
fn lines(count: usize, word: &str) -> Vec<String> {
    let line = |n: usize| format!("{n} {}", word.repeat(120)).chars().take(120).collect();
    (0..count).map(line).collect()
}

/// The text that stands in a field of a form.
fn value(form: &Value, id: &str) -> String {
    let rows = form["components"].as_array().unwrap().iter();
    let mut fields = rows.map(|row| &row["components"][0]);
    fields.find(|field| field["custom_id"] == id).unwrap()["value"].as_str().unwrap_or_default().to_owned()
}

async fn edit(scene: &Scene, answer: &str, language: &str) -> Value {
    let options = json!({"answer": answer, "language": language});
    modal(scene.person("moderator").slash("help", "/answers edit", options).await.unwrap())
}

async fn stored(scene: &Scene) -> Value {
    let mut answers = scene.store.answers(scene.guild()).await.unwrap();
    serde_json::from_str(&answers.remove(0).body).unwrap()
}

async fn an_answer_as_long_as_it_may_be_comes_back_whole(database: Fresh) {
    let scene = scene(&database).await;
    let (host, step) = ("https://support.metamask.io/", "s".repeat(100));
    let links: Vec<String> =
        ["a", "b", "c"].map(|letter| format!("{host}{}", letter.repeat(512 - host.len()))).into();
    let language = |phrasing: &str, title: &str, text: &str, length: usize| {
        json!({
            "title": title.repeat(60 / title.len()), "summary": text.repeat(length), "steps": [step, step, step, step, step, step],
            "never": text.repeat(20), "links": links, "keywords": [], "phrasings": lines(30, phrasing), "near_misses": [],
        })
    };
    let mut answer = json!({
        "id": "as-long-as-it-may-be", "urgency": "normal", "confusable_with": [],
        "languages": {"en": language("why-", "verified r", "x", 280)},
    });
    // Of a wide script half as many fit the screen.
    answer["languages"]["ja"] = language("どうして", "l", "あ", 20);
    answer["languages"]["ja"]["title"] = json!("役".repeat(60));
    answer["languages"]["ja"]["steps"] = json!([
        "手".repeat(80),
        "手".repeat(80),
        "手".repeat(80),
        "手".repeat(80),
        "手".repeat(80),
        "手".repeat(80)
    ]);
    scene.store.add_answer(scene.guild(), "as-long-as-it-may-be", &answer.to_string()).await.unwrap();
    until_known(&scene, "as-long-as-it-may-be").await;
    for lang in ["en", "ja"] {
        let form = edit(&scene, "as-long-as-it-may-be", lang).await;
        assert_eq!(value(&form, "phrasings").lines().count(), 30);
        let shown = scene.person("moderator").submit_modal(&form, json!({})).await.unwrap();
        let (preview, at) = private(shown, scene.channel("help"));
        let save = button(&preview, "Save");
        assert_eq!(
            scene.person("moderator").click(at, &save).await.unwrap(),
            Shown::Updated,
            "{}",
            said(&preview)
        );
    }
    assert_eq!(stored(&scene).await, answer, "not a character was lost on the way");
}

async fn more_phrasings_than_a_form_holds_are_not_lost(database: Fresh) {
    let scene = scene(&database).await;
    let (en, ja) = (lines(30, "gwei-"), lines(30, "ガス代"));
    let asked = |phrasings: &[String]| {
        json!({"title": "", "summary": "", "steps": [], "never": "", "links": [], "keywords": [], "phrasings": phrasings,
            "near_misses": []})
    };
    let answer = json!({"id": "gas-fees", "urgency": "normal", "confusable_with": [],
        "languages": {"en": asked(&en), "ja": asked(&ja)}});
    scene.store.add_answer(scene.guild(), "gas-fees", &answer.to_string()).await.unwrap();
    let mut form = Value::Null;
    for _ in 0..400 {
        form = edit(&scene, "gas-fees", "en").await;
        if value(&form, "phrasings").lines().count() > 1 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    let shown = value(&form, "phrasings");
    assert!(
        shown.chars().count() <= 4000
            && shown.lines().all(|line| en.iter().chain(&ja).any(|known| known == line))
    );
    assert!(shown.lines().count() < 60, "the form holds them all: nothing is tested");
    // The first is taken out; those that the form had no room for are as they were.
    let rest: Vec<&str> = shown.lines().skip(1).collect();
    scene.person("moderator").submit_modal(&form, json!({"phrasings": rest.join("\n")})).await.unwrap();
    let now = stored(&scene).await;
    assert_eq!(now["languages"]["en"]["phrasings"], json!(en[1..]));
    assert_eq!(now["languages"]["ja"]["phrasings"], json!(ja));
}

async fn what_is_typed_over_the_limits_is_named_and_kept(database: Fresh) {
    let scene = scene(&database).await;
    let moderator = scene.person("moderator");
    // Discord itself takes no more than a field says it holds.
    let form = modal(moderator.slash("help", "/answers add", json!({})).await.unwrap());
    for (field, length) in
        [("title", 61), ("text", 941), ("phrasings", 3631), ("links", 1601), ("language", 21)]
    {
        let mut texts = filled_in();
        texts[field] = json!("x".repeat(length));
        let refused = moderator.submit_modal(&form, texts).await.unwrap_err();
        assert_eq!((refused.status, refused.code), (400, 50035), "{field}");
    }
    // What fits its field may still be more than an answer holds.
    let mut texts = filled_in();
    texts["text"] = json!("x".repeat(940));
    texts["phrasings"] =
        json!((0..31).map(|n| format!("how {n}")).chain(["y".repeat(121)]).collect::<Vec<_>>().join("\n"));
    texts["links"] =
        json!(["a", "b", "c", "d"].map(|page| format!("https://support.metamask.io/{page}")).join("\n"));
    let (told, at) = add(&scene, "moderator", texts.clone()).await;
    for line in [
        "This cannot be saved yet:",
        "**Answer**: 940 characters; at most 900 fit",
        "**How people ask for it**: 32 entries; at most 30",
        "**How people ask for it**, line 32: 121 characters; at most 120 fit",
        "**Links**: 4 entries; at most 3",
    ] {
        assert!(content(&told).contains(line), "{line}\n---\n{}", content(&told));
    }
    let again = modal(moderator.click(at, &button(&told, "Edit again")).await.unwrap());
    for field in ["title", "text", "phrasings", "links"] {
        assert_eq!(json!(value(&again, field)), texts[field]);
    }

    // The same of phrasings alone.
    let form = edit(&scene, "gas-fees", "en").await;
    let typed = format!("why so dear\n{}", "z".repeat(121));
    let shown = moderator.submit_modal(&form, json!({"phrasings": typed})).await.unwrap();
    let (told, at): (Value, Post) = private(shown, scene.channel("help"));
    assert!(content(&told).contains("121 characters; at most 120 fit"), "{told}");
    let again = modal(moderator.click(at, &button(&told, "Edit again")).await.unwrap());
    assert_eq!(value(&again, "phrasings"), typed, "what was typed is still there");
    let shown = moderator.submit_modal(&again, json!({"phrasings": "why so dear"})).await.unwrap();
    assert_eq!(shown, Shown::Updated);
    assert!(content(&now(&scene, "moderator", at)).starts_with("Saved"));
    assert_eq!(stored(&scene).await["languages"]["en"]["phrasings"], json!(["why so dear"]));
}

#[tokio::test]
async fn the_longest_text_of_an_option_is_answered_within_discords_limits() {
    let scene = Scene::lantern().await;
    let moderator = scene.person("moderator");
    // Discord takes 6,000 characters; the stand-in refuses a reply of more than 2,000.
    for text in ["x".repeat(6000), "how do I ".repeat(660), "😀`*_~|@everyone ".repeat(370)] {
        for (command, option) in [
            ("/try", "text"),
            ("/official", "url"),
            ("/faq", "topic"),
            ("/answers edit", "answer"),
            ("/answers remove", "answer"),
        ] {
            let shown = moderator.slash("mod-log", command, json!({option: text})).await.unwrap();
            let told = scene.private("moderator", "mod-log", shown).await;
            assert!(!told.text().trim().is_empty(), "{command}");
        }
        moderator.autocomplete("help", "/faq", "topic", &text).await.unwrap();
    }
}
