//! How a family of phrases proves one: which lists and lengths it has, and its checksum.

use super::effort::Purse;
use super::lists;
use super::naming::{self, Name};
use super::phrase::{LEAST, LIKELY, LONGEST, MENDED, Phrase, is_chinese};
use super::published::is_published;
use super::sieve::is_long;
use super::signals::Signals;
use super::view::View;
use super::{Finding, Form, Kind, Reason, Verdict};
use std::ops::Range;

/// What costs more is hashed over and over.
const STRETCHED: u32 = 400;
/// More rows that only resemble phrases prove nothing new about a document, and each costs the reading of its lines.
const RESEMBLING: usize = 256;
/// Looking a phrase up among the published ones.
const PUBLISHED: u32 = 2;

/// What the sieve has to have seen for there to be a phrase.
pub(super) const NEEDS: Signals = Signals::WORDS
    .and(Signals::GLUED)
    .and(Signals::LETTERS)
    .and(Signals::SCRIPT)
    .and(Signals::LEET)
    .and(Signals::DISGUISE);

/// One family of phrases.
pub(super) struct Family {
    /// The kind its phrases of a list are, if it uses that list.
    pub(super) kind: fn(list: usize) -> Option<&'static Kind>,
    /// How many words its phrases have.
    pub(super) lengths: &'static [usize],
    /// What one check costs, in quarters of a microsecond.
    pub(super) cost: u32,
    /// Whether the checksum is right.
    pub(super) check: fn(&Words) -> bool,
}

/// The words of one window.
pub(super) struct Words {
    /// Their list.
    pub(super) list: usize,
    /// Their places in it.
    pub(super) indices: Vec<u16>,
}

impl Words {
    /// The words as their list spells them.
    pub(super) fn spelled(&self) -> impl Iterator<Item = &'static str> {
        let words = lists::words(self.list);
        self.indices.iter().filter_map(move |&index| words.get(usize::from(index)).copied())
    }

    /// The words of a row, if none is missing.
    fn of(phrase: &Phrase) -> Option<Self> {
        let indices = phrase.words().map(|word| word.map(|word| word.index)).collect::<Option<_>>()?;
        Some(Self { list: phrase.list, indices })
    }

    /// What stands for them where published phrases are listed.
    fn identity(&self) -> Vec<u8> {
        let list = lists::LISTS[self.list].id.bytes();
        list.chain(self.indices.iter().flat_map(|index| index.to_be_bytes())).collect()
    }
}

impl Family {
    /// Adds what the family can prove of a view's phrases.
    pub(super) fn prove(&self, view: &View<'_>, found: &mut Vec<Finding>) {
        let mut words = Words { list: 0, indices: Vec::with_capacity(LONGEST) };
        let proved = proved(found);
        for phrase in view.phrases() {
            let Some(kind) = (self.kind)(phrase.list) else { continue };
            words.list = phrase.list;
            let proved = proved.as_ref().map_or(0..0, |(part, range)| words_in(*part, range, phrase, view));
            for &length in self.lengths.iter().filter(|&&length| length <= phrase.len()) {
                let mut start = 0;
                while start + length <= phrase.len() {
                    let places = start..start + length;
                    // Windows that overlap one that was proved would pass by chance alone.
                    let is_chance = length <= proved.len() && start < proved.end && proved.start < places.end;
                    let finding = match is_chance {
                        true => None,
                        false => self.prove_window(view, kind, phrase, places, &mut words),
                    };
                    let passed = finding.as_ref().is_some_and(|finding| finding.verdict != Verdict::Likely);
                    start += if passed { length } else { 1 };
                    found.extend(finding);
                }
            }
        }
    }

    fn prove_window(
        &self,
        view: &View<'_>,
        kind: &'static Kind,
        phrase: &Phrase,
        places: Range<usize>,
        words: &mut Words,
    ) -> Option<Finding> {
        view.effort.step(1);
        let purse = if self.cost < STRETCHED { Purse::Sums } else { Purse::Stretched };
        // Nothing is proved that cannot be paid for.
        if !view.effort.affords(purse, self.cost.min(PUBLISHED)) {
            return None;
        }
        let length = places.len();
        let window = phrase.window(places.start, length)?;
        view.effort.step(length);
        // Chinese characters without gaps are a phrase as they stand, or one of many sentences.
        let gapless = is_chinese(phrase.list) && !phrase.apart;
        if gapless && (phrase.reordered || length < phrase.len()) {
            return None;
        }
        let random = phrase.is_random(&window);
        // What stands alone, as it is written, need not have been drawn to be looked at.
        let alone = || !phrase.reordered && phrase.is_varied(&window) && phrase.is_alone(view.text, &places);
        let suspect = random || !gapless && alone();
        let pay = |cost| view.effort.spend(purse, cost);
        words.indices.clear();
        words.indices.extend(window.iter().map(|word| word.index));
        let proved = suspect && pay(self.cost) && (self.check)(words) || {
            random && !gapless && phrase.len() < length + 4 && {
                words.indices.reverse();
                let backwards = pay(self.cost) && (self.check)(words);
                words.indices.reverse();
                backwards
            }
        };
        // Published examples are often one word over and over, which nobody draws by lot.
        let published = !proved && !random && pay(PUBLISHED) && is_published(&words.identity());
        if !proved && !published {
            return None;
        }
        let range = phrase.range(places);
        let mended = window.iter().filter(|word| word.mended).count();
        if proved && mended > 0 {
            return (mended <= MENDED).then(|| view.finding(kind, Verdict::Likely, Reason::NearMiss, range));
        }
        // A list of things passes by chance once in sixteen times, and so does a sentence, of list words or in Chinese,
        // whatever stands between its characters.
        let is_sentence = || gapless || is_chinese(phrase.list) && stands_among_han(view.text, &range);
        let by_chance = phrase.things || !random || is_sentence();
        if proved && by_chance && naming::name(view.text, &range) != Name::Seed {
            return Some(view.finding(kind, Verdict::Likely, Reason::Words, range));
        }
        Some(match proved {
            true => view.proved(kind, Reason::Checksum, range, &words.identity()),
            false => view.finding(kind, Verdict::None, Reason::Published, range),
        })
    }

