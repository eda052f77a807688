//! Cuts a text into runs: the stretches of letters and digits that can be a key, whole, in chunks or broken
//! over lines. What a run means is for the detectors of each kind to decide.

use super::view::View;
use crate::text::Private;
use std::ops::{Range, RangeInclusive};
use std::sync::LazyLock;

/// Which runs a kind of secret can be: their first characters and their length.
#[derive(Debug)]
pub(super) struct Shape {
    /// One of these comes first.
    pub(super) heads: &'static [u8],
    /// The run is so long.
    pub(super) lengths: RangeInclusive<usize>,
}

impl Shape {
    /// Whether a run has this shape.
    pub(super) fn fits(&self, text: &str) -> bool {
        self.lengths.contains(&text.len()) && self.heads.contains(&text.as_bytes()[0])
    }
}

/// The shapes that are worth putting together from pieces: those whose decoder can prove the result.
static JOINABLE: &[&[Shape]] = &[
    super::bech32::SHAPES,
    super::bip38::SHAPES,
    super::codex32::SHAPES,
    super::ed25519::SHAPES,
    super::eos::SHAPES,
    super::hex::SHAPES,
    super::mini_key::SHAPES,
    super::seedqr::SHAPES,
    super::stellar::SHAPES,
    super::tezos::SHAPES,
    super::wif::SHAPES,
    super::xprv::SHAPES,
    super::xrp_seed::SHAPES,
];

/// For each ASCII character, the lengths (a bit each) of the joinable runs that begin with it.
static WANTED: LazyLock<[u128; 128]> = LazyLock::new(|| {
    let mut wanted = [0; 128];
    for shape in JOINABLE.iter().copied().flatten() {
        for &head in shape.heads {
            for length in shape.lengths.clone().take_while(|&length| length <= LONGEST) {
                wanted[usize::from(head)] |= 1 << length;
            }
        }
    }
    wanted
});

/// No joinable run is longer than an extended private key of 112 characters; a bit set of 128 holds them all.
const LONGEST: usize = 127;
/// Two less than the shortest secret in one piece, the mini key of 22, so that a cut one is still a run.
const SHORTEST: usize = 20;
/// A piece of a key broken at any place: shorter ones are words and numbers more often than not.
const FRAGMENT: usize = 8;
/// So many chunks of one length make a key in chunks: the shortest, of 22 characters, has five of four, and a
/// rest.
const CHUNKS: usize = 5;
/// A text with more fragments than this is a table of hashes, not a key somebody took apart.
const FRAGMENTS: usize = 8;
/// Joined runs to look at in one text: a hostile one could ask for one at every character.
const JOINED: usize = 256;

/// A stretch of letters and digits.
#[derive(Clone)]
pub(super) struct Run<'a> {
    /// Its characters, all ASCII, without what stood between the pieces.
    pub(super) text: &'a str,
    /// Where it stands in the text of the view, first piece to last.
    pub(super) range: Range<usize>,
    /// Whether it stands there in one piece.
    pub(super) whole: bool,
}

/// All runs of a text.
#[derive(Debug, Default)]
pub(super) struct Runs {
    whole: Vec<Range<usize>>,
    joined: Vec<Joined>,
    /// The characters of the joined runs, one after the other.
    characters: Private,
    /// From the first letter or digit of the text to the last, of whatever script.
    said: Range<usize>,
    /// How many tokens were tried as a piece of a run.
    pub(super) steps: usize,
}

#[derive(Debug)]
struct Joined {
    characters: Range<usize>,
    range: Range<usize>,
}

impl Runs {
    /// Reads `text` once. Linear in its length.
    pub(super) fn new(text: &str) -> Self {
        let tokens: Vec<Token> = Tokens { text: text.as_bytes(), at: 0 }.collect();
        let mut join =
            Join { text, tokens: &tokens, joined: Vec::new(), characters: String::new(), steps: 0 };
        join.neighbours();
        join.fragments();
        let Join { joined, characters, steps, .. } = join;
        let whole = tokens.into_iter().filter(|token| token.len() >= SHORTEST).map(|token| token.range);
        let first = text.find(char::is_alphanumeric).unwrap_or_default();
        let last = text.rfind(char::is_alphanumeric).unwrap_or_default();
        Self {
            whole: whole.collect(),
            joined,
            characters: Private::new(characters),
            said: first..last,
            steps,
        }
    }

