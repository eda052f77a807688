//! A server's own answers: found by likeness alone, so that a thousand servers with thousands of phrasings stay cheap.

use super::features::Reading;
use super::hash::{Keys, Map};
use super::learnt::{Learnt, texts_of};
use super::rank::{Role, small};
use super::vocabulary::Vocabulary;
use crate::book::{Book, Topic};
use std::sync::Arc;

/// What the desk knows of a server's own answers. Made by [`super::Desk::own`].
#[derive(Debug, Default)]
pub struct Own {
    /// The answers as they are shown, sorted by id.
    topics: Vec<Topic>,
    ids: Vec<Arc<str>>,
    /// The features of any of them, where the answers of each begin, and once past the last.
    features: Keys,
    starts: Vec<u32>,
    /// The answers in which a feature stands, and its share in each.
    shares: Vec<(u32, f32)>,
}

impl Own {
    /// Learns answers, weighing words as the shipped ones do.
    pub(super) fn new(book: &Book, topics: &[Topic], Learnt { spelling, ranker }: &Learnt) -> Self {
        let vocabulary = ranker.vocabulary();
        let mut own =
            Self { ids: topics.iter().map(|topic| topic.id.as_str().into()).collect(), ..Self::default() };
        own.topics = topics.iter().map(|topic| book.complete(topic)).collect();
        own.topics.sort_by(|a, b| a.id.cmp(&b.id));
        let mut shares: Vec<(u32, u32, f32)> = Vec::new();
        for (at, topic) in topics.iter().enumerate() {
            let mut sums: Map<u32, f32> = Map::default();
            let texts = topic.languages.values().flat_map(|answer| texts_of(at, answer));
            for (_, text) in texts.filter(|(role, _)| !matches!(role, Role::Misses(_))) {
                for (feature, value) in vocabulary.weigh(Reading::new(text, spelling).features()) {
                    *sums.entry(feature).or_default() += value;
                }
            }
            let total: f32 = sums.values().sum();
            shares.extend(sums.into_iter().map(|(feature, sum)| (feature, small(at), (sum / total).sqrt())));
        }
        shares.sort_unstable_by_key(|(feature, answer, _)| (*feature, *answer));
        let mut features = Vec::new();
        for run in shares.chunk_by(|a, b| a.0 == b.0) {
            features.push(run[0].0);
            own.starts.push(small(own.shares.len()));
            own.shares.extend(run.iter().map(|(_, answer, share)| (*answer, *share)));
        }
        own.starts.push(small(own.shares.len()));
        own.features = Keys::new(features);
        own.shares.shrink_to_fit();
        own
    }

    /// The answers as they are shown, sorted by id.
    pub fn topics(&self) -> &[Topic] {
        &self.topics
    }

    /// The answer of that id.
    pub fn topic(&self, id: &str) -> Option<&Topic> {
        self.topics.binary_search_by(|topic| topic.id.as_str().cmp(id)).ok().map(|at| &self.topics[at])
    }

    /// The answer most like a message, and how alike they are, 0 to 1.
    pub(super) fn best(&self, reading: &Reading, vocabulary: &Vocabulary) -> Option<(Arc<str>, f32)> {
        let mut cosines = vec![0.0_f32; self.ids.len()];
        for (feature, value) in vocabulary.weigh(reading.features()) {
            let Some(at) = self.features.place(feature) else { continue };
            for (answer, share) in &self.shares[self.starts[at] as usize..self.starts[at + 1] as usize] {
                cosines[*answer as usize] += value * share;
            }
        }
        let best = cosines.into_iter().enumerate().max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))?;
        Some((self.ids[best.0].clone(), best.1)).filter(|(_, like)| *like > 0.0)
    }
}

#[cfg(test)]
mod tests {
    use crate::answers::{Action, Desk, Judgement, Own, Question};
    use crate::book::{Answer, Lang, Topic, Urgency};

    /// What servers answer themselves: five answers, three to five phrasings each.
    const ANSWERS: [(&str, &[&str]); 5] = [
        (
            "verified-role",
            &[
                "how do I get the verified role",
                "where can I verify for this server",
                "give me the role please",
                "認証ロールはどうやってもらえますか",
                "サーバーの認証のやり方",
            ],
        ),
        ("game-night", &["when is game night", "what time do we play", "ゲームの夜は何時からですか"]),
        (
            "our-mint",
            &[
                "when does the Lion Dogs mint start",
                "how many Lion Dogs can I mint per wallet",
                "Lion Dogs mint price",
                "狛犬コレクションのミントはいつですか",
            ],
        ),
        (
            "our-validator",
            &[
                "how do I stake with the komainu validator",
                "komainu validator commission",
                "delegate to the komainu validator",
                "狛犬バリデータに委任する方法",
            ],
        ),
        (
            "moderator-application",
            &["how do I apply as a moderator", "are you looking for new mods", "モデレーターに応募したい"],
        ),
    ];

