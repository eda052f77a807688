// What one can do with a message: react to it, reply, edit, forward, begin a thread, copy, delete, or
// hand it to an app.

import { app } from "./app.js";
import { appEntries, COMMAND } from "./commands.js";
import { openDialog, field } from "./dialog.js";
import { h } from "./dom.js";
import { openMenu } from "./menu.js";
import { pickerFor } from "./picker.js";
import { CHANNEL, isEphemeral } from "./store.js";
import { attempt, tell } from "./toast.js";
import { t } from "./words.js";

const FORWARD = 1;
const LONGEST_NAME = 100; // of a thread, Discord's limit
const ONE_DAY_MINUTES = 1440;

export function openMessageMenu(event, message) {
  openMenu(event, entriesFor(message), t("more"));
}

function entriesFor(message) {
  const { store, rest } = app.session;
  const { channel } = app;
  const mine = message.author.id === store.me.id;
  const ephemeral = isEphemeral(message);
  const writes = !ephemeral && store.mayWrite(channel);
  const mayDelete = !ephemeral && (mine || (channel.guild_id && store.can("manageMessages", channel)));
  const mayThread =
    !ephemeral &&
    channel.type === CHANNEL.text &&
    !store.channels.has(message.id) &&
    store.can("createPublicThreads", channel);
  return [
    mine &&
      !ephemeral && {
        label: t("edit"),
        icon: "edit",
        data: { action: "edit" },
        run: () => app.emit("edit", message),
      },
    writes && {
      label: t("reply"),
      icon: "reply",
      data: { action: "reply" },
      run: () => app.emit("reply", message),
    },
    !ephemeral && {
      label: t("forward"),
      icon: "forward",
      data: { action: "forward" },
      run: () => openForward(message),
    },
    mayThread && {
      label: t("createThread"),
      icon: "thread",
      data: { action: "thread" },
      run: () => openThreadForm(message),
    },
    "line",
    message.content && {
      label: t("copyText"),
      icon: "copy",
      data: { action: "copy-text" },
      run: () => copy(message.content),
    },
    { label: t("copyLink"), icon: "link", data: { action: "copy-link" }, run: () => copy(linkTo(message)) },
    { label: t("copyId"), icon: "copy", data: { action: "copy-id" }, run: () => copy(message.id) },
    ...(ephemeral ? [] : appEntries(COMMAND.message, message.id)),
    mayDelete && "line",
    mayDelete && {
      label: t("delete"),
      icon: "trash",
      danger: true,
      data: { action: "delete" },
      run: () => attempt(() => rest.delete(`/channels/${message.channel_id}/messages/${message.id}`)),
    },
    ephemeral && {
      label: t("dismiss"),
      icon: "close",
      run: () => store.remove(message.channel_id, message.id),
    },
  ].filter(Boolean);
}

/** The address of a message on this page, of the same form as in Discord. */
const linkTo = (message) =>
  `${location.origin}/channels/${app.channel.guild_id ?? "@me"}/${message.channel_id}/${message.id}`;

async function copy(text) {
  const done = await attempt(() => navigator.clipboard.writeText(text).then(() => true));
  if (done) tell(t("copied"));
}

export function react(message, emoji, on) {
  const key = encodeURIComponent(emoji.id ? `${emoji.name}:${emoji.id}` : emoji.name);
  const path = `/channels/${message.channel_id}/messages/${message.id}/reactions/${key}/@me`;
  return attempt(() => (on ? app.session.rest.put(path) : app.session.rest.delete(path)));
}

function openForward(message) {
  const { session } = app;
  const targets = app
    .visibleChannels()
    .filter((channel) => ![CHANNEL.category, CHANNEL.forum].includes(channel.type));
  const options = targets.map((channel) => ({ value: channel.id, label: app.titleOf(channel) }));
  const picker = pickerFor({ type: 3, custom_id: "forward-to", options });
  const comment = h("input", { type: "text", maxlength: 2000, data: { input: "comment" } });
  openDialog({
    title: t("forward"),
    content: [
      field(t("forwardTo"), picker, { required: true }),
      field(`${t("message")} (${t("optional")})`, comment),
    ],
    submit: t("forward"),
    data: { dialog: "forward" },
    async onsubmit(close) {
      const [channelId] = picker.values();
      if (!channelId) throw new Error(t("required"));
      const reference = {
        type: FORWARD,
        message_id: message.id,
        channel_id: message.channel_id,
        guild_id: app.channel.guild_id,
      };
      await session.post(channelId, { message_reference: reference });
      if (comment.value.trim()) await session.post(channelId, { content: comment.value.trim() });
      close();
      await app.open(channelId);
    },
  });
}

function openThreadForm(message) {
  const name = h("input", {
    type: "text",
    required: true,
    maxlength: LONGEST_NAME,
    value: (message.content ?? "").slice(0, 40),
    data: { input: "thread-name" },
  });
  openDialog({
    title: t("createThread"),
    content: field(t("threadName"), name, { required: true }),
    submit: t("createThread"),
    data: { dialog: "thread" },
    async onsubmit(close) {
      if (!name.value.trim()) throw new Error(t("required"));
      const path = `/channels/${message.channel_id}/messages/${message.id}/threads`;
      const thread = await app.session.rest.post(path, {
        name: name.value.trim(),
        auto_archive_duration: ONE_DAY_MINUTES,
      });
      app.session.store.apply("THREAD_CREATE", thread);
      close();
      await app.open(thread.id);
    },
  });
}
