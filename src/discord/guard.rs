//! Acts on a leak: delete first, then tell the author, then the moderators. Each step is tried whatever became of the
//! one before it.

use super::alert::Report;
use super::facts::Facts;
use super::notice::{Notice, Told, Victim};
use super::render::Render;
use super::requests::{self, Failure};
use super::state::State;
use super::{again, look, threads};
use crate::answers::Desk;
use crate::clock::now;
use crate::message::{Author, Extra, Id, Message, Place, Seconds, moment};
use crate::metrics::METRICS;
use crate::phrases as say;
use crate::policy::{self, Action, Leak, Mode, Settings};
use crate::secrets::{self, Form, Kind, Part, Reason, Setting, Verdict};
use crate::store::Incident;
use crate::text::{Origin, Private};
use futures_util::future::join_all;
use serenity::all::{GuildChannel, Http, RoleId};
use std::sync::Arc;

/// What became of the messages of a leak.
#[derive(Debug, Default)]
pub(crate) struct Deletion {
    /// How many are gone, whoever deleted them.
    pub(crate) gone: usize,
    /// Why one still stands.
    pub(crate) failure: Option<Failure>,
}

/// Does what `leak` calls for. Returns a summary for whoever asked for it.
pub(crate) async fn protect(http: &Arc<Http>, state: &Arc<State>, message: Message, leak: &Leak) -> String {
    let _piece = state.work.begin();
    METRICS.verdict(leak.kind.id, leak.verdict.word(), leak.action.word());
    let settings = state.settings(message.place.guild);
    let desk = state.desk();
    let render = Render::new(desk.book(), settings.lang, &state.signer);
    let (channel, edited) = (message.place.channel, message.edited);
    let deletion = async {
        match leak.action {
            Action::Delete => delete(http, &render, channel, edited, leak).await,
            _ => Deletion::default(),
        }
    };
    // The text is let go of while that request is on its way.
    let facts = async move { Facts::of(state, message, leak) };
    let (deletion, facts) = futures_util::join!(deletion, facts);
    if let Some(guild) = facts.guild {
        // By Discord's clock, and never before what it is about, which may be months older.
        let at = state.clock.now().max(facts.at);
        state.store.record_incident(incident(guild, &facts, &settings, &deletion, at));
    }
    let is_gone = leak.action == Action::Delete && deletion.failure.is_none();
    let allowed = state.quota.take(facts.guild.unwrap_or_default(), facts.author, is_gone, now());
    let told = match leak.action {
        // In observe mode nobody but the moderators learns of it.
        Action::None => Told::NotAtAll,
        Action::Alert if settings.mode == Mode::Observe => Told::NotAtAll,
        // Nothing is held back while the secret stands.
        _ if !allowed.notice && deletion.failure.is_none() => Told::Already,
        _ => tell_author(http, state, &desk, &facts, &deletion).await,
    };
    tracing::info!(
        kind = leak.kind.id, verdict = ?leak.verdict, reason = ?leak.reason, action = leak.action.word(),
        guild = facts.guild, channel, post = facts.message, author = facts.author,
        gone = deletion.gone, failure = ?deletion.failure, ?told,
        "leak"
    );
    let may_pass = deletion.failure.as_ref().is_some_and(Failure::may_pass);
    let place = if may_pass { state.again.place() } else { None };
    let given_up = may_pass && place.is_none();
    let report = Report { render, facts: &facts, settings: &settings, deletion: &deletion, told, given_up };
    if allowed.alert {
        report.alert(http, allowed.last).await;
    }
    let done = report.done();
    if let Some(place) = place {
        tokio::spawn(again::go_on(Arc::clone(http), Arc::clone(state), facts, place));
    }
    done
}

/// Whether author and moderators know of this leak: an edit event may come without an edit, and what stands is read again when
/// something beside it was missed. What is to be deleted still has to be.
pub(crate) async fn was_told(state: &State, message: &Message, leak: &Leak) -> bool {
    let Some(guild) = message.place.guild.filter(|_| leak.action != Action::Delete) else { return false };
    let told = state.store.incident(guild, message.id).await;
    matches!(told, Ok(Some(told)) if told.at >= message.at
        && told.kind == leak.kind.id && told.verdict == leak.verdict.word())
}

/// What is remembered of a leak.
fn incident(guild: Id, facts: &Facts, settings: &Settings, deletion: &Deletion, at: Seconds) -> Incident {
    let leak = &facts.leak;
    // An incident is known by the message that completed it.
    let mut messages: Vec<Id> = leak.messages.iter().copied().filter(|&id| id != facts.message).collect();
    messages.push(facts.message);
    Incident {
        guild,
        channel: facts.channel,
        messages,
        author: facts.author,
        kind: leak.kind.id.into(),
        verdict: leak.verdict.word().into(),
        reason: leak.reason.word().into(),
        action: action_word(leak, deletion).into(),
        observed: settings.mode == Mode::Observe,
        false_alarm: false,
        at,
    }
}

/// The word for what was done, or could not be.
pub(super) fn action_word(leak: &Leak, deletion: &Deletion) -> &'static str {
    if deletion.failure.is_some() { "delete-failed" } else { leak.action.word() }
}

