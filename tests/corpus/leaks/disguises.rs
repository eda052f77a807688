//! How people write a phrase. Each disguise takes the words and gives the text, or nothing where it makes no sense.

use super::phrases::Phrase;
use super::rng::Rng;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use unicode_normalization::UnicodeNormalization;

pub struct Disguise {
    pub name: &'static str,
    pub wear: fn(&mut Rng, &Phrase) -> Option<String>,
}

/// Disguises, each `name: |rng, phrase| text`.
macro_rules! disguises {
    ($($name:literal: $wear:expr),+ $(,)?) => {
        &[$(Disguise { name: $name, wear: $wear }),+]
    };
}

pub static DISGUISES: &[Disguise] = disguises! {
    "plain": |_, phrase| Some(spaced(phrase)),
    "column": |_, phrase| Some(phrase.words.join("\n")),
    "double line break": |_, phrase| Some(phrase.words.join("\n\n")),
    "numbered": numbered,
    "ordinal": ordinal,
    "label": label,
    "bullets": |rng, phrase| Some(each(phrase, |_, word| format!("{} {word}", rng.pick(&["-", "*", "•", "・", ">", "→"])), "\n")),
    "table": table,
    "columns": columns,
    "grid": grid,
    "comma": |rng, phrase| Some(phrase.words.join(rng.pick(&[", ", ",", "、", " , ", ";", "; "]))),
    "separator": |rng, phrase| Some(phrase.words.join(rng.pick(&["-", " - ", "/", " / ", "|", " | ", ".", "_", " → ", "->", " > ", "+", ":", "~", " • ", "·", "="]))),
    "filler": |rng, phrase| Some(phrase.words.join(rng.pick(&[" and ", " then ", " und ", " & ", " next ", " comma ", " and then "]))),
    "lines of several": |rng, phrase| {
        let width = [2, 3, 4, 6][rng.below(4)];
        Some(phrase.words.chunks(width).map(|line| line.join(" ")).collect::<Vec<_>>().join("\n"))
    },
    "markdown": |rng, phrase| {
        let mark = rng.pick(&["**", "*", "`", "||", "~~", "__", "***"]);
        Some(each(phrase, |_, word| format!("{mark}{word}{mark}"), " "))
    },
    "quoted words": |rng, phrase| {
        let (open, close) = [("\"", "\""), ("'", "'"), ("(", ")"), ("[", "]"), ("「", "」"), ("“", "”")][rng.below(6)];
        let gap = rng.pick(&[" ", ", ", ""]);
        Some(each(phrase, |_, word| format!("{open}{word}{close}"), gap))
    },
    "json": |_, phrase| Some(format!("{{\"mnemonic\":[\"{}\"]}}", phrase.words.join("\",\""))),
    "hashtags": |_, phrase| Some(each(phrase, |_, word| format!("#{word}"), " ")),
    "block quote": |_, phrase| Some(each(phrase, |_, word| format!("> {word}"), "\n")),
    "code block": |_, phrase| Some(format!("```txt\n{}\n```", phrase.words.join(" "))),
    "spoiler": |_, phrase| Some(format!("||{}||", spaced(phrase))),
    "upper case": |_, phrase| cased(phrase).then(|| spaced(phrase).to_uppercase()),
    "title case": |_, phrase| cased(phrase).then(|| each(phrase, |_, word| title(word), " ")),
    "mixed case": |rng, phrase| {
        let mixed = |c: char| if rng.below(2) == 0 { c.to_uppercase().to_string() } else { c.to_string() };
        cased(phrase).then(|| spaced(phrase).chars().map(mixed).collect())
    },
    "odd spaces": |rng, phrase| Some(phrase.words.join(rng.pick(&["\u{a0}", "\t", "  ", "\u{3000}", "\u{2003}", "\r\n", " \u{200b}"]))),
    "full width": |_, phrase| map(phrase, &|c| shift(c, '!'..='~', '！')),
    "mathematical": |rng, phrase| {
        let (upper, lower) = [('𝐀', '𝐚'), ('𝗔', '𝗮'), ('𝓐', '𝓪'), ('𝙰', '𝚊')][rng.below(4)];
        map(phrase, &|c| shift(shift(c, 'a'..='z', lower), 'A'..='Z', upper))
    },
    "circled": |_, phrase| map(phrase, &|c| shift(c, 'a'..='z', 'ⓐ')),
    "squared": |rng, phrase| { let to = ['🅰', '🅐', '🄰'][rng.below(3)]; map(phrase, &|c| shift(c, 'a'..='z', to)) },
    "small capitals": |_, phrase| map(phrase, &small_capital),
    "zero width": |rng, phrase| {
        let hidden = ['\u{200b}', '\u{200d}', '\u{2060}', '\u{ad}', '\u{feff}'][rng.below(5)];
        Some(each(phrase, |_, word| insert(word, hidden), " "))
    },
    "zero width between": |rng, phrase| Some(phrase.words.join(rng.pick(&["\u{200b}", "\u{2060}", "\u{feff}"]))),
    "combining strokes": |rng, phrase| {
        let mark = ['\u{336}', '\u{335}', '\u{332}', '\u{301}'][rng.below(4)];
        latin(phrase).then(|| spaced(phrase).chars().flat_map(|c| [c, mark]).collect())
    },
    "cyrillic": |_, phrase| map(phrase, &|c| swap(c, "aceopxyijs", "асеорхуіјѕ")),
    "greek": |_, phrase| map(phrase, &|c| swap(c, "aovnpt", "αονηρτ")),
    "leet": |rng, phrase| {
        let rate = 1 + rng.below(2);
        let swapped: String = spaced(phrase).chars().map(|c| if rng.below(2) < rate { swap(c, "aeios", "43105") } else { c }).collect();
        english(phrase).then_some(swapped)
    },
    "one typo": |rng, phrase| typos(rng, phrase, 1),
    "two typos": |rng, phrase| typos(rng, phrase, 2),
    "last word missing": |_, phrase| Some(phrase.words[..phrase.words.len() - 1].join(" ")),
    "a word missing": |rng, phrase| {
        let mut words = phrase.words.clone();
        words.remove(rng.below(words.len()));
        Some(words.join(" "))
    },
    "blank": |rng, phrase| {
        let mut words = phrase.words.clone();
        let at = [rng.below(words.len()), words.len() - 1][rng.below(2)];
        words[at] = rng.pick(&["____", "****", "???", "[hidden]", "xxxx", "_____", "...", "(forgot)"]);
        Some(words.join(" "))
    },
    "masked tail": |rng, phrase| {
        let mut words = phrase.words.clone();
        let last = words.len();
        words[last - 2..].fill(rng.pick(&["****", "____", "•••••"]));
        Some(words.join(" "))
    },
    "first four letters": |_, phrase| {
        let stubs = || phrase.words.iter().map(|word| word.chars().take(4).collect::<String>()).collect::<Vec<_>>().join(" ");
        matches!(phrase.kind, "bip39-en" | "bip39-es" | "bip39-it" | "bip39-pt" | "slip39" | "polyseed" | "algorand" | "ton" | "aezeed").then(stubs)
    },
    "reversed": |_, phrase| Some(phrase.words.iter().rev().copied().collect::<Vec<_>>().join(" ")),
    "shuffled": |rng, phrase| { let mut words = phrase.words.clone(); rng.shuffle(&mut words); Some(words.join(" ")) },
    "halves swapped": |_, phrase| { let (a, b) = phrase.words.split_at(phrase.words.len() / 2); Some([b, a].concat().join(" ")) },
    "concatenated": |_, phrase| spread(phrase).then(|| phrase.words.concat()),
    "camel case": |_, phrase| cased(phrase).then(|| each(phrase, |_, word| title(word), "")),
    "letters apart": |rng, phrase| {
        let gap = rng.pick(&["  ", " / ", "   ", "\n", ", "]);
        (latin(phrase) && cased(phrase)).then(|| each(phrase, |_, word| apart(word, " "), gap))
    },
    "letters apart evenly": |_, phrase| (latin(phrase) && cased(phrase)).then(|| apart(&phrase.words.concat(), " ")),
    "prose": prose,
    "base64": |_, phrase| Some(STANDARD.encode(spaced(phrase))),
    "hex": |rng, phrase| {
        let gap = rng.pick(&["", "", " ", ":"]);
        Some(spaced(phrase).bytes().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(gap))
    },
    "percent": |rng, phrase| {
        let all = rng.below(2) == 0;
        let encode = |byte: u8| if byte.is_ascii_alphabetic() && !all { char::from(byte).to_string() } else { format!("%{byte:02X}") };
        Some(spaced(phrase).bytes().map(encode).collect())
    },
    "ideographic space": |_, phrase| japanese(phrase).then(|| phrase.words.join("\u{3000}")),
    "katakana": |rng, phrase| {
        let gap = rng.pick(&[" ", "\u{3000}", "、", "・"]);
        japanese(phrase).then(|| phrase.words.join(gap).chars().map(|c| shift(c, 'ぁ'..='ゖ', 'ァ')).collect())
    },
    "decomposed": |_, phrase| (!spaced(phrase).is_ascii()).then(|| spaced(phrase).nfkd().collect()),
    "kana together": |_, phrase| japanese(phrase).then(|| phrase.words.concat()),
    "katakana together": |_, phrase| japanese(phrase).then(|| phrase.words.concat().chars().map(|c| shift(c, 'ぁ'..='ゖ', 'ァ')).collect()),
    "japanese numbering": |_, phrase| japanese(phrase).then(|| each(phrase, |n, word| format!("{n}番目：{word}"), "\n")),
    "said in Japanese": said_in_japanese,
    "escaped characters": |_, phrase| (!spaced(phrase).is_ascii()).then(|| escaped(&spaced(phrase))),
    "spaces of a page": |_, phrase| Some(phrase.words.join("&nbsp;")),
    "two side by side": |rng, phrase| Some([spaced(phrase), spaced(phrase)].join(rng.pick(&[" / ", " and ", "\nor\n"]))),
    "without accents": |_, phrase| {
        let bare = || spaced(phrase).nfd().filter(|c| !('\u{300}'..='\u{36f}').contains(c)).collect::<String>();
        (latin(phrase) && !spaced(phrase).is_ascii()).then(bare)
    },
};

