// What one person can see: their server, channels and messages, kept up to date by gateway events.
// It knows the events' meaning; it draws nothing and asks Discord nothing.

import { Emitter } from "./dom.js";
import { PERMISSION, permissionsIn } from "./permissions.js";
import { byId, isNewer, timeOf } from "./snowflake.js";

export const CHANNEL = {
  text: 0,
  dm: 1,
  category: 4,
  announcement: 5,
  announcementThread: 10,
  publicThread: 11,
  privateThread: 12,
  forum: 15,
};
export const FLAG = { suppressEmbeds: 1 << 2, ephemeral: 1 << 6, loading: 1 << 7 };

export const MESSAGE = {
  plain: 0,
  pinned: 6,
  joined: 7,
  threadCreated: 18,
  reply: 19,
  command: 20,
  threadStarter: 21,
  contextCommand: 23,
};

/** How long the line "message deleted" stands before it has faded, long enough to be read. */
const FADE_MS = 12000;
const TYPING_MS = 10000; // Discord's own: a typing event counts for ten seconds

const isThreadType = (type) => type >= CHANNEL.announcementThread && type <= CHANNEL.privateThread;

/**
 * Tells "reset" (everything changed), "list" (server, channels, people), "messages" with a channel id,
 * "posted" with a new message, "typing" with a channel id, and "interaction" with [type, data].
 */
export class Store extends Emitter {
  me = null;
  guild = null;
  channels = new Map();
  users = new Map();
  #messages = new Map(); // channel id -> messages, oldest first
  #deleted = new Set(); // ids that must not come back with a late reply
  #typing = new Map(); // channel id -> user id -> timer

  apply(type, data) {
    const handler = this[type];
    if (handler) handler.call(this, data);
    else if (/^(INTERACTION|APPLICATION_COMMAND)_/.test(type)) this.emit("interaction", [type, data]);
  }

