//! One pass over the bytes that decides whether a text needs a closer look, and which kind of look.
//!
//! An ordinary message leaves here, without a single allocation. What is let through is judged elsewhere;
//! what is held back is never seen again, so the sieve errs on the side of letting through.

use std::ops::BitOr;

/// What the sieve saw in a text: each detector names the signals without which it cannot fire.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Signals(u16);

impl Signals {
    /// Twenty or more letters and digits in a row: an address, a hash, a key.
    pub const RUN: Self = Self(1);
    /// Several tokens that mix letters and digits: a key in chunks or broken over lines.
    pub const CHUNKS: Self = Self(1 << 1);
    /// Forty or more digits: SeedQR, secret numbers, a byte array.
    pub const DIGITS: Self = Self(1 << 2);
    /// A brace, or the word BEGIN: JSON, armour.
    pub const STRUCTURE: Self = Self(1 << 3);
    /// Characters that folding changes or drops: the folded text has to be looked at too.
    pub const FOLDS: Self = Self(1 << 4);

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

/// The shortest run that can be a whole secret is the 22-character mini key; two less leaves room for a typo.
const RUN: usize = 20;
/// A 32-byte key in chunks of eight makes eight tokens, of which chance leaves at least half mixed.
const CHUNKS: usize = 4;
/// SeedQR and XRP secret numbers have 48 digits, a 32-byte array 64 or more; a few may be lost.
const DIGITS: usize = 40;

/// The counts of a document so far: fed with its parts one by one, because a secret may be spread over them.
#[derive(Debug, Default)]
pub(super) struct Sieve {
    signals: Signals,
    digits: usize,
    chunks: usize,
}

impl Sieve {
    /// Looks at one more text of the document.
    pub(super) fn feed(&mut self, text: &str) {
        let bytes = text.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            let byte = bytes[at];
            if byte.is_ascii_alphanumeric() {
                at += self.run(&bytes[at..]);
                continue;
            }
            match byte {
                b'{' | b'[' => self.signals = self.signals | Signals::STRUCTURE,
                0x80.. => self.signals = self.signals | Signals::FOLDS,
                _ => {}
            }
            at += 1;
        }
    }

    /// What was seen.
    pub(super) fn signals(&self) -> Signals {
        let mut signals = self.signals;
        if self.chunks >= CHUNKS {
            signals = signals | Signals::CHUNKS;
        }
        if self.digits >= DIGITS {
            signals = signals | Signals::DIGITS;
        }
        signals
    }

    /// Takes the letters and digits at the head of `bytes`; returns how many there are.
    fn run(&mut self, bytes: &[u8]) -> usize {
        let length = bytes.iter().position(|b| !b.is_ascii_alphanumeric()).unwrap_or(bytes.len());
        let run = &bytes[..length];
        let digits = run.iter().filter(|b| b.is_ascii_digit()).count();
        self.digits += digits;
        if digits > 0 && digits < length && length >= 4 {
            self.chunks += 1;
        }
        if length >= RUN {
            self.signals = self.signals | Signals::RUN;
        }
        if run == b"BEGIN" {
            self.signals = self.signals | Signals::STRUCTURE;
        }
        length
    }
}
