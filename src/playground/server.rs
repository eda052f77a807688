//! What the sockets, the requests and the tests share: the state behind its lock, and the waiting for it to change.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::runtime::Handle;
use tokio::sync::watch;

use super::record::{Caller, Exchange, SentFile};
use super::rest::{self, Call, Reply};
use super::state::{Alarm, State};

/// What the sockets, the requests and the tests share.
#[derive(Debug)]
pub(super) struct Server {
    state: Mutex<State>,
    /// Counts what happened, so that whoever waits for something looks again.
    changed: watch::Sender<u64>,
    runtime: Handle,
}

impl Server {
    pub(super) fn new(state: State) -> Self {
        Server { state: Mutex::new(state), changed: watch::Sender::new(0), runtime: Handle::current() }
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, State> {
        // A panic while the lock was held would be a fault of a test; the state is data and stays usable.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn notify(&self) {
        self.changed.send_modify(|count| *count += 1);
    }

    /// Answers a request and records the exchange.
    pub(super) fn perform(self: &Arc<Self>, call: Call) -> Reply {
        let at = Instant::now();
        let mut state = self.lock();
        let (caller, me) = rest::caller(&state, &call);
        let reply = rest::answer(&mut state, &call, me).unwrap_or_else(|problem| Reply::refusal(&problem));
        state.record.add(exchange(call, caller, at, &reply));
        self.finish(state);
        reply
    }

    /// Lets go of the state, sets the alarms that were asked for, and wakes whoever waits.
    pub(super) fn finish(self: &Arc<Self>, mut state: MutexGuard<'_, State>) {
        let alarms = std::mem::take(&mut state.alarms);
        drop(state);
        self.notify();
        for (after, alarm) in alarms {
            let server = Arc::clone(self);
            self.runtime.spawn(async move {
                tokio::time::sleep(after).await;
                server.ring(alarm);
            });
        }
    }

    fn ring(self: &Arc<Self>, alarm: Alarm) {
        let mut state = self.lock();
        match alarm {
            Alarm::Deadline(interaction) => rest::deadline_passed(&mut state, interaction),
            Alarm::FirstMessage(message) => rest::first_message_arrived(&mut state, *message),
        }
        self.finish(state);
    }

    /// Waits until `look` finds something, at most this long.
    pub(super) async fn wait<T>(&self, timeout: Duration, look: impl Fn(&State) -> Option<T>) -> Option<T> {
        let mut changed = self.changed.subscribe();
        let search = async {
            loop {
                changed.borrow_and_update();
                if let Some(found) = look(&self.lock()) {
                    return Some(found);
                }
                if changed.changed().await.is_err() {
                    return None;
                }
            }
        };
        tokio::time::timeout(timeout, search).await.ok().flatten()
    }
}

pub(super) fn exchange(call: Call, caller: Caller, at: Instant, reply: &Reply) -> Exchange {
    let files = call.files.into_iter().map(|file| SentFile {
        field: file.field,
        size: file.bytes.len(),
        filename: file.filename,
    });
    Exchange {
        number: 0,
        at,
        caller,
        method: call.method,
        path: call.path,
        query: call.query,
        request: call.body,
        files: files.collect(),
        reason: call.reason,
        status: reply.status,
        response: reply.body.clone(),
    }
}
