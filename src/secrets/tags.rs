//! What a page or a document in XML says, without its tags: each has names and numbers that would stand between two words
//! of a phrase.

/// The attributes that say something.
const SAYING: [&str; 6] = ["value", "content", "alt", "title", "href", "src"];

/// The tags between which a word may go on: of Word, PowerPoint, LibreOffice, and pages.
const INSIDE_WORDS: [&str; 12] =
    ["w:t", "w:r", "w:rPr", "w:b", "a:t", "a:r", "a:rPr", "text:span", "b", "i", "em", "strong"];

/// The text of a file, if it is a page or a document: a line for each piece between two tags, and for what its attributes say.
/// Programs that write documents cut a word in two where its style changes, so that what such tags part is one piece.
pub(super) fn plain(file: &str) -> Option<String> {
    let file = file.trim_start_matches(['\u{feff}', ' ', '\n', '\r', '\t']);
    if !file.starts_with('<') || !file.contains("</") {
        return None;
    }
    let mut text = String::with_capacity(file.len() / 2);
    let mut rest = file;
    while let Some(start) = rest.find('<') {
        text.push_str(&rest[..start]);
        rest = &rest[start + 1..];
        let (tag, after) = rest.split_once('>').unwrap_or((rest, ""));
        rest = after;
        let name = tag.trim_start_matches('/').split(|c: char| c.is_whitespace() || c == '/').next();
        if !name.is_some_and(|name| INSIDE_WORDS.contains(&name)) {
            text.push('\n');
        }
        for said in tag.split('"').collect::<Vec<_>>().chunks_exact(2) {
            let name = said[0].trim_end_matches(['=', ' ']).rsplit(char::is_whitespace).next();
            if name.is_some_and(|name| SAYING.contains(&name)) {
                text.push_str(said[1]);
                text.push('\n');
            }
        }
    }
    text.push_str(rest);
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_left_out_and_what_they_say_is_not() {
        let check = |file: &str, expected: Option<&str>| {
            let words = plain(file).map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "));
            assert_eq!(words.as_deref(), expected, "{file}");
        };
        check(
            "<?xml version=\"1.0\"?><w:p w:id=\"00A7\"><w:r><w:t>a wo</w:t></w:r><w:r><w:t>rd </w:t></w:r></w:p><w:p>next</w:p>",
            Some("a word next"),
        );
        check("<a:r><a:rPr lang=\"en\"/><a:t>a wo</a:t></a:r><a:r><a:t>rd</a:t></a:r></a:p>", Some("a word"));
        check("<ul><li>one</li><li>two</li></ul> end", Some("one two end"));
        check("<p><input id=\"a1\" value=\"said\"></p>", Some("said"));
        check("\u{feff}\n<a href=\"https://site.example/x\">here</a", Some("https://site.example/x here"));
        check("no tags </here>", None);
        check("< 3", None);
    }
}
