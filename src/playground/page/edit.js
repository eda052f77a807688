// The box in which a message of one's own is edited in place.

import { app } from "./app.js";
import { LONGEST } from "./composer.js";
import { h, isComposing } from "./dom.js";
import { attempt } from "./toast.js";
import { t } from "./words.js";

export function editBox(message, done) {
  const box = h("textarea", {
    "aria-label": t("edit"),
    rows: 1,
    maxlength: LONGEST,
    value: message.content,
    data: { edit: message.id },
    onkeydown: key,
  });
  const node = h(
    "div.edit-box",
    box,
    h("small", t("editHint")),
    h(
      "div.edit-buttons",
      h("button.button.plain", { onclick: done }, t("cancel")),
      h("button.button.primary", { onclick: save }, t("save")),
    ),
  );
  return node;

  function key(event) {
    if (isComposing(event)) return;
    if (event.key === "Escape") done();
    else if (event.key === "Enter" && !event.shiftKey) save();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  async function save() {
    const content = box.value.trim();
    if (content === message.content) return done();
    const path = `/channels/${message.channel_id}/messages/${message.id}`;
    const saved = await attempt(() =>
      (content ? app.session.rest.patch(path, { content }) : app.session.rest.delete(path)).then(() => true),
    );
    if (saved) done();
  }
}
