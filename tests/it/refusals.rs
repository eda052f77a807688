//! Who may press what: every button, select and form is tried by somebody who may not, and says so in private. A new one that
//! nobody tries fails here; that it declares who may press it is the compiler's to see.

use crate::own_answers::{add, filled_in, modal, own_answer, until_known};
use crate::phrase::phrase;
use crate::scene::{Private, SOON, Scene, button, labels};
use crate::store::incident;
use komainu::playground::{Id, Permissions, Post, Shown, Target, World};
use komainu::policy::{Mode, Settings};
use komainu::store::Incident;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::time::{SystemTime, UNIX_EPOCH};

/// Every button, select and form by the first words of its id, and what its presser is told who may not.
const PRESSED: [(&str, &str); 26] = [
    ("solved", ASKER),
    ("not", ASKER),
    ("delete", MESSAGES),
    ("false", MESSAGES),
    ("brief", MESSAGES),
    ("answer", MESSAGES),
    ("incidents", MESSAGES),
    ("setup", SERVER),
    ("set", SERVER),
    ("desk:save", MESSAGES),
    ("desk:again", MESSAGES),
    ("desk:look", MESSAGES),
    ("desk:drop", MESSAGES),
    ("desk:host", SERVER),
    ("desk:remove", MESSAGES),
    ("desk:keep", MESSAGES),
    ("desk:list", MESSAGES),
    ("desk:open", MESSAGES),
    ("desk:one", MESSAGES),
    ("desk:match", MESSAGES),
    ("desk:write", MESSAGES),
    ("desk:done", MESSAGES),
    ("desk:form", MESSAGES),
    ("desk:words", MESSAGES),
    // What comes of these is shown to, or is about, whoever presses.
    ("lang", EVERYBODY),
    ("forget", EVERYBODY),
];

const EVERYBODY: &str = "";

const ASKER: &str = "Only the person who asked, or a moderator, can use this button.";
pub(crate) const MESSAGES: &str = "You need the permission “Manage Messages” for this.";
pub(crate) const SERVER: &str = "You need the permission “Manage Server” for this.";

pub(crate) fn line(shown: Shown) -> String {
    let Shown::Message(line) = shown else { panic!("{shown:?}") };
    assert_eq!(line["flags"], 64, "private: {line}");
    line["content"].as_str().unwrap_or_default().to_owned()
}

/// Fails when the bot has done anything but answer interactions, or anything was saved.
pub(crate) async fn nothing_was_done(scene: &Scene, mark: u64, settings: Option<Settings>, answers: usize) {
    for made in scene.discord.bot_exchanges().iter().filter(|made| made.number >= mark) {
        assert!(made.is("POST", "/interactions/*/*/callback"), "{} {}", made.method, made.path);
    }
    assert!(scene.store.flush(SOON).await);
    assert_eq!(scene.store.settings(scene.guild()).as_deref(), settings.as_ref());
    assert_eq!(scene.store.answers(scene.guild()).await.unwrap().len(), answers);
}

/// A server whose admin Hana is about to lose her rank; she sees every channel all the same.
fn world() -> (World, Id, Id) {
    let mut world = World::lantern();
    let (help, log) = (world.find_channel("help").unwrap(), world.find_channel("mod-log").unwrap());
    let guild = world.guild_of(help).unwrap();
    let rank = Permissions(Permissions::MANAGE_MESSAGES.0 | Permissions::MANAGE_GUILD.0);
    let role = world.role(guild, "Admin", rank, 0);
    let hana = world.person("hana", "en-US");
    world.join(guild, hana, &[role]);
    world.overwrite(log, Target::Member(hana), Permissions::VIEW_CHANNEL, Permissions::NONE);
    (world, guild, hana)
}

async fn prepare(scene: &Scene) -> Settings {
    let guild = scene.guild();
    let settings = Settings {
        mode: Mode::Observe,
        log: Some(scene.channel("mod-log").0),
        help: vec![scene.channel("help").0],
        helpers: vec![1],
        hosts: vec!["docs.example.org".into()],
        ..Settings::default()
    };
    scene.change_settings(&settings, |_| {}).await;
    let answers: Vec<(String, String)> = (0..16)
        .map(|n| (format!("answer-{n:02}"), own_answer(&format!("answer-{n:02}")).to_string()))
        .collect();
    scene.store.import_answers(guild, &answers).await.unwrap();
    for n in 1..=9 {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
        let incident = incident(n, 1, now);
        scene.store.record_incident(Incident {
            guild,
            channel: scene.channel("general").0,
            verdict: "likely".into(),
            ..incident
        });
    }
    scene.unmatched("general", "a thing that nobody knows").await;
    (*scene.store.settings(guild).unwrap()).clone()
}

/// The select in a row of its own.
fn select_of(message: &Value) -> String {
    message["components"][0]["components"][0]["custom_id"].as_str().unwrap().to_owned()
}

