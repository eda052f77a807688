//! Discord's messages and edits become ours: every text they show, and who said it where.

use crate::message::{Author, Extra, Message, Place, Thread};
use crate::text::{Origin, Private};
use serenity::all as discord;
use serenity::all::{
    Attachment, Cache, ChannelId, ChannelType, Embed, Guild, GuildChannel, GuildId, MessageId,
    MessageReference, MessageReferenceKind, MessageSnapshot, MessageUpdateEvent, PartialMember, Permissions,
    Poll, Timestamp, User, UserId,
};

/// What a new message and an edit have in common.
pub(crate) struct Posted<'a> {
    id: MessageId,
    channel: ChannelId,
    guild: Option<GuildId>,
    author: &'a User,
    webhook: bool,
    member: Option<&'a PartialMember>,
    content: &'a str,
    embeds: &'a [Embed],
    attachments: &'a [Attachment],
    snapshots: &'a [MessageSnapshot],
    poll: Option<&'a Poll>,
    reference: Option<&'a MessageReference>,
    replies_to: Option<UserId>,
    at: Timestamp,
    edited: bool,
}

impl<'a> Posted<'a> {
    /// A message as it was posted, or as it was fetched after an edit.
    pub(crate) fn new(message: &'a discord::Message, edited: bool) -> Self {
        Self {
            id: message.id,
            channel: message.channel_id,
            guild: message.guild_id,
            author: &message.author,
            webhook: message.webhook_id.is_some(),
            member: message.member.as_deref(),
            content: &message.content,
            embeds: &message.embeds,
            attachments: &message.attachments,
            snapshots: &message.message_snapshots,
            poll: message.poll.as_deref(),
            reference: message.message_reference.as_ref(),
            replies_to: message.referenced_message.as_ref().map(|replied| replied.author.id),
            at: message.edited_timestamp.unwrap_or(message.timestamp),
            edited,
        }
    }

    /// An edit, if its event carries the whole message; a partial one has to be fetched.
    pub(crate) fn from_update(event: &'a MessageUpdateEvent) -> Option<Self> {
        Some(Self {
            id: event.id,
            channel: event.channel_id,
            guild: event.guild_id,
            author: event.author.as_ref()?,
            webhook: matches!(event.webhook_id, Some(Some(_))),
            member: event.member.as_ref().and_then(|member| member.as_deref()),
            content: event.content.as_deref()?,
            embeds: event.embeds.as_deref()?,
            attachments: event.attachments.as_deref()?,
            snapshots: &[],
            poll: None,
            reference: None,
            replies_to: None,
            at: event.edited_timestamp.or(event.timestamp)?,
            edited: true,
        })
    }

    /// The files it carries, its own and those of what it forwards.
    pub(crate) fn files(&self) -> impl Iterator<Item = &'a Attachment> {
        self.attachments.iter().chain(self.snapshots.iter().flat_map(|snapshot| &snapshot.attachments))
    }

    /// Who wrote it.
    pub(crate) fn author(&self) -> UserId {
        self.author.id
    }

    /// The message it answers.
    pub(crate) fn replied_to(&self) -> Option<MessageId> {
        let reference = self.reference?;
        (reference.kind != MessageReferenceKind::Forward).then_some(reference.message_id)?
    }

    /// Our own view of it, with what the cache knows of its channel and its author's roles.
    pub(crate) fn convert(&self, cache: &Cache) -> Message {
        let guild = self.guild.and_then(|id| cache.guild(id));
        let guild = guild.as_deref();
        let place = guild.map_or_else(|| self.bare_place(), |guild| place(guild, self.channel));
        let mut extras = Vec::new();
        self.collect_extras(&mut extras);
        if let Some(thread) = place.thread.as_ref().filter(|_| self.opens_thread()) {
            add(&mut extras, Origin::Title, thread.title.as_str());
        }
        Message {
            id: self.id.get(),
            author: self.convert_author(guild),
            place,
            at: self.at.unix_timestamp().unsigned_abs(),
            content: Private::new(self.content),
            extras,
            edited: self.edited,
            replies_to_other: self.replies_to_other(),
        }
    }

    /// The first message of a forum post has the id of its thread.
    fn opens_thread(&self) -> bool {
        self.id.get() == self.channel.get()
    }

    fn replies_to_other(&self) -> bool {
        let reply = self.reference.is_some_and(|reference| reference.kind != MessageReferenceKind::Forward);
        reply && self.replies_to != Some(self.author.id)
    }

    fn bare_place(&self) -> Place {
        let (channel, guild) = (self.channel.get(), self.guild.map(GuildId::get));
        Place { guild, channel, home: channel, thread: None }
    }

    fn convert_author(&self, guild: Option<&Guild>) -> Author {
        let roles: Vec<u64> = self
            .member
            .map(|member| member.roles.iter().map(|role| role.get()).collect())
            .unwrap_or_default();
        let moderator = guild.is_some_and(|guild| {
            guild.owner_id == self.author.id
                || self.member.is_some_and(|member| {
                    member.roles.iter().filter_map(|id| guild.roles.get(id)).any(|role| {
                        role.permissions.intersects(Permissions::ADMINISTRATOR | Permissions::MANAGE_MESSAGES)
                    })
                })
        });
        Author {
            id: self.author.id.get(),
            bot: self.author.bot || self.webhook,
            roles,
            moderator,
            locale: None,
        }
    }

    fn collect_extras(&self, extras: &mut Vec<Extra>) {
        add_embeds(extras, self.embeds);
        add_attachments(extras, self.attachments);
        for snapshot in self.snapshots {
            add(extras, Origin::Forward, &snapshot.content);
            add_embeds(extras, &snapshot.embeds);
            add_attachments(extras, &snapshot.attachments);
        }
        if let Some(poll) = self.poll {
            add(extras, Origin::Poll, poll.question.text.as_deref().unwrap_or_default());
            for answer in &poll.answers {
                add(extras, Origin::Poll, answer.poll_media.text.as_deref().unwrap_or_default());
            }
        }
    }
}

