//! The sieve's eye for other scripts: words of kana, Hangul, Han and Cyrillic, looked up as they go by.

use super::density::Density;
use super::lexicon::{self, LABELS, Mask, Masks};
use super::word_hash::Hash;

/// Single Chinese characters set apart: a phrase of eleven, less what is mistyped.
const APART: u32 = 8;
/// The shortest Japanese phrase without a gap has twelve words of three kana; Korean ones are shorter still.
const KANA: u32 = 30;
const HANGUL: u32 = 20;

#[derive(Default, Clone, Copy, PartialEq, Eq)]
pub(super) enum Script {
    /// Another, or none.
    #[default]
    None,
    Kana,
    Han,
    Hangul,
    Cyrillic,
}

impl Script {
    /// The script of the character with this number.
    #[inline]
    fn of(code: u32) -> Self {
        match code {
            // The last is the mark of a long vowel.
            0x3041..=0x3098 | 0x30a1..=0x30f6 | 0x30fc => Self::Kana,
            0x4e00..=0x9fff => Self::Han,
            0xac00..=0xd7a3 => Self::Hangul,
            0x400..=0x52f => Self::Cyrillic,
            _ => Self::None,
        }
    }
}

/// The run of one script up to here.
#[derive(Default)]
pub(super) struct Foreign {
    script: Script,
    /// What stands directly before the run.
    before: Script,
    length: u32,
    /// Where it begins in its text.
    start: usize,
    /// How many single Chinese characters were set apart.
    apart: u32,
    /// Whether a run was so long that it may hold a phrase without gaps.
    long: bool,
}

impl Foreign {
    /// Takes the character `c` that stands at `at` of `text`, one of a row beyond ASCII; returns its script.
    #[inline]
    pub(super) fn take(&mut self, text: &str, at: usize, c: char, words: &mut Density) -> Script {
        // A mark belongs to the letter before it.
        if matches!(c, '\u{3099}' | '\u{309a}') {
            return Script::None;
        }
        let script = Script::of(c.into());
        if script != self.script {
            self.turn(script, &text[self.start..at], words);
            self.start = at;
        }
        self.length += 1;
        script
    }

    /// Takes what goes on at the head of `rest` in the same script, one of three bytes a letter; returns how long that is.
    #[inline]
    pub(super) fn take_on(&mut self, rest: &str) -> usize {
        let goes_on =
            |letter: &&[u8; 3]| matches!(letter[0], 0xe0..=0xef) && Script::of(code(letter)) == self.script;
        let more = rest.as_bytes().as_chunks::<3>().0.iter().take_while(goes_on).count();
        self.length += more as u32;
        3 * more
    }

    /// Ends what has begun in `text`: something in ASCII follows, or nothing.
    pub(super) fn end(&mut self, text: &str, words: &mut Density) {
        self.turn(Script::None, &text[self.start..], words);
        (self.before, self.start) = (Script::None, 0);
    }

    /// Whether there may be a phrase among what went by that no density tells.
    pub(super) fn is_odd(&self) -> bool {
        self.long || self.apart >= APART
    }

