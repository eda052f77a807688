// The box one writes in: plain messages, replies, mentions, and the door to slash commands.
// Files are uploads.js, a command being filled in is commandbar.js.

import { app } from "./app.js";
import { avatar } from "./avatar.js";
import { CommandBar } from "./commandbar.js";
import { matching, runnable } from "./commands.js";
import { h, icon, iconButton, isComposing } from "./dom.js";
import { namesFor, withMentions } from "./mentions.js";
import { isForum } from "./store.js";
import { Suggest } from "./suggest.js";
import { attempt, complain } from "./toast.js";
import { Uploads } from "./uploads.js";
import { t } from "./words.js";

export const LONGEST = 2000; // characters in one message, Discord's limit
const COUNT_FROM = 1800; // the counter shows when the end is near
const TYPING_EVERY_MS = 8000; // Discord shows "is typing" for ten seconds
const TALLEST_PX = 240;

const suggest = new Suggest();
const drafts = new Map(); // person and channel -> what was being written there
let form, box, slot, replyLine, counter, uploads, denied;
let replyTo = null;
let bar = null; // the command being filled in
let lastTyping = 0;

export function mountComposer(parent) {
  uploads = new Uploads(parent);
  box = h("textarea", {
    id: "message-box",
    rows: 1,
    autocomplete: "off",
    data: { composer: true },
    oninput: typed,
    onkeydown: key,
    onclick: offer,
    onblur: () => suggest.hide(),
    onpaste: (event) => uploads.paste(event),
  });
  slot = h("div.composer-slot", box);
  replyLine = h("div.reply-line", { hidden: true });
  counter = h("output.counter", { hidden: true });
  denied = h("p.denied", { hidden: true });
  const attach = iconButton("plus", t("addFile"), () => uploads.choose(), { data: { attach: true } });
  const submit = h("button.icon-button.send", { type: "submit", data: { send: true } }, icon("send"));
  form = h(
    "form",
    { id: "composer", onsubmit: send },
    suggest.node,
    replyLine,
    uploads.node,
    h("div.composer-row", attach, slot, counter, submit),
    denied,
  );

  app.on("channel", () => {
    if (!app.channel) return;
    if (!form.isConnected) parent.append(form); // there is nowhere to write before the first channel is open
    opened();
  });
  app.on("list", () => app.channel && redrawState());
  app.on("person", () => {
    attach.ariaLabel = attach.title = t("addFile");
    submit.ariaLabel = submit.title = t("send");
  });
  app.on("reply", (message) => setReply(message));
  app.on("compose", () => (bar ?? box).focus());
  app.on("insert", (text) => insert(text));
}

const draftKey = () => `${app.session.person.id} ${app.channelId}`;
let openDraft = null;

function opened() {
  if (openDraft !== draftKey()) {
    if (openDraft) drafts.set(openDraft, box.value);
    openDraft = draftKey();
    leaveCommand();
    setReply(null);
    uploads.clear();
    fill(drafts.get(openDraft) ?? "");
  }
  redrawState();
}

function redrawState() {
  const { channel, session } = app;
  form.hidden = isForum(channel);
  const mayWrite = session.store.mayWrite(channel);
  form.toggleAttribute("data-denied", !mayWrite);
  box.disabled = !mayWrite;
  denied.hidden = mayWrite;
  denied.textContent = t("notAllowed");
  box.placeholder = t("composerHint", { name: app.titleOf(channel) });
  box.setAttribute("aria-label", box.placeholder);
  grow(); // its height cannot be measured while it is hidden
}

function fill(text) {
  leaveCommand();
  box.value = text;
  grow();
}

function insert(text) {
  box.setRangeText(text, box.selectionStart, box.selectionEnd, "end");
  grow();
  box.focus();
}

function grow() {
  box.style.height = "auto";
  box.style.height = `${Math.min(box.scrollHeight, TALLEST_PX)}px`;
  const length = [...box.value].length;
  counter.hidden = length < COUNT_FROM;
  counter.textContent = String(LONGEST - length);
  counter.classList.toggle("over", length > LONGEST);
}

function typed() {
  grow();
  offer();
  if (box.value === "/") app.session.loadCommands(app.channel).then(offer, complain);
  if (box.value === "" || box.value.startsWith("/") || Date.now() - lastTyping < TYPING_EVERY_MS) return;
  lastTyping = Date.now();
  app.session.rest.post(`/channels/${app.channelId}/typing`).catch(() => {}); // only a courtesy
}

