//! Questions, through the front door: message in, recorded calls out.

use crate::scene::{SOON, Scene, button, links};
use komainu::playground::{Id, Post, Shown};
use serde_json::{Value, json};

const QUESTION: &str = "I forgot my password, how do I reset it?";

#[tokio::test]
async fn a_clear_question_is_answered_with_the_official_link() {
    let scene = Scene::lantern().await;
    let post = scene.person("asker").post("help", QUESTION).unwrap();
    let reply = scene.reply_to("asker", post).await;
    let embed = &reply["embeds"][0];
    assert!(embed["title"].as_str().unwrap().contains("assword"), "{embed}");
    assert_eq!(embed["footer"]["text"], "Community bot, not MetaMask staff");
    assert!(links(&reply)[0].starts_with("https://support.metamask.io/"), "{:?}", links(&reply));
    assert_eq!(reply["mentions"].as_array().map(Vec::len), Some(1), "the asker alone is notified");
}

#[tokio::test]
async fn a_japanese_question_is_answered_in_japanese() {
    let scene = Scene::lantern().await;
    let post =
        scene.person("yuki").post("help", "パスワードを忘れてしまいました。どうすればいいですか？").unwrap();
    let reply = scene.reply_to("yuki", post).await;
    assert!(reply["embeds"][0]["title"].as_str().unwrap().contains("パスワード"));
    assert!(links(&reply)[0].starts_with("https://support.metamask.io/ja/"), "{:?}", links(&reply));
}

