//! What the characters of a word stand for: themselves, or the letters that they look like.

use super::disguise::LONGEST;
use super::lexicon::{self, Mask, Word};
use crate::text::lookalike;
use std::sync::LazyLock;

/// What the characters of a word are taken for.
pub(super) struct Map {
    pub(super) of: Option<fn(char) -> char>,
    /// The same of those of ASCII, in lower case.
    pub(super) ascii: [u8; 128],
}

pub(super) static AS_IT_IS: LazyLock<Map> = LazyLock::new(|| Map::new(None));
pub(super) static LEET: LazyLock<Map> = LazyLock::new(|| Map::new(Some(lookalike::leet)));
pub(super) static LEET_WITH_L: LazyLock<Map> = LazyLock::new(|| Map::new(Some(lookalike::leet_with_l)));

impl Map {
    fn new(of: Option<fn(char) -> char>) -> Self {
        let ascii = std::array::from_fn(|byte| {
            let lower = (byte as u8).to_ascii_lowercase();
            of.and_then(|of| u8::try_from(of(char::from(lower))).ok()).unwrap_or(lower)
        });
        Self { of, ascii }
    }
}

/// The same of ASCII text.
pub(super) fn look_up_ascii(text: &str, map: &[u8; 128]) -> Option<Word> {
    if text.len() > LONGEST {
        return None;
    }
    let mut mapped = [0; LONGEST];
    let mapped = &mut mapped[..text.len()];
    mapped.iter_mut().zip(text.bytes()).for_each(|(to, from)| *to = map[usize::from(from & 0x7f)]);
    let word = lexicon::find(std::str::from_utf8(mapped).ok()?)?;
    let is_changed = mapped.iter().zip(text.bytes()).any(|(&to, from)| to != from.to_ascii_lowercase());
    (!is_changed || lexicon::lists(word).any(Mask::LISTS)).then_some(word)
}
