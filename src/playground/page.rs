//! The chat page: its files, built into the binary, and the headers that keep it on this machine.
//!
//! What the page talks to is the stand-in's own interface; nothing here knows it.

use axum::Router;
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

/// One file of the page.
struct File {
    name: &'static str,
    body: &'static str,
}

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        &[$(File { name: $name, body: include_str!(concat!("page/", $name)) }),*]
    };
}

/// Everything a browser may ask for; a test finds what is in the folder and not here.
const FILES: &[File] = files![
    "index.html",
    "icon.svg",
    "style.css",
    "messages.css",
    "controls.css",
    "app.js",
    "avatar.js",
    "channelmenu.js",
    "colour.js",
    "commandbar.js",
    "commands.js",
    "components.js",
    "composer.js",
    "dialog.js",
    "dom.js",
    "edit.js",
    "embeds.js",
    "forum.js",
    "gateway.js",
    "interactions.js",
    "main.js",
    "markdown.js",
    "mentions.js",
    "menu.js",
    "message.js",
    "messagebody.js",
    "messagemenu.js",
    "messages.js",
    "modal.js",
    "people.js",
    "permissions.js",
    "persons.js",
    "picker.js",
    "references.js",
    "rest.js",
    "route.js",
    "session.js",
    "sidebar.js",
    "snowflake.js",
    "store.js",
    "suggest.js",
    "theme.js",
    "toast.js",
    "topbar.js",
    "typing.js",
    "uploads.js",
    "usermenu.js",
    "welcome.js",
    "words.js",
];

/// The page loads from here alone and talks to here alone: a message can make it fetch nothing elsewhere.
/// The gateway is named as well because older browsers do not count WebSockets as `'self'`.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; \
    connect-src 'self' ws://127.0.0.1:* ws://localhost:*; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The routes of the page: `/`, its files, and the places inside it, which the page itself makes out.
pub(super) fn router() -> Router {
    Router::new()
        .route("/", get(|| async { file("index.html") }))
        .route("/channels/{*place}", get(|| async { file("index.html") }))
        .route("/page/{name}", get(|Path(name): Path<String>| async move { file(&name) }))
}

fn file(name: &str) -> Response {
    let Some(file) = FILES.iter().find(|file| file.name == name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let headers = [
        (header::CONTENT_TYPE, content_type(name)),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        // The next build of the binary may bring another page.
        (header::CACHE_CONTROL, "no-cache"),
    ];
    (headers, file.body).into_response()
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit_once('.') {
        Some((_, "html")) => "text/html; charset=utf-8",
        Some((_, "css")) => "text/css; charset=utf-8",
        Some((_, "svg")) => "image/svg+xml",
        _ => "text/javascript; charset=utf-8",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn body(name: &str) -> &'static str {
        FILES.iter().find(|file| file.name == name).expect(name).body
    }

    fn scripts() -> impl Iterator<Item = &'static File> {
        FILES.iter().filter(|file| file.name.ends_with(".js"))
    }

    /// What stands between `before` and the next `after`, each time.
    fn between<'a>(text: &'a str, before: &'a str, after: char) -> impl Iterator<Item = &'a str> {
        text.split(before).skip(1).filter_map(move |rest| rest.split_once(after)).map(|(found, _)| found)
    }

    #[test]
    fn every_file_of_the_folder_is_served_under_its_name() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/playground/page");
        let there: BTreeSet<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        let served: BTreeSet<String> = FILES.iter().map(|file| file.name.to_owned()).collect();
        assert_eq!(there, served);
    }

    #[test]
    fn whatever_a_file_asks_for_is_served() {
        for script in scripts() {
            for import in
                between(script.body, "from \"./", '"').chain(between(script.body, "import \"./", '"'))
            {
                assert!(FILES.iter().any(|file| file.name == import), "{}: {import}", script.name);
            }
        }
        for asset in between(body("index.html"), "\"/page/", '"') {
            assert!(FILES.iter().any(|file| file.name == asset), "index.html: {asset}");
        }
    }

    #[test]
    fn a_page_comes_with_a_policy_that_keeps_it_here() {
        let page = file("index.html");
        assert_eq!(page.status(), StatusCode::OK);
        assert_eq!(page.headers()[header::CONTENT_TYPE], "text/html; charset=utf-8");
        let policy = page.headers()[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none';"), "{policy}");
        assert!(
            !policy.contains("unsafe") && !policy.contains("http:") && !policy.contains("https:"),
            "{policy}"
        );
        assert_eq!(file("nothing.js").status(), StatusCode::NOT_FOUND);
        assert_eq!(file("../page.rs").status(), StatusCode::NOT_FOUND);
    }

    /// Messages are hostile text: no way from text to HTML or code, and no address of another machine.
    #[test]
    fn no_script_turns_text_into_html_or_code() {
        let forbidden = [
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "document.write",
            "eval(",
            "Function(",
            "DOMParser",
        ];
        for script in scripts() {
            for word in forbidden {
                assert!(!script.body.contains(word), "{} has {word}", script.name);
            }
        }
        // The drawing alone names one: the namespace that makes it a drawing.
        for file in FILES.iter().filter(|file| file.name != "icon.svg") {
            assert!(!file.body.contains("http://") && !file.body.contains("https://"), "{}", file.name);
        }
    }

    /// The keys of `t("key")`, and not of other functions whose name ends in t.
    fn said_in(script: &'static str) -> impl Iterator<Item = &'static str> {
        let calls =
            script.match_indices("t(\"").filter(|(at, _)| !script[..*at].ends_with(char::is_alphanumeric));
        calls.filter_map(|(at, call)| script[at + call.len()..].split_once('"')).map(|(key, _)| key)
    }

    #[test]
    fn both_languages_have_every_word_that_is_used_and_none_that_is_not() {
        let words = body("words.js");
        let keys = |language: &str| -> BTreeSet<&str> {
            let table = words[words.find(language).unwrap()..].split("\n};").next().unwrap();
            let entries = table.lines().skip(1).filter_map(|line| line.strip_prefix("  ")?.split_once(':'));
            entries.map(|(key, _)| key).filter(|key| !key.starts_with(' ')).collect()
        };
        let english = keys("const EN = {");
        assert_eq!(english, keys("const JA = {"));
        let said: BTreeSet<&str> = scripts().flat_map(|script| said_in(script.body)).collect();
        assert_eq!(said, english);
    }

    #[test]
    fn every_icon_that_is_shown_is_drawn() {
        let drawn: BTreeSet<&str> = between(body("index.html"), "<symbol id=\"icon-", '"').collect();
        for script in scripts() {
            let shown =
                between(script.body, "icon(\"", '"').chain(between(script.body, "iconButton(\"", '"'));
            for name in shown.chain(between(script.body, "icon: \"", '"')) {
                assert!(drawn.contains(name), "{} shows {name}", script.name);
            }
        }
    }
}
