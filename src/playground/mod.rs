//! A stand-in for Discord on loopback: REST, gateway and a chat page, for people to try the bot and for tests to drive it.
//!
//! It knows nothing of the bot. A [`World`] says who and what there is; a [`StandIn`] runs it, records every exchange
//! and can be told to fail. People use the same protocol as the bot, with tokens of their own ([`Person`]).
//!
//! One lock guards all state and is never held across an await: every request and every gateway payload is answered
//! by a plain function (`rest/`, `gateway.rs`), and events go to the sockets through a queue for each.

mod events;
mod faults;
mod gateway;
mod http;
mod id;
mod interaction;
mod page;
mod payload;
mod permissions;
mod person;
mod problem;
mod record;
mod rest;
mod seed;
mod session;
mod state;
mod token;
mod validate;
mod world;

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde_json::Value;
use tokio::net::TcpListener;
use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::task::JoinHandle;

pub use faults::Fault;
pub use id::Id;
pub use interaction::Shown;
pub use permissions::{Permissions, Target};
pub use person::{Person, Post};
pub use problem::Problem;
pub use record::{Caller, Exchange, SentFile};
pub use rest::File;
pub use world::{ChannelKind, Timing, World};

use rest::{Call, Reply};
use session::Frame;
use state::{Alarm, State};

/// What the sockets, the requests and the tests share.
#[derive(Debug)]
struct Server {
    state: Mutex<State>,
    /// Counts what happened, so that whoever waits for something looks again.
    changed: watch::Sender<u64>,
    runtime: Handle,
}

