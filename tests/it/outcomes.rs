//! What became of questions: counted, and listed for the moderators where no answer fitted.

use crate::databases::{Fresh, on_each_database};
use crate::scene::{SOON, Scene, button, labels, menu};
use komainu::message::Id;
use komainu::playground::{Post, Shown};
use komainu::store::{Outcome, Unmatched, WhyUnmatched};
use serde_json::{Value, json};

on_each_database!(
    an_answer_and_what_people_say_of_it_are_counted_once,
    what_moderators_answer_is_counted_as_answered,
    what_was_not_asked_is_listed_until_it_is_solved,
    a_question_nobody_matched_is_listed_and_chatter_is_not,
    a_helper_who_writes_in_the_thread_of_a_question_answers_it,
);

const QUESTION: &str = "I forgot my password, how do I reset it?";
const UNKNOWN: &str = "where can I get the verified role of this server?";

async fn counted(scene: &Scene) -> Vec<(String, Outcome, u64)> {
    assert!(scene.store.flush(SOON).await);
    let counts = scene.store.topic_counts(scene.guild(), 0).await.unwrap();
    counts.into_iter().map(|count| (count.topic, count.outcome, count.n)).collect()
}

async fn listed(scene: &Scene) -> Vec<Unmatched> {
    assert!(scene.store.flush(SOON).await);
    scene.store.unmatched(scene.guild(), 10).await.unwrap()
}

/// Waits until so many questions are on the list.
async fn once_listed(scene: &Scene, many: usize) -> Vec<Unmatched> {
    for _ in 0..400 {
        let listed = listed(scene).await;
        if listed.len() == many {
            return listed;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    panic!("{:?} are on the list, not {many}", listed(scene).await);
}

fn post_of(message: &Value, channel: komainu::playground::Id) -> Post {
    Post { channel, id: komainu::playground::Id::parse(message["id"].as_str().unwrap()).unwrap() }
}

async fn an_answer_and_what_people_say_of_it_are_counted_once(database: Fresh) {
    let scene = Scene::lantern_on(&database).await;
    let asker = scene.person("asker");
    let post = asker.post("help", QUESTION).unwrap();
    let reply = scene.reply_to("asker", post).await;
    let at = post_of(&reply, post.channel);
    let (japanese, solved) = (button(&reply, "日本語"), button(&reply, "Solved"));
    asker.click(at, &japanese).await.unwrap();
    asker.click(at, &japanese).await.unwrap();
    asker.click(at, &solved).await.unwrap();
    // The second click of a double click, and a moderator's beside it, are on their way already.
    asker.click(at, &solved).await.ok();
    scene.person("moderator").click(at, &solved).await.ok();
    let topic = || "forgot-password".to_owned();
    let expected = [
        (topic(), Outcome::Answered, 1),
        (topic(), Outcome::OtherLanguage, 1),
        (topic(), Outcome::Solved, 1),
    ];
    assert_eq!(counted(&scene).await, expected);
}

async fn what_moderators_answer_is_counted_as_answered(database: Fresh) {
    let scene = Scene::lantern_on(&database).await;
    let (moderator, asker) = (scene.person("moderator"), scene.person("asker"));
    let options = json!({"topic": "gas-fees", "to": asker.id().unwrap()});
    assert_eq!(scene.ask("moderator", "general", "/faq", options).await.text(), "Shown in the channel.");
    let asked = asker.post("general", "what do I pay here?").unwrap();
    let Shown::Message(picked) = moderator.context_menu("Answer this…", asked).await.unwrap() else {
        panic!("a menu");
    };
    let select = menu(&picked, "Choose an answer");
    moderator.select(post_of(&picked, asked.channel), &select, &["gas-fees"]).await.unwrap();
    scene.reply_to("asker", asked).await;
    let answers =
        asker.sees(asked.channel).into_iter().filter(|seen| labels(seen).contains(&"Solved".into()));
    for answer in answers {
        asker.click(post_of(&answer, asked.channel), &button(&answer, "Solved")).await.unwrap();
    }
    let expected =
        [("gas-fees".to_owned(), Outcome::Answered, 2), ("gas-fees".to_owned(), Outcome::Solved, 2)];
    assert_eq!(counted(&scene).await, expected);
}

async fn what_was_not_asked_is_listed_until_it_is_solved(database: Fresh) {
    let scene = Scene::lantern_on(&database).await;
    let asker = scene.person("asker");
    let post = asker.post("help", QUESTION).unwrap();
    let reply = scene.reply_to("asker", post).await;
    let at = post_of(&reply, post.channel);
    // Somebody else's press is refused, and counts for nothing.
    scene.person("scammer").click(at, &button(&reply, "Not what I asked")).await.unwrap();
    assert_eq!(listed(&scene).await, []);
    asker.click(at, &button(&reply, "Not what I asked")).await.unwrap();
    let question = once_listed(&scene, 1).await.remove(0);
    assert_eq!(
        (question.message, question.channel, question.why),
        (post.id.0, post.channel.0, WhyUnmatched::NotAsked)
    );
    assert_eq!(question.candidates[0], "forgot-password");
    assert!(counted(&scene).await.contains(&("forgot-password".into(), Outcome::NotAsked, 1)));
    asker.delete(post).unwrap();
    // A deleted question is off the list.
    once_listed(&scene, 0).await;
}

async fn a_question_nobody_matched_is_listed_and_chatter_is_not(database: Fresh) {
    let scene = Scene::lantern_on(&database).await;
    let asker = scene.person("asker");
    let post = asker.post("help", UNKNOWN).unwrap();
    asker.post("help", "thank you all, it works now").unwrap();
    asker.post("help", "good morning everybody, how are you?").unwrap();
    asker.post("general", UNKNOWN).unwrap();
    scene.person("moderator").post("help", UNKNOWN).unwrap();
    // Somebody without a role answers: it may be wrong.
    scene.person("scammer").reply(post, "no idea").unwrap();
    scene.settled(scene.discord.mark()).await;
    let messages: Vec<Id> = listed(&scene).await.iter().map(|question| question.message).collect();
    assert_eq!(messages, [post.id.0]);
    // A helper's answer counts.
    scene.person("helper").reply(post, "react to the message in #rules").unwrap();
    once_listed(&scene, 0).await;
    assert!(counted(&scene).await.contains(&(String::new(), Outcome::Unmatched, 1)));
}

async fn a_helper_who_writes_in_the_thread_of_a_question_answers_it(database: Fresh) {
    let scene = Scene::lantern_on(&database).await;
    let post = scene.person("asker").forum_post("help-forum", "Verified role", UNKNOWN).unwrap();
    once_listed(&scene, 1).await;
    scene
        .person("helper")
        .post_in(post.channel, serde_json::json!({"content": "react in the rules channel"}))
        .unwrap();
    once_listed(&scene, 0).await;
}
