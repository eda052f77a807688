// Makes DOM nodes. Text only ever becomes text nodes: nothing on this page is parsed as HTML.

/**
 * h("button.primary", { onclick: send, data: { send: true } }, "Send")
 *
 * The attributes may be left out, and so are those that are null, undefined or false; `true` becomes an
 * empty attribute; `class` may be a list. Children may be nodes, text, lists of them, or nothing.
 */
export function h(selector, ...rest) {
  const [tag, ...classes] = selector.split(".");
  const node = document.createElement(tag);
  node.classList.add(...classes);
  if (tag === "button") node.type = "button"; // not the browser's own "submit"
  if (rest[0]?.constructor === Object) setAttributes(node, rest.shift());
  node.append(...rest.flat(Infinity).filter((child) => child || child === 0));
  return node;
}

function setAttributes(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "data") setData(node, value);
    else if (name === "class") node.classList.add(...[value].flat().filter(Boolean));
    else if (name === "value") node.value = value;
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
}

function setData(node, data) {
  for (const [name, value] of Object.entries(data)) {
    if (value !== null && value !== undefined && value !== false)
      node.dataset[name] = value === true ? "" : value;
  }
}

/** One symbol of the sprite in index.html, hidden from screen readers: its button carries the name. */
export function icon(name, extraClass = "") {
  const namespace = document.getElementById("sprite").namespaceURI;
  const svg = document.createElementNS(namespace, "svg");
  svg.setAttribute("class", `icon ${extraClass}`.trim());
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(namespace, "use");
  use.setAttribute("href", `#icon-${name}`);
  svg.append(use);
  return svg;
}

/** A button that shows an icon alone: the label is what a screen reader and a tooltip say. */
export function iconButton(name, label, onclick, extra = {}) {
  return h("button.icon-button", { "aria-label": label, title: label, onclick, ...extra }, icon(name));
}

/** Whether a key belongs to an input method: the Enter that picks a Japanese conversion sends nothing. */
export const isComposing = (event) => event.isComposing || event.keyCode === 229; // 229: how Safari says it

/**
 * Makes `parent` hold exactly `nodes`, moving as little as possible, so that focus, selection and
 * scroll position survive a redraw.
 */
export function reconcile(parent, nodes) {
  const wanted = new Set(nodes);
  for (const child of [...parent.childNodes]) if (!wanted.has(child)) child.remove();
  let cursor = parent.firstChild;
  for (const node of nodes) {
    if (node === cursor) cursor = cursor.nextSibling;
    else parent.insertBefore(node, cursor);
  }
}

/** Puts new nodes in place of the old; whoever had the focus has it still, at the entry that says the same. */
export function replace(parent, nodes) {
  const focused = parent.contains(document.activeElement) && JSON.stringify(document.activeElement.dataset);
  parent.replaceChildren(...nodes);
  if (!focused) return;
  const same = [...parent.querySelectorAll("button")].find(
    ({ dataset }) => JSON.stringify(dataset) === focused,
  );
  same?.focus({ preventScroll: true });
}

/** Calls `draw` once after the current turn, however often it was asked for in it. */
export function batched(draw) {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    queueMicrotask(() => {
      asked = false;
      draw();
    });
  };
}

/** A list of callbacks by name: what changed is told, who cares is not known here. */
export class Emitter {
  #listeners = new Map();

  on(name, listener) {
    if (!this.#listeners.has(name)) this.#listeners.set(name, new Set());
    this.#listeners.get(name).add(listener);
    return () => this.#listeners.get(name).delete(listener);
  }

  emit(name, detail) {
    for (const listener of [...(this.#listeners.get(name) ?? [])]) listener(detail);
  }
}
