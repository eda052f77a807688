//! A real Chromium, driven by WebDriver: what a person does at the chat page, as functions.
//!
//! Which page and what is expected there is the tests' to say. Without a browser on the machine a test says so in one
//! line and is skipped.

use std::process::Stdio;
use std::time::{Duration, Instant};

use fantoccini::elements::Element;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// How long the page may take to show something: far beyond what it needs, even on a busy machine.
const SOON: Duration = Duration::from_secs(20);

/// The keys WebDriver has no letter for.
pub(crate) mod key {
    pub(crate) const ENTER: &str = "\u{E007}";
    pub(crate) const UP: &str = "\u{E013}";
}

/// A browser with one page open. It ends with its driver and all their processes when it is dropped.
pub(crate) struct Browser {
    client: Client,
    driver_url: String,
    driver: Child,
    _profile: TempDir,
}

impl Drop for Browser {
    fn drop(&mut self) {
        // The driver leads a process group of its own, with the browser in it: both go, whatever the test came to.
        let Some(group) = self.driver.id() else { return };
        let _ = std::process::Command::new("kill").args(["--", &format!("-{group}")]).status();
    }
}

impl Browser {
    /// Opens a page in a window of this size; `None`, with a line that says why, when there is no browser.
    pub(crate) async fn open(page: &str, (width, height): (u32, u32)) -> Option<Self> {
        let Some((driver, driver_url)) = start_driver().await else {
            crate::skipped("the chat page: chromedriver is not here (Debian: chromium-driver)");
            return None;
        };
        let profile = tempfile::tempdir().unwrap();
        let arguments = [
            "--headless".to_owned(),
            // Containers run tests as root, where Chromium's own sandbox does not work.
            "--no-sandbox".to_owned(),
            "--disable-gpu".to_owned(),
            "--disable-quic".to_owned(),
            "--disable-dev-shm-usage".to_owned(),
            "--no-first-run".to_owned(),
            "--disable-background-networking".to_owned(),
            "--disable-component-update".to_owned(),
            "--disable-sync".to_owned(),
            format!("--window-size={width},{height}"),
            format!("--user-data-dir={}", profile.path().display()),
        ];
        let capabilities = json!({
            "goog:chromeOptions": {"args": arguments},
            "goog:loggingPrefs": {"browser": "ALL"},
        });
        let Value::Object(capabilities) = capabilities else { unreachable!("it is written as an object") };
        let mut builder = ClientBuilder::new(HttpConnector::new());
        let client = match builder.capabilities(capabilities).connect(&driver_url).await {
            Ok(client) => client,
            Err(error) if error.to_string().contains("cannot find Chrome binary") => {
                crate::skipped("the chat page: chromium is not here (Debian: chromium)");
                return None;
            }
            Err(error) => panic!("chromedriver: {error}"),
        };
        client.goto(page).await.unwrap();
        Some(Browser { client, driver_url, driver, _profile: profile })
    }

    /// Waits until something is there that fits the selector.
    pub(crate) async fn see(&self, css: &str) -> Element {
        let found = self.client.wait().at_most(SOON).for_element(Locator::Css(css)).await;
        match found {
            Ok(element) => element,
            Err(_) => panic!("not seen: {css}; the page shows: {}", self.text_of("body").await),
        }
    }

