//! The world that the playground starts with: a small wallet community.
//!
//! The wallet and its people are made up; the texts are what such people write.

use super::id::Id;
use super::model::ChannelKind;
use super::permissions::{Permissions, Target};
use super::world::World;

/// What the bot under test is invited with: exactly what it asks for, and nothing more.
const BOT: Permissions = Permissions(
    Permissions::VIEW_CHANNEL.0
        | Permissions::SEND_MESSAGES.0
        | Permissions::SEND_MESSAGES_IN_THREADS.0
        | Permissions::EMBED_LINKS.0
        | Permissions::READ_MESSAGE_HISTORY.0
        | Permissions::MANAGE_MESSAGES.0
        | Permissions::MANAGE_THREADS.0,
);

const MODERATOR: Permissions = Permissions(
    Permissions::MANAGE_MESSAGES.0
        | Permissions::MODERATE_MEMBERS.0
        | Permissions::MANAGE_GUILD.0
        | Permissions::MANAGE_CHANNELS.0
        | Permissions::MANAGE_THREADS.0
        | Permissions::MANAGE_ROLES.0
        | Permissions::MANAGE_NICKNAMES.0
        | Permissions::KICK_MEMBERS.0
        | Permissions::BAN_MEMBERS.0
        | Permissions::VIEW_AUDIT_LOG.0
        | Permissions::MENTION_EVERYONE.0,
);

impl World {
    /// "Lantern Wallet Community": #help, a help forum, #general, #日本語 and the moderators' #mod-log, with an
    /// asker, a moderator, a scammer, a Japanese speaker, a helper and a moderator who speaks Japanese.
    pub fn lantern() -> Self {
        let mut world = World::new("komainu");
        let guild = world.guild("Lantern Wallet Community");
        let help = world.channel(guild, ChannelKind::Text, "help");
        world.topic(help, "Ask here. Nobody will ever need your recovery phrase.");
        let forum = world.channel(guild, ChannelKind::Forum, "help-forum");
        world.topic(forum, "One question a post.");
        world.channel(guild, ChannelKind::Text, "general");
        let japanese = world.channel(guild, ChannelKind::Text, "ヘルプ-日本語");
        world.topic(japanese, "日本語での質問はこちらへ。");
        let mod_log = world.channel(guild, ChannelKind::Text, "mod-log");

        // The colours are Discord's own green, blue and gold.
        let helper = world.role(guild, "Helper", Permissions::NONE, 0x2E_CC_71);
        world.mentionable(guild, helper);
        let bot = world.invite_bot(guild, BOT);
        let moderator = world.role(guild, "Moderator", MODERATOR, 0x34_98_DB);
        world.overwrite(mod_log, Target::Role(guild), Permissions::NONE, Permissions::VIEW_CHANNEL);
        for insider in [moderator, bot] {
            world.overwrite(mod_log, Target::Role(insider), Permissions::VIEW_CHANNEL, Permissions::NONE);
        }

        let asker = settle(&mut world, guild, ("asker", "Mina", "asks for help", "en-US"), &[]);
        settle(&mut world, guild, ("moderator", "Tomás", "moderator", "en-US"), &[moderator]);
        settle(&mut world, guild, ("scammer", "Lantern Support", "scammer", "en-US"), &[]);
        let yuki = settle(&mut world, guild, ("yuki", "ゆき", "日本語を話す人", "ja"), &[]);
        settle(&mut world, guild, ("helper", "Olu", "helper", "en-US"), &[helper]);
        settle(&mut world, guild, ("ren", "れん", "モデレーター", "ja"), &[moderator]);

        world.example(
            "A clear question",
            "my transaction has been pending for two hours, how do I cancel it?",
            help,
            asker,
        );
        world.example("日本語の質問", "残高が表示されません。どうすればいいですか?", japanese, yuki);
        world
    }
}

fn settle(world: &mut World, guild: Id, who: (&str, &str, &str, &str), roles: &[Id]) -> Id {
    let (username, display_name, note, locale) = who;
    let person = world.person(username, locale);
    world.describe(person, display_name, note);
    world.join(guild, person, roles);
    person
}
