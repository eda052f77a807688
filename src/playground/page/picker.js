// Discord's select menus: choices given by the app, or people, roles and channels of the server.
// It opens a list that is searched by typing and takes one or several values.

import { app } from "./app.js";
import { avatar } from "./avatar.js";
import { h, icon } from "./dom.js";
import { CHANNEL } from "./store.js";
import { t } from "./words.js";

const SELECT = { string: 3, user: 5, role: 6, mentionable: 7, channel: 8 };

/** What a select offers: [{ value, label, description?, lead?, selected? }]. Options of commands use it too. */
function choicesFor({ type, options, channel_types: channelTypes, default_values: defaults = [] }) {
  const selected = new Set(defaults.map(({ id }) => id));
  const mark = (choice) => ({ ...choice, selected: selected.has(choice.value) });
  switch (type) {
    case SELECT.user:
      return users().map(mark);
    case SELECT.role:
      return roles().map(mark);
    case SELECT.mentionable:
      return [...users(), ...roles()].map(mark);
    case SELECT.channel:
      return channels(channelTypes).map(mark);
    default:
      return (options ?? []).map((option) => ({
        value: option.value,
        label: `${option.emoji?.name ? `${option.emoji.name} ` : ""}${option.label}`,
        description: option.description,
        selected: option.default,
      }));
  }
}

export function users() {
  const { store } = app.session;
  const members = [...(store.guild?.members.values() ?? [])];
  return members.map(({ user }) => ({
    value: user.id,
    label: store.nameOf(user.id),
    description: user.username,
    lead: avatar(user, "small"),
  }));
}

export function roles() {
  const { guild } = app.session.store;
  return [...(guild?.roles.values() ?? [])].map(({ id, name }) => ({
    value: id,
    label: id === guild.id ? "@everyone" : `@${name}`,
  }));
}

export function channels(types) {
  const wanted =
    types?.length > 0 ? types : [CHANNEL.text, CHANNEL.announcement, CHANNEL.forum, CHANNEL.publicThread];
  return app
    .visibleChannels()
    .filter(({ type }) => wanted.includes(type))
    .map(({ id, name }) => ({ value: id, label: `#${name}` }));
}

/**
 * The menu of one select component. `onpick(values)` runs when it closes with a new choice; the node's
 * `values()` tells what is picked now, for forms.
 */
export function pickerFor(component, { onpick = () => {} } = {}) {
  const choices = choicesFor(component);
  const least = component.min_values ?? 1;
  const most = component.max_values ?? 1;
  let picked = choices.filter(({ selected }) => selected).map(({ value }) => value);
  let before = String(picked);

  const summary = h("span.picker-summary");
  const head = h(
    "button.picker-head",
    {
      "aria-haspopup": "listbox",
      "aria-expanded": "false",
      disabled: component.disabled,
      onclick: () => (list.hidden ? show() : hide()),
    },
    summary,
    icon("down"),
  );
  const search = h("input", {
    type: "text",
    class: "picker-search",
    placeholder: t("search"),
    "aria-label": t("search"),
    oninput: () => draw(),
  });
  const rows = h("div", { role: "listbox", "aria-multiselectable": String(most > 1) });
  const list = h("div.picker-list", { hidden: true }, choices.length > 8 ? search : null, rows);
  const node = h("div.picker", { data: { component: component.custom_id } }, head, list);
  node.values = () => picked;
  node.isValid = () => (picked.length === 0 && component.required === false) || picked.length >= least;

  function draw() {
    const wanted = search.value.toLowerCase();
    const chosen = choices.filter(({ value }) => picked.includes(value)).map(({ label }) => label);
    summary.textContent =
      chosen.join(", ") ||
      component.placeholder ||
      (most > 1 ? t("selectBetween", { min: least, max: most }) : t("select"));
    summary.classList.toggle("unset", chosen.length === 0);
    rows.replaceChildren(...choices.filter(({ label }) => label.toLowerCase().includes(wanted)).map(row));
  }

  function row({ value, label, description, lead }) {
    const on = picked.includes(value);
    return h(
      "button",
      {
        role: "option",
        "aria-selected": String(on),
        data: { choice: value },
        onclick: () => toggle(value),
      },
      lead?.cloneNode(true),
      h("span.menu-text", label, description && h("small", description)),
      on && icon("check"),
    );
  }

  function toggle(value) {
    if (most === 1) {
      picked = picked[0] === value && least === 0 ? [] : [value];
      return hide();
    }
    if (picked.includes(value)) picked = picked.filter((other) => other !== value);
    else if (picked.length < most) picked = [...picked, value];
    draw();
    // Its row was drawn anew: the keys go on from there.
    [...rows.children].find((row) => row.dataset.choice === value)?.focus();
  }

  function show() {
    list.hidden = false;
    head.setAttribute("aria-expanded", "true");
    document.addEventListener("pointerdown", outside);
    // Where typing needs a keyboard on the screen, the choices come first.
    const types = search.isConnected && matchMedia("(hover: hover)").matches;
    (types ? search : rows.firstElementChild)?.focus();
  }

  function hide() {
    list.hidden = true;
    head.setAttribute("aria-expanded", "false");
    document.removeEventListener("pointerdown", outside);
    search.value = "";
    draw();
    head.focus();
    if (String(picked) === before || picked.length < least) return;
    before = String(picked);
    onpick(picked);
  }

  const outside = (event) => !node.contains(event.target) && hide();

  node.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    const options = [...rows.children];
    const at = options.indexOf(document.activeElement);
    const steps = { ArrowDown: at + 1, ArrowUp: at - 1 };
    if (event.key === "Escape" || event.key === "Tab") hide();
    else if (event.key in steps) options.at(steps[event.key] % options.length)?.focus();
    else return;
    if (event.key !== "Tab") event.preventDefault();
    event.stopPropagation();
  });
  draw();
  return node;
}
