// One message as Discord shows it. What can be done with it is messagemenu.js; where it stands in the
// list, and whether it continues the one above, is messages.js.

import { app } from "./app.js";
import { avatar } from "./avatar.js";
import { componentNode } from "./components.js";
import { h, icon, iconButton } from "./dom.js";
import { attachmentNode, embedNode } from "./embeds.js";
import { inlineMarkdown, markdown } from "./markdown.js";
import { onMenuGesture } from "./menu.js";
import { openMessageMenu, react } from "./messagemenu.js";
import { hexColour, LONGEST_EXCERPT, quietReferences, references } from "./references.js";
import { FLAG, hasFlag, isEphemeral, isThinking } from "./store.js";
import { openUserMenu } from "./usermenu.js";
import { clock, day, fullTime, t } from "./words.js";

const TYPE = { plain: 0, joined: 7, pinned: 6, threadCreated: 18, reply: 19, command: 20, threadStarter: 21, contextCommand: 23 };

/** `continued` leaves out face and name; `edit` is the box that stands in for the text while it is edited. */
export function messageNode(message, { continued = false, edit = null } = {}) {
  if (message.deleted) return deletedNode(message);
  const node = h("article", {
    class: ["message", continued && "continued", message.pending && "pending", mentionsMe(message) && "mentions-me"].filter(Boolean).join(" "),
    data: {
      message: message.id,
      author: message.author.username,
      ephemeral: isEphemeral(message),
      thinking: isThinking(message),
      pending: message.pending,
    },
    tabindex: -1,
  },
    introduction(message),
    continued ? h("time", { class: "gutter-time", datetime: message.timestamp, "aria-hidden": "true" }, clock(new Date(message.timestamp))) : avatar(message.author),
    h("div", { class: "message-body" }, continued ? null : byline(message), edit ?? content(message), ephemeralNote(message)),
    message.pending || message.waiting ? null : tools(message));
  if (!message.pending && !message.waiting) onMenuGesture(node, (event) => openMessageMenu(event, message));
  return node;
}

/** The line that stays for a moment where a message was: a person sees the guard act, but not the text. */
function deletedNode(message) {
  return h("article", { class: "message deleted", data: { deleted: message.id, author: message.author.username } },
    icon("trash"),
    h("span", {}, h("b", {}, app.session.store.nameOf(message.author.id)), " ", h("s", {}, t("messageDeleted"))));
}

function mentionsMe(message) {
  const { store } = app.session;
  return message.mention_everyone || message.mentions?.some(({ id }) => id === store.me.id);
}

function byline(message) {
  const { author } = message;
  const name = h("button", {
    type: "button", class: "author", onclick: (event) => openUserMenu(event, author.id),
  }, message.webhook_id && !message.application_id ? author.username : app.session.store.nameOf(author.id));
  const colour = roleColour(author.id);
  if (colour) name.style.setProperty("--tint", hexColour(colour));
  const when = new Date(message.timestamp);
  return h("header", {}, name, author.bot ? appTag() : null, h("time", { datetime: message.timestamp, title: fullTime(when) }, shortTime(when)));
}

export const appTag = () => h("span", { class: "app-tag" }, t("appTag"));

export function roleColour(userId) {
  const { guild } = app.session.store;
  const roles = (guild?.members.get(userId)?.roles ?? []).map((id) => guild.roles.get(id)).filter((role) => role?.color);
  return roles.sort((a, b) => b.position - a.position)[0]?.color;
}

function shortTime(date) {
  const midnight = new Date().setHours(0, 0, 0, 0);
  if (date >= midnight) return clock(date);
  return date >= midnight - 86400000 ? `${t("yesterday")} ${clock(date)}` : `${day(date)} ${clock(date)}`;
}

/** The small line above: what is replied to, or which command was used by whom. */
function introduction(message) {
  if (message.message_reference && message.type === TYPE.reply) return replyLine(message);
  const used = message.interaction_metadata ?? message.interaction;
  if (!used || ![TYPE.command, TYPE.contextCommand].includes(message.type)) return null;
  const user = app.session.store.nameOf(used.user.id);
  const name = message.interaction?.name ?? used.name;
  const command = message.type === TYPE.command ? `/${name}` : name;
  const words = name ? [t("usedCommand", { name: user }), " ", h("span", { class: "mention" }, command)] : t("usedApp", { name: user });
  return h("div", { class: "introduction" }, avatar(used.user, "tiny"), h("span", {}, words));
}

/** What a reply or a thread refers to: as it came along, else as it is known here (private ones do not come along). */
function original({ referenced_message: sent, message_reference: reference }) {
  return sent ?? (reference && app.session.store.message(reference.channel_id, reference.message_id));
}

