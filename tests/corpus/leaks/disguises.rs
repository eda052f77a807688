//! How people write a phrase. Each disguise takes the words and gives the text, or nothing where it makes no sense.

use super::layouts::{
    beside_list_words, columns, grid, label, lines_with_commas, numbered, ordinal, prose, said_in_japanese,
    sentence, table,
};
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
    "sentence": sentence,
    "lines with commas": lines_with_commas,
    "beside list words": beside_list_words,
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

pub fn each(phrase: &Phrase, mut word: impl FnMut(usize, &str) -> String, gap: &str) -> String {
    phrase.words.iter().enumerate().map(|(at, text)| word(at + 1, text)).collect::<Vec<_>>().join(gap)
}

pub fn japanese(phrase: &Phrase) -> bool {
    phrase.kind.ends_with("-ja")
}

pub fn chinese(phrase: &Phrase) -> bool {
    phrase.kind.contains("-zh")
}

/// Whether the script has capitals.
pub fn cased(phrase: &Phrase) -> bool {
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

pub fn title(word: &str) -> String {
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
