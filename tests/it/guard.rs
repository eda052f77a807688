//! Leaks, through the front door: what is deleted, who is told, and that nothing is repeated.

use crate::document::{WORD, document};
use crate::phrase::phrase;
use crate::scene::{SOON, Scene, button, labels};
use komainu::playground::{Exchange, Fault, Id, Post, Shown};
use komainu::policy::Settings;
use serde_json::{Value, json};

/// Fails if any request of the bot, or anything the moderators see, holds a word of the phrase.
fn assert_repeated_nowhere(scene: &Scene, phrase: &str) {
    let requests: Vec<String> = scene
        .discord
        .bot_exchanges()
        .iter()
        .map(|made| format!("{} {:?}", made.request, made.reason))
        .collect();
    let seen = scene.person("moderator").sees_in("mod-log");
    let words: Vec<&str> = phrase.split(' ').collect();
    for pair in words.windows(2).map(|pair| pair.join(" ")) {
        assert!(!requests.iter().any(|request| request.contains(&pair)), "a request repeats the phrase");
        assert!(
            !seen.iter().any(|message| message.to_string().contains(&pair)),
            "an alert repeats the phrase"
        );
    }
}

fn id(value: &Value) -> Id {
    Id::parse(value.as_str().unwrap()).unwrap()
}

async fn deleted(scene: &Scene, post: Post) {
    assert!(scene.person("moderator").wait_gone(post, SOON).await, "the message still stands");
}

#[tokio::test]
async fn a_leaked_phrase_is_gone_at_once_and_its_author_told() {
    let scene = Scene::lantern().await;
    let phrase = phrase(1);
    let mark = scene.discord.mark();
    let post =
        scene.person("asker").post("general", &format!("my wallet is broken!! {phrase} pls help")).unwrap();
    deleted(&scene, post).await;

    let notice = scene.direct("asker").await;
    assert_eq!(notice["embeds"][0]["title"], "Your message was removed to protect you");
    let alert = scene.alert().await;
    assert_eq!(alert["embeds"][0]["title"], "Leaked secret removed");
    assert!(alert["embeds"][0].to_string().contains("bip39-en"));
    assert_repeated_nowhere(&scene, &phrase);

    // The delete leaves before anything else.
    let made: Vec<_> = scene.discord.bot_exchanges().into_iter().filter(|made| made.number >= mark).collect();
    assert_eq!(made[0].method, "DELETE", "{}", made[0].path);
    assert_eq!(made[0].reason.as_deref(), Some("Leaked wallet secret (bip39-en)"));
}

#[tokio::test]
async fn a_phrase_added_by_an_edit_is_seen() {
    let scene = Scene::lantern().await;
    let asker = scene.person("asker");
    let post = asker.post("general", "hello all").unwrap();
    asker.edit(post, &format!("hello all {}", phrase(2))).unwrap();
    deleted(&scene, post).await;
}

#[tokio::test]
async fn a_japanese_victim_is_told_in_japanese() {
    let scene = Scene::lantern().await;
    let text = format!("助けてください。これが私のフレーズです {}", phrase(3));
    let post = scene.person("yuki").post("general", &text).unwrap();
    deleted(&scene, post).await;
    assert_eq!(scene.direct("yuki").await["embeds"][0]["title"], "安全のため、投稿を削除しました");
}

#[tokio::test]
async fn with_direct_messages_shut_a_line_in_the_channel_repeats_nothing() {
    let scene = Scene::lantern().await;
    scene.discord.direct_messages("asker", false);
    let phrase = phrase(4);
    let asker = scene.person("asker");
    let post = asker.post("general", &phrase).unwrap();
    deleted(&scene, post).await;
    let mention = format!("<@{}>", asker.id().unwrap());
    let told = |message: &Value| message["content"].as_str().is_some_and(|text| text.contains(&mention));
    let line = asker.wait_to_see(post.channel, told, SOON).await.expect("a line");
    let at = Post { channel: post.channel, id: Id::parse(line["id"].as_str().unwrap()).unwrap() };
    let Shown::Message(guidance) = asker.click(at, &button(&line, "What to do now")).await.unwrap() else {
        panic!("the guidance");
    };
    assert_eq!(guidance["flags"], 64, "private");
    assert_eq!(guidance["embeds"][0]["title"], "Your message was removed to protect you");
    assert_repeated_nowhere(&scene, &phrase);
}

