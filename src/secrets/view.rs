//! The readings of a document: what a detector gets to see, and the way from there back to the original.
//!
//! All parts of a document are one text, a line apart, so that a phrase half in a message and half in its
//! attachment is one phrase, and an address in an embed stands beside the key in the message.

use super::candidates::phrases;
use super::density::SHORTEST;
use super::effort::Effort;
use super::label_hints::Hints;
use super::phrase::{LEAST, Phrase};
use super::runs::{Run, Runs, Shape};
use super::sieve::{Sieve, is_long};
use super::signals::Signals;
use super::stretch::{Stretch, stretches};
use super::tokens::{Token, tokens};
use super::{Finding, Kind, Part, Reason, Setting, Verdict};
use crate::text::{Folded, Origin, Private};
use std::cell::{OnceCell, RefCell};
use std::ops::Range;

/// The parts of a document as one text. File names stand last: they would part what a message and its file say.
pub(super) struct Document<'a> {
    text: Joined<'a>,
    /// Where each part begins in `text`, and which it is, in the order of the text.
    starts: Vec<(usize, usize)>,
}

/// The text of one part as it is, or of several in a copy that is wiped.
enum Joined<'a> {
    One(&'a str),
    Several(Private),
}

impl<'a> Document<'a> {
    pub(super) fn new(parts: &[Part<'a>]) -> Self {
        if let [only] = parts {
            return Self { text: Joined::One(only.text), starts: vec![(0, 0)] };
        }
        let mut text = String::with_capacity(parts.iter().map(|part| part.text.len() + 1).sum());
        let mut starts = Vec::with_capacity(parts.len());
        for names in [false, true] {
            let parts =
                parts.iter().enumerate().filter(|(_, part)| names == (part.origin == Origin::FileName));
            for (number, part) in parts {
                starts.push((text.len(), number));
                text.push_str(part.text);
                text.push('\n');
            }
        }
        Self { text: Joined::Several(Private::new(text)), starts }
    }

    pub(super) fn text(&self) -> &str {
        match &self.text {
            Joined::One(text) => text,
            Joined::Several(text) => text.as_str(),
        }
    }

    /// Where each part stands in the text.
    pub(super) fn pieces(&self) -> impl Iterator<Item = Range<usize>> {
        let ends = self.starts.iter().skip(1).map(|&(start, _)| start).chain([self.text().len()]);
        self.starts.iter().zip(ends).map(|(&(start, _), end)| start..end)
    }

    /// The part at this place of the text, by its place among the parts in the order of the text.
    fn part(&self, at: usize) -> usize {
        self.starts.partition_point(|&(start, _)| start <= at).saturating_sub(1)
    }

    /// The part in which `range` begins, as much of the range as lies in it, and the part in which it ends.
    fn locate(&self, range: Range<usize>) -> (usize, Range<usize>, usize) {
        let (first, last) = (self.part(range.start), self.part(range.end.saturating_sub(1).max(range.start)));
        let (start, part) = self.starts[first];
        // Between two parts, and after the last of several, stands a line break.
        let end = self.starts.get(first + 1).map_or(self.text().len(), |&(next, _)| next);
        let end = end - usize::from(self.starts.len() > 1);
        (part, range.start.min(end) - start..range.end.min(end) - start, self.starts[last].1)
    }
}

/// Where the text of a view comes from.
#[derive(Clone, Copy)]
enum Source<'a> {
    /// The document as it is.
    Plain,
    /// The document from `start` on, or a piece of it, folded.
    Folded { folded: &'a Folded<'a>, start: usize },
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
    /// Whether the author has spoken of seed phrases.
    pub(super) talk: bool,
    /// What proving may still cost.
    pub effort: &'a Effort,
    document: &'a Document<'a>,
    source: Source<'a>,
    /// The stretches of letters and digits in the text, cut when the first detector asks.
    stretches: OnceCell<Vec<Stretch>>,
    /// What they are, alone and together.
    runs: OnceCell<Runs>,
    /// Where a label of a key may begin, looked for when a value asks.
    hints: RefCell<Hints>,
    /// The words, numbers and blanks of the text, cut when the first family of phrases asks.
    tokens: OnceCell<Vec<Token>>,
    /// The rows of list words among them, worked out then, too.
    phrases: OnceCell<Vec<Phrase>>,
}

