//! One pass over the bytes that decides whether a text needs a closer look, and which kind of look.
//!
//! An ordinary message leaves here, without a single allocation. What is let through is judged elsewhere;
//! what is held back is never seen again, so the sieve errs on the side of letting through.

use super::lexicon::{Hash, Lexicon, Mask, lexicon};
use std::ops::{BitOr, BitOrAssign};

/// What the sieve saw in a text: each detector names the signals without which it cannot fire.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Signals(u16);

impl Signals {
    /// Twenty or more letters and digits in a row: an address, a hash, a key.
    pub const RUN: Self = Self(1);
    /// Several tokens that mix letters and digits: a key in chunks or broken over lines, words in leet.
    pub const CHUNKS: Self = Self(1 << 1);
    /// Forty or more digits: SeedQR, secret numbers, a byte array.
    pub const DIGITS: Self = Self(1 << 2);
    /// A brace or bracket, or the word BEGIN: JSON, armour.
    pub const STRUCTURE: Self = Self(1 << 3);
    /// Percent signs or pairs of hex digits in a row: something encoded byte by byte.
    pub const ENCODED: Self = Self(1 << 4);
    /// Words of the wallets' lists, close together.
    pub const WORDS: Self = Self(1 << 5);
    /// Thirty or more letters without a gap: words run together.
    pub const GLUED: Self = Self(1 << 6);
    /// Many single letters: words taken apart.
    pub const LETTERS: Self = Self(1 << 7);
    /// Kana, Hangul, Han or Cyrillic, set apart like words of a list or in a row of unusual length.
    pub const SCRIPT: Self = Self(1 << 8);
    /// Characters that stand for others: full-width, mathematical, circled, look-alikes of another script,
    /// accents set apart, invisible ones inside words. What they hide is judged after folding.
    pub const DISGUISE: Self = Self(1 << 9);

    /// Whether there is nothing to look at.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether any signal of `other` is among these.
    pub fn any(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Both sets together; a `const` twin of `|`, for tables.
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl BitOr for Signals {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        self.and(other)
    }
}

impl BitOrAssign for Signals {
    fn bitor_assign(&mut self, other: Self) {
        *self = *self | other;
    }
}

/// The shortest run that can be a whole secret is the 22-character mini key; two less leaves room for a typo.
const RUN: u32 = 20;
/// The shortest phrase whose words run together: eleven words of three letters, less one that is mistyped.
const GLUED: u32 = 30;
/// A 32-byte key in chunks of eight makes eight tokens, of which chance leaves at least half mixed.
const CHUNKS: u32 = 4;
/// SeedQR and XRP secret numbers have 48 digits, a 32-byte array 64 or more; a few may be lost.
const DIGITS: u32 = 40;
/// Of a phrase of twelve words taken apart into letters, half.
const LETTERS: u32 = 24;
/// Half of sixteen bytes of entropy.
const ENCODED: u32 = 8;
/// Of the last twelve words that carry meaning, eight on a list: a phrase of twelve with two words of which
/// sentences are made and two mistyped. Chat has a third.
const NEAR: u64 = (1 << 12) - 1;
const DENSE: u32 = 8;
/// The same with a filler after each word.
const EVERY_SECOND: u64 = 0b01_01_01_01_01_01_01_01;
/// List words in a row, those of sentences among them: in ordinary chat hardly ever more than eight.
const ROW: u32 = 9;
/// Words of another script set apart: a phrase of eleven, less what is mistyped.
const APART: u32 = 8;
/// The shortest Japanese phrase without a gap has twelve words of three kana; Korean ones are shorter still.
const KANA: u32 = 30;
const HANGUL: u32 = 20;
/// Characters in disguise: two short words of them are still chance.
const DISGUISED: u32 = 8;

/// The counts of a document so far: fed with its parts one by one, because a secret may be spread over them.
pub(super) struct Sieve {
    lexicon: &'static Lexicon,
    signals: Signals,
    /// One bit for each of the last words that carry meaning: whether it stands on a list …
    listed: u64,
    /// … and whether it is short and the stub of one.
    stubs: u64,
    /// How many list words stand in a row up to here, those of which sentences are made among them.
    row: u32,
    digits: u32,
    chunks: u32,
    letters: u32,
    encoded: u32,
    apart: u32,
    disguised: u32,
    run: Run,
    before: Neighbour,
    script: Script,
    script_run: u32,
}

/// The letters and digits in a row up to here.
#[derive(Default, Clone, Copy)]
struct Run {
    length: u32,
    letters: u32,
    digits: u32,
    /// Capitals that do not begin it.
    capitals: u32,
}

/// The scripts whose words the sieve tells by their character class alone.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    None,
    Kana,
    Han,
    Hangul,
    Cyrillic,
}

/// What stands directly beside a row of ASCII letters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Neighbour {
    /// Nothing that could belong to the word.
    Gap,
    /// A digit, or a mark that stands for a letter in leet.
    Digit,
    /// A letter that is not ASCII, or something that hides one.
    Letter,
}

/// The marks that stand for a, s and i in leet.
const LEET: [u8; 3] = *b"@$!";

