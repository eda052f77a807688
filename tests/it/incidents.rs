//! `/incidents` and `/privacy forget`: what was done is listed for moderators, page by page, and goes when its author wants.

use crate::databases::{Fresh, on_each_database, sqlite};
use crate::phrase::phrase;
use crate::scene::{SOON, Scene, button, labels, said};
use komainu::playground::{Permissions, Shown};
use komainu::store::Incident;
use serde_json::json;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

on_each_database!(
    what_the_guard_did_is_listed,
    an_old_message_reported_today_is_listed_today,
    pages_are_turned_by_moderators_alone,
    an_empty_list_says_so_and_bad_days_are_refused,
    whoever_wants_it_is_forgotten,
    privacy_names_what_is_kept_and_for_how_long,
);

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}

/// An incident `days` ago.
fn incident(scene: &Scene, message: u64, author: u64, days: u64) -> Incident {
    Incident {
        guild: scene.guild(),
        channel: scene.channel("general").0,
        messages: vec![message],
        author,
        kind: format!("kind-{message}").into(),
        verdict: "likely".into(),
        reason: "words".into(),
        action: "alert".into(),
        observed: false,
        false_alarm: false,
        at: now() - days * 86_400 - message,
    }
}

async fn what_the_guard_did_is_listed(database: Fresh) {
    let scene = Scene::lantern_on(&database).await;
    let post = scene.person("asker").post("general", &phrase(1)).unwrap();
    scene.alert().await;
    let asker = scene.person("asker").id().unwrap();
    scene.store.record_incident(incident(&scene, 2, asker.0, 1));
    scene.store.record_incident(incident(&scene, 3, 7, 1));
    scene.store.record_incident(incident(&scene, 4, asker.0, 40));
    scene.settled(scene.discord.mark()).await;
    scene.store.mark_false_alarm(scene.guild(), None, 2, now());
    assert!(scene.store.flush(SOON).await);

    let options = json!({"user": asker.to_string(), "days": 30});
    let list = scene.ask("moderator", "mod-log", "/incidents", options).await;
    let text = list.text();
    let general = scene.channel("general");
    assert!(text.contains("`bip39-en` · certain · its checksum is right · deleted\n"), "{text}");
    assert!(text.contains("`kind-2` · likely · recovery words in a row that form no sentence · moderators alerted · **False alarm**"), "{text}");
    assert!(!text.contains("kind-3") && !text.contains("kind-4"), "{text}");
    let jump = format!("[Open the message](https://discord.com/channels/{}/{general}/2)", scene.guild());
    assert!(text.contains(&jump), "{text}");
    assert!(!text.contains(&format!("/{}", post.id)), "a link to what is gone: {text}");

    let all = scene.ask("moderator", "mod-log", "/incidents", json!({"days": 365})).await;
    assert!(all.text().contains("kind-3") && all.text().contains("kind-4"), "{}", all.text());
}

async fn an_old_message_reported_today_is_listed_today(database: Fresh) {
    let scene = Scene::lantern_on(&database).await;
    let ago = Duration::from_secs(60 * 86_400);
    let post = scene.person("asker").posted_before("general", "it is in my screenshot", ago).unwrap();
    scene.person("moderator").context_menu("Leaked secret", post).await.unwrap();
    assert!(scene.person("moderator").wait_gone(post, SOON).await);
    // The alert tells when it was posted.
    let posted = format!("<t:{}:f>", now() - ago.as_secs());
    let (posted, alert) = (&posted[..8], scene.alert().await.to_string());
    assert!(alert.contains(posted), "{alert}");
    assert!(scene.store.flush(SOON).await);
    let list = scene.ask("moderator", "mod-log", "/incidents", json!({})).await;
    let (text, entry) = (list.text(), "`reported` · certain · a moderator reported it · deleted");
    assert!(text.contains(entry), "{text}");
}

