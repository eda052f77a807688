//! An answer as people write it into a form, and back.

use crate::book::Answer;

impl Answer {
    /// Whether it says anything itself, or only adds to how a shipped one is asked for.
    pub fn has_text(&self) -> bool {
        !(self.title.is_empty() && self.summary.is_empty() && self.steps.is_empty() && self.never.is_empty())
    }

    /// The texts below its title, with their keys.
    pub(super) fn texts(&self) -> impl Iterator<Item = (String, &str)> {
        let steps = self.steps.iter().enumerate().map(|(at, text)| (format!("steps[{at}]"), text.as_str()));
        [("summary", &self.summary), ("never", &self.never)]
            .into_iter()
            .map(|(name, text)| (name.to_owned(), text.as_str()))
            .chain(steps)
    }

    /// Its text as people write it: the summary, steps that begin with a number, a warning that begins with `!`.
    pub fn written(&self) -> String {
        let steps = self.steps.iter().zip(1..).map(|(step, n)| format!("{n}. {step}"));
        let never = (!self.never.is_empty()).then(|| format!("! {}", self.never));
        let lines: Vec<String> = std::iter::once(self.summary.clone()).chain(steps).chain(never).collect();
        lines.join("\n").trim().to_owned()
    }

    /// Takes its text from what somebody wrote.
    pub fn rewrite(&mut self, written: &str) {
        let (mut summary, mut steps, mut never) = (Vec::new(), Vec::new(), Vec::new());
        for line in written.lines().map(str::trim) {
            if let Some(step) = step(line) {
                steps.push(step.to_owned());
            } else if let Some(warning) = line.strip_prefix(['!', '！']) {
                never.push(warning.trim());
            } else {
                summary.push(line);
            }
        }
        self.summary = summary.join("\n").trim().to_owned();
        self.steps = steps;
        self.never = never.join(" ");
    }
}

/// What follows the number of a line like `1. …` or `2) …`.
fn step(line: &str) -> Option<&str> {
    let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
    // Two digits number every step there can be; a longer number is the text's own.
    let numbered = (1..=2).contains(&(line.len() - rest.len()));
    // A blank tells the number of a step from 3.14; after a wide mark nobody writes one.
    let marks = |mark: char| matches!(mark, '.' | ')').then_some(' ');
    let mut chars = rest.chars();
    let step = match chars.next()? {
        '．' | '）' | '、' => chars.as_str(),
        mark => chars.as_str().strip_prefix(marks(mark)?)?,
    };
    let step = step.trim();
    (numbered && !step.is_empty()).then_some(step)
}

/// An id for a title: its Latin letters and digits, else `answer`; a number after it where it is taken.
pub fn id_for(title: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let words = title.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let mut id: String = words.collect::<Vec<_>>().join("-").to_ascii_lowercase();
    // Room for a number.
    id.truncate(36);
    let id = match id.trim_matches('-') {
        short if short.len() < 3 => "answer",
        id => id,
    };
    let numbered = (2..).map(|n| format!("{id}-{n}"));
    std::iter::once(id.to_owned()).chain(numbered).find(|id| !is_taken(id)).unwrap_or_default()
}