#[tokio::test]
async fn a_notice_says_the_same_in_the_other_language() {
    let scene = Scene::lantern().await;
    let asker = scene.person("asker");
    let removed = asker.post("general", &phrase(13)).unwrap();
    deleted(&scene, removed).await;
    let notice = scene.direct("asker").await;
    let at = Post { channel: id(&notice["channel_id"]), id: id(&notice["id"]) };
    let Shown::Message(japanese) = asker.click(at, &button(&notice, "日本語")).await.unwrap() else {
        panic!("the same in Japanese");
    };
    assert_eq!(japanese["embeds"][0]["title"], "安全のため、投稿を削除しました");
    let said = japanese["embeds"][0]["description"].as_str().unwrap();
    assert!(said.contains("盗まれたものと考え"), "{said}");
}

#[tokio::test]
async fn a_delete_that_is_refused_is_an_alert_and_a_public_line() {
    let scene = Scene::lantern().await;
    scene.discord.fault(Fault::on("DELETE", "/channels/*/messages/*").times(1).status(403).code(50013));
    let asker = scene.person("asker");
    let post = asker.post("general", &phrase(5)).unwrap();
    let alert = scene.alert().await;
    assert_eq!(alert["embeds"][0]["title"], "Leaked secret STILL VISIBLE");
    assert!(alert["embeds"][0]["description"].as_str().unwrap().contains("Manage Messages"));
    let asked = |message: &Value| {
        message["content"].as_str().is_some_and(|text| text.contains("delete your last message"))
    };
    asker.wait_to_see(post.channel, asked, SOON).await.expect("a public line");

    // A moderator deletes it from the alert; an asker may not.
    let at =
        Post { channel: scene.channel("mod-log"), id: Id::parse(alert["id"].as_str().unwrap()).unwrap() };
    let delete = button(&alert, "Delete the message");
    assert_eq!(scene.person("moderator").click(at, &delete).await.unwrap(), Shown::Updated);
    deleted(&scene, post).await;
}

#[tokio::test]
async fn a_delete_is_repeated_until_it_is_done() {
    let scene = Scene::lantern().await;
    scene.discord.fault(Fault::on("DELETE", "/channels/*/messages/*").times(2).status(500));
    let post = scene.person("asker").post("general", &phrase(6)).unwrap();
    deleted(&scene, post).await;
    assert_eq!(scene.alert().await["embeds"][0]["title"], "Leaked secret removed");
}

#[tokio::test]
async fn a_notice_whose_reply_is_lost_is_not_posted_twice() {
    let scene = Scene::lantern().await;
    scene.discord.fault(Fault::on("POST", "/channels/*/messages").times(1).lose_reply());
    let post = scene.person("asker").post("general", &phrase(7)).unwrap();
    deleted(&scene, post).await;
    scene.alert().await;
    assert_eq!(scene.person("asker").sees_from("komainu").len(), 1);
}

