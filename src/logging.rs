//! Logs to standard error. What other crates log is reduced to where it came from: serenity prints whole gateway
//! payloads when it cannot read one, and a payload may hold somebody's secret.

use crate::config::LogFormat;
use crate::secrets::{self, Part, Setting, Verdict};
use crate::text::Origin;
use serde_json::json;
use std::fmt;
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::filter::{EnvFilter, FilterExt, filter_fn};
use tracing_subscriber::fmt::format::{FormatEvent, FormatFields, Writer};
use tracing_subscriber::fmt::{FmtContext, MakeWriter};
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::registry::LookupSpan;

/// A subscriber that writes logs in `format` to `writer`, as far as `filter` lets them through.
pub fn subscriber<W>(format: LogFormat, filter: EnvFilter, writer: W) -> impl Subscriber + Send + Sync
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    // Other crates' spans carry arguments, and their chatter below warnings says nothing once its text is withheld.
    let filter = filter.and(filter_fn(|metadata| {
        is_ours(metadata.target()) || metadata.is_event() && *metadata.level() <= Level::WARN
    }));
    let layer = tracing_subscriber::fmt::layer().with_writer(writer).with_ansi(false);
    let layer = match format {
        LogFormat::Pretty => layer.event_format(Discreet::new(tracing_subscriber::fmt::format())).boxed(),
        LogFormat::Json => layer
            .json()
            .event_format(Discreet { json: true, inner: tracing_subscriber::fmt::format().json() })
            .boxed(),
    };
    tracing_subscriber::registry().with(layer.with_filter(filter))
}

/// Makes such a subscriber, which writes to standard error, the global one.
pub fn start(format: LogFormat, filter: EnvFilter) {
    // A second start, as in tests, keeps the first subscriber.
    let _ = tracing::subscriber::set_global_default(subscriber(format, filter, std::io::stderr));
}

/// A text about something that came from outside - an argument, a file, a variable - without the lines that repeat a secret
/// of it. Of such a line what it is about is left, as long as that is none itself.
pub fn discreet(text: &str) -> String {
    let withheld = "what stands there is withheld: it looks like a wallet's secret";
    let lines = text.split('\n').map(|line| match line.split_once(": ") {
        _ if !holds_secret(line) => line.to_owned(),
        Some((place, _)) if !holds_secret(place) => format!("{place}: {withheld}"),
        _ => withheld.to_owned(),
    });
    let lines: Vec<String> = lines.collect();
    let text = lines.join("\n");
    // One that goes over several lines.
    if holds_secret(&text) { withheld.to_owned() } else { text }
}

fn holds_secret(text: &str) -> bool {
    let part = Part { origin: Origin::Content, text };
    let found = secrets::scan(&[part], Setting { help_channel: true });
    found.iter().any(|finding| finding.verdict > Verdict::None)
}

fn is_ours(target: &str) -> bool {
    target.split("::").next() == Some(env!("CARGO_CRATE_NAME"))
}

/// Formats our own events in full, and only the origin of everybody else's.
struct Discreet<F> {
    inner: F,
    json: bool,
}

impl<F> Discreet<F> {
    fn new(inner: F) -> Self {
        Self { inner, json: false }
    }
}

impl<S, N, F> FormatEvent<S, N> for Discreet<F>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
    F: FormatEvent<S, N>,
{
    fn format_event(
        &self,
        ctx: &FmtContext<'_, S, N>,
        mut out: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let metadata = event.metadata();
        if is_ours(metadata.target()) {
            return self.inner.format_event(ctx, out, event);
        }
        let (level, target, line) =
            (metadata.level().as_str(), metadata.target(), metadata.line().unwrap_or(0));
        if self.json {
            writeln!(out, "{}", json!({ "level": level, "target": target, "line": line, "withheld": true }))
        } else {
            writeln!(out, "{level:>5} {target}:{line}: (text withheld: it may repeat a message)")
        }
    }
}
