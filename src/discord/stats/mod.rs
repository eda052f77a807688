//! What became of questions and what the guard found, as numbers, as a picture, and in words for those who do not see it.

mod chart;

use super::own::Answers;
use super::render::{Card, Render, shorten};
use crate::phrases::{self as say, Key};
use crate::store::{IncidentCount, Outcome, TopicCount};
use anyhow::Result;
use serenity::all::CreateAttachment;
use std::collections::BTreeMap;

/// How many topics are named: the ones a moderator can do something about at a glance.
const TOPICS: usize = 5;
/// Discord's longest description of an attachment.
const DESCRIPTION: usize = 1024;
const FILE: &str = "stats.png";

/// One day's numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Day {
    /// Days since 1970, UTC.
    day: u64,
    answered: u64,
    suggested: u64,
    unmatched: u64,
    incidents: u64,
    false_alarms: u64,
}

/// The numbers of a server over some days.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Stats {
    days: Vec<Day>,
    solved: u64,
    not_asked: u64,
    other_language: u64,
    /// Topics by how often they were asked for, most first.
    topics: Vec<(String, u64)>,
}

impl Stats {
    /// Adds up what was counted from the day `first` to the day `last`.
    pub(crate) fn new(first: u64, last: u64, questions: &[TopicCount], incidents: &[IncidentCount]) -> Self {
        let mut stats = Self {
            days: (first..=last).map(|day| Day { day, ..Day::default() }).collect(),
            ..Self::default()
        };
        let mut topics: BTreeMap<&str, u64> = BTreeMap::new();
        for count in questions {
            let Some(day) = stats.days.iter_mut().find(|day| day.day == count.day) else { continue };
            match count.outcome {
                Outcome::Answered => day.answered += count.n,
                Outcome::Suggested => day.suggested += count.n,
                Outcome::Unmatched => day.unmatched += count.n,
                Outcome::Solved => stats.solved += count.n,
                Outcome::NotAsked => stats.not_asked += count.n,
                Outcome::OtherLanguage => stats.other_language += count.n,
            }
            if matches!(count.outcome, Outcome::Answered | Outcome::Suggested) {
                *topics.entry(&count.topic).or_default() += count.n;
            }
        }
        for count in incidents {
            if let Some(day) = stats.days.iter_mut().find(|day| day.day == count.day) {
                day.incidents += count.n;
                day.false_alarms += count.false_alarms;
            }
        }
        stats.topics = topics.into_iter().map(|(id, n)| (id.to_owned(), n)).collect();
        stats.topics.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
        stats
    }

    fn sum(&self, of: impl Fn(&Day) -> u64) -> u64 {
        self.days.iter().map(of).sum()
    }

    /// The numbers as a card under their picture.
    pub(crate) fn card(&self, render: &Render<'_>, answers: &Answers) -> Card {
        let fill = |key: Key, values: &[(&str, String)]| {
            let values: Vec<(&str, &str)> =
                values.iter().map(|(name, value)| (*name, value.as_str())).collect();
            render.phrases.fill(key, &values)
        };
        let (answered, suggested) = (self.sum(|day| day.answered), self.sum(|day| day.suggested));
        let replied = answered + suggested;
        let questions = [
            ("answered", answered.to_string()),
            ("suggested", suggested.to_string()),
            ("unmatched", self.sum(|day| day.unmatched).to_string()),
        ];
        // Without replies there is no percentage.
        let share = (self.solved * 100)
            .checked_div(replied)
            .map_or("–".to_owned(), |share| share.min(100).to_string());
        let outcome = [
            ("solved", self.solved.to_string()),
            ("replied", replied.to_string()),
            ("share", share),
            ("not_asked", self.not_asked.to_string()),
            ("other_language", self.other_language.to_string()),
        ];
        let guard = [
            ("incidents", self.sum(|day| day.incidents).to_string()),
            ("false_alarms", self.sum(|day| day.false_alarms).to_string()),
        ];
        let lang = render.phrases.lang();
        let topics: Vec<String> = self
            .topics
            .iter()
            .take(TOPICS)
            .map(|(id, n)| {
                let shown = answers.topic(id).and_then(|topic| topic.answer(lang));
                format!("{n} · {}", shown.map_or(id.as_str(), |(_, answer)| answer.title.as_str()))
            })
            .collect();
        let topics = if topics.is_empty() { "–".to_owned() } else { topics.join("\n") };
        let title = fill(say::STATS_TITLE, &[("days", self.days.len().to_string())]);
        let embed = render
            .embed(&title, String::new())
            .field(render.say(say::STATS_QUESTIONS), fill(say::STATS_QUESTIONS_BODY, &questions), true)
            .field(render.say(say::STATS_OUTCOME), fill(say::STATS_OUTCOME_BODY, &outcome), true)
            .field(render.say(say::STATS_GUARD), fill(say::STATS_GUARD_BODY, &guard), true)
            .field(render.say(say::STATS_TOPICS), topics, false);
        Card { embed, rows: Vec::new() }
    }