    /// Whether a text says nothing outside of `range`.
    pub(super) fn are_within(&self, range: &Range<usize>) -> bool {
        range.start <= self.said.start && self.said.end < range.end
    }

    /// Every run: those in one piece first.
    pub(super) fn of<'a>(&'a self, text: &'a str) -> impl Iterator<Item = Run<'a>> {
        let whole = self.whole.iter().map(|range| Run {
            text: &text[range.clone()],
            range: range.clone(),
            whole: true,
        });
        let joined = self.joined.iter().map(|joined| Run {
            text: &self.characters.as_str()[joined.characters.clone()],
            range: joined.range.clone(),
            whole: false,
        });
        whole.chain(joined)
    }
}

/// A maximal stretch of ASCII letters and digits.
#[derive(Debug, Clone)]
struct Token {
    range: Range<usize>,
    /// Whether it looks like a piece of a key rather than a word: digits, or capitals inside.
    material: bool,
}

impl Token {
    fn new(text: &[u8], range: Range<usize>) -> Self {
        let bytes = &text[range.clone()];
        let digit = bytes.iter().any(u8::is_ascii_digit);
        let capital_inside = bytes[1..].iter().any(u8::is_ascii_uppercase);
        Self { material: digit || capital_inside, range }
    }

    fn len(&self) -> usize {
        self.range.len()
    }
}

struct Tokens<'a> {
    text: &'a [u8],
    at: usize,
}

impl Iterator for Tokens<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        loop {
            match *self.text.get(self.at)? {
                byte if byte.is_ascii_alphanumeric() => break,
                // The letter of an escaped line break belongs to the break, not to the line after it.
                b'\\' if matches!(self.text.get(self.at + 1), Some(b'n' | b'r' | b't')) => self.at += 2,
                // Nor do the digits of an escaped byte belong to the value after it.
                b'%' if self.text[self.at..]
                    .get(1..3)
                    .is_some_and(|byte| byte.iter().all(u8::is_ascii_hexdigit)) =>
                {
                    self.at += 3;
                }
                _ => self.at += 1,
            }
        }
        let start = self.at;
        let rest = &self.text[start..];
        self.at += rest.iter().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(rest.len());
        Some(Token::new(self.text, start..self.at))
    }
}

/// Puts pieces together.
struct Join<'a> {
    text: &'a str,
    tokens: &'a [Token],
    joined: Vec<Joined>,
    characters: String,
    steps: usize,
}

