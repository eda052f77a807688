// What mentions, links, spoilers and times in a message look like, and where they lead.

import { app } from "./app.js";
import { paint } from "./colour.js";
import { h } from "./dom.js";
import { openUserMenu } from "./usermenu.js";
import { currentLocale, fullTime, t } from "./words.js";

const TIME_STYLES = {
  t: { timeStyle: "short" },
  T: { timeStyle: "medium" },
  d: { dateStyle: "short" },
  D: { dateStyle: "long" },
  f: { dateStyle: "long", timeStyle: "short" },
  F: { dateStyle: "full", timeStyle: "short" },
};

// Largest first: "3 hours ago" is the first unit that fits at least once.
const UNITS = [
  ["year", 31536000],
  ["month", 2592000],
  ["day", 86400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
];

export const references = {
  user(id) {
    const onclick = (event) => openUserMenu(event, id);
    return h("button.mention", { data: { mention: id }, onclick }, `@${app.session.store.nameOf(id)}`);
  },

  role(id) {
    const role = app.session.store.guild?.roles.get(id);
    const node = h("span.mention", `@${role?.name ?? "role"}`);
    return role?.color ? paint(node, "--tint", role.color) : node; // 0 is no colour
  },

  channel(id) {
    const channel = app.session.store.channels.get(id);
    if (!channel) return h("span.mention", "#…");
    return h("button.mention", { onclick: () => app.open(id) }, `#${channel.name}`);
  },

  /** A link inside Discord moves this page; any other opens apart and tells the site nothing. */
  link(address, children) {
    const url = parse(address);
    if (!url) return h("span", children);
    const place = app.placeOf(url);
    if (place) {
      const onclick = (event) => {
        event.preventDefault();
        app.open(place.channelId, place.messageId);
      };
      return h("a", { href: url.pathname, onclick }, children);
    }
    return h(
      "a",
      { href: url.href, target: "_blank", rel: "noopener noreferrer", title: url.href },
      children,
    );
  },

  spoiler(children) {
    const reveal = (event) => {
      if (event.type === "keydown" && event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      node.classList.add("shown");
      node.removeAttribute("role");
      node.removeAttribute("aria-label");
    };
    const attributes = {
      class: "spoiler",
      role: "button",
      tabindex: 0,
      "aria-label": t("spoiler"),
      onclick: reveal,
      onkeydown: reveal,
    };
    const node = h("span", attributes, h("span", children));
    return node;
  },

  time(seconds, style) {
    const date = new Date(seconds * 1000);
    if (Number.isNaN(date.getTime())) return h("time", "?");
    const text =
      style === "R"
        ? relative(date)
        : new Intl.DateTimeFormat(currentLocale(), TIME_STYLES[style] ?? TIME_STYLES.f).format(date);
    return h("time", { datetime: date.toISOString(), title: fullTime(date) }, text);
  },
};

export const LONGEST_EXCERPT = 200; // characters: more than one line shows on any screen

/** The same for an excerpt that is itself a button: nothing inside may be pressed. */
export const quietReferences = {
  user: (id) => h("span.mention", references.user(id).textContent),
  role: (id) => references.role(id),
  channel: (id) => h("span.mention", references.channel(id).textContent),
  link: (address, children) => h("span", children),
  spoiler: () => h("span", "▒▒▒"),
  time: (seconds, style) => references.time(seconds, style),
};

/** An http(s) address, or null: nothing else may become a link. */
export function parse(address) {
  if (!URL.canParse(address, location.href)) return null;
  const url = new URL(address, location.href);
  return url.protocol === "https:" || url.protocol === "http:" ? url : null;
}

/** The path of a picture that the stand-in itself serves; anything from elsewhere is not fetched. */
export function localPath(address) {
  const url = address ? parse(address) : null;
  const loopback = ["127.0.0.1", "localhost", "[::1]", location.hostname];
  return url && loopback.includes(url.hostname) && url.port === location.port
    ? url.pathname + url.search
    : null;
}

function relative(date) {
  const seconds = (date.getTime() - Date.now()) / 1000;
  const [unit, size] = UNITS.find(([, size]) => Math.abs(seconds) >= size) ?? UNITS.at(-1);
  return new Intl.RelativeTimeFormat(currentLocale(), { numeric: "auto" }).format(
    Math.round(seconds / size),
    unit,
  );
}
