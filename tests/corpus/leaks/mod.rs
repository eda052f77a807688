//! Leaks made at run time: every kind of secret, in every disguise, with talk around it.

pub mod carriers;
pub mod cases;
pub mod disguises;
pub mod images;
pub mod key_disguises;
pub mod keys;
pub mod layouts;
pub mod phrases;
pub mod rng;
pub mod strangers;

use komainu::text::Origin;

/// One message of a leak.
#[derive(Clone, Debug)]
pub struct Post {
    /// Who wrote it: 1 is the one who leaks.
    pub author: u64,
    /// Which message it is; an edit repeats it.
    pub id: u64,
    /// When it was posted, in seconds.
    pub at: u64,
    pub parts: Vec<(Origin, String)>,
}

impl Post {
    pub fn new(id: u64, parts: Vec<(Origin, String)>) -> Self {
        Self { author: 1, id, at: 20 * id, parts }
    }

    pub fn text(text: impl Into<String>) -> Self {
        Self::new(1, vec![(Origin::Content, text.into())])
    }
}