  READY({ user, guilds = [], private_channels: direct = [] }) {
    this.me = user;
    this.users.set(user.id, user);
    this.channels.clear();
    this.#messages.clear();
    direct.forEach((channel) => this.#keepChannel(channel));
    guilds.filter((guild) => guild.channels).forEach((guild) => this.GUILD_CREATE(guild));
    this.emit("reset");
  }

  GUILD_CREATE(guild) {
    const members = new Map(guild.members.map((member) => [member.user.id, member]));
    this.guild = { ...guild, roles: new Map(guild.roles.map((role) => [role.id, role])), members };
    guild.members.forEach(({ user }) => this.users.set(user.id, user));
    [...guild.channels, ...(guild.threads ?? [])].forEach((channel) => this.#keepChannel(channel));
    this.emit("reset");
  }

  CHANNEL_CREATE(channel) {
    this.#keepChannel(channel);
    this.emit("list");
  }

  CHANNEL_UPDATE(channel) {
    this.CHANNEL_CREATE(channel);
  }

  CHANNEL_DELETE({ id }) {
    this.channels.delete(id);
    this.#messages.delete(id);
    this.emit("list");
  }

  THREAD_CREATE(thread) {
    this.#keepChannel(thread);
    this.#redrawStarter(thread);
    this.emit("list");
  }

  THREAD_UPDATE(thread) {
    this.THREAD_CREATE(thread);
  }

  THREAD_DELETE(thread) {
    this.CHANNEL_DELETE(thread);
    this.#redrawStarter(thread);
  }

  THREAD_LIST_SYNC({ threads }) {
    threads.forEach((thread) => this.#keepChannel(thread));
    this.emit("list");
  }

  GUILD_MEMBER_ADD(member) {
    this.guild?.members.set(member.user.id, { ...this.guild.members.get(member.user.id), ...member });
    this.users.set(member.user.id, member.user);
    this.emit("list");
  }

  GUILD_MEMBER_UPDATE(member) {
    this.GUILD_MEMBER_ADD(member);
  }

  GUILD_MEMBER_REMOVE({ user }) {
    this.guild?.members.delete(user.id);
    this.emit("list");
  }

  GUILD_ROLE_CREATE({ role }) {
    this.guild?.roles.set(role.id, role);
    this.emit("list");
  }

  GUILD_ROLE_UPDATE(data) {
    this.GUILD_ROLE_CREATE(data);
  }

  GUILD_ROLE_DELETE({ role_id: id }) {
    this.guild?.roles.delete(id);
    this.emit("list");
  }

  MESSAGE_CREATE(message) {
    this.#stopTyping(message.channel_id, message.author.id);
    this.keep(message);
    this.emit("posted", message);
  }

  MESSAGE_UPDATE(change) {
    const old = this.message(change.channel_id, change.id);
    if (!old || old.deleted) return;
    this.keep({ ...old, ...change });
    this.#requote({ ...old, ...change });
  }

  MESSAGE_DELETE({ channel_id: channelId, id }) {
    this.#deleted.add(id);
    this.#requote({ channel_id: channelId, id }, null);
    const old = this.message(channelId, id);
    if (!old || old.deleted) return;
    // The text goes at once; who wrote, and that something stood here, stays readable for a moment.
    this.#put({ id, channel_id: channelId, author: old.author, type: 0, deleted: true });
    setTimeout(() => this.remove(channelId, id), FADE_MS);
  }

  MESSAGE_DELETE_BULK({ channel_id, ids }) {
    ids.forEach((id) => this.MESSAGE_DELETE({ channel_id, id }));
  }

  MESSAGE_REACTION_ADD(reaction) {
    this.#countReaction(reaction, 1);
  }

  MESSAGE_REACTION_REMOVE(reaction) {
    this.#countReaction(reaction, -1);
  }

  TYPING_START({ channel_id: channelId, user_id: userId }) {
    if (userId === this.me.id) return;
    this.#stopTyping(channelId, userId);
    const timer = setTimeout(() => this.#stopTyping(channelId, userId), TYPING_MS);
    if (!this.#typing.has(channelId)) this.#typing.set(channelId, new Map());
    this.#typing.get(channelId).set(userId, timer);
    this.emit("typing", channelId);
  }

  /** Takes a message from an event, a history page or a reply; one that is deleted stays deleted. */
  keep(message) {
    if (this.#deleted.has(message.id)) return;
    // A nonce confirms a message of ours alone; whoever else sends one means something of their own.
    if (message.nonce && message.author.id === this.me.id) {
      this.#drop(message.channel_id, String(message.nonce));
    }
    this.users.set(message.author.id, { ...this.users.get(message.author.id), ...message.author });
    this.#put(message);
    const channel = this.channels.get(message.channel_id);
    if (channel && isNewer(message.id, channel.last_message_id)) channel.last_message_id = message.id;
  }

  /** A message of ours that Discord has not confirmed yet; its id is its nonce. */
  keepPending(message) {
    this.#put({ ...message, timestamp: timeOf(message.id).toISOString(), pending: true });
  }

  /** Takes a message out of sight without a trace: dismissed, failed, or faded. */
  remove(channelId, id) {
    if (this.#drop(channelId, id)) this.emit("messages", channelId);
  }

  messages(channelId) {
    return this.#messages.get(channelId) ?? [];
  }

  message(channelId, id) {
    return this.messages(channelId).find((message) => message.id === id);
  }

  typing(channelId) {
    return [...(this.#typing.get(channelId)?.keys() ?? [])].map((id) => this.nameOf(id));
  }

  threads(parentId) {
    return [...this.channels.values()].filter(
      (channel) => channel.parent_id === parentId && isThread(channel),
    );
  }

  /** Whether this person may do something there: `can("viewChannel", channel)`. */
  can(what, channel) {
    if (!channel.guild_id && channel.type === CHANNEL.dm) return what !== "manageMessages";
    const member = this.guild?.members.get(this.me.id);
    if (!member) return false;
    const place = isThread(channel) ? (this.channels.get(channel.parent_id) ?? channel) : channel;
    return (permissionsIn(this.guild, member, place) & PERMISSION[what]) !== 0n;
  }

  mayWrite(channel) {
    return this.can(isThread(channel) ? "sendMessagesInThreads" : "sendMessages", channel);
  }

  nameOf(userId) {
    const user = this.users.get(userId);
    return this.guild?.members.get(userId)?.nick ?? user?.global_name ?? user?.username ?? userId;
  }

  /** The person at the other end of a direct message. */
  partner(channel) {
    return channel.recipients?.find(({ id }) => id !== this.me.id) ?? channel.recipients?.[0];
  }

  #keepChannel(channel) {
    const old = this.channels.get(channel.id);
    this.channels.set(channel.id, { last_message_id: null, ...old, ...channel });
    channel.recipients?.forEach((user) => this.users.set(user.id, user));
  }

  #put(message) {
    const list = this.#messages.get(message.channel_id) ?? [];
    const others = list.filter(({ id }) => id !== message.id);
    this.#messages.set(message.channel_id, [...others, message].sort(byId));
    this.emit("messages", message.channel_id);
  }

  #drop(channelId, id) {
    const list = this.messages(channelId);
    const rest = list.filter((message) => message.id !== id);
    if (rest.length < list.length) this.#messages.set(channelId, rest);
    return rest.length < list.length;
  }

  /** What replies show of a message follows it: edited, or gone. */
  #requote(message, shown = message) {
    for (const reply of this.messages(message.channel_id)) {
      if (reply.referenced_message?.id === message.id) this.#put({ ...reply, referenced_message: shown });
    }
  }

  #stopTyping(channelId, userId) {
    const typists = this.#typing.get(channelId);
    if (!typists?.has(userId)) return;
    clearTimeout(typists.get(userId));
    typists.delete(userId);
    this.emit("typing", channelId);
  }

  /** A thread begun on a message shows below it: a new object tells the list to draw that one again. */
  #redrawStarter({ id, parent_id: parentId }) {
    const starter = this.message(parentId, id);
    if (starter) this.#put({ ...starter });
  }

  #countReaction({ channel_id: channelId, message_id: id, user_id: userId, emoji }, step) {
    const message = this.message(channelId, id);
    if (!message || message.deleted) return;
    const key = emoji.id ?? emoji.name;
    const reactions = message.reactions ?? [];
    const old = reactions.find((reaction) => (reaction.emoji.id ?? reaction.emoji.name) === key) ?? {
      emoji,
      count: 0,
      me: false,
    };
    const next = { ...old, count: old.count + step, me: userId === this.me.id ? step > 0 : old.me };
    const others = reactions.filter((reaction) => reaction !== old);
    this.#put({ ...message, reactions: next.count > 0 ? [...others, next] : others });
  }
}

export const isThread = (channel) => isThreadType(channel.type);
export const isForum = (channel) => channel.type === CHANNEL.forum;
export const isDirect = (channel) => channel.type === CHANNEL.dm;

export const hasFlag = (message, flag) => ((message.flags ?? 0) & flag) !== 0;
export const isEphemeral = (message) => hasFlag(message, FLAG.ephemeral);
export const isThinking = (message) => hasFlag(message, FLAG.loading);
