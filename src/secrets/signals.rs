//! What the sieve saw in a text, as a set: each detector names the signals without which it cannot fire.

use std::ops::{BitOr, BitOrAssign};

/// What the sieve saw in a text: each detector names the signals without which it cannot fire.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Signals(u16);

impl Signals {
    /// Twenty or more letters and digits in a row: an address, a hash, a key.
    pub const RUN: Self = Self(1);
    /// Several tokens that mix letters and digits: a key in chunks or broken over lines.
    pub const CHUNKS: Self = Self(1 << 1);
    /// As many digits as the numbers of words have: SeedQR, secret numbers, a byte array.
    pub const DIGITS: Self = Self(1 << 2);
    /// A brace or bracket, or the word BEGIN: JSON, armour.
    pub const STRUCTURE: Self = Self(1 << 3);
    /// Percent signs, backslashes or pairs of hex digits in a row: something encoded byte by byte.
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
    /// An image, whatever it shows.
    pub const IMAGE: Self = Self(1 << 10);
    /// Several tokens as long as words that mix letters and digits, or many single characters: words in leet.
    pub const LEET: Self = Self(1 << 11);
    /// Beside a run, a colon or an equals sign, without which no field of a file has a value.
    pub const FIELDS: Self = Self(1 << 12);

    /// Many words in a row that end as those of Japanese do.
    pub const ROMAJI: Self = Self(1 << 13);

    /// Whatever a text may show.
    pub const TEXT: Self = Self(((1 << 14) - 1) & !Self::IMAGE.0);

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
