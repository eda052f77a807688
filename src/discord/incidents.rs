//! `/incidents`: what the guard did, newest first, a page at a time. The page is in the buttons, so that turning it works
//! after a restart.

use super::alert;
use super::components::Pressed;
use super::errors;
use super::ids::Press;
use super::render::{Card, Render, row};
use super::state::State;
use crate::clock::now;
use crate::message::{DAY, Id, Seconds};
use crate::phrases::{self as say, Key};
use crate::secrets::{Reason, Verdict};
use crate::store::{Incident, StoreError};
use serenity::all::{ButtonStyle, CreateButton, CreateInteractionResponse};

/// How many incidents a page has: each takes two or three lines, and a phone shows some twenty.
const PAGE: u16 = 8;

/// Which incidents are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Listing {
    /// Of this author, or of all.
    pub(crate) user: Option<Id>,
    /// How many days back.
    pub(crate) days: u16,
    /// Which page, from nought.
    pub(crate) page: u16,
}

/// The page of a listing.
pub(crate) async fn page(
    state: &State,
    render: &Render<'_>,
    guild: Id,
    listing: Listing,
) -> Result<Card, StoreError> {
    let since = now().saturating_sub(Seconds::from(listing.days) * DAY);
    let skipped = listing.page.saturating_mul(PAGE);
    // One more than is shown tells whether there is another page.
    let most = skipped.saturating_add(PAGE + 1);
    let found = state.store.incidents(guild, listing.user, since, most).await?;
    let shown = found.get(usize::from(skipped)..).unwrap_or_default();
    Ok(card(render, listing, shown))
}

fn card(render: &Render<'_>, listing: Listing, incidents: &[Incident]) -> Card {
    let days = listing.days.to_string();
    let user = listing.user.map(|user| format!("<@{user}>"));
    let intro = match &user {
        Some(user) => render.phrases.fill(say::INCIDENTS_OF, &[("user", user), ("days", &days)]),
        None => render.phrases.fill(say::INCIDENTS_ALL, &[("days", &days)]),
    };
    let mut parts = vec![intro];
    if incidents.is_empty() {
        parts.push(render.say(say::INCIDENTS_NONE));
    }
    parts.extend(incidents.iter().take(usize::from(PAGE)).map(|incident| entry(render, incident)));
    let turn = |label: String, page: u16| {
        let press = Press::Incidents(Listing { page, ..listing });
        CreateButton::new(render.signer.sign(&press)).label(label).style(ButtonStyle::Secondary)
    };
    let mut buttons = Vec::new();
    if let Some(newer) = listing.page.checked_sub(1) {
        buttons.push(turn(format!("◀ {}", render.say(say::INCIDENTS_NEWER)), newer));
    }
    if incidents.len() > usize::from(PAGE) {
        buttons.push(turn(format!("{} ▶", render.say(say::INCIDENTS_OLDER)), listing.page.saturating_add(1)));
    }
    let embed = render.embed(&render.say(say::INCIDENTS_TITLE), parts.join("\n\n"));
    Card { embed, rows: row(buttons) }
}

/// What happened, in two or three lines.
fn entry(render: &Render<'_>, incident: &Incident) -> String {
    let verdict = Verdict::of_word(&incident.verdict).map(alert::verdict_key);
    let reason = Reason::of_word(&incident.reason).map(alert::reason_key);
    let mut what = vec![format!("`{}`", incident.kind)];
    // What a newer version has written is left out.
    what.extend([verdict, reason, Some(done(incident))].into_iter().flatten().map(|key| render.say(key)));
    if incident.false_alarm {
        what.push(format!("**{}**", render.say(say::BUTTON_FALSE_ALARM)));
    }
    let mut place = vec![
        format!("<t:{}:R>", incident.at),
        format!("<@{}>", incident.author),
        format!("<#{}>", incident.channel),
    ];
    if stands(incident) {
        let link = alert::jump(incident.guild, incident.channel, incident.message());
        place.push(format!("[{}]({link})", render.say(say::ALERT_JUMP)));
    }
    format!("{}\n{}", what.join(" · "), place.join(" "))
}

/// Whether the bot has left the message where it is.
fn stands(incident: &Incident) -> bool {
    !matches!(&*incident.action, "delete" | "delete-by-moderator")
}

fn done(incident: &Incident) -> Key {
    match &*incident.action {
        "delete" => say::INCIDENTS_DELETED,
        "delete-by-moderator" => say::INCIDENTS_DELETED_BY_MODERATOR,
        "delete-failed" => say::INCIDENTS_DELETE_FAILED,
        _ if incident.observed => say::INCIDENTS_OBSERVED,
        _ => say::INCIDENTS_ALERTED,
    }
}

impl Pressed<'_> {
    /// Turns to another page.
    pub(super) async fn incidents(&self, listing: Listing) -> CreateInteractionResponse {
        let Some(guild) = self.interaction.guild_id else { return self.private_line(say::ERROR_GUILD_ONLY) };
        match page(self.state, &self.render, guild.get(), listing).await {
            Ok(card) => self.update(card),
            Err(error) => self.private_text(errors::of_store(&self.render, &error)),
        }
    }
}
