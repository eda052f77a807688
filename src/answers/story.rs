//! Reads a message that tells more than one thing: finds the sentences that ask for something among those that tell a story,
//! and hears a cry for help beside another question.

use super::Desk;
use super::features::{LOOKED, Reading};
use super::learnt::Learnt;
use super::rank::Fit;
use crate::text::{Prose, Script, Token};

/// A message of fewer words is read whole: what stands around a question in it belongs to it.
const LONG: usize = 45;
/// People who tell a story often write it without full stops; a piece has about as many words as a question.
const PIECE: usize = 20;
/// Of a long message those sentences are kept that tell the answers apart nearly as well as the one that does it best.
/// Around twice as much, stories drown the question again; at half, what belongs to it is lost.
const LESS: f32 = 0.6;
/// A part of a message this far inside the boundary of an urgent answer asks for it, if that answer is ahead of all that can wait
/// by `LEAD`: a few words alone are like many, and without it phrasings of other answers raise the alarm.
const ALARM: f32 = -0.4;
const LEAD: f32 = 0.25;

/// What has been read of a message.
#[derive(Debug)]
pub(super) struct Story {
    /// The sentences that ask.
    pub reading: Reading,
    /// The urgent answer that one of its sentences asks for, by number.
    pub alarm: Option<usize>,
    /// Whether anything in it is Japanese.
    pub japanese: bool,
}

impl Desk {
    /// Reads a message, and of a long one only the sentences that ask.
    pub(super) fn read(&self, text: &str) -> Story {
        let Learnt { spelling, ranker } = self.learnt();
        let prose = Prose::new(text);
        let japanese = prose.is_japanese();
        // All pieces together may look up no more mistyped words than one message may.
        let mut tries = LOOKED;
        let mut read = |piece: &&[Token]| Reading::of(prose.of(piece.to_vec()), spelling, &mut tries);
        let parts: Vec<&[Token]> = parts(prose.tokens()).collect();
        // Where no word means anything, the tone alone sounds like a report: 「長くなってしまいました」.
        let readings = parts.iter().map(&mut read).filter(|reading| !reading.sense.meanings.is_empty());
        let fits = readings.map(|reading| ranker.fit(reading.features()));
        let alarm = if parts.len() < 2 { None } else { self.alarm(fits) };
        let pieces: Vec<&[Token]> = prose.sentences().flat_map(pieces).collect();
        if pieces.len() < 2 || words(prose.tokens()) <= LONG {
            return Story { reading: Reading::of(prose, spelling, &mut { LOOKED }), alarm, japanese };
        }
        let fits: Vec<Fit> = pieces.iter().map(|piece| ranker.fit(read(piece).features())).collect();
        let telling: Vec<f32> =
            fits.iter().map(|fit| fit.scores().fold(f32::MIN, f32::max) - fit.chat).collect();
        let most = telling.iter().copied().fold(f32::MIN, f32::max);
        let kept = pieces.iter().zip(telling).filter(|(_, telling)| *telling >= most - LESS);
        let kept = kept.flat_map(|(piece, _)| piece.iter().cloned()).collect();
        Story { reading: Reading::of(prose.of(kept), spelling, &mut { LOOKED }), alarm, japanese }
    }

    /// The urgent answer that a part of a message asks for, whatever the others ask for; the clearest, if there are several.
    fn alarm(&self, fits: impl Iterator<Item = Fit>) -> Option<usize> {
        let heard = fits.filter_map(|fit| {
            let (mut urgent, mut first, mut other) = (0, f32::MIN, f32::MIN);
            for (topic, score) in fit.scores().enumerate() {
                if !self.is_urgent(topic) {
                    other = other.max(score);
                } else if score > first {
                    (urgent, first) = (topic, score);
                }
            }
            let inside = fit.side.get(urgent).is_some_and(|side| *side > ALARM);
            (inside && first - other >= LEAD).then_some((urgent, first))
        });
        heard.max_by(|a, b| a.1.total_cmp(&b.1)).map(|(best, _)| best)
    }
}

/// What also begins a new part of a message: "my swap failed and somebody has my phrase".
const JOINS: [&str; 6] = ["also", "and", "but", "btw", "plus", "while"];
/// Fewer words are no report.
const LEAST: usize = 2;

/// The parts of a message, each of which may ask for something of its own.
fn parts(tokens: &[Token]) -> impl Iterator<Item = &[Token]> {
    let begins = |token: &Token| token.part || JOINS.contains(&token.text.as_str());
    tokens.chunk_by(move |_, next| !begins(next)).filter(|part| words(part) >= LEAST)
}

/// How many words there are; in Japanese a word has two to three letters.
fn words(tokens: &[Token]) -> usize {
    let letters = |token: &Token| match token.script {
        Script::Latin => 5,
        Script::Japanese => 2 * token.text.chars().count(),
    };
    tokens.iter().map(letters).sum::<usize>() / 5
}

/// A sentence in pieces of bounded length.
fn pieces(sentence: &[Token]) -> impl Iterator<Item = &[Token]> {
    let mut rest = sentence;
    std::iter::from_fn(move || {
        let mut end = rest.len().min(1);
        while end < rest.len() && words(&rest[..end]) < PIECE {
            end += 1;
        }
        let (piece, after) = rest.split_at(end);
        rest = after;
        (!piece.is_empty()).then_some(piece)
    })
}

#[cfg(test)]
mod tests {
    use crate::answers::{Action, Desk, Judgement, Question};
    use crate::book::Lang;

