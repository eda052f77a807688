// The bar above the messages: where one is, and the buttons that open what a narrow screen hides.

import { app } from "./app.js";
import { avatar } from "./avatar.js";
import { batched, h, icon, iconButton } from "./dom.js";
import { openPersonMenu, waitingBadge } from "./persons.js";
import { isDirect, isForum, isThread } from "./store.js";
import { openExamples } from "./welcome.js";
import { t } from "./words.js";

/** `drawers` opens and shuts the sides: { toggleChannels(), togglePeople() }. */
export function mountTopbar(parent, drawers) {
  const bar = h("header", { id: "topbar" });
  const offline = h("p", { class: "offline", role: "status", hidden: true });
  parent.append(bar, offline);
  const redraw = batched(() => app.channel && bar.replaceChildren(...nodes(drawers)));
  for (const event of ["person", "list", "channel", "unread"]) app.on(event, redraw);
  app.on("online", (online) => {
    offline.hidden = online;
    offline.textContent = online ? "" : t("offline");
  });
}

function nodes(drawers) {
  const { channel, session } = app;
  const parent = isThread(channel) ? session.store.channels.get(channel.parent_id) : null;
  const kind = isDirect(channel) ? "at" : isThread(channel) ? "thread" : isForum(channel) ? "forum" : "hash";
  const name = isDirect(channel) ? session.store.nameOf(session.store.partner(channel)?.id) : channel.name;
  return [
    iconButton("menu", t("showChannels"), drawers.toggleChannels, { class: "icon-button narrow-only", "data-drawer": "channels" }),
    icon(kind, "kind"),
    h("h2", { data: { title: channel.id } }, parent ? [h("button", { type: "button", class: "link-like", onclick: () => app.open(parent.id) }, parent.name), h("span", { class: "slash" }, " › ")] : null, name),
    channel.topic ? h("p", { class: "topic", title: channel.topic }, channel.topic) : h("span", { class: "topic" }),
    iconButton("spark", t("examples"), openExamples, { "aria-haspopup": "menu", "data-examples": true }),
    iconButton("people", t("hidePeople"), drawers.togglePeople, { "data-drawer": "people" }),
    h("button", { type: "button", class: "you-small narrow-only", "aria-label": t("youAre"), "aria-haspopup": "menu", data: { personSwitchSmall: session.person.id }, onclick: openPersonMenu }, avatar(session.person, "small"), waitingBadge(), icon("down")),
  ];
}
