//! The chart of `/stats`, drawn here: no text leaves the machine for it. Bars on a card of its own, so that it reads alike
//! on Discord's dark and light themes; digits are all it writes, so that it needs no translation and a font of 2 KiB. What
//! the colours mean is said in the embed, what the numbers are in the alt text.

use super::Day;
use crate::message::DAY;
use anyhow::{Context, Result, anyhow};
use chrono::DateTime;
use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, ImageEncoder};
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::register_font;
use std::sync::LazyLock;

/// Twice what Discord shows on a phone, in its own proportions for embedded pictures.
pub(crate) const SIZE: (u32, u32) = (1100, 620);
/// Of the height, what the questions get; incidents are rarer.
const SPLIT: u32 = 390;

/// A card between Discord's darkest and lightest grey: white digits stand out on it by 12:1.
const CARD: RGBColor = RGBColor(0x23, 0x27, 0x30);
const GRID: RGBColor = RGBColor(0x3D, 0x43, 0x50);
const INK: RGBColor = RGBColor(0xE6, 0xE8, 0xEC);
/// The squares of the embed: 🟦 🟨 ⬜ and 🟥 🟪. They differ in lightness too, for those who do not see colours.
pub(super) const ANSWERED: RGBColor = RGBColor(0x55, 0xAC, 0xEE);
pub(super) const SUGGESTED: RGBColor = RGBColor(0xFD, 0xCB, 0x58);
pub(super) const UNMATCHED: RGBColor = RGBColor(0xE6, 0xE7, 0xE8);
pub(super) const INCIDENTS: RGBColor = RGBColor(0xDD, 0x2E, 0x44);
pub(super) const FALSE_ALARMS: RGBColor = RGBColor(0xAA, 0x8E, 0xD6);

/// Digits, hyphen and slash of Inter, under the SIL Open Font License beside it.
static DIGITS: &[u8] = include_bytes!("digits.ttf");
const FONT: &str = "komainu digits";
static FONT_IS_THERE: LazyLock<bool> =
    LazyLock::new(|| register_font(FONT, FontStyle::Normal, DIGITS).is_ok());

/// Draws the days as a PNG.
pub(super) fn png(days: &[Day]) -> Result<Vec<u8>> {
    anyhow::ensure!(*FONT_IS_THERE, "the digits cannot be read");
    let (width, height) = SIZE;
    let mut pixels = vec![0; width as usize * height as usize * 3];
    {
        let card = BitMapBackend::with_buffer(&mut pixels, SIZE).into_drawing_area();
        draw(&card, days).map_err(|error| anyhow!("the chart could not be drawn: {error}"))?;
    }
    let mut file = Vec::new();
    PngEncoder::new(&mut file)
        .write_image(&pixels, width, height, ExtendedColorType::Rgb8)
        .context("the chart could not be written as PNG")?;
    Ok(file)
}

/// Room for the numbers left of the bars, and around everything.
const LABELS: u32 = 72;
const MARGIN: u32 = 24;
/// To the right half a date stands out beside the last bar.
const RIGHT: u32 = 56;

type Area<'a> = DrawingArea<BitMapBackend<'a>, Shift>;
type Drawn = Result<(), Box<dyn std::error::Error>>;

fn draw(card: &Area<'_>, days: &[Day]) -> Drawn {
    card.fill(&CARD)?;
    let (questions, incidents) = card.split_vertically(SPLIT);
    bars(&questions, days, 5, |day| {
        [(day.answered, ANSWERED), (day.suggested, SUGGESTED), (day.unmatched, UNMATCHED)].to_vec()
    })?;
    bars(&incidents, days, 3, |day| {
        let true_ones = day.incidents.saturating_sub(day.false_alarms);
        [(true_ones, INCIDENTS), (day.false_alarms, FALSE_ALARMS)].to_vec()
    })?;
    Ok(())
}