/// Everything with buttons that the desk shows, as Hana has it before her.
async fn everything(scene: &Scene) -> Vec<Post> {
    let hana = scene.person("hana");
    let ask = async |command: &str, options: Value| -> Private {
        scene.ask("hana", "help", command, options).await
    };
    let mut shown = Vec::new();
    for page in ["Channels", "Guard", "Exempt", "More"] {
        let panel = ask("/setup panel", json!({})).await;
        hana.click(panel.at, &button(&panel.message, page)).await.unwrap();
        shown.push(panel.at);
    }
    shown.push(ask("/incidents", json!({})).await.at);
    shown.push(ask("/privacy forget", json!({})).await.at);
    until_known(scene, "answer-00").await;
    let list = ask("/answers list", json!({})).await;
    shown.push(list.at);
    shown.push(ask("/answers remove", json!({"answer": "answer-00"})).await.at);
    shown.push(add(scene, "hana", filled_in()).await.1);
    for sure in [false, true] {
        let mut form = filled_in();
        form["links"] = json!("https://wiki.example.org/roles");
        let (refused, at) = add(scene, "hana", form).await;
        if sure {
            hana.click(at, &button(&refused, "Allow this host…")).await.unwrap();
        }
        shown.push(at);
    }
    for one in [false, true] {
        let questions = ask("/answers unmatched", json!({})).await;
        if one {
            let select = &questions.message["components"][0]["components"][0];
            let value = select["options"][0]["value"].as_str().unwrap();
            hana.select(questions.at, &select_of(&questions.message), &[value]).await.unwrap();
        }
        shown.push(questions.at);
    }
    let asked = scene.person("asker").post("help", "I forgot my password, how do I reset it?").unwrap();
    let reply = scene.reply_to("asker", asked).await;
    shown.push(Post { channel: asked.channel, id: Id::parse(reply["id"].as_str().unwrap()).unwrap() });
    let picked = hana.context_menu("Answer this…", asked).await.unwrap();
    shown.push(scene.private("hana", "help", picked).await.at);
    scene.person("scammer").post("general", &phrase(1)).unwrap();
    let alert = scene.alert().await;
    shown.push(Post {
        channel: scene.channel("mod-log"),
        id: Id::parse(alert["id"].as_str().unwrap()).unwrap(),
    });
    shown
}

/// What a select takes: its first option, or a channel or role.
fn choice(scene: &Scene, part: &Value) -> String {
    let guild = Id(scene.guild());
    match part["type"].as_u64() {
        Some(3) => part["options"][0]["value"].as_str().unwrap().to_owned(),
        Some(8) => scene.channel("general").to_string(),
        _ => scene.discord.look(|world| world.find_role(guild, "Helper")).unwrap().to_string(),
    }
}

/// The first words of a custom id.
fn words(id: &str) -> String {
    let body = id.rsplit_once('~').unwrap().0;
    let mut words = body.split(':');
    match words.next().unwrap() {
        "desk" => format!("desk:{}", words.next().unwrap()),
        first => first.to_owned(),
    }
}

#[tokio::test]
async fn whoever_lost_the_rank_presses_every_button_in_vain() {
    let (world, guild, hana_id) = world();
    let scene = Scene::start(world).await;
    let settings = prepare(&scene).await;
    let shown = everything(&scene).await;
    let hana = scene.person("hana");
    let mut forms = Vec::new();
    for answer in ["answer-01", "gas-fees"] {
        forms.push(modal(hana.slash("help", "/answers edit", json!({"answer": answer})).await.unwrap()));
    }
    scene.settled(scene.discord.mark()).await;

    scene.discord.arrange(|world| world.join(guild, hana_id, &[]));
    let mark = scene.discord.mark();
    let mut tried = BTreeSet::new();
    let needed = |word: &str| PRESSED.iter().find(|(known, _)| *known == word).map(|(_, needed)| *needed);
    for at in shown {
        let seen = hana.sees(at.channel);
        let message = seen.into_iter().find(|message| message["id"] == at.id.to_string()).expect("it stands");
        let rows = message["components"].as_array().cloned().unwrap_or_default();
        for part in rows.iter().flat_map(|row| row["components"].as_array().unwrap()) {
            let Some(id) = part["custom_id"].as_str().filter(|_| part["disabled"] != true) else { continue };
            let word = words(id);
            tried.insert(word.clone());
            let needed = needed(&word).unwrap_or_else(|| panic!("nobody says who may press {word}"));
            if needed == EVERYBODY {
                continue;
            }
            let pressed = match part["type"].as_u64() {
                Some(2) => hana.click(at, id).await,
                _ => hana.select(at, id, &[&choice(&scene, part)]).await,
            };
            assert_eq!(line(pressed.unwrap()), needed, "{word}");
        }
    }
    for form in forms {
        tried.insert(words(form["custom_id"].as_str().unwrap()));
        assert_eq!(line(hana.submit_modal(&form, json!({})).await.unwrap()), MESSAGES);
    }
    let table: BTreeSet<String> = PRESSED.iter().map(|(word, _)| (*word).to_owned()).collect();
    assert_eq!(tried, table, "every button is tried, and every line of the table");
    nothing_was_done(&scene, mark, Some(settings), 16).await;
    assert!(
        labels(&scene.alert().await).contains(&"Delete the message".to_owned()),
        "the alert is as it was"
    );
}