    /// The picture, with its numbers as a table in words. Drawing takes milliseconds of work: not for a thread that serves
    /// the gateway.
    pub(crate) fn picture(&self, description: String) -> Result<CreateAttachment> {
        let mut file = CreateAttachment::bytes(chart::png(&self.days)?, FILE);
        file.description = Some(description);
        Ok(file)
    }

    /// The days on which anything happened, newest first, as long as there is room.
    pub(crate) fn words(&self, render: &Render<'_>) -> String {
        let mut said = render.phrases.fill(say::STATS_ALT, &[("days", &self.days.len().to_string())]);
        let busy = self.days.iter().rev().filter(|day| **day != Day { day: day.day, ..Day::default() });
        for day in busy {
            let numbers = [
                ("day", day.date()),
                ("answered", day.answered.to_string()),
                ("suggested", day.suggested.to_string()),
                ("unmatched", day.unmatched.to_string()),
                ("incidents", day.incidents.to_string()),
                ("false_alarms", day.false_alarms.to_string()),
            ];
            let values: Vec<(&str, &str)> =
                numbers.iter().map(|(name, value)| (*name, value.as_str())).collect();
            said.push('\n');
            said.push_str(&render.phrases.fill(say::STATS_ALT_DAY, &values));
        }
        shorten(&said, DESCRIPTION)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::{Book, Lang};
    use crate::discord::ids::Signer;

    fn count(day: u64, topic: &str, outcome: Outcome, n: u64) -> TopicCount {
        TopicCount { day, topic: topic.into(), outcome, n }
    }

    #[test]
    fn counts_add_up_by_day_and_topic() {
        let questions = [
            count(9, "gas-fees", Outcome::Answered, 100),
            count(10, "gas-fees", Outcome::Answered, 2),
            count(10, "", Outcome::Unmatched, 4),
            count(11, "staking", Outcome::Suggested, 3),
            count(11, "staking", Outcome::Solved, 1),
        ];
        let incidents = [
            IncidentCount { day: 11, verdict: "certain".into(), n: 2, false_alarms: 1 },
            IncidentCount { day: 11, verdict: "likely".into(), n: 1, false_alarms: 0 },
        ];
        let stats = Stats::new(10, 12, &questions, &incidents);
        assert_eq!(stats.days.len(), 3);
        assert_eq!(stats.days[0], Day { day: 10, answered: 2, unmatched: 4, ..Day::default() });
        assert_eq!(
            stats.days[1],
            Day { day: 11, suggested: 3, incidents: 3, false_alarms: 1, ..Day::default() }
        );
        assert_eq!(stats.topics, [("staking".to_owned(), 3), ("gas-fees".to_owned(), 2)]);
        assert_eq!(stats.solved, 1);
    }

    #[test]
    fn the_words_fit_and_begin_with_the_newest_day() {
        let book = Book::shipped().expect("sound");
        let signer = Signer::new("a token");
        let questions: Vec<TopicCount> =
            (0..365).map(|day| count(20_000 + day, "gas-fees", Outcome::Answered, 1)).collect();
        let stats = Stats::new(20_000, 20_364, &questions, &[]);
        for lang in [Lang::EN, Lang::JA] {
            let said = stats.words(&Render::new(&book, lang, &signer));
            assert!(said.chars().count() <= DESCRIPTION && said.contains("2025-10-03"), "{said}");
        }
    }
}
