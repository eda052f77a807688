//! A stand-in for Discord on loopback: REST, gateway and a chat page, for people to try the bot and for tests to drive it.
//!
//! It knows nothing of the bot. A [`World`] says who and what there is; a [`StandIn`] runs it, records every exchange
//! and can be told to fail. People use the same protocol as the bot, with tokens of their own ([`Person`]).
//!
//! One lock guards all state and is never held across an await: every request and every gateway payload is answered
//! by a plain function (`rest/`, `gateway.rs`), and events go to the sockets through a queue for each.

mod events;
mod fault;
mod faults;
mod gateway;
mod http;
mod id;
mod interaction;
mod model;
mod page;
mod payload;
mod permissions;
mod person;
mod problem;
mod record;
mod rest;
mod seed;
mod server;
mod session;
mod stand_in;
mod state;
mod timing;
mod token;
mod validate;
mod world;

pub use fault::{Fault, GatewayFault};
pub use id::Id;
pub use interaction::Shown;
pub use model::ChannelKind;
pub use permissions::{Permissions, Target};
pub use person::{Person, Post};
pub use problem::Problem;
pub use record::{Caller, Exchange, SentFile};
pub use rest::File;
pub use stand_in::StandIn;
pub use timing::Timing;
pub use world::World;