impl Server {
    fn lock(&self) -> MutexGuard<'_, State> {
        // A panic while the lock was held would be a fault of a test; the state is data and stays usable.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn notify(&self) {
        self.changed.send_modify(|count| *count += 1);
    }

    /// Answers a request and records the exchange.
    fn perform(self: &Arc<Self>, call: Call) -> Reply {
        let at = Instant::now();
        let mut state = self.lock();
        let (caller, me) = rest::caller(&state, &call);
        let reply = match rest::answer(&mut state, &call, me) {
            Ok(reply) => reply,
            Err(problem) => Reply { status: problem.status, body: problem.body() },
        };
        state.record.add(exchange(call, caller, at, &reply));
        self.finish(state);
        reply
    }

    /// Lets go of the state, sets the alarms that were asked for, and wakes whoever waits.
    fn finish(self: &Arc<Self>, mut state: MutexGuard<'_, State>) {
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
    async fn wait<T>(&self, timeout: Duration, look: impl Fn(&State) -> Option<T>) -> Option<T> {
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

fn exchange(call: Call, caller: Caller, at: Instant, reply: &Reply) -> Exchange {
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

/// A running stand-in; it ends when it is dropped.
#[derive(Debug)]
pub struct StandIn {
    server: Arc<Server>,
    origin: String,
    task: JoinHandle<()>,
}

impl StandIn {
    /// Starts a world on an address; port 0 picks a free one.
    pub async fn start(world: World, address: SocketAddr) -> std::io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let origin = format!("http://{}", listener.local_addr()?);
        let server = Arc::new(Server {
            state: Mutex::new(State::new(world, origin.clone())),
            changed: watch::Sender::new(0),
            runtime: Handle::current(),
        });
        let task = tokio::spawn(http::serve(listener, Arc::clone(&server)));
        Ok(StandIn { server, origin, task })
    }

    /// Where it listens: `http://127.0.0.1:PORT`, what a bot takes for Discord's address.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The token of the bot under test, made anew for this run.
    pub fn bot_token(&self) -> String {
        let state = self.server.lock();
        state.world.users.get(&state.world.bot()).map(|bot| bot.token.clone()).unwrap_or_default()
    }

    /// The id of the bot under test and of its application.
    pub fn application_id(&self) -> Id {
        self.server.lock().world.bot()
    }

    /// The world as it is now, to look something up in it.
    pub fn look<T>(&self, look: impl FnOnce(&World) -> T) -> T {
        look(&self.server.lock().world)
    }

    /// Changes the world without telling anybody, as if it had been so before.
    pub fn arrange<T>(&self, how: impl FnOnce(&mut World) -> T) -> T {
        how(&mut self.server.lock().world)
    }

    /// Somebody to act as, by username; acting as somebody who is not in this world is refused with 401.
    pub fn as_person(&self, username: &str) -> Person {
        Person::new(Arc::clone(&self.server), username)
    }

    /// Every exchange so far, oldest first; only the newest thousands are kept.
    pub fn exchanges(&self) -> Vec<Arc<Exchange>> {
        self.server.lock().record.all()
    }

    /// The exchanges of the bot under test alone.
    pub fn bot_exchanges(&self) -> Vec<Arc<Exchange>> {
        let mut all = self.exchanges();
        // A callback carries no token; nobody but the bot knows the one in its path.
        all.retain(|exchange| exchange.caller != Caller::Person);
        all
    }

    /// A place in the record: [`StandIn::wait_after`] looks at what comes later.
    pub fn mark(&self) -> u64 {
        self.server.lock().record.next()
    }

    /// Forgets the exchanges so far.
    pub fn forget(&self) {
        self.server.lock().record.clear();
    }

    /// Waits for an exchange that fits, earlier ones included; `None` when none came in time.
    pub async fn wait_for(
        &self,
        wanted: impl Fn(&Exchange) -> bool,
        timeout: Duration,
    ) -> Option<Arc<Exchange>> {
        self.wait_after(0, wanted, timeout).await
    }

    /// Waits for an exchange that fits and is not older than a mark.
    pub async fn wait_after(
        &self,
        mark: u64,
        wanted: impl Fn(&Exchange) -> bool,
        timeout: Duration,
    ) -> Option<Arc<Exchange>> {
        self.server.wait(timeout, |state| state.record.find(mark, &wanted)).await
    }

    /// Waits until the bot under test has this many sessions with an open socket.
    pub async fn wait_connected(&self, sessions: usize, timeout: Duration) -> bool {
        let connected = |state: &State| {
            let open = state.sessions.values().filter(|session| session.under_test && session.is_connected());
            (open.count() >= sessions).then_some(())
        };
        self.server.wait(timeout, connected).await.is_some()
    }

    /// When the bot under test identified, and as which shard.
    pub fn identifies(&self) -> Vec<(Instant, u64)> {
        self.server.lock().identifies.to_vec()
    }

    /// Arms a fault.
    pub fn fault(&self, fault: Fault) {
        self.server.lock().faults.arm(fault);
    }

    /// Disarms every fault.
    pub fn clear_faults(&self) {
        self.server.lock().faults.clear();
    }

    /// Whether every armed fault has happened as often as it was to.
    pub fn faults_spent(&self) -> bool {
        self.server.lock().faults.all_spent()
    }

    /// Closes the bot's sockets with a close code; its sessions can be resumed.
    pub fn close_sockets(&self, code: u16) {
        self.to_bot(|_| Frame::Close(code, "A test asked for it."));
    }

    /// Asks the bot to reconnect (op 7).
    pub fn ask_to_reconnect(&self) {
        self.to_bot(|_| Frame::Text(r#"{"op":7,"d":null,"s":null,"t":null}"#.into()));
    }

    /// Tells the bot that its sessions are invalid (op 9), and forgets them unless they are to be resumed.
    pub fn invalidate_sessions(&self, resumable: bool) {
        self.to_bot(|_| Frame::Text(format!(r#"{{"op":9,"d":{resumable},"s":null,"t":null}}"#).into()));
        if !resumable {
            self.server.lock().sessions.retain(|_, session| !session.under_test);
        }
    }

    /// Refuses this many attempts to resume.
    pub fn refuse_resumes(&self, times: u32) {
        self.server.lock().faults.refuse_resumes = times;
    }

    /// Makes the gateway answer no heartbeat and send the bot no event, until it is told to speak again.
    pub fn silence_gateway(&self, silent: bool) {
        self.server.lock().faults.silent = silent;
    }

    /// Sends the bot an event of any name with any data, well-formed or not.
    pub fn send_event(&self, name: &str, data: &Value) {
        let mut state = self.server.lock();
        let data = data.to_string();
        for session in state.sessions.values_mut().filter(|session| session.under_test) {
            session.send(name, &data, false);
        }
    }

    fn to_bot(&self, frame: impl Fn(&str) -> Frame) {
        let mut state = self.server.lock();
        for (id, session) in state.sessions.iter_mut().filter(|(_, session)| session.under_test) {
            session.write(frame(id));
        }
    }

    /// Opens or shuts somebody's direct messages.
    pub fn direct_messages(&self, username: &str, open: bool) {
        self.arrange(|world| {
            if let Some(user) = world.find_user(username) {
                world.direct_messages(user, open);
            }
        });
    }

    /// Adds the preview of a link to a message: an edit event that nobody's edit caused.
    pub fn unfurl(&self, channel: Id, message: Id, embed: Value) -> Result<(), Problem> {
        let mut state = self.server.lock();
        let done = rest::unfurl(&mut state, channel, message, embed);
        self.server.finish(state);
        done
    }

    /// Posts a message by a webhook.
    pub fn post_by_webhook(&self, channel: &str, name: &str, body: &Value) -> Result<Id, Problem> {
        let mut state = self.server.lock();
        let posted = rest::post_by_webhook(&mut state, channel, name, body);
        self.server.finish(state);
        posted
    }

    /// Changes what a role may do, and tells the guild.
    pub fn set_role(&self, guild: Id, role: Id, permissions: Permissions) {
        let mut state = self.server.lock();
        state.set_role(guild, role, permissions);
        self.server.finish(state);
    }

    /// Takes a channel away, with the threads below it.
    pub fn delete_channel(&self, channel: Id) {
        let mut state = self.server.lock();
        state.delete_channel(channel);
        self.server.finish(state);
    }

    /// Makes somebody a member of a guild, or the bot: then it hears of the guild by GUILD_CREATE.
    pub fn join(&self, guild: Id, user: Id, roles: &[Id]) {
        let mut state = self.server.lock();
        state.join(guild, user, roles);
        self.server.finish(state);
    }

    /// Takes somebody out of a guild.
    pub fn leave(&self, guild: Id, user: Id) {
        let mut state = self.server.lock();
        state.remove_member(guild, user);
        self.server.finish(state);
    }

    /// Makes a guild unavailable to everyone, or brings it back, as an outage of Discord's does.
    pub fn outage(&self, guild: Id, down: bool) {
        let mut state = self.server.lock();
        state.outage(guild, down);
        self.server.finish(state);
    }

    /// Runs until the task ends, which it does by itself only when its socket fails.
    pub async fn run(mut self) {
        // A cancelled or failed task has nothing left to say.
        let _ = (&mut self.task).await;
    }
}

impl Drop for StandIn {
    fn drop(&mut self) {
        self.task.abort();
        for session in self.server.lock().sessions.values_mut() {
            session.write(Frame::Close(1001, "The stand-in ends."));
        }
    }
}
