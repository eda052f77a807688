//! How strangers paste a phrase or a key: layouts and talk that were written before anything was tuned for them.

use super::phrases::Phrase;
use super::rng::Rng;
use unicode_normalization::UnicodeNormalization as _;

pub struct Layout {
    pub name: &'static str,
    /// The phrase laid out; nothing where it makes no sense.
    pub lay: fn(&mut Rng, &Phrase) -> Option<String>,
}

/// Layouts, each `name: |rng, phrase| text`.
macro_rules! layouts {
    ($($name:literal: $lay:expr),+ $(,)?) => {
        &[$(Layout { name: $name, lay: $lay }),+]
    };
}

pub static LAYOUTS: &[Layout] = layouts! {
    "wallet and pass": |_, phrase| Some(format!("wallet: Trust\nphrase: {}\npass: hunter2", words(phrase))),
    "json string": |_, phrase| Some(format!("{{\"name\":\"main\",\"mnemonic\":\"{}\",\"path\":\"m/44'/60'/0'/0/0\"}}", words(phrase))),
    "yaml folded": |_, phrase| Some(format!("wallet:\n  mnemonic: >-\n    {}\n  index: 0", words(phrase))),
    "yaml list": |_, phrase| Some(format!("seed:\n{}", lines(phrase, |_, word| format!("  - {word}")))),
    "csv row": |_, phrase| Some(format!("id,label,phrase,created\n7,cold,{},2021-03-04", words(phrase))),
    "env file": |_, phrase| Some(format!("RPC_URL=https://rpc.example\nMNEMONIC=\"{}\"\nCHAIN_ID=1", words(phrase))),
    "pipes of a scan": |_, phrase| Some(phrase.words.chunks(3).enumerate().map(|(row, chunk)| {
        let cells = chunk.iter().enumerate().map(|(at, word)| format!(" {} {word} ", row * 3 + at + 1));
        format!("|{}|", cells.collect::<Vec<_>>().join("|"))
    }).collect::<Vec<_>>().join("\n")),
    "box": |_, phrase| Some(format!("┌────┐\n{}\n└────┘", lines(phrase, |n, word| format!("│ {n:2} {word} │")))),
    "hash and arrow": |_, phrase| Some(lines(phrase, |n, word| format!("word #{n} => {word}"))),
    "emoji bullets": |rng, phrase| { let mark = rng.pick(&["👉", "✅", "🔑", "▪️", "🔸"]); Some(lines(phrase, |_, word| format!("{mark} {word}"))) },
    "keycaps": |_, phrase| Some(each(phrase, " ", |n, word| {
        let digits: String = n.to_string().chars().flat_map(|digit| [digit, '\u{fe0f}', '\u{20e3}']).collect();
        format!("{digits} {word}")
    })),
    "a spoiler each": |_, phrase| Some(each(phrase, " ", |_, word| format!("||{word}||"))),
    "fence with a name": |_, phrase| Some(format!("```yaml\n{}\n```", words(phrase))),
    "quoted lines": |_, phrase| Some(phrase.words.chunks(4).map(|line| format!("> {}", line.join(" "))).collect::<Vec<_>>().join("\n")),
    "struck through": |_, phrase| Some(format!("~~{}~~", words(phrase))),
    "smart quotes": |_, phrase| Some(each(phrase, ", ", |_, word| format!("“{word}”"))),
    "Japanese commas": |rng, phrase| Some(phrase.words.join(rng.pick(&["、", "，", "。", "・", "､"]))),
    "full-width numbers": |_, phrase| Some(lines(phrase, |n, word| {
        let wide: String = n.to_string().chars().filter_map(|c| char::from_u32(c as u32 + 0xfee0)).collect();
        format!("{wide}．{word}")
    })),
    "all but one": |_, phrase| Some(format!("seed: {} + one i won't tell", phrase.words[..phrase.words.len() - 1].join(" "))),
    "two columns across": |_, phrase| {
        let half = phrase.words.len().div_ceil(2);
        let row = |at: usize| {
            let right = phrase.words.get(half + at).map(|word| format!("{}) {word}", half + at + 1));
            format!("{}) {:<12}{}", at + 1, phrase.words[at], right.unwrap_or_default())
        };
        Some((0..half).map(row).collect::<Vec<_>>().join("\n"))
    },
    "shouted": |_, phrase| Some(format!("{}!!!", words(phrase).to_uppercase())),
    "zalgo": |rng, phrase| words(phrase).is_ascii().then(|| {
        words(phrase).chars().flat_map(|c| {
            let marks = if c == ' ' { 0 } else { 1 + rng.below(4) };
            std::iter::once(c).chain((0..marks).map(|_| char::from_u32(0x300 + rng.below(0x6f) as u32).unwrap_or('\u{301}')).collect::<Vec<_>>())
        }).collect()
    }),
    "stray punctuation": |rng, phrase| Some(each(phrase, " ", |_, word| format!("{word}{}", rng.pick(&["", ",", ".", "!", "..", ";", "?"])))),
    "mixed wide spaces": |rng, phrase| {
        let mut text = String::new();
        for word in &phrase.words { text += word; text += rng.pick(&[" ", "\u{3000}", "  ", "\u{a0}"]); }
        Some(text)
    },
    "number behind": |_, phrase| Some(each(phrase, ", ", |n, word| format!("{word} {n}"))),
    "python list": |_, phrase| Some(format!("words = [{}]", each(phrase, ", ", |_, word| format!("'{word}'")))),
    "commented array": |_, phrase| Some(format!("const w = [\n{}\n]", lines(phrase, |n, word| format!("  \"{word}\", // {n}")))),
    "html list": |_, phrase| Some(format!("<ol>{}</ol>", each(phrase, "", |_, word| format!("<li>{word}</li>")))),
    "roman numerals": |_, phrase| (phrase.words.len() <= 24).then(|| lines(phrase, |n, word| format!("{}. {word}", ROMAN[n - 1]))),
    "lettered": |_, phrase| Some(each(phrase, "\n", |n, word| format!("{}) {word}", char::from(b'a' + (n - 1) as u8 % 26)))),
    "dotted leaders": |_, phrase| Some(lines(phrase, |n, word| format!("{n}.......{word}"))),
    "letters counted": |_, phrase| Some(lines(phrase, |_, word| format!("{word} ({} letters)", word.chars().count()))),
    "ticked": |_, phrase| Some(lines(phrase, |n, word| format!("- [x] {n} {word}"))),
    "copied with times": |_, phrase| Some(lines(phrase, |n, word| format!("[10:{:02}] me: {word}", n + 2))),
    "escaped breaks": |_, phrase| Some(format!("\"{}\"", phrase.words.join("\\n"))),
    "query": |rng, phrase| words(phrase).is_ascii().then(|| format!("https://wallet.example/import?mnemonic={}&lang=en", phrase.words.join(rng.pick(&["%20", "+", "-", "_"])))),
    "emoji between": |rng, phrase| Some(each(phrase, " ", |_, word| format!("{word} {}", rng.pick(&["🍎", "😅", "🔥", "🙏", "🐸"])))),
    "of twelve": |_, phrase| { let all = phrase.words.len(); Some(lines(phrase, |n, word| format!("{n}/{all} {word}"))) },
    "hyphens by four": |_, phrase| Some(phrase.words.chunks(4).map(|row| row.join("-")).collect::<Vec<_>>().join(" / ")),
    "markdown table": |_, phrase| Some(format!("| no | word | ok |\n|:--|:--|:--|\n{}", lines(phrase, |n, word| format!("| {n} | {word} | ✓ |")))),
    "parts of a thread": |_, phrase| {
        let parts = phrase.words.len().div_ceil(6);
        Some(phrase.words.chunks(6).enumerate().map(|(at, part)| format!("{} ({}/{parts})", part.join(" "), at + 1)).collect::<Vec<_>>().join("\n"))
    },
    "in brackets": |_, phrase| Some(format!("(it's {} , in that order)", words(phrase))),
    "and at the end": |_, phrase| phrase.words.split_last().map(|(last, rest)| format!("{} and {last}", rest.join(", "))),
    "entities": |_, phrase| Some(each(phrase, " ", |_, word| format!("&quot;{word}&quot;"))),
    "windows lines": |_, phrase| Some(phrase.words.chunks(4).map(|row| row.join(" ") + "  \r\n").collect()),
    "two wallets": |rng, phrase| {
        let mut other = phrase.words.clone();
        rng.shuffle(&mut other);
        Some(format!("A: {}\nB: {}", words(phrase), other.join(" ")))
    },
    "told in parts": |rng, phrase| {
        let size = [6, 4, 3].into_iter().find(|size| phrase.words.len().is_multiple_of(*size))?;
        let said = rng.pick(&["those came to me: ", "the sheet says ", "sheet of mine: ", "my notes say: "]);
        let parts = phrase.words.chunks(size).map(|part| format!("{said}{}.", part.join(" ")));
        words(phrase).is_ascii().then(|| parts.collect::<Vec<_>>().join("\n"))
    },
    "names and emoji between": |rng, phrase| Some(each(phrase, " ", |_, word| {
        let id = 100_000_000_000_000_000 + rng.next() % 899_999_999_999_999_999;
        format!("{word} {}", rng.pick(&["<@ID>", "<:sad:ID>", "<a:party:ID>", "<#ID>"]).replace("ID", &id.to_string()))
    })),
    "misread by a camera": |_, phrase| {
        let at = phrase.words.iter().position(|word| word.contains('m'))?;
        phrase.kind.starts_with("bip39").then(|| each(phrase, " ", |n, word| if n == at + 1 { word.replacen('m', "rn", 1) } else { word.into() }))
    },
    "a word in two": |rng, phrase| {
        let at = 1 + rng.below(phrase.words.len() - 2);
        let cut = phrase.words[at].char_indices().nth(2)?.0;
        words(phrase).is_ascii().then(|| each(phrase, " ", |n, word| if n == at + 1 { format!("{} {}", &word[..cut], &word[cut..]) } else { word.into() }))
    },
    "two words in two": |rng, phrase| {
        let half = phrase.words.len() / 2;
        let cut = [1 + rng.below(half - 2), half + rng.below(half - 1)];
        let long = cut.iter().all(|&at| phrase.words[at].len() > 4);
        (words(phrase).is_ascii() && long).then(|| each(phrase, " ", |n, word| if cut.contains(&(n - 1)) { format!("{} {}", &word[..2], &word[2..]) } else { word.into() }))
    },
    "two words bent": |rng, phrase| {
        let half = phrase.words.len() / 2;
        let bent = [rng.below(half), half + rng.below(half)];
        (phrase.kind == "bip39-en").then(|| each(phrase, " ", |n, word| if bent.contains(&(n - 1)) { format!("{word}s") } else { word.into() }))
    },
    "in Latin letters": |_, phrase| {
        let row = || phrase.words.iter().map(|word| romaji(word)).collect::<Option<Vec<_>>>();
        phrase.kind.ends_with("ja").then(row).flatten().map(|words| words.join(" "))
    },
    "initials in bold": |rng, phrase| {
        let mark = rng.pick(&["**", "__", "||"]);
        words(phrase).is_ascii().then(|| each(phrase, " ", |_, word| format!("{mark}{}{mark}{}", &word[..1], &word[1..])))
    },
    "numbers against the words": |_, phrase| words(phrase).is_ascii().then(|| each(phrase, "", |n, word| format!("{n}{word}"))),
    "circled numbers": |_, phrase| (phrase.words.len() <= 20 && words(phrase).is_ascii()).then(|| each(phrase, "", |n, word| {
        format!("{}{word}", char::from_u32(0x2460 + n as u32 - 1).unwrap_or('#'))
    })),
    "とか": |_, phrase| phrase.kind.ends_with("ja").then(|| format!("{}とかです", phrase.words.join("とか"))),
    "一つ目": |_, phrase| (phrase.kind.ends_with("ja") && phrase.words.len() >= 12).then(|| phrase.words.iter().take(12).zip([
        "一つ目", "二つ目", "三つ目", "四つ目", "五つ目", "六つ目", "七つ目", "八つ目", "九つ目", "十個目", "十一個目", "十二個目",
    ]).map(|(word, number)| format!("{number}は{word}")).collect::<Vec<_>>().join("\n")),
    "番は、です": |_, phrase| phrase.kind.ends_with("ja").then(|| lines(phrase, |n, word| format!("{n}番は{word}です"))),
    "two tables": |rng, phrase| {
        let mut other = phrase.words.clone();
        rng.shuffle(&mut other);
        words(phrase).is_ascii().then(|| lines(phrase, |n, word| format!("{word} | {}", other[n - 1])))
    },
    "halves named": |_, phrase| {
        let (first, second) = phrase.words.split_at(phrase.words.len() / 2);
        Some(format!("first half: {}\nsecond half: {}", first.join(" "), second.join(" ")))
    },
    "read from paper": |_, phrase| phrase.words.split_last().map(|(last, rest)| format!("{} and i think {last}? (cant read my handwriting)", rest.join(" "))),
    "letters for digits": |_, phrase| words(phrase).is_ascii().then(|| words(phrase).replace('l', "1").replace('o', "0")),
    "one word doubled": |rng, phrase| {
        let mut words = phrase.words.clone();
        let at = rng.below(words.len());
        words.insert(at, words[at]);
        Some(words.join(" "))
    },
};