/// One after the other, as somebody dictates them in Japanese, whichever language the words are of.
fn said_in_japanese(rng: &mut Rng, phrase: &Phrase) -> Option<String> {
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

/// What is not ASCII as JSON writes it.
fn escaped(text: &str) -> String {
    let unit = |c: char| {
        let mut units = [0; 2];
        c.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")).collect::<String>()
    };
    text.chars().map(|c| if c.is_ascii() { c.to_string() } else { unit(c) }).collect()
}

pub fn spaced(phrase: &Phrase) -> String {
    phrase.words.join(" ")
}

fn each(phrase: &Phrase, mut word: impl FnMut(usize, &str) -> String, gap: &str) -> String {
    phrase.words.iter().enumerate().map(|(at, text)| word(at + 1, text)).collect::<Vec<_>>().join(gap)
}

pub fn japanese(phrase: &Phrase) -> bool {
    phrase.kind.ends_with("-ja")
}

fn chinese(phrase: &Phrase) -> bool {
    phrase.kind.contains("-zh")
}

/// Whether the script has capitals.
fn cased(phrase: &Phrase) -> bool {
    !japanese(phrase) && !chinese(phrase) && phrase.kind != "bip39-ko"
}

fn latin(phrase: &Phrase) -> bool {
    cased(phrase) && phrase.kind != "monero-ru"
}

fn english(phrase: &Phrase) -> bool {
    latin(phrase) && phrase.words.iter().all(|word| word.is_ascii())
}

/// Chinese without gaps is a disguise only where the message is nothing else; it has its own rule.
fn spread(phrase: &Phrase) -> bool {
    !chinese(phrase) && phrase.kind != "bip39-ko"
}

fn title(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

fn insert(word: &str, mark: char) -> String {
    let middle = word.char_indices().nth(word.chars().count() / 2).map_or(0, |(at, _)| at);
    format!("{}{mark}{}", &word[..middle], &word[middle..])
}

fn apart(word: &str, gap: &str) -> String {
    word.chars().map(String::from).collect::<Vec<_>>().join(gap)
}

fn map(phrase: &Phrase, to: &dyn Fn(char) -> char) -> Option<String> {
    english(phrase).then(|| spaced(phrase).chars().map(to).collect())
}

fn shift(c: char, from: std::ops::RangeInclusive<char>, to: char) -> char {
    if from.contains(&c) {
        char::from_u32(u32::from(c) - u32::from(*from.start()) + u32::from(to)).unwrap()
    } else {
        c
    }
}

fn swap(c: char, from: &str, to: &str) -> char {
    from.chars().position(|other| other == c).and_then(|at| to.chars().nth(at)).unwrap_or(c)
}

fn small_capital(c: char) -> char {
    swap(c, "abcdefghijklmnoprstuvwyz", "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ")
}

fn typos(rng: &mut Rng, phrase: &Phrase, count: usize) -> Option<String> {
    if !latin(phrase) {
        return None;
    }
    let mut words: Vec<String> = phrase.words.iter().map(|&word| word.into()).collect();
    let mut places: Vec<usize> = (0..words.len()).collect();
    rng.shuffle(&mut places);
    for &at in &places[..count] {
        let mut letters: Vec<char> = words[at].chars().collect();
        let slip = 1 + rng.below(letters.len() - 1);
        match rng.below(4) {
            0 => letters[slip] = char::from(b'a' + rng.below(26) as u8),
            1 if letters.len() > 3 => drop(letters.remove(slip)),
            2 => letters.insert(slip, letters[slip]),
            _ => letters.swap(slip - 1, slip),
        }
        words[at] = letters.into_iter().collect();
    }
    Some(words.join(" "))
}

fn numbered(rng: &mut Rng, phrase: &Phrase) -> Option<String> {
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

fn ordinal(rng: &mut Rng, phrase: &Phrase) -> Option<String> {
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

fn label(rng: &mut Rng, phrase: &Phrase) -> Option<String> {
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

fn table(rng: &mut Rng, phrase: &Phrase) -> Option<String> {
    let width = 1 + rng.below(3);
    let cells: Vec<String> =
        phrase.words.iter().enumerate().map(|(at, word)| format!("| {} | {word} ", at + 1)).collect();
    let rows = cells.chunks(width).map(|row| row.concat() + "|").collect::<Vec<_>>().join("\n");
    Some(format!("| # | word |\n|---|---|\n{rows}"))
}

/// Two or three columns with numbers, read line by line out of order.
fn columns(rng: &mut Rng, phrase: &Phrase) -> Option<String> {
    let columns = 2 + rng.below(2);
    let height = phrase.words.len().div_ceil(columns);
    let line = |row: usize| {
        let cells = (0..columns).map(|column| column * height + row).filter(|&at| at < phrase.words.len());
        cells.map(|at| format!("{}. {}", at + 1, phrase.words[at])).collect::<Vec<_>>().join("    ")
    };
    Some((0..height).map(line).collect::<Vec<_>>().join("\n"))
}

/// The same without numbers.
fn grid(rng: &mut Rng, phrase: &Phrase) -> Option<String> {
    let columns = 2 + rng.below(3);
    let height = phrase.words.len() / columns;
    let line = |row: usize| {
        (0..columns).map(|column| phrase.words[column * height + row]).collect::<Vec<_>>().join("  ")
    };
    (height * columns == phrase.words.len()).then(|| (0..height).map(line).collect::<Vec<_>>().join("\n"))
}

fn prose(rng: &mut Rng, phrase: &Phrase) -> Option<String> {
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