/// Deletes every message of the leak, side by side; for a title its thread. A title that was changed later is changed once
/// more: nobody takes away what others wrote in a thread by giving it a secret for a name.
pub(super) async fn delete(
    http: &Http,
    render: &Render<'_>,
    channel: Id,
    edited: bool,
    leak: &Leak,
) -> Deletion {
    let reason = render.phrases.fill(say::AUDIT_LEAK, &[("kind", leak.kind.id)]);
    let results = if leak.title && edited {
        vec![threads::rename(http, channel, &render.say(say::GUARD_TITLE), &reason).await]
    } else if leak.title {
        vec![threads::delete(http, channel, &reason).await]
    } else {
        join_all(leak.messages.iter().map(|&message| requests::delete(http, channel, message, &reason))).await
    };
    let gone = results.iter().filter(|result| result.is_ok()).count();
    Deletion { gone, failure: results.into_iter().find_map(Result::err) }
}

/// Tells the author what to do now.
async fn tell_author(http: &Http, state: &State, desk: &Desk, facts: &Facts, deletion: &Deletion) -> Told {
    let stands = facts.leak.action != Action::Delete || deletion.failure.is_some();
    let victim = Victim {
        render: Render::new(desk.book(), facts.lang, &state.signer),
        author: facts.author,
        // A thread that went with its title takes no line any more; the channel that it hung from may.
        channel: if facts.leak.title && !facts.edited && !stands { facts.home } else { facts.channel },
        message: facts.message,
        form: facts.leak.kind.form,
    };
    if facts.is_direct() {
        let guidance = victim.render.guidance(Notice::Direct, victim.form).message();
        let sent = requests::send(http, facts.channel, &guidance, Notice::Direct.about(facts.message)).await;
        return if sent.is_ok() { Told::Privately } else { Told::NotAtAll };
    }
    let failed = deletion.failure.is_some();
    // While the message stands, its author has to act at once: say so where they are looking.
    if failed {
        victim.tell_in_channel(http, Notice::Likely, say::GUARD_PUBLIC_NOT_REMOVED).await;
    }
    match facts.leak.action {
        _ if facts.bot => Told::NotAtAll,
        _ if failed => {
            let told = victim.tell_privately(http, Notice::Likely).await;
            told.map_or(Told::InChannel, |()| Told::Privately)
        }
        Action::Delete => victim.tell(http, Notice::Removed).await,
        _ => victim.tell(http, Notice::Likely).await,
    }
}

/// What is known of the title of a thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Title {
    /// The thread has just begun.
    New,
    /// It had another a moment ago.
    Changed,
    /// It may have had another while nobody looked.
    Perhaps,
}

/// Judges the title of a thread, which no message carries. Returns whether it leaks. Discord does not say who changed one: beside
/// its opener only moderators can.
pub(crate) async fn judge_title(
    http: &Arc<Http>,
    state: &Arc<State>,
    thread: &GuildChannel,
    title: Title,
) -> bool {
    let Some(author) = thread.owner_id else { return false };
    let (id, home) = (thread.id.get(), thread.parent_id.unwrap_or(thread.id).get());
    let mut message = Message {
        // The first message of a forum post has the id of its thread, and so has the message a thread hangs from.
        id,
        author: Author { id: author.get(), ..Author::default() },
        place: Place { guild: Some(thread.guild_id.get()), channel: id, home, thread: None },
        at: match title {
            Title::Changed => state.clock.now(),
            _ => moment(id),
        },
        content: Private::default(),
        extras: vec![Extra { origin: Origin::Title, text: Private::new(&*thread.name) }],
        edited: title != Title::New,
        replies_to_other: false,
    };
    let settings = state.settings(message.place.guild);
    let Ok(Some(said)) = look::read(state, &settings, &message) else { return false };
    let Some(leak) = policy::weigh(&message, said, &settings, &mut state.memory(id)) else { return false };
    let known = title == Title::Perhaps && was_told(state, &message, &leak).await;
    if !known && !has_exempt_role(http, &settings, &mut message).await {
        protect(http, state, message, &leak).await;
    }
    true
}

/// Whether the author is exempt by a role. Lists of messages and titles do not say which roles their authors have; where some are
/// exempt, that is asked for. Without an answer nobody is exempt: a leak stands here.
pub(crate) async fn has_exempt_role(http: &Http, settings: &Settings, message: &mut Message) -> bool {
    let asks = !settings.exempt_roles.is_empty() && !message.author.bot;
    let Some(guild) = message.place.guild.filter(|_| asks) else { return false };
    let member = http.get_member(guild.into(), message.author.id.into()).await.ok();
    let roles = member.into_iter().flat_map(|member| member.roles);
    message.author.roles = roles.map(RoleId::get).collect();
    settings.is_exempt(message)
}

/// Whether what somebody typed into a command holds a secret; if so, what it is to them.
pub(crate) fn typed_secret(text: &str) -> Option<Form> {
    let part = Part { origin: Origin::Content, text };
    let found = secrets::scan(&[part], Setting { help_channel: true }).into_iter().next()?;
    (found.verdict > Verdict::None).then_some(found.kind.form)
}

/// The leak that a moderator saw where the guard did not.
pub(crate) fn reported(message: Id) -> Leak {
    Leak {
        action: Action::Delete,
        kind: &REPORTED,
        verdict: Verdict::Certain,
        reason: Reason::Reported,
        messages: vec![message],
        title: false,
    }
}

/// What a moderator reports: no detector knows it.
static REPORTED: Kind = Kind { id: "reported", name: "Reported by a moderator", form: Form::Unknown };
