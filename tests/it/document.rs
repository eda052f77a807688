//! A document as an office program writes it.

use std::io::{Cursor, Write};
use zip::write::{SimpleFileOptions, ZipWriter};

/// What Discord calls a document of Word.
pub(crate) const WORD: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// A document of Word that says this, a paragraph for each word, beside a picture which no packing makes smaller.
pub(crate) fn document(said: &str) -> Vec<u8> {
    let paragraphs: String =
        said.split(' ').map(|word| format!("<w:p><w:r><w:t>{word}</w:t></w:r></w:p>")).collect();
    let text = format!("<?xml version=\"1.0\"?><w:document><w:body>{paragraphs}</w:body></w:document>");
    let picture: Vec<u8> = (0..2_u32 << 20).map(|at| (at.wrapping_mul(0x9e37_79b9) >> 24) as u8).collect();
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in [
        ("[Content_Types].xml", b"<Types/>".as_slice()),
        ("word/media/image1.png", &picture),
        ("word/document.xml", text.as_bytes()),
    ] {
        archive.start_file(name, SimpleFileOptions::default()).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}
