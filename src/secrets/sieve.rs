//! One pass over the bytes that decides whether a text needs a closer look, and which kind of look.
//!
//! An ordinary message leaves here, without a single allocation. What is let through is judged elsewhere;
//! what is held back is never seen again, so the sieve errs on the side of letting through.

use super::Part;
use super::density::Density;
use super::foreign::{Foreign, Script, hides, is_of_letters};
use super::letters::Letters;
use super::signals::Signals;
use crate::text::Origin;

/// The shortest run that can be a whole secret is the 22-character mini key; two less leaves room for a typo.
const RUN: u32 = 20;
/// The shortest phrase whose words run together: eleven words of three letters, less one that is mistyped.
const GLUED: u32 = 30;
/// A 32-byte key in chunks of eight makes eight tokens, of which chance leaves at least half mixed.
const CHUNKS: u32 = 4;
/// A phrase in leet has words without such letters among the others; no word of any list with its number is longer.
const LEET_WORDS: u32 = 4;
const LEET_LONGEST: u32 = 18;
/// The numbers of twelve words have 41 digits, one row in 300 fewer than 36; SeedQR and XRP secret numbers have 48, a 32-byte
/// array 64 or more.
const DIGITS: u32 = 36;
/// Words in a row that end in a vowel or "n", as all of Japanese do: of English every third does.
const ROMAJI: u32 = 11;
/// A letter that is marked by itself, the first of its word, tells of as many as three that stand alone: eight such words are
/// enough to be looked at.
const MARKED: u32 = 3;
/// Of a phrase of twelve words taken apart into letters, half.
const LETTERS: u32 = 24;
/// Half of sixteen bytes of entropy.
const ENCODED: u32 = 8;
/// Characters in disguise: two short words of them are still chance.
const DISGUISED: u32 = 8;
/// A key in eight messages has pieces of eight.
const PIECE: u32 = 8;
/// The shortest key, of 22 characters, taken apart into single ones; two may be missing.
const SINGLES: u32 = 20;
/// What somebody may say beside a piece of a key: "and the second half is".
const BESIDE: u32 = 6;

/// Twice the longest message, in bytes: what is longer is a file, which has nearly every signal anyway.
const LONG: usize = 32 << 10;

/// Whether a text is too long to be sieved: it costs more than what it keeps from being looked at.
pub(super) fn is_long(text: &str) -> bool {
    text.len() > LONG
}

/// The counts of a document so far: fed with its parts one by one, because a secret may be spread over them.
#[derive(Default)]
pub(super) struct Sieve {
    signals: Signals,
    words: Density,
    foreign: Foreign,
    run: Run,
    before: Neighbour,
    digits: u32,
    chunks: u32,
    /// How many tokens mix letters and digits and are no longer than words.
    leet: u32,
    /// Whether there was a colon or an equals sign.
    fields: bool,
    /// How many single letters and digits follow each other up to here.
    singles: u32,
    letters: u32,
    /// How many words in a row up to here may be Japanese.
    romaji: u32,
    encoded: u32,
    disguised: u32,
    /// Whether a run could be a piece of a key.
    piece: bool,
}

/// The letters and digits in a row up to here.
#[derive(Default, Clone, Copy)]
struct Run {
    letters: u32,
    digits: u32,
    /// Capitals that do not begin it.
    capitals: u32,
}

/// What stands directly beside a row of ASCII letters.
#[derive(Default, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Neighbour {
    /// Nothing that could belong to the word.
    #[default]
    Gap,
    /// Before it, a mark that stands for a letter in leet, or for nothing: `@pple`, `@apple`.
    Mark,
    /// A digit, or a mark that stands for a letter in leet.
    Digit,
    /// A letter that is not ASCII, or something that hides one.
    Letter,
}

/// The marks that stand for a, s and i in leet.
const LEET: [u8; 3] = *b"@$!";

