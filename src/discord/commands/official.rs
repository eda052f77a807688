//! `/official`: the official links, or whether an address is one of them.

use super::{Caller, Context, Error, guarded, show, tell};
use crate::book::Standing;
use crate::phrases::{self as say, Key};
use url::Url;

#[poise::command(slash_command, identifying_name = "official")]
pub(super) async fn official(ctx: Context<'_>, url: Option<String>) -> Result<(), Error> {
    let caller = Caller::of(ctx);
    let render = caller.render(ctx.data());
    let Some(address) = url else { return show(ctx, render.official(say::OFFICIAL_BODY)).await };
    if guarded(ctx, &address).await? {
        return Ok(());
    }
    let Some(host) = host(&address) else { return tell(ctx, render.say(say::OFFICIAL_NOT_URL)).await };
    let line = verdict(caller.book().links().standing(&address));
    // In code marks the host is no link to click on and mentions nobody.
    tell(ctx, render.phrases.fill(line, &[("host", &format!("`{host}`"))])).await
}

fn verdict(standing: Standing<'_>) -> Key {
    match standing {
        Standing::Official(_) => say::OFFICIAL_YES,
        Standing::Lookalike(_) | Standing::Denied(_) => say::OFFICIAL_LOOKALIKE,
        Standing::Unknown => say::OFFICIAL_UNKNOWN,
    }
}

/// The host of an address as a browser would read it, in ASCII so that no foreign letter passes for another.
fn host(address: &str) -> Option<String> {
    let address = address.trim().trim_matches(['<', '>']);
    let parsed = Url::parse(address).or_else(|_| Url::parse(&format!("https://{address}"))).ok()?;
    let host = parsed.host_str()?.replace('`', "");
    // Discord shows 2,000 characters; a host has at most 253.
    host.contains('.').then(|| host.chars().take(253).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_hosts_as_a_browser_does() {
        let check = |address: &str, expected: Option<&str>| {
            assert_eq!(host(address).as_deref(), expected, "{address}")
        };
        check("metamask.io", Some("metamask.io"));
        check("<https://support.metamask.io/x>", Some("support.metamask.io"));
        check("https://metamask.io@evil.example", Some("evil.example"));
        check("mеtamask.io", Some("xn--mtamask-7gg.io"));
        check("hello", None);
        check("", None);
    }
}
