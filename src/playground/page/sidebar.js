// The left side: the rail with the server and direct messages, the channels with their threads, and at
// its foot who is being played.

import { app } from "./app.js";
import { avatar } from "./avatar.js";
import { batched, h, icon, iconButton, reconcile } from "./dom.js";
import { byId } from "./snowflake.js";
import { CHANNEL, isDirect, isForum, isThread } from "./store.js";
import { openPersonMenu, waitingBadge } from "./persons.js";
import { attempt } from "./toast.js";
import { switchTheme } from "./theme.js";
import { t } from "./words.js";

export function mountSidebar(parent) {
  const rail = h("nav", { id: "rail" });
  const title = h("h1", {});
  const list = h("div", { class: "channel-list" });
  const foot = h("div", { class: "you" });
  const channels = h("nav", { id: "channels" }, h("header", {}, title), list, foot);
  parent.append(rail, channels);

  const redraw = batched(() => {
    if (!app.session?.store.guild) return;
    rail.setAttribute("aria-label", t("servers"));
    channels.setAttribute("aria-label", t("channels"));
    title.textContent = app.session.store.guild.name;
    reconcile(rail, railNodes());
    list.replaceChildren(...sections());
    foot.replaceChildren(...footNodes());
  });
  for (const event of ["person", "list", "channel", "unread", "online"]) app.on(event, redraw);
}

function railNodes() {
  const { guild } = app.session.store;
  const inServer = Boolean(app.channel?.guild_id);
  const home = h("button", {
    type: "button", class: "rail-item server", "aria-label": guild.name, title: guild.name, "aria-current": inServer ? "true" : null,
    onclick: () => app.open(app.firstChannel().id),
  }, icon("torii"));
  const direct = directChannels().map((channel) => {
    const partner = app.session.store.partner(channel);
    const name = app.session.store.nameOf(partner.id);
    return h("button", {
      type: "button", class: "rail-item", "aria-label": name, title: name, "aria-current": channel.id === app.channelId ? "true" : null, onclick: () => app.open(channel.id),
    }, avatar(partner), app.isUnread(channel) ? h("span", { class: "badge" }, "1") : null);
  });
  return [home, h("hr", {}), ...direct];
}

function sections() {
  const all = app.visibleChannels().filter((channel) => channel.guild_id && !isThread(channel));
  const order = (a, b) => (a.position ?? 0) - (b.position ?? 0) || byId(a, b);
  const categories = all.filter(({ type }) => type === CHANNEL.category).sort(order);
  const inside = (id) => all.filter((channel) => channel.type !== CHANNEL.category && (channel.parent_id ?? null) === id).sort(order);
  const section = (label, channels) => h("section", {}, label ? h("h2", {}, label) : null, h("ul", {}, channels.flatMap(withThreads)));
  return [
    section(categories.length === 0 ? t("channels") : null, inside(null)),
    ...categories.map((category) => section(category.name, inside(category.id))).filter((node) => node.querySelector("li")),
    h("section", {}, h("h2", {}, t("directMessages")), h("ul", {}, directEntries())),
  ];
}

const SHOWN_THREADS = 8; // newest first; a forum's own view lists them all

function withThreads(channel) {
  const threads = app.session.store.threads(channel.id).sort((a, b) => byId(b, a)).slice(0, SHOWN_THREADS);
  const shown = threads.filter((thread) => !thread.thread_metadata?.archived || thread.id === app.channelId);
  return [channelEntry(channel), ...shown.map((thread) => channelEntry(thread, "thread-entry"))];
}

function channelEntry(channel, className = "") {
  const kind = isThread(channel) ? "thread" : isForum(channel) ? "forum" : isPrivate(channel) ? "lock" : "hash";
  return entry(channel, [icon(kind), h("span", {}, channel.name)], className);
}

function isPrivate(channel) {
  const everyone = channel.permission_overwrites?.find(({ id }) => id === channel.guild_id);
  return everyone && (BigInt(everyone.deny ?? 0) & (1n << 10n)) !== 0n;
}

const directChannels = () => [...app.session.store.channels.values()].filter(isDirect);

/** Direct messages that exist, then the apps one could write to. */
function directEntries() {
  const { store } = app.session;
  const open = directChannels();
  const known = new Set(open.map((channel) => store.partner(channel)?.id));
  const bots = [...store.guild.members.values()].filter(({ user }) => user.bot && !known.has(user.id));
  const start = ({ user }) => h("li", {}, h("button", {
    type: "button", class: "channel", data: { direct: user.id }, onclick: () => attempt(async () => app.open((await app.session.directWith(user.id)).id)),
  }, avatar(user, "small"), h("span", {}, store.nameOf(user.id))));
  return [...open.map((channel) => entry(channel, [avatar(store.partner(channel), "small"), h("span", {}, store.nameOf(store.partner(channel).id))])), ...bots.map(start)];
}

function entry(channel, children, className = "") {
  const unread = channel.id !== app.channelId && app.isUnread(channel);
  const current = channel.id === app.channelId;
  return h("li", {}, h("button", {
    type: "button",
    class: ["channel", className, unread && "unread"].filter(Boolean).join(" "),
    "aria-current": current ? "page" : null,
    data: { channel: channel.id, channelName: channel.name ?? app.session.store.partner(channel)?.username },
    onclick: () => app.open(channel.id),
  }, children, unread && isDirect(channel) ? h("span", { class: "badge" }, "1") : null));
}

function footNodes() {
  const { person } = app.session;
  return [
    h("button", {
      type: "button", class: "you-button", "aria-haspopup": "menu", data: { personSwitch: person.id }, onclick: openPersonMenu,
    }, avatar(person), h("span", { class: "menu-text" }, h("small", {}, `${t("youAre")}:`), h("b", {}, person.global_name ?? person.username)), waitingBadge(), icon("down")),
    iconButton("theme", t("darkOrLight"), switchTheme, { "data-theme-switch": true }),
  ];
}
