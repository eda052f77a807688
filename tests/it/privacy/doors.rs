//! The doors by which a secret comes in, and what goes wrong meanwhile.

use super::secrets::Secret;
use crate::document::{WORD, document};
use crate::leaks::images::{DISPLAYS, text as code_of};
use crate::leaks::rng::Rng;
use crate::process::Home;
use komainu::playground::{Fault, File, GatewayFault, Person, Problem};
use serde_json::{Value, json};
use std::time::Duration;

/// The ways in.
pub(super) const DOORS: [&str; 31] = [
    "a message",
    "an edit",
    "an edit that says only part of it",
    "an embed that comes later",
    "a webhook's embed",
    "another bot",
    "a reply to it",
    "a forward",
    "a text file",
    "a document",
    "a file's name",
    "an alt text",
    "a QR code",
    "a thread's title",
    "a thread's new title",
    "a forum post",
    "a poll",
    "a direct message",
    "a message a word",
    "/try",
    "/official",
    "/faq",
    "/answers edit",
    "autocompletion",
    "a form's text",
    "a form's other fields",
    "an import",
    "the name of an import",
    "right clicks",
    "a forged button",
    "events nobody can read",
];

fn file(name: &str, kind: &str, bytes: &[u8]) -> File {
    File {
        field: "files[0]".into(),
        filename: name.into(),
        content_type: Some(kind.into()),
        bytes: bytes.to_vec().into(),
    }
}

/// Tells a secret by one door; what Discord itself refuses is `Err`.
pub(super) async fn tell(home: &Home, who: &str, door: &str, secret: &Secret) -> Result<(), Problem> {
    let (who, moderator) = (home.discord.as_person(who), home.discord.as_person("moderator"));
    let (general, text) = (home.channel("general"), secret.text.as_str());
    let short: String = text.chars().take(95).collect();
    match door {
        "a message" => {
            who.post("general", &format!("hello {text}"))?;
        }
        "an edit" => who.edit(who.post("general", "hello")?, text)?,
        "an edit that says only part of it" => {
            // The bot has to ask for the rest.
            home.discord.fault(Fault::event("MESSAGE_CREATE"));
            let post = who.post("general", text)?;
            let guild = home.guild();
            let part = json!({ "id": post.id, "channel_id": post.channel, "guild_id": guild });
            home.discord.send_event("MESSAGE_UPDATE", &part);
        }
        "an embed that comes later" => {
            let post = who.post("general", "see this")?;
            home.discord.unfurl(
                post.channel,
                post.id,
                json!({ "type": "rich", "title": "notes", "description": text }),
            )?;
        }
        "a webhook's embed" => {
            let embed =
                json!({ "embeds": [{ "title": "backup", "description": text, "footer": { "text": text } }] });
            home.discord.post_by_webhook("general", "notes", &embed)?;
        }
        "another bot" => {
            home.discord.as_person("echo").post("general", text)?;
        }
        "a reply to it" => {
            let post = who.post("general", text)?;
            drop(home.discord.as_person("helper").reply(post, "please delete this"));
        }
        "a forward" => {
            who.forward(who.dm("yuki", text)?, "general")?;
        }
        "a text file" => {
            who.upload("general", "my file", &[("notes.txt", "text/plain", text.as_bytes())])?;
        }
        "a document" => {
            who.upload("general", "my file", &[("notes.docx", WORD, &document(text))])?;
        }
        "a file's name" => {
            who.upload("general", "see", &[(&format!("{short}.txt"), "text/plain", b"nothing")])?;
        }
        "an alt text" => {
            let picture = file("picture.png", "image/png", b"no picture");
            let described = json!([{ "id": 0, "filename": "picture.png", "description": text }]);
            let message = json!({ "content": "look", "attachments": described });
            who.post_with_files(general, message, vec![picture])?;
        }
        "a QR code" => {
            // A code holds 2,331 bytes; what is longer nobody shows so.
            let code = code_of(&text.chars().take(500).collect::<String>());
            let picture = (DISPLAYS[0].show)(&mut Rng::named(1, "privacy"), &code);
            who.upload("general", "my backup", &[("backup.png", "image/png", &picture)])?;
        }
        "a thread's title" => {
            who.thread("general", &short)?;
        }
        "a thread's new title" => {
            let thread = who.thread("general", "about dogs")?;
            moderator.request("PATCH", &format!("/channels/{thread}"), json!({ "name": short }))?;
        }
        "a forum post" => {
            who.forum_post("help-forum", &short, text)?;
        }
        "a poll" => {
            let answers = json!([{ "poll_media": { "text": "yes" } }, { "poll_media": { "text": short.chars().take(55).collect::<String>() } }]);
            let question = text.chars().take(300).collect::<String>();
            let poll = json!({ "question": { "text": question }, "answers": answers, "duration": 1 });
            who.post_in(general, json!({ "poll": poll }))?;
        }
        "a direct message" => {
            who.dm("komainu", text)?;
        }
        "a message a word" => {
            for part in text.split(' ').collect::<Vec<_>>().chunks(3) {
                who.post("general", &part.join(" "))?;
            }
        }
        "/try" => drop(moderator.slash("mod-log", "/try", json!({ "text": text })).await?),
        "/official" => drop(who.slash("help", "/official", json!({ "url": text })).await?),
        "/faq" => {
            drop(who.slash("help", "/faq", json!({ "topic": text })).await?);
            drop(who.slash("help", "/faq", json!({ "topic": "gas-fees", "language": text })).await?);
        }
        "/answers edit" => {
            drop(
                moderator.slash("help", "/answers edit", json!({ "answer": text, "language": text })).await?,
            );
            drop(moderator.slash("help", "/answers remove", json!({ "answer": text })).await?);
        }
        "autocompletion" => {
            drop(who.autocomplete("help", "/faq", "topic", text).await?);
            drop(who.autocomplete("help", "/faq", "language", text).await?);
        }
        "a form's text" => form(&moderator, json!({ "text": text })).await?,
        "a form's other fields" => {
            // What does not fit is no secret; but somebody may try.
            if text.chars().count() <= 60 {
                form(&moderator, json!({ "title": text })).await?;
            }
            form(&moderator, json!({ "phrasings": text })).await?;
            drop(form(&moderator, json!({ "links": text })).await);
        }
        "an import" => {
            let topic =
                json!([{ "id": short, "urgency": text, "languages": { "en": { "title": text, text: 1 } } }]);
            for content in [topic.to_string(), text.to_owned(), format!("[{{\"id\": \"{short}\"}}")] {
                import(&moderator, file("answers.json", "application/json", content.as_bytes())).await?;
            }
        }
        "the name of an import" => {
            import(&moderator, file(&format!("{short}.json"), "application/json", b"[1]")).await?;
        }
        "right clicks" => {
            let post = who.post("general", &format!("see {text}"))?;
            // It may be gone already.
            for command in ["Why?", "Answer this…", "Leaked secret"] {
                drop(moderator.context_menu(command, post).await);
            }
        }
        "a forged button" => {
            let data = json!({ "component_type": 2, "custom_id": short });
            let request = json!({
                "type": 3, "application_id": home.discord.application_id(), "channel_id": general, "guild_id": home.guild(),
                "message_id": who.post("general", "hi")?.id, "session_id": "x", "nonce": "1", "data": data,
            });
            // The stand-in refuses what no message shows, as Discord does; should it not, the bot does.
            drop(who.request("POST", "/interactions", request));
            let message = json!({ "id": "1", "custom_id": short, "content": text });
            home.discord.send_event("INTERACTION_CREATE", &json!({ "id": "1", "type": 3, "data": message }));
        }
        "events nobody can read" => {
            for name in
                ["MESSAGE_CREATE", "MESSAGE_UPDATE", "THREAD_CREATE", "INTERACTION_CREATE", "NOBODY_KNOWS"]
            {
                home.discord
                    .send_event(name, &json!({ "id": { "broken": text }, "content": text, "name": text }));
            }
        }
        other => panic!("{other} is no door"),
    }
    Ok(())
}

