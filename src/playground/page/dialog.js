// A modal dialog on the browser's own <dialog>: it brings the focus trap, Escape and the inert background.

import { h, iconButton } from "./dom.js";
import { t } from "./words.js";

/**
 * Shows `title` and `content` in a form. `onsubmit(close)` runs when it is sent; when it throws, the
 * message is shown in the form and the form stays open.
 */
export function openDialog({ title, content, submit, onsubmit, data, lead }) {
  const error = h("p", { class: "form-error", role: "alert" });
  const close = () => dialog.close();
  const send = async (event) => {
    event.preventDefault();
    error.textContent = "";
    form.toggleAttribute("data-busy", true);
    try {
      await onsubmit(close);
    } catch (reason) {
      error.textContent = reason.message;
    } finally {
      form.removeAttribute("data-busy");
    }
  };
  const form = h("form", { class: "dialog-form", onsubmit: send, novalidate: true },
    h("header", {}, lead, h("h2", { id: "dialog-title" }, title), iconButton("close", t("close"), close)),
    h("div", { class: "dialog-body" }, content),
    error,
    submit && h("footer", {},
      h("button", { type: "button", class: "button plain", onclick: close }, t("cancel")),
      h("button", { type: "submit", class: "button primary", data: { submit: true } }, submit)));
  const dialog = h("dialog", {
    "aria-labelledby": "dialog-title",
    data,
    onclose: () => dialog.remove(),
    onclick: (event) => event.target === dialog && !submit && close(), // outside a plain viewer; a form is not lost by a slip
  }, form);
  document.body.append(dialog);
  dialog.showModal();
  dialog.querySelector("[data-first-focus], input, textarea, select")?.focus();
  return dialog;
}

/** A labelled field of a dialog. */
export function field(label, control, { hint, required } = {}) {
  return h("label", { class: "field" },
    h("span", { class: "field-label" }, label, required ? h("span", { class: "required", "aria-hidden": "true" }, " *") : null),
    hint ? h("span", { class: "field-hint" }, hint) : null,
    control);
}
