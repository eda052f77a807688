// One message as Discord shows it: who, when, and the frame around what it says (messagebody.js).
// What can be done with it is messagemenu.js; where it stands in the list, and whether it continues the
// one above, is messages.js.

import { app } from "./app.js";
import { avatar } from "./avatar.js";
import { paint } from "./colour.js";
import { h, icon, iconButton } from "./dom.js";
import { inlineMarkdown } from "./markdown.js";
import { onMenuGesture } from "./menu.js";
import { messageBody, original } from "./messagebody.js";
import { openMessageMenu } from "./messagemenu.js";
import { LONGEST_EXCERPT, quietReferences } from "./references.js";
import { isEphemeral, isThinking, MESSAGE } from "./store.js";
import { openUserMenu } from "./usermenu.js";
import { clock, day, fullTime, t } from "./words.js";

const DAY_MS = 24 * 60 * 60 * 1000;

/** `continued` leaves out face and name; `edit` is the box that stands in for the text while it is edited. */
export function messageNode(message, { continued = false, edit = null } = {}) {
  if (message.deleted) return deletedNode(message);
  const attributes = {
    class: [continued && "continued", message.pending && "pending", mentionsMe(message) && "mentions-me"],
    tabindex: -1,
    data: {
      message: message.id,
      author: message.author.username,
      ephemeral: isEphemeral(message),
      thinking: isThinking(message),
      pending: message.pending,
    },
  };
  const node = h(
    "article.message",
    attributes,
    introduction(message),
    continued ? gutterTime(message) : avatar(message.author),
    h(
      "div.message-body",
      !continued && byline(message),
      edit ?? messageBody(message),
      ephemeralNote(message),
    ),
    !message.pending && tools(message),
  );
  if (!message.pending) onMenuGesture(node, (event) => openMessageMenu(event, message));
  return node;
}

/** The line that stays for a moment where a message was: a person sees the guard act, but not the text. */
function deletedNode({ id, author }) {
  return h(
    "article.message.deleted",
    { data: { deleted: id, author: author.username } },
    icon("trash"),
    h("span", h("b", app.session.store.nameOf(author.id)), " ", h("s", t("messageDeleted"))),
  );
}

function mentionsMe(message) {
  const { store } = app.session;
  return message.mention_everyone || message.mentions?.some(({ id }) => id === store.me.id);
}

function gutterTime({ timestamp }) {
  return h("time.gutter-time", { datetime: timestamp, "aria-hidden": "true" }, clock(new Date(timestamp)));
}

function byline({ author, timestamp, webhook_id: webhook, application_id: application }) {
  const shown = webhook && !application ? author.username : app.session.store.nameOf(author.id);
  const name = h("button.author", { onclick: (event) => openUserMenu(event, author.id) }, shown);
  paint(name, "--tint", roleColour(author.id));
  const when = new Date(timestamp);
  const time = h("time", { datetime: timestamp, title: fullTime(when) }, shortTime(when));
  return h("header", name, author.bot && appTag(), time);
}

export const appTag = () => h("span.app-tag", t("appTag"));

/** The colour of a member's name: that of their highest role that has one. */
export function roleColour(userId) {
  const { guild } = app.session.store;
  const roles = (guild?.members.get(userId)?.roles ?? []).map((id) => guild.roles.get(id));
  return roles.filter((role) => role?.color).sort((a, b) => b.position - a.position)[0]?.color;
}

function shortTime(date) {
  const midnight = new Date().setHours(0, 0, 0, 0);
  if (date >= midnight) return clock(date);
  return `${date >= midnight - DAY_MS ? t("yesterday") : day(date)} ${clock(date)}`;
}

/** The small line above: what is replied to, or which command was used by whom. */
function introduction(message) {
  if (message.type === MESSAGE.reply && message.message_reference) return replyLine(message);
  if (message.type !== MESSAGE.command && message.type !== MESSAGE.contextCommand) return null;
  const used = message.interaction_metadata;
  if (!used) return null;
  const user = app.session.store.nameOf(used.user.id);
  const command = message.type === MESSAGE.command ? `/${used.name}` : used.name;
  const words = used.name
    ? [t("usedCommand", { name: user }), " ", h("span.mention", command)]
    : t("usedApp", { name: user });
  return h("div.introduction", avatar(used.user, "tiny"), h("span", words));
}

function replyLine(message) {
  const before = original(message);
  if (!before) return h("div.introduction", icon("reply"), h("i", t("originalDeleted")));
  const text = before.content || before.embeds?.[0]?.title || t("attachmentOf");
  return h(
    "button.introduction",
    { data: { replyTo: before.id }, onclick: () => app.open(before.channel_id, before.id) },
    avatar(before.author, "tiny"),
    h("b", app.session.store.nameOf(before.author.id)),
    h("span.excerpt", inlineMarkdown(text.slice(0, LONGEST_EXCERPT), quietReferences)),
  );
}

function ephemeralNote(message) {
  if (!isEphemeral(message) || message.pending) return null;
  const onclick = () => app.session.store.remove(message.channel_id, message.id);
  const dismiss = h("button.link-like", { data: { dismiss: true }, onclick }, t("dismiss"));
  return h("p.only-you", icon("eye"), h("span", t("onlyYou")), " · ", dismiss);
}

function tools(message) {
  const writable = !isEphemeral(message);
  const mine = writable && message.author.id === app.session.store.me.id;
  const tool = (name, onclick) => iconButton(name, t(name), onclick, { data: { tool: name } });
  const openMenu = (event) => openMessageMenu(event, message);
  return h(
    "div.tools",
    mine && tool("edit", () => app.emit("edit", message)),
    writable && tool("reply", () => app.emit("reply", message)),
    tool("more", openMenu),
  );
}
