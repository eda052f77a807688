//! A gap of the gateway: what became of the session decides whether anything is read.

use super::is_read;
use crate::phrase::phrase;
use crate::scene::{SOON, Scene};
use komainu::playground::{Fault, GatewayFault, Post};

/// A leak in a gap of the gateway: what happened to the session decides whether anything is read.
async fn gap(strike: impl Fn(&Scene) -> Option<Post>, reads: bool) {
    let scene = Scene::lantern().await;
    let (asker, moderator) = (scene.person("asker"), scene.person("moderator"));
    let before = asker.post("general", &phrase(18)).unwrap();
    assert!(moderator.wait_gone(before, SOON).await);
    scene.alert().await;
    scene.settled(scene.discord.mark()).await;
    assert!(scene.store.flush(SOON).await, "the incident is written, and the cursors with it");
    let mark = scene.discord.mark();
    let unheard = strike(&scene);
    let missed = asker.post("general", &phrase(19)).unwrap();
    for post in unheard.into_iter().chain([missed]) {
        assert!(moderator.wait_gone(post, 3 * SOON).await, "the gap is not guarded");
    }
    let read = scene.discord.bot_exchanges().iter().any(|made| made.number >= mark && is_read(made));
    assert_eq!(read, reads);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_resumed_session_reads_nothing() {
    let strike = |scene: &Scene| {
        scene.discord.gateway(GatewayFault::Close(4000));
        None
    };
    gap(strike, false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_resume_is_caught_up() {
    let strike = |scene: &Scene| {
        scene.discord.gateway(GatewayFault::RefuseResumes(1));
        scene.discord.gateway(GatewayFault::Close(4000));
        None
    };
    gap(strike, true).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invalid_session_is_caught_up() {
    let strike = |scene: &Scene| {
        scene.discord.gateway(GatewayFault::InvalidSession { resumable: false });
        None
    };
    gap(strike, true).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outage_of_the_server_is_caught_up() {
    let strike = |scene: &Scene| {
        let general = scene.channel("general");
        let guild = scene.discord.look(|world| world.guild_of(general)).unwrap();
        scene.discord.outage(guild, true);
        scene.discord.fault(Fault::event("MESSAGE_CREATE"));
        let unheard = scene.person("asker").post("general", &phrase(20)).unwrap();
        scene.discord.outage(guild, false);
        Some(unheard)
    };
    gap(strike, true).await;
}
