// The left side: the rail with the server and direct messages, the channels with their threads, and at
// its foot who is being played.

import { app } from "./app.js";
import { avatar } from "./avatar.js";
import { onChannelMenu } from "./channelmenu.js";
import { batched, h, icon, iconButton, replace } from "./dom.js";
import { isPrivate } from "./permissions.js";
import { openPersonMenu, waitingBadge } from "./persons.js";
import { byId } from "./snowflake.js";
import { CHANNEL, isDirect, isForum, isThread } from "./store.js";
import { attempt } from "./toast.js";
import { switchTheme } from "./theme.js";
import { t } from "./words.js";

export function mountSidebar(parent) {
  const rail = h("nav", { id: "rail" });
  const title = h("h1");
  const list = h("div.channel-list");
  const foot = h("div.you");
  const channels = h("nav", { id: "channels" }, h("header", title), list, foot);
  parent.append(rail, channels);

  const redraw = batched(() => {
    if (!app.session?.store.guild) return;
    rail.setAttribute("aria-label", t("servers"));
    channels.setAttribute("aria-label", t("channels"));
    title.textContent = app.session.store.guild.name;
    replace(rail, railNodes());
    replace(list, sections());
    replace(foot, footNodes());
  });
  for (const event of ["person", "list", "channel", "unread", "online"]) app.on(event, redraw);
}

function railNodes() {
  const { guild } = app.session.store;
  const inServer = Boolean(app.channel?.guild_id);
  const home = railItem(guild.name, inServer, () => app.open(app.firstChannel().id), icon("torii"));
  home.classList.add("server");
  return [home, h("hr"), ...directChannels().map(directItem)];
}

function directItem(channel) {
  const partner = app.session.store.partner(channel);
  const name = app.session.store.nameOf(partner.id);
  const badge = app.isUnread(channel) && h("span.badge", "1");
  return railItem(name, channel.id === app.channelId, () => app.open(channel.id), avatar(partner), badge);
}

function railItem(name, current, onclick, ...children) {
  const attributes = {
    "aria-label": name,
    title: name,
    "aria-current": current && "true",
    data: { rail: name },
    onclick,
  };
  return h("button.rail-item", attributes, children);
}

function sections() {
  const all = app.visibleChannels().filter((channel) => channel.guild_id && !isThread(channel));
  const order = (a, b) => (a.position ?? 0) - (b.position ?? 0) || byId(a, b);
  const categories = all.filter(({ type }) => type === CHANNEL.category).sort(order);
  const inside = (id) =>
    all
      .filter((channel) => channel.type !== CHANNEL.category && (channel.parent_id ?? null) === id)
      .sort(order);
  const section = (label, channels) =>
    h("section", label && h("h2", label), h("ul", channels.flatMap(withThreads)));
  return [
    section(categories.length === 0 ? t("channels") : null, inside(null)),
    ...categories
      .map((category) => section(category.name, inside(category.id)))
      .filter((node) => node.querySelector("li")),
    h("section", h("h2", t("directMessages")), h("ul", directEntries())),
  ];
}

const SHOWN_THREADS = 8; // newest first; a forum's own view lists them all

function withThreads(channel) {
  const threads = app.session.store
    .threads(channel.id)
    .sort((a, b) => byId(b, a))
    .slice(0, SHOWN_THREADS);
  const shown = threads.filter((thread) => !thread.thread_metadata?.archived || thread.id === app.channelId);
  return [channelEntry(channel), ...shown.map((thread) => channelEntry(thread, "thread-entry"))];
}

function channelEntry(channel, className) {
  return entry(channel, [icon(kindOf(channel)), h("span", channel.name)], className);
}

/** The name of the icon that stands for a channel. */
export function kindOf(channel) {
  if (isDirect(channel)) return "at";
  if (isThread(channel)) return "thread";
  if (isForum(channel)) return "forum";
  return isPrivate(channel) ? "lock" : "hash";
}

const directChannels = () => [...app.session.store.channels.values()].filter(isDirect);

/** Direct messages that exist, then the apps one could write to. */
function directEntries() {
  const { store } = app.session;
  const open = directChannels();
  const known = new Set(open.map((channel) => store.partner(channel)?.id));
  const bots = [...store.guild.members.values()].filter(({ user }) => user.bot && !known.has(user.id));
  const face = (user) => [avatar(user, "small"), h("span", store.nameOf(user.id))];
  const begin = async (user) => app.open((await app.session.directWith(user.id)).id);
  const start = ({ user }) =>
    h("button.channel", { data: { direct: user.id }, onclick: () => attempt(() => begin(user)) }, face(user));
  return [
    ...open.map((channel) => entry(channel, face(store.partner(channel)))),
    ...bots.map((bot) => h("li", start(bot))),
  ];
}

function entry(channel, children, className) {
  const current = channel.id === app.channelId;
  const unread = !current && app.isUnread(channel);
  const channelName = channel.name ?? app.session.store.partner(channel)?.username;
  const attributes = {
    class: [className, unread && "unread"],
    "aria-current": current && "page",
    data: { channel: channel.id, channelName },
    onclick: () => app.open(channel.id),
  };
  const badge = unread && isDirect(channel) && h("span.badge", "1");
  const node = h("button.channel", attributes, children, badge);
  onChannelMenu(node, channel);
  return h("li", node);
}

function footNodes() {
  const { person } = app.session;
  const name = h(
    "span.menu-text",
    h("small", `${t("youAre")}:`),
    h("b", person.global_name ?? person.username),
  );
  const attributes = { "aria-haspopup": "menu", data: { personSwitch: person.id }, onclick: openPersonMenu };
  return [
    h("button.you-button", attributes, avatar(person), name, waitingBadge(), icon("down")),
    iconButton("theme", t("darkOrLight"), switchTheme, { data: { themeSwitch: true } }),
  ];
}
