//! The chat page in a real browser: what a person does there, and what they and the others see of it; first with the
//! bot, then as a client of Discord alone.

use std::net::{Ipv4Addr, SocketAddr};

use komainu::playground::{StandIn, World};
use serde_json::{Value, json};

use crate::browser::{Browser, key};
use crate::phrase::phrase;
use crate::scene::Scene;

/// A port that the system chooses.
const ANYWHERE: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 0);
const DESKTOP: (u32, u32) = (1280, 800);
const PHONE: (u32, u32) = (390, 844);

async fn start() -> StandIn {
    StandIn::start(World::lantern(), ANYWHERE).await.unwrap()
}

#[tokio::test]
async fn a_question_is_answered_with_a_button_to_the_official_page() {
    let scene = Scene::lantern().await;
    let Some(page) = Browser::open(scene.discord.origin(), DESKTOP).await else { return };
    page.type_into("[data-composer]", &format!("I forgot my password, how do I reset it?{}", key::ENTER))
        .await;
    page.see_text("[data-author='komainu'] [data-embed]", "assword").await;

    // At once: the page may be redrawn between two looks.
    page.see("[data-author='komainu'] [data-link-button]").await;
    let look = "const link = document.querySelector(\"[data-author='komainu'] [data-link-button]\");
        done([link.href, link.innerText, link.rel])";
    let link: [String; 3] = serde_json::from_value(page.run(look, Vec::new()).await).unwrap();
    let [address, text, rel] = link;
    assert!(address.starts_with("https://support.metamask.io/"), "{address}");
    assert!(text.contains("support.metamask.io"), "where it leads is written on it");
    assert_eq!(rel, "noopener noreferrer");

    page.press("[data-author='komainu'] button[data-component]").await;
    page.see_text("[data-author='komainu'] [data-embed]", "Solved").await;
    page.see_none("[data-author='komainu'] [data-link-button]").await;
    assert_eq!(page.complaints().await, [""; 0]);
}

#[tokio::test]
async fn a_leaked_phrase_vanishes_and_the_moderators_learn_of_it_without_a_word_of_it() {
    let scene = Scene::lantern().await;
    let Some(page) = Browser::open(scene.discord.origin(), DESKTOP).await else { return };
    let phrase = phrase(7);
    page.press("[data-channel-name='general']").await;
    page.type_into("[data-composer]", &format!("is this right? {phrase}{}", key::ENTER)).await;
    page.see("[data-deleted]").await;
    assert_repeats_nothing(&page, &phrase).await;

    // Its author is told in private, …
    page.press("[data-channel-name='komainu']").await;
    page.see_text("[data-embed]", "Your message was removed to protect you").await;
    assert_repeats_nothing(&page, &phrase).await;

    // … and the moderators where they alone read.
    page.see_text("[data-person-switch] [data-waiting]", "1").await;
    page.press("[data-person-switch]").await;
    page.press("[data-person-name='moderator']").await;
    page.press("[data-channel-name='mod-log']").await;
    page.see_text("[data-embed]", "Leaked secret removed").await;
    assert_repeats_nothing(&page, &phrase).await;
    assert_eq!(page.complaints().await, [""; 0]);
}

/// Fails if two neighbouring words of the phrase stand anywhere on the page, in what is being written, or in a store.
async fn assert_repeats_nothing(page: &Browser, phrase: &str) {
    let kept = "done([document.querySelector('[data-composer]').value, JSON.stringify(localStorage), \
        JSON.stringify(sessionStorage)].join())";
    let everything = page.source().await + &page.run(kept, Vec::new()).await.to_string();
    let words: Vec<&str> = phrase.split(' ').collect();
    let repeated = words.windows(2).any(|pair| everything.contains(&pair.join(" ")));
    assert!(!repeated, "the page repeats the phrase");
}

