//! Reads the QR codes in an attached image, here and nowhere else, within limits of pixels and work.
//!
//! What a code says is judged like any text. Two forms need a word more: a SeedQR is a row of digits already,
//! and its compact form, raw entropy that is no text, is written out as those digits.

use super::seedqr;
use crate::text::Private;
use image::{GenericImage, GenericImageView, GrayImage, ImageReader, Limits, Luma, imageops};
use rqrr::PreparedImage;
use std::cell::Cell;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::rc::Rc;

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
    /// Enlarged, in black and white: a small code, blurred.
    Clear,
    /// Without the grain of a bad camera.
    Smooth,
    /// Without single points that are lighter or darker than all around them.
    Median,
}

/// From the cheapest to the one that reads small codes in large photographs.
static ATTEMPTS: &[Attempt] = &[
    Attempt { side: 1000, how: How::Plain, last_if_found: false },
    Attempt { side: 600, how: How::Plain, last_if_found: true },
    Attempt { side: 1000, how: How::Inverted, last_if_found: true },
    Attempt { side: 1000, how: How::Enlarged, last_if_found: true },
    Attempt { side: 1000, how: How::Clear, last_if_found: true },
    Attempt { side: 1000, how: How::Smooth, last_if_found: true },
    Attempt { side: 1000, how: How::Median, last_if_found: true },
    Attempt { side: 1800, how: How::Plain, last_if_found: true },
    Attempt { side: 1800, how: How::Inverted, last_if_found: true },
    Attempt { side: 3000, how: How::Plain, last_if_found: true },
];

/// Pixels that all attempts on one image may look at together.
const WORK: u64 = 16_000_000;

impl Attempt {
    /// The image as this attempt sees it; none if an earlier one saw the same.
    fn view(&self, gray: &GrayImage) -> Option<GrayImage> {
        let side = gray.width().max(gray.height());
        let scaled = |wanted: u32| {
            let scale = |length: u32| (u64::from(length) * u64::from(wanted) / u64::from(side)).max(1) as u32;
            imageops::resize(gray, scale(gray.width()), scale(gray.height()), imageops::FilterType::Triangle)
        };
        let fitted = || if side > self.side { scaled(self.side) } else { gray.clone() };
        match self.how {
            How::Plain => {
                let earlier = ATTEMPTS.iter().take_while(|earlier| !std::ptr::eq(*earlier, self));
                let mut seen = earlier.filter(|earlier| earlier.how == How::Plain);
                let is_new = seen.all(|earlier| earlier.side.min(side) != self.side.min(side));
                is_new.then(fitted)
            }
            How::Inverted => {
                let mut view = fitted();
                imageops::invert(&mut view);
                Some(view)
            }
            How::Enlarged => (side * 2 <= self.side).then(|| scaled(side * 2)),
            How::Clear => (side * 3 <= self.side).then(|| clear(scaled(side * 3))),
            // A radius of a third of the smallest module that survives grain.
            How::Smooth => Some(imageops::blur(&fitted(), 1.5)),
            How::Median => Some(median(&fitted())),
        }
    }
}

/// Black where a pixel is darker than the middle between the darkest and the lightest.
fn clear(mut image: GrayImage) -> GrayImage {
    let values = || image.pixels().map(|pixel| pixel.0[0]);
    let middle = values().min().unwrap_or(0).midpoint(values().max().unwrap_or(u8::MAX));
    for pixel in image.pixels_mut() {
        pixel.0[0] = if pixel.0[0] < middle { 0 } else { u8::MAX };
    }
    image
}

/// Each pixel as the middle one of the nine around it.
fn median(image: &GrayImage) -> GrayImage {
    let (width, height) = image.dimensions();
    GrayImage::from_fn(width, height, |x, y| {
        let mut near = [0; 9];
        for (at, value) in (0_u32..).zip(&mut near) {
            // At the edge the pixel itself stands for what is beyond.
            let (x, y) = ((x + at % 3).clamp(1, width) - 1, (y + at / 3).clamp(1, height) - 1);
            *value = image.get_pixel(x, y).0[0];
        }
        Luma([*near.select_nth_unstable(4).1])
    })
}

/// Adds the payloads of the codes in one view. The search for codes compares every mark that looks like the corner of
/// one with every other, on a copy of the image each: of a crowd of them nothing is read.
fn read(view: GrayImage, found: &mut Vec<Vec<u8>>) {
    let sheet = Sheet::new(view);
    // What a stranger draws may also trip an assertion of the search; the guard goes on.
    let payloads = catch_unwind(AssertUnwindSafe(|| {
        let mut prepared = PreparedImage::prepare(sheet);
        let grids = prepared.detect_grids();
        let payload = |grid: &rqrr::Grid<_>| {
            let mut payload = Vec::new();
            grid.decode_to(&mut payload).is_ok().then_some(payload)
        };
        grids.iter().filter_map(payload).collect::<Vec<_>>()
    }));
    for payload in payloads.unwrap_or_default() {
        if !found.contains(&payload) {
            found.push(payload);
        }
    }
}