#[tokio::test]
async fn chatter_staff_and_replies_are_left_alone() {
    let scene = Scene::lantern().await;
    let mark = scene.discord.mark();
    let asker = scene.person("asker");
    let first = asker.post("help", "thank you all, it works now").unwrap();
    asker.post("general", QUESTION).unwrap();
    scene.person("moderator").post("help", QUESTION).unwrap();
    scene.person("helper").post("help", QUESTION).unwrap();
    scene.person("scammer").reply(first, QUESTION).unwrap();
    let made = scene.settled(mark).await;
    assert!(made.is_empty(), "{:?}", made.iter().map(|made| (&made.method, &made.path)).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_forum_post_is_one_question() {
    let scene = Scene::lantern().await;
    let asker = scene.person("asker");
    let post = asker
        .forum_post("help-forum", "Forgot my MetaMask password", "How can I reset my password?")
        .unwrap();
    let reply = scene.reply_to("asker", post).await;
    assert!(reply["embeds"][0]["title"].as_str().unwrap().contains("assword"));
}

#[tokio::test]
async fn a_thread_that_a_moderator_has_answered_gets_no_second_answer() {
    let scene = Scene::lantern().await;
    let asker = scene.person("asker");
    let post = asker.forum_post("help-forum", "hello", "thank you all, it works now").unwrap();
    let options = json!({ "topic": "forgot-password", "to": asker.id().unwrap() });
    scene.person("moderator").slash(&post.channel.to_string(), "/faq", options).await.unwrap();
    let by_a_bot = |message: &Value| message["author"]["bot"] == true;
    asker.wait_to_see(post.channel, by_a_bot, SOON).await.expect("shown in the thread");
    let mark = scene.discord.mark();
    asker.post_in(post.channel, json!({ "content": QUESTION })).unwrap();
    let looked = format!("/channels/{}/messages", post.channel);
    scene.discord.wait_after(mark, |made| made.is("GET", &looked), SOON).await.expect("it is looked");
    assert!(!scene.settled(mark).await.iter().any(|made| made.is("POST", "/channels/*/messages")));
}

#[tokio::test]
async fn a_post_is_solved_if_a_tag_says_so_and_not_if_it_says_the_contrary() {
    let scene = Scene::lantern().await;
    let (asker, forum) = (scene.person("asker"), scene.channel("help-forum"));
    let mut tagged = asker.request("GET", &format!("/channels/{forum}"), Value::Null).unwrap();
    let names = ["Solved", "Unsolved", "Not resolved yet", "未解決"];
    let id = |n: usize| (1_000 + n).to_string();
    let tag = |(n, name)| json!({"id": id(n), "name": name, "moderated": false, "emoji_id": null, "emoji_name": null});
    tagged["available_tags"] = names.into_iter().enumerate().map(tag).collect();
    scene.discord.send_event("CHANNEL_UPDATE", &tagged);
    let post = |n: usize| {
        let message = json!({"content": "How can I reset my password?"});
        let body =
            json!({"name": "Forgot my MetaMask password", "message": message, "applied_tags": [id(n)]});
        let opened = asker.request("POST", &format!("/channels/{forum}/threads"), body).unwrap();
        let id = Id::parse(opened["id"].as_str().unwrap()).unwrap();
        Post { channel: id, id }
    };
    let solved = post(0);
    for n in 1..names.len() {
        scene.reply_to("asker", post(n)).await;
    }
    assert_eq!(asker.sees(solved.channel).len(), 1, "answered though it is solved");
}

#[tokio::test]
async fn the_reply_goes_with_its_question() {
    let scene = Scene::lantern().await;
    let asker = scene.person("asker");
    let post = asker.post("help", QUESTION).unwrap();
    let reply = scene.reply_to("asker", post).await;
    asker.delete(post).unwrap();
    let path = format!("/channels/{}/messages/{}", post.channel, reply["id"].as_str().unwrap());
    scene.discord.wait_for(|made| made.is("DELETE", &path), SOON).await.expect("the reply is withdrawn");
}

#[tokio::test]
async fn the_asker_says_whether_it_helped() {
    let scene = Scene::lantern().await;
    let asker = scene.person("asker");
    let post = asker.post("help", QUESTION).unwrap();
    let reply = scene.reply_to("asker", post).await;
    let at = komainu::playground::Post {
        channel: post.channel,
        id: komainu::playground::Id::parse(reply["id"].as_str().unwrap()).unwrap(),
    };

    // Somebody else may not say so.
    let Shown::Message(refused) = scene.person("scammer").click(at, &button(&reply, "Solved")).await.unwrap()
    else {
        panic!("a private line");
    };
    assert_eq!(refused["flags"], 64, "private");

    // The other language is shown to whoever asks for it, privately.
    let Shown::Message(japanese) = asker.click(at, &button(&reply, "日本語")).await.unwrap() else {
        panic!("a message")
    };
    assert_eq!(japanese["flags"], 64, "private");
    assert!(japanese["embeds"][0]["title"].as_str().unwrap().contains("パスワード"));

    // The first time the next candidates are shown, the second time a helper is called.
    assert_eq!(asker.click(at, &button(&reply, "Not what I asked")).await.unwrap(), Shown::Updated);
    let second =
        scene.person("asker").sees(at.channel).into_iter().find(|seen| seen["id"] == reply["id"]).unwrap();
    assert_eq!(asker.click(at, &button(&second, "None of these")).await.unwrap(), Shown::Updated);
    let called = scene.alert().await;
    assert_eq!(called["embeds"][0]["title"], "A question needs a person");
}

#[tokio::test]
async fn forged_buttons_are_refused() {
    let scene = Scene::lantern().await;
    let asker = scene.person("asker");
    let post = asker.post("help", QUESTION).unwrap();
    let reply = scene.reply_to("asker", post).await;
    let asker_id = asker.id().unwrap();
    let request = json!({
        "type": 3, "application_id": scene.discord.application_id(), "channel_id": post.channel, "guild_id": reply["guild_id"],
        "message_id": reply["id"], "session_id": "x", "nonce": "1",
        "data": { "component_type": 2, "custom_id": format!("delete:{}:{}~AAAAAAAAA", post.channel, post.id) },
    });
    let _ = asker.request("POST", "/interactions", request);
    scene.settled(scene.discord.mark()).await;
    let deleted = scene.discord.bot_exchanges().into_iter().any(|made| made.method == "DELETE");
    assert!(!deleted, "a forged id of {asker_id} did something");
}

#[tokio::test]
async fn faq_completes_and_shows_an_answer_privately() {
    let scene = Scene::lantern().await;
    let asker = scene.person("asker");
    let choices = asker.autocomplete("help", "/faq", "topic", "gas").await.unwrap();
    assert!(choices[0]["name"].as_str().unwrap().to_lowercase().contains("gas"), "{choices:?}");
    let Shown::Message(shown) =
        asker.slash("help", "/faq", json!({ "topic": choices[0]["value"] })).await.unwrap()
    else {
        panic!("a message");
    };
    assert_eq!(shown["flags"], 64, "private");
    assert!(!links(&shown).is_empty());
}

#[tokio::test]
async fn faq_guesses_nothing() {
    let scene = Scene::lantern().await;
    let to = scene.person("yuki").id().unwrap();
    let mark = scene.discord.mark();
    for nonsense in ["asdfgh qwerty", "how", "my cat is ill"] {
        for options in [json!({"topic": nonsense}), json!({"topic": nonsense, "to": to})] {
            let said = scene.ask("moderator", "help", "/faq", options).await.text();
            assert!(said.starts_with("There is no answer of that name."), "{nonsense}: {said}");
        }
    }
    // Words that stand in the titles of dangerous answers, too.
    let said = scene
        .ask("asker", "help", "/faq", json!({"topic": "how do I stake my eth in the wallet?"}))
        .await
        .text();
    assert!(said.to_lowercase().contains("stak") || said.starts_with("There is no answer"), "{said}");
    // A title typed by hand, a phrasing, and a question that the desk would answer find theirs.
    for typed in ["Token approvals and how to revoke them", "I forgot my password, how do I reset it?"] {
        let said = scene.ask("asker", "help", "/faq", json!({"topic": typed})).await.text();
        assert!(!said.starts_with("There is no answer"), "{typed}: {said}");
    }
    let made = scene.settled(mark).await;
    assert!(!made.iter().any(|made| made.is("POST", "/channels/*/messages")), "nothing is shown to others");
}

#[tokio::test]
async fn faq_speaks_to_a_moderator_in_their_own_language() {
    let scene = Scene::lantern().await;
    let to = scene.person("yuki").id().unwrap();
    let options = json!({"topic": "gas-fees", "to": to, "language": "ja"});
    let said = scene.ask("moderator", "help", "/faq", options.clone()).await.text();
    assert_eq!(said, "Shown in the channel.");
    let shown =
        |message: &serde_json::Value| message["content"].as_str().is_some_and(|text| text.contains("さん"));
    scene.person("yuki").wait_to_see(scene.channel("help"), shown, SOON).await.expect("in Japanese");
    let said = scene.ask("asker", "help", "/faq", options).await.text();
    assert!(said.starts_with("Only moderators"), "{said}");
}

#[tokio::test]
async fn only_moderators_show_answers_to_others() {
    let scene = Scene::lantern().await;
    let to = scene.person("yuki").id().unwrap();
    let options = json!({ "topic": "gas-fees", "to": to });
    let mark = scene.discord.mark();
    let Shown::Message(refused) = scene.person("asker").slash("help", "/faq", options.clone()).await.unwrap()
    else {
        panic!("a line");
    };
    assert!(refused["content"].as_str().unwrap().contains("Only moderators"));
    assert!(!scene.settled(mark).await.iter().any(|made| made.is("POST", "/channels/*/messages")));
    scene.person("moderator").slash("help", "/faq", options).await.unwrap();
    let mention = format!("<@{to}>");
    let posted = scene
        .discord
        .wait_for(|made| made.request["content"].as_str().is_some_and(|text| text.contains(&mention)), SOON)
        .await
        .expect("shown in the channel");
    assert_eq!(posted.request["allowed_mentions"]["users"], json!([to]));
}

#[tokio::test]
async fn official_tells_true_from_false() {
    let scene = Scene::lantern().await;
    let asker = scene.person("asker");
    for (url, word) in [
        ("metamask.io", "Yes."),
        ("metamask-login.example", "NO."),
        ("example.org", "not one"),
        ("metamask-support[.]com", "NO. `metamask-support.com`"),
        ("hXXps://metamask[.]io", "Yes. `metamask.io`"),
        ("metamask.io:8443/x", "`metamask.io`"),
        ("hello", "not an address I can read"),
    ] {
        let Shown::Message(line) = asker.slash("help", "/official", json!({ "url": url })).await.unwrap()
        else {
            panic!("a line");
        };
        assert!(line["content"].as_str().unwrap().contains(word), "{url}: {}", line["content"]);
    }
}
