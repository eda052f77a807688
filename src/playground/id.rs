//! Snowflakes: the ids of Discord, a time in milliseconds with a counter behind it, strings on the wire.

use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

use chrono::{DateTime, SecondsFormat};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use serde_json::Value;

/// The first second of 2015 in Unix milliseconds, where Discord's ids begin.
const EPOCH_MS: u64 = 1_420_070_400_000;
/// The low bits of an id: worker, process and counter on Discord, a counter alone here.
const COUNTER_BITS: u32 = 22;

/// A snowflake: unique in the whole world of one stand-in, and ordered by time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(pub u64);

impl Id {
    /// The id made at a moment, `n` telling apart those of one millisecond.
    pub fn at(unix_ms: u64, n: u64) -> Self {
        Id((unix_ms.saturating_sub(EPOCH_MS) << COUNTER_BITS) | (n & ((1 << COUNTER_BITS) - 1)))
    }

    /// When it was made, in Unix milliseconds.
    pub fn unix_ms(self) -> u64 {
        (self.0 >> COUNTER_BITS) + EPOCH_MS
    }

    /// When it was made, as Discord writes a time.
    pub fn timestamp(self) -> String {
        timestamp(self.unix_ms())
    }

    /// The shard that hears of a guild with this id: Discord's own formula.
    pub fn shard(self, shards: u64) -> u64 {
        (self.0 >> COUNTER_BITS) % shards.max(1)
    }

    /// Reads an id from text; zero is none.
    pub fn parse(text: &str) -> Option<Self> {
        text.parse().ok().filter(|&n| n != 0).map(Id)
    }

    /// Reads an id from JSON, where Discord accepts a string and a number alike.
    pub fn of(value: &Value) -> Option<Self> {
        match value {
            Value::String(text) => Self::parse(text),
            Value::Number(number) => number.as_u64().filter(|&n| n != 0).map(Id),
            _ => None,
        }
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(from)?;
        Self::of(&value).ok_or_else(|| de::Error::custom("not a snowflake"))
    }
}

/// A moment as Discord writes it: microseconds and an offset, `2015-01-01T00:00:00.000000+00:00`.
pub(super) fn timestamp(unix_ms: u64) -> String {
    i64::try_from(unix_ms)
        .ok()
        .and_then(DateTime::from_timestamp_millis)
        .unwrap_or_default()
        .to_rfc3339_opts(SecondsFormat::Micros, false)
}

/// Reads a moment that a client wrote, in Unix milliseconds.
pub(super) fn parse_timestamp(text: &str) -> Option<u64> {
    DateTime::parse_from_rfc3339(text).ok().and_then(|time| u64::try_from(time.timestamp_millis()).ok())
}

/// The present, in Unix milliseconds.
pub(super) fn now_ms() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_knows_its_time_and_its_shard() {
        let id = Id::at(1_700_000_000_000, 5);
        assert_eq!(id.unix_ms(), 1_700_000_000_000);
        assert_eq!(id.timestamp(), "2023-11-14T22:13:20.000000+00:00");
        assert_eq!(parse_timestamp(&id.timestamp()), Some(id.unix_ms()));
        assert_eq!(id.shard(16), (id.0 >> 22) % 16);
        assert_eq!(serde_json::to_string(&Id(7)).unwrap(), "\"7\"");
        assert_eq!([Id::parse("0"), Id::parse("x"), Id::parse("7")], [None, None, Some(Id(7))]);
    }
}
