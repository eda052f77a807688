//! The official links: the only place where a URL stands.

use super::Lang;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `responses/links.json`.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Links {
    /// Where an editor finds the schema of this file.
    #[serde(rename = "$schema", default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// The day somebody last went through the list.
    pub checked: String,
    /// Hosts of which every https page is official. A sub-domain counts only when it is listed itself.
    pub hosts: Vec<String>,
    /// Official pages on other people's hosts, compared without regard to case; a final `/*` stands for everything below.
    pub exact: Vec<String>,
    /// Every link an answer may give.
    pub links: Vec<Link>,
    /// Claims that are known to be false or outdated: no answer may repeat them.
    pub denied: Vec<Denied>,
}

/// The page where real help starts.
pub const SUPPORT_HOME: &str = "support-home";
/// The page for whoever was robbed.
pub const HACKED: &str = "hacked";

impl Links {
    /// The links that the bot itself gives, whatever the answers are: every list has them.
    pub const NEEDED: [&str; 4] = [SUPPORT_HOME, "official-channels", "site", HACKED];

    /// The link of that id.
    pub fn get(&self, id: &str) -> Option<&Link> {
        self.links.iter().find(|link| link.id == id)
    }

    /// The denied claim that a text, in lower case, repeats.
    pub fn denial(&self, lowercase: &str) -> Option<(&Denied, &str)> {
        self.denied.iter().find_map(|denied| {
            let claim = denied.contains.iter().find(|claim| lowercase.contains(claim.as_str()))?;
            Some((denied, claim.as_str()))
        })
    }
}

/// One official page.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Link {
    /// The name answers use; the same page in another language ends in `-` and its code.
    pub id: String,
    /// The language of the page.
    pub lang: Lang,
    /// What sort of page it is.
    pub kind: LinkKind,
    /// What the button says.
    pub title: String,
    /// The address.
    pub url: String,
    /// How sure the address is.
    pub status: LinkStatus,
    /// When that was seen: a year, month or day.
    pub as_of: String,
}

/// What sort of page a link leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LinkKind {
    /// A place where people help each other.
    Community,
    /// A form to fill in.
    Form,
    /// An article of the help centre.
    HelpCenter,
    /// A repository of source code.
    Repo,
    /// A page of the product's own site, or its page in a store.
    Site,
    /// A public account.
    Social,
}

/// How sure the address of a link is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum LinkStatus {
    /// Shipped in the product's own source, or the page was seen.
    Confirmed,
    /// Cited by others or inferred: used only where nothing confirmed serves, and to be opened by hand.
    Likely,
}

/// A claim that no answer may repeat.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Denied {
    /// What a text that makes the claim contains, in lower case.
    pub contains: Vec<String>,
    /// What is wrong with it.
    pub why: String,
    /// The id of the link to give in its place.
    pub instead: Option<String>,
}
