// A forum channel: its posts as cards, newest first, and the form for a new one.

import { app } from "./app.js";
import { avatar } from "./avatar.js";
import { field, openDialog } from "./dialog.js";
import { batched, h, icon, iconButton } from "./dom.js";
import { LONGEST } from "./composer.js";
import { inlineMarkdown } from "./markdown.js";
import { LONGEST_EXCERPT, quietReferences, references } from "./references.js";
import { byId, timeOf } from "./snowflake.js";
import { isForum } from "./store.js";
import { Uploads } from "./uploads.js";
import { t } from "./words.js";

const LONGEST_TITLE = 100;
const excerpts = new Map(); // post id -> the beginning of its first message

export function mountForum(parent) {
  const view = h("section", { id: "forum", hidden: true });
  parent.append(view);
  const redraw = batched(() => {
    view.hidden = !app.channel || !isForum(app.channel);
    if (!view.hidden) view.replaceChildren(...nodes(app.channel, redraw));
  });
  for (const event of ["list", "channel", "messages"]) app.on(event, redraw);
}

function nodes(channel, redraw) {
  const posts = app.session.store.threads(channel.id).sort((a, b) => byId(b.last_message_id ?? b.id, a.last_message_id ?? a.id));
  const mayPost = app.session.store.can("sendMessages", channel);
  return [
    h("header", { class: "forum-head" }, h("div", {}, h("h2", {}, channel.name), channel.topic ? h("p", {}, channel.topic) : null),
      h("button", { type: "button", class: "button primary", disabled: !mayPost, data: { newPost: true }, onclick: () => openPostForm(channel) }, icon("plus"), t("newPost"))),
    posts.length === 0 ? h("p", { class: "empty" }, t("noPosts")) : h("ul", { class: "posts" }, posts.map((post) => h("li", {}, card(post, channel, redraw)))),
  ];
}

function card(post, forum, redraw) {
  const { store } = app.session;
  const owner = store.users.get(post.owner_id);
  const tags = (forum.available_tags ?? []).filter(({ id }) => post.applied_tags?.includes(id));
  return h("button", { type: "button", class: `post-card ${app.isUnread(post) ? "unread" : ""}`, data: { post: post.id }, onclick: () => app.open(post.id) },
    tags.length > 0 ? h("span", { class: "post-tags" }, tags.map(({ name }) => h("span", { class: "tag" }, name))) : null,
    h("b", {}, post.name),
    h("span", { class: "excerpt" }, inlineMarkdown(excerpt(post, redraw).slice(0, LONGEST_EXCERPT), quietReferences)),
    h("span", { class: "post-foot" }, owner ? avatar(owner, "tiny") : null, t("postedBy", { name: store.nameOf(post.owner_id), count: post.message_count ?? 0 }), " · ", references.time(timeOf(post.id).getTime() / 1000, "R")));
}

/** The first message of a post has the post's own id. It is read once, when the card is first shown. */
function excerpt(post, redraw) {
  const known = app.session.store.message(post.id, post.id);
  if (known) return known.content ?? "";
  if (!excerpts.has(post.id)) {
    excerpts.set(post.id, "");
    app.session.rest.get(`/channels/${post.id}/messages/${post.id}`).then((message) => {
      app.session.store.keep(message);
      redraw();
    }, () => {}); // deleted, or not arrived yet: the title stands alone
  }
  return "";
}

function openPostForm(channel) {
  const title = h("input", { type: "text", maxlength: LONGEST_TITLE, data: { input: "post-title" } });
  const text = h("textarea", { rows: 6, maxlength: LONGEST, data: { input: "post-text" }, onpaste: (event) => uploads.paste(event) });
  const tags = (channel.available_tags ?? []).map(({ id, name }) => h("label", { class: "tag" }, h("input", { type: "checkbox", value: id }), name));
  const content = h("div", {}, field(t("postTitle"), title, { required: true }), field(t("postMessage"), text, { required: true }), tags.length > 0 ? h("div", { class: "post-tags", role: "group", "aria-label": t("tags") }, tags) : null);
  const uploads = new Uploads(content);
  content.append(uploads.node, iconButton("plus", t("addFile"), () => uploads.choose()));
  openDialog({
    title: t("newPost"),
    content,
    submit: t("post"),
    data: { dialog: "post" },
    async onsubmit(close) {
      const files = uploads.take();
      if (!title.value.trim() || (!text.value.trim() && files.length === 0)) throw new Error(t("required"));
      const message = { content: text.value.trim(), attachments: files.map(({ name, description }, id) => ({ id: String(id), filename: name, description })) };
      const applied = tags.map((tag) => tag.querySelector("input")).filter(({ checked }) => checked).map(({ value }) => value);
      const post = await app.session.rest.post(`/channels/${channel.id}/threads`, { name: title.value.trim(), message, applied_tags: applied }, files);
      app.session.store.apply("THREAD_CREATE", post);
      close();
      await app.open(post.id);
    },
  });
}