/// What Hepburn writes for each kana.
const KANA: &str = "あa いi うu えe おo かka きki くku けke こko がga ぎgi ぐgu げge ごgo さsa しshi すsu せse そso \
    ざza じji ずzu ぜze ぞzo たta ちchi つtsu てte とto だda でde どdo なna にni ぬnu ねne のno はha ひhi ふfu へhe \
    ほho ばba びbi ぶbu べbe ぼbo ぱpa ぴpi ぷpu ぺpe ぽpo まma みmi むmu めme もmo やya ゆyu よyo らra りri るru \
    れre ろro わwa をwo んn ゃya ゅyu ょyo";

/// A word in kana as Hepburn writes it; nothing where that could be read in two ways.
fn romaji(word: &str) -> Option<String> {
    let kana: String = word.nfc().collect();
    let (mut latin, mut doubles) = (String::new(), false);
    for c in kana.chars() {
        if c == 'っ' {
            doubles = true;
            continue;
        }
        let spelled = KANA.split_whitespace().find_map(|entry| entry.strip_prefix(c))?;
        let small = "ゃゅょ".contains(c);
        if small {
            latin.pop();
        }
        let joined = latin.ends_with("sh") || latin.ends_with("ch") || latin.ends_with('j');
        let spelled = if small && joined { &spelled[1..] } else { spelled };
        if latin.ends_with('n') && !small && spelled.starts_with(['a', 'i', 'u', 'e', 'o', 'y', 'n']) {
            return None;
        }
        if std::mem::take(&mut doubles) {
            latin.push_str(if spelled.starts_with("ch") { "t" } else { &spelled[..1] });
        }
        latin.push_str(spelled);
    }
    Some(latin)
}

