//! A language code, small enough to be passed around by value.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
use std::borrow::Cow;
use std::fmt;

/// The code of a language as Discord writes its locales: `en`, `ja`, `zh-TW`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lang([u8; Lang::LONGEST]);

impl Lang {
    /// English, which stands in for every sentence another language lacks.
    pub const EN: Self = Self(*b"en\0\0\0\0");
    /// Japanese.
    pub const JA: Self = Self(*b"ja\0\0\0\0");
    /// The longest code Discord uses is `es-419`.
    const LONGEST: usize = 6;

    /// Reads a code: two letters, perhaps a region.
    pub fn new(code: &str) -> Option<Self> {
        let (language, region) = code.split_once('-').unwrap_or((code, "00"));
        let sound = language.len() == 2
            && language.bytes().all(|b| b.is_ascii_lowercase())
            && (2..=3).contains(&region.len())
            && region.bytes().all(|b| b.is_ascii_alphanumeric())
            && code.len() <= Self::LONGEST;
        let mut bytes = [0; Self::LONGEST];
        bytes.get_mut(..code.len())?.copy_from_slice(code.as_bytes());
        sound.then_some(Self(bytes))
    }

    /// The code as text.
    pub fn as_str(&self) -> &str {
        let end = self.0.iter().position(|&byte| byte == 0).unwrap_or(Self::LONGEST);
        // Always ASCII: `new` takes nothing else.
        str::from_utf8(&self.0[..end]).unwrap_or_default()
    }

    /// Whether a character of its script is as wide as two Latin ones, so that half as many fill a screen.
    pub fn is_wide(self) -> bool {
        ["ja", "ko", "zh"].iter().any(|wide| self.as_str().starts_with(wide))
    }
}

impl fmt::Debug for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Lang {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = String::deserialize(deserializer)?;
        Self::new(&code).ok_or_else(|| {
            D::Error::custom(format!("`{code}` is no language code; write one like `en` or `zh-TW`"))
        })
    }
}

impl Serialize for Lang {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl JsonSchema for Lang {
    fn schema_name() -> Cow<'static, str> {
        "Lang".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^[a-z]{2}(-[A-Za-z0-9]{2,3})?$" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_codes() {
        for code in ["en", "ja", "zh-TW", "es-419"] {
            assert_eq!(Lang::new(code).map(|lang| lang.to_string()).as_deref(), Some(code));
        }
        for code in ["", "e", "EN", "eng", "en-", "en_US", "en-GBRX", "日本"] {
            assert_eq!(Lang::new(code), None, "{code}");
        }
        assert_eq!(Lang::new("ja"), Some(Lang::JA));
    }
}