impl<'a> View<'a> {
    pub(super) fn plain(
        document: &'a Document<'a>,
        parts: &'a [Part<'a>],
        signals: Signals,
        setting: Setting,
        talk: bool,
        effort: &'a Effort,
    ) -> Self {
        let text = document.text();
        let source = Source::Plain;
        Self {
            text,
            signals,
            parts,
            setting,
            talk,
            effort,
            document,
            source,
            stretches: OnceCell::new(),
            runs: OnceCell::new(),
            hints: RefCell::default(),
            tokens: OnceCell::new(),
            phrases: OnceCell::new(),
        }
    }

    /// The same document, read as `text`, in which the sieve saw these signals.
    fn reread(&self, text: &'a str, signals: Signals, source: Source<'a>) -> Self {
        Self {
            text,
            signals,
            source,
            ..Self::plain(self.document, self.parts, signals, self.setting, self.talk, self.effort)
        }
    }

    /// The same document, folded.
    pub(super) fn folded(&self, folded: &'a Folded<'a>) -> Self {
        // Of several parts the sieve has seen each by itself, and names first.
        let is_seen = !folded.is_changed() && self.parts.len() == 1;
        let signals = if is_seen { self.signals } else { sift(folded.as_str()) };
        let mut view = self.reread(folded.as_str(), signals, Source::Folded { folded, start: 0 });
        if self.signals.any(Signals::IMAGE) {
            view.signals |= Signals::IMAGE;
        }
        view
    }

    /// A piece of the document, which begins at `start`, folded.
    pub(super) fn piece(&self, folded: &'a Folded<'a>, start: usize) -> Self {
        self.reread(folded.as_str(), sift(folded.as_str()), Source::Folded { folded, start })
    }

    /// What `range` of this view says when decoded.
    pub(super) fn decoded(&self, text: &'a str, range: Range<usize>) -> Self {
        let Range { start, end } = self.source(range);
        self.reread(text, sift(text), Source::Encoded { start, end })
    }

    /// Where this view's text stood encoded, if it did: the document, and the place in it.
    pub(super) fn encoded_in(&self) -> Option<(&str, Range<usize>)> {
        match self.source {
            Source::Encoded { start, end } => Some((self.document.text(), start..end)),
            Source::Plain | Source::Folded { .. } => None,
        }
    }

    /// The runs of letters and digits: those in one piece first, then those put together from pieces.
    pub(super) fn runs(&self) -> impl Iterator<Item = Run<'_>> {
        self.cut().of(self.text)
    }

    /// The stretches of letters and digits.
    pub(super) fn stretches(&self) -> &[Stretch] {
        self.stretches.get_or_init(|| stretches(self.text))
    }

    fn cut(&self) -> &Runs {
        self.runs.get_or_init(|| {
            let runs = Runs::new(self.text, self.stretches());
            self.effort.step(runs.steps);
            runs
        })
    }

    /// Whether this range is all that a QR code says.
    pub(super) fn is_code(&self, range: &Range<usize>) -> bool {
        let (part, range, last) = self.place(range.clone());
        let part = (part == last).then(|| self.parts[part]).filter(|part| part.origin == Origin::QrCode);
        part.is_some_and(|part| part.text.trim().len() == range.len())
    }

    /// Whether this range is all that the text says.
    pub(super) fn is_alone(&self, range: &Range<usize>) -> bool {
        self.cut().are_within(range)
    }

    /// Whether a label of a key may begin in this range.
    pub(super) fn is_hinted(&self, range: Range<usize>) -> bool {
        self.hints.borrow_mut().any(self.text, self.stretches(), range)
    }

    /// Whether one that can only mean a private key may begin in a range that has just been asked about.
    pub(super) fn is_strongly_hinted(&self, range: &Range<usize>) -> bool {
        self.hints.borrow().any_strong(range)
    }

    /// The runs of these shapes.
    pub(super) fn runs_of(&self, shapes: &'static [Shape]) -> impl Iterator<Item = Run<'_>> {
        self.runs().filter(|run| shapes.iter().any(|shape| shape.fits(run.text)))
    }

    /// The rows of list words in the text.
    pub(super) fn phrases(&self) -> &[Phrase] {
        self.phrases.get_or_init(|| {
            // A dump of bytes has no words, nor letters that stand singly.
            let may_be_word = |stretch: &&Stretch| stretch.len() == 1 || stretch.len() >= SHORTEST;
            if is_long(self.text)
                && self.text.is_ascii()
                && self.stretches().iter().filter(may_be_word).nth(LEAST - 1).is_none()
            {
                return Vec::new();
            }
            phrases(self.text, self.tokens(), self.effort)
        })
    }

    /// The words, numbers and blanks of the text.
    pub(super) fn tokens(&self) -> &[Token] {
        self.tokens.get_or_init(|| tokens(self.text, self.effort))
    }

    /// A finding of `kind` at `range` of this view's text.
    pub fn finding(
        &self,
        kind: &'static Kind,
        verdict: Verdict,
        reason: Reason,
        range: Range<usize>,
    ) -> Finding {
        let (part, range, last) = self.place(range);
        Finding { kind, verdict, reason, part, range, last }
    }

    /// Where `range` of this view's text came from: the part in which it begins, its place there, and the part in which it
    /// ends.
    pub(super) fn place(&self, range: Range<usize>) -> (usize, Range<usize>, usize) {
        self.document.locate(self.source(range))
    }

    /// The range of the document from which `range` of this view's text came.
    fn source(&self, range: Range<usize>) -> Range<usize> {
        match self.source {
            Source::Plain => range,
            Source::Folded { folded, start } => {
                let place = folded.source(range);
                start + place.start..start + place.end
            }
            Source::Encoded { start, end } => start..end,
        }
    }
}

fn sift(text: &str) -> Signals {
    let mut sieve = Sieve::default();
    sieve.feed(text);
    sieve.signals()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_lead_back_to_their_part() {
        let texts =
            [("first", Origin::Content), ("name", Origin::FileName), ("second one", Origin::FileText)];
        let parts = texts.map(|(text, origin)| Part { origin, text });
        let document = Document::new(&parts);
        let check = |needle: &str, part, range, last| {
            let at = document.text().find(needle).expect("needle");
            assert_eq!(document.locate(at..at + needle.len()), (part, range, last));
        };
        check("first", 0, 0..5, 0);
        check("second", 2, 0..6, 2);
        check("one", 2, 7..10, 2);
        check("first\nsecond", 0, 0..5, 2);
        check("name", 1, 0..4, 1);
        assert_eq!(document.locate(document.text().len()..document.text().len()), (1, 4..4, 1));
    }
}
