//! What was posted while the bot was away is guarded, in order, once, and never answered.

use crate::phrase::phrase;
use crate::process::{Bot, Home};
use crate::scene::{SOON, Scene};
use komainu::playground::{Exchange, Fault, GatewayFault, Id, Permissions, Post, Target, World};
use komainu::policy::Settings;
use serde_json::Value;
use std::time::Duration;

/// A read of a channel's messages.
fn is_read(made: &Exchange) -> bool {
    made.is("GET", "/channels/*/messages")
}

async fn gone(home: &Home, post: Post) {
    assert!(
        home.discord.as_person("moderator").wait_gone(post, 2 * SOON).await,
        "a missed leak still stands"
    );
}

fn stands(home: &Home, post: Post) -> bool {
    home.discord
        .as_person("moderator")
        .sees(post.channel)
        .iter()
        .any(|seen| seen["id"] == post.id.to_string())
}

/// Waits for so many alerts, and then a little for one too many; returns their titles.
async fn alerts(home: &Home, expected: usize) -> Vec<String> {
    let seen = || home.discord.as_person("moderator").sees_in("mod-log");
    for _ in 0..400 {
        if seen().len() >= expected {
            break;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    tokio::time::sleep(Duration::from_millis(500)).await;
    seen().iter().filter_map(|message| message["embeds"][0]["title"].as_str().map(str::to_owned)).collect()
}

/// Waits until the bot has judged what was said so far: something later is answered, and a moment is over.
async fn judged(home: &Home) {
    let yuki = home.discord.as_person("yuki");
    let probe = yuki.post("help", "パスワードを忘れました。リセットするにはどうすればいいですか？").unwrap();
    let reply = |message: &Value| message["message_reference"]["message_id"] == probe.id.to_string();
    yuki.wait_to_see(probe.channel, reply, SOON).await.expect("a reply");
    tokio::time::sleep(Duration::from_millis(300)).await;
}

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
    bot.says("caught up").await;
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
    bot.says("caught up").await;
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
    let slow =
        Fault::on("GET", &format!("/channels/{general}/messages")).after(3).delay(Duration::from_secs(60));
    home.discord.fault(slow);
    let bot = home.start().await;
    let mark = home.discord.mark();
    let live = asker.post("general", &phrase(10)).unwrap();
    gone(&home, live).await;
    // An incident is written, and the cursors of the pages with it.
    let log = format!("/channels/{}/messages", home.channel("mod-log"));
    let alerted = |made: &Exchange| made.is("POST", &log);
    home.discord.wait_after(mark, alerted, SOON).await.expect("an alert");
    tokio::time::sleep(Duration::from_secs(6)).await;
    bot.kill();
    home.discord.clear_faults();
    let cursor = home.cursor(general).await.unwrap();
    assert!(
        first.id < cursor && cursor < leak.id,
        "the cursor stands between what was read and what was not"
    );
    assert!(stands(&home, leak));

    home.start().await.says("caught up").await;
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
    bot.says("caught up").await;
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
    bot.says("caught up").await;
    assert!(home.discord.faults_spent());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_bot_cannot_or_need_not_read_is_not_asked_for() {
    let mut world = World::lantern();
    let general = world.find_channel("general").unwrap();
    let guild = world.guild_of(general).unwrap();
    let hidden = world.find_channel("ヘルプ-日本語").unwrap();
    world.overwrite(hidden, Target::Role(guild), Permissions::NONE, Permissions::VIEW_CHANNEL);
    let home = Home::of(world).await;
    let asker = home.discord.as_person("asker");
    let read = || -> Vec<String> {
        let made = home.discord.bot_exchanges();
        made.iter().filter(|made| is_read(made)).map(|made| made.path.clone()).collect()
    };
    let stop = async |bot: Bot| {
        judged(&home).await;
        bot.stop().await;
    };
    // New here: nothing was missed.
    asker.post("general", &phrase(14)).unwrap();
    stop(home.start().await).await;
    assert!(read().is_empty(), "a new server is swept");
    // Silent since, but for a channel that the bot does not see. Where somebody spoke a moment ago, it may have been edited.
    home.discord.as_person("operator").post("ヘルプ-日本語", "among ourselves").unwrap();
    let bot = home.start().await;
    let leak = asker.post("general", &phrase(15)).unwrap();
    gone(&home, leak).await;
    stop(bot).await;
    assert_eq!(read(), [format!("/channels/{}/messages", home.channel("help"))]);
    // Silent for hours: nothing at all.
    let home = Home::lantern().await;
    let asker = home.discord.as_person("asker");
    let old = asker.posted_before("general", "hours ago", Duration::from_secs(3 * 3600)).unwrap();
    home.guarded(&[(old.channel, old.id)]).await;
    let bot = home.start().await;
    judged(&home).await;
    assert!(!home.discord.bot_exchanges().iter().any(|made| is_read(made)), "a silent server is swept");
    drop(bot);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_exempt_are_left_alone() {
    let home = Home::lantern().await;
    let (general, guild) = (home.channel("general"), home.guild());
    let helper = home.discord.look(|world| world.find_role(guild, "Helper")).unwrap();
    let store = home.store().await;
    let change = |settings: &mut Settings| settings.exempt_roles = vec![helper.0];
    store.change_settings(guild.0, &Settings::default(), change).await.unwrap();
    store.close(SOON).await;
    let first = home.discord.as_person("asker").post("general", "guarded").unwrap();
    home.guarded(&[(general, first.id)]).await;
    let theirs = home.discord.as_person("helper").post("general", &phrase(16)).unwrap();
    let leak = home.discord.as_person("asker").post("general", &phrase(17)).unwrap();
    home.start().await.says("caught up").await;
    gone(&home, leak).await;
    assert!(stands(&home, theirs));
}

#[tokio::test(flavor = "multi_thread")]
async fn servers_left_meanwhile_are_forgotten() {
    let home = Home::lantern().await;
    let store = home.store().await;
    let stranger = Id(home.guild().0 + (1 << 22));
    for guild in [home.guild(), stranger] {
        store
            .change_settings(guild.0, &Settings::default(), |settings| settings.delete_likely = true)
            .await
            .unwrap();
        store.seen(guild.0, guild.0 + 1, guild.0 + 2);
    }
    store.close(SOON).await;
    let bot = home.start().await;
    bot.says("everything of it is forgotten").await;
    bot.stop().await;
    let store = home.store().await;
    assert_eq!(store.guilds().await.unwrap().into_iter().collect::<Vec<_>>(), [home.guild().0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_edited_meanwhile_is_guarded_once() {
    let home = Home::lantern().await;
    let asker = home.discord.as_person("asker");
    let bot = home.start().await;
    let [busy, silent] = ["general", "help"].map(|channel| asker.post(channel, "nothing to see").unwrap());
    // Likely, and told of while the bot is there: not again.
    let likely = asker.post("general", phrase(30).rsplit_once(' ').unwrap().0).unwrap();
    assert_eq!(alerts(&home, 1).await.len(), 1);
    judged(&home).await;
    bot.stop().await;
    for (post, seed) in [(busy, 31), (silent, 32)] {
        asker.edit(post, &phrase(seed)).unwrap();
    }
    asker.edit(likely, &format!("{} ", phrase(30).rsplit_once(' ').unwrap().0)).unwrap();
    asker.post("general", "hello?").unwrap();
    let bot = home.start().await;
    gone(&home, busy).await;
    gone(&home, silent).await;
    let titles = alerts(&home, 4).await;
    assert_eq!(titles.iter().filter(|title| *title == "Leaked secret removed").count(), 2, "{titles:?}");
    bot.stop().await;
    let before = home.discord.as_person("moderator").sees_in("mod-log").len();
    let bot = home.start().await;
    judged(&home).await;
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!(alerts(&home, before).await.len(), before, "told of again at the next start");
    drop(bot);
}

#[tokio::test(flavor = "multi_thread")]
async fn threads_archived_meanwhile_are_read() {
    let home = Home::lantern().await;
    let asker = home.discord.as_person("asker");
    let archive = |thread: Id| {
        let body = serde_json::json!({ "archived": true });
        asker.request("PATCH", &format!("/channels/{thread}"), body).unwrap();
    };
    let bot = home.start().await;
    asker.post("general", "hello").unwrap();
    let [known, over] = ["about dogs", "about birds"].map(|name| asker.thread("general", name).unwrap());
    for thread in [known, over] {
        asker.post(&thread.to_string(), "woof").unwrap();
    }
    judged(&home).await;
    archive(over);
    // Behind it on the wire, and then a moment for what is dealt with beside messages.
    let leak = asker.post("general", &phrase(38)).unwrap();
    gone(&home, leak).await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    bot.stop().await;

    let in_known = asker.post(&known.to_string(), &phrase(33)).unwrap();
    archive(known);
    let new = asker.thread("general", "about cats").unwrap();
    let in_new = asker.post(&new.to_string(), &phrase(34)).unwrap();
    archive(new);
    let titled = asker.thread("general", &phrase(35)).unwrap();
    archive(titled);
    let forum = asker.forum_post("help-forum", "locked out", &phrase(36)).unwrap();
    archive(forum.channel);
    let mark = home.discord.mark();
    let bot = home.start().await;
    for post in [in_known, in_new, forum] {
        gone(&home, post).await;
    }
    for _ in 0..400 {
        if home.discord.look(|world| world.guild_of(titled)).is_none() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    assert!(home.discord.look(|world| world.guild_of(titled)).is_none(), "the thread goes with its title");
    let of_over = format!("/channels/{over}/messages");
    let read =
        home.discord.bot_exchanges().iter().any(|made| made.number >= mark && made.is("GET", &of_over));
    assert!(!read, "a thread that was archived before is read");
    drop(bot);
}

#[tokio::test(flavor = "multi_thread")]
async fn direct_messages_of_a_downtime_are_guarded() {
    let home = Home::lantern().await;
    let (asker, yuki) = (home.discord.as_person("asker"), home.discord.as_person("yuki"));
    let bot = home.start().await;
    for person in [&asker, &yuki] {
        person.dm("komainu", "hello").unwrap();
        let greeted = |message: &Value| message["author"]["bot"] == true;
        person.wait_to_hear_from("komainu", greeted, SOON).await.expect("a direct message is answered");
    }
    judged(&home).await;
    bot.stop().await;
    let told = |person: &komainu::playground::Person| {
        let said = person.sees_from("komainu");
        said.iter().filter(|said| said["author"]["bot"] == true).count()
    };
    let before = (told(&asker), told(&yuki));
    let leak = asker.dm("komainu", &phrase(37)).unwrap();
    yuki.dm("komainu", "are you there?").unwrap();
    let bot = home.start().await;
    let warned = |message: &Value| {
        message["embeds"][0]["title"].as_str().is_some_and(|title| title.contains("Delete"))
    };
    asker.wait_to_see(leak.channel, warned, SOON).await.expect("a warning");
    bot.says("conversations read").await;
    judged(&home).await;
    assert_eq!((told(&asker), told(&yuki)), (before.0 + 1, before.1), "and nothing is answered");
    bot.stop().await;
    let bot = home.start().await;
    judged(&home).await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(told(&asker), before.0 + 1, "warned again at the next start");
    drop(bot);
}

/// A leak in a gap of the gateway: what happened to the session decides whether anything is read.
async fn gap(strike: impl Fn(&Scene) -> Option<Post>, reads: bool) {
    let scene = Scene::lantern().await;
    let (asker, moderator) = (scene.person("asker"), scene.person("moderator"));
    let before = asker.post("general", &phrase(18)).unwrap();
    assert!(moderator.wait_gone(before, SOON).await);
    scene.alert().await;
    scene.settled(scene.discord.mark()).await;
    assert!(scene.store.flush(SOON).await, "the incident is written, and the cursors with it");
    let mark = scene.discord.mark();
    let unheard = strike(&scene);
    let missed = asker.post("general", &phrase(19)).unwrap();
    for post in unheard.into_iter().chain([missed]) {
        assert!(moderator.wait_gone(post, 3 * SOON).await, "the gap is not guarded");
    }
    let read = scene.discord.bot_exchanges().iter().any(|made| made.number >= mark && is_read(made));
    assert_eq!(read, reads);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_resumed_session_reads_nothing() {
    let strike = |scene: &Scene| {
        scene.discord.gateway(GatewayFault::Close(4000));
        None
    };
    gap(strike, false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_resume_is_caught_up() {
    let strike = |scene: &Scene| {
        scene.discord.gateway(GatewayFault::RefuseResumes(1));
        scene.discord.gateway(GatewayFault::Close(4000));
        None
    };
    gap(strike, true).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invalid_session_is_caught_up() {
    let strike = |scene: &Scene| {
        scene.discord.gateway(GatewayFault::InvalidSession { resumable: false });
        None
    };
    gap(strike, true).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outage_of_the_server_is_caught_up() {
    let strike = |scene: &Scene| {
        let general = scene.channel("general");
        let guild = scene.discord.look(|world| world.guild_of(general)).unwrap();
        scene.discord.outage(guild, true);
        scene.discord.fault(Fault::event("MESSAGE_CREATE"));
        let unheard = scene.person("asker").post("general", &phrase(20)).unwrap();
        scene.discord.outage(guild, false);
        Some(unheard)
    };
    gap(strike, true).await;
}
