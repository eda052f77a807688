// The page's one piece of shared state: who is being played, which channel is open, what has been seen.
// Views listen here; none of them knows another.

import { Emitter } from "./dom.js";
import { Session } from "./session.js";
import { isNewer } from "./snowflake.js";
import { isDirect, isForum, isThread } from "./store.js";
import { setLanguage } from "./words.js";

/**
 * Tells "person", "channel", "list", "messages", "typing", "unread", "online" and "modal"; always about
 * the person now played, except "unread", which is about everyone.
 */
class App extends Emitter {
  world = null;
  sessions = new Map(); // person id -> Session
  session = null;
  channelId = null;
  highlight = null; // the message a link jumped to
  #seen = new Map(); // channel id -> newest message id a human has looked at, as whomever
  #ready = new Set();

  start(world, people) {
    this.world = world;
    for (const person of people) {
      const session = new Session(person);
      this.sessions.set(person.id, session);
      this.#listen(session);
      session.connect().catch(() => this.emit("lost"));
    }
  }

  #listen(session) {
    const { store } = session;
    const current = () => session === this.session;
    store.on("reset", () => this.#reset(session));
    store.on("list", () => {
      if (current()) this.emit("list");
      this.emit("unread");
    });
    store.on("messages", (channelId) => current() && this.emit("messages", channelId));
    store.on("typing", (channelId) => current() && this.emit("typing", channelId));
    store.on("posted", (message) => {
      const looking = current() && message.channel_id === this.channelId && !document.hidden;
      if (looking || message.author.id === store.me.id) this.markSeen(message.channel_id, message.id);
      else this.emit("unread");
    });
    session.on("online", (online) => current() && this.emit("online", online));
    session.on("modal", (modal) => current() && this.emit("modal", modal));
    session.on("refused", () => location.reload()); // the playground was restarted: its people are new
  }

  async #reset(session) {
    const { store } = session;
    if (!store.guild) return;
    const first = !this.#ready.has(session);
    this.#ready.add(session);
    for (const channel of store.channels.values()) {
      if (first && !this.#seen.has(channel.id)) this.#seen.set(channel.id, channel.last_message_id);
    }
    if (first) this.emit("ready", session);
    if (session === this.session) {
      this.emit("list");
      await this.open(store.channels.has(this.channelId) ? this.channelId : this.firstChannel()?.id);
    }
    this.emit("unread");
  }

  /** Plays another person, in the same channel when they can see it. */
  async become(personId) {
    const session = this.sessions.get(personId);
    if (!session || session === this.session) return;
    this.session = session;
    setLanguage(session.person.locale);
    this.emit("person");
    this.emit("online", session.online);
    if (!session.store.guild) return;
    const here = session.store.channels.get(this.channelId);
    await this.open(here && session.store.can("viewChannel", here) ? here.id : this.firstChannel()?.id);
  }

  /** Opens a channel, and shows one message of it when its id is given. */
  async open(channelId, messageId = null) {
    const { store } = this.session;
    const channel = store.channels.get(channelId);
    if (!channel) return;
    this.channelId = channelId;
    this.highlight = messageId;
    this.emit("channel");
    this.session.loadCommands(channel).catch(() => {}); // asked again when a command is typed
    if (!isForum(channel))
      await this.session.loadNewest(channelId).catch((error) => this.emit("failure", error));
    if (this.channelId === channelId) this.markSeen(channelId, channel.last_message_id);
  }

  get channel() {
    return this.session?.store.channels.get(this.channelId) ?? null;
  }

  /** What a channel is called where it stands alone: #help, a thread's name, a person's. */
  titleOf(channel) {
    if (isDirect(channel)) return `@${this.session.store.nameOf(this.session.store.partner(channel)?.id)}`;
    return isThread(channel) ? channel.name : `#${channel.name}`;
  }

  /** Where a link into Discord leads on this page, or null when it leads elsewhere. */
  placeOf(url) {
    const match = /^\/channels\/(@me|\d+)\/(\d+)(?:\/(\d+))?$/.exec(url.pathname);
    if (!match || !this.session?.store.channels.has(match[2])) return null;
    return { channelId: match[2], messageId: match[3] ?? null };
  }

  firstChannel() {
    return this.visibleChannels().find((channel) => !isDirect(channel) && !isThread(channel));
  }

  visibleChannels(session = this.session) {
    const { store } = session;
    return [...store.channels.values()].filter((channel) => store.can("viewChannel", channel));
  }

  markSeen(channelId, messageId) {
    if (messageId && isNewer(messageId, this.#seen.get(channelId))) this.#seen.set(channelId, messageId);
    this.emit("unread");
  }

  isUnread(channel) {
    return channel.last_message_id !== null && isNewer(channel.last_message_id, this.#seen.get(channel.id));
  }

  /** The channels that hold something new which this person, not the one now played, can read. */
  waitingFor(session) {
    const mine = new Set(this.visibleChannels().map(({ id }) => id));
    if (session === this.session || !session.store.guild) return [];
    const waiting = this.visibleChannels(session).filter(({ id }) => !mine.has(id));
    return waiting.filter((channel) => this.isUnread(channel)).map(({ id }) => id);
  }
}

export const app = new App();
