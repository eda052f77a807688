//! Where it looks beside new messages in channels - edits, threads that have ended, conversations - and where it need not.

use super::{CAUGHT_UP, alerts, gone, is_read, judged, stands};
use crate::phrase::phrase;
use crate::process::{Bot, Home};
use crate::scene::SOON;
use komainu::playground::{Exchange, Fault, Id, Permissions, Post, Target, World};
use komainu::policy::Settings;
use serde_json::{Value, json};
use std::time::Duration;

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
    home.start().await.says(CAUGHT_UP).await;
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
async fn what_was_told_before_a_crash_is_not_told_again() {
    let home = Home::lantern().await;
    let (asker, yuki) = (home.discord.as_person("asker"), home.discord.as_person("yuki"));
    let bot = home.start().await;
    // While its delete hangs, everything behind it counts as not judged.
    home.discord
        .fault(Fault::on("DELETE", "/channels/*/messages/*").times(99).delay(Duration::from_secs(60)));
    let stuck = asker.post("general", &phrase(39)).unwrap();
    let likely = yuki.post("general", phrase(40).rsplit_once(' ').unwrap().0).unwrap();
    assert_eq!(alerts(&home, 1).await.len(), 1);
    let store = home.store().await;
    for _ in 0..400 {
        if store.incident(home.guild().0, likely.id.0).await.unwrap().is_some() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    store.close(SOON).await;
    bot.kill();
    home.discord.clear_faults();
    let mark = home.discord.mark();
    let bot = home.start().await;
    gone(&home, stuck).await;
    judged(&home).await;
    let titles = alerts(&home, 2).await;
    assert_eq!(titles.len(), 2, "{titles:?}\n{}", bot.log());
    // For some minutes Discord would not show it twice; the bot does not say it twice.
    let log = format!("/channels/{}/messages", home.channel("mod-log"));
    let said = home.discord.bot_exchanges_after(mark);
    assert_eq!(said.iter().filter(|made| made.is("POST", &log)).count(), 1, "{}", bot.log());
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

    // Word by word: the pieces are deleted side by side, each of which Discord refuses while the thread is archived.
    let words = phrase(33);
    let say = |word| asker.post(&known.to_string(), word).unwrap();
    let in_known: Vec<Post> = words.split(' ').map(say).collect();
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
    for post in in_known.into_iter().chain([in_new, forum]) {
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

#[tokio::test(flavor = "multi_thread")]
async fn private_threads_archived_meanwhile_are_read() {
    for manages in [true, false] {
        let mut world = World::lantern();
        let general = world.find_channel("general").unwrap();
        if !manages {
            let bot = world.bot();
            world.overwrite(general, Target::Member(bot), Permissions::NONE, Permissions::MANAGE_THREADS);
        }
        let home = Home::of(world).await;
        let asker = home.discord.as_person("asker");
        let bot = home.start().await;
        // Nothing is said in the channel itself while the bot is away.
        asker.post("general", "hello").unwrap();
        judged(&home).await;
        bot.stop().await;

        let begin = |name: &str, joined: bool| {
            let body = json!({ "name": name, "type": 12 });
            let thread = asker.request("POST", &format!("/channels/{general}/threads"), body).unwrap();
            let thread = Id::parse(thread["id"].as_str().unwrap()).unwrap();
            if joined {
                let path = format!("/channels/{thread}/thread-members/{}", home.discord.application_id());
                asker.request("PUT", &path, Value::Null).unwrap();
            }
            let leak = asker.post(&thread.to_string(), &phrase(50 + u64::from(joined))).unwrap();
            asker.request("PATCH", &format!("/channels/{thread}"), json!({ "archived": true })).unwrap();
            leak
        };
        let [strange, joined] = [begin("between us", false), begin("with the bot", true)];
        let mark = home.discord.mark();
        let bot = home.start().await;
        gone(&home, joined).await;
        if manages {
            gone(&home, strange).await;
            // They are archived as before.
            for thread in [strange, joined].map(|post| format!("/channels/{}", post.channel)) {
                let closed = |made: &Exchange| made.is("PATCH", &thread) && made.request["archived"] == true;
                let made = home.discord.wait_after(mark, closed, SOON).await;
                assert!(made.is_some_and(|made| made.status == 200), "it stays open:\n{}", bot.log());
            }
        } else {
            // What the bot does not see is not asked for.
            assert!(stands(&home, strange));
            let made = home.discord.bot_exchanges_after(mark);
            assert!(made.iter().all(|made| made.method != "GET" || made.status == 200));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_loses_no_thread_that_has_ended() {
    let home = Home::lantern().await;
    let (asker, general) = (home.discord.as_person("asker"), home.channel("general"));
    let first = asker.post("general", "guarded").unwrap();
    home.guarded(&[(general, first.id)]).await;
    let thread = asker.thread("general", "about cats").unwrap();
    let leak = asker.post(&thread.to_string(), &phrase(53)).unwrap();
    asker.request("PATCH", &format!("/channels/{thread}"), json!({ "archived": true })).unwrap();
    let seen = asker.post("general", &phrase(54)).unwrap();
    // The channel is caught up, the thread does not get its turn.
    let read = Fault::on("GET", &format!("/channels/{thread}/messages"));
    home.discord.fault(read.times(99).delay(Duration::from_secs(60)));
    let bot = home.start().await;
    gone(&home, seen).await;
    for _ in 0..400 {
        if home.cursor(general).await >= Some(seen.id) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    assert!(home.cursor(general).await >= Some(seen.id), "the channel is caught up");
    bot.kill();
    home.discord.clear_faults();
    assert!(stands(&home, leak));
    let bot = home.start().await;
    gone(&home, leak).await;
    drop(bot);
}