/// Sends the form of an answer with something else in one field.
async fn form(moderator: &Person, with: Value) -> Result<(), Problem> {
    let komainu::playground::Shown::Modal(modal) = moderator.slash("help", "/answers add", json!({})).await?
    else {
        return Ok(());
    };
    let mut texts = json!({
        "title": "The verified role", "text": "React to the rules.", "phrasings": "how do I get verified", "links": "",
        "language": "en",
    });
    for (name, value) in with.as_object().unwrap() {
        texts[name] = value.clone();
    }
    moderator.submit_modal(&modal, texts).await.map(drop)
}

async fn import(moderator: &Person, file: File) -> Result<(), Problem> {
    moderator.slash_with_files("help", "/answers import", json!({ "file": 0 }), vec![file]).await.map(drop)
}

/// One fault after the other: of the requests, of the events, of the connection.
pub(super) fn trouble(home: &Home, turn: usize) {
    let delete = || Fault::on("DELETE", "/channels/*/messages/*");
    let send = || Fault::on("POST", "/channels/*/messages");
    let create = || Fault::event("MESSAGE_CREATE");
    let respond = || Fault::on("POST", "/interactions/*/*/callback");
    let faults = [
        delete().status(403).code(50013),
        delete().times(2).status(500),
        delete().times(2).status(429).retry_after(0.1),
        delete().status(429).retry_after(0.1).global(),
        delete().status(404).code(10008),
        delete().lose_reply(),
        delete().lose_request(),
        delete().delay(Duration::from_secs(1)),
        send().omit("author"),
        send().lose_reply(),
        send().status(400).code(50035),
        send().status(403).code(50001),
        Fault::on("POST", "/users/@me/channels").status(403).code(50007),
        Fault::on("POST", "/users/@me/channels").times(2).status(502),
        Fault::on("GET", "/attachments/*/*/*").status(500),
        Fault::on("GET", "/attachments/*/*/*").lose_reply(),
        Fault::on("GET", "/channels/*/messages/*").status(500),
        Fault::on("GET", "/channels/*/messages/*").omit("author"),
        respond().status(500),
        respond().lose_reply(),
        create().duplicate(),
        create().swap(),
        create().garble(),
        Fault::event("MESSAGE_UPDATE").garble(),
        Fault::event("THREAD_CREATE").garble(),
    ];
    let strikes = [
        GatewayFault::Close(4000),
        GatewayFault::Reconnect,
        GatewayFault::InvalidSession { resumable: true },
        GatewayFault::Silence(true),
    ];
    // Every tenth time the connection, else the next of the others.
    match strikes.get(turn / 10).filter(|_| turn % 10 == 9) {
        Some(&strike) => home.discord.gateway(strike),
        None => home.discord.fault(faults[turn % faults.len()].clone()),
    }
}
