//! The permissions the bot asks for, each with its reason, and the link that asks for them.

use serenity::all::Permissions;

/// A permission, its name in Discord's settings, and what it is for.
#[derive(Debug)]
pub struct Permission {
    /// Discord's bit.
    pub bit: Permissions,
    /// Discord's English name for it.
    pub name: &'static str,
    /// Why the bot needs it.
    pub why: &'static str,
}

/// Everything the bot needs, and nothing else.
pub const PERMISSIONS: &[Permission] = &[
    Permission { bit: Permissions::VIEW_CHANNEL, name: "View Channels", why: "to see leaks and questions" },
    Permission { bit: Permissions::SEND_MESSAGES, name: "Send Messages", why: "to answer and to alert" },
    Permission {
        bit: Permissions::SEND_MESSAGES_IN_THREADS,
        name: "Send Messages in Threads",
        why: "to answer in threads and forum posts",
    },
    Permission { bit: Permissions::EMBED_LINKS, name: "Embed Links", why: "answers and alerts are embeds" },
    Permission {
        bit: Permissions::READ_MESSAGE_HISTORY,
        name: "Read Message History",
        why: "to reply to the question itself",
    },
    Permission {
        bit: Permissions::MANAGE_MESSAGES,
        name: "Manage Messages",
        why: "to delete a message that leaks a secret",
    },
    Permission {
        bit: Permissions::MANAGE_THREADS,
        name: "Manage Threads",
        why: "to remove a thread whose title leaks a secret, and what leaks in one that is archived or private",
    },
];

/// A link that adds the bot to a server.
#[derive(Debug)]
pub struct Invite {
    /// The link.
    pub url: String,
    /// What it asks for, and why.
    pub permissions: &'static [Permission],
}

impl Invite {
    /// The invitation of this application.
    pub fn new(application: u64) -> Self {
        let bits =
            PERMISSIONS.iter().fold(Permissions::empty(), |all, permission| all | permission.bit).bits();
        let url = format!(
            "https://discord.com/oauth2/authorize?client_id={application}&scope=bot+applications.commands&permissions={bits}"
        );
        Self { url, permissions: PERMISSIONS }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn asks_for_what_it_needs() {
        let invite = Invite::new(1);
        assert!(
            invite.url.ends_with("client_id=1&scope=bot+applications.commands&permissions=292057869312"),
            "{}",
            invite.url
        );
        assert!(PERMISSIONS.iter().all(|permission| permission.bit != Permissions::ADMINISTRATOR));
    }
}
