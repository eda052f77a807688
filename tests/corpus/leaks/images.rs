//! QR codes of secrets, and the ways they come into a picture: drawn, turned, scaled, recoloured, photographed.

use super::keys;
use super::phrases::makers;
use super::rng::Rng;
use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage, imageops};
use qrcode::bits::Bits;
use qrcode::{Color, EcLevel, QrCode, Version};
use std::io::Cursor;

/// A secret that people show as a QR code.
pub struct Payload {
    pub kind: &'static str,
    pub make: fn(&mut Rng) -> QrCode,
}

pub static PAYLOADS: &[Payload] = &[
    Payload { kind: "phrase", make: |rng| text(&phrase(rng, "bip39-en")) },
    Payload { kind: "phrase, Japanese", make: |rng| text(&phrase(rng, "bip39-ja")) },
    Payload { kind: "wif", make: |rng| text(&keys::wif(rng, 0x80, true)) },
    Payload { kind: "xprv", make: |rng| text(&keys::extended_key(rng, [0x04, 0x88, 0xad, 0xe4])) },
    Payload { kind: "seedqr 12", make: |rng| text(&keys::seedqr(rng, 12)) },
    Payload { kind: "seedqr 24", make: |rng| text(&keys::seedqr(rng, 24)) },
    Payload { kind: "compact seedqr 12", make: |rng| bytes(&rng.bytes(16), 1) },
    Payload { kind: "compact seedqr 24", make: |rng| bytes(&rng.bytes(32), 2) },
];

fn phrase(rng: &mut Rng, kind: &str) -> String {
    let maker = makers().find(|maker| maker.kind == kind).expect("a list of that name");
    (maker.make)(rng).join(if kind == "bip39-ja" { "\u{3000}" } else { " " })
}

pub fn text(text: &str) -> QrCode {
    QrCode::with_error_correction_level(text, EcLevel::M).expect("a code holds a secret")
}

/// Raw bytes in the smallest code that takes them, as the SeedQR specification asks.
fn bytes(bytes: &[u8], version: i16) -> QrCode {
    let mut bits = Bits::new(Version::Normal(version));
    bits.push_byte_data(bytes).expect("the entropy fits");
    bits.push_terminator(EcLevel::L).expect("the entropy fits");
    QrCode::with_bits(bits, EcLevel::L).expect("the entropy fits")
}

/// One way to show a code: the bytes of a file.
pub struct Display {
    pub name: &'static str,
    pub show: fn(&mut Rng, &QrCode) -> Vec<u8>,
}

const BLACK: Rgb<u8> = Rgb([0; 3]);
const WHITE: Rgb<u8> = Rgb([255; 3]);

