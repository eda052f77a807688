//! Reads a message that tells more than one thing: finds the sentences that ask for something among those that tell a story,
//! and hears a cry for help beside another question.

use super::Desk;
use super::features::{LOOKED, Reading};
use super::rank::Fit;
use crate::book::Topic;
use crate::text::{Prose, Script, Token};

/// A message of fewer words is read whole: what stands around a question in it belongs to it.
const LONG: usize = 45;
/// People who tell a story often write it without full stops; a piece has about as many words as a question.
const PIECE: usize = 20;
/// Of a long message those sentences are kept that tell the answers apart nearly as well as the one that does it best.
/// Around twice as much, stories drown the question again; at half, what belongs to it is lost.
const LESS: f32 = 0.6;
/// A sentence this far inside the boundary of an urgent answer, that of no other being nearer, asks for it: so do four in
/// five of those that do, and of the others one in two hundred.
const ALARM: f32 = -0.5;

/// What has been read of a message.
#[derive(Debug)]
pub(super) struct Story {
    /// The sentences that ask.
    pub reading: Reading,
    /// The urgent answer that one of its sentences asks for, by number.
    pub alarm: Option<usize>,
    /// Whether anything in it is Japanese.
    pub japanese: bool,
}

impl Desk {
    /// Reads a message, and of a long one only the sentences that ask.
    pub(super) fn read(&self, text: &str) -> Story {
        let prose = Prose::new(text);
        let japanese = prose.is_japanese();
        let pieces: Vec<&[Token]> = prose.sentences().flat_map(pieces).collect();
        if pieces.len() < 2 {
            return Story {
                reading: Reading::of(prose, &self.spelling, &mut { LOOKED }),
                alarm: None,
                japanese,
            };
        }
        // The pieces share what the whole message may try.
        let mut tries = LOOKED;
        let fit = |piece: &&[Token]| {
            self.ranker.fit(&Reading::of(prose.of(piece.to_vec()), &self.spelling, &mut tries).features)
        };
        let fits: Vec<Fit> = pieces.iter().map(fit).collect();
        let alarm = self.alarm(&fits);
        if words(prose.tokens()) <= LONG {
            return Story { reading: Reading::of(prose, &self.spelling, &mut { LOOKED }), alarm, japanese };
        }
        let telling: Vec<f32> =
            fits.iter().map(|fit| fit.scores().fold(f32::MIN, f32::max) - fit.chat).collect();
        let most = telling.iter().copied().fold(f32::MIN, f32::max);
        let kept = pieces.iter().zip(telling).filter(|(_, telling)| *telling >= most - LESS);
        let kept = kept.flat_map(|(piece, _)| piece.iter().cloned()).collect();
        Story { reading: Reading::of(prose.of(kept), &self.spelling, &mut { LOOKED }), alarm, japanese }
    }

    /// The urgent answer that a sentence asks for, whatever the others ask for; the clearest, if there are several.
    fn alarm(&self, fits: &[Fit]) -> Option<usize> {
        let urgent = |topic: &usize| self.book().topics().get(*topic).is_some_and(Topic::is_urgent);
        let heard = fits.iter().filter_map(|fit| {
            let (best, _) = fit.scores().enumerate().max_by(|a, b| a.1.total_cmp(&b.1))?;
            Some((best, fit.side[best])).filter(|(_, side)| *side > ALARM)
        });
        heard.filter(|(best, _)| urgent(best)).max_by(|a, b| a.1.total_cmp(&b.1)).map(|(best, _)| best)
    }
}

/// How many words there are; in Japanese a word has two to three letters.
fn words(tokens: &[Token]) -> usize {
    let letters = |token: &Token| match token.script {
        Script::Latin => 5,
        Script::Japanese => 2 * token.text.chars().count(),
    };
    tokens.iter().map(letters).sum::<usize>() / 5
}

/// A sentence in pieces of bounded length.
fn pieces(sentence: &[Token]) -> impl Iterator<Item = &[Token]> {
    let mut rest = sentence;
    std::iter::from_fn(move || {
        let mut end = rest.len().min(1);
        while end < rest.len() && words(&rest[..end]) < PIECE {
            end += 1;
        }
        let (piece, after) = rest.split_at(end);
        rest = after;
        (!piece.is_empty()).then_some(piece)
    })
}
