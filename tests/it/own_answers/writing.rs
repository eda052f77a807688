//! An answer is written by form: checked, previewed, saved, changed and removed.

use super::{ASKED, add, answered_with, ask, content, filled_in, modal, now, own_answer, private, scene};
use crate::databases::{Fresh, on_each_database};
use crate::phrase::phrase;
use crate::scene::{SOON, Scene, button, links};
use komainu::playground::{Id, Shown};
use komainu::store::Store;
use serde_json::{Value, json};

on_each_database!(
    an_answer_added_by_form_answers_the_next_question_until_it_is_removed,
    what_another_process_saves_is_matched,
    the_desk_is_for_moderators_and_speaks_their_language,
    what_is_wrong_is_said_before_it_is_saved,
    a_secret_in_the_form_goes_nowhere,
    a_host_is_allowed_by_an_admin_alone_and_confirmed,
    of_two_who_edit_at_once_the_second_is_told,
);

async fn an_answer_added_by_form_answers_the_next_question_until_it_is_removed(database: Fresh) {
    let scene = scene(&database).await;
    let (preview, at) = add(&scene, "moderator", filled_in()).await;
    assert_eq!(preview["embeds"][0]["title"], "The verified role");
    let shown = preview["embeds"][0]["description"].as_str().unwrap();
    assert!(shown.contains("2. React.") && shown.contains("**Nobody sells roles.**"), "{shown}");
    assert_eq!(scene.store.answers(scene.guild()).await.unwrap(), [], "nothing is saved yet");

    let save = button(&preview, "Save");
    let moderator = scene.person("moderator");
    assert_eq!(moderator.click(at, &save).await.unwrap(), Shown::Updated);
    assert!(content(&now(&scene, "moderator", at)).starts_with("Saved: **The verified role**"));
    let reply = ask(&scene, SOON).await.expect("answered at once");
    assert_eq!(reply["embeds"][0]["title"], "The verified role", "{}", database.kind);
    // A double click saves once.
    moderator.click(at, &save).await.ok();
    assert_eq!(scene.store.answers(scene.guild()).await.unwrap().len(), 1);

    // It is found like the shipped ones.
    let found = moderator.autocomplete("help", "/faq", "topic", "verified r").await.unwrap();
    assert_eq!(found[0]["value"], "the-verified-role");
    let (faq, _) = private(
        moderator.slash("help", "/faq", json!({"topic": found[0]["value"]})).await.unwrap(),
        at.channel,
    );
    assert_eq!(faq["embeds"][0]["title"], "The verified role");

    let (sure, at) = private(
        moderator.slash("help", "/answers remove", json!({"answer": "the-verified-role"})).await.unwrap(),
        at.channel,
    );
    moderator.click(at, &button(&sure, "Remove")).await.unwrap();
    assert!(content(&now(&scene, "moderator", at)).starts_with("Removed"));
    let post = scene.person("yuki").post("help", ASKED).unwrap();
    scene.settled(scene.discord.mark()).await;
    let replied = |message: &Value| message["message_reference"]["message_id"] == post.id.to_string();
    assert!(!scene.person("yuki").sees(post.channel).iter().any(replied), "answered after it was removed");
}

async fn what_another_process_saves_is_matched(database: Fresh) {
    let scene = Scene::lantern_on(&database).await;
    let other = Store::open(database.address()).await.unwrap();
    let body = own_answer("verified-role").to_string();
    other.add_answer(scene.guild(), "verified-role", &body).await.unwrap();
    let reply = answered_with(&scene, "The verified role").await;
    assert_eq!(links(&reply).len(), 1, "{}", database.kind);
    other.close(SOON).await;
}

async fn the_desk_is_for_moderators_and_speaks_their_language(database: Fresh) {
    let scene = scene(&database).await;
    // Discord hides the command from others; a server's owner may hand it to anybody, so the bot looks for itself.
    assert!(scene.person("asker").slash("help", "/answers list", json!({})).await.is_err());
    let (preview, at) = add(&scene, "hana", filled_in()).await;
    assert!(content(&preview).contains("まだ保存されていません"), "{preview}");
    // Somebody who is no moderator any more.
    let hana = scene.person("hana").id().unwrap();
    let guild = Id(scene.guild());
    scene.discord.arrange(|world| world.join(guild, hana, &[]));
    scene.person("hana").click(at, &button(&preview, "保存する")).await.unwrap();
    assert_eq!(scene.store.answers(scene.guild()).await.unwrap(), [], "saved without permission");
}

