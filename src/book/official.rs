//! Whether an address is one of the official ones, or only dressed up as one.

use super::{Denied, Link, Links};
use strsim::osa_distance;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};
use url::Url;

/// What an address is to the list of links.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing<'a> {
    /// On the list, or on a host whose every page is official; the link if it is one of those answers give.
    Official(Option<&'a Link>),
    /// Known to be outdated or false.
    Denied(&'a Denied),
    /// Dressed up as the host it names.
    Lookalike(Disguise<'a>),
    /// Nothing is known about it.
    Unknown,
}

/// How an address imitates an official one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Disguise<'a> {
    /// A name stands before an `@`: a browser goes to what follows it.
    UserInfo,
    /// The name is part of a longer one: `metamask-login.example`.
    Within(&'a str),
    /// Letters of other alphabets, digits for letters, or a letter more or less.
    Misspelt(&'a str),
}

impl Links {
    /// Whether an answer may link to `url`: https, and on one of the hosts or exactly one of the pages listed.
    pub(super) fn allows(&self, url: &str) -> bool {
        Url::parse(url).is_ok_and(|url| url.scheme() == "https" && url.port().is_none() && self.lists(&url))
    }

    /// What an address somebody pasted is, read the way a browser would read it.
    pub fn standing(&self, address: &str) -> Standing<'_> {
        let Some(url) = read(address) else { return Standing::Unknown };
        if self.lists(&url) {
            let same = |link: &&Link| Url::parse(&link.url).is_ok_and(|own| page(&own) == page(&url));
            return Standing::Official(self.links.iter().find(same));
        }
        if let Some((denied, _)) = self.denial(&url.as_str().to_lowercase()) {
            return Standing::Denied(denied);
        }
        if has_user_info(&url) {
            return Standing::Lookalike(Disguise::UserInfo);
        }
        let host = url.host_str().unwrap_or_default();
        if self
            .hosts
            .iter()
            .any(|own| host.strip_suffix(own.as_str()).is_some_and(|rest| rest.ends_with('.')))
        {
            // Below an official host: its owner made it, but nobody here has looked at it.
            return Standing::Unknown;
        }
        self.disguise(host).map_or(Standing::Unknown, Standing::Lookalike)
    }

    fn lists(&self, url: &Url) -> bool {
        let host = url.host_str().unwrap_or_default();
        if has_user_info(url) {
            return false;
        }
        self.hosts.iter().any(|own| own == host) || self.exact.iter().any(|pattern| matches(pattern, url))
    }

    fn disguise(&self, host: &str) -> Option<Disguise<'_>> {
        let (host, _) = idna::domain_to_unicode(host);
        for own in &self.hosts {
            let brand = own.rsplit('.').nth(1).unwrap_or(own);
            let skeleton = skeleton(brand);
            let joined = host.to_lowercase().replace('-', "");
            if joined.split('.').any(|label| label.contains(brand)) {
                return Some(Disguise::Within(own));
            }
            // Two slips in a name of eight letters still read as the name; in a shorter one it is another word.
            let slips = if brand.len() >= 8 { 2 } else { 1 };
            let near = |label: &str| {
                let label = self::skeleton(label);
                label.contains(&skeleton) || osa_distance(&label, &skeleton) <= slips
            };
            if joined.split('.').chain(host.split(['.', '-'])).any(near) {
                return Some(Disguise::Misspelt(own));
            }
        }
        None
    }
}

/// The host of an address that somebody pasted, as a browser would read it: in ASCII, so that no foreign letter passes for
/// another.
pub fn host(address: &str) -> Option<String> {
    read(address)?.host_str().map(str::to_owned)
}

/// Reads an address as people paste it: without a scheme, in angle brackets, or made unclickable.
fn read(address: &str) -> Option<Url> {
    // The longest address a button may have; nobody needs to ask about a longer one.
    let mut address: String = address.trim().trim_matches(['<', '>']).chars().take(512).collect();
    for (harmless, meant) in [("[.]", "."), ("(.)", "."), ("[dot]", "."), ("(dot)", "."), ("[:]", ":")] {
        address = address.replace(harmless, meant);
    }
    if address.get(..4).is_some_and(|scheme| scheme.eq_ignore_ascii_case("hxxp")) {
        address.replace_range(..4, "http");
    }
    let address = if address.contains("://") { address } else { format!("https://{address}") };
    // A word without a dot is no host of the Internet.
    let is_host = |host: &str| host.contains('.');
    let url = Url::parse(&address).ok()?;
    (matches!(url.scheme(), "http" | "https") && url.host_str().is_some_and(is_host)).then_some(url)
}

fn has_user_info(url: &Url) -> bool {
    !url.username().is_empty() || url.password().is_some()
}

/// Host and path as they are compared: one page, whatever its case, its final slash and what follows `?` or `#`.
fn page(url: &Url) -> (String, String) {
    let host = url.host_str().unwrap_or_default().to_owned();
    (host, url.path().trim_end_matches('/').to_lowercase())
}

/// Whether a page is the one a pattern of `exact` names, or below it where it ends in `/*`.
fn matches(pattern: &str, url: &Url) -> bool {
    let (base, below) = pattern.strip_suffix("/*").map_or((pattern, false), |base| (base, true));
    let Ok(base) = Url::parse(base) else { return false };
    let ((own_host, own_path), (host, path)) = (page(&base), page(url));
    let rest = path.strip_prefix(own_path.as_str());
    own_host == host
        && rest.is_some_and(|rest| rest.is_empty() || below && rest.starts_with('/'))
        // A store names the app in the query: it must say that, and say it once.
        && base.query_pairs().all(|(key, value)| {
            let mut values = url.query_pairs().filter(|(other, _)| *other == key);
            values.next().is_some_and(|(_, first)| first == value) && values.next().is_none()
        })
}

/// A name as the eye takes it in: without accents, look-alike letters and digits made one.
fn skeleton(name: &str) -> String {
    let plain: String =
        name.nfkd().filter(|&c| !is_combining_mark(c)).flat_map(char::to_lowercase).map(alike).collect();
    plain.replace("rn", "m").replace("vv", "w")
}

/// The Latin letter a character is taken for: Cyrillic, Greek and Armenian twins, digits, dotless and small forms.
fn alike(c: char) -> char {
    match c {
        'а' | 'α' | 'ɑ' | '4' | '@' => 'a',
        'с' | 'ϲ' | 'ᴄ' => 'c',
        'ԁ' => 'd',
        'е' | 'ε' | 'є' | 'ҽ' | '3' => 'e',
        'һ' | 'հ' => 'h',
        'і' | 'ι' | 'ı' | 'l' | '1' | 'ӏ' | '|' | 'ɩ' => 'i',
        'ј' => 'j',
        'κ' | 'к' | 'ĸ' | 'ᴋ' => 'k',
        'м' | 'ᴍ' | 'ʍ' => 'm',
        'п' | 'ո' | 'η' => 'n',
        'о' | 'ο' | 'օ' | '0' | 'ᴏ' => 'o',
        'р' | 'ρ' => 'p',
        'ѕ' | 'ꜱ' | '5' | '$' => 's',
        'т' | 'τ' | '7' | 'ᴛ' => 't',
        'υ' | 'ս' => 'u',
        'ν' | 'ѵ' => 'v',
        'у' | 'γ' | 'ʏ' => 'y',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::Book;

    fn check(addresses: &[&str], expected: impl Fn(&Standing) -> bool) {
        let book = Book::shipped().expect("the shipped set is sound");
        for address in addresses {
            let standing = book.links().standing(address);
            assert!(expected(&standing), "{address}: {standing:?}");
        }
    }

    #[test]
    fn reads_hosts_as_a_browser_does() {
        let check = |address: &str, expected: Option<&str>| {
            assert_eq!(host(address).as_deref(), expected, "{address}")
        };
        check("metamask.io", Some("metamask.io"));
        check("<https://support.metamask.io/x>", Some("support.metamask.io"));
        check("https://metamask.io@evil.example", Some("evil.example"));
        check("mеtamask.io", Some("xn--mtamask-7gg.io"));
        check("metamask.io:8443/x", Some("metamask.io"));
        for unclickable in [
            "metamask-support[.]com",
            "metamask-support(.)com/x",
            "hxxps://metamask-support[.]com",
            "hXXp[:]//metamask-support[dot]com",
        ] {
            check(unclickable, Some("metamask-support.com"));
        }
        for nothing in ["hello", "", "://", "hxxp", "javascript:alert(1)", "is metamask.io real?"] {
            check(nothing, None);
        }
    }

    #[test]
    fn official() {
        check(
            &[
                "https://metamask.io/",
                "metamask.io",
                "<https://support.metamask.io/start/anything?x=1#y>",
                "HTTPS://METAMASK.IO/DOWNLOAD",
                "hxxps://support.metamask[.]io",
                "http://metamask.io",
                "https://github.com/metamask/metamask-extension/issues",
                "https://play.google.com/store/apps/details?id=io.metamask&hl=ja",
                "https://metamask。io",
            ],
            |standing| matches!(standing, Standing::Official(_)),
        );
        check(
            &["support.metamask.io"],
            |standing| matches!(standing, Standing::Official(Some(link)) if link.id == "support-home"),
        );
    }

    #[test]
    fn lookalike() {
        check(
            &[
                "https://metamask.io.example.com/login",
                "metamask-support.com",
                "https://meta-mask.app",
                "https://support-metamask.pages.dev",
            ],
            |standing| matches!(standing, Standing::Lookalike(Disguise::Within(_))),
        );
        check(
            &[
                "metamaskk.io.",
                "https://metarnask.io",
                "https://rnetamask.io",
                "https://mettamask.net",
                "https://metamsk.io",
                "https://metam\u{430}sk.io",
                "https://xn--metamsk-2fg.io",
                "https://metamásk.io",
                "https://m3tamask.io",
                "https://wallet-metamaks.com",
            ],
            |standing| {
                matches!(
                    standing,
                    Standing::Lookalike(Disguise::Misspelt("metamask.io") | Disguise::Within(_))
                )
            },
        );
        check(&["https://metamask.io@example.com", "https://metamask.io:443@example.com/"], |standing| {
            *standing == Standing::Lookalike(Disguise::UserInfo)
        });
    }

    #[test]
    fn denied() {
        check(&["https://metamask.zendesk.com/hc", "https://discord.gg/metamask"], |standing| {
            matches!(standing, Standing::Denied(_))
        });
    }

    #[test]
    fn unknown() {
        check(
            &[
                "",
                "hello",
                "https://example.com/metamask",
                "https://github.com/MetaMaskFan/x",
                "https://github.com.example.org/MetaMask",
                "javascript://metamask.io",
                "https://play.google.com/store/apps/details?id=evil&id=io.metamask",
                "https://unlisted.metamask.io",
                "https://[::1]/",
                "data:text/html,metamask.io",
            ],
            |standing| *standing == Standing::Unknown,
        );
        let long = "metamask.".repeat(10_000);
        check(&[&long], |standing| !matches!(standing, Standing::Official(_)));
    }

    #[test]
    fn answers_link_nowhere_else() {
        let book = Book::shipped().expect("the shipped set is sound");
        for refused in [
            "http://metamask.io",
            "https://metamask.io:8443/",
            "https://user@metamask.io",
            "https://unlisted.metamask.io",
            "https://x.com/MetaMaskSupportt",
            "metamask.io",
        ] {
            assert!(!book.links().allows(refused), "{refused}");
        }
    }
}
