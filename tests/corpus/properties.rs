//! What holds of the guard whatever it is given: it ends well, says where in the text a secret stands, finds it wherever
//! it stands, and takes twice as long over twice as much, not four times.

use super::hostile::{ENGLISH, SORTS, Sort};
use super::leaks::keys;
use super::leaks::phrases::makers;
use super::leaks::rng::Rng;
use komainu::secrets::attachment::Attachment;
use komainu::secrets::{Finding, Part, Setting, Verdict, scan, steps};
use komainu::text::{Folded, Origin};
use std::ops::Range;

const HELP: Setting = Setting { help_channel: true };

fn part(text: &str) -> Part<'_> {
    Part { origin: Origin::Content, text }
}

/// Ordinary messages.
fn chat() -> Vec<String> {
    #[derive(serde::Deserialize)]
    struct Line {
        text: String,
    }
    let lines = include_str!("chat.jsonl").lines();
    lines.map(|line| serde_json::from_str::<Line>(line).expect("a message").text).collect()
}

/// A text nobody would write: pieces of hostile texts, of leaks and of chat, cut anywhere, and characters of any script.
fn jumble(rng: &mut Rng, chat: &[String]) -> String {
    let mut text = String::new();
    for _ in 0..1 + rng.below(6) {
        let piece = match rng.below(4) {
            0 => SORTS[rng.below(SORTS.len())].text(200),
            1 => (keys::KINDS[rng.below(keys::KINDS.len())].make)(rng),
            2 => chat[rng.below(chat.len())].clone(),
            _ => (0..40).filter_map(|_| char::from_u32(rng.next() as u32 % 0x11_0000)).collect(),
        };
        let cut = |at: usize| piece.floor_char_boundary(at);
        let start = cut(rng.below(piece.len() + 1) / 2);
        text.push_str(&piece[start..cut(start + rng.below(piece.len() + 1)).max(start)]);
    }
    text
}

/// Texts in a run: more make it longer, and hardly any surer.
const TEXTS: usize = if cfg!(debug_assertions) { 1_000 } else { 20_000 };

#[test]
fn whatever_is_said_ends_well_and_is_found_where_it_stands() {
    let (mut rng, chat) = (Rng::named(11, "jumble"), chat());
    for _ in 0..TEXTS {
        let texts = [jumble(&mut rng, &chat), jumble(&mut rng, &chat)];
        let parts = [part(&texts[0]), Part { origin: Origin::FileText, text: &texts[1] }];
        for parts in [&parts[..1], &parts[..]] {
            for finding in scan(parts, HELP) {
                assert!(finding.part < parts.len() && finding.last < parts.len(), "{finding:?}");
                let place = parts[finding.part].text.get(finding.range.clone());
                assert!(place.is_some(), "{finding:?} is no place in the text");
            }
        }
        let folded = Folded::new(&texts[0]);
        let starts = folded.as_str().char_indices().map(|(at, _)| at);
        for at in starts.chain([folded.as_str().len()]) {
            let source = folded.source(0..at);
            assert!(texts[0].get(source.clone()).is_some(), "{source:?} is no place in the text");
        }
    }
}

#[test]
fn whatever_a_file_holds_is_read() {
    let (mut rng, chat) = (Rng::named(12, "files"), chat());
    let heads: [&[u8]; 8] = [
        b"",
        b"\xff\xfe",
        b"\xfe\xff",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff",
        b"RIFF\0\0\0\0WEBP",
        b"GIF8",
        b"PK\x03\x04",
    ];
    for _ in 0..TEXTS / 4 {
        let mut bytes = heads[rng.below(heads.len())].to_vec();
        let more = rng.below(400);
        bytes.extend(if rng.below(2) == 0 { rng.bytes(more) } else { jumble(&mut rng, &chat).into_bytes() });
        let reading = Attachment { file_name: "file.txt", description: None, bytes: &bytes }.read();
        let parts: Vec<_> = reading
            .texts
            .iter()
            .map(|(origin, text)| Part { origin: *origin, text: text.as_str() })
            .collect();
        scan(&parts, HELP);
    }
}

/// Puts a secret between words before it and words after it.
type Place = fn(&str, &str, &str) -> String;

/// Where in somebody's words a secret stands.
static PLACES: &[(&str, Place)] = &[
    ("alone", |secret, _, _| secret.to_owned()),
    ("first", |secret, _, after| format!("{secret}\n{after}")),
    ("last", |secret, before, _| format!("{before}\n{secret}")),
    ("in the middle", |secret, before, after| format!("{before}\n{secret}\n{after}")),
    ("in a sentence", |secret, before, after| format!("{before}: {secret}. {after}")),
    ("in quotes", |secret, before, after| format!("{before} \"{secret}\" {after}")),
    ("in a code fence", |secret, before, after| format!("{before}\n```\n{secret}\n```\n{after}")),
    ("behind a spoiler", |secret, before, after| format!("{before} ||{secret}|| {after}")),
    ("quoted", |secret, before, after| format!("> {secret}\n{before} {after}")),
    ("deep in a file", |secret, before, after| {
        let pages = |line: &str| format!("{line}\n").repeat(8_000 / (line.len() + 1));
        format!("{}{secret}\n{}", pages(before), pages(after))
    }),
];

