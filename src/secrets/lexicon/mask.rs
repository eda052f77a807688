//! What a word may be, a bit each: a word of one of the lists, or one of which sentences are made.

use crate::secrets::lists::LISTS;

/// The lists a word stands in, one bit each, and three bits for what else it may be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Mask(pub(super) u32);

impl Mask {
    /// A word of which sentences are made.
    pub(crate) const COMMON: Self = Self(1 << 31);
    /// A word that numbers or announces others.
    pub(crate) const LABEL: Self = Self(1 << 30);
    /// A word for seed phrases themselves.
    pub(crate) const TALK: Self = Self(1 << 29);
    /// Every list.
    pub(crate) const LISTS: Self = Self((1 << LISTS.len()) - 1);

    pub(crate) const fn list(list: usize) -> Self {
        Self(1 << list)
    }

    pub(crate) fn any(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub(crate) fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// What is in it and not in another.
    pub(crate) fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// The lists in it, a bit each.
    pub(crate) fn lists(self) -> u32 {
        self.and(Self::LISTS).0
    }

    pub(crate) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// Words that number or announce other words: "the second word is". Many are list words themselves.
pub(crate) static LABELS: &str = "word words number seed phrase mnemonic recovery first second third fourth fifth sixth seventh \
    eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth \
    nineteenth twentieth one two three four five six seven eight nine ten eleven twelve thirteen fourteen \
    fifteen sixteen seventeen eighteen nineteen twenty final finally last lastly next then after \
    nbsp half part rest remaining follow follows followed start starts begin begins end ends come comes \
    番目 個目 つ目 単語 言葉 最初 次 最後 前半 後半 残り は の が です 单词 단어 \
    palabra palabras mot mots parola parole palavra palavras slovo wort woord слово";
