//! What a message says by itself, and what of it may be a piece of something: all that takes long, and needs to know nothing
//! of what was said before. Laying it beside that is for `case`.

use super::fragment::{Piece, piece, talks_of_seeds};
use super::sieve::Sieve;
use super::{Finding, Part, Setting, Signals, picture, sifted};
use crate::text::Origin;

/// A message, read.
pub struct Said {
    /// The secrets that it holds whole.
    pub(super) found: Vec<Finding>,
    /// What may be a piece of one.
    pub(super) piece: Option<Piece>,
    /// Whether it speaks of seeds.
    pub(super) talks: bool,
    /// Whether it says that a seed phrase is shown, and shows nothing.
    pub(super) announces: bool,
    /// Where it shows an image or a file that could not be read: how many bytes are said beside it.
    pub(super) image: Option<usize>,
    pub(super) setting: Setting,
}

impl Said {
    /// Reads what a message shows.
    pub fn of(parts: &[Part<'_>], setting: Setting) -> Self {
        let sieve = Sieve::over(parts);
        let found = sifted(&sieve, parts, setting);
        let (piece, talks) = (piece(&sieve, parts), talks_of_seeds(&sieve, parts));
        let pictured = sieve.signals().any(Signals::IMAGE);
        let is_text = |part: &&Part<'_>| part.origin == Origin::Content;
        let beside = || parts.iter().filter(is_text).map(|part| part.text.len()).sum();
        Self {
            found,
            piece,
            talks,
            announces: talks && !pictured && parts.iter().any(picture::announces),
            image: (pictured && picture::shows_unread(parts)).then(beside),
            setting,
        }
    }

    /// Whether it holds a secret whole, however sure that is.
    pub fn holds_secret(&self) -> bool {
        !self.found.is_empty()
    }

    /// Whether there is nothing in it to be judged or held, as in most of what is said.
    pub fn is_nothing(&self) -> bool {
        self.found.is_empty() && self.piece.is_none() && !self.talks && self.image.is_none()
    }
}
