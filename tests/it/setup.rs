//! `/setup panel`: a server is set up from nothing, nothing changes that was not chosen, and what is gone is said.

use crate::databases::{Fresh, on_each_database, sqlite};
use crate::scene::{SOON, Scene, button, labels, menu, said};
use crate::store::incident;
use komainu::book::Lang;
use komainu::playground::{ChannelKind, Id, Permissions, Shown, World};
use komainu::policy::{Mode, Settings};
use komainu::store::Incident;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

on_each_database!(
    a_server_is_set_up_from_nothing,
    what_was_guessed_is_kept_when_something_else_is_chosen,
    two_admins_at_once_lose_nothing,
    only_who_manages_the_server_changes_it,
    what_is_gone_is_said_and_can_be_removed,
    after_a_week_of_observing_the_next_step_is_suggested,
    an_allowed_website_is_taken_out,
    the_panel_speaks_japanese,
);

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}

/// A server whose names tell nothing, with an admin who speaks `locale`.
fn plain(locale: &str) -> World {
    let mut world = World::new("komainu");
    let guild = world.guild("A plain server");
    for name in ["general", "ask-here", "staff"] {
        world.channel(guild, ChannelKind::Text, name);
    }
    world.channel(guild, ChannelKind::Category, "Rooms");
    world.channel(guild, ChannelKind::Forum, "problems");
    let everything = Permissions::ALL.without(Permissions::ADMINISTRATOR);
    world.invite_bot(guild, everything);
    let admin = world.role(guild, "Admin", Permissions::MANAGE_GUILD, 0);
    world.role(guild, "Guide", Permissions::NONE, 0);
    for (name, roles) in [("admin", vec![admin]), ("member", vec![])] {
        let person = world.person(name, locale);
        world.join(guild, person, &roles);
    }
    world
}

/// The settings in force.
fn settings(scene: &Scene) -> Arc<Settings> {
    scene.store.settings(scene.guild()).expect("saved settings")
}

async fn save(scene: &Scene, settings: Settings) {
    scene.change_settings(&settings, |_| {}).await;
}

async fn a_server_is_set_up_from_nothing(database: Fresh) {
    let scene = Scene::start_on(plain("en-US"), &database).await;
    let panel = scene.ask("admin", "general", "/setup panel", json!({})).await;
    assert!(panel.text().contains("Nobody has set me up yet"), "{}", panel.text());
    assert!(panel.text().contains("Help channels: none: no question is answered"), "{}", panel.text());

    let admin = scene.person("admin");
    let (ask, forum) = (scene.channel("ask-here").to_string(), scene.channel("problems").to_string());
    let id = menu(&panel.message, "Choose help channels and forums");
    assert_eq!(admin.select(panel.at, &id, &[&ask, &forum]).await.unwrap(), Shown::Updated);
    let redrawn = scene.again(&panel);
    assert!(said(&redrawn).contains(&format!("Help channels: <#{ask}> <#{forum}>")), "{}", said(&redrawn));
    assert!(!said(&redrawn).contains("Nobody has set me up yet"));

    let staff = scene.channel("staff").to_string();
    admin.select(panel.at, &menu(&redrawn, "Choose the moderators' log"), &[&staff]).await.unwrap();
    let guild = Id(scene.guild());
    let role = scene.discord.look(|world| world.find_role(guild, "Guide")).unwrap().to_string();
    for (page, placeholder, value) in [
        ("Guard", "Mode", "observe"),
        ("Guard", "Likely leaks", "delete"),
        ("Exempt", "Choose channels to leave unguarded", &staff),
        ("Exempt", "Choose roles to leave unguarded", &role),
        ("More", "Language", "ja"),
        ("More", "Choose the roles of those who help", &role),
        ("More", "Kept for", "30"),
    ] {
        admin.click(panel.at, &button(&scene.again(&panel), page)).await.unwrap();
        let shown = scene.again(&panel);
        assert_eq!(
            admin.select(panel.at, &menu(&shown, placeholder), &[value]).await.unwrap(),
            Shown::Updated
        );
    }
    let saved = settings(&scene);
    let staff = scene.channel("staff").0;
    assert!(saved.mode_since.abs_diff(now()) < 60, "since when it observes is remembered");
    let expected = Settings {
        mode: Mode::Observe,
        delete_likely: true,
        lang: Lang::JA,
        help: vec![scene.channel("ask-here").0, scene.channel("problems").0],
        log: Some(staff),
        helpers: vec![role.parse().unwrap()],
        exempt_channels: vec![staff],
        exempt_roles: vec![role.parse().unwrap()],
        hosts: vec![],
        keep_days: 30,
        mode_since: saved.mode_since,
    };
    assert_eq!(*saved, expected);

    // In force at once.
    let post = scene.person("member").post("ask-here", "how do I reset my password, I forgot it").unwrap();
    scene.reply_to("member", post).await;
}

