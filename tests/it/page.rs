//! The chat page in a real browser: what a person does there, and what they and the others see of it.

use std::net::{Ipv4Addr, SocketAddr};

use komainu::playground::{StandIn, World};
use serde_json::{Value, json};

use crate::browser::{Browser, key};

/// A port that the system chooses.
const ANYWHERE: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 0);
const DESKTOP: (u32, u32) = (1280, 800);
const PHONE: (u32, u32) = (390, 844);

async fn start() -> StandIn {
    StandIn::start(World::lantern(), ANYWHERE).await.unwrap()
}

#[tokio::test]
async fn a_person_posts_edits_and_deletes_and_sees_what_others_write() {
    let stand_in = start().await;
    let Some(page) = Browser::open(stand_in.origin(), DESKTOP).await else { return };
    page.see("[data-example='0']").await;

    page.type_into("[data-composer]", &format!("good evening{}", key::ENTER)).await;
    page.see_text("[data-author='asker']:not([data-pending])", "good evening").await;
    let seen = stand_in.as_person("moderator").sees_in("#help");
    assert_eq!(seen.last().unwrap()["content"], "good evening");

    stand_in.as_person("moderator").post("#help", "welcome **back**").unwrap();
    page.see_text("[data-author='moderator'] strong", "back").await;

    page.type_into("[data-composer]", key::UP).await;
    page.type_into("[data-edit]", &format!(", all{}", key::ENTER)).await;
    page.see_text("[data-author='asker']", "good evening, all").await;

    page.open_menu("[data-author='asker'] .markup").await;
    page.press("[data-action='delete']").await;
    page.see("[data-deleted]").await;
    page.see_none("[data-message][data-author='asker']").await;
    assert!(!page.source().await.contains("good evening"), "what is deleted is gone from the page");

    assert_eq!(page.origins().await, [stand_in.origin()], "nothing leaves this machine");
    assert_eq!(page.complaints().await, [""; 0]);
}

#[tokio::test]
async fn what_only_some_may_see_is_shown_to_them_alone() {
    let stand_in = start().await;
    let Some(page) = Browser::open(stand_in.origin(), DESKTOP).await else { return };
    page.see("[data-channel-name='help']").await;
    page.see_none("[data-channel-name='mod-log']").await;

    stand_in.as_person("komainu").post("#mod-log", "for moderators").unwrap();
    // A sign at the switch says that somebody else has something to read.
    page.see_text("[data-person-switch] [data-waiting]", "1").await;
    page.press("[data-person-switch]").await;
    page.press("[data-person-name='moderator']").await;
    page.press("[data-channel-name='mod-log']").await;
    page.see_text("[data-author='komainu']", "for moderators").await;
    page.see_none("[data-waiting]").await;
}

#[tokio::test]
async fn a_question_in_the_forum_becomes_a_post_with_its_own_page() {
    let stand_in = start().await;
    let Some(page) = Browser::open(stand_in.origin(), PHONE).await else { return };
    page.press("[data-drawer='channels']").await;
    page.press("[data-channel-name='help-forum']").await;
    page.press("[data-new-post]").await;
    page.type_into("[data-input='post-title']", "Lost tokens").await;
    page.type_into("[data-input='post-text']", "They were there yesterday.").await;
    page.press("[data-submit]").await;
    page.see_text("#topbar", "Lost tokens").await;
    page.see_text("[data-author='asker']", "They were there yesterday.").await;

    let wider = "done(document.documentElement.scrollWidth > innerWidth)";
    assert_eq!(page.run(wider, Vec::new()).await, json!(false), "a phone scrolls in one direction");
    assert_eq!(page.complaints().await, [""; 0]);
}

/// Text as typed, and what the page makes of it.
const MARKDOWN: [(&str, &str); 18] = [
    ("**bold** and *slanted*", "<strong>bold</strong> and <em>slanted</em>"),
    ("***both***", "<strong><em>both</em></strong>"),
    ("__under__ ~~struck~~", "<u>under</u> <s>struck</s>"),
    ("snake_case_name, 2 * 3 * 4", "snake_case_name, 2 * 3 * 4"),
    ("**unfinished", "**unfinished"),
    (r"\*as it stands\*", "*as it stands*"),
    ("`*code*`", "<code>*code*</code>"),
    ("```js\nlet a;\n```", "<pre><code>let a;</code></pre>"),
    ("> one\n> two\nthree", "<blockquote>one\ntwo</blockquote>three"),
    ("- one\n  - two\n1. three", "<ul><li>one</li><li>two</li></ul><ol><li>three</li></ol>"),
    ("# Title", "<div>Title</div>"),
    ("-# small", "<small>small</small>"),
    ("||hidden||", "<span><span>hidden</span></span>"),
    ("**日本語**です", "<strong>日本語</strong>です"),
    ("<img src=x onerror=alert(1)>", "&lt;img src=x onerror=alert(1)&gt;"),
    ("[click](javascript:alert(1))", "[click](javascript:alert(1))"),
    ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
    ("@everyone", "<span>@everyone</span>"),
];

#[tokio::test]
async fn markdown_is_formatting_and_everything_else_is_text() {
    let stand_in = start().await;
    let Some(page) = Browser::open(stand_in.origin(), DESKTOP).await else { return };
    page.see("[data-example='0']").await;
    let script = r#"
        Promise.all([import("/page/markdown.js"), import("/page/references.js")]).then(([{markdown}, {references}]) => {
            done(arguments[0].map((text) => {
                const box = document.createElement("div");
                box.append(...markdown(text, references));
                for (const node of box.querySelectorAll("*")) {
                    while (node.attributes.length > 0) node.removeAttribute(node.attributes[0].name);
                }
                return box.innerHTML;
            }));
        });"#;
    let typed: Vec<Value> = MARKDOWN.iter().map(|(text, _)| json!(text)).collect();
    let shown = page.run(script, vec![json!(typed)]).await;
    for ((text, expected), shown) in MARKDOWN.iter().zip(shown.as_array().unwrap()) {
        assert_eq!(shown, expected, "{text}");
    }
}
