//! What is fuzzed: each door through which others' bytes come in, and what must hold behind it. Shared by the stable
//! test beside this file and by the targets of `fuzz/`.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use komainu::book::Book;
use komainu::secrets::attachment::Attachment;
use komainu::secrets::{Cases, Part, Place, Setting, scan as judge};
use komainu::text::Origin;
use std::fmt::Write;
use std::sync::LazyLock;

const HELP: Setting = Setting { help_channel: true };

/// Judges some texts as one document; every finding has a place in one of them.
fn check(parts: &[Part<'_>]) {
    for finding in judge(parts, HELP) {
        assert!(finding.last < parts.len(), "a finding ends in a part");
        let place = parts.get(finding.part).and_then(|part| part.text.get(finding.range));
        assert!(place.is_some(), "a finding stands in a part");
    }
}

/// A message, alone and as several of one author.
pub fn scan(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    check(&[Part { origin: Origin::Content, text: &text }]);
    let mut cases = Cases::default();
    for (line, id) in text.lines().zip(1..40) {
        let place = Place { channel: 1, author: 1 };
        cases.judge(place, id, id, &[Part { origin: Origin::Content, text: line }], HELP);
    }
    cases.forget(10_000);
}

/// The same, encoded one level deep in every way that is undone.
pub fn decode(bytes: &[u8]) {
    let spelled = |before: &str| {
        bytes.iter().fold(String::new(), |mut text, byte| {
            // Writing to a string cannot fail.
            let _ = write!(text, "{before}{byte:02x}");
            text
        })
    };
    for text in [STANDARD.encode(bytes), spelled(""), spelled("%"), spelled(" 0x")] {
        check(&[Part { origin: Origin::Content, text: &format!("see {text} ok") }]);
    }
}

/// A file of whatever format: text of any encoding, an image with codes, an archive, none of these.
pub fn attachment(bytes: &[u8]) {
    let reading = Attachment { file_name: "file.txt", description: Some("a file"), bytes }.read();
    let parts: Vec<_> =
        reading.texts.iter().map(|(origin, text)| Part { origin: *origin, text: text.as_str() }).collect();
    check(&parts);
}

/// A file of answers, as a community maintains it: a book, or its faults, each with its place. And as a server imports
/// it: answers, or flaws.
pub fn answers(bytes: &[u8]) {
    static SHIPPED: LazyLock<Book> = LazyLock::new(|| Book::shipped().unwrap_or_default());
    let text = String::from_utf8_lossy(bytes);
    match SHIPPED.rules(&[]).read(&text) {
        Ok(topics) => assert!(SHIPPED.rules(&[]).flaws(&topics).is_empty(), "what was read is sound"),
        Err(flaws) => assert!(!flaws.is_empty(), "what is refused has a flaw"),
    }
    for name in ["topics/file.json", "ui/en.json", "links.json", "silence.json"] {
        if let Err(faults) = Book::parse([(name, &*text)]) {
            assert!(!faults.is_empty(), "a set that is refused has a fault");
            assert!(faults.iter().all(|fault| !fault.file.is_empty() && !fault.problem.is_empty()));
        }
    }
}

/// A gateway event about a message, new or edited: ours, or nothing.
#[cfg(feature = "bot")]
pub fn gateway(bytes: &[u8]) {
    for message in komainu::discord::doors::posted(&String::from_utf8_lossy(bytes)).into_iter().flatten() {
        let parts =
            message.extras.iter().map(|extra| Part { origin: extra.origin, text: extra.text.as_str() });
        let content = Part { origin: Origin::Content, text: message.content.as_str() };
        check(&[content].into_iter().chain(parts).collect::<Vec<_>>());
    }
}

/// The id of a button.
#[cfg(feature = "bot")]
pub fn component(bytes: &[u8]) {
    let id = String::from_utf8_lossy(bytes);
    assert!(
        komainu::discord::doors::pressed(&id),
        "{id:?} does not ask for the same when it is written down again"
    );
}