    fn judge(text: &str) -> Judgement {
        let question = Question { title: "", text, locale: None, home: Lang::EN };
        Desk::shipped().expect("the shipped answers are sound").judge(&question, None)
    }

    /// What cannot wait, as people tell it, and the answer to it.
    const REPORTS: [(&str, &[(&str, &str)]); 2] = [
        (
            "en",
            &[
                ("compromised-wallet", "somebody took all my tokens while I was at work"),
                ("compromised-wallet", "my eth went out and it wasn't me"),
                ("compromised-wallet", "I typed my phrase into a fake site"),
                ("compromised-wallet", "I gave my recovery words to a guy on telegram"),
                ("compromised-wallet", "a bot grabs whatever I deposit"),
                ("compromised-wallet", "my key got leaked"),
                ("fake-support", "some admin DMed me and wants my recovery phrase"),
                ("fake-support", "a support agent wrote to me and wants to see my screen"),
                ("phishing-site", "I got a mail saying that my wallet must be verified by tomorrow"),
                ("phishing-site", "a page that looks just like MetaMask asks for my 12 words"),
            ],
        ),
        (
            "ja",
            &[
                ("compromised-wallet", "朝見たら勝手に送金されていました"),
                ("compromised-wallet", "偽サイトにフレーズを入力してしまいました"),
                ("compromised-wallet", "入金するとすぐ抜かれます"),
                ("compromised-wallet", "知らない人にシードフレーズを教えてしまいました"),
                ("compromised-wallet", "ウォレットの中身を全部盗まれました"),
                ("fake-support", "サポートを名乗る人からDMでフレーズを聞かれています"),
                ("fake-support", "運営だという人に画面共有を求められています"),
                ("phishing-site", "ウォレットの認証が必要だというメールが来ました"),
            ],
        ),
    ];

    /// What else people ask in the same breath, and how they join the two.
    const BESIDE: [(&str, &[&str], &[&str]); 2] = [
        (
            "en",
            &[
                "why are the gas fees so high",
                "how do I add Polygon",
                "my swap failed twice today",
                "my NFT doesn't show up",
                "my Ledger won't connect",
                "how do I move MetaMask to my new phone",
                "my transfer from Coinbase hasn't arrived",
                "how can I cash out",
            ],
            &["{}. {}.", "{}, and {}", "{} and also {}", "{}? Btw {}", "{}\n{}"],
        ),
        (
            "ja",
            &[
                "ガス代が高いです",
                "ポリゴンを追加したいです",
                "スワップが失敗します",
                "NFTが表示されません",
                "Ledgerがつながりません",
                "機種変更のやり方を教えてください",
                "取引所からの送金が届きません",
                "日本円に換金したいです",
            ],
            &["{}。{}。", "{}、あと{}", "{}\n{}", "{}。それと、{}"],
        ),
    ];

    #[test]
    fn a_report_beside_another_question_comes_first() {
        for ((lang, reports), (_, questions, joins)) in REPORTS.into_iter().zip(BESIDE) {
            let (mut first, mut all, mut astray) = (0, 0, Vec::new());
            for (at, ((urgent, report), question)) in reports
                .iter()
                .flat_map(|report| questions.iter().map(move |question| (report, question)))
                .enumerate()
            {
                let join = joins[at % joins.len()];
                for [one, two] in [[report, question], [question, report]] {
                    let text = join.replacen("{}", one, 1).replacen("{}", two, 1);
                    let judgement = judge(&text);
                    let heard = judgement.action != Action::Silent && *judgement.ranked[0].id == **urgent;
                    (first, all) = (first + usize::from(heard), all + 1);
                    if !heard {
                        astray.push(text);
                    }
                }
            }
            // The floor: nineteen in twenty.
            assert!(20 * first >= 19 * all, "{lang}: {first} of {all}; not {astray:#?}");
        }
    }

    #[test]
    fn a_report_alone_is_answered() {
        for text in [
            "I typed my phrase into a fake site",
            "i entered my seed phrase on a fake website, what now",
            "pasted my recovery phrase into a scam site",
            "think I just gave my seed words to a scam page",
            "偽サイトにフレーズを入力してしまいました",
            "偽のサイトにシードフレーズを入れちゃった",
            "詐欺サイトでリカバリーフレーズを入力しました",
        ] {
            let judgement = judge(text);
            assert_eq!(
                (judgement.action, &*judgement.ranked[0].id),
                (Action::Answer, "compromised-wallet"),
                "{text}"
            );
        }
    }

    /// Theft told without the word is never met with "your transfer has not arrived" alone.
    #[test]
    fn theft_without_the_word_is_heard() {
        for text in [
            "my funds moved by themselves",
            "there is a transfer out that I never made",
            "eth left my wallet and I didn't send it",
            "coins went out on their own last night",
            "someone else sent my usdt away",
            "勝手に送金されてる",
            "全部抜かれた",
            "自分で送ってないのにETHが出ていった",
            "身に覚えのない出金があります",
            "知らないうちに残高がなくなってた",
        ] {
            let judgement = judge(text);
            let first = &*judgement.ranked[0].id;
            assert!(
                judgement.action != Action::Answer || first == "compromised-wallet",
                "{text}: {judgement:?}"
            );
            let heard = judgement.ranked.iter().take(3).any(|other| &*other.id == "compromised-wallet");
            assert!(heard, "{text}: {judgement:?}");
        }
    }
}
