use super::*;

fn desk() -> Arc<Desk> {
    Desk::shipped().expect("the shipped answers are sound")
}

fn ask(text: &str) -> Question<'_> {
    Question { title: "", text, locale: None, home: Lang::EN }
}

fn check(text: &str, action: Action, first: &str, lang: Lang) {
    let judgement = desk().judge(&ask(text), None);
    let best = judgement.ranked.first().map_or("", |candidate| &candidate.id);
    assert_eq!((judgement.action, best, judgement.lang), (action, first, lang), "{text}: {judgement:?}");
}

#[test]
fn answers_what_is_asked_clearly() {
    check("I forgot my password, what can I do?", Action::Answer, "forgot-password", Lang::EN);
    check(
        "my transaction has been pending since this morning",
        Action::Answer,
        "stuck-transaction",
        Lang::EN,
    );
    check("パスワードを忘れてログインできません", Action::Answer, "forgot-password", Lang::JA);
    check("保留中のままの送金をキャンセルしたいです", Action::Answer, "stuck-transaction", Lang::JA);
    check("transacton stuk on pendng, how to cancle", Action::Answer, "stuck-transaction", Lang::EN);
}

#[test]
fn is_silent_where_nothing_is_asked() {
    for text in [
        "",
        "🚀🚀",
        "lol",
        "thanks, that fixed it",
        "ありがとうございます！解決しました",
        "https://example.org/x",
    ] {
        let judgement = desk().judge(&ask(text), None);
        assert_eq!(judgement.action, Action::Silent, "{text}: {judgement:?}");
    }
    assert_eq!(desk().judge(&ask("🚀"), None).why, Why::Empty);
    assert_eq!(desk().judge(&ask("thank you so much everybody"), None).why, Why::Talk("thanks"));
}

#[test]
fn a_title_counts_as_much_as_the_message() {
    let post = Question { title: "Forgot my password", text: "please help", locale: None, home: Lang::EN };
    let judgement = desk().judge(&post, None);
    assert_eq!(&*judgement.ranked[0].id, "forgot-password");
}

#[test]
fn the_reply_is_in_the_language_of_the_message_then_of_the_user_then_of_the_server() {
    let lang = |text, locale, home| desk().judge(&Question { title: "", text, locale, home }, None).lang;
    assert_eq!(lang("ガス代が高い", Some(Lang::EN), Lang::EN), Lang::JA);
    assert_eq!(lang("gasudai takasugi", Some(Lang::JA), Lang::EN), Lang::JA);
    assert_eq!(lang("gas is too high", None, Lang::JA), Lang::JA);
}

#[test]
fn the_shipped_answers_are_told_apart() {
    let faults = desk().faults();
    assert!(faults.is_empty(), "{}", faults.iter().map(Fault::to_string).collect::<Vec<_>>().join("\n"));
}

#[test]
fn names_every_phrasing_and_near_miss_that_goes_astray() {
    // The shipped set with a phrasing in the wrong file, and a near miss that is none.
    let astray = |name: &str, text: &str| match name {
        "topics/testnet.json" => text.replacen("\"sepolia faucet\"", "\"how to export my private key\"", 1),
        "topics/gas-fees.json" => {
            text.replacen("\"near_misses\": [", "\"near_misses\": [\n\"why are the gas fees so high\",", 1)
        }
        _ => text.to_owned(),
    };
    let files: Vec<(&str, String)> =
        crate::book::SHIPPED.iter().map(|(name, text)| (*name, astray(name, text))).collect();
    let files = files.iter().map(|(name, text)| (*name, text.as_str()));
    let faults = Desk::check(files).expect_err("faults");
    let named: Vec<_> = faults.iter().map(|fault| (fault.file.as_str(), fault.key.as_str())).collect();
    assert_eq!(
        named,
        [
            ("topics/gas-fees.json", "languages.en.near_misses[0]"),
            ("topics/testnet.json", "languages.en.phrasings[0]")
        ]
    );
    assert_eq!(faults[1].problem, "\"how to export my private key\" is taken for `export-private-key`");
    assert_eq!(faults[0].problem, "\"why are the gas fees so high\" is answered with this");
}

/// A phrasing that goes astray is named beside what is wrong with the book, and not twice.
#[test]
fn names_faults_of_both_kinds_at_once() {
    let broken = |name: &str, text: &str| match name {
        "topics/testnet.json" => text.replacen("\"sepolia faucet\"", "\"how to export my private key\"", 1),
        "topics/staking.json" => text.replacen("\"links\": [", "\"links\": [\n\"no-such-link\",", 1),
        "topics/gas-fees.json" => {
            text.replacen("\"phrasings\": [", "\"phrasings\": [\n\"sepolia faucet\",", 1)
        }
        _ => text.to_owned(),
    };
    let check = |broken: &dyn Fn(&str, &str) -> String| {
        let files: Vec<(&str, String)> =
            crate::book::SHIPPED.iter().map(|(name, text)| (*name, broken(name, text))).collect();
        let faults =
            Desk::check(files.iter().map(|(name, text)| (*name, text.as_str()))).expect_err("faults");
        faults.into_iter().map(|fault| (fault.file, fault.key)).collect::<Vec<_>>()
    };
    let named = check(&broken);
    for (file, key) in [
        ("topics/testnet.json", "languages.en.phrasings[0]"),
        ("topics/staking.json", "languages.en.links[0]"),
        ("topics/gas-fees.json", "languages.en.phrasings[0]"),
    ] {
        let times = named.iter().filter(|(f, k)| (f.as_str(), k.as_str()) == (file, key)).count();
        assert_eq!(times, 1, "{file} {key} in {named:?}");
    }
    // With a file that cannot be read nobody knows what is told apart.
    let unread = |name: &str, text: &str| {
        if name == "topics/staking.json" { "{".into() } else { broken(name, text) }
    };
    assert!(!check(&unread).iter().any(|(file, _)| file == "topics/testnet.json"));
}

