// The bar above the messages: where one is, and the buttons that open what a narrow screen hides.

import { app } from "./app.js";
import { avatar } from "./avatar.js";
import { batched, h, icon, iconButton, replace } from "./dom.js";
import { openPersonMenu, waitingBadge } from "./persons.js";
import { kindOf } from "./sidebar.js";
import { isThread } from "./store.js";
import { openExamples } from "./welcome.js";
import { t } from "./words.js";

/** `drawers` opens and shuts the sides: { toggleChannels(), togglePeople() }. */
export function mountTopbar(parent, drawers) {
  const bar = h("header", { id: "topbar" });
  const offline = h("p.offline", { role: "status", hidden: true });
  parent.append(bar, offline);
  const redraw = batched(() => app.channel && replace(bar, nodes(drawers)));
  for (const event of ["person", "list", "channel", "unread"]) app.on(event, redraw);
  app.on("online", (online) => {
    offline.hidden = online;
    offline.textContent = online ? "" : t("offline");
  });
}

function nodes({ toggleChannels, togglePeople }) {
  const { channel } = app;
  const { person } = app.session;
  const openChannels = { class: "narrow-only", data: { drawer: "channels" } };
  const examples = { "aria-haspopup": "menu", data: { examples: true } };
  const you = {
    "aria-label": t("youAre"),
    "aria-haspopup": "menu",
    data: { personSwitchSmall: person.id },
    onclick: openPersonMenu,
  };
  return [
    iconButton("menu", t("showChannels"), toggleChannels, openChannels),
    icon(kindOf(channel), "kind"),
    title(channel),
    channel.topic ? h("p.topic", { title: channel.topic }, channel.topic) : h("span.topic"),
    iconButton("spark", t("examples"), openExamples, examples),
    iconButton("people", t("hidePeople"), togglePeople, { data: { drawer: "people" } }),
    h("button.you-small.narrow-only", you, avatar(person, "small"), waitingBadge(), icon("down")),
  ];
}

/** A thread is named after the channel it belongs to, which is one press away. */
function title(channel) {
  const parent = isThread(channel) && app.session.store.channels.get(channel.parent_id);
  const back = parent && h("button.link-like", { onclick: () => app.open(parent.id) }, parent.name);
  const name = app.titleOf(channel).replace(/^[@#]/, ""); // the icon says which
  return h("h2", { data: { title: channel.id } }, back, back && h("span.slash", " › "), name);
}