#[test]
fn a_secret_is_found_wherever_it_stands() {
    let (mut rng, chat) = (Rng::named(13, "places"), chat());
    let each = if cfg!(debug_assertions) { 2 } else { 20 };
    let phrase = makers().find(|maker| maker.kind == "bip39-en").expect("phrases in English");
    let mut secrets: Vec<String> = (0..each).map(|_| (phrase.make)(&mut rng).join(" ")).collect();
    for _ in 0..each {
        secrets.push(format!("private key: 0x{}", keys::hex_key(&mut rng)));
        secrets.push(keys::wif(&mut rng, 0x80, true));
        secrets.push(keys::extended_key(&mut rng, [0x04, 0x88, 0xad, 0xe4]));
        let bytes = rng.array::<32>();
        secrets.push(keys::bech32_of("nsec", &bytes));
    }
    let mut missed = Vec::new();
    for (at, secret) in secrets.iter().enumerate() {
        for (name, place) in PLACES {
            let [before, after] = [(); 2].map(|()| &chat[rng.below(chat.len())]);
            let text = place(secret, before, after);
            let found = scan(&[part(&text)], HELP);
            let certain = found.iter().find(|finding| finding.verdict == Verdict::Certain);
            let start = text.find(secret.as_str()).expect("it was put there");
            let stands = |range: &Range<usize>| start < range.end && range.start < start + secret.len();
            if !certain.is_some_and(|finding| stands(&finding.range)) {
                missed.push(format!("secret {at}, {name}, between {before:?} and {after:?}"));
            }
        }
    }
    // Chat beside a phrase can be made of list words, too.
    assert!(missed.len() * 100 <= secrets.len() * PLACES.len(), "{missed:#?}");
}

#[test]
fn bait_hides_no_secret() {
    // A page of anything else, of everything that costs the guard most, and at its end a secret on a line of its own.
    const LENGTH: usize = if cfg!(debug_assertions) { 20_000 } else { 300_000 };
    let mut rng = Rng::named(14, "bait");
    let phrase = makers().find(|maker| maker.kind == "bip39-en").expect("phrases in English");
    let mut missed = Vec::new();
    for sort in SORTS {
        let secrets = [
            ("phrase", (phrase.make)(&mut rng).join(" ")),
            ("key with a label", format!("private key: 0x{}", keys::hex_key(&mut rng))),
            ("WIF", keys::wif(&mut rng, 0x80, true)),
        ];
        let mut text = sort.text(LENGTH);
        text.push_str("\n\n");
        let starts: Vec<_> = secrets
            .iter()
            .map(|(_, secret)| {
                let start = text.len();
                text.push_str(secret);
                text.push_str("\n\n");
                start
            })
            .collect();
        let found = scan(&[part(&text)], HELP);
        for ((name, secret), start) in secrets.iter().zip(starts) {
            let stands = |range: &Range<usize>| start < range.end && range.start < start + secret.len();
            if !found.iter().any(|finding| finding.verdict == Verdict::Certain && stands(&finding.range)) {
                missed.push(format!("{name} behind {}", sort.name));
            }
        }
    }
    assert!(missed.is_empty(), "{missed:#?}");
}

#[test]
fn list_words_that_stand_otherwise_hide_no_phrase() {
    let mut rng = Rng::named(15, "words beside");
    let words: Vec<&str> = ENGLISH.lines().collect();
    let phrase = makers().find(|maker| maker.kind == "bip39-en").expect("phrases in English");
    for count in [3, 20, 39, 45, 80, 170] {
        for (apart, together) in [("\n", " "), (" ", "\n"), (", ", "\n"), ("\n", ", ")] {
            let beside = vec![words[rng.below(words.len())]; count].join(apart);
            let secret = (phrase.make)(&mut rng).join(together);
            for text in [
                format!("{beside}\n{secret}"),
                format!("{secret}\n{beside}"),
                format!("{beside}\n{secret}\n{beside}"),
            ] {
                let found = scan(&[part(&text)], HELP);
                let start = text.find(&secret).expect("it was put there");
                let is_it = |finding: &Finding| {
                    finding.verdict == Verdict::Certain
                        && start < finding.range.end
                        && finding.range.start < start + secret.len()
                };
                assert!(
                    found.iter().any(is_it),
                    "{count} words {apart:?} apart, a phrase {together:?} apart"
                );
            }
        }
    }
}

#[test]
fn twice_the_text_is_twice_the_work() {
    const LENGTH: usize = if cfg!(debug_assertions) { 20_000 } else { 200_000 };
    // By chance a longer text has a row of one list more, or of one fewer that explains it: then its words, of six letters
    // each, are read some times more.
    const ONCE: u64 = 2 * LENGTH as u64;
    let steps = |sort: &Sort, length| steps(&[part(&sort.text(length))], HELP);
    let mut more = Vec::new();
    for sort in SORTS {
        let (once, twice) = (steps(sort, LENGTH), steps(sort, 2 * LENGTH));
        if twice > 2 * once + ONCE {
            more.push(format!("{}: {once} steps, then {twice}", sort.name));
        }
        // And what a character costs is bounded, whatever stands there.
        assert!(once < 60 * LENGTH as u64, "{}: {once} steps", sort.name);
    }
    assert!(more.is_empty(), "{more:#?}");
}
