//! What the desk has learnt of a book: how its words are spelt, and how to rank its answers.

use super::lexicon::LEXICON;
use super::rank::{Examples, Ranker, Role};
use super::spelling::{Spelling, Words};
use crate::book::{Answer, Book};
use crate::text::Prose;

/// What has been learnt of a book.
#[derive(Debug)]
pub(super) struct Learnt {
    pub spelling: Spelling,
    pub ranker: Ranker,
}

impl Learnt {
    /// Learns the answers of a book.
    pub(super) fn of(book: &Book) -> Self {
        let (mut examples, mut words) = (Examples::default(), Words::default());
        for (role, text) in texts(book) {
            let prose = Prose::new(text);
            prose.tokens().iter().for_each(|token| words.learn(&token.text));
            examples.add(role, &prose);
        }
        LEXICON.words().for_each(|word| words.learn(word));
        Self { spelling: Spelling::new(words), ranker: Ranker::new(examples, book.topics().len()) }
    }
}

/// Every text of a book from which the desk learns.
fn texts(book: &Book) -> impl Iterator<Item = (Role, &str)> {
    let topics = book.topics().iter().enumerate();
    let answers = topics.flat_map(|(at, topic)| topic.languages.values().map(move |answer| (at, answer)));
    let asked = answers.flat_map(|(at, answer)| texts_of(at, answer));
    asked.chain(book.silence().map(|text| (Role::Chat, text)))
}

/// Every text of one answer.
pub(super) fn texts_of(at: usize, answer: &Answer) -> impl Iterator<Item = (Role, &str)> {
    let Answer { title, keywords, phrasings, near_misses, .. } = answer;
    let asks = phrasings.iter().map(move |text| (Role::Asks(at), text));
    let names = keywords.iter().chain([title]).map(move |text| (Role::Names(at), text));
    let misses = near_misses.iter().map(move |text| (Role::Misses(at), text));
    asks.chain(names).chain(misses).map(|(role, text)| (role, text.as_str()))
}
