//! What people type, made comparable: folding with offsets that map back to the original.

mod characters;
mod fold;
mod gaps;
pub mod lookalike;
mod prose;
mod skeleton;

pub(crate) use characters::{is_emoji, is_plain};
pub use fold::Folded;
pub(crate) use fold::fold;
pub use gaps::{gaps, spell_gaps};
pub use prose::{Prose, Script, Token};
pub use skeleton::skeleton;
pub(crate) use skeleton::{is_own_skeleton, skeleton_of};

use std::fmt;
use zeroize::Zeroize;

/// Where a text was shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// What the author typed.
    Content,
    /// A title, description, field, footer or author name of an embed.
    Embed,
    /// A forwarded message.
    Forward,
    /// The name of an attached file.
    FileName,
    /// The text of an attached file.
    FileText,
    /// The description somebody gave an attachment.
    AltText,
    /// The payload of a QR code in an attached image.
    QrCode,
    /// An attached image, whatever it shows: it has no text.
    Image,
    /// An attached file that may hold what cannot be read: a PDF, a film, a locked archive. It has no text.
    Sealed,
    /// The title of a thread or forum post.
    Title,
    /// The question or an answer of a poll.
    Poll,
}

/// A text that may hold a secret: `Debug` shows only its size, and its memory is wiped when it is dropped.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Private(String);

impl Private {
    /// Takes a text into keeping.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Private {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Private(…)")
    }
}

impl From<&str> for Private {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<String> for Private {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

impl Drop for Private {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}
