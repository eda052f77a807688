//! What tells a phrase drawn by lot from words that somebody chose: a sentence, a game, a page of the list.
//!
//! Of twelve words drawn from a list of 2,048, one draw in 100,000 is nearly in the order of the list, and more than two
//! words are equal in one of 1,000.

/// One word of a phrase, as evidence sees it.
#[derive(Clone, Copy)]
pub(super) struct Word {
    /// Its index in the list.
    pub(super) index: u16,
    /// Whether it is one of which sentences are made.
    pub(super) common: bool,
    /// Whether it was typed otherwise and only meant.
    pub(super) mended: bool,
}

/// Whether these words could have been drawn by lot from a list of `size` words, if of every twelve at most
/// `common` are words of which sentences are made.
pub(super) fn is_random(words: &[Word], size: usize, common: usize) -> bool {
    let found = words.iter().filter(|word| word.common).count();
    found * 12 <= words.len() * common && !bunched(words, size) && !in_order(words) && varied(words)
}

/// Whether hardly any word comes twice. A Monero phrase repeats one by design, chance may repeat another.
fn varied(words: &[Word]) -> bool {
    // Nearly all that came before are told by a bit.
    let mut seen = [0_u64; 4];
    let came_before = |&at: &usize| {
        let index = words[at].index;
        let (bits, bit) = (&mut seen[usize::from(index / 64 % 4)], 1 << (index % 64));
        let is_seen = *bits & bit != 0;
        *bits |= bit;
        is_seen && words[..at].iter().any(|word| word.index == index)
    };
    let equal = (0..words.len()).filter(came_before).count();
    equal <= 1 + words.len() / 10
}

/// Whether the words follow the list, forwards or backwards.
fn in_order(words: &[Word]) -> bool {
    let steps = words.len().saturating_sub(1);
    let rising = words.windows(2).filter(|pair| pair[0].index < pair[1].index).count();
    let falling = words.windows(2).filter(|pair| pair[0].index > pair[1].index).count();
    rising.max(falling) * 8 > steps * 7
}

/// Whether the words stand close together in the list: all with one initial, or one page of it.
fn bunched(words: &[Word], size: usize) -> bool {
    let least = words.iter().map(|word| word.index).min().unwrap_or(0);
    let most = words.iter().map(|word| word.index).max().unwrap_or(0);
    // Twelve draws fall into the same quarter of the list once in 70,000 times.
    usize::from(most - least) * 4 < size
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(indices: &[u16], common: usize, expected: bool) {
        let words: Vec<_> = indices
            .iter()
            .enumerate()
            .map(|(at, &index)| Word { index, common: at < common, mended: false })
            .collect();
        assert_eq!(is_random(&words, 2048, 3), expected, "{indices:?}, {common} common");
    }

    #[test]
    fn tells_lots_from_choice() {
        let drawn = [1700, 3, 912, 1444, 80, 2001, 640, 1203, 333, 1890, 512, 777];
        check(&drawn, 0, true);
        check(&drawn, 3, true);
        check(&drawn, 4, false);
        check(&[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], 0, false);
        check(&[100, 200, 300, 900, 905, 1000, 1300, 1500, 1600, 1700, 1800, 1805], 0, false);
        check(&[1805, 1800, 1700, 1600, 1500, 1300, 1000, 905, 900, 300, 200, 100], 0, false);
        check(&[40, 12, 77, 3, 60, 21, 99, 15, 48, 5, 90, 33], 0, false);
        check(&[5, 5, 5, 900, 5, 17, 5, 5, 1200, 5, 5, 3], 0, false);
    }
}
