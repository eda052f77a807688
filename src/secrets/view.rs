//! The readings of a document: what a detector gets to see, and the way from there back to the original.
//!
//! All parts of a document are one text, a line apart, so that a phrase half in a message and half in its
//! attachment is one phrase, and an address in an embed stands beside the key in the message.

use super::phrase::{Phrase, phrases};
use super::runs::{Run, Runs, Shape};
use super::sieve::{Sieve, Signals};
use super::tokens::tokens;
use super::{Finding, Kind, Part, Reason, Setting, Verdict};
use crate::text::Folded;
use std::borrow::Cow;
use std::cell::{Cell, OnceCell};
use std::ops::Range;

/// The parts of a document as one text.
pub(super) struct Document<'a> {
    text: Cow<'a, str>,
    /// Where each part begins in `text`.
    starts: Vec<usize>,
}

impl<'a> Document<'a> {
    pub(super) fn new(parts: &[Part<'a>]) -> Self {
        if let [only] = parts {
            return Self { text: Cow::Borrowed(only.text), starts: vec![0] };
        }
        let mut text = String::with_capacity(parts.iter().map(|part| part.text.len() + 1).sum());
        let mut starts = Vec::with_capacity(parts.len());
        for part in parts {
            starts.push(text.len());
            text.push_str(part.text);
            text.push('\n');
        }
        Self { text: Cow::Owned(text), starts }
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The part in which `range` begins, and as much of the range as lies in it.
    fn locate(&self, range: Range<usize>) -> (usize, Range<usize>) {
        let part = self.starts.partition_point(|&start| start <= range.start).saturating_sub(1);
        let start = self.starts[part];
        // A part ends one before the next begins: a line break stands between them.
        let end = self.starts.get(part + 1).map_or(self.text.len(), |next| next - 1);
        let end_here = if self.starts.len() > 1 { end.min(self.text.len() - 1) } else { end };
        (part, range.start.min(end_here) - start..range.end.min(end_here) - start)
    }
}

/// How much expensive proving (PBKDF2, HMAC, curves) one document may cause, whatever it holds.
#[derive(Debug)]
pub struct Effort {
    left: Cell<u32>,
}

impl Effort {
    pub(super) fn new(limit: u32) -> Self {
        Self { left: Cell::new(limit) }
    }

    /// Whether `cost` units may still be spent; spends them if so.
    pub fn spend(&self, cost: u32) -> bool {
        let left = self.left.get();
        let Some(rest) = left.checked_sub(cost) else { return false };
        self.left.set(rest);
        true
    }
}

/// Where the text of a view comes from.
#[derive(Clone, Copy)]
enum Source<'a> {
    /// The document as it is.
    Plain,
    /// The document, folded.
    Folded(&'a Folded),
    /// Something encoded in the document: whatever is found in it stands at the whole of the encoded run.
    Encoded { start: usize, end: usize },
}

/// One reading of a document.
pub struct View<'a> {
    /// The text to search: compatibility-folded (NFKC), nothing invisible in it, letter case kept.
    pub text: &'a str,
    /// What the sieve saw in this text.
    pub signals: Signals,
    /// The parts of the document, as they were typed.
    pub parts: &'a [Part<'a>],
    /// Where the document was posted.
    pub setting: Setting,
    /// What proving may still cost.
    pub effort: &'a Effort,
    document: &'a Document<'a>,
    source: Source<'a>,
    /// The runs of letters and digits in the text, cut when the first detector asks.
    runs: OnceCell<Runs>,
    /// The rows of list words in the text, worked out when the first family of phrases asks.
    phrases: OnceCell<Vec<Phrase>>,
}

impl<'a> View<'a> {
    pub(super) fn plain(
        document: &'a Document<'a>,
        parts: &'a [Part<'a>],
        setting: Setting,
        effort: &'a Effort,
    ) -> Self {
        let text = document.text();
        let (signals, runs, phrases) = (sift(text), OnceCell::new(), OnceCell::new());
        Self { text, signals, parts, setting, effort, document, source: Source::Plain, runs, phrases }
    }

    /// The same document, read as `text`.
    fn reread(&self, text: &'a str, source: Source<'a>) -> Self {
        let (signals, runs, phrases) = (sift(text), OnceCell::new(), OnceCell::new());
        Self { text, signals, source, runs, phrases, ..*self }
    }

    /// The same document, folded.
    pub(super) fn folded(&self, folded: &'a Folded) -> Self {
        self.reread(folded.as_str(), Source::Folded(folded))
    }

    /// What `range` of this view says when decoded.
    pub(super) fn decoded(&self, text: &'a str, range: Range<usize>) -> Self {
        let Range { start, end } = self.source(range);
        self.reread(text, Source::Encoded { start, end })
    }

    /// The runs of letters and digits: those in one piece first, then those put together from pieces.
    pub(super) fn runs(&self) -> impl Iterator<Item = Run<'_>> {
        self.runs.get_or_init(|| Runs::new(self.text)).of(self.text)
    }

    /// The runs of these shapes.
    pub(super) fn runs_of(&self, shapes: &'static [Shape]) -> impl Iterator<Item = Run<'_>> {
        self.runs().filter(|run| shapes.iter().any(|shape| shape.fits(run.text)))
    }

    /// The rows of list words in the text.
    pub(super) fn phrases(&self) -> &[Phrase] {
        self.phrases.get_or_init(|| phrases(self.text, &tokens(self.text, self.effort), self.effort))
    }

    /// A finding of `kind` at `range` of this view's text.
    pub fn finding(
        &self,
        kind: &'static Kind,
        verdict: Verdict,
        reason: Reason,
        range: Range<usize>,
    ) -> Finding {
        let (part, range) = self.document.locate(self.source(range));
        Finding { kind, verdict, reason, part, range }
    }

    /// The range of the document from which `range` of this view's text came.
    fn source(&self, range: Range<usize>) -> Range<usize> {
        match self.source {
            Source::Plain => range,
            Source::Folded(folded) => folded.source(range),
            Source::Encoded { start, end } => start..end,
        }
    }
}

/// What the sieve sees in a text by itself.
pub fn sift(text: &str) -> Signals {
    let mut sieve = Sieve::new();
    sieve.feed(text);
    sieve.signals()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Origin;

    #[test]
    fn ranges_lead_back_to_their_part() {
        let texts = ["first", "", "second one"];
        let parts = texts.map(|text| Part { origin: Origin::Content, text });
        let document = Document::new(&parts);
        let check = |needle: &str, part, range| {
            let at = document.text().find(needle).expect("needle");
            assert_eq!(document.locate(at..at + needle.len()), (part, range));
        };
        check("first", 0, 0..5);
        check("second", 2, 0..6);
        check("one", 2, 7..10);
        check("first\n\nsecond", 0, 0..5);
        assert_eq!(document.locate(document.text().len()..document.text().len()), (2, 10..10));
    }
}