async fn what_was_guessed_is_kept_when_something_else_is_chosen(database: Fresh) {
    let scene = Scene::lantern_on(&database).await;
    let panel = scene.ask("moderator", "mod-log", "/setup panel", json!({})).await;
    let moderator = scene.person("moderator");
    moderator.click(panel.at, &button(&panel.message, "Guard")).await.unwrap();
    let shown = scene.again(&panel);
    moderator.select(panel.at, &menu(&shown, "Likely leaks"), &["delete"]).await.unwrap();
    let saved = settings(&scene);
    let help: Vec<u64> =
        ["help", "help-forum", "ヘルプ-日本語"].iter().map(|name| scene.channel(name).0).collect();
    assert_eq!((saved.help.clone(), saved.log), (help, Some(scene.channel("mod-log").0)));
    assert!(saved.delete_likely && saved.helpers.len() == 1);
}

async fn two_admins_at_once_lose_nothing(database: Fresh) {
    let scene = Scene::lantern_on(&database).await;
    let one = scene.ask("moderator", "mod-log", "/setup panel", json!({})).await;
    let two = scene.ask("operator", "mod-log", "/setup panel", json!({})).await;
    let (moderator, operator) = (scene.person("moderator"), scene.person("operator"));
    let general = scene.channel("general").to_string();
    let (help, log) = (
        menu(&one.message, "Choose help channels and forums"),
        menu(&two.message, "Choose the moderators' log"),
    );
    let chosen = [general.as_str()];
    let (first, second) =
        tokio::join!(moderator.select(one.at, &help, &chosen), operator.select(two.at, &log, &chosen));
    assert_eq!((first.unwrap(), second.unwrap()), (Shown::Updated, Shown::Updated));
    let saved = settings(&scene);
    assert_eq!(
        (saved.help.clone(), saved.log),
        (vec![scene.channel("general").0], Some(scene.channel("general").0))
    );
}

async fn only_who_manages_the_server_changes_it(database: Fresh) {
    let scene = Scene::lantern_on(&database).await;
    assert!(scene.person("asker").slash("help", "/setup panel", json!({})).await.is_err(), "not on offer");
    let panel = scene.ask("moderator", "mod-log", "/setup panel", json!({})).await;
    let guild = Id(scene.guild());
    let role = scene.discord.look(|world| world.find_role(guild, "Moderator")).unwrap();
    scene.discord.set_role(guild, role, Permissions::MANAGE_MESSAGES);
    let general = scene.channel("general").to_string();
    let moderator = scene.person("moderator");
    let id = menu(&panel.message, "Choose help channels and forums");
    for refused in [
        moderator.select(panel.at, &id, &[&general]).await.unwrap(),
        moderator.click(panel.at, &button(&panel.message, "Guard")).await.unwrap(),
    ] {
        let Shown::Message(line) = refused else { panic!("a refusal") };
        assert_eq!(line["content"], "You need the permission “Manage Server” for this.");
    }
    assert_eq!(scene.store.settings(guild.0), None);
}

