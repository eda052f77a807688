//! XRP Ledger secret numbers (XLS-12): eight groups of six digits, A to H, of which the sixth is a check digit.
//!
//! Format: five digits up to 65535, then that value times twice the group's position plus one, modulo nine.
//! Eight right groups happen once in 10^9 among groups of six digits: phone codes and invoices do not.

use super::stretch::Stretch;
use super::view::View;
use super::{Detector, Finding, Kind, Reason, Signals, Verdict};
use std::ops::Range;

pub(super) static DETECTOR: Detector =
    Detector { name: "xrp_numbers", kinds: &KINDS, needs: Signals::DIGITS, find };

static KINDS: [Kind; 1] = [Kind::key("xrp-numbers", "XRP Ledger secret numbers")];

const GROUPS: usize = 8;
/// Between two groups: a label such as "Row B:" and a line break, not a sentence.
const GAP: usize = 24;

struct Group {
    range: Range<usize>,
    value: u32,
}

fn find(view: &View<'_>, found: &mut Vec<Finding>) {
    let groups = groups(view);
    let mut at = 0;
    while at < groups.len() {
        let row = row(view.text, &groups[at..]);
        let right =
            row.iter().enumerate().filter(|(position, group)| is_right(group.value, *position)).count();
        // One group mistyped, or the last one lost, leaves seven right ones: once in 10^8.
        let verdict = match (row.len(), right) {
            (GROUPS, GROUPS) => Some((Verdict::Certain, Reason::Checksum)),
            (GROUPS, 7) | (7, 7) => Some((Verdict::Likely, Reason::NearMiss)),
            _ => None,
        };
        if let (Some((verdict, reason)), [first, .., last]) = (verdict, row) {
            found.push(view.finding(&KINDS[0], verdict, reason, first.range.start..last.range.end));
            at += row.len();
        } else {
            at += 1;
        }
    }
}

fn is_right(group: u32, position: usize) -> bool {
    let (value, check) = (group / 10, group % 10);
    value <= 0xffff && value * (position as u32 * 2 + 1) % 9 == check && value != 0
}

/// The groups of six digits in a text; a row of 48 digits is eight of them.
fn groups(view: &View<'_>) -> Vec<Group> {
    let is_group = |length: usize| length == 6 || length == 6 * GROUPS;
    // A letter may stand against each group: "A012345".
    let may_hold = |stretch: &&Stretch| {
        stretch.digits > 0 && stretch.digits.is_multiple_of(6) && stretch.len() <= 7 * GROUPS
    };
    let mut groups = Vec::new();
    for stretch in view.stretches().iter().filter(may_hold) {
        let bytes = &view.text.as_bytes()[stretch.range()];
        for digits in bytes.split(|byte| !byte.is_ascii_digit()).filter(|digits| is_group(digits.len())) {
            let start = stretch.range().start + (digits.as_ptr().addr() - bytes.as_ptr().addr());
            let value =
                |group: &[u8]| group.iter().fold(0, |value, digit| value * 10 + u32::from(digit - b'0'));
            groups.extend(
                digits
                    .chunks(6)
                    .zip((start..).step_by(6))
                    .map(|(group, start)| Group { range: start..start + 6, value: value(group) }),
            );
        }
    }
    groups
}

/// The first groups, as far as they follow each other and up to eight.
fn row<'a>(text: &str, groups: &'a [Group]) -> &'a [Group] {
    let follows = |pair: &&[Group]| {
        let gap = &text[pair[0].range.end..pair[1].range.start];
        gap.len() <= GAP && !gap.bytes().any(|b| b.is_ascii_digit())
    };
    let count = 1 + groups.windows(2).take(GROUPS - 1).take_while(follows).count();
    &groups[..count.min(groups.len())]
}