async fn what_is_wrong_is_said_before_it_is_saved(database: Fresh) {
    let scene = scene(&database).await;
    let mut form = filled_in();
    form["text"] = json!("@everyone go to https://example.org");
    form["language"] = json!("tlh");
    let (refused, _) = add(&scene, "moderator", form.clone()).await;
    assert!(content(&refused).contains("Language: write one of `en`, `ja`"), "{refused}");
    form["language"] = json!("English");
    let (refused, at) = add(&scene, "moderator", form).await;
    assert!(content(&refused).contains("**Answer**: an address in the text"), "{refused}");
    // The form comes back as it was sent.
    let again = modal(scene.person("moderator").click(at, &button(&refused, "Edit again")).await.unwrap());
    let shown =
        scene.person("moderator").submit_modal(&again, json!({"text": "React to the rules."})).await.unwrap();
    assert_eq!(shown, Shown::Updated);
    let preview = now(&scene, "moderator", at);
    assert_eq!(preview["embeds"][0]["title"], "The verified role");
    scene.person("moderator").click(at, &button(&preview, "Save")).await.unwrap();
    assert_eq!(scene.store.answers(scene.guild()).await.unwrap().len(), 1);
}

async fn a_secret_in_the_form_goes_nowhere(database: Fresh) {
    let scene = scene(&database).await;
    let mut form = filled_in();
    form["text"] = json!(phrase(11));
    let (told, _) = add(&scene, "moderator", form).await;
    assert!(told["embeds"][0]["title"].as_str().is_some_and(|title| !title.is_empty()), "{told}");
    assert!(
        !told.to_string().contains(phrase(11).split(' ').nth(3).unwrap())
            || !told.to_string().contains(&phrase(11))
    );
    assert_eq!(scene.store.answers(scene.guild()).await.unwrap(), []);
}

async fn a_host_is_allowed_by_an_admin_alone_and_confirmed(database: Fresh) {
    let scene = scene(&database).await;
    let mut form = filled_in();
    form["links"] = json!("https://wiki.example.org/roles");
    let (refused, _) = add(&scene, "hana", form.clone()).await;
    assert!(content(&refused).contains("wiki.example.org"), "{refused}");
    assert!(
        !refused.to_string().contains("このサイトを許可"),
        "who may not manage the server is offered nothing"
    );
    let (refused, at) = add(&scene, "moderator", form.clone()).await;
    let moderator = scene.person("moderator");
    moderator.click(at, &button(&refused, "Allow this host…")).await.unwrap();
    let sure = now(&scene, "moderator", at);
    assert!(content(&sure).contains("Allow links to `wiki.example.org`"), "{sure}");
    assert!(scene.store.settings(scene.guild()).is_none(), "not before it is confirmed");
    moderator.click(at, &button(&sure, "Yes, allow it")).await.unwrap();
    let preview = now(&scene, "moderator", at);
    assert_eq!(links(&preview), ["https://wiki.example.org/roles"]);
    assert_eq!(scene.store.settings(scene.guild()).unwrap().hosts, ["wiki.example.org"]);
    moderator.click(at, &button(&preview, "Save")).await.unwrap();
    assert_eq!(scene.store.answers(scene.guild()).await.unwrap().len(), 1);
    // What imitates an official address is not offered to anybody.
    form["links"] = json!("https://metamask-help.example.com");
    let (refused, _) = add(&scene, "moderator", form).await;
    assert!(content(&refused).contains("imitates an official one"), "{refused}");
    assert!(!refused.to_string().contains("Allow this host"));
}

async fn of_two_who_edit_at_once_the_second_is_told(database: Fresh) {
    let scene = scene(&database).await;
    let body = own_answer("verified-role").to_string();
    scene.store.add_answer(scene.guild(), "verified-role", &body).await.unwrap();
    answered_with(&scene, "The verified role").await;
    let mut previews = Vec::new();
    for (who, title) in [("moderator", "Verified members"), ("hana", "Becoming verified")] {
        let options = json!({"answer": "verified-role"});
        let form = modal(scene.person(who).slash("help", "/answers edit", options).await.unwrap());
        let shown =
            scene.person(who).submit_modal(&form, json!({"title": title, "language": "en"})).await.unwrap();
        previews.push((who, private(shown, scene.channel("help"))));
    }
    let title = || async {
        let body = scene.store.answers(scene.guild()).await.unwrap().remove(0).body;
        serde_json::from_str::<Value>(&body).unwrap()["languages"]["en"]["title"].clone()
    };
    let [(first, (a, at_a)), (second, (b, at_b))] = &previews[..] else { panic!("two previews") };
    scene.person(first).click(*at_a, &button(a, "Save")).await.unwrap();
    assert_eq!(title().await, "Verified members");
    let (told, _) =
        private(scene.person(second).click(*at_b, &button(b, "保存する")).await.unwrap(), at_b.channel);
    assert!(content(&told).contains("同時にほかの人が変更しました"), "{told}");
    assert_eq!(title().await, "Verified members", "not written over unknowingly");
    // Saving once more is meant.
    scene.person(second).click(*at_b, &button(b, "保存する")).await.unwrap();
    assert_eq!(title().await, "Becoming verified");
}
