//! How people lay a phrase out: in rows and columns, numbered, labelled, dictated.

use super::disguises::{cased, chinese, each, title};
use super::phrases::Phrase;
use super::rng::Rng;

pub fn numbered(rng: &mut Rng, phrase: &Phrase) -> Option<String> {
    let style = rng.below(12);
    let gap = rng.pick(&["\n", " ", ", "]);
    Some(each(
        phrase,
        |n, word| match style {
            0 => format!("{n}. {word}"),
            1 => format!("{n}) {word}"),
            2 => format!("#{n} {word}"),
            3 => format!("{n}-{word}"),
            4 => format!("{word}({n})"),
            5 => format!(
                "{}{word}",
                char::from_u32(0x2460 + n as u32 - 1)
                    .filter(|_| n <= 20)
                    .map_or_else(|| format!("{n}."), String::from)
            ),
            6 => format!("{n}:{word}"),
            7 => format!("{n}.{word}"),
            8 => format!("({n}) {word}"),
            9 => format!("{n} {word}"),
            10 => format!("{n}{word}"),
            _ => format!("{n}.{} {word}", "\t"),
        },
        gap,
    ))
}

const ORDINALS: [&str; 24] = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
    "twenty-first",
    "twenty-second",
    "twenty-third",
    "twenty-fourth",
];

pub fn ordinal(rng: &mut Rng, phrase: &Phrase) -> Option<String> {
    let style = rng.below(5);
    (phrase.words.len() <= 24).then(|| {
        each(
            phrase,
            |n, word| match style {
                0 => format!("the {} word is {word}", ORDINALS[n - 1]),
                1 => format!("{}: {word}", ORDINALS[n - 1]),
                2 => format!("{} is {word}", ORDINALS[n - 1]),
                3 => format!("{} word: {word}", title(ORDINALS[n - 1])),
                _ => format!("{word} is the {}", ORDINALS[n - 1]),
            },
            rng.pick(&[", ", "\n", ". "]),
        )
    })
}

pub fn label(rng: &mut Rng, phrase: &Phrase) -> Option<String> {
    let name =
        rng.pick(&["Word", "word", "w", "Seed", "seed word", "#", "No.", "Palabra", "Mot", "number", "wort"]);
    let style = rng.below(3);
    let gap = rng.pick(&["\n", ", ", " "]);
    Some(each(
        phrase,
        |n, word| match style {
            0 => format!("{name} {n}: {word}"),
            1 => format!("{name}{n}={word}"),
            _ => format!("{name} {n} - {word}"),
        },
        gap,
    ))
}

pub fn table(rng: &mut Rng, phrase: &Phrase) -> Option<String> {
    let width = 1 + rng.below(3);
    let cells: Vec<String> =
        phrase.words.iter().enumerate().map(|(at, word)| format!("| {} | {word} ", at + 1)).collect();
    let rows = cells.chunks(width).map(|row| row.concat() + "|").collect::<Vec<_>>().join("\n");
    Some(format!("| # | word |\n|---|---|\n{rows}"))
}

/// Two or three columns with numbers, read line by line out of order.
pub fn columns(rng: &mut Rng, phrase: &Phrase) -> Option<String> {
    let columns = 2 + rng.below(2);
    let height = phrase.words.len().div_ceil(columns);
    let line = |row: usize| {
        let cells = (0..columns).map(|column| column * height + row).filter(|&at| at < phrase.words.len());
        cells.map(|at| format!("{}. {}", at + 1, phrase.words[at])).collect::<Vec<_>>().join("    ")
    };
    Some((0..height).map(line).collect::<Vec<_>>().join("\n"))
}

/// The same without numbers.
pub fn grid(rng: &mut Rng, phrase: &Phrase) -> Option<String> {
    let columns = 2 + rng.below(3);
    let height = phrase.words.len() / columns;
    let line = |row: usize| {
        (0..columns).map(|column| phrase.words[column * height + row]).collect::<Vec<_>>().join("  ")
    };
    (height * columns == phrase.words.len()).then(|| (0..height).map(line).collect::<Vec<_>>().join("\n"))
}

pub fn prose(rng: &mut Rng, phrase: &Phrase) -> Option<String> {
    let count = phrase.words.len();
    Some(each(
        phrase,
        |n, word| match (n, rng.below(5)) {
            (1, _) => format!("it starts with {word}"),
            (n, _) if n == count => format!("and the last one is {word}"),
            (_, 0) => format!("then {word}"),
            (_, 1) => format!("after that comes {word}"),
            (_, 2) => format!("next is {word}"),
            (_, 3) => format!("followed by {word}"),
            _ => format!("then there is {word}"),
        },
        ", ",
    ))
}

/// One after the other, as somebody dictates them in Japanese, whichever language the words are of.
pub fn said_in_japanese(rng: &mut Rng, phrase: &Phrase) -> Option<String> {
    const NUMBERS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let kanji = |n: usize| match (n / 10, n % 10) {
        (0, one) => NUMBERS[one].to_owned(),
        (1, one) => format!("十{}", NUMBERS[one]),
        (ten, one) => format!("{}十{}", NUMBERS[ten], NUMBERS[one]),
    };
    let (style, last) = (rng.below(4), phrase.words.len());
    let said = |n: usize, word: &str| match style {
        0 => format!("{}番目は{word}", kanji(n)),
        1 => format!("{n}番目の単語は「{word}」です"),
        2 => format!("{n}番目は{word}"),
        _ if n == 1 => format!("最初の単語は{word}"),
        _ if n == last => format!("最後は{word}"),
        _ => format!("次は{word}"),
    };
    // Nobody dictates Chinese or Korean so: their words would run into the Japanese around them.
    (!chinese(phrase) && phrase.kind != "bip39-ko").then(|| each(phrase, said, rng.pick(&["、", "。", "\n"])))
}

/// As a list in a sentence: "one, two and three".
pub fn sentence(rng: &mut Rng, phrase: &Phrase) -> Option<String> {
    let (last, others) = phrase.words.split_last()?;
    let and = rng.pick(&[" and ", ", and ", " y ", " et ", " und "]);
    cased(phrase).then(|| format!("{}{and}{last}", others.join(", ")))
}

/// With commas, a few words a line.
pub fn lines_with_commas(rng: &mut Rng, phrase: &Phrase) -> Option<String> {
    let width = [3, 4, 6][rng.below(3)];
    let lines: Vec<_> = phrase.words.chunks(width).map(|line| line.join(", ")).collect();
    Some(lines.join(rng.pick(&["\n", ",\n"])))
}

/// With commas, and a line of list words before it or after.
pub fn beside_list_words(rng: &mut Rng, phrase: &Phrase) -> Option<String> {
    let said = rng.pick(&[
        "please help",
        "urgent help",
        "wallet update error again",
        "help me recover this account",
    ]);
    let words = phrase.words.join(", ");
    Some(if rng.below(2) == 0 { format!("{said}\n{words}") } else { format!("{words}\n{said}") })
}
