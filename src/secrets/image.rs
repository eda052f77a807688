//! Reads the QR codes in an attached image, here and nowhere else, within limits of pixels and work.
//!
//! What a code says is judged like any text. Two forms need a word more: a SeedQR is a row of digits already,
//! and its compact form, raw entropy that is no text, is written out as those digits.

use super::seedqr;
use crate::text::Private;
use image::{GrayImage, ImageReader, Limits, imageops};
use rqrr::PreparedImage;
use std::io::Cursor;

/// The image was not looked at: too large, broken, or of no format that is decoded here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Refused;

/// A phone's photograph has 12 million pixels; more than 32 is a bomb more often than a picture.
const PIXELS: u64 = 32_000_000;
/// What decoding may allocate: four bytes for each of those pixels.
const MEMORY: u64 = 4 * PIXELS;
/// No code is read off more of an edge than this.
const SIDE: u32 = 16_000;

/// The payloads of all codes in an image, each once.
pub(super) fn codes(bytes: &[u8]) -> Result<Vec<Private>, Refused> {
    let gray = decode(bytes).ok_or(Refused)?;
    let mut found: Vec<Vec<u8>> = Vec::new();
    let mut work = WORK;
    for attempt in ATTEMPTS {
        let Some(view) = attempt.view(&gray) else { continue };
        let cost = u64::from(view.width()) * u64::from(view.height());
        let Some(rest) = work.checked_sub(cost) else { continue };
        work = rest;
        read(view, &mut found);
        if !found.is_empty() && attempt.last_if_found {
            break;
        }
    }
    Ok(found.iter().map(|payload| text(payload)).collect())
}

/// The image in grey, if its header promises a bearable size and the rest keeps to it.
fn decode(bytes: &[u8]) -> Option<GrayImage> {
    let reader = || ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok();
    let (width, height) = reader()?.into_dimensions().ok()?;
    if width.max(height) > SIDE || u64::from(width) * u64::from(height) > PIXELS {
        return None;
    }
    let mut reader = reader()?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE);
    limits.max_image_height = Some(SIDE);
    limits.max_alloc = Some(MEMORY);
    reader.limits(limits);
    let image = reader.decode().ok()?;
    // Transparency is shown on a page; a code on a clear ground would otherwise be black on black.
    let mut page = image.to_luma_alpha8();
    for pixel in page.pixels_mut() {
        let [luma, alpha] = pixel.0.map(u32::from);
        pixel.0[0] = ((luma * alpha + 255 * (255 - alpha)) / 255) as u8;
    }
    Some(GrayImage::from_fn(width, height, |x, y| image::Luma([page.get_pixel(x, y).0[0]])))
}

/// One way to look at an image.
struct Attempt {
    /// The longer side it is brought to.
    side: u32,
    how: How,
    /// Whether the next ways are spared if a code was found so far.
    last_if_found: bool,
}

#[derive(PartialEq, Eq)]
enum How {
    Plain,
    Inverted,
    Enlarged,
}

/// From the cheapest to the one that reads small codes in large photographs.
static ATTEMPTS: &[Attempt] = &[
    Attempt { side: 1000, how: How::Plain, last_if_found: false },
    Attempt { side: 600, how: How::Plain, last_if_found: true },
    Attempt { side: 1000, how: How::Inverted, last_if_found: true },
    Attempt { side: 1000, how: How::Enlarged, last_if_found: true },
    Attempt { side: 1800, how: How::Plain, last_if_found: true },
    Attempt { side: 3000, how: How::Plain, last_if_found: true },
];

/// Pixels that all attempts on one image may look at together.
const WORK: u64 = 16_000_000;

impl Attempt {
    /// The image as this attempt sees it; none if an earlier one saw the same.
    fn view(&self, gray: &GrayImage) -> Option<GrayImage> {
        let side = gray.width().max(gray.height());
        let scaled = |side_wanted: u32, filter| {
            let scale =
                |length: u32| (u64::from(length) * u64::from(side_wanted) / u64::from(side)).max(1) as u32;
            imageops::resize(gray, scale(gray.width()), scale(gray.height()), filter)
        };
        match self.how {
            How::Enlarged if side * 2 <= self.side => Some(scaled(side * 2, imageops::FilterType::Triangle)),
            How::Enlarged => None,
            _ if side > self.side => Some(scaled(self.side, imageops::FilterType::Triangle)),
            How::Plain if self.side > 1000 => None,
            _ => Some(gray.clone()),
        }
        .map(|mut view| {
            if self.how == How::Inverted {
                imageops::invert(&mut view);
            }
            view
        })
    }
}

/// Adds the payloads of the codes in one view.
fn read(view: GrayImage, found: &mut Vec<Vec<u8>>) {
    let mut prepared = PreparedImage::prepare(view);
    for grid in prepared.detect_grids() {
        let mut payload = Vec::new();
        if grid.decode_to(&mut payload).is_ok() && !found.contains(&payload) {
            found.push(payload);
        }
    }
}

/// What a payload says.
fn text(payload: &[u8]) -> Private {
    match std::str::from_utf8(payload) {
        Ok(text) if !text.chars().any(|c| c.is_control() && !c.is_whitespace()) => Private::from(text),
        _ if matches!(payload.len(), 16 | 32) => Private::new(seedqr::digits(payload)),
        _ => Private::new(super::attachment::decode(payload)),
    }
}