/// One bar a day, made of parts that stand on each other, beside so many numbers.
fn bars(
    area: &Area<'_>,
    days: &[Day],
    numbers: usize,
    parts: impl Fn(&Day) -> Vec<(u64, RGBColor)>,
) -> Drawn {
    let tallest = days.iter().map(|day| parts(day).iter().map(|(n, _)| n).sum::<u64>()).max().unwrap_or(0);
    // Room above the tallest, and never fewer than four steps: numbers of people are whole.
    let top = tallest.max(4) as f64 * 1.08;
    // Half of it is left on a phone: as large as the embed's own text.
    let font = (FONT, 32).into_font().color(&INK);
    let mut chart = ChartBuilder::on(area)
        .margin(MARGIN)
        .margin_right(RIGHT)
        .x_label_area_size(44)
        .y_label_area_size(LABELS)
        .build_cartesian_2d(0.5 - days.len() as f64..0.5, 0.0..top)?;
    // Counted back from the newest day, so that it is one of those that are named.
    let date = |ago: &f64| {
        let day = Some(-ago).filter(|ago| ago.fract() == 0.0 && *ago >= 0.0);
        day.and_then(|ago| days.iter().rev().nth(ago as usize)).map_or_else(String::new, Day::short)
    };
    let whole = |n: &f64| if n.fract() == 0.0 { format!("{n}") } else { String::new() };
    chart
        .configure_mesh()
        .disable_x_mesh()
        .bold_line_style(GRID)
        .light_line_style(TRANSPARENT)
        .axis_style(GRID)
        .label_style(font)
        .x_labels(7)
        .y_labels(numbers)
        .x_label_formatter(&date)
        .y_label_formatter(&whole)
        .draw()?;
    for (ago, day) in days.iter().rev().enumerate() {
        let (left, right) = (-(ago as f64) - 0.38, 0.38 - ago as f64);
        let mut bottom = 0.0;
        for (n, colour) in parts(day).into_iter().filter(|(n, _)| *n > 0) {
            let upper = bottom + n as f64;
            chart.draw_series([Rectangle::new([(left, bottom), (right, upper)], colour.filled())])?;
            bottom = upper;
        }
    }
    area.present()?;
    Ok(())
}

impl Day {
    /// Its date, as it reads in any language.
    pub(super) fn date(&self) -> String {
        let moment = DateTime::from_timestamp(i64::try_from(self.day * DAY).unwrap_or(0), 0);
        moment.map(|moment| moment.format("%Y-%m-%d").to_string()).unwrap_or_default()
    }

    /// The same without the year, which a row of days does not repeat.
    fn short(&self) -> String {
        self.date().split_once('-').map_or_else(String::new, |(_, short)| short.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(day: u64, answered: u64, unmatched: u64, incidents: u64) -> Day {
        Day { day, answered, unmatched, incidents, ..Day::default() }
    }

    /// How many pixels of this colour stand in each of `days` columns of the picture.
    fn columns(days: &[Day], colour: RGBColor) -> Vec<usize> {
        let file = png(days).expect("drawn");
        let picture = image::load_from_memory(&file).expect("a PNG").to_rgb8();
        assert_eq!(picture.dimensions(), SIZE);
        // The plot lies between the labels and the margins.
        let (left, right) = (f64::from(MARGIN + LABELS), f64::from(SIZE.0 - RIGHT));
        let mut columns = vec![0; days.len()];
        for (x, _, pixel) in picture.enumerate_pixels() {
            let at = (f64::from(x) - left) / (right - left) * days.len() as f64;
            if pixel.0 == [colour.0, colour.1, colour.2] && at >= 0.0 {
                columns[(at as usize).min(days.len() - 1)] += 1;
            }
        }
        columns
    }

    #[test]
    fn bars_follow_the_numbers() {
        let days = [day(20_000, 2, 0, 0), day(20_001, 4, 8, 1), day(20_002, 0, 0, 0), day(20_003, 8, 2, 3)];
        let answered = columns(&days, ANSWERED);
        assert_eq!(answered[2], 0);
        // Bars end at whole pixels.
        let ratio = |a: usize, b: usize| (a as f64 / b as f64).round();
        assert_eq!((ratio(answered[1], answered[0]), ratio(answered[3], answered[0])), (2.0, 4.0));
        let unmatched = columns(&days, UNMATCHED);
        assert_eq!((unmatched[0], ratio(unmatched[1], unmatched[3])), (0, 4.0));
        let incidents = columns(&days, INCIDENTS);
        assert_eq!((incidents[0], incidents[2], ratio(incidents[3], incidents[1])), (0, 0, 3.0));
    }

    #[test]
    fn nothing_at_all_is_still_a_picture_with_dates() {
        let days: Vec<Day> = (0..30).map(|at| day(20_000 + at, 0, 0, 0)).collect();
        let picture = image::load_from_memory(&png(&days).expect("drawn")).expect("a PNG").to_rgb8();
        let ink = picture.pixels().filter(|pixel| pixel.0 == [INK.0, INK.1, INK.2]).count();
        assert!(ink > 200, "no labels: {ink}");
        assert_eq!(days[0].short(), "10-04");
    }

    #[test]
    fn a_year_and_a_single_day_fit() {
        let year: Vec<Day> = (0..365).map(|at| day(20_000 + at, at % 7, 1, at % 3)).collect();
        assert!(columns(&year, ANSWERED).iter().filter(|&&n| n > 0).count() > 200);
        assert!(columns(&[day(20_000, 1_000_000, 0, 0)], ANSWERED)[0] > 0);
    }
}