async fn pages_are_turned_by_moderators_alone(database: Fresh) {
    let scene = Scene::lantern_on(&database).await;
    for message in 1..=20 {
        scene.store.record_incident(incident(&scene, message, 7, 0));
    }
    assert!(scene.store.flush(SOON).await);
    let list = scene.ask("moderator", "mod-log", "/incidents", json!({})).await;
    let moderator = scene.person("moderator");
    assert_eq!(labels(&list.message), ["Older ▶"]);
    assert!(list.text().contains("`kind-1`") && list.text().contains("`kind-8`"), "{}", list.text());
    assert!(!list.text().contains("`kind-9`"), "{}", list.text());
    for expected in ["`kind-9`", "`kind-20`"] {
        moderator.click(list.at, &button(&scene.again(&list), "Older ▶")).await.unwrap();
        let text = said(&scene.again(&list));
        assert!(text.contains(expected), "{text}");
    }
    assert_eq!(labels(&scene.again(&list)), ["◀ Newer"]);

    let guild = komainu::playground::Id(scene.guild());
    let role = scene.discord.look(|world| world.find_role(guild, "Moderator")).unwrap();
    let newer = button(&scene.again(&list), "◀ Newer");
    scene.discord.set_role(guild, role, Permissions::VIEW_CHANNEL);
    let Shown::Message(refusal) = moderator.click(list.at, &newer).await.unwrap() else {
        panic!("a refusal")
    };
    assert_eq!(refusal["content"], "You need the permission “Manage Messages” for this.");
    assert!(scene.person("asker").slash("help", "/incidents", json!({})).await.is_err(), "not on offer");
}

async fn an_empty_list_says_so_and_bad_days_are_refused(database: Fresh) {
    let scene = Scene::lantern_on(&database).await;
    let list = scene.ask("moderator", "mod-log", "/incidents", json!({})).await;
    assert!(list.text().contains("Nothing was found."), "{}", list.text());
    assert!(labels(&list.message).is_empty());
    for days in [0, 366] {
        let refused = scene.person("moderator").slash("mod-log", "/incidents", json!({"days": days})).await;
        assert!(refused.is_err(), "{days} days");
    }
}

#[tokio::test]
async fn without_the_database_people_are_told() {
    let database = sqlite();
    let scene = Scene::lantern_on(&database).await;
    std::fs::rename(database.file(), database.folder.path().join("elsewhere")).unwrap();
    let told = scene.ask("moderator", "mod-log", "/incidents", json!({})).await;
    assert!(told.text().contains("My database cannot be reached"), "{}", told.text());
    let forget = scene.ask("yuki", "general", "/privacy forget", json!({})).await;
    scene.person("yuki").click(forget.at, &button(&forget.message, "削除する")).await.unwrap();
    let text = said(&scene.again(&forget));
    assert!(text.contains("つながりしだい"), "{text}");
}

async fn whoever_wants_it_is_forgotten(database: Fresh) {
    let scene = Scene::lantern_on(&database).await;
    let asker = scene.person("asker").id().unwrap().0;
    scene.store.record_incident(incident(&scene, 1, asker, 0));
    scene.store.record_incident(incident(&scene, 2, 7, 0));
    let forget = scene.ask("asker", "general", "/privacy forget", json!({})).await;
    let person = scene.person("asker");
    person.click(forget.at, &button(&forget.message, "Keep it")).await.unwrap();
    assert!(said(&scene.again(&forget)).contains("Nothing was removed."));
    let left = async || {
        assert!(scene.store.flush(SOON).await);
        let incidents = scene.store.incidents(scene.guild(), None, 0, 9).await.unwrap();
        incidents.iter().map(|incident| incident.author).collect::<Vec<_>>()
    };
    assert_eq!(left().await.len(), 2);

    let forget = scene.ask("asker", "general", "/privacy forget", json!({})).await;
    let id = button(&forget.message, "Remove it");
    // A double click is the same wish twice.
    scene.answer_late();
    let (one, two) = tokio::join!(person.click(forget.at, &id), person.click(forget.at, &id));
    assert_eq!((one.unwrap(), two.unwrap()), (Shown::Updated, Shown::Updated));
    assert!(said(&scene.again(&forget)).contains("Nothing about you is left."));
    assert_eq!(left().await, [7]);
}

async fn privacy_names_what_is_kept_and_for_how_long(database: Fresh) {
    let scene = Scene::lantern_on(&database).await;
    let change = |settings: &mut komainu::policy::Settings| settings.keep_days = 30;
    scene.change_settings(&Default::default(), change).await;
    let shown = scene.ask("asker", "general", "/privacy show", json!({})).await;
    assert!(shown.text().contains("Kept for 30 days"), "{}", shown.text());
    let shown = scene.ask("yuki", "general", "/privacy show", json!({})).await;
    assert!(shown.text().contains("30日間"), "{}", shown.text());
    let help = scene.ask("asker", "general", "/help", json!({})).await;
    assert!(help.text().contains("`/privacy forget`") && !help.text().contains("/setup"), "{}", help.text());
    let help = scene.ask("moderator", "general", "/help", json!({})).await;
    // Everything a moderator may use is more than one field of an embed holds.
    for command in ["`/setup check`", "`/incidents`", "`/faq`"] {
        assert!(help.text().contains(command), "{command}: {}", help.text());
    }
}
