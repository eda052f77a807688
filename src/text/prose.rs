//! Chat as it is compared: without what is no language (addresses, mentions, emoji, code, hex strings), one case,
//! one kana, no stretched letters, cut into sentences of words and runs of Japanese.

use super::fold::fold;

/// A message reduced to its words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Prose {
    tokens: Vec<Token>,
    /// How many words look like source code.
    code: usize,
    /// Whether a question mark stands in it.
    asks: bool,
}

/// A word, or a run of Japanese: no blanks stand between its words, and none are needed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// The letters, folded.
    pub text: String,
    /// What they are.
    pub script: Script,
    /// Whether a sentence begins with it.
    pub first: bool,
    /// Whether a part of a sentence begins with it: a comma, a bracket or a dash stands before.
    pub part: bool,
}

/// What a token is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Script {
    /// Letters and digits of an alphabet.
    Latin,
    /// Kana and kanji.
    Japanese,
}

impl Prose {
    /// Reduces a message. Linear in its length.
    pub fn new(text: &str) -> Self {
        let folded = fold(text);
        let mut writer = Writer::default();
        for line in without_markup(&folded).lines() {
            writer.new_sentence = true;
            for word in line.split_whitespace().filter(|word| !is_noise(word)) {
                writer.prose.code += usize::from(is_code(word));
                writer.word(word);
            }
        }
        writer.prose
    }

    /// Its tokens in order.
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// How many of its words look like source code: `camelCase`, `snake_case`, `call()`.
    pub fn code(&self) -> usize {
        self.code
    }

    /// Whether a question mark stands in it.
    pub fn asks(&self) -> bool {
        self.asks
    }

    /// Its sentences in order.
    pub fn sentences(&self) -> impl Iterator<Item = &[Token]> {
        self.tokens.chunk_by(|_, next| !next.first)
    }

    /// The same message with these words alone.
    pub fn of(&self, tokens: Vec<Token>) -> Self {
        Self { tokens, ..*self }
    }

    /// Whether anything in it is Japanese.
    pub fn is_japanese(&self) -> bool {
        self.tokens.iter().any(|token| token.script == Script::Japanese)
    }
}

#[derive(Default)]
struct Writer {
    prose: Prose,
    new_sentence: bool,
    new_part: bool,
}

impl Writer {
    /// Cuts one word of the message where its script changes or a sentence ends.
    fn word(&mut self, word: &str) {
        let mut script = None;
        let mut letters = Letters::default();
        let mut chars = word.chars().peekable();
        while let Some(c) = chars.next() {
            // "don't" is one word however the apostrophe is written; a long vowel is written or not.
            if matches!(c, '\'' | '’' | 'ー' | '〜') {
                continue;
            }
            let here = script_of(c);
            if here.is_none() || here != script {
                self.token(script, &mut letters);
            }
            script = here;
            match here {
                Some(Script::Japanese) => letters.push(hiragana(c)),
                Some(Script::Latin) if c.is_ascii() => letters.push(c.to_ascii_lowercase()),
                Some(Script::Latin) => c.to_lowercase().for_each(|c| letters.push(c)),
                None => {}
            }
            self.prose.asks |= c == '?';
            self.new_part |= matches!(c, ',' | '、' | ';' | ':' | '(' | ')' | '—' | '–') || word == "-";
            self.new_sentence |= matches!(c, '!' | '?' | '。') || c == '.' && chars.peek().is_none();
        }
        self.token(script, &mut letters);
    }

    fn token(&mut self, script: Option<Script>, letters: &mut Letters) {
        let text = std::mem::take(letters).text;
        if let Some(script) = script.filter(|_| !text.is_empty()) {
            let first = std::mem::take(&mut self.new_sentence);
            let part = std::mem::take(&mut self.new_part) || first;
            self.prose.tokens.push(Token { text, script, first, part });
        }
    }
}

/// The letters of a token, without what only stretches it.
#[derive(Default)]
struct Letters {
    text: String,
    last: char,
    run: usize,
}

impl Letters {
    /// A letter stands twice in ordinary words, three times only when it is stretched: "helllp".
    fn push(&mut self, c: char) {
        self.run = if c == self.last { self.run + 1 } else { 1 };
        self.last = c;
        match self.run {
            3 if !c.is_ascii_digit() => {
                self.text.pop();
            }
            4.. if !c.is_ascii_digit() => {}
            _ => self.text.push(c),
        }
    }
}

