//! The encoding of a file's text: by its byte order mark, or as it looks.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, ISO_2022_JP, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE};
use std::collections::BTreeMap;

/// The head of a file tells its encoding.
const SAMPLE: usize = 8 << 10;

/// Whether bytes are no text in any encoding. Text in UTF-16 is full of zeros, so that is asked first.
pub(super) fn is_binary(bytes: &[u8]) -> bool {
    if Encoding::for_bom(bytes).is_some() || bytes.starts_with(b"\0\0\xfe\xff") || utf16(bytes).is_some() {
        return false;
    }
    // Control characters that no text has: one in fifty is more than a stray form feed.
    let is_control = |b: &&u8| matches!(b, 0..=8 | 14..=26 | 28..=31 | 127);
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    sample.iter().filter(is_control).count() * 50 > sample.len()
}

/// The text of a file: by its byte order mark, as UTF-8, as UTF-16 without a mark, or as the encoding it looks like.
pub(super) fn decode(bytes: &[u8]) -> String {
    if let Some(text) = utf32(bytes) {
        return text;
    }
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(&bytes[mark..]).0.into_owned();
    }
    let encoding = match std::str::from_utf8(bytes) {
        // English in UTF-16 is valid UTF-8 with a zero after each letter, Japanese may be by chance.
        _ if let Some(encoding) = utf16(bytes) => encoding,
        // Mail in Japanese: ASCII, with escapes to and from another set of characters.
        Ok(text) if ["\x1b$B", "\x1b$@"].iter().any(|escape| text.contains(escape)) => ISO_2022_JP,
        Ok(text) => return text.to_owned(),
        // Cut in the middle of a character.
        Err(error) if error.error_len().is_none() => UTF_8,
        Err(_) => legacy(bytes),
    };
    encoding.decode_without_bom_handling(bytes).0.into_owned()
}

/// UTF-16 without a byte order mark: one byte of each pair is nearly always the same, that of the script.
fn utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(SAMPLE) & !1];
    let pairs = sample.len() / 2;
    // A zero byte, or the block of kana: neither is ever a whole half of text in another encoding.
    let script =
        |half: usize| sample.chunks_exact(2).filter(|pair| matches!(pair[half], 0x00 | 0x30)).count();
    let (high_first, low_first) = (script(0), script(1));
    let zeros = sample.iter().filter(|&&b| b == 0).count();
    let most = |count: usize, other: usize| pairs >= 2 && count * 5 >= pairs * 3 && count > other * 2;
    match (most(high_first, low_first), most(low_first, high_first)) {
        // Digits, which are 0x30 as well, in a text of one byte each are in both halves; a zero or a letter decides.
        (true, _) if zeros > 0 || sample.iter().any(|&b| b > 0x7f) => Some(UTF_16BE),
        (_, true) if zeros > 0 || sample.iter().any(|&b| b > 0x7f) => Some(UTF_16LE),
        _ => [UTF_16LE, UTF_16BE].into_iter().find(|encoding| zeros > 0 && reads_as(encoding, sample)),
    }
}

/// Whether a sample in which zeros stand is text in this encoding: letters of one script, apart from its spaces, line
/// breaks and ASCII.
fn reads_as(encoding: &'static Encoding, sample: &[u8]) -> bool {
    let (text, had_errors) = encoding.decode_without_bom_handling(sample);
    let (mut letters, mut gaps, mut blocks) = (0_usize, 0_usize, BTreeMap::new());
    for c in text.chars() {
        match c {
            '\n' | '\r' | '\t' | ' ' | '\u{3000}' => gaps += 1,
            c if c.is_control() => return false,
            c if c.is_alphanumeric() && !c.is_ascii() => {
                letters += 1;
                // Hangul and Han take many blocks of 256, the others one each.
                let block = if matches!(c, '\u{4e00}'..='\u{d7a3}') { 0x4e } else { u32::from(c) >> 8 };
                *blocks.entry(block).or_insert(0_usize) += 1;
            }
            _ => {}
        }
    }
    let most = blocks.values().copied().max().unwrap_or_default();
    !had_errors && gaps > 0 && letters > gaps && most * 10 >= letters * 9
}