const ROMAN: [&str; 24] = [
    "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV", "XVI",
    "XVII", "XVIII", "XIX", "XX", "XXI", "XXII", "XXIII", "XXIV",
];

fn words(phrase: &Phrase) -> String {
    phrase.words.join(" ")
}

fn each(phrase: &Phrase, gap: &str, mut word: impl FnMut(usize, &str) -> String) -> String {
    phrase.words.iter().enumerate().map(|(at, text)| word(at + 1, text)).collect::<Vec<_>>().join(gap)
}

fn lines(phrase: &Phrase, word: impl FnMut(usize, &str) -> String) -> String {
    each(phrase, "\n", word)
}

/// What strangers say around a phrase, in the languages of the lists.
pub static TALK: &[&str] = &[
    "{}",
    "{}",
    "yo can someone recover this for me\n{}",
    "ok im desperate\n\n{}\n\nthis is everything i have",
    "got it from grandpas notebook -> {}",
    "does this look like a valid one to you? {}",
    "mods pls delete after: {}",
    "{} keeps saying word not found",
    "can you please verify this seed phrase {} please please help",
    "{}\n(copied from notes app)",
    "i'll pay 10% to whoever gets in: {}",
    "new phone who dis. restoring: {}",
    "cant import, it turns red. i put in {}",
    "フレーズ入れても先に進めません\n{}",
    "{}\nこの並びで正しいはずなんですが…",
    "紙に書いてあったやつです→ {}",
    "スマホ変えたら入れなくなった　{}　誰か助けて",
    "帮我看看哪里错了 {}",
    "助记词：{}",
    "내 복구 구문이에요 {} 왜 안되죠",
    "니모닉: {}",
    "hola, mi frase es {} y no me deja entrar",
    "ma phrase: {} ça ne marche pas",
    "questa è la mia frase: {}",
    "minha frase de recuperação {} não funciona",
    "moje slova: {} a nefunguje to",
];

