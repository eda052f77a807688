//! Starting, stopping, and what changes in between, with the real program.

use crate::phrase::phrase;
use crate::process::Home;
use crate::scene::SOON;
use komainu::playground::{Exchange, Fault, Post, World};
use komainu::policy::Settings;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const QUESTION: &str = "I forgot my password, how do I reset it?";

/// A delete of a message, as it leaves the bot.
fn is_delete(made: &Exchange) -> bool {
    made.is("DELETE", "/channels/*/messages/*")
}

fn stands(home: &Home, post: Post) -> bool {
    home.discord.as_person("asker").sees(post.channel).iter().any(|seen| seen["id"] == post.id.to_string())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_finishes_what_is_under_way_and_begins_nothing() {
    let home = Home::lantern().await;
    let bot = home.start().await;
    let asker = home.discord.as_person("asker");
    home.discord.fault(Fault::on("DELETE", "/channels/*/messages/*").delay(Duration::from_secs(1)));
    let leak = asker.post("general", &phrase(1)).unwrap();
    tokio::time::sleep(Duration::from_millis(500)).await;
    let log = bot.stop().await;
    assert!(log.contains("stopped"), "{log}");
    assert!(!stands(&home, leak), "the delete was under way, and is finished");
    let told = home.discord.as_person("moderator").sees_in("mod-log");
    assert_eq!(told.len(), 1, "so are notice and alert");
    let store = home.store().await;
    let incidents = store.incidents(home.guild().0, None, 0, 9).await.unwrap();
    assert_eq!(incidents.iter().map(|incident| &incident.messages[..]).collect::<Vec<_>>(), [[leak.id.0]]);
    store.close(SOON).await;
    // What comes after waits for the next start.
    let later = asker.post("general", &phrase(2)).unwrap();
    assert!(stands(&home, later));
    let bot = home.start().await;
    assert!(home.discord.as_person("moderator").wait_gone(later, 2 * SOON).await);
    bot.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_does_not_wait_for_ever_and_a_second_signal_not_at_all() {
    let home = Home::lantern().await;
    // However often it is tried again.
    let hung = || {
        let delete = Fault::on("DELETE", "/channels/*/messages/*");
        home.discord.fault(delete.times(99).delay(Duration::from_secs(60)));
    };
    for signals in [1, 2] {
        let mut bot = home.start().await;
        hung();
        let leak = home.discord.as_person("asker").post("general", &phrase(2 + signals)).unwrap();
        tokio::time::sleep(Duration::from_millis(500)).await;
        bot.signal("TERM");
        bot.says("what is under way is finished first").await;
        if signals == 2 {
            bot.signal("INT");
        }
        let status = bot.ended(SOON).await;
        let log = bot.log();
        assert_eq!(status.success(), signals == 1, "{log}");
        assert_eq!(log.contains("a second signal"), signals == 2, "{log}");
        home.discord.clear_faults();
        // It was not finished, so the next start does it.
        let bot = home.start().await;
        assert!(home.discord.as_person("moderator").wait_gone(leak, 2 * SOON).await, "{}", bot.log());
        bot.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thread_has_one_reply_over_a_restart_and_one_that_has_none_gets_it() {
    let home = Home::lantern().await;
    let asker = home.discord.as_person("asker");
    let open = || asker.forum_post("help-forum", "Forgot my MetaMask password", QUESTION).unwrap();
    let replied = |message: &Value| message["author"]["bot"] == true;
    let bot = home.start().await;
    let answered = open();
    assert!(asker.wait_to_see(answered.channel, replied, SOON).await.is_some(), "{}", bot.log());
    bot.stop().await;
    // Nobody is there to answer it.
    let missed = open();
    let bot = home.start().await;
    for post in [answered, missed] {
        asker.post_in(post.channel, json!({"content": QUESTION})).unwrap();
    }
    assert!(asker.wait_to_see(missed.channel, replied, SOON).await.is_some(), "{}", bot.log());
    bot.says("why=Answered").await;
    let replies = |post: Post| asker.sees(post.channel).into_iter().filter(replied).count();
    assert_eq!((replies(answered), replies(missed)), (1, 1), "{}", bot.log());
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_changed_by_another_process_hold_without_a_restart() {
    let home = Home::lantern().await;
    let bot = home.start().await;
    let (asker, general) = (home.discord.as_person("asker"), home.channel("general"));
    let beside = home.store().await;
    let change = |settings: &mut Settings| settings.help = vec![general.0];
    beside.change_settings(home.guild().0, &Settings::default(), change).await.unwrap();
    beside.close(SOON).await;
    // SQLite is looked at every five seconds.
    let answered =
        |message: &Value| message["author"]["bot"] == true && !message["message_reference"].is_null();
    let mut tries = 0;
    while !asker.sees(general).iter().any(answered) {
        assert!(tries < 20, "the change is not noticed:\n{}", bot.log());
        tries += 1;
        asker.post("general", QUESTION).unwrap();
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn from_start_to_ready() {
    let home = Home::lantern().await;
    let started = Instant::now();
    let bot = home.start().await;
    let (identified, _) = home.discord.identifies()[0];
    // Each question costs a turn around the world before anything is guarded.
    let asked = home.discord.bot_exchanges().into_iter().filter(|made| made.at < identified);
    let mut asked: Vec<String> = asked.map(|made| made.path.clone()).collect();
    asked.sort();
    assert_eq!(asked, ["/gateway", "/gateway/bot", "/oauth2/applications/@me"], "each once");
    // Printed, not asserted: machines differ.
    crate::measured(&format!(
        "start to IDENTIFY {:?}, to commands registered {:?}",
        identified - started,
        started.elapsed()
    ));
    assert!(home.discord.bot_exchanges().iter().all(|made| made.status < 400));
    bot.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_at_the_start_is_one_sentence() {
    let home = Home::lantern().await;
    let ends = async |variables: &[(&str, &str)]| {
        let mut bot = home.launch(variables);
        assert!(!bot.ended(SOON).await.success());
        // The thread that reads what it said may be a moment behind.
        bot.says("komainu: ").await;
        bot.log()
    };
    let said = ends(&[("DISCORD_TOKEN", "hello")]).await;
    assert!(said.contains("does not have the form of a bot token"), "{said}");
    let said = ends(&[("DISCORD_TOKEN", &["MTAw", "AAAAAA", "nobody-in-this-world"].join("."))]).await;
    assert!(said.contains("does not accept DISCORD_TOKEN"), "{said}");
    assert!(!said.contains("nobody-in-this-world"), "{said}");
    let said = ends(&[("DISCORD_API_URL", "http://127.0.0.1:1")]).await;
    assert!(said.contains("does not answer"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_blank_filter_of_logs_is_none() {
    let home = Home::lantern().await;
    for blank in ["", " "] {
        home.launch(&[("RUST_LOG", blank)]).says("invite the bot with").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn deletes_leave_before_a_stop_is_through() {
    let home = Home::lantern().await;
    let bot = home.start().await;
    let mark = home.discord.mark();
    let posts: Vec<Post> =
        (0..20).map(|n| home.discord.as_person("asker").post("general", &phrase(20 + n)).unwrap()).collect();
    home.discord.wait_after(mark, is_delete, SOON).await.expect("the first delete");
    bot.stop().await;
    let bot = home.start().await;
    for post in posts {
        assert!(
            home.discord.as_person("moderator").wait_gone(post, 3 * SOON).await,
            "lost between two runs:\n{}",
            bot.log()
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_more_sessions_are_begun_than_discord_allows_a_day() {
    let mut world = World::lantern();
    world.timing.identifies_a_day = 1;
    let home = Home::of(world).await;
    home.start().await.stop().await;
    let (first, _) = home.discord.identifies()[0];
    let missed = home.discord.as_person("asker").post("general", &phrase(50)).unwrap();
    // The next one waits until that is forgotten: Discord takes the token of whoever does not. It can be stopped meanwhile.
    let waiting = home.launch(&[]);
    waiting.says("Discord allows no more sessions today").await;
    waiting.stop().await;
    let day = first.elapsed() + Duration::from_secs(10);
    home.discord.arrange(|world| world.timing.day = day);
    let bot = home.start().await;
    assert!(home.discord.as_person("moderator").wait_gone(missed, SOON).await, "{}", bot.log());
    let identified = home.discord.identifies();
    assert!(identified.last().is_some_and(|&(at, _)| at >= first + day), "{identified:?}");
}
