// The list of messages of the open channel: order, grouping, days, editing in place, and where it is
// scrolled to. It redraws only what changed, so focus and selection stay where they are.

import { app } from "./app.js";
import { batched, h, iconButton, reconcile } from "./dom.js";
import { editBox } from "./edit.js";
import { messageNode } from "./message.js";
import { timeOf } from "./snowflake.js";
import { isEphemeral, isForum, isThinking, MESSAGE } from "./store.js";
import { attempt } from "./toast.js";
import { welcomeNode } from "./welcome.js";
import { day, t } from "./words.js";

const GROUP_MS = 7 * 60 * 1000; // Discord's own: within seven minutes a name is not repeated
const NEAR_PX = 80; // this close to an edge counts as being there
const HIGHLIGHT_MS = 2500;

let scroll, column, newest;
let editing = null; // the id of the message being edited
let drawn = new WeakMap(); // message -> { node, continued, editing }: a message object never changes, it is replaced
let loadingOlder = false;
let stick = true; // whether to stay at the newest message
let shownChannel = null;

export function mountMessages(parent) {
  column = h("div.message-column");
  scroll = h(
    "section",
    { id: "messages", role: "log", tabindex: 0, "aria-live": "polite", onscroll: scrolled },
    column,
  );
  newest = iconButton("down", t("jumpToNewest"), toNewest, { class: "to-newest", hidden: true });
  parent.append(scroll, newest);
  new ResizeObserver(() => stick && toNewest()).observe(column);
  new ResizeObserver(() => stick && toNewest()).observe(scroll);

  const redraw = batched(draw);
  app.on("messages", (channelId) => channelId === app.channelId && redraw());
  app.on("list", redraw);
  app.on("channel", () => {
    editing = null;
    stick = true;
    redraw();
  });
  app.on("person", () => {
    drawn = new WeakMap();
    shownChannel = null;
  });
  app.on("edit", (message) => edit(message.id));
  app.on("edit-last", editLast);
}

function draw() {
  const { channel } = app;
  scroll.hidden = !channel || isForum(channel);
  if (scroll.hidden) {
    newest.hidden = true;
    return;
  }
  scroll.setAttribute("aria-label", t("messages", { name: app.titleOf(channel) }));
  const changedChannel = shownChannel !== channel.id;
  shownChannel = channel.id;
  if (changedChannel) column.replaceChildren();
  reconcile(column, [...beginning(channel), ...rows(app.session.store.messages(channel.id))]);
  if (app.highlight) showHighlighted();
  else if (stick || changedChannel) toNewest();
}

let beginningOf = { id: null, nodes: [] };

/** What stands above the first message; kept, so that reading it out or tabbing through is not disturbed. */
function beginning(channel) {
  if (beginningOf.id === channel.id && beginningOf.person === app.session) return beginningOf.nodes;
  const title = h(
    "div.beginning",
    h("h2", app.titleOf(channel)),
    h("p", channel.topic || t("beginningOf", { name: app.titleOf(channel) })),
  );
  const nodes = channel === app.firstChannel() ? [welcomeNode(), title] : [title];
  beginningOf = { id: channel.id, person: app.session, nodes };
  return nodes;
}

function rows(messages) {
  const nodes = [];
  let above = null;
  for (const message of messages) {
    const when = timeOf(message.id);
    if (!above || timeOf(above.id).toDateString() !== when.toDateString()) {
      nodes.push(dayLine(when));
      above = null;
    }
    nodes.push(nodeFor(message, continues(message, above)));
    above = message;
  }
  return nodes;
}

const dayLines = new Map(); // one node a day, so that it is not made anew for every draw

function dayLine(date) {
  const text = date.toDateString() === new Date().toDateString() ? t("today") : day(date);
  if (!dayLines.has(text)) dayLines.set(text, h("div.day", { role: "separator" }, h("span", text)));
  return dayLines.get(text);
}

function continues(message, above) {
  if (
    !above ||
    above.deleted ||
    message.deleted ||
    message.type !== MESSAGE.plain ||
    above.author.id !== message.author.id
  )
    return false;
  if (isEphemeral(message) !== isEphemeral(above) || isThinking(message)) return false;
  return timeOf(message.id) - timeOf(above.id) < GROUP_MS;
}

function nodeFor(message, continued) {
  const isEdited = editing === message.id && !message.deleted;
  const known = drawn.get(message);
  if (known && known.continued === continued && known.isEdited === isEdited) return known.node;
  const node = messageNode(message, {
    continued,
    edit: isEdited ? editBox(message, () => edit(null)) : null,
  });
  drawn.set(message, { node, continued, isEdited });
  return node;
}

function edit(id) {
  editing = id;
  draw();
  if (id) column.querySelector(`[data-message="${id}"] textarea`)?.focus();
  else app.emit("compose");
}

function editLast() {
  const mine = app.session.store
    .messages(app.channelId)
    .filter(
      (message) => message.author.id === app.session.store.me.id && !message.deleted && !message.pending,
    );
  if (mine.length > 0) edit(mine.at(-1).id);
}

function showHighlighted() {
  const node = column.querySelector(`[data-message="${app.highlight}"]`);
  if (!node) return;
  app.highlight = null;
  stick = false;
  node.scrollIntoView({ block: "center" });
  node.classList.add("highlight");
  node.focus({ preventScroll: true });
  setTimeout(() => node.classList.remove("highlight"), HIGHLIGHT_MS);
}

function toNewest() {
  scroll.scrollTop = scroll.scrollHeight;
}

async function scrolled() {
  const below = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight;
  stick = below < NEAR_PX;
  newest.hidden = stick;
  if (scroll.scrollTop > NEAR_PX || loadingOlder || stick) return;
  loadingOlder = true;
  await attempt(() => app.session.loadOlder(app.channelId));
  // The reader stays at the message they were looking at, whatever was put above it.
  requestAnimationFrame(() => {
    if (!stick) scroll.scrollTop = scroll.scrollHeight - scroll.clientHeight - below;
    loadingOlder = false;
  });
}