/// What searching one view may write and copy, in pixels: a clear view of ten megapixels takes four times its size.
const SEARCH: u64 = 64_000_000;
/// What a mark that looks like the corner of a code costs beside: a hundred and sixty of them are a crowd.
const CORNER: u64 = 400_000;
/// The colours in which the search paints the outline of a corner: once to measure it, once to claim it.
const MEASURED: u8 = 4;
const CLAIMED: u8 = 2;

/// An image that may be written to and copied only so much. The search for codes has no limit of its own.
struct Sheet {
    image: GrayImage,
    work: Rc<Cell<u64>>,
    /// Whether the last pixel written claimed a part of a corner: the first one of these begins a corner.
    claiming: bool,
}

impl Sheet {
    fn new(image: GrayImage) -> Self {
        Self { image, work: Rc::new(Cell::new(SEARCH)), claiming: false }
    }

    /// Takes note of work done; at the end of the allowance the search ends, without a word in the log.
    fn spend(&self, work: u64) {
        match self.work.get().checked_sub(work) {
            Some(rest) => self.work.set(rest),
            None => resume_unwind(Box::new("too much work")),
        }
    }
}

impl Clone for Sheet {
    fn clone(&self) -> Self {
        self.spend(u64::from(self.image.width()) * u64::from(self.image.height()));
        Self { image: self.image.clone(), work: Rc::clone(&self.work), claiming: self.claiming }
    }
}

impl GenericImageView for Sheet {
    type Pixel = Luma<u8>;

    fn dimensions(&self) -> (u32, u32) {
        self.image.dimensions()
    }

    fn get_pixel(&self, x: u32, y: u32) -> Luma<u8> {
        *self.image.get_pixel(x, y)
    }
}

impl GenericImage for Sheet {
    fn get_pixel_mut(&mut self, x: u32, y: u32) -> &mut Luma<u8> {
        self.image.get_pixel_mut(x, y)
    }

    fn put_pixel(&mut self, x: u32, y: u32, pixel: Luma<u8>) {
        let before = std::mem::replace(self.image.get_pixel_mut(x, y), pixel);
        let claims = before.0[0] == MEASURED && pixel.0[0] == CLAIMED;
        self.spend(if claims && !self.claiming { CORNER } else { 1 });
        self.claiming = claims;
    }

    fn blend_pixel(&mut self, x: u32, y: u32, pixel: Luma<u8>) {
        self.put_pixel(x, y, pixel);
    }
}

/// What a payload says.
fn text(payload: &[u8]) -> Private {
    match std::str::from_utf8(payload) {
        Ok(text) if !text.chars().any(|c| c.is_control() && !c.is_whitespace()) => Private::from(text),
        _ if matches!(payload.len(), 16 | 32) => Private::new(seedqr::digits(payload)),
        _ => Private::new(super::encoding::decode(payload)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{DynamicImage, ImageFormat};
    use std::time::Instant;

    fn png(image: GrayImage) -> Vec<u8> {
        let mut file = Cursor::new(Vec::new());
        DynamicImage::ImageLuma8(image).write_to(&mut file, ImageFormat::Png).expect("memory does not fail");
        file.into_inner()
    }

    /// Corners of codes, each of 7 by 7 pixels, side by side.
    fn crowd(side: u32) -> GrayImage {
        GrayImage::from_fn(side, side, |x, y| {
            let (x, y) = (x % 9, y % 9);
            let ring = x.abs_diff(3).max(y.abs_diff(3));
            Luma([if ring <= 1 || ring == 3 { 0 } else { 255 }])
        })
    }

    #[test]
    fn the_header_decides_before_anything_is_decoded() {
        assert_eq!(codes(&png(GrayImage::new(SIDE + 1, 1))), Err(Refused), "too long");
        // White compresses to next to nothing: a file of some kilobytes, an image of 36 megapixels.
        let bomb = png(GrayImage::new(6000, 6000));
        assert!(bomb.len() < 200_000);
        let start = Instant::now();
        assert_eq!(codes(&bomb), Err(Refused));
        assert!(start.elapsed().as_millis() < 50, "it was decoded: {:?}", start.elapsed());
    }

    #[test]
    fn a_crowd_of_corners_ends_soon() {
        let spent = |image: GrayImage| {
            let sheet = Sheet::new(image);
            catch_unwind(AssertUnwindSafe(|| PreparedImage::prepare(sheet).detect_grids().len())).is_err()
        };
        assert!(spent(crowd(400)), "the allowance ends the search");
        assert!(!spent(crowd(63)));
        assert_eq!(codes(&png(crowd(400))).map(|codes| codes.len()), Ok(0));
    }
}
