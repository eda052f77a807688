//! What a file of Rich Text says, without the words that lay it out: each stands between two words of a phrase.

use encoding_rs::{BIG5, EUC_KR, Encoding, GBK, SHIFT_JIS, WINDOWS_1250, WINDOWS_1251, WINDOWS_1252};

/// The text of a file, if it is Rich Text. Nothing is left out but what lays it out: no group hides anything.
pub(super) fn plain(file: &str) -> Option<String> {
    let mut rest = Some(file).filter(|file| file.starts_with("{\\rtf"))?;
    let encoding = encoding(file);
    let (mut text, mut bytes) = (String::with_capacity(file.len()), Vec::new());
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        // Several bytes in a row may be one character.
        let byte = rest.strip_prefix('\'').filter(|_| c == '\\').and_then(|digits| digits.get(..2));
        if let Some(byte) = byte.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            bytes.push(byte);
            rest = &rest[3..];
            continue;
        }
        if !bytes.is_empty() {
            text.push_str(&encoding.decode_without_bom_handling(&bytes).0);
            bytes.clear();
        }
        match c {
            '\\' => rest = control(rest, &mut text),
            '{' | '}' | '\r' | '\n' => {}
            c => text.push(c),
        }
    }
    text.push_str(&encoding.decode_without_bom_handling(&bytes).0);
    Some(text)
}

/// Takes what follows a backslash, and returns what comes after it.
fn control<'a>(rest: &'a str, text: &mut String) -> &'a str {
    let letters = rest.bytes().take_while(u8::is_ascii_lowercase).count();
    let (name, after) = rest.split_at(letters);
    if name.is_empty() {
        let mut others = rest.chars();
        match others.next() {
            Some(c @ ('\\' | '{' | '}')) => text.push(c),
            Some('~') => text.push(' '),
            Some('\n' | '\r') => text.push('\n'),
            _ => {}
        }
        return others.as_str();
    }
    let number = after.bytes().take_while(|&byte| byte.is_ascii_digit() || byte == b'-').count();
    let (number, after) = after.split_at(number);
    // The blank that ends it belongs to it.
    let after = after.strip_prefix(' ').unwrap_or(after);
    match name {
        "par" | "line" | "tab" | "cell" | "row" | "page" | "sect" => text.push('\n'),
        "u" => {
            // The number is a signed one of 16 bits, and what old programs show instead follows.
            let unit = number.parse::<i32>().ok().and_then(|unit| u32::try_from(unit & 0xffff).ok());
            text.extend(unit.and_then(char::from_u32));
            return after.strip_prefix('?').unwrap_or(after);
        }
        _ => {}
    }
    after
}

/// The encoding of its bytes, which the head names.
fn encoding(file: &str) -> &'static Encoding {
    const HEAD: usize = 400;
    let head = &file[..file.floor_char_boundary(HEAD)];
    let page = head.split_once("\\ansicpg").map_or("", |(_, page)| page);
    match page.split(|c: char| !c.is_ascii_digit()).next() {
        Some("932") => SHIFT_JIS,
        Some("936") => GBK,
        Some("949") => EUC_KR,
        Some("950") => BIG5,
        Some("1250") => WINDOWS_1250,
        Some("1251") => WINDOWS_1251,
        _ => WINDOWS_1252,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rich_text_is_read_as_it_is_shown() {
        let check = |file: &str, shown: &str| assert_eq!(plain(file).as_deref(), Some(shown), "{file}");
        check("{\\rtf1\\ansi\\fs24 one\\par\ntwo\\par}", "one\ntwo\n");
        check("{\\rtf1\\ansicpg932 \\'82\\'d9\\'82\\'b5}", "ほし");
        check("{\\rtf \\u12411?\\u12375? \\{x\\}\\~y}", "ほし {x} y");
        check("{\\rtf caf\\'e9 \\b bold\\b0 }", "café bold");
        assert_eq!(plain("plain text"), None);
    }

    #[test]
    fn broken_files_end_well() {
        for file in
            ["{\\rtf\\", "{\\rtf\\'", "{\\rtf\\'é", "{\\rtf\\u", "{\\rtf\\u-99999999999?", "{\\rtf\\é"]
        {
            assert!(plain(file).is_some(), "{file}");
        }
    }
}