#[tokio::test]
async fn the_faq_command_suggests_topics_and_answers_in_private() {
    let scene = Scene::lantern().await;
    let Some(page) = Browser::open(scene.discord.origin(), DESKTOP).await else { return };
    page.see("[data-example='0']").await;
    page.type_into("[data-composer]", "/faq ").await;
    page.type_into("[data-option='topic']", "password").await;
    let title = page.press_text("[data-suggestion]", "assword").await;
    page.type_into("[data-option='topic']", key::ENTER).await;
    page.see_text("[data-ephemeral] [data-embed]", &title).await;
    assert!(
        scene.person("moderator").sees_in("help").is_empty(),
        "what only one may see is shown to nobody else"
    );

    page.press("[data-dismiss]").await;
    page.see_none("[data-ephemeral]").await;
    assert_eq!(page.complaints().await, [""; 0]);
}

#[tokio::test]
async fn commands_have_the_names_of_the_readers_language() {
    let scene = Scene::lantern().await;
    let Some(page) = Browser::open(scene.discord.origin(), PHONE).await else { return };
    page.press("[data-person-switch-small]").await;
    page.press("[data-person-name='yuki']").await;
    page.see("html[lang='ja']").await;
    page.type_into("[data-composer]", "/よくある質問 ").await;
    page.type_into("[data-option='topic']", "パスワード").await;
    page.press_text("[data-suggestion]", "パスワード").await;
    page.press("[data-send]").await;
    page.see_text("[data-ephemeral] [data-embed]", "パスワード").await;
}

#[tokio::test]
async fn a_moderator_asks_why_by_a_right_click() {
    let scene = Scene::lantern().await;
    let Some(page) = Browser::open(scene.discord.origin(), DESKTOP).await else { return };
    scene.person("asker").post("help", "good morning").unwrap();
    page.press("[data-person-switch]").await;
    page.press("[data-person-name='moderator']").await;
    page.open_menu("[data-author='asker']").await;
    page.press("[data-context-command='Why?']").await;
    page.see_text("[data-ephemeral]", "nothing found").await;
}

#[tokio::test]
async fn a_moderator_answers_for_the_bot_by_choosing_from_a_menu() {
    let scene = Scene::lantern().await;
    let Some(page) = Browser::open(scene.discord.origin(), DESKTOP).await else { return };
    let question = scene.person("asker").post("help", "it is gone, the secret word thing").unwrap();
    page.press("[data-person-switch]").await;
    page.press("[data-person-name='moderator']").await;
    page.open_menu("[data-author='asker']").await;
    page.press("[data-context-command='Answer this…']").await;
    page.press("[data-ephemeral] [data-component] [aria-haspopup='listbox']").await;
    page.press("[data-choice='lost-recovery-phrase']").await;
    page.see(&format!("[data-author='komainu'] [data-reply-to='{}']", question.id)).await;
    page.see_text("[data-author='komainu'] [data-embed]", "Recovery Phrase").await;
    assert_eq!(page.complaints().await, [""; 0]);
}

#[tokio::test]
async fn a_permission_is_taken_from_the_bot_and_its_check_says_so() {
    let scene = Scene::lantern().await;
    let Some(page) = Browser::open(scene.discord.origin(), DESKTOP).await else { return };
    page.press("[data-person-switch]").await;
    page.press("[data-person-name='moderator']").await;
    page.see("[data-channel-name='mod-log']").await;
    page.open_menu("[data-channel-name='general']").await;
    page.press("[data-permission='manageMessages'][aria-checked='true']").await;
    let gap = async || {
        let found = scene.ask("moderator", "mod-log", "/setup check", json!({})).await;
        found.text().contains("**Manage Messages** – A leak stays visible")
    };
    for _ in 0..100 {
        if gap().await {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert!(gap().await, "the check does not find it");
    page.open_menu("[data-channel-name='general']").await;
    page.press("[data-permission='manageMessages'][aria-checked='false']").await;
    page.open_menu("[data-channel-name='general']").await;
    page.see("[data-permission='manageMessages'][aria-checked='true']").await;
    assert_eq!(page.complaints().await, [""; 0]);
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
