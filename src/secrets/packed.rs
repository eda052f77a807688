//! The files inside a packed one: documents of Word, Excel, PowerPoint and LibreOffice, which are archives; archives of notes;
//! gzip. One level deep, and no more than an attachment may say altogether, whatever is packed in it.

use super::attachment::LONGEST;
use flate2::read::GzDecoder;
use memchr::memmem;
use std::io::{Cursor, Read};
use zeroize::Zeroizing;
use zip::ZipArchive;

/// A document has a file of one of these names, first or nearly: Office Open XML, OpenDocument.
const MARKS: [&[u8]; 2] = [b"[Content_Types].xml", b"mimetype"];
/// What a document says stands in these of its files; the others are its styles, fonts, pictures and settings.
const SAYING: [&[u8]; 10] = [
    b"word/document",
    b"word/header",
    b"word/footer",
    b"word/footnotes",
    b"word/comments",
    b"xl/sharedStrings",
    b"xl/worksheets/",
    b"ppt/slides/slide",
    b"ppt/notesSlides/",
    b"content.xml",
];
/// A presentation has a file for each slide. More files are unpacked from no archive.
const FILES: usize = 256;
/// The list of an archive takes some 400 bytes of memory for each file, and ten mebibytes can list two hundred thousand.
/// Whole programs are smaller than this.
const LISTED: usize = 8 << 10;
/// What each entry of the list begins with.
const ENTRY: &[u8] = b"PK\x01\x02";

/// The files in a packed one, as far as they can be unpacked.
pub(super) fn files(bytes: &[u8]) -> Vec<Zeroizing<Vec<u8>>> {
    let mut room = LONGEST;
    match bytes {
        [0x1f, 0x8b, ..] => unpack(GzDecoder::new(bytes), &mut room).into_iter().collect(),
        [b'P', b'K', ..] => archived(bytes, &mut room).unwrap_or_default(),
        _ => Vec::new(),
    }
}

/// The files of an archive; of a document those that say something.
fn archived(bytes: &[u8], room: &mut usize) -> Option<Vec<Zeroizing<Vec<u8>>>> {
    if memmem::find_iter(bytes, ENTRY).nth(LISTED).is_some() {
        return None;
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let is_document = archive.file_names_raw().any(|name| MARKS.contains(&name));
    let says = |name: &[u8]| SAYING.iter().any(|start| name.starts_with(start));
    let is_wanted = |name: &[u8]| !name.ends_with(b"/") && (!is_document || says(name));
    let names = archive.file_names_raw().enumerate();
    let mut wanted: Vec<usize> = names.filter(|(_, name)| is_wanted(name)).map(|(at, _)| at).collect();
    if !is_document {
        // Notes are small: a photograph before them must not take their room.
        wanted.sort_by_cached_key(|&at| archive.by_index_raw(at).map_or(u64::MAX, |file| file.size()));
    }
    wanted.truncate(FILES);
    // One that is encrypted, or packed in a way that hardly anybody uses, cannot be opened.
    Some(wanted.into_iter().filter_map(|at| unpack(archive.by_index(at).ok()?, room)).collect())
}

/// As much of a file as there is room for.
fn unpack(file: impl Read, room: &mut usize) -> Option<Zeroizing<Vec<u8>>> {
    let mut bytes = Zeroizing::new(Vec::new());
    // What has been unpacked before something in it is broken counts.
    let _ = file.take(*room as u64).read_to_end(&mut bytes);
    *room -= bytes.len();
    (!bytes.is_empty()).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use zip::write::{SimpleFileOptions, ZipWriter};

    fn pack(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in files {
            archive.start_file(*name, SimpleFileOptions::default()).expect("a new file");
            archive.write_all(bytes).expect("memory");
        }
        archive.finish().expect("memory").into_inner()
    }

    fn said(bytes: &[u8]) -> Vec<String> {
        files(bytes).iter().map(|file| String::from_utf8_lossy(file).into_owned()).collect()
    }

    #[test]
    fn documents_say_what_they_say() {
        let text: &[u8] = b"<w:t>said</w:t>";
        let document = pack(&[
            ("[Content_Types].xml", b"<Types/>"),
            ("word/document.xml", text),
            ("word/styles.xml", b"<s/>"),
        ]);
        assert_eq!(said(&document), ["<w:t>said</w:t>"]);
        assert_eq!(said(&pack(&[("a.txt", b"one"), ("b/c.txt", b"two")])), ["one", "two"]);
    }

    #[test]
    fn what_says_something_is_read_however_much_stands_before_it() {
        let pictures: Vec<String> = (0..FILES).map(|at| format!("ppt/media/image{at}.png")).collect();
        let mut files: Vec<(&str, &[u8])> = vec![("[Content_Types].xml", b"<Types/>")];
        files.extend(pictures.iter().map(|name| (name.as_str(), b"\x89PNG".as_slice())));
        files.push(("ppt/slides/slide1.xml", b"<a:t>said</a:t>"));
        assert_eq!(said(&pack(&files)), ["<a:t>said</a:t>"]);
    }

    #[test]
    fn a_note_is_read_however_large_what_stands_before_it() {
        let photograph = vec![0xff; 2 * LONGEST];
        assert_eq!(said(&pack(&[("a.jpg", &photograph), ("b.txt", b"a note")]))[0], "a note");
    }

    #[test]
    fn an_archive_of_notes_is_no_document_whatever_they_are_called() {
        assert_eq!(said(&pack(&[("a.txt", b"one"), ("content.xml", b"two")])), ["one", "two"]);
        assert_eq!(
            said(&pack(&[("mimetype", b"m"), ("content.xml", b"two"), ("styles.xml", b"s")])),
            ["two"]
        );
    }

    #[test]
    fn gzip_is_unpacked() {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        packed.write_all(b"a note").expect("memory");
        assert_eq!(said(&packed.finish().expect("memory")), ["a note"]);
    }

    #[test]
    fn bombs_and_broken_files_end_well() {
        let bomb = pack(&[("a", &vec![b'a'; 8 * LONGEST]), ("b", &vec![b'b'; LONGEST])]);
        assert_eq!(files(&bomb).iter().map(|file| file.len()).sum::<usize>(), LONGEST);
        for end in [0, 2, 30, bomb.len() / 2, bomb.len() - 1] {
            assert!(files(&bomb[..end]).len() <= 1, "{end}");
        }
        let many: Vec<(String, &[u8])> = (0..2 * FILES).map(|at| (at.to_string(), b"x".as_slice())).collect();
        let many: Vec<_> = many.iter().map(|(name, bytes)| (name.as_str(), *bytes)).collect();
        assert_eq!(files(&pack(&many)).len(), FILES);
        let listed = [ENTRY.repeat(LISTED), pack(&[("a", b"x")])].concat();
        assert!(files(&listed).is_empty());
    }
}