#[test]
fn survives_hostile_text() {
    let texts =
        ["a".repeat(1 << 20), "ああ ".repeat(100_000), "qzxjv ".repeat(50_000), "\u{301}".repeat(100_000)];
    for text in &texts {
        desk().judge(&ask(text), None);
    }
}

#[test]
fn what_is_urgent_comes_before_what_else_is_asked() {
    for (text, first) in [
        (
            "My swap failed twice today. Also a guy from support DMed me and wants me to type my seed phrase on his page.",
            "fake-support",
        ),
        (
            "How do I add Polygon? And all my ETH was sent to an unknown address without my permission last night.",
            "compromised-wallet",
        ),
        (
            "ガス代が高すぎます。あと、サポートを名乗る人からDMが来て、フレーズを入力してと言われました。",
            "fake-support",
        ),
    ] {
        let judgement = desk().judge(&ask(text), None);
        assert_ne!(judgement.action, Action::Silent, "{text}: {judgement:?}");
        assert_eq!(&*judgement.ranked[0].id, first, "{text}: {judgement:?}");
    }
}

/// Everyday sentences around a question, as people write them who begin with their life.
const STORIES: [(&str, [&str; 5]); 2] = [
    (
        "en",
        [
            "Hello from Portugal, I hope you all had a good weekend.",
            "I have been reading along here since last year, mostly in the evenings after work.",
            "My brother in law talked me into this, he knows a lot more about computers than I do.",
            "It has been raining all day, so I finally found the time to sit down.",
            "Please be patient with me, English is not my first language.",
        ],
    ),
    (
        "ja",
        [
            "こんにちは、いつも皆さんの書き込みを楽しく読んでいます。",
            "去年の秋ごろ、会社の同僚に勧められて少しずつ触り始めました。",
            "今日は一日雨だったので、やっと落ち着いて机に向かえました。",
            "機械にはあまり強くないほうで、家族にも呆れられています。",
            "長くなってしまいましたが、どうぞよろしくお願いします。",
        ],
    ),
];

#[test]
fn finds_the_question_in_a_story() {
    let mut tally = Tally::default();
    // Every fifth tells enough, and not more than a test may take.
    for (at, question) in
        questions().iter().filter(|question| !question.gold.is_empty()).step_by(5).enumerate()
    {
        let (_, story) = STORIES.iter().find(|(lang, _)| *lang == question.lang).expect("a story");
        let (before, after) = story.split_at(at % 5);
        let text = [before, &[question.text.as_str(), "\n"], after].concat().join(" ");
        tally.add(&question.gold, &desk().judge(&ask(&text), None));
    }
    for (figure, share, floor) in [
        ("top-1", tally.top1(), 0.80),
        ("top-3", tally.top3(), 0.90),
        ("precision", tally.precision(), 0.90),
        ("coverage", tally.coverage(), 0.80),
    ] {
        assert!(share >= floor, "{figure}: {share:.3} < {floor}");
    }
}

#[derive(serde::Deserialize)]
struct Labelled {
    lang: String,
    text: String,
    gold: Vec<String>,
    part: String,
}

/// The questions that nothing was fitted on.
fn questions() -> Vec<Labelled> {
    let lines = include_str!("../../tests/corpus/questions.jsonl").lines();
    let questions = lines.map(|line| serde_json::from_str(line).expect("a question"));
    questions.filter(|question: &Labelled| question.part != "fit").collect()
}

/// The floors on questions that nothing was fitted on, over both languages and in each.
/// `cargo run --release --no-default-features --example fit` prints the figures.
#[test]
fn is_as_good_as_promised() {
    let questions = questions();
    let tally = |lang: &str| {
        let mut tally = Tally::default();
        for question in questions.iter().filter(|question| lang.is_empty() || question.lang == lang) {
            tally.add(&question.gold, &desk().judge(&ask(&question.text), None));
        }
        tally
    };
    let figures = |tally: &Tally| {
        [
            ("top-1", tally.top1(), 0.88),
            ("top-3", tally.top3(), 0.96),
            ("precision", tally.precision(), 0.94),
            ("coverage", tally.coverage(), 0.86),
            ("no false answers", 1.0 - tally.false_answers(), 0.97),
            ("silence", 1.0 - tally.fired(), 0.85),
            ("utility", tally.utility(), 0.40),
        ]
    };
    let (all, english, japanese) = (tally(""), tally("en"), tally("ja"));
    assert!(english.inside.min(japanese.inside) > 200, "too few questions to tell");
    assert!(english.outside.min(japanese.outside) > 100, "too few messages that ask for nothing");
    for (name, tally) in [("both", &all), ("en", &english), ("ja", &japanese)] {
        for (figure, share, floor) in figures(tally) {
            assert!(share >= floor, "{name}, {figure}: {share:.3} < {floor}");
        }
    }
    for ((figure, english, _), (_, japanese, _)) in figures(&english).into_iter().zip(figures(&japanese)) {
        assert!(
            (english - japanese).abs() <= 0.04,
            "{figure}: {english:.3} in English, {japanese:.3} in Japanese"
        );
    }
}