async fn what_is_gone_is_said_and_can_be_removed(database: Fresh) {
    let scene = Scene::lantern_on(&database).await;
    let (help, general) = (scene.channel("help"), scene.channel("general"));
    let gone_role = 1;
    let first = Settings { help: vec![help.0, general.0], helpers: vec![gone_role], ..Settings::default() };
    save(&scene, first).await;
    scene.discord.delete_channel(help);
    scene.person("asker").post("general", "the bot hears of the channel before this").unwrap();
    let mut panel = scene.ask("moderator", "mod-log", "/setup panel", json!({})).await;
    for _ in 0..100 {
        if panel.text().contains("have been deleted") && panel.text().contains(&format!("`{help}`")) {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        panel = scene.ask("moderator", "mod-log", "/setup panel", json!({})).await;
    }
    assert!(
        panel.text().contains(&format!("Help channels: <#{general}> `{help}` (deleted)")),
        "{}",
        panel.text()
    );
    assert!(panel.text().contains("Helper roles: `1` (deleted)"), "{}", panel.text());

    // Choosing something else does not drop it behind anybody's back.
    let moderator = scene.person("moderator");
    let id = menu(&panel.message, "Choose help channels and forums");
    moderator.select(panel.at, &id, &[&general.to_string()]).await.unwrap();
    assert_eq!(settings(&scene).help, [general.0, help.0]);
    moderator.click(panel.at, &button(&panel.message, "Remove what is gone")).await.unwrap();
    assert_eq!(settings(&scene).help, [general.0]);
    assert!(settings(&scene).helpers.is_empty());
    let redrawn = scene.again(&panel);
    assert!(!said(&redrawn).contains("deleted"), "{}", said(&redrawn));
    assert_eq!(labels(&redrawn), ["Channels", "Guard", "Exempt", "More"]);
}

async fn after_a_week_of_observing_the_next_step_is_suggested(database: Fresh) {
    let scene = Scene::lantern_on(&database).await;
    let guild = scene.guild();
    let since = now() - 8 * 86_400;
    save(&scene, Settings { mode: Mode::Observe, mode_since: since, ..Settings::default() }).await;
    for message in 1..=6 {
        let verdict = if message == 1 { "certain" } else { "likely" }.into();
        let incident = incident(message, 1, now() - 86_400);
        scene.store.record_incident(Incident { guild, verdict, observed: true, ..incident });
    }
    assert!(scene.store.flush(SOON).await);
    let panel = scene.ask("moderator", "mod-log", "/setup panel", json!({})).await;
    let counts = "Certain leaks: 1 (false alarms: 0). Likely ones: 5 (false alarms: 0).";
    assert!(panel.text().contains(counts), "{}", panel.text());
    assert!(panel.text().contains("Next step: switch to protect mode"), "{}", panel.text());
    assert!(panel.text().contains("deleting those too would be right"), "{}", panel.text());

    assert!(scene.store.mark_false_alarm(guild, None, 1, now()));
    assert!(scene.store.flush(SOON).await);
    let panel = scene.ask("moderator", "mod-log", "/setup panel", json!({})).await;
    assert!(panel.text().contains("exempt the channel or role"), "{}", panel.text());

    save_mode_since(&scene, now() - 3 * 86_400).await;
    let panel = scene.ask("moderator", "mod-log", "/setup panel", json!({})).await;
    assert!(!panel.text().contains("Next step"), "too early: {}", panel.text());
}

async fn save_mode_since(scene: &Scene, since: u64) {
    let change = |settings: &mut Settings| settings.mode_since = since;
    scene.change_settings(&Settings::default(), change).await;
}

async fn an_allowed_website_is_taken_out(database: Fresh) {
    let scene = Scene::lantern_on(&database).await;
    let hosts = vec!["docs.example.org".to_owned(), "old.example.org".to_owned()];
    save(&scene, Settings { hosts, ..Settings::default() }).await;
    let panel = scene.ask("moderator", "mod-log", "/setup panel", json!({})).await;
    assert!(panel.text().contains("`docs.example.org`, `old.example.org`"), "{}", panel.text());
    let moderator = scene.person("moderator");
    moderator.click(panel.at, &button(&panel.message, "More")).await.unwrap();
    let id = menu(&scene.again(&panel), "Websites allowed in this server's own answers");
    moderator.select(panel.at, &id, &["docs.example.org"]).await.unwrap();
    assert_eq!(settings(&scene).hosts, ["docs.example.org"]);
}

#[tokio::test]
async fn without_the_database_nothing_is_changed_and_somebody_is_told() {
    let database = sqlite();
    let scene = Scene::lantern_on(&database).await;
    let panel = scene.ask("moderator", "mod-log", "/setup panel", json!({})).await;
    std::fs::rename(database.file(), database.folder.path().join("elsewhere")).unwrap();
    let id = menu(&panel.message, "Choose help channels and forums");
    let general = scene.channel("general").to_string();
    let shown = scene.person("moderator").select(panel.at, &id, &[&general]).await.unwrap();
    let told = scene.private("moderator", "mod-log", shown).await;
    assert!(told.text().contains("My database cannot be reached"), "{}", told.text());
    assert_eq!(scene.store.settings(scene.guild()), None);
    // The panel itself needs no database.
    scene.ask("moderator", "mod-log", "/setup panel", json!({})).await;
}

async fn the_panel_speaks_japanese(database: Fresh) {
    let scene = Scene::start_on(plain("ja"), &database).await;
    let commands = scene.person("admin").commands("general").unwrap();
    let setup = commands.iter().find(|command| command["name"] == "setup").expect("on offer");
    assert_eq!(setup["name_localized"], "設定");
    assert_eq!(setup["options"][0]["name_localized"], "パネル");
    let panel = scene.ask("admin", "general", "/setup panel", json!({})).await;
    assert_eq!(labels(&panel.message), ["チャンネル", "見守り", "対象外", "その他"]);
    assert!(panel.text().contains("ヘルプチャンネル: なし（質問には答えません）"), "{}", panel.text());
    let admin = scene.person("admin");
    for page in ["見守り", "対象外", "その他", "チャンネル"] {
        admin.click(panel.at, &button(&scene.again(&panel), page)).await.unwrap();
        let text = said(&scene.again(&panel));
        let foreign = text
            .split(|c: char| !c.is_ascii_alphabetic())
            .find(|word| word.len() > 1 && !["komainu", "English"].contains(word));
        assert_eq!(foreign, None, "{text}");
    }
    let shown: Value = scene.again(&panel);
    assert_eq!(shown["components"].as_array().map(Vec::len), Some(3), "two selects and the pages");
}