/// How strangers write a key that its label or its shape gives away; `{}` is the key.
pub static KEY_TALK: &[&str] = &[
    "pk={}",
    "DEPLOYER_PK={}",
    "provider: () => new HDWalletProvider(['{}'], url)",
    "web3.eth.accounts.wallet.add('{}')",
    "vm.startBroadcast({});",
    "key, err := crypto.HexToECDSA(\"{}\")",
    "Credentials who = Credentials.create(\"{}\");",
    "var account = new Account(\"{}\", 1);",
    "my pirvate key {} gives an error",
    "privte key: {}",
    "シークレット：{}",
    "i took the private key out of the old phone and typed it into the new one, it was {}",
    "const wallet = new ethers.Wallet(\"{}\", provider)",
    "accounts: [\"{}\"],",
    "networks: { sepolia: { url: RPC, accounts: ['{}'] } }",
    "uint256 deployerPrivateKey = {};",
    "acct = Account.from_key('{}')",
    "private_key = bytes.fromhex(\"{}\")",
    "privateKey: \"{}\" as Hex,",
    "PRIVATE_KEYS={}",
    "curl -X POST https://api.example/import -d '{\"privateKey\":\"{}\"}'",
    "https://bot.example/start?key={}",
    "[wallet]\nprivate_key = \"{}\"\nchain = 1",
    "cast send 0xdead --private-key {} --rpc-url $RPC",
    "Private Key\n{}\nCopy   Show QR",
    "pvt key {} pls sweep it",
    "priv key : `{}`",
    "someone import this pk for me 🙏 {}",
    "the key is {} and the address shows zero",
    "my metamask private key {} doesnt work on rabby",
    "exported key → {}",
    "秘密鍵コピーしました {} これで復元できますか",
    "ひみつ鍵は {} です",
    "プライベートキー貼ります\n{}",
    "我的私钥 {} 导入不了",
    "내 개인키는 {} 입니다",
    "mi llave privada es {}",
    "meine private key: {}",
];