    fn topic(id: &str, phrasings: &[&str]) -> Topic {
        let phrasings = phrasings.iter().map(|&text| text.to_owned()).collect();
        let answer = Answer { title: id.to_owned(), phrasings, ..Answer::default() };
        Topic {
            schema: None,
            id: id.to_owned(),
            urgency: Urgency::Normal,
            confusable_with: Vec::new(),
            languages: [(Lang::EN, answer)].into(),
        }
    }

    fn judge(own: &Own, text: &str) -> Judgement {
        let desk = Desk::shipped().expect("the shipped answers are sound");
        desk.judge(&Question { title: "", text, locale: None, home: Lang::EN }, Some(own))
    }

    fn learn(more: &[Topic]) -> Own {
        let mut topics: Vec<Topic> = ANSWERS.iter().map(|(id, phrasings)| topic(id, phrasings)).collect();
        topics.extend_from_slice(more);
        Desk::shipped().expect("the shipped answers are sound").own(&topics)
    }

    fn check(own: &Own, text: &str, action: Action, first: &str) {
        let judgement = judge(own, text);
        let best = judgement.ranked.first().map_or("", |candidate| &candidate.id);
        assert_eq!((judgement.action, best), (action, first), "{text}: {judgement:?}");
    }

    #[test]
    fn a_phrasing_gets_its_answer() {
        let own = learn(&[]);
        for (id, phrasings) in ANSWERS {
            phrasings.iter().for_each(|text| check(&own, text, Action::Answer, id));
        }
    }

    #[test]
    fn what_is_clearly_nearer_wins() {
        let own = learn(&[]);
        check(&own, "how can i get verified role here", Action::Answer, "verified-role");
        check(&own, "how to stake my eth with komainu validator?", Action::Answer, "our-validator");
        check(&own, "how do I stake my eth", Action::Answer, "staking");
        check(&own, "I forgot my password, what can I do?", Action::Answer, "forgot-password");
        check(&own, "パスワードを忘れてログインできません", Action::Answer, "forgot-password");
    }

    /// Own answers neither push shipped ones aside nor interrupt people.
    #[test]
    fn they_stay_silent_otherwise() {
        let own = learn(&[]);
        for text in [
            "good morning everybody",
            "good night",
            "",
            "thanks, that fixed it",
            "ありがとうございます！解決しました",
        ] {
            assert_eq!(judge(&own, text).action, Action::Silent, "{text}");
        }
        #[derive(serde::Deserialize)]
        struct Message {
            text: String,
        }
        let messages = include_str!("../../tests/corpus/questions.jsonl").lines().step_by(3);
        let (mut all, mut taken) = (0.0, 0.0);
        let messages = messages.map(|line| serde_json::from_str::<Message>(line).expect("a message"));
        // Some do ask how to be verified.
        let asks = |message: &Message| ["verified", "ロール"].iter().any(|word| message.text.contains(word));
        for message in messages.filter(|message| !asks(message)) {
            let judgement = judge(&own, &message.text);
            all += 1.0;
            let first = judgement.ranked.first().is_some_and(|first| first.own);
            taken += f64::from(u8::from(first && judgement.action != Action::Silent));
        }
        assert!(taken / all <= 0.01, "{taken} of {all} messages about other things got an own answer");
    }

    /// A thousand answers more change nothing for those that are asked for.
    #[test]
    fn five_thousand_phrasings_are_told_apart() {
        let number =
            |n: usize| -> String { n.to_string().chars().map(|c| (c as u8 - b'0' + b'k') as char).collect() };
        let more: Vec<Topic> = (0..1000)
            .map(|n| {
                let name = format!("z{}q", number(n));
                let phrasings = [
                    format!("what is the {name} quest"),
                    format!("where do I find {name}"),
                    format!("{name} level guide"),
                    format!("reward for {name}"),
                    format!("{name}のクエストはどこですか"),
                ];
                topic(&format!("quest-{n}"), &phrasings.each_ref().map(String::as_str))
            })
            .collect();
        let own = learn(&more);
        check(&own, "how do I get the verified role", Action::Answer, "verified-role");
        check(&own, &format!("where do i find z{}q", number(417)), Action::Answer, "quest-417");
        check(&own, "I forgot my password, what can I do?", Action::Answer, "forgot-password");
    }
}
