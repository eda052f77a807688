//! What the bot counts about itself. Who may look at it: `health.rs`.
//!
//! Nothing here can hold what somebody wrote: every label is a word of this program or the number of a shard, so the number
//! of series is bounded too. One set for the process, as requests and events are counted in many places.

use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::Registry;
use std::fmt;
use std::sync::LazyLock;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

/// The metrics of this process.
pub static METRICS: LazyLock<Metrics> = LazyLock::new(Metrics::new);

/// Labels that are words of this program.
type Words<const N: usize> = [(&'static str, &'static str); N];
type Counts<const N: usize> = Family<Words<N>, Counter>;
type Seconds = Gauge<f64, AtomicU64>;
type OfShard<G> = Family<[(&'static str, u32); 1], G>;

/// From what the budget asks for (0.5 ms, 2 ms) to where a person would notice.
const BUCKETS: [f64; 12] = [50e-6, 100e-6, 250e-6, 500e-6, 1e-3, 2e-3, 5e-3, 10e-3, 50e-3, 0.25, 1.0, 5.0];

/// Every metric; what each means stands in its help text.
pub struct Metrics {
    registry: Registry,
    events: Counts<1>,
    verdicts: Counts<3>,
    replies: Counts<1>,
    to_request: Family<Words<1>, Histogram, fn() -> Histogram>,
    requests: Counts<2>,
    retries: Counts<1>,
    attachments: Counts<1>,
    left_out: Counter,
    cursor_lag: Seconds,
    guilds: Gauge,
    store_up: Gauge,
    store_waiting: Gauge,
    store_dropped: Gauge,
    shard_connected: OfShard<Gauge>,
    shard_heartbeat: OfShard<Seconds>,
    memory: Gauge,
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Metrics")
    }
}

impl Metrics {
    fn new() -> Self {
        let histogram: fn() -> Histogram = || Histogram::new(BUCKETS);
        let mut metrics = Self {
            registry: Registry::with_prefix("komainu"),
            events: Family::default(),
            verdicts: Family::default(),
            replies: Family::default(),
            to_request: Family::new_with_constructor(histogram),
            requests: Family::default(),
            retries: Family::default(),
            attachments: Family::default(),
            left_out: Counter::default(),
            cursor_lag: Seconds::default(),
            guilds: Gauge::default(),
            store_up: Gauge::default(),
            store_waiting: Gauge::default(),
            store_dropped: Gauge::default(),
            shard_connected: Family::default(),
            shard_heartbeat: Family::default(),
            memory: Gauge::default(),
        };
        metrics.register();
        metrics
    }

    fn register(&mut self) {
        let registry = &mut self.registry;
        let build = Info::new([("version", env!("CARGO_PKG_VERSION"))]);
        registry.register("build", "The version that runs", build);
        registry.register("events", "Gateway events received, by type", self.events.clone());
        let about = "Leaks found, by kind of secret, verdict and what was done";
        registry.register("verdicts", about, self.verdicts.clone());
        let about = "What the desk made of messages: answer, suggest, official, unmatched, or left_alone as no question to it";
        registry.register("replies", about, self.replies.clone());
        let about =
            "From the arrival of an event to its first request (delete or reply), without the network";
        registry.register("event_to_request_seconds", about, self.to_request.clone());
        let about = "Requests to Discord that matter, by what they do and how they ended";
        registry.register("requests", about, self.requests.clone());
        registry.register("request_retries", "Repetitions of such requests", self.retries.clone());
        registry.register("attachments", "Attached files, read or not read", self.attachments.clone());
        let about = "Messages of floods that found no room, and are read again afterwards";
        registry.register("left_out", about, self.left_out.clone());
        let about = "How old the message guarded last was then: large while catching up";
        registry.register("cursor_lag_seconds", about, self.cursor_lag.clone());
        registry.register("guilds", "Servers the bot is in, on this process's shards", self.guilds.clone());
        registry.register("store_up", "Whether the database took the last write", self.store_up.clone());
        let about = "Records that wait to be written";
        registry.register("store_queue_length", about, self.store_waiting.clone());
        let about = "Records dropped since the start because too many waited";
        registry.register("store_dropped", about, self.store_dropped.clone());
        let about = "Whether a shard of this process is connected and identified";
        registry.register("shard_connected", about, self.shard_connected.clone());
        let about = "How long Discord took to acknowledge the last heartbeat";
        registry.register("shard_heartbeat_seconds", about, self.shard_heartbeat.clone());
        registry.register("memory_bytes", "Resident memory of the process (Linux)", self.memory.clone());
    }

    /// Counts an event of the gateway.
    pub fn event(&self, kind: &'static str) {
        self.events.get_or_create(&[("event", kind)]).inc();
    }

    /// Counts a leak.
    pub fn verdict(&self, kind: &'static str, verdict: &'static str, action: &'static str) {
        self.verdicts.get_or_create(&[("kind", kind), ("verdict", verdict), ("action", action)]).inc();
    }

    /// Counts what the desk made of a message.
    pub fn reply(&self, outcome: &'static str) {
        self.replies.get_or_create(&[("outcome", outcome)]).inc();
    }

    /// Notes that an event led to a request after this long.
    pub fn reached(&self, request: &'static str, after: Duration) {
        self.to_request.get_or_create(&[("request", request)]).observe(after.as_secs_f64());
    }

    /// Counts a request, once however often it was tried.
    pub fn request(&self, request: &'static str, outcome: &'static str) {
        self.requests.get_or_create(&[("request", request), ("outcome", outcome)]).inc();
    }

    /// Counts a repetition of a request.
    pub fn retry(&self, request: &'static str) {
        self.retries.get_or_create(&[("request", request)]).inc();
    }

    /// Counts an attached file.
    pub fn attachment(&self, outcome: &'static str) {
        self.attachments.get_or_create(&[("outcome", outcome)]).inc();
    }

    /// Counts a message that found no room in its lane.
    pub fn left_out(&self) {
        self.left_out.inc();
    }

    /// Notes how old the message was that has just been guarded.
    pub fn guarded(&self, age: Duration) {
        self.cursor_lag.set(age.as_secs_f64());
    }

    /// Notes how the memory of the bot is doing.
    pub fn store(&self, up: bool, waiting: usize, dropped: u64) {
        self.store_up.set(up.into());
        self.store_waiting.set(waiting.try_into().unwrap_or(i64::MAX));
        self.store_dropped.set(dropped.try_into().unwrap_or(i64::MAX));
    }

    /// Notes in how many servers the bot is.
    pub fn guilds(&self, count: usize) {
        self.guilds.set(count.try_into().unwrap_or(i64::MAX));
    }

    /// Notes how a shard is doing.
    pub fn shard(&self, number: u32, connected: bool, heartbeat: Option<Duration>) {
        let shard = [("shard", number)];
        self.shard_connected.get_or_create(&shard).set(connected.into());
        if let Some(heartbeat) = heartbeat {
            self.shard_heartbeat.get_or_create(&shard).set(heartbeat.as_secs_f64());
        }
    }

    /// Everything in the text format that Prometheus reads.
    pub fn text(&self) -> String {
        self.memory.set(resident_bytes().unwrap_or_default());
        let mut text = String::new();
        // Writing to a string does not fail.
        let _ = encode(&mut text, &self.registry);
        text
    }
}

/// What the kernel says of this process.
fn resident_bytes() -> Option<i64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    Some(line.split_whitespace().next()?.parse::<i64>().ok()? * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// Every series once.
    fn all() -> String {
        let metrics = Metrics::new();
        metrics.event("message_create");
        metrics.verdict("bip39-en", "certain", "delete");
        metrics.reply("answer");
        metrics.reached("delete", Duration::from_micros(300));
        metrics.request("delete", "done");
        metrics.retry("delete");
        metrics.attachment("read");
        metrics.left_out();
        metrics.guarded(Duration::from_millis(250));
        metrics.store(true, 3, 1);
        metrics.guilds(2);
        metrics.shard(7, true, Some(Duration::from_millis(42)));
        metrics.text()
    }

    #[test]
    fn every_metric_is_written() {
        let text = all();
        for line in [
            "komainu_build_info{version=\"0.1.0\"} 1",
            "komainu_events_total{event=\"message_create\"} 1",
            "komainu_verdicts_total{kind=\"bip39-en\",verdict=\"certain\",action=\"delete\"} 1",
            "komainu_replies_total{outcome=\"answer\"} 1",
            "komainu_event_to_request_seconds_bucket{le=\"0.0005\",request=\"delete\"} 1",
            "komainu_requests_total{request=\"delete\",outcome=\"done\"} 1",
            "komainu_request_retries_total{request=\"delete\"} 1",
            "komainu_attachments_total{outcome=\"read\"} 1",
            "komainu_left_out_total 1",
            "komainu_cursor_lag_seconds 0.25",
            "komainu_guilds 2",
            "komainu_store_up 1",
            "komainu_store_queue_length 3",
            "komainu_store_dropped 1",
            "komainu_shard_connected{shard=\"7\"} 1",
            "komainu_shard_heartbeat_seconds{shard=\"7\"} 0.042",
        ] {
            assert!(text.lines().any(|written| written == line), "{line}\nis not in\n{text}");
        }
    }

    /// The names in a text that begin as ours do.
    fn names(text: &str) -> BTreeSet<&str> {
        let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        words.filter(|word| word.starts_with("komainu_")).collect()
    }

    #[test]
    fn the_dashboard_asks_for_metrics_that_exist() {
        let board = include_str!("../docs/grafana.json");
        let board: serde_json::Value = serde_json::from_str(board).expect("JSON");
        let panels = board["panels"].as_array().expect("panels");
        let targets =
            panels.iter().flat_map(|panel| panel["targets"].as_array().cloned().unwrap_or_default());
        let queries: Vec<String> =
            targets.map(|target| target["expr"].as_str().expect("a query").to_owned()).collect();
        let (text, asked) = (all(), queries.join("\n"));
        // Lines of values, not of help texts.
        let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
        let lines = lines.join("\n");
        let (there, asked) = (names(&lines), names(&asked));
        let unknown: Vec<_> = asked.difference(&there).collect();
        assert!(unknown.is_empty(), "not metrics of ours: {unknown:?}");
        let families = text.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.split(' ').next());
        let unseen: Vec<&str> =
            families.filter(|family| !asked.iter().any(|name| name.starts_with(family))).collect();
        assert!(unseen.is_empty(), "on no panel: {unseen:?}");
    }
}