/// Says a key.
type Form = fn(&str) -> String;

/// How strangers break a key; the others of `key_disguises` are older.
pub static KEY_FORMS: &[(&str, Form)] = &[
    ("plain", |key| key.into()),
    ("backticks", |key| format!("`{key}`")),
    ("spaces of four", |key| chunks(key, 4, " ")),
    ("two lines", |key| chunks(key, key.len().div_ceil(2), "\n")),
    ("three lines indented", |key| chunks(key, key.len().div_ceil(3), "\n    ")),
    ("trailing comma", |key| format!("{key},")),
    ("exclaimed", |key| format!("{key}!!")),
    ("in parentheses", |key| format!("({key})")),
    ("in angle brackets", |key| format!("<{key}>")),
    ("spoiler in code", |key| format!("||`{key}`||")),
    ("bytes literal", |key| format!("b'{key}'")),
    ("underscored", |key| format!("__{key}__")),
    ("with ellipsis", |key| format!("{key}…")),
    ("backslash wrapped", |key| chunks(key, 32, "\\\n")),
];

fn chunks(key: &str, length: usize, between: &str) -> String {
    key.as_bytes()
        .chunks(length)
        .map(|piece| String::from_utf8_lossy(piece))
        .collect::<Vec<_>>()
        .join(between)
}
