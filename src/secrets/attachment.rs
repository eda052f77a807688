//! What an attached file says: its name, its description, its text in whatever encoding, the codes in its image.
//!
//! The bytes decide, not the name: people rename, and phones guess. Whether it may be fetched, and how much of
//! it, is for the shell; whether what it says is a secret, for the detectors.

use super::encoding::{decode, is_binary};
use super::image;
use super::packed;
use super::rtf;
use super::tags;
use crate::text::{Origin, Private};

/// More of a file is not read: a text of a mebibyte is a book.
pub const LONGEST: usize = 1 << 20;

/// A file as it came with a message.
pub struct Attachment<'a> {
    /// Its name.
    pub file_name: &'a str,
    /// What somebody wrote about it, for those who cannot see it.
    pub description: Option<&'a str>,
    /// What it holds, as far as it was fetched.
    pub bytes: &'a [u8],
}

/// Why the inside of a file was not judged; the log says so, and the rest of the message is judged all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unread {
    /// It is packed in a way that is not unpacked, or holds no text.
    Packed,
    /// It is an image of a format that is not decoded, or too large, or broken.
    Image,
}

/// The texts of an attachment, each with where it is shown.
#[derive(Debug, Default)]
pub struct Reading {
    /// Its name, its description, what stands in it.
    pub texts: Vec<(Origin, Private)>,
    /// Why nothing stands in it, if that has a reason.
    pub unread: Option<Unread>,
}

impl Attachment<'_> {
    /// Reads the file. Takes time in proportion to its length, or to the pixels of an image, which are limited.
    pub fn read(&self) -> Reading {
        let mut reading = Reading::default();
        reading.add(Origin::FileName, self.file_name);
        reading.add(Origin::AltText, self.description.unwrap_or_default());
        let bytes = &self.bytes[..self.bytes.len().min(LONGEST)];
        match Format::of(bytes) {
            Format::Packed => reading.unpack(self.bytes),
            Format::Image => reading.look_at(self.bytes),
            Format::Text => reading.add(Origin::FileText, shown(bytes)),
            Format::Binary => {
                reading.add(Origin::FileText, strings(bytes));
                reading.seal();
            }
        }
        reading
    }
}

impl Reading {
    fn add(&mut self, origin: Origin, text: impl Into<Private>) {
        let text = text.into();
        if !text.as_str().is_empty() {
            self.texts.push((origin, text));
        }
    }

    /// Reads the texts in a packed file; what else is in it stays unread.
    fn unpack(&mut self, bytes: &[u8]) {
        let files = packed::files(bytes);
        let texts: Vec<_> = files.iter().filter(|file| Format::of(file) == Format::Text).collect();
        if texts.is_empty() {
            self.unread = Some(Unread::Packed);
            self.seal();
        }
        texts.into_iter().for_each(|text| self.add(Origin::FileText, shown(text)));
    }

    /// That there is something that cannot be read is worth knowing: the words beside it may say what it is.
    fn seal(&mut self) {
        self.texts.push((Origin::Sealed, Private::default()));
    }

    /// Reads the codes of an image; that there is one is worth knowing even if it shows none.
    fn look_at(&mut self, bytes: &[u8]) {
        self.texts.push((Origin::Image, Private::default()));
        match image::codes(bytes) {
            Ok(codes) => self.texts.extend(codes.into_iter().map(|code| (Origin::QrCode, code))),
            Err(image::Refused) => self.unread = Some(Unread::Image),
        }
    }
}

/// What a text file shows: without the marks of rich text, or the tags of a page.
fn shown(bytes: &[u8]) -> Private {
    let text = Private::new(decode(bytes));
    let shown = rtf::plain(text.as_str()).or_else(|| tags::plain(text.as_str()));
    shown.map_or(text, Private::new)
}

/// What a file is, from its first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Text,
    Image,
    Packed,
    Binary,
}