    /// Waits until something that fits the selector contains the text.
    pub(crate) async fn see_text(&self, css: &str, text: &str) -> Element {
        let end = Instant::now() + SOON;
        loop {
            for element in self.client.find_all(Locator::Css(css)).await.unwrap() {
                // An element that was redrawn meanwhile is found anew in the next round.
                if element.text().await.is_ok_and(|shown| shown.contains(text)) {
                    return element;
                }
            }
            assert!(Instant::now() < end, "no {css} says {text:?}: {}", self.text_of("body").await);
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Waits until nothing fits the selector.
    pub(crate) async fn see_none(&self, css: &str) {
        let end = Instant::now() + SOON;
        while !self.client.find_all(Locator::Css(css)).await.unwrap().is_empty() {
            assert!(Instant::now() < end, "still there: {css}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Waits for an element and presses it.
    pub(crate) async fn press(&self, css: &str) {
        let end = Instant::now() + SOON;
        // A redraw between finding and pressing is not a fault of the page; a person would press again.
        while let Err(error) = self.see(css).await.click().await {
            assert!(Instant::now() < end, "cannot press {css}: {error}");
        }
    }

    /// Waits for an element that contains the text and presses it; all that it said.
    pub(crate) async fn press_text(&self, css: &str, text: &str) -> String {
        let end = Instant::now() + SOON;
        loop {
            let element = self.see_text(css, text).await;
            if let Ok(said) = element.text().await
                && element.click().await.is_ok()
            {
                return said;
            }
            assert!(Instant::now() < end, "cannot press {css} that says {text:?}");
        }
    }

    /// Types where the selector points, keys of [`key`] included.
    pub(crate) async fn type_into(&self, css: &str, text: &str) {
        let end = Instant::now() + SOON;
        // What is not there any more takes no key.
        while let Err(error) = self.see(css).await.send_keys(text).await {
            assert!(Instant::now() < end, "cannot type into {css}: {error}");
        }
    }

    /// Opens the menu of an element as a right-click does.
    pub(crate) async fn open_menu(&self, css: &str) {
        let script = "arguments[0].dispatchEvent(new MouseEvent('contextmenu', {bubbles: true, clientX: 300, clientY: 200}))";
        let end = Instant::now() + SOON;
        loop {
            let element = serde_json::to_value(self.see(css).await).unwrap();
            let Err(error) = self.client.execute(script, vec![element]).await else { return };
            assert!(Instant::now() < end, "no menu of {css}: {error}");
        }
    }

    /// What an element says; empty when it is not there.
    pub(crate) async fn text_of(&self, css: &str) -> String {
        match self.client.find(Locator::Css(css)).await {
            Ok(element) => element.text().await.unwrap_or_default(),
            Err(_) => String::new(),
        }
    }

    /// Runs a script in the page; it calls `done(value)`.
    pub(crate) async fn run(&self, script: &str, arguments: Vec<Value>) -> Value {
        let script = format!("const done = arguments[arguments.length - 1]; {script}");
        self.client.execute_async(&script, arguments).await.unwrap()
    }

    /// Everything the page holds, hidden or not: what must not be in here is nowhere on the page.
    pub(crate) async fn source(&self) -> String {
        self.client.source().await.unwrap()
    }

    /// What the browser complained about so far: errors, and requests that the page's policy refused.
    pub(crate) async fn complaints(&self) -> Vec<String> {
        let session = self.client.session_id().await.unwrap().unwrap();
        let log = reqwest::Client::new()
            .post(format!("{}/session/{session}/se/log", self.driver_url))
            .json(&json!({"type": "browser"}))
            .send()
            .await
            .unwrap();
        let log: Value = log.json().await.unwrap();
        let entries = log["value"].as_array().cloned().unwrap_or_default();
        let severe = entries.iter().filter(|entry| entry["level"] == "SEVERE");
        severe.map(|entry| entry["message"].as_str().unwrap_or_default().to_owned()).collect()
    }

    /// The origins of everything the page has loaded or asked for.
    pub(crate) async fn origins(&self) -> Vec<String> {
        let script = "done([...new Set(performance.getEntriesByType('resource').map(({name}) => new URL(name).origin))])";
        serde_json::from_value(self.run(script, Vec::new()).await).unwrap()
    }
}

/// Starts chromedriver on a port it chooses, which it tells in its first lines.
async fn start_driver() -> Option<(Child, String)> {
    let mut driver = Command::new("chromedriver")
        .arg("--port=0")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .process_group(0)
        .kill_on_drop(true)
        .spawn()
        .ok()?;
    let mut lines = BufReader::new(driver.stdout.take()?).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        if let Some((_, port)) = line.split_once("successfully on port ") {
            return Some((driver, format!("http://127.0.0.1:{}", port.trim_end_matches('.'))));
        }
    }
    None
}
