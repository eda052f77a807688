//! What has to wait for somebody steps aside: off the wire, into the task that the library makes for the event anyway.
//!
//! A request that is made on the wire waits in one queue with that task, and as soon as two tasks wait, tokio wakes another
//! thread for one of them. That takes it longer than all the judging.

use super::state::lock;
use std::collections::VecDeque;
use std::future::{Future, poll_fn};
use std::mem;
use std::pin::Pin;
use std::sync::Mutex;
use std::task::Poll;

/// What is left of something that was begun.
pub(super) type Rest = Pin<Box<dyn Future<Output = ()> + Send>>;

/// What stands aside until somebody takes it up.
#[derive(Default)]
pub(super) struct Aside(Mutex<VecDeque<Rest>>);

impl Aside {
    pub(super) fn put(&self, rest: Rest) {
        lock(&self.0).push_back(rest);
    }

    /// Takes up the oldest, if there is any.
    pub(super) async fn go_on(&self) {
        let rest = lock(&self.0).pop_front();
        if let Some(rest) = rest {
            rest.await;
        }
    }
}

/// Pauses once, so that whoever has begun this can put it aside. In a task it goes on at once.
pub(super) async fn step() {
    let mut aside = false;
    poll_fn(|context| {
        if mem::replace(&mut aside, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use std::task::{Context, Waker};
    use tokio::sync::Mutex as Slow;

    #[tokio::test]
    async fn whatever_steps_aside_is_taken_up_in_order() {
        let (aside, done) = (Aside::default(), Arc::new(Slow::new(Vec::new())));
        for number in [1, 2] {
            let done = Arc::clone(&done);
            let mut rest: Rest = Box::pin(async move {
                done.lock().await.push(number);
                step().await;
                // Nobody has begun this by hand any more.
                step().await;
                done.lock().await.push(number * 10);
            });
            assert!(rest.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
            aside.put(rest);
        }
        assert_eq!(*done.lock().await, [1, 2], "it pauses");
        aside.go_on().await;
        assert_eq!(*done.lock().await, [1, 2, 10]);
        aside.go_on().await;
        assert_eq!(*done.lock().await, [1, 2, 10, 20]);
        // Nothing is left, and nothing is waited for.
        aside.go_on().await;
    }
}
