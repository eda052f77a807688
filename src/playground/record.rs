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

/// How many exchanges are kept: more than any test looks back, and some 20 MiB at most in a load run.
const KEPT: usize = 10_000;

#[derive(Debug, Default)]
pub(super) struct Record {
    kept: VecDeque<Arc<Exchange>>,
    next: u64,
}

impl Record {
    pub(super) fn add(&mut self, mut exchange: Exchange) {
        exchange.number = self.next;
        self.next += 1;
        if self.kept.len() == KEPT {
            self.kept.pop_front();
        }
        self.kept.push_back(Arc::new(exchange));
    }

    pub(super) fn all(&self) -> Vec<Arc<Exchange>> {
        self.kept.iter().cloned().collect()
    }

    /// The first exchange from `start` on that `wanted` accepts.
    pub(super) fn find(&self, start: u64, wanted: impl Fn(&Exchange) -> bool) -> Option<Arc<Exchange>> {
        let from = self.kept.partition_point(|exchange| exchange.number < start);
        self.kept.range(from..).find(|exchange| wanted(exchange)).cloned()
    }

    pub(super) fn clear(&mut self) {
        self.kept.clear();
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