pub static DISPLAYS: &[Display] = &[
    Display { name: "plain", show: |_, code| png(draw(code, 4)) },
    Display { name: "turned by 90", show: |_, code| png(imageops::rotate90(&draw(code, 4))) },
    Display { name: "turned by 180", show: |_, code| png(imageops::rotate180(&draw(code, 4))) },
    Display { name: "turned by 270", show: |_, code| png(imageops::rotate270(&draw(code, 4))) },
    Display { name: "mirrored", show: |_, code| png(imageops::flip_horizontal(&draw(code, 4))) },
    Display { name: "tilted by 3", show: |_, code| png(turn(&draw(code, 4), 3.0)) },
    Display { name: "tilted by 10", show: |_, code| png(turn(&draw(code, 5), 10.0)) },
    Display { name: "tilted by -20", show: |_, code| png(turn(&draw(code, 5), -20.0)) },
    Display { name: "tilted by 45", show: |_, code| png(turn(&draw(code, 5), 45.0)) },
    Display { name: "module of 2", show: |_, code| png(draw(code, 2)) },
    Display { name: "module of 3", show: |_, code| png(draw(code, 3)) },
    Display { name: "module of 8", show: |_, code| png(draw(code, 8)) },
    Display { name: "module of 12", show: |_, code| png(draw(code, 12)) },
    Display { name: "module of 30", show: |_, code| png(draw(code, 30)) },
    Display { name: "module of 2.6", show: |_, code| png(scale(&draw(code, 8), 0.325)) },
    Display { name: "module of 3.7", show: |_, code| png(scale(&draw(code, 8), 0.4625)) },
    Display { name: "inverted", show: |_, code| png(paint(code, 4, 4, WHITE, BLACK)) },
    Display {
        name: "inverted on white",
        show: |_, code| png(framed(&paint(code, 4, 2, WHITE, BLACK), WHITE)),
    },
    Display { name: "pale grey", show: |_, code| png(paint(code, 4, 4, Rgb([170; 3]), Rgb([215; 3]))) },
    Display { name: "dark grey", show: |_, code| png(paint(code, 4, 4, Rgb([25; 3]), Rgb([70; 3]))) },
    Display { name: "quiet zone of 1", show: |_, code| png(paint(code, 4, 1, BLACK, WHITE)) },
    Display { name: "no quiet zone", show: |_, code| png(paint(code, 4, 0, BLACK, WHITE)) },
    Display {
        name: "on a dark page",
        show: |_, code| png(framed(&paint(code, 4, 2, BLACK, WHITE), Rgb([49, 51, 56]))),
    },
    Display { name: "blue on white", show: |_, code| png(paint(code, 4, 4, Rgb([20, 40, 200]), WHITE)) },
    Display {
        name: "orange on cream",
        show: |_, code| png(paint(code, 4, 4, Rgb([240, 120, 20]), Rgb([255, 250, 225]))),
    },
    Display {
        name: "red on green",
        show: |_, code| png(paint(code, 4, 4, Rgb([150, 20, 20]), Rgb([140, 220, 140]))),
    },
    Display { name: "clear ground", show: |_, code| clear(code) },
    Display { name: "JPEG, 90", show: |_, code| jpeg(&draw(code, 4), 90) },
    Display { name: "JPEG, 40", show: |_, code| jpeg(&draw(code, 4), 40) },
    Display { name: "JPEG, 40, tilted", show: |_, code| jpeg(&turn(&draw(code, 5), 7.0), 40) },
    Display { name: "JPEG, 40, module of 3", show: |_, code| jpeg(&draw(code, 3), 40) },
    Display { name: "WebP", show: |_, code| encode(draw(code, 4).into(), ImageFormat::WebP) },
    Display { name: "blurred", show: |_, code| png(imageops::blur(&draw(code, 6), 2.0)) },
    Display { name: "noisy", show: |rng, code| png(noisy(rng, draw(code, 5), 60)) },
    Display { name: "screenshot", show: |rng, code| png(screenshot(rng, &draw(code, 4))) },
    Display { name: "photograph", show: |rng, code| jpeg(&photograph(rng, &draw(code, 6), 900, 1200), 75) },
    Display {
        name: "small in a photograph",
        show: |rng, code| jpeg(&photograph(rng, &draw(code, 3), 900, 1200), 75),
    },
    Display {
        name: "large photograph",
        show: |rng, code| jpeg(&photograph(rng, &draw(code, 8), 2400, 1800), 75),
    },
];

/// Black on white with the quiet zone of the standard.
fn draw(code: &QrCode, module: u32) -> RgbImage {
    paint(code, module, 4, BLACK, WHITE)
}

fn paint(code: &QrCode, module: u32, quiet: u32, dark: Rgb<u8>, light: Rgb<u8>) -> RgbImage {
    let width = code.width() as u32;
    let mut image = RgbImage::from_pixel((width + 2 * quiet) * module, (width + 2 * quiet) * module, light);
    for y in 0..width * module {
        for x in 0..width * module {
            if code[((x / module) as usize, (y / module) as usize)] == Color::Dark {
                image.put_pixel(x + quiet * module, y + quiet * module, dark);
            }
        }
    }
    image
}

fn framed(image: &RgbImage, ground: Rgb<u8>) -> RgbImage {
    let mut page = RgbImage::from_pixel(image.width() * 2, image.height() * 2, ground);
    imageops::replace(&mut page, image, i64::from(image.width() / 3), i64::from(image.height() / 2));
    page
}

fn scale(image: &RgbImage, by: f64) -> RgbImage {
    let length = |length: u32| (f64::from(length) * by) as u32;
    imageops::resize(image, length(image.width()), length(image.height()), imageops::FilterType::Triangle)
}

/// The image turned about its middle, on white.
fn turn(image: &RgbImage, degrees: f64) -> RgbImage {
    let (sin, cos) = degrees.to_radians().sin_cos();
    let old = f64::from(image.width());
    let side = old * (sin.abs() + cos.abs());
    RgbImage::from_fn(side as u32, side as u32, |x, y| {
        let (x, y) = (f64::from(x) - side / 2.0, f64::from(y) - side / 2.0);
        blend(image, x * cos + y * sin + old / 2.0, y * cos - x * sin + old / 2.0).unwrap_or(WHITE)
    })
}

