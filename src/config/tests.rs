//! What the environment may say, and what is said of what it may not.

use super::*;

/// A token of the right form that is nobody's.
fn token() -> String {
    ["MTAwMDAwMDAwMDAwMDAwMDAw", "AAAAAA", "not-a-real-token-at-all"].join(".")
}

fn read(pairs: &[(&str, &str)]) -> Result<Config, Vec<Fault>> {
    let pairs: Vec<(String, String)> = pairs.iter().map(|(k, v)| (k.to_string(), v.to_string())).collect();
    Config::read(move |name| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone()))
}

#[test]
fn every_fault_at_once() {
    let faults = read(&[
        ("DISCORD_TOKEN", "hello"),
        ("DISCORD_API_URL", "http://127.0.0.1:3500/api"),
        ("RESPONSES_DIR", "/nowhere"),
        ("DATABASE_URL", "komainu.sqlite"),
        ("SHARDS", "4/4"),
        ("METRICS_ADDR", "localhost"),
        ("LOG_FORMAT", "xml"),
        ("RUST_LOG", "komainu=loud"),
    ])
    .expect_err("eight faults");
    let eight = [
        Fault::TokenForm,
        Fault::ApiForm,
        Fault::Responses("/nowhere".into()),
        Fault::Database,
        Fault::Shards,
        Fault::Metrics,
        Fault::LogFormat,
        Fault::LogFilter,
    ];
    assert_eq!(faults, eight);
    assert_eq!(read(&[]).expect_err("no token"), [Fault::TokenMissing]);
}

#[test]
fn a_stand_in_must_be_on_this_machine() {
    let parse = |url, remote| ApiUrl::parse(url, remote).map(|api| api.authority);
    assert_eq!(parse("http://127.0.0.1:3500/", false), Ok("127.0.0.1:3500".into()));
    assert_eq!(parse("http://[::1]:3500", false), Ok("[::1]:3500".into()));
    assert_eq!(parse("http://localhost:1", false), Ok("localhost:1".into()));
    assert_eq!(parse("https://discord.example", false), Err(Fault::ApiRemote));
    assert_eq!(parse("https://discord.example", true), Ok("discord.example".into()));
    assert_eq!(parse("http://user@127.0.0.1", false), Err(Fault::ApiForm));
    assert_eq!(parse("ftp://127.0.0.1", false), Err(Fault::ApiForm));
}

#[test]
fn a_process_takes_its_shards() {
    let parse = |text| ShardRange::parse(text).map(|range| (range.first, range.last, range.total));
    assert_eq!(parse("0-3/16"), Ok((0, 3, 16)));
    assert_eq!(parse(" 15/16 "), Ok((15, 15, 16)));
    for wrong in
        ["", "16", "0-16/16", "3-1/16", "0-3", "a-b/c", "-1/4", "0-/4", "0-3/0", "0-1/200000", "0-3/16/2"]
    {
        assert_eq!(parse(wrong), Err(Fault::Shards), "{wrong}");
    }
    let read = |shards, database| {
        read(&[("DISCORD_TOKEN", &token()), ("SHARDS", shards), ("DATABASE_URL", database)])
    };
    assert_eq!(read("0-3/16", "sqlite:komainu.sqlite").expect_err("apart"), [Fault::ShardsApart]);
    assert!(read("0-15/16", "sqlite:komainu.sqlite").is_ok());
    assert!(read("0-3/16", "postgres://bot@db/komainu").is_ok());
}

#[test]
fn a_port_alone_is_this_machines() {
    let parse = |text| parse_address(text).map(|address| address.to_string());
    assert_eq!(parse("9600"), Some("127.0.0.1:9600".into()));
    assert_eq!(parse("0.0.0.0:9600"), Some("0.0.0.0:9600".into()));
    assert_eq!(parse("[::1]:9600"), Some("[::1]:9600".into()));
    assert_eq!(parse(":9600"), None);
    assert_eq!(parse("70000"), None);
}

#[test]
fn the_token_is_never_shown() {
    let config = read(&[("DISCORD_TOKEN", &token())]).expect("good");
    assert!(!format!("{config:?}").contains("not-a-real"));
}

#[test]
fn the_example_names_every_variable_and_no_other() {
    let example = include_str!("../../.env.example");
    let named: Vec<&str> = example
        .lines()
        .filter_map(|line| line.trim_start_matches("# ").split_once('='))
        .map(|(name, _)| name)
        .filter(|name| name.bytes().all(|b| b.is_ascii_uppercase() || b == b'_'))
        .collect();
    let known: Vec<&str> = VARIABLES.iter().map(|variable| variable.name).collect();
    assert_eq!(named, known);
    let set: Vec<(String, String)> =
        dotenvy::from_read_iter(example.as_bytes()).filter_map(Result::ok).collect();
    assert!(set.iter().all(|(_, value)| value.is_empty()), "the example sets nothing by itself");
}