impl Neighbour {
    fn of(c: char) -> Self {
        if is_of_letters(c) || hides(c) { Self::Letter } else { Self::Gap }
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

impl Sieve {
    /// Looks at a whole document.
    pub(super) fn over(parts: &[Part<'_>]) -> Self {
        let mut sieve = Self::default();
        for part in parts {
            sieve.feed(part.text);
            if matches!(part.origin, Origin::Image | Origin::Sealed) {
                sieve.signals |= Signals::IMAGE;
            }
        }
        sieve
    }

    /// Looks at one more text of the document.
    pub(super) fn feed(&mut self, text: &str) {
        if is_long(text) {
            self.signals |= Signals::TEXT;
            return;
        }
        let bytes = text.as_bytes();
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            if byte.is_ascii_alphabetic() {
                at += self.word(text, at);
            } else if byte.is_ascii_digit() {
                self.run.digits += 1;
                self.before = Neighbour::Digit;
                at += 1;
            } else if byte < 0x80 {
                self.mark(byte);
                at += 1;
            } else {
                at = self.foreign(text, at);
            }
        }
        self.end_run();
        self.before = Neighbour::Gap;
    }

    /// What was seen.
    pub(super) fn signals(&self) -> Signals {
        let counts = [
            (self.chunks >= CHUNKS, Signals::CHUNKS),
            (self.leet >= LEET_WORDS, Signals::LEET),
            (self.digits >= DIGITS, Signals::DIGITS),
            (self.letters >= LETTERS, Signals::LETTERS),
            (self.encoded >= ENCODED, Signals::ENCODED),
            (self.disguised >= DISGUISED, Signals::DISGUISE),
            (self.words.is_dense(), Signals::WORDS),
            (self.foreign.is_odd(), Signals::SCRIPT),
        ];
        let seen = counts.into_iter().filter(|(seen, _)| *seen).fold(self.signals, |all, (_, one)| all | one);
        // The values of the fields that are looked for are runs; a colon by itself is nothing to look at.
        if self.fields && seen.any(Signals::RUN) { seen | Signals::FIELDS } else { seen }
    }

    /// Whether the document may be a piece of a secret: nearly every word on a list, or some list words in a row, or
    /// little beside a piece of a key.
    pub(super) fn may_be_fragment(&self) -> bool {
        let words = &self.words;
        words.is_mostly_listed() || words.has_row() || self.disguised > 0 || self.has_piece_of_key()
    }

    /// Whether there is little beside a piece of a key.
    pub(super) fn has_piece_of_key(&self) -> bool {
        self.piece && self.words.known + self.words.unknown <= BESIDE
    }

    /// Whether it speaks of seed phrases, in English.
    pub(super) fn talks_of_seeds(&self) -> bool {
        self.words.talk
    }

    /// Takes the ASCII letters at `at`; returns how many there are.
    fn word(&mut self, text: &str, at: usize) -> usize {
        let bytes = &text.as_bytes()[at..];
        let Letters { hash, length, capitals } = Letters::at_head(bytes);
        // A capital at the head of a run is one of a sentence or a name.
        let head = self.run.letters + self.run.digits == 0 && bytes[0].is_ascii_uppercase();
        self.run.capitals += capitals - u32::from(head);
        self.run.letters += length as u32;
        let before = std::mem::take(&mut self.before);
        match before.max(Neighbour::after(&text[at + length..])) {
            Neighbour::Gap if length == 1 => {
                let is_marked = matches!(bytes.get(1), Some(b'*' | b'_' | b'|' | b'~'));
                self.letters += if is_marked { MARKED } else { 1 };
            }
            Neighbour::Gap => {
                let may_be_japanese =
                    matches!(bytes[length - 1] | 0x20, b'a' | b'e' | b'i' | b'o' | b'u' | b'n');
                self.romaji = if may_be_japanese { self.romaji + 1 } else { 0 };
                if self.romaji == ROMAJI {
                    self.signals |= Signals::ROMAJI;
                }
                self.words.note(hash, length);
            }
            // Only if it is a word without the mark.
            Neighbour::Mark => self.words.note_listed(hash, length),
            // A piece of a word in leet, or of something that is no word at all.
            Neighbour::Digit => {}
            // A word with an accent or a letter in disguise may well be on a list, or the stub of one.
            Neighbour::Letter => self.words.push(true, true),
        }
        length
    }

    /// Takes an ASCII character that is neither letter nor digit.
    fn mark(&mut self, byte: u8) {
        self.end_run();
        match byte {
            b'{' | b'[' => self.signals |= Signals::STRUCTURE,
            // One stands for a byte, as does each pair of digits.
            b'%' | b'\\' => self.encoded += 2,
            b':' | b'=' => self.fields = true,
            _ => {}
        }
        self.before = if LEET.contains(&byte) { Neighbour::Mark } else { Neighbour::Gap };
    }

    /// Takes the row of characters beyond ASCII at `start`; returns where it ends.
    fn foreign(&mut self, text: &str, start: usize) -> usize {
        let mut end = start;
        while let Some(c) = text[end..].chars().next().filter(|c| !c.is_ascii()) {
            let script = self.foreign.take(text, end, c, &mut self.words);
            end += c.len_utf8();
            if matches!(script, Script::Kana | Script::Han | Script::Hangul) {
                end += self.foreign.take_on(&text[end..]);
                // They hide nothing, and end what stands before them.
                self.before = Neighbour::Gap;
                if self.run.letters + self.run.digits > 0 {
                    self.end_run();
                }
            } else {
                self.beside_letters(c);
            }
        }
        self.foreign.end(&text[..end], &mut self.words);
        end
    }

    /// What a character beyond ASCII that may be no letter makes of the letters beside it.
    fn beside_letters(&mut self, c: char) {
        self.before = Neighbour::of(c);
        if self.before == Neighbour::Letter {
            self.disguised += u32::from(!is_of_letters(c));
            self.run.letters += 1;
        } else {
            self.end_run();
        }
    }

    /// Ends a run of letters and digits.
    fn end_run(&mut self) {
        let Run { letters, digits, capitals } = std::mem::take(&mut self.run);
        let length = letters + digits;
        if digits + capitals == 0 && (2..RUN).contains(&length) {
            // A word, as nearly everything is.
            self.singles = 0;
            return;
        }
        if length >= RUN {
            self.signals |= Signals::RUN;
        }
        if letters >= GLUED {
            self.signals |= Signals::GLUED;
        }
        self.digits += digits;
        self.singles = match length {
            0 => self.singles,
            1 => self.singles + 1,
            _ => 0,
        };
        if self.singles == SINGLES {
            self.signals |= Signals::CHUNKS | Signals::LEET;
        }
        // The shortest word in leet, the shortest chunk of a key; of longer chunks fewer make one.
        // A chunk may lack digits, but names have one or two capitals inside, and few have four letters.
        let cased = capitals > 0 && capitals < letters && (length <= 4 || capitals >= 3);
        if letters > 0 && (digits > 0 || cased) && length >= 3 {
            self.chunks += 1 + length / 8;
            self.leet += u32::from(length <= LEET_LONGEST);
        }
        // Letters are 41 to 7a.
        self.encoded += u32::from(length == 2 && digits > 0);
        self.piece |= length >= if letters > 0 { PIECE } else { 2 * PIECE } && (digits > 0 || cased);
    }
}
