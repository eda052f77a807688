//! What a server may write, one line each.

use super::*;

fn book() -> Book {
    Book::shipped().expect("sound")
}

fn answer() -> Answer {
    Answer {
        title: "The verified role".into(),
        summary: "React to the message in <#1>.".into(),
        links: vec!["support-home".into(), "https://wiki.example.org/roles".into()],
        phrasings: vec!["how do I get the verified role".into()],
        ..Answer::default()
    }
}

fn topic(id: &str, answer: Answer) -> Topic {
    Topic { languages: [(Lang::EN, answer)].into(), ..Topic::blank(id.into()) }
}

fn flaws(topic: &Topic, hosts: &[String]) -> Vec<(String, Wrong)> {
    let flaws = book().rules(hosts).flaws(std::slice::from_ref(topic));
    flaws.into_iter().map(|flaw| (flaw.key, flaw.what)).collect()
}

#[test]
fn what_is_sound_is_read_back() {
    let hosts = ["wiki.example.org".to_owned()];
    let text = serde_json::to_string(&[topic("verified-role", answer())]).expect("JSON");
    let read = book().rules(&hosts).read(&text).expect("sound");
    assert_eq!(read[0].languages[&Lang::EN].title, "The verified role");
    let one = serde_json::to_string(&read[0]).expect("JSON");
    assert_eq!(book().rules(&hosts).read(&one).expect("a single answer").len(), 1);
}

#[test]
fn every_flaw_is_named_with_its_key() {
    let hosts = ["wiki.example.org".to_owned()];
    let check = |spoil: fn(&mut Topic), key: &str, what: Wrong| {
        let mut topic = topic("verified-role", answer());
        spoil(&mut topic);
        assert_eq!(flaws(&topic, &hosts), [(key.to_owned(), what)]);
    };
    fn en(topic: &mut Topic) -> &mut Answer {
        topic.languages.get_mut(&Lang::EN).expect("English")
    }
    check(|topic| topic.id = "No Id".into(), "id", Wrong::Id);
    check(|topic| topic.languages.clear(), "languages", Wrong::Empty);
    check(|topic| en(topic).title = " ".into(), "languages.en.title", Wrong::Empty);
    check(|topic| en(topic).title = "x".repeat(61), "languages.en.title", Wrong::Long(61, 60));
    check(|topic| en(topic).phrasings.clear(), "languages.en.phrasings", Wrong::Empty);
    check(|topic| en(topic).phrasings = vec!["x".into(); 31], "languages.en.phrasings", Wrong::Many(31, 30));
    check(|topic| en(topic).summary = "see https://x.io".into(), "languages.en.summary", Wrong::Address);
    check(|topic| en(topic).summary = "@everyone look".into(), "languages.en.summary", Wrong::Mention);
    let host = |name: &str| Wrong::Host(name.into());
    check(|topic| en(topic).steps = vec!["open evil.com".into()], "languages.en.steps[0]", host("evil.com"));
    check(
        |topic| en(topic).links[1] = "https://evil.com/x".into(),
        "languages.en.links[1]",
        host("evil.com"),
    );
    check(|topic| en(topic).links[1] = "http://metamask.io".into(), "languages.en.links[1]", Wrong::NotALink);
    check(|topic| en(topic).links[1] = "https://10.0.0.1/".into(), "languages.en.links[1]", Wrong::NotALink);
    let dress: fn(&mut Topic) = |topic| en(topic).links[1] = "https://metamask-login.com/".into();
    check(dress, "languages.en.links[1]", Wrong::Lookalike);
}

#[test]
fn a_file_that_is_not_ours_gives_one_flaw() {
    for text in ["", "{}", "[1]", "not json", "[[]]", "{\"id\":\"x\"} y", &"[".repeat(100_000)] {
        let flaws = book().rules(&[]).read(text).expect_err("not ours");
        assert!(matches!(&flaws[..], [Flaw { what: Wrong::Form(_), .. }]), "{flaws:?}");
    }
    assert_eq!(book().rules(&[]).read("[]").map(|topics| topics.len()), Ok(0));
}

#[test]
fn phrasings_alone_add_to_a_shipped_answer() {
    let added = Answer { phrasings: vec!["gwei through the roof".into()], ..Answer::default() };
    let own = topic("gas-fees", added.clone());
    assert_eq!(flaws(&own, &[]), []);
    let book = book();
    let (whole, shipped) = (book.complete(&own), book.topic("gas-fees").expect("shipped"));
    let (mine, theirs) = (&whole.languages[&Lang::EN], &shipped.languages[&Lang::EN]);
    assert_eq!((&mine.title, mine.phrasings.len()), (&theirs.title, theirs.phrasings.len() + 1));
    // Of an answer that is not shipped they say nothing.
    assert!(!flaws(&topic("no-such-answer", added), &[]).is_empty());
}

#[test]
fn what_is_written_comes_back() {
    let mut read = Answer::default();
    read.rewrite("First line.\nSecond line.\n1. Open it\n2) Close it\n3.14 is a number\n! Never send it");
    assert_eq!(read.summary, "First line.\nSecond line.\n3.14 is a number");
    assert_eq!((read.steps.len(), read.never.as_str()), (2, "Never send it"));
    let mut again = Answer::default();
    again.rewrite(&read.written());
    assert_eq!((again.summary, again.steps, again.never), (read.summary, read.steps, read.never));
}

#[test]
fn ids_come_from_titles() {
    assert_eq!(id_for("The Verified Role!", |_| false), "the-verified-role");
    assert_eq!(id_for("認証ロール", |_| false), "answer");
    assert_eq!(id_for("認証ロール", |id| id == "answer"), "answer-2");
    assert!(id_for(&"x ".repeat(100), |_| false).len() <= 40);
}
