//! Whether a word was mistyped: which word of a list it is one slip away from.

use super::lexicon::lexicon;
use crate::text::skeleton;

/// The index of the first word of `list` that `text` is one slip away from: a letter wrong, missing, too many, or
/// two swapped.
pub(super) fn near(text: &str, list: usize) -> Option<u16> {
    let mut buffer = String::new();
    skeleton(text, &mut buffer);
    let lexicon = lexicon();
    let near = lexicon.lists[list].iter().position(|&word| is_one_slip(&buffer, lexicon.text(word)));
    near.map(|index| index as u16)
}

/// Whether two different words are one slip apart.
fn is_one_slip(a: &str, b: &str) -> bool {
    // Of every script here letters take the same number of bytes, so that these tell far more than half apart.
    if a.len().abs_diff(b.len()) > 3 || a == b {
        return false;
    }
    // Of three letters and more, one slip leaves the first or the last as it was: nearly all words leave here.
    let is_long = a.len() > 2 && a.is_ascii() || a.len() > 6;
    if is_long && a.chars().next() != b.chars().next() && a.chars().next_back() != b.chars().next_back() {
        return false;
    }
    let same = |(a, b): &(char, char)| a == b;
    let head: usize = a.chars().zip(b.chars()).take_while(same).map(|(c, _)| c.len_utf8()).sum();
    let (a, b) = (&a[head..], &b[head..]);
    let tail: usize = a.chars().rev().zip(b.chars().rev()).take_while(same).map(|(c, _)| c.len_utf8()).sum();
    let (a, b) = (&a[..a.len() - tail], &b[..b.len() - tail]);
    match (a.chars().count(), b.chars().count()) {
        (0 | 1, 0 | 1) => true,
        (2, 2) => a.chars().eq(b.chars().rev()),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secrets::lists::list;

    #[test]
    fn slips_are_forgiven() {
        let check = |typed: &str, near_to: bool| {
            assert_eq!(is_one_slip(typed, "abandon"), near_to, "{typed}");
        };
        for typed in ["abandn", "abanndon", "abandom", "abnadon", "bandon", "abandons"] {
            check(typed, true);
        }
        for typed in ["abandon", "abadno", "about", "abanodnx", "band"] {
            check(typed, false);
        }
        assert_eq!(near("AbAndoon", list::BIP39_EN), Some(0));
        assert_eq!(near("qqqqqq", list::BIP39_EN), None);
    }
}
