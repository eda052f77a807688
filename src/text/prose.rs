//! Chat as it is compared: without what is no language (addresses, mentions, emoji, code, hex strings), one case,
//! one kana, no stretched letters, cut into words and runs of Japanese.

use super::fold::is_invisible;
use unicode_normalization::UnicodeNormalization;

/// A message reduced to its words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Prose {
    tokens: Vec<Token>,
}

/// A word, or a run of Japanese: no blanks stand between its words, and none are needed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// The letters, folded.
    pub text: String,
    /// What they are.
    pub script: Script,
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
        let folded: String = text.nfkc().filter(|&c| !is_invisible(c)).flat_map(char::to_lowercase).collect();
        let mut prose = Self::default();
        for word in without_markup(&folded).split_whitespace() {
            if !is_noise(word) {
                prose.push(word);
            }
        }
        prose
    }

    /// Its tokens in order.
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// Cuts one word of the message where its script changes.
    fn push(&mut self, word: &str) {
        let mut current: Option<Script> = None;
        let mut last = '\0';
        let mut repeated = 0;
        for c in word.chars() {
            // "don't" is one word however the apostrophe is written.
            if matches!(c, '\'' | '’' | 'ー' | '〜') {
                continue;
            }
            let Some(script) = script_of(c) else {
                current = None;
                continue;
            };
            let c = hiragana(c);
            repeated = if c == last { repeated + 1 } else { 0 };
            last = c;
            if current != Some(script) {
                self.tokens.push(Token { text: String::new(), script });
                current = Some(script);
                repeated = 0;
            }
            let Some(token) = self.tokens.last_mut() else { continue };
            match repeated {
                // A letter stands twice in ordinary words, three times only when it is stretched: "helllp".
                2 if !c.is_ascii_digit() => {
                    token.text.pop();
                }
                3.. if !c.is_ascii_digit() => {}
                _ => token.text.push(c),
            }
        }
    }
}

/// Leaves out code blocks, custom emoji, mentions of people, channels and commands.
fn without_markup(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    // A fence that nothing closes is looked for once, so that hostile text takes linear time.
    let mut fences = true;
    while let Some(at) = rest.find(['<', '`']) {
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
    let hex = word.trim_start_matches("0x");
    word.contains("://")
        || word.starts_with("www.")
        || word.starts_with('@') && word.len() > 1
        || hex.len() >= 12 && hex.bytes().all(|b| b.is_ascii_hexdigit())
}

fn script_of(c: char) -> Option<Script> {
    match c {
        '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '々' | '〆' => {
            Some(Script::Japanese)
        }
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

    fn check(text: &str, expected: &str) {
        let prose = Prose::new(text);
        let words: Vec<_> = prose.tokens().iter().map(|token| token.text.as_str()).collect();
        assert_eq!(words.join(" "), expected, "{text:?}");
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
    fn survives_hostile_text() {
        let text = format!("{}{}{}", "<".repeat(100_000), "`".repeat(100_000), "a\u{301}".repeat(100_000));
        assert!(Prose::new(&text).tokens().len() < 3);
    }
}
