use super::*;

/// A set without topics and sentences, but sound.
const LINKS: &str = r#"{
    "checked": "2026-11-22", "hosts": ["example.org"], "exact": [],
    "links": [
        {"id": "home", "lang": "en", "kind": "site", "title": "Home", "url": "https://example.org/", "status": "confirmed", "as_of": "2026"},
        {"id": "home-ja", "lang": "ja", "kind": "site", "title": "ホーム", "url": "https://example.org/ja", "status": "confirmed", "as_of": "2026"},
        {"id": "support-home", "lang": "en", "kind": "site", "title": "Own", "url": "https://example.org/support-home", "status": "confirmed", "as_of": "2026"},
        {"id": "official-channels", "lang": "en", "kind": "site", "title": "Own", "url": "https://example.org/official-channels", "status": "confirmed", "as_of": "2026"},
        {"id": "site", "lang": "en", "kind": "site", "title": "Own", "url": "https://example.org/site", "status": "confirmed", "as_of": "2026"},
        {"id": "hacked", "lang": "en", "kind": "site", "title": "Own", "url": "https://example.org/hacked", "status": "confirmed", "as_of": "2026"}
    ],
    "denied": [{"contains": ["example inc"], "why": "there is none", "instead": "home"}]
}"#;
const EN: &str = r#"{"code": "en", "name": "English", "locales": ["en-US"], "text": {"hello": "Hello {name}"}, "commands": {}}"#;
const JA: &str = r#"{"code": "ja", "name": "日本語", "locales": ["ja"], "text": {"hello": "{name}さん、こんにちは"}, "commands": {}}"#;

/// A sound topic as a value that a test can spoil.
fn topic(id: &str) -> serde_json::Value {
    let answer = |lang: &str, link: &str| {
        serde_json::json!({
            "title": "Title", "summary": "Summary.", "steps": ["One.", "Two.", "Three."], "never": "Never.",
            "links": [link], "keywords": ["a", "b", "c", "d"], "near_misses": ["x", "y", "z"],
            "phrasings": (0..12).map(|n| format!("{id} {lang} {n}")).collect::<Vec<_>>(),
        })
    };
    serde_json::json!({
        "id": id, "urgency": "normal", "confusable_with": [],
        "languages": {"en": answer("en", "home"), "ja": answer("ja", "home-ja")},
    })
}

fn parse(files: &[(&str, &str)]) -> Result<Book, Vec<Fault>> {
    let set = [("links.json", LINKS), ("ui/en.json", EN), ("ui/ja.json", JA)];
    let own = |name: &str| files.iter().any(|(own, _)| *own == name);
    Book::parse(set.into_iter().filter(|(name, _)| !own(name)).chain(files.iter().copied()))
}

/// Spoils one place of a sound topic, and expects just that fault.
fn check(pointer: &str, value: impl Into<serde_json::Value>, key: &str, problem: &str) {
    let mut topic = topic("one");
    *topic.pointer_mut(pointer).expect("a place in the topic") = value.into();
    check_file("topics/one.json", &topic.to_string(), key, problem);
}

fn check_file(name: &str, text: &str, key: &str, problem: &str) {
    let faults = parse(&[(name, text)]).expect_err("a fault");
    let found: Vec<_> = faults.iter().map(|fault| (&*fault.file, &*fault.key)).collect();
    assert_eq!(found, [(name, key)], "{faults:?}");
    assert!(faults[0].problem.contains(problem), "{problem:?} is not in {:?}", faults[0].problem);
    assert!(!faults[0].remedy.is_empty());
}

#[test]
fn a_sound_set() {
    let text = topic("one").to_string();
    let book = parse(&[("topics/one.json", &text)]).expect("sound");
    let one = book.topic("one").expect("the topic");
    assert_eq!(
        one.answer(Lang::JA).map(|(lang, answer)| (lang, &*answer.links[0])),
        Some((Lang::JA, "home-ja"))
    );
    assert_eq!(one.answer(Lang::new("fr").expect("a code")).map(|(lang, _)| lang), Some(Lang::EN));
    assert_eq!(book.lang_of_locale("ja"), Some(Lang::JA));
    assert_eq!(book.lang_of_locale("fr"), None);
    assert!(book.topic("two").is_none());
    let bom = format!("\u{feff}{text}");
    assert!(parse(&[("topics/one.json", &bom)]).is_ok());
}

