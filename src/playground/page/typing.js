// The line above the message box: who is writing.

import { app } from "./app.js";
import { h } from "./dom.js";
import { dots } from "./messagebody.js";
import { t } from "./words.js";

export function mountTyping(parent) {
  const line = h("p", { id: "typing", "aria-live": "polite" });
  parent.append(line);
  const redraw = () => {
    const names = app.channel ? app.session.store.typing(app.channelId) : [];
    const text = names.length === 1 ? t("typingOne", { name: names[0] }) : t("typingMany");
    line.replaceChildren(...(names.length === 0 ? [] : [dots(), ` ${text}`]));
  };
  app.on("channel", redraw);
  app.on("typing", redraw);
}
