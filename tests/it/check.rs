//! `/setup check`: planted gaps are found, each with what it breaks and how to mend it; a healthy server is called that.

use crate::scene::Scene;
use komainu::playground::{ChannelKind, Permissions, Target, World};
use serde_json::json;

async fn check(scene: &Scene, who: &str) -> crate::scene::Private {
    scene.ask(who, "mod-log", "/setup check", json!({})).await
}

#[tokio::test]
async fn a_healthy_server_is_called_healthy() {
    let scene = Scene::lantern().await;
    let found = check(&scene, "moderator").await;
    assert!(found.text().contains("Everything is in order"), "{}", found.text());
    assert!(found.text().contains("I have looked at 5 channels"), "{}", found.text());
}

#[tokio::test]
async fn two_planted_gaps_are_found_with_what_they_break_and_how_to_mend_them() {
    let mut world = World::lantern();
    let (general, forum) =
        (world.find_channel("general").unwrap(), world.find_channel("help-forum").unwrap());
    let guild = world.guild_of(general).unwrap();
    let role = world.find_role(guild, "komainu").unwrap();
    world.overwrite(general, Target::Role(role), Permissions::NONE, Permissions::MANAGE_MESSAGES);
    world.overwrite(forum, Target::Role(guild), Permissions::NONE, Permissions::SEND_MESSAGES_IN_THREADS);
    let scene = Scene::start(world).await;
    let found = check(&scene, "moderator").await;
    let text = found.text();
    for line in [
        format!(
            "**Manage Messages** – A leak stays visible until somebody deletes it by hand.\n<#{general}>\n→ Denied there"
        ),
        format!(
            "**Send Messages in Threads** – I cannot answer in threads and forum posts there.\n<#{forum}>\n→ Denied there"
        ),
        format!("add <@&{role}> and allow “Manage Messages”"),
    ] {
        assert!(text.contains(&line), "{line}\n---\n{text}");
    }
    assert_eq!(text.matches('→').count(), 2, "{text}");
}

#[tokio::test]
async fn a_role_without_a_permission_and_a_log_that_cannot_be_written_are_named() {
    let mut world = World::lantern();
    let log = world.find_channel("mod-log").unwrap();
    let guild = world.guild_of(log).unwrap();
    let role = world.find_role(guild, "komainu").unwrap();
    world.overwrite(log, Target::Role(role), Permissions::VIEW_CHANNEL, Permissions::SEND_MESSAGES);
    let scene = Scene::start(world).await;
    let held = scene.discord.look(|world| world.permissions_in_guild(guild, world.bot()));
    scene.discord.set_role(guild, role, held.without(Permissions::MANAGE_THREADS));
    let mut text = String::new();
    for _ in 0..100 {
        text = check(&scene, "moderator").await.text();
        if text.contains("Manage Threads") {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert!(text.contains(&format!("I cannot write in the moderators' log <#{log}>")), "{text}");
    assert!(
        text.contains(&format!(
            "Server Settings › Roles › <@&{role}> › Permissions: switch on “Manage Threads”"
        )),
        "{text}"
    );
}

#[tokio::test]
async fn a_server_without_help_log_or_message_content_is_told_so() {
    let mut world = World::new("komainu");
    let guild = world.guild("Nothing here");
    world.channel(guild, ChannelKind::Text, "general");
    let scene = Scene::start({
        world.invite_bot(guild, Permissions::ALL);
        world
    })
    .await;
    // The switch is turned off while the bot is connected.
    scene.discord.arrange(|world| world.privileged_intents(false, true));
    let text = scene.ask("operator", "general", "/setup check", json!({})).await.text();
    for said in ["Message Content Intent", "No moderators' log is chosen", "No help channel is chosen"] {
        assert!(text.contains(said), "{said}\n---\n{text}");
    }
}

#[tokio::test]
async fn a_long_list_is_cut_and_comes_as_a_file() {
    let mut world = World::lantern();
    let general = world.find_channel("general").unwrap();
    let guild = world.guild_of(general).unwrap();
    for n in 0..30 {
        let room = world.channel(guild, ChannelKind::Text, &format!("room-{n}"));
        world.overwrite(room, Target::Role(guild), Permissions::NONE, Permissions::READ_MESSAGE_HISTORY);
        let role = world.find_role(guild, "komainu").unwrap();
        world.overwrite(room, Target::Role(role), Permissions::NONE, Permissions::READ_MESSAGE_HISTORY);
    }
    let scene = Scene::start(world).await;
    let found = check(&scene, "moderator").await;
    assert!(found.text().contains("+ 20 more"), "{}", found.text());
    let files = found.message["attachments"].as_array().cloned().unwrap_or_default();
    assert_eq!(files.len(), 1, "{}", found.message);
    assert_eq!(files[0]["filename"], "komainu-check.txt");
}

#[tokio::test]
async fn the_check_speaks_japanese_and_is_for_admins() {
    let mut world = World::lantern();
    let general = world.find_channel("general").unwrap();
    let guild = world.guild_of(general).unwrap();
    let role = world.find_role(guild, "Moderator").unwrap();
    let kaori = world.person("kaori", "ja");
    world.join(guild, kaori, &[role]);
    let bot = world.find_role(guild, "komainu").unwrap();
    world.overwrite(general, Target::Role(bot), Permissions::NONE, Permissions::VIEW_CHANNEL);
    let scene = Scene::start(world).await;
    let text = check(&scene, "kaori").await.text();
    assert!(text.contains("**チャンネルを見る** – 漏えいにも質問にも気づけません。"), "{text}");
    assert!(scene.person("asker").slash("general", "/setup check", json!({})).await.is_err());
}