#[test]
fn faults_of_a_topic() {
    let one = "/languages/en";
    let at = |rest: &str| format!("{one}{rest}");
    check("/id", "two", "id", "`two` stands in a file called one.json");
    check("/urgency", "soon", "urgency", "unknown variant `soon`");
    check("/confusable_with", vec!["two"], "confusable_with[0]", "`two` is no other topic");
    check(&at("/title"), "x".repeat(61), "languages.en.title", "61 characters, more than 60");
    check(&at("/summary"), " blank", "languages.en.summary", "blank at an end");
    check(&at("/steps/1"), "", "languages.en.steps[1]", "empty");
    check(&at("/steps"), vec!["One."], "languages.en.steps", "1 entries");
    check(&at("/steps"), vec!["x".repeat(160); 6], "languages.en.steps", "more than 900");
    check(&at("/links/0"), "nowhere", "languages.en.links[0]", "no link is called `nowhere`");
    check(&at("/links/0"), "home-ja", "languages.en.links[0]", "`home-ja` is a page in ja");
    check(&at("/links"), vec!["home", "home"], "languages.en.links[1]", "stands here twice");
    check("/languages/ja/links/0", "home", "languages.ja.links[0]", "`home` exists in this language");
    check(&at("/never"), "See [this](x).", "languages.en.never", "a markdown link");
    check(&at("/never"), "See http://example.org.", "languages.en.never", "an address");
    check(&at("/never"), "See evil.example.com.", "languages.en.never", "`evil.example.com` is no host");
    check(&at("/never"), "Ask @admin.", "languages.en.never", "a mention");
    check(&at("/never"), "Ask in #help.", "languages.en.never", "a mention");
    check(&at("/never"), "Ask Example Inc.", "languages.en.never", "there is none");
    check(&at("/phrasings/3"), "go to https://example.org", "languages.en.phrasings[3]", "an address");
    check(&at("/phrasings/3"), "ONE en 5!", "languages.en.phrasings[5]", "stands in topics/one.json too");
}

