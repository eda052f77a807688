//! The files inside a packed one: documents of Word, Excel, PowerPoint and LibreOffice, which are archives; archives of notes;
//! gzip. One level deep, and no more than an attachment may say altogether, whatever is packed in it.

use super::attachment::LONGEST;
use flate2::read::GzDecoder;
use std::io::{Cursor, Read};
use zeroize::Zeroizing;
use zip::ZipArchive;

/// What a document says stands in these of its files; the others are its styles, fonts and settings.
const SAYING: [&str; 10] = [
    "word/document",
    "word/header",
    "word/footer",
    "word/footnotes",
    "word/comments",
    "xl/sharedStrings",
    "xl/worksheets/",
    "ppt/slides/slide",
    "ppt/notesSlides/",
    "content.xml",
];
/// A presentation has a file for each slide. More files are looked at in no archive.
const FILES: usize = 256;

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
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let says = |name: &str| SAYING.iter().any(|start| name.starts_with(start));
    let is_document = archive.file_names().flatten().any(|name| says(&name));
    let mut files = Vec::new();
    for at in 0..archive.len().min(FILES) {
        // One that is encrypted, or packed in a way that hardly anybody uses, cannot be opened.
        let Ok(file) = archive.by_index(at) else { continue };
        if file.is_file() && (!is_document || file.name().is_ok_and(|name| says(&name))) {
            files.extend(unpack(file, room));
        }
    }
    Some(files)
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
    }
}
