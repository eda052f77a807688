// A menu that opens at the pointer or under a button, and one for which a finger is held down.
// It knows keys, focus and screen edges; what the entries do is the caller's.

import { h, icon } from "./dom.js";

const EDGE = 8; // pixels kept free at the window's edges
const HOLD_MS = 450; // as long as phones take for a long press

let open = null;

function closeMenu() {
  if (!open) return;
  const { node, returnTo } = open;
  open = null;
  node.remove();
  if (returnTo?.isConnected && document.activeElement === document.body) returnTo.focus();
}

/**
 * `entries`: { label, icon?, run, danger?, data?, detail?, badge?, checked?, several? }, { heading } or "line";
 * of the checked ones one alone is, unless `several` may be.
 * `from` is the event that asked for the menu, or the element it hangs on.
 */
export function openMenu(from, entries, label) {
  closeMenu();
  const node = h(
    "div.menu",
    { role: "menu", "aria-label": label, onkeydown: moveFocus },
    entries.map(entryNode),
  );
  const anchor =
    from instanceof Element ? from : from.currentTarget instanceof Element ? from.currentTarget : null;
  document.body.append(node);
  place(node, from, anchor);
  open = { node, returnTo: document.activeElement ?? anchor };
  const first = node.querySelector('[aria-checked="true"]') ?? node.querySelector('[role^="menuitem"]');
  first?.focus({ preventScroll: true });
}

function entryNode(entry) {
  if (entry === "line") return h("hr");
  if (entry.heading) return h("div.menu-heading", { role: "presentation" }, entry.heading);
  const choose = () => {
    closeMenu();
    entry.run();
  };
  const attributes = {
    role: entry.checked === undefined ? "menuitem" : entry.several ? "menuitemcheckbox" : "menuitemradio",
    "aria-checked": entry.checked === undefined ? null : String(entry.checked),
    tabindex: -1,
    class: entry.danger && "danger",
    data: entry.data,
    onclick: choose,
  };
  return h(
    "button",
    attributes,
    entry.lead,
    h("span.menu-text", entry.label, entry.detail && h("small", entry.detail)),
    entry.badge > 0 && h("span.badge", String(entry.badge)),
    entry.icon && icon(entry.icon),
    entry.several && entry.checked && icon("check"),
  );
}

function place(node, event, anchor) {
  const { width, height } = node.getBoundingClientRect();
  const box = anchor?.getBoundingClientRect();
  const atPointer = event.type === "contextmenu" || event.type === "hold";
  const left = atPointer ? event.clientX : box.left;
  const below = atPointer ? event.clientY : box.bottom + 4;
  const above = atPointer ? event.clientY - height : box.top - height - 4;
  const fits = below + height + EDGE <= innerHeight;
  const top = fits ? below : Math.max(EDGE, above);
  node.style.left = `${Math.max(EDGE, Math.min(left, innerWidth - width - EDGE))}px`;
  node.style.top = `${Math.min(top, Math.max(EDGE, innerHeight - height - EDGE))}px`;
}

function moveFocus(event) {
  const entries = [...event.currentTarget.querySelectorAll('[role^="menuitem"]')];
  const at = entries.indexOf(document.activeElement);
  const steps = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 };
  if (event.key in steps) entries.at(steps[event.key] % entries.length)?.focus();
  else if (event.key === "Escape" || event.key === "Tab") {
    const { returnTo } = open;
    closeMenu();
    returnTo?.focus?.();
  } else return;
  event.preventDefault();
  event.stopPropagation();
}

document.addEventListener("pointerdown", (event) => open && !open.node.contains(event.target) && closeMenu());
window.addEventListener("blur", closeMenu);
window.addEventListener("resize", closeMenu);

/** Calls `show` for a right-click, the menu key, and a finger held still. */
export function onMenuGesture(node, show) {
  node.addEventListener("contextmenu", (event) => {
    // Links and selected text keep the browser's own menu.
    const selected = !getSelection().isCollapsed && node.contains(getSelection().anchorNode);
    if (selected || event.target.closest("a, textarea, input")) return;
    event.preventDefault();
    show(event);
  });
  let timer;
  let held = false;
  const stop = () => clearTimeout(timer);
  node.addEventListener(
    "touchstart",
    (event) => {
      const { clientX, clientY } = event.touches[0];
      held = false;
      timer = setTimeout(() => {
        held = true;
        show({ type: "hold", currentTarget: node, clientX, clientY });
      }, HOLD_MS);
    },
    { passive: true },
  );
  node.addEventListener("touchend", (event) => {
    stop();
    if (held) event.preventDefault(); // lifting the finger must not press what has opened below it
  });
  for (const name of ["touchmove", "touchcancel"]) node.addEventListener(name, stop, { passive: true });
}