#[tokio::test]
async fn a_direct_message_is_guarded_though_it_cannot_be_deleted() {
    let scene = Scene::lantern().await;
    let asker = scene.person("asker");
    asker.dm("komainu", &phrase(8)).unwrap();
    let mut notice = Value::Null;
    for _ in 0..1_000 {
        let seen = asker.sees_from("komainu");
        if let Some(message) = seen.iter().find(|message| message["author"]["bot"] == true) {
            notice = message.clone();
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    assert_eq!(notice["embeds"][0]["title"], "Delete that message now");
    let deletes = |made: &Exchange| made.method == "DELETE";
    assert!(!scene.discord.bot_exchanges().iter().any(|made| deletes(made)));
}

#[tokio::test]
async fn webhooks_embeds_and_titles_are_guarded() {
    let scene = Scene::lantern().await;
    let phrase = phrase(9);
    let embedded = json!({ "embeds": [{ "title": "import", "description": phrase }] });
    let id = scene.discord.post_by_webhook("general", "notes", &embedded).unwrap();
    deleted(&scene, Post { channel: scene.channel("general"), id }).await;

    let thread = scene.person("asker").forum_post("help-forum", &phrase, "what is this?").unwrap();
    let gone = format!("/channels/{}", thread.channel);
    let made = scene
        .discord
        .wait_for(|made| made.is("DELETE", &gone), SOON)
        .await
        .expect("the thread goes with its title");
    assert_eq!(made.status, 200, "the bot may remove it");
}

#[tokio::test]
async fn whoever_is_exempt_is_so_in_titles_and_a_thread_that_is_gone_is_written_to_no_more() {
    let scene = Scene::lantern().await;
    let guild = Id(scene.guild());
    let helper = scene.discord.look(|world| world.find_role(guild, "Helper")).unwrap();
    let first = Settings {
        log: Some(scene.channel("mod-log").0),
        exempt_roles: vec![helper.0],
        ..Settings::default()
    };
    scene.change_settings(&first, |_| {}).await;
    let (phrase, asker) = (phrase(16), scene.person("asker"));
    let theirs = scene.person("helper").thread("general", &phrase).unwrap();
    scene.discord.direct_messages("asker", false);
    let thread = asker.thread("general", &phrase).unwrap();
    let mention = format!("<@{}>", asker.id().unwrap());
    let told = |message: &Value| message["content"].as_str().is_some_and(|text| text.contains(&mention));
    let general = scene.channel("general");
    let line = asker.wait_to_see(general, told, SOON).await.expect("a line where the thread hung");
    assert!(line["content"].as_str().unwrap().contains("was removed"), "{line}");
    let threads = scene.discord.look(|world| world.threads(guild));
    assert!(threads.contains(&theirs) && !threads.contains(&thread));
}

#[tokio::test]
async fn right_click_treats_a_message_as_a_leak() {
    let scene = Scene::lantern().await;
    let post = scene.person("asker").post("general", "you can see it in my screenshot").unwrap();
    assert!(scene.person("asker").context_menu("Leaked secret", post).await.is_err(), "not for members");
    scene.person("moderator").context_menu("Leaked secret", post).await.unwrap();
    deleted(&scene, post).await;
    let notice = scene.direct("asker").await["embeds"][0].clone();
    assert!(notice["title"].as_str().unwrap().contains("removed"));
    // Nobody but the moderator has seen what it was.
    let said = notice["description"].as_str().unwrap();
    assert!(said.starts_with("It held what looks like a Secret Recovery Phrase or private key."), "{said}");
}

#[tokio::test]
async fn try_and_why_explain_without_acting() {
    let scene = Scene::lantern().await;
    let phrase = phrase(10);
    let moderator = scene.person("moderator");
    let Shown::Message(said) = moderator.slash("mod-log", "/try", json!({ "text": phrase })).await.unwrap()
    else {
        panic!("a line");
    };
    assert!(said["content"].as_str().unwrap().contains("bip39-en"), "{}", said["content"]);
    let post = scene.person("asker").post("general", "how do I reset my password?").unwrap();
    let shown = moderator.context_menu("Why?", post).await.unwrap();
    let said = scene.private("moderator", "general", shown).await.text();
    assert!(said.contains("not a help channel"), "{said}");
    assert_repeated_nowhere(&scene, &phrase);
}

#[tokio::test]
async fn files_are_read_whatever_they_are_called() {
    let scene = Scene::lantern().await;
    let asker = scene.person("asker");
    let phrase = phrase(11);
    let utf16: Vec<u8> =
        [0xff, 0xfe].into_iter().chain(phrase.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let document = document(&phrase);
    for (name, kind, bytes) in [
        ("notes.txt", "text/plain", phrase.as_bytes()),
        ("log.bin", "application/octet-stream", utf16.as_slice()),
        ("wallet.docx", WORD, document.as_slice()),
    ] {
        let post = asker.upload("general", "my log file", &[(name, kind, bytes)]).unwrap();
        deleted(&scene, post).await;
    }
    assert_repeated_nowhere(&scene, &phrase);
}

#[tokio::test]
async fn a_file_that_cannot_be_read_may_be_what_is_said_beside_it() {
    let film: &[u8] = &[0, 0, 0, 24, b'f', b't', b'y', b'p'];
    for (name, kind, bytes) in
        [("wallet.pdf", "application/pdf", b"%PDF-1.7\n".as_slice()), ("wallet.mp4", "video/mp4", film)]
    {
        let scene = Scene::lantern().await;
        let asker = scene.person("asker");
        asker.upload("general", "where do i find my seed phrase?", &[(name, kind, bytes)]).unwrap();
        let post = asker.upload("general", "here is my seed phrase", &[(name, kind, bytes)]).unwrap();
        let alert = scene.alert().await;
        assert_eq!(labels(&alert)[0], "Delete the message", "it is only likely");
        assert!(alert.to_string().contains(&format!("/{}\"", post.id)), "not the question: {alert}");
    }
}

#[tokio::test]
async fn a_phrase_told_word_by_word_goes_with_every_message_of_it() {
    let scene = Scene::lantern().await;
    let phrase = phrase(12);
    let asker = scene.person("asker");
    let posts: Vec<Post> = phrase.split(' ').map(|word| asker.post("general", word).unwrap()).collect();
    for post in posts {
        deleted(&scene, post).await;
    }
    assert_repeated_nowhere(&scene, &phrase);
}
