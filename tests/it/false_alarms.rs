//! *False alarm*: the same text is not flagged again, however it is posted, and nothing but that text is let through.

use crate::alerts::{alert, name_of, now, press, verdicts};
use crate::databases::{Fresh, on_each_database};
use crate::phrase::phrase;
use crate::scene::{SOON, Scene, button, labels};
use komainu::playground::{Exchange, Post};
use komainu::secrets::{Part, Setting, Verdict, scan};
use komainu::text::Origin;
use std::time::Duration;

on_each_database!(
    a_false_alarm_is_marked_after_the_delete_and_not_flagged_again,
    a_false_alarm_told_again_and_again_is_no_half_of_anything,
    a_false_alarm_holds_beside_a_file,
    what_is_attached_to_a_false_alarm_is_judged_by_itself,
);

/// Nearly a phrase: two words have changed places.
fn nearly(seed: u64) -> String {
    let phrase = phrase(seed);
    let swapped = |at: usize| {
        let mut words: Vec<&str> = phrase.split(' ').collect();
        words.swap(at, at + 1);
        format!("puzzle of the day: {}", words.join(" "))
    };
    let is_likely = |text: &String| {
        let found = scan(&[Part { origin: Origin::Content, text }], Setting::default());
        found.first().is_some_and(|found| found.verdict == Verdict::Likely)
    };
    (0..11).map(swapped).find(is_likely).expect("one of them has no checksum")
}

async fn a_false_alarm_is_marked_after_the_delete_and_not_flagged_again(database: Fresh) {
    let scene = Scene::lantern_on(&database).await;
    let text = format!("from the docs of our own library: {}", phrase(1));
    let post = scene.person("asker").post("general", &text).unwrap();
    assert!(scene.person("moderator").wait_gone(post, SOON).await);
    let (shown, at) = alert(&scene).await;
    assert_eq!(labels(&shown), ["False alarm", "Open guidance"], "the message is gone");

    let id = button(&shown, "False alarm");
    assert_eq!(press(&scene, "moderator", at, &id).await, None);
    let line = format!("{}: false alarm. The same text is not flagged again.", name_of(&scene, "moderator"));
    assert_eq!(verdicts(&scene, at, "Moderators"), line);
    assert_eq!(labels(&now(&scene, at)), ["Open guidance"]);

    let mark = scene.discord.mark();
    let again = scene.person("helper").post("general", &text).unwrap();
    let made = scene.settled(mark).await;
    assert!(!made.iter().any(|made| made.method == "DELETE"), "flagged again");
    assert!(scene.person("asker").sees(again.channel).iter().any(|seen| seen["id"] == again.id.to_string()));
    assert!(scene.store.flush(SOON).await);
    let guild = scene.discord.look(|world| world.guild_of(post.channel)).unwrap();
    let incident = scene.store.incident(guild.0, post.id.0).await.unwrap().unwrap();
    assert!(incident.false_alarm);
}

async fn a_false_alarm_told_again_and_again_is_no_half_of_anything(database: Fresh) {
    let scene = Scene::lantern_on(&database).await;
    let text = nearly(5);
    let asker = scene.person("asker");
    asker.post("general", &text).unwrap();
    let (shown, at) = alert(&scene).await;
    assert_eq!(labels(&shown)[0], "Delete the message", "it is only likely");
    assert_eq!(press(&scene, "moderator", at, &button(&shown, "False alarm")).await, None);

    let mark = scene.discord.mark();
    for _ in 0..3 {
        asker.post("general", &text).unwrap();
    }
    let made = scene.settled(mark).await;
    assert!(!made.iter().any(|made| made.method == "DELETE"), "two of them make a new one");
    let alerts = scene.person("moderator").sees_in("mod-log");
    assert_eq!(
        alerts.iter().filter(|message| labels(message).contains(&"False alarm".to_owned())).count(),
        0
    );
}

/// Posts a text with a file beside it, and waits until the bot has looked into that.
async fn upload(scene: &Scene, text: &str, file: (&str, &str, &[u8])) -> Post {
    let mark = scene.discord.mark();
    let post = scene.person("asker").upload("general", text, &[file]).unwrap();
    let fetched = |made: &Exchange| made.is("GET", "/attachments/*/*/*");
    scene.discord.wait_after(mark, fetched, SOON).await.expect("the file is fetched");
    post
}

/// How many messages the bot has written or deleted, once it has been quiet for a while.
async fn acts(scene: &Scene) -> usize {
    let mut before = 0;
    while before != scene.discord.mark() {
        before = scene.discord.mark();
        tokio::time::sleep(Duration::from_millis(700)).await;
    }
    let is_act = |made: &Exchange| made.method == "DELETE" || made.is("POST", "/channels/*/messages");
    scene.discord.bot_exchanges().iter().filter(|made| is_act(made)).count()
}

async fn a_false_alarm_holds_beside_a_file(database: Fresh) {
    let scene = Scene::lantern_on(&database).await;
    let text = nearly(12);
    let mut picture = Vec::new();
    let blank = image::RgbImage::new(16, 16);
    blank.write_to(&mut std::io::Cursor::new(&mut picture), image::ImageFormat::Png).unwrap();
    let file = ("picture.png", "image/png", picture.as_slice());
    upload(&scene, &text, file).await;
    let (shown, at) = alert(&scene).await;
    assert_eq!(labels(&shown)[0], "Delete the message", "it is only likely");
    assert_eq!(press(&scene, "moderator", at, &button(&shown, "False alarm")).await, None);
    let before = acts(&scene).await;
    for _ in 0..3 {
        upload(&scene, &text, file).await;
    }
    assert_eq!(acts(&scene).await, before, "flagged again");
}

async fn what_is_attached_to_a_false_alarm_is_judged_by_itself(database: Fresh) {
    let scene = Scene::lantern_on(&database).await;
    let text = format!("from the docs of our own library: {}", phrase(13));
    let file = ("notes.txt", "text/plain", b"nothing to see".as_slice());
    let post = scene.person("asker").upload("general", &text, &[file]).unwrap();
    assert!(scene.person("moderator").wait_gone(post, SOON).await);
    let (shown, at) = alert(&scene).await;
    assert_eq!(press(&scene, "moderator", at, &button(&shown, "False alarm")).await, None);
    let before = acts(&scene).await;
    upload(&scene, &text, file).await;
    assert_eq!(acts(&scene).await, before, "flagged again");
    let secret = phrase(14);
    let post = upload(&scene, &text, ("notes.txt", "text/plain", secret.as_bytes())).await;
    assert!(scene.person("moderator").wait_gone(post, SOON).await, "the file was not judged");
}
