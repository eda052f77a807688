//! What went over the wire: every REST exchange, kept for tests, the newest ones only.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Instant;

use serde_json::Value;

/// Who made a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Caller {
    /// The bot under test.
    Bot,
    /// A person, or a bot beside the one under test.
    Person,
    /// Nobody: no token, or one that Discord does not know.
    Nobody,
}

/// A file as it came with a request; the bytes are behind the attachment's URL.
#[derive(Clone, Debug)]
pub struct SentFile {
    /// The form field, `files[0]`.
    pub field: String,
    /// The file's name.
    pub filename: String,
    /// Its length in bytes.
    pub size: usize,
}

/// One request and what came back.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// Its place in the whole run, from zero.
    pub number: u64,
    /// When the stand-in had read it.
    pub at: Instant,
    /// Who asked.
    pub caller: Caller,
    /// `GET`, `POST`, …
    pub method: String,
    /// The path behind `/api/v10`, such as `/channels/1/messages`.
    pub path: String,
    /// The query, without the question mark.
    pub query: String,
    /// The JSON body, or the `payload_json` of a form; null when there was none.
    pub request: Value,
    /// The files of a form.
    pub files: Vec<SentFile>,
    /// The reason for the audit log, decoded.
    pub reason: Option<String>,
    /// The status of the reply.
    pub status: u16,
    /// The JSON of the reply; null when there was none.
    pub response: Value,
}

impl Exchange {
    /// Whether method and path are these; a `*` in the pattern stands for one segment.
    pub fn is(&self, method: &str, pattern: &str) -> bool {
        self.method == method && matches(pattern, &self.path)
    }
}

/// Whether a path fits a pattern, segment by segment.
pub(super) fn matches(pattern: &str, path: &str) -> bool {
    let (mut wanted, mut found) = (pattern.split('/'), path.split('/'));
    loop {
        match (wanted.next(), found.next()) {
            (None, None) => return true,
            (Some(wanted), Some(found)) if wanted == "*" || wanted == found => {}
            _ => return false,
        }
    }
}

/// How many exchanges of the bot are kept: more than any test looks back, and some 20 MiB in a load run.
const KEPT: usize = 10_000;

/// How many of everybody else's: a flood of people is not to push out what the bot did about it.
const KEPT_OF_OTHERS: usize = 2_000;

#[derive(Debug, Default)]
pub(super) struct Record {
    of_bot: VecDeque<Arc<Exchange>>,
    of_others: VecDeque<Arc<Exchange>>,
    next: u64,
}

impl Record {
    pub(super) fn add(&mut self, mut exchange: Exchange) {
        exchange.number = self.next;
        self.next += 1;
        let (kept, most) = match exchange.caller {
            Caller::Person => (&mut self.of_others, KEPT_OF_OTHERS),
            Caller::Bot | Caller::Nobody => (&mut self.of_bot, KEPT),
        };
        if kept.len() == most {
            kept.pop_front();
        }
        kept.push_back(Arc::new(exchange));
    }

    /// The bot's exchanges, in order. A callback carries no token, but nobody else knows the one in its path.
    pub(super) fn of_bot(&self) -> Vec<Arc<Exchange>> {
        self.of_bot.iter().cloned().collect()
    }

    /// Those of the bot from `start` on.
    pub(super) fn of_bot_from(&self, start: u64) -> Vec<Arc<Exchange>> {
        let from = self.of_bot.partition_point(|exchange| exchange.number < start);
        self.of_bot.range(from..).cloned().collect()
    }

    /// Everybody's exchanges, in order.
    pub(super) fn all(&self) -> Vec<Arc<Exchange>> {
        let mut all: Vec<_> = self.of_bot.iter().chain(&self.of_others).cloned().collect();
        all.sort_unstable_by_key(|exchange| exchange.number);
        all
    }

    /// The first exchange from `start` on that `wanted` accepts.
    pub(super) fn find(&self, start: u64, wanted: impl Fn(&Exchange) -> bool) -> Option<Arc<Exchange>> {
        let first = |kept: &VecDeque<Arc<Exchange>>| {
            let from = kept.partition_point(|exchange| exchange.number < start);
            kept.range(from..).find(|exchange| wanted(exchange)).cloned()
        };
        let found = first(&self.of_bot).into_iter().chain(first(&self.of_others));
        found.min_by_key(|exchange| exchange.number)
    }

    pub(super) fn clear(&mut self) {
        self.of_bot.clear();
        self.of_others.clear();
    }

    pub(super) fn next(&self) -> u64 {
        self.next
    }
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_star_is_one_segment() {
        assert!(matches("/channels/*/messages", "/channels/12/messages"));
        assert!(!matches("/channels/*/messages", "/channels/12/messages/7"));
        assert!(!matches("/channels/*/messages/*", "/channels/12/messages"));
    }
}