    /// Adds every row that resembles a phrase of the family without being proved to be one.
    pub(super) fn suspect(&self, view: &View<'_>, found: &mut Vec<Finding>) {
        let least = if view.talk { LEAST } else { LIKELY };
        let before = found.len();
        for phrase in view.phrases().iter().filter(|phrase| !phrase.reordered) {
            let Some(kind) = (self.kind)(phrase.list).filter(|_| phrase.is_likely(least, true)) else {
                continue;
            };
            if found.len() - before >= RESEMBLING {
                return;
            }
            let meant = match phrase.name(view.text) {
                Name::Seed => true,
                Name::Other => view.talk,
                // Of sentences as long as a phrase, in Chinese without gaps, every third has no other characters.
                Name::Nothing if is_chinese(phrase.list) && !phrase.apart => view.talk,
                Name::Nothing => {
                    // Among thousands of rows in a file, some resemble one by chance if words may be mistyped.
                    let by_chance = || {
                        is_long(view.text)
                            && phrase.has_mended()
                            && !phrase.is_alone(view.text, &(0..phrase.len()))
                    };
                    view.talk
                        || !phrase.things
                            && !phrase.compounds
                            && phrase.is_likely(least, false)
                            && !by_chance()
                }
            };
            if meant {
                let whole = phrase.range(0..phrase.len());
                // Some examples have no checksum.
                let (verdict, reason) =
                    match Words::of(phrase).is_some_and(|words| is_published(&words.identity())) {
                        true => (Verdict::None, Reason::Published),
                        false => (Verdict::Likely, Reason::Words),
                    };
                found.push(view.finding(kind, verdict, reason, whole));
            }
        }
    }
}

/// Whether more Chinese characters stand beside a range, apart like those in it.
fn stands_among_han(text: &str, range: &Range<usize>) -> bool {
    /// As far as a line or two reach.
    const REACH: usize = 160;
    let before = &text[text.ceil_char_boundary(range.start.saturating_sub(REACH))..range.start];
    let after = &text[range.end..text.floor_char_boundary(range.end + REACH)];
    let is_han = |word: &str| matches!(word.as_bytes(), [0xe4..=0xe9, _, _]);
    before.split_whitespace().chain(after.split_whitespace()).filter(|word| is_han(word)).nth(1).is_some()
}

/// Where the first phrase that has been proved stands: its part, and its place there.
fn proved(found: &[Finding]) -> Option<(usize, Range<usize>)> {
    let is_proved = |finding: &&Finding| {
        finding.verdict == Verdict::Certain
            && finding.reason == Reason::Checksum
            && finding.kind.form == Form::Phrase
    };
    found.iter().find(is_proved).map(|finding| (finding.part, finding.range.clone()))
}

/// The words of a row, first to last, that stand in this place of this part.
fn words_in(part: usize, range: &Range<usize>, phrase: &Phrase, view: &View<'_>) -> Range<usize> {
    let place = |words| Some(view.place(phrase.range(words))).filter(|(own, ..)| *own == part);
    let touches = |row: Range<usize>| row.start < range.end && range.start < row.end;
    if !place(0..phrase.len()).is_some_and(|(_, row, _)| touches(row)) {
        return 0..0;
    }
    let is_within = |&at: &usize| {
        place(at..at + 1).is_some_and(|(_, word, _)| range.start <= word.start && word.end <= range.end)
    };
    // A document of one long row is in no hurry.
    let mut within = (0..phrase.len().min(2 * LONGEST)).filter(is_within);
    within.next().map_or(0..0, |first| first..within.next_back().unwrap_or(first) + 1)
}

impl Words {
    /// The indices as one row of bits, eleven each, the highest first; the last byte is filled up with zeros.
    pub(super) fn packed(&self) -> Vec<u8> {
        let (mut bytes, mut bits, mut count) = (Vec::with_capacity(34), 0u32, 0);
        for &index in &self.indices {
            bits = bits << 11 | u32::from(index);
            count += 11;
            while count >= 8 {
                count -= 8;
                bytes.push((bits >> count) as u8);
                bits &= (1 << count) - 1;
            }
        }
        if count > 0 {
            bytes.push((bits << (8 - count)) as u8);
        }
        bytes
    }
}

/// The reflected CRC-32 with a polynomial: what Monero and LND protect their phrases with.
pub(super) struct Crc32([u32; 256]);

impl Crc32 {
    /// Works out the table, in which each byte has its part of the sum.
    pub(super) const fn new(polynomial: u32) -> Self {
        let (mut table, mut byte) = ([0; 256], 0);
        while byte < table.len() {
            let (mut crc, mut bit) = (byte as u32, 0);
            while bit < 8 {
                crc = crc >> 1 ^ polynomial & (crc & 1).wrapping_neg();
                bit += 1;
            }
            table[byte] = crc;
            byte += 1;
        }
        Self(table)
    }

    /// The sum of `bytes`.
    pub(super) fn of(&self, bytes: impl IntoIterator<Item = u8>) -> u32 {
        !bytes.into_iter().fold(!0, |crc: u32, byte| crc >> 8 ^ self.0[(crc as u8 ^ byte) as usize])
    }
}
