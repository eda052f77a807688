//! How a phrase is spread over messages, edits and the parts of a message.

use super::Post;
use super::carriers::{carry, talk};
use super::disguises::{japanese, spaced};
use super::phrases::Phrase;
use super::rng::Rng;
use komainu::text::Origin::{self, AltText, Content, Embed, FileName, FileText, Forward, Title};

pub struct Spread {
    pub name: &'static str,
    pub tell: fn(&mut Rng, &Phrase) -> Vec<Post>,
}

macro_rules! spreads {
    ($($name:literal: $tell:expr),+ $(,)?) => {
        &[$(Spread { name: $name, tell: $tell }),+]
    };
}

pub static SPREADS: &[Spread] = spreads! {
    "a word a message": |rng, phrase| pieces(rng, phrase, 1, |_, _, words| words),
    "numbered messages": |rng, phrase| pieces(rng, phrase, 1, |_, n, words| format!("{}. {words}", n + 1)),
    "said messages": |rng, phrase| pieces(rng, phrase, 1, |rng, n, words| match rng.below(4) {
        0 => format!("word {} is {words}", n + 1),
        1 => format!("next: {words}"),
        2 => format!("{words} ok?"),
        _ => format!("then {words}"),
    }),
    "two words a message": |rng, phrase| pieces(rng, phrase, 2, |_, _, words| words),
    "four words a message": |rng, phrase| pieces(rng, phrase, 4, |_, _, words| words),
    "two halves": |rng, phrase| pieces(rng, phrase, phrase.words.len().div_ceil(2), said_half),
    "three thirds": |rng, phrase| pieces(rng, phrase, phrase.words.len().div_ceil(3), said_half),
    "second half first": |rng, phrase| {
        let mut posts = pieces(rng, phrase, phrase.words.len().div_ceil(2), |_, _, words| words);
        posts.retain(|post| post.author == 1);
        let first = posts[0].parts.clone();
        posts[0].parts = std::mem::replace(&mut posts[1].parts, first);
        posts
    },
    "last word later": |_, phrase| {
        let (last, rest) = phrase.words.split_last().unwrap();
        vec![Post::text(rest.join(" ")), Post::new(2, vec![(Content, (*last).into())])]
    },
    "edit adds the rest": |_, phrase| {
        let half = phrase.words[..phrase.words.len() / 2].join(" ");
        vec![Post::text(half), Post::new(1, vec![(Content, spaced(phrase))])]
    },
    "edit swaps the halves": |_, phrase| {
        let (first, second) = phrase.words.split_at(phrase.words.len() / 2);
        vec![Post::text(first.join(" ")), Post::new(1, vec![(Content, second.join(" "))])]
    },
    "text and file": |_, phrase| {
        let (first, second) = phrase.words.split_at(phrase.words.len() / 2);
        vec![Post::new(1, vec![(Content, first.join(" ")), (FileName, "rest.txt".into()), (FileText, second.join("\n"))])]
    },
    "file": |rng, phrase| {
        let text = rng.pick(&["{}", "wallet backup 2021\n\n{}\n", "{\"mnemonic\": \"{}\", \"name\": \"main\"}", "name,phrase\nmain,{}\n", "[12:01] unlock ok\n[12:02] phrase={}\n[12:03] done"]);
        vec![Post::new(1, vec![(Content, "here".into()), (FileName, "notes.txt".into()), (FileText, text.replace("{}", &spaced(phrase)))])]
    },
    "file name": |_, phrase| vec![Post::new(1, vec![(Content, "see file".into()), (FileName, phrase.words.join("_") + ".txt")])],
    "alt text": |rng, phrase| alone(rng, phrase, AltText),
    "embed": |rng, phrase| alone(rng, phrase, Embed),
    "embed fields": |_, phrase| {
        let fields = phrase.words.iter().enumerate();
        let fields = fields.flat_map(|(at, word)| [(Embed, format!("Word {}", at + 1)), (Embed, (*word).into())]);
        vec![Post::new(1, [(Content, "my words".into()), (Embed, "Backup".into())].into_iter().chain(fields).collect())]
    },
    "embed fields of four": |_, phrase| {
        let fields = phrase.words.chunks(4).enumerate();
        let fields = fields.flat_map(|(at, words)| [(Embed, format!("part {}", at + 1)), (Embed, words.join(" "))]);
        vec![Post::new(1, [(Content, "new form entry".into()), (Embed, "entry".into())].into_iter().chain(fields).collect())]
    },
    "talk about the file": |rng, phrase| {
        let (first, second) = phrase.words.split_at(phrase.words.len() / 2);
        let said = rng.pick(&["first part is {} second part in the file", "前半は {} 、残りはファイル"]).replace("{}", &first.join(" "));
        vec![Post::new(1, vec![(Content, said), (FileName, "rest.txt".into()), (FileText, second.join(" "))])]
    },
    "numbered in Japanese": |rng, phrase| pieces(rng, phrase, 1, |_, n, words| format!("{}番目：{words}", n + 1)),
    "forward": |rng, phrase| alone(rng, phrase, Forward),
    "title": |rng, phrase| alone(rng, phrase, Title),
    "title and body": |_, phrase| {
        let (first, second) = phrase.words.split_at(phrase.words.len() / 2);
        vec![Post::new(1, vec![(Title, first.join(" ")), (Content, second.join(" "))])]
    },
};

fn alone(rng: &mut Rng, phrase: &Phrase, origin: Origin) -> Vec<Post> {
    let ja = japanese(phrase);
    vec![Post::new(1, vec![(Content, talk(rng, ja).into()), (origin, carry(rng, ja, &spaced(phrase)))])]
}

fn said_half(rng: &mut Rng, n: usize, words: String) -> String {
    let said = [
        ["{}", "{}"],
        ["first half {}", "second half {}"],
        ["{} ...", "... {}"],
        ["part 1: {}", "part 2: {}"],
        ["my seed starts {}", "and the rest {}"],
    ];
    said[rng.below(5)][n.min(1)].replace("{}", &words)
}

/// So many words a message, with other people and other things in between.
fn pieces(
    rng: &mut Rng,
    phrase: &Phrase,
    count: usize,
    say: fn(&mut Rng, usize, String) -> String,
) -> Vec<Post> {
    let ja = japanese(phrase);
    let mut posts = Vec::new();
    let (mut id, mut at) = (0, 1000);
    let mut post = |author, at, text: String| {
        id += 1;
        posts.push(Post { author, id, at, parts: vec![(Content, text)] });
    };
    if rng.below(3) == 0 {
        post(1, at, talk(rng, ja).into());
    }
    for (n, words) in phrase.words.chunks(count).enumerate() {
        // A phrase takes five minutes at most.
        at += 1 + rng.below(300 / phrase.words.len()) as u64;
        if rng.below(3) == 0 {
            post(
                2,
                at,
                ["next", "ok and then?", "what is the next word", "thanks", "go on"][rng.below(5)].into(),
            );
        }
        if rng.below(6) == 0 {
            post(3, at, talk(rng, ja).into());
        }
        if rng.below(12) == 0 {
            post(
                1,
                at,
                ["wait a sec", "sorry typing slow", "lol", "is this safe?", "ok"][rng.below(5)].into(),
            );
        }
        let text = say(rng, n, words.join(" "));
        post(1, at, text);
    }
    posts
}
