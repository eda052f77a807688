//! What the guard and the desk remember: incidents, counts, questions, false alarms, cursors.

use super::{DAY, GUILD, NOW, OTHER, flush, incident, open, posted, question};
use crate::databases::{Fresh, on_each_database};
use komainu::message::Id;
use komainu::store::{
    Incident, IncidentCount, Observed, Outcome, Tally, TopicCount, Unmatched, WhyUnmatched,
};

on_each_database!(
    incidents_are_listed_and_counted,
    observe_mode_is_tallied,
    questions_are_counted_and_listed,
    lists_are_bounded,
    false_alarms_are_remembered_by_every_process,
    cursors_only_go_forward,
);

async fn incidents_are_listed_and_counted(database: Fresh) {
    let store = open(&database).await;
    let old = incident(10, 1, NOW - 3 * DAY);
    let likely = Incident { verdict: "likely".into(), action: "alert".into(), ..incident(20, 2, NOW - DAY) };
    let new = incident(Id::MAX, 1, NOW);
    for incident in [&old, &likely, &new] {
        store.record_incident(incident.clone());
    }
    store.record_incident(Incident { guild: OTHER, ..incident(30, 1, NOW) });
    flush(&store).await;
    let list = async |author, since, most| store.incidents(GUILD, author, since, most).await.expect("a list");
    assert_eq!(list(None, 0, 10).await, [new.clone(), likely.clone(), old.clone()], "{}", database.kind);
    assert_eq!(list(Some(1), 0, 10).await, [new.clone(), old.clone()]);
    assert_eq!(list(None, NOW - 2 * DAY, 10).await, [new.clone(), likely.clone()]);
    assert_eq!(list(None, 0, 1).await, [new]);

    // An edit makes it certain: one incident, as it is now.
    let certain = Incident { verdict: "certain".into(), action: "delete".into(), ..likely };
    store.record_incident(certain.clone());
    flush(&store).await;
    assert_eq!(list(Some(2), 0, 10).await, [certain]);
    let count = |day, n| IncidentCount { day: day / DAY, verdict: "certain".into(), n, false_alarms: 0 };
    assert_eq!(
        store.incident_counts(GUILD, NOW - 2 * DAY).await.expect("numbers"),
        [count(NOW - DAY, 1), count(NOW, 1)],
        "{}",
        database.kind
    );
}

async fn observe_mode_is_tallied(database: Fresh) {
    let store = open(&database).await;
    for message in 1..=5 {
        let verdict = if message <= 3 { "certain" } else { "likely" };
        let seen =
            Incident { observed: true, verdict: verdict.into(), ..incident(message, 1, NOW + message) };
        store.record_incident(seen);
    }
    store.record_incident(incident(6, 1, NOW));
    let digest = store.digest(GUILD, ["harmless"]).expect("the key is known");
    assert!(store.mark_false_alarm(GUILD, Some(digest), 4, NOW));
    flush(&store).await;
    let observed =
        Observed { certain: Tally { n: 3, false_alarms: 0 }, likely: Tally { n: 2, false_alarms: 1 } };
    assert_eq!(store.observed(GUILD, NOW).await, Ok(observed), "{}", database.kind);
    let later = Observed { certain: Tally { n: 1, false_alarms: 0 }, ..observed };
    assert_eq!(store.observed(GUILD, NOW + 3).await, Ok(later));
    assert_eq!(store.observed(OTHER, 0).await, Ok(Observed::default()));
}

async fn questions_are_counted_and_listed(database: Fresh) {
    let store = open(&database).await;
    for _ in 0..3 {
        store.count(GUILD, "gas-fees", Outcome::Answered, NOW);
    }
    store.count(GUILD, "gas-fees", Outcome::Solved, NOW);
    store.count(GUILD, "gas-fees", Outcome::Answered, NOW - 5 * DAY);
    store.count(OTHER, "gas-fees", Outcome::Answered, NOW);
    let wrong = Unmatched { why: WhyUnmatched::NotAsked, candidates: vec![], ..question(12, NOW) };
    store.record_unmatched(question(11, NOW));
    store.record_unmatched(wrong.clone());
    store.record_unmatched(question(13, NOW));
    store.remove_unmatched(GUILD, 13);
    flush(&store).await;
    let count = |topic: &str, outcome, n| TopicCount { day: NOW / DAY, topic: topic.into(), outcome, n };
    assert_eq!(
        store.topic_counts(GUILD, NOW - 2 * DAY).await.expect("numbers"),
        [
            count("", Outcome::Unmatched, 2),
            count("gas-fees", Outcome::Answered, 3),
            count("gas-fees", Outcome::Solved, 1)
        ],
        "{}",
        database.kind
    );
    assert_eq!(store.unmatched(GUILD, 10).await, Ok(vec![wrong, question(11, NOW)]));
    assert_eq!(store.unmatched(GUILD, 1).await.expect("a list").len(), 1);
}

async fn lists_are_bounded(database: Fresh) {
    let store = open(&database).await;
    for message in 1..=600 {
        store.record_unmatched(question(message, NOW));
    }
    flush(&store).await;
    let kept: Vec<Id> =
        store.unmatched(GUILD, 1000).await.expect("a list").iter().map(|question| question.message).collect();
    assert_eq!(kept, (101..=600).rev().collect::<Vec<_>>(), "{}", database.kind);
}

async fn false_alarms_are_remembered_by_every_process(database: Fresh) {
    let store = open(&database).await;
    let text = ["the same text"];
    let digest = store.digest(GUILD, text).expect("the key is known");
    assert!(!store.is_harmless(GUILD, text));
    store.record_incident(incident(3, 1, NOW));
    assert!(store.mark_false_alarm(GUILD, Some(digest), 3, NOW));
    assert!(store.is_harmless(GUILD, text), "at once");
    flush(&store).await;
    assert!(store.incidents(GUILD, None, 0, 1).await.expect("a list")[0].false_alarm, "{}", database.kind);
    let again = open(&database).await;
    assert_eq!(again.digest(GUILD, text), Some(digest), "one key for the installation");
    assert!(again.is_harmless(GUILD, text), "{}", database.kind);
    assert!(!again.is_harmless(OTHER, text));
    assert_ne!(again.digest(OTHER, text), Some(digest));
}

async fn cursors_only_go_forward(database: Fresh) {
    let store = open(&database).await;
    let message = |n| posted(NOW) + n;
    for (channel, n) in [(1, 10), (2, 20), (1, 12), (1, 11)] {
        store.seen(GUILD, channel, message(n));
    }
    store.seen(OTHER, 3, message(30));
    flush(&store).await;
    store.seen(GUILD, 2, message(19));
    flush(&store).await;
    let cursors = store.cursors(GUILD).await.expect("cursors");
    assert_eq!(
        cursors.into_iter().collect::<std::collections::BTreeMap<_, _>>(),
        [(1, message(12)), (2, message(20))].into()
    );
}
