//! A walk through everything that the stand-in can do, by the bot and by people; other modules judge what it said.

mod interactions;
mod messages;
mod people;
mod places;

pub(crate) use interactions::faq;

use crate::standin::{ALL_INTENTS, ANYWHERE, Bot, Socket};
use komainu::playground::{Id, StandIn, World};

/// What came of the walk.
pub(crate) struct Walk {
    pub(crate) stand_in: StandIn,
    pub(crate) socket: Socket,
}

/// Goes through everything once.
pub(crate) async fn walk() -> Walk {
    let mut world = World::lantern();
    let other = world.other_bot("newsbot");
    let guild = guild_of(&world);
    world.join(guild, other, &[]);
    let stand_in = StandIn::start(world, ANYWHERE).await.unwrap();
    let mut socket = Socket::bot(&stand_in, ALL_INTENTS).await;
    socket.event("GUILD_CREATE").await;
    let bot = Bot::new(&stand_in);

    people::accounts(&bot, &stand_in).await;
    messages::messages(&bot, &stand_in).await;
    places::threads(&bot, &stand_in).await;
    people::moderation(&bot, &stand_in).await;
    places::channels(&stand_in);
    interactions::commands(&bot, &stand_in, &mut socket).await;
    interactions::components(&bot, &stand_in, &mut socket).await;
    people::comings_and_goings(&stand_in);

    stand_in.as_person("asker").post("#general", "the end").unwrap();
    loop {
        if socket.event("MESSAGE_CREATE").await["content"] == "the end" {
            return Walk { stand_in, socket };
        }
    }
}

fn guild_of(world: &World) -> Id {
    world.guild_of(world.find_channel("#help").unwrap()).unwrap()
}

fn channel(stand_in: &StandIn, name: &str) -> Id {
    stand_in.look(|world| world.find_channel(name).unwrap())
}

fn guild(stand_in: &StandIn) -> Id {
    stand_in.look(guild_of)
}