function replyLine(message) {
  const before = original(message);
  if (!before || before.deleted) return h("div", { class: "introduction" }, icon("reply"), h("i", {}, t("originalDeleted")));
  const text = before.content || before.embeds?.[0]?.title || t("attachmentOf");
  const jump = () => app.open(message.message_reference.channel_id ?? app.channelId, before.id);
  return h("button", { type: "button", class: "introduction", data: { replyTo: before.id }, onclick: jump },
    avatar(before.author, "tiny"), h("b", {}, app.session.store.nameOf(before.author.id)), h("span", { class: "excerpt" }, inlineMarkdown(text.slice(0, LONGEST_EXCERPT), quietReferences)));
}

function content(message) {
  if (isThinking(message)) {
    return h("p", { class: "thinking" }, h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i")), message.waiting ? t("sending") : t("thinking", { name: app.session.store.nameOf(message.author.id) }));
  }
  return [
    systemText(message) ?? body(message),
    message.message_snapshots?.map(forwardedNode),
    message.reactions?.length > 0 ? h("div", { class: "reactions" }, message.reactions.map((reaction) => reactionNode(message, reaction))) : null,
    threadCard(message),
  ];
}

function body(message) {
  const embeds = hasFlag(message, FLAG.suppressEmbeds) ? [] : (message.embeds ?? []);
  return [
    message.content || message.edited_timestamp ? h("div", { class: "markup" }, markdown(message.content, references), editedMark(message)) : null,
    message.poll ? pollNode(message.poll) : null,
    message.attachments?.length > 0 ? h("div", { class: "attachments" }, message.attachments.map(attachmentNode)) : null,
    embeds.map(embedNode),
    message.components?.length > 0 ? h("div", { class: "components" }, message.components.map((component) => componentNode(component, message))) : null,
  ];
}

const editedMark = ({ edited_timestamp: edited }) => (edited ? h("time", { class: "edited", datetime: edited, title: fullTime(new Date(edited)) }, t("edited")) : null);

function systemText(message) {
  const name = app.session.store.nameOf(message.author.id);
  const texts = { [TYPE.joined]: `→ ${name}`, [TYPE.pinned]: `📌 ${name}`, [TYPE.threadCreated]: `${name}: ${message.content}` };
  if (message.type === TYPE.threadStarter) return threadStart(original(message));
  return texts[message.type] ? h("p", { class: "system" }, texts[message.type]) : null;
}

/** A thread opens with the message it was begun on. */
function threadStart(before) {
  if (!before || before.deleted) return h("p", { class: "system" }, t("originalDeleted"));
  return h("div", { class: "forwarded" }, h("small", {}, app.session.store.nameOf(before.author.id)), body(before));
}

function forwardedNode({ message }) {
  return h("div", { class: "forwarded", data: { forwarded: true } }, h("small", {}, icon("forward"), h("i", {}, t("forwarded"))), body(message));
}

function pollNode({ question, answers }) {
  return h("div", { class: "embed poll" }, h("div", { class: "embed-title" }, question.text ?? ""), h("ul", {}, answers.map(({ poll_media: media }) => h("li", {}, media.text ?? ""))));
}

function reactionNode(message, { emoji, count, me }) {
  return h("button", { type: "button", class: "reaction", "aria-pressed": String(me), onclick: () => react(message, emoji, !me) }, `${emoji.id ? `:${emoji.name}:` : emoji.name} ${count}`);
}

function threadCard(message) {
  const thread = app.session.store.channels.get(message.id) ?? message.thread;
  if (!thread || thread.parent_id !== message.channel_id) return null; // a forum post's first message has its id, too
  return h("button", { type: "button", class: "thread-card", data: { openThread: thread.id }, onclick: () => app.open(thread.id) },
    icon("thread"), h("b", {}, thread.name), h("span", {}, t("threadMessages"), " ›"));
}

function ephemeralNote(message) {
  if (!isEphemeral(message) || message.waiting) return null;
  const dismiss = () => app.session.store.remove(message.channel_id, message.id);
  return h("p", { class: "only-you" }, icon("eye"), h("span", {}, t("onlyYou")), " · ",
    h("button", { type: "button", class: "link-like", data: { dismiss: true }, onclick: dismiss }, t("dismiss")));
}

function tools(message) {
  const reply = isEphemeral(message) ? null : iconButton("reply", t("reply"), () => app.emit("reply", message), { "data-tool": "reply" });
  const mine = message.author.id === app.session.store.me.id && !isEphemeral(message);
  const edit = mine ? iconButton("edit", t("edit"), () => app.emit("edit", message), { "data-tool": "edit" }) : null;
  const more = iconButton("more", t("more"), (event) => openMessageMenu(event, message), { "data-tool": "more", "aria-haspopup": "menu" });
  return h("div", { class: "tools" }, edit, reply, more);
}
