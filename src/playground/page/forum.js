// A forum channel: its posts as cards, newest first, and the form for a new one.

import { app } from "./app.js";
import { avatar } from "./avatar.js";
import { field, openDialog } from "./dialog.js";
import { batched, h, icon, iconButton, replace } from "./dom.js";
import { LONGEST } from "./composer.js";
import { inlineMarkdown } from "./markdown.js";
import { LONGEST_EXCERPT, quietReferences, references } from "./references.js";
import { byId, timeOf } from "./snowflake.js";
import { isForum } from "./store.js";
import { Uploads } from "./uploads.js";
import { t } from "./words.js";

const LONGEST_TITLE = 100;
const asked = new Set(); // the posts whose first message has been asked for

export function mountForum(parent) {
  const view = h("section", { id: "forum", hidden: true });
  parent.append(view);
  const redraw = batched(() => {
    view.hidden = !app.channel || !isForum(app.channel);
    if (!view.hidden) replace(view, nodes(app.channel, redraw));
  });
  for (const event of ["list", "channel", "messages"]) app.on(event, redraw);
}

function nodes(channel, redraw) {
  const posts = app.session.store
    .threads(channel.id)
    .sort((a, b) => byId(b.last_message_id ?? b.id, a.last_message_id ?? a.id));
  const disabled = !app.session.store.can("sendMessages", channel);
  const create = { disabled, data: { newPost: true }, onclick: () => openPostForm(channel) };
  const head = h("div", h("h2", channel.name), channel.topic && h("p", channel.topic));
  const cards = posts.map((post) => h("li", card(post, channel, redraw)));
  return [
    h("header.forum-head", head, h("button.button.primary", create, icon("plus"), t("newPost"))),
    cards.length > 0 ? h("ul.posts", cards) : h("p.empty", t("noPosts")),
  ];
}

function card(post, forum, redraw) {
  const { store } = app.session;
  const owner = store.users.get(post.owner_id);
  const tags = (forum.available_tags ?? []).filter(({ id }) => post.applied_tags?.includes(id));
  const text = excerpt(post, redraw).slice(0, LONGEST_EXCERPT);
  const counts = { name: store.nameOf(post.owner_id), count: post.message_count ?? 0 };
  const when = references.time(timeOf(post.id).getTime() / 1000, "R");
  return h(
    "button.post-card",
    { class: app.isUnread(post) && "unread", data: { post: post.id }, onclick: () => app.open(post.id) },
    tags.length > 0 &&
      h(
        "span.post-tags",
        tags.map(({ name }) => h("span.tag", name)),
      ),
    h("b", post.name),
    h("span.excerpt", inlineMarkdown(text, quietReferences)),
    h("span.post-foot", owner && avatar(owner, "tiny"), t("postedBy", counts), " · ", when),
  );
}

/** The first message of a post has the post's own id. It is asked for once, when its card is first shown. */
function excerpt(post, redraw) {
  const { rest, store } = app.session;
  const known = store.message(post.id, post.id);
  if (known || asked.has(post.id)) return known?.content ?? "";
  asked.add(post.id);
  rest
    .get(`/channels/${post.id}/messages/${post.id}`)
    .then((message) => store.keep(message))
    .then(redraw, () => {}); // deleted, or not arrived yet: the title stands alone
  return "";
}

function openPostForm(channel) {
  const title = h("input", { type: "text", maxlength: LONGEST_TITLE, data: { input: "post-title" } });
  const text = h("textarea", {
    rows: 6,
    maxlength: LONGEST,
    data: { input: "post-text" },
    onpaste: (event) => uploads.paste(event),
  });
  const tags = (channel.available_tags ?? []).map(({ id, name }) =>
    h("label.tag", h("input", { type: "checkbox", value: id }), name),
  );
  const content = h(
    "div",
    field(t("postTitle"), title, { required: true }),
    field(t("postMessage"), text, { required: true }),
    tags.length > 0 && h("div.post-tags", { role: "group", "aria-label": t("tags") }, tags),
  );
  const uploads = new Uploads(content);
  content.append(
    uploads.node,
    iconButton("plus", t("addFile"), () => uploads.choose()),
  );
  openDialog({
    title: t("newPost"),
    content,
    submit: t("post"),
    data: { dialog: "post" },
    async onsubmit(close) {
      const files = uploads.take();
      if (!title.value.trim() || (!text.value.trim() && files.length === 0)) throw new Error(t("required"));
      const message = {
        content: text.value.trim(),
        attachments: files.map(({ name, description }, id) => ({
          id: String(id),
          filename: name,
          description,
        })),
      };
      const applied = tags
        .map((tag) => tag.querySelector("input"))
        .filter(({ checked }) => checked)
        .map(({ value }) => value);
      const post = await app.session.rest.post(
        `/channels/${channel.id}/threads`,
        { name: title.value.trim(), message, applied_tags: applied },
        files,
      );
      app.session.store.apply("THREAD_CREATE", post);
      close();
      await app.open(post.id);
    },
  });
}
