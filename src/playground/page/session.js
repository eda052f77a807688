// One person at the keyboard: their token, their gateway connection, and what they see.
// Everyone who can be played stays connected, so that a private warning or an alert is noticed at once.

import { Emitter } from "./dom.js";
import { Gateway } from "./gateway.js";
import { Interactions } from "./interactions.js";
import { Rest } from "./rest.js";
import { newNonce } from "./snowflake.js";
import { CHANNEL, FLAG, MESSAGE, Store } from "./store.js";

const PAGE_OF_MESSAGES = 50;
const NOTICEABLE_MS = 300; // what is answered sooner needs no "sending"

/** Tells "modal" with a form an app opened, "online" with a boolean, and "refused". */
export class Session extends Emitter {
  online = false;
  commands = []; // filled by loadCommands
  #complete = new Set(); // channels whose first message has been read

  constructor(person) {
    super();
    this.person = person;
    this.store = new Store();
    this.rest = new Rest(person.token);
    this.interactions = new Interactions(this);
  }

  async connect() {
    const { url } = await this.rest.get("/gateway");
    this.gateway = new Gateway(url, this.person.token, {
      event: (type, data) => this.store.apply(type, data),
      online: (online) => {
        this.online = online;
        this.#complete.clear();
        this.emit("online", online);
      },
      refused: () => this.emit("refused"),
    });
  }

  /** Asks which commands this person may use here; a bot may have registered others since. */
  async loadCommands(channel) {
    const place = channel.guild_id ? `/guilds/${channel.guild_id}` : `/channels/${channel.id}`;
    const index = await this.rest.get(`${place}/application-command-index`);
    this.commands = index.application_commands;
  }

  /** Reads the messages before the oldest one known; says whether there may be more. */
  async loadOlder(channelId) {
    if (this.#complete.has(channelId)) return false;
    const oldest = this.store.messages(channelId).find((message) => !message.pending && !message.deleted);
    return this.#loadPage(channelId, oldest ? `&before=${oldest.id}` : "");
  }

  loadNewest(channelId) {
    return this.#loadPage(channelId, "");
  }

  async #loadPage(channelId, from) {
    const page = await this.rest.get(`/channels/${channelId}/messages?limit=${PAGE_OF_MESSAGES}${from}`);
    page.forEach((message) => this.store.keep(message));
    if (page.length < PAGE_OF_MESSAGES) this.#complete.add(channelId);
    return !this.#complete.has(channelId);
  }

  /** Posts a message and shows it greyed until Discord confirms it. */
  async post(channelId, body, files = []) {
    const nonce = newNonce();
    this.store.keepPending({
      id: nonce,
      channel_id: channelId,
      author: this.store.me,
      type: MESSAGE.plain,
      content: body.content ?? "",
      attachments: files.map(({ name, size }, id) => ({ id: String(id), filename: name, size })),
    });
    const attachments = files.map(({ name, description }, id) => ({
      id: String(id),
      filename: name,
      description,
    }));
    try {
      const message = await this.rest.post(
        `/channels/${channelId}/messages`,
        { ...body, attachments, nonce },
        files,
      );
      this.store.keep(message);
      return message;
    } finally {
      this.store.remove(channelId, nonce);
    }
  }

  /** Runs a command, and says in the channel that it is on its way when the app takes its time. */
  async run(applicationId, channel, data, files) {
    const id = newNonce();
    const author = this.store.users.get(applicationId) ?? this.store.me;
    const flags = FLAG.ephemeral | FLAG.loading;
    const waiting = { id, channel_id: channel.id, author, type: MESSAGE.plain, flags };
    const timer = setTimeout(() => this.store.keepPending(waiting), NOTICEABLE_MS);
    try {
      await this.interactions.command(applicationId, channel, data, files);
    } finally {
      clearTimeout(timer);
      this.store.remove(channel.id, id);
    }
  }

  /** The direct-message channel with a user, opened when it is not yet there. */
  async directWith(userId) {
    const known = [...this.store.channels.values()].find(
      (channel) => channel.type === CHANNEL.dm && this.store.partner(channel)?.id === userId,
    );
    if (known) return known;
    const channel = await this.rest.post("/users/@me/channels", { recipient_id: userId });
    this.store.apply("CHANNEL_CREATE", channel);
    return this.store.channels.get(channel.id);
  }
}