/// The first bytes of formats that are no text: the registered signatures of each.
static SIGNATURES: &[(&[u8], Format)] = &[
    (b"\x89PNG\r\n\x1a\n", Format::Image),
    (b"\xff\xd8\xff", Format::Image),
    (b"GIF8", Format::Image),
    (b"BM", Format::Image),
    (b"PK\x03\x04", Format::Packed),
    (b"PK\x05\x06", Format::Packed),
    (b"\x1f\x8b", Format::Packed),
    (b"BZh", Format::Packed),
    (b"\xfd7zXZ\0", Format::Packed),
    (b"7z\xbc\xaf\x27\x1c", Format::Packed),
    (b"Rar!\x1a\x07", Format::Packed),
    (b"\x28\xb5\x2f\xfd", Format::Packed),
    (b"\x04\x22\x4d\x18", Format::Packed),
    (b"%PDF-", Format::Packed),
];

impl Format {
    fn of(bytes: &[u8]) -> Self {
        let signed = SIGNATURES.iter().find(|(signature, _)| bytes.starts_with(signature));
        let is_webp = bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP");
        match signed {
            // Two letters are no proof: text can begin with them.
            Some((b"BM", _)) if !is_binary(bytes) => Self::Text,
            Some(&(_, format)) => format,
            None if is_webp => Self::Image,
            None if is_binary(bytes) => Self::Binary,
            None => Self::Text,
        }
    }
}

/// The texts inside a binary file, a line each: a browser's database holds its vault in plain sight.
fn strings(bytes: &[u8]) -> String {
    // The shortest secret in one piece has 22 characters, the shortest word of a phrase three.
    const WORTH: usize = 4;
    let is_text = |b: &u8| (0x20..0x7f).contains(b);
    let mut text = String::with_capacity(bytes.len() / 4);
    for piece in bytes.split(|b| !is_text(b)).filter(|piece| piece.len() >= WORTH) {
        text.extend(piece.iter().map(|&b| char::from(b)));
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Reading {
        Attachment { file_name: "note.txt", description: None, bytes }.read()
    }

    /// What the file says, beside its name.
    fn text(bytes: &[u8]) -> String {
        let reading = read(bytes);
        let text = reading.texts.iter().find(|(origin, _)| *origin == Origin::FileText);
        text.map(|(_, text)| text.as_str().to_owned()).unwrap_or_default()
    }

    #[test]
    fn what_cannot_be_unpacked_is_said_to_be_unread_whatever_its_name() {
        for signature in [b"PK\x03\x04rest of a zip".as_slice(), b"\x1f\x8b\x08\0\0", b"%PDF-1.7\n"] {
            let reading = read(signature);
            assert_eq!(reading.unread, Some(Unread::Packed));
            let origins: Vec<Origin> = reading.texts.iter().map(|&(origin, _)| origin).collect();
            assert_eq!(origins, [Origin::FileName, Origin::Sealed], "only the name is left");
        }
    }

    #[test]
    fn a_binary_file_gives_up_its_strings() {
        let bytes =
            [b"\0\x01\x02\x03\xff\xfe\x9c\0".as_slice(), b"some words in it", &[0, 7, 200, 3], b"more"]
                .concat();
        assert_eq!(text(&bytes), "some words in it\nmore\n");
    }

    #[test]
    fn hostile_files_end_well() {
        assert_eq!(read(b"").texts.len(), 1);
        assert_eq!(text(b"BM is how this note begins"), "BM is how this note begins");
        let nested = "[".repeat(10_000) + &"]".repeat(10_000);
        assert_eq!(text(nested.as_bytes()), nested);
        assert_eq!(text(&vec![b'a'; LONGEST + 5]).len(), LONGEST);
        assert_eq!(read(&vec![0; 4096]).unread, None);
        let broken = read(b"\x89PNG\r\n\x1a\n and no more");
        assert_eq!(broken.unread, Some(Unread::Image));
        assert!(broken.texts.iter().any(|(origin, _)| *origin == Origin::Image));
    }
}