#[test]
fn languages_of_a_topic() {
    let mut one = topic("one");
    let languages = one["languages"].as_object_mut().expect("languages");
    languages.remove("ja");
    check_file("topics/one.json", &one.to_string(), "languages.ja", "missing in this language");
    let partial = JA.replace(r#""text""#, r#""partial": true, "text""#);
    assert!(parse(&[("topics/one.json", &one.to_string()), ("ui/ja.json", &partial)]).is_ok());
    one["languages"] = serde_json::json!({"en": one["languages"]["en"], "ja": topic("one")["languages"]["ja"],
        "fr": topic("fr")["languages"]["en"]});
    check_file("topics/one.json", &one.to_string(), "languages.fr", "does not speak it");
}

#[test]
fn broken_json_names_the_place() {
    check_file("topics/one.json", "{", "", "EOF while parsing");
    check_file("topics/one.json", &format!("{} x", topic("one")), "", "trailing characters");
    check("/languages/en/steps/1", 5, "languages.en.steps[1]", "invalid type: integer");
    check_file("links.json", "[", "", "EOF while parsing");
    check_file("ui/en.json", "{", "", "EOF while parsing");
    check_file("topics/one.txt", "", "", "no file of this name");
}

#[test]
fn faults_of_links_and_sentences() {
    let links = |from: &str, to: &str| LINKS.replacen(from, to, 1);
    check_file(
        "links.json",
        &links("https://example.org/\"", "http://example.org/\""),
        "links[0].url",
        "no https",
    );
    check_file(
        "links.json",
        &links("https://example.org/\"", "https://example.com/\""),
        "links[0].url",
        "no https",
    );
    check_file("links.json", &links("\"home-ja\"", "\"home\""), "links[1].id", "twice");
    check_file("links.json", &links("example inc", "example.org/ja"), "links[1].url", "denied");
    check_file("links.json", &links("example inc", "Example Inc"), "denied[0].contains", "lower case");
    check_file("links.json", &links("2026-11-22", "yesterday"), "checked", "no date");
    check_file("ui/ja.json", &JA.replace("{name}", "{nome}"), "text.hello", "other placeholders");
    check_file(
        "ui/ja.json",
        &JA.replace("\"hello\": \"{name}さん、こんにちは\"", ""),
        "text.hello",
        "missing",
    );
    check_file("ui/ja.json", &JA.replace("こんにちは", "example inc"), "text.hello", "denied");
    check_file("ui/ja.json", &JA.replace("[\"ja\"]", "[\"en-US\"]"), "locales", "served by en too");
}

/// Every topic needs links, hosts and languages: what is missing or broken itself is the one fault.
#[test]
fn a_missing_or_broken_file_is_one_fault() {
    let mut topic = topic("one");
    topic["languages"]["en"]["summary"] = "See example.org.".into();
    let topic = topic.to_string();
    let faults = |files: &[(&str, &str)]| {
        let faults =
            Book::parse(files.iter().copied().chain([("topics/one.json", &*topic)])).expect_err("a fault");
        faults.iter().map(|fault| format!("{}: {}", fault.file, fault.problem)).collect::<Vec<_>>()
    };
    let (links, en, ja) = (("links.json", LINKS), ("ui/en.json", EN), ("ui/ja.json", JA));
    assert_eq!(faults(&[en, ja]), ["links.json: the file is missing"]);
    assert_eq!(faults(&[links]), ["ui/en.json: the file is missing"]);
    assert_eq!(faults(&[links, en, ("ui/ja.json", "")]).len(), 1);
    assert_eq!(faults(&[("links.json", ""), en, ja]).len(), 1);
}

#[test]
fn a_list_without_links_is_read_as_that() {
    let mut links: serde_json::Value = serde_json::from_str(LINKS).expect("JSON");
    links["links"] = serde_json::json!([]);
    let faults = parse(&[("topics/one.json", &topic("one").to_string()), ("links.json", &links.to_string())]);
    let faults = faults.expect_err("faults");
    let unknown = faults.iter().filter(|fault| fault.problem.starts_with("no link is called"));
    let needed = Links::NEEDED.len();
    assert_eq!(
        unknown.count(),
        3 + needed,
        "one in each language, one in a denial, the bot's own: {faults:?}"
    );
}

#[test]
fn every_fault_at_once() {
    let mut one = topic("one");
    one["languages"]["en"]["links"][0] = "nowhere".into();
    let mut two = topic("two");
    two["languages"]["ja"]["title"] = "".into();
    let faults = parse(&[
        ("topics/one.json", &one.to_string()),
        ("topics/two.json", &two.to_string()),
        ("topics/three.json", "{"),
        ("ui/ja.json", "{}"),
    ])
    .expect_err("faults");
    let files: Vec<_> = faults.iter().map(|fault| &*fault.file).collect();
    assert!(
        ["topics/one.json", "topics/two.json", "topics/three.json", "ui/ja.json"]
            .iter()
            .all(|f| files.contains(f))
    );
    assert_eq!(
        faults[0].to_string(),
        "topics/one.json: languages.en.links[0]: no link is called `nowhere`; name one of links.json"
    );
}

#[test]
fn the_shipped_set_is_sound() {
    if let Err(faults) = Book::shipped() {
        panic!("{}", faults.iter().map(Fault::to_string).collect::<Vec<_>>().join("\n"));
    }
}

/// The schema files of `schemas/`, made from the types that read `responses/`.
fn schemas() -> [(&'static str, schemars::Schema); 4] {
    [
        ("links", schemars::schema_for!(Links)),
        ("silence", schemars::schema_for!(Silence)),
        ("topic", schemars::schema_for!(Topic)),
        ("ui", schemars::schema_for!(Ui)),
    ]
}

/// Run with `UPDATE_SCHEMAS=1` to write them anew after a change of the types.
#[test]
fn the_schema_files_are_those_of_the_types() {
    for (name, schema) in schemas() {
        let path = format!("{}/schemas/{name}.json", env!("CARGO_MANIFEST_DIR"));
        let made = serde_json::to_string_pretty(&schema).expect("a schema is JSON") + "\n";
        if std::env::var_os("UPDATE_SCHEMAS").is_some() {
            std::fs::write(&path, &made).expect("schemas/ can be written");
        }
        let kept = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(kept == made, "schemas/{name}.json is old: UPDATE_SCHEMAS=1 cargo test schema_files");
    }
}

/// Every file of `responses/` is built in, and nothing else is.
#[test]
fn the_shipped_set_is_the_folder() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("responses");
    let mut found: Vec<String> = ["", "topics", "ui"]
        .iter()
        .flat_map(|folder| std::fs::read_dir(root.join(folder)).expect("a folder"))
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_file())
        .map(|path| path.strip_prefix(&root).expect("below it").to_string_lossy().replace('\\', "/"))
        .collect();
    found.sort();
    let mut shipped: Vec<&str> = SHIPPED.iter().map(|(name, _)| *name).collect();
    shipped.sort_unstable();
    assert_eq!(shipped, found);
}
