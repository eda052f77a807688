// Short notices in the corner: what failed and why, or that something worked. Screen readers hear them.

import { h, iconButton } from "./dom.js";
import { t } from "./words.js";

const STAYS_MS = 6000; // two short sentences, read slowly

function show(text, kind) {
  const node = h(
    "div.toast",
    { class: kind, data: { toast: kind } },
    h("span", text),
    iconButton("close", t("close"), () => node.remove()),
  );
  document.getElementById("toasts").append(node);
  setTimeout(() => node.remove(), STAYS_MS);
}

export const tell = (text) => show(text, "notice");
export const complain = (error) => show(t("failed", { reason: error.message }), "failure");

/** Runs `action`, and says so when it fails. */
export async function attempt(action) {
  try {
    return await action();
  } catch (error) {
    complain(error);
    return null;
  }
}