impl Join<'_> {
    /// Pieces that follow each other with next to nothing between them.
    fn neighbours(&mut self) {
        for first in 0..self.tokens.len() {
            if self.begins(first) {
                self.extend(first);
            }
        }
    }

    /// Whether a key in pieces can begin at this token: a long fragment, or a row of chunks of one length.
    fn begins(&self, first: usize) -> bool {
        let head = self.text.as_bytes()[self.tokens[first].range.start];
        if WANTED[usize::from(head)] == 0 {
            return false;
        }
        let is_long = |token: &Token| token.material && (FRAGMENT..LONGEST).contains(&token.len());
        let tokens = &self.tokens[first..self.tokens.len().min(first + CHUNKS)];
        // The first line of a broken key may hold only its head.
        if tokens[0].material && tokens.iter().take(2).any(is_long) {
            return tokens[0].len() < LONGEST;
        }
        // Two words of one length are no rarity, five are; and hardly ever do all five chunks of a key look like words.
        let length = tokens[tokens.len() - 1].len();
        tokens.len() == CHUNKS
            && tokens[1..].iter().all(|chunk| chunk.len() == length)
            && tokens.iter().any(|chunk| chunk.material)
    }

    /// Adds every joinable run that begins at the token `first`.
    fn extend(&mut self, first: usize) {
        let tokens = &self.tokens[first..];
        let head = self.text.as_bytes()[tokens[0].range.start];
        let wanted = WANTED[usize::from(head)];
        let chunk = tokens.get(1).map_or(0, Token::len);
        let (mut length, mut words) = (tokens[0].len(), usize::from(!tokens[0].material));
        // Both hold of every piece but the last one, which takes what is left.
        let (mut chunks, mut fragments) = (true, true);
        for (before, piece) in tokens.windows(2).enumerate() {
            let [last, next] = piece else { return };
            self.steps += 1;
            if !is_glue(&self.text[last.range.end..next.range.start]) || self.joined.len() >= JOINED {
                return;
            }
            if before > 0 {
                chunks &= last.len() == chunk;
                fragments &= last.len() >= FRAGMENT;
            }
            length += next.len();
            words += usize::from(!next.material);
            if length > LONGEST || !(chunks || fragments) || words > 3 + before / 2 {
                return;
            }
            if wanted >> length & 1 == 1 && (fragments || next.len() <= chunk) {
                self.push(first, before + 2);
            }
        }
    }

    /// Long fragments with words between them: "the first half is …, the second half is …".
    fn fragments(&mut self) {
        let is_fragment = |token: &&Token| token.material && (FRAGMENT + 2..64).contains(&token.len());
        let found: Vec<Token> = self.tokens.iter().filter(is_fragment).take(FRAGMENTS + 1).cloned().collect();
        if !(2..=FRAGMENTS).contains(&found.len()) {
            return;
        }
        for first in 0..found.len() {
            let head = self.text.as_bytes()[found[first].range.start];
            let mut length = found[first].len();
            for last in first + 1..found.len() {
                length += found[last].len();
                if length <= LONGEST && WANTED[usize::from(head)] >> length & 1 == 1 {
                    self.push_tokens(&found[first..=last]);
                }
            }
        }
    }

    fn push(&mut self, first: usize, count: usize) {
        self.push_tokens(&self.tokens[first..first + count]);
    }

    fn push_tokens(&mut self, tokens: &[Token]) {
        let start = self.characters.len();
        for token in tokens {
            self.characters.push_str(&self.text[token.range.clone()]);
        }
        let range = tokens[0].range.start..tokens[tokens.len() - 1].range.end;
        self.joined.push(Joined { characters: start..self.characters.len(), range });
    }
}

/// Whether this may stand between two pieces of one key: blanks, line breaks, dashes, quotes and the like.
fn is_glue(between: &str) -> bool {
    // A line break with a list mark, quotes and an indentation; more than that is a layout of its own.
    const MARKS: usize = 5;
    const BLANKS: usize = 24;
    if between.len() > MARKS * 3 + BLANKS {
        return false;
    }
    let (mut marks, mut blanks) = (0, 0);
    for character in between.chars() {
        match character {
            c if c.is_whitespace() => blanks += 1,
            '\\' | '-' | '"' | '\'' | '`' | ',' | '+' | '|' | '*' | '_' | '>' | '.' | '~' | 'n' | 'r'
            | 't' => {
                marks += 1;
            }
            c if c.is_ascii() || c.is_alphanumeric() => return false,
            _ => marks += 1,
        }
    }
    marks <= MARKS && blanks <= BLANKS
}

impl View<'_> {
    /// Whether a run stands free, so that a wrong checksum is a typo and not a piece of a link or of base64.
    pub(super) fn is_value(&self, range: &Range<usize>) -> bool {
        let before = self.text[..range.start].chars().next_back();
        let after = self.text[range.end..].chars().next();
        !before.is_some_and(|c| matches!(c, '/' | '+' | '_' | '-' | '%' | '?' | '&' | '#' | '@' | '.'))
            && !after.is_some_and(|c| matches!(c, '/' | '+' | '_' | '-' | '%' | '=' | '@'))
    }

    /// Whether a line says nothing but this.
    pub(super) fn is_alone_on_its_line(&self, range: &Range<usize>) -> bool {
        let before = self.text[..range.start].rsplit('\n').next().unwrap_or_default();
        let after = self.text[range.end..].split('\n').next().unwrap_or_default();
        !before.chars().chain(after.chars()).any(char::is_alphanumeric)
    }
}
