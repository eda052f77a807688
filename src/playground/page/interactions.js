// Sends commands, clicks, choices and filled-in forms, and waits for what the app makes of each.
// Discord answers over the gateway: success, failure, a form to fill in, or suggestions.

import { newNonce } from "./snowflake.js";
import { t } from "./words.js";

const TYPE = { command: 2, component: 3, autocomplete: 4, modal: 5 };
const GIVE_UP_MS = 15000; // well past the 3 s Discord gives an app; only reached when no verdict comes at all

export class Interactions {
  #session;
  #waiting = new Map(); // nonce -> { resolve, reject, timer }

  constructor(session) {
    this.#session = session;
    session.store.on("interaction", ([type, data]) => this.#verdict(type, data));
  }

  /** Runs a slash or right-click command. `data` is its id, name, version, type and options or target. */
  command(applicationId, channel, data, files) {
    return this.#send({ type: TYPE.command, application_id: applicationId, data }, channel, files);
  }

  /** Asks the app for suggestions while an option is being typed. */
  async autocomplete(applicationId, channel, data) {
    const { choices } = await this.#send(
      { type: TYPE.autocomplete, application_id: applicationId, data },
      channel,
    );
    return choices ?? [];
  }

  /** Presses a button, or picks `values` in a menu. */
  component(message, component, values) {
    const data = { component_type: component.type, custom_id: component.custom_id };
    if (values) Object.assign(data, { type: component.type, values });
    const body = {
      type: TYPE.component,
      application_id: message.application_id ?? message.author.id,
      message_id: message.id,
      message_flags: message.flags ?? 0,
      data,
    };
    return this.#send(body, this.#session.store.channels.get(message.channel_id));
  }

  /** Sends a filled-in form; `components` mirrors the form's own, with the values. */
  modal(modal, components) {
    const applicationId = modal.application?.id ?? modal.application_id;
    const data = { id: modal.id, custom_id: modal.custom_id, components };
    const channel = this.#session.store.channels.get(modal.channel_id);
    return this.#send({ type: TYPE.modal, application_id: applicationId, data }, channel);
  }

  #send(body, channel, files) {
    const nonce = newNonce();
    const place = {
      channel_id: channel.id,
      guild_id: channel.guild_id,
      session_id: this.#session.gateway.sessionId,
    };
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#settle(nonce, "reject", new Error(t("appSilent"))), GIVE_UP_MS);
      this.#waiting.set(nonce, { resolve, reject, timer, channelId: channel.id });
      this.#session.rest
        .post("/interactions", { ...body, ...place, nonce }, files)
        .catch((error) => this.#settle(nonce, "reject", error));
    });
  }

  #verdict(type, data) {
    const nonce = String(data.nonce);
    if (type === "INTERACTION_FAILURE") this.#settle(nonce, "reject", new Error(t("appSilent")));
    if (type === "INTERACTION_SUCCESS" || type === "APPLICATION_COMMAND_AUTOCOMPLETE_RESPONSE") {
      this.#settle(nonce, "resolve", data);
    }
    if (type === "INTERACTION_MODAL_CREATE") {
      const channelId = data.channel_id ?? this.#waiting.get(nonce)?.channelId;
      this.#settle(nonce, "resolve", data);
      this.#session.emit("modal", { ...data, channel_id: channelId });
    }
  }

  #settle(nonce, how, value) {
    const waiting = this.#waiting.get(nonce);
    if (!waiting) return;
    clearTimeout(waiting.timer);
    this.#waiting.delete(nonce);
    waiting[how](value);
  }
}
