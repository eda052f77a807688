// What a message says: its text, files, embeds and components, what it forwards, and the thread below it.

import { app } from "./app.js";
import { componentNode } from "./components.js";
import { h, icon } from "./dom.js";
import { attachmentNode, embedNode } from "./embeds.js";
import { markdown } from "./markdown.js";
import { react } from "./messagemenu.js";
import { references } from "./references.js";
import { FLAG, hasFlag, isThinking, MESSAGE } from "./store.js";
import { fullTime, t } from "./words.js";

export function messageBody(message) {
  if (isThinking(message)) return thinking(message);
  return [
    systemText(message) ?? parts(message),
    message.message_snapshots?.map(forwarded),
    message.reactions?.length > 0 && h("div.reactions", message.reactions.map(reactionOf(message))),
    threadCard(message),
  ];
}

/** What a reply or a thread refers to: as it came along, else as it is known here (private ones do not come along). */
export function original({ referenced_message: sent, message_reference: reference }) {
  const found = sent ?? app.session.store.message(reference.channel_id, reference.message_id);
  return found?.deleted ? null : found;
}

export const dots = () => h("span.dots", { "aria-hidden": "true" }, h("i"), h("i"), h("i"));

function thinking({ author, pending }) {
  const text = pending ? t("sending") : t("thinking", { name: app.session.store.nameOf(author.id) });
  return h("p.thinking", dots(), text);
}

function parts(message) {
  const { content, attachments = [], components = [], poll, edited_timestamp: edited } = message;
  const embeds = hasFlag(message, FLAG.suppressEmbeds) ? [] : (message.embeds ?? []);
  return [
    (content || edited) && h("div.markup", markdown(content, references), edited && editedMark(edited)),
    poll && pollNode(poll),
    attachments.length > 0 && h("div.attachments", attachments.map(attachmentNode)),
    embeds.map(embedNode),
    components.length > 0 &&
      h(
        "div.components",
        components.map((one) => componentNode(one, message)),
      ),
  ];
}

function editedMark(timestamp) {
  return h("time.edited", { datetime: timestamp, title: fullTime(new Date(timestamp)) }, t("edited"));
}

/** What Discord itself says with a message of another type; nothing for a person's own words. */
function systemText(message) {
  const name = app.session.store.nameOf(message.author.id);
  switch (message.type) {
    case MESSAGE.joined:
      return h("p.system", `→ ${name}`);
    case MESSAGE.pinned:
      return h("p.system", `📌 ${name}`);
    case MESSAGE.threadCreated:
      return h("p.system", `${name}: ${message.content}`);
    case MESSAGE.threadStarter:
      return threadStart(original(message));
    default:
      return null;
  }
}

/** A thread opens with the message it was begun on. */
function threadStart(before) {
  if (!before) return h("p.system", t("originalDeleted"));
  return h("div.forwarded", h("small", app.session.store.nameOf(before.author.id)), parts(before));
}

function forwarded({ message }) {
  const title = h("small", icon("forward"), h("i", t("forwarded")));
  return h("div.forwarded", { data: { forwarded: true } }, title, parts(message));
}

function pollNode({ question, answers }) {
  const choices = answers.map(({ poll_media: media }) => h("li", media.text ?? ""));
  return h("div.embed.poll", h("div.embed-title", question.text ?? ""), h("ul", choices));
}

const reactionOf =
  (message) =>
  ({ emoji, count, me }) => {
    const onclick = () => react(message, emoji, !me);
    const name = emoji.id ? `:${emoji.name}:` : emoji.name;
    return h("button.reaction", { "aria-pressed": String(me), onclick }, `${name} ${count}`);
  };

function threadCard({ id, channel_id: channelId, thread: sent }) {
  const thread = app.session.store.channels.get(id) ?? sent;
  if (thread?.parent_id !== channelId) return null; // the first message of a forum post has the post's id, too
  return h(
    "button.thread-card",
    { data: { openThread: thread.id }, onclick: () => app.open(thread.id) },
    icon("thread"),
    h("b", thread.name),
    h("span", t("threadMessages"), " ›"),
  );
}