    /// Ends a run before one of another script.
    fn turn(&mut self, next: Script, run: &str, words: &mut Density) {
        let (script, length) = (self.script, std::mem::take(&mut self.length));
        let apart = self.before == Script::None && next == Script::None;
        (self.before, self.script) = (script, next);
        let whole = match script {
            Script::None => return,
            Script::Kana => {
                self.long |= length >= KANA;
                apart && length >= 2
            }
            Script::Hangul => {
                self.long |= length >= HANGUL;
                apart
            }
            Script::Han => {
                // A phrase without gaps: as many characters as a phrase has words.
                self.long |= matches!(length, 12 | 13 | 15 | 16 | 18 | 21 | 24 | 25);
                self.apart += u32::from(apart && length == 1);
                apart && length == 1
            }
            // Single Cyrillic letters among Latin ones are a disguise, and counted as such.
            Script::Cyrillic if length <= 2 => return,
            Script::Cyrillic => true,
        };
        // Each letter takes three bytes, unless marks stand among them.
        let is_marked = run.len() != 3 * length as usize;
        // Hardly any run that touches others announces a word or holds one.
        if !whole && !is_marked && !may_tell(run, length) {
            return words.push(false, false);
        }
        // One of these is found without a hash.
        if whole && script == Script::Han && !is_marked {
            let known = run.chars().next().and_then(lexicon::find_character);
            return words.note_known(known.map_or_else(Masks::default, lexicon::masks_of), usize::MAX);
        }
        // Han, Hangul and hiragana are compared as they are.
        let is_plain = !is_marked
            && match script {
                Script::Han | Script::Hangul => true,
                Script::Kana => run.chars().all(|c| c < '\u{30a1}'),
                Script::Cyrillic | Script::None => false,
            };
        let mapped;
        let word = if is_plain {
            Some(run.as_bytes()).filter(|word| word.len() <= LONGEST)
        } else {
            mapped = Word::of(run);
            mapped.bytes()
        };
        match word.map(Hash::of) {
            Some(hash) if whole || is_label(hash) => words.note(hash, usize::MAX),
            _ => match counted_or_told(word.unwrap_or_default()) {
                // "一番目" counts and says no more.
                Told::Counted => {}
                Told::Word(hash) => words.note_listed(hash, usize::MAX),
                Told::Nothing => words.push(false, false),
            },
        }
    }
}

/// No word of a script without gaps that numbers or announces others has more characters: "単語", "です".
pub(super) const LABEL: u32 = 2;

/// Whether a run without marks that touches others may be a label, begin with the particle that leads to a word, or be a number.
fn may_tell(run: &str, length: u32) -> bool {
    let head = run.as_bytes().first_chunk().map_or(0, low_bits);
    // The particle is a label itself.
    HEADS[head / 64] >> (head % 64) & 1 == 1 && (length <= LABEL || run.starts_with(['は', 'ハ']))
        || run.as_bytes().ends_with("目".as_bytes())
}

/// The first letters of the labels of scripts without gaps, in either kana: a bit for each value of their low bits.
static HEADS: [u64; 64] = {
    let (labels, mut heads, mut at) = (LABELS.as_bytes(), [0; 64], 0);
    while at < labels.len() {
        if labels[at] >= 0xe0 && (at == 0 || labels[at - 1] == b' ') {
            let head = low_bits(&[labels[at], labels[at + 1], labels[at + 2]]);
            // As far from hiragana as katakana are.
            let twin = (head + 0x60) % 0x1000;
            heads[head / 64] |= 1 << (head % 64);
            heads[twin / 64] |= 1 << (twin % 64);
        }
        at += 1;
    }
    heads
};

/// The number of the character that is these three bytes.
const fn code(letter: &[u8; 3]) -> u32 {
    (letter[0] as u32 & 15) << 12 | low_bits(letter) as u32
}

/// The low twelve bits of it.
const fn low_bits(letter: &[u8; 3]) -> usize {
    (letter[1] as usize & 63) << 6 | letter[2] as usize & 63
}

/// Whether a word numbers or announces others, wherever it stands: "単語", "は".
fn is_label(hash: Hash) -> bool {
    lexicon::masks(hash).lists.any(Mask::LABEL)
}

fn is_on_list(hash: Hash) -> bool {
    lexicon::masks(hash).lists.any(Mask::LISTS)
}

/// What a row of letters that is no word may be all the same.
enum Told {
    /// A number of a word: "一番目".
    Counted,
    /// A word behind the particle that leads to it: "は…".
    Word(Hash),
    Nothing,
}

/// The longest word of any list beyond ASCII takes 33 bytes.
const LONGEST: usize = 40;

/// The bytes of the skeleton of a run, as long as it can be a word.
struct Word {
    bytes: [u8; LONGEST],
    length: usize,
}