impl Neighbour {
    fn of(c: char) -> Self {
        let letter =
            matches!(c, '\u{c0}'..='\u{24f}' | '\u{400}'..='\u{52f}' | '\u{1e00}'..='\u{1fff}') || hides(c);
        if letter { Self::Letter } else { Self::Gap }
    }

    /// What stands at the head of `text`.
    fn after(text: &str) -> Self {
        match text.as_bytes() {
            [b'0'..=b'9', ..] => Self::Digit,
            [mark, letter, ..] if LEET.contains(mark) && letter.is_ascii_alphanumeric() => Self::Digit,
            [0x80..=0xff, ..] => text.chars().next().map_or(Self::Gap, Self::of),
            _ => Self::Gap,
        }
    }
}

const ONES: u64 = 0x0101_0101_0101_0101;
const TOPS: u64 = 0x8080_8080_8080_8080;

/// The ASCII letters at the head of `bytes`, up to eight, in lower case, how many there are, and how many of them
/// are capitals.
fn letters(bytes: &[u8]) -> (u64, usize, u32) {
    let raw = match bytes.first_chunk::<8>() {
        Some(chunk) => u64::from_le_bytes(*chunk),
        None => {
            let mut padded = [0; 8];
            padded[..bytes.len()].copy_from_slice(bytes);
            u64::from_le_bytes(padded)
        }
    };
    let lower = raw | (ONES * 0x20);
    // A byte's top bit is set where it is at least 'a' and not above 'z'; ASCII only.
    let plain = lower & !TOPS;
    let from_a = plain + ONES * (0x80 - b'a' as u64);
    let above_z = plain + ONES * (0x80 - (b'z' + 1) as u64);
    let is_letter = from_a & !above_z & !raw & TOPS;
    let count = ((!is_letter & TOPS).trailing_zeros() / 8) as usize;
    let kept = if count == 8 { u64::MAX } else { (1 << (8 * count)) - 1 };
    let capitals = (!raw & kept & (ONES * 0x20)).count_ones();
    (lower & kept, count, capitals)
}

impl Sieve {
    pub(super) fn new() -> Self {
        Self {
            lexicon: lexicon(),
            signals: Signals::default(),
            listed: 0,
            stubs: 0,
            row: 0,
            digits: 0,
            chunks: 0,
            letters: 0,
            encoded: 0,
            apart: 0,
            disguised: 0,
            run: Run::default(),
            before: Neighbour::Gap,
            script: Script::None,
            script_run: 0,
        }
    }

