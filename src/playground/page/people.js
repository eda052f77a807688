// The right side: who is here, by their highest listed role.

import { app } from "./app.js";
import { avatar } from "./avatar.js";
import { paint } from "./colour.js";
import { batched, h, replace } from "./dom.js";
import { appTag, roleColour } from "./message.js";
import { onMenuGesture } from "./menu.js";
import { openUserMenu } from "./usermenu.js";
import { t } from "./words.js";

export function mountPeople(parent) {
  const list = h("div");
  parent.append(list);
  const redraw = batched(() => {
    if (!app.session?.store.guild) return;
    parent.setAttribute("aria-label", t("people"));
    replace(list, groups().filter(Boolean));
  });
  for (const event of ["person", "list", "channel"]) app.on(event, redraw);
}

function groups() {
  const { store } = app.session;
  const { guild } = store;
  const byName = (a, b) => store.nameOf(a.user.id).localeCompare(store.nameOf(b.user.id));
  const members = [...guild.members.values()].sort(byName);
  const listed = [...guild.roles.values()].filter(({ hoist }) => hoist);
  listed.sort((a, b) => b.position - a.position);
  const groupOf = ({ roles, user }) =>
    listed.find(({ id }) => roles.includes(id))?.name ?? (user.bot ? t("apps") : t("people"));
  const titles = [...listed.map(({ name }) => name), t("people"), t("apps")];
  return titles.map((title) =>
    group(
      title,
      members.filter((member) => groupOf(member) === title),
    ),
  );
}

function group(title, members) {
  if (members.length === 0) return null;
  const people = members.map(({ user }) => h("li", personButton(user)));
  return h("section", h("h2", `${title} — ${members.length}`), h("ul", people));
}

function personButton(user) {
  const openMenu = (event) => openUserMenu(event, user.id);
  const name = h("span.menu-text", app.session.store.nameOf(user.id));
  paint(name, "--tint", roleColour(user.id));
  const attributes = { data: { member: user.id }, onclick: openMenu };
  const node = h("button.person", attributes, avatar(user), name, user.bot && appTag());
  onMenuGesture(node, openMenu);
  return node;
}