/// Leaves out code blocks, custom emoji, mentions of people, channels and commands.
fn without_markup(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    // A fence that nothing closes is looked for once, so that hostile text takes linear time.
    let mut fences = true;
    while let Some(at) = rest.bytes().position(|byte| matches!(byte, b'<' | b'`')) {
        out.push_str(&rest[..at]);
        out.push(' ');
        rest = &rest[at..];
        let mut skip = 1;
        if fences && rest.starts_with("```") {
            let close = rest[3..].find("```");
            fences = close.is_some();
            skip = close.map_or(3, |close| close + 6);
        } else if ["<@", "<#", "<:", "<a:", "<t:", "</"].iter().any(|mark| rest.starts_with(mark)) {
            // The longest is a command of 32 characters three times, or an emoji's name, and an id of 20 digits.
            skip = rest.bytes().take(128).position(|byte| byte == b'>').map_or(1, |close| close + 1);
        }
        rest = &rest[skip..];
    }
    out.push_str(rest);
    out
}

/// Addresses, mentions and values are no language.
fn is_noise(word: &str) -> bool {
    // 12 hexadecimal digits in a row are no word of any language.
    let hex = word.strip_prefix("0x").unwrap_or(word);
    word.contains(':') && word.contains("://")
        || word.starts_with("www.")
        || word.starts_with('@') && word.len() > 1
        || hex.len() >= 12 && hex.bytes().all(|b| b.is_ascii_hexdigit())
}

/// Whether a word is written as programs are: a capital or an underscore inside it, brackets after it.
fn is_code(word: &str) -> bool {
    // Few words of a message are, and most have none of what makes one.
    if !word.bytes().any(|b| b.is_ascii_uppercase() || matches!(b, b'_' | b'(' | b')' | b'=')) {
        return false;
    }
    let name = word.trim_matches(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    let hump = || {
        name.as_bytes()
            .windows(3)
            .any(|w| w[0].is_ascii_lowercase() && w[1].is_ascii_uppercase() && w[2].is_ascii_lowercase())
    };
    let camel = name.starts_with(|c: char| c.is_ascii_lowercase()) && name.len() > 7 && hump();
    let snake = name.trim_matches('_').contains('_');
    camel || snake || word.contains("()") || word.contains("=>") || word.ends_with(");")
}

fn script_of(c: char) -> Option<Script> {
    match c {
        c if c.is_ascii() => c.is_ascii_alphanumeric().then_some(Script::Latin),
        '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '々' | '〆' => {
            Some(Script::Japanese)
        }
        // Punctuation of Japanese, which stands in every sentence and is not looked up.
        '\u{3000}'..='\u{3020}' => None,
        c if c.is_alphanumeric() => Some(Script::Latin),
        _ => None,
    }
}

/// Katakana as hiragana: people mix them.
fn hiragana(c: char) -> char {
    match c {
        'ァ'..='ヶ' => char::from_u32(c as u32 - 0x60).unwrap_or(c),
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The words, with a bar before every sentence but the first.
    fn check(text: &str, expected: &str) {
        let prose = Prose::new(text);
        let mut words = String::new();
        for token in prose.tokens() {
            let before = match (words.is_empty(), token.first) {
                (true, _) => "",
                (false, true) => " | ",
                (false, false) => " ",
            };
            words = words + before + &token.text;
        }
        assert_eq!(words, expected, "{text:?}");
    }

    #[test]
    fn folds() {
        check("My ETH is STUCK!!!", "my eth is stuck");
        check("ｗａｌｌｅｔ don’t open", "wallet dont open");
        check("メタマスクが開かない…", "めたますくが開かない");
        check("openseaにwallet connectできないです", "opensea に wallet connect できないです");
        check("heeelp meee 1000 USDT", "help me 1000 usdt");
        check("サーバー ウォレットー", "さば うぉれっと");
        check("gas-fee/high", "gas fee high");
        check("so e.g. v1.2 is old. now 3!what? ok", "so e g | v1 2 is old | now 3 | what | ok");
        check("開かない。助けて！\n困る", "開かない | 助けて | 困る");
    }

    #[test]
    fn leaves_out_what_is_no_language() {
        check("see https://example.org/x?y and www.example.org now", "see and now");
        check("<@123> hey @bob <:pepe:123> <#9> </faq:1> hi", "hey hi");
        check("a ```rust\nlet x = 1;\n``` b `c` d", "a b c d");
        check("tx 0xabcdef0123456789 failed", "tx failed");
        check("a < b > c ``` open", "a b c open");
        check("🚀🚀", "");
    }

    #[test]
    fn tells_code_and_questions() {
        for code in ["useAccount", "wallet_watchAsset", "send()", "(x)=>y", "`accountsChanged`", "f(x);"] {
            assert_eq!(Prose::new(&format!("my {code} fails")).code(), 1, "{code}");
        }
        assert_eq!(Prose::new("MetaMask OpenSea iPhone eBay PayPal BSC2 _now_ :) NFTs").code(), 0);
        assert!(Prose::new("why？").asks() && !Prose::new("why").asks());
    }

    #[test]
    fn survives_hostile_text() {
        let text = format!("{}{}{}", "<".repeat(100_000), "`".repeat(100_000), "a\u{301}".repeat(100_000));
        assert!(Prose::new(&text).tokens().len() < 3);
    }
}