impl Word {
    fn of(run: &str) -> Self {
        let mut word = Self { bytes: [0; LONGEST], length: 0 };
        let shifted =
            |c: char, by: i32| u32::from(c).checked_add_signed(by).and_then(char::from_u32).unwrap_or(c);
        for c in run.chars() {
            word.push(match c {
                '\u{3099}' | '\u{309a}' => {
                    word.voice(c);
                    continue;
                }
                '\u{30a1}'..='\u{30f6}' => shifted(c, -0x60),
                'й' | 'Й' => 'и',
                'ё' | 'Ё' => 'е',
                'А'..='Я' => shifted(c, 0x20),
                _ => c,
            });
            if word.length > LONGEST {
                break;
            }
        }
        word
    }

    fn push(&mut self, letter: char) {
        let end = self.length + letter.len_utf8();
        if let Some(room) = self.bytes.get_mut(self.length..end) {
            letter.encode_utf8(room);
        }
        self.length = end;
    }

    /// Voices the last letter: its voiced form is the next character, its half-voiced form the one after.
    fn voice(&mut self, mark: char) {
        // Kana take three bytes.
        if let Some(kana @ [.., _, _, _]) = self.bytes.get(..self.length)
            && let Some(last) =
                str::from_utf8(&kana[kana.len() - 3..]).ok().and_then(|kana| kana.chars().next())
        {
            self.length -= 3;
            let next = if mark == '\u{3099}' { 1 } else { 2 };
            self.push(char::from_u32(u32::from(last) + next).unwrap_or(last));
        }
    }

    /// Them, unless they are more than any word has.
    fn bytes(&self) -> Option<&[u8]> {
        self.bytes.get(..self.length)
    }
}

fn counted_or_told(word: &[u8]) -> Told {
    if word.ends_with("目".as_bytes()) {
        return Told::Counted;
    }
    let Some(word) = word.strip_prefix("は".as_bytes()) else { return Told::Nothing };
    let words = [Some(word), word.strip_suffix("です".as_bytes())];
    let told = words.into_iter().flatten().map(Hash::of).find(|&hash| is_on_list(hash));
    told.map_or(Told::Nothing, Told::Word)
}

/// Whether `c`, beside ASCII letters, is likely to be one more letter of their word.
pub(super) fn is_of_letters(c: char) -> bool {
    matches!(c, '\u{c0}'..='\u{24f}' | '\u{400}'..='\u{52f}' | '\u{1e00}'..='\u{1fff}')
}

/// Whether folding turns `c` into a letter or digit that cannot be told before, or drops it.
pub(super) fn hides(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{250}'..='\u{2af}' | '\u{300}'..='\u{3ff}' // soft hyphen, phonetic, combining, Greek
        | '\u{1100}'..='\u{11ff}' // Hangul in pieces
        | '\u{1d00}'..='\u{1d7f}' | '\u{a730}'..='\u{a731}' // small capitals
        | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{feff}' // invisible
        | '\u{2100}'..='\u{214f}' | '\u{2460}'..='\u{24ff}' // letter-like, circled
        | '\u{ff10}'..='\u{ff19}' | '\u{ff21}'..='\u{ff3a}' | '\u{ff41}'..='\u{ff5a}' // full width
        | '\u{ff66}'..='\u{ff9f}' // half width
        | '\u{1d400}'..='\u{1d7ff}' | '\u{1f130}'..='\u{1f189}' | '\u{1f1e6}'..='\u{1f1ff}' // mathematical, boxed
        | '\u{e0000}'..='\u{e007f}') // tags
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_on_is_of_one_script() {
        let check = |head: char, rest: &str, expected: &str| {
            let (mut foreign, mut words) = (Foreign::default(), Density::default());
            let text = format!("{head}{rest}");
            foreign.take(&text, 0, head, &mut words);
            assert_eq!(&rest[..foreign.take_on(rest)], expected, "{text}");
        };
        check('こ', "コーと言う", "コーと");
        check('言', "葉を", "葉");
        check('가', "격 x", "격");
        check('こ', "", "");
        check('こ', "éx", "");
        // Its first three bytes but one are those of kana.
        check('こ', "\u{c1041}", "");
    }
}
