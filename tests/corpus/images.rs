//! QR codes of every kind of secret, in every kind of picture, through the reading of attachments.

use crate::Table;
use crate::leaks::images::{DISPLAYS, PAYLOADS};
use crate::leaks::rng::Rng;
use komainu::secrets::attachment::Attachment;
use komainu::secrets::{Part, Setting, Verdict, scan};

/// What a picture is judged to hold.
fn judge(bytes: &[u8]) -> Verdict {
    let reading = Attachment { file_name: "image.png", description: None, bytes }.read();
    let parts: Vec<_> =
        reading.texts.iter().map(|(origin, text)| Part { origin: *origin, text: text.as_str() }).collect();
    scan(&parts, Setting::default()).first().map_or(Verdict::None, |finding| finding.verdict)
}

/// How many of each kind are shown in each way.
const EACH: usize = if cfg!(debug_assertions) { 1 } else { 5 };

#[test]
fn codes_in_every_picture() {
    let (mut kinds, mut displays, mut all) = (Table::default(), Table::default(), Table::default());
    for (row, payload) in PAYLOADS.iter().enumerate() {
        for (column, display) in DISPLAYS.iter().enumerate() {
            // Unoptimised, a picture costs a tenth of a second: there each is shown with one kind.
            if cfg!(debug_assertions) && column % PAYLOADS.len() != row {
                continue;
            }
            let mut rng = Rng::named(5, &format!("{} {}", payload.kind, display.name));
            for _ in 0..EACH {
                let code = (payload.make)(&mut rng);
                let verdict = judge(&(display.show)(&mut rng, &code));
                kinds.note(payload.kind, verdict);
                displays.note(display.name, verdict);
                all.note("codes", verdict);
            }
        }
    }
    kinds.print("kind in a code");
    displays.print("picture of a code");
    all.print("all codes");
    kinds.assert_found(0.95);
    displays.assert_found(0.8);
    all.assert_found(0.98);
}
