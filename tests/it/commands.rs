//! The commands as Discord is told of them: named by its rules, in Japanese for those who read Japanese, and each refused to
//! those who may not use it. A new command that declares nothing fails here.

use crate::refusals::{MESSAGES, SERVER, line, nothing_was_done};
use crate::scene::Scene;
use komainu::playground::{File, Id, Permissions, Person};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// What everybody may use.
const FOR_EVERYBODY: [&str; 5] = ["faq", "official", "help", "privacy show", "privacy forget"];

/// A command, and everything below it, with the path of names that leads there.
fn all<'a>(path: &str, thing: &'a Value, found: &mut Vec<(String, &'a Value)>) {
    let path = format!("{path} {}", thing["name"].as_str().unwrap());
    for inner in ["options", "choices"] {
        thing[inner].as_array().into_iter().flatten().for_each(|inner| all(&path, inner, found));
    }
    found.push((path, thing));
}

#[tokio::test]
async fn every_name_follows_discords_rules_and_is_there_in_japanese() {
    let scene = Scene::lantern().await;
    let mut made = scene.discord.bot_exchanges();
    made.retain(|made| made.is("PUT", "/applications/*/commands"));
    let registered = made.last().unwrap().request.as_array().unwrap().clone();
    let (mut slash, mut menus) = (Vec::new(), Vec::new());
    for command in &registered {
        all("", command, if command["type"] == 3 { &mut menus } else { &mut slash });
    }
    assert!(slash.len() > 30 && menus.len() == 3, "{} and {}", slash.len(), menus.len());
    for (path, thing) in slash.iter().chain(&menus) {
        let japanese = thing["name_localizations"]["ja"].as_str().unwrap_or_default();
        let is_menu = thing["type"] == 3 && thing["description"].is_null();
        for name in [thing["name"].as_str().unwrap(), japanese] {
            let allowed = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '\'');
            assert!((1..=32).contains(&name.chars().count()), "{path}: {name:?}");
            assert!(is_menu || name.chars().all(allowed) && name.to_lowercase() == name, "{path}: {name:?}");
        }
        assert!(!japanese.is_ascii(), "{path} has no Japanese name");
        if !is_menu {
            for text in [&thing["description"], &thing["description_localizations"]["ja"]] {
                let length = text.as_str().map_or(0, |text| text.chars().count());
                assert!((1..=100).contains(&length), "{path}: {text}");
            }
        }
    }
    // What is for moderators is for a server: in a direct message nobody is one.
    for command in &registered {
        if !command["default_member_permissions"].is_null() {
            assert_eq!(command["contexts"], json!([0]), "{}", command["name"]);
        }
    }
    let seen = scene.person("ren").commands("help").unwrap();
    let names: Vec<&str> = seen.iter().filter_map(|command| command["name_localized"].as_str()).collect();
    assert_eq!(names.len(), registered.len());
    assert!(names.contains(&"なぜ？"), "{names:?}");
}

#[tokio::test]
async fn whoever_is_handed_a_command_still_needs_its_permission() {
    let scene = Scene::lantern().await;
    let guild = Id(scene.guild());
    let (asker, operator) = (scene.person("asker"), scene.person("operator"));
    let post = asker.post("general", "hello").unwrap();
    scene.settled(scene.discord.mark()).await;
    let on_offer = |who: &Person| -> BTreeSet<String> {
        let commands = who.commands("general").unwrap();
        commands.iter().map(|command| command["name"].as_str().unwrap().to_owned()).collect()
    };
    let before = on_offer(&asker);
    scene.discord.hand_out_commands(guild);
    assert_eq!(on_offer(&asker), on_offer(&operator), "the owner has handed out all of them");
    let mark = scene.discord.mark();
    let mut tried = Vec::new();
    for command in operator.commands("general").unwrap() {
        let name = command["name"].as_str().unwrap();
        let needed =
            match command["default_member_permissions"].as_str().map(|bits| bits.parse::<u64>().unwrap()) {
                Some(bits) if bits == Permissions::MANAGE_MESSAGES.0 => MESSAGES,
                Some(bits) if bits == Permissions::MANAGE_GUILD.0 => SERVER,
                Some(bits) => panic!("{name} asks for {bits}"),
                None => "",
            };
        assert_eq!(
            before.contains(name),
            needed.is_empty(),
            "{name} is hidden from those who may not use it"
        );
        if command["type"] == 3 {
            assert_eq!(line(asker.context_menu(name, post).await.unwrap()), needed, "{name}");
            tried.push(name.to_owned());
            continue;
        }
        let options = command["options"].as_array().cloned().unwrap_or_default();
        let below: Vec<&Value> = options.iter().filter(|option| option["type"] == 1).collect();
        let whole = below.is_empty().then_some(&command);
        for one in below.into_iter().chain(whole) {
            let path = match one["name"].as_str() {
                Some(inner) if inner != name => format!("{name} {inner}"),
                _ => name.to_owned(),
            };
            tried.push(path.clone());
            if needed.is_empty() {
                assert!(FOR_EVERYBODY.contains(&path.as_str()), "{path} declares no permission");
                continue;
            }
            let (filled, files) = fill(one);
            let shown = asker.slash_with_files("general", &path, filled, files).await.unwrap();
            assert_eq!(line(shown), needed, "{path}");
        }
    }
    assert!(FOR_EVERYBODY.iter().all(|path| tried.iter().any(|tried| tried == path)), "{tried:?}");
    assert!(tried.len() > 15, "{tried:?}");
    nothing_was_done(&scene, mark, None, 0).await;
}

/// The required options of a command, filled in, with the files for them.
fn fill(command: &Value) -> (Value, Vec<File>) {
    let (mut filled, mut files) = (json!({}), Vec::new());
    let options = command["options"].as_array().cloned().unwrap_or_default();
    for option in options.iter().filter(|option| option["required"] == true) {
        let name = option["name"].as_str().unwrap();
        filled[name] = match option["type"].as_u64() {
            Some(3) => json!("x"),
            Some(4) => json!(1),
            Some(11) => {
                let (field, filename) = (format!("files[{}]", files.len()), "answers.json".to_owned());
                files.push(File { field, filename, content_type: None, bytes: b"[]".to_vec().into() });
                json!(files.len() - 1)
            }
            other => panic!("an option of type {other:?} has nothing to fill it with: {name}"),
        };
    }
    (filled, files)
}
