//! What people write, and what goes wrong meanwhile.

use crate::child::Bot;
use anyhow::{Result, anyhow};
use komainu::playground::{ChannelKind, Fault, GatewayFault, Id, Permissions, Person, StandIn, World};
use komainu::secrets::{Part, Setting, Verdict, scan};
use komainu::text::Origin;
use serde_json::json;
use sha2::{Digest, Sha256};
use std::time::{Duration, Instant};

/// What a message calls for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Nothing.
    Chat,
    /// To be deleted.
    Leak,
    /// To be answered.
    Question,
    /// A pong.
    Ping,
}

/// A message that was posted.
pub(crate) struct Posted {
    pub(crate) id: Id,
    pub(crate) kind: Kind,
    pub(crate) at: Instant,
}

/// Some servers and the people in them.
pub(crate) struct Traffic {
    pub(crate) discord: StandIn,
    bot: Bot,
    /// Nothing but chat is said.
    chat: bool,
    /// The #general and #help of each server.
    homes: Vec<(Id, Id)>,
    people: Vec<Person>,
}

const CHAT: [&str; 6] = [
    "good morning everyone, coffee first",
    "did anybody watch the match last night? what an ending",
    "今日はいい天気ですね。散歩に行ってきます",
    "the new update looks great, thanks to the whole team for the hard work on it",
    "lol same here",
    "https://metamask.io has a nice page about that, I read it yesterday evening on the train home",
];

/// Each has its answer, so that silence is a fault.
const QUESTIONS: [&str; 2] = [
    "how do I reset my password, I forgot it",
    "パスワードを忘れました。リセットするにはどうすればいいですか？",
];

impl Traffic {
    /// Builds a world in which `total` messages can be posted without one person asking twice in one place, which would
    /// rightly be met with silence.
    pub(crate) async fn start(guilds: u32, total: u64, bot: Bot, chat: bool) -> Result<Self> {
        let mut world = World::new("komainu");
        let count = (total / 20 / u64::from(guilds)).max(3) + 2;
        let people: Vec<(String, Id)> = (0..count)
            .map(|n| {
                let name = format!("member{n}");
                let id = world.person(&name, "en-US");
                (name, id)
            })
            .collect();
        let homes = (0..guilds).map(|n| {
            let guild = world.guild(&format!("Community {n}"));
            let general = world.channel(guild, ChannelKind::Text, "general");
            let help = world.channel(guild, ChannelKind::Text, "help");
            // As many as a server of middle size has.
            for name in ["announcements", "rules", "off-topic", "trading", "nft", "dev", "memes", "feedback"]
            {
                world.channel(guild, ChannelKind::Text, name);
            }
            for role in ["Helper", "Moderator", "Holder", "Muted"] {
                world.role(guild, role, Permissions::NONE, 0);
            }
            world.invite_bot(guild, Permissions(u64::MAX));
            for (_, person) in &people {
                world.join(guild, *person, &[]);
            }
            (general, help)
        });
        let homes = homes.collect();
        let discord = StandIn::start(world, ([127, 0, 0, 1], 0).into()).await?;
        let people = people.iter().map(|(name, _)| discord.as_person(name)).collect();
        Ok(Self { discord, bot, chat, homes, people })
    }

    /// Posts the message with this number.
    pub(crate) fn post(&mut self, number: u64) -> Result<Posted> {
        let kind = match (number % 20, self.bot) {
            _ if self.chat => Kind::Chat,
            (7, Bot::Komainu) => Kind::Leak,
            (13, Bot::Komainu) => Kind::Question,
            (7 | 13, Bot::Ping) => Kind::Ping,
            _ => Kind::Chat,
        };
        // A round of twenty messages stands in one server, the next in the next.
        let (round, guilds) = (number / 20, self.homes.len() as u64);
        let (general, help) = self.homes[(round % guilds) as usize];
        let person = &self.people[(round / guilds) as usize % self.people.len()];
        let (channel, text) = match kind {
            Kind::Leak => (general, leak(number)),
            Kind::Question => (help, QUESTIONS[number as usize / 20 % QUESTIONS.len()].to_owned()),
            Kind::Ping => (general, format!("ping {number}")),
            Kind::Chat => (general, CHAT[number as usize % CHAT.len()].to_owned()),
        };
        let at = Instant::now();
        let post = person.post_in(channel, json!({ "content": text }));
        Ok(Posted { id: post.map_err(|problem| anyhow!("{}", problem.message))?.id, kind, at })
    }
}

/// A phrase of twelve words, made for this run: one of which the guard is sure. One in ten thousand reads like a sentence, and
/// moderators are asked; here it would be taken for a delete that was lost.
fn leak(seed: u64) -> String {
    // No run posts so many messages that one phrase would be made for two of them.
    let tries = (0..1 << 16).map(|again| phrase(seed | again << 48));
    let sure = |text: &String| {
        let part = Part { origin: Origin::Content, text };
        scan(&[part], Setting::default()).first().is_some_and(|found| found.verdict == Verdict::Certain)
    };
    tries.map(|phrase| format!("is this right? {phrase}")).find(sure).unwrap_or_default()
}

fn phrase(seed: u64) -> String {
    const WORDS: &str = include_str!("../../src/secrets/lists/bip39-en.txt");
    let words: Vec<&str> = WORDS.lines().collect();
    let mut half = [0; 16];
    half.copy_from_slice(&Sha256::digest(seed.to_le_bytes())[..16]);
    let (entropy, checksum) = (u128::from_be_bytes(half), Sha256::digest(half)[0] >> 4);
    let mut phrase: Vec<&str> = (1..12).map(|n| words[(entropy >> (128 - 11 * n)) as usize & 2047]).collect();
    phrase.push(words[(entropy as usize & 127) << 4 | usize::from(checksum)]);
    phrase.join(" ")
}

/// Things that go wrong, one every second or so, the same in every run.
pub(crate) struct Faults {
    active: bool,
    next: Duration,
    random: u64,
}

impl Faults {
    pub(crate) fn new(active: bool) -> Self {
        Self { active, next: Duration::from_secs(1), random: 0x9E37_79B9_7F4A_7C15 }
    }

    /// Makes the next thing go wrong, when it is time.
    pub(crate) fn strike(&mut self, discord: &StandIn, elapsed: Duration) {
        if !self.active || elapsed < self.next {
            return;
        }
        // Xorshift: nothing here needs better.
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        self.next = elapsed + Duration::from_millis(500 + self.random % 1_000);
        let (delete, post) =
            (|| Fault::on("DELETE", "/channels/*/messages/*"), || Fault::on("POST", "/channels/*/messages"));
        match (self.random >> 32) % 12 {
            0 => discord.fault(delete().status(500)),
            1 => discord.fault(delete().status(429).retry_after(0.3)),
            2 => discord.fault(delete().lose_reply()),
            3 => discord.fault(delete().lose_request()),
            4 => discord.fault(post().status(502)),
            5 => discord.fault(post().status(429).retry_after(0.3)),
            6 => discord.fault(post().lose_reply()),
            7 => discord.fault(post().delay(Duration::from_millis(700))),
            8 => discord.fault(Fault::event("MESSAGE_CREATE").duplicate()),
            9 => discord.fault(Fault::event("MESSAGE_CREATE").swap()),
            10 => discord.gateway(GatewayFault::Reconnect),
            _ => discord.gateway(GatewayFault::Close(4000)),
        }
    }
}
