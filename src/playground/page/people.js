// The right side: who is here, by their highest listed role.

import { app } from "./app.js";
import { avatar } from "./avatar.js";
import { batched, h } from "./dom.js";
import { appTag, roleColour } from "./message.js";
import { onMenuGesture } from "./menu.js";
import { hexColour } from "./references.js";
import { openUserMenu } from "./usermenu.js";
import { t } from "./words.js";

export function mountPeople(parent) {
  const list = h("div", {});
  parent.append(list);
  const redraw = batched(() => {
    if (!app.session?.store.guild) return;
    parent.setAttribute("aria-label", t("people"));
    list.replaceChildren(...groups());
  });
  for (const event of ["person", "list", "channel"]) app.on(event, redraw);
}

function groups() {
  const { store } = app.session;
  const { guild } = store;
  const members = [...guild.members.values()].sort((a, b) => store.nameOf(a.user.id).localeCompare(store.nameOf(b.user.id)));
  const listed = [...guild.roles.values()].filter(({ hoist }) => hoist).sort((a, b) => b.position - a.position);
  const groupOf = ({ roles, user }) => listed.find(({ id }) => roles.includes(id)) ?? (user.bot ? "apps" : "people");
  const titles = [...listed.map((role) => [role, role.name]), ["people", t("people")], ["apps", t("apps")]];
  const titled = titles.map(([group, title]) => [title, members.filter((member) => groupOf(member) === group)]);
  return titled.filter(([, some]) => some.length > 0).map(([title, some]) => h("section", {}, h("h2", {}, `${title} — ${some.length}`), h("ul", {}, some.map(({ user }) => h("li", {}, personButton(user))))));
}

function personButton(user) {
  const { store } = app.session;
  const name = h("span", { class: "menu-text" }, store.nameOf(user.id));
  const colour = roleColour(user.id);
  if (colour) name.style.setProperty("--tint", hexColour(colour));
  const node = h("button", { type: "button", class: "person", data: { member: user.id }, onclick: (event) => openUserMenu(event, user.id) }, avatar(user), name, user.bot ? appTag() : null);
  onMenuGesture(node, (event) => openUserMenu(event, user.id));
  return node;
}
