//! The server's own answers as the running bot knows them: learnt off the road of the messages, and learnt again when
//! anybody changes them, this process or another.

use super::ids::TopicCode;
use super::state::State;
use crate::answers::{Desk, Own, Question};
use crate::book::{Book, Lang, Topic};
use crate::message::Id;
use crate::store::{OwnAnswer, StoreError};
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

/// How often the shelves are compared with the answers in force, which a reload of `responses/` changes unannounced.
const LOOK: Duration = Duration::from_secs(1);

/// One server's own answers.
pub(crate) struct Shelf {
    /// What they add to.
    desk: Arc<Desk>,
    /// The server's version at which they were read.
    version: i64,
    /// How they are found.
    own: Own,
    /// As they were written, by id, each with its version.
    written: Vec<(Topic, i64)>,
}

impl Shelf {
    fn new(desk: Arc<Desk>, guild: Id, version: i64, hosts: &[String], rows: &[OwnAnswer]) -> Self {
        let rules = desk.book().rules(hosts);
        let read = |row: &OwnAnswer| {
            let mut topic = stored(guild, row)?;
            for answer in topic.languages.values_mut() {
                // A host may have been withdrawn since.
                answer.links.retain(|link| rules.link(link).is_ok());
            }
            Some((topic, row.version))
        };
        let written: Vec<(Topic, i64)> = rows.iter().filter_map(read).collect();
        let topics: Vec<Topic> = written.iter().map(|(topic, _)| topic.clone()).collect();
        Self { own: desk.own(&topics), desk, version, written }
    }
}

/// The shelves of every server that has answers of its own.
#[derive(Default)]
pub(crate) struct Shelves(RwLock<HashMap<Id, Arc<Shelf>>>);

impl Shelves {
    pub(crate) fn of(&self, guild: Id) -> Option<Arc<Shelf>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(&guild).cloned()
    }

    fn put(&self, guild: Id, shelf: Shelf) {
        let mut shelves = self.0.write().unwrap_or_else(PoisonError::into_inner);
        // Two may read at once; the later version stays.
        if shelves.get(&guild).is_some_and(|old| old.version > shelf.version) {
            return;
        }
        if shelf.written.is_empty() {
            shelves.remove(&guild);
        } else {
            shelves.insert(guild, Arc::new(shelf));
        }
    }

    fn guilds(&self) -> Vec<Id> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).keys().copied().collect()
    }
}

/// Everything a server can be answered with: the shipped answers, and its own.
#[derive(Clone)]
pub(crate) struct Answers {
    pub(crate) desk: Arc<Desk>,
    shelf: Option<Arc<Shelf>>,
}

impl Answers {
    pub(crate) fn new(desk: Arc<Desk>, shelf: Option<Arc<Shelf>>) -> Self {
        Self { desk, shelf }
    }

    /// The shipped answers.
    pub(crate) fn book(&self) -> &Book {
        self.desk.book()
    }

    /// The server's own.
    pub(crate) fn own(&self) -> Option<&Own> {
        self.shelf.as_ref().map(|shelf| &shelf.own)
    }

    /// The server's own as they were written, by id, each with its version.
    pub(crate) fn written(&self) -> &[(Topic, i64)] {
        self.shelf.as_ref().map_or(&[], |shelf| &shelf.written)
    }

    /// The answer of that id.
    pub(crate) fn topic(&self, id: &str) -> Option<&Topic> {
        self.own().and_then(|own| own.topic(id)).or_else(|| self.book().topic(id))
    }

    /// The answer of that code.
    pub(crate) fn find(&self, code: &TopicCode) -> Option<&Topic> {
        let own = self.own().map_or(&[][..], Own::topics).iter();
        let ids = own.chain(self.book().topics()).map(|topic| topic.id.as_str());
        self.topic(code.find(ids)?)
    }

    /// The ids of the answers that fit what somebody types, the best first.
    pub(crate) fn search(&self, typed: &str, lang: Lang) -> Vec<String> {
        self.desk.search(typed, lang, self.own())
    }

    /// The answer that somebody names who did not choose it from a list.
    pub(crate) fn named(&self, typed: &str, lang: Lang) -> Option<&Topic> {
        self.topic(typed).or_else(|| self.topic(&self.desk.named(typed, lang, self.own())?))
    }

    /// The ids of the answers that fit a question best, the best first.
    pub(crate) fn ranked(&self, question: &Question<'_>) -> Vec<String> {
        let ranked = self.desk.judge(question, self.own()).ranked;
        ranked.into_iter().map(|candidate| candidate.id.to_string()).collect()
    }

    /// The ids of all answers, those in `first` first.
    pub(crate) fn all(&self, mut first: Vec<String>) -> Vec<String> {
        let all = self.search("", Lang::EN);
        let rest: Vec<String> = all.into_iter().filter(|id| !first.contains(id)).collect();
        first.extend(rest);
        first
    }
}

/// The answer in a row of the database. One that cannot be read, as after an update was taken back, is left out; the log says so.
pub(crate) fn stored(guild: Id, row: &OwnAnswer) -> Option<Topic> {
    let topic = serde_json::from_str(&row.body).ok();
    if topic.is_none() {
        tracing::error!("{}", StoreError::Unreadable { what: "answer", guild });
    }
    topic
}

/// Reads and learns one server's answers again.
pub(crate) async fn refresh(state: &State, guild: Id) -> Result<(), StoreError> {
    // Taken before reading: should they change meanwhile, they are read once more.
    let (desk, version) = (state.desk(), state.store.version(guild));
    let rows = state.store.answers(guild).await?;
    let settings = state.settings(Some(guild));
    // Learning thousands of phrasings takes milliseconds of work: not on a thread that serves the gateway.
    let learning =
        tokio::task::spawn_blocking(move || Shelf::new(desk, guild, version, &settings.hosts, &rows));
    if let Ok(shelf) = learning.await {
        state.shelves.put(guild, shelf);
    }
    Ok(())
}

/// Keeps the shelves fresh, for as long as it is polled.
pub(super) async fn keep(state: Arc<State>) {
    let mut changes = state.store.changes();
    let mut ticks = tokio::time::interval(LOOK);
    let mut desk = state.desk();
    let mut behind = true;
    loop {
        tokio::select! {
            changed = changes.changed() => match changed {
                Ok(()) => behind = true,
                Err(_) => return,
            },
            _ = ticks.tick() => {}
        }
        let now = state.desk();
        behind |= !Arc::ptr_eq(&desk, &now);
        desk = now;
        if behind && state.store.is_loaded() {
            behind = catch_up(&state, &desk).await.is_err();
        }
    }
}

/// Reads again what has changed.
async fn catch_up(state: &State, desk: &Arc<Desk>) -> Result<(), StoreError> {
    let mut guilds = state.store.guilds_with_answers().await?;
    // Also those that have a shelf and no answers any more.
    guilds.extend(state.shelves.guilds());
    for guild in guilds {
        let fresh = state.shelves.of(guild).is_some_and(|shelf| {
            shelf.version == state.store.version(guild) && Arc::ptr_eq(&shelf.desk, desk)
        });
        if !fresh {
            refresh(state, guild).await?;
        }
    }
    Ok(())
}
