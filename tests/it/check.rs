//! `/setup check`: planted gaps are found, each with what it breaks and how to mend it; a healthy server is called that.

use crate::databases::{Fresh, on_each_database};
use crate::phrase::phrase;
use crate::scene::{SOON, Scene};
use komainu::playground::{ChannelKind, Permissions, Target, World};
use komainu::policy::Settings;
use serde_json::json;

on_each_database!(
    a_healthy_server_is_called_healthy,
    two_planted_gaps_are_found_with_what_they_break_and_how_to_mend_them,
    a_role_without_a_permission_and_a_log_that_cannot_be_written_are_named,
    a_server_without_help_log_or_message_content_is_told_so,
    a_log_and_help_channels_that_are_gone_are_named_and_stop_no_guard,
    a_long_list_is_cut_and_comes_as_a_file,
    the_check_speaks_japanese_and_is_for_admins,
);

async fn check(scene: &Scene, who: &str) -> crate::scene::Private {
    scene.ask(who, "mod-log", "/setup check", json!({})).await
}

async fn a_healthy_server_is_called_healthy(database: Fresh) {
    let scene = Scene::lantern_on(&database).await;
    let found = check(&scene, "moderator").await;
    assert!(found.text().contains("Everything is in order"), "{}", found.text());
    assert!(found.text().contains("Channels looked at: 5."), "{}", found.text());
}

async fn two_planted_gaps_are_found_with_what_they_break_and_how_to_mend_them(database: Fresh) {
    let mut world = World::lantern();
    let (general, forum) =
        (world.find_channel("general").unwrap(), world.find_channel("help-forum").unwrap());
    let guild = world.guild_of(general).unwrap();
    let role = world.find_role(guild, "komainu").unwrap();
    world.overwrite(general, Target::Role(role), Permissions::NONE, Permissions::MANAGE_MESSAGES);
    world.overwrite(forum, Target::Role(guild), Permissions::NONE, Permissions::SEND_MESSAGES_IN_THREADS);
    let scene = Scene::start_on(world, &database).await;
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

async fn a_role_without_a_permission_and_a_log_that_cannot_be_written_are_named(database: Fresh) {
    let mut world = World::lantern();
    let log = world.find_channel("mod-log").unwrap();
    let guild = world.guild_of(log).unwrap();
    let role = world.find_role(guild, "komainu").unwrap();
    world.overwrite(log, Target::Role(role), Permissions::VIEW_CHANNEL, Permissions::SEND_MESSAGES);
    let scene = Scene::start_on(world, &database).await;
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

async fn a_server_without_help_log_or_message_content_is_told_so(database: Fresh) {
    let mut world = World::new("komainu");
    let guild = world.guild("Nothing here");
    world.channel(guild, ChannelKind::Text, "general");
    world.invite_bot(guild, Permissions::ALL);
    let scene = Scene::start_on(world, &database).await;
    // The switch is turned off while the bot is connected.
    scene.discord.arrange(|world| world.privileged_intents(false, true));
    let text = scene.ask("operator", "general", "/setup check", json!({})).await.text();
    for said in ["Message Content Intent", "No moderators' log is chosen", "No help channel is chosen"] {
        assert!(text.contains(said), "{said}\n---\n{text}");
    }
}

async fn a_log_and_help_channels_that_are_gone_are_named_and_stop_no_guard(database: Fresh) {
    let scene = Scene::lantern_on(&database).await;
    let (log, help) = (scene.channel("mod-log"), scene.channel("help"));
    let first = Settings { log: Some(log.0), help: vec![help.0], ..Settings::default() };
    scene.change_settings(&first, |_| {}).await;
    scene.discord.delete_channel(log);
    scene.discord.delete_channel(help);
    let post = scene.person("asker").post("general", &phrase(1)).unwrap();
    assert!(scene.person("asker").wait_gone(post, SOON).await, "a leak stands for want of a log");
    scene.direct("asker").await;
    let text = scene.ask("moderator", "general", "/setup check", json!({})).await.text();
    for line in ["The moderators' log has been deleted", "No help channel is chosen"] {
        assert!(text.contains(line), "{line}\n---\n{text}");
    }
}

async fn a_long_list_is_cut_and_comes_as_a_file(database: Fresh) {
    let mut world = World::lantern();
    let general = world.find_channel("general").unwrap();
    let guild = world.guild_of(general).unwrap();
    for n in 0..30 {
        let room = world.channel(guild, ChannelKind::Text, &format!("room-{n}"));
        world.overwrite(room, Target::Role(guild), Permissions::NONE, Permissions::READ_MESSAGE_HISTORY);
        let role = world.find_role(guild, "komainu").unwrap();
        world.overwrite(room, Target::Role(role), Permissions::NONE, Permissions::READ_MESSAGE_HISTORY);
    }
    let scene = Scene::start_on(world, &database).await;
    let found = check(&scene, "moderator").await;
    assert!(found.text().contains("+ 20 more"), "{}", found.text());
    let files = found.message["attachments"].as_array().cloned().unwrap_or_default();
    assert_eq!(files.len(), 1, "{}", found.message);
    assert_eq!(files[0]["filename"], "komainu-check.txt");
}

async fn the_check_speaks_japanese_and_is_for_admins(database: Fresh) {
    let mut world = World::lantern();
    let general = world.find_channel("general").unwrap();
    let guild = world.guild_of(general).unwrap();
    let role = world.find_role(guild, "Moderator").unwrap();
    let kaori = world.person("kaori", "ja");
    world.join(guild, kaori, &[role]);
    let bot = world.find_role(guild, "komainu").unwrap();
    world.overwrite(general, Target::Role(bot), Permissions::NONE, Permissions::VIEW_CHANNEL);
    let scene = Scene::start_on(world, &database).await;
    let text = check(&scene, "kaori").await.text();
    assert!(text.contains("**チャンネルを見る** – 漏えいにも質問にも気づけません。"), "{text}");
    assert!(scene.person("asker").slash("general", "/setup check", json!({})).await.is_err());
}
