//! What the running bot remembers: settings are obeyed, incidents kept, false alarms not repeated, and nothing outlives the
//! bot's stay in a server.

use crate::databases::{Fresh, on_each_database};
use crate::phrase::phrase;
use crate::scene::{SOON, Scene};
use komainu::playground::World;
use komainu::policy::Settings;

on_each_database!(
    an_incident_is_remembered_without_its_text,
    saved_settings_are_obeyed_at_once,
    what_a_moderator_called_harmless_is_left_alone,
    a_server_that_removes_the_bot_is_forgotten,
);

async fn an_incident_is_remembered_without_its_text(database: Fresh) {
    let scene = Scene::lantern_on(&database).await;
    let post = scene.person("asker").post("general", &phrase(1)).unwrap();
    scene.alert().await;
    scene.settled(scene.discord.mark()).await;
    assert!(scene.store.flush(SOON).await);
    let incidents = scene.store.incidents(scene.guild(), None, 0, 10).await.unwrap();
    let [incident] = &incidents[..] else { panic!("{} incidents", incidents.len()) };
    assert_eq!(incident.messages, [post.id.0]);
    assert_eq!(
        (&*incident.kind, &*incident.verdict, &*incident.reason, &*incident.action),
        ("bip39-en", "certain", "checksum", "delete")
    );
}

async fn saved_settings_are_obeyed_at_once(database: Fresh) {
    let scene = Scene::lantern_on(&database).await;
    let general = scene.channel("general");
    let first = Settings::default();
    scene.change_settings(&first, |settings| settings.help = vec![general.0]).await;
    let post = scene.person("asker").post("general", "how do I reset my password, I forgot it").unwrap();
    scene.reply_to("asker", post).await;
}

async fn what_a_moderator_called_harmless_is_left_alone(database: Fresh) {
    let scene = Scene::lantern_on(&database).await;
    let text = format!("our test vector: {}", phrase(3));
    let digest = scene.store.digest(scene.guild(), [text.as_str()]);
    assert!(scene.store.mark_false_alarm(scene.guild(), digest, 1, 0));
    let mark = scene.discord.mark();
    scene.person("asker").post("general", &text).unwrap();
    let made = scene.settled(mark).await;
    assert!(!made.iter().any(|made| made.method == "DELETE"), "a false alarm is deleted again");
    // Anything more than the same text is judged anew.
    let other = scene.person("asker").post("general", &format!("{text} {}", phrase(4))).unwrap();
    assert!(scene.person("moderator").wait_gone(other, SOON).await);
}

async fn a_server_that_removes_the_bot_is_forgotten(database: Fresh) {
    let scene = Scene::lantern_on(&database).await;
    let guild = scene.guild();
    scene.person("asker").post("general", &phrase(5)).unwrap();
    scene.alert().await;
    assert!(scene.store.flush(SOON).await);
    let bot = scene.discord.look(World::bot);
    scene.discord.leave(komainu::playground::Id(guild), bot);
    for _ in 0..1_000 {
        assert!(scene.store.flush(SOON).await);
        if !scene.store.guilds().await.unwrap().contains(&guild) {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    panic!("the server is still remembered");
}