    /// Looks at one more text of the document.
    pub(super) fn feed(&mut self, text: &str) {
        let bytes = text.as_bytes();
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            if byte.is_ascii_alphabetic() {
                at += self.word(text, at);
            } else if byte.is_ascii_digit() {
                self.run.length += 1;
                self.run.digits += 1;
                self.before = Neighbour::Digit;
                at += 1;
            } else if byte < 0x80 {
                self.end_run();
                self.mark(byte);
                at += 1;
            } else {
                at += self.foreign(&text[at..]);
            }
        }
        self.end_run();
        self.end_script();
        self.before = Neighbour::Gap;
    }

    /// What was seen.
    pub(super) fn signals(&self) -> Signals {
        let counts = [
            (self.chunks, CHUNKS, Signals::CHUNKS),
            (self.digits, DIGITS, Signals::DIGITS),
            (self.letters, LETTERS, Signals::LETTERS),
            (self.encoded, ENCODED, Signals::ENCODED),
            (self.apart, APART, Signals::SCRIPT),
            (self.disguised, DISGUISED, Signals::DISGUISE),
        ];
        counts
            .iter()
            .filter(|(count, least, _)| count >= least)
            .fold(self.signals, |all, &(.., one)| all | one)
    }

    /// Takes the ASCII letters at `at`; returns how many there are.
    fn word(&mut self, text: &str, at: usize) -> usize {
        let bytes = &text.as_bytes()[at..];
        let (chunk, mut length, mut capitals) = letters(bytes);
        let mut hash = Hash::EMPTY.add(chunk);
        let mut last = length;
        while last == 8 {
            let (chunk, more);
            (chunk, last, more) = letters(&bytes[length..]);
            capitals += more;
            if last > 0 {
                hash = hash.add(chunk);
                length += last;
            }
        }
        if self.script != Script::None {
            self.end_script();
        }
        // A capital at the head of a run is one of a sentence or a name.
        self.run.capitals += capitals - u32::from(self.run.length == 0 && bytes[0].is_ascii_uppercase());
        self.run.length += length as u32;
        self.run.letters += length as u32;
        let before = std::mem::replace(&mut self.before, Neighbour::Gap);
        match before.max(Neighbour::after(&text[at + length..])) {
            Neighbour::Gap if length == 1 => self.letters += 1,
            Neighbour::Gap => self.note(hash, length),
            // A piece of a word in leet, or of something that is no word at all.
            Neighbour::Digit => {}
            // A word with an accent or a letter in disguise may well be on a list, or the stub of one.
            Neighbour::Letter => self.push(true, true),
        }
        length
    }

    /// Looks a word up.
    fn note(&mut self, hash: Hash, length: usize) {
        let (lists, stubs) = self.lexicon.masks(hash);
        let listed = lists.any(Mask::LISTS);
        self.row = if listed { self.row + 1 } else { 0 };
        if self.row >= ROW {
            self.signals |= Signals::WORDS;
        }
        // Words of which sentences are made say nothing either way.
        if !lists.any(Mask::COMMON.or(Mask::LABEL)) {
            self.push(listed, length <= 4 && (listed || stubs.any(Mask::LISTS)));
        }
    }

    fn push(&mut self, listed: bool, stub: bool) {
        self.listed = self.listed << 1 | u64::from(listed);
        self.stubs = self.stubs << 1 | u64::from(stub);
        let dense = |words: u64| (words & NEAR).count_ones() >= DENSE;
        if dense(self.listed) || dense(self.stubs) || self.listed & EVERY_SECOND == EVERY_SECOND {
            self.signals |= Signals::WORDS;
        }
    }

    /// Ends a run of letters and digits.
    fn end_run(&mut self) {
        let Run { length, letters, digits, capitals } = std::mem::take(&mut self.run);
        if length == 0 {
            return;
        }
        self.digits += digits;
        if length >= RUN {
            self.signals |= Signals::RUN;
        }
        if letters >= GLUED {
            self.signals |= Signals::GLUED;
        }
        // The shortest word in leet, the shortest chunk of a key; of longer chunks fewer make one.
        // A chunk may lack digits, but names have one or two capitals inside, and few have four letters.
        let cased = capitals > 0 && capitals < letters && (length <= 4 || capitals >= 3);
        if letters > 0 && (digits > 0 || cased) && length >= 3 {
            self.chunks += 1 + length / 8;
        }
        // Letters are 41 to 7a.
        if length == 2 && digits > 0 {
            self.encoded += 1;
        }
    }

    /// Takes an ASCII character that is neither letter nor digit.
    fn mark(&mut self, byte: u8) {
        match byte {
            b'{' | b'[' => self.signals |= Signals::STRUCTURE,
            b'%' => self.encoded += 1,
            _ => {}
        }
        self.before = if LEET.contains(&byte) { Neighbour::Digit } else { Neighbour::Gap };
        if self.script != Script::None {
            self.end_script();
        }
    }

    /// Takes a character beyond ASCII at the head of `text`; returns its length.
    fn foreign(&mut self, text: &str) -> usize {
        let Some(c) = text.chars().next() else { return 1 };
        let script = match c {
            '\u{3041}'..='\u{309a}' | '\u{30a1}'..='\u{30fa}' | 'ー' => Script::Kana,
            '\u{4e00}'..='\u{9fff}' => Script::Han,
            '\u{ac00}'..='\u{d7a3}' => Script::Hangul,
            '\u{400}'..='\u{52f}' => Script::Cyrillic,
            _ => Script::None,
        };
        if script == self.script {
            self.script_run += 1;
        } else {
            self.end_script();
            self.script = script;
            self.script_run = 1;
        }
        self.disguised += u32::from(hides(c));
        self.before = Neighbour::of(c);
        if self.before == Neighbour::Letter {
            self.run.length += 1;
            self.run.letters += 1;
        } else {
            self.end_run();
        }
        c.len_utf8()
    }

    /// Ends a run of characters of one script.
    fn end_script(&mut self) {
        let length = std::mem::take(&mut self.script_run);
        match std::mem::replace(&mut self.script, Script::None) {
            Script::None => {}
            Script::Kana => {
                self.apart += u32::from((2..=10).contains(&length));
                if length >= KANA {
                    self.signals |= Signals::SCRIPT;
                }
            }
            Script::Han => {
                self.apart += u32::from(length == 1);
                if matches!(length, 12 | 13 | 15 | 16 | 18 | 21 | 24 | 25) {
                    self.signals |= Signals::SCRIPT;
                }
            }
            Script::Hangul => {
                self.apart += u32::from((1..=4).contains(&length));
                if length >= HANGUL {
                    self.signals |= Signals::SCRIPT;
                }
            }
            Script::Cyrillic => self.apart += 1,
        }
    }
}

/// Whether folding turns `c` into a letter or digit that cannot be told before, or drops it.
fn hides(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{250}'..='\u{2af}' | '\u{300}'..='\u{3ff}' // soft hyphen, phonetic, combining, Greek
        | '\u{1100}'..='\u{11ff}' | '\u{1d00}'..='\u{1d7f}' | '\u{a730}'..='\u{a731}' // Hangul in pieces, small capitals
        | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{feff}'
        | '\u{2100}'..='\u{214f}' | '\u{2460}'..='\u{24ff}' // letter-like, circled
        | '\u{ff10}'..='\u{ff5a}' | '\u{ff66}'..='\u{ff9f}' // full width, half width
        | '\u{1d400}'..='\u{1d7ff}' | '\u{1f130}'..='\u{1f189}' | '\u{1f1e6}'..='\u{1f1ff}'
        | '\u{e0000}'..='\u{e007f}')
}
