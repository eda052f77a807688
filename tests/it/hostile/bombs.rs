//! Few messages that cost much: files, and images that are larger than they look.

use super::{deleted, resident, two_servers};

use crate::metrics::counted;
use crate::phrase::phrase;
use crate::process::Home;
use crate::scene::SOON;

#[tokio::test(flavor = "multi_thread")]
async fn bombs_are_read_within_bounds() {
    let home = Home::lantern().await;
    let bot = home.start_with(&[("RUST_LOG", "info"), ("METRICS_ADDR", "0")]).await;
    let metrics = bot.metrics().await;
    let scammer = home.discord.as_person("scammer");
    let before = resident(bot.id());
    // Text of ten files a message, nothing but list words; names and alt texts as long as they may be.
    let text = "abandon zebra ".repeat(70_000);
    let file = |n: usize| (format!("{}-{n}.txt", "a".repeat(80)), "text/plain");
    let files: Vec<(String, &str)> = (0..10).map(file).collect();
    let files: Vec<(&str, &str, &[u8])> =
        files.iter().map(|(name, kind)| (name.as_str(), *kind, text.as_bytes())).collect();
    scammer.upload("general", &"a ".repeat(1_000), &files).unwrap();
    // Images that say they are much larger than they are, and one that is none.
    let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
    png.extend([0x7f, 0xff, 0xff, 0xff, 0x7f, 0xff, 0xff, 0xff, 8, 6, 0, 0, 0]);
    scammer.upload("general", "my seed phrase is in this image", &[("seed.png", "image/png", &png)]).unwrap();
    let asker = home.discord.as_person("asker");
    let leak = asker.post("general", &phrase(5)).unwrap();
    assert!(asker.wait_gone(leak, 3 * SOON).await, "a bomb held up a leak");
    let file =
        asker.upload("help", "and this?", &[("notes.txt", "text/plain", phrase(6).as_bytes())]).unwrap();
    assert!(asker.wait_gone(file, 6 * SOON).await, "bombs held up a file");
    // The ten, and the one just now.
    counted(&metrics, "komainu_attachments_total{outcome=\"read\"} 11").await;
    counted(&metrics, "komainu_attachments_total{outcome=\"unreadable\"} 1").await;
    let after = resident(bot.id());
    crate::measured(&format!("ten files of a mebibyte: {before:?} MiB before, {after:?} MiB after"));
    if let Some(after) = after {
        assert!(after < 400, "{after} MiB");
    }
    drop(bot);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_file_is_judged_beside_everything_else() {
    let home = Home::of(two_servers()).await;
    // One thread for the wire: whatever is done on it is waited for by all.
    let bot =
        home.start_with(&[("RUST_LOG", "info"), ("METRICS_ADDR", "0"), ("TOKIO_WORKER_THREADS", "1")]).await;
    let metrics = bot.metrics().await;
    let (scammer, victim) = (home.discord.as_person("scammer"), home.discord.as_person("victim"));
    let text = "abandon zebra ".repeat(70_000) + "\n\n" + &phrase(7);
    let file = [("notes.txt", "text/plain", text.as_bytes())];
    let long = scammer.upload("general", "my notes", &file).unwrap();
    // It is there, and takes a while to be judged.
    counted(&metrics, "komainu_attachments_total{outcome=\"read\"} 1").await;
    let quiet = victim.post("quiet", &phrase(8)).unwrap();
    for post in [quiet, long] {
        assert!(victim.wait_gone(post, 3 * SOON).await, "{}", bot.log());
    }
    assert!(deleted(&home, quiet) < deleted(&home, long), "a leak elsewhere waited for the file");
}