/// Text in UTF-32, by its byte order mark.
fn utf32(bytes: &[u8]) -> Option<String> {
    let (mark, units) = bytes.split_first_chunk::<4>()?;
    let read: fn([u8; 4]) -> u32 = match mark {
        b"\xff\xfe\0\0" => u32::from_le_bytes,
        b"\0\0\xfe\xff" => u32::from_be_bytes,
        _ => return None,
    };
    let (units, _) = units.as_chunks::<4>();
    Some(
        units.iter().map(|&unit| char::from_u32(read(unit)).unwrap_or(char::REPLACEMENT_CHARACTER)).collect(),
    )
}

/// An encoding of one language, guessed. Japanese communities have Shift_JIS and EUC-JP.
fn legacy(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(bytes, true);
    let guess = detector.guess(None, Utf8Detection::Allow);
    // A few words are too little to guess from; as Shift_JIS they are all kana and Han, or they are not.
    let (text, had_errors) = SHIFT_JIS.decode_without_bom_handling(bytes);
    let is_japanese = |c: char| matches!(c, '\u{3000}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}');
    let kana = text.chars().filter(|c| matches!(c, '\u{3040}'..='\u{30ff}')).count();
    let foreign = text.chars().filter(|&c| !c.is_ascii() && !is_japanese(c)).count();
    if !had_errors && kana > foreign * 4 && guess.is_single_byte() { SHIFT_JIS } else { guess }
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::EUC_JP;

    /// What a file says that is taken for text.
    fn text(bytes: &[u8]) -> String {
        assert!(!is_binary(bytes));
        decode(bytes)
    }

    const JAPANESE: &str = "ひみつのことばをここに書いておきます。だれにも見せないこと。";

    #[test]
    fn reads_what_has_no_mark_and_rare_encodings() {
        for said in [
            "국적\r\n학원\r\n본사\r\n천장\r\n악몽",
            "снова слово важно\nутро дело",
            "雞 氏 織 綱 泡 反 硫 格",
        ] {
            for order in [u16::to_le_bytes, u16::to_be_bytes] {
                assert_eq!(text(&utf16(said, order)), said);
            }
        }
        for order in [u32::to_le_bytes, u32::to_be_bytes] {
            let wide: Vec<u8> = "\u{feff}犬 and cat".chars().flat_map(|c| order(u32::from(c))).collect();
            assert_eq!(text(&wide), "犬 and cat");
        }
        // "ひみつ" as Japanese mail writes it.
        assert_eq!(text(b"\x1b$B$R$_$D\x1b(B ok"), "ひみつ ok");
    }

    fn utf16(text: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(order).collect()
    }

    #[test]
    fn reads_every_encoding() {
        for said in ["plain words of a note", "naïve café", JAPANESE, "漢字\r\nだけ\r\n"] {
            assert_eq!(text(said.as_bytes()), said);
            assert_eq!(text(format!("\u{feff}{said}").as_bytes()), said);
            for order in [u16::to_le_bytes, u16::to_be_bytes] {
                assert_eq!(text(&utf16(&format!("\u{feff}{said}"), order)), said);
            }
        }
        for said in [
            "plain words of a note",
            JAPANESE,
            "あいこくしん\u{3000}あおぞら\u{3000}あかちゃん\u{3000}あきる",
        ] {
            for order in [u16::to_le_bytes, u16::to_be_bytes] {
                assert_eq!(text(&utf16(said, order)), said, "UTF-16 without a mark");
            }
        }
        for said in [JAPANESE, "あいこくしん\nあおぞら\nあかちゃん\nあきる\n", "ウォレットの秘密鍵"]
        {
            assert_eq!(text(&SHIFT_JIS.encode(said).0), said, "Shift_JIS");
            assert_eq!(text(&EUC_JP.encode(said).0), said, "EUC-JP");
        }
    }

    #[test]
    fn a_cut_character_costs_only_itself() {
        let bytes = "ことば".as_bytes();
        assert_eq!(text(&bytes[..bytes.len() - 1]), "こと\u{fffd}");
    }
}
