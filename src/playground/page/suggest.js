// The list of suggestions above the message box: commands, choices, people, channels. Arrow keys move in
// it while the typing goes on below; Enter or Tab takes one.

import { h, isComposing, reconcile } from "./dom.js";

const MOST = 25; // Discord shows no more choices than that

export class Suggest {
  #input = null;
  #items = [];
  #at = 0;
  #onpick = null;

  constructor() {
    this.rows = h("div", { role: "listbox", id: "suggestions" });
    this.heading = h("div.suggest-heading");
    this.node = h("div.suggest", { hidden: true }, this.heading, this.rows);
    // The input keeps the focus while an entry is pressed.
    this.node.addEventListener("pointerdown", (event) => event.preventDefault());
  }

  get isOpen() {
    return !this.node.hidden;
  }

  /** `items`: { label, detail?, lead?, hint?, value }. `preselect` says whether Enter takes the first one. */
  show(input, items, { heading = "", preselect = true, onpick }) {
    this.#items = items.slice(0, MOST);
    if (this.#items.length === 0 && !heading) return this.hide();
    this.#release();
    this.#input = input;
    this.#at = preselect && items.length > 0 ? 0 : -1;
    this.#onpick = onpick;
    this.heading.textContent = heading;
    this.heading.hidden = !heading;
    reconcile(
      this.rows,
      this.#items.map((item, index) => this.#row(item, index)),
    );
    this.node.hidden = false;
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", this.rows.id);
    if (input.tagName === "INPUT") {
      // A box of several lines may not have this role.
      input.setAttribute("role", "combobox");
      input.setAttribute("aria-expanded", "true");
    }
    this.#mark();
  }

  hide() {
    this.node.hidden = true;
    this.#items = [];
    this.#release();
  }

  #release() {
    if (this.#input?.role === "combobox") this.#input.setAttribute("aria-expanded", "false");
    this.#input?.removeAttribute("aria-activedescendant");
    this.#input = null;
  }

  /** Whether the key meant the list; if so it has been dealt with. */
  key(event) {
    if (!this.isOpen || isComposing(event) || this.#items.length === 0) return false;
    const count = this.#items.length;
    if (event.key === "ArrowDown") this.#at = (this.#at + 1) % count;
    else if (event.key === "ArrowUp") this.#at = (Math.max(this.#at, 0) - 1 + count) % count;
    else if (event.key === "Escape") this.hide();
    else if ((event.key === "Enter" || event.key === "Tab") && this.#at >= 0 && !event.shiftKey)
      this.#pick(this.#at);
    else return false;
    event.preventDefault();
    event.stopPropagation();
    if (this.isOpen) this.#mark();
    return true;
  }

  #row(item, index) {
    return h(
      "div",
      {
        role: "option",
        id: `suggestion-${index}`,
        data: { suggestion: item.value },
        onclick: () => this.#pick(index),
        onpointermove: () => {
          this.#at = index;
          this.#mark();
        },
      },
      item.lead,
      h("span.menu-text", item.label, item.detail && h("small", item.detail)),
      item.hint && h("small", item.hint),
    );
  }

  #pick(index) {
    const item = this.#items[index];
    const onpick = this.#onpick;
    this.hide();
    onpick(item);
  }

  #mark() {
    [...this.rows.children].forEach((row, index) =>
      row.setAttribute("aria-selected", String(index === this.#at)),
    );
    const row = this.rows.children[this.#at];
    row?.scrollIntoView({ block: "nearest" });
    if (row) this.#input?.setAttribute("aria-activedescendant", row.id);
    else this.#input?.removeAttribute("aria-activedescendant");
  }
}
