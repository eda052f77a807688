//! What may be wrong with an answer of a server's own: the words for it are the shell's.

/// Something wrong with an answer of a server's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    /// Where: `[2].languages.en.title`.
    pub key: String,
    /// What.
    pub what: Wrong,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// Not JSON of this form; what the reader said.
    Form(String),
    /// No id.
    Id,
    /// The id stands here twice.
    Twice,
    /// Nothing is there.
    Empty,
    /// So many characters, of so many.
    Long(usize, usize),
    /// So many entries, of so many.
    Many(usize, usize),
    /// A language the bot does not speak.
    Language,
    /// An address outside of the links.
    Address,
    /// The name of a host that is not allowed.
    Host(String),
    /// A mention of somebody.
    Mention,
    /// A claim known to be false, and what is wrong with it.
    Denied(String),
    /// Not an https address, nor the id of an official link.
    NotALink,
    /// An address dressed up as an official one.
    Lookalike,
}
