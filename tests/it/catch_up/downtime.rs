//! A downtime: what is read after it, how far back, whatever Discord and crashes do meanwhile.

use super::{CAUGHT_UP, alerts, gone, judged, stands};
use crate::phrase::phrase;
use crate::process::Home;
use crate::scene::SOON;
use komainu::playground::{Exchange, Fault, Post};
use serde_json::Value;
use std::time::Duration;

#[tokio::test(flavor = "multi_thread")]
async fn a_downtime_is_guarded_and_not_answered() {
    let home = Home::lantern().await;
    let asker = home.discord.as_person("asker");
    let bot = home.start().await;
    let hello = asker.post("general", "hello").unwrap();
    asker.post("help", "hello, nice to be here").unwrap();
    let old_thread = asker.thread("general", "about dogs").unwrap();
    asker.post(&old_thread.to_string(), "woof").unwrap();
    judged(&home).await;
    bot.stop().await;
    assert_eq!(home.cursor(hello.channel).await.map(|cursor| cursor >= hello.id), Some(true));

    let question = asker.post("help", "I forgot my password, how do I reset it?").unwrap();
    let leak = asker.post("general", &format!("help!! {}", phrase(1))).unwrap();
    let in_thread = asker.post(&old_thread.to_string(), &phrase(2)).unwrap();
    let new_thread = asker.thread("general", "about cats").unwrap();
    let in_new_thread = asker.post(&new_thread.to_string(), &phrase(3)).unwrap();
    let titled = asker.thread("general", &phrase(4)).unwrap();
    let file =
        asker.upload("general", "my notes", &[("notes.txt", "text/plain", phrase(5).as_bytes())]).unwrap();
    let silent = asker.post("ヘルプ-日本語", &phrase(6)).unwrap();
    let edited = asker.post("general", "an innocent start").unwrap();
    asker.edit(edited, &phrase(7)).unwrap();

    let bot = home.start().await;
    for post in [leak, in_thread, in_new_thread, file, silent, edited] {
        gone(&home, post).await;
    }
    bot.says(CAUGHT_UP).await;
    assert!(home.discord.look(|world| world.guild_of(titled)).is_none(), "the thread goes with its title");
    // The bot is asked the same again: that one it answers, the one from before it never did.
    let probe =
        home.discord.as_person("yuki").post("help", "I forgot my password, how do I reset it?").unwrap();
    let reply =
        |to: Post| move |message: &Value| message["message_reference"]["message_id"] == to.id.to_string();
    asker.wait_to_see(probe.channel, reply(probe), SOON).await.expect("a reply");
    assert!(!asker.sees(question.channel).iter().any(reply(question)), "an old question is answered");
    bot.stop().await;
    for channel in [leak.channel, in_thread.channel, in_new_thread.channel, silent.channel] {
        assert!(home.cursor(channel).await > Some(hello.id));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phrase_said_before_during_and_after_goes_as_a_whole() {
    let home = Home::lantern().await;
    let (asker, phrase) = (home.discord.as_person("asker"), phrase(8));
    let words: Vec<&str> = phrase.split(' ').collect();
    let say =
        |words: &[&str]| words.iter().map(|word| asker.post("general", word).unwrap()).collect::<Vec<_>>();
    let bot = home.start().await;
    let mut posts = say(&words[..4]);
    judged(&home).await;
    bot.stop().await;
    posts.extend(say(&words[4..8]));
    let bot = home.start().await;
    bot.says(CAUGHT_UP).await;
    posts.extend(say(&words[8..]));
    for post in posts {
        gone(&home, post).await;
    }
    let titles = alerts(&home, 2).await;
    // Eight words of twelve may have been suspicious by themselves.
    assert_eq!(titles.iter().filter(|title| *title == "Leaked secret removed").count(), 1, "{titles:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_in_the_middle_loses_nothing() {
    let home = Home::lantern().await;
    let (asker, general) = (home.discord.as_person("asker"), home.channel("general"));
    let first = asker.post("general", "the last one that was guarded").unwrap();
    home.guarded(&[(general, first.id)]).await;
    for n in 0..250 {
        asker.post("general", &format!("chat number {n}")).unwrap();
    }
    let leak = asker.post("general", &phrase(9)).unwrap();

    // The context and two pages are read; the third does not come, and a later message arrives meanwhile.
    // However often it is asked for.
    let read = Fault::on("GET", &format!("/channels/{general}/messages"));
    home.discord.fault(read.after(3).times(99).delay(Duration::from_secs(60)));
    let bot = home.start().await;
    let mark = home.discord.mark();
    let live = asker.post("general", &phrase(10)).unwrap();
    gone(&home, live).await;
    // An incident is written, and the cursors of the pages with it.
    let log = format!("/channels/{}/messages", home.channel("mod-log"));
    let alerted = |made: &Exchange| made.is("POST", &log);
    home.discord.wait_after(mark, alerted, SOON).await.expect("an alert");
    let mut cursor = first.id;
    for _ in 0..200 {
        if cursor > first.id {
            break;
        }
        tokio::time::sleep(Duration::from_millis(250)).await;
        cursor = home.cursor(general).await.unwrap();
    }
    bot.kill();
    home.discord.clear_faults();
    assert!(
        first.id < cursor && cursor < leak.id,
        "the cursor stands between what was read and what was not"
    );
    assert!(stands(&home, leak));

    home.start().await.says(CAUGHT_UP).await;
    gone(&home, leak).await;
    assert_eq!(alerts(&home, 2).await.len(), 2, "each leak is told once");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_day_and_two_thousand_messages_are_read() {
    let home = Home::lantern().await;
    let asker = home.discord.as_person("asker");
    let (general, japanese) = (home.channel("general"), home.channel("ヘルプ-日本語"));
    let ago = |hours: u64| Duration::from_secs(hours * 3600);
    let start = asker.posted_before("general", "the last one guarded", ago(40)).unwrap();
    let too_old = asker.posted_before("general", &phrase(11), ago(25)).unwrap();
    let old = asker.posted_before("general", &phrase(12), ago(23)).unwrap();
    let first = asker.posted_before("ヘルプ-日本語", "guarded", ago(2)).unwrap();
    let mut posts = Vec::new();
    for n in 0..2_050 {
        let leak = [1_990, 2_020].contains(&n);
        let text = if leak { phrase(n) } else { format!("message {n}") };
        posts.push(asker.posted_before("ヘルプ-日本語", &text, ago(1)).unwrap());
    }
    home.guarded(&[(general, start.id), (japanese, first.id)]).await;
    let bot = home.start().await;
    bot.says(CAUGHT_UP).await;
    gone(&home, old).await;
    gone(&home, posts[1_990]).await;
    assert!(stands(&home, too_old) && stands(&home, posts[2_020]), "the bounds hold");
    let log = bot.log();
    assert!(log.contains("away for longer than is caught up"), "{log}");
    assert!(log.contains("more was posted than is caught up"), "{log}");
}

#[tokio::test(flavor = "multi_thread")]
async fn limits_and_outages_only_delay_it() {
    let home = Home::lantern().await;
    let (asker, general, help) =
        (home.discord.as_person("asker"), home.channel("general"), home.channel("help"));
    let first = asker.post("general", "guarded").unwrap();
    home.guarded(&[(general, first.id), (help, first.id)]).await;
    let posts: Vec<Post> = (0..60).map(|n| asker.post("general", &phrase(100 + n)).unwrap()).collect();
    let other = asker.post("help", &phrase(13)).unwrap();
    let read = format!("/channels/{general}/messages");
    home.discord.fault(Fault::on("GET", &read).times(2).status(429).retry_after(0.2));
    home.discord.fault(Fault::on("GET", &read).times(2).status(503));
    home.discord.fault(Fault::on("GET", &read).lose_reply());
    // What was said just before is read, and then nothing for longer than one request is repeated.
    let long = Fault::on("GET", &format!("/channels/{help}/messages")).after(1).times(8).status(500);
    home.discord.fault(long);
    let bot = home.start().await;
    for post in posts {
        gone(&home, post).await;
    }
    gone(&home, other).await;
    bot.says(CAUGHT_UP).await;
    assert!(home.discord.faults_spent());
}