/// The colour between four pixels.
fn blend(image: &RgbImage, x: f64, y: f64) -> Option<Rgb<u8>> {
    if x < 0.0 || y < 0.0 {
        return None;
    }
    let at = |dx, dy| image.get_pixel_checked(x as u32 + dx, y as u32 + dy);
    let (four, (u, v)) = ([at(0, 0)?, at(1, 0)?, at(0, 1)?, at(1, 1)?], (x.fract(), y.fract()));
    let mix = |c: usize| {
        let [a, b, c, d] = four.map(|pixel| f64::from(pixel.0[c]));
        ((a * (1.0 - u) + b * u) * (1.0 - v) + (c * (1.0 - u) + d * u) * v) as u8
    };
    Some(Rgb([mix(0), mix(1), mix(2)]))
}

fn noisy(rng: &mut Rng, mut image: RgbImage, most: usize) -> RgbImage {
    for pixel in image.pixels_mut() {
        let by = rng.below(2 * most) as i32 - most as i32;
        pixel.0 = pixel.0.map(|value| (i32::from(value) + by).clamp(0, 255) as u8);
    }
    image
}

/// A window with bars, lines like text, and the code somewhere in it.
fn screenshot(rng: &mut Rng, code: &RgbImage) -> RgbImage {
    let mut page = RgbImage::from_pixel(1280, 800, Rgb([245, 246, 248]));
    fill(&mut page, 0, 0, 1280, 40, Rgb([40, 44, 52]));
    for line in 0..30 {
        for word in 0..12 {
            let (x, width) = (60 + word * 95, 20 + rng.below(60) as u32);
            fill(&mut page, x, 70 + line * 23, width, 9, Rgb([60, 60, 66]));
        }
    }
    let place = |rng: &mut Rng, room: u32| i64::from(60 + rng.below(room as usize) as u32);
    let (x, y) = (place(rng, 1160 - code.width()), place(rng, 700 - code.height()));
    imageops::replace(&mut page, code, x, y);
    page
}

fn fill(image: &mut RgbImage, x: u32, y: u32, width: u32, height: u32, colour: Rgb<u8>) {
    for y in y..(y + height).min(image.height()) {
        for x in x..(x + width).min(image.width()) {
            image.put_pixel(x, y, colour);
        }
    }
}

/// A code on paper among other things: tilted, unevenly lit, grainy.
fn photograph(rng: &mut Rng, code: &RgbImage, width: u32, height: u32) -> RgbImage {
    let mut scene = RgbImage::from_fn(width, height, |x, y| {
        Rgb([(90 + x * 60 / width) as u8, (80 + y * 70 / height) as u8, 96])
    });
    for _ in 0..40 {
        let size = |rng: &mut Rng| 20 + rng.below(160) as u32;
        let (x, y) = (rng.below(width as usize) as u32, rng.below(height as usize) as u32);
        let colour = Rgb(rng.array());
        let (w, h) = (size(rng), size(rng));
        fill(&mut scene, x, y, w, h, colour);
    }
    let paper = turn(code, rng.below(24) as f64 - 12.0);
    let x = 20 + rng.below((width - paper.width() - 40) as usize) as u32;
    let y = 20 + rng.below((height - paper.height() - 40) as usize) as u32;
    imageops::replace(&mut scene, &paper, x.into(), y.into());
    for (x, y, pixel) in scene.enumerate_pixels_mut() {
        // A lamp to the upper left.
        let light = 100 - 35 * (x + y) / (width + height);
        pixel.0 = pixel.0.map(|value| (u32::from(value) * light / 100) as u8);
    }
    noisy(rng, scene, 12)
}

fn png(image: RgbImage) -> Vec<u8> {
    encode(image.into(), ImageFormat::Png)
}

fn encode(image: DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    image.write_to(&mut file, format).expect("memory does not fail");
    file.into_inner()
}

fn jpeg(image: &RgbImage, quality: u8) -> Vec<u8> {
    let mut file = Vec::new();
    JpegEncoder::new_with_quality(&mut file, quality).encode_image(image).expect("memory does not fail");
    file
}

/// Black on nothing at all.
fn clear(code: &QrCode) -> Vec<u8> {
    let mut image = DynamicImage::ImageRgb8(draw(code, 4)).to_rgba8();
    for pixel in image.pixels_mut() {
        pixel.0 = if pixel.0[0] == 0 { [0, 0, 0, 255] } else { [0; 4] };
    }
    encode(image.into(), ImageFormat::Png)
}
