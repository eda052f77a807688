//! What the words beside a row of list words call it: a seed phrase, or something else that is told word by word: a
//! game, a shopping list, a song.
//!
//! Where a checksum speaks, no name is asked for: whoever calls a phrase a shopping list has leaked it all the same.

use super::words::{Unspaced, Words, words};
use std::ops::Range;
use std::sync::LazyLock;

/// What a row is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Name {
    /// A seed phrase, or something of a wallet.
    Seed,
    /// Something else.
    Other,
    /// Nothing that is known here.
    Nothing,
}

/// Two short lines before a row: its heading.
const BEFORE: usize = 200;
/// The rest of a sentence after it.
const AFTER: usize = 80;

/// What the row at `range` of `text` is called in its own line and the one above.
pub(super) fn name(text: &str, range: &Range<usize>) -> Name {
    let before = &text[text.ceil_char_boundary(range.start.saturating_sub(BEFORE))..range.start];
    let mut lines = before.rsplit('\n');
    let line = lines.next().unwrap_or_default();
    let above = lines.find(|line| !line.trim().is_empty()).unwrap_or_default();
    let after = &text[range.end..text.floor_char_boundary(range.end + AFTER)];
    let after = after.split('\n').next().unwrap_or_default();
    let mut is_other = is_checklist(line);
    for talk in [above, line, after] {
        if !talk.is_ascii() {
            if SEEDS_UNSPACED.are_in(talk) {
                return Name::Seed;
            }
            is_other = is_other || OTHERS_UNSPACED.are_in(talk);
        }
        for word in said(talk) {
            if SEEDS.contains_any_case(word) {
                return Name::Seed;
            }
            is_other = is_other || OTHERS.contains_any_case(word);
        }
    }
    if is_other { Name::Other } else { Name::Nothing }
}

/// The words of a stretch of talk that are written with blanks between them.
fn said(talk: &str) -> impl Iterator<Item = &str> {
    let is_ascii = talk.is_ascii();
    let bytes = talk.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = if is_ascii {
            at + bytes[at..].iter().position(u8::is_ascii_alphanumeric)?
        } else {
            at + talk[at..].find(is_part)?
        };
        at = start + bytes[start..].iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
        if !is_ascii {
            at += talk[at..].find(|c| !is_part(c)).unwrap_or(talk.len() - at);
        }
        Some(&talk[start..at])
    })
}

/// Whether a character belongs to a word of a script that writes blanks.
fn is_part(c: char) -> bool {
    match c {
        '\0'..='\u{7f}' => c.is_ascii_alphanumeric(),
        // Kana, Han and Hangul.
        '\u{3041}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' => false,
        _ => c.is_alphanumeric(),
    }
}

/// Whether a line begins with a box to tick.
fn is_checklist(line: &str) -> bool {
    let line = line.trim_start_matches(['-', '*', '>', ' ']);
    ["[ ]", "[x]", "[X]", "☐", "☑", "✅"].iter().any(|tick| line.starts_with(tick))
}

/// What belongs to a wallet, in the languages of the word lists.
static SEEDS: Words = LazyLock::new(|| {
    words("seed seeds seedphrase phrase phrases mnemonic mnemonics recovery recover srp passphrase backup wallet wallets restore
     restored import imported importing metamask electrum ledger trezor monero bip39 polyseed
     semilla frase billetera cartera palabras récupération recuperation mots portefeuille parole portafoglio semente
     carteira palavras peněženka slova fráze wiederherstellung wörter portemonnaie сид фраза кошелек кошелёк слова")
});

static SEEDS_UNSPACED: Unspaced = Unspaced::new(&[
    "シード",
    "フレーズ",
    "ニーモニック",
    "復元",
    "リカバリー",
    "ウォレット",
    "単語",
    "助记词",
    "助記詞",
    "钱包",
    "錢包",
    "시드",
    "니모닉",
    "지갑",
    "복구",
]);

/// What else is told word by word: games, shopping, songs and poems, colours, animals, things to do.
static OTHERS: Words = LazyLock::new(|| {
    words("wordle hangman pictionary charades scrabble boggle codenames taboo scattergories skribbl crossword bingo trivia quiz
     riddle rhyme rhymes rhyming association spelling vocabulary anagram anagrams alphabetical alphabetically dictionary
     letter libs prompts clue clues
     playlist setlist tracklist songs lyrics poem poems haiku verse chapters movies films albums
     shopping groceries grocery ingredients recipe recipes menu packing suitcase outfit outfits gifts presents
     todo chores agenda chore rooms tasks homework schedule itinerary
     color colors colour colours palette animals pets fruits vegetables flowers teams usernames nicknames
     channels hashtags tags emoji emojis keywords traits moods synonyms
     lista compra compras colores animales juego courses couleurs animaux jeu spesa colori animali cores animais
     einkauf einkaufsliste farben tiere spiel nákup barvy zvířata hra")
});

static OTHERS_UNSPACED: Unspaced = Unspaced::new(&[
    "しりとり",
    "クイズ",
    "買い物",
    "買うもの",
    "持ち物",
    "もちもの",
    "歌詞",
    "連想",
    "献立",
    "レシピ",
    "お題",
    "れんしゅう",
    "五十音順",
    "单词表",
    "要买",
    "歌词",
    "장보기",
    "끝말잇기",
]);

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Name) {
        let start = text.find('§').expect("the row");
        let row = start..start + '§'.len_utf8();
        assert_eq!(name(text, &row), expected, "{text:?}");
    }

    #[test]
    fn rows_are_called_by_what_stands_beside_them() {
        for text in
            ["my seed phrase: §", "wallet backup\n\n§", "§ (recovery words)", "シードフレーズ：§", "助记词 §"]
        {
            check(text, Name::Seed);
        }
        for text in ["hangman words: §", "Shopping\n§", "§, pick a team color", "しりとり：§", "- [ ] §"]
        {
            check(text, Name::Other);
        }
        // A name two lines up is that of something else, and a wallet's weighs more than a game's.
        for text in ["charades\n\nnow this\n§", "§", "so i typed § and waited"] {
            check(text, Name::Nothing);
        }
        check("hangman with my seed phrase: §", Name::Seed);
    }
}
