// A modal dialog on the browser's own <dialog>: it brings the focus trap, Escape and the inert background.

import { h, iconButton } from "./dom.js";
import { t } from "./words.js";

/**
 * Shows `title` and `content` in a form. `onsubmit(close)` runs when it is sent; when it throws, the
 * message is shown in the form and the form stays open.
 */
export function openDialog({ title, content, submit, onsubmit, data, lead }) {
  const error = h("p.form-error", { role: "alert" });
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
  const form = h(
    "form.dialog-form",
    { onsubmit: send, novalidate: true },
    h("header", lead, h("h2", { id: "dialog-title" }, title), iconButton("close", t("close"), close)),
    h("div.dialog-body", content),
    error,
    submit &&
      h(
        "footer",
        h("button.button.plain", { onclick: close }, t("cancel")),
        h("button.button.primary", { type: "submit", data: { submit: true } }, submit),
      ),
  );
  const dialog = h(
    "dialog",
    {
      "aria-labelledby": "dialog-title",
      data,
      onclose: () => dialog.remove(),
      // A press outside shuts a viewer, but no form: what was typed is not lost by a slip.
      onclick: (event) => event.target === dialog && !submit && close(),
    },
    form,
  );
  document.body.append(dialog);
  dialog.showModal();
  dialog.querySelector("input, textarea, [aria-haspopup]")?.focus();
  return dialog;
}

/** A labelled field of a dialog. */
export function field(label, control, { hint, required } = {}) {
  return h(
    "label.field",
    h("span.field-label", label, required && h("span.required", { "aria-hidden": "true" }, " *")),
    hint && h("span.field-hint", hint),
    control,
  );
}
