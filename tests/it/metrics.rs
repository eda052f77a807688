//! What an operator sees of the running program: whether it is ready, what it has counted, and logs that tie an event to
//! the decision and the requests it led to.

use crate::phrase::phrase;
use crate::process::{Home, UP};
use crate::scene::SOON;
use komainu::playground::{Exchange, Fault};
use serde_json::Value;
use std::time::{Duration, Instant};

async fn get(address: &str) -> (u16, String) {
    let response = reqwest::get(address).await.expect("it answers");
    (response.status().as_u16(), response.text().await.expect("text"))
}

/// Waits until `/readyz` says so.
async fn readiness(origin: &str, status: u16) {
    let started = Instant::now();
    loop {
        let now = get(&format!("{origin}/readyz")).await;
        if now.0 == status {
            return;
        }
        assert!(started.elapsed() < UP, "{now:?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Waits until this line is among the metrics, and returns them all.
pub(crate) async fn counted(origin: &str, line: &str) -> String {
    let started = Instant::now();
    loop {
        let (_, text) = get(&format!("{origin}/metrics")).await;
        if text.lines().any(|written| written == line) {
            return text;
        }
        assert!(started.elapsed() < UP, "{line}\nis not in\n{text}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn an_operator_sees_what_it_does_and_nothing_of_what_was_written() {
    let home = Home::lantern().await;
    // Long enough to be asked before it knows who it is.
    home.discord.fault(Fault::on("GET", "/oauth2/applications/@me").delay(Duration::from_secs(1)));
    let bot = home.launch(&[("METRICS_ADDR", "0"), ("LOG_FORMAT", "json"), ("RUST_LOG", "debug")]);
    let origin = bot.metrics().await;
    assert!(origin.starts_with("http://127.0.0.1:"), "{origin}");
    assert_eq!(get(&format!("{origin}/healthz")).await.0, 200);
    assert_eq!(get(&format!("{origin}/readyz")).await, (503, "not connected yet\n".into()));
    readiness(&origin, 200).await;

    let phrase = phrase(81);
    let (asker, moderator) = (home.discord.as_person("asker"), home.discord.as_person("moderator"));
    let leak = asker.post("general", &phrase).unwrap();
    assert!(moderator.wait_gone(leak, SOON).await);
    let question = home
        .discord
        .as_person("yuki")
        .post("help", "パスワードを忘れました。リセットするにはどうすればいいですか？")
        .unwrap();
    let answered = |made: &Exchange| {
        made.is("POST", "/channels/*/messages") && made.request.to_string().contains(&question.id.to_string())
    };
    home.discord.wait_for(answered, SOON).await.expect("an answer");

    // Of the leak, the author's notice and the alert; of the question, the answer: three posts in all.
    let text = counted(&origin, "komainu_requests_total{request=\"send\",outcome=\"done\"} 3").await;
    for line in [
        "komainu_verdicts_total{kind=\"bip39-en\",verdict=\"certain\",action=\"delete\"} 1",
        "komainu_replies_total{outcome=\"answer\"} 1",
        "komainu_event_to_request_seconds_count{request=\"delete\"} 1",
        "komainu_event_to_request_seconds_count{request=\"reply\"} 1",
        "komainu_requests_total{request=\"delete\",outcome=\"done\"} 1",
        "komainu_shard_connected{shard=\"0\"} 1",
        "komainu_guilds 1",
        "komainu_store_up 1",
    ] {
        assert!(text.lines().any(|written| written == line), "{line}\nis not in\n{text}");
    }

    // The event, the decision and the requests are tied together by the message's id.
    for (event, field, word) in [
        (leak, "message", "leak"),
        (leak, "request", "delete"),
        (leak, "request", "open_direct"),
        (question, "message", "replied"),
        (question, "request", "send"),
    ] {
        bot.line(|line| {
            let line: Value = serde_json::from_str(line).ok()?;
            (line["span"]["event"] == event.id.to_string() && line["fields"][field] == word).then_some(())
        })
        .await;
    }
    let everything = format!("{text}{}", bot.log());
    for pair in phrase.split(' ').collect::<Vec<_>>().windows(2).map(|pair| pair.join(" ")) {
        assert!(!everything.contains(&pair), "a pair of the phrase is repeated");
    }

    drop(home.discord.stop().await);
    readiness(&origin, 503).await;
}

/// A fault of the environment is one sentence, before anything is connected.
#[tokio::test]
async fn an_address_that_is_taken_is_named() {
    let home = Home::lantern().await;
    let taken = home.discord.origin().trim_start_matches("http://").to_owned();
    let bot = home.launch(&[("METRICS_ADDR", &taken)]);
    let said = bot.line(|line| line.strip_prefix("komainu: ").map(str::to_owned)).await;
    assert!(said.starts_with(&format!("METRICS_ADDR: {taken} cannot be listened on")), "{said}");
    // Meanwhile it may have asked who it is, and nothing else.
    let made: Vec<String> = home
        .discord
        .bot_exchanges()
        .iter()
        .map(|made| format!("{} {}", made.method, made.path))
        .filter(|made| !["GET /gateway/bot", "GET /oauth2/applications/@me"].contains(&made.as_str()))
        .collect();
    assert_eq!(made, [""; 0]);
}
