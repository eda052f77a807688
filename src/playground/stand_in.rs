//! The stand-in as its owner holds it: start it, look at it, act in it, make it fail.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::FutureExt;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::fault::{Fault, GatewayFault};
use super::http;
use super::id::Id;
use super::permissions::Permissions;
use super::person::Person;
use super::problem::Problem;
use super::record::Exchange;
use super::rest;
use super::server::Server;
use super::session::Frame;
use super::state::State;
use super::world::World;

/// A running stand-in; it ends when it is dropped.
#[derive(Debug)]
pub struct StandIn {
    server: Arc<Server>,
    origin: String,
    /// Ends the HTTP server when it is dropped.
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<()>,
}

impl StandIn {
    /// Starts a world on an address; port 0 picks a free one.
    pub async fn start(world: World, address: SocketAddr) -> std::io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let origin = format!("http://{}", listener.local_addr()?);
        let server = Arc::new(Server::new(State::new(world, origin.clone())));
        let (stop, stopped) = oneshot::channel();
        let stopped = stopped.map(drop);
        let task = tokio::spawn(http::serve(listener, Arc::clone(&server), stopped));
        Ok(StandIn { server, origin, stop: Some(stop), task })
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
        self.server.lock().record.of_bot()
    }

    /// Those that are not older than a mark.
    pub fn bot_exchanges_after(&self, mark: u64) -> Vec<Arc<Exchange>> {
        self.server.lock().record.of_bot_from(mark)
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
        self.server.lock().identifies.iter().copied().collect()
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

    /// Makes something go wrong with the bot's gateway connections, now.
    pub fn gateway(&self, fault: GatewayFault) {
        let mut state = self.server.lock();
        state.strike(fault);
        self.server.finish(state);
    }

    /// Sends the bot an event of any name with any data, well-formed or not.
    pub fn send_event(&self, name: &str, data: &Value) {
        let mut state = self.server.lock();
        let data = data.to_string();
        for session in state.sessions.values_mut().filter(|session| session.under_test) {
            session.send(name, &data, false);
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

    /// Lets everybody in a guild use every command, as its owner can under *Server Settings › Integrations*.
    pub fn hand_out_commands(&self, guild: Id) {
        let mut state = self.server.lock();
        for command in state.commands.values_mut() {
            command.handed_out.insert(guild);
        }
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

    /// Ends as if the machine had been switched off, and hands over the world, tokens included, to start it again.
    pub async fn stop(mut self) -> World {
        self.end();
        let _ = (&mut self.task).await;
        self.server.lock().world.clone()
    }

    fn end(&mut self) {
        self.stop = None;
        for session in self.server.lock().sessions.values_mut() {
            session.write(Frame::Close(1001, "The stand-in ends."));
        }
    }
}

impl Drop for StandIn {
    fn drop(&mut self) {
        self.end();
    }
}