function key(event) {
  if (isComposing(event) || suggest.key(event)) return;
  if (event.key === "Enter" && !event.shiftKey) form.requestSubmit();
  else if (event.key === "Escape" && replyTo) setReply(null);
  else if (event.key === "ArrowUp" && box.value === "") app.emit("edit-last");
  else return;
  event.preventDefault();
}

/** Suggests commands after a slash, people after an @, channels after a #. */
function offer() {
  const { value, selectionStart: caret } = box;
  if (value.startsWith("/")) return offerCommands(value.slice(1));
  const names = namesFor(value.slice(0, caret));
  if (!names || names.items.length === 0) return suggest.hide();
  const onpick = ({ value: name }) => {
    box.setRangeText(`${name} `, caret - names.typed.length, caret, "end");
    grow();
  };
  suggest.show(box, names.items, { onpick });
}

function offerCommands(wanted) {
  const exact =
    wanted.endsWith(" ") &&
    runnable().find(({ name, plainName }) => [name, plainName].includes(wanted.trim()));
  if (exact) return enterCommand(exact);
  const { users: known } = app.session.store;
  const items = matching(wanted).map((entry) => {
    const bot = known.get(entry.command.application_id);
    return {
      entry,
      value: entry.plainName,
      label: `/${entry.name}`,
      detail: entry.description,
      lead: bot && avatar(bot, "small"),
      hint: bot?.username,
    };
  });
  if (items.length === 0) return suggest.hide();
  suggest.show(box, items, { onpick: ({ entry }) => enterCommand(entry) });
}

function enterCommand(entry) {
  suggest.hide();
  box.value = "";
  grow();
  setReply(null);
  bar = new CommandBar(entry, suggest, leaveCommand);
  bar.node.tabIndex = -1;
  bar.node.addEventListener("keydown", (event) => {
    if (isComposing(event) || event.defaultPrevented) return;
    if (event.key === "Enter" && event.target.tagName !== "BUTTON") form.requestSubmit();
    else if (event.key === "Escape" || (event.key === "Backspace" && event.target === bar.node))
      leaveCommand();
    else return;
    event.preventDefault();
  });
  slot.replaceChildren(bar.node);
  bar.focus();
}

function leaveCommand() {
  if (!bar) return;
  bar = null;
  suggest.hide();
  slot.replaceChildren(box);
  box.focus();
}

function setReply(message) {
  replyTo = message ? { message, ping: message.author.id !== app.session.store.me.id } : null;
  replyLine.hidden = !message;
  if (!message) return;
  const name = app.session.store.nameOf(message.author.id);
  const ping = h(
    "button.link-like",
    {
      "aria-pressed": String(replyTo.ping),
      title: t("mentionAuthor", { name }),
      onclick: () => {
        replyTo.ping = !replyTo.ping;
        ping.setAttribute("aria-pressed", String(replyTo.ping));
        ping.textContent = replyTo.ping ? "@ ON" : "@ OFF";
      },
    },
    replyTo.ping ? "@ ON" : "@ OFF",
  );
  replyLine.replaceChildren(
    h("span", t("replyingTo", { name })),
    ping,
    iconButton("close", t("cancel"), () => setReply(null)),
  );
  leaveCommand();
  box.focus();
}

async function send(event) {
  event.preventDefault();
  if (bar) return runCommand();
  const content = withMentions(box.value.trim());
  const files = uploads.take();
  if ([...content].length > LONGEST)
    return complain(new Error(t("tooLong", { count: [...content].length - LONGEST })));
  if (content === "" && files.length === 0) return;
  const body = { content, ...replyFields() };
  setReply(null);
  fill("");
  uploads.clear();
  lastTyping = 0;
  const sent = await attempt(() => app.session.post(app.channelId, body, files));
  if (!sent && box.value === "") fill(content); // nothing typed is lost to an error
}

function replyFields() {
  if (!replyTo) return {};
  const { id, channel_id } = replyTo.message;
  return {
    message_reference: { message_id: id, channel_id, guild_id: app.channel.guild_id },
    allowed_mentions: { parse: ["users", "roles", "everyone"], replied_user: replyTo.ping },
  };
}

async function runCommand() {
  const filled = bar.collect();
  if (!filled) return;
  const { session, channel } = app;
  leaveCommand();
  await attempt(() => session.run(filled.applicationId, channel, filled.data, filled.files));
}