fn add(extras: &mut Vec<Extra>, origin: Origin, text: &str) {
    if !text.is_empty() {
        extras.push(Extra { origin, text: Private::new(text) });
    }
}

fn add_embeds(extras: &mut Vec<Extra>, embeds: &[Embed]) {
    for embed in embeds {
        let names =
            [&embed.author.as_ref().map(|author| author.name.clone()), &embed.title, &embed.description];
        for text in names.into_iter().flatten() {
            add(extras, Origin::Embed, text);
        }
        for field in &embed.fields {
            add(extras, Origin::Embed, &field.name);
            add(extras, Origin::Embed, &field.value);
        }
        if let Some(footer) = &embed.footer {
            add(extras, Origin::Embed, &footer.text);
        }
    }
}

fn add_attachments(extras: &mut Vec<Extra>, attachments: &[Attachment]) {
    for attachment in attachments {
        add(extras, Origin::FileName, &attachment.filename);
        add(extras, Origin::AltText, attachment.description.as_deref().unwrap_or_default());
    }
}

/// Where a channel of a guild is, as far as the cache knows.
fn place(guild: &Guild, channel: ChannelId) -> Place {
    let thread = guild.threads.iter().find(|thread| thread.id == channel);
    let home = thread.and_then(|thread| thread.parent_id).unwrap_or(channel);
    let parent = guild.channels.get(&home);
    Place {
        guild: Some(guild.id.get()),
        channel: channel.get(),
        home: home.get(),
        thread: thread.map(|thread| convert_thread(thread, parent)),
    }
}

fn convert_thread(thread: &GuildChannel, parent: Option<&GuildChannel>) -> Thread {
    let closed = thread.thread_metadata.is_some_and(|data| data.archived || data.locked);
    // Forums mark what is solved by a tag; its name is the community's own.
    let solved = parent.is_some_and(|parent| {
        let tags = parent.available_tags.iter().filter(|tag| thread.applied_tags.contains(&tag.id));
        tags.map(|tag| tag.name.to_lowercase()).any(|name| says_solved(&name))
    });
    Thread {
        opener: thread.owner_id.map(UserId::get),
        title: Private::new(&*thread.name),
        forum: parent.is_some_and(|parent| parent.kind == ChannelType::Forum),
        resolved: closed || solved,
    }
}

/// Whether the name of a tag, in lower case, says that a question is solved: not `unsolved`, `not solved yet` or `未解決`.
fn says_solved(name: &str) -> bool {
    let mut words = name.split(|letter: char| !letter.is_ascii_alphabetic());
    let solved = words.clone().any(|word| ["solved", "resolved"].contains(&word));
    solved && !words.any(|word| ["not", "un", "non"].contains(&word))
        || name.contains("解決") && !name.contains('未')
}

#[cfg(test)]
mod tests {
    use super::says_solved;

    #[test]
    fn a_tag_says_solved_or_the_contrary() {
        for name in
            ["solved", "✅ solved", "[resolved]", "issue-solved", "solved/解決済み", "解決", "解決しました"]
        {
            assert!(says_solved(name), "{name}");
        }
        for name in [
            "unsolved",
            "unresolved",
            "not solved",
            "not yet resolved",
            "un-solved",
            "未解決",
            "unsolved/未解決",
            "bug",
        ] {
            assert!(!says_solved(name), "{name}");
        }
    }
}
