//! The number that is written against a word: before it or behind it, in digits or in Chinese characters.

/// The most words a numbered phrase has: a SLIP-39 share.
pub(super) const NUMBERED: u32 = 33;
/// What follows the number of a word in Japanese.
pub(super) const COUNTERS: [&str; 5] = ["番目", "個目", "語目", "つ目", "番"];

/// The number of a word that some Chinese characters say.
pub(super) fn kanji_number(text: &str) -> Option<u8> {
    let digit = |c: char| "一二三四五六七八九".chars().position(|digit| digit == c).map(|at| at as u8 + 1);
    let (mut ten, mut number) = (false, 0);
    for c in text.chars() {
        match (c, digit(c)) {
            ('十', _) if !ten => (ten, number) = (true, 10 * number.max(1)),
            (_, Some(one)) if number % 10 == 0 => number += one,
            _ => return None,
        }
    }
    (1..=NUMBERED as u8).contains(&number).then_some(number)
}

/// Whether all digits of a text stand at its head, or all at its tail.
pub(super) fn is_numbered(text: &str, digits: usize) -> bool {
    let text = text.trim_start_matches(['@', '$']).as_bytes();
    let at = |count: usize| text.get(..count).is_some_and(|head| head.iter().all(u8::is_ascii_digit));
    let last = text.len().saturating_sub(digits);
    at(digits) || text[last..].iter().all(u8::is_ascii_digit)
}

/// The pieces of a text, of digits and of others in turn.
pub(super) fn pieces(text: &str) -> impl Iterator<Item = &str> {
    text.as_bytes()
        .chunk_by(|a, b| a.is_ascii_digit() == b.is_ascii_digit())
        .filter_map(|piece| str::from_utf8(piece).ok())
}

/// Whether the numbers in a text count what follows each: 1, 2, 3 and so on.
pub(super) fn counts_up(text: &str) -> bool {
    let numbers = || pieces(text).filter(|piece| piece.as_bytes()[0].is_ascii_digit());
    text.as_bytes()[0].is_ascii_digit()
        && numbers().zip(1..=NUMBERED).all(|(number, at)| number.parse() == Ok(at))
        && (3..=NUMBERED as usize).contains(&numbers().count())
}
